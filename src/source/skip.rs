//! Files that were not looked at, and why.

use super::RepoPath;
use super::encoding::{BINARY_PROBE, Encoding};

/// How a file begins that git-lfs keeps elsewhere (git-lfs, docs/spec.md).
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// Why a file was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SkipReason {
    /// It has a NUL byte near its beginning.
    Binary,
    /// It is text but for a NUL byte near its beginning, and there could be a finding in it.
    NulByte,
    /// It is UTF-16 that isn't well-formed, and there could be a finding in it.
    Utf16,
    /// It has more than [`LARGEST`](super::LARGEST) bytes and a needle among them, or is a packed blob of a size that
    /// is not inflated to see.
    TooLarge,
    /// There is more in it that could be a finding than is looked at in one file.
    TooMany,
    /// A symbolic link; what it points to is looked at under its own name.
    Symlink,
    /// A submodule or a repository within the repository: run the program there.
    Submodule,
    /// Its content is kept by git-lfs.
    Lfs,
    /// It is vendored or generated, and there could be a finding in it.
    Vendored,
    /// The configuration excludes it, and there could be a finding in it.
    Excluded,
    /// It is a report that this program wrote, and there could be a finding in what it repeats.
    Report,
    /// It could not be read. A fix ends there.
    Unreadable,
    /// It is an entry of a tree or of the index that git itself never writes: of a name that leads elsewhere, or one of two of
    /// the same name.
    Malformed,
    /// It is one of more files than any commit's tree should list.
    BeyondLimits,
    /// The program failed on it.
    Failed,
}

