//! The other half of a migration: beside a string that names the device after the user stands the one that names any device.

use super::harmless;
use super::members::top_of;
use crate::syntax::{Document, NodeId, Role};

/// How many nodes around a string are looked at.
const REACH: usize = 12;
/// How many nodes are looked through for the other half.
const MOST_NODES: usize = 300;
/// Words of the names of two halves.
const HALVES: [&str; 12] = [
    "after",
    "before",
    "from",
    "legacy",
    "new",
    "old",
    "pattern",
    "replace",
    "replacement",
    "search",
    "source",
    "target",
];

/// Whether the other half of a migration stands beside a string: in the same mapping or call, or in the assignment before or
/// after it, where their names say so.
pub fn is_beside(document: &Document, string: NodeId) -> bool {
    let text = document.shared_text(string);
    let Some((before, _)) = text.as_str().split_once('{') else {
        return false;
    };
    let wanted = format!("{}*", before.trim_end_matches(['$', '#', '\\']));
    if !wanted.contains("mfa/") {
        return false;
    }
    let is_other = |id: &NodeId| {
        document.node(*id).role == Role::String && document.text(*id).as_str() == wanted
    };
    let is_in = |node: NodeId| {
        document
            .descendants(node)
            .take(MOST_NODES)
            .any(|id| is_other(&id))
    };
    let mut is_in_pair = false;
    for node in document.ancestors(string).take(REACH) {
        match document.node(node).role {
            Role::Pair => is_in_pair = true,
            Role::Mapping if is_in_pair && is_in(node) => return true,
            Role::Sequence if !is_in_pair => return false,
            Role::Call => {
                let callee = super::members::callee(document, node);
                return !harmless::is_known(callee)
                    && !harmless::is_of_resources(callee)
                    && is_in(top_of(document, node));
            }
            Role::Assignment => return is_half(document, node, is_other),
            _ if document.is_function(node) => return false,
            _ => {}
        }
    }
    false
}

/// Whether an assignment is one of two halves, by the names of both.
fn is_half(document: &Document, assignment: NodeId, is_other: impl Fn(&NodeId) -> bool) -> bool {
    const MOST_BESIDE: usize = 400;
    let says_half = |assignment: NodeId| {
        let key = document.key(assignment).map(|key| document.spelling(key));
        key.is_some_and(|key| {
            let words = harmless::words(key);
            words.iter().any(|word| HALVES.contains(&word.as_str()))
        })
    };
    if !says_half(assignment) {
        return false;
    }
    // A statement of one assignment wraps it.
    let around = document
        .ancestors(assignment)
        .take(3)
        .find(|around| document.named_children(*around).nth(1).is_some());
    around.is_some_and(|around| {
        document
            .descendants(around)
            .take(MOST_BESIDE)
            .filter(|id| document.node(*id).role == Role::Assignment && *id != assignment)
            .any(|id| says_half(id) && document.value(id).is_some_and(|value| is_other(&value)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::{device, document};

    #[test]
    fn the_other_half_of_a_migration_stands_beside() {
        let (own, any) = ("arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/*");
        for (name, text, expected) in [
            (
                "a.sh",
                "OLD='OWN'\nNEW='ANY'\nsed -i \"s#$OLD#$NEW#\" p",
                true,
            ),
            ("a.sh", "A='OWN'\nB='ANY'\n", false),
            ("a.toml", "[rule]\nmatch = 'OWN'\nrewrite = 'ANY'\n", true),
            ("a.toml", "[rule]\nmatch = 'OWN'\nrewrite = 'x'\n", false),
            (
                "a.js",
                "x.find(y, { value: 'OWN' }).replaceWith(z('ANY')).f();",
                true,
            ),
            ("a.js", "x.addResources('OWN', 'ANY');", false),
            ("a.js", "const x = ['OWN', 'ANY'];", false),
        ] {
            let text = text.replace("OWN", own).replace("ANY", any);
            let document = document(name, &text);
            assert_eq!(is_beside(&document, device(&document)), expected, "{text}");
        }
    }
}
