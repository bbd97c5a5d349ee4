//! The words of a command line, as the program that is called receives them.

use super::document::Document;
use super::node::{NodeId, Role};
use super::text::Text;

/// One word of a command.
pub struct Word {
    /// Its node.
    pub node: NodeId,
    /// What it says, with expansions as holes.
    pub text: Text,
}

impl Word {
    /// The word, where the shell computes nothing of it.
    pub fn literal(&self) -> Option<&str> {
        (!self.text.has_hole(0..self.text.len())).then(|| self.text.as_str())
    }
}

/// The program and its arguments, in order; redirections and assignments before it are no part of them.
pub fn words(document: &Document, command: NodeId) -> Vec<Word> {
    let mut words = Vec::new();
    let mut left: Vec<NodeId> = document.children(command).collect();
    left.reverse();
    while let Some(child) = left.pop() {
        let node = document.node(child);
        if node.field == Some("redirect") {
            continue;
        }
        if matches!(node.role, Role::String | Role::Interpolation) {
            words.push(Word {
                node: child,
                text: document.text(child),
            });
        } else if GROUPS.contains(&node.kind) {
            let mut inner: Vec<NodeId> = document.children(child).collect();
            inner.reverse();
            left.extend(inner);
        }
    }
    words
}

/// Kinds of nodes that only group the words of a command.
const GROUPS: [&str; 2] = ["command_name", "command_elements"];

/// What stands in place of a value that the shell computes.
#[derive(Debug)]
pub enum Expansion<'a> {
    /// A variable, as it is: `$X`, `${X}`; with the value it has when unset, `${X:-…}`.
    Variable {
        /// Its name.
        name: &'a str,
        /// The node of the default value.
        default: Option<NodeId>,
    },
    /// Anything else: a command's output, a variable cut or replaced in part.
    Computed,
}

/// Reads an interpolation.
pub fn expansion(document: &Document, node: NodeId) -> Expansion<'_> {
    let spelling = document.spelling(node);
    if document.children(node).next().is_none()
        && let Some(name) = spelling.strip_prefix('$')
    {
        return Expansion::Variable {
            name,
            default: None,
        };
    }
    let mut name = None;
    let mut default = None;
    for child in document.children(node) {
        let lowered = document.node(child);
        match (lowered.kind, lowered.role) {
            ("variable_name" | "variable", _) if name.is_none() => {
                name = Some(document.spelling(child))
            }
            ("${" | "$" | "}" | "$(" | "(" | ")", _) => {}
            (":-" | "-" | ":=" | "=", _) => {}
            (_, Role::String | Role::Interpolation) if name.is_some() && default.is_none() => {
                default = Some(child);
            }
            _ => return Expansion::Computed,
        }
    }
    match name {
        Some(name) => Expansion::Variable { name, default },
        None => Expansion::Computed,
    }
}

/// Whether an interpolation gives its variable the default value for good: `${X:=…}`.
pub fn assigns_default(document: &Document, node: NodeId) -> bool {
    document
        .children(node)
        .any(|child| matches!(document.node(child).kind, ":=" | "="))
}

/// The variable and value of fish's `set`, where the command is one.
pub fn set(document: &Document, command: NodeId) -> Option<(String, NodeId)> {
    let mut words = words(document, command).into_iter();
    if words.next()?.literal() != Some("set") {
        return None;
    }
    let mut words = words.skip_while(|word| word.text.as_str().starts_with('-'));
    let name = words.next()?;
    let value = words.next()?;
    Some((name.literal()?.to_owned(), value.node))
}

/// The expansions in a word, and the word itself where it is one.
pub fn expansions(document: &Document, word: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::once(word)
        .chain(document.descendants(word))
        .filter(|id| document.node(*id).role == Role::Interpolation)
}

/// The function of a script that a node is in.
pub fn function_around(document: &Document, node: NodeId) -> Option<NodeId> {
    let layer = document.node(node).layer();
    document
        .ancestors(node)
        .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        .find(|ancestor| document.node(*ancestor).kind == "function_definition")
}
