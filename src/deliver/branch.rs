//! Delivery as one commit on a new branch, made of objects only: the index and the work tree are not touched,
//! and the branch appears in one step at the very end. A kill before that leaves a few loose objects, which
//! `git gc` removes.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use git2::{Commit, ErrorCode, Oid, Reference, Repository, Signature, Tree};

use super::signing::Signer;
use super::user_config::UserConfig;
use super::{Change, durability, readiness, tree};
use crate::source::git_folder;

/// A branch that can be made: everything that could go wrong was checked before the user is asked anything.
pub struct NewBranch {
    repository: Repository,
    name: String,
    parent: Oid,
    author: Signature<'static>,
    committer: Signature<'static>,
    /// Who signs the commit, where the user wants that.
    signer: Option<Signer>,
    /// What the branch names now, where it exists.
    replaces: Option<Oid>,
    /// What is to be done with it then.
    existing: Existing,
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
    /// Whether it held just this commit already, so that nothing was written.
    pub is_same: bool,
    /// Whether the commit is signed.
    pub is_signed: bool,
}

impl NewBranch {
    /// Makes sure that a branch can be made on top of a commit, which must be the one whose files are changed.
    ///
    /// # Errors
    ///
    /// When the name is no branch name, the branch is to be replaced and is checked out, git doesn't know the user's name, or the user wants signed commits and there is no key.
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
        git_folder::check_reference(git, &reference)?;
        let replaces = match repository.find_reference(&reference) {
            Ok(found) => Some(
                found
                    .target()
                    .context("the branch is a symbolic reference")?,
            ),
            Err(error) if error.code() == ErrorCode::NotFound => None,
            Err(error) => return Err(error).with_context(|| format!("reading branch {name}")),
        };
        if replaces.is_some()
            && existing == Existing::Replace
            && let Some(place) = checked_out(&repository, &reference)
        {
            bail!(
                "branch {name} is checked out in {}; switch to another there first, or name another with --branch",
                place.display()
            );
        }
        readiness::check(&repository, name)?;
        let author = signature(repository.author_from_env())?;
        let committer = signature(repository.committer_from_env())?;
        let signer = Signer::of(&UserConfig::of(&repository), &committer)?;
        Ok(NewBranch {
            repository,
            name: name.to_owned(),
            parent,
            author,
            committer,
            signer,
            replaces,
            existing,
        })
    }

    /// Makes sure that there is no such branch, or that it is to be replaced. Who has nothing to deliver needs none.
    ///
    /// # Errors
    ///
    /// When it exists and isn't to be replaced.
    pub fn check_free(&self) -> anyhow::Result<()> {
        if self.replaces.is_some() && self.existing == Existing::Refuse {
            bail!(
                "branch {} exists; name another with --branch, or replace it with --force",
                self.name
            );
        }
        Ok(())
    }

    /// Commits the changes and makes the branch. A branch that has just this commit is left as it is.
    ///
    /// # Errors
    ///
    /// When the commit can't be signed, or an object or the branch can't be written; then there is no branch, or the one there was.
    pub fn commit(self, changes: &[Change], message: &str) -> anyhow::Result<Delivered> {
        self.check_free()?;
        let repository = &self.repository;
        let parent = repository.find_commit(self.parent)?;
        let odb = repository.odb().context("opening the objects")?;
        let mut blobs = Vec::new();
        for change in changes {
            let blob = repository
                .blob(&change.new)
                .with_context(|| format!("{}: writing the blob", change.entry.path))?;
            blobs.push((&change.entry.path, blob));
        }
        let trees = tree::with(&odb, parent.tree_id(), &blobs)?;
        let tree = trees.last().copied().unwrap_or(parent.tree_id());
        let tree = repository.find_tree(tree)?;
        let is_signed = self.signer.is_some();
        if let Some(old) = self
            .replaces
            .filter(|old| self.is_same(*old, &tree, message))
        {
            return Ok(Delivered {
                branch: self.name,
                commit: old,
                replaced: None,
                is_same: true,
                is_signed,
            });
        }
        let commit = self.write(message, &tree, &parent)?;
        let blobs = blobs.into_iter().map(|(_, blob)| blob);
        let objects: Vec<Oid> = blobs.chain(trees).chain([commit]).collect();
        let common = repository.commondir();
        durability::sync_objects(common, &objects).context("writing the objects to the disk")?;
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
        remove_own_lock(common, &reference);
        durability::sync_reference(common, &reference);
        Ok(Delivered {
            branch: self.name,
            commit,
            replaced: self.replaces,
            is_same: false,
            is_signed,
        })
    }

    /// Whether a commit is what would be made, but for who made it and when; signed where this one would be.
    fn is_same(&self, commit: Oid, tree: &Tree, message: &str) -> bool {
        self.repository.find_commit(commit).is_ok_and(|commit| {
            commit.tree_id() == tree.id()
                && commit.parent_ids().eq([self.parent])
                && commit.message_bytes() == message.as_bytes()
                && commit.header_field_bytes("gpgsig").is_ok() == self.signer.is_some()
        })
    }

    fn write(&self, message: &str, tree: &Tree, parent: &Commit) -> anyhow::Result<Oid> {
        let (author, committer) = (&self.author, &self.committer);
        let commit = match &self.signer {
            None => self
                .repository
                .commit(None, author, committer, message, tree, &[parent]),
            Some(signer) => {
                let buffer = self.repository.commit_create_buffer(
                    author,
                    committer,
                    message,
                    tree,
                    &[parent],
                )?;
                let text = std::str::from_utf8(&buffer).context("the commit isn't UTF-8")?;
                let signature = signer.sign(text)?;
                self.repository.commit_signed(text, &signature, None)
            }
        };
        commit.context("writing the commit")
    }
}

