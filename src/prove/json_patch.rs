//! Edits in JSON as RFC 6902 operations: applied to the old document, as an independent parser reads it, they give the
//! new one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;
use json_patch::{PatchOperation, RemoveOperation, ReplaceOperation};
use jsonc_parser::ParseOptions;
use serde_json::Value;

use super::edit::{Edit, Edits};
use super::shape::Pairs;
use super::value::with_edits;
use crate::rewrite::Form;
use crate::syntax::languages::json::JSON;
use crate::syntax::{Document, NodeId, Role, Text};

/// What an edit does to the innermost JSON document around it.
#[derive(Clone, Debug, PartialEq)]
pub enum InJson {
    /// It isn't in JSON.
    Outside,
    /// It is in something that reads like JSON and isn't a document: a piece of one, or a template.
    Piece,
    /// This replacement.
    Patch(PatchOperation),
}

/// Edits whose operations don't give the new document.
#[derive(Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The edits, by what the caller knows them by; where it isn't known which of a document's are to blame, all of them.
    pub edits: Vec<usize>,
    /// What is wrong.
    pub cause: Cause,
}

/// What is wrong with an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The edited string is a key, or stands in one.
    Key,
    /// Another document comes of it.
    Document,
}

/// How deep in a JSON document an edit may be, so that its pointer stays short.
const DEEPEST: usize = 1000;

/// An edited string of a JSON document.
struct Edited<'a> {
    edits: Vec<&'a Edit>,
    operation: PatchOperation,
}

/// What each edit does to the JSON document around it, by what the caller knows it by.
///
/// # Errors
///
/// The edits whose operations don't give the new documents.
pub fn compare(
    old: &Document,
    new: &Document,
    edits: &Edits,
    pairs: &Pairs,
) -> Result<HashMap<usize, InJson>, Vec<Mismatch>> {
    let pieces: Vec<Option<Edit>> = edits.iter().map(|edit| in_piece(old, edit)).collect();
    let mut by_piece: BTreeMap<NodeId, Vec<&Edit>> = BTreeMap::new();
    for edit in pieces.iter().flatten() {
        if let Some((piece, _)) = edit.value() {
            by_piece.entry(piece).or_default().push(edit);
        }
    }
    let mut indices = Indices::default();
    let mut by_layer: BTreeMap<usize, Vec<Edited>> = BTreeMap::new();
    let mut mismatches = Vec::new();
    for (piece, edits) in by_piece {
        let value = with_edits(&old.unformatted(piece), edits.iter().copied());
        match indices.replacement(old, piece, &value) {
            Ok(operation) => by_layer
                .entry(old.node(piece).layer())
                .or_default()
                .push(Edited {
                    edits,
                    operation: PatchOperation::Replace(operation),
                }),
            Err(cause) => mismatches.push(named(&edits, cause)),
        }
    }
    for edit in edits.iter() {
        let Some(element) = edit.removed().filter(|element| is_json(old, *element)) else {
            continue;
        };
        match indices.removal(old, element) {
            Ok(operation) => by_layer
                .entry(old.node(element).layer())
                .or_default()
                .push(Edited {
                    edits: vec![edit],
                    operation: PatchOperation::Remove(operation),
                }),
            Err(cause) => mismatches.push(named(&[edit], cause)),
        }
    }
    for (piece, edits) in carrying(old, edits) {
        // Its value is what the new document has there; the layer that it holds was compared for itself.
        let value = pairs.node(piece).map(|piece| new.unformatted(piece));
        let operation = value
            .ok_or(Cause::Document)
            .and_then(|value| indices.replacement(old, piece, value.as_str()));
        match operation {
            Ok(operation) => by_layer
                .entry(old.node(piece).layer())
                .or_default()
                .push(Edited {
                    edits,
                    operation: PatchOperation::Replace(operation),
                }),
            Err(cause) => mismatches.push(named(&edits, cause)),
        }
    }
    let mut documents: BTreeSet<usize> = BTreeSet::new();
    for (layer, edited) in &by_layer {
        let before = value(&old.layers()[*layer].text);
        let after = pairs
            .layer(*layer)
            .and_then(|layer| value(&new.layers()[layer].text));
        match (before, after) {
            (Some(before), Some(after)) => {
                documents.insert(*layer);
                mismatches.extend(patched(before, &after, edited));
            }
            (Some(_), None) => mismatches.extend(
                edited
                    .iter()
                    .map(|edited| named(&edited.edits, Cause::Document)),
            ),
            (None, _) => {}
        }
    }
    if !mismatches.is_empty() {
        return Err(mismatches);
    }
    let mut said = HashMap::new();
    for (edit, piece) in edits.iter().zip(&pieces) {
        if let Some(element) = edit.removed().filter(|element| is_json(old, *element)) {
            let operation = indices
                .removal(old, element)
                .ok()
                .filter(|_| documents.contains(&old.node(element).layer()));
            let in_json = match operation {
                Some(operation) => InJson::Patch(PatchOperation::Remove(operation)),
                None => InJson::Piece,
            };
            said.insert(edit.id, in_json);
            continue;
        }
        let in_json = match piece.as_ref().and_then(|edit| edit.value().zip(Some(edit))) {
            None => InJson::Outside,
            Some(((node, _), edit)) if documents.contains(&old.node(node).layer()) => {
                let value = with_edits(&old.unformatted(node), std::iter::once(edit));
                match indices.replacement(old, node, &value) {
                    Ok(operation) => InJson::Patch(PatchOperation::Replace(operation)),
                    Err(_) => InJson::Piece,
                }
            }
            Some(_) => InJson::Piece,
        };
        said.insert(edit.id, in_json);
    }
    Ok(said)
}

