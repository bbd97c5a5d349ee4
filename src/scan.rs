//! The walk over a source: prefilter, parse, rules, proof; in parallel, with results in the order of paths.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::devices::DeviceResolver;
use crate::examination::{Examination, Examined, Provable};
use crate::filter;
use crate::finding::Finding;
use crate::iam::serial::Account;
use crate::source::vendored::{self, Marks, Vendored};
use crate::source::{Entry, Listing, SkipReason, Skipped, Source, unsuited};

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
    /// Looks at one file.
    fn look(&self, entry: Entry, bytes: &[u8]) -> Looked {
        let examination = Examination::of(&entry.path.file_name(), bytes);
        if examination.is_empty() {
            return Looked::Clean;
        }
        let file = OpenFile {
            entry,
            bytes: bytes.to_vec(),
            examination,
        };
        let resolver = match self.resolver {
            Some(resolver) => resolver,
            None if file.examination.has_questions() => return Looked::Open(Box::new(file)),
            None => &DeviceResolver::none(),
        };
        match file.answered(resolver, self.keeps) {
            Some(found) => Looked::Found(Box::new(found)),
            None => Looked::Clean,
        }
    }
}

/// What is found in one file. `name` is the last part of its path.
pub fn findings(name: &str, bytes: &[u8], resolver: &DeviceResolver) -> Vec<Finding> {
    Examination::of(name, bytes)
        .examined(bytes, resolver)
        .findings
}

enum Looked {
    Clean,
    Found(Box<FileFindings>),
    Open(Box<OpenFile>),
    Passed(Skipped),
}

/// Looks at every file of a source.
///
/// # Errors
///
/// When the source can't be listed or opened. A single file that can't be read is passed over and counted.
pub fn scan(source: &dyn Source, terms: Terms) -> anyhow::Result<Scan> {
    scan_files(source, source.list()?, terms)
}

/// Looks at the files of a source that was listed already.
///
/// # Errors
///
/// When the source can't be opened.
pub fn scan_files(source: &dyn Source, listing: Listing, terms: Terms) -> anyhow::Result<Scan> {
    let marks = match terms.vendored {
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
                    Ok(true) => look(entry, buffer, &terms, marks.as_ref()),
                    Ok(false) => Looked::Clean,
                    Err(passed) => Looked::Passed(passed),
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
            Looked::Open(file) => {
                scan.looked_at += 1;
                scan.open.push(*file);
            }
            Looked::Passed(passed) => scan.passed_over.push(passed),
        }
    }
    scan.passed_over.sort();
    Ok(scan)
}

fn look(entry: &Entry, bytes: &[u8], terms: &Terms, marks: Option<&Marks>) -> Looked {
    if let Some(reason) = unsuited(bytes) {
        return Looked::Passed(Skipped::new(entry.path.clone(), reason));
    }
    if !filter::has_needle(bytes) {
        return Looked::Clean;
    }
    if marks.is_some_and(|marks| marks.of_path(&entry.path) || vendored::is_minified(entry, bytes))
    {
        return Looked::Passed(Skipped::new(entry.path.clone(), SkipReason::Vendored));
    }
    terms.look(entry.clone(), bytes)
}
