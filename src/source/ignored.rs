//! What git ignores (gitignore(5)): the `.gitignore` of each folder, the repository's `info/exclude`, the user's own
//! `core.excludesFile`.
//!
//! The `ignore` crate matches the patterns, but isn't given the files to read: it follows links and waits for pipes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder, gitconfig_excludes_path};

use super::bounded::{self, Links};
use super::git_folder;
use super::{RepoPath, SkipReason, Skipped};

/// The largest file of patterns (bytes) that is read. It bounds what a hostile one takes of memory.
const LARGEST: u64 = 128 * 1024;
/// The longest pattern (bytes) that could match a path (PATH_MAX of Linux).
const LONGEST_PATTERN: usize = 4096;

/// What is ignored below a root.
pub struct Ignored {
    root: PathBuf,
    /// `info/exclude` and the user's own file, which count after all others, in this order.
    general: Vec<Gitignore>,
    /// What counts in each folder that was asked about.
    folders: RwLock<HashMap<PathBuf, Counts>>,
    unread: Mutex<Vec<Skipped>>,
}

/// The innermost `.gitignore` that counts in a folder; none where there is none from there up to the root.
type Counts = Option<Arc<Level>>;

/// One `.gitignore`, and what counts after it.
struct Level {
    patterns: Gitignore,
    above: Counts,
}

impl Ignored {
    /// What is ignored in the work tree `root` of the repository in the folder `git`. Each `.gitignore` is read when
    /// it is first needed.
    pub fn new(root: &Path, git: &Path) -> Ignored {
        let mut ignored = Ignored {
            root: root.to_owned(),
            general: Vec::new(),
            folders: RwLock::default(),
            unread: Mutex::default(),
        };
        let exclude = git_folder::common(git).join("info/exclude");
        let repository = ignored.read(&exclude, Links::Followed, root);
        // The user's own file is nobody's finding where it can't be read.
        let own = gitconfig_excludes_path()
            .and_then(|path| {
                bounded::read(&path, LARGEST, Links::Followed)
                    .ok()
                    .flatten()
            })
            .and_then(|bytes| patterns(root, &bytes).ok());
        ignored.general = repository.into_iter().chain(own).collect();
        ignored
    }

    /// Whether git ignores a file or folder, none of whose folders it ignores.
    pub fn is_ignored(&self, path: &Path, is_folder: bool) -> bool {
        let Some(folder) = path.parent() else {
            return false;
        };
        let innermost = self.counts(folder);
        let mut level = innermost.as_ref();
        while let Some(of_folder) = level {
            match of_folder.patterns.matched(path, is_folder) {
                Match::None => level = of_folder.above.as_ref(),
                said => return said.is_ignore(),
            }
        }
        let said = self.general.iter().map(|of| of.matched(path, is_folder));
        said.into_iter()
            .find(|said| !said.is_none())
            .is_some_and(|said| said.is_ignore())
    }

    /// The files of patterns that couldn't be read so far. They say nothing.
    pub fn unread(&self) -> Vec<Skipped> {
        let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut unread)
    }

    fn counts(&self, folder: &Path) -> Counts {
        let mut missing = Vec::new();
        let mut counts = None;
        {
            let folders = self.folders.read().unwrap_or_else(PoisonError::into_inner);
            for folder in folder.ancestors() {
                if let Some(known) = folders.get(folder) {
                    counts = known.clone();
                    break;
                }
                missing.push(folder);
                if folder == self.root {
                    break;
                }
            }
        }
        for folder in missing.into_iter().rev() {
            let file = folder.join(".gitignore");
            if let Some(patterns) = self.read(&file, Links::Ignored, folder) {
                let above = counts;
                counts = Some(Arc::new(Level { patterns, above }));
            }
            let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
            folders.insert(folder.to_owned(), counts.clone());
        }
        counts
    }

    /// The patterns of a file, which count in a folder; none where there is no file or none in it.
    fn read(&self, file: &Path, links: Links, folder: &Path) -> Option<Gitignore> {
        let read = bounded::read(file, LARGEST, links).map_err(|error| error.to_string());
        match read.and_then(|bytes| bytes.map(|bytes| patterns(folder, &bytes)).transpose()) {
            Ok(found) => found.filter(|patterns| !patterns.is_empty()),
            Err(why) => {
                let path = RepoPath::below(&self.root, file).unwrap_or_default();
                let skipped = Skipped::detailed(path, SkipReason::Unreadable, why);
                let mut unread = self.unread.lock().unwrap_or_else(PoisonError::into_inner);
                unread.push(skipped);
                None
            }
        }
    }
}

/// The patterns of these lines, which count in a folder. One that isn't valid matches nothing, as in git.
fn patterns(folder: &Path, bytes: &[u8]) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new(folder);
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() <= LONGEST_PATTERN
            && let Ok(line) = std::str::from_utf8(line)
        {
            let _ = builder.add_line(None, line);
        }
    }
    builder.build().map_err(|error| error.to_string())
}
