//! What there is to report: each finding, and what became of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::Serialize;

use crate::finding::{Disposition, Finding, StatementSummary};
use crate::fingerprint::Fingerprint;
use crate::iam::access::Access;
use crate::iam::mark::Mark;
use crate::iam::policy::Policy;
use crate::iam::verification::Verdict;
use crate::ignored::{IgnoredBy, Remark};
use crate::reason::Reason;
use crate::scan::{FileFindings, Scan};
use crate::source::{SkipReason, Skipped};

/// What became of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// By what it is known again.
    pub fingerprint: &'a Fingerprint,
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
    /// The finding.
    pub finding: &'a Finding,
    /// Who ignores it.
    pub by: IgnoredBy,
    /// Why; nothing where it is in the baseline.
    pub why: &'a str,
}

/// What is to be said of what ignores findings.
#[derive(Clone, Debug)]
pub struct ReportedRemark<'a> {
    /// The file that it stands in.
    pub path: Cow<'a, str>,
    /// What is to be said.
    pub remark: Cow<'a, Remark>,
}

/// What was run, on what. Programs that read reports of many repositories tell them apart by it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Run {
    /// When the report was made: RFC 3339, in UTC, to the second. Nothing else differs between two reports of the same input.
    pub time: String,
    /// The repository, where the report is of one: the address of `origin`, without credentials, or the name of its folder.
    pub repository: Option<String>,
    /// The commit that HEAD names, in full.
    pub commit: Option<String>,
    /// Where devices came from: `none`, `aws`, or the file that holds them, as it was named.
    pub devices: String,
}

/// Where taken rewrites went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// What was done and what to do next, for people.
    #[serde(skip)]
    pub text: String,
    /// The branch that was made.
    pub branch: Option<String>,
    /// Its commit, in full.
    pub commit: Option<String>,
    /// How many files changed.
    pub files: usize,
    /// How many rewrites were delivered.
    pub taken: usize,
    /// How many findings are left as they were, but for notes.
    pub left: usize,
    /// How many of these are in files that are not in HEAD.
    pub left_out: usize,
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
    /// What was run, on what.
    pub run: Run,
    /// Where taken rewrites went.
    pub delivery: Option<Delivery>,
}

/// By what a policy is known: the policy itself, or as much as could be read around a finding.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Around<'a> {
    Policy(*const Policy),
    Statement(*const FileFindings, Option<&'a StatementSummary>),
}

impl<'a> Reported<'a> {
    /// Whether its rewrite is delivered, or would be: what is manual is only suggested.
    fn is_made(&self) -> bool {
        let is_offered = || self.finding.disposition < Disposition::Manual;
        self.finding.rewrite.is_some()
            && match self.outcome {
                Outcome::Taken => true,
                Outcome::Reported => is_offered(),
                Outcome::Left | Outcome::LeftOut => false,
            }
    }

    fn around(&self) -> Around<'a> {
        match &self.finding.part {
            Some(part) => Around::Policy(Arc::as_ptr(&part.resource.policy)),
            None => Around::Statement(self.file, self.finding.statement.as_ref()),
        }
    }

    /// Why it is one, and what AWS says of what its rewrite lets people do.
    pub fn reason(&self) -> Reason {
        self.finding.reason_under(self.access)
    }

    /// The findings of a scan, all with one outcome.
    pub fn all(scan: &'a Scan, outcome: Outcome) -> impl Iterator<Item = Reported<'a>> {
        scan.files.iter().flat_map(move |file| {
            let findings = file.findings.iter().zip(&file.fingerprints);
            findings.map(move |(finding, fingerprint)| Reported {
                file,
                finding,
                fingerprint,
                outcome,
                access: &finding.access,
            })
        })
    }
}

impl<'a> Report<'a> {
    /// The report of a scan whose findings nobody has decided about.
    pub fn of_check(scan: &'a Scan, run: Run) -> Report<'a> {
        Report {
            findings: Reported::all(scan, Outcome::Reported).collect(),
            ignored: ignored(scan).collect(),
            remarks: remarks(scan).collect(),
            looked_at: scan.looked_at,
            passed_over: scan.passed_over.iter().collect(),
            run,
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
            *counts.entry(reported.by).or_default() += 1;
        }
        counts
    }

    /// The findings of which nothing is delivered.
    pub fn open(&self) -> impl Iterator<Item = &Reported<'a>> {
        let findings = self.findings.iter();
        findings.filter(|reported| reported.outcome != Outcome::Taken)
    }

    /// How many findings have a disposition.
    pub fn count(&self, disposition: Disposition) -> usize {
        self.findings
            .iter()
            .filter(|reported| reported.finding.disposition == disposition)
            .count()
    }

    /// How many findings have an outcome, but for notes.
    pub fn left(&self, outcome: Outcome) -> usize {
        let counts = |reported: &&Reported| {
            reported.outcome == outcome && reported.finding.disposition != Disposition::Note
        };
        self.findings.iter().filter(counts).count()
    }

    /// How many policies have each mark: of those whose rewrites are delivered, or would be, each once with the mark of all that
    /// becomes of it.
    pub fn by_mark(&self) -> Vec<(Mark, usize)> {
        let mut policies: HashMap<Around, Vec<Mark>> = HashMap::new();
        for reported in self.findings.iter().filter(|one| one.is_made()) {
            if let Some(mark) = reported.access.mark {
                policies.entry(reported.around()).or_default().push(mark);
            }
        }
        let of_policies: Vec<Mark> = policies
            .values()
            .filter_map(|marks| Mark::together(marks))
            .collect();
        let count = |mark: Mark| of_policies.iter().filter(|one| **one == mark).count();
        let marks = Mark::ALL.into_iter().map(|mark| (mark, count(mark)));
        marks.filter(|(_, count)| *count > 0).collect()
    }

    /// Of how many rewrites AWS says what; nothing where it wasn't asked.
    pub fn by_verdict(&self) -> Vec<(Verdict, usize)> {
        let verdicts = Verdict::ALL.into_iter().map(|verdict| {
            let findings = self.findings.iter();
            let verifications = findings.filter_map(|one| one.access.verification.as_ref());
            let count = verifications.filter(|one| one.result == verdict).count();
            (verdict, count)
        });
        verdicts.filter(|(_, count)| *count > 0).collect()
    }

    /// Whether something is delivered of which AWS doesn't say what this program does.
    pub fn has_unverified_delivery(&self) -> bool {
        let taken = self
            .findings
            .iter()
            .filter(|one| one.outcome == Outcome::Taken);
        let mut verifications = taken.filter_map(|one| one.access.verification.as_ref());
        verifications.any(|one| one.result != Verdict::Agrees)
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
        ignored.map(move |ignored| ReportedIgnored {
            file,
            finding: &ignored.finding,
            by: ignored.by,
            why: &ignored.why,
        })
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
