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
    /// Sentences and examples that no grammar tells apart.
    Mixed,
    /// Unknown.
    Unknown,
}

/// How one kind of string node is spelled.
pub struct StringKind {
    /// The grammar's name for the node.
    pub kind: &'static str,
    /// What stands before and after its content.
    pub delimiters: Delimiters,
    /// Its escapes.
    pub escapes: EscapesOf,
    /// The label of the language that such a string always holds.
    pub holds: Option<&'static str>,
}

impl StringKind {
    /// A kind of string that may hold anything.
    pub const fn new(kind: &'static str, delimiters: Delimiters, escapes: EscapesOf) -> Self {
        StringKind {
            kind,
            delimiters,
            escapes,
            holds: None,
        }
    }

    /// The same kind, always in the language that goes by a label.
    pub const fn holding(mut self, label: &'static str) -> Self {
        self.holds = Some(label);
        self
    }
}

/// What stands before and after the content of a string.
pub enum Delimiters {
    /// Nothing.
    None,
    /// The first of these pairs that fits.
    Pairs(&'static [(&'static str, &'static str)]),
    /// The first and the last node below it.
    Nodes,
    /// The rest of its first line, and its last line.
    Lines,
    /// White space, and quotes on both ends.
    Space,
}

/// Which escapes a string has.
pub enum EscapesOf {
    /// Always these.
    Kind(Escapes),
    /// It depends on the node and what stands around it: first the one, then in what that gives the other.
    Node(fn(&Document, NodeId) -> [Escapes; 2]),
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

/// Endings that a copy adds to the name of a file, and CloudFormation to that of a template of its own.
const COPY_ENDINGS: &[&str] = &[
    "template", "example", "sample", "dist", "bak", "orig", "old", "default",
];

/// The language of a file, from its name, its first line or, failing these, its content; and for a template,
/// the language of what it makes.
///
/// `name` is the last component of its path.
pub fn of_file(name: &str, text: &Text) -> (&'static Language, Option<&'static Language>) {
    let name = name.to_lowercase();
    let mut stem = name.as_str();
    let mut template = None;
    let made = |template: Option<&'static Language>, language| match template {
        None => (language, None),
        Some(template) => (template, Some(language)),
    };
    loop {
        let named = languages::ALL
            .iter()
            .find(|language| language.file_names.contains(&stem));
        if let Some(language) = named.copied() {
            return made(template, language);
        }
        let Some((rest, ending)) = stem.rsplit_once('.') else {
            break;
        };
        if let Some(language) = languages::ALL
            .iter()
            .find(|language| language.extensions.contains(&ending))
            .copied()
        {
            return made(template, language);
        }
        if template.is_none() {
            template = languages::template::of_ending(ending, text.as_str());
        }
        if template.is_none() && !COPY_ENDINGS.contains(&ending) {
            break;
        }
        stem = rest;
    }
    let language = of_first_line(text.as_str())
        .or_else(|| super::embedding::data(text))
        .unwrap_or(&languages::plain::PLAIN);
    made(template, language)
}

/// The language that a Markdown fence names.
pub fn of_label(label: &str) -> Option<&'static Language> {
    let label = label.to_lowercase();
    languages::ALL
        .iter()
        .find(|language| language.labels.contains(&label.as_str()))
        .copied()
}

/// The language of the program that a `#!` line at the beginning of a text names.
pub fn of_first_line(text: &str) -> Option<&'static Language> {
    let program = interpreter(text)?;
    languages::ALL
        .iter()
        .find(|language| language.interpreters.contains(&program))
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
            ("policy.json.example", "", "json"),
            ("main.tf", "", "hcl"),
            ("stack.yml", "", "yaml"),
            ("stack.template", "{\"Resources\": {}}", "json"),
            ("Dockerfile", "", "dockerfile"),
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
            assert_eq!(of_file(name, &text).0.name, language, "{name}");
        }
    }

    #[test]
    fn a_template_is_known_by_its_ending_and_makes_what_stands_before() {
        let cases = [
            ("policy.json.tmpl", "{{ .X }}", "jinja", "json"),
            ("policy.json.j2", "", "jinja", "json"),
            ("user-data.sh.tpl", "$${x}", "terraform template", "shell"),
            ("policy.tpl", "{\"a\": \"${x}\"}", "template", "json"),
            ("policy.json.erb", "<%= x %>", "erb", "json"),
        ];
        for (name, content, template, made) in cases {
            let (language, inner) = of_file(name, &Text::of_file(content.as_bytes()));
            assert_eq!(language.name, template, "{name}");
            assert_eq!(inner.map(|language| language.name), Some(made), "{name}");
        }
    }
}
