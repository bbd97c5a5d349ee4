//! Whether code compares a policy with something, or looks for it there: then a rewrite of it here alone makes a difference.

use super::harmless;
use super::members::callee;
use crate::syntax::{Document, NodeId, Role, command};

/// Words of the names of functions and methods that compare what they are given, or look for it.
const WORDS: [&str; 18] = [
    "assert", "contain", "contains", "diff", "eql", "equal", "equals", "expect", "has", "have",
    "include", "includes", "match", "matches", "same", "should", "simulate", "subset",
];
/// Names of methods that look for what they are given.
const NAMES: [&str; 7] = [
    "count", "discard", "eq", "index", "index_of", "remove", "to_be",
];
/// Verbs of what has such a word for another reason.
const MAKING: [&str; 5] = ["add", "append", "create", "make", "put"];
/// Programs that compare what they are given, or look for it.
const PROGRAMS: [&str; 12] = [
    "cmp",
    "colordiff",
    "comm",
    "compare-object",
    "diff",
    "dyff",
    "egrep",
    "fgrep",
    "grep",
    "jd",
    "rg",
    "sdiff",
];
/// Operations of IAM and of Access Analyzer that only try a policy.
const TRYING: [&str; 6] = [
    "simulate-custom-policy",
    "simulate-principal-policy",
    "validate-policy",
    "check-access-not-granted",
    "check-no-new-access",
    "check-no-public-access",
];

/// Whether a node compares what stands in it, in `from`, with something, or looks for it.
pub fn is_in(document: &Document, node: NodeId, from: NodeId) -> bool {
    match document.node(node).role {
        Role::Other | Role::Concatenation if document.compares(node) => {
            let first = document.children(node).next();
            let sign = first
                .filter(|first| !document.node(*first).is_named)
                .map(|first| document.spelling(first));
            match sign {
                // A branch's value, and not what is done in it.
                Some("case" | "when") => document.named_children(node).next() == Some(from),
                // What a loop goes through.
                Some("for" | "foreach" | "async") => false,
                _ => true,
            }
        }
        Role::Other | Role::Pipeline => takes_input(document, node) || is_test(document, node),
        Role::Call => is_comparing_call(callee(document, node)),
        Role::Command => compares_words(document, node),
        _ => false,
    }
}

fn is_comparing_call(callee: &str) -> bool {
    let (_, name) = harmless::split_last(callee);
    let words = harmless::words(name);
    let is_made = words
        .first()
        .is_some_and(|word| MAKING.contains(&word.as_str()));
    !is_made
        && (words.iter().any(|word| WORDS.contains(&word.as_str()))
            || NAMES.contains(&words.join("_").as_str())
            || TRYING
                .iter()
                .any(|operation| words.join("-").starts_with(operation)))
}

/// Whether an expression of a shell's condition compares what stands beside a sign, rather than asking whether there is any.
fn is_test(document: &Document, expression: NodeId) -> bool {
    const MOST: usize = 8;
    let is_condition = document
        .parent(expression)
        .is_some_and(|test| document.node(test).role == Role::Test);
    is_condition
        && document
            .children(expression)
            .take(MOST)
            .any(|sign| ["=", "==", "!=", "=~"].contains(&document.spelling(sign)))
}

fn is_comparing_program(document: &Document, command: NodeId) -> bool {
    command::program(document, command).is_some_and(|program| {
        let program = program.rsplit('/').next().unwrap_or_default();
        PROGRAMS.contains(&program.to_ascii_lowercase().as_str())
    })
}

fn compares_words(document: &Document, command: NodeId) -> bool {
    const MOST_WORDS: usize = 4;
    if is_comparing_program(document, command) {
        return true;
    }
    let words = command::words(document, command).into_iter();
    let mut literals = words.take(MOST_WORDS);
    literals.any(|word| word.literal().is_some_and(|word| TRYING.contains(&word)))
}

/// Whether commands compare what they read: those of a pipeline, and one whose input stands beside it.
fn takes_input(document: &Document, node: NodeId) -> bool {
    const MOST: usize = 16;
    document.layer_of(node).language.commands.is_some()
        && (command::is_pipeline(document, node)
            || command::redirects(document, node).next().is_some())
        && document
            .named_children(node)
            .take(MOST)
            .filter(|child| document.node(*child).role == Role::Command)
            .any(|child| is_comparing_program(document, child))
}
