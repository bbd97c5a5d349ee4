//! The walk over a source: prefilter, parse, rules, proof; in parallel, with results in the order of paths.

use std::sync::LazyLock;

use rayon::prelude::*;
use regex::Regex;

use crate::devices::DeviceResolver;
use crate::filter;
use crate::finding::{Disposition, Finding, Position, Rule};
use crate::prove::{self, Edit, proof::InJson};
use crate::rules::{self, migration::MIGRATION};
use crate::source::vendored::{self, Marks, Vendored};
use crate::source::{Entry, Listing, SkipReason, Skipped, Source, unsuited};
use crate::syntax::Document;

/// A file with findings.
#[derive(Debug)]
pub struct FileFindings {
    /// The file.
    pub entry: Entry,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
}

impl FileFindings {
    /// Parses the file again.
    pub fn document(&self) -> Document {
        Document::parse(&self.entry.path.file_name(), &self.bytes, &MIGRATION)
    }
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// The files with findings, sorted by path.
    pub files: Vec<FileFindings>,
    /// How many files were looked at.
    pub looked_at: usize,
    /// The files that weren't.
    pub passed_over: Vec<Skipped>,
}

impl Scan {
    /// All findings with their files.
    pub fn findings(&self) -> impl Iterator<Item = (&FileFindings, &Finding)> {
        self.files
            .iter()
            .flat_map(|file| file.findings.iter().map(move |finding| (file, finding)))
    }

    /// Judges the files with serial numbers again, now that more is known of devices.
    pub fn judge_again(&mut self, resolver: &DeviceResolver) {
        self.files.par_iter_mut().for_each(|file| {
            let depends = |finding: &Finding| finding.rule == Rule::StaleMfaSerial;
            if file.findings.iter().any(depends) {
                file.findings = findings(&file.entry.path.file_name(), &file.bytes, resolver);
            }
        });
        self.files.retain(|file| !file.findings.is_empty());
    }

    /// Adds what another scan found.
    pub fn append(&mut self, other: Scan) {
        self.files.extend(other.files);
        self.looked_at += other.looked_at;
        self.passed_over.extend(other.passed_over);
    }
}

enum Looked {
    Clean,
    Found(Box<FileFindings>),
    SkipReason(Skipped),
}

/// Looks at every file of a source.
///
/// # Errors
///
/// When the source can't be listed or opened. A single file that can't be read is passed over and counted.
pub fn scan(
    source: &dyn Source,
    resolver: &DeviceResolver,
    vendored: Vendored,
) -> anyhow::Result<Scan> {
    scan_files(source, source.list()?, resolver, vendored)
}

/// Looks at the files of a source that was listed already.
///
/// # Errors
///
/// When the source can't be opened.
pub fn scan_files(
    source: &dyn Source,
    listing: Listing,
    resolver: &DeviceResolver,
    vendored: Vendored,
) -> anyhow::Result<Scan> {
    let marks = match vendored {
        Vendored::Skipped => Some(Marks::read(source, &listing)?),
        Vendored::LookedAt => None,
    };
    let looked: Vec<anyhow::Result<Looked>> = listing
        .entries
        .par_iter()
        .map_init(
            || (source.reader(), Vec::new()),
            |(reader, buffer), entry| {
                let reader = match reader {
                    Ok(reader) => reader,
                    Err(error) => anyhow::bail!("{error:#}"),
                };
                Ok(match reader.read(entry, buffer) {
                    Ok(true) => look(entry, buffer, resolver, marks.as_ref()),
                    Ok(false) => Looked::Clean,
                    Err(passed) => Looked::SkipReason(passed),
                })
            },
        )
        .collect();
    let mut scan = Scan {
        passed_over: listing.passed_over,
        ..Scan::default()
    };
    for looked in looked {
        match looked? {
            Looked::Clean => scan.looked_at += 1,
            Looked::Found(file) => {
                scan.looked_at += 1;
                scan.files.push(*file);
            }
            Looked::SkipReason(passed) => scan.passed_over.push(passed),
        }
    }
    scan.passed_over.sort();
    Ok(scan)
}

fn look(entry: &Entry, bytes: &[u8], resolver: &DeviceResolver, marks: Option<&Marks>) -> Looked {
    if let Some(reason) = unsuited(bytes) {
        return Looked::SkipReason(Skipped::new(entry.path.clone(), reason));
    }
    if !filter::has_needle(bytes) {
        return Looked::Clean;
    }
    if marks.is_some_and(|marks| marks.of_path(&entry.path) || vendored::is_minified(entry, bytes))
    {
        return Looked::SkipReason(Skipped::new(entry.path.clone(), SkipReason::Vendored));
    }
    let findings = findings(&entry.path.file_name(), bytes, resolver);
    if findings.is_empty() {
        return Looked::Clean;
    }
    Looked::Found(Box::new(FileFindings {
        entry: entry.clone(),
        bytes: bytes.to_vec(),
        findings,
    }))
}

