//! The parameters to which functions of the same file are given what stands in a call or a command.

use super::members::callee;
use super::{harmless, members};
use crate::syntax::mention::Mentions;
use crate::syntax::parameter::Parameter;
use crate::syntax::{Document, NodeId, Role, command};

/// How many functions of one name are looked at.
const MOST_FUNCTIONS: usize = 8;
/// How deep in a word a node may be.
const DEEPEST: usize = 200;
/// What stands first among a method's parameters for the object that it is called on.
const OBJECTS: [&str; 2] = ["self", "cls"];
/// What stands before a method of the object or class that the call is in.
const OWN_QUALIFIERS: [&str; 8] = [
    "", "this", "self", "$this", "cls", "static", "super()", "@self",
];

/// To what a function of the file is given something.
#[derive(Debug, PartialEq, Eq)]
pub enum Given {
    /// To these parameters, each of a function.
    To(Vec<(String, NodeId)>),
    /// To one that isn't known.
    Unknown,
}

/// To what the function of the file is given what stands in `from`, that a call or a command calls; `None` where none of
/// that name is in the file.
pub fn given(
    document: &Document,
    mentions: &Mentions,
    node: NodeId,
    from: NodeId,
    inner: NodeId,
) -> Option<Given> {
    match document.node(node).role {
        Role::Call if document.is_argument(from, node) => to_call(document, mentions, node, inner),
        Role::Command => to_command(document, mentions, node, inner),
        _ => None,
    }
}

/// The functions of a name in the file.
fn functions(document: &Document, mentions: &Mentions, name: &str) -> Vec<NodeId> {
    let defined = mentions.of_word(name).iter().filter_map(|id| {
        let parent = document.parent(*id)?;
        if document.is_function(parent) && document.function_name(parent) == Some(*id) {
            return Some(parent);
        }
        let is_pair = matches!(document.node(parent).role, Role::Assignment | Role::Pair);
        document
            .value(parent)
            .filter(|value| is_pair && document.is_function(*value) && *value != *id)
    });
    defined.take(MOST_FUNCTIONS).collect()
}

fn to_call(document: &Document, mentions: &Mentions, call: NodeId, inner: NodeId) -> Option<Given> {
    let callee = callee(document, call);
    let (before, name) = harmless::split_last(callee);
    let qualifier = before.trim_end_matches(['.', '?', ':', '-', '>']);
    if name.is_empty() || !OWN_QUALIFIERS.contains(&qualifier) {
        return None;
    }
    let functions = functions(document, mentions, name);
    if functions.is_empty() || functions.iter().any(|it| document.is_within(call, *it)) {
        return None;
    }
    let Some((place, key)) = document.argument(call, inner) else {
        return Some(Given::Unknown);
    };
    let mut names = Vec::new();
    for function in functions {
        let parameters = document.parameters(function);
        let is_method = |first: &Parameter| {
            first
                .names
                .iter()
                .all(|name| OBJECTS.contains(&name.as_str()))
        };
        let shift = usize::from(parameters.first().is_some_and(is_method));
        let parameter = match &key {
            Some(key) => parameters.iter().find(|it| it.names.contains(key)),
            None => parameters.get(place + shift),
        };
        let Some(parameter) = parameter.filter(|parameter| !parameter.is_rest) else {
            return Some(Given::Unknown);
        };
        names.extend(parameter.names.iter().map(|name| (name.clone(), function)));
    }
    Some(Given::To(names))
}

/// Spellings by which a function of a shell reads its arguments without their numbers.
const ALL_ARGUMENTS: [&str; 6] = ["$@", "$*", "${@", "${*", "shift", "argv"];

fn to_command(
    document: &Document,
    mentions: &Mentions,
    command: NodeId,
    inner: NodeId,
) -> Option<Given> {
    let name = command::program(document, command)?;
    let functions = functions(document, mentions, &name);
    if functions.is_empty() {
        return None;
    }
    let words = command::words(document, command);
    let path: Vec<NodeId> = std::iter::once(inner)
        .chain(document.ancestors(inner).take_while(|id| *id != command))
        .take(DEEPEST)
        .collect();
    let at = words
        .iter()
        .position(|word| path.contains(&word.node))
        .filter(|at| *at > 0)?;
    let is_option = |at: usize| words[at].literal().is_some_and(|it| it.starts_with('-'));
    let option = words[at - 1]
        .literal()
        .filter(|word| at > 1 && word.starts_with('-'))
        .map(|word| word.trim_start_matches('-'));
    let place = (1..at)
        .filter(|before| !(is_option(*before) || *before > 1 && is_option(*before - 1)))
        .count();
    let mut names = Vec::new();
    for function in functions {
        let parameters = document.parameters(function);
        if parameters.is_empty() {
            let body = document.spelling(function);
            if document.node(function).role != Role::Function
                || ALL_ARGUMENTS.iter().any(|all| body.contains(all))
            {
                return Some(Given::Unknown);
            }
            names.push((at.to_string(), function));
            continue;
        }
        let parameter = match option {
            Some(option) => parameters.iter().find(|it| {
                it.names
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(option))
            }),
            None => parameters.get(place),
        };
        let Some(parameter) = parameter else {
            return Some(Given::Unknown);
        };
        names.extend(parameter.names.iter().map(|name| (name.clone(), function)));
    }
    Some(Given::To(names))
}

/// The parameters of the functions among the arguments of a call, which are given what it results in: `f(a, (error, b) => …)`.
pub fn of_callbacks(document: &Document, call: NodeId) -> Vec<(String, NodeId)> {
    const MOST_ARGUMENTS: usize = 8;
    let Some(arguments) = document.value(call) else {
        return Vec::new();
    };
    document
        .named_children(arguments)
        .take(MOST_ARGUMENTS)
        .filter(|argument| document.is_function(*argument))
        .flat_map(|function| {
            let parameters = document.parameters(function).into_iter();
            parameters
                .flat_map(|parameter| parameter.names)
                .map(move |name| (name, function))
        })
        .collect()
}

/// Whether a name is that of an argument of a shell's function: its number.
pub fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What calls a call is followed by in its chain, the last first.
pub fn after(document: &Document, call: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    members::chain(document, members::top_of(document, call)).take_while(move |it| *it != call)
}
