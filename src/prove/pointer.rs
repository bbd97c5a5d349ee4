//! Where a value of a JSON document stands in it: its JSON Pointer (RFC 6901).

use std::collections::HashMap;

use json_patch::jsonptr::PointerBuf;

use crate::syntax::{Document, NodeId, Role};

/// Why there is none, or an operation on it gives another document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The value is a key, or stands in one.
    Key,
    /// Another document comes of it.
    Document,
}

/// How deep in a JSON document a value may be, so that its pointer stays short.
const DEEPEST: usize = 1000;

/// The pointers to values of one document: which element of its list each node is, as far as anybody asked.
#[derive(Default)]
pub struct Pointers(HashMap<NodeId, usize>);

impl Pointers {
    /// The index of an element of a list.
    fn of(&mut self, document: &Document, list: NodeId, element: NodeId) -> Option<usize> {
        if !self.0.contains_key(&element) {
            self.0.extend(
                document
                    .named_children(list)
                    .enumerate()
                    .map(|(index, child)| (child, index)),
            );
        }
        self.0.get(&element).copied()
    }

    /// Where a value of a JSON document stands in it.
    ///
    /// # Errors
    ///
    /// Where it is a key, or deeper than is followed.
    pub fn path(&mut self, document: &Document, node: NodeId) -> Result<PointerBuf, Cause> {
        let layer = document.node(node).layer();
        let mut tokens = Vec::new();
        let mut child = node;
        if document.node(node).field() == Some("key") {
            return Err(Cause::Key);
        }
        for ancestor in document
            .ancestors(node)
            .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        {
            match document.node(ancestor).role {
                Role::Pair => {
                    let key = document.key(ancestor).ok_or(Cause::Key)?;
                    tokens.push(document.text(key).as_str().to_owned());
                }
                // A list that is joined to one string is a string, too.
                Role::Sequence | Role::String => {
                    let index = self.of(document, ancestor, child);
                    tokens.push(index.ok_or(Cause::Document)?.to_string());
                }
                _ => {}
            }
            if tokens.len() > DEEPEST {
                return Err(Cause::Document);
            }
            child = ancestor;
        }
        tokens.reverse();
        Ok(PointerBuf::from_tokens(tokens))
    }
}
