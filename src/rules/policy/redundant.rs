//! An entry of a statement's list that another one covers once it is rewritten: it goes instead, with what divides it from its
//! neighbour. The list keeps the other one, so it is never empty.

use std::ops::Range;

use super::literals::only_string;
use super::statement::Statement;
use crate::iam::cover;
use crate::iam::pattern::HOLE;
use crate::iam::variable::{self, Surrounding};
use crate::syntax::{Document, NodeId, Role};

/// An entry that is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redundant {
    /// The entry.
    pub element: NodeId,
    /// All of it in the file (bytes), with what divides it from its neighbour; `None` where more than that stands between them.
    pub span: Option<Range<usize>>,
}

/// How many nodes may stand between a string and the entry that it is.
const REACH: usize = 8;
/// A list with more in it is no statement's (IAM User Guide, "IAM and AWS STS quotas": 6,144 characters a policy).
const MOST_ENTRIES: usize = 400;

/// The entry that a string is, where another of its list covers `arn`, which the string is to become; `None` where none does.
pub fn entry(
    document: &Document,
    statement: &Statement,
    string: NodeId,
    arn: &str,
) -> Option<Redundant> {
    // A list that chooses or computes isn't what the element is given.
    let list = statement.list.and_then(|list| entries_of(document, list))?;
    let element = std::iter::once(string)
        .chain(document.ancestors(string).take(REACH))
        .find(|node| document.parent(*node) == Some(list))?;
    // An entry that code puts together may do more than to say it.
    if only_string(document, element) != Some(string) || !document.is_literal(string) {
        return None;
    }
    let entries: Vec<NodeId> = document.named_children(list).take(MOST_ENTRIES).collect();
    let at = entries.iter().position(|entry| *entry == element)?;
    let is_covered = entries.iter().enumerate().any(|(other, entry)| {
        other != at
            && text_of(document, *entry).is_some_and(|text| {
                match rewritten(&text) {
                    // Of two that become the same, the first stays.
                    Some(after) => other < at && after == arn,
                    None => cover::covers(&text, arn),
                }
            })
    });
    is_covered.then(|| Redundant {
        element,
        span: span(document, &entries, at),
    })
}

/// The node whose children are the entries of a list: itself, or the braces after a type.
fn entries_of(document: &Document, list: NodeId) -> Option<NodeId> {
    let braces = match document.node(list).role {
        Role::Other if !document.chooses(list) => document.named_children(list).last()?,
        _ => list,
    };
    let is_typed = braces == list || document.node(braces).role == Role::Mapping;
    (is_typed && is_list(document, braces)).then_some(braces)
}

/// Whether a node's children are the entries of a list.
fn is_list(document: &Document, node: NodeId) -> bool {
    match document.node(node).role {
        Role::Sequence => true,
        Role::Mapping => !document
            .named_children(node)
            .take(MOST_ENTRIES)
            .any(|child| {
                matches!(
                    document.node(child).role,
                    Role::Pair | Role::Assignment | Role::Spread
                )
            }),
        _ => false,
    }
}

/// What an entry says. What is computed has no text.
fn text_of(document: &Document, entry: NodeId) -> Option<String> {
    let text = document.shared_text(only_string(document, entry)?);
    (!text.as_str().contains(HOLE)).then(|| text.as_str().to_owned())
}

/// What an entry becomes, where it is to be rewritten.
fn rewritten(text: &str) -> Option<String> {
    let occurrence = variable::occurrences(text, &[]).into_iter().next()?;
    (occurrence.surrounding == Surrounding::Device).then(|| {
        format!(
            "{}*{}",
            &text[..occurrence.variable.start],
            &text[occurrence.variable.end..]
        )
    })
}

/// The bytes of the file of an entry and of what divides it from the one before, or after where it is the first.
fn span(document: &Document, entries: &[NodeId], at: usize) -> Option<Range<usize>> {
    let layer = document.layer_of(*entries.get(at)?);
    let text = layer.text.as_str();
    // A tag before an entry goes with it.
    let start = |entry: NodeId| {
        let start = document.node(entry).range.start;
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
    let end = |entry: NodeId| document.node(entry).range.end;
    let own = entries[at];
    let (range, between) = match at.checked_sub(1).map(|before| end(entries[before])) {
        Some(before) => (before..end(own), before..start(own)),
        None => {
            let after = start(*entries.get(at + 1)?);
            (start(own)..after, end(own)..after)
        }
    };
    let between = text.get(between)?;
    let is_sign = |c: char| matches!(c, ',' | '-' | ';');
    let is_plain = between.chars().all(|c| c.is_whitespace() || is_sign(c));
    let is_divided = between.matches(is_sign).count() <= 1 && !between.is_empty();
    // What stands around the lines of a layer, as an indentation, goes with them: the proof tells whether it may.
    (is_plain && is_divided).then(|| layer.text.source_hull(range))
}
