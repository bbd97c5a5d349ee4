//! Edits of one file: checked when they are put together, and applied by one function.

use std::ops::Range;
use std::sync::Arc;

use crate::anchor::Anchor;
use crate::rewrite::{Form, Rewrite};
use crate::split::Split;
use crate::syntax::NodeId;

/// One change of one range of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What the caller knows it by.
    pub id: usize,
    /// The bytes of the file that are replaced.
    pub span: Range<usize>,
    /// What replaces them.
    pub text: String,
    /// What they say where they stand.
    pub says: String,
    /// The string it is in, and which bytes of that string's text it replaces; none outside of strings.
    pub within: Option<(NodeId, Range<usize>)>,
    /// Whether it replaces a part of what the string says, or puts code in place of the whole string.
    pub form: Form,
    /// The statement that it splits.
    pub split: Option<Arc<Split>>,
}

impl Edit {
    /// The edit that a rewrite stands for.
    pub fn new(id: usize, anchor: &Anchor, rewrite: &Rewrite) -> Edit {
        Edit {
            id,
            span: rewrite.span.clone(),
            text: rewrite.after.clone(),
            says: rewrite.says.clone(),
            within: match rewrite.form {
                Form::Removal => anchor.element.map(|element| (element, 0..0)),
                Form::Split => anchor.split.as_ref().map(|split| (split.unit, 0..0)),
                Form::Value | Form::Code => anchor.node.map(|node| (node, anchor.part.clone())),
            },
            form: rewrite.form,
            split: anchor.split.clone().filter(|_| rewrite.form == Form::Split),
        }
    }

    /// The string whose value it changes, and which bytes of its text.
    pub fn value(&self) -> Option<(NodeId, &Range<usize>)> {
        let (node, range) = self.within.as_ref()?;
        (self.form == Form::Value).then_some((*node, range))
    }

    /// The element of a list that it takes away.
    pub fn removed(&self) -> Option<NodeId> {
        let (node, _) = self.within.as_ref()?;
        (self.form == Form::Removal).then_some(*node)
    }

    /// The statement that it splits.
    pub fn split(&self) -> Option<&Split> {
        self.split.as_deref()
    }

    /// The word that it puts code in place of.
    pub fn word(&self) -> Option<NodeId> {
        let (node, _) = self.within.as_ref()?;
        (self.form == Form::Code).then_some(*node)
    }
}

/// An edit that can't be made together with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// It wants bytes that another one wants too.
    #[error("two edits overlap at byte {0}")]
    Overlap(usize),
    /// It is not in the file.
    #[error("an edit at byte {0} is outside the file")]
    Outside(usize),
}

/// Edits of one file that can be made together: in order, apart from each other, and in the file.
#[derive(Debug)]
pub struct Edits {
    edits: Vec<Edit>,
    /// The bytes of the new file that each one's text has.
    moved: Vec<Range<usize>>,
}

