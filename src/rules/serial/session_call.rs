//! Calls of `sts:GetSessionToken` that a script or a program makes.

use super::operations;
use super::site::Site;
use crate::iam::operation::is_get_session_token;
use crate::rules::policy::members::name_of;
use crate::syntax::command;
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role};

/// Where the first one begins (bytes of the file), in code that may run: no comment, no document for people, no patch.
/// `called` are the serial numbers that commands are given.
pub fn first(document: &Document, called: &[Site]) -> Option<usize> {
    let commands = called
        .iter()
        .filter(|site| site.doubt.is_none())
        .flat_map(|site| site.calls.iter().copied())
        .filter(|call| {
            let words = command::words(document, *call);
            let mut literals = words.iter().filter_map(|word| word.literal());
            literals.any(is_get_session_token)
        });
    let functions = document.nodes().filter(|node| {
        document.node(*node).role == Role::Call
            && document
                .key(*node)
                .and_then(|key| name_of(document, key))
                .is_some_and(|name| is_get_session_token(&name))
            && !operations::is_observed(document, *node)
    });
    commands
        .chain(functions)
        .filter(|call| is_code(document, *call))
        .map(|call| document.source(call).start)
        .min()
}

/// Whether all around a node is code.
fn is_code(document: &Document, node: NodeId) -> bool {
    let mut layer = document.layer_of(node);
    loop {
        if layer.language.ground != Ground::Code {
            return false;
        }
        match layer.host {
            None => return true,
            Some(host) if document.node(host).role == Role::Comment => return false,
            Some(host) => layer = document.layer_of(host),
        }
    }
}
