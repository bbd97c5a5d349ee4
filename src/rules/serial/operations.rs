//! Calls of an SDK's operations, and what takes their arguments.

use crate::iam::operation::Purpose;
use crate::rules::policy::members::name_of;
use crate::syntax::{Document, NodeId};

/// What a request is sent with (AWS SDK for JavaScript v3).
pub const SENDING: [&str; 1] = ["send"];
/// Functions that observe a call rather than make one (Mockito, Jest, Sinon, unittest.mock).
const OBSERVING: [&str; 8] = [
    "verify", "when", "expect", "assert", "mock", "stub", "spy", "allow",
];

/// How far into what a call is made on its words are looked at (bytes).
const LONGEST_RECEIVER: usize = 256;

/// What takes the arguments of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// An operation, or an object that describes a request for one.
    By(Purpose),
    /// Whatever sends requests.
    Sent,
}

/// What takes the arguments of a call; `None` where that is no operation on devices.
pub fn taken(document: &Document, call: NodeId) -> Option<Taken> {
    let name = name_of(document, document.key(call)?)?;
    match Purpose::of_name(&name) {
        Some(_) if is_observed(document, call) => None,
        Some((purpose, _)) => Some(Taken::By(purpose)),
        None => SENDING.contains(&name.as_str()).then_some(Taken::Sent),
    }
}

/// Whether a call is made on what only observes it: `verify(sts).assumeRole(…)`.
pub fn is_observed(document: &Document, call: NodeId) -> bool {
    let Some(name) = document.key(call) else {
        return true;
    };
    let text = document.layer_of(call).text.as_str();
    let start = document.node(call).range().start;
    let before = &text[start..document.node(name).range().start.max(start)];
    before.len() > LONGEST_RECEIVER
        || before
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| OBSERVING.contains(&word.to_lowercase().as_str()))
}
