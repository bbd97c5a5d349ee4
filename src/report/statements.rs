//! The statements of policies that rewrites change, each different one once.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::outcome::{Outcome, Report, Reported};
use crate::deliver::message::{Changed, ChangedPolicy};
use crate::finding::StatementSummary;
use crate::iam::policy::Policy;

/// A statement of a file that is changed.
struct Found<'a> {
    file: usize,
    /// Where it stands in its policy; `None` where that couldn't be read.
    place: Option<(*const Policy, usize)>,
    summary: &'a StatementSummary,
    removed: Vec<&'a str>,
    is_split: bool,
    /// What its own rewrites do.
    access: Option<String>,
    /// What all rewrites of its policy do, where they are those of several statements.
    of_policy: Option<String>,
}

/// The statements that the rewrites with an outcome change, in the order in which they are found.
fn found<'a>(report: &'a Report, outcome: Outcome) -> Vec<Found<'a>> {
    let mut all: Vec<Found> = Vec::new();
    let mut known: HashMap<(*const Policy, usize), usize> = HashMap::new();
    let mut files: HashMap<*const _, usize> = HashMap::new();
    let is_wanted = |one: &&Reported| one.outcome == outcome && one.finding.rewrite.is_some();
    for reported in report.findings.iter().filter(is_wanted) {
        let Some(summary) = reported.finding.statement.as_ref() else {
            continue;
        };
        let next = files.len();
        let file = *files
            .entry(std::ptr::from_ref(reported.file))
            .or_insert(next);
        let place = reported.finding.statement_place();
        let removed = reported.finding.removed_action();
        let is_split = reported.finding.is_split();
        if let Some(at) = place.and_then(|place| known.get(&place)) {
            let found = &mut all[*at];
            // What names its devices tells more than what lists its actions.
            if !found.removed.is_empty() && removed.is_none() {
                found.summary = summary;
            }
            found.removed.extend(removed);
            found.is_split |= is_split;
            continue;
        }
        if let Some(place) = place {
            known.insert(place, all.len());
        }
        let has_part = reported.access.of_statement.is_some();
        all.push(Found {
            file,
            place,
            summary,
            removed: removed.into_iter().collect(),
            is_split,
            access: reported.access.said_of_statement(),
            of_policy: reported.access.said().filter(|_| has_part),
        });
    }
    all
}

/// The statements that the rewrites with an outcome change, each different one once.
pub fn changed(report: &Report, outcome: Outcome) -> Vec<Changed> {
    let mut statements: Vec<(Changed, BTreeSet<usize>)> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for found in found(report, outcome) {
        let key = (
            found.summary,
            found.removed.clone(),
            found.is_split,
            found.access.clone(),
        );
        let at = *known.entry(key).or_insert_with(|| {
            let mut summary = found.summary.clone();
            summary
                .actions
                .retain(|action| !found.removed.contains(&action.as_str()));
            let changed = Changed {
                statement: Some(summary),
                removed: found
                    .removed
                    .iter()
                    .map(|action| (*action).to_owned())
                    .collect(),
                is_split: found.is_split,
                files: 0,
                access: found.access.clone(),
            };
            statements.push((changed, BTreeSet::new()));
            statements.len() - 1
        });
        statements[at].1.insert(found.file);
    }
    let all = statements.into_iter().map(|(changed, files)| Changed {
        files: files.len(),
        ..changed
    });
    all.collect()
}

/// The policies of which the rewrites with an outcome change several statements: what they do together, each sentence once.
pub fn policies(report: &Report, outcome: Outcome) -> Vec<ChangedPolicy> {
    let mut sentences: Vec<ChangedPolicy> = Vec::new();
    let mut counted: HashSet<*const Policy> = HashSet::new();
    for found in found(report, outcome) {
        let (Some(access), Some((policy, _))) = (found.of_policy, found.place) else {
            continue;
        };
        if !counted.insert(policy) {
            continue;
        }
        match sentences.iter_mut().find(|known| known.access == access) {
            Some(known) => known.count += 1,
            None => sentences.push(ChangedPolicy { access, count: 1 }),
        }
    }
    sentences
}
