//! Findings that are the same wherever they stand, and are asked about at once.

use std::collections::HashMap;

use crate::finding::{Disposition, Finding};

/// For each finding, the number of the statement and rewrite that it shares with others; `None` where it has to be judged by
/// itself.
pub(super) fn numbers<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Option<usize>> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    findings
        .map(|finding| {
            let rewrite = finding.rewrite.as_ref()?;
            let statement = finding.statement.as_ref()?;
            if finding.disposition >= Disposition::Manual {
                return None;
            }
            let key = format!(
                "{:?}",
                (
                    finding.rule.name,
                    finding.disposition,
                    statement,
                    &finding.value_before,
                    &rewrite.value_after,
                    &rewrite.after,
                    finding.reason_under(&finding.access).to_string(),
                )
            );
            let next = numbers.len();
            Some(*numbers.entry(key).or_insert(next))
        })
        .collect()
}
