//! A new file in the place of an old one, in one step that can be taken back.
//!
//! Where the system can, the two change places. So what was in the old one's place in that very moment is still there, and is
//! looked at then: what somebody saved in the last moment is put back, and a changed mode is kept. The folder is held open
//! meanwhile, so that nothing is written where a link leads that took its place. Sources: renameat2(2), RENAME_EXCHANGE.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::beside;

/// A new file that is written, and stands beside the old one; or the old one, once they have changed places.
pub struct Replacement {
    /// Where the other one is; it is removed with this.
    other: TempPath,
    path: PathBuf,
    /// Which folder both are in.
    #[cfg(unix)]
    folder: Identity,
}

/// What a swap found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swapped {
    /// The two have changed places.
    Both,
    /// The new one is in its place; the system can't keep the old one.
    One,
    /// Something else was there; nothing was changed.
    Other,
}

impl Replacement {
    /// Writes the new file.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn write(path: &Path, bytes: &[u8], old: &Metadata) -> io::Result<Replacement> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut file = beside::named(|builder| builder.tempfile_in(folder))?;
        file.write_all(bytes)?;
        keep_owner(file.path(), old);
        file.as_file().set_permissions(old.permissions())?;
        file.as_file().sync_all()?;
        Ok(Replacement {
            // One open file for each of thousands would be too many.
            other: file.into_temp_path(),
            path: path.to_owned(),
            #[cfg(unix)]
            folder: Identity::of(&fs::metadata(folder)?),
        })
    }

    /// Puts the one beside into the place of the other, if that holds what is expected.
    ///
    /// # Errors
    ///
    /// When the system doesn't let it; then all is as it was.
    pub fn swap(&self, expected: &[u8]) -> io::Result<Swapped> {
        #[cfg(unix)]
        if let Some(swapped) = self.exchange(expected)? {
            return Ok(swapped);
        }
        let metadata = fs::symlink_metadata(&self.path)?;
        if !metadata.is_file() || fs::read(&self.path)? != expected {
            return Ok(Swapped::Other);
        }
        fs::set_permissions(&self.other, metadata.permissions())?;
        fs::rename(&self.other, &self.path)?;
        Ok(Swapped::One)
    }

    /// Makes a swap last. The data is on the disk already, so a failure here loses nothing.
    pub fn sync(&self) {
        let folder = self.path.parent().map(File::open);
        if let Some(Ok(folder)) = folder {
            let _ = folder.sync_all();
        }
    }

    /// `None` where the system can't let two files change places.
    #[cfg(unix)]
    fn exchange(&self, expected: &[u8]) -> io::Result<Option<Swapped>> {
        use rustix::fs::{AtFlags, Mode, OFlags, chmodat, open};
        use std::os::unix::fs::MetadataExt;

        let names = (self.path.file_name(), self.other.file_name());
        let (Some(name), Some(other)) = names else {
            return Ok(None);
        };
        let parent = self.path.parent().unwrap_or(Path::new("."));
        let folder = open(
            parent,
            OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC,
            Mode::empty(),
        )?;
        let folder = File::from(folder);
        if Identity::of(&folder.metadata()?) != self.folder {
            return Ok(Some(Swapped::Other));
        }
        if !exchange(&folder, name, other)? {
            return Ok(None);
        }
        match held(&folder, other, expected) {
            Ok(Some(displaced)) => {
                let mode = displaced.mode() & 0o7777;
                let _ = chmodat(&folder, name, Mode::from_raw_mode(mode), AtFlags::empty());
                Ok(Some(Swapped::Both))
            }
            looked => {
                exchange(&folder, name, other)?;
                looked.map(|_| Some(Swapped::Other))
            }
        }
    }
}

/// Which folder one is, whatever its name.
#[cfg(unix)]
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

#[cfg(unix)]
impl Identity {
    fn of(metadata: &Metadata) -> Identity {
        use std::os::unix::fs::MetadataExt;
        Identity(metadata.dev(), metadata.ino())
    }
}

