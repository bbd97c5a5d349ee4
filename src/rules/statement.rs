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

use crate::finding::StatementSummary;
use crate::iam::access::{Effect, Element};
use crate::iam::action::Actions;
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
    /// Whether a resource of the same element covers all device names.
    pub covers_every_device: bool,
    /// The policy's version.
    pub version: Version,
    /// Whether some of it couldn't be parsed.
    pub has_errors: bool,
}

/// How many nodes may wrap an element of a list.
const LIST_REACH: usize = 4;

/// The statements of a document, each read once.
#[derive(Default)]
pub struct Statements {
    /// By the list that a string is in.
    of_lists: HashMap<NodeId, Option<Rc<Statement>>>,
}

impl Statements {
    /// The statement around a node; `None` where there is none.
    pub fn around(&mut self, document: &Document, node: NodeId) -> Option<Rc<Statement>> {
        let list = document
            .ancestors(node)
            .take(LIST_REACH)
            .find(|ancestor| document.node(*ancestor).role != Role::Other)
            .filter(|ancestor| document.node(*ancestor).role == Role::Sequence);
        let read = || Statement::around(document, node).map(Rc::new);
        match list {
            Some(list) => self.of_lists.entry(list).or_insert_with(read).clone(),
            None => read(),
        }
    }
}

