//! The words of a command line, as the program that is called receives them.

use super::{Document, NodeId, Role, Text};

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
    document
        .children(command)
        .filter_map(|child| {
            let inner = if document.node(child).kind == "command_name" {
                document.children(child).next()?
            } else {
                child
            };
            let is_word = matches!(
                document.node(inner).role,
                Role::String | Role::Interpolation
            ) && document.node(inner).field != Some("redirect");
            is_word.then(|| Word {
                node: inner,
                text: document.text(inner),
            })
        })
        .collect()
}

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
    let mut name = None;
    let mut default = None;
    for child in document.children(node) {
        let lowered = document.node(child);
        match (lowered.kind, lowered.role) {
            ("variable_name", _) if name.is_none() => name = Some(document.spelling(child)),
            ("${" | "$" | "}", _) => {}
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
