//! Which other files of a repository name a variable that a script holds a serial number in: one that reads the script into
//! itself has its variables, and may take a user's name from them. Told where a rewrite would be safe.
//!
//! A file counts that reads the script, as one of its lines says, or that is in the same language, expands the variable and
//! gives it no value. These files are looked at only where there is such a variable, and for its name alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use regex::{Regex, bytes};

use crate::ascii_regex::ascii_regex;
use crate::finding::{Disposition, Finding};
use crate::source::admission::Admission;
use crate::source::vendored::Vendored;
use crate::source::{RepoPath, Source, Wanted};
use crate::syntax::language::{Ground, Language};
use crate::syntax::{Text, detect};

/// A script that holds serial numbers in variables.
#[derive(Debug)]
pub struct Holder {
    path: RepoPath,
    language: &'static str,
    /// Whether it is run rather than read into others, as its first line says.
    is_program: bool,
    variables: Vec<Variable>,
}

/// A variable.
#[derive(Debug)]
struct Variable {
    name: String,
    /// What has its value.
    used: Regex,
    /// What gives it one.
    given: Regex,
}

/// Where other files name such variables: the first place, by the path of the script and the name of the variable.
#[derive(Clone, Debug, Default)]
pub struct NamedElsewhere {
    places: BTreeMap<(RepoPath, String), (RepoPath, usize)>,
}

/// What reads another file into one: `. lib.sh`, `source lib.fish`, bats' `load lib`, make's `include config.mk`, PowerShell's
/// `Import-Module`.
static READS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"(?i)(?:^|[;&|({"'`\s])(?:\.|source|load|[-s]?include|import-module|using\s+module)\s+(?P<what>[^;&|#]+)"#).ok()
});

impl Holder {
    /// A script that holds serial numbers in variables of these names; `None` where there are none.
    pub fn new<'a>(
        path: &RepoPath,
        text: &[u8],
        names: impl Iterator<Item = &'a str>,
    ) -> Option<Holder> {
        let mut names = names.peekable();
        names.peek()?;
        let text = Text::of_file(text);
        Some(Holder {
            path: path.clone(),
            language: language_of(path, &text).name,
            is_program: text.as_str().starts_with("#!"),
            variables: names.filter_map(Variable::new).collect(),
        })
    }

    /// The variables that another file names and may have from here, each with the first line that does.
    fn named_in(&self, path: &RepoPath, text: &Text) -> Vec<(&str, usize)> {
        let language = language_of(path, text);
        if path == &self.path || !matches!(language.ground, Ground::Code | Ground::Unknown) {
            return Vec::new();
        }
        let is_same = language.name == self.language;
        let text = text.as_str();
        let reads = self.read_by(text);
        let may_have = |variable: &&Variable| match reads {
            Reads::This => true,
            Reads::Something => is_same && !variable.is_given(text),
            Reads::Nothing => is_same && !self.is_program && !variable.is_given(text),
        };
        let variables = self.variables.iter().filter(may_have);
        variables
            .filter_map(|variable| Some((variable.name.as_str(), variable.line(text)?)))
            .collect()
    }

    /// What a text reads into itself.
    fn read_by(&self, text: &str) -> Reads {
        let name = self.path.file_name();
        let (stem, _) = name.rsplit_once('.').unwrap_or((&name, ""));
        let mut reads = Reads::Nothing;
        for line in lines(text).map(|(_, line)| line) {
            let found = READS.iter().flat_map(|regex| regex.captures_iter(line));
            for what in found.filter_map(|found| found.name("what")) {
                let last = what.as_str().trim_end().rsplit('/').next();
                let last = last.unwrap_or_default().trim_matches(['"', '\'', ')', '`']);
                if [&*name, stem].iter().any(|name| names(what.as_str(), name)) {
                    return Reads::This;
                }
                if last.contains(['$', '*', '?', '{']) {
                    reads = Reads::Something;
                }
            }
        }
        reads
    }
}

/// What a file reads into itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// The script.
    This,
    /// What is computed, and may be the script.
    Something,
    /// No other file that could be it.
    Nothing,
}

