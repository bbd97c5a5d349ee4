//! The folder in which git keeps a repository, looked at before libgit2 is: that opens what stands there in the place of
//! its files, waits for a pipe and reads what never ends.

use std::fs;
use std::path::{Path, PathBuf};

use super::bounded::{self, Links};

/// What is read of any repository.
const FILES: [&str; 9] = [
    "HEAD",
    "config",
    "config.worktree",
    "commondir",
    "index",
    "packed-refs",
    "shallow",
    "info/attributes",
    "objects/info/alternates",
];
/// Those of them that grow with the repository.
const LARGE: [&str; 2] = ["index", "packed-refs"];
/// The largest of the others (bytes).
const LARGEST: u64 = 16 * 1024 * 1024;
/// The largest file (bytes) that names one folder or one branch.
const LARGEST_NAME: u64 = 64 * 1024;

/// A file of a repository that can't be one.
#[derive(Debug, thiserror::Error)]
#[error(
    "{} {why}; git can't use such a repository either: put the file back, or clone again",
    crate::terminal::escaped(&file.to_string_lossy())
)]
pub struct Unusable {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    why: &'static str,
}

/// Makes sure that the files of the repository around a folder are files. Where there is none, all is well.
///
/// # Errors
///
/// When one is a pipe, a device, or larger than any that git writes.
pub fn check_around(folder: &Path) -> Result<(), Unusable> {
    for folder in folder.ancestors() {
        let inside = folder.join(".git");
        let git = match fs::metadata(&inside) {
            Ok(metadata) if metadata.is_dir() => inside,
            Ok(metadata) if metadata.is_file() => match named(&inside, "gitdir:", folder) {
                Some(git) => git,
                None => continue,
            },
            Ok(_) => return Err(no_file(inside)),
            Err(_) if folder.join("HEAD").exists() && folder.join("objects").is_dir() => {
                folder.to_owned()
            }
            Err(_) => continue,
        };
        check(&git)?;
        if git.join("HEAD").is_file() {
            break;
        }
    }
    Ok(())
}

/// The work tree around a folder and its git folder, as they stand there, whatever the configuration says. `None` where there is
/// no `.git`.
pub fn of_work_tree(folder: &Path) -> Option<(PathBuf, PathBuf)> {
    folder.ancestors().find_map(|folder| {
        let inside = folder.join(".git");
        let git = match inside.is_dir() {
            true => inside,
            false => named(&inside, "gitdir:", folder)?,
        };
        git.join("HEAD").is_file().then(|| (folder.to_owned(), git))
    })
}

/// The folder that all work trees of a repository share (gitrepository-layout(5), "commondir").
pub fn common(git: &Path) -> PathBuf {
    named(&git.join("commondir"), "", git).unwrap_or_else(|| git.to_owned())
}

/// Makes sure that the files which a reference is kept in are files, where they are there.
///
/// # Errors
///
/// When one isn't.
pub fn check_reference(git: &Path, reference: &str) -> Result<(), Unusable> {
    let common = common(git);
    for folder in [git, &common] {
        check_file(folder.join(reference), LARGEST_NAME)?;
        check_file(folder.join("logs").join(reference), u64::MAX)?;
    }
    Ok(())
}

fn check(git: &Path) -> Result<(), Unusable> {
    // It is read to know where the others are.
    check_file(git.join("commondir"), LARGEST_NAME)?;
    let common = common(git);
    for folder in [git, &common] {
        for file in FILES {
            let most = if LARGE.contains(&file) {
                u64::MAX
            } else {
                LARGEST
            };
            check_file(folder.join(file), most)?;
        }
    }
    check_reference(git, "HEAD")?;
    match text(&git.join("HEAD"))
        .as_deref()
        .map(|head| head.strip_prefix("ref:"))
    {
        Some(Some(reference)) => check_reference(git, reference.trim()),
        _ => Ok(()),
    }
}

fn check_file(file: PathBuf, most: u64) -> Result<(), Unusable> {
    match fs::metadata(&file) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(metadata) if !metadata.is_file() => Err(no_file(file)),
        Ok(metadata) if metadata.len() > most => Err(Unusable {
            file,
            why: "is larger than any that git writes",
        }),
        _ => Ok(()),
    }
}

fn no_file(file: PathBuf) -> Unusable {
    Unusable {
        file,
        why: "is a pipe or a device, and no file",
    }
}

/// The folder that a file names after a word, seen from another folder.
fn named(file: &Path, word: &str, from: &Path) -> Option<PathBuf> {
    let text = text(file)?;
    let name = text.strip_prefix(word)?.trim();
    (!name.is_empty()).then(|| from.join(name))
}

fn text(file: &Path) -> Option<String> {
    let bytes = bounded::read(file, LARGEST_NAME, Links::Followed).ok()??;
    String::from_utf8(bytes).ok()
}
