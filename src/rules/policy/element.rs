//! An element of a list in a statement that is to go, with what divides it from its neighbour.

use std::ops::Range;

use super::literals::is_wrapping;
use super::members::called;
use crate::syntax::{Document, NodeId, Role};

/// How many nodes may stand between a string and the element that it is.
const REACH: usize = 8;
/// A list with more in it is no statement's (IAM User Guide, "IAM and AWS STS quotas": 6,144 characters a policy).
pub const MOST_ELEMENTS: usize = 400;

/// An element, and its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The element.
    pub node: NodeId,
    /// The node whose children are the elements.
    pub list: NodeId,
}

/// The element that a string is within a list; `None` where it stands alone, or code puts its element together.
pub fn of(document: &Document, string: NodeId) -> Option<Element> {
    let mut node = string;
    for around in document.ancestors(string).take(REACH) {
        if document.node(around).layer() != document.node(string).layer() {
            return None;
        }
        match document.node(around).role {
            Role::Pair | Role::Assignment => return None,
            _ if is_list(document, around) || is_arguments(document, around) => {
                return Some(Element { node, list: around });
            }
            _ => {}
        }
        node = around;
    }
    None
}

/// The elements of a list, as far as any statement has some.
pub fn elements(document: &Document, list: NodeId) -> Vec<NodeId> {
    document.named_children(list).take(MOST_ELEMENTS).collect()
}

/// Whether a node's children are the elements of a list.
pub fn is_list(document: &Document, node: NodeId) -> bool {
    match document.node(node).role {
        Role::Sequence => true,
        Role::Mapping => !document
            .named_children(node)
            .take(MOST_ELEMENTS)
            .any(|child| {
                matches!(
                    document.node(child).role,
                    Role::Pair | Role::Assignment | Role::Spread
                )
            }),
        _ => false,
    }
}

/// Whether a node is the arguments of a call that makes a list of them.
fn is_arguments(document: &Document, node: NodeId) -> bool {
    document.parent(node).is_some_and(|call| {
        document.node(call).role == Role::Call
            && document.value(call) == Some(node)
            && called(document, call).is_some_and(|name| !is_wrapping(&name))
    })
}

/// The bytes of the file of one element, with what divides it from a neighbour: the one that is asked for, or else the other;
/// `None` where more than that stands between them.
pub fn own_span(
    document: &Document,
    elements: &[NodeId],
    at: usize,
    towards: Towards,
) -> Option<Range<usize>> {
    let other = match towards {
        Towards::After => Towards::Before,
        _ => Towards::After,
    };
    [towards, other]
        .into_iter()
        .find_map(|towards| span(document, elements, at, towards))
}

/// The bytes of the file of elements that are to go, by their indices in order, each with what divides it from the one after
/// it, or before it where it is among the last; `None` where more than that stands between them.
///
/// The last one of all may have a comma of its own, and its neighbour a comment.
pub fn spans(
    document: &Document,
    elements: &[NodeId],
    gone: &[usize],
) -> Vec<Option<Range<usize>>> {
    let mut spans = Vec::with_capacity(gone.len());
    for run in gone.chunk_by(|one, next| one + 1 == *next) {
        let ways = [Towards::After, Towards::Before, Towards::End].map(|towards| {
            let span = |at: &usize| span(document, elements, *at, towards);
            run.iter().map(span).collect::<Option<Vec<_>>>()
        });
        match ways.into_iter().flatten().next() {
            Some(found) => spans.extend(found.into_iter().map(Some)),
            None => spans.extend(run.iter().map(|_| None)),
        }
    }
    spans
}

/// Which neighbour an element is divided from by what goes with it.
#[derive(Clone, Copy)]
pub enum Towards {
    /// The one before it.
    Before,
    /// The one after it.
    After,
    /// None: it is the last, and has a comma of its own.
    End,
}

fn span(
    document: &Document,
    elements: &[NodeId],
    at: usize,
    towards: Towards,
) -> Option<Range<usize>> {
    let layer = document.layer_of(*elements.get(at)?);
    let text = layer.text.as_str();
    // A tag before an element goes with it.
    let start = |element: NodeId| {
        let start = document.node(element).range().start;
        let before = text[..start].trim_end_matches([' ', '\t']);
        let word = before
            .rsplit(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | '{'))
            .next()
            .unwrap_or_default();
        match word.starts_with('!') && before.len() < start {
            true => before.len() - word.len(),
            false => start,
        }
    };
    let end = |element: NodeId| document.node(element).range().end;
    let own = elements[at];
    let (range, between) = match towards {
        Towards::Before => {
            let before = end(*elements.get(at.checked_sub(1)?)?);
            (before..end(own), before..start(own))
        }
        Towards::After => {
            let after = start(*elements.get(at + 1)?);
            (start(own)..after, end(own)..after)
        }
        Towards::End => {
            let line = &text[end(*elements.get(at.checked_sub(1)?)?)..start(own)];
            let comma = end(own)..end(own) + 1;
            // A comment in a line of its own may be about the element.
            let is_last = at + 1 == elements.len() && text.get(comma.clone()) == Some(",");
            let has_line = line.matches('\n').count() == 1 && line.trim_end().len() < line.len();
            let is_alone = is_last && has_line && !line.trim_end().contains('\n');
            let range = start(own) - (line.len() - line.trim_end().len())..comma.end;
            return is_alone.then(|| layer.text.source_hull(range));
        }
    };
    let between = text.get(between)?;
    let is_sign = |c: char| matches!(c, ',' | '-' | ';');
    let is_plain = between.chars().all(|c| c.is_whitespace() || is_sign(c));
    let is_divided = between.matches(is_sign).count() <= 1 && !between.is_empty();
    // What stands around the lines of a layer, as an indentation, goes with them: the proof tells whether it may.
    (is_plain && is_divided).then(|| layer.text.source_hull(range))
}

/// The strings in a value, itself among them.
pub fn strings(document: &Document, value: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::once(value)
        .chain(document.descendants(value))
        .filter(|node| document.is_whole_string(*node))
}
