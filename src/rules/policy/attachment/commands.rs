//! What a command that a policy is given to tells of who holds it, and the files that the policy is written to.

use super::clue::{Clue, Found, Name, SHORTEST_NAME};
use crate::iam::holder;
use crate::syntax::{Document, NodeId, Role, command};

/// How many words of a command say what it does.
const COMMAND_WORDS: usize = 12;

pub fn of_command(document: &Document, command: NodeId, clue: &mut Clue) {
    tell_command(document, command, clue);
    clue.keeps_value = false;
}

fn tell_command(document: &Document, command: NodeId, clue: &mut Clue) {
    let words = command::words(document, command);
    clue.steps += words.len();
    let mut is_option = false;
    for (at, word) in words.iter().enumerate() {
        let Some(text) = word.literal() else {
            is_option = false;
            continue;
        };
        if let Some(option) = text.strip_prefix('-') {
            let option = option.trim_start_matches('-');
            let option = option.split('=').next().unwrap_or_default();
            if let Some(holder) = holder::of_neighbour(option) {
                clue.found.push(Found::Holder(holder));
            }
            if holder::is_boundary(option) {
                clue.found.push(Found::Boundary);
            }
            let names = matches!(
                option.to_ascii_lowercase().replace('-', "").as_str(),
                "policyname"
            );
            if names
                && let Some(name) = words.get(at + 1).and_then(command::Word::literal)
                && name.len() >= SHORTEST_NAME
            {
                clue.found.push(Found::Goes(Name::Text(name.to_owned())));
            }
            is_option = true;
        } else if !is_option && at < COMMAND_WORDS {
            if text.len() <= 100 && holder::is_boundary(text) {
                clue.found.push(Found::Boundary);
            }
            if text.len() <= 100
                && !text.contains(char::is_whitespace)
                && let Some(holder) = holder::of_type(text)
            {
                clue.found.push(Found::Holder(holder));
            }
        } else {
            is_option = false;
        }
    }
}

/// What commands around an input say, and the files that it is written to.
pub fn of_commands(document: &Document, around: NodeId, clue: &mut Clue) {
    const MOST: usize = 16;
    let redirects = document
        .layer_of(around)
        .language
        .commands
        .map_or(&[][..], |commands| commands.redirects);
    for child in document.named_children(around).take(MOST) {
        let node = document.node(child);
        if node.role == Role::Command {
            // Of a list of commands, each has an input of its own.
            if document
                .named_children(around)
                .take(MOST)
                .any(|child| is_redirect(document, child, redirects))
            {
                tell_command(document, child, clue);
            }
        } else if is_redirect(document, child, redirects) {
            for word in document.descendants(child).take(MOST) {
                let is_file = document.node(word).role == Role::String
                    && document.held_layer(word).is_none()
                    && !document.spelling(word).contains('\n');
                if is_file {
                    let text = document.text(word);
                    let file = text.as_str().rsplit('/').next().unwrap_or_default();
                    if file.len() >= SHORTEST_NAME {
                        clue.found.push(Found::Goes(Name::Text(file.to_owned())));
                    }
                }
            }
        }
    }
}

fn is_redirect(document: &Document, node: NodeId, redirects: &[&str]) -> bool {
    document
        .node(node)
        .field()
        .is_some_and(|field| redirects.contains(&field))
}
