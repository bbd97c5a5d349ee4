//! Repositories that libgit2 doesn't open, although their files and their index can be read without it: so they can be looked at
//! and edited in place, but no branch can be made in them. Sources: git-config(1), "extensions" and "safe.directory".

use std::path::Path;

use git2::{Config, Error, ErrorCode};

/// Why a repository isn't opened, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// It belongs to another user, so that its configuration isn't trusted.
    #[error(
        "this repository belongs to another user, so git doesn't trust it. If you do, run `git config --global --add safe.directory FOLDER` with this folder; else run with --in-place to edit the files, or with --diff to get a patch"
    )]
    Owner,
    /// Its objects have names of another kind.
    #[error(
        "this repository names its objects by SHA-256; this program can read and make only objects that are named by SHA-1, so no branch can be made here. Run with --in-place to edit the files, or with --diff to get a patch, and commit with git"
    )]
    ObjectFormat,
    /// Its references are kept in another way.
    #[error(
        "this repository keeps its branches in a reftable, which this program can't read or write, so no branch can be made here. Run with --in-place to edit the files, or with --diff to get a patch, and commit with git"
    )]
    Reftable,
}

impl Closed {
    /// Why the repository in the folder `git` isn't opened; `None` where it is none of these.
    pub fn of(git: &Path, error: &Error) -> Option<Closed> {
        if error.code() == ErrorCode::Owner {
            return Some(Closed::Owner);
        }
        let config = Config::open(&super::git_folder::common(git).join("config")).ok()?;
        let is = |key: &str, usual: &str| {
            let value = config.get_string(key).ok();
            value.is_some_and(|value| !value.eq_ignore_ascii_case(usual))
        };
        if is("extensions.objectformat", "sha1") {
            return Some(Closed::ObjectFormat);
        }
        is("extensions.refstorage", "files").then_some(Closed::Reftable)
    }
}
