//! An ARN that a call puts together from its parts: the CDK's `formatArn` and `Arn.format` (AWS CDK API Reference,
//! "ArnComponents").

use super::literals::literal;
use super::members::entries;
use crate::syntax::{Document, NodeId, Role};

/// The parts of a device's ARN, the name of which is a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Components {
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
    "resourcename",
];

/// The parts around a string, where it names a device of IAM among them; `None` where it doesn't.
pub fn around(document: &Document, string: NodeId) -> Option<Components> {
    let pair = document
        .ancestors(string)
        .take(2)
        .find(|node| matches!(document.node(*node).role, Role::Pair | Role::Assignment))?;
    let mapping = document.parent(pair)?;
    if document.node(mapping).role != Role::Mapping {
        return None;
    }
    let parts = entries(document, mapping);
    let of = |name: &str| {
        let mut values = parts.iter().filter(|(key, _)| key == name);
        values.next().map(|(_, value)| *value)
    };
    let says = |name: &str, text: &str| {
        of(name)
            .and_then(|value| literal(document, value))
            .as_deref()
            == Some(text)
    };
    let is_name = of("resourcename").is_some_and(|value| document.is_within(string, value));
    (is_name && says("service", "iam") && says("resource", "mfa")).then(|| Components {
        is_plain: parts.iter().all(|(key, _)| PARTS.contains(&key.as_str())),
    })
}
