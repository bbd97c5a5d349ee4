//! The IAM statement around a string, in whatever language it is written.
//!
//! From the string upwards, the first mapping that has an effect or actions beside the key that leads to the
//! string is the statement; so is a chain of calls such as `….effect(…).actions(…).resources(…)`. Keys are
//! compared without letter case and `_`, so `NotResource`, `not_resources` and `notResources` are one.
//!
//! Builders (Terraform's `aws_iam_policy_document`, the CDK's `PolicyStatement`, Pulumi) have elements in the
//! plural, allow where no effect is said, and write the current version (their reference documentation).

use std::collections::HashMap;
use std::rc::Rc;

use super::literals::{effect_of, listed, literal, literals};
use super::members::{
    More, allows_by_default, chain, entries, entry_name, has_more, is_dynamic_statement,
};
use crate::finding::StatementSummary;
use crate::iam::access::{Effect, Element};
use crate::iam::action::{self, Actions};
use crate::iam::variable;
use crate::syntax::{Document, NodeId, Role};

/// The `Version` of the policy around a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
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

/// A statement, read.
#[derive(Clone, Debug)]
pub struct Statement {
    sid: Option<String>,
    effect_name: Option<String>,
    element_name: String,
    /// What it does, where it says so.
    pub effect: Option<Effect>,
    /// The element that leads to the string, where that names resources.
    pub element: Option<Element>,
    /// Its actions.
    pub actions: Actions,
    /// Those of them that are checked against an `mfa/…` resource; `None` where they couldn't be read.
    pub governed: Option<Vec<&'static str>>,
    /// The resources of the same element that are patterns of more than one name.
    resources: Vec<String>,
    /// The policy's version.
    pub version: Version,
    /// Whether some of it couldn't be parsed.
    pub has_errors: bool,
    /// Whether a template puts some of it in or leaves it out.
    pub has_branches: bool,
}

/// A mapping with more in it is no statement.
const MOST_ENTRIES: usize = 1000;
/// How many nodes may wrap an element of a list.
const LIST_REACH: usize = 4;

/// The statements of a document, each read once.
#[derive(Default)]
pub struct Statements {
    /// By the list that a string is in.
    of_lists: HashMap<NodeId, Option<Rc<Statement>>>,
    versions: Versions,
}

/// The version of each policy, by its mapping, read once.
#[derive(Default)]
struct Versions(HashMap<NodeId, (Option<Option<String>>, More)>);

impl Statements {
    /// The statement around a node; `None` where there is none.
    pub fn around(&mut self, document: &Document, node: NodeId) -> Option<Rc<Statement>> {
        let list = document
            .ancestors(node)
            .take(LIST_REACH)
            .find(|ancestor| document.node(*ancestor).role != Role::Other)
            .filter(|ancestor| document.node(*ancestor).role == Role::Sequence);
        let versions = &mut self.versions;
        let mut read = || Statement::around(document, node, versions).map(Rc::new);
        match list {
            Some(list) => self.of_lists.entry(list).or_insert_with(read).clone(),
            None => read(),
        }
    }
}

