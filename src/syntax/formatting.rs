//! Strings that something formats before they are used: `.format(…)`, and the functions of a
//! [`Migration`](super::migration::Migration).

use super::document::Document;
use super::escape::Escapes;
use super::migration::Does;
use super::node::{NodeId, Role};

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
        // Such a function also takes a list whose first element is the string.
        Role::Sequence if is_first() => document.parent(parent),
        _ => Some(parent),
    };
    let Some(around) = around else {
        return Escapes::None;
    };
    let named = match document.node(around).role {
        Role::Other => {
            let kind = document.node(around).kind();
            function(document, |function| function.tag == kind)
        }
        Role::Pair => key(document, around)
            .and_then(|key| function(document, |function| function.name == key)),
        _ => None,
    };
    named.unwrap_or_else(|| {
        document
            .ancestors(string)
            .take(3)
            .find(|ancestor| document.node(*ancestor).role == Role::Call)
            .map_or(Escapes::None, |call| in_call(document, string, call))
    })
}

/// The escapes of what a function formats.
fn function(
    document: &Document,
    is: impl Fn(&super::migration::Function) -> bool,
) -> Option<Escapes> {
    let mut functions = document.migration.functions.iter();
    functions.find_map(|function| match function.does {
        Does::Format(escapes) if is(function) => Some(escapes),
        _ => None,
    })
}

/// What a call makes of a string that is its receiver or its first argument.
fn in_call(document: &Document, string: NodeId, call: NodeId) -> Escapes {
    let is_argument = document.is_argument(string, call);
    let is_first = || {
        document
            .value(call)
            .and_then(|arguments| document.named_children(arguments).next())
            .is_some_and(|first| first == string || document.is_within(string, first))
    };
    let Some(key) = document.key(call) else {
        return Escapes::None;
    };
    match document.spelling(key) {
        "format" if !is_argument => Escapes::Braces,
        "Format" if is_argument && is_first() => Escapes::Braces,
        name => {
            // With what stands before it: `Fn.sub` is one, and `re.sub` isn't.
            let text = document.layer_of(call).text.as_str();
            let called = &text[document.node(call).range().start..document.node(key).range().end];
            let is = |call: &&str| called.ends_with(call) && call.rsplit('.').next() == Some(name);
            function(document, |function| function.calls.iter().any(&is))
                .filter(|_| is_argument && is_first())
                .unwrap_or(Escapes::None)
        }
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
