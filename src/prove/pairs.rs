//! What of a new document is what of the old one.

use std::collections::HashMap;

use crate::syntax::{Document, NodeId};

/// Which node and which layer of the new document each one of the old document is.
#[derive(Debug)]
pub struct Pairs {
    pub(super) nodes: Vec<Option<NodeId>>,
    pub(super) layers: Vec<Option<usize>>,
    pub(super) parts: HashMap<usize, Vec<NodeId>>,
}

impl Pairs {
    /// None yet.
    pub(super) fn of(old: &Document) -> Pairs {
        Pairs {
            nodes: vec![None; old.nodes().count()],
            layers: vec![None; old.layers().len()],
            parts: HashMap::new(),
        }
    }

    /// The new node that an old one is; `None` where it was not compared.
    pub fn node(&self, old: NodeId) -> Option<NodeId> {
        self.nodes.get(old.index()).copied().flatten()
    }

    /// The new layer that an old one is; `None` where a replaced word held it.
    pub fn layer(&self, old: usize) -> Option<usize> {
        self.layers.get(old).copied().flatten()
    }

    /// The new statements that an edit puts in the place of one, by what the caller knows the edit by.
    pub fn parts(&self, edit: usize) -> &[NodeId] {
        self.parts.get(&edit).map_or(&[], Vec::as_slice)
    }
}
