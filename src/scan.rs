//! The walk over a source: prefilter, parse, rules, proof; in parallel, with results in the order of paths.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::configuration::Configuration;
use crate::devices::DeviceResolver;
use crate::examination::{Examination, Examined, Provable};
use crate::fault;
use crate::filter;
use crate::finding::{Disposition, Finding, Strictness};
use crate::fingerprint::{self, Fingerprint};
use crate::iam::serial::Account;
use crate::ignored::{Ignored, Remark};
use crate::listings::Listings;
use crate::named_elsewhere::{Holder, NamedElsewhere};
use crate::rewrite::Choices;
use crate::rules::Listing;
use crate::session_calls::SessionCalls;
use crate::source::admission::Admission;
use crate::source::encoding::{Encoding, Offsets};
use crate::source::{Candidate, Entry, RepoPath, SkipReason, Skipped, Source, Wanted};

/// A file with findings.
#[derive(Debug)]
pub struct FileFindings {
    /// The file.
    pub entry: Entry,
    /// Its text.
    pub bytes: Vec<u8>,
    /// How the file says it.
    pub encoding: Encoding,
    /// Where in the file it says it.
    offsets: Offsets,
    /// What was found, in the order of the file.
    pub findings: Vec<Finding>,
    /// What was found and is ignored.
    pub ignored: Vec<Ignored>,
    /// What is to be said of what ignores findings.
    pub remarks: Vec<Remark>,
    /// By what each of them is known again.
    pub fingerprints: Vec<Fingerprint>,
    /// What it takes to prove other rewrites of them, where that is kept.
    pub provable: Option<Provable>,
}

/// A file of which something can be told only when it is known which devices users have.
#[derive(Debug)]
pub struct OpenFile {
    entry: Entry,
    bytes: Vec<u8>,
    encoding: Encoding,
    examination: Examination,
    /// What is to be kept of it.
    keeps: Keeps,
    configuration: Arc<Configuration>,
}

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scan {
    /// The files with findings, sorted by path.
    pub files: Vec<FileFindings>,
    /// The files whose questions are open.
    open: Vec<OpenFile>,
    /// What the policies say of listing devices.
    pub listings: Listings,
    /// Where `sts:GetSessionToken` is called.
    pub session_calls: SessionCalls,
    /// Which other files name variables that serial numbers are held in.
    named_elsewhere: NamedElsewhere,
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

    /// Whether something was not looked at that may hold findings.
    pub fn has_unread(&self, strictness: Strictness) -> bool {
        self.passed_over.iter().any(|skipped| {
            let is_generated = matches!(skipped.reason, SkipReason::Vendored | SkipReason::Report);
            skipped.reason.is_unread() || (is_generated && strictness == Strictness::Strict)
        })
    }

    /// Whether there are rewrites of findings as asked, or may be once it is known which devices users have.
    pub fn may_have_rewrites(&self, is_asked: impl Fn(&Finding) -> bool) -> bool {
        let mut findings = self.findings().map(|(_, finding)| finding);
        !self.open.is_empty()
            || findings.any(|finding| finding.rewrite.is_some() && is_asked(finding))
    }

    /// The users whose devices would answer the open questions, each once, with their accounts.
    pub fn wanted(&self) -> BTreeSet<(Account, String)> {
        let wanted = self.open.iter().map(|file| file.examination.wanted());
        wanted.flatten().collect()
    }

    /// Answers the open questions.
    pub fn answer(&mut self, resolver: &DeviceResolver) {
        let open = std::mem::take(&mut self.open);
        let answered: Vec<Result<Option<FileFindings>, Skipped>> = open
            .into_par_iter()
            .map(|file| {
                let path = file.entry.path.clone();
                guarded(&path, || file.answered(resolver))
            })
            .collect();
        for answered in answered {
            match answered {
                Ok(found) => self.files.extend(found),
                Err(failed) => {
                    self.looked_at -= 1;
                    self.passed_over.push(failed);
                }
            }
        }
        self.passed_over.sort();
        self.files.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
    }

    /// Says at each lookup why it may fail, and leaves out what isn't worth saying without calls that sign in.
    pub fn tell(&mut self, listings: &Listings, calls: &SessionCalls) {
        for file in &mut self.files {
            file.keep(|finding| calls.bear_out(finding));
            for finding in &mut file.findings {
                listings.tell(finding);
                calls.tell(finding);
                self.named_elsewhere.tell(&file.entry.path, finding);
            }
        }
        self.files.retain(|file| !file.is_empty());
    }

    /// The files that hold a serial number in a variable that others may have, where it would be rewritten without anybody's look.
    fn holders(&self) -> Vec<Holder> {
        let found = self.files.iter().map(|file| {
            let safe = |finding: &&Finding| finding.disposition == Disposition::Safe;
            let findings = file.findings.iter().filter(safe);
            let names = findings.flat_map(|finding| finding.held_by.iter().map(String::as_str));
            Holder::new(&file.entry.path, &file.bytes, names)
        });
        let open = self.open.iter().map(|file| {
            let names = file.examination.held_by();
            Holder::new(&file.entry.path, &file.bytes, names)
        });
        found.chain(open).flatten().collect()
    }

    /// Adds what another scan found.
    pub fn append(&mut self, other: Scan) {
        self.files.extend(other.files);
        self.open.extend(other.open);
        self.looked_at += other.looked_at;
        self.listings.append(other.listings);
        self.session_calls.append(other.session_calls);
        self.passed_over.extend(other.passed_over);
    }
}

