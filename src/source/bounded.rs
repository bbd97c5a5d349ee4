//! Reads small files whole, where they are files: what a repository holds in the place of one may be a pipe, or never
//! end.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// What becomes of a symbolic link in the place of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// It is followed.
    Followed,
    /// It counts as no file, as with git's own `.gitignore` and `.gitattributes` (gitignore(5), "NOTES").
    Ignored,
}

/// What a file holds; `None` where there is none.
///
/// # Errors
///
/// When it is no ordinary file, has more than `most` bytes, or can't be read.
pub fn read(path: &Path, most: u64, links: Links) -> io::Result<Option<Vec<u8>>> {
    let metadata = match links {
        Links::Followed => fs::metadata(path),
        Links::Ignored => fs::symlink_metadata(path),
    };
    match metadata {
        Ok(metadata) if metadata.is_symlink() || metadata.is_dir() => return Ok(None),
        Ok(metadata) if !metadata.is_file() => return Err(io::Error::other("it is no file")),
        Ok(_) => {}
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(error),
    }
    up_to(File::open(path)?, most).map(Some)
}

/// All that a reader gives.
///
/// # Errors
///
/// When that is more than `most` bytes, or can't be read.
pub fn up_to(reader: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

/// Whether an error says that there is nothing of this name.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_within_its_bound_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a");
        let of = |path: &Path, most| read(path, most, Links::Followed);
        assert!(matches!(of(&file, 3), Ok(None)));
        assert!(matches!(of(&file.join("b"), 3), Ok(None)));
        assert!(matches!(of(folder.path(), 3), Ok(None)));
        fs::write(&file, "abc").expect("written");
        assert_eq!(of(&file, 3).expect("read").as_deref(), Some(&b"abc"[..]));
        assert!(of(&file, 2).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_link_is_followed_to_files_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/dev/zero", &link).expect("a link");
        assert!(read(&link, 3, Links::Followed).is_err());
        assert!(matches!(read(&link, 3, Links::Ignored), Ok(None)));
    }
}
