//! The proof of edits: the new file, parsed again, is the old one but for the edited values.
//!
//! Three things must hold. Every tree of the file, of whatever nested language, has the same nodes at the same places
//! ([`shape`]). Each edited string says what it said, with the one part replaced ([`value`]). And in a JSON document the
//! edits are RFC 6902 operations too, which, applied to the old document, give the new one ([`json_patch`]). That every
//! byte outside of the edits stays, [`Edits::apply`] sees to.

pub mod edit;
pub mod json_patch;
pub mod shape;
pub mod value;

use std::collections::HashMap;

pub use edit::{Conflict, Edit, Edits};
pub use json_patch::InJson;

use crate::syntax::Document;

/// The new file, proved.
#[derive(Debug)]
pub struct Proof {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What each edit does to the innermost JSON document around it, by what the caller knows the edit by.
    pub json: HashMap<usize, InJson>,
}

/// Why an edit isn't proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// It can't be made together with another.
    #[error("{0}")]
    Conflict(#[from] Conflict),
    /// The new file parses into other trees.
    #[error("with the edit, the {language} would be read differently")]
    Shape {
        /// The language of the tree that differs.
        language: &'static str,
    },
    /// The string doesn't say what it should.
    #[error("with the edit, the value would be {0:?}")]
    Value(String),
    /// The string is a key.
    #[error("it is a key of a mapping, not a value")]
    Key,
    /// The JSON document isn't what the replacement makes of it.
    #[error(
        "replacing the value in the JSON document gives another document (is a key there twice?)"
    )]
    Document,
    /// So many edits of the file were refused that no more were tried.
    #[error(
        "too many edits of this file can't be made together; run the program again once some are made"
    )]
    Untried,
}

/// An edit that a proof refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What the caller knows the edit by.
    pub edit: usize,
    /// Why.
    pub cause: Cause,
    /// Whether it is sure that this edit is to blame, and no other one.
    pub is_certain: bool,
}

/// Makes edits and proves them.
///
/// # Errors
///
/// Which of them are to blame when the proof doesn't hold, at least one; then they may not be delivered together.
pub fn prove(document: &Document, bytes: &[u8], edits: Vec<Edit>) -> Result<Proof, Vec<Refusal>> {
    let edits = Edits::new(edits, bytes.len()).map_err(|conflicts| {
        let refusal = |(edit, conflict): (usize, Conflict)| Refusal {
            edit,
            cause: conflict.into(),
            is_certain: true,
        };
        conflicts.into_iter().map(refusal).collect::<Vec<_>>()
    })?;
    let new_bytes = edits.apply(bytes);
    let new = document.parse_again(&new_bytes);
    let pairs = shape::compare(document, &new, &edits)
        .map_err(|mismatches| blamed_for_shape(document, &edits, &mismatches))?;
    value::compare(document, &new, &edits, &pairs).map_err(|mismatches| {
        let blamed = mismatches.into_iter().flat_map(|mismatch| {
            let cause = match mismatch.says {
                Some(says) => Cause::Value(says),
                None => Cause::Shape {
                    language: document.layers()[0].language.name,
                },
            };
            blamed(mismatch.edits, cause)
        });
        blamed.collect::<Vec<_>>()
    })?;
    let json = json_patch::compare(document, &new, &edits, &pairs).map_err(|mismatches| {
        let blamed = mismatches.into_iter().flat_map(|mismatch| {
            let cause = match mismatch.cause {
                json_patch::Cause::Key => Cause::Key,
                json_patch::Cause::Document => Cause::Document,
            };
            blamed(mismatch.edits, cause)
        });
        blamed.collect::<Vec<_>>()
    })?;
    Ok(Proof {
        bytes: new_bytes,
        json,
    })
}

/// Of several edits, one or more of which are to blame, each may be.
fn blamed(edits: Vec<usize>, cause: Cause) -> impl Iterator<Item = Refusal> {
    let is_certain = edits.len() == 1;
    edits.into_iter().map(move |edit| Refusal {
        edit,
        cause: cause.clone(),
        is_certain,
    })
}

/// The edits to blame for mismatches of the shape: in each layer the one that is nearest before the mismatch. That is
/// sure where the layer has no other.
fn blamed_for_shape(
    document: &Document,
    edits: &Edits,
    mismatches: &[shape::Mismatch],
) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for mismatch in mismatches {
        let layer = &document.layers()[mismatch.layer];
        let of_layer = layer
            .host
            .map_or(0..usize::MAX, |host| document.source(host));
        let nearest = edits
            .nearest(mismatch.at.end)
            .filter(|edit| of_layer.contains(&edit.span.start))
            .or_else(|| edits.within(&of_layer).first())
            .or_else(|| edits.nearest(mismatch.at.end));
        if let Some(edit) = nearest
            && !refusals.iter().any(|refusal| refusal.edit == edit.id)
        {
            refusals.push(Refusal {
                edit: edit.id,
                cause: Cause::Shape {
                    language: layer.language.name,
                },
                is_certain: edits.within(&of_layer).len() == 1,
            });
        }
    }
    refusals
}
