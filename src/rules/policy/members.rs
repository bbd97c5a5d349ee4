//! The members of what may be a statement: the pairs of a mapping, the calls of a chain, and what else may give it
//! some.

use std::sync::LazyLock;

use regex::Regex;

use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role};

/// Whether a Terraform block makes the statements of an `aws_iam_policy_document`.
pub fn is_dynamic_statement(document: &Document, block: NodeId) -> bool {
    let head = document
        .spelling(block)
        .get(.."dynamic \"statement\"".len());
    head == Some("dynamic \"statement\"")
}

/// The keys, normalised, and values of a mapping.
pub fn entries(document: &Document, mapping: NodeId) -> Vec<(String, NodeId)> {
    document
        .children(mapping)
        .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
        .filter_map(|pair| Some((entry_name(document, pair)?, document.value(pair)?)))
        .collect()
}

/// The chain of calls that a call is one of: the last call of it, and the names, normalised, and arguments of all.
pub fn chain(document: &Document, call: NodeId) -> (NodeId, Vec<(String, NodeId)>) {
    let first = |id: NodeId| document.named_children(id).next();
    let mut top = call;
    let mut at = call;
    while let Some(parent) = document.parent(at)
        && first(parent) == Some(at)
        && document.node(parent).layer() == document.node(call).layer()
    {
        at = parent;
        if document.node(at).role == Role::Call {
            top = at;
        }
    }
    let entries = std::iter::successors(Some(top), |id| first(*id))
        .filter(|id| document.node(*id).role == Role::Call)
        .filter_map(|id| Some((entry_name(document, id)?, document.value(id)?)))
        .collect();
    (top, entries)
}

/// The key of a pair, or the name of a method without the verb that builders put before it, normalised.
pub fn entry_name(document: &Document, pair: NodeId) -> Option<String> {
    if document.node(pair).role == Role::Pair && has_computed_key(document, pair) {
        return None;
    }
    let key = document.unwrapped(document.key(pair)?);
    let key = normal(document.text(key).as_str());
    if document.node(pair).role != Role::Call {
        return Some(key);
    }
    let bare = ["add", "with", "set"]
        .iter()
        .find_map(|verb| key.strip_prefix(verb));
    Some(bare.map_or_else(|| key.clone(), str::to_owned))
}

/// The name that a call calls, normalised.
fn called(document: &Document, call: NodeId) -> Option<String> {
    document
        .key(call)
        .map(|key| normal(document.text(key).as_str()))
}

/// The names of the calls around a node.
fn calls(document: &Document, node: NodeId) -> impl Iterator<Item = String> + '_ {
    document
        .ancestors(node)
        .filter(|ancestor| document.node(*ancestor).role == Role::Call)
        .filter_map(|call| called(document, call))
}

/// What a mapping may be given by others that are put into it (`...common`, `**common`, `<<: *common`).
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// Nothing.
    Nothing,
    /// What isn't written in the mapping itself.
    MayAdd,
    /// That, and what is written before.
    MayOverride,
}

/// What a mapping may be given by others. A chain of calls is given nothing.
pub fn has_more(document: &Document, mapping: NodeId) -> More {
    if document.node(mapping).role != Role::Mapping {
        return More::Nothing;
    }
    if is_put_together(document, mapping) {
        return More::MayOverride;
    }
    let is_arguments = document
        .parent(mapping)
        .filter(|parent| document.node(*parent).role == Role::Call)
        .is_some_and(|call| document.value(call) == Some(mapping));
    let mut more = More::Nothing;
    let mut has_own = false;
    for child in document.named_children(mapping) {
        let spelling = document.spelling(child);
        let is_pair = matches!(document.node(child).role, Role::Pair | Role::Assignment);
        if spelling.starts_with("...") || spelling.starts_with("**") {
            more = if has_own {
                More::MayOverride
            } else {
                More::MayAdd
            };
        } else if is_pair && has_computed_key(document, child) {
            more = More::MayOverride;
        } else if is_pair && document.value(child).is_some() {
            // What YAML merges never overrides.
            let is_merge = spelling.trim_start_matches(['"', '\'']).starts_with("<<");
            if is_merge && more == More::Nothing {
                more = More::MayAdd;
            }
            has_own = true;
        } else if is_arguments || names_element(spelling) {
            // A positional argument, or a name that is key and value at once.
            more = More::MayAdd;
        }
    }
    more
}

