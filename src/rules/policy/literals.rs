//! What a value says where it is written out: a string, a list of them, an effect. What is computed says nothing here.

use crate::iam::access::Effect;
use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role};

/// Functions that only wrap a string: `aws.String`, `to.Ptr`.
const WRAPPING: [&str; 5] = ["string", "stringref", "ptr", "pointer", "tostring"];

/// The string that a value is, or that it only wraps.
pub fn only_string(document: &Document, value: NodeId) -> Option<NodeId> {
    let value = document.unwrapped(value);
    match document.node(value).role {
        Role::String => Some(value),
        Role::Call => {
            let name = normal(document.text(document.key(value)?).as_str());
            let arguments = document
                .value(value)
                .filter(|_| WRAPPING.contains(&name.as_str()))?;
            only_string(document, arguments)
        }
        Role::Interpolation => None,
        _ => {
            let negates = document.children(value).any(|child| {
                !document.node(child).is_named && matches!(document.spelling(child), "not" | "!")
            });
            if negates {
                return None;
            }
            let mut children = document.named_children(value);
            let only = children.next().filter(|_| children.next().is_none())?;
            (document.node(only).role == Role::String).then_some(only)
        }
    }
}

/// The elements of a list, or the one value that stands in its place.
pub fn listed(document: &Document, value: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let is_list = document.node(value).role == Role::Sequence;
    let one = (!is_list).then_some(value);
    let several = is_list.then(|| document.named_children(value));
    one.into_iter().chain(several.into_iter().flatten())
}

/// A string's text, where the host computes nothing of it.
pub fn literal(document: &Document, value: NodeId) -> Option<String> {
    let value = only_string(document, value)?;
    let text = document.text(value);
    (!text.has_hole(0..text.len())).then(|| text.as_str().to_owned())
}

/// An effect, written as a string or named: `iam.Effect.ALLOW`, `awsiam.Effect_ALLOW`, awacs' `Allow`. A variable's
/// name tells nothing.
pub fn effect_of(document: &Document, value: NodeId) -> Option<Effect> {
    let word = literal(document, value).or_else(|| {
        let value = document.unwrapped(value);
        if document.node(value).role == Role::Interpolation {
            return None;
        }
        let spelling = document.spelling(value).trim();
        let name = spelling
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'))
            .unwrap_or(spelling);
        let is_name = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '$' | '[' | ']'));
        let word = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
        let qualifier = name[..name.len() - word.len()].to_ascii_lowercase();
        let is_constant = (matches!(word, "Allow" | "Deny") && qualifier.is_empty())
            || qualifier
                .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
                .rsplit(|c: char| !c.is_ascii_alphanumeric())
                .next()
                .is_some_and(|name| match name {
                    "effect" | "statementeffect" | "iameffect" | "policyeffect" => true,
                    // awacs' own.
                    "aws" => matches!(word, "Allow" | "Deny"),
                    _ => false,
                });
        (is_name && is_constant).then(|| word.to_owned())
    })?;
    if word.eq_ignore_ascii_case("allow") {
        Some(Effect::Allow)
    } else if word.eq_ignore_ascii_case("deny") {
        Some(Effect::Deny)
    } else {
        None
    }
}

/// How deep lists may stand in one another, or in calls that make lists.
const DEEPEST_LIST: usize = 8;
/// Functions that only make a list of their arguments, or put lists together, as languages and SDKs name them.
const LISTING: [&str; 21] = [
    "singletonlist",
    "arraylist",
    "freeze",
    "compact",
    "sort",
    "of",
    "aslist",
    "listof",
    "setof",
    "tolist",
    "toset",
    "concat",
    "flatten",
    "distinct",
    "list",
    "strings",
    "stringslice",
    "stringarray",
    "tostringarray",
    "tostringpointerslice",
    "actions",
];
/// Tokens of expressions that choose, filter or compute.
const CHOOSING: [&str; 19] = [
    "not", "!", "?", ":", "if", "else", "for", "||", "&&", "??", "or", "and", "in", "unless", "-",
    "|", "&", "/", "^",
];

/// A string, or all strings of a list, of whatever form: `[…]`, `List.of(…)`, `[]string{…}`; `None` where any of it
/// is computed.
pub fn literals(document: &Document, value: NodeId) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    collect(document, value, DEEPEST_LIST, &mut texts)?;
    Some(texts)
}

fn collect(
    document: &Document,
    value: NodeId,
    depth: usize,
    texts: &mut Vec<String>,
) -> Option<()> {
    let value = document.unwrapped(value);
    let depth = depth.checked_sub(1)?;
    if let Some(text) = literal(document, value) {
        texts.push(text);
        return Some(());
    }
    match document.node(value).role {
        Role::Sequence | Role::Mapping => {
            for child in document.named_children(value) {
                collect(document, child, depth, texts)?;
            }
        }
        Role::Call => {
            let name = normal(document.text(document.key(value)?).as_str());
            let arguments = document.value(value)?;
            if name == "action" {
                // awacs: Action("iam", "CreateVirtualMFADevice").
                let mut parts = Vec::new();
                collect(document, arguments, depth, &mut parts)?;
                texts.push(parts.join(":"));
            } else if LISTING.contains(&name.as_str())
                && (name != "concat" || document.spelling(value).starts_with("concat"))
            {
                collect(document, arguments, depth, texts)?;
            } else {
                return None;
            }
        }
        Role::Other => {
            let chooses = document.children(value).any(|child| {
                !document.node(child).is_named && CHOOSING.contains(&document.spelling(child))
            });
            if chooses || document.node(value).kind.contains("subscript") {
                return None;
            }
            let children: Vec<NodeId> = document.named_children(value).collect();
            let role = |id: &NodeId| document.node(document.unwrapped(*id)).role;
            match children.as_slice() {
                [] => texts.push(named_action(document.spelling(value))?),
                all if all
                    .iter()
                    .all(|child| matches!(role(child), Role::String | Role::Sequence)) =>
                {
                    for child in all {
                        collect(document, *child, depth, texts)?;
                    }
                }
                // A type, and braces after it.
                [types @ .., last]
                    if matches!(role(last), Role::Sequence | Role::Mapping)
                        && types.iter().all(|child| role(child) == Role::Other) =>
                {
                    collect(document, *last, depth, texts)?;
                }
                _ => texts.push(named_action(document.spelling(value))?),
            }
        }
        _ => return None,
    }
    Some(())
}

/// An action that a name stands for: awacs' `iam.CreateVirtualMFADevice`.
fn named_action(name: &str) -> Option<String> {
    let action = name
        .strip_prefix("awacs.")
        .unwrap_or(name)
        .strip_prefix("iam.")?;
    let is_action = action.starts_with(|c: char| c.is_ascii_uppercase())
        && action.chars().all(|c| c.is_ascii_alphanumeric());
    is_action.then(|| format!("iam:{action}"))
}