impl FileFindings {
    /// Leaves out the findings, and of those that are ignored, that aren't as asked.
    fn keep(&mut self, is_kept: impl Fn(&Finding) -> bool) {
        self.ignored.retain(|ignored| is_kept(&ignored.finding));
        let is_kept: Vec<bool> = self.findings.iter().map(is_kept).collect();
        if is_kept.iter().all(|is_kept| *is_kept) {
            return;
        }
        let mut of_findings = is_kept.iter();
        self.findings.retain(|_| of_findings.next() == Some(&true));
        let mut of_fingerprints = is_kept.iter();
        self.fingerprints
            .retain(|_| of_fingerprints.next() == Some(&true));
        if let Some(provable) = &mut self.provable {
            provable.keep(&is_kept);
        }
    }

    /// Whether it has more than notes.
    pub fn is_to_migrate(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.disposition != Disposition::Note)
    }

    /// Whether there is nothing to say of it.
    fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.ignored.is_empty() && self.remarks.is_empty()
    }

    /// The bytes of the file, as it is stored, that say these of its text (from 0, end exclusive).
    pub fn in_file(&self, span: &Range<usize>) -> Range<usize> {
        let offset = |at| self.offsets.in_file(&self.bytes, at);
        offset(span.start)..offset(span.end)
    }
}

