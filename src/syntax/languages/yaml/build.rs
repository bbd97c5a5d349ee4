//! Nodes out of YAML's events.

use std::ops::Range;

use super::read::{COMPUTED, Read, What};
use crate::syntax::lower::Lowering;
use crate::syntax::node::Role;

/// An open collection, and how many nodes are open for it.
struct Open {
    is_mapping: bool,
    /// Whether the next node is a key.
    at_key: bool,
    nodes: usize,
}

/// Appends the nodes of some events, and an error for each line that was blanked out.
pub fn build(events: &[Read], blanked: &[Range<usize>], lowering: &mut Lowering) {
    let mut open: Vec<Open> = Vec::new();
    let mut end = 0;
    let mut blanked = blanked.iter().peekable();
    for event in events {
        while let Some(line) = blanked.next_if(|line| line.start < event.range.start) {
            let error = lowering.open("ERROR", None, Role::Other, line.clone());
            error.is_error = true;
            lowering.close();
        }
        if let What::End = event.what {
            if let Some(closed) = open.pop() {
                end = match event.range.len() {
                    0 => end,
                    _ => end.max(event.range.end),
                };
                close(closed.nodes, end, lowering);
                after_value(&mut open, end, lowering);
            }
            continue;
        }
        if let Some(mapping) = open.last_mut()
            && mapping.is_mapping
            && mapping.at_key
        {
            lowering.open("pair", None, Role::Pair, event.range.clone());
        }
        let mut nodes = 1;
        if let Some(tag) = event.tag {
            let role = if tag == COMPUTED {
                Role::Interpolation
            } else {
                Role::Other
            };
            lowering.open(tag, None, role, event.range.clone());
            nodes += 1;
        }
        if event.anchor > 0 {
            let role = Role::Anchor(event.anchor);
            lowering.open("anchored", None, role, event.range.clone());
            nodes += 1;
        }
        let (kind, role) = match event.what {
            What::Scalar(kind) => (kind, Role::String),
            What::Alias(anchor) => ("alias", Role::Alias(anchor)),
            What::Sequence => ("sequence", Role::Sequence),
            What::Mapping | What::End => ("mapping", Role::Mapping),
        };
        lowering.open(kind, None, role, event.range.clone());
        end = end.max(event.range.end);
        match event.what {
            What::Sequence | What::Mapping => open.push(Open {
                is_mapping: matches!(event.what, What::Mapping),
                at_key: true,
                nodes,
            }),
            _ => {
                for _ in 0..nodes {
                    lowering.close();
                }
                after_value(&mut open, end, lowering);
            }
        }
    }
    while let Some(unfinished) = open.pop() {
        if unfinished.is_mapping && !unfinished.at_key {
            close(1, end, lowering);
        }
        close(unfinished.nodes, end, lowering);
        after_value(&mut open, end, lowering);
    }
    for line in blanked {
        let error = lowering.open("ERROR", None, Role::Other, line.clone());
        error.is_error = true;
        lowering.close();
    }
}

fn close(nodes: usize, end: usize, lowering: &mut Lowering) {
    for _ in 0..nodes {
        lowering.end_at(end);
        lowering.close();
    }
}

/// A node of a collection is complete: in a mapping, a key is followed by its value, and a value ends the pair.
fn after_value(open: &mut [Open], end: usize, lowering: &mut Lowering) {
    if let Some(collection) = open.last_mut()
        && collection.is_mapping
    {
        if !collection.at_key {
            lowering.end_at(end);
            lowering.close();
        }
        collection.at_key = !collection.at_key;
    }
}
