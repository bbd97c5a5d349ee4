//! The nodes of a file, and the way from each to those around and below it.
//!
//! A file is several layers, each the tree of one language. All trees of a file, whatever parser made them, are kept
//! in one list in preorder, so a parent is an index and the nodes below one are a range. Trees can be two million
//! levels deep in a hostile file: nothing here recurses.

use std::collections::HashMap;
use std::ops::Range;

use super::budget;
use super::lower::Lowering;
use super::node::{Node, NodeId, Role};
use super::text::Text;

/// How many nodes that only wrap another are looked through.
const DEEPEST_WRAP: usize = 64;

/// The layers of a file. `L` says what a layer is written in.
#[derive(Debug)]
pub struct Tree<L> {
    layers: Vec<Layer<L>>,
    nodes: Vec<Node>,
    /// The layer that a string or a block of code holds.
    held: HashMap<NodeId, usize>,
    /// The node that each anchor of a layer names.
    anchors: HashMap<(usize, u32), NodeId>,
    /// Of each layer with references, how many there are to what is around each of its nodes.
    references: HashMap<usize, Vec<u32>>,
    /// The bytes of the file that layers which were given up span, sorted: nothing is nested in them.
    given_up: Vec<Range<usize>>,
}

/// One language's part of a file.
#[derive(Debug)]
pub struct Layer<L> {
    /// Its language.
    pub language: L,
    /// Its text, decoded.
    pub text: Text,
    /// The node of an outer layer that holds it; `None` for the file itself.
    pub host: Option<NodeId>,
    /// Whether its parser was stopped, so that nothing of it was read.
    pub is_given_up: bool,
    /// Its nodes, as indices in preorder.
    nodes: Range<u32>,
}

impl<L> Tree<L> {
    /// A tree without layers.
    pub(super) fn new() -> Self {
        Tree {
            layers: Vec::new(),
            nodes: Vec::new(),
            held: HashMap::new(),
            anchors: HashMap::new(),
            references: HashMap::new(),
            given_up: Vec::new(),
        }
    }

    /// Adds a layer, whose nodes `lower` appends.
    pub(super) fn add(
        &mut self,
        language: L,
        text: Text,
        host: Option<NodeId>,
        lower: impl FnOnce(&Text, &mut Lowering),
    ) {
        let layer = self.layers.len();
        let first = self.nodes.len() as u32;
        if let Some(host) = host {
            self.held.insert(host, layer);
        }
        let file = self.layers.first().map_or(&text, |layer| &layer.text);
        let most = budget::most_nodes(file.len());
        let mut lowering = Lowering::new(&mut self.nodes, layer, host, most);
        lower(&text, &mut lowering);
        let is_given_up = lowering.is_given_up();
        if is_given_up {
            let source = text.source_hull(0..text.len());
            let at = self
                .given_up
                .partition_point(|other| other.start < source.start);
            self.given_up.insert(at, source);
        }
        self.count_references(layer, first);
        self.layers.push(Layer {
            language,
            text,
            host,
            is_given_up,
            nodes: first..self.nodes.len() as u32,
        });
    }

    fn count_references(&mut self, layer: usize, first: u32) {
        let mut counts: HashMap<u32, u32> = HashMap::new();
        for (id, node) in (first..).zip(&self.nodes[first as usize..]) {
            match node.role {
                Role::Alias(anchor) => *counts.entry(anchor).or_default() += 1,
                Role::Anchor(anchor) => {
                    self.anchors.entry((layer, anchor)).or_insert(NodeId(id));
                }
                _ => {}
            }
        }
        if counts.is_empty() {
            return;
        }
        let mut around: Vec<u32> = Vec::new();
        for node in &self.nodes[first as usize..] {
            let parent = node.parent().filter(|parent| parent.0 >= first);
            around.push(parent.map_or(0, |parent| {
                let own = match self.node(parent).role {
                    Role::Anchor(anchor) => counts.get(&anchor).copied().unwrap_or(0),
                    _ => 0,
                };
                around[parent.index() - first as usize].saturating_add(own)
            }));
        }
        self.references.insert(layer, around);
    }

