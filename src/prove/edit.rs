//! A change of one range of one file.

use std::ops::Range;

use crate::finding::{Anchor, Form, Rewrite};
use crate::syntax::NodeId;

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the file that are replaced.
    pub span: Range<usize>,
    /// What replaces them.
    pub text: String,
    /// What they say where they stand.
    pub says: String,
    /// The string it is in, and which bytes of that string's text it replaces; none outside of strings.
    pub within: Option<(NodeId, Range<usize>)>,
    /// Whether it puts code there, in place of the whole string.
    pub form: Form,
}

impl Edit {
    /// The edit that a rewrite stands for.
    pub fn new(anchor: &Anchor, rewrite: &Rewrite) -> Edit {
        Edit {
            span: rewrite.span.clone(),
            text: rewrite.after.clone(),
            says: rewrite.says.clone(),
            within: anchor.node.map(|node| (node, anchor.part.clone())),
            form: rewrite.form,
        }
    }
}

/// Edits that can't be made together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Two of them want the same bytes.
    #[error("two edits overlap at byte {0}")]
    Overlap(usize),
    /// One of them is not in the file.
    #[error("an edit at byte {0} is outside the file")]
    Outside(usize),
}

/// The file with the edits made. They may be given in any order.
///
/// # Errors
///
/// When two overlap, or one is outside the file.
pub fn apply(bytes: &[u8], edits: &[Edit]) -> Result<Vec<u8>, Conflict> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut new = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for edit in sorted {
        let kept = bytes
            .get(at..edit.span.start)
            .ok_or(if edit.span.start < at {
                Conflict::Overlap(edit.span.start)
            } else {
                Conflict::Outside(edit.span.start)
            })?;
        if edit.span.end > bytes.len() || edit.span.end < edit.span.start {
            return Err(Conflict::Outside(edit.span.end));
        }
        new.extend_from_slice(kept);
        new.extend_from_slice(edit.text.as_bytes());
        at = edit.span.end;
    }
    new.extend_from_slice(&bytes[at..]);
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(span: Range<usize>, text: &str) -> Edit {
        Edit {
            span,
            text: text.to_owned(),
            says: text.to_owned(),
            within: None,
            form: Form::Value,
        }
    }

    #[test]
    fn edits_are_made_in_any_order() {
        let edits = [edit(4..5, "xyz"), edit(0..1, "")];
        assert_eq!(apply(b"abcdef", &edits).as_deref(), Ok(&b"bcdxyzf"[..]));
    }

    #[test]
    fn overlapping_and_outside_edits_are_refused() {
        let overlap = [edit(0..3, ""), edit(2..4, "")];
        assert_eq!(apply(b"abcdef", &overlap), Err(Conflict::Overlap(2)));
        assert_eq!(apply(b"abc", &[edit(2..9, "")]), Err(Conflict::Outside(9)));
    }
}