impl OpenFile {
    fn answered(self, resolver: &DeviceResolver) -> Option<FileFindings> {
        let rules = self.configuration.of_file(&self.entry.path);
        let Examined {
            findings,
            ignored,
            remarks,
            provable,
        } = self
            .examination
            .examined_under(&self.bytes, resolver, &rules);
        let is_empty = findings.is_empty() && ignored.is_empty() && remarks.is_empty();
        (!is_empty).then(|| FileFindings {
            fingerprints: fingerprint::of_file(&self.entry.path, &findings),
            entry: self.entry,
            offsets: Offsets::of(self.encoding, &self.bytes),
            encoding: self.encoding,
            bytes: self.bytes,
            findings,
            ignored,
            remarks,
            provable: (self.keeps == Keeps::Documents).then_some(provable),
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
    /// Which files are looked at.
    pub admission: &'a Admission,
    /// What the configuration says of findings.
    pub configuration: &'a Arc<Configuration>,
    /// What the rewrites of policies are to do.
    pub choices: Choices,
}

impl Terms<'_> {
    /// Looks at one file: what is found, what its policies say of listing devices, and the line on which it calls
    /// `sts:GetSessionToken`.
    fn look(&self, candidate: &Candidate) -> (Option<Looked>, Listing, Option<usize>) {
        let path = candidate.path.to_str_lossy();
        let examination = Examination::choosing(&path, candidate.text, self.choices);
        let listing = examination.listing();
        let session_call = examination.session_call();
        (self.found(candidate, examination), listing, session_call)
    }

    /// What is found in a file; `None` where nothing is.
    fn found(&self, candidate: &Candidate, examination: Examination) -> Option<Looked> {
        let bytes = candidate.text;
        if examination.is_empty() {
            return None;
        }
        let file = OpenFile {
            entry: candidate.entry(),
            bytes: bytes.to_vec(),
            encoding: candidate.encoding,
            examination,
            keeps: self.keeps,
            configuration: Arc::clone(self.configuration),
        };
        let resolver = match self.resolver {
            Some(resolver) => resolver,
            None if file.examination.has_questions() => return Some(Looked::Open(file)),
            None => &DeviceResolver::none(),
        };
        file.answered(resolver).map(Looked::Found)
    }
}

/// What is found in one file, where there is no other. `name` is its path, with `/` between its parts.
pub fn findings(name: &str, bytes: &[u8], resolver: &DeviceResolver) -> Vec<Finding> {
    let examination = Examination::of(name, bytes);
    let mut calls = SessionCalls::default();
    let path = RepoPath::from_git(name.as_bytes());
    calls.add(&path, examination.session_call());
    let mut findings = examination.examined(bytes, resolver).findings;
    findings.retain(|finding| calls.bear_out(finding));
    findings.iter_mut().for_each(|finding| calls.tell(finding));
    findings
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
        admission: terms.admission,
    };
    let walked = source.walk(&wanted, &|candidate| {
        if filter::has_too_many_needles(candidate.text) {
            let passed = Skipped::new(candidate.path.clone(), SkipReason::TooMany);
            let mut scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
            scan.passed_over.push(passed);
            return;
        }
        let looked = guarded(&candidate.path, || terms.look(candidate));
        let mut scan = scan.lock().unwrap_or_else(PoisonError::into_inner);
        match looked {
            Ok((looked, listing, session_call)) => {
                scan.listings.add(&candidate.path, listing);
                scan.session_calls.add(&candidate.path, session_call);
                match looked {
                    Some(Looked::Found(file)) => scan.files.push(file),
                    Some(Looked::Open(file)) => scan.open.push(file),
                    None => {}
                }
            }
            Err(failed) => scan.passed_over.push(failed),
        }
    })?;
    let mut scan = scan.into_inner().unwrap_or_else(PoisonError::into_inner);
    // A file may be named twice on the command line.
    scan.files.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
    scan.files.dedup_by(|a, b| a.entry.path == b.entry.path);
    scan.open.sort_by(|a, b| a.entry.path.cmp(&b.entry.path));
    scan.open.dedup_by(|a, b| a.entry.path == b.entry.path);
    scan.named_elsewhere = NamedElsewhere::of(scan.holders(), source, terms.admission)?;
    scan.looked_at = walked.looked_at - scan.passed_over.len();
    scan.passed_over.extend(walked.passed_over);
    scan.passed_over.sort();
    Ok(scan)
}

/// Does something with a file. A fault of the program there must not end the whole run: the file is passed over, and said
/// to be.
fn guarded<T>(path: &RepoPath, what: impl FnOnce() -> T) -> Result<T, Skipped> {
    fault::contained(what).ok_or_else(|| {
        Skipped::detailed(
            path.clone(),
            SkipReason::Failed,
            "the program failed on this file; please report it".to_owned(),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_ends_only_its_own_file() {
        let path = RepoPath::from_git(b"a.sh");
        assert_eq!(guarded(&path, || 1), Ok(1));
        let failed = guarded(&path, || -> u8 { panic!("on purpose") }).expect_err("a failure");
        assert_eq!((failed.path, failed.reason), (path, SkipReason::Failed));
        assert!(failed.reason.is_unread());
    }
}