    /// Makes a list a string of several pieces.
    pub(super) fn join(&mut self, list: NodeId) {
        self.nodes[list.index()].role = Role::String;
    }

    /// How many layers are around a layer.
    pub(super) fn depth(&self, layer: usize) -> usize {
        std::iter::successors(self.layers[layer].host, |host| {
            self.layers[self.node(*host).layer()].host
        })
        .count()
    }

    /// The layers, outer ones first; the file's own is the first.
    pub fn layers(&self) -> &[Layer<L>] {
        &self.layers
    }

    /// The layer that a node is part of.
    pub fn layer_of(&self, id: NodeId) -> &Layer<L> {
        &self.layers[self.node(id).layer()]
    }

    /// Index of the layer that a string or block of code holds, if it holds one.
    pub fn held_layer(&self, id: NodeId) -> Option<usize> {
        self.held.get(&id).copied()
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// All nodes: layer by layer, each in preorder.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The nodes of a layer in preorder.
    pub fn nodes_of(&self, layer: usize) -> impl Iterator<Item = NodeId> + '_ {
        self.layers[layer].nodes.clone().map(NodeId)
    }

    /// The nodes of a node's layer before it, the last first.
    pub fn nodes_before(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (self.layer_of(id).nodes.start..id.0).rev().map(NodeId)
    }

