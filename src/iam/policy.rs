//! A policy, and what it decides on the actions that an `mfa/…` resource governs.
//!
//! Source: IAM User Guide, "Policy evaluation logic": a Deny that matches decides, else an Allow that matches, else the
//! request is denied. What other policies say isn't known here.

use super::access::{Effect, Element};
use super::action::Actions;
use super::condition::{Condition, Levels};
use super::pattern::{Case, Pattern, Values};

/// The statements of a policy that were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// Whether all its statements are among them, and each was read whole.
    pub is_whole: bool,
}

/// A statement, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it does.
    pub effect: Effect,
    /// The actions that it speaks of.
    pub actions: Actions,
    /// Whether its resources are those that it speaks of, or the others.
    pub element: Element,
    /// Its resources.
    pub resources: Vec<Pattern>,
    /// What must be met for it to count.
    pub conditions: Vec<Condition>,
}

impl Statement {
    /// Whether it names a resource.
    pub fn names(&self, arn: &str, values: Values) -> bool {
        let is_listed = self
            .resources
            .iter()
            .any(|resource| resource.matches(arn, Case::OfArn, values));
        is_listed == (self.element == Element::Resource)
    }

    /// Whether all its conditions are met.
    pub fn is_met(&self, levels: Levels, values: Values) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.is_met(levels, values))
    }
}

/// What a policy says of a request, given what each of its statements that matches does.
pub fn decide(matching: impl Iterator<Item = Effect>) -> bool {
    let mut is_allowed = false;
    for effect in matching {
        match effect {
            Effect::Deny => return false,
            Effect::Allow => is_allowed = true,
        }
    }
    is_allowed
}
