//! A search from a node upwards, each step of it made once: many strings share most of what is around them.

use std::collections::HashMap;

use crate::syntax::{Document, NodeId};

/// Where a search is: a node that was passed, and what else decides how it goes on.
pub type Place = (NodeId, bool);

/// What a step of a search gives.
pub enum Step<T> {
    /// What is looked for.
    Found(T),
    /// Another place to go on from.
    To(Place),
    /// There is nothing more around.
    Out,
}

/// What was found from each place.
pub struct Climbs<T>(HashMap<Place, Option<T>>);

impl<T> Default for Climbs<T> {
    fn default() -> Climbs<T> {
        Climbs(HashMap::new())
    }
}

impl<T: Clone> Climbs<T> {
    /// What is found from a place, by steps that depend on nothing but the place where each begins.
    pub fn from(&mut self, start: Place, mut step: impl FnMut(Place) -> Step<T>) -> Option<T> {
        let mut passed = Vec::new();
        let mut at = start;
        let found = loop {
            if let Some(known) = self.0.get(&at) {
                break known.clone();
            }
            passed.push(at);
            match step(at) {
                Step::Found(found) => break Some(found),
                Step::To(next) => at = next,
                Step::Out => break None,
            }
        };
        for place in passed {
            self.0.insert(place, found.clone());
        }
        found
    }
}

/// How many nodes may stand between a pair and the mapping that it is a member of, or is put into.
const PAIR_REACH: usize = 8;

/// The nodes to look at from a place, outwards: those between a pair and its mapping, else the next one.
pub fn outwards(
    document: &Document,
    from: NodeId,
    is_pair: bool,
) -> impl Iterator<Item = NodeId> + '_ {
    document
        .ancestors(from)
        .take(if is_pair { PAIR_REACH } else { 1 })
}
