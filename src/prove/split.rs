//! The statements that take the place of one: node for node what that is, but for what each of them is to have of it.

use std::collections::HashMap;
use std::ops::Range;

use super::edit::{Edit, Edits};
use super::pairs::Pairs;
use crate::split::{Part, Split};
use crate::syntax::{Document, NodeId, Role};

/// The elements of new lists, each read once.
#[derive(Default)]
pub struct Lists(HashMap<NodeId, Vec<NodeId>>);

impl Lists {
    /// Those in a range of the file.
    fn within(&mut self, new: &Document, list: NodeId, range: &Range<usize>) -> &[NodeId] {
        let elements = self.0.entry(list);
        let elements = elements.or_insert_with(|| new.named_children(list).collect());
        let first = elements.partition_point(|node| new.source(*node).start < range.start);
        let after = elements.partition_point(|node| new.source(*node).start < range.end);
        &elements[first..after.max(first)]
    }
}

/// The new statements that an edit puts in the place of one; `None` where they aren't just those that they should be.
pub fn parts(
    old: &Document,
    new: &Document,
    edits: &Edits,
    pairs: &Pairs,
    lists: &mut Lists,
    edit: &Edit,
) -> Option<Vec<NodeId>> {
    let split = edit.split()?;
    let start = edits.to_new(edit.span.start);
    let moved = start..start + edit.text.len();
    let around = around(old, new, pairs, split.unit, &moved)?;
    let mut found = lists.within(new, around, &moved).to_vec();
    let hull = new.source(*found.first()?).start..new.source(*found.last()?).end;
    if hull != moved {
        return None;
    }
    if is_alone(old, split) {
        let [list] = found.as_slice() else {
            return None;
        };
        let is_list = new.node(*list).role == Role::Sequence;
        found = new.named_children(*list).filter(|_| is_list).collect();
    }
    let mut each = split.parts.iter().zip(&found);
    let is_right = found.len() == split.parts.len()
        && each.all(|(part, found)| is_part(old, new, split.unit, *found, part));
    is_right.then_some(found)
}

/// The new node that is what was around a statement. A list without brackets and with one element spans no more than that, so it
/// wasn't compared.
fn around(
    old: &Document,
    new: &Document,
    pairs: &Pairs,
    unit: NodeId,
    moved: &Range<usize>,
) -> Option<NodeId> {
    let parent = old.parent(unit)?;
    if old.source(parent) != old.source(unit) {
        return pairs.node(parent);
    }
    let around = pairs.node(old.parent(parent)?)?;
    let is_it = |node: &NodeId| {
        new.source(*node) == *moved
            && new.node(*node).kind() == old.node(parent).kind()
            && new.node(*node).field() == old.node(parent).field()
    };
    new.named_children(around).find(is_it)
}

/// Whether the statement stands in no list, so that a list takes its place.
fn is_alone(old: &Document, split: &Split) -> bool {
    let around = old.parent(split.unit);
    around.is_some_and(|around| old.node(around).role == Role::Pair)
}

