//! The walk over a source: prefilter, parse, rules, proof; in parallel, with results in the order of paths.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::devices::DeviceResolver;
use crate::examination::{Examination, Examined, Provable};
use crate::filter;
use crate::finding::Finding;
use crate::iam::serial::Account;
use crate::source::vendored::Vendored;
use crate::source::{Candidate, Entry, SkipReason, Skipped, Source, Wanted};

/// A file with findings.
#[derive(Debug)]
pub struct FileFindings {
    /// The file.
    pub entry: Entry,
    /// Its contents.
    pub bytes: Vec<u8>,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
    /// What it takes to prove other rewrites of them, where that is kept.
    pub provable: Option<Provable>,
}

/// A file of which something can be told only when it is known which devices users have.
#[derive(Debug)]
pub struct OpenFile {
    entry: Entry,
    bytes: Vec<u8>,
    examination: Examination,
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// The files with findings, sorted by path.
    pub files: Vec<FileFindings>,
    /// The files whose questions are open.
    open: Vec<OpenFile>,
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

    /// Whether there were more files than could be looked at.
    pub fn is_cut_short(&self) -> bool {
        self.passed_over
            .iter()
            .any(|skipped| skipped.reason == SkipReason::BeyondLimits)
    }

    /// The users whose devices would answer the open questions, each once, with their accounts.
    pub fn wanted(&self) -> BTreeSet<(Account, String)> {
        let wanted = self.open.iter().map(|file| file.examination.wanted());
        wanted.flatten().collect()
    }

    /// Answers the open questions.
    pub fn answer(&mut self, resolver: &DeviceResolver, keeps: Keeps) {
        let open = std::mem::take(&mut self.open);
        let answered: Vec<FileFindings> = open
            .into_par_iter()
            .filter_map(|file| file.answered(resolver, keeps))
            .collect();
        self.files.extend(answered);
        self.files.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
    }

    /// Adds what another scan found.
    pub fn append(&mut self, other: Scan) {
        self.files.extend(other.files);
        self.open.extend(other.open);
        self.looked_at += other.looked_at;
        self.passed_over.extend(other.passed_over);
    }
}

impl OpenFile {
    fn answered(self, resolver: &DeviceResolver, keeps: Keeps) -> Option<FileFindings> {
        let Examined { findings, provable } = self.examination.examined(&self.bytes, resolver);
        (!findings.is_empty()).then(|| FileFindings {
            entry: self.entry,
            bytes: self.bytes,
            findings,
            provable: (keeps == Keeps::Documents).then_some(provable),
        })
    }
}

/// What is kept of a file with findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// The findings only.
    Findings,
    /// Its document, too, so that rewrites can be chosen, edited and proved again.
    Documents,
}

/// On which terms files are looked at.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// Who knows which devices users have; none where they are asked for once it is known which.
    pub resolver: Option<&'a DeviceResolver>,
    /// What is kept of a file.
    pub keeps: Keeps,
    /// Whether vendored and generated files are looked at.
    pub vendored: Vendored,
}

impl Terms<'_> {
    /// Looks at one file; `None` where nothing is found.
    fn look(&self, candidate: &Candidate) -> Option<Looked> {
        let bytes = candidate.bytes;
        let examination = Examination::of(&candidate.path.file_name(), bytes);
        if examination.is_empty() {
            return None;
        }
        let file = OpenFile {
            entry: candidate.entry(),
            bytes: bytes.to_vec(),
            examination,
        };
        let resolver = match self.resolver {
            Some(resolver) => resolver,
            None if file.examination.has_questions() => return Some(Looked::Open(file)),
            None => &DeviceResolver::none(),
        };
        file.answered(resolver, self.keeps).map(Looked::Found)
    }
}

/// What is found in one file. `name` is the last part of its path.
pub fn findings(name: &str, bytes: &[u8], resolver: &DeviceResolver) -> Vec<Finding> {
    Examination::of(name, bytes)
        .examined(bytes, resolver)
        .findings
}

/// What came of a look at a file.
enum Looked {
    Found(FileFindings),
    Open(OpenFile),
}

/// Looks at every file of a source.
///
/// # Errors
///
/// When the source can't be read. A single file that can't be is passed over and counted.
pub fn scan(source: &dyn Source, terms: Terms) -> anyhow::Result<Scan> {
    let scan = Mutex::new(Scan::default());
    let wanted = Wanted {
        in_file: &filter::could_have_finding,
        in_piece: &filter::has_needle,
        vendored: terms.vendored,
    };
    let walked = source.walk(&wanted, &|candidate| {
        let looked = terms.look(candidate);
        let mut scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
        match looked {
            Some(Looked::Found(file)) => scan.files.push(file),
            Some(Looked::Open(file)) => scan.open.push(file),
            None => {}
        }
    })?;
    let mut scan = scan.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A file may be named twice on the command line.
    scan.files.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
    scan.files.dedup_by(|a, b| a.entry.path == b.entry.path);
    scan.open.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
    scan.open.dedup_by(|a, b| a.entry.path == b.entry.path);
    scan.looked_at = walked.looked_at;
    scan.passed_over = walked.passed_over;
    Ok(scan)
}
