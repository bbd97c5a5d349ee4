//! What a value says where it is written out: a string, a list of them, an effect. What is computed says nothing here.

use super::members::name_of;
use crate::iam::effect::Effect;
use crate::syntax::{Document, NodeId, Role};

/// Functions that only wrap a string: `aws.String`, `to.Ptr`.
const WRAPPING: [&str; 6] = ["str", "string", "stringref", "ptr", "pointer", "tostring"];
/// How many of them may wrap one string.
const MOST_WRAPPINGS: usize = 8;

/// Whether a function of this name, normalised, only wraps a string.
pub fn is_wrapping(name: &str) -> bool {
    WRAPPING.contains(&name)
}

/// Methods that give the text that they are called on, without arguments.
const KEEPING: [&str; 5] = ["freeze", "tos", "tostring", "strip", "trim"];

/// The string that a method is called on which gives it, but for blanks around it.
pub fn kept(document: &Document, call: NodeId) -> Option<NodeId> {
    let name = name_of(document, document.key(call)?)?;
    if !KEEPING.contains(&name.as_str()) {
        return None;
    }
    let mut below = document.descendants(call).take(RECEIVER_REACH);
    let string = below.find(|id| document.node(*id).role == Role::String)?;
    let starts = document.node(string).range().start == document.node(call).range().start;
    let has_arguments = document
        .value(call)
        .is_some_and(|arguments| document.named_children(arguments).next().is_some());
    (starts && !has_arguments).then_some(string)
}

/// How many nodes into a call the string is looked for that it is made on.
const RECEIVER_REACH: usize = 4;

/// The string that a value is, or that it only wraps.
pub fn only_string(document: &Document, value: NodeId) -> Option<NodeId> {
    let mut value = document.unwrapped(value);
    for _ in 0..MOST_WRAPPINGS {
        match document.node(value).role {
            Role::String => return Some(value),
            Role::Call => {
                let name = name_of(document, document.key(value)?)?;
                value = match kept(document, value) {
                    Some(string) => string,
                    None => {
                        let arguments = document.value(value).filter(|_| is_wrapping(&name))?;
                        document.unwrapped(arguments)
                    }
                };
            }
            Role::Interpolation | Role::Negation => return None,
            _ => {
                let mut children = document.named_children(value);
                let only = children.next().filter(|_| children.next().is_none())?;
                return (document.node(only).role == Role::String).then_some(only);
            }
        }
    }
    None
}

/// The name of a variable that a value is, or that it only wraps: `serial`, `aws.String(serial)`.
pub fn only_name(document: &Document, value: NodeId) -> Option<NodeId> {
    let mut value = document.unwrapped(value);
    for _ in 0..MOST_WRAPPINGS {
        let mut children = document.named_children(value);
        match document.node(value).role {
            Role::Call => {
                let name = name_of(document, document.key(value)?)?;
                let arguments = document.value(value).filter(|_| is_wrapping(&name))?;
                value = document.unwrapped(arguments);
            }
            Role::Other | Role::Mapping => match (children.next(), children.next()) {
                (None, _) => {
                    let is_part = |c: char| c.is_alphanumeric() || c == '_';
                    return document
                        .spelling(value)
                        .chars()
                        .all(is_part)
                        .then_some(value);
                }
                (Some(only), None)
                    if document.source(only) == document.source(value)
                        || document.node(value).role == Role::Mapping =>
                {
                    value = document.unwrapped(only);
                }
                _ => return None,
            },
            _ => return None,
        }
    }
    None
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
    let text = document.shared_text(value);
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
        constant(name).map(str::to_owned)
    })?;
    if word.eq_ignore_ascii_case("allow") {
        Some(Effect::Allow)
    } else if word.eq_ignore_ascii_case("deny") {
        Some(Effect::Deny)
    } else {
        None
    }
}

/// The last word of a name that is a library's constant for an effect.
fn constant(name: &str) -> Option<&str> {
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let is_name = name
        .chars()
        .all(|c| is_word(c) || matches!(c, '_' | '.' | ':' | '$' | '[' | ']'));
    let word = name.rsplit(|c| !is_word(c)).next()?;
    let qualifier = &name[..name.len() - word.len()];
    let of = qualifier
        .trim_end_matches(|c| !is_word(c))
        .rsplit(|c| !is_word(c))
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_constant = match of.as_str() {
        "effect" | "statementeffect" | "iameffect" | "policyeffect" => true,
        // awacs' own.
        "aws" => matches!(word, "Allow" | "Deny"),
        _ => qualifier.is_empty() && matches!(word, "Allow" | "Deny"),
    };
    (is_name && is_constant).then_some(word)
}

