//! The proof of edits: the new file, parsed, is the old one but for the edited strings.
//!
//! Three things must hold. Outside the edits every byte is the same, which [`apply`] sees to. Every tree of
//! the file, of whatever nested language, has the same nodes at the same places, moved only by what the edits
//! before them added or took away. And each edited string says what it said, with the one part replaced. In
//! a JSON document the edits are RFC 6902 operations too, and these, applied to the old document, must give the
//! new one.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use json_patch::jsonptr::PointerBuf;
use json_patch::{PatchOperation, ReplaceOperation};
use jsonc_parser::ParseOptions;
use serde_json::Value;

use super::edit::{Conflict, Edit, apply};
use crate::finding::Form;
use crate::syntax::languages::json::JSON;
use crate::syntax::{Document, NodeId, Role, Text};

/// The new file, proved.
#[derive(Debug)]
pub struct Proof {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// For each edit, in the order given, what it does to the innermost JSON document around it.
    pub json: Vec<InJson>,
}

/// What an edit does to the JSON document around it.
#[derive(Clone, Debug, PartialEq)]
pub enum InJson {
    /// It isn't in JSON.
    Outside,
    /// It is in something that reads like JSON and isn't a document: a piece of one, or a template.
    Piece,
    /// This replacement.
    Patch(PatchOperation),
}

/// Why edits weren't proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// They can't be made together.
    #[error("{0}")]
    Conflict(#[from] Conflict),
    /// The new file parses into other trees.
    #[error("with the edit, the {language} would be read differently")]
    Shape {
        /// The language of the tree that differs.
        language: &'static str,
    },
    /// A string doesn't say what it should.
    #[error("with the edit, the value would be {0:?}")]
    Value(String),
    /// The string is a key.
    #[error("it is a key of a mapping, not a value")]
    Key,
    /// The JSON document isn't what the replacement makes of it.
    #[error(
        "replacing the value in the JSON document gives another document (is a key there twice?)"
    )]
    Patch,
}

/// Makes edits and proves them.
///
/// # Errors
///
/// When the proof doesn't hold; then none of the edits may be delivered together.
pub fn prove(document: &Document, bytes: &[u8], edits: &[Edit]) -> Result<Proof, Refusal> {
    let new_bytes = apply(bytes, edits)?;
    let new = document.parse_again(&new_bytes);
    let pairs = same_shape(document, &new, edits)?;
    let mut by_node: BTreeMap<NodeId, Vec<&Edit>> = BTreeMap::new();
    for edit in edits {
        if let (Some((node, _)), Form::Value) = (&edit.within, edit.form) {
            by_node.entry(*node).or_default().push(edit);
        }
    }
    for (node, edits) in &by_node {
        let expected = expected_value(document.text(*node), edits);
        let new_node = pairs.get(node).ok_or(Refusal::Shape {
            language: document.layer_of(*node).language.name,
        })?;
        let found = new.text(*new_node);
        if found.as_str() != expected {
            return Err(Refusal::Value(found.as_str().to_owned()));
        }
    }
    let json = in_json(document, &new, edits, &pairs)?;
    Ok(Proof {
        bytes: new_bytes,
        json,
    })
}

/// A node as the comparison sees it.
#[derive(PartialEq, Eq, Debug)]
struct Outline {
    layer: Option<usize>,
    kind: &'static str,
    field: Option<&'static str>,
    is_error: bool,
    source: Range<usize>,
}

