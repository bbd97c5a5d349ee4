//! Which repository, and which part of it, the paths on the command line mean.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::RepoPath;

/// A repository, or a folder that is in none, and the parts of it to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder that paths are relative to: the work tree, the bare repository, or the folder itself.
    pub root: PathBuf,
    /// The git folder, where there is one.
    pub git: Option<PathBuf>,
    /// Whether there is no work tree.
    pub is_bare: bool,
    /// What to look at.
    pub scopes: Vec<RepoPath>,
}

/// Why a path can't be looked at.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// It isn't there.
    #[error("{}: {error}", shown(path))]
    Missing {
        /// The path.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The repository around it can't be opened.
    #[error(
        "{}: the git repository here can't be opened: {error}{}",
        shown(path),
        advice(error)
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
    crate::report::terminal::escaped(&path.to_string_lossy()).into_owned()
}

fn advice(error: &git2::Error) -> &'static str {
    if error.code() == git2::ErrorCode::Owner {
        "; it belongs to another user: if you trust it, run git config --global --add safe.directory with the path of the repository"
    } else {
        ""
    }
}

/// The places that paths mean, in the order they are first named; paths of one repository are one place.
///
/// # Errors
///
/// When a path isn't there, or its repository can't be opened.
pub fn resolve(paths: &[PathBuf]) -> Result<Vec<Place>, PlaceError> {
    let mut places: Vec<Place> = Vec::new();
    for path in paths {
        let found = place(path)?;
        match places
            .iter_mut()
            .find(|place| place.root == found.root && place.git == found.git)
        {
            Some(place) => place.scopes.extend(found.scopes),
            None => places.push(found),
        }
    }
    Ok(places)
}

fn place(path: &Path) -> Result<Place, PlaceError> {
    let real = std::fs::canonicalize(path).map_err(|error| PlaceError::Missing {
        path: path.to_owned(),
        error,
    })?;
    let folder = if real.is_dir() {
        real.as_path()
    } else {
        real.parent().unwrap_or(Path::new("/"))
    };
    let repository = match Repository::discover(folder) {
        Ok(repository) => repository,
        Err(error) if error.code() == git2::ErrorCode::NotFound => {
            return Ok(Place {
                root: folder.to_owned(),
                git: None,
                is_bare: false,
                scopes: RepoPath::below(folder, &real).into_iter().collect(),
            });
        }
        Err(error) => {
            return Err(PlaceError::Unopened {
                path: path.to_owned(),
                error,
            });
        }
    };
    let git = repository.path().to_owned();
    let Some(worktree) = repository.workdir() else {
        return Ok(Place {
            root: git.clone(),
            git: Some(git),
            is_bare: true,
            scopes: vec![RepoPath::default()],
        });
    };
    let root = std::fs::canonicalize(worktree).unwrap_or_else(|_| worktree.to_owned());
    match RepoPath::below(&root, &real) {
        Some(scope) => Ok(Place {
            root,
            git: Some(git),
            is_bare: false,
            scopes: vec![scope],
        }),
        None => Err(PlaceError::Elsewhere {
            path: path.to_owned(),
            worktree: root,
        }),
    }
}
