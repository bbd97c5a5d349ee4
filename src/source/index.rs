//! The paths that git tracks, read from its index (gitformat-index(5)).
//!
//! libgit2 hashes the file, makes an object of each entry and sorts them, which takes longer than a walk over the files
//! themselves. Here the entries are passed over once. What this can't read (an index that is split, or of a later version) is
//! left to libgit2.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;

use anyhow::Context;
use git2::Repository;

/// How long (bytes) an object's name is: one by SHA-1, and one by SHA-256.
const OBJECT_NAMES: [usize; 2] = [20, 32];
/// Where among them the mode is.
const MODE: usize = 24;
/// The mode of a folder that a sparse checkout leaves out; there is nothing of it in the work tree.
const MODE_LEFT_OUT: u32 = 0o040_000;
/// The extension that says there are such.
const SPARSE: &[u8] = b"sdir";
/// The flag of an entry with two more bytes of flags.
const EXTENDED: u16 = 0x4000;

/// The longest path (bytes) that is read here. It bounds what a hostile index makes of memory.
const LONGEST_PATH: u64 = 1 << 16;

/// Gives each entry's path and mode, in order. An entry in conflict is given once a side.
///
/// The file is streamed, as that of a large repository has tens of megabytes.
///
/// # Errors
///
/// When the index or the repository can't be read.
pub fn read(git: &Path, give: &mut dyn FnMut(&[u8], u32)) -> anyhow::Result<()> {
    let file = git.join("index");
    let reading = || format!("{}: reading the index", file.display());
    let mut index = match File::open(&file) {
        Ok(index) => BufReader::with_capacity(1 << 16, index),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(reading),
    };
    let length = index.get_ref().metadata().with_context(reading)?.len();
    for object_name in OBJECT_NAMES {
        // Twice, so that nothing is given of what turns out to be unreadable.
        let readable = entries(&mut index, length, object_name, &mut |_, _| {});
        index.rewind().with_context(reading)?;
        if readable.is_ok() {
            return entries(&mut index, length, object_name, give).with_context(reading);
        }
    }
    drop(index);
    let repository = Repository::open(git).with_context(reading)?;
    let index = repository.index().with_context(reading)?;
    for entry in index.iter() {
        give(&entry.path, entry.mode);
    }
    Ok(())
}

/// Goes through the entries of an index of so many bytes, in which an object's name has so many.
///
/// # Errors
///
/// When it can't be read, or isn't in a form that is known here.
fn entries(
    index: &mut dyn BufRead,
    length: u64,
    object_name: usize,
    give: &mut dyn FnMut(&[u8], u32),
) -> io::Result<()> {
    let unknown = || io::Error::from(io::ErrorKind::InvalidData);
    let mut header = [0; 12];
    index.read_exact(&mut header)?;
    let version = number(&header, 4);
    if !header.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return Err(unknown());
    }
    let mut at = header.len() as u64;
    let mut path = Vec::new();
    // Ten numbers of four bytes, the object's name, the flags.
    let mut fields = vec![0; 40 + object_name + 2];
    for _ in 0..number(&header, 8) {
        index.read_exact(&mut fields)?;
        let mut taken = fields.len() as u64;
        let flags = fields.len() - 2;
        let flags = u16::from_be_bytes([fields[flags], fields[flags + 1]]);
        if flags & EXTENDED != 0 {
            taken += skip(index, 2)?;
        }
        if version == 4 {
            let (cut, size) = offset(index)?;
            let kept = path.len().checked_sub(cut).ok_or_else(unknown)?;
            path.truncate(kept);
            taken += size;
        } else {
            path.clear();
        }
        taken += index.take(LONGEST_PATH).read_until(0, &mut path)? as u64;
        if path.pop() != Some(0) {
            return Err(unknown());
        }
        if version < 4 {
            // Each entry is filled up to a multiple of eight bytes, with one NUL at least.
            taken += skip(index, taken.next_multiple_of(8) - taken)?;
        }
        at += taken;
        match number(&fields, MODE) {
            MODE_LEFT_OUT => {}
            mode => give(&path, mode),
        }
    }
    // An extension whose name begins with a small letter changes what the entries mean.
    while at + (object_name as u64) < length {
        let mut extension = [0; 8];
        index.read_exact(&mut extension)?;
        if extension[0].is_ascii_lowercase() && !extension.starts_with(SPARSE) {
            return Err(unknown());
        }
        at += extension.len() as u64 + skip(index, u64::from(number(&extension, 4)))?;
    }
    // Else its objects' names are of another length.
    match at + object_name as u64 == length {
        true => Ok(()),
        false => Err(unknown()),
    }
}

