//! A node of a syntax tree, lowered to what every host language has in common.

use std::ops::Range;

use super::term::Term;

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
    /// An element of a list of it.
    Item,
    /// A cell of a table of it.
    Cell,
    /// A row of cells.
    Row,
    /// A value that other places of its layer refer to by this number.
    Anchor(u32),
    /// Such a reference.
    Alias(u32),
    /// A bracket or quote, although the grammar has a name for it.
    Punctuation,
    /// Whatever else the grammar names.
    Other,
}

/// One node. A hostile file has millions, so each is small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    start: u32,
    stop: u32,
    parent: u32,
    pub(super) layer: u32,
    /// One past the last node below this one.
    pub(super) end: u32,
    /// What it is in any language.
    pub role: Role,
    kind: Term,
    field: Option<Term>,
    /// Whether the grammar has a name for it (`string`) or not (`"`).
    pub is_named: bool,
    /// Whether the parser couldn't make sense of it, or had to suppose it.
    pub is_error: bool,
}

/// What stands for no parent.
const NO_NODE: u32 = u32::MAX;

impl Node {
    /// A node without any below it. A text has fewer than 2^32 bytes.
    pub(super) fn new(
        id: NodeId,
        kind: Term,
        field: Option<Term>,
        role: Role,
        range: Range<usize>,
    ) -> Node {
        let at = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Node {
            start: at(range.start),
            stop: at(range.end),
            parent: NO_NODE,
            layer: 0,
            end: id.0 + 1,
            role,
            kind,
            field,
            is_named: true,
            is_error: false,
        }
    }

    /// The same, as part of a layer, below a node.
    pub(super) fn within(self, layer: u32, parent: Option<NodeId>) -> Node {
        Node {
            layer,
            parent: parent.map_or(NO_NODE, |parent| parent.0),
            ..self
        }
    }

    /// Makes it end at an offset, but not before it begins.
    pub(super) fn end_at(&mut self, end: usize) {
        self.stop = u32::try_from(end).unwrap_or(u32::MAX).max(self.start);
    }

    /// The grammar's own name for it.
    pub fn kind(&self) -> &'static str {
        self.kind.word()
    }

    /// The grammar's name for its place in its parent.
    pub fn field(&self) -> Option<&'static str> {
        self.field.map(Term::word)
    }

    /// Bytes of its layer's decoded text.
    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.stop as usize
    }

    /// The node that it is directly below.
    pub(super) fn parent(&self) -> Option<NodeId> {
        (self.parent != NO_NODE).then_some(NodeId(self.parent))
    }

    /// Index of its layer in the document.
    pub fn layer(&self) -> usize {
        self.layer as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bound on memory rests on it.
    #[test]
    fn a_node_is_small() {
        assert!(size_of::<Node>() <= 36, "{}", size_of::<Node>());
    }
}
