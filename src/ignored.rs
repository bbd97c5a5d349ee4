//! Findings that don't count, and what is to be said of what ignores them.

use crate::finding::Finding;
use crate::position::Position;

/// Who says that a finding is to be ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IgnoredBy {
    /// A comment beside it.
    Comment,
    /// The configuration.
    Configuration,
    /// The baseline has it.
    Baseline,
}

impl IgnoredBy {
    /// All, in the order of reports.
    pub const ALL: [IgnoredBy; 3] = [
        IgnoredBy::Comment,
        IgnoredBy::Configuration,
        IgnoredBy::Baseline,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            IgnoredBy::Comment => "comment",
            IgnoredBy::Configuration => "configuration",
            IgnoredBy::Baseline => "baseline",
        }
    }
}

/// A finding that is ignored.
#[derive(Clone, Debug)]
pub struct Ignored {
    /// The finding.
    pub finding: Finding,
    /// Who ignores it.
    pub by: IgnoredBy,
    /// Why; nothing where it is in the baseline.
    pub why: String,
}

/// What is wrong with what ignores findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RemarkKind {
    /// There is nothing to ignore.
    Unused,
    /// It says no reason, and ignores nothing.
    WithoutReason,
    /// It is for something that is no longer there.
    Stale,
    /// It can't be read, or names a rule that isn't known.
    Malformed,
}

impl RemarkKind {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            RemarkKind::Unused => "unused",
            RemarkKind::WithoutReason => "without_reason",
            RemarkKind::Stale => "stale",
            RemarkKind::Malformed => "malformed",
        }
    }
}

/// What is to be said of a comment, or of an entry of a file, that ignores findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Where it stands.
    pub position: Position,
    /// What is wrong.
    pub kind: RemarkKind,
    /// What is wrong, in a sentence.
    pub text: String,
}