impl Edits {
    /// Puts edits of a file of so many bytes together, given in any order.
    ///
    /// # Errors
    ///
    /// Which of them can't be made together with those before it, or at all.
    pub fn new(mut edits: Vec<Edit>, length: usize) -> Result<Edits, Vec<(usize, Conflict)>> {
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end, edit.id));
        let mut conflicts = Vec::new();
        let mut moved = Vec::with_capacity(edits.len());
        let mut end = 0;
        let mut shift = 0_isize;
        for edit in &edits {
            let span = &edit.span;
            if span.end > length || span.start > span.end {
                conflicts.push((edit.id, Conflict::Outside(span.start)));
            } else if span.start < end {
                conflicts.push((edit.id, Conflict::Overlap(span.start)));
            } else {
                let start = span.start.saturating_add_signed(shift);
                moved.push(start..start + edit.text.len());
                shift += edit.text.len() as isize - span.len() as isize;
                end = span.end;
            }
        }
        if conflicts.is_empty() {
            Ok(Edits { edits, moved })
        } else {
            Err(conflicts)
        }
    }

    /// The edits, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Edit> {
        self.edits.iter()
    }

    /// The edits, each with the bytes of the new file that its text has.
    pub fn moved(&self) -> impl Iterator<Item = (&Edit, &Range<usize>)> {
        self.edits.iter().zip(&self.moved)
    }

    /// The file with the edits made.
    pub fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut new = Vec::with_capacity(bytes.len());
        let mut at = 0;
        for edit in &self.edits {
            new.extend_from_slice(&bytes[at..edit.span.start]);
            new.extend_from_slice(edit.text.as_bytes());
            at = edit.span.end;
        }
        new.extend_from_slice(&bytes[at..]);
        new
    }

    /// Where an offset of the old file is in the new one. What is replaced keeps its distance from its beginning.
    pub fn to_new(&self, at: usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.span.end <= at);
        match before.checked_sub(1) {
            Some(last) => at - self.edits[last].span.end + self.moved[last].end,
            None => at,
        }
    }

    /// The edit whose text is just this range of the new file.
    pub fn with_text_at(&self, range: &Range<usize>) -> Option<&Edit> {
        let found = self
            .moved
            .binary_search_by_key(&(range.start, range.end), |moved| (moved.start, moved.end))
            .ok()?;
        Some(&self.edits[found])
    }

    /// The edits in a range of the old file.
    pub fn within(&self, range: &Range<usize>) -> &[Edit] {
        let first = self
            .edits
            .partition_point(|edit| edit.span.start < range.start);
        let after = self
            .edits
            .partition_point(|edit| edit.span.end <= range.end);
        self.edits.get(first..after).unwrap_or_default()
    }

    /// The edit that is the last to begin before an offset of the old file, or else the first one.
    pub fn nearest(&self, at: usize) -> Option<&Edit> {
        let before = self.edits.partition_point(|edit| edit.span.start < at);
        self.edits.get(before.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(id: usize, span: Range<usize>, text: &str) -> Edit {
        Edit {
            id,
            span,
            text: text.to_owned(),
            says: text.to_owned(),
            within: None,
            form: Form::Value,
            split: None,
        }
    }

    #[test]
    fn edits_are_made_in_any_order() {
        let edits = Edits::new(vec![edit(0, 4..5, "xyz"), edit(1, 0..1, "")], 6).expect("edits");
        assert_eq!(edits.apply(b"abcdef"), b"bcdxyzf");
        let ids: Vec<usize> = edits.iter().map(|edit| edit.id).collect();
        assert_eq!(ids, [1, 0]);
    }

    #[test]
    fn those_that_overlap_or_are_outside_are_named() {
        let refused = |edits: Vec<Edit>, length| Edits::new(edits, length).expect_err("conflicts");
        let edits = vec![edit(7, 2..4, ""), edit(8, 0..3, ""), edit(9, 3..4, "")];
        assert_eq!(refused(edits, 6), [(7, Conflict::Overlap(2))]);
        let edits = vec![edit(7, 2..9, ""), edit(8, 0..1, "")];
        assert_eq!(refused(edits, 3), [(7, Conflict::Outside(2))]);
        let touching = vec![edit(7, 0..2, "x"), edit(8, 2..3, "y")];
        assert!(Edits::new(touching, 3).is_ok());
    }

    #[test]
    fn the_nearest_edit_begins_before_an_offset() {
        let edits = Edits::new(vec![edit(0, 2..3, "x"), edit(1, 6..8, "y")], 10).expect("edits");
        for (at, expected) in [(0, 0), (2, 0), (3, 0), (6, 0), (7, 1), (9, 1)] {
            let nearest = edits.nearest(at).map(|edit| edit.id);
            assert_eq!(nearest, Some(expected), "{at}");
        }
        let none = Edits::new(Vec::new(), 10).expect("no edits");
        assert!(none.nearest(5).is_none());
    }

    #[test]
    fn offsets_are_mapped_over_edits() {
        let edits = Edits::new(
            vec![edit(0, 2..4, "xyz"), edit(1, 6..8, ""), edit(2, 9..9, "!")],
            10,
        )
        .expect("edits");
        let mapped: Vec<usize> = (0..=10).map(|at| edits.to_new(at)).collect();
        assert_eq!(mapped, [0, 1, 2, 3, 5, 6, 7, 8, 7, 9, 10]);
        assert_eq!(edits.apply(b"0123456789"), b"01xyz458!9");
        assert_eq!(edits.with_text_at(&(2..5)).map(|edit| edit.id), Some(0));
        assert_eq!(edits.with_text_at(&(2..4)), None);
        let within = |range| {
            edits
                .within(&range)
                .iter()
                .map(|edit| edit.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(within(0..10), [0, 1, 2]);
        assert_eq!(within(3..8), [1]);
        assert!(within(3..7).is_empty());
        assert_eq!(edits.nearest(7).map(|edit| edit.id), Some(1));
        assert_eq!(edits.nearest(0).map(|edit| edit.id), Some(0));
    }
}
