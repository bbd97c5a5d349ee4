//! Delivery into the work tree: each file is replaced in one step, and none that changed since it was read.
//!
//! First every new file is written beside the old one and flushed to disk; only when all are there are they
//! renamed over the old ones. A failure on the way puts back those that were renamed already.

use std::fs::{self, File, Metadata};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

use super::Change;

/// Replaces the files below a root.
///
/// # Errors
///
/// When a file changed since it was read, is no ordinary file any more, or can't be written. Then all files are
/// as they were.
pub fn write(root: &Path, changes: &[Change]) -> anyhow::Result<()> {
    let prepared = changes
        .iter()
        .map(|change| prepare(root, change))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut replaced: Vec<(&Change, PathBuf)> = Vec::new();
    for (change, (file, path)) in changes.iter().zip(prepared) {
        let result = unchanged(&path, change).and_then(|metadata| {
            file.persist(&path)
                .with_context(|| format!("{}: replacing the file", change.entry.path))?;
            sync_folder(&path);
            Ok(metadata)
        });
        match result {
            Ok(_) => replaced.push((change, path)),
            Err(error) => return Err(undo(&replaced, error)),
        }
    }
    Ok(())
}

/// Writes the new file beside the old one.
fn prepare(root: &Path, change: &Change) -> anyhow::Result<(NamedTempFile, PathBuf)> {
    let path = root.join(change.entry.path.to_path());
    let metadata = unchanged(&path, change)?;
    let folder = path.parent().unwrap_or(root);
    let is_below = fs::canonicalize(folder).is_ok_and(|folder| folder.starts_with(root));
    if !is_below {
        bail!(
            "{}: a folder on the way is a symbolic link that leaves the repository; nothing was written",
            change.entry.path
        );
    }
    let file = beside(&path, &change.new, &metadata)
        .with_context(|| format!("{}: writing the new file beside it", change.entry.path))?;
    Ok((file, path))
}

fn beside(path: &Path, bytes: &[u8], metadata: &Metadata) -> std::io::Result<NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".mfa-migrate-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    keep_owner(file.path(), metadata);
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Gives the new file the owner of the old one; without the right to, it is the user's own, as with any editor.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Metadata) {}

/// Makes the renaming last; the data is on disk already, so a failure here loses nothing.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
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
        bail!(
            "{shown}: it was changed while the program ran; nothing was written, run the program again"
        );
    }
    Ok(metadata)
}

/// Puts the old files back.
fn undo(replaced: &[(&Change, PathBuf)], error: anyhow::Error) -> anyhow::Error {
    for (change, path) in replaced {
        let restored = fs::symlink_metadata(path)
            .and_then(|metadata| beside(path, &change.old, &metadata))
            .and_then(|file| file.persist(path).map_err(|error| error.error));
        if let Err(failure) = restored {
            return error.context(format!(
                "{}: could not be put back either ({failure}); `git diff` shows what was changed",
                change.entry.path
            ));
        }
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Entry, RepoPath};
    use tempfile::TempDir;

    fn change(path: &str) -> Change {
        Change {
            entry: Entry {
                path: RepoPath::from_git(path.as_bytes()),
                blob: None,
                mode: 0o100_644,
            },
            old: format!("old {path}").into_bytes(),
            new: format!("new {path}").into_bytes(),
        }
    }

    /// A folder with the old files, and its real path.
    fn folder(paths: &[&str]) -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = fs::canonicalize(folder.path()).expect("a path");
        for path in paths {
            let file = root.join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, format!("old {path}")).expect("written");
        }
        (folder, root)
    }

    fn read(root: &Path, path: &str) -> String {
        fs::read_to_string(root.join(path)).expect("readable")
    }

    fn names(root: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(root)
            .expect("readable")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_replaced() {
        let (_folder, root) = folder(&["a", "b/c"]);
        write(&root, &[change("a"), change("b/c")]).expect("written");
        assert_eq!(
            (read(&root, "a"), read(&root, "b/c")),
            ("new a".into(), "new b/c".into())
        );
        assert_eq!(names(&root), ["a", "b"]);
    }

    #[test]
    fn a_failure_half_way_puts_everything_back() {
        let (_folder, root) = folder(&["a", "b"]);
        // By the time that it is named again, the file is no longer what was scanned.
        let error = write(&root, &[change("a"), change("b"), change("a")]).expect_err("refused");
        assert!(error.to_string().contains("it was changed"), "{error}");
        assert_eq!(
            (read(&root, "a"), read(&root, "b")),
            ("old a".into(), "old b".into())
        );
        assert_eq!(names(&root), ["a", "b"]);
    }

    #[test]
    fn what_changed_since_is_left_and_so_is_the_rest() {
        let (_folder, root) = folder(&["a", "b"]);
        fs::write(root.join("b"), "mine").expect("written");
        assert!(write(&root, &[change("a"), change("b")]).is_err());
        assert_eq!(
            (read(&root, "a"), read(&root, "b")),
            ("old a".into(), "mine".into())
        );
        fs::remove_file(root.join("b")).expect("removed");
        let error = write(&root, &[change("a"), change("b")]).expect_err("refused");
        assert!(error.to_string().contains("went away"), "{error}");
        assert_eq!(names(&root), ["a"]);
        assert_eq!(read(&root, "a"), "old a");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_written_through() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = folder(&["a"]);
        let (_elsewhere, outside) = folder(&["b", "inner/c"]);
        symlink(outside.join("b"), root.join("b")).expect("a link");
        symlink(outside.join("inner"), root.join("inner")).expect("a link");
        let mut through = change("b");
        through.old = b"old b".to_vec();
        for refused in [through, change("inner/c")] {
            assert!(write(&root, &[change("a"), refused]).is_err());
            assert_eq!(read(&root, "a"), "old a");
        }
        assert_eq!(read(&outside, "b"), "old b");
        assert_eq!(read(&outside, "inner/c"), "old inner/c");
        assert_eq!(names(&outside.join("inner")), ["c"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_kept() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, root) = folder(&["a"]);
        let mode = |mode: u32| fs::Permissions::from_mode(mode);
        fs::set_permissions(root.join("a"), mode(0o751)).expect("set");
        write(&root, &[change("a")]).expect("written");
        let metadata = fs::metadata(root.join("a")).expect("there");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o751);
    }
}