    /// The node around a node. For the root of an inner layer that is the string that holds the layer.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent()
    }

    /// The nodes around a node, innermost first, across layers.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    /// The strings and blocks of outer layers that hold the layer of a node, innermost first.
    pub fn layers_around(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.layer_of(id).host, |host| self.layer_of(*host).host)
    }

    /// The nodes directly below a node.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).end;
        let first = Some(NodeId(id.0 + 1)).filter(|first| first.0 < end);
        std::iter::successors(first, move |child| {
            Some(NodeId(self.node(*child).end)).filter(|next| next.0 < end)
        })
    }

    /// All nodes below a node, in preorder.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (id.0 + 1..self.node(id).end).map(NodeId)
    }

    /// Whether one node is another, or below it in the same layer.
    pub fn is_within(&self, inner: NodeId, outer: NodeId) -> bool {
        (outer.0..self.node(outer).end).contains(&inner.0)
    }

    /// A node's own spelling in its layer's decoded text.
    pub fn spelling(&self, id: NodeId) -> &str {
        &self.layer_of(id).text.as_str()[self.node(id).range()]
    }

    /// The text of a range of the file (bytes), as it is written there; `None` where the range ends within a
    /// character.
    pub fn file_text(&self, source: Range<usize>) -> Option<&str> {
        self.layers.first()?.text.of_source(source)
    }

    /// Whether the language around a node's layer fills a part of the node in.
    pub fn is_filled_in(&self, id: NodeId) -> bool {
        self.layer_of(id).text.has_hole(self.node(id).range())
    }

    /// Whether a range of the file is in a layer whose parser was stopped, because reading it would take too much.
    pub fn given_up(&self, source: &Range<usize>) -> bool {
        let after = self
            .given_up
            .partition_point(|given_up| given_up.start <= source.start);
        after > 0 && source.start < self.given_up[after - 1].end
    }

    /// The bytes of the file that a node spans.
    pub fn source(&self, id: NodeId) -> Range<usize> {
        self.layer_of(id).text.source_hull(self.node(id).range())
    }

    /// What a node stands for, where it only wraps it: brackets, an anchor, a reference to one.
    pub fn unwrapped(&self, id: NodeId) -> NodeId {
        let mut id = id;
        for _ in 0..DEEPEST_WRAP {
            let inner = match self.node(id).role {
                Role::Alias(anchor) => self.anchors.get(&(self.node(id).layer(), anchor)).copied(),
                Role::Other | Role::Anchor(_) => {
                    let mut children = self.named_children(id);
                    children.next().filter(|_| children.next().is_none())
                }
                _ => None,
            };
            match inner {
                Some(inner) => id = inner,
                None => break,
            }
        }
        id
    }

    /// The nodes directly below a node that the grammar has a name for, without comments.
    pub fn named_children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| {
            let node = self.node(*child);
            node.is_named && node.role != Role::Comment
        })
    }

    /// How many references there are to what is around a node in its layer.
    pub fn references(&self, id: NodeId) -> usize {
        let layer = self.node(id).layer();
        let first = self.layers[layer].nodes.start as usize;
        let around = self.references.get(&layer);
        around.map_or(0, |around| around[id.index() - first] as usize)
    }

    /// The innermost string in a string, of the same layer, that holds a range of the file.
    pub fn piece_at(&self, string: NodeId, source: &Range<usize>) -> NodeId {
        // Nodes are in the order of their beginnings, and what holds the range is around the last that begins before it.
        let below = &self.nodes[string.index() + 1..self.node(string).end as usize];
        let text = &self.layer_of(string).text;
        let begins = |node: &Node| text.source_hull(node.range()).start;
        let before = below.partition_point(|node| begins(node) <= source.start);
        let last = NodeId(string.0 + before as u32);
        std::iter::once(last)
            .chain(self.ancestors(last))
            .take_while(|id| *id != string)
            .find(|id| {
                let piece = self.source(*id);
                self.node(*id).role == Role::String
                    && piece.start <= source.start
                    && source.end <= piece.end
            })
            .unwrap_or(string)
    }

    /// Whether a node is a string that isn't itself a piece of a string.
    pub fn is_whole_string(&self, id: NodeId) -> bool {
        let node = self.node(id);
        node.role == Role::String
            && !self.parent(id).is_some_and(|parent| {
                self.node(parent).layer == node.layer && self.node(parent).role == Role::String
            })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::rules::migration::MIGRATION;
    use crate::syntax::{Document, Role};

    #[test]
    fn references_count_for_all_below_an_anchor() {
        let text = "a: &x {b: &y [c], d: e}\nf: *x\ng: [*y, *y]\n";
        let document = Document::parse("a.yml", text.as_bytes(), &MIGRATION);
        let of = |spelling: &str| {
            let mut nodes = document.nodes();
            let id = nodes
                .find(|id| document.is_whole_string(*id) && document.spelling(*id) == spelling)
                .expect("there is one");
            document.references(id)
        };
        assert_eq!(
            [of("a"), of("d"), of("e"), of("c"), of("f")],
            [0, 1, 1, 3, 0]
        );
        let alias = document.nodes().find(|id| document.spelling(*id) == "*x");
        let named = document.unwrapped(alias.expect("there is one"));
        assert_eq!(document.node(named).role, Role::Mapping);
    }

    #[test]
    fn a_piece_is_the_innermost_string_around_a_range() {
        let text = "x = 'ab' + ('cd' + 'ef') + g";
        let document = Document::parse("a.py", text.as_bytes(), &MIGRATION);
        let string = document
            .nodes()
            .find(|id| document.is_whole_string(*id))
            .expect("there is one");
        let piece = |of: &str| {
            let at = text.find(of).expect("there is one");
            document.spelling(document.piece_at(string, &(at..at + of.len())))
        };
        assert_eq!(piece("b"), "'ab'");
        assert_eq!(piece("'cd'"), "'cd'");
        assert_eq!(piece("b' + ('c"), "'ab' + ('cd' + 'ef')");
        assert_eq!(piece("ef"), "'ef'");
    }

    #[test]
    fn what_costs_too_much_is_given_up_and_said() {
        for (name, unit) in [
            ("a.sh", "a | "),
            ("a.go", "<!--"),
            ("a.cs", "%w["),
            ("a.sh", "[a]("),
        ] {
            let text = format!("mfa\n{}\n", unit.repeat(16_000));
            let document = Document::parse(name, text.as_bytes(), &MIGRATION);
            assert!(document.layers()[0].is_given_up, "{name} {unit}");
            assert_eq!(document.nodes().count(), 1);
            assert!(document.given_up(&(0..3)));
        }
        let fence = format!(
            "`mfa`\n\n```sh\nmfa\n{}\n```\n\n`mfa`\n",
            "a | ".repeat(16_000)
        );
        let document = Document::parse("a.md", fence.as_bytes(), &MIGRATION);
        assert!(document.given_up(&(14..16)));
        assert!(!document.given_up(&(1..3)));
        assert!(!document.given_up(&(fence.len() - 4..fence.len() - 1)));
    }
}
