//! What one node around a place does with what stands in it.

use super::super::attachment::Name;
use crate::iam::holder::{self, Holder};
use crate::rules::policy::{harmless, members, parameters};
use crate::syntax::language::Packages;
use crate::syntax::{Document, NodeId, Role};

/// Whether the body of a function gives what stands in it, without a word for that: `() => x`, and in Ruby the last of several.
pub fn gives_last(document: &Document, body: NodeId, passed: &(NodeId, NodeId)) -> bool {
    if document.node(body).role != Role::Other || document.spelling(body).starts_with('(') {
        return true;
    }
    document.layer_of(body).language.packages == Packages::RubyGems
        && document
            .named_children(body)
            .last()
            .is_some_and(|last| last == passed.0 || last == passed.1)
}

/// Whether the property that a call overrides may be a policy's: its path says so, or is computed.
pub fn overrides_policy(document: &Document, call: NodeId) -> bool {
    let path = document
        .value(call)
        .and_then(|arguments| document.named_children(arguments).next())
        .map(|first| document.unwrapped(first))
        .filter(|first| document.node(*first).role == Role::String);
    path.is_none_or(|path| {
        let text = document.text(path);
        ["Polic", "Statement", "Document"]
            .iter()
            .any(|part| text.as_str().contains(part))
    })
}

/// Whether what an assignment gives is taken apart: `const {a} = x`, `a, b = x`.
pub fn is_taken_apart(document: &Document, assignment: NodeId) -> bool {
    let key = document.key(assignment).map(|key| document.spelling(key));
    key.is_some_and(|key| key.starts_with(['{', '[', '(']) || key.contains(", "))
}

/// Whether what stands in a node has statements put into it there (`x.addStatements(…)`, `x.statements.push(…)`), or is put
/// together with others, as `aws_iam_policy_document` does.
pub fn grows_in(document: &Document, node: NodeId, from: NodeId) -> bool {
    match document.node(node).role {
        Role::Pair | Role::Assignment => members::entry_name(document, node)
            .is_some_and(|key| members::TAKING_DOCUMENTS.contains(&key.as_str())),
        Role::Call => {
            let is_argument = document.is_argument(from, node);
            !is_argument && harmless::adds_statements(members::callee(document, node))
        }
        _ => false,
    }
}

/// Whether a node is a value of its own: an element of a list, the value of a pair.
pub fn is_value(document: &Document, id: NodeId) -> bool {
    document
        .parent(id)
        .is_some_and(|parent| matches!(document.node(parent).role, Role::Sequence | Role::Pair))
}

/// Whether a name is one of several that an assignment gives values: `own, err := f()`.
pub fn is_defined_with_others(document: &Document, id: NodeId) -> bool {
    let Some(list) = document.parent(id) else {
        return false;
    };
    document.parent(list).is_some_and(|assignment| {
        document.node(assignment).role == Role::Assignment
            && document.key(assignment) == Some(list)
            && document.named_children(list).any(|name| name == id)
            && document
                .children(list)
                .any(|sign| document.spelling(sign) == ",")
    })
}

/// Whether a call only gives what it is a method of to the functions that are its arguments.
pub fn calls_back(document: &Document, call: NodeId) -> bool {
    harmless::calls_back(members::callee(document, call))
        && !parameters::of_callbacks(document, call).is_empty()
}

/// Whether the method that is called on a name only gives it to functions.
pub fn gives_to_callback(document: &Document, id: NodeId) -> bool {
    let call = document
        .ancestors(id)
        .take(NEAR)
        .find(|around| document.node(*around).role == Role::Call);
    call.is_some_and(|call| !document.is_argument(id, call) && calls_back(document, call))
}

/// How many nodes around a name tell what is done with it.
const NEAR: usize = 6;

/// The text around a name that a template fills in.
fn filled_text(document: &Document, id: NodeId) -> Option<&str> {
    let layer = document.node(id).layer();
    std::iter::once(id)
        .chain(document.ancestors(id).take(NEAR))
        .take_while(|around| document.node(*around).layer() == layer)
        .filter(|around| {
            matches!(
                document.node(*around).role,
                Role::String | Role::Interpolation
            )
        })
        .map(|around| document.spelling(around))
        .find(|spelling| spelling.contains("{{"))
}

