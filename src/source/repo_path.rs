//! A file's path inside its repository.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

/// A path relative to the root, with `/` between its parts; any bytes but NUL, as git keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RepoPath(Vec<u8>);

impl RepoPath {
    /// A path from git's own bytes.
    pub fn from_git(bytes: &[u8]) -> RepoPath {
        RepoPath(bytes.to_vec())
    }

    /// The path of a file below a root; `None` where it isn't below it.
    pub fn below(root: &Path, path: &Path) -> Option<RepoPath> {
        RepoPath::bytes_below(root, path).map(|bytes| RepoPath(bytes.into_owned()))
    }

    /// The bytes of that path.
    pub fn bytes_below<'a>(root: &Path, path: &'a Path) -> Option<Cow<'a, [u8]>> {
        let relative = path.strip_prefix(root).ok()?;
        if cfg!(unix) {
            return Some(Cow::Borrowed(relative.as_os_str().as_encoded_bytes()));
        }
        let parts: Vec<&[u8]> = relative
            .components()
            .map(|part| part.as_os_str().as_encoded_bytes())
            .collect();
        Some(Cow::Owned(parts.join(&b'/')))
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The path as text; bytes that aren't UTF-8 become U+FFFD.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.0)
    }

    /// Its last part, as text.
    pub fn file_name(&self) -> Cow<'_, str> {
        let name = self.0.rsplit(|b| *b == b'/').next().unwrap_or_default();
        String::from_utf8_lossy(name)
    }

    /// The folder it is in.
    pub fn parent(&self) -> RepoPath {
        let end = self.0.iter().rposition(|b| *b == b'/').unwrap_or(0);
        RepoPath(self.0[..end].to_vec())
    }

    /// The path from a folder to it; `None` where it isn't in that folder.
    pub fn relative_to(&self, folder: &RepoPath) -> Option<RepoPath> {
        if folder.0.is_empty() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(folder.0.as_slice())?;
        Some(RepoPath(rest.strip_prefix(b"/")?.to_vec()))
    }

    /// Whether git checks such a path out: no part of it is empty, `.`, `..` or git's own folder.
    pub fn is_checked_out(&self) -> bool {
        self.0.split(|byte| *byte == b'/').all(is_checked_out)
    }

    /// The path as the system takes it.
    pub fn to_path(&self) -> PathBuf {
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            PathBuf::from(std::ffi::OsStr::from_bytes(&self.0))
        }
        #[cfg(not(unix))]
        PathBuf::from(self.to_str_lossy().as_ref())
    }

    /// Whether it is this path or below it. The empty path is the root.
    pub fn is_within(&self, scope: &RepoPath) -> bool {
        scope.0.is_empty()
            || self
                .0
                .strip_prefix(scope.0.as_slice())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
    }

    /// The path of an entry of this folder.
    pub fn join(&self, name: &[u8]) -> RepoPath {
        let mut bytes = self.0.clone();
        if !bytes.is_empty() {
            bytes.push(b'/');
        }
        bytes.extend_from_slice(name);
        RepoPath(bytes)
    }
}

/// Whether git checks out a file or folder of this name (git's read-cache.c, `verify_path`).
pub fn is_checked_out(name: &[u8]) -> bool {
    let is_outside = name.is_empty()
        || name == b"."
        || name == b".."
        || name.contains(&b'/')
        || cfg!(windows) && name.iter().any(|byte| b"\\:".contains(byte));
    !is_outside && !is_git_folder(name)
}

/// Whether a file system takes a name for git's own folder: without regard to case, with characters that HFS+ leaves
/// out, or as NTFS spells it (git's `is_hfs_dotgit`, `is_ntfs_dotgit`).
fn is_git_folder(name: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(name) else {
        return false;
    };
    let is_left_out = |c: char| matches!(c, '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}');
    let seen: String = text
        .chars()
        .filter(|c| !is_left_out(*c))
        .take_while(|c| *c != ':')
        .collect();
    let seen = seen.trim_end_matches([' ', '.']);
    [".git", "git~1"]
        .iter()
        .any(|git| seen.eq_ignore_ascii_case(git))
}

impl fmt::Display for RepoPath {
    /// Shows the path on a terminal: bytes that aren't UTF-8 and characters that would move the cursor or turn
    /// the writing direction are escaped.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for chunk in self.0.utf8_chunks() {
            f.write_str(&crate::terminal::escaped(chunk.valid()))?;
            for byte in chunk.invalid() {
                write!(f, "\\x{byte:02x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_are_shown_safely() {
        let path = RepoPath::from_git(b"a/caf\xe9\x1b[31m.json");
        assert_eq!(path.to_string(), "a/caf\\xe9\\u{1b}[31m.json");
        assert_eq!(path.to_str_lossy(), "a/caf\u{FFFD}\u{1b}[31m.json");
    }

    #[test]
    fn what_git_never_checks_out_is_told() {
        for (path, expected) in [
            ("a/b.json", true),
            (".github/..a/git~2/.gitignore", true),
            ("", false),
            ("/a", false),
            ("a/", false),
            ("a//b", false),
            ("./a", false),
            ("a/..", false),
            (".git/config", false),
            ("sub/.GIT/x", false),
            (".git .", false),
            (".git::$INDEX_ALLOCATION/x", false),
            ("Git~1", false),
            (".g\u{200C}it", false),
        ] {
            let path = RepoPath::from_git(path.as_bytes());
            assert_eq!(path.is_checked_out(), expected, "{path}");
        }
    }

    #[test]
    fn a_scope_is_whole_parts() {
        let path = RepoPath::from_git(b"iam/policy.json");
        for (scope, within) in [
            ("", true),
            ("iam", true),
            ("ia", false),
            ("iam/policy.json", true),
            ("iam/policy.json/x", false),
        ] {
            assert_eq!(
                path.is_within(&RepoPath::from_git(scope.as_bytes())),
                within
            );
        }
    }
}
