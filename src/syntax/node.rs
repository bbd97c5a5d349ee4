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
    /// A function or method and its arguments.
    Call,
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
    /// A value that other places of its layer refer to by this number.
    Anchor(usize),
    /// Such a reference.
    Alias(usize),
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

/// The operators and brackets that may stand between the pieces of a [`Role::Concatenation`].
const JOINING: [&str; 7] = ["+", "(", ")", "&", ".", "..", "++"];

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

    /// Makes the node opened last end at an offset.
    pub fn end_at(&mut self, end: usize) {
        if let Some(id) = self.open.last() {
            let range = &mut self.nodes[id.index()].range;
            range.end = end.max(range.start);
        }
    }

    /// Closes the node opened last.
    pub fn close(&mut self) {
        if let Some(id) = self.open.pop() {
            self.nodes[id.index()].end = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            if self.nodes[id.index()].role == Role::Concatenation {
                self.nodes[id.index()].role = self.sum(id);
            }
        }
    }

    /// What a sum is, once all below it is known.
    fn sum(&self, id: NodeId) -> Role {
        let mut of_strings = false;
        let mut child = id.index() + 1;
        while child < self.nodes[id.index()].end as usize {
            let node = &self.nodes[child];
            if !node.is_named && !JOINING.contains(&node.kind) {
                return Role::Other;
            }
            of_strings |= node.role == Role::String;
            child = node.end as usize;
        }
        if of_strings {
            Role::String
        } else {
            Role::Other
        }
    }

    /// Adds a node with nothing below it.
    pub fn leaf(&mut self, kind: &'static str, role: Role, range: Range<usize>) {
        self.open(kind, None, role, range);
        self.close();
    }
}
