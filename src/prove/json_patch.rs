//! Edits in JSON as RFC 6902 operations: applied to the old document, as an independent parser reads it, they give the
//! new one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, PatchOperation, RemoveOperation, ReplaceOperation};
use jsonc_parser::ParseOptions;
use serde_json::Value;

use super::edit::{Edit, Edits};
use super::pairs::Pairs;
pub use super::pointer::Cause;
use super::pointer::Pointers;
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
    /// These operations.
    Patch(Vec<PatchOperation>),
}

/// Edits whose operations don't give the new document.
#[derive(Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The edits, by what the caller knows them by; where it isn't known which of a document's are to blame, all of them.
    pub edits: Vec<usize>,
    /// What is wrong.
    pub cause: Cause,
}

/// An edited value of a JSON document.
struct Edited<'a> {
    edits: Vec<&'a Edit>,
    operations: Vec<PatchOperation>,
}

impl<'a> Edited<'a> {
    fn new(edits: Vec<&'a Edit>, operation: PatchOperation) -> Edited<'a> {
        Edited {
            edits,
            operations: vec![operation],
        }
    }

    /// When it is made: what is taken away late, from the end of each list, and statements are split last, from the end of the
    /// file, so that no index changes before it is used.
    fn order(&self) -> (u8, Reverse<usize>) {
        match (self.operations.as_slice(), self.edits.as_slice()) {
            (_, [edit]) if edit.split().is_some() => (2, Reverse(edit.span.start)),
            ([PatchOperation::Remove(removal)], _) => (1, Reverse(index_of(removal))),
            _ => (0, Reverse(0)),
        }
    }
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
    let mut pointers = Pointers::default();
    let mut by_layer: BTreeMap<usize, Vec<Edited>> = BTreeMap::new();
    let mut mismatches = Vec::new();
    for (piece, edits) in by_piece {
        let value = with_edits(&old.unformatted(piece), edits.iter().copied());
        match replacement(&mut pointers, old, piece, &value) {
            Ok(operation) => by_layer
                .entry(old.node(piece).layer())
                .or_default()
                .push(Edited::new(edits, PatchOperation::Replace(operation))),
            Err(cause) => mismatches.push(named(&edits, cause)),
        }
    }
    for edit in edits.iter() {
        let Some(element) = edit.removed().filter(|element| is_json(old, *element)) else {
            continue;
        };
        match removal(&mut pointers, old, element) {
            Ok(operation) => by_layer
                .entry(old.node(element).layer())
                .or_default()
                .push(Edited::new(vec![edit], PatchOperation::Remove(operation))),
            Err(cause) => mismatches.push(named(&[edit], cause)),
        }
    }
    for (piece, edits) in carrying(old, edits) {
        // Its value is what the new document has there; the layer that it holds was compared for itself.
        let value = pairs.node(piece).map(|piece| new.unformatted(piece));
        let operation = value
            .ok_or(Cause::Document)
            .and_then(|value| replacement(&mut pointers, old, piece, value.as_str()));
        match operation {
            Ok(operation) => by_layer
                .entry(old.node(piece).layer())
                .or_default()
                .push(Edited::new(edits, PatchOperation::Replace(operation))),
            Err(cause) => mismatches.push(named(&edits, cause)),
        }
    }
    for edit in edits.iter() {
        if let Some(split) = edit.split().filter(|split| is_json(old, split.unit)) {
            // Its operations hold what the new document has there; that this is right was compared.
            let edited = Edited {
                edits: vec![edit],
                operations: Vec::new(),
            };
            let layer = old.node(split.unit).layer();
            by_layer.entry(layer).or_default().push(edited);
        }
    }
    let mut documents: BTreeSet<usize> = BTreeSet::new();
    let mut split: HashMap<usize, Vec<PatchOperation>> = HashMap::new();
    let mut new_pointers = Pointers::default();
    for (layer, edited) in &mut by_layer {
        let before = value(&old.layers()[*layer].text);
        let after = pairs
            .layer(*layer)
            .and_then(|layer| value(&new.layers()[layer].text));
        match (before, after) {
            (Some(before), Some(after)) => {
                documents.insert(*layer);
                for one in edited.iter_mut().filter(|one| one.operations.is_empty()) {
                    let edit = one.edits[0];
                    let path = edit
                        .split()
                        .and_then(|split| pointers.path(old, split.unit).ok());
                    let parts = pairs.parts(edit.id).iter();
                    let parts = parts.map(|part| new_pointers.path(new, *part).ok());
                    one.operations = path
                        .zip(parts.collect())
                        .and_then(|(path, parts)| splitting(path, parts, old, edit, &after))
                        .unwrap_or_default();
                    split.insert(edit.id, one.operations.clone());
                }
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
            let operation = removal(&mut pointers, old, element)
                .ok()
                .filter(|_| documents.contains(&old.node(element).layer()));
            let in_json = match operation {
                Some(operation) => InJson::Patch(vec![PatchOperation::Remove(operation)]),
                None => InJson::Piece,
            };
            said.insert(edit.id, in_json);
            continue;
        }
        if let Some(unit) = edit.split().map(|split| split.unit) {
            let in_json = match split.remove(&edit.id) {
                Some(operations) => InJson::Patch(operations),
                None if is_json(old, unit) => InJson::Piece,
                None => InJson::Outside,
            };
            said.insert(edit.id, in_json);
            continue;
        }
        let in_json = match piece.as_ref().and_then(|edit| edit.value().zip(Some(edit))) {
            None => InJson::Outside,
            Some(((node, _), edit)) if documents.contains(&old.node(node).layer()) => {
                let value = with_edits(&old.unformatted(node), std::iter::once(edit));
                match replacement(&mut pointers, old, node, &value) {
                    Ok(operation) => InJson::Patch(vec![PatchOperation::Replace(operation)]),
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
    let mut ordered: Vec<&Edited> = edited.iter().collect();
    ordered.sort_by_key(|edited| edited.order());
    let operations = ordered.into_iter().flat_map(|edited| &edited.operations);
    let operations: Vec<PatchOperation> = operations.cloned().collect();
    let is_applied = json_patch::patch(&mut before, &operations).is_ok();
    if is_applied && before == *after {
        return Vec::new();
    }
    // Where a statement is split the others move, so it is the first to be blamed.
    let splits: Vec<Mismatch> = edited
        .iter()
        .filter(|edited| edited.edits.iter().any(|edit| edit.split().is_some()))
        .map(|edited| named(&edited.edits, Cause::Document))
        .collect();
    if !splits.is_empty() {
        return splits;
    }
    // A key that stands there twice makes an operation change another string than the one that was edited.
    let misplaced: Vec<Mismatch> = edited
        .iter()
        .filter(|edited| match edited.operations.as_slice() {
            [PatchOperation::Replace(operation)] => {
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

/// The operation that gives a string of a JSON document a new value.
fn replacement(
    pointers: &mut Pointers,
    document: &Document,
    node: NodeId,
    value: &str,
) -> Result<ReplaceOperation, Cause> {
    Ok(ReplaceOperation {
        path: pointers.path(document, node)?,
        value: Value::String(value.to_owned()),
    })
}

/// The operation that takes an element of a list away.
fn removal(
    pointers: &mut Pointers,
    document: &Document,
    element: NodeId,
) -> Result<RemoveOperation, Cause> {
    Ok(RemoveOperation {
        path: pointers.path(document, element)?,
    })
}

/// The operations that put the parts of a statement in its place: the first replaces it, the others are added after it. Where it
/// stands in no list, a list of them replaces it.
fn splitting(
    path: PointerBuf,
    parts: Vec<PointerBuf>,
    old: &Document,
    edit: &Edit,
    after: &Value,
) -> Option<Vec<PatchOperation>> {
    let parts = parts.iter().map(|part| part.resolve(after).ok().cloned());
    let parts: Vec<Value> = parts.collect::<Option<_>>()?;
    let around = old.parent(edit.split()?.unit)?;
    if old.node(around).role != Role::Sequence {
        let value = Value::Array(parts);
        return Some(vec![PatchOperation::Replace(ReplaceOperation {
            path,
            value,
        })]);
    }
    let index: usize = path.last()?.decoded().parse().ok()?;
    let places = parts.into_iter().zip(index..).map(|(value, at)| {
        let mut path = path.clone();
        if at == index {
            return PatchOperation::Replace(ReplaceOperation { path, value });
        }
        path.pop_back();
        path.push_back(at);
        PatchOperation::Add(AddOperation { path, value })
    });
    Some(places.collect())
}
