//! The files of a commit's tree.

use std::path::PathBuf;

use anyhow::Context;
use git2::{ObjectType, Oid, Repository};

use super::scope::Scope;
use super::{
    ATTRIBUTES, Entry, LARGEST, Listing, MODE_LINK, Reader, RepoPath, SkipReason, Skipped, Source,
};
use crate::filter;

/// The tree of a commit.
pub struct Commit {
    git: PathBuf,
    id: Oid,
    tree: Oid,
    parts: Vec<RepoPath>,
}

impl Commit {
    /// The tree of the commit that HEAD names.
    ///
    /// # Errors
    ///
    /// When the scope is in no repository, or HEAD names no commit yet.
    pub fn head(scope: &Scope) -> anyhow::Result<Commit> {
        let git = scope
            .git
            .clone()
            .context("this is no git repository; run with --in-place or --diff")?;
        let repository = Repository::open(&git)
            .with_context(|| format!("{}: opening the repository", git.display()))?;
        let (id, tree) = match repository.head() {
            Ok(head) => {
                let commit = head.peel_to_commit().context("HEAD names no commit")?;
                (commit.id(), commit.tree_id())
            }
            Err(error) if error.code() == git2::ErrorCode::UnbornBranch => anyhow::bail!(
                "{}: there is no commit yet to build on; commit first, or run with --in-place or --diff",
                scope.root.display()
            ),
            Err(error) => {
                return Err(error).with_context(|| format!("{}: reading HEAD", git.display()));
            }
        };
        Ok(Commit {
            git,
            id,
            tree,
            parts: scope.parts.clone(),
        })
    }

    /// The commit.
    pub fn id(&self) -> Oid {
        self.id
    }
}

impl Source for Commit {
    fn list(&self) -> anyhow::Result<Listing> {
        let repository = Repository::open(&self.git)?;
        let mut listing = Listing::default();
        let mut folders = vec![(RepoPath::default(), self.tree)];
        while let Some((folder, tree)) = folders.pop() {
            let tree = repository
                .find_tree(tree)
                .with_context(|| format!("{folder}: reading the tree"))?;
            for entry in &tree {
                let path = folder.join(entry.name_bytes());
                let is_around = self.parts.iter().any(|scope| scope.is_within(&path));
                let is_within = self.parts.iter().any(|scope| path.is_within(scope));
                let mode = entry.filemode_raw().unsigned_abs();
                let is_attributes = entry.name_bytes() == ATTRIBUTES.as_bytes();
                if is_attributes && mode != MODE_LINK {
                    listing.attributes.push(Entry {
                        path: path.clone(),
                        blob: Some(entry.id()),
                        mode,
                    });
                }
                match entry.kind() {
                    Some(ObjectType::Tree) if is_within || is_around => {
                        folders.push((path, entry.id()));
                    }
                    Some(ObjectType::Blob) if is_within => {
                        if mode == MODE_LINK {
                            listing
                                .passed_over
                                .push(Skipped::new(path, SkipReason::Symlink));
                        } else {
                            listing.entries.push(Entry {
                                path,
                                blob: Some(entry.id()),
                                mode,
                            });
                        }
                    }
                    Some(ObjectType::Commit) if is_within => {
                        listing
                            .passed_over
                            .push(Skipped::new(path, SkipReason::Submodule));
                    }
                    _ => {}
                }
            }
        }
        listing.entries.sort_by(|a, b| a.path.cmp(&b.path));
        listing.passed_over.sort();
        Ok(listing)
    }

    fn reader(&self) -> anyhow::Result<Box<dyn Reader + '_>> {
        Ok(Box::new(BlobReader {
            repository: Repository::open(&self.git)?,
        }))
    }
}

struct BlobReader {
    repository: Repository,
}

impl Reader for BlobReader {
    fn read(&mut self, entry: &Entry, buffer: &mut Vec<u8>) -> Result<bool, Skipped> {
        let unreadable = |detail: String| Skipped {
            path: entry.path.clone(),
            reason: SkipReason::Unreadable,
            detail: Some(detail),
        };
        let id = entry
            .blob
            .ok_or_else(|| unreadable("it is in no tree".to_owned()))?;
        let blob = self
            .repository
            .find_blob(id)
            .map_err(|error| unreadable(error.message().to_owned()))?;
        if blob.size() as u64 > LARGEST {
            return if filter::has_needle(blob.content()) {
                Err(Skipped::new(entry.path.clone(), SkipReason::TooLarge))
            } else {
                Ok(false)
            };
        }
        buffer.clear();
        buffer.extend_from_slice(blob.content());
        Ok(true)
    }
}