/// Whether a name stands in a text that is filled in.
pub fn is_filled_in(document: &Document, id: NodeId) -> bool {
    filled_text(document, id).is_some()
}

/// What filters of Ansible write a value as text, and change nothing of it.
const FILTERS: [&str; 9] = [
    "to_json",
    "to_nice_json",
    "tojson",
    "from_json",
    "trim",
    "to_yaml",
    "from_yaml",
    // A loop goes through what they give.
    "dict2items",
    "list",
];
/// Members of an element that only tell what it is called.
const CALLED: [&str; 2] = [".key", ".name"];

/// Whether a text has a variable's own value filled in, or an element's or a member's of one: `{{ policy | to_json }}`, `{{ item.value }}`.
pub fn fills_in(document: &Document, id: NodeId, name: &Name) -> bool {
    let word = name.word();
    let Some(text) = filled_text(document, id) else {
        return false;
    };
    text.split("{{").skip(1).all(|rest| {
        let expression = rest.split("}}").next().unwrap_or_default();
        let mut parts = expression.split('|').map(str::trim);
        let first = parts.next().unwrap_or_default();
        let member = first.strip_prefix(word).filter(|member| match name {
            Name::Element { .. } => member.is_empty() || member.starts_with(['.', '[']),
            _ => member.is_empty(),
        });
        let is_own = member.is_some_and(|member| !member.contains(' '));
        if member.is_some_and(|member| CALLED.contains(&member)) {
            return true;
        }
        let is_kept = parts.all(|filter| {
            let name = filter.split('(').next().unwrap_or_default().trim();
            FILTERS.contains(&name)
        });
        (is_own && is_kept) || !expression.contains(word)
    })
}

/// Whether a name is a variable that is expanded.
pub fn is_expanded(document: &Document, id: NodeId) -> bool {
    document
        .ancestors(id)
        .take(2)
        .any(|around| document.node(around).role == Role::Interpolation)
}

/// Whether a value's member, or all of it, is named where the value is: `local.policies.own`, `local.policies["own"]`.
pub fn names_member(document: &Document, id: NodeId, word: &str, member: &str) -> bool {
    let text = document.layer_of(id).text.as_str();
    let node = document.node(id).range();
    let after = text.get(node.start..).unwrap_or_default();
    let after = after.split_once(word).map_or("", |(_, rest)| rest);
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let name = after
        .strip_prefix('.')
        .or_else(|| after.strip_prefix("[\""))
        .map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default());
    name.is_none_or(|name| name.is_empty() || name == member)
}

/// Whether it is only told how many there are of the elements that a name's element has.
pub fn is_measured(document: &Document, id: NodeId) -> bool {
    let call = document
        .ancestors(id)
        .take(NEAR)
        .find(|around| document.node(*around).role == Role::Call);
    call.is_some_and(|call| {
        document.is_argument(id, call) && harmless::measures(members::callee(document, call))
    })
}

/// Whether a node is in a block of code that no parser was given.
pub fn is_in_block(document: &Document, id: NodeId) -> bool {
    std::iter::once(id)
        .chain(document.ancestors(id).take(2))
        .any(|around| document.node(around).role == Role::CodeBlock)
}

/// Who holds what commands that have a word are given, in a text that no parser was given as it has none of what is looked for.
pub fn holders_in_text(document: &Document, id: NodeId, word: &str) -> Vec<Holder> {
    const LONGEST: usize = 4000;
    const MOST_WORDS: usize = 40;
    let spelling = document.spelling(id);
    let is_text = document.held_layer(id).is_none()
        && (document.node(id).role == Role::String || is_in_block(document, id))
        && spelling.len() <= LONGEST;
    if !is_text {
        return Vec::new();
    }
    let text = spelling.replace("\\\n", " ");
    text.lines()
        .filter(|line| line.contains(word))
        .filter(|line| line.split_whitespace().any(|word| word == "iam"))
        .flat_map(|line| line.split_whitespace().take(MOST_WORDS))
        .filter(|word| word.starts_with("put-") || word.starts_with("attach-"))
        .filter_map(holder::of_type)
        .collect()
}
