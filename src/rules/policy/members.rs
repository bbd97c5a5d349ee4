//! The members of what may be a statement: the pairs of a mapping, the calls of a chain, and what else may give it
//! some.

use std::collections::HashMap;

use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role};

/// A key or function whose spelling is longer than this (bytes) is no name of anything here.
const LONGEST_NAME: usize = 256;

/// What a key or the function of a call says, normalised; `None` where it is too long for a name.
pub fn name_of(document: &Document, key: NodeId) -> Option<String> {
    (document.spelling(key).len() <= LONGEST_NAME).then(|| normal(document.text(key).as_str()))
}

/// The keys, normalised, and values of a mapping.
pub fn entries(document: &Document, mapping: NodeId) -> Vec<(String, NodeId)> {
    document
        .children(mapping)
        .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
        .filter_map(|pair| Some((entry_name(document, pair)?, document.value(pair)?)))
        .collect()
}

/// The chains of calls of a document.
#[derive(Default)]
pub struct Chains {
    /// The last call of the chain that goes on from each node.
    tops: HashMap<NodeId, Option<NodeId>>,
}

impl Chains {
    /// The last call of the chain that a call is one of.
    pub fn top(&mut self, document: &Document, call: NodeId) -> NodeId {
        let mut passed = Vec::new();
        let mut at = Some(call);
        let mut top = None;
        while let Some(node) = at {
            if let Some(known) = self.tops.get(&node) {
                top = *known;
                break;
            }
            passed.push(node);
            at = document.parent(node).filter(|parent| {
                document.node(*parent).layer() == document.node(node).layer()
                    && first(document, *parent) == Some(node)
            });
        }
        for node in passed.into_iter().rev() {
            if top.is_none() && document.node(node).role == Role::Call {
                top = Some(node);
            }
            self.tops.insert(node, top);
        }
        top.unwrap_or(call)
    }
}

/// The calls of a chain, given its last, from that inwards.
pub fn chain(document: &Document, top: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::successors(Some(top), |id| first(document, *id))
        .filter(|id| document.node(*id).role == Role::Call)
}

/// How many parts of a chain of calls may follow a call.
const LONGEST_CHAIN: usize = 64;

/// The last call of the chain that a call is one of, of those that are near.
pub fn top_of(document: &Document, call: NodeId) -> NodeId {
    let mut inner = call;
    let mut top = call;
    for around in document.ancestors(call).take(LONGEST_CHAIN) {
        if first(document, around) != Some(inner) {
            break;
        }
        if document.node(around).role == Role::Call {
            top = around;
        }
        inner = around;
    }
    top
}

/// The names, normalised, and arguments of all calls of a chain, given its last.
pub fn calls_of(document: &Document, top: NodeId) -> Vec<(String, NodeId)> {
    chain(document, top)
        .filter_map(|id| Some((entry_name(document, id)?, document.value(id)?)))
        .collect()
}

/// How many comments and signs may stand before the first part of an expression.
const MOST_BEFORE: usize = 16;

/// The first part of an expression.
fn first(document: &Document, of: NodeId) -> Option<NodeId> {
    document.children(of).take(MOST_BEFORE).find(|child| {
        let node = document.node(*child);
        node.is_named && node.role != Role::Comment
    })
}

/// The key of a pair, or the name of a method without the verb that builders put before it, normalised.
pub fn entry_name(document: &Document, pair: NodeId) -> Option<String> {
    if document.node(pair).role == Role::Pair && has_computed_key(document, pair) {
        return None;
    }
    let key = name_of(document, document.unwrapped(document.key(pair)?))?;
    if document.node(pair).role != Role::Call {
        return Some(key);
    }
    let bare = ["add", "with", "set"]
        .iter()
        .find_map(|verb| key.strip_prefix(verb));
    Some(bare.map_or_else(|| key.clone(), str::to_owned))
}

/// Keys with which `aws_iam_policy_document` takes the statements of other documents (normalised).
pub const TAKING_DOCUMENTS: [&str; 4] = [
    "sourcepolicydocuments",
    "overridepolicydocuments",
    "sourcejson",
    "overridejson",
];

/// The name that a call calls, normalised.
pub fn called(document: &Document, call: NodeId) -> Option<String> {
    name_of(document, document.key(call)?)
}

/// Whether a pair is a local value of Terraform's: it has a name, and its key says nothing of what it is.
pub fn is_local(document: &Document, pair: NodeId) -> bool {
    document
        .ancestors(pair)
        .take(2)
        .find(|around| document.node(*around).role == Role::Pair)
        .is_some_and(|around| {
            document.is_block(around) && entry_name(document, around).as_deref() == Some("locals")
        })
}

/// The name of the function that a call calls, with what stands before it.
pub fn callee(document: &Document, call: NodeId) -> &str {
    const LONGEST: usize = 200;
    let Some(key) = document.key(call) else {
        return "";
    };
    let text = document.layer_of(call).text.as_str();
    let (start, end) = (
        document.node(call).range().start,
        document.node(key).range().end,
    );
    let text = text.get(start..end).unwrap_or_default();
    let cut = text.len().saturating_sub(LONGEST);
    let cut = (cut..text.len())
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    // Of a chain, the last call.
    let text = &text[cut..];
    let text = text.rsplit_once(')').map_or(text, |(_, last)| last);
    text.trim_start()
        .trim_start_matches("new ")
        .trim_start_matches("await ")
        .trim_start()
}

/// What a mapping may be given by others that are put into it (`...common`, `<<: *common`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
        if document.node(child).role == Role::Spread {
            more = if has_own {
                More::MayOverride
            } else {
                More::MayAdd
            };
        } else if is_pair && has_computed_key(document, child) {
            more = More::MayOverride;
        } else if is_pair && document.value(child).is_some() {
            // What is merged never overrides.
            if document.is_merge(child) && more == More::Nothing {
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

/// Whether it is computed which key a pair has.
fn has_computed_key(document: &Document, pair: NodeId) -> bool {
    document.key(pair).is_some_and(|key| {
        let text = document.text(key);
        document.has_expression_key(pair) || text.has_hole(0..text.len())
    })
}

/// Whether what isn't a pair gives a statement an element: `effect`, `effect:`, `get effect()`.
fn names_element(spelling: &str) -> bool {
    let name: String = spelling
        .chars()
        .take(LONGEST_NAME)
        .take_while(|c| !matches!(c, '(' | '{'))
        .collect();
    matches!(
        normal(&name).trim_start_matches("get"),
        "effect" | "action" | "actions" | "notaction" | "notactions"
    )
}

/// Functions and methods that put mappings together.
const MERGING: [&str; 6] = ["assign", "dict", "update", "extend", "defaults", "mergo"];
/// How far above a mapping something may put it together with others.
const MERGE_REACH: usize = 4;
/// Whether a mapping is an argument or the receiver of what puts mappings together, or an operand of what does.
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
                    Role::Other
                        | Role::Call
                        | Role::Concatenation
                        | Role::Mapping
                        | Role::Sequence
                        | Role::Spread
                )
        })
        .any(|ancestor| match document.node(ancestor).role {
            // The arguments themselves are what is made.
            Role::Call if document.value(ancestor) == Some(mapping) => false,
            Role::Call => called(document, ancestor)
                .is_some_and(|name| name.contains("merge") || MERGING.contains(&name.as_str())),
            Role::Spread => true,
            _ => document.merges(ancestor),
        })
}

#[cfg(test)]
mod tests;
