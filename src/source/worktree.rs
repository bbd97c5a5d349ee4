//! The files of the work tree: those that git tracks and those that .gitignore doesn't exclude. Outside a
//! repository, all files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use git2::Repository;
use ignore::WalkBuilder;

use super::scope::Scope;
use super::{
    ATTRIBUTES, Entry, LARGEST, Listing, MODE_LINK, Reader, RepoPath, SkipReason, Skipped, Source,
};
use crate::filter;

/// The mode of a submodule, as git writes it in its index.
const MODE_SUBMODULE: u32 = 0o160_000;

/// The files below a folder.
pub struct WorkTree {
    root: PathBuf,
    in_repository: bool,
    parts: Vec<RepoPath>,
    without: BTreeSet<RepoPath>,
}

impl WorkTree {
    /// The files of a scope.
    pub fn new(scope: &Scope) -> WorkTree {
        WorkTree {
            root: scope.root.clone(),
            in_repository: scope.git.is_some(),
            parts: scope.parts.clone(),
            without: BTreeSet::new(),
        }
    }

    /// The files but for some.
    pub fn without(mut self, paths: BTreeSet<RepoPath>) -> WorkTree {
        self.without = paths;
        self
    }

    /// Adds the files that the walk finds.
    fn walk(&self, scope: &RepoPath, files: &mut Files) {
        let start = self.root.join(scope.to_path());
        if self.in_repository {
            let root = self.root.clone();
            let walk = WalkBuilder::new(&start)
                .hidden(false)
                .ignore(false)
                .require_git(true)
                .filter_entry(move |entry| {
                    entry.file_name() != ".git"
                        && entry
                            .path()
                            .parent()
                            .is_none_or(|parent| parent == root || !is_repository(parent, &root))
                })
                .build();
            for entry in walk {
                match entry {
                    Ok(entry) => self.add(entry.path(), entry.file_type(), files),
                    Err(error) => self.add_error(&start, error.to_string(), files),
                }
            }
        } else {
            let walk = walkdir::WalkDir::new(&start)
                .into_iter()
                .filter_entry(|entry| entry.file_name() != ".git");
            for entry in walk {
                match entry {
                    Ok(entry) => self.add(entry.path(), Some(entry.file_type()), files),
                    Err(error) => {
                        let path = error.path().unwrap_or(&start).to_owned();
                        self.add_error(&path, error.to_string(), files);
                    }
                }
            }
        }
    }

    fn add(&self, path: &Path, kind: Option<fs::FileType>, files: &mut Files) {
        let (Some(kind), Some(relative)) = (kind, RepoPath::below(&self.root, path)) else {
            return;
        };
        if kind.is_symlink() {
            files.pass(Skipped::new(relative, SkipReason::Symlink));
        } else if kind.is_file() {
            files.add(relative, fs::symlink_metadata(path).ok().as_ref());
        } else if kind.is_dir()
            && self.in_repository
            && path != self.root
            && path.join(".git").exists()
        {
            files.pass(Skipped::new(relative, SkipReason::Submodule));
        }
    }

    fn add_error(&self, path: &Path, error: String, files: &mut Files) {
        files.pass(Skipped {
            path: RepoPath::below(&self.root, path).unwrap_or_default(),
            reason: SkipReason::Unreadable,
            detail: Some(error),
        });
    }

    /// The files that say which others are vendored: those among the files, and those in the folders above.
    fn attributes(&self, files: &Files) -> Vec<Entry> {
        let mut found: BTreeMap<RepoPath, Entry> = files
            .entries
            .iter()
            .filter(|(path, _)| path.file_name() == ATTRIBUTES)
            .map(|(path, entry)| (path.clone(), entry.clone()))
            .collect();
        for scope in &self.parts {
            let mut folder = scope.clone();
            while !folder.as_bytes().is_empty() {
                folder = folder.parent();
                let path = folder.join(ATTRIBUTES.as_bytes());
                let metadata = fs::symlink_metadata(self.root.join(path.to_path()));
                if metadata.is_ok_and(|metadata| metadata.is_file()) {
                    let entry = Entry {
                        path: path.clone(),
                        blob: None,
                        mode: mode(None),
                    };
                    found.insert(path, entry);
                }
            }
        }
        found.into_values().collect()
    }