impl Statement {
    /// The statement around a node; `None` where there is none.
    fn around(document: &Document, node: NodeId) -> Option<Statement> {
        let mut pair = None;
        for ancestor in document.ancestors(node) {
            match document.node(ancestor).role {
                Role::Pair | Role::Assignment => pair = Some(ancestor),
                Role::Mapping => {
                    if let Some(pair) = pair {
                        let entries = entries(document, ancestor);
                        let statement = Statement::read(document, ancestor, &entries, pair);
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
                        let statement = Statement::read(document, top, &entries, ancestor);
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
    ) -> Option<Statement> {
        let element_name = document
            .key(pair)
            .map(|key| document.text(document.unwrapped(key)).as_str().to_owned())?;
        let mut sid = None;
        let mut effect = None;
        let mut actions = None;
        for (key, value) in entries {
            match key.as_str() {
                "sid" => sid = literal(document, *value),
                "effect" => effect = Some(*value),
                "action" | "actions" => {
                    actions =
                        Some(literals(document, *value).map_or(Actions::Unknown, Actions::Only));
                }
                "notaction" | "notactions" => {
                    actions =
                        Some(literals(document, *value).map_or(Actions::Unknown, Actions::AllBut));
                }
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
        let effect_word = match effect {
            None if is_builder => Some("Allow".to_owned()),
            None => None,
            Some(value) => last_word(document, value),
        };
        let known = effect_word.as_deref().and_then(|word| {
            if word.eq_ignore_ascii_case("allow") {
                Some(Effect::Allow)
            } else if word.eq_ignore_ascii_case("deny") {
                Some(Effect::Deny)
            } else {
                None
            }
        });
        let actions = actions.unwrap_or(Actions::Unknown);
        Some(Statement {
            governed: actions.governed(),
            sid,
            effect_name: effect.map_or(effect_word, |value| {
                let value = document.unwrapped(value);
                let text = || document.text(value).as_str().to_owned();
                Some(match known {
                    Some(Effect::Allow) if document.node(value).role != Role::String => {
                        "Allow".to_owned()
                    }
                    Some(Effect::Deny) if document.node(value).role != Role::String => {
                        "Deny".to_owned()
                    }
                    _ => text(),
                })
            }),
            effect: known,
            element,
            element_name,
            actions,
            covers_every_device: document
                .descendants(pair)
                .filter(|id| document.is_whole_string(*id))
                .any(|id| {
                    let text = document.text(id);
                    let resource = text.as_str();
                    resource == "*" || resource.ends_with(":mfa/*") || resource.ends_with(":iam::*")
                }),
            version: version(document, around, is_builder),
            has_errors: document
                .descendants(around)
                .filter(|id| document.node(*id).is_error)
                // A comma too many says nothing.
                .any(|id| document.spelling(id).contains(char::is_alphanumeric)),
        })
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

/// The version of the policy that a statement is in.
fn version(document: &Document, statement: NodeId, is_builder: bool) -> Version {
    let mut pair = None;
    for ancestor in document.ancestors(statement) {
        match document.node(ancestor).role {
            Role::Pair | Role::Assignment => pair = Some(ancestor),
            Role::Mapping => {
                let through = pair.and_then(|pair| entry_name(document, pair));
                let is_policy = match through.as_deref() {
                    Some("statement") => true,
                    Some("statements") => is_builder,
                    _ => false,
                };
                if !is_policy {
                    continue;
                }
                let value = entries(document, ancestor)
                    .into_iter()
                    .find(|(key, _)| key == "version")
                    .map(|(_, value)| literal(document, value));
                return match value {
                    Some(Some(version)) if version == "2012-10-17" => Version::Current,
                    Some(Some(version)) if version == "2008-10-17" => Version::WithoutVariables,
                    None if is_builder => Version::Current,
                    None => Version::WithoutVariables,
                    Some(_) => Version::Unknown,
                };
            }
            _ => {}
        }
    }
    Version::NoPolicy
}

/// The keys, normalised, and values of a mapping.
fn entries(document: &Document, mapping: NodeId) -> Vec<(String, NodeId)> {
    document
        .children(mapping)
        .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
        .filter_map(|pair| Some((entry_name(document, pair)?, document.value(pair)?)))
        .collect()
}

/// The chain of calls that a call is one of: the last call of it, and the names, normalised, and arguments of all.
fn chain(document: &Document, call: NodeId) -> (NodeId, Vec<(String, NodeId)>) {
    let first = |id: NodeId| document.named_children(id).next();
    let mut top = call;
    let mut at = call;
    while let Some(parent) = document.parent(at)
        && first(parent) == Some(at)
        && document.node(parent).layer() == document.node(call).layer()
    {
        at = parent;
        if document.node(at).role == Role::Call {
            top = at;
        }
    }
    let entries = std::iter::successors(Some(top), |id| first(*id))
        .filter(|id| document.node(*id).role == Role::Call)
        .filter_map(|id| Some((entry_name(document, id)?, document.value(id)?)))
        .collect();
    (top, entries)
}

/// The key of a pair, or the name of a method without the verb that builders put before it, normalised.
fn entry_name(document: &Document, pair: NodeId) -> Option<String> {
    let key = document.unwrapped(document.key(pair)?);
    let key = normal(document.text(key).as_str());
    if document.node(pair).role != Role::Call {
        return Some(key);
    }
    let bare = ["add", "with", "set"]
        .iter()
        .find_map(|verb| key.strip_prefix(verb));
    Some(bare.map_or_else(|| key.clone(), str::to_owned))
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

fn normal(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A string's text, where the host computes nothing of it.
fn literal(document: &Document, value: NodeId) -> Option<String> {
    let value = document.unwrapped(value);
    let text = document.text(value);
    (document.node(value).role == Role::String && !text.has_hole(0..text.len()))
        .then(|| text.as_str().to_owned())
}

/// A string's text, or the last word of a name: `ALLOW` of `iam.Effect.ALLOW` and of `Effect_ALLOW`.
fn last_word(document: &Document, value: NodeId) -> Option<String> {
    literal(document, value).or_else(|| {
        let value = document.unwrapped(value);
        let spelling = document.spelling(value).trim_end_matches([')', ' ']);
        let word = spelling
            .rsplit(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default();
        let is_name = document.node(value).role != Role::String && !word.is_empty();
        is_name.then(|| word.to_owned())
    })
}

/// How deep lists may stand in one another, or in calls that make lists.
const DEEPEST_LIST: usize = 8;

/// A string, or all strings of a list, of whatever form: `[…]`, `List.of(…)`, `[]string{…}`.
fn literals(document: &Document, value: NodeId) -> Option<Vec<String>> {
    fn collect(
        document: &Document,
        value: NodeId,
        depth: usize,
        texts: &mut Vec<String>,
    ) -> Option<()> {
        let value = document.unwrapped(value);
        let depth = depth.checked_sub(1)?;
        match document.node(value).role {
            Role::String => texts.push(literal(document, value)?),
            Role::Sequence | Role::Mapping => {
                for child in document.named_children(value) {
                    collect(document, child, depth, texts)?;
                }
            }
            Role::Call => collect(document, document.value(value)?, depth, texts)?,
            Role::Other => {
                let children: Vec<NodeId> = document.named_children(value).collect();
                let is_list = children.iter().all(|child| {
                    matches!(
                        document.node(document.unwrapped(*child)).role,
                        Role::String | Role::Sequence
                    )
                });
                match children.as_slice() {
                    [] => return None,
                    all if is_list => {
                        for child in all {
                            collect(document, *child, depth, texts)?;
                        }
                    }
                    [.., last] => collect(document, *last, depth, texts)?,
                }
            }
            _ => return None,
        }
        Some(())
    }
    let mut texts = Vec::new();
    collect(document, value, DEEPEST_LIST, &mut texts).map(|()| texts)
}