fn is_json(document: &Document, node: NodeId) -> bool {
    *document.layer_of(node).language == JSON
}

fn named(edits: &[&Edit], cause: Cause) -> Mismatch {
    Mismatch {
        edits: edits.iter().map(|edit| edit.id).collect(),
        cause,
    }
}

/// Applies operations to a document and holds the result against the new one.
fn patched(mut before: Value, after: &Value, edited: &[Edited]) -> Vec<Mismatch> {
    let mut operations: Vec<PatchOperation> = edited
        .iter()
        .map(|edited| edited.operation.clone())
        .collect();
    // What is taken away comes last, from the end of each list, so that no index changes before it is used.
    operations.sort_by_key(|operation| match operation {
        PatchOperation::Remove(removal) => (1, Reverse(index_of(removal))),
        _ => (0, Reverse(0)),
    });
    let is_applied = json_patch::patch(&mut before, &operations).is_ok();
    if is_applied && before == *after {
        return Vec::new();
    }
    // A key that stands there twice makes an operation change another string than the one that was edited.
    let misplaced: Vec<Mismatch> = edited
        .iter()
        .filter(|edited| match &edited.operation {
            PatchOperation::Replace(operation) => {
                operation.path.resolve(after).ok() != Some(&operation.value)
            }
            _ => false,
        })
        .map(|edited| named(&edited.edits, Cause::Document))
        .collect();
    if !misplaced.is_empty() {
        return misplaced;
    }
    let all: Vec<&Edit> = edited
        .iter()
        .flat_map(|edited| edited.edits.iter().copied())
        .collect();
    vec![named(&all, Cause::Document)]
}

/// The index of the element that an operation takes away.
fn index_of(removal: &RemoveOperation) -> usize {
    removal
        .path
        .last()
        .and_then(|token| token.decoded().parse().ok())
        .unwrap_or(0)
}

/// An edit of a value in JSON, as one of the string that is edited: of a string that is joined from several, that is the
/// piece.
fn in_piece(document: &Document, edit: &Edit) -> Option<Edit> {
    let (node, _) = edit.value()?;
    let piece = document.piece_at(node, &edit.span);
    if *document.layer_of(piece).language != JSON {
        return None;
    }
    let part = part_of(document, piece, &edit.span)?;
    Some(Edit {
        within: Some((piece, part)),
        form: Form::Value,
        ..edit.clone()
    })
}

/// The strings of JSON documents that hold a layer in which something is edited, with these edits.
fn carrying<'a>(document: &Document, edits: &'a Edits) -> BTreeMap<NodeId, Vec<&'a Edit>> {
    let mut strings: BTreeMap<NodeId, Vec<&Edit>> = BTreeMap::new();
    for edit in edits.iter() {
        let Some((node, _)) = &edit.within else {
            continue;
        };
        let hosts = std::iter::successors(document.layer_of(*node).host, |host| {
            document.layer_of(*host).host
        });
        for host in hosts {
            if *document.layer_of(host).language == JSON && document.node(host).role == Role::String
            {
                let piece = document.piece_at(host, &edit.span);
                strings.entry(piece).or_default().push(edit);
            }
        }
    }
    strings
}

/// The bytes of a string's text that a range of the file stands for.
fn part_of(document: &Document, string: NodeId, source: &Range<usize>) -> Option<Range<usize>> {
    let text = document.unformatted(string);
    let starts: Vec<usize> = text
        .as_str()
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let start = starts
        .iter()
        .copied()
        .find(|at| text.source_hull(*at..text.len()).start == source.start)?;
    let end = starts
        .iter()
        .rev()
        .copied()
        .find(|at| *at >= start && text.source_hull(start..*at).end == source.end)?;
    Some(start..end)
}

/// A JSON document with comments and trailing commas; `None` where it is none.
fn value(text: &Text) -> Option<Value> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    jsonc_parser::parse_to_serde_value::<Option<Value>>(text.as_str(), &options)
        .ok()
        .flatten()
}

/// Which element of its list each node is, as far as anybody asked.
#[derive(Default)]
struct Indices(HashMap<NodeId, usize>);

impl Indices {
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

    /// The operation that gives a string of a JSON document a new value.
    fn replacement(
        &mut self,
        document: &Document,
        node: NodeId,
        value: &str,
    ) -> Result<ReplaceOperation, Cause> {
        Ok(ReplaceOperation {
            path: self.path(document, node)?,
            value: Value::String(value.to_owned()),
        })
    }

    /// The operation that takes an element of a list away.
    fn removal(&mut self, document: &Document, element: NodeId) -> Result<RemoveOperation, Cause> {
        Ok(RemoveOperation {
            path: self.path(document, element)?,
        })
    }

    /// Where a value of a JSON document stands in it.
    fn path(&mut self, document: &Document, node: NodeId) -> Result<PointerBuf, Cause> {
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
