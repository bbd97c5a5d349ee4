//! The IAM statement around a string, in whatever language it is written.
//!
//! From the string upwards, the first mapping that has an effect or actions beside the key that leads to the
//! string is the statement. Keys are compared without letter case and `_`, so `NotResource`, `not_resources`
//! and `notResources` are one.

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
    /// All texts in the same element.
    pub resources: Vec<String>,
    /// The policy's version.
    pub version: Version,
}

impl Statement {
    /// The statement around a node; `None` where there is none.
    pub fn around(document: &Document, node: NodeId) -> Option<Statement> {
        let mut pair = None;
        for ancestor in document.ancestors(node) {
            match document.node(ancestor).role {
                Role::Pair => pair = Some(ancestor),
                Role::Mapping => {
                    if let Some(pair) = pair
                        && let Some(statement) = Statement::read(document, ancestor, pair)
                    {
                        return Some(statement);
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn read(document: &Document, mapping: NodeId, pair: NodeId) -> Option<Statement> {
        let element_name = document
            .key(pair)
            .map(|key| document.text(key).as_str().to_owned())?;
        let mut sid = None;
        let mut effect = None;
        let mut actions = None;
        for (key, value) in entries(document, mapping) {
            match key.as_str() {
                "sid" => sid = literal(document, value),
                "effect" => effect = Some(literal(document, value)),
                "action" | "actions" => {
                    actions =
                        Some(literals(document, value).map_or(Actions::Unknown, Actions::Only));
                }
                "notaction" | "notactions" => {
                    actions =
                        Some(literals(document, value).map_or(Actions::Unknown, Actions::AllBut));
                }
                _ => {}
            }
        }
        if effect.is_none() && actions.is_none() {
            return None;
        }
        let effect_name = effect.flatten();
        Some(Statement {
            sid,
            effect: effect_name.as_deref().and_then(|name| {
                if name.eq_ignore_ascii_case("allow") {
                    Some(Effect::Allow)
                } else if name.eq_ignore_ascii_case("deny") {
                    Some(Effect::Deny)
                } else {
                    None
                }
            }),
            effect_name,
            element: match normal(&element_name).as_str() {
                "resource" | "resources" => Some(Element::Resource),
                "notresource" | "notresources" => Some(Element::NotResource),
                _ => None,
            },
            element_name,
            actions: actions.unwrap_or(Actions::Unknown),
            resources: document
                .descendants(pair)
                .filter(|id| document.is_whole_string(*id))
                .map(|id| document.text(id).as_str().to_owned())
                .collect(),
            version: version(document, mapping),
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

    /// Whether another resource of the same element covers all device names.
    pub fn covers_every_device(&self) -> bool {
        self.resources.iter().any(|resource| {
            resource == "*" || resource.ends_with(":mfa/*") || resource.ends_with(":iam::*")
        })
    }
}

/// The version of the policy that a statement's mapping is in.
fn version(document: &Document, statement: NodeId) -> Version {
    let mut pair = None;
    for ancestor in document.ancestors(statement) {
        match document.node(ancestor).role {
            Role::Pair => pair = Some(ancestor),
            Role::Mapping => {
                let through = pair
                    .and_then(|pair| document.key(pair))
                    .map(|key| normal(document.text(key).as_str()));
                if through.as_deref() != Some("statement") {
                    continue;
                }
                let value = entries(document, ancestor)
                    .find(|(key, _)| key == "version")
                    .map(|(_, value)| literal(document, value));
                return match value {
                    Some(Some(version)) if version == "2012-10-17" => Version::Current,
                    Some(Some(version)) if version == "2008-10-17" => Version::WithoutVariables,
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
fn entries(document: &Document, mapping: NodeId) -> impl Iterator<Item = (String, NodeId)> + '_ {
    document
        .children(mapping)
        .filter(|child| document.node(*child).role == Role::Pair)
        .filter_map(|pair| {
            let key = normal(document.text(document.key(pair)?).as_str());
            Some((key, document.value(pair)?))
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
    let text = document.text(value);
    (document.node(value).role == Role::String && !text.has_hole(0..text.len()))
        .then(|| text.as_str().to_owned())
}

/// A string, or all strings of a sequence.
fn literals(document: &Document, value: NodeId) -> Option<Vec<String>> {
    if document.node(value).role != Role::Sequence {
        return literal(document, value).map(|text| vec![text]);
    }
    document
        .children(value)
        .filter(|child| {
            let node = document.node(*child);
            node.is_named && node.role != Role::Comment
        })
        .map(|child| literal(document, child))
        .collect()
}