/// Lets two files of a folder change places; `false` where the system can't.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(folder: &File, one: &std::ffi::OsStr, other: &std::ffi::OsStr) -> io::Result<bool> {
    use rustix::fs::{RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(folder, one, folder, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(all(
    unix,
    not(any(target_os = "linux", target_os = "android", target_vendor = "apple"))
))]
fn exchange(_: &File, _: &std::ffi::OsStr, _: &std::ffi::OsStr) -> io::Result<bool> {
    Ok(false)
}

/// What is known of a file of a folder, if it is one and holds this.
#[cfg(unix)]
fn held(folder: &File, name: &std::ffi::OsStr, bytes: &[u8]) -> io::Result<Option<Metadata>> {
    use rustix::fs::{Mode, OFlags, openat};
    use rustix::io::Errno;
    use std::io::Read;

    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match openat(folder, name, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        // A link.
        Err(Errno::LOOP | Errno::MLINK) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return Ok(None);
    }
    let mut now = Vec::with_capacity(bytes.len());
    file.take(bytes.len() as u64 + 1).read_to_end(&mut now)?;
    Ok((now == bytes).then_some(metadata))
}

/// Gives the new file the owner of the old one; without the right to, it is the user's own, as with any editor.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(folder: &Path, name: &str, old: &str) -> (PathBuf, Replacement) {
        let path = folder.join(name);
        fs::write(&path, old).expect("a file");
        let metadata = fs::metadata(&path).expect("it");
        let new = Replacement::write(&path, b"new", &metadata).expect("written");
        (path, new)
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).expect("a file")
    }

    #[test]
    fn what_is_not_expected_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, new) = replacement(folder.path(), "a", "old");
        fs::write(&path, "saved meanwhile").expect("saved");
        assert_eq!(new.swap(b"old").expect("looked"), Swapped::Other);
        assert_eq!(read(&path), "saved meanwhile");
        assert_eq!(read(&new.other), "new");
        drop(new);
        assert_eq!(fs::read_dir(folder.path()).expect("it").count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_swap_keeps_the_last_mode_and_is_taken_back() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let folder = tempfile::tempdir().expect("a folder");
        let (path, new) = replacement(folder.path(), "a", "old");
        let before = fs::metadata(&path).expect("it").ino();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        assert_eq!(new.swap(b"old").expect("swapped"), Swapped::Both);
        let now = fs::metadata(&path).expect("it");
        assert_eq!((read(&path).as_str(), now.mode() & 0o777), ("new", 0o640));
        assert_eq!(new.swap(b"new").expect("swapped"), Swapped::Both);
        assert_eq!(read(&path), "old");
        assert_eq!(fs::metadata(&path).expect("it").ino(), before);
    }

    #[cfg(unix)]
    #[test]
    fn the_new_file_has_the_owner_of_the_old_one() {
        use std::os::unix::fs::{MetadataExt, chown};
        let owner = |path: &Path| {
            let metadata = fs::metadata(path).expect("it");
            (metadata.uid(), metadata.gid())
        };
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        fs::write(&path, "old").expect("a file");
        // Only root may give a file away.
        let _ = chown(&path, Some(4321), Some(4321));
        let before = owner(&path);
        let metadata = fs::metadata(&path).expect("it");
        let new = Replacement::write(&path, b"new", &metadata).expect("written");
        assert_ne!(new.swap(b"old").expect("swapped"), Swapped::Other);
        assert_eq!((read(&path).as_str(), owner(&path)), ("new", before));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_swapped_through_a_link_or_with_one() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().expect("a folder");
        let (path, new) = replacement(folder.path(), "a", "old");
        let elsewhere = folder.path().join("b");
        fs::rename(&path, &elsewhere).expect("moved");
        symlink(&elsewhere, &path).expect("a link");
        assert_eq!(new.swap(b"old").expect("looked"), Swapped::Other);
        assert_eq!(read(&elsewhere), "old");
        assert!(path.is_symlink());
        // The folder itself.
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).expect("a folder");
        let (path, new) = replacement(&inner, "a", "old");
        let outside = tempfile::tempdir().expect("a folder");
        for file in [&path, &new.other.to_path_buf()] {
            let name = file.file_name().expect("a name");
            fs::copy(file, outside.path().join(name)).expect("copied");
        }
        fs::rename(&inner, folder.path().join("moved")).expect("moved");
        symlink(outside.path(), &inner).expect("a link");
        assert_eq!(new.swap(b"old").expect("looked"), Swapped::Other);
        assert_eq!(read(&outside.path().join("a")), "old");
    }
}