/// What is found in one file, each rewrite proved. A rewrite without a proof becomes a finding for a person.
///
/// `name` is the last part of its path.
pub fn findings(name: &str, bytes: &[u8], resolver: &DeviceResolver) -> Vec<Finding> {
    let document = Document::parse(name, bytes, &MIGRATION);
    let mut findings = rules::findings(&document, resolver);
    if is_test(name) {
        findings.iter_mut().for_each(look_at_test);
    }
    locate(bytes, &mut findings);
    prove(&document, bytes, &mut findings);
    findings
}

/// The names that test runners look for in code (the manuals of go test, pytest, Jest, RSpec, JUnit, NUnit, Pester).
static TEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:_test\.go|^test_.*\.py|_test\.py|\.(?:test|spec)\.[cm]?[jt]sx?|_(?:spec|test)\.rb|Tests?\.(?:java|kt|cs)|\.Tests\.ps1)$",
    )
    .ok()
});

/// Whether a file of this name is code that tests other code.
fn is_test(name: &str) -> bool {
    TEST.as_ref().is_some_and(|regex| regex.is_match(name))
}

/// A policy in a test is seldom one that anybody has, and something else in the test may expect it.
fn look_at_test(finding: &mut Finding) {
    if finding.rule == Rule::PolicyMfaResource && finding.disposition == Disposition::Safe {
        finding.disposition = Disposition::Review;
        finding.reason = format!(
            "{}; it stands in a test, and what that expects may have to change with it",
            finding.reason
        );
    }
}

/// Gives each finding its line, column and present text. Findings are sorted by where they begin.
fn locate(bytes: &[u8], findings: &mut [Finding]) {
    let mut position = Position { line: 1, column: 1 };
    let mut at = 0;
    for finding in findings {
        let span = finding.span.clone();
        let between = &bytes[at..span.start];
        let line_start = match between.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => {
                position.line += between.iter().filter(|byte| **byte == b'\n').count();
                position.column = 1;
                at + last + 1
            }
            None => at,
        };
        at = span.start;
        let passed = String::from_utf8_lossy(&bytes[line_start..at]);
        let passed = match line_start {
            0 => passed.trim_start_matches('\u{FEFF}'),
            _ => &passed,
        };
        position.column += passed.chars().count();
        finding.position = position;
        finding.before = String::from_utf8_lossy(&bytes[span]).into_owned();
    }
}

fn prove(document: &Document, bytes: &[u8], findings: &mut [Finding]) {
    let edit = |finding: &Finding| {
        finding
            .rewrite
            .as_ref()
            .map(|rewrite| Edit::new(&finding.anchor, rewrite))
    };
    let edits: Vec<Edit> = findings.iter().filter_map(edit).collect();
    if edits.is_empty() {
        return;
    }
    let rewritten = findings
        .iter_mut()
        .filter(|finding| finding.rewrite.is_some());
    match prove::prove(document, bytes, &edits) {
        Ok(proof) => {
            for (finding, json) in rewritten.zip(proof.json) {
                accept(finding, json);
            }
        }
        Err(_) => {
            for (finding, edit) in rewritten.zip(edits) {
                match prove::prove(document, bytes, std::slice::from_ref(&edit)) {
                    Ok(proof) => {
                        for json in proof.json {
                            accept(finding, json);
                        }
                    }
                    Err(refusal) => finding.demote(&refusal.to_string()),
                }
            }
        }
    }
}

fn accept(finding: &mut Finding, json: InJson) {
    match json {
        InJson::Outside => {}
        InJson::Patch(operation) => finding.json_patch = vec![operation],
        InJson::Piece => {
            if finding.disposition == Disposition::Safe {
                finding.disposition = Disposition::Review;
                finding.reason = format!(
                    "{}; what stands around it is not a whole JSON document",
                    finding.reason
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_names() {
        for (name, expected) in [
            ("parser_test.go", true),
            ("test_policy.py", true),
            ("stack.test.ts", true),
            ("policy_spec.rb", true),
            ("PolicyTest.java", true),
            ("test.tf", false),
            ("latest.go", false),
            ("contest.py", false),
        ] {
            assert_eq!(is_test(name), expected, "{name}");
        }
    }
}
