//! What there is to report: each finding, and what became of it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::finding::{Disposition, Finding};
use crate::iam::access::{Access, Mark};
use crate::ignored::{Ignored, IgnoredBy, Remark};
use crate::scan::{FileFindings, Scan};
use crate::source::{SkipReason, Skipped};

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is reported; nobody asked for more.
    Reported,
    /// Its rewrite is delivered.
    Taken,
    /// It is left as it is.
    Left,
    /// It is in a file that is not in HEAD, so no branch made from HEAD can hold its rewrite.
    LeftOut,
}

/// A finding and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Reported<'a> {
    /// The file.
    pub file: &'a FileFindings,
    /// The finding.
    pub finding: &'a Finding,
    /// What became of it.
    pub outcome: Outcome,
    /// What its rewrite changes, together with the others that are made.
    pub access: &'a Access,
}

/// A finding that is ignored.
#[derive(Clone, Copy, Debug)]
pub struct ReportedIgnored<'a> {
    /// The file.
    pub file: &'a FileFindings,
    /// The finding, who ignores it, and why.
    pub ignored: &'a Ignored,
}

/// What is to be said of what ignores findings.
#[derive(Clone, Debug)]
pub struct ReportedRemark<'a> {
    /// The file that it stands in.
    pub path: Cow<'a, str>,
    /// What is to be said.
    pub remark: Cow<'a, Remark>,
}

/// What there is to report.
#[derive(Debug, Default)]
pub struct Report<'a> {
    /// The findings, by path and place.
    pub findings: Vec<Reported<'a>>,
    /// The findings that don't count.
    pub ignored: Vec<ReportedIgnored<'a>>,
    /// What is to be said of what ignores findings.
    pub remarks: Vec<ReportedRemark<'a>>,
    /// How many files were looked at.
    pub looked_at: usize,
    /// The files that weren't.
    pub passed_over: Vec<&'a Skipped>,
    /// Where taken rewrites went, in a sentence or more.
    pub delivery: Option<String>,
}

impl<'a> Report<'a> {
    /// The report of a scan whose findings nobody has decided about.
    pub fn of_check(scan: &'a Scan) -> Report<'a> {
        Report {
            findings: scan
                .findings()
                .map(|(file, finding)| Reported {
                    file,
                    finding,
                    outcome: Outcome::Reported,
                    access: &finding.access,
                })
                .collect(),
            ignored: ignored(scan).collect(),
            remarks: remarks(scan).collect(),
            looked_at: scan.looked_at,
            passed_over: scan.passed_over.iter().collect(),
            delivery: None,
        }
    }

    /// Adds what is ignored in another scan, and what is to be said of that.
    pub fn add_ignored(&mut self, scan: &'a Scan) {
        self.ignored.extend(ignored(scan));
        self.remarks.extend(remarks(scan));
    }

    /// How many findings each who ignores some ignores.
    pub fn by_ignorer(&self) -> BTreeMap<IgnoredBy, usize> {
        let mut counts = BTreeMap::new();
        for reported in &self.ignored {
            *counts.entry(reported.ignored.by).or_default() += 1;
        }
        counts
    }

    /// How many findings have a disposition.
    pub fn count(&self, disposition: Disposition) -> usize {
        self.findings
            .iter()
            .filter(|reported| reported.finding.disposition == disposition)
            .count()
    }

    /// How many rewrites have each mark.
    pub fn by_mark(&self) -> Vec<(Mark, usize)> {
        let marks = Mark::ALL.into_iter().map(|mark| {
            let has_mark = |reported: &&Reported| {
                reported.finding.rewrite.is_some() && reported.access.mark == Some(mark)
            };
            (mark, self.findings.iter().filter(has_mark).count())
        });
        marks.filter(|(_, count)| *count > 0).collect()
    }

    /// How many findings each rule has.
    pub fn by_rule(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for reported in &self.findings {
            *counts.entry(reported.finding.rule.name).or_default() += 1;
        }
        counts
    }

    /// How many files were passed over for each reason.
    pub fn by_reason(&self) -> BTreeMap<SkipReason, usize> {
        let mut counts = BTreeMap::new();
        for passed in &self.passed_over {
            *counts.entry(passed.reason).or_default() += 1;
        }
        counts
    }

    /// How many files have findings.
    pub fn files(&self) -> usize {
        let mut files: Vec<*const FileFindings> = self
            .findings
            .iter()
            .map(|reported| std::ptr::from_ref(reported.file))
            .collect();
        files.dedup();
        files.len()
    }
}

fn ignored(scan: &Scan) -> impl Iterator<Item = ReportedIgnored<'_>> {
    scan.files.iter().flat_map(|file| {
        let ignored = file.ignored.iter();
        ignored.map(move |ignored| ReportedIgnored { file, ignored })
    })
}

fn remarks(scan: &Scan) -> impl Iterator<Item = ReportedRemark<'_>> {
    scan.files.iter().flat_map(|file| {
        let remarks = file.remarks.iter();
        remarks.map(move |remark| ReportedRemark {
            path: file.entry.path.to_str_lossy(),
            remark: Cow::Borrowed(remark),
        })
    })
}
