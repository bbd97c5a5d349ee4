//! Delivery as one commit on a new branch, made of objects only: the index and the work tree are not touched,
//! and the branch appears in one step at the very end. A kill before that leaves a few loose objects, which
//! `git gc` removes.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use git2::build::TreeUpdateBuilder;
use git2::{ErrorCode, FileMode, Oid, Reference, Repository, Signature};

use super::Change;

/// A branch that can be made: everything that could go wrong was checked before the user is asked anything.
pub struct NewBranch {
    repository: Repository,
    name: String,
    parent: Oid,
    author: Signature<'static>,
    committer: Signature<'static>,
    /// What the branch names now, where it exists and is to be replaced.
    replaces: Option<Oid>,
}

/// What to do with a branch that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it, and stop.
    Refuse,
    /// Replace it.
    Replace,
}

/// A branch that was made.
#[derive(Debug)]
pub struct Delivered {
    /// Its name.
    pub branch: String,
    /// Its commit.
    pub commit: Oid,
    /// What it named before, where it was replaced.
    pub replaced: Option<Oid>,
}

impl NewBranch {
    /// Makes sure that a branch can be made on top of a commit, which must be the one whose files are changed.
    ///
    /// # Errors
    ///
    /// When the name is no branch name, the branch exists and isn't to be replaced
    /// or is checked out, or git doesn't know the user's name.
    pub fn prepare(
        git: &Path,
        parent: Oid,
        name: &str,
        existing: Existing,
    ) -> anyhow::Result<NewBranch> {
        let repository = Repository::open(git)
            .with_context(|| format!("{}: opening the repository", git.display()))?;
        let reference = format!("refs/heads/{name}");
        if name.starts_with('-') || name == "HEAD" || !Reference::is_valid_name(&reference) {
            bail!(
                "--branch {name:?}: this is no name for a branch; see `git check-ref-format --help`"
            );
        }
        let replaces = match repository.find_reference(&reference) {
            Ok(found) => Some(
                found
                    .target()
                    .context("the branch is a symbolic reference")?,
            ),
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("reading branch {name}")),
        };
        if replaces.is_some() {
            if existing == Existing::Refuse {
                bail!(
                    "branch {name} exists; name another with --branch, or replace it with --force"
                );
            }
            if let Some(place) = checked_out(&repository, &reference) {
                bail!(
                    "branch {name} is checked out in {}; switch to another there first, or name another with --branch",
                    place.display()
                );
            }
        }
        let author = signature(repository.author_from_env())?;
        let committer = signature(repository.committer_from_env())?;
        Ok(NewBranch {
            repository,
            name: name.to_owned(),
            parent,
            author,
            committer,
            replaces,
        })
    }

    /// Commits the changes and makes the branch.
    ///
    /// # Errors
    ///
    /// When an object or the branch can't be written; then there is no branch, or the one there was.
    pub fn commit(self, changes: &[Change], message: &str) -> anyhow::Result<Delivered> {
        let repository = &self.repository;
        let parent = repository.find_commit(self.parent)?;
        let mut update = TreeUpdateBuilder::new();
        for change in changes {
            let blob = repository
                .blob(&change.new)
                .with_context(|| format!("{}: writing the blob", change.entry.path))?;
            update.upsert(
                change.entry.path.as_bytes().to_vec(),
                blob,
                file_mode(change.entry.mode),
            );
        }
        let tree = update
            .create_updated(repository, &parent.tree()?)
            .context("writing the tree")?;
        let tree = repository.find_tree(tree)?;
        let commit = repository
            .commit(
                None,
                &self.author,
                &self.committer,
                message,
                &tree,
                &[&parent],
            )
            .context("writing the commit")?;
        let reference = format!("refs/heads/{}", self.name);
        let log = "mfa-migrate: fix";
        match self.replaces {
            None => repository.reference(&reference, commit, false, log),
            Some(old) => repository.reference_matching(&reference, commit, true, old, log),
        }
        .with_context(|| {
            format!(
                "making branch {}; it may have been made meanwhile",
                self.name
            )
        })?;
        Ok(Delivered {
            branch: self.name,
            commit,
            replaced: self.replaces,
        })
    }
}

/// The mode of a file as a new tree has it. Old trees have others, such as 0o100664, which neither git nor libgit2
/// writes any more.
fn file_mode(mode: u32) -> FileMode {
    match mode {
        0o100_755 => FileMode::BlobExecutable,
        _ => FileMode::Blob,
    }
}

