//! Parsed pieces of code for the tests of the rules.

use super::MIGRATION;
use crate::syntax::{Document, NodeId, Role};

/// A file's document.
pub fn document(name: &str, text: &str) -> Document {
    Document::parse(name, text.as_bytes(), &MIGRATION)
}

/// The first string with a device's path in it.
#[track_caller]
pub fn device(document: &Document) -> NodeId {
    let mut strings = document
        .nodes()
        .filter(|id| document.is_whole_string(*id) && document.held_layer(*id).is_none());
    let found = strings.find(|id| document.text(*id).as_str().contains(":mfa/"));
    found.unwrap_or_else(|| panic!("no string with a device's path"))
}

/// The first node that is spelled so, the outermost where several are.
#[track_caller]
pub fn node(document: &Document, spelling: &str) -> NodeId {
    let found = document
        .nodes()
        .find(|id| document.spelling(*id) == spelling);
    found.unwrap_or_else(|| panic!("{spelling:?} is no node"))
}

/// The first node of a role that is spelled so.
#[track_caller]
pub fn node_of(document: &Document, role: Role, spelling: &str) -> NodeId {
    let found = document
        .nodes()
        .find(|id| document.node(*id).role == role && document.spelling(*id) == spelling);
    found.unwrap_or_else(|| panic!("{spelling:?} is no {role:?}"))
}

/// The value of the first pair or assignment of a key.
#[track_caller]
pub fn value(document: &Document, key: &str) -> NodeId {
    let found = document.nodes().find(|id| {
        matches!(document.node(*id).role, Role::Pair | Role::Assignment)
            && document
                .key(*id)
                .is_some_and(|name| document.text(name).as_str() == key)
    });
    found
        .and_then(|pair| document.value(pair))
        .unwrap_or_else(|| panic!("{key:?} has no value"))
}
