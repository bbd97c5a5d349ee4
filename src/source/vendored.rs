//! Files that a repository holds and nobody edits there: other people's code, and what programs wrote.
//!
//! `.gitattributes` says which (github-linguist, "Overrides": `linguist-vendored`, `linguist-generated`), and else their
//! names. Only a file in which something would be found is told of as passed over.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::Regex;

use crate::ascii_regex::ascii_regex;

use super::RepoPath;

/// Whether vendored and generated files are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Vendored {
    /// They are passed over.
    #[default]
    Skipped,
    /// They are looked at like all others.
    LookedAt,
}

/// Folders of other people's code.
const FOLDERS: [&str; 13] = [
    "vendor",
    "node_modules",
    "bower_components",
    "third_party",
    "third-party",
    ".terraform",
    ".terragrunt-cache",
    ".serverless",
    ".aws-sam",
    "cdk.out",
    "site-packages",
    ".venv",
    "Pods",
];

/// Names of files that programs write.
static GENERATED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?i)(?:^|/)(?:[^/]*\.lock|[^/]*\.lock\.hcl|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[^/]*[.-]min\.(?:js|css)|[^/]*\.(?:bundle|chunk)\.js|[^/]*\.(?:js|css)\.map|[^/]*\.tfstate(?:\.\d+)?(?:\.backup)?)$",
    )
    .ok()
});

/// How long (bytes) the lines of a script are on average where a program wrote it.
const MINIFIED_LINE: usize = 500;

/// What says of each file whether it is vendored or generated.
pub struct Marks<'a> {
    /// Reads the `.gitattributes` of a folder.
    read: &'a (dyn Fn(&RepoPath) -> Option<Vec<u8>> + Sync),
    /// What each folder's says; most have none.
    known: Mutex<HashMap<RepoPath, Option<Arc<[Gitignore; 2]>>>>,
}

/// The largest `.gitattributes` (bytes) that is read. It bounds what a hostile one takes of memory.
pub const LARGEST: u64 = 256 * 1024;
/// The longest line (bytes) of it that counts (git's attr.h, `ATTR_MAX_LINE_LENGTH`).
const LONGEST_LINE: usize = 2048;

/// The attributes that count.
const ATTRIBUTES: [&str; 2] = ["linguist-vendored", "linguist-generated"];

impl<'a> Marks<'a> {
    /// What the files say that `read` reads, each when it is first asked for. One that can't be read says nothing.
    pub fn new(read: &'a (dyn Fn(&RepoPath) -> Option<Vec<u8>> + Sync)) -> Marks<'a> {
        Marks {
            read,
            known: Mutex::default(),
        }
    }

    /// Whether a file is vendored or generated.
    pub fn marks(&self, path: &RepoPath, bytes: &[u8]) -> bool {
        self.of_path(path) || is_minified(path, bytes)
    }

    /// Whether a file is vendored or generated, as far as its path says.
    fn of_path(&self, path: &RepoPath) -> bool {
        let mut said = [None; 2];
        let mut folder = path.clone();
        while !folder.as_bytes().is_empty() && said.contains(&None) {
            folder = folder.parent();
            let Some(rules) = self.of_folder(&folder) else {
                continue;
            };
            let Some(relative) = path.relative_to(&folder) else {
                continue;
            };
            for (said, rules) in said.iter_mut().zip(rules.iter()) {
                let found = rules.matched(relative.to_path(), false);
                if said.is_none() && !found.is_none() {
                    *said = Some(found.is_ignore());
                }
            }
        }
        let text = path.to_str_lossy();
        let is_vendored = || is_in_vendor(&text);
        let is_generated = || {
            GENERATED
                .as_ref()
                .is_some_and(|regex| regex.is_match(&text))
        };
        said[0].unwrap_or_else(is_vendored) || said[1].unwrap_or_else(is_generated)
    }

    fn of_folder(&self, folder: &RepoPath) -> Option<Arc<[Gitignore; 2]>> {
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rules) = known().get(folder) {
            return rules.clone();
        }
        let rules = (self.read)(folder)
            .filter(|bytes| bytes.len() as u64 <= LARGEST)
            .map(|bytes| Arc::new(rules(&bytes)));
        known().insert(folder.clone(), rules.clone());
        rules
    }
}

