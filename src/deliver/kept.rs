//! The folder in git's own folder in which this program keeps what outlives a run: answers, and patches that undo. Nobody
//! commits it, and a clone has none.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The folder's name.
const NAME: &str = "mfa-migrate";

/// Where a file of this name is kept, or would be.
pub fn path(git: &Path, name: &str) -> PathBuf {
    git.join(NAME).join(name)
}

/// Makes a file that isn't there yet, for the user alone.
///
/// # Errors
///
/// When it is there, or can't be made.
pub fn create(git: &Path, name: &str) -> io::Result<File> {
    let folder = git.join(NAME);
    match fs::create_dir(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    if !folder.symlink_metadata()?.is_dir() {
        return Err(io::Error::other(format!(
            "{}: it is no folder",
            folder.display()
        )));
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(folder.join(name))
}

/// Removes a file; that there is none is well, too.
///
/// # Errors
///
/// When it can't be removed.
pub fn remove(git: &Path, name: &str) -> io::Result<()> {
    match fs::remove_file(path(git, name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_once_and_never_through_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let git = folder.path();
        create(git, "a").expect("made");
        assert!(create(git, "a").is_err());
        remove(git, "a").expect("removed");
        remove(git, "a").expect("there is none");
        fs::remove_dir(git.join(NAME)).expect("removed");
        #[cfg(unix)]
        {
            let other = tempfile::tempdir().expect("a folder");
            std::os::unix::fs::symlink(other.path(), git.join(NAME)).expect("a link");
            assert!(create(git, "a").is_err());
        }
    }
}
