//! What the program has to know of a language: a small table, and the grammar that reads it.

use std::sync::LazyLock;

use super::escapes::Escapes;
use super::languages;
use super::node::{Lowering, Role};
use super::{Document, NodeId, Text};

/// One host language.
pub struct Language {
    /// Its name in reports.
    pub name: &'static str,
    /// Names it goes by after a Markdown fence, lower case.
    pub labels: &'static [&'static str],
    /// File name endings, without the dot, lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names, lower case.
    pub file_names: &'static [&'static str],
    /// Programs named on a `#!` line.
    pub interpreters: &'static [&'static str],
    /// How it is read.
    pub parser: Parser,
    /// Which nodes are what.
    pub roles: &'static [(&'static str, Role)],
    /// How its strings are spelled.
    pub strings: &'static [StringKind],
    /// What stands outside its strings and comments.
    pub ground: Ground,
}

/// How a language is read.
pub enum Parser {
    /// By a tree-sitter grammar.
    Grammar(&'static LazyLock<tree_sitter::Language>),
    /// By a parser of its own kind, which lowers what it reads itself.
    Own(fn(&Text, &mut Lowering)),
    /// Not at all: the text fallback looks at it.
    Nothing,
}

/// What the text between the strings, code and comments of a language is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Code that a machine reads.
    Code,
    /// Sentences for people.
    Prose,
    /// Unknown.
    Unknown,
}

/// How one kind of string node is spelled.
pub struct StringKind {
    /// The grammar's name for the node.
    pub kind: &'static str,
    /// What stands before and after its content; the first pair that fits counts.
    pub delimiters: &'static [(&'static str, &'static str)],
    /// Its escapes.
    pub escapes: EscapesOf,
}

/// Which escapes a string has.
pub enum EscapesOf {
    /// Always these.
    Kind(Escapes),
    /// It depends on what stands around it.
    Node(fn(&Document, NodeId) -> Escapes),
}

impl Language {
    /// The role of a node kind.
    pub fn role(&self, kind: &str) -> Role {
        self.roles
            .iter()
            .find(|(name, _)| *name == kind)
            .map_or(Role::Other, |(_, role)| *role)
    }

    /// How a kind of string node is spelled.
    pub fn string(&self, kind: &str) -> Option<&'static StringKind> {
        self.strings.iter().find(|string| string.kind == kind)
    }
}

impl std::fmt::Debug for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Endings that a template adds to the name of the file it makes: `policy.json.tmpl`.
const TEMPLATE_ENDINGS: &[&str] = &[
    "tmpl", "template", "tpl", "j2", "jinja", "jinja2", "erb", "example", "sample", "dist", "in",
    "bak", "orig", "old",
];

/// The language of a file, from its name, its first line or, failing these, its content.
///
/// `name` is the last component of its path.
pub fn of_file(name: &str, text: &Text) -> &'static Language {
    let name = name.to_lowercase();
    let mut stem = name.as_str();
    loop {
        if let Some(language) = languages::ALL
            .iter()
            .find(|language| language.file_names.contains(&stem))
        {
            return language;
        }
        let Some((rest, ending)) = stem.rsplit_once('.') else {
            break;
        };
        if let Some(language) = languages::ALL
            .iter()
            .find(|language| language.extensions.contains(&ending))
        {
            return language;
        }
        if !TEMPLATE_ENDINGS.contains(&ending) {
            break;
        }
        stem = rest;
    }
    interpreter(text.as_str())
        .and_then(|program| {
            languages::ALL
                .iter()
                .find(|language| language.interpreters.contains(&program))
        })
        .copied()
        .or_else(|| super::embedding::data(text))
        .unwrap_or(&languages::plain::PLAIN)
}

/// The language that a Markdown fence names.
pub fn of_label(label: &str) -> Option<&'static Language> {
    let label = label.to_lowercase();
    languages::ALL
        .iter()
        .find(|language| language.labels.contains(&label.as_str()))
        .copied()
}

/// The program that a `#!` line names, past `env` and its options, without its folder and version.
fn interpreter(text: &str) -> Option<&str> {
    let line = text.strip_prefix("#!")?.lines().next()?;
    line.split_whitespace()
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|word| *word != "env" && !word.starts_with('-') && !word.contains('='))
        .map(|program| program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_name_its_first_line_or_its_content() {
        let cases = [
            ("policy.json", "", "json"),
            ("POLICY.JSON", "", "json"),
            ("policy.json.tmpl", "", "json"),
            ("login.sh", "", "shell"),
            (".bashrc", "", "shell"),
            ("login", "#!/usr/bin/env -S bash -e\n", "shell"),
            ("login", "#!/bin/sh\n", "shell"),
            ("README.md", "", "markdown"),
            ("policy", "\n{\"Version\": 1}\n", "json"),
            ("notes", "{ not json", "text"),
        ];
        for (name, content, language) in cases {
            let text = Text::of_file(content.as_bytes());
            assert_eq!(of_file(name, &text).name, language, "{name}");
        }
    }
}
