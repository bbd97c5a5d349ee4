//! What a parser couldn't make sense of.

use crate::syntax::{Document, NodeId};

/// The nodes that couldn't be parsed and say something; a comma too many says nothing.
#[derive(Debug)]
pub struct Errors {
    nodes: Vec<NodeId>,
    /// The layers that they are in, in their order.
    layers: Vec<usize>,
}

impl Errors {
    /// Those of a document.
    pub fn of(document: &Document) -> Errors {
        let (mut nodes, mut layers) = (Vec::new(), Vec::new());
        for layer in 0..document.layers().len() {
            let text = document.layers()[layer].text.as_str();
            // Where the next letter or digit stands; most nodes come in the order in which they begin.
            let (mut begin, mut word) = (usize::MAX, 0);
            for id in document.nodes_of(layer) {
                let node = document.node(id);
                if !node.is_error {
                    continue;
                }
                if !(begin..=word).contains(&node.range().start) {
                    word = text[node.range().start..]
                        .find(char::is_alphanumeric)
                        .map_or(text.len(), |at| node.range().start + at);
                }
                begin = node.range().start;
                if word < node.range().end {
                    nodes.push(id);
                    layers.push(layer);
                }
            }
        }
        layers.dedup();
        Errors { nodes, layers }
    }

    /// Whether one of them is in the layer of a node: what stands beside it there may be a part of it.
    pub fn are_beside(&self, document: &Document, node: NodeId) -> bool {
        let layer = document.node(node).layer();
        self.layers.binary_search(&layer).is_ok()
    }

    /// Whether one of them is below a node.
    pub fn are_in(&self, document: &Document, around: NodeId) -> bool {
        let after = self.nodes.partition_point(|error| *error <= around);
        self.nodes
            .get(after)
            .is_some_and(|error| document.is_within(*error, around))
    }
}
