//! The shape of a file's trees: with edits made, every tree has the same nodes at the same places, moved only by what
//! the edits before them added or took away.
//!
//! Layers are compared one by one, and matched by place: a layer of the old file belongs to that of the new one that
//! the same string holds. Their numbers tell nothing, as a rewrite may take a layer away.

use std::ops::Range;

use super::edit::{Edit, Edits};
use super::pairs::Pairs;
use super::split::{self, Lists};
use crate::rewrite::Form;
use crate::syntax::{Document, NodeId, Role};

/// A place where the new trees are not the old ones.
#[derive(Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The layer of the old document.
    pub layer: usize,
    /// The bytes of the old file.
    pub at: Range<usize>,
}

/// Holds the trees of two documents against each other.
///
/// # Errors
///
/// The first mismatch in each layer.
pub fn compare(old: &Document, new: &Document, edits: &Edits) -> Result<Pairs, Vec<Mismatch>> {
    let comparison = Comparison::new(old, new, edits);
    let mut pairs = Pairs::of(old);
    let mut mismatches = Vec::new();
    let mut left = vec![(0, 0)];
    while let Some((old_layer, new_layer)) = left.pop() {
        pairs.layers[old_layer] = Some(new_layer);
        let compared = comparison.layer(old_layer, new_layer, &mut pairs);
        match compared {
            Ok(held) => left.extend(held),
            Err(at) => mismatches.push(Mismatch {
                layer: old_layer,
                at,
            }),
        }
    }
    if mismatches.is_empty() {
        let mut lists = Lists::default();
        for edit in edits.iter() {
            let (node, is_right) = match (edit.word(), edit.removed(), edit.split()) {
                (Some(word), ..) => (word, comparison.is_one_word(edit, word, &pairs)),
                (_, Some(element), _) => (element, comparison.is_one_less(element, &pairs)),
                (.., Some(split)) => {
                    let parts = split::parts(old, new, edits, &pairs, &mut lists, edit);
                    let is_right = parts.is_some();
                    pairs.parts.extend(parts.map(|parts| (edit.id, parts)));
                    (split.unit, is_right)
                }
                (None, None, None) => continue,
            };
            if !is_right {
                mismatches.push(Mismatch {
                    layer: old.node(node).layer(),
                    at: edit.span.clone(),
                });
            }
        }
    }
    if mismatches.is_empty() {
        Ok(pairs)
    } else {
        Err(mismatches)
    }
}

struct Comparison<'a> {
    old: &'a Document,
    new: &'a Document,
    edits: &'a Edits,
    old_places: Places,
    new_places: Places,
}

/// What edits replace in a file, or what they put there: ranges (bytes), sorted and apart.
struct Places {
    /// Of all edits.
    all: Vec<Range<usize>>,
    /// Of those that put code in place of a word, take an element away, or split a statement.
    words: Vec<Range<usize>>,
}

