//! What was decided at the prompts, and how they ended.

use crate::finding::Finding;
use crate::rewrite::Rewrite;
use crate::scan::Scan;

/// What was decided: for each finding, by file and place in it, the rewrite that was taken.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Decisions(pub(super) Vec<Vec<Option<Rewrite>>>);

impl Decisions {
    /// Nothing taken.
    pub fn none(scan: &Scan) -> Decisions {
        Decisions::all(scan, |_| false)
    }

    /// Every rewrite taken whose finding is accepted.
    pub fn all(scan: &Scan, accepts: impl Fn(&Finding) -> bool) -> Decisions {
        let take = |finding: &Finding| finding.rewrite.clone().filter(|_| accepts(finding));
        Decisions(
            scan.files
                .iter()
                .map(|file| file.findings.iter().map(take).collect())
                .collect(),
        )
    }

    /// The same without the rewrites of some findings, by file and place in it.
    pub fn without(mut self, left: &[(usize, usize)]) -> Decisions {
        for (file, finding) in left {
            self.0[*file][*finding] = None;
        }
        self
    }

    /// The rewrites taken in a file, by finding.
    pub fn of_file(&self, file: usize) -> &[Option<Rewrite>] {
        self.0.get(file).map_or(&[], Vec::as_slice)
    }
}

/// How a review ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// With these decisions, on all that there was to ask about.
    Decided(Decisions),
    /// With these decisions, before the end.
    Stopped(Decisions),
    /// The user wants nothing delivered now, and the answers kept.
    Declined,
    /// The user wants nothing delivered, and the answers forgotten.
    Abandoned,
    /// By Ctrl-C, or because the terminal went away.
    Interrupted,
}