impl Statement {
    /// The statement around a node; `None` where there is none.
    fn around(document: &Document, node: NodeId, versions: &mut Versions) -> Option<Statement> {
        let mut pair = None;
        for ancestor in document.ancestors(node) {
            match document.node(ancestor).role {
                Role::Pair | Role::Assignment => pair = Some(ancestor),
                Role::Mapping if document.children(ancestor).nth(MOST_ENTRIES).is_some() => {}
                Role::Mapping => {
                    if let Some(pair) = pair {
                        let entries = entries(document, ancestor);
                        let statement =
                            Statement::read(document, ancestor, &entries, pair, versions);
                        if statement.is_some() {
                            return statement;
                        }
                    }
                }
                Role::Call => {
                    let is_argument = document
                        .value(ancestor)
                        .is_some_and(|arguments| document.is_within(node, arguments));
                    if is_argument && element(&entry_name(document, ancestor)?).is_some() {
                        let (top, entries) = chain(document, ancestor);
                        let statement =
                            Statement::read(document, top, &entries, ancestor, versions);
                        if statement.is_some() {
                            return statement;
                        }
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn read(
        document: &Document,
        around: NodeId,
        entries: &[(String, NodeId)],
        pair: NodeId,
        versions: &mut Versions,
    ) -> Option<Statement> {
        let element_name = document
            .key(pair)
            .map(|key| document.text(document.unwrapped(key)).as_str().to_owned())?;
        let mut sid = None;
        let mut effect = None;
        let mut actions = None;
        // What an element that isn't written here may be given by something that is put in.
        let has_more = has_more(document, around);
        let is_chain = document.node(around).role == Role::Call;
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
        let mut effects = 0;
        for (key, value) in entries {
            match key.as_str() {
                "sid" => sid = literal(document, *value),
                "effect" => {
                    effect = Some(*value);
                    effects += 1;
                }
                "action" | "actions" => add(literals(document, *value), Actions::Only),
                "notaction" | "notactions" => add(literals(document, *value), Actions::AllBut),
                _ => {}
            }
        }
        if effect.is_none() && actions.is_none() {
            return None;
        }
        let (element, is_builder) = match element(&entry_name(document, pair)?) {
            Some((element, is_builder)) => (Some(element), is_builder),
            None => (None, false),
        };
        let known = match effect {
            None => {
                (is_builder && has_more == More::Nothing && allows_by_default(document, around))
                    .then_some(Effect::Allow)
            }
            Some(value) => effect_of(document, value).filter(|_| effects == 1),
        }
        .filter(|_| has_more != More::MayOverride);
        let actions = match actions {
            Some(actions) if has_more != More::MayOverride => actions.checked(),
            _ => Actions::Unknown,
        };
        let effect_name = match (known, effect) {
            (Some(Effect::Allow), _) => Some("Allow".to_owned()),
            (Some(Effect::Deny), _) => Some("Deny".to_owned()),
            (None, Some(value)) => {
                let value = document.unwrapped(value);
                Some(document.text(value).as_str().to_owned())
            }
            (None, None) => None,
        };
        Some(Statement {
            governed: actions.governed(),
            sid,
            effect_name,
            effect: known,
            element,
            element_name,
            actions,
            resources: document.value(pair).map_or_else(Vec::new, |resources| {
                listed(document, resources)
                    .filter_map(|resource| literal(document, resource))
                    .filter(|resource| resource.contains(['*', '?']) && !variable::any(resource))
                    .collect()
            }),
            version: versions.of(document, around, is_builder),
            has_errors: document
                .descendants(around)
                .filter(|id| document.node(*id).is_error)
                // A comma too many says nothing.
                .any(|id| document.spelling(id).contains(char::is_alphanumeric)),
            has_branches: document.has_branches(around),
        })
    }

    /// Whether a resource beside it covers all that an ARN names.
    pub fn covers(&self, arn: &str) -> bool {
        self.resources
            .iter()
            .any(|resource| action::covers(resource, arn))
    }

    /// The statement as reports show it.
    pub fn summary(&self) -> StatementSummary {
        StatementSummary {
            sid: self.sid.clone(),
            effect: self.effect_name.clone(),
            element: self.element_name.clone(),
            actions: self.actions.patterns().to_vec(),
        }
    }
}

impl Versions {
    /// The version of the policy that a statement is in.
    fn of(&mut self, document: &Document, statement: NodeId, is_builder: bool) -> Version {
        let mut pair = None;
        for ancestor in document.ancestors(statement) {
            match document.node(ancestor).role {
                Role::Pair | Role::Assignment => pair = Some(ancestor),
                Role::Mapping => {
                    let is_policy =
                        pair.is_some_and(|pair| match entry_name(document, pair).as_deref() {
                            Some("statement") => true,
                            Some("statements") => is_builder,
                            Some("dynamic") => is_dynamic_statement(document, pair),
                            _ => false,
                        });
                    if is_policy {
                        return self.in_policy(document, ancestor, is_builder);
                    }
                }
                _ => {}
            }
        }
        Version::NoPolicy
    }

    fn in_policy(&mut self, document: &Document, policy: NodeId, is_builder: bool) -> Version {
        let (value, more) = self.0.entry(policy).or_insert_with(|| {
            let value = entries(document, policy)
                .into_iter()
                .find(|(key, _)| key == "version")
                .map(|(_, value)| literal(document, value));
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

/// The element that a normalised key names, and whether it is a builder's.
fn element(name: &str) -> Option<(Element, bool)> {
    Some(match name {
        "resource" => (Element::Resource, false),
        "resources" => (Element::Resource, true),
        "notresource" => (Element::NotResource, false),
        "notresources" => (Element::NotResource, true),
        _ => return None,
    })
}
