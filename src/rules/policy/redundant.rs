//! An entry of a statement's list that another one covers once it is rewritten: it goes instead, with what divides it from its
//! neighbour. The list keeps the other one, so it is never empty.

use std::ops::Range;

use super::element::{self, MOST_ELEMENTS, Towards, elements, is_list};
use super::literals::{makes_list, only_string};
use super::members::called;
use super::statement::Statement;
use super::whole::items_in;
use crate::iam::cover;
use crate::iam::pattern::HOLE;
use crate::iam::variable;
use crate::rewrite::Rewrite;
use crate::syntax::{Document, NodeId, Role};

/// An entry that is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redundant {
    /// The entry.
    pub element: NodeId,
    /// All of it in the file (bytes), with what divides it from its neighbour; `None` where more than that stands between them.
    pub span: Option<Range<usize>>,
}

/// What a string is to become.
#[derive(Clone, Debug)]
pub struct Becomes {
    /// As it is spelled.
    pub arn: String,
    /// As IAM sees it, with [`HOLE`] for what is computed.
    pub pattern: String,
    /// The rewrite that makes it so, where it can be written.
    pub rewrite: Option<Rewrite>,
}

/// How many nodes may stand between a string and the entry that it is.
const REACH: usize = 8;

/// The entry that a string is or is a part of, where another of its list covers what the string is to become, or is spelled as
/// the entry is after that rewrite; `None` where none is.
pub fn entry(
    document: &Document,
    statement: &Statement,
    string: NodeId,
    becomes: &Becomes,
) -> Option<Redundant> {
    let given = statement.list?;
    // A list that chooses or computes isn't what the element is given.
    let list = entries_of(document, given);
    let own = list.and_then(|list| {
        std::iter::once(string)
            .chain(document.ancestors(string).take(REACH))
            .find(|node| document.parent(*node) == Some(list))
    });
    let Some((list, own)) = list.zip(own) else {
        return in_another_list(document, given, string, becomes);
    };
    let entries = elements(document, list);
    let at = entries.iter().position(|entry| *entry == own)?;
    // An entry that code puts together may do more than to say it.
    let is_said = said(document, own) == Some(string) && document.is_literal(string);
    let before = spelled(document, own, None);
    let after = becomes
        .rewrite
        .as_ref()
        .and_then(|rewrite| spelled(document, own, Some(rewrite)));
    let is_own =
        text_of(document, own).is_some_and(|own| variable::with_any_device(&own).is_some());
    let is_covered = entries.iter().enumerate().any(|(other, entry)| {
        let is_same = || {
            let is = |text: &Option<String>| {
                text.as_ref()
                    .is_some_and(|text| is_spelled(document, *entry, text))
            };
            is(&after) || (other < at && is(&before))
        };
        let covers = || {
            text_of(document, *entry).is_some_and(|text| {
                match variable::with_any_device(&text) {
                    // Of two that name the user's own device, the first stays. For another device it covers nothing where it isn't rewritten.
                    Some(after) => is_own && other < at && after == becomes.arn,
                    None => {
                        cover::covers(&text, &becomes.arn) || cover::covers(&text, &becomes.pattern)
                    }
                }
            })
        };
        other != at && (is_same() || (is_said && covers()))
    });
    is_covered.then(|| Redundant {
        element: own,
        span: element::own_span(document, &entries, at, towards(document, &entries, at)),
    })
}

/// A string that is one of several resources, where another one covers what it is to become that stands in another of the lists
/// which make one list.
fn in_another_list(
    document: &Document,
    given: NodeId,
    string: NodeId,
    becomes: &Becomes,
) -> Option<Redundant> {
    let resources = items_in(document, given);
    let is_own = |resource: &NodeId| only_string(document, *resource) == Some(string);
    let covers = |resource: &NodeId| {
        text_of(document, *resource).is_some_and(|text| {
            variable::with_any_device(&text).is_none()
                && (cover::covers(&text, &becomes.arn) || cover::covers(&text, &becomes.pattern))
        })
    };
    (!document.chooses(given)
        && resources.len() <= MOST_ELEMENTS
        && resources.iter().any(is_own)
        && resources
            .iter()
            .any(|resource| !is_own(resource) && covers(resource)))
    .then_some(Redundant {
        element: string,
        span: None,
    })
}