/// Whether one of a path's folders has the name of one for other people's code.
pub fn is_in_vendor(path: &str) -> bool {
    let (folders, _) = path.rsplit_once('/').unwrap_or(("", ""));
    folders.split('/').any(|folder| FOLDERS.contains(&folder))
}

/// The rules of one `.gitattributes`, by attribute. A pattern that isn't valid matches nothing, as in git.
fn rules(bytes: &[u8]) -> [Gitignore; 2] {
    let text = String::from_utf8_lossy(bytes);
    ATTRIBUTES.map(|attribute| {
        let mut builder = GitignoreBuilder::new("");
        for line in text.lines().filter(|line| line.len() < LONGEST_LINE) {
            let Some((pattern, attributes)) = rule(line) else {
                continue;
            };
            let set = attributes.split_whitespace().rev().find_map(|word| {
                let (name, value) = word.split_once('=').unwrap_or((word, "true"));
                if name == attribute {
                    Some(value != "false")
                } else {
                    (name.trim_start_matches(['-', '!']) == attribute).then_some(false)
                }
            });
            let line = match set {
                Some(true) => pattern.to_owned(),
                Some(false) => format!("!{pattern}"),
                None => continue,
            };
            let _ = builder.add_line(None, &line);
        }
        builder.build().unwrap_or_else(|_| Gitignore::empty())
    })
}

/// Whether a file's contents are a script that a program packed into few lines.
fn is_minified(path: &RepoPath, bytes: &[u8]) -> bool {
    let name = path.file_name().to_lowercase();
    let is_script = [".js", ".mjs", ".cjs", ".css"]
        .iter()
        .any(|ending| name.ends_with(ending));
    is_script && {
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        bytes.len() > 8 * MINIFIED_LINE && bytes.len() / lines > MINIFIED_LINE
    }
}

/// The pattern and the attributes of a line of `.gitattributes` (gitattributes(5)).
fn rule(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with(['#', '[']) {
        return None;
    }
    match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => line.split_once([' ', '\t']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::from_git(text.as_bytes())
    }

    #[test]
    fn names_tell_unless_attributes_say_otherwise() {
        let read = |folder: &RepoPath| {
            match folder.as_bytes() {
            b"" => Some(
                b"# x\n*.gen.tf linguist-generated\nvendor/ours/** -linguist-vendored\n\"a b.tf\" text linguist-vendored=true\nlib/* linguist-generated=true\n"
                    .to_vec(),
            ),
            b"lib/own" => Some(b"*.tf linguist-generated=false\n".to_vec()),
            _ => None,
        }
        };
        let marks = Marks::new(&read);
        for (file, expected) in [
            ("vendor/a.tf", true),
            ("x/node_modules/y/a.js", true),
            ("vendor/ours/a.tf", false),
            ("vendors/a.tf", false),
            ("vendor", false),
            ("yarn.lock", true),
            (".terraform.lock.hcl", true),
            ("a.min.js", true),
            ("env/terraform.tfstate", true),
            ("terraform.tfstate.backup", true),
            ("iam.gen.tf", true),
            ("deep/iam.gen.tf", true),
            ("a b.tf", true),
            ("lib/a.tf", true),
            ("lib/own/a.tf", false),
            ("main.tf", false),
        ] {
            assert_eq!(marks.of_path(&path(file)), expected, "{file}");
        }
    }

    #[test]
    fn long_lines_are_minified_only_in_scripts() {
        let line = vec![b'x'; 10_000];
        assert!(is_minified(&path("app.js"), &line));
        assert!(!is_minified(&path("policy.json"), &line));
        assert!(!is_minified(&path("app.js"), b"x\n"));
    }
}
