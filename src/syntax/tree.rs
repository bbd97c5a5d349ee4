//! The nodes of a file, and the way from each to those around and below it.
//!
//! A file is several layers, each the tree of one language. All trees of a file, whatever parser made them, are kept
//! in one list in preorder, so a parent is an index and the nodes below one are a range. Trees can be two million
//! levels deep in a hostile file: nothing here recurses.

use std::collections::HashMap;
use std::ops::Range;

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
    /// How many references each anchor of a layer has.
    references: HashMap<(usize, usize), usize>,
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
            references: HashMap::new(),
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
        lower(&text, &mut Lowering::new(&mut self.nodes, layer, host));
        for node in &self.nodes[first as usize..] {
            if let Role::Alias(anchor) = node.role {
                *self.references.entry((layer, anchor)).or_default() += 1;
            }
        }
        self.layers.push(Layer {
            language,
            text,
            host,
            nodes: first..self.nodes.len() as u32,
        });
    }

    /// Makes a list a string of several pieces.
    pub(super) fn join(&mut self, list: NodeId) {
        self.nodes[list.index()].role = Role::String;
    }

    /// How many layers are around a layer.
    pub(super) fn depth(&self, layer: usize) -> usize {
        std::iter::successors(self.layers[layer].host, |host| {
            self.layers[self.node(*host).layer].host
        })
        .count()
    }

    /// The layers, outer ones first; the file's own is the first.
    pub fn layers(&self) -> &[Layer<L>] {
        &self.layers
    }

    /// The layer that a node is part of.
    pub fn layer_of(&self, id: NodeId) -> &Layer<L> {
        &self.layers[self.node(id).layer]
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

    /// The node around a node. For the root of an inner layer that is the string that holds the layer.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent
    }

    /// The nodes around a node, innermost first, across layers.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
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
        &self.layer_of(id).text.as_str()[self.node(id).range.clone()]
    }

    /// The text of a range of the file (bytes), as it is written there; `None` where the range ends within a
    /// character.
    pub fn file_text(&self, source: Range<usize>) -> Option<&str> {
        self.layers.first()?.text.of_source(source)
    }

    /// Whether the language around a node's layer fills a part of the node in.
    pub fn is_filled_in(&self, id: NodeId) -> bool {
        self.layer_of(id).text.has_hole(self.node(id).range.clone())
    }

    /// The bytes of the file that a node spans.
    pub fn source(&self, id: NodeId) -> Range<usize> {
        self.layer_of(id)
            .text
            .source_hull(self.node(id).range.clone())
    }

    /// What a node stands for, where it only wraps it: brackets, an anchor, a reference to one.
    pub fn unwrapped(&self, id: NodeId) -> NodeId {
        let mut id = id;
        for _ in 0..DEEPEST_WRAP {
            let inner = match self.node(id).role {
                Role::Alias(anchor) => self
                    .nodes_of(self.node(id).layer)
                    .find(|node| self.node(*node).role == Role::Anchor(anchor)),
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

    /// How many references there are to a node, or to one around it, in its layer.
    pub fn references(&self, id: NodeId) -> usize {
        if self.references.is_empty() {
            return 0;
        }
        let layer = self.node(id).layer;
        self.ancestors(id)
            .take_while(|ancestor| self.node(*ancestor).layer == layer)
            .filter_map(|ancestor| match self.node(ancestor).role {
                Role::Anchor(anchor) => self.references.get(&(layer, anchor)),
                _ => None,
            })
            .sum()
    }

    /// The innermost string in a string, of the same layer, that holds a range of the file.
    pub fn piece_at(&self, string: NodeId, source: &Range<usize>) -> NodeId {
        let layer = self.node(string).layer;
        self.descendants(string)
            .filter(|id| self.node(*id).role == Role::String && self.node(*id).layer == layer)
            .filter(|id| {
                let piece = self.source(*id);
                piece.start <= source.start && source.end <= piece.end
            })
            .last()
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
