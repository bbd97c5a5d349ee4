//! Strings that something formats before they are used: `Fn::Sub`, `.format(…)`.

use super::escapes::Escapes;
use super::{Document, NodeId, Role};

/// What the surroundings of a string make of its content.
pub(super) fn of(document: &Document, string: NodeId) -> Escapes {
    let Some(parent) = document.parent(string) else {
        return Escapes::None;
    };
    if document.node(parent).layer() != document.node(string).layer() {
        return Escapes::None;
    }
    let is_first = || document.named_children(parent).next() == Some(string);
    let around = match document.node(parent).role {
        // `Fn::Sub` also takes a list whose first element is the string.
        Role::Sequence if is_first() => document.parent(parent),
        _ => Some(parent),
    };
    let Some(around) = around else {
        return Escapes::None;
    };
    match document.node(around).role {
        Role::Other if document.node(around).kind == "!Sub" => Escapes::Sub,
        Role::Pair if key(document, around) == Some("Fn::Sub") => Escapes::Sub,
        _ => document
            .ancestors(string)
            .take(3)
            .find(|ancestor| document.node(*ancestor).role == Role::Call)
            .map_or(Escapes::None, |call| in_call(document, string, call)),
    }
}

/// What a call makes of a string that is its receiver or its first argument.
fn in_call(document: &Document, string: NodeId, call: NodeId) -> Escapes {
    let is_argument = document
        .value(call)
        .is_some_and(|arguments| document.is_within(string, arguments));
    let is_first = || {
        document
            .value(call)
            .and_then(|arguments| document.named_children(arguments).next())
            .is_some_and(|first| first == string || document.is_within(string, first))
    };
    match document.key(call).map(|key| document.spelling(key)) {
        Some("format") if !is_argument => Escapes::Braces,
        Some("Format") if is_argument && is_first() => Escapes::Braces,
        Some("Sub" | "FnSub") if is_argument && is_first() => Escapes::Sub,
        Some("sub") if is_first() && document.spelling(call).contains("Fn.sub") => Escapes::Sub,
        _ => Escapes::None,
    }
}

fn key(document: &Document, pair: NodeId) -> Option<&str> {
    let key = document.key(pair)?;
    Some(
        document
            .spelling(key)
            .trim_matches(|c| matches!(c, '"' | '\'')),
    )
}
