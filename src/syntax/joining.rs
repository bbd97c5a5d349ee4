//! Lists that something joins to one string: `join("", […])`, `"".join([…])`, and the functions of a
//! [`Migration`](super::migration::Migration).
//!
//! Such a list is a string of several pieces, and is lowered to one.

use super::document::Document;
use super::formatting;
use super::migration::{Does, Function};
use super::name::normal;
use super::node::{NodeId, Role};

/// How many nodes below a call its receiver is looked for in.
const REACH: usize = 16;

/// The lists of a layer that are joined, each with what stands between its pieces.
pub(super) fn lists(document: &Document, layer: usize) -> Vec<(NodeId, String)> {
    document
        .nodes_of(layer)
        .filter_map(|id| match document.node(id).role {
            Role::Pair if is_pair(document, &key(document, id)) => {
                pieces(document, &arguments(document, document.value(id)?))
            }
            Role::Other if is(document, |join| join.tag == document.node(id).kind()) => {
                pieces(document, &arguments(document, document.unwrapped(id)))
            }
            Role::Call if is_call(document, &key(document, id)) => {
                let arguments = arguments(document, document.value(id)?);
                pieces(document, &arguments).or_else(|| {
                    let receiver = document.descendants(id).take(REACH).find(|node| {
                        matches!(document.node(*node).role, Role::String | Role::Sequence)
                    })?;
                    match (document.node(receiver).role, arguments.as_slice()) {
                        (Role::String, [list]) => pieces(document, &[receiver, *list]),
                        (_, [separator]) => pieces(document, &[*separator, receiver]),
                        _ => None,
                    }
                })
            }
            _ => None,
        })
        .collect()
}

fn is(document: &Document, is: impl Fn(&Function) -> bool) -> bool {
    let mut functions = document.migration.functions.iter();
    functions.any(|function| function.does == Does::Join && is(function))
}

fn is_pair(document: &Document, key: &str) -> bool {
    is(document, |join| normal(join.name) == key)
}

fn is_call(document: &Document, name: &str) -> bool {
    name == "join"
        || is(document, |join| {
            join.calls.iter().any(|call| normal(call) == name)
        })
}

fn key(document: &Document, id: NodeId) -> String {
    document
        .key(id)
        .map_or_else(String::new, |key| normal(document.spelling(key)))
}

fn arguments(document: &Document, of: NodeId) -> Vec<NodeId> {
    document
        .named_children(of)
        .map(|argument| document.unwrapped(argument))
        .collect()
}

/// How many nodes may stand between a piece of a string and the string that it says.
const MOST_AROUND: usize = 8;

impl Document {
    /// The string that a piece of another one says: the piece itself, what a function joins or formats there, or what an
    /// operator formats.
    pub fn said_by(&self, piece: NodeId) -> Option<NodeId> {
        let mut at = piece;
        for _ in 0..MOST_AROUND {
            let node = self.node(at);
            at = match node.role {
                Role::String => return Some(at),
                Role::Other if is_function(self, |function| function.tag == node.kind()) => {
                    of_arguments(self, self.unwrapped(at))?
                }
                Role::Mapping => {
                    let mut members = self.named_children(at);
                    let only = members.next().filter(|_| members.next().is_none())?;
                    let is_pair = self.node(only).role == Role::Pair;
                    let name = if is_pair {
                        key(self, only)
                    } else {
                        return None;
                    };
                    is_function(self, |function| normal(function.name) == name)
                        .then(|| self.value(only))
                        .flatten()
                        .and_then(|value| of_arguments(self, value))?
                }
                Role::Call => {
                    let name = key(self, at);
                    let is_known =
                        is_call(self, &name) || formatting::CALLS.contains(&name.as_str());
                    of_call(self, at).filter(|_| is_known)?
                }
                Role::Other if self.unwrapped(at) != at => self.unwrapped(at),
                Role::Other => formatting::operand(self, at)?.0,
                _ => return None,
            };
        }
        None
    }

    /// Whether a string is all that a piece of another one says, so that the other shows it.
    pub fn is_shown_in_another(&self, string: NodeId) -> bool {
        let layer = self.node(string).layer();
        let mut inner = string;
        for around in self.ancestors(string).take(MOST_AROUND) {
            if self.node(around).layer() != layer {
                return false;
            }
            if self.node(around).role == Role::String {
                return inner != string && self.said_by(inner) == Some(string);
            }
            inner = around;
        }
        false
    }
}

fn is_function(document: &Document, is: impl Fn(&Function) -> bool) -> bool {
    document.migration.functions.iter().any(is)
}

/// What the arguments of a function say: a list that is joined, or the string that is formatted.
fn of_arguments(document: &Document, arguments: NodeId) -> Option<NodeId> {
    if document.node(arguments).role != Role::Sequence {
        return Some(arguments);
    }
    let mut items = document
        .named_children(arguments)
        .map(|item| document.unwrapped(item))
        .take(2);
    let first = items.next()?;
    let joined = items.find(|item| document.separators.contains_key(item));
    Some(joined.unwrap_or(first))
}

/// What a call joins, or formats.
fn of_call(document: &Document, call: NodeId) -> Option<NodeId> {
    let below = || document.descendants(call).take(REACH);
    below()
        .find(|node| document.separators.contains_key(node))
        .or_else(|| below().find(|node| document.node(*node).role == Role::String))
}

/// The list of a separator and a list, in either order.
fn pieces(document: &Document, arguments: &[NodeId]) -> Option<(NodeId, String)> {
    let (separator, list) = match arguments {
        [first, second] if document.node(*first).role == Role::String => (*first, *second),
        [first, second] => (*second, *first),
        _ => return None,
    };
    let list = elements(document, list)?;
    let text = document.text(separator);
    (document.node(separator).role == Role::String && !text.has_hole(0..text.len()))
        .then(|| (list, text.as_str().to_owned()))
}

/// The node whose children are the elements of a list: itself, or the braces after a type.
fn elements(document: &Document, list: NodeId) -> Option<NodeId> {
    let has_pairs = |id| {
        document
            .named_children(id)
            .any(|child| document.node(child).role == Role::Pair)
    };
    match document.node(list).role {
        Role::Sequence => Some(list),
        Role::Mapping if !has_pairs(list) => Some(list),
        Role::Other => {
            let braces = document.named_children(list).last()?;
            (document.node(braces).role == Role::Mapping && !has_pairs(braces)).then_some(braces)
        }
        _ => None,
    }
}
