//! Which repository, and which part of it, the paths on the command line mean.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::RepoPath;
use super::closed::Closed;
use super::git_folder::{self, Unusable};
use super::{git_error, index};

/// A repository, or a folder that is in none, and the parts of it to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The folder that paths are relative to: the work tree, the bare repository, or the folder itself.
    pub root: PathBuf,
    /// The git folder, where there is one.
    pub git: Option<PathBuf>,
    /// Why that isn't opened, where it isn't.
    closed: Option<Closed>,
    /// Whether there is no work tree.
    pub is_bare: bool,
    /// What to look at.
    pub parts: Vec<RepoPath>,
}

impl Scope {
    /// The git folder, where it can be opened.
    ///
    /// # Errors
    ///
    /// When there is none, or it can't; it says what to do.
    pub fn openable(&self) -> anyhow::Result<&Path> {
        match (&self.git, self.closed) {
            (_, Some(closed)) => Err(anyhow::Error::new(closed).context(shown(&self.root))),
            (Some(git), None) => Ok(git),
            (None, None) => anyhow::bail!(
                "{}: this is no git repository; run with --in-place to edit the files, or with --diff to get a patch",
                shown(&self.root)
            ),
        }
    }
}

/// Why a path can't be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ScopeError {
    /// It isn't there.
    #[error("{}: {error}", shown(path))]
    Missing {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The repository around it has something else in the place of a file.
    #[error("{}: the git repository here can't be opened: {error}", shown(path))]
    Unusable {
        /// The path.
        path: PathBuf,
        /// What stands where.
        error: Unusable,
    },
    /// The repository around it can't be opened.
    #[error(
        "{}: the git repository here can't be opened: {}",
        shown(path),
        git_error::sentence(error)
    )]
    Unopened {
        /// The path.
        path: PathBuf,
        /// What libgit2 said.
        error: git2::Error,
    },
    /// The repository's configuration says that its work tree is elsewhere.
    #[error(
        "{}: the repository's core.worktree names {}, which doesn't hold this path; run the program in that folder, or unset core.worktree",
        shown(path),
        shown(worktree)
    )]
    Elsewhere {
        /// The path.
        path: PathBuf,
        /// The folder that the configuration names.
        worktree: PathBuf,
    },
}

fn shown(path: &Path) -> String {
    crate::terminal::escaped(&path.to_string_lossy()).into_owned()
}

/// The scopes that paths mean, in the order they are first named; paths of one repository are one scope.
///
/// # Errors
///
/// When a path isn't there, or its repository can't be opened.
pub fn resolve(paths: &[PathBuf]) -> Result<Vec<Scope>, ScopeError> {
    let mut scopes: Vec<Scope> = Vec::new();
    for path in paths {
        let found = scope(path)?;
        match scopes
            .iter_mut()
            .find(|scope| scope.root == found.root && scope.git == found.git)
        {
            Some(scope) => scope.parts.extend(found.parts),
            None => scopes.push(found),
        }
    }
    Ok(scopes)
}

fn scope(path: &Path) -> Result<Scope, ScopeError> {
    let real = std::fs::canonicalize(path).map_err(|error| ScopeError::Missing {
        path: path.to_owned(),
        error,
    })?;
    let folder = if real.is_dir() {
        real.as_path()
    } else {
        real.parent().unwrap_or(Path::new("/"))
    };
    let outer = around(folder);
    if outer.is_none() {
        git_folder::check_around(folder).map_err(|error| ScopeError::Unusable {
            path: path.to_owned(),
            error,
        })?;
    }
    let repository = match outer.map_or_else(|| Repository::discover(folder), Ok) {
        Ok(repository) => repository,
        Err(error) if error.code() == git2::ErrorCode::NotFound => {
            return Ok(Scope {
                root: folder.to_owned(),
                git: None,
                closed: None,
                is_bare: false,
                parts: RepoPath::below(folder, &real).into_iter().collect(),
            });
        }
        Err(error) => {
            return closed(folder, &real, &error).ok_or_else(|| ScopeError::Unopened {
                path: path.to_owned(),
                error,
            });
        }
    };
    let git = repository.path().to_owned();
    let Some(worktree) = repository.workdir() else {
        return Ok(Scope {
            root: git.clone(),
            git: Some(git),
            closed: None,
            is_bare: true,
            parts: vec![RepoPath::default()],
        });
    };
    let root = std::fs::canonicalize(worktree).unwrap_or_else(|_| worktree.to_owned());
    match RepoPath::below(&root, &real) {
        Some(scope) => Ok(Scope {
            root,
            git: Some(git),
            closed: None,
            is_bare: false,
            parts: vec![scope],
        }),
        None => Err(ScopeError::Elsewhere {
            path: path.to_owned(),
            worktree: root,
        }),
    }
}

/// The scope of a path in a work tree whose repository isn't opened, but known to be whole.
fn closed(folder: &Path, real: &Path, error: &git2::Error) -> Option<Scope> {
    let (root, git) = git_folder::of_work_tree(folder)?;
    let closed = Closed::of(&git, error)?;
    Some(Scope {
        parts: RepoPath::below(&root, real).into_iter().collect(),
        root,
        git: Some(git),
        closed: Some(closed),
        is_bare: false,
    })
}

/// The repository that tracks what is in a folder, where the folder is in one that merely looks like a bare repository
/// (it has `HEAD`, `objects` and `refs`): git would take that for a repository of its own, and find nothing in it.
fn around(folder: &Path) -> Option<Repository> {
    let mut found = discovered(folder)?;
    // A repository's folder holds no files of its work tree, so this is one that was committed, or none's.
    while folder.starts_with(&found) {
        let inner = found;
        found = discovered(inner.parent()?)?;
        if found == inner {
            // A `.git`, which is found from beside it, too, and is never committed.
            return None;
        }
        git_folder::check_around(found.parent()?).ok()?;
        let Ok(repository) = Repository::open(&found) else {
            continue;
        };
        if tracks(&repository, &inner) {
            return Some(repository);
        }
    }
    None
}

fn discovered(folder: &Path) -> Option<PathBuf> {
    let git = Repository::discover_path(folder, std::iter::empty::<&Path>()).ok()?;
    std::fs::canonicalize(git).ok()
}

/// Whether a repository's index has anything in a folder.
fn tracks(repository: &Repository, folder: &Path) -> bool {
    let root = repository
        .workdir()
        .and_then(|root| std::fs::canonicalize(root).ok());
    let Some(part) = root.and_then(|root| RepoPath::below(&root, folder)) else {
        return false;
    };
    let mut has = false;
    let read = index::read(repository.path(), &mut |path, _| {
        has = has || RepoPath::from_git(path).is_within(&part);
    });
    read.is_ok() && has
}
