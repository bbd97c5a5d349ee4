//! A file that the user has the program write: it is replaced whole when all is written, or stays as it was.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::beside::{self, Whose};

/// What becomes of a symbolic link in the place of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// It stays, and the file that it names is written.
    Followed,
    /// It is an error where it names a file, as a repository may hold such a link: `report.json` to `~/.bashrc`.
    Refused,
}

/// A file that can be written.
#[derive(Debug)]
pub struct OutputFile {
    file: PathBuf,
    /// Whether it is one, or will be; a pipe or a device is written to.
    is_file: bool,
}

impl OutputFile {
    /// Makes sure that a file can be written, before there is anything to write.
    ///
    /// # Errors
    ///
    /// When it can't be.
    pub fn prepare(file: &Path, links: Links) -> io::Result<OutputFile> {
        let is_link = fs::symlink_metadata(file).is_ok_and(|it| it.is_symlink());
        let target = match fs::canonicalize(file) {
            Ok(target) => target,
            Err(error) if is_link => return Err(error),
            Err(_) => file.to_owned(),
        };
        let is_file = match fs::metadata(&target) {
            Ok(metadata) if metadata.is_dir() => {
                return Err(io::Error::other("it is a folder; name a file in it"));
            }
            Ok(metadata) => metadata.is_file(),
            Err(_) => true,
        };
        if is_file && links == Links::Refused && is_link {
            return Err(io::Error::other(
                "it is a symbolic link; name the file that is to be written",
            ));
        }
        if is_file {
            // It isn't kept: who interrupts the program would find it there.
            drop(new_beside(&target)?);
        }
        Ok(OutputFile {
            file: target,
            is_file,
        })
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// When it can't be written; then it is as it was.
    pub fn write(self, bytes: &[u8]) -> io::Result<()> {
        if !self.is_file {
            let mut out = OpenOptions::new().write(true).open(&self.file)?;
            return out.write_all(bytes);
        }
        let mut temporary = new_beside(&self.file)?;
        temporary.write_all(bytes)?;
        temporary.as_file().sync_all()?;
        let persisted = temporary.persist(&self.file);
        persisted.map(drop).map_err(|error| error.error)
    }
}

/// An empty file beside another, with its permissions, or those of any new file.
fn new_beside(file: &Path) -> io::Result<NamedTempFile> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    beside::sweep(folder, Whose::GoneOrOwn);
    beside::named(|builder| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let permissions = fs::metadata(file).map_or_else(
                |_| PermissionsExt::from_mode(0o644),
                |old| old.permissions(),
            );
            builder.permissions(permissions);
        }
        builder.tempfile_in(folder)
    })
    .map_err(|error| plain(&error))
}

/// An error without the name of the new file, which nobody knows.
fn plain(error: &io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::NotFound {
        return io::Error::new(error.kind(), "its folder doesn't exist; make it first");
    }
    let inner = error.get_ref().and_then(std::error::Error::source);
    let code = inner
        .and_then(|inner| inner.downcast_ref::<io::Error>())
        .and_then(io::Error::raw_os_error);
    code.map_or_else(|| error.kind().into(), io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(file: &Path, links: Links) -> io::Result<()> {
        OutputFile::prepare(file, links)?.write(b"new")
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.json");
        let prepared = OutputFile::prepare(&file, Links::Refused).expect("prepared");
        assert!(!file.exists());
        prepared.write(b"new").expect("written");
        assert_eq!(fs::read(&file).expect("read"), b"new");
        drop(OutputFile::prepare(&file, Links::Refused).expect("prepared"));
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
        assert!(write(folder.path(), Links::Refused).is_err());
        let error = write(&folder.path().join("b/c.json"), Links::Refused).expect_err("a folder");
        let said = error.to_string();
        assert_eq!(said, "its folder doesn't exist; make it first");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_can_not_be_made_is_said_without_the_name_of_another_file() {
        let error = write(Path::new("/proc/x.json"), Links::Refused).expect_err("no place");
        let said = error.to_string();
        assert!(
            !said.contains("/proc") && !said.contains("at path"),
            "{said}"
        );
        assert!(
            said.contains("os error") || said.contains("folder"),
            "{said}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_written_through_only_where_it_may_be() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        assert!(write(&link, Links::Refused).is_err());
        fs::write(&file, "old").expect("written");
        assert!(write(&link, Links::Refused).is_err());
        assert_eq!(fs::read(&file).expect("read"), b"old");
        write(&link, Links::Followed).expect("written");
        assert!(link.is_symlink());
        assert_eq!(fs::read(&file).expect("read"), b"new");
        write(Path::new("/dev/null"), Links::Refused).expect("written");
    }
}
