//! The IAM statement around a string, in whatever language it is written.
//!
//! From the string upwards, the first mapping that has an effect or actions beside the key that leads to the
//! string is the statement; so is a chain of calls such as `….effect(…).actions(…).resources(…)`. Keys are
//! compared without letter case and `_`, so `NotResource`, `not_resources` and `notResources` are one.
//!
//! Builders (Terraform's `aws_iam_policy_document`, the CDK's `PolicyStatement`, Pulumi) have elements in the
//! plural, allow where no effect is said, and write the current version (their reference documentation).

use std::cell::OnceCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::builders::allows_by_default;
use super::climb::{Climbs, Place, Step, outwards};
use super::errors::Errors;
use super::literals::{effect_of, literal, literals};
use super::members::{Chains, More, calls_of, entries, entry_name, has_more};
use super::trail::Held;
use super::version::{Version, Versions};
use super::whole::Policies;
use crate::finding::StatementSummary;
use crate::iam::action::Actions;
use crate::iam::effect::{Effect, Element};
use crate::iam::policy::PolicyResource;
use crate::syntax::{Document, NodeId, Role};

/// A statement, read, and the element of it that leads to a string.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The mapping, or the last call of a chain.
    pub node: NodeId,
    /// Whether a builder makes it.
    is_builder: bool,
    members: Rc<Members>,
    effect_name: Option<String>,
    element_name: String,
    /// What it does, where it says so.
    pub effect: Option<Effect>,
    /// The element that leads to the string, where that names resources.
    pub element: Option<Element>,
    /// What that element is given, where it is a list or something else with entries.
    pub list: Option<NodeId>,
    /// Its actions.
    pub actions: Rc<Actions>,
    /// Those of them that are checked against an `mfa/…` resource; `None` where they couldn't be read.
    pub governed: Option<Vec<&'static str>>,
    /// The policy's version.
    pub version: Version,
    /// Whether some of it couldn't be parsed.
    pub has_errors: bool,
    /// Whether a template puts some of it in or leaves it out.
    pub has_branches: bool,
}

/// What a mapping or a chain of calls gives all its elements.
#[derive(Debug)]
struct Members {
    sid: Option<String>,
    /// Whether it says whose calls it is about, as only the policies of resources and roles' trust policies do.
    has_principal: bool,
    /// Whether it has both `Resource` and `NotResource`, which IAM refuses.
    has_both_resources: bool,
    repeats: bool,
    /// What the effect is given, and how often.
    effect: Option<NodeId>,
    effects: usize,
    actions: Rc<Actions>,
    governed: Option<Vec<&'static str>>,
    more: More,
    has_errors: bool,
    has_branches: bool,
    /// Whether it allows where it says no effect.
    allows: OnceCell<bool>,
}

/// A mapping with more in it is no statement.
const MOST_ENTRIES: usize = 1000;

/// The statements of a document, each read once.
#[derive(Default)]
pub struct Statements {
    around: Climbs<Rc<Statement>>,
    /// By the mapping, or the last call of a chain.
    members: HashMap<NodeId, Option<Rc<Members>>>,
    chains: Chains,
    versions: Versions,
    errors: OnceCell<Errors>,
    policies: Policies,
}

impl Statements {
    /// The statement around a node; `None` where there is none.
    pub fn around(&mut self, document: &Document, node: NodeId) -> Option<Rc<Statement>> {
        let mut climbs = std::mem::take(&mut self.around);
        let found = climbs.from((node, false), |place| self.step(document, place));
        self.around = climbs;
        found
    }

    /// The last call of the chain that a call is one of.
    pub fn chain_of(&mut self, document: &Document, call: NodeId) -> NodeId {
        self.chains.top(document, call)
    }

    /// Where a string stands in the policy around it; `None` where its statement can't be read. `held` tells how the policy
    /// of a statement is held.
    pub fn resource(
        &mut self,
        document: &Document,
        string: NodeId,
        mut held: impl FnMut(NodeId) -> Held,
    ) -> Option<PolicyResource> {
        let statement = self.around(document, string)?;
        let errors = self.errors.get_or_init(|| Errors::of(document));
        let is_broken = errors.are_beside(document, statement.node);
        self.policies.resource(
            document,
            &mut self.versions,
            (statement.node, statement.is_builder),
            is_broken,
            string,
            || held(statement.node),
        )
    }

