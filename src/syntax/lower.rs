//! A parser's tree, written down as nodes in preorder.

use std::ops::Range;

use super::budget::Budget;
use super::node::{Node, NodeId, Role};
use super::term::Terms;
use super::text::Text;

/// Appends the nodes of one layer to a document's list as a parser walks its tree.
pub struct Lowering<'a> {
    nodes: &'a mut Vec<Node>,
    open: Vec<NodeId>,
    first: usize,
    most: usize,
    layer: u32,
    host: Option<NodeId>,
    /// The signs that may stand between the pieces of a [`Role::Concatenation`].
    joining: &'static [&'static str],
    terms: Terms,
    is_given_up: bool,
}

impl<'a> Lowering<'a> {
    /// For a layer of a file that may have so many nodes altogether.
    pub(super) fn new(
        nodes: &'a mut Vec<Node>,
        layer: usize,
        host: Option<NodeId>,
        most: usize,
    ) -> Self {
        Lowering {
            first: nodes.len(),
            most,
            nodes,
            open: Vec::new(),
            layer: u32::try_from(layer).unwrap_or(u32::MAX),
            host,
            joining: &[],
            terms: Terms::default(),
            is_given_up: false,
        }
    }

    /// Whether the parser was stopped before the end.
    pub(super) fn is_given_up(&self) -> bool {
        self.is_given_up
    }

    /// How many nodes the file may have more of.
    pub(super) fn room(&self) -> usize {
        self.most.saturating_sub(self.nodes.len())
    }

    /// Leaves a text to the text fallback, whatever was read of it.
    pub(super) fn give_up(&mut self, text: &Text) {
        self.nodes.truncate(self.first);
        self.open.clear();
        self.is_given_up = true;
        self.leaf("text", Role::Other, 0..text.len());
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
        let (kind, field) = (self.terms.of(kind), field.map(|field| self.terms.of(field)));
        let parent = self.open.last().copied().or(self.host);
        let node = Node::new(id, kind, field, role, range);
        self.nodes.push(node.within(self.layer, parent));
        self.open.push(id);
        &mut self.nodes[id.index()]
    }

    /// Makes the node opened last end at an offset.
    pub fn end_at(&mut self, end: usize) {
        if let Some(id) = self.open.last() {
            self.nodes[id.index()].end_at(end);
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
            if !node.is_named && !self.joining.contains(&node.kind()) {
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

/// Parses a text with a tree-sitter grammar, and lowers the tree. `role` says what each kind of node is, `joining` which
/// signs may stand between the pieces of a [`Role::Concatenation`]. The grammar is given `input` in place of the text, which has
/// as many bytes.
pub(super) fn grammar(
    grammar: &'static tree_sitter::Language,
    role: impl Fn(&str) -> Role,
    joining: &'static [&'static str],
    text: &Text,
    input: &str,
    lowering: &mut Lowering,
) {
    lowering.joining = joining;
    let mut parser = tree_sitter::Parser::new();
    let tree = parser
        .set_language(grammar)
        .ok()
        .and_then(|()| Budget::new(input, lowering.room()).parse(&mut parser));
    let tree = tree.filter(|tree| tree.root_node().descendant_count() <= lowering.room());
    let Some(tree) = tree else {
        lowering.give_up(text);
        return;
    };
    let mut cursor = tree.walk();
    // For each open node of the tree, whether it was lowered; one that only wraps another of the same range is
    // not, and hands its place in its parent down.
    let mut lowered: Vec<bool> = Vec::new();
    let mut place = None;
    let mut is_wrapped = false;
    loop {
        let node = cursor.node();
        let kind = grammar.node_kind_for_id(node.kind_id()).unwrap_or("ERROR");
        let role = role(kind);
        let field = place.take().or_else(|| {
            cursor
                .field_id()
                .and_then(|id| grammar.field_name_for_id(id.get()))
        });
        let is_error = node.is_error() || node.is_missing();
        let is_wrapper = matches!(
            role,
            Role::Other | Role::Sequence | Role::Concatenation | Role::Pipeline
        ) && node.is_named()
            && !is_error
            && node.child_count() == 1
            && node
                .child(0)
                .is_some_and(|child| child.byte_range() == node.byte_range());
        lowered.push(!is_wrapper);
        if is_wrapper {
            place = field;
            is_wrapped = true;
        } else {
            let opened = lowering.open(kind, field, role, node.byte_range());
            // A word that stands for what it is wrapped in, as `true` does, is no mere token.
            let is_word = is_wrapped && kind.chars().all(|c| c.is_ascii_alphanumeric());
            opened.is_named = (node.is_named() || is_word) && role != Role::Punctuation;
            is_wrapped = false;
            opened.is_error = is_error;
        }
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            if lowered.pop() == Some(true) {
                lowering.close();
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}
