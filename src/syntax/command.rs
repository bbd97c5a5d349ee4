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
    nodes(document, command)
        .map(|node| Word {
            node,
            text: document.text(node),
        })
        .collect()
}

/// The program that a command runs, where it is written out.
pub fn program(document: &Document, command: NodeId) -> Option<String> {
    let text = document.text(nodes(document, command).next()?);
    (!text.has_hole(0..text.len())).then(|| text.as_str().to_owned())
}

/// The nodes of the words of a command.
fn nodes(document: &Document, command: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let mut open = vec![document.children(command)];
    std::iter::from_fn(move || {
        loop {
            let Some(child) = open.last_mut()?.next() else {
                open.pop();
                continue;
            };
            let node = document.node(child);
            if node.field == Some("redirect") {
                continue;
            }
            if matches!(node.role, Role::String | Role::Interpolation) {
                return Some(child);
            }
            if GROUPS.contains(&node.kind) {
                open.push(document.children(child));
            }
        }
    })
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
    if program(document, command)? != "set" {
        return None;
    }
    let words = words(document, command).into_iter().skip(1);
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