impl SkipReason {
    /// All reasons, in the order of reports.
    pub const ALL: [SkipReason; 15] = [
        SkipReason::Binary,
        SkipReason::NulByte,
        SkipReason::Utf16,
        SkipReason::TooLarge,
        SkipReason::TooMany,
        SkipReason::Symlink,
        SkipReason::Submodule,
        SkipReason::Lfs,
        SkipReason::Vendored,
        SkipReason::Excluded,
        SkipReason::Report,
        SkipReason::Unreadable,
        SkipReason::Malformed,
        SkipReason::BeyondLimits,
        SkipReason::Failed,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            SkipReason::Binary => "binary",
            SkipReason::NulByte => "nul_byte",
            SkipReason::Utf16 => "utf_16",
            SkipReason::TooLarge => "too_large",
            SkipReason::TooMany => "too_many",
            SkipReason::Symlink => "symlink",
            SkipReason::Submodule => "submodule",
            SkipReason::Lfs => "lfs_pointer",
            SkipReason::Vendored => "vendored",
            SkipReason::Excluded => "excluded",
            SkipReason::Report => "report",
            SkipReason::Unreadable => "unreadable",
            SkipReason::Malformed => "malformed",
            SkipReason::BeyondLimits => "beyond_limits",
            SkipReason::Failed => "failed",
        }
    }

    /// Whether such a file may hold something that nobody has looked at, so that a check can't be green.
    pub fn is_unread(self) -> bool {
        match self {
            SkipReason::NulByte
            | SkipReason::Utf16
            | SkipReason::TooLarge
            | SkipReason::TooMany
            | SkipReason::Unreadable
            | SkipReason::Malformed
            | SkipReason::BeyondLimits
            | SkipReason::Failed => true,
            SkipReason::Binary
            | SkipReason::Symlink
            | SkipReason::Submodule
            | SkipReason::Lfs
            | SkipReason::Vendored
            | SkipReason::Excluded
            | SkipReason::Report => false,
        }
    }

    /// What such a file is, in words for people.
    pub fn words(self) -> &'static str {
        match self {
            SkipReason::Binary => "binary",
            SkipReason::NulByte => "text with NUL bytes in it",
            SkipReason::Utf16 => "UTF-16 that can't be decoded",
            SkipReason::TooLarge => "over 16 MiB",
            SkipReason::TooMany => "more than 50,000 occurrences",
            SkipReason::Symlink => "symbolic link",
            SkipReason::Submodule => "submodule",
            SkipReason::Lfs => "git-lfs pointer",
            SkipReason::Vendored => "vendored or generated",
            SkipReason::Excluded => "excluded by the configuration",
            SkipReason::Report => "report of this program",
            SkipReason::Unreadable => "unreadable",
            SkipReason::Malformed => "git never writes it",
            SkipReason::BeyondLimits => "part of a tree of too many files",
            SkipReason::Failed => "the program failed on it",
        }
    }

    /// What to call so many of them.
    pub fn describe(self, count: usize) -> String {
        let plural = if count == 1 { "" } else { "s" };
        match self {
            SkipReason::Binary => format!("{count} binary"),
            SkipReason::NulByte => format!("{count} of text with NUL bytes in it"),
            SkipReason::Utf16 => format!("{count} in UTF-16 that can't be decoded"),
            SkipReason::TooLarge => format!("{count} over 16 MiB"),
            SkipReason::TooMany => {
                format!("{count} with more occurrences than are looked at in one file (50,000)")
            }
            SkipReason::Symlink => format!("{count} symbolic link{plural}"),
            SkipReason::Submodule => format!("{count} submodule{plural}"),
            SkipReason::Lfs => format!("{count} git-lfs pointer{plural}"),
            SkipReason::Vendored => {
                format!(
                    "{count} vendored or generated with something to look at (--include-vendored)"
                )
            }
            SkipReason::Excluded => {
                format!("{count} excluded by the configuration with something to look at")
            }
            SkipReason::Report => {
                format!("{count} report{plural} of this program (--include-vendored)")
            }
            SkipReason::Unreadable => format!("{count} unreadable"),
            SkipReason::Malformed => format!("{count} that git never writes"),
            SkipReason::BeyondLimits => {
                format!("{count} part{plural} of a tree of more files than can be looked at")
            }
            SkipReason::Failed => format!("{count} on which the program failed"),
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

    /// A file or folder of a name that leads out of the work tree, or into git's own folder.
    pub fn never_checked_out(path: RepoPath) -> Skipped {
        let why = "git never checks out a file or folder of this name";
        Skipped::detailed(path, SkipReason::Malformed, why.to_owned())
    }

    /// A file passed over for a reason of which there is more to say.
    pub fn detailed(path: RepoPath, reason: SkipReason, detail: String) -> Skipped {
        Skipped {
            path,
            reason,
            detail: Some(detail),
        }
    }
}

/// Why these contents are not to be looked at, if they aren't.
pub fn unsuited(bytes: &[u8], encoding: Encoding) -> Option<SkipReason> {
    if bytes.starts_with(LFS_POINTER) {
        Some(SkipReason::Lfs)
    } else if encoding == Encoding::Bytes {
        memchr::memchr(0, &bytes[..bytes.len().min(BINARY_PROBE)]).map(|_| SkipReason::Binary)
    } else {
        None
    }
}

/// How many bytes of a text there are for each NUL byte at least: a name in a list that NUL bytes divide is shorter.
const BYTES_A_NUL: usize = 32;

/// Whether contents with NUL bytes are text but for these: few of them, and no other control characters. Editors and shells
/// take such a file for text.
pub fn is_text_but_for_nul(bytes: &[u8]) -> bool {
    let nul_bytes = memchr::memchr_iter(0, bytes).count();
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, 0 | b'\t'..=b'\r' | 0x1B);
    nul_bytes <= bytes.len() / BYTES_A_NUL && !bytes.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_byte_makes_no_program_of_a_text() {
        let script = b"aws sts get-session-token --serial-number x\n".as_slice();
        for (bytes, is_text) in [
            ([script, b"\0\n"].concat(), true),
            ([script, b"\0\x01"].concat(), false),
            ([script, b"\0\0"].concat(), false),
            (b"x\0".to_vec(), false),
        ] {
            assert_eq!(is_text_but_for_nul(&bytes), is_text, "{bytes:?}");
        }
    }

    #[test]
    fn contents_that_are_no_text_are_told_by_their_beginning() {
        let late = |at: usize| {
            let mut bytes = vec![b'x'; at];
            bytes.push(0);
            bytes
        };
        for (bytes, reason) in [
            (b"".to_vec(), None),
            (b"text".to_vec(), None),
            (late(0), Some(SkipReason::Binary)),
            (late(BINARY_PROBE - 1), Some(SkipReason::Binary)),
            (late(BINARY_PROBE), None),
            (b"\xFF\xFEm\0".to_vec(), None),
            (b"\xFE\xFF\0m".to_vec(), None),
            (b"\xEF\xBB\xBFm".to_vec(), None),
            (
                [LFS_POINTER, b"\noid sha256:0\n"].concat(),
                Some(SkipReason::Lfs),
            ),
        ] {
            assert_eq!(unsuited(&bytes, Encoding::of(&bytes)), reason, "{bytes:?}");
        }
    }

    #[test]
    fn every_reason_has_a_name_and_a_description_of_its_own() {
        let all = SkipReason::ALL;
        for reason in all {
            let same = |other: &&SkipReason| {
                other.name() == reason.name()
                    || other.words() == reason.words()
                    || other.describe(2) == reason.describe(2)
            };
            assert_eq!(all.iter().filter(same).count(), 1, "{reason:?}");
            assert!(reason.describe(1).starts_with("1 "), "{reason:?}");
        }
    }
}