fn signature(found: Result<Signature<'static>, git2::Error>) -> anyhow::Result<Signature<'static>> {
    found.map_err(|error| {
        anyhow::anyhow!(
            "git doesn't know who commits ({}); tell it with these two commands, then run this again:\n  \
             git config --global user.name \"Your Name\"\n  \
             git config --global user.email you@example.com",
            error.message()
        )
    })
}

/// The folder in which a branch is checked out, in any of the repository's work trees.
fn checked_out(repository: &Repository, reference: &str) -> Option<PathBuf> {
    let main = Repository::open(repository.commondir()).ok();
    let linked = repository
        .worktrees()
        .ok()
        .into_iter()
        .flat_map(|names| {
            names
                .iter()
                .flatten()
                .flatten()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter_map(|name| {
            let worktree = repository.find_worktree(&name).ok()?;
            Repository::open_from_worktree(&worktree).ok()
        });
    main.into_iter()
        .chain(linked)
        .filter(|repository| !repository.is_bare())
        .find(|repository| {
            repository
                .find_reference("HEAD")
                .ok()
                .and_then(|head| head.symbolic_target().ok().flatten().map(str::to_owned))
                .as_deref()
                == Some(reference)
        })
        .map(|repository| repository.workdir().unwrap_or(repository.path()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Entry, RepoPath};
    use tempfile::TempDir;

    /// A repository with one commit, in which a file `a` holds `old`.
    fn repository() -> (TempDir, Repository, Oid) {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let mut config = repository.config().expect("a configuration");
        config.set_str("user.name", "Tester").expect("set");
        config
            .set_str("user.email", "tester@example.com")
            .expect("set");
        let commit = {
            let blob = repository.blob(b"old").expect("a blob");
            let mut tree = repository.treebuilder(None).expect("a builder");
            tree.insert("a", blob, 0o100_644).expect("inserted");
            tree.insert("b", blob, 0o100_644).expect("inserted");
            let tree = tree.write().expect("a tree");
            let tree = repository.find_tree(tree).expect("a tree");
            let author = Signature::now("a", "a@example.com").expect("a signature");
            repository
                .commit(Some("HEAD"), &author, &author, "files", &tree, &[])
                .expect("a commit")
        };
        (folder, repository, commit)
    }

    fn change(path: &str, mode: u32) -> Change {
        Change {
            entry: Entry {
                path: RepoPath::from_git(path.as_bytes()),
                blob: None,
                mode,
            },
            old: b"old".to_vec(),
            new: b"new".to_vec(),
        }
    }

    fn prepare(repository: &Repository, on: Oid, existing: Existing) -> anyhow::Result<NewBranch> {
        NewBranch::prepare(repository.path(), on, "fixed", existing)
    }

    fn target(repository: &Repository) -> Option<Oid> {
        let reference = repository.find_reference("refs/heads/fixed").ok()?;
        reference.target()
    }

    #[test]
    fn one_commit_holds_the_changes_and_their_modes() {
        let (_folder, repository, parent) = repository();
        let branch = prepare(&repository, parent, Existing::Refuse).expect("a branch");
        let changes = [
            change("a", 0o100_755),
            change("c", 0o100_664),
            change("d", 0o100_600),
        ];
        let delivered = branch.commit(&changes, "subject").expect("delivered");
        assert_eq!(target(&repository), Some(delivered.commit));
        assert_eq!(
            (delivered.branch.as_str(), delivered.replaced),
            ("fixed", None)
        );
        let commit = repository.find_commit(delivered.commit).expect("a commit");
        assert_eq!(commit.message().ok(), Some("subject"));
        assert_eq!(commit.parent_id(0).ok(), Some(parent));
        let tree = commit.tree().expect("a tree");
        let modes: Vec<i32> = tree.iter().map(|entry| entry.filemode_raw()).collect();
        assert_eq!(modes, [0o100_755, 0o100_644, 0o100_644, 0o100_644]);
        let blob = |name: &str| {
            let entry = tree.get_name(name).expect("an entry");
            repository
                .find_blob(entry.id())
                .expect("a blob")
                .content()
                .to_vec()
        };
        assert_eq!((blob("a"), blob("b")), (b"new".to_vec(), b"old".to_vec()));
        assert_eq!(commit.author().name().ok(), Some("Tester"));
    }

    #[test]
    fn a_branch_that_was_made_meanwhile_is_left() {
        let (_folder, repository, parent) = repository();
        let branch = prepare(&repository, parent, Existing::Refuse).expect("a branch");
        repository
            .reference("refs/heads/fixed", parent, false, "")
            .expect("made");
        assert!(branch.commit(&[change("a", 0o100_644)], "m").is_err());
        assert_eq!(target(&repository), Some(parent));
        assert!(prepare(&repository, parent, Existing::Refuse).is_err());
    }

    #[test]
    fn a_branch_is_replaced_only_while_it_is_what_it_was() {
        let (_folder, repository, parent) = repository();
        repository
            .reference("refs/heads/fixed", parent, false, "")
            .expect("made");
        let slow = prepare(&repository, parent, Existing::Replace).expect("a branch");
        let quick = prepare(&repository, parent, Existing::Replace).expect("a branch");
        let delivered = quick
            .commit(&[change("a", 0o100_644)], "m")
            .expect("delivered");
        assert_eq!(delivered.replaced, Some(parent));
        assert_eq!(target(&repository), Some(delivered.commit));
        assert!(slow.commit(&[change("b", 0o100_644)], "m").is_err());
        assert_eq!(target(&repository), Some(delivered.commit));
    }

    #[test]
    fn a_branch_that_is_checked_out_is_not_replaced() {
        let (_folder, repository, parent) = repository();
        repository
            .reference("refs/heads/fixed", parent, false, "")
            .expect("made");
        repository.set_head("refs/heads/fixed").expect("switched");
        let refused = prepare(&repository, parent, Existing::Replace).err();
        let message = refused.expect("refused").to_string();
        assert!(message.contains("checked out"), "{message}");
        for name in ["-x", "HEAD", "a..b", ""] {
            let prepared = NewBranch::prepare(repository.path(), parent, name, Existing::Replace);
            assert!(prepared.is_err(), "{name}");
        }
    }
}