    /// A step outwards from a node. A pair leads to the mapping around it; a call counts only for what stands in the
    /// same layer: the other half of the place says that a layer was left.
    fn step(&mut self, document: &Document, (from, mut is_outside): Place) -> Step<Rc<Statement>> {
        let is_pair = |id: NodeId| matches!(document.node(id).role, Role::Pair | Role::Assignment);
        let pair = Some(from).filter(|from| is_pair(*from));
        let mut at = from;
        for ancestor in outwards(document, from, pair.is_some()) {
            is_outside |= document.node(ancestor).layer() != document.node(at).layer();
            let statement = match (document.node(ancestor).role, pair) {
                (Role::Pair | Role::Assignment, _) => return Step::To((ancestor, is_outside)),
                (Role::Mapping, Some(pair)) => self.read(document, ancestor, pair),
                (Role::Call, _) if !is_outside => {
                    let is_argument = document
                        .value(ancestor)
                        .is_some_and(|arguments| document.is_within(at, arguments));
                    let is_element = is_argument
                        && entry_name(document, ancestor)
                            .is_some_and(|name| element(&name).is_some());
                    if is_element {
                        let top = self.chains.top(document, ancestor);
                        self.read(document, top, ancestor)
                    } else {
                        None
                    }
                }
                _ => None,
            };
            if let Some(statement) = statement {
                return Step::Found(Rc::new(statement));
            }
            at = ancestor;
        }
        if at == from {
            Step::Out
        } else {
            Step::To((at, is_outside))
        }
    }

    /// The statement that a mapping or a chain of calls is, as one of its elements leads into it.
    fn read(&mut self, document: &Document, around: NodeId, pair: NodeId) -> Option<Statement> {
        let members = self.members(document, around)?;
        let key = document.unwrapped(document.key(pair)?);
        let (element, is_builder) = match element(&entry_name(document, pair)?) {
            Some((element, is_builder)) => (Some(element), is_builder),
            None => (None, false),
        };
        let allows = || {
            *members
                .allows
                .get_or_init(|| allows_by_default(document, around))
        };
        let effect = match members.effect {
            None => {
                (is_builder && members.more == More::Nothing && allows()).then_some(Effect::Allow)
            }
            Some(value) => effect_of(document, value).filter(|_| members.effects == 1),
        }
        .filter(|_| members.more != More::MayOverride);
        let effect_name = match (effect, members.effect) {
            (Some(Effect::Allow), _) => Some("Allow".to_owned()),
            (Some(Effect::Deny), _) => Some("Deny".to_owned()),
            (None, Some(value)) => {
                let value = document.unwrapped(value);
                Some(document.text(value).as_str().to_owned())
            }
            (None, None) => None,
        };
        Some(Statement {
            node: around,
            is_builder,
            effect_name,
            element_name: document.text(key).as_str().to_owned(),
            effect,
            element,
            actions: Rc::clone(&members.actions),
            governed: members.governed.clone(),
            list: document.value(pair),
            version: self.versions.of(document, around, is_builder),
            has_errors: members.has_errors,
            has_branches: members.has_branches,
            members,
        })
    }

    /// The members of a mapping or a chain, where these make it a statement.
    fn members(&mut self, document: &Document, around: NodeId) -> Option<Rc<Members>> {
        if let Some(known) = self.members.get(&around) {
            return known.clone();
        }
        let entries = match document.node(around).role {
            Role::Call => calls_of(document, around),
            _ if document.children(around).nth(MOST_ENTRIES).is_some() => Vec::new(),
            _ => entries(document, around),
        };
        let errors = &self.errors;
        let read = Members::read(document, around, &entries, || {
            errors
                .get_or_init(|| Errors::of(document))
                .are_in(document, around)
        })
        .map(Rc::new);
        self.members.insert(around, read.clone());
        read
    }
}

