//! Who runs a command that stands in a string. One that is compared, searched for or printed is never run.

use crate::syntax::command;
use crate::syntax::language::{Ground, Packages};
use crate::syntax::name::normal;
use crate::syntax::programs;
use crate::syntax::{Document, NodeId, Role};

/// Words in the keys of data that is compared with what happens, or kept of it.
const OF_RECORDS: [&str; 14] = [
    "expect",
    "expected",
    "expectation",
    "want",
    "assert",
    "output",
    "stdout",
    "response",
    "record",
    "golden",
    "fixture",
    "log",
    "message",
    "match",
];
/// How many nodes around a string are looked at.
const REACH: usize = 64;

/// Whether a command may be run: nothing is known of a string around it that is only compared, searched for or shown.
pub fn may_run(document: &Document, call: NodeId) -> bool {
    let Some(host) = document.layer_of(call).host else {
        return true;
    };
    let layer = document.layer_of(host);
    let node = document.node(host);
    if is_given_to_nothing(document, host) {
        return false;
    }
    if matches!(node.role, Role::CodeBlock | Role::CodeSpan)
        || layer
            .language
            .string(node.kind())
            .is_some_and(|kind| kind.holds.is_some())
        || document.text(host).as_str().starts_with("#!")
        || layer.language.ground == Ground::Prose
    {
        return true;
    }
    let of_layer = || {
        document
            .ancestors(host)
            .take(REACH)
            .take_while(|around| document.node(*around).layer() == node.layer())
    };
    if layer.language.commands.is_some() {
        for around in of_layer() {
            match document.node(around).role {
                Role::Command => {
                    let Some(program) = command::program(document, around) else {
                        return false;
                    };
                    let name = program.rsplit('/').next().unwrap_or(&program);
                    return programs::RUNNING.contains(&name.to_lowercase().as_str());
                }
                Role::Assignment | Role::Test | Role::Interpolation => return false,
                _ => {}
            }
        }
        // An instruction that runs a command is no command itself.
        return true;
    }
    if layer.language.packages != Packages::None {
        return of_layer()
            .filter(|around| document.node(*around).role == Role::Call)
            .filter_map(|call| document.key(call))
            .take(MOST_CALLS)
            .any(|name| {
                programs::RUNNING_FUNCTIONS.contains(&normal(document.text(name).as_str()).as_str())
            });
    }
    !of_layer()
        .filter(|around| document.node(*around).role == Role::Pair)
        .filter_map(|pair| document.key(pair))
        .take(MOST_CALLS)
        .any(|key| {
            let key = document.spelling(key).to_lowercase();
            let mut words = key.split(|c: char| !c.is_alphanumeric());
            words.any(|word| OF_RECORDS.contains(&word.strip_suffix('s').unwrap_or(word)))
        })
}

/// Commands that read no input: what they are given in a here-document is commented out (POSIX, "colon").
const READING_NOTHING: [&str; 2] = [":", "true"];
/// How far around its text a here-document is looked for, in nodes.
const REDIRECTED: usize = 3;

/// Whether a here-document is the input of a command that reads none.
fn is_given_to_nothing(document: &Document, text: NodeId) -> bool {
    let commands = document.layer_of(text).language.commands;
    let redirects = commands.map_or(&[][..], |commands| commands.redirects);
    let is_redirect = |id: &NodeId| {
        let field = document.node(*id).field();
        field.is_some_and(|field| redirects.contains(&field))
    };
    let statement = std::iter::once(text)
        .chain(document.ancestors(text).take(REDIRECTED))
        .find(is_redirect)
        .and_then(|redirect| document.parent(redirect));
    let program = statement.and_then(|statement| {
        let mut commands = document.named_children(statement);
        let command = commands.find(|child| document.node(*child).role == Role::Command)?;
        command::program(document, command)
    });
    program.is_some_and(|program| READING_NOTHING.contains(&program.as_str()))
}

/// How many calls or keys around a string are looked at.
const MOST_CALLS: usize = 3;
