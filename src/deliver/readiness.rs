//! Whether a branch can be made at all: what is in its way, and what can't be written, found before anybody is asked.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use git2::Repository;
use walkdir::WalkDir;

use crate::terminal::escaped;

/// How much (bytes) is written to see whether there is room: a block of a disk.
const ROOM: usize = 4096;

/// Makes sure that nothing is in the way of a branch, and that objects and references can be written.
///
/// # Errors
///
/// When something is, or they can't; it says what to do.
pub fn check(repository: &Repository, name: &str) -> anyhow::Result<()> {
    check_name(repository, name)?;
    let common = repository.commondir();
    let reference = format!("refs/heads/{name}");
    let lock = common.join(format!("{reference}.lock"));
    if lock.symlink_metadata().is_ok() {
        bail!(
            "{}: another git command is at this branch, or one that was stopped left this file; wait for it, or remove the file",
            shown(&lock)
        );
    }
    let log = common.join("logs").join(&reference);
    if has_files(&log) {
        bail!(
            "{}: the logs of other branches are where the log of branch {name} would be; name another with --branch, or remove the folder",
            shown(&log)
        );
    }
    for file in [common.join(&reference), log] {
        if let Some(folder) = file.ancestors().skip(1).find(|folder| folder.is_dir()) {
            writable(folder)?;
        }
    }
    let objects = common.join("objects");
    writable(&objects)?;
    // Of a repository that several users push to, one may own a part.
    for part in 0..=u8::MAX {
        let part = objects.join(format!("{part:02x}"));
        if part.is_dir() {
            writable(&part)?;
        }
    }
    has_room(&objects).with_context(|| format!("{}: trying to write to it", shown(&objects)))
}

/// git keeps a branch as a file, so there can't be one below another.
fn check_name(repository: &Repository, name: &str) -> anyhow::Result<()> {
    for (end, _) in name.match_indices('/') {
        let above = &name[..end];
        if repository
            .find_reference(&format!("refs/heads/{above}"))
            .is_ok()
        {
            bail!(
                "branch {above} exists, and git can't have {name} beside it; name another with --branch"
            );
        }
    }
    let pattern = format!("refs/heads/{name}/*");
    let below = repository
        .references_glob(&pattern)?
        .names()
        .next()
        .transpose()?
        .map(str::to_owned);
    if let Some(below) = below {
        let below = below.trim_start_matches("refs/heads/");
        bail!(
            "branch {} exists, and git can't have {name} beside it; name another with --branch",
            escaped(below)
        );
    }
    Ok(())
}

/// Whether there is a file anywhere in a folder. git removes a folder without one.
fn has_files(folder: &Path) -> bool {
    folder.is_dir()
        && WalkDir::new(folder)
            .into_iter()
            .any(|entry| entry.is_ok_and(|entry| !entry.file_type().is_dir()))
}

/// Makes sure that files can be made in a folder.
fn writable(folder: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        access(folder, Access::WRITE_OK | Access::EXEC_OK)
            .map_err(io::Error::from)
            .with_context(|| {
                format!(
                    "{}: nothing can be written here; see whose folder it is and what its rights are, or run with --diff to get a patch",
                    shown(folder)
                )
            })?;
    }
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Writes a file and removes it again. Where the program is killed meanwhile, `git gc` removes it by its name.
fn has_room(objects: &Path) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix("tmp_obj_")
        .tempfile_in(objects)?;
    file.write_all(&[0; ROOM])?;
    file.as_file().sync_all()
}

fn shown(path: &Path) -> String {
    escaped(&PathBuf::from(path).to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::fs;

    fn repository() -> (tempfile::TempDir, Repository) {
        let folder = tempfile::tempdir().expect("a folder");
        let repository = Repository::init(folder.path()).expect("a repository");
        let who = git2::Signature::now("Tester", "t@example.com").expect("a signature");
        let tree = repository.treebuilder(None).and_then(|tree| tree.write());
        let tree = tree
            .and_then(|id| repository.find_tree(id))
            .expect("a tree");
        repository
            .commit(Some("refs/heads/main"), &who, &who, "m", &tree, &[])
            .expect("a commit");
        drop(tree);
        (folder, repository)
    }

    fn branch(repository: &Repository, name: &str) {
        let head = repository
            .refname_to_id("refs/heads/main")
            .expect("a commit");
        repository
            .reference(&format!("refs/heads/{name}"), head, false, "")
            .expect("a branch");
    }

    fn refused(repository: &Repository, name: &str) -> String {
        check(repository, name).expect_err(name).to_string()
    }

    #[test]
    fn a_name_beside_another_is_refused() {
        let (_folder, repository) = repository();
        check(&repository, "a/b").expect("free");
        branch(&repository, "a/b/c");
        for name in ["a", "a/b"] {
            assert!(refused(&repository, name).contains("branch a/b/c exists"));
        }
        for name in ["a/b/c/d", "a/b/c/d/e"] {
            assert!(refused(&repository, name).contains("branch a/b/c exists"));
        }
        for name in ["a/b/d", "ab", "a/b/c"] {
            check(&repository, name).expect(name);
        }
    }

    #[test]
    fn a_lock_and_the_logs_of_others_are_in_the_way() {
        let (_folder, repository) = repository();
        let git = repository.path();
        fs::create_dir_all(git.join("logs/refs/heads/a/b")).expect("a folder");
        check(&repository, "a").expect("an empty folder is none");
        fs::write(git.join("logs/refs/heads/a/b/c"), "").expect("a log");
        assert!(refused(&repository, "a").contains("the logs of other branches"));
        fs::write(git.join("refs/heads/x.lock"), "").expect("a lock");
        let said = refused(&repository, "x");
        assert!(
            said.contains("x.lock") && said.contains("remove the file"),
            "{said}"
        );
        check(&repository, "y").expect("free");
        let left = WalkDir::new(git.join("objects"))
            .into_iter()
            .filter_map(Result::ok);
        assert!(
            left.into_iter()
                .all(|entry| !entry.file_name().to_string_lossy().starts_with("tmp_obj_"))
        );
    }
}
