//! Files that a repository holds and nobody edits there: other people's code, and what programs wrote.
//!
//! `.gitattributes` says which (github-linguist, "Overrides": `linguist-vendored`, `linguist-generated`), and else their
//! names. Only a file in which something would be found is told of as passed over.

use std::sync::LazyLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex::Regex;

use super::{Entry, Listing, RepoPath, Source};

/// Whether vendored and generated files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vendored {
    /// They are passed over.
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
    Regex::new(
        r"(?i)(?:^|/)(?:[^/]*\.lock|[^/]*\.lock\.hcl|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|[^/]*[.-]min\.(?:js|css)|[^/]*\.(?:bundle|chunk)\.js|[^/]*\.(?:js|css)\.map|[^/]*\.tfstate(?:\.\d+)?(?:\.backup)?)$",
    )
    .ok()
});

/// How long (bytes) the lines of a script are on average where a program wrote it.
const MINIFIED_LINE: usize = 500;

/// What says of each file whether it is vendored or generated.
#[derive(Default)]
pub struct Marks {
    /// For each folder with a `.gitattributes`, outer ones first, what it says.
    files: Vec<(RepoPath, [Gitignore; 2])>,
}

/// The attributes that count.
const ATTRIBUTES: [&str; 2] = ["linguist-vendored", "linguist-generated"];

impl Marks {
    /// Reads what governs the files of a listing. A `.gitattributes` that can't be read says nothing.
    ///
    /// # Errors
    ///
    /// When the source can't be opened.
    pub fn read(source: &dyn Source, listing: &Listing) -> anyhow::Result<Marks> {
        let mut marks = Marks::default();
        if listing.attributes.is_empty() {
            return Ok(marks);
        }
        let mut reader = source.reader()?;
        let mut bytes = Vec::new();
        for entry in &listing.attributes {
            if matches!(reader.read(entry, &mut bytes), Ok(true)) {
                marks.add(entry.path.parent(), &String::from_utf8_lossy(&bytes));
            }
        }
        marks.files.sort_by_key(|(folder, _)| folder.clone());
        Ok(marks)
    }

    /// Adds the rules of one `.gitattributes`.
    fn add(&mut self, folder: RepoPath, text: &str) {
        let rules = ATTRIBUTES.map(|attribute| {
            let mut builder = GitignoreBuilder::new("");
            for line in text.lines() {
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
                // A pattern that isn't valid matches nothing, as in git.
                let _ = builder.add_line(None, &line);
            }
            builder.build().unwrap_or_else(|_| Gitignore::empty())
        });
        self.files.push((folder, rules));
    }

    /// Whether a file is vendored or generated, as far as its path says.
    pub fn of_path(&self, path: &RepoPath) -> bool {
        let said = |attribute: usize| {
            self.files.iter().rev().find_map(|(folder, rules)| {
                let relative = path.relative_to(folder)?;
                let found = rules[attribute].matched(relative.to_path(), false);
                (!found.is_none()).then(|| found.is_ignore())
            })
        };
        let text = path.to_str_lossy();
        let is_vendored = || {
            let (folders, _) = text.rsplit_once('/').unwrap_or(("", ""));
            folders.split('/').any(|folder| FOLDERS.contains(&folder))
        };
        let is_generated = || {
            GENERATED
                .as_ref()
                .is_some_and(|regex| regex.is_match(&text))
        };
        said(0).unwrap_or_else(is_vendored) || said(1).unwrap_or_else(is_generated)
    }
}

/// Whether a file's contents are a script that a program packed into few lines.
pub fn is_minified(entry: &Entry, bytes: &[u8]) -> bool {
    let name = entry.path.file_name().to_lowercase();
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
        let mut marks = Marks::default();
        marks.add(
            path(""),
            "# x\n*.gen.tf linguist-generated\nvendor/ours/** -linguist-vendored\n\"a b.tf\" text linguist-vendored=true\nlib/* linguist-generated=true\n",
        );
        marks.add(path("lib/own"), "*.tf linguist-generated=false\n");
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
        let entry = |name: &str| Entry {
            path: path(name),
            blob: None,
            mode: 0o100_644,
        };
        let line = vec![b'x'; 10_000];
        assert!(is_minified(&entry("app.js"), &line));
        assert!(!is_minified(&entry("policy.json"), &line));
        assert!(!is_minified(&entry("app.js"), b"x\n"));
    }
}