/// The neighbour whose comma goes with an entry. No two entries of a list may take the same comma, whichever of them go: the
/// first that is no device of the user's own stays, and each takes the one on its side.
fn towards(document: &Document, entries: &[NodeId], at: usize) -> Towards {
    let stays = |entry: &NodeId| {
        text_of(document, *entry)
            .and_then(|text| variable::with_any_device(&text))
            .is_none()
    };
    let is_before = entries[..at].iter().any(stays);
    if !is_before && entries[at + 1..].iter().any(stays) {
        Towards::After
    } else {
        Towards::Before
    }
}

/// The node whose children are the entries of a list: itself, or the braces after a type.
fn entries_of(document: &Document, list: NodeId) -> Option<NodeId> {
    if let Some(arguments) = arguments_of_list(document, list) {
        return Some(arguments);
    }
    let braces = match document.node(list).role {
        Role::Other if !document.chooses(list) => document.named_children(list).last()?,
        _ => list,
    };
    let is_typed = braces == list || document.node(braces).role == Role::Mapping;
    (is_typed && is_list(document, braces)).then_some(braces)
}

/// The arguments of a call that makes a list of them: `List.of(…)`, which may be all that a method is given.
fn arguments_of_list(document: &Document, list: NodeId) -> Option<NodeId> {
    let mut only = document.named_children(list);
    let call = match document.node(list).role {
        Role::Call => list,
        _ => document.unwrapped(only.next().filter(|_| only.next().is_none())?),
    };
    let name = Some(call)
        .filter(|call| document.node(*call).role == Role::Call)
        .and_then(|call| called(document, call))?;
    let arguments = document.value(call)?;
    let are_strings = document
        .named_children(arguments)
        .all(|entry| document.node(document.unwrapped(entry)).role == Role::String);
    (makes_list(&name) && are_strings).then_some(arguments)
}

/// The string that an entry says: itself, or what an intrinsic function formats.
fn said(document: &Document, entry: NodeId) -> Option<NodeId> {
    only_string(document, entry).or_else(|| {
        let is_function = document.node(entry).role == Role::Mapping;
        document.said_by(entry).filter(|_| is_function)
    })
}

/// A longer entry (bytes) is not compared with others.
const LONGEST: usize = 4096;

/// How an entry is spelled, but for how much white space stands in it, once a rewrite in it is made.
fn spelled(document: &Document, entry: NodeId, rewrite: Option<&Rewrite>) -> Option<String> {
    let source = document.source(entry);
    let source = source.start - document.tag_before(&source)..source.end;
    if source.len() > LONGEST {
        return None;
    }
    let whole = match rewrite {
        Some(rewrite) => {
            let before = document.file_text(source.start..rewrite.span.start)?;
            let after = document.file_text(rewrite.span.end..source.end)?;
            format!("{before}{}{after}", rewrite.after)
        }
        None => document.file_text(source)?.to_owned(),
    };
    Some(whole.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether an entry is spelled as a text is, but for how much white space stands in either.
fn is_spelled(document: &Document, entry: NodeId, text: &str) -> bool {
    // Most differ in their last word, which is soon known.
    let own = document.file_text(document.source(entry));
    let last = |text: &str| text.split_whitespace().next_back().map(str::to_owned);
    own.is_some_and(|own| own.len() <= LONGEST && last(own) == last(text))
        && spelled(document, entry, None).as_deref() == Some(text)
}

/// What an entry says. What is computed has no text.
fn text_of(document: &Document, entry: NodeId) -> Option<String> {
    let text = document.shared_text(said(document, entry)?);
    (!text.as_str().contains(HOLE)).then(|| text.as_str().to_owned())
}