/// How deep lists may stand in one another, or in calls that make lists.
const DEEPEST_LIST: usize = 8;
/// Functions that only make a list of their arguments, or put lists together, as languages and SDKs name them.
const LISTING: [&str; 23] = [
    "strings",
    "stringslice",
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

/// Whether a function of this name, normalised, makes a list of its arguments or puts lists together.
pub fn makes_list(name: &str) -> bool {
    LISTING.contains(&name)
}

/// A string, or all strings of a list, of whatever form: `[…]`, `List.of(…)`, `[]string{…}`; `None` where any of it
/// is computed.
pub fn literals(document: &Document, value: NodeId) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut left = vec![Task::Read(value, DEEPEST_LIST)];
    while let Some(task) = left.pop() {
        match task {
            Task::Join { from } => {
                let joined = texts.split_off(from).join(":");
                texts.push(joined);
            }
            Task::Read(value, depth) => {
                let depth = depth.checked_sub(1)?;
                match read(document, document.unwrapped(value))? {
                    Read::Text(text) => texts.push(text),
                    Read::Values(values) => {
                        let tasks = values.into_iter().map(|value| Task::Read(value, depth));
                        left.extend(tasks.rev());
                    }
                    Read::Joined(arguments) => {
                        left.push(Task::Join { from: texts.len() });
                        left.push(Task::Read(arguments, depth));
                    }
                }
            }
        }
    }
    Some(texts)
}

/// What is left to do with a list.
enum Task {
    /// Read a value that may stand so much deeper.
    Read(NodeId, usize),
    /// Join the texts read since there were so many to one.
    Join { from: usize },
}

/// What a value of a list is.
enum Read {
    /// A text.
    Text(String),
    /// These values.
    Values(Vec<NodeId>),
    /// The parts of one text.
    Joined(NodeId),
}

/// The values that a list consists of which a call makes or an operator puts together: `List.of(…)`, `concat(…)`, `[…] + […]`;
/// `None` where a value is no such list.
pub fn parts_of_list(document: &Document, value: NodeId) -> Option<Vec<NodeId>> {
    if !matches!(document.node(value).role, Role::Call | Role::Other) {
        return None;
    }
    match read(document, value)? {
        Read::Values(values) => Some(values),
        Read::Text(_) | Read::Joined(_) => None,
    }
}

fn read(document: &Document, value: NodeId) -> Option<Read> {
    if let Some(text) = literal(document, value) {
        return Some(Read::Text(text));
    }
    match document.node(value).role {
        Role::Sequence | Role::Mapping | Role::Spread => {
            Some(Read::Values(document.named_children(value).collect()))
        }
        Role::Call => {
            let name = name_of(document, document.key(value)?)?;
            let arguments = document.value(value)?;
            if name == "action" {
                // awacs: Action("iam", "CreateVirtualMFADevice").
                return Some(Read::Joined(arguments));
            }
            let is_list = LISTING.contains(&name.as_str())
                && (name != "concat" || !document.is_method(value));
            is_list.then(|| Read::Values(vec![arguments]))
        }
        Role::Other => of_expression(document, value),
        _ => None,
    }
}

/// What an expression says that is neither a string nor a list by its own kind.
fn of_expression(document: &Document, value: NodeId) -> Option<Read> {
    if document.chooses(value) {
        return None;
    }
    let children: Vec<NodeId> = document.named_children(value).collect();
    let role = |id: &NodeId| document.node(document.unwrapped(*id)).role;
    let named = || named_action(document.spelling(value)).map(Read::Text);
    match children.as_slice() {
        [] => named(),
        all if all
            .iter()
            .all(|child| matches!(role(child), Role::String | Role::Sequence)) =>
        {
            Some(Read::Values(children))
        }
        // A type, and braces after it.
        [types @ .., last]
            if matches!(role(last), Role::Sequence | Role::Mapping)
                && types.iter().all(|child| role(child) == Role::Other) =>
        {
            Some(Read::Values(vec![*last]))
        }
        _ => named(),
    }
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

#[cfg(test)]
mod tests;
