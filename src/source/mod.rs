//! Where files come from: the work tree, or the tree of a commit.

pub mod head;
pub mod repo_path;
pub mod scope;
pub mod vendored;
pub mod worktree;

pub use repo_path::RepoPath;

/// The largest file (bytes) that is looked into: 16 MiB.
pub const LARGEST: u64 = 16 * 1024 * 1024;

/// How many bytes at the beginning of a file tell whether it is binary; git looks at as many (`buffer_is_binary`).
const BINARY_PROBE: usize = 8000;
/// The name of the files that say what is special about others (gitattributes(5)).
const ATTRIBUTES: &str = ".gitattributes";
/// How a file begins that git-lfs keeps elsewhere (git-lfs, docs/spec.md).
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

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

/// Why a file was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SkipReason {
    /// It has a NUL byte near its beginning.
    Binary,
    /// It is UTF-16, which no tool of this trade reads.
    Utf16,
    /// It has a needle and more than [`LARGEST`] bytes.
    TooLarge,
    /// A symbolic link; what it points to is looked at under its own name.
    Symlink,
    /// A submodule or a repository within the repository: run the program there.
    Submodule,
    /// Its content is kept by git-lfs.
    Lfs,
    /// It is vendored or generated, and has a needle.
    Vendored,
    /// It could not be read.
    Unreadable,
}

impl SkipReason {
    /// All reasons, in the order of reports.
    pub const ALL: [SkipReason; 8] = [
        SkipReason::Binary,
        SkipReason::Utf16,
        SkipReason::TooLarge,
        SkipReason::Symlink,
        SkipReason::Submodule,
        SkipReason::Lfs,
        SkipReason::Vendored,
        SkipReason::Unreadable,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            SkipReason::Binary => "binary",
            SkipReason::Utf16 => "utf_16",
            SkipReason::TooLarge => "too_large",
            SkipReason::Symlink => "symlink",
            SkipReason::Submodule => "submodule",
            SkipReason::Lfs => "lfs_pointer",
            SkipReason::Vendored => "vendored",
            SkipReason::Unreadable => "unreadable",
        }
    }

    /// What to call so many of them.
    pub fn describe(self, count: usize) -> String {
        let plural = if count == 1 { "" } else { "s" };
        match self {
            SkipReason::Binary => format!("{count} binary"),
            SkipReason::Utf16 => format!("{count} in UTF-16"),
            SkipReason::TooLarge => format!("{count} over 16 MiB"),
            SkipReason::Symlink => format!("{count} symbolic link{plural}"),
            SkipReason::Submodule => format!("{count} submodule{plural}"),
            SkipReason::Lfs => format!("{count} git-lfs pointer{plural}"),
            SkipReason::Vendored => {
                format!(
                    "{count} vendored or generated with something to look at (--include-vendored)"
                )
            }
            SkipReason::Unreadable => format!("{count} unreadable"),
        }
    }
}

/// A file that was not looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Its path.
    pub path: RepoPath,
    /// Why.
    pub reason: SkipReason,
    /// More to say of it, such as what the system said.
    pub detail: Option<String>,
}

impl Skipped {
    /// A file passed over for a reason that says enough.
    pub fn new(path: RepoPath, reason: SkipReason) -> Skipped {
        Skipped {
            path,
            reason,
            detail: None,
        }
    }
}

/// The files of a source.
#[derive(Debug, Default)]
pub struct Listing {
    /// Those to look at, sorted by path, each once.
    pub entries: Vec<Entry>,
    /// Those that are no ordinary files.
    pub passed_over: Vec<Skipped>,
    /// The `.gitattributes` that govern them.
    pub attributes: Vec<Entry>,
}

/// A set of files that can be listed and read.
pub trait Source: Sync {
    /// Lists the files.
    ///
    /// # Errors
    ///
    /// When the repository can't be read.
    fn list(&self) -> anyhow::Result<Listing>;

    /// A reader of their contents, for one thread.
    ///
    /// # Errors
    ///
    /// When the repository can't be opened.
    fn reader(&self) -> anyhow::Result<Box<dyn Reader + '_>>;
}

/// Reads the contents of files.
pub trait Reader {
    /// Reads a file into a buffer, replacing what it holds. `false` where the file is larger than [`LARGEST`] and has
    /// no needle; then the buffer is not used.
    ///
    /// # Errors
    ///
    /// When it can't be read, or is too large to be looked into.
    fn read(&mut self, entry: &Entry, buffer: &mut Vec<u8>) -> Result<bool, Skipped>;
}

/// Why these contents are not to be looked at, if they aren't.
pub fn unsuited(bytes: &[u8]) -> Option<SkipReason> {
    if bytes.starts_with(LFS_POINTER) {
        Some(SkipReason::Lfs)
    } else if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        Some(SkipReason::Utf16)
    } else {
        bytes[..bytes.len().min(BINARY_PROBE)]
            .contains(&0)
            .then_some(SkipReason::Binary)
    }
}
