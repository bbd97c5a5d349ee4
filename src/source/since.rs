//! What files held where a branch left another: `--since`.

use std::collections::HashMap;

use anyhow::{Context, bail};
use git2::{ErrorCode, ObjectType, Oid, Repository};

use super::RepoPath;
use super::path_set::PathHasher;
use super::scope::Scope;
use crate::terminal;

/// The blobs of the files of a tree, by the hashes of their paths.
#[derive(Debug, Default)]
pub struct Before {
    hasher: PathHasher,
    blobs: HashMap<u64, Oid>,
}

impl Before {
    /// Adds a file.
    pub fn add(&mut self, path: &RepoPath, blob: Oid) {
        self.blobs.insert(self.hasher.hash(path.as_bytes()), blob);
    }

    /// Whether a file of a path (its bytes) was this blob.
    pub fn is(&self, path: &[u8], blob: Oid) -> bool {
        self.blobs.get(&self.hasher.hash(path)) == Some(&blob)
    }

    /// Whether a file of a path (its bytes) held these bytes before.
    pub fn has(&self, path: &[u8], bytes: &[u8]) -> bool {
        let blob = self.blobs.get(&self.hasher.hash(path));
        blob.is_some_and(|blob| is_text(*blob, bytes))
    }
}

/// Whether a file of these bytes is this blob. What git calls unchanged although ends of lines differ is unchanged.
pub fn is_text(blob: Oid, bytes: &[u8]) -> bool {
    let is_it =
        |bytes: &[u8]| Oid::hash_object(ObjectType::Blob, bytes).is_ok_and(|hash| hash == blob);
    is_it(bytes) || (memchr::memmem::find(bytes, b"\r\n").is_some() && is_it(&with_lf(bytes)))
}

fn with_lf(bytes: &[u8]) -> Vec<u8> {
    let ends_line = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    let kept = (0..bytes.len()).filter(|at| !ends_line(*at));
    kept.map(|at| bytes[at]).collect()
}

/// The commit at which HEAD left a revision.
///
/// # Errors
///
/// When there is no such revision, or nothing that both come from.
pub fn merge_base(scope: &Scope, revision: &str) -> anyhow::Result<Oid> {
    let shown = terminal::escaped(revision).into_owned();
    let git = scope
        .openable()
        .with_context(|| format!("--since {shown}"))?;
    let repository = Repository::open(git)?;
    let more = match repository.is_shallow() {
        true => {
            "; this is a shallow clone: fetch the history with `git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'`, or by `fetch-depth: 0` of actions/checkout"
        }
        false => "",
    };
    let found = repository
        .revparse_single(revision)
        .and_then(|object| object.peel_to_commit());
    let Ok(found) = found else {
        bail!("--since {shown}: there is no such revision here{more}");
    };
    let head = repository
        .head()
        .and_then(|head| head.peel_to_commit())
        .with_context(|| format!("--since {shown}: HEAD names no commit"))?;
    match repository.merge_base(found.id(), head.id()) {
        Ok(base) => Ok(base),
        Err(error) if error.code() == ErrorCode::NotFound => {
            bail!("--since {shown}: HEAD and it come from no common commit{more}")
        }
        Err(error) => Err(error).with_context(|| format!("--since {shown}")),
    }
}