/// Whether a new node is an old one with what a part changes.
fn is_part(old: &Document, new: &Document, unit: NodeId, found: NodeId, part: &Part) -> bool {
    let mut left = vec![(unit, found)];
    // What is to change, and hasn't been met yet.
    let mut wanted = part.kept.len() + part.said.len() + usize::from(part.added.is_some());
    while let Some((old_id, new_id)) = left.pop() {
        let (old_node, new_node) = (old.node(old_id), new.node(new_id));
        if new_node.is_error || old_node.is_error || old_node.role != new_node.role {
            return false;
        }
        if let Some(says) = part.says(old_id) {
            wanted -= 1;
            if new.text(new_id).as_str() != says {
                return false;
            }
            continue;
        }
        // What stood in no list stands in one now.
        let is_placed = old_id == unit || old_node.field() == new_node.field();
        if old_node.kind() != new_node.kind() || !is_placed {
            return false;
        }
        let kept = part.kept(old_id);
        let added = part.added(old_id);
        let mut old_children: Vec<NodeId> = match kept {
            Some(kept) => kept.to_vec(),
            None if added.is_some() => old.named_children(old_id).collect(),
            None => old.children(old_id).collect(),
        };
        let mut new_children: Vec<NodeId> = match kept.is_some() || added.is_some() {
            true => new.named_children(new_id).collect(),
            false => new.children(new_id).collect(),
        };
        wanted -= usize::from(kept.is_some()) + usize::from(added.is_some());
        if let Some(member) = added
            && !new_children
                .pop()
                .is_some_and(|last| new.is_member(last, member))
        {
            return false;
        }
        if old_children.len() != new_children.len() {
            return false;
        }
        if old_children.is_empty() && old.spelling(old_id) != new.spelling(new_id) {
            return false;
        }
        left.extend(old_children.drain(..).zip(new_children.drain(..)));
    }
    wanted == 0
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::prove::{InJson, Proof, Refusal, prove};
    use crate::rewrite::Form;
    use crate::rules::MIGRATION;
    use crate::syntax::member::Member;

    /// A list of statements, the second of which is split into `text`.
    fn split(text: &str) -> Result<Proof, Vec<Refusal>> {
        let old = r#"{"s": [{"a": "x"}, {"a": ["b", "c"], "d": "mfa-e"}]}"#;
        let document = Document::parse("a.json", old.as_bytes(), &MIGRATION);
        let node = |spelling: &str| {
            let mut nodes = document.nodes();
            let found = nodes.find(|node| document.spelling(*node) == spelling);
            found.expect("a node that is spelled so")
        };
        let [unit, list, string] = [
            r#"{"a": ["b", "c"], "d": "mfa-e"}"#,
            r#"["b", "c"]"#,
            r#""mfa-e""#,
        ]
        .map(node);
        let elements: Vec<NodeId> = document.named_children(list).collect();
        let part = |at: usize| Part {
            kept: vec![(list, vec![elements[at]])],
            ..Part::default()
        };
        let split = Split {
            unit,
            parts: vec![
                Part {
                    said: vec![(string, "f".to_owned())],
                    ..part(0)
                },
                Part {
                    added: Some((unit, Member::text("g", "h"))),
                    ..part(1)
                },
            ],
        };
        let edit = Edit {
            id: 7,
            span: document.source(unit),
            text: text.to_owned(),
            says: String::new(),
            within: Some((unit, 0..0)),
            form: Form::Split,
            split: Some(Arc::new(split)),
        };
        prove(&document, old.as_bytes(), vec![edit])
    }

    #[test]
    fn a_statement_is_split_into_just_its_parts() {
        let right = r#"{"a": ["b"], "d": "f"}, {"a": ["c"], "d": "mfa-e", "g": "h"}"#;
        let proof = split(right).expect("a proof");
        let InJson::Patch(operations) = &proof.json[&7] else {
            panic!("{:?}", proof.json);
        };
        assert_eq!(
            serde_json::to_value(operations).expect("JSON"),
            serde_json::json!([
                {"op": "replace", "path": "/s/1", "value": {"a": ["b"], "d": "f"}},
                {"op": "add", "path": "/s/2", "value": {"a": ["c"], "d": "mfa-e", "g": "h"}},
            ])
        );
        for (from, to) in [
            // An action in the wrong part, or in none, or in both.
            ("\"b\"", "\"c\""),
            ("[\"b\"]", "[]"),
            ("[\"b\"]", "[\"b\", \"c\"]"),
            ("[\"b\"]", "\"b\""),
            // Another device, in either.
            ("\"f\"", "\"mfa-e\""),
            ("\"mfa-e\"", "\"f\""),
            // Something else than the member that is wanted, or something more.
            (", \"g\": \"h\"", ""),
            ("\"g\"", "\"G\""),
            ("\"h\"", "\"i\""),
            ("\"h\"", "[\"h\"]"),
            ("\"f\"}", "\"f\", \"g\": \"h\"}"),
            ("\"d\": \"f\"", "\"d\": \"f\", \"d\": \"f\""),
            ("\"d\": \"f\"", "\"D\": \"f\""),
            // More statements or fewer, or what is no statement.
            ("}, {", "}, {}, {"),
            ("}, {", "}, {\"a\": [\"b\"], \"d\": \"f\"}, {"),
            ("{\"a\": [\"b\"], \"d\": \"f\"}, ", ""),
            ("}, {", "}], \"t\": [{"),
            ("}, {", "} {"),
            (
                "{\"a\": [\"b\"], \"d\": \"f\"}",
                "[{\"a\": [\"b\"], \"d\": \"f\"}]",
            ),
        ] {
            let wrong = right.replacen(from, to, 1);
            assert_ne!(wrong, right);
            assert!(split(&wrong).is_err(), "{wrong}");
        }
    }
}
