//! The files of the work tree: those that git tracks and those that .gitignore doesn't exclude. Outside a
//! repository, all files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{WalkBuilder, WalkState};
use walkdir::WalkDir;

use super::bounded::{self, Links};
use super::crew;
use super::ignored::Ignored;
use super::index;
use super::path_set::{PathHasher, PathSet};
use super::reader::Reader;
use super::scope::Scope;
use super::vendored::{self, Marks};
use super::{
    ATTRIBUTES, Look, MODE_LINK, RepoPath, SkipReason, Skipped, Source, Verdict, Walked, Wanted,
};
use crate::fault;

/// The mode of a submodule, as git writes it in its index.
const MODE_SUBMODULE: u32 = 0o160_000;

/// The files below a folder.
pub struct WorkTree {
    root: PathBuf,
    git: Option<PathBuf>,
    parts: Vec<RepoPath>,
    without: PathSet,
}

impl WorkTree {
    /// The files of a scope.
    pub fn new(scope: &Scope) -> WorkTree {
        WorkTree {
            root: scope.root.clone(),
            git: scope.git.clone(),
            parts: scope.parts.clone(),
            without: PathSet::default(),
        }
    }

    /// The files but for some.
    pub fn without(mut self, paths: PathSet) -> WorkTree {
        self.without = paths;
        self
    }

    fn starts(&self) -> impl Iterator<Item = PathBuf> + '_ {
        self.parts
            .iter()
            .map(|part| match part.as_bytes().is_empty() {
                true => self.root.clone(),
                false => self.root.join(part.to_path()),
            })
    }

    /// Walks what .gitignore and its kin don't exclude.
    fn walk_repository(&self, git: &Path, walk: &Walk) {
        let mut starts = self.starts();
        let Some(first) = starts.next() else {
            return;
        };
        let ignored = Arc::new(Ignored::new(&self.root, git));
        let filter = Arc::clone(&ignored);
        let mut builder = WalkBuilder::new(first);
        for start in starts {
            builder.add(start);
        }
        builder.standard_filters(false).filter_entry(move |entry| {
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            entry.file_name() != ".git"
                && (entry.depth() == 0 || !filter.is_ignored(entry.path(), is_folder))
        });
        // Its threads wait for one another.
        fault::ending_all(|| {
            builder.build_parallel().run(|| {
                let mut walker = Walker::new(walk);
                Box::new(move |entry| match entry {
                    Ok(entry) => walker.visit(entry.path(), entry.file_type()),
                    Err(error) => {
                        walker.unreadable(path_of(&error), error.to_string());
                        WalkState::Continue
                    }
                })
            });
        });
        let mut walker = Walker::new(walk);
        for unread in ignored.unread() {
            walker.pass(unread);
        }
    }

    /// Walks all files.
    fn walk_folder(&self, walk: &Walk) {
        let entries = self.starts().flat_map(|start| {
            WalkDir::new(start)
                .into_iter()
                .filter_entry(|entry| entry.file_name() != ".git")
        });
        crew::share(
            entries,
            || Walker::new(walk),
            |walker, entry| match entry {
                Ok(entry) => {
                    walker.visit(entry.path(), Some(entry.file_type()));
                }
                Err(error) => walker.unreadable(error.path(), error.to_string()),
            },
        );
    }

    /// Looks at what git tracks although .gitignore excludes it: all that the walk hasn't seen.
    fn walk_tracked(&self, git: &Path, walk: &Walk, seen: &PathSet) -> anyhow::Result<()> {
        let mut unseen = Vec::new();
        index::read(git, &mut |bytes, mode| {
            if !seen.contains(bytes) {
                let path = RepoPath::from_git(bytes);
                if self.parts.iter().any(|part| path.is_within(part)) {
                    unseen.push((path, mode));
                }
            }
        })?;
        unseen.dedup_by(|a, b| a.0 == b.0);
        crew::share(
            unseen.into_iter(),
            || Walker::new(walk),
            |walker, (path, mode)| match mode {
                _ if !path.is_checked_out() => walker.pass(Skipped::never_checked_out(path)),
                MODE_SUBMODULE => walker.pass(Skipped::new(path, SkipReason::Submodule)),
                MODE_LINK => walker.pass(Skipped::new(path, SkipReason::Symlink)),
                _ => {
                    let file = self.root.join(path.to_path());
                    if is_own_file(&file) {
                        walker.file(&file);
                    }
                }
            },
        );
        Ok(())
    }
}

/// Whether a path is a file, with no link on the way: what one leads to has another name in the repository, or is elsewhere.
fn is_own_file(path: &Path) -> bool {
    let is_there = path
        .parent()
        .is_some_and(|parent| fs::canonicalize(parent).is_ok_and(|real| real == parent));
    is_there && is_file(path)
}

/// Whether a path is a file, and no link to one.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// The path that an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    let mut error = error;
    loop {
        error = match error {
            ignore::Error::WithPath { path, .. } => return Some(path),
            ignore::Error::WithLineNumber { err, .. } | ignore::Error::WithDepth { err, .. } => err,
            ignore::Error::Loop { child, .. } => return Some(child),
            _ => return None,
        }
    }
}

impl Source for WorkTree {
    fn whole(&self) -> Option<Box<dyn Source>> {
        let git = self.git.clone()?;
        Some(Box::new(WorkTree {
            root: self.root.clone(),
            git: Some(git),
            parts: vec![RepoPath::default()],
            without: PathSet::default(),
        }))
    }

