//! The prompts: one rewrite at a time, answered with one key. Nothing is written here, so every answer can be
//! taken back.

mod session;
mod shown_change;

pub use session::review;

use std::io::{self, IsTerminal};

use crate::finding::Finding;
use crate::rewrite::Rewrite;
use crate::scan::Scan;

/// What was decided: for each finding, by file and place in it, the rewrite that was taken.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Decisions(Vec<Vec<Option<Rewrite>>>);

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

    /// The rewrites taken in a file, by finding.
    pub fn of_file(&self, file: usize) -> &[Option<Rewrite>] {
        self.0.get(file).map_or(&[], Vec::as_slice)
    }
}

/// How a review ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// With these decisions.
    Decided(Decisions),
    /// The user wants nothing delivered.
    Abandoned,
    /// By Ctrl-C, or because the terminal went away.
    Interrupted,
}

/// Whether there is anybody to ask: prompts are shown on standard error and answered on standard input.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