/// Whether it is computed which key a pair has: `[key]: x`, `"${x}Action"`, and a name in Python's mappings.
fn has_computed_key(document: &Document, pair: NodeId) -> bool {
    document.key(pair).is_some_and(|key| {
        let node = document.node(key);
        let text = document.text(key);
        let is_name = document.layer_of(pair).language.name == "python"
            && document.node(pair).kind == "pair"
            && node.role != Role::String;
        node.kind == "computed_property_name" || is_name || text.has_hole(0..text.len())
    })
}

/// Whether what isn't a pair gives a statement an element: `effect`, `effect:`, `get effect()`.
fn names_element(spelling: &str) -> bool {
    let name = normal(spelling.split(['(', '{']).next().unwrap_or_default());
    matches!(
        name.trim_start_matches("get"),
        "effect" | "action" | "actions" | "notaction" | "notactions"
    )
}

/// Functions and methods that put mappings together.
const MERGING: [&str; 6] = ["assign", "dict", "update", "extend", "defaults", "mergo"];
/// How far above a mapping something may put it together with others.
const MERGE_REACH: usize = 4;

/// Whether a mapping is an argument or the receiver of what puts mappings together, or an operand of `|`.
fn is_put_together(document: &Document, mapping: NodeId) -> bool {
    let layer = document.node(mapping).layer();
    document
        .ancestors(mapping)
        .take(MERGE_REACH)
        .take_while(|ancestor| {
            let node = document.node(*ancestor);
            node.layer() == layer
                && matches!(
                    node.role,
                    Role::Other | Role::Call | Role::Concatenation | Role::Mapping | Role::Sequence
                )
        })
        .any(|ancestor| match document.node(ancestor).role {
            // The arguments themselves are what is made.
            Role::Call if document.value(ancestor) == Some(mapping) => false,
            Role::Call => called(document, ancestor)
                .is_some_and(|name| name.contains("merge") || MERGING.contains(&name.as_str())),
            _ if document.spelling(ancestor).starts_with("...")
                || document.spelling(ancestor).starts_with("**") =>
            {
                true
            }
            _ => document.children(ancestor).any(|child| {
                !document.node(child).is_named && matches!(document.spelling(child), "|" | "|=")
            }),
        })
}

/// Whether a statement without an effect allows, as those do that Terraform's `aws_iam_policy_document`, the CDK's
/// `PolicyStatement` and Pulumi's `getPolicyDocument` make of it (their reference documentation).
pub fn allows_by_default(document: &Document, around: NodeId) -> bool {
    let text = document.layer_of(around).text.as_str();
    let range = document.node(around).range.clone();
    if document.node(around).role == Role::Call {
        return BUILT
            .as_ref()
            .is_some_and(|built| built.is_match(&text[range]));
    }
    let before =
        text[..range.start].trim_end_matches(|c: char| c.is_whitespace() || "({&".contains(c));
    let name = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default();
    let name = normal(name);
    if BUILDERS.contains(&name.as_str()) {
        return true;
    }
    let mut pairs = document
        .ancestors(around)
        .filter(|ancestor| document.node(*ancestor).role == Role::Pair);
    let Some(pair) = pairs.next() else {
        return false;
    };
    match entry_name(document, pair).as_deref() {
        Some("statement") => {
            // As a block, or in Terraform's JSON.
            document.node(pair).kind == "block"
                || pairs.any(|pair| {
                    entry_name(document, pair).as_deref() == Some("awsiampolicydocument")
                })
                || calls(document, pair).any(|name| name == "dataawsiampolicydocument")
        }
        Some("content") => pairs
            .next()
            .is_some_and(|block| is_dynamic_statement(document, block)),
        Some("statements") => calls(document, pair).any(|name| {
            matches!(
                name.as_str(),
                "getpolicydocument" | "getpolicydocumentoutput"
            )
        }),
        _ => false,
    }
}

/// A chain of calls that begins with a CDK statement to which nothing is given yet.
static BUILT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[^()]*\W)?(?:New)?(?:PolicyStatement(?:Props|Args)?|GetPolicyDocumentStatement(?:Input)?Args)(?:\.Builder)?(?:\.\w+)?\(\s*\)",
    )
    .ok()
});
/// What builds a statement that allows where it says nothing else, as languages spell it.
const BUILDERS: [&str; 8] = [
    "policystatement",
    "policystatementprops",
    "policystatementargs",
    "newpolicystatement",
    "getpolicydocumentstatement",
    "getpolicydocumentstatementargs",
    "getpolicydocumentstatementinputargs",
    "getpolicydocumentstatementargsdict",
];