    fn walk(&self, wanted: &Wanted, look: &Look) -> anyhow::Result<Walked> {
        let read_attributes = |folder: &RepoPath| {
            let path = self.root.join(folder.to_path()).join(ATTRIBUTES);
            bounded::read(&path, vendored::LARGEST, Links::Ignored)
                .ok()
                .flatten()
        };
        let walk = Walk {
            tree: self,
            wanted,
            look,
            marks: Marks::new(&read_attributes),
            hasher: PathHasher::default(),
            done: Mutex::default(),
        };
        match &self.git {
            Some(git) => {
                self.walk_repository(git, &walk);
                let seen = {
                    let done = walk.done.lock().unwrap_or_else(PoisonError::into_inner);
                    let seen = [&done.looked_at[..], &done.others[..]].concat();
                    PathSet::new(walk.hasher.clone(), seen)
                };
                self.walk_tracked(git, &walk, &seen)?;
            }
            None => self.walk_folder(&walk),
        }
        let Walk { hasher, done, .. } = walk;
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.passed_over.sort();
        done.passed_over.dedup();
        Ok(Walked {
            looked_at: PathSet::new(hasher, done.looked_at).len(),
            passed_over: done.passed_over,
        })
    }
}

/// One walk, as all its threads see it.
struct Walk<'a> {
    tree: &'a WorkTree,
    wanted: &'a Wanted<'a>,
    look: &'a Look<'a>,
    marks: Marks<'a>,
    hasher: PathHasher,
    done: Mutex<Done>,
}

/// What threads came across.
#[derive(Default)]
struct Done {
    /// The hashes of the paths that were looked at.
    looked_at: Vec<u64>,
    /// Those of the others.
    others: Vec<u64>,
    passed_over: Vec<Skipped>,
}

/// One thread of a walk.
struct Walker<'a> {
    walk: &'a Walk<'a>,
    reader: Reader,
    own: Done,
}

impl<'a> Walker<'a> {
    fn new(walk: &'a Walk<'a>) -> Walker<'a> {
        Walker {
            walk,
            reader: Reader::default(),
            own: Done::default(),
        }
    }

    /// Takes an entry of a folder.
    fn visit(&mut self, path: &Path, kind: Option<fs::FileType>) -> WalkState {
        let tree = self.walk.tree;
        let Some(kind) = kind else {
            return WalkState::Continue;
        };
        if kind.is_file() {
            self.file(path);
        } else if kind.is_symlink() {
            self.pass_path(path, SkipReason::Symlink);
        } else if kind.is_dir()
            && tree.git.is_some()
            && path != tree.root
            && path.join(".git").exists()
        {
            self.pass_path(path, SkipReason::Submodule);
            return WalkState::Skip;
        }
        WalkState::Continue
    }

    /// Reads a file, and shows it where something could be found in it.
    fn file(&mut self, path: &Path) {
        let walk = self.walk;
        let root = &walk.tree.root;
        let Some(relative) = RepoPath::bytes_below(root, path) else {
            return;
        };
        if walk.tree.without.contains(&relative) || !walk.wanted.admission.admits(&relative) {
            return;
        }
        let hash = walk.hasher.hash(&relative);
        let own_path = || RepoPath::from_git(&relative);
        let skipped = match self.reader.read(path, walk.wanted.in_piece) {
            Ok(Some(bytes)) if walk.wanted.admission.is_unchanged(&relative, bytes) => {
                return self.own.others.push(hash);
            }
            Ok(Some(bytes)) => match walk.wanted.verdict(bytes) {
                Verdict::Clean => None,
                Verdict::Skipped(reason) => Some(Skipped::new(own_path(), reason)),
                Verdict::Candidate => {
                    let git = |path: &RepoPath| (None, mode(&root.join(path.to_path())));
                    let said = (walk.wanted.admission, &walk.marks);
                    super::show(own_path(), bytes, &git, said, walk.look).err()
                }
            },
            Ok(None) => None,
            Err(reason) => Some(Skipped {
                path: own_path(),
                ..reason.into()
            }),
        };
        match skipped {
            None => self.own.looked_at.push(hash),
            Some(skipped) => {
                self.own.others.push(hash);
                self.own.passed_over.push(skipped);
            }
        }
    }

    fn pass_path(&mut self, path: &Path, reason: SkipReason) {
        if let Some(relative) = RepoPath::below(&self.walk.tree.root, path) {
            self.pass(Skipped::new(relative, reason));
        }
    }

    fn pass(&mut self, skipped: Skipped) {
        let hash = self.walk.hasher.hash(skipped.path.as_bytes());
        self.own.others.push(hash);
        self.own.passed_over.push(skipped);
    }

    fn unreadable(&mut self, path: Option<&Path>, error: String) {
        let path = path.and_then(|path| RepoPath::below(&self.walk.tree.root, path));
        let path = path.unwrap_or_default();
        self.pass(Skipped::detailed(path, SkipReason::Unreadable, error));
    }
}

impl Drop for Walker<'_> {
    fn drop(&mut self) {
        let mut done = self
            .walk
            .done
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        done.looked_at.append(&mut self.own.looked_at);
        done.others.append(&mut self.own.others);
        done.passed_over.append(&mut self.own.passed_over);
    }
}

/// The mode that git gives a file.
#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let is_executable =
        fs::symlink_metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o100 != 0);
    if is_executable { 0o100_755 } else { 0o100_644 }
}

#[cfg(not(unix))]
fn mode(_: &Path) -> u32 {
    0o100_644
}
