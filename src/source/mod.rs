//! Where files come from: the work tree, or the tree of a commit.
//!
//! A source is walked by several threads, each of which reads a file into a buffer of its own and asks whether anything
//! could be found in it. Most files end there: no path is kept of them, and nothing is allocated.

pub mod admission;
pub mod bounded;
mod closed;
mod crew;
pub mod encoding;
pub mod git_error;
pub mod git_folder;
pub mod given;
pub mod head;
mod ignored;
mod index;
pub mod load;
pub mod path_set;
pub mod patterns;
pub mod provenance;
mod reader;
pub mod repo_path;
pub mod scope;
pub mod since;
pub mod skip;
#[cfg(test)]
mod tests;
pub mod vendored;
pub mod worktree;

pub use repo_path::RepoPath;
pub use skip::{SkipReason, Skipped};

use admission::Admission;
use encoding::Encoding;
use vendored::Marks;

/// The largest file (bytes) that is looked into: 16 MiB.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// The name of the files that say what is special about others (gitattributes(5)).
const ATTRIBUTES: &str = ".gitattributes";

/// The mode of a symbolic link, as git writes it in trees and in its index.
const MODE_LINK: u32 = 0o120_000;

/// A file of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: RepoPath,
    /// Its blob; none for a file of the work tree.
    pub blob: Option<git2::Oid>,
    /// Its git mode, such as 0o100755.
    pub mode: u32,
}

/// Whether there could be a finding in a text. `false` must be certain.
pub type Predicate<'a> = dyn Fn(&[u8]) -> bool + Sync + 'a;

/// What makes a file worth a look.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Asked of the whole of a file.
    pub in_file: &'a Predicate<'a>,
    /// Asked of a piece of a file, for what may stand in the rest of it.
    pub in_piece: &'a Predicate<'a>,
    /// Which files are looked at.
    pub admission: &'a Admission,
}

/// What becomes of a file, as far as its contents say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// There can be no finding in it.
    Clean,
    /// There could be one.
    Candidate,
    /// It is no text that is looked at.
    Skipped(SkipReason),
}

impl Wanted<'_> {
    /// Judges a file by its contents.
    fn verdict(&self, bytes: &[u8]) -> Verdict {
        let encoding = Encoding::of(bytes);
        match skip::unsuited(bytes, encoding) {
            Some(SkipReason::Binary)
                if bytes.len() <= LARGEST
                    && skip::is_text_but_for_nul(bytes)
                    && (self.in_file)(bytes) =>
            {
                Verdict::Skipped(SkipReason::NulByte)
            }
            Some(reason) => Verdict::Skipped(reason),
            None if (self.in_file)(&encoding.lenient(bytes)) => Verdict::Candidate,
            None => Verdict::Clean,
        }
    }
}

/// A file in which there could be a finding.
pub struct Candidate<'a> {
    /// Its path.
    pub path: RepoPath,
    /// Its text.
    pub text: &'a [u8],
    /// How the file says it.
    pub encoding: Encoding,
    git: &'a Git<'a>,
}

/// What git knows of a file: its blob and its mode.
type Git<'a> = dyn Fn(&RepoPath) -> (Option<git2::Oid>, u32) + 'a;

/// Who looks at the files in which there could be a finding.
type Look<'a> = dyn Fn(&Candidate) + Sync + 'a;

/// Shows a file in which there could be a finding, unless it is passed over.
fn show(
    path: RepoPath,
    bytes: &[u8],
    git: &Git,
    (admission, marks): (&Admission, &Marks),
    look: &Look,
) -> Result<(), Skipped> {
    let encoding = Encoding::of(bytes);
    let text = encoding.decoded(bytes);
    if let Some(reason) = admission.skips(&path, text.as_deref().unwrap_or(bytes), marks) {
        return Err(Skipped::new(path, reason));
    }
    let Some(text) = text else {
        return Err(Skipped::new(path, SkipReason::Utf16));
    };
    look(&Candidate {
        path,
        text: &text,
        encoding,
        git,
    });
    Ok(())
}

impl Candidate<'_> {
    /// The file as deliveries need it. Its mode is asked for here, as few files need it.
    pub fn entry(&self) -> Entry {
        let (blob, mode) = (self.git)(&self.path);
        Entry {
            path: self.path.clone(),
            blob,
            mode,
        }
    }
}

/// What a walk came across.
#[derive(Debug, Default)]
pub struct Walked {
    /// How many files were looked at.
    pub looked_at: usize,
    /// The files that weren't, sorted by path.
    pub passed_over: Vec<Skipped>,
}

/// A set of files.
pub trait Source: Sync {
    /// Walks the files, and shows those in which there could be a finding, from several threads and in no order.
    ///
    /// # Errors
    ///
    /// When the repository can't be read. A single file that can't be is passed over.
    fn walk(&self, wanted: &Wanted, look: &Look) -> anyhow::Result<Walked>;

    /// All files of the repository that these are of; `None` where there are no more, or it is in none.
    fn whole(&self) -> Option<Box<dyn Source>> {
        None
    }
}
