//! Which of a file's edits are made: the largest set that is proved together, and why each other one is left.

use std::collections::{HashMap, HashSet};

use crate::draft::Draft;
use crate::prove::{self, Cause, Edit, Proof, Refusal};
use crate::syntax::Document;

/// How many bytes of new files are parsed again for one file before the rest of its edits is left.
const MOST_REPARSED: usize = 16 * 1024 * 1024;
/// How many proofs are tried at least, however large the file.
const FEWEST_PROOFS: usize = 4;

/// Edits that were proved together, and those that were left.
#[derive(Debug)]
pub struct Selection<P> {
    /// What the edits were known by, in the order given.
    pub kept: Vec<usize>,
    /// Their proof; none where nothing is kept.
    pub proof: Option<P>,
    /// The others.
    pub refused: Vec<Refusal>,
}

/// The largest set of edits of a file, given in the order of the file, that is proved together.
pub fn largest(document: &Document, bytes: &[u8], edits: &[Edit]) -> Selection<Proof> {
    let ids: Vec<usize> = (0..edits.len()).collect();
    let most = (MOST_REPARSED / bytes.len().max(1)).max(FEWEST_PROOFS);
    let mut selection = select(ids, most, |ids| {
        // Within the search an edit is known by its place.
        let chosen = ids.iter().map(|at| Edit {
            id: *at,
            ..edits[*at].clone()
        });
        prove::prove(document, bytes, chosen.collect())
    });
    for at in &mut selection.kept {
        *at = edits[*at].id;
    }
    for refusal in &mut selection.refused {
        refusal.edit = edits[refusal.edit].id;
    }
    if let Some(proof) = &mut selection.proof {
        proof.json = std::mem::take(&mut proof.json)
            .into_iter()
            .map(|(at, json)| (edits[at].id, json))
            .collect();
    }
    selection
}

/// Drafts, in the order of the file, with their statements split where that can be proved; of the others it is said why they stay
/// whole.
pub fn split(document: &Document, bytes: &[u8], drafts: Vec<Draft>) -> Vec<Draft> {
    let edits: Vec<Edit> = drafts
        .iter()
        .enumerate()
        .filter_map(|(id, draft)| {
            let split = draft.split.as_ref()?;
            let anchor = draft.anchor.clone().of_split(split.split.clone());
            Some(Edit::new(id, &anchor, &split.rewrite))
        })
        .collect();
    if edits.is_empty() {
        return drafts;
    }
    let refused = largest(document, bytes, &edits).refused.into_iter();
    let mut refused: HashMap<usize, Cause> = refused
        .map(|refusal| (refusal.edit, refusal.cause))
        .collect();
    let drafts = drafts.into_iter().enumerate();
    let mut drafts: Vec<Draft> = drafts
        .map(|(id, draft)| match refused.remove(&id) {
            Some(cause) => draft.unsplit(&cause.to_string()),
            None => draft.with_split(),
        })
        .collect();
    drafts.sort_by_key(|draft| (draft.span.start, draft.span.end));
    drafts
}

/// Finds the largest set with at most so many proofs. An edit that is surely to blame goes at once; else the likeliest one
/// goes, if that is enough; else the first one that can't be made together with those before it is searched for.
fn select<P>(
    edits: Vec<usize>,
    most_proofs: usize,
    mut prove: impl FnMut(&[usize]) -> Result<P, Vec<Refusal>>,
) -> Selection<P> {
    let mut left = edits;
    let mut refused: Vec<Refusal> = Vec::new();
    let mut proofs = most_proofs;
    let mut best: Option<(Vec<usize>, P)> = None;
    loop {
        if left.is_empty() {
            return Selection {
                kept: left,
                proof: None,
                refused,
            };
        }
        if proofs == 0 {
            return given_up(&left, best, refused);
        }
        proofs -= 1;
        let refusals = match prove(&left) {
            Ok(proof) => {
                return Selection {
                    kept: left,
                    proof: Some(proof),
                    refused,
                };
            }
            Err(refusals) => refusals,
        };
        let certain: Vec<Refusal> = refusals
            .iter()
            .filter(|refusal| refusal.is_certain)
            .cloned()
            .collect();
        if !certain.is_empty() {
            let gone: HashSet<usize> = certain.iter().map(|refusal| refusal.edit).collect();
            left.retain(|edit| !gone.contains(edit));
            refused.extend(certain);
            continue;
        }
        let likeliest = refusals.into_iter().next();
        if let Some(refusal) = &likeliest
            && proofs > 0
        {
            let others: Vec<usize> = left
                .iter()
                .copied()
                .filter(|edit| *edit != refusal.edit)
                .collect();
            proofs -= 1;
            if let Ok(proof) = prove(&others) {
                refused.push(refusal.clone());
                return Selection {
                    kept: others,
                    proof: Some(proof),
                    refused,
                };
            }
        }
        // The edits before `low` can be made together, those before `high` can't.
        let (mut low, mut high) = (0, left.len());
        let mut cause = likeliest.map_or(Cause::Untried, |refusal| refusal.cause);
        while high - low > 1 && proofs > 0 {
            proofs -= 1;
            let middle = usize::midpoint(low, high);
            match prove(&left[..middle]) {
                Ok(proof) => {
                    low = middle;
                    if best.as_ref().is_none_or(|(kept, _)| kept.len() < middle) {
                        best = Some((left[..middle].to_vec(), proof));
                    }
                }
                Err(refusals) => {
                    high = middle;
                    if let Some(refusal) = refusals.into_iter().next() {
                        cause = refusal.cause;
                    }
                }
            }
        }
        if high - low > 1 {
            return given_up(&left, best, refused);
        }
        refused.push(Refusal {
            edit: left.remove(low),
            cause,
            is_certain: true,
        });
    }
}

