//! The `Version` of the policy around a statement, which decides whether variables work in it (IAM User Guide, "IAM JSON
//! policy elements: Version").

use std::collections::HashMap;

use super::builders::is_dynamic_statement;
use super::climb::{Climbs, Place, Step, outwards};
use super::literals::literal;
use super::members::{More, entries, entry_name, has_more, is_local};
use crate::syntax::{Document, NodeId, Role};

/// The `Version` of the policy around a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2012-10-17`: variables work.
    Current,
    /// Missing or `2008-10-17`: variables are literal text.
    WithoutVariables,
    /// It couldn't be read.
    Unknown,
    /// There is no policy around the statement to have one.
    NoPolicy,
}

/// The version of each policy, by its mapping, read once.
#[derive(Default)]
pub struct Versions {
    around: Climbs<NodeId>,
    read: HashMap<NodeId, (Option<Option<String>>, More)>,
}

impl Versions {
    /// The version of the policy that a statement is in.
    pub fn of(&mut self, document: &Document, statement: NodeId, is_builder: bool) -> Version {
        self.policy(document, statement, is_builder)
            .map_or(Version::NoPolicy, |policy| {
                self.in_policy(document, policy, is_builder)
            })
    }

    /// The mapping that holds the statements of the policy around one; `None` where there is none.
    pub fn policy(
        &mut self,
        document: &Document,
        statement: NodeId,
        is_builder: bool,
    ) -> Option<NodeId> {
        self.around.from((statement, is_builder), |place| {
            policy_step(document, place)
        })
    }

    fn in_policy(&mut self, document: &Document, policy: NodeId, is_builder: bool) -> Version {
        let (value, more) = self.read.entry(policy).or_insert_with(|| {
            // Given twice, it is one of the two.
            let mut versions = entries(document, policy)
                .into_iter()
                .filter(|(key, _)| key == "version");
            let value = versions
                .next()
                .map(|(_, value)| literal(document, value).filter(|_| versions.next().is_none()));
            (value, has_more(document, policy))
        });
        match value {
            _ if *more == More::MayOverride => Version::Unknown,
            Some(Some(version)) if version == "2012-10-17" => Version::Current,
            Some(Some(version)) if version == "2008-10-17" => Version::WithoutVariables,
            None if is_builder => Version::Current,
            None if *more == More::MayAdd => Version::Unknown,
            None => Version::WithoutVariables,
            Some(_) => Version::Unknown,
        }
    }
}

/// A step outwards from a node to the policy around it, which may be a builder's.
fn policy_step(document: &Document, (from, is_builder): Place) -> Step<NodeId> {
    let holds_statements =
        document.node(from).role == Role::Pair || document.node(from).role == Role::Assignment;
    let holds_statements = holds_statements
        && match entry_name(document, from).as_deref() {
            Some("statement") => !is_local(document, from),
            Some("statements") => is_builder,
            Some("dynamic") => is_dynamic_statement(document, from),
            _ => false,
        };
    let mut at = from;
    for ancestor in outwards(document, from, holds_statements) {
        match document.node(ancestor).role {
            Role::Pair | Role::Assignment => return Step::To((ancestor, is_builder)),
            Role::Mapping if holds_statements => return Step::Found(ancestor),
            _ => at = ancestor,
        }
    }
    if at == from {
        Step::Out
    } else {
        Step::To((at, is_builder))
    }
}
