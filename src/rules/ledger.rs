//! The ledger: which bytes of a file the rules have accounted for, so that what is left can be told.

use std::collections::HashMap;
use std::ops::Range;

use rangemap::RangeSet;

use crate::draft::Draft;
use crate::finding::RuleInfo;

/// What the rules said of one file so far, and which of its bytes they have accounted for.
#[derive(Default)]
pub struct Ledger {
    drafts: Vec<Draft>,
    accounted: RangeSet<usize>,
    /// What each rule reported, by its name.
    reported: HashMap<&'static str, RangeSet<usize>>,
}

impl Ledger {
    /// Adds a draft; the value that it is about is accounted for.
    pub fn report(&mut self, draft: Draft) {
        let span = draft.anchor.value_span();
        self.report_part(draft, span);
    }

    /// Adds a draft that accounts for no more of its value than a range of the file (bytes): something else may stand beside
    /// it.
    pub fn report_part(&mut self, draft: Draft, span: Range<usize>) {
        if !span.is_empty() {
            let reported = self.reported.entry(draft.rule.name).or_default();
            reported.insert(span.clone());
        }
        self.account_for(span);
        self.drafts.push(draft);
    }

    /// Says that a range of the file (bytes) needs no other rule's attention.
    pub fn account_for(&mut self, span: Range<usize>) {
        if !span.is_empty() {
            self.accounted.insert(span);
        }
    }

    /// Whether any of a range of the file (bytes) is accounted for.
    pub fn is_accounted_for(&self, span: &Range<usize>) -> bool {
        !span.is_empty() && self.accounted.overlaps(span)
    }

    /// Whether a rule reported all of a range of the file (bytes). What another rule accounts for tells nothing of what this
    /// one looks for.
    pub fn is_reported_by(&self, rule: &RuleInfo, span: &Range<usize>) -> bool {
        let reported = self.reported.get(rule.name);
        !span.is_empty() && reported.is_some_and(|reported| reported.gaps(span).next().is_none())
    }

    /// What is accounted for so far, without what was said.
    pub fn accounts(&self) -> Ledger {
        Ledger {
            drafts: Vec::new(),
            accounted: self.accounted.clone(),
            reported: self.reported.clone(),
        }
    }

    /// What the rules said so far.
    pub fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    /// The same, to be changed.
    pub fn drafts_mut(&mut self) -> &mut [Draft] {
        &mut self.drafts
    }

    /// What the rules said, in the order in which they said it.
    pub fn into_drafts(self) -> Vec<Draft> {
        self.drafts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_is_not_accounted_for() {
        let mut ledger = Ledger::default();
        ledger.account_for(2..4);
        ledger.account_for(4..6);
        ledger.account_for(9..9);
        for (range, is_accounted_for) in [
            (0..2, false),
            (0..3, true),
            (3..5, true),
            (5..6, true),
            (6..9, false),
            (3..3, false),
            (8..10, false),
        ] {
            assert_eq!(
                ledger.is_accounted_for(&range),
                is_accounted_for,
                "{range:?}"
            );
        }
    }
}