impl Variable {
    fn new(name: &str) -> Option<Variable> {
        let escaped = regex::escape(name);
        // PowerShell ignores the letter case of names; elsewhere another case is seldom another variable.
        let used = ascii_regex(&format!(
            r"(?i)(?:\$[({{]?[#!]?(?:script:|global:|env:)?|\b(?:printenv|export|declare|typeset|readonly)\s+(?:-\w+\s+)*|-v\s+){escaped}\b"
        ));
        let given = ascii_regex(&format!(
            r"(?ix) (?:^|[\s;&|({{\x22']) {escaped} \s* (?: =(?:[^=]|$) | ::?:?= )
                | \$(?:\w+:)?{escaped} \s* =(?:[^=]|$)
                | \bset\s+(?:-\w+\s+)*{escaped}\s+\S
                | \bread\b[^;&|$]*\b{escaped}\b
                | \b(?:for|select|mapfile|readarray|local|getopts\s+\S+)\s+(?:-\w+\s+)*{escaped}\b
                | \bforeach\s*\(\s*\${escaped}\b
                | \b(?:param|function[^(]*)\s*\([^)]*\${escaped}\b
                | ^\s*(?:\[[^\]]*\]\s*)+\${escaped}\b"
        ));
        Some(Variable {
            name: name.to_owned(),
            used: used.ok()?,
            given: given.ok()?,
        })
    }

    fn is_given(&self, text: &str) -> bool {
        lines(text).any(|(_, line)| self.given.is_match(line))
    }

    /// The first line (from 1) that has its value.
    fn line(&self, text: &str) -> Option<usize> {
        let mut lines = lines(text);
        let used = lines.find(|(_, line)| self.used.is_match(line));
        used.map(|(number, _)| number)
    }
}

impl NamedElsewhere {
    /// Looks for the variables of these scripts in all files of the repository that a source is of.
    ///
    /// # Errors
    ///
    /// When the source can't be read.
    pub fn of(
        holders: Vec<Holder>,
        source: &dyn Source,
        admission: &Admission,
    ) -> anyhow::Result<NamedElsewhere> {
        let names = holders.iter().flat_map(|holder| &holder.variables);
        let names: BTreeSet<String> = names.map(|it| regex::escape(&it.name)).collect();
        let names: Vec<String> = names.into_iter().collect();
        if names.is_empty() {
            return Ok(NamedElsewhere::default());
        }
        let names = bytes::Regex::new(&format!(r"(?i-u)\b(?:{})\b", names.join("|")))?;
        let is_named = |text: &[u8]| names.is_match(text);
        let admission = Admission {
            own: admission.own.clone(),
            vendored: Vendored::LookedAt,
            ..Admission::default()
        };
        let wanted = Wanted {
            in_file: &is_named,
            in_piece: &is_named,
            admission: &admission,
        };
        let whole = source.whole();
        let named = Mutex::new(NamedElsewhere::default());
        whole
            .as_deref()
            .unwrap_or(source)
            .walk(&wanted, &|candidate| {
                let text = Text::of_file(candidate.text);
                for holder in &holders {
                    let found = holder.named_in(&candidate.path, &text);
                    // Held only to write down what was found: the other threads look at their files meanwhile.
                    let mut named = named.lock().unwrap_or_else(PoisonError::into_inner);
                    for (name, line) in found {
                        let place = (candidate.path.clone(), line);
                        let variable = (holder.path.clone(), name.to_owned());
                        let first = named
                            .places
                            .entry(variable)
                            .or_insert_with(|| place.clone());
                        *first = std::mem::take(first).min(place);
                    }
                }
            })?;
        Ok(named.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// Has a person look at a finding of a file (its path) whose variable another file names.
    pub fn tell(&self, path: &RepoPath, finding: &mut Finding) {
        if finding.disposition != Disposition::Safe {
            return;
        }
        let mut names = finding.held_by.iter();
        let named = names.find_map(|name| {
            let place = self.places.get(&(path.clone(), name.clone()))?;
            Some((name, place))
        });
        let Some((name, (other, line))) = named else {
            return;
        };
        let why = format!("{other}:{line} also uses {name}; check what for");
        finding.disposition = Disposition::Review;
        finding.reason = finding.reason.clone().and_of_rewrite(why);
    }
}

/// The language of what a file makes.
fn language_of(path: &RepoPath, text: &Text) -> &'static Language {
    let (language, made) = detect::of_file(&path.file_name(), text);
    made.unwrap_or(language)
}

/// The lines of a script, from 1, but for those that are comments.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with('#'))
}

/// Whether a text has the name of a file, with nothing around it that could be more of it. What has no ending is the name
/// without it.
fn names(text: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let ends = |c: char| is_part(c) || (c == '.' && !name.contains('.'));
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].chars().next();
            !before.is_some_and(is_part) && !after.is_some_and(ends)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> RepoPath {
        RepoPath::from_git(name.as_bytes())
    }

