//! The paths that git tracks, read from its index (gitformat-index(5)).
//!
//! libgit2 hashes the file, makes an object of each entry and sorts them, which takes longer than a walk over the files
//! themselves. Here the entries are passed over once. What this can't read (an index that is split, or that lists
//! folders of a sparse checkout, or of a later version) is left to libgit2.

use std::path::Path;
use std::{fs, io};

use anyhow::Context;
use git2::Repository;

/// How long (bytes) the fields before the path are: ten numbers of four bytes, an object's name, the flags.
const FIELDS: usize = 40 + OBJECT_NAME + 2;
const OBJECT_NAME: usize = 20;
/// Where among them the mode is.
const MODE: usize = 24;
/// The flag of an entry with two more bytes of flags.
const EXTENDED: u16 = 0x4000;

/// Gives each entry's path and mode, in order. An entry in conflict is given once a side.
///
/// # Errors
///
/// When the index or the repository can't be read.
pub fn read(git: &Path, give: &mut dyn FnMut(&[u8], u32)) -> anyhow::Result<()> {
    let file = git.join("index");
    let bytes = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("{}: reading the index", file.display()));
        }
    };
    // Twice, so that nothing is given of what turns out to be unreadable.
    if entries(&bytes, &mut |_, _| {}).is_some() {
        entries(&bytes, give);
        return Ok(());
    }
    drop(bytes);
    let reading = || format!("{}: reading the index", file.display());
    let repository = Repository::open(git).with_context(reading)?;
    let index = repository.index().with_context(reading)?;
    for entry in index.iter() {
        give(&entry.path, entry.mode);
    }
    Ok(())
}

/// Goes through the entries; `None` where they can't be read.
fn entries(bytes: &[u8], give: &mut dyn FnMut(&[u8], u32)) -> Option<()> {
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    let version = number(4)?;
    if !bytes.starts_with(b"DIRC") || !(2..=4).contains(&version) {
        return None;
    }
    let mut path = Vec::new();
    let mut at = 12;
    for _ in 0..number(8)? {
        let start = at;
        let mode = number(at + MODE)?;
        let flags = bytes.get(at + FIELDS - 2..at + FIELDS)?;
        at += FIELDS;
        if u16::from_be_bytes(flags.try_into().ok()?) & EXTENDED != 0 {
            at += 2;
        }
        let mut kept = 0;
        if version == 4 {
            let (cut, length) = offset(bytes.get(at..)?)?;
            kept = path.len().checked_sub(cut)?;
            at += length;
        }
        let rest = bytes.get(at..)?;
        let end = memchr::memchr(0, rest)?;
        path.truncate(kept);
        path.extend_from_slice(&rest[..end]);
        at = match version {
            4 => at + end + 1,
            // Each entry is filled up to a multiple of eight bytes, with one NUL at least.
            _ => start + (at + end - start) / 8 * 8 + 8,
        };
        give(&path, mode);
    }
    // An extension whose name begins with a small letter changes what the entries mean.
    while at + OBJECT_NAME < bytes.len() {
        if bytes.get(at)?.is_ascii_lowercase() {
            return None;
        }
        at = at.checked_add(8)?.checked_add(number(at + 4)? as usize)?;
    }
    Some(())
}

/// A number as pack files write offsets (gitformat-pack(5)), and how many bytes it takes.
fn offset(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0_usize;
    for (at, byte) in bytes.iter().take(4).enumerate() {
        number = (number << 7) + usize::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            return Some((number, at + 1));
        }
        number += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(entries(&bytes, &mut |_, _| {}).is_some(), expected);
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
        assert_eq!(
            entries(&whole, &mut |path, _| assert_eq!(path, b"a")),
            Some(())
        );
        for length in 0..12 + FIELDS + 1 {
            assert_eq!(entries(&whole[..length], &mut |_, _| {}), None, "{length}");
        }
        assert_eq!(entries(b"DIRC\0\0\0\x05\0\0\0\0", &mut |_, _| {}), None);
        assert_eq!(entries(b"CRID\0\0\0\x02\0\0\0\0", &mut |_, _| {}), None);
    }

    #[test]
    fn offsets_are_read_as_git_writes_them() {
        for (bytes, number) in [
            (&[0][..], Some((0, 1))),
            (&[0x7F], Some((127, 1))),
            (&[0x80, 0], Some((128, 2))),
            (&[0x81, 0x7F], Some((383, 2))),
            (&[0x80], None),
            (&[], None),
        ] {
            assert_eq!(offset(bytes), number, "{bytes:?}");
        }
    }
}
