//! What the program has to know of a language: a small table, and the grammar that reads it.

use std::sync::LazyLock;

use super::escape::Escapes;
use super::lower::Lowering;
use super::migration::Migration;
use super::node::{NodeId, Role};
use super::text::Text;
use super::tree;

/// The tree of a file, whose layers are in one language each.
pub type Tree = tree::Tree<&'static Language>;
/// One language's part of a file.
pub type Layer = tree::Layer<&'static Language>;

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
    Own(fn(&Text, &mut Lowering, &'static Migration)),
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
    Node(fn(&Tree, NodeId) -> [Escapes; 2]),
    /// It depends on what is looked for.
    Sought(fn(&'static Migration) -> Escapes),
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
