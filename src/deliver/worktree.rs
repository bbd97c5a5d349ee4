//! Delivery into the work tree: each file is replaced in one step, and none that changed since it was read.
//!
//! First every new file is written beside the old one and flushed to disk; only when all are there do they change places with
//! the old ones. A failure or a signal on the way puts back those that were replaced already.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Change;
use super::replacement::{Replacement, Swapped};
use crate::beside::{self, Whose};
use crate::interruption::Interruption;
use crate::source::RepoPath;

/// Why files were not written.
#[derive(Debug)]
pub struct Unwritten {
    /// Why.
    pub error: anyhow::Error,
    /// Those that have their new contents all the same, as they could not be put back.
    pub left: Vec<RepoPath>,
}

impl From<anyhow::Error> for Unwritten {
    fn from(error: anyhow::Error) -> Unwritten {
        Unwritten {
            error,
            left: Vec::new(),
        }
    }
}

/// Replaces the files below a root. `interruption` tells of a signal that is to end the program.
///
/// # Errors
///
/// When a file changed since it was read, is no ordinary file any more, or can't be written, or a signal came before the
/// last one was. Then all files are as they were, but for those that the error names.
pub fn write(
    root: &Path,
    changes: &[Change],
    interruption: &dyn Fn() -> Option<Interruption>,
) -> Result<(), Unwritten> {
    let written = write_all(root, changes, interruption);
    // Not before: what is left there may have been scanned.
    let folders: BTreeSet<PathBuf> = changes.iter().map(|change| folder(root, change)).collect();
    for folder in folders {
        beside::sweep_within(root, &folder, Whose::GoneOrOwn);
    }
    written
}

fn folder(root: &Path, change: &Change) -> PathBuf {
    root.join(change.entry.path.parent().to_path())
}

