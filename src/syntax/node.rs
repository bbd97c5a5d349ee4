//! A node of a syntax tree, lowered to what every host language has in common.

use std::ops::Range;

/// Index of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Its place in the list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is in any language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Key/value pairs.
    Mapping,
    /// Values in a row.
    Sequence,
    /// One key and its value.
    Pair,
    /// A variable and the value it is given.
    Assignment,
    /// A mapping that is put into the mapping or list around it: `...x`, `**x`.
    Spread,
    /// An element of a list or mapping, by its number or key: `x[0]`.
    Subscript,
    /// A sign before one value that makes another of it: `!x`, `-x`, `not x`.
    Negation,
    /// A program and its arguments.
    Command,
    /// Commands that read what those before them print.
    Pipeline,
    /// A condition that a shell tests.
    Test,
    /// A function or method and its arguments.
    Call,
    /// A function that a script or program defines.
    Function,
    /// Pieces joined by an operator: a [`Role::String`] where one of them is a string, else [`Role::Other`].
    Concatenation,
    /// A literal text, with or without interpolations.
    String,
    /// Something the host computes, within a string or in place of one.
    Interpolation,
    /// A comment.
    Comment,
    /// A block of code in a document that is mostly prose.
    CodeBlock,
    /// A piece of code within a sentence.
    CodeSpan,
    /// A heading of such a document, with its level: 1 for the highest.
    Heading(u8),
    /// A paragraph of it.
    Paragraph,
    /// A value that other places of its layer refer to by this number.
    Anchor(u32),
    /// Such a reference.
    Alias(u32),
    /// A bracket or quote, although the grammar has a name for it.
    Punctuation,
    /// Whatever else the grammar names.
    Other,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The grammar's own name for it.
    pub kind: &'static str,
    /// The grammar's name for its place in its parent.
    pub field: Option<&'static str>,
    /// What it is in any language.
    pub role: Role,
    /// Bytes of its layer's decoded text.
    pub range: Range<usize>,
    /// Whether the grammar has a name for it (`string`) or not (`"`).
    pub is_named: bool,
    /// Whether the parser couldn't make sense of it, or had to suppose it.
    pub is_error: bool,
    pub(super) layer: u32,
    pub(super) parent: Option<NodeId>,
    /// One past the last node below this one.
    pub(super) end: u32,
}

impl Node {
    /// Index of its layer in the document.
    pub fn layer(&self) -> usize {
        self.layer as usize
    }
}