    /// Adds what git tracks although .gitignore excludes it.
    fn add_tracked(&self, files: &mut Files) -> anyhow::Result<()> {
        let repository = Repository::discover(&self.root)
            .with_context(|| format!("{}: opening the repository", self.root.display()))?;
        let index = repository
            .index()
            .with_context(|| format!("{}: reading the index", self.root.display()))?;
        for entry in index.iter() {
            let path = RepoPath::from_git(&entry.path);
            if files.has(&path) || !self.parts.iter().any(|scope| path.is_within(scope)) {
                continue;
            }
            match entry.mode {
                MODE_SUBMODULE => files.pass(Skipped::new(path, SkipReason::Submodule)),
                MODE_LINK => files.pass(Skipped::new(path, SkipReason::Symlink)),
                _ => {
                    let file = self.root.join(path.to_path());
                    let is_below = file
                        .parent()
                        .and_then(|parent| fs::canonicalize(parent).ok())
                        .is_some_and(|parent| parent.starts_with(&self.root));
                    if let Ok(metadata) = fs::symlink_metadata(&file)
                        && metadata.is_file()
                        && is_below
                    {
                        files.add(path, Some(&metadata));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a folder below the root is a repository of its own.
fn is_repository(folder: &Path, root: &Path) -> bool {
    folder.starts_with(root) && folder.join(".git").exists()
}

#[derive(Default)]
struct Files {
    entries: BTreeMap<RepoPath, Entry>,
    passed_over: BTreeMap<RepoPath, Skipped>,
}

impl Files {
    fn has(&self, path: &RepoPath) -> bool {
        self.entries.contains_key(path) || self.passed_over.contains_key(path)
    }

    fn add(&mut self, path: RepoPath, metadata: Option<&fs::Metadata>) {
        let entry = Entry {
            path: path.clone(),
            blob: None,
            mode: mode(metadata),
        };
        self.entries.insert(path, entry);
    }

    fn pass(&mut self, passed: Skipped) {
        self.passed_over.insert(passed.path.clone(), passed);
    }
}

#[cfg(unix)]
fn mode(metadata: Option<&fs::Metadata>) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    let executable = metadata.is_some_and(|metadata| metadata.permissions().mode() & 0o100 != 0);
    if executable { 0o100_755 } else { 0o100_644 }
}

#[cfg(not(unix))]
fn mode(_: Option<&fs::Metadata>) -> u32 {
    0o100_644
}

impl Source for WorkTree {
    fn list(&self) -> anyhow::Result<Listing> {
        let mut files = Files::default();
        for scope in &self.parts {
            self.walk(scope, &mut files);
        }
        if self.in_repository {
            self.add_tracked(&mut files)?;
        }
        let attributes = self.attributes(&files);
        Ok(Listing {
            attributes,
            entries: files
                .entries
                .into_values()
                .filter(|entry| !self.without.contains(&entry.path))
                .collect(),
            passed_over: files.passed_over.into_values().collect(),
        })
    }

    fn reader(&self) -> anyhow::Result<Box<dyn Reader + '_>> {
        Ok(Box::new(FileReader { root: &self.root }))
    }
}

struct FileReader<'a> {
    root: &'a Path,
}

impl Reader for FileReader<'_> {
    fn read(&mut self, entry: &Entry, buffer: &mut Vec<u8>) -> Result<bool, Skipped> {
        let unreadable = |error: std::io::Error| Skipped {
            path: entry.path.clone(),
            reason: SkipReason::Unreadable,
            detail: Some(error.to_string()),
        };
        let mut file = File::open(self.root.join(entry.path.to_path())).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.len() > LARGEST {
            return match filter::stream_has_needle(&file).map_err(unreadable)? {
                true => Err(Skipped::new(entry.path.clone(), SkipReason::TooLarge)),
                false => Ok(false),
            };
        }
        buffer.clear();
        file.read_to_end(buffer).map_err(unreadable)?;
        Ok(true)
    }
}
