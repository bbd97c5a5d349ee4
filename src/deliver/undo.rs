//! The patch that undoes a delivery into the work tree. It is kept in git's folder before the first file is written, and beside it,
//! until the last one is, a record of the files that are about to be: so a later run knows what one that was killed wrote.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};

use super::{Change, kept, patch};
use crate::beside::{self, Whose};
use crate::source::{LARGEST, RepoPath, bounded};

/// The largest record (bytes) that is read.
const LARGEST_RECORD: u64 = 64 * 1024 * 1024;

/// A patch that is kept, and what is known of the files that it is about.
pub struct Undo {
    git: PathBuf,
    number: u64,
}

/// What a delivery that came to no end has written.
#[derive(Debug)]
pub struct Written {
    /// The files that have the new contents.
    pub files: Vec<RepoPath>,
    /// How many files were to be written.
    pub of: usize,
    /// The patch that undoes just those; none where it couldn't be made.
    pub patch: Option<PathBuf>,
}

impl Undo {
    /// Keeps the patch of all changes, so that `git apply -R` undoes them and nothing else, and the record.
    ///
    /// # Errors
    ///
    /// When they can't be made or written; then there are none.
    pub fn keep(git: &Path, changes: &[Change]) -> anyhow::Result<Undo> {
        let mut number = 1;
        let file = loop {
            match kept::create(git, &patch_name(number)) {
                Ok(file) => break file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error.into()),
            }
        };
        let undo = Undo {
            git: git.to_owned(),
            number,
        };
        match undo.write(file, changes) {
            Ok(()) => Ok(undo),
            Err(error) => {
                undo.remove();
                Err(error)
            }
        }
    }

    fn write(&self, mut file: File, changes: &[Change]) -> anyhow::Result<()> {
        let mut record = Vec::new();
        for change in changes {
            let part = patch::of(change)?;
            file.write_all(&part)?;
            let id = Oid::hash_object(ObjectType::Blob, &change.new)?;
            record.extend_from_slice(format!("{} {id} ", part.len()).as_bytes());
            record.extend_from_slice(change.entry.path.as_bytes());
            record.push(0);
        }
        file.sync_all()?;
        // One that is cut off would say less than is true.
        let name = record_name(self.number);
        let unfinished = format!("{name}.new");
        let _ = kept::remove(&self.git, &unfinished);
        let mut file = kept::create(&self.git, &unfinished)?;
        file.write_all(&record)?;
        file.sync_all()?;
        fs::rename(
            kept::path(&self.git, &unfinished),
            kept::path(&self.git, &name),
        )?;
        Ok(())
    }

    /// Where the patch is, now that all files are written.
    pub fn finished(self) -> PathBuf {
        let _ = kept::remove(&self.git, &record_name(self.number));
        self.path()
    }

    /// Sees what a run wrote that was killed, keeps the patch of just that, and forgets the rest. `None` where nothing was. Nor
    /// is anything left of the files that it wrote beside the others.
    pub fn settled(self, root: &Path) -> Option<Written> {
        self.settled_by(root, |entry| entry.is_written(root))
    }

    /// The same of this run, which knows what it left written: another may have written the same meanwhile.
    pub fn left(self, root: &Path, left: &[RepoPath]) -> Option<Written> {
        self.settled_by(root, |entry| left.contains(&entry.path))
    }

    fn settled_by(self, root: &Path, is_written: impl Fn(&Entry) -> bool) -> Option<Written> {
        let record = kept::path(&self.git, &record_name(self.number));
        let record = bounded::read(&record, LARGEST_RECORD, bounded::Links::Ignored).ok()??;
        let record = record.strip_suffix(&[0]).unwrap_or(&record);
        let entries: Option<Vec<Entry>> = record.split(|byte| *byte == 0).map(Entry::of).collect();
        let Some(entries) = entries else {
            // Not one of ours.
            let _ = kept::remove(&self.git, &record_name(self.number));
            return None;
        };
        let folders: BTreeSet<RepoPath> = entries.iter().map(|entry| entry.path.parent()).collect();
        for folder in folders {
            beside::sweep_within(root, &root.join(folder.to_path()), Whose::Gone);
        }
        let is_written: Vec<bool> = entries.iter().map(is_written).collect();
        let files: Vec<RepoPath> = entries
            .iter()
            .zip(&is_written)
            .filter(|(_, is_written)| **is_written)
            .map(|(entry, _)| entry.path.clone())
            .collect();
        if files.is_empty() {
            self.remove();
            return None;
        }
        let is_whole = files.len() == entries.len();
        let patch = is_whole || self.cut(&entries, &is_written).is_ok();
        let _ = kept::remove(&self.git, &record_name(self.number));
        Some(Written {
            files,
            of: entries.len(),
            patch: patch.then(|| self.path()),
        })
    }

    /// Leaves in the patch what is of files that were written.
    fn cut(&self, entries: &[Entry], is_written: &[bool]) -> io::Result<()> {
        let name = patch_name(self.number);
        let unfinished = format!("{name}.new");
        kept::remove(&self.git, &unfinished)?;
        let mut old = File::open(self.path())?;
        let mut new = kept::create(&self.git, &unfinished)?;
        for (entry, is_written) in entries.iter().zip(is_written) {
            let mut part = (&mut old).take(entry.length);
            let copied = match is_written {
                true => io::copy(&mut part, &mut new)?,
                false => io::copy(&mut part, &mut io::sink())?,
            };
            if copied != entry.length {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        new.sync_all()?;
        fs::rename(kept::path(&self.git, &unfinished), self.path())
    }

    fn remove(&self) {
        let _ = kept::remove(&self.git, &record_name(self.number));
        let _ = kept::remove(&self.git, &patch_name(self.number));
    }

    fn path(&self) -> PathBuf {
        kept::path(&self.git, &patch_name(self.number))
    }
}

/// The deliveries of a repository that came to no end, by the records that they left. Nobody else may be writing.
pub fn unfinished(git: &Path) -> Vec<Undo> {
    let Ok(entries) = fs::read_dir(kept::path(git, "")) else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut numbers: Vec<u64> = names
        .filter_map(|name| {
            let number = name.strip_prefix(RECORD)?.parse().ok()?;
            (name == record_name(number)).then_some(number)
        })
        .collect();
    numbers.sort_unstable();
    numbers
        .into_iter()
        .map(|number| Undo {
            git: git.to_owned(),
            number,
        })
        .collect()
}

/// What a record's name begins with.
const RECORD: &str = "writing-";

fn record_name(number: u64) -> String {
    format!("{RECORD}{number}")
}

fn patch_name(number: u64) -> String {
    format!("undo-{number}.patch")
}

/// What a record says of one file.
struct Entry {
    /// How long its part of the patch is (bytes).
    length: u64,
    /// The blob of its new contents.
    id: Oid,
    path: RepoPath,
}

impl Entry {
    fn of(record: &[u8]) -> Option<Entry> {
        let mut fields = record.splitn(3, |byte| *byte == b' ');
        let length = std::str::from_utf8(fields.next()?).ok()?.parse().ok()?;
        let id = Oid::from_str(std::str::from_utf8(fields.next()?).ok()?).ok()?;
        let path = RepoPath::from_git(fields.next()?);
        path.is_checked_out().then_some(Entry { length, id, path })
    }

    fn is_written(&self, root: &Path) -> bool {
        let path = root.join(self.path.to_path());
        // A rewrite may make a file a little longer than the largest that is looked at.
        let read = bounded::read(&path, 2 * LARGEST as u64, bounded::Links::Ignored);
        read.ok().flatten().is_some_and(|bytes| {
            Oid::hash_object(ObjectType::Blob, &bytes).is_ok_and(|id| id == self.id)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source;

    fn change(path: &str) -> Change {
        Change {
            entry: source::Entry {
                path: RepoPath::from_git(path.as_bytes()),
                blob: None,
                mode: 0o100_644,
            },
            old: format!("{path} old\n").into_bytes(),
            new: format!("{path} new\n").into_bytes(),
        }
    }

    /// A git folder, and a work tree in which some files are written.
    fn folders(written: &[&str]) -> (tempfile::TempDir, tempfile::TempDir) {
        let (git, root) = (tempfile::tempdir(), tempfile::tempdir());
        let (git, root) = (git.expect("a folder"), root.expect("a folder"));
        for name in ["a", "b", "c"] {
            let change = change(name);
            let text = match written.contains(&name) {
                true => change.new,
                false => change.old,
            };
            fs::write(root.path().join(name), text).expect("a file");
        }
        (git, root)
    }

    fn names(git: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(kept::path(git, ""))
            .expect("the folder")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_delivery_that_was_stopped_is_undone_as_far_as_it_came() {
        for written in [&["a", "b", "c"][..], &["a", "c"], &["b"]] {
            let (git, root) = folders(written);
            let undo = Undo::keep(git.path(), &["a", "b", "c"].map(change)).expect("kept");
            drop(undo);
            assert_eq!(names(git.path()), ["undo-1.patch", "writing-1"]);
            let undo = unfinished(git.path()).pop().expect("one");
            let found = undo.settled(root.path()).expect("some were written");
            let files: Vec<String> = found.files.iter().map(RepoPath::to_string).collect();
            assert_eq!(
                (files, found.of),
                (written.iter().map(|name| (*name).to_owned()).collect(), 3)
            );
            let mut expected = Vec::new();
            for name in written {
                expected.extend(patch::of(&change(name)).expect("a patch"));
            }
            let patch = fs::read(found.patch.expect("a patch")).expect("it");
            assert_eq!(
                String::from_utf8_lossy(&patch),
                String::from_utf8_lossy(&expected)
            );
            assert_eq!(names(git.path()), ["undo-1.patch"]);
            assert!(unfinished(git.path()).is_empty());
        }
    }

    #[test]
    fn what_was_not_written_needs_no_undo() {
        let (git, root) = folders(&[]);
        let undo = Undo::keep(git.path(), &[change("a")]).expect("kept");
        assert!(undo.settled(root.path()).is_none());
        assert!(names(git.path()).is_empty());
    }

    /// Two runs may want to write the same, and one of them does.
    #[test]
    fn what_another_run_has_written_is_not_this_one_s() {
        let (git, root) = folders(&["a", "b"]);
        let keep = || Undo::keep(git.path(), &["a", "b"].map(change)).expect("kept");
        assert!(keep().left(root.path(), &[]).is_none());
        assert!(names(git.path()).is_empty());
        let left = [RepoPath::from_git(b"b")];
        let found = keep().left(root.path(), &left).expect("one was left");
        assert_eq!((&found.files[..], found.of), (&left[..], 2));
        let patch = fs::read(found.patch.expect("a patch")).expect("it");
        assert_eq!(patch, patch::of(&change("b")).expect("a patch"));
    }

    #[test]
    fn only_a_record_of_this_program_counts() {
        let (git, root) = folders(&["a"]);
        let id = Oid::hash_object(ObjectType::Blob, &change("a").new).expect("a hash");
        for record in [
            String::new(),
            "x".to_owned(),
            format!("9 {id} ../a\0"),
            format!("9 {id} a\0x\0"),
        ] {
            drop(
                kept::create(git.path(), "writing-7")
                    .and_then(|mut file| file.write_all(record.as_bytes())),
            );
            let undo = unfinished(git.path()).pop().expect("one");
            assert!(undo.settled(root.path()).is_none(), "{record}");
            assert!(names(git.path()).is_empty());
        }
        // A patch that isn't there is not named.
        let record = format!("9 {id} a\0") + &format!("9 {id} b\0");
        drop(
            kept::create(git.path(), "writing-7")
                .and_then(|mut file| file.write_all(record.as_bytes())),
        );
        let found = unfinished(git.path())
            .pop()
            .expect("one")
            .settled(root.path());
        let found = found.expect("one file is written");
        assert_eq!((found.files.len(), found.patch), (1, None));
        for name in ["writing-x", "writing-01", "writing-"] {
            drop(kept::create(git.path(), name));
        }
        assert!(unfinished(git.path()).is_empty());
    }
}