/// The number of four bytes at an offset (bytes), which must be in the field.
fn number(field: &[u8], at: usize) -> u32 {
    let bytes = field[at..at + 4].iter();
    bytes.fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// Passes so many bytes over.
fn skip(index: &mut dyn BufRead, count: u64) -> io::Result<u64> {
    match io::copy(&mut index.take(count), &mut io::sink())? {
        skipped if skipped == count => Ok(skipped),
        _ => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// A number as pack files write offsets (gitformat-pack(5)), and how many bytes it takes.
fn offset(index: &mut dyn BufRead) -> io::Result<(usize, u64)> {
    let mut number = 0_usize;
    for taken in 1..=4 {
        let mut byte = [0];
        index.read_exact(&mut byte)?;
        number = (number << 7) + usize::from(byte[0] & 0x7F);
        if byte[0] & 0x80 == 0 {
            return Ok((number, taken));
        }
        number += 1;
    }
    Err(io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    use std::fs;
    use std::process::Command;

    fn git(folder: &Path, args: &[&str]) -> Vec<u8> {
        let output = Command::new("git")
            .current_dir(folder)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").expect("a path"))
            .env("HOME", folder)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .args(args)
            .output()
            .expect("git runs");
        assert!(output.status.success(), "{args:?}: {output:?}");
        output.stdout
    }

    const OBJECT_NAME: usize = 20;
    const FIELDS: usize = 40 + OBJECT_NAME + 2;

    fn entries_of(mut bytes: &[u8], give: &mut dyn FnMut(&[u8], u32)) -> io::Result<()> {
        let length = bytes.len() as u64;
        entries(&mut bytes, length, OBJECT_NAME, give)
    }

    fn paths(git: &Path) -> Vec<String> {
        let mut paths = Vec::new();
        let mut give = |path: &[u8], mode: u32| {
            paths.push(format!("{mode:06o} {}", String::from_utf8_lossy(path)));
        };
        read(git, &mut give).expect("readable");
        paths
    }

    #[test]
    fn every_version_is_read_as_git_lists_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let folder = folder.path();
        git(folder, &["init", "-q"]);
        let index = folder.join(".git");
        assert_eq!(paths(&index), Vec::<String>::new());
        for (depth, name) in ["a", "ab", "abcdefg", "abcdefgh", "x.sh"]
            .iter()
            .enumerate()
        {
            let inside = folder.join("some/folder".repeat(depth));
            fs::create_dir_all(&inside).expect("a folder");
            for ending in ["", "1", "12345678", &"long".repeat(50)] {
                fs::write(inside.join(format!("{name}{ending}")), name).expect("a file");
            }
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("a", folder.join("link")).expect("a link");
        git(folder, &["add", "-A"]);
        fs::write(folder.join("later"), "").expect("a file");
        let listed = || -> Vec<String> {
            String::from_utf8_lossy(&git(folder, &["ls-files", "-s"]))
                .lines()
                .map(|line| {
                    let (fields, path) = line.split_once('\t').expect("a tab");
                    format!("{} {path}", &fields[..6])
                })
                .collect()
        };
        let is_own = |expected: bool| {
            let bytes = fs::read(index.join("index")).expect("an index");
            assert_eq!(entries_of(&bytes, &mut |_, _| {}).is_ok(), expected);
        };
        for version in ["2", "4"] {
            git(folder, &["update-index", "--index-version", version]);
            is_own(true);
            assert_eq!(paths(&index), listed(), "version {version}");
        }
        git(folder, &["update-index", "--index-version", "2"]);
        // Version 3 has entries with more flags.
        git(folder, &["add", "--intent-to-add", "later"]);
        is_own(true);
        assert_eq!(paths(&index), listed());
        assert!(listed().len() > 20);
        // A sparse index has one entry for a folder that is left out.
        let kept = "some/folder";
        git(folder, &["sparse-checkout", "set", "--sparse-index", kept]);
        is_own(true);
        let in_work_tree = listed().into_iter().filter(|entry| {
            let path = entry.split_once(' ').map_or("", |(_, path)| path);
            folder.join(path).symlink_metadata().is_ok()
        });
        assert_eq!(paths(&index), in_work_tree.collect::<Vec<_>>());
        git(folder, &["sparse-checkout", "disable"]);
        // A split index names another file.
        git(folder, &["update-index", "--split-index"]);
        is_own(false);
    }

    #[test]
    fn what_is_cut_short_is_not_read() {
        let mut bytes = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
        bytes.extend([0; FIELDS - 2]);
        bytes.extend(b"\0\x01a\0\0\0\0\0\0\0\0\0");
        bytes.truncate(12 + 64 + 8);
        let whole = [&bytes[..], &[0; OBJECT_NAME]].concat();
        let mut given = Vec::new();
        let mut give = |path: &[u8], _: u32| given.push(path.to_vec());
        assert!(entries_of(&whole, &mut give).is_ok());
        assert_eq!(given, [b"a"]);
        for length in 0..12 + FIELDS + 1 {
            assert!(
                entries_of(&whole[..length], &mut |_, _| {}).is_err(),
                "{length}"
            );
        }
        for header in [b"DIRC\0\0\0\x05\0\0\0\0", b"CRID\0\0\0\x02\0\0\0\0"] {
            assert!(entries_of(header, &mut |_, _| {}).is_err());
        }
    }

    #[test]
    fn offsets_are_read_as_git_writes_them() {
        for (mut bytes, number) in [
            (&[0][..], Some((0, 1))),
            (&[0x7F], Some((127, 1))),
            (&[0x80, 0], Some((128, 2))),
            (&[0x81, 0x7F], Some((383, 2))),
            (&[0x80], None),
            (&[], None),
        ] {
            assert_eq!(offset(&mut bytes).ok(), number);
        }
    }
}