fn write_all(
    root: &Path,
    changes: &[Change],
    interruption: &dyn Fn() -> Option<Interruption>,
) -> Result<(), Unwritten> {
    let go_on = || interruption().map_or(Ok(()), Err);
    let prepared = changes
        .iter()
        .map(|change| {
            go_on()?;
            prepare(root, change)
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut replaced: Vec<(&Change, Replacement, Swapped)> = Vec::new();
    for (change, replacement) in changes.iter().zip(prepared) {
        if let Err(interruption) = go_on() {
            return Err(undo(root, &replaced, interruption.into()));
        }
        let shown = &change.entry.path;
        let swapped = replacement
            .swap(&change.old)
            .with_context(|| format!("{shown}: replacing the file"))
            .and_then(|swapped| match swapped {
                Swapped::Other => Err(changed(change)),
                swapped => Ok(swapped),
            });
        match swapped {
            Ok(swapped) => {
                replacement.sync();
                replaced.push((change, replacement, swapped));
            }
            Err(error) => return Err(undo(root, &replaced, error)),
        }
    }
    Ok(())
}

/// Writes the new file beside the old one.
fn prepare(root: &Path, change: &Change) -> anyhow::Result<Replacement> {
    let path = root.join(change.entry.path.to_path());
    let metadata = unchanged(&path, change)?;
    let folder = fs::canonicalize(folder(root, change));
    let is_below = folder.is_ok_and(|folder| folder.starts_with(root));
    if !is_below {
        bail!(
            "{}: a folder on the way is a symbolic link that leaves the repository; nothing was written",
            change.entry.path
        );
    }
    Replacement::write(&path, &change.new, &metadata)
        .with_context(|| format!("{}: writing the new file beside it", change.entry.path))
}

fn changed(change: &Change) -> anyhow::Error {
    anyhow::anyhow!(
        "{}: it was changed while the program ran; nothing was written, run the program again",
        change.entry.path
    )
}

/// Makes sure that a file is what was scanned.
fn unchanged(path: &Path, change: &Change) -> anyhow::Result<Metadata> {
    let shown = &change.entry.path;
    let metadata = fs::symlink_metadata(path).with_context(|| {
        format!("{shown}: it went away while the program ran; nothing was written")
    })?;
    if !metadata.is_file() {
        bail!("{shown}: it is no ordinary file any more; nothing was written");
    }
    let now = fs::read(path).with_context(|| format!("{shown}: reading it again"))?;
    if now != change.old {
        return Err(changed(change));
    }
    Ok(metadata)
}

/// Puts the old files back.
fn undo(
    root: &Path,
    replaced: &[(&Change, Replacement, Swapped)],
    mut error: anyhow::Error,
) -> Unwritten {
    let mut left = Vec::new();
    for (change, replacement, swapped) in replaced.iter().rev() {
        let restored = match swapped {
            Swapped::Both => replacement.swap(&change.new),
            _ => {
                let path = root.join(change.entry.path.to_path());
                fs::symlink_metadata(&path)
                    .and_then(|metadata| Replacement::write(&path, &change.old, &metadata))
                    .and_then(|old| old.swap(&change.new))
            }
        };
        let failure = match restored {
            Ok(Swapped::Other) => "it was changed meanwhile".to_owned(),
            Ok(_) => continue,
            Err(failure) => {
                left.push(change.entry.path.clone());
                failure.to_string()
            }
        };
        error = error.context(format!(
            "{}: could not be put back either ({failure}); `git diff` shows what was changed",
            change.entry.path
        ));
    }
    Unwritten { error, left }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Entry;

    fn change(path: &str, old: &str, new: &str) -> Change {
        Change {
            entry: Entry {
                path: RepoPath::from_git(path.as_bytes()),
                blob: None,
                mode: 0o100_644,
            },
            old: old.as_bytes().to_vec(),
            new: new.as_bytes().to_vec(),
        }
    }

    /// A folder with files in it, and its real path.
    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = fs::canonicalize(folder.path()).expect("its path");
        for (name, text) in files {
            fs::write(root.join(name), text).expect("a file");
        }
        (folder, root)
    }

    fn never() -> Option<Interruption> {
        None
    }

    fn read(root: &Path, name: &str) -> String {
        fs::read_to_string(root.join(name)).expect("a file")
    }

    fn names(root: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(root)
            .expect("the folder")
            .map(|entry| {
                let name = entry.expect("an entry").file_name();
                name.to_string_lossy().into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn files_are_replaced_and_nothing_is_left_beside_them() {
        let (_folder, root) = folder(&[("a", "1"), ("b", "2")]);
        write(
            &root,
            &[change("a", "1", "x"), change("b", "2", "y")],
            &never,
        )
        .expect("written");
        assert_eq!(
            (read(&root, "a"), read(&root, "b")),
            ("x".into(), "y".into())
        );
        assert_eq!(names(&root), ["a", "b"]);
    }

    #[test]
    fn a_failure_on_the_way_puts_back_what_was_replaced() {
        let (_folder, root) = folder(&[("a", "1"), ("b", "2")]);
        // The second change of a file finds it changed, by the first.
        let changes = [
            change("b", "2", "y"),
            change("a", "1", "x"),
            change("a", "1", "z"),
        ];
        let error = write(&root, &changes, &never).expect_err("refused").error;
        assert!(error.to_string().contains("was changed while"), "{error}");
        assert_eq!(
            (read(&root, "a"), read(&root, "b")),
            ("1".into(), "2".into())
        );
        assert_eq!(names(&root), ["a", "b"]);
    }

    #[test]
    fn a_signal_at_any_moment_before_the_end_takes_all_back() {
        use std::cell::Cell;
        let changes = [
            change("a", "1", "x"),
            change("b", "2", "y"),
            change("c", "3", "z"),
        ];
        let files = [("a", "1"), ("b", "2"), ("c", "3")];
        for moment in 0..2 * changes.len() {
            let (_folder, root) = folder(&files);
            let asked = Cell::new(0);
            let interruption = || {
                asked.set(asked.get() + 1);
                (asked.get() > moment).then(|| Interruption::by(15))
            };
            let error = write(&root, &changes, &interruption)
                .expect_err("stopped")
                .error;
            let expected = Interruption::by(15);
            assert_eq!(error.downcast_ref::<Interruption>(), Some(&expected));
            for (name, text) in files {
                assert_eq!(read(&root, name), text, "{moment}");
            }
            assert_eq!(names(&root), ["a", "b", "c"]);
        }
    }

    #[test]
    fn a_file_that_changed_or_went_away_stops_all() {
        let (_folder, root) = folder(&[("a", "1"), ("b", "other")]);
        for second in ["b", "c"] {
            let changes = [change("a", "1", "x"), change(second, "2", "y")];
            assert!(write(&root, &changes, &never).is_err());
            assert_eq!(read(&root, "a"), "1");
            assert_eq!(names(&root), ["a", "b"]);
        }
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        use std::os::unix::fs::symlink;
        let (_outside, outside) = folder(&[("a", "1")]);
        let (_folder, root) = folder(&[]);
        symlink(&outside, root.join("sub")).expect("a link");
        symlink(outside.join("a"), root.join("link")).expect("a link");
        for (path, says) in [
            ("sub/a", "leaves the repository"),
            ("link", "no ordinary file"),
        ] {
            let error = write(&root, &[change(path, "1", "x")], &never)
                .expect_err("refused")
                .error;
            assert!(error.to_string().contains(says), "{error}");
        }
        assert_eq!(read(&outside, "a"), "1");
        assert_eq!(names(&outside), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, root) = folder(&[("a", "1")]);
        fs::set_permissions(root.join("a"), fs::Permissions::from_mode(0o750)).expect("set");
        write(&root, &[change("a", "1", "x")], &never).expect("written");
        let mode = fs::metadata(root.join("a"))
            .expect("it")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o750);
    }
}
