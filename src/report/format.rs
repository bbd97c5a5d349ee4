//! A format of reports: its name on the command line, and how it is written.

use std::io::Write;

use super::outcome::Report;
use super::shape::Shape;

/// How much of a report a person wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The summary only.
    Summary,
    /// The findings and the summary.
    Findings,
    /// Also the names of the files that were passed over.
    PassedOver,
}

/// A format.
#[derive(Debug)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// For whom it is, as `--help` says it.
    pub help: &'static str,
    /// Whether it may have colours.
    pub is_styled: bool,
    /// Whether it says which files couldn't be looked at; else standard error does.
    pub names_unread: bool,
    /// Whether it says what was delivered, and where; else standard error does.
    pub tells_delivery: bool,
    /// By what a report in it is known among a repository's files; `None` where there is nothing in it to find.
    pub shape: Option<&'static Shape>,
    /// Writes a report.
    pub write: fn(&mut dyn Write, Detail, &Report) -> anyhow::Result<()>,
}
