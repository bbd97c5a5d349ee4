//! The statements of policies that rewrites change, each different one once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::outcome::{Outcome, Report};
use crate::deliver::message::Changed;
use crate::finding::StatementSummary;
use crate::scan::FileFindings;

/// A statement, the action that it loses, whether it is split, and the sentence that says what its change does.
type Said<'a> = (
    Option<&'a StatementSummary>,
    Option<&'a str>,
    bool,
    Option<String>,
);

/// The statements that the rewrites with an outcome change, in the order in which they are first found.
pub fn changed(report: &Report, outcome: Outcome) -> Vec<Changed> {
    let mut statements: Vec<Changed> = Vec::new();
    let mut known: HashMap<Said, (usize, &FileFindings)> = HashMap::new();
    for reported in &report.findings {
        let statement = reported.finding.statement.as_ref();
        let is_wanted = reported.outcome == outcome && reported.finding.rewrite.is_some();
        if !is_wanted || statement.is_none() {
            continue;
        }
        let sentence = reported.access.said();
        let removed = reported.finding.removed_action();
        let is_split = reported.finding.is_split();
        match known.entry((statement, removed, is_split, sentence.clone())) {
            Entry::Vacant(entry) => {
                entry.insert((statements.len(), reported.file));
                statements.push(Changed {
                    statement: statement.cloned(),
                    removed: removed.map(str::to_owned),
                    is_split,
                    files: 1,
                    access: sentence,
                });
            }
            Entry::Occupied(mut entry) => {
                let (at, last) = entry.get_mut();
                if !std::ptr::eq(*last, reported.file) {
                    statements[*at].files += 1;
                    *last = reported.file;
                }
            }
        }
    }
    statements
}
