//! An ARN that a call puts together from its parts: the CDK's `formatArn` and `Arn.format` (AWS CDK API Reference,
//! "ArnComponents").

use super::literals::{literal, only_string};
use super::members::{chain, entries, entry_name, top_of};
use crate::syntax::{Document, NodeId, Role};

/// The parts of a device's ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Components {
    /// What its name is given.
    pub name: NodeId,
    /// Whether nothing but parts is given.
    pub is_plain: bool,
}

/// How many nodes into a call its parts are looked for.
const REACH: usize = 64;

/// What stands before the name in the ARN of a device, of an account and a partition that aren't known here.
pub const BEFORE_NAME: &str = "arn:*:iam::*:mfa/";

/// The string that names a device in a call which puts its ARN together from nothing but parts.
pub fn name_in(document: &Document, call: NodeId) -> Option<NodeId> {
    let is_call = document.node(call).role == Role::Call;
    document
        .descendants(call)
        .take(REACH)
        .filter(|node| is_call && document.is_whole_string(*node))
        .find(|string| around(document, *string).is_some_and(|parts| parts.is_plain))
}

/// Keys of parts that may be anything.
const PARTS: [&str; 6] = [
    "service",
    "region",
    "account",
    "partition",
    "resource",
    NAME,
];
/// The key of the name.
const NAME: &str = "resourcename";
/// How a chain of calls begins and ends that gives the parts one by one.
const FRAME: [&str; 2] = ["builder", "build"];
/// What has more parts is no ARN.
const MOST_PARTS: usize = 128;
/// How many nodes may stand between a string and the part that it is.
const STRING_REACH: usize = 4;

/// The parts around a string, where it names a device of IAM among them; `None` where it doesn't.
pub fn around(document: &Document, string: NodeId) -> Option<Components> {
    let parts = document.ancestors(string).take(STRING_REACH);
    let part = parts.into_iter().find(|node| is_name(document, *node))?;
    let components = of_name(document, part)?;
    (only_string(document, components.name) == Some(string)).then_some(components)
}

/// Whether a pair or a call gives a name among the parts of an ARN.
pub fn is_name(document: &Document, part: NodeId) -> bool {
    let is_part = matches!(
        document.node(part).role,
        Role::Pair | Role::Assignment | Role::Call
    );
    is_part
        && document
            .key(part)
            .is_some_and(|key| document.spelling(key).len() <= NAME.len() + "with_\"\"".len())
        && entry_name(document, part).as_deref() == Some(NAME)
}

/// The parts beside a name, which a pair or a call of a chain gives; `None` where they aren't those of a device of IAM.
pub fn of_name(document: &Document, part: NodeId) -> Option<Components> {
    let parts = if document.node(part).role == Role::Call {
        let calls = chain(document, top_of(document, part)).take(MOST_PARTS);
        calls
            .filter_map(|call| Some((entry_name(document, call)?, document.value(call)?)))
            .collect()
    } else {
        let mapping = document.parent(part)?;
        let is_long = document.named_children(mapping).nth(MOST_PARTS).is_some();
        if document.node(mapping).role != Role::Mapping || is_long {
            return None;
        }
        entries(document, mapping)
    };
    let says = |name: &str, text: &str| {
        let mut values = parts.iter().filter(|(key, _)| key == name);
        let value = values
            .next()
            .and_then(|(_, value)| literal(document, *value));
        value.as_deref() == Some(text)
    };
    (says("service", "iam") && says("resource", "mfa")).then(|| Components {
        name: document.value(part).unwrap_or(part),
        is_plain: parts
            .iter()
            .all(|(key, _)| PARTS.contains(&key.as_str()) || FRAME.contains(&key.as_str())),
    })
}
