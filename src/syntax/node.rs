//! A node of a syntax tree, lowered to what every host language has in common.
//!
//! All trees of a file, whatever parser made them, are kept in one list in preorder, so a parent is an
//! index and the nodes below one are a range. Trees can be two million levels deep in a hostile file:
//! nothing here recurses.

use std::ops::Range;

/// Index of a node in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    pub(super) fn index(self) -> usize {
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
    /// A program and its arguments.
    Command,
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
    pub(super) layer: usize,
    pub(super) parent: Option<NodeId>,
    /// One past the last node below this one.
    pub(super) end: u32,
}

impl Node {
    /// Index of its layer in the document.
    pub fn layer(&self) -> usize {
        self.layer
    }
}

/// Appends the nodes of one layer to a document's list as a parser walks its tree.
pub struct Lowering<'a> {
    nodes: &'a mut Vec<Node>,
    open: Vec<NodeId>,
    layer: usize,
    host: Option<NodeId>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(nodes: &'a mut Vec<Node>, layer: usize, host: Option<NodeId>) -> Self {
        Lowering {
            nodes,
            open: Vec::new(),
            layer,
            host,
        }
    }

    /// Opens a node; those opened before it is closed are below it.
    pub fn open(
        &mut self,
        kind: &'static str,
        field: Option<&'static str>,
        role: Role,
        range: Range<usize>,
    ) -> &mut Node {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node {
            kind,
            field,
            role,
            range,
            is_named: true,
            is_error: false,
            layer: self.layer,
            parent: self.open.last().copied().or(self.host),
            end: id.0 + 1,
        });
        self.open.push(id);
        &mut self.nodes[id.index()]
    }

    /// Closes the node opened last.
    pub fn close(&mut self) {
        if let Some(id) = self.open.pop() {
            self.nodes[id.index()].end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        }
    }

    /// Adds a node with nothing below it.
    pub fn leaf(&mut self, kind: &'static str, role: Role, range: Range<usize>) {
        self.open(kind, None, role, range);
        self.close();
    }
}