/// Holds the trees of two documents against each other; gives the new node for each old one.
fn same_shape(
    old: &Document,
    new: &Document,
    edits: &[Edit],
) -> Result<BTreeMap<NodeId, NodeId>, Refusal> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span.start);
    let mut moved = Vec::with_capacity(sorted.len());
    let mut shift = 0_isize;
    for edit in &sorted {
        let start = edit.span.start.saturating_add_signed(shift);
        moved.push(start..start + edit.text.len());
        shift += edit.text.len() as isize - edit.span.len() as isize;
    }
    let spans: Vec<Range<usize>> = sorted.iter().map(|edit| edit.span.clone()).collect();
    let replaced: Vec<Replaced> = sorted
        .iter()
        .zip(&moved)
        .filter_map(|(edit, new)| match edit.form {
            Form::Value => None,
            Form::Code(word) => Some(Replaced {
                word,
                old: edit.span.clone(),
                new: new.clone(),
                code: &edit.says,
            }),
        })
        .collect();
    let to_new = |at: usize| {
        let before = spans.partition_point(|span| span.end <= at);
        match before.checked_sub(1) {
            Some(last) => at - spans[last].end + moved[last].end,
            None => at,
        }
    };
    let mut pairs = BTreeMap::new();
    let old_words: Vec<&Range<usize>> = replaced.iter().map(|word| &word.old).collect();
    let new_words: Vec<&Range<usize>> = replaced.iter().map(|word| &word.new).collect();
    let (old_layers, new_layers) = (layers(old, &old_words), layers(new, &new_words));
    let mut old_nodes = compared(old, &spans, &old_words);
    let mut new_nodes = compared(new, &moved, &new_words);
    loop {
        let (old_id, new_id) = match (old_nodes.next(), new_nodes.next()) {
            (None, None) => break,
            (Some(old_id), Some(new_id)) => (old_id, new_id),
            (Some(id), None) => return Err(shape(old, id)),
            (None, Some(id)) => return Err(shape(new, id)),
        };
        let mut outline = outline(old, old_id, &old_layers);
        outline.source = to_new(outline.source.start)..to_new(outline.source.end);
        let mut new_outline = self::outline(new, new_id, &new_layers);
        let is_edited = moved
            .binary_search_by_key(&new_outline.source.start, |range| range.start)
            .is_ok_and(|at| moved[at] == new_outline.source);
        if is_edited {
            // A string without quotes may have got some.
            new_outline.kind = outline.kind;
        }
        if outline != new_outline {
            return Err(shape(old, old_id));
        }
        pairs.insert(old_id, new_id);
    }
    for word in &replaced {
        word.prove(old, new, &pairs)?;
    }
    let languages = |document: &Document, layers: &[Option<usize>]| {
        let kept = document.layers().iter().zip(layers);
        kept.filter(|(_, place)| place.is_some())
            .map(|(layer, _)| layer.language.name)
            .collect::<Vec<_>>()
    };
    if languages(old, &old_layers) == languages(new, &new_layers) {
        Ok(pairs)
    } else {
        Err(Refusal::Shape {
            language: old.layers()[0].language.name,
        })
    }
}

/// The place of each layer among those that no replaced word holds; `None` for one that such a word holds.
fn layers(document: &Document, replaced: &[&Range<usize>]) -> Vec<Option<usize>> {
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut next = 0;
    for layer in document.layers() {
        let is_within = layer.host.is_some_and(|host| {
            places[document.node(host).layer()].is_none()
                || is_covered(&document.source(host), replaced)
        });
        places.push((!is_within).then_some(next));
        next += usize::from(!is_within);
    }
    places
}

/// Whether one of some ranges, sorted and apart, holds all of another.
fn is_covered(source: &Range<usize>, by: &[&Range<usize>]) -> bool {
    let after = by.partition_point(|range| range.start <= source.start);
    after > 0 && by[after - 1].end >= source.end && !source.is_empty()
}

/// A node that code is put in the place of.
struct Replaced<'a> {
    word: NodeId,
    /// Its bytes in the old file.
    old: Range<usize>,
    /// The bytes of the code in the new one.
    new: Range<usize>,
    /// The code, as its layer has it.
    code: &'a str,
}

impl Replaced<'_> {
    /// Wants one word in the new tree, in the same place of the same parent, that is the code and has no errors.
    fn prove(
        &self,
        old: &Document,
        new: &Document,
        pairs: &BTreeMap<NodeId, NodeId>,
    ) -> Result<(), Refusal> {
        let refusal = || shape(old, self.word);
        let node = old.node(self.word);
        let parent = old
            .parent(self.word)
            .and_then(|parent| pairs.get(&parent))
            .ok_or_else(refusal)?;
        let word = new
            .children(*parent)
            .find(|child| new.source(*child) == self.new)
            .ok_or_else(refusal)?;
        let found = new.node(word);
        let is_word = matches!(found.role, Role::String | Role::Interpolation)
            && new.layer_of(word).language == old.layer_of(self.word).language
            && found.field == node.field
            && !found.is_error
            && !new.descendants(word).any(|id| new.node(id).is_error);
        if is_word && new.spelling(word) == self.code {
            Ok(())
        } else {
            Err(refusal())
        }
    }
}

/// The nodes that must be the same: all but what a string is put together from, and what an edit replaces.
fn compared<'a>(
    document: &'a Document,
    edited: &'a [Range<usize>],
    replaced: &'a [&'a Range<usize>],
) -> impl Iterator<Item = NodeId> + 'a {
    document.nodes().filter(move |id| {
        if !replaced.is_empty() && is_covered(&document.source(*id), replaced) {
            return false;
        }
        let node = document.node(*id);
        let is_content = node.role == Role::Other
            && document.parent(*id).is_some_and(|parent| {
                let parent = document.node(parent);
                parent.role == Role::String && parent.layer() == node.layer()
            });
        if is_content {
            return false;
        }
        let source = document.source(*id);
        let after = edited.partition_point(|span| span.start <= source.start);
        let is_replaced = after > 0 && edited[after - 1].end >= source.end && !source.is_empty();
        !is_replaced || document.is_whole_string(*id)
    })
}

fn outline(document: &Document, id: NodeId, layers: &[Option<usize>]) -> Outline {
    let node = document.node(id);
    Outline {
        layer: layers[node.layer()],
        kind: node.kind,
        field: node.field,
        is_error: node.is_error,
        source: document.source(id),
    }
}

