//! The rules know no grammar: no string in their sources is the name of a language or of a kind of node.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use mfa_migrate::syntax::languages;

/// Words that are names of languages or nodes, and in these files something else.
const OTHER_WORDS: &[(&str, &str)] = &[
    // The verb before a builder's method.
    ("members.rs", "set"),
    // Functions that wrap a string or make a list.
    ("literals.rs", "string"),
    ("literals.rs", "list"),
    // A block of Terraform's.
    ("attachment.rs", "variable"),
    ("split.rs", "variable"),
    ("whole.rs", "variable"),
    // Words that a line of a program or a shell begins with.
    ("sentence.rs", "set"),
    ("sentence.rs", "string"),
    // A file of which nothing is known.
    ("fallback.rs", "text"),
    // Keys of settings.
    ("migration.rs", "shell"),
    ("migration.rs", "command"),
    // Programs.
    ("caller.rs", "command"),
    ("caller.rs", "set"),
    ("stop.rs", "set"),
    // The runtime that a program of Pulumi's says, and a filter of Ansible's.
    ("interpolated.rs", "yaml"),
    ("around.rs", "list"),
    ("uses.rs", "set"),
    ("circumstances.rs", "set"),
    // Keys whose values are run.
    ("runner.rs", "command"),
    ("runner.rs", "shell"),
    ("runner.rs", "powershell"),
    ("runner.rs", "batch"),
];

/// The names of the languages, and the kinds of nodes that their tables name.
fn names() -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    for language in languages::all() {
        names.insert(language.name);
        names.extend(language.roles.iter().map(|(kind, _)| *kind));
        names.extend(language.strings.iter().map(|string| string.kind));
        names.extend(language.pairs.with_expression);
        names.extend(language.pairs.expressions);
        names.extend(language.pairs.blocks);
        if let Some(commands) = language.commands {
            names.extend(commands.groups);
            names.extend(commands.inputs);
            names.extend(commands.names);
            names.extend(commands.substitutions);
        }
    }
    names
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The string literals of a source, but for those of its tests. Good enough for this: no literal of the rules has an
/// escaped quote beside a name.
fn literals(source: &str) -> Vec<&str> {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let code = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split('"').skip(1).step_by(2))
        .collect()
}

#[test]
fn rules_name_no_language_and_no_kind_of_node() {
    let names = names();
    assert!(names.contains("python") && names.contains("command_substitution"));
    let mut files = Vec::new();
    sources(Path::new("src/rules"), &mut files);
    assert!(files.len() > 10);
    let mut found = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let source = std::fs::read_to_string(file).unwrap();
        for literal in literals(&source) {
            if names.contains(literal) && !OTHER_WORDS.contains(&(name, literal)) {
                found.push(format!("{}: {literal:?}", file.display()));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Neither do they ask a node for its kind, or a layer for its language's name.
#[test]
fn rules_ask_for_roles() {
    let mut files = Vec::new();
    sources(Path::new("src/rules"), &mut files);
    for file in &files {
        let source = std::fs::read_to_string(file).unwrap();
        for sign in [".kind ==", ".kind.", "languages::", "language.name =="] {
            assert!(!source.contains(sign), "{}: {sign}", file.display());
        }
    }
}
