//! A policy, and what it decides on the actions that an `mfa/…` resource governs.
//!
//! Source: IAM User Guide, "Policy evaluation logic": a Deny that matches decides, else an Allow that matches, else the
//! request is denied. What other policies say isn't known here.

use std::sync::Arc;

use super::action::Actions;
use super::condition::{Condition, Levels};
use super::effect::{Effect, Element};
use super::holding::Holding;
use super::pattern::{Case, Pattern, Values, Variables};

/// The statements of a policy that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its statements, in order.
    pub statements: Vec<Statement>,
    /// Whether its variables are variables.
    pub variables: Variables,
    /// Whether all its statements are among them, and each was read whole.
    pub is_whole: bool,
    /// How it is held.
    pub holding: Holding,
}

/// One resource of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyResource {
    /// The policy.
    pub policy: Arc<Policy>,
    /// The index of the statement in it.
    pub statement: usize,
    /// The index of the resource in that.
    pub resource: usize,
}

impl PolicyResource {
    /// The statement.
    pub fn statement(&self) -> &Statement {
        &self.policy.statements[self.statement]
    }
}

/// A change of a statement of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The index of the statement.
    pub statement: usize,
    /// The index of the resource that it is about.
    pub resource: usize,
    /// What is changed.
    pub changed: Changed,
}

/// What of a statement is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changed {
    /// The resource becomes this; `None` where it goes.
    Resource(Option<Pattern>),
    /// One of the actions becomes another.
    Action {
        /// The action, as it is written.
        from: String,
        /// What it becomes; `None` where it goes.
        to: Option<String>,
    },
    /// The statement becomes these.
    Statement(Vec<Statement>),
}

impl Policy {
    /// The policy with some of its resources and actions changed.
    pub fn changed(&self, changes: &[Change]) -> Policy {
        let mut changed = self.clone();
        let mut gone: Vec<(usize, usize)> = Vec::new();
        let mut divided: Vec<(usize, &[Statement])> = Vec::new();
        for change in changes {
            let statement = &mut changed.statements[change.statement];
            match &change.changed {
                Changed::Resource(Some(pattern)) => {
                    statement.resources[change.resource] = pattern.clone();
                }
                Changed::Resource(None) => gone.push((change.statement, change.resource)),
                Changed::Action { from, to } => statement.actions.replace(from, to.as_deref()),
                Changed::Statement(parts) => divided.push((change.statement, parts)),
            }
        }
        gone.sort_unstable();
        gone.dedup();
        for (statement, resource) in gone.into_iter().rev() {
            changed.statements[statement].resources.remove(resource);
        }
        // From the last, so that no index changes before it is used.
        divided.sort_by_key(|(statement, _)| *statement);
        for (statement, parts) in divided.into_iter().rev() {
            let replaced = statement..=statement;
            changed.statements.splice(replaced, parts.iter().cloned());
        }
        changed
    }

    /// The policy with all allowed beside it, as another policy may.
    pub fn beside_all(mut self) -> Policy {
        self.statements.push(Statement {
            effect: Effect::Allow,
            actions: Actions::Only(vec!["*".to_owned()]),
            element: Element::Resource,
            resources: vec![Pattern::read("*", self.variables)],
            conditions: Vec::new(),
        });
        self
    }

    /// The policy that has only one of its statements.
    pub fn only(&self, statement: usize) -> Policy {
        Policy {
            statements: vec![self.statements[statement].clone()],
            ..*self
        }
    }
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