    #[test]
    fn a_file_that_may_have_the_variable_is_known() {
        const LIB: &str = "SERIAL=x\n";
        const PROGRAM: &str = "#!/bin/sh\nSERIAL=x\n";
        for (holder, holds, other, text, line) in [
            (
                "lib.sh",
                LIB,
                "a.sh",
                ". ./lib.sh\necho \"${SERIAL##*/}\"\n",
                Some(2),
            ),
            ("lib.sh", LIB, "a.sh", "echo \"$SERIAL\"\n", Some(1)),
            ("lib.sh", LIB, "a.sh", "SERIAL=y\necho \"$SERIAL\"\n", None),
            (
                "lib.sh",
                LIB,
                "a.sh",
                "local SERIAL\necho \"$SERIAL\"\n",
                None,
            ),
            (
                "lib.sh",
                LIB,
                "a.sh",
                "read -rp 'Serial: ' SERIAL\necho \"$SERIAL\"\n",
                None,
            ),
            (
                "lib.sh",
                LIB,
                "a.sh",
                "SERIAL=y\nsource lib.sh\necho \"$SERIAL\"\n",
                Some(3),
            ),
            (
                "lib.sh",
                LIB,
                "a.sh",
                "# $SERIAL\necho \"$SERIALS\"\n",
                None,
            ),
            ("lib.sh", LIB, "a.sh", "echo SERIAL\n", None),
            ("lib.sh", LIB, "a.sh", "printenv SERIAL\n", Some(1)),
            (
                "lib.sh",
                LIB,
                "t.bats",
                "load lib\n@test a { [ $SERIAL ]; }\n",
                Some(2),
            ),
            ("lib.sh", LIB, "a.fish", "echo $SERIAL\n", None),
            ("lib.sh", LIB, "README.md", ". lib.sh; echo $SERIAL\n", None),
            (
                "lib.sh",
                LIB,
                "a.yml",
                "run: . ./lib.sh && echo $SERIAL\n",
                Some(1),
            ),
            ("lib.sh", LIB, "lib.sh", "echo $SERIAL\n", None),
            ("run.sh", PROGRAM, "a.sh", "echo \"$SERIAL\"\n", None),
            (
                "run.sh",
                PROGRAM,
                "a.sh",
                ". ./run.sh\necho \"$SERIAL\"\n",
                Some(2),
            ),
            (
                "run.sh",
                PROGRAM,
                "a.sh",
                ". ./rerun.sh\necho \"$SERIAL\"\n",
                None,
            ),
            (
                "run.sh",
                PROGRAM,
                "a.sh",
                "for f in lib/*; do . \"$f\"; done\necho \"$SERIAL\"\n",
                Some(2),
            ),
            ("lib.sh", PROGRAM, "b.ps1", ". ./lib.ps1\n$SERIAL\n", None),
            (
                "a.mk",
                LIB,
                "Makefile",
                "-include a.mk\nb:\n\techo $(SERIAL)\n",
                Some(3),
            ),
            (
                "a.mk",
                LIB,
                "Makefile",
                "include *.mk\nSERIAL ?= y\nb:\n\techo ${SERIAL}\n",
                Some(4),
            ),
            (
                "a.mk",
                LIB,
                "Makefile",
                "SERIAL := y\nb:\n\techo ${SERIAL}\n",
                None,
            ),
            (
                "a.ps1",
                "$Serial = 'x'\n",
                "b.ps1",
                ". $PSScriptRoot/a.ps1\n$SERIAL.Split('/')\n",
                Some(2),
            ),
            (
                "a.ps1",
                "$Serial = 'x'\n",
                "b.ps1",
                "$serial = 'y'\n$serial.Split('/')\n",
                None,
            ),
            (
                "a.fish",
                "set Serial x\n",
                "b.fish",
                "source a.fish\necho (basename $SERIAL)\n",
                Some(2),
            ),
        ] {
            let names = ["SERIAL"].into_iter();
            let holder = Holder::new(&path(holder), holds.as_bytes(), names).expect("a variable");
            let text = Text::of_file(text.as_bytes());
            let found = holder.named_in(&path(other), &text);
            let found = found.first().map(|(_, line)| *line);
            assert_eq!(found, line, "{other}: {}", text.as_str());
        }
    }
}
