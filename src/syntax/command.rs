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