fn shape(document: &Document, id: NodeId) -> Refusal {
    Refusal::Shape {
        language: document.layer_of(id).language.name,
    }
}

/// What a string says once its edits are made.
fn expected_value(text: Text, edits: &[&Edit]) -> String {
    let mut value = text.as_str().to_owned();
    let mut edits: Vec<(&Range<usize>, &str)> = edits
        .iter()
        .filter_map(|edit| {
            let (_, range) = edit.within.as_ref()?;
            Some((range, edit.says.as_str()))
        })
        .collect();
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, text) in edits {
        value.replace_range(range.clone(), text);
    }
    value
}

fn in_json(
    old: &Document,
    new: &Document,
    edits: &[Edit],
    pairs: &BTreeMap<NodeId, NodeId>,
) -> Result<Vec<InJson>, Refusal> {
    // Of a string that is joined from several, the one that is edited.
    let pieces: Vec<Option<Edit>> = edits
        .iter()
        .map(|edit| {
            let (node, _) = edit.within.as_ref().filter(|_| edit.form == Form::Value)?;
            let piece = old.piece_at(*node, &edit.span);
            if *old.layer_of(piece).language != JSON {
                return None;
            }
            let part = part_of(old, piece, &edit.span)?;
            Some(Edit {
                within: Some((piece, part)),
                ..edit.clone()
            })
        })
        .collect();
    let mut by_piece: BTreeMap<NodeId, Vec<&Edit>> = BTreeMap::new();
    for edit in pieces.iter().flatten() {
        if let Some((piece, _)) = &edit.within {
            by_piece.entry(*piece).or_default().push(edit);
        }
    }
    let mut places = Indices::default();
    let mut operations: BTreeMap<usize, Vec<PatchOperation>> = BTreeMap::new();
    for (piece, edits) in &by_piece {
        let value = expected_value(old.unformatted(*piece), edits);
        operations
            .entry(old.node(*piece).layer())
            .or_default()
            .push(places.replacement(old, *piece, &value)?);
    }
    for piece in carrying(old, edits) {
        let says = pairs
            .get(&piece)
            .map(|new_piece| new.unformatted(*new_piece));
        let value = says.ok_or(Refusal::Patch)?;
        operations
            .entry(old.node(piece).layer())
            .or_default()
            .push(places.replacement(old, piece, value.as_str())?);
    }
    let mut documents = BTreeMap::new();
    for (layer, operations) in &operations {
        let before = value(&old.layers()[*layer].text);
        let after = value(&new.layers()[*layer].text);
        if let (Some(mut before), Some(after)) = (before.clone(), after) {
            json_patch::patch(&mut before, operations).map_err(|_| Refusal::Patch)?;
            if before != after {
                return Err(Refusal::Patch);
            }
        }
        documents.insert(*layer, before.is_some());
    }
    pieces
        .iter()
        .map(|edit| {
            let Some((edit, (piece, _))) = edit
                .as_ref()
                .and_then(|edit| Some((edit, edit.within.as_ref()?)))
            else {
                return Ok(InJson::Outside);
            };
            if documents.get(&old.node(*piece).layer()) != Some(&true) {
                return Ok(InJson::Piece);
            }
            let value = expected_value(old.unformatted(*piece), &[edit]);
            Ok(InJson::Patch(places.replacement(old, *piece, &value)?))
        })
        .collect()
}

/// The strings of JSON documents that hold a layer in which something is edited.
fn carrying(document: &Document, edits: &[Edit]) -> BTreeSet<NodeId> {
    let mut strings = BTreeSet::new();
    for edit in edits {
        let Some((node, _)) = &edit.within else {
            continue;
        };
        let hosts = std::iter::successors(document.layer_of(*node).host, |host| {
            document.layer_of(*host).host
        });
        strings.extend(
            hosts
                .filter(|host| *document.layer_of(*host).language == JSON)
                .filter(|host| document.node(*host).role == Role::String)
                .map(|host| document.piece_at(host, &edit.span)),
        );
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
    ) -> Result<PatchOperation, Refusal> {
        let layer = document.node(node).layer();
        let mut tokens = Vec::new();
        let mut child = node;
        if document.node(node).field == Some("key") {
            return Err(Refusal::Key);
        }
        for ancestor in document
            .ancestors(node)
            .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        {
            match document.node(ancestor).role {
                Role::Pair => {
                    let key = document.key(ancestor).ok_or(Refusal::Key)?;
                    tokens.push(document.text(key).as_str().to_owned());
                }
                // A list that is joined to one string is a string, too.
                Role::Sequence | Role::String => {
                    let index = self.of(document, ancestor, child);
                    tokens.push(index.ok_or(Refusal::Patch)?.to_string());
                }
                _ => {}
            }
            child = ancestor;
        }
        tokens.reverse();
        Ok(PatchOperation::Replace(ReplaceOperation {
            path: PointerBuf::from_tokens(tokens),
            value: Value::String(value.to_owned()),
        }))
    }
}