/// What was proved so far; all others are left untried.
fn given_up<P>(
    left: &[usize],
    best: Option<(Vec<usize>, P)>,
    mut refused: Vec<Refusal>,
) -> Selection<P> {
    let (kept, proof) = match best {
        Some((kept, proof)) => (kept, Some(proof)),
        None => (Vec::new(), None),
    };
    let is_kept: HashSet<usize> = kept.iter().copied().collect();
    refused.retain(|refusal| !is_kept.contains(&refusal.edit));
    let untried = left.iter().filter(|edit| !is_kept.contains(edit));
    refused.extend(untried.map(|edit| Refusal {
        edit: *edit,
        cause: Cause::Untried,
        is_certain: false,
    }));
    Selection {
        kept,
        proof,
        refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A proof that refuses some edits, whichever else are made with them.
    fn prover<'a>(
        bad: &'a [usize],
        is_certain: bool,
        proofs: &'a mut usize,
    ) -> impl FnMut(&[usize]) -> Result<Vec<usize>, Vec<Refusal>> + 'a {
        move |edits| {
            *proofs += 1;
            let found: Vec<usize> = edits
                .iter()
                .copied()
                .filter(|edit| bad.contains(edit))
                .collect();
            if found.is_empty() {
                return Ok(edits.to_vec());
            }
            let refusal = |edit| Refusal {
                edit,
                cause: Cause::Key,
                is_certain,
            };
            // Who isn't sure blames the last one of all.
            Err(if is_certain {
                found.into_iter().map(refusal).collect()
            } else {
                edits.last().copied().map(refusal).into_iter().collect()
            })
        }
    }

    fn selected(bad: &[usize], is_certain: bool, most: usize) -> (Selection<Vec<usize>>, usize) {
        let mut proofs = 0;
        let selection = select(
            (0..1000).collect(),
            most,
            prover(bad, is_certain, &mut proofs),
        );
        (selection, proofs)
    }

    fn refused(selection: &Selection<Vec<usize>>) -> Vec<usize> {
        selection
            .refused
            .iter()
            .map(|refusal| refusal.edit)
            .collect()
    }

    #[test]
    fn one_proof_is_enough_where_nothing_is_refused() {
        let (selection, proofs) = selected(&[], true, 100);
        assert_eq!(selection.kept.len(), 1000);
        assert_eq!(selection.proof, Some(selection.kept.clone()));
        assert_eq!(proofs, 1);
    }

    #[test]
    fn those_that_are_named_cost_one_proof_more() {
        let (selection, proofs) = selected(&[3, 500, 999], true, 100);
        assert_eq!(refused(&selection), [3, 500, 999]);
        assert_eq!(selection.kept.len(), 997);
        assert_eq!(proofs, 2);
    }

    #[test]
    fn one_that_is_not_named_is_searched_for() {
        let (selection, proofs) = selected(&[123, 124, 700], false, 100);
        assert_eq!(refused(&selection), [123, 124, 700]);
        assert_eq!(selection.kept.len(), 997);
        assert!(selection.proof.is_some());
        assert!(proofs < 40, "{proofs}");
    }

    #[test]
    fn the_likeliest_is_tried_first() {
        let (selection, proofs) = selected(&[999], false, 100);
        assert_eq!(refused(&selection), [999]);
        assert_eq!(proofs, 2);
    }

    #[test]
    fn where_too_many_are_refused_what_was_proved_is_kept() {
        let bad: Vec<usize> = (500..1000).collect();
        let (selection, proofs) = selected(&bad, false, 20);
        assert_eq!(proofs, 20);
        assert_eq!(selection.kept, (0..500).collect::<Vec<_>>());
        assert_eq!(selection.proof, Some(selection.kept.clone()));
        assert_eq!(selection.refused.len(), 500);
        assert!(
            selection
                .refused
                .iter()
                .any(|refusal| refusal.cause == Cause::Untried)
        );
        let (nothing, _) = selected(&[0], false, 2);
        assert!(nothing.proof.is_none() && nothing.kept.is_empty());
        assert_eq!(nothing.refused.len(), 1000);
    }
}