impl<'a> Comparison<'a> {
    fn new(old: &'a Document, new: &'a Document, edits: &'a Edits) -> Comparison<'a> {
        let places = |place: fn((&Edit, &Range<usize>)) -> Range<usize>| Places {
            all: edits.moved().map(place).collect(),
            words: edits
                .moved()
                .filter(|(edit, _)| edit.form != Form::Value)
                .map(place)
                .collect(),
        };
        Comparison {
            old,
            new,
            edits,
            old_places: places(|(edit, _)| edit.span.clone()),
            new_places: places(|(_, moved)| moved.clone()),
        }
    }

    /// Compares a layer with one of the new document. Gives the layers that their strings hold, in pairs; or else where
    /// they differ first (bytes of the old file).
    fn layer(
        &self,
        old_layer: usize,
        new_layer: usize,
        pairs: &mut Pairs,
    ) -> Result<Vec<(usize, usize)>, Range<usize>> {
        let (old, new) = (self.old, self.new);
        let host = &old.layers()[old_layer].host;
        let whole = || match host {
            Some(host) => old.source(*host),
            None => old.layers()[old_layer]
                .text
                .source_hull(0..old.layers()[old_layer].text.len()),
        };
        if old.layers()[old_layer].language != new.layers()[new_layer].language {
            return Err(whole());
        }
        let mut held = Vec::new();
        let mut old_nodes = compared(old, old_layer, &self.old_places);
        let mut new_nodes = compared(new, new_layer, &self.new_places);
        loop {
            let (old_id, new_id) = match (old_nodes.next(), new_nodes.next()) {
                (None, None) => return Ok(held),
                (Some(old_id), Some(new_id)) => (old_id, new_id),
                (Some(id), None) => return Err(old.source(id)),
                (None, Some(_)) => {
                    let end = whole().end;
                    return Err(end..end);
                }
            };
            if !self.is_same(old_id, new_id) {
                return Err(old.source(old_id));
            }
            match (old.held_layer(old_id), new.held_layer(new_id)) {
                (None, None) => {}
                (Some(old_layer), Some(new_layer)) => held.push((old_layer, new_layer)),
                _ => return Err(old.source(old_id)),
            }
            pairs.nodes[old_id.index()] = Some(new_id);
        }
    }

    /// Whether a node of the new document is one of the old document, moved.
    fn is_same(&self, old_id: NodeId, new_id: NodeId) -> bool {
        let (old, new) = (self.old.node(old_id), self.new.node(new_id));
        let source = self.old.source(old_id);
        let moved = self.edits.to_new(source.start)..self.edits.to_new(source.end);
        let new_source = self.new.source(new_id);
        moved == new_source
            && old.field() == new.field()
            && old.is_error == new.is_error
            // A string without quotes may have got some, and one with something computed in it may be a plain one now: what it
            // says is compared.
            && (old.kind() == new.kind()
                || self.edits.with_text_at(&new_source).is_some()
                || (old.role == Role::String
                    && new.role == Role::String
                    && !self.edits.within(&source).is_empty()))
    }

    /// Whether an element is gone, its list has all its others, and these are not none.
    fn is_one_less(&self, element: NodeId, pairs: &Pairs) -> bool {
        let (old, new) = (self.old, self.new);
        let Some((list, new_list)) = old
            .parent(element)
            .and_then(|list| Some((list, pairs.node(list)?)))
        else {
            return false;
        };
        let left = old
            .named_children(list)
            .filter(|child| !is_covered(&old.source(*child), &self.old_places.words))
            .count();
        pairs.node(element).is_none() && left > 0 && new.named_children(new_list).count() == left
    }

    /// Whether the code in place of a word is one word in the new tree, in the same place of the same parent, spelled as
    /// it was meant, and has no errors.
    fn is_one_word(&self, edit: &Edit, word: NodeId, pairs: &Pairs) -> bool {
        let (old, new) = (self.old, self.new);
        let Some(parent) = old.parent(word).and_then(|parent| pairs.node(parent)) else {
            return false;
        };
        let start = self.edits.to_new(edit.span.start);
        let range = start..start + edit.text.len();
        let Some(found) = new
            .children(parent)
            .find(|child| new.source(*child) == range)
        else {
            return false;
        };
        let is_word = matches!(new.node(found).role, Role::String | Role::Interpolation);
        is_word
            && new.layer_of(found).language == old.layer_of(word).language
            && new.node(found).field() == old.node(word).field()
            && !new.node(found).is_error
            && !new.descendants(found).any(|id| new.node(id).is_error)
            && new.spelling(found) == edit.says
    }
}

/// The nodes of a layer that must be the same: all but what a string is put together from, and what an edit replaces.
fn compared<'a>(
    document: &'a Document,
    layer: usize,
    places: &'a Places,
) -> impl Iterator<Item = NodeId> + 'a {
    document.nodes_of(layer).filter(move |id| {
        let source = document.source(*id);
        if is_covered(&source, &places.words) {
            return false;
        }
        let is_content = document.node(*id).role == Role::Other
            && document.parent(*id).is_some_and(|around| {
                let parent = document.node(around);
                // The lines of a block of code are those of the layer that it holds.
                let is_held =
                    parent.role == Role::CodeBlock && document.held_layer(around).is_some();
                (parent.role == Role::String || is_held) && parent.layer() == layer
            });
        // What a string is joined from may be behind a tag.
        let is_piece = || {
            document
                .ancestors(*id)
                .take(MOST_WRAPS)
                .take_while(|around| {
                    let node = document.node(*around);
                    node.layer() == layer
                        && match node.role {
                            Role::Other | Role::String => true,
                            Role::Interpolation => {
                                is_covered(&document.source(*around), &places.all)
                            }
                            _ => false,
                        }
                })
                .any(|around| document.node(around).role == Role::String)
        };
        !is_content
            && (!is_covered(&source, &places.all) || (document.is_whole_string(*id) && !is_piece()))
    })
}

/// How many nodes may stand between a piece and the string that is joined from it.
const MOST_WRAPS: usize = 4;

/// Whether one of some ranges, sorted and apart, holds all of another.
fn is_covered(source: &Range<usize>, by: &[Range<usize>]) -> bool {
    let after = by.partition_point(|range| range.start <= source.start);
    after > 0 && by[after - 1].end >= source.end && !source.is_empty()
}
