//! Which bytes of a file the rules have accounted for, and what they said of them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Finding;

/// What the rules said of one file so far, and which bytes they have accounted for.
#[derive(Default)]
pub struct Ledger {
    pub(super) findings: Vec<Finding>,
    pub(super) accounted: Intervals,
}

/// Ranges, merged where they touch.
#[derive(Clone, Default)]
pub(super) struct Intervals(BTreeMap<usize, usize>);

impl Intervals {
    fn add(&mut self, mut range: Range<usize>) {
        while let Some((&start, &end)) = self.0.range(..=range.end).next_back()
            && end >= range.start
        {
            range = range.start.min(start)..range.end.max(end);
            self.0.remove(&start);
        }
        self.0.insert(range.start, range.end);
    }

    pub(super) fn touch(&self, range: &Range<usize>) -> bool {
        self.0
            .range(..range.end)
            .next_back()
            .is_some_and(|(_, end)| *end > range.start)
    }
}

impl Ledger {
    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.account_for(
            finding
                .anchor
                .text
                .source_hull(finding.anchor.value.clone()),
        );
        self.findings.push(finding);
    }

    /// Says that a range of the file is right as it is.
    pub fn account_for(&mut self, span: Range<usize>) {
        self.accounted.add(span);
    }

    /// Whether any of a range of the file is accounted for.
    pub fn is_accounted_for(&self, span: &Range<usize>) -> bool {
        self.accounted.touch(span)
    }
}