impl Members {
    fn read(
        document: &Document,
        around: NodeId,
        entries: &[(String, NodeId)],
        has_errors: impl FnOnce() -> bool,
    ) -> Option<Members> {
        let is_chain = document.node(around).role == Role::Call;
        let mut sid = None;
        let mut has_principal = false;
        let mut elements = Vec::new();
        let mut effect = None;
        let mut effects = 0;
        let mut actions = None;
        let mut add = |these: Option<Vec<String>>, kind: fn(Vec<String>) -> Actions| {
            actions = match (actions.take(), these) {
                // An empty list is how some programs write that there is none.
                (known, Some(these)) if these.is_empty() => known,
                (None, Some(these)) => Some(kind(these)),
                (Some(Actions::Only(mut known)), Some(these)) if is_chain => {
                    known.extend(these);
                    Some(Actions::Only(known))
                }
                _ => Some(Actions::Unknown),
            };
        };
        for (key, value) in entries {
            match key.as_str() {
                "sid" => sid = literal(document, *value),
                "principal" | "principals" | "notprincipal" | "notprincipals" => {
                    has_principal = true;
                }
                "effect" => {
                    effect = Some(*value);
                    effects += 1;
                }
                "action" | "actions" => add(literals(document, *value), Actions::Only),
                "notaction" | "notactions" => add(literals(document, *value), Actions::AllBut),
                key => elements.extend(element(key)),
            }
        }
        if effect.is_none() && actions.is_none() {
            return None;
        }
        // What isn't written here may be given by something that is put in.
        let more = has_more(document, around);
        let actions = match actions {
            Some(actions) if more != More::MayOverride => actions.checked(),
            _ => Actions::Unknown,
        };
        Some(Members {
            sid,
            has_principal,
            has_both_resources: [Element::Resource, Element::NotResource]
                .iter()
                .all(|both| elements.iter().any(|(element, _)| element == both)),
            repeats: document.node(around).role == Role::Mapping && repeats(entries),
            effect,
            effects,
            governed: actions.governed(),
            actions: Rc::new(actions),
            more,
            has_errors: has_errors(),
            has_branches: document.has_branches(around),
            allows: OnceCell::new(),
        })
    }
}

impl Statement {
    /// Whether it says whose calls it is about.
    pub fn has_principal(&self) -> bool {
        self.members.has_principal
    }

    /// Whether it has both `Resource` and `NotResource`, which IAM refuses (IAM JSON policy elements: NotResource).
    pub fn has_both_resources(&self) -> bool {
        self.members.has_both_resources
    }

    /// Whether one of its elements has the key of another, so that only one of the two counts, or neither.
    pub fn repeats(&self) -> bool {
        self.members.repeats
    }

    /// The statement as reports show it.
    pub fn summary(&self) -> StatementSummary {
        StatementSummary {
            sid: self.members.sid.clone(),
            effect: self.effect_name.clone(),
            element: self.element_name.clone(),
            actions: self.actions.patterns().to_vec(),
            conditions: Vec::new(),
        }
    }
}

/// The element that a normalised key names, and whether it is a builder's.
/// Whether one of the elements of a mapping of them has the key of another.
fn repeats(entries: &[(String, NodeId)]) -> bool {
    let mut counted = entries
        .iter()
        .map(|(key, _)| key.trim_end_matches('s'))
        .filter(|key| matches!(*key, "action" | "notaction" | "resource" | "notresource"));
    let mut seen: Vec<&str> = Vec::new();
    counted.any(|key| {
        let is_known = seen.contains(&key);
        seen.push(key);
        is_known
    })
}

fn element(name: &str) -> Option<(Element, bool)> {
    Some(match name {
        "resource" => (Element::Resource, false),
        // The latter is the CDK's `Grant`.
        "resources" | "resourcearns" => (Element::Resource, true),
        "notresource" => (Element::NotResource, false),
        "notresources" => (Element::NotResource, true),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
