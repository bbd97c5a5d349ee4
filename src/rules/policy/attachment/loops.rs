//! The name by which what a loop goes through goes on in what it repeats (Ansible, "Loops" and "Using filters").

use super::clue::Name;
use crate::rules::policy::literals::literal;
use crate::rules::policy::members::entries;
use crate::syntax::{Document, NodeId, Role};

/// Keys of loops: `loop`, and `with_items` and its kin.
const LOOP: &str = "loop";
const LOOPS: &str = "with_";
/// What an element is named where nothing else is said.
const ITEM: &str = "item";
/// A task has fewer entries.
const MOST_ENTRIES: usize = 64;

/// The name that a task has for each element of what a pair of it loops through.
pub fn element(document: &Document, pair: NodeId) -> Option<Name> {
    let key = document.text(document.unwrapped(document.key(pair)?));
    if key.as_str() != LOOP && !key.as_str().starts_with(LOOPS) {
        return None;
    }
    let task = document
        .parent(pair)
        .filter(|task| document.node(*task).role == Role::Mapping)
        .filter(|task| document.children(*task).nth(MOST_ENTRIES).is_none())?;
    let of = |mapping: NodeId, name: &str| {
        let found = entries(document, mapping);
        let found = found.into_iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value)
    };
    let named = of(task, "loopcontrol").and_then(|control| of(control, "loopvar"));
    let word = named
        .and_then(|name| literal(document, name))
        .unwrap_or_else(|| ITEM.to_owned());
    Some(Name::Element { word, task, pair })
}