fn signature(found: Result<Signature<'static>, git2::Error>) -> anyhow::Result<Signature<'static>> {
    found.map_err(|_| {
        anyhow::anyhow!(
            "git doesn't know who commits; tell it with `git config --global user.name \"Your Name\"` and \
             `git config --global user.email you@example.com`, then run this again"
        )
    })
}

/// Removes the lock of a reference that was just made, where it is still there: libgit2 links the reference to its lock and says nothing
/// where it can't remove the lock then. Somebody else's is a file of its own.
fn remove_own_lock(git: &Path, reference: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let file = |name: &str| {
            let path = git.join(name);
            let metadata = path.symlink_metadata().ok()?;
            Some((path, metadata.dev(), metadata.ino()))
        };
        if let (Some(own), Some((lock, device, inode))) =
            (file(reference), file(&format!("{reference}.lock")))
            && (own.1, own.2) == (device, inode)
        {
            let _ = std::fs::remove_file(lock);
        }
    }
    #[cfg(not(unix))]
    let _ = (git, reference);
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

    /// A repository with a commit that holds one file, and the branch `b` on it.
    fn repository() -> (tempfile::TempDir, Repository, Oid) {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let mut config = repository.config().expect("its configuration");
        config.set_str("user.name", "Tester").expect("set");
        config.set_str("user.email", "t@example.com").expect("set");
        let id = commit(&repository, "1", &[]);
        let name = "refs/heads/b";
        repository.reference(name, id, true, "").expect("a branch");
        (folder, repository, id)
    }

    fn commit(repository: &Repository, text: &str, parents: &[Oid]) -> Oid {
        let blob = repository.blob(text.as_bytes()).expect("a blob");
        let mut tree = repository.treebuilder(None).expect("a builder");
        tree.insert("a", blob, 0o100_755).expect("an entry");
        let tree = tree.write().and_then(|id| repository.find_tree(id));
        let tree = tree.expect("a tree");
        let who = Signature::now("Tester", "t@example.com").expect("a signature");
        let parents: Vec<_> = parents
            .iter()
            .map(|id| repository.find_commit(*id).expect("a commit"))
            .collect();
        let parents: Vec<_> = parents.iter().collect();
        repository
            .commit(None, &who, &who, "m", &tree, &parents)
            .expect("a commit")
    }

    fn change(mode: u32) -> Change {
        Change {
            entry: Entry {
                path: RepoPath::from_git(b"a"),
                blob: None,
                mode,
            },
            old: b"1".to_vec(),
            new: b"2".to_vec(),
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_its_own_lock_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (git, lock) = (folder.path(), folder.path().join("b.lock"));
        let exists = || lock.symlink_metadata().is_ok();
        std::fs::write(git.join("b"), "x").expect("a reference");
        std::fs::write(&lock, "x").expect("another's lock");
        remove_own_lock(git, "b");
        assert!(exists());
        std::fs::remove_file(&lock).expect("removed");
        remove_own_lock(git, "b");
        std::fs::hard_link(git.join("b"), &lock).expect("a link");
        remove_own_lock(git, "b");
        assert!(!exists() && git.join("b").is_file());
    }

    fn target(repository: &Repository) -> Option<Oid> {
        let branch = repository.find_reference("refs/heads/b").ok()?;
        branch.target()
    }

    #[test]
    fn a_branch_holds_the_change_and_keeps_the_mode() {
        let (_folder, repository, head) = repository();
        let prepared = |name, existing| NewBranch::prepare(repository.path(), head, name, existing);
        let old = prepared("old", Existing::Refuse).expect("a branch");
        old.commit(&[change(0o100_664)], "m").expect("delivered");
        let new = prepared("new", Existing::Refuse).expect("a branch");
        let delivered = new.commit(&[change(0o100_755)], "m").expect("delivered");
        assert_eq!(
            (delivered.branch.as_str(), delivered.replaced),
            ("new", None)
        );
        let made = repository.find_commit(delivered.commit).expect("it");
        assert_eq!(made.parent_id(0).expect("a parent"), head);
        let tree = made.tree().expect("its tree");
        let entry = tree.get_name("a").expect("the file");
        assert_eq!(entry.filemode(), 0o100_755);
        let blob = repository.find_blob(entry.id()).expect("its blob");
        assert_eq!(blob.content(), b"2");
    }

    #[test]
    fn a_branch_that_exists_is_replaced_only_where_that_is_asked_for() {
        let (_folder, repository, head) = repository();
        let prepared = |existing| NewBranch::prepare(repository.path(), head, "b", existing);
        let branch = prepared(Existing::Refuse).expect("a branch");
        let refused = branch.check_free().expect_err("refused");
        assert!(refused.to_string().contains("branch b exists"), "{refused}");
        assert!(branch.commit(&[change(0o100_644)], "m").is_err());
        assert_eq!(target(&repository), Some(head));
        let branch = prepared(Existing::Replace).expect("a branch");
        let delivered = branch.commit(&[change(0o100_644)], "m").expect("delivered");
        assert_eq!(delivered.replaced, Some(head));
        assert_eq!(target(&repository), Some(delivered.commit));
    }

    #[test]
    fn a_branch_is_left_only_where_it_has_just_this_commit() {
        let (_folder, repository, head) = repository();
        for (text, parents, message, expected) in [
            ("2", &[head][..], "m", true),
            ("3", &[head][..], "m", false),
            ("2", &[][..], "m", false),
            ("2", &[head][..], "other", false),
        ] {
            let old = commit(&repository, text, parents);
            repository
                .reference("refs/heads/b", old, true, "")
                .expect("a branch");
            let branch = NewBranch::prepare(repository.path(), head, "b", Existing::Replace)
                .expect("a branch");
            let delivered = branch
                .commit(&[change(0o100_755)], message)
                .expect("delivered");
            assert_eq!(delivered.is_same, expected, "{text} {message}");
            assert_eq!(delivered.commit == old, expected, "{text} {message}");
            assert_eq!(target(&repository), Some(delivered.commit));
        }
    }

    #[test]
    fn a_branch_that_moved_meanwhile_is_not_moved_again() {
        let (_folder, repository, head) = repository();
        let branch =
            NewBranch::prepare(repository.path(), head, "b", Existing::Replace).expect("a branch");
        let other = commit(&repository, "3", &[head]);
        repository
            .reference("refs/heads/b", other, true, "")
            .expect("moved");
        let error = branch
            .commit(&[change(0o100_644)], "m")
            .expect_err("refused");
        assert!(error.to_string().contains("making branch b"), "{error}");
        assert_eq!(target(&repository), Some(other));
    }

    #[test]
    fn a_branch_that_was_made_meanwhile_stays() {
        let (_folder, repository, head) = repository();
        let branch =
            NewBranch::prepare(repository.path(), head, "new", Existing::Refuse).expect("a branch");
        repository
            .reference("refs/heads/new", head, false, "")
            .expect("made");
        assert!(branch.commit(&[change(0o100_644)], "m").is_err());
    }

    #[test]
    fn names_that_are_none_and_branches_in_use_are_refused() {
        let (_folder, repository, head) = repository();
        for name in ["", "-x", "HEAD", "a..b", "a b", "x.lock"] {
            let refused = NewBranch::prepare(repository.path(), head, name, Existing::Refuse);
            let error = refused.err().expect(name);
            assert!(
                error.to_string().contains("no name for a branch"),
                "{error}"
            );
        }
        repository.set_head("refs/heads/b").expect("switched");
        let refused = NewBranch::prepare(repository.path(), head, "b", Existing::Replace);
        let error = refused.err().expect("refused");
        assert!(error.to_string().contains("is checked out in"), "{error}");
    }
}
