//! New files beside those that they are to replace, and what runs that were killed left of such files.
//!
//! The name of one says which process made it, so that a later run knows whether anybody still needs it.

use std::fs;
use std::path::Path;

use tempfile::Builder;

use crate::fault;

/// What the names begin with; then come the number of the process, a hyphen, and letters and digits.
const PREFIX: &str = ".mfa-migrate-";
/// How many letters and digits.
const LETTERS: usize = 6;

/// Has a builder make a file with such a name.
pub fn named<T>(make: impl FnOnce(&mut Builder) -> T) -> T {
    let prefix = format!("{PREFIX}{}-", std::process::id());
    make(Builder::new().prefix(&prefix).rand_bytes(LETTERS))
}

/// Whose files are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of runs that are no more.
    Gone,
    /// These, and those of this run, which has no use for them any more; the system may have refused to remove one.
    GoneOrOwn,
}

/// Removes such files in a folder, unless a link on the way to that leaves the root.
pub fn sweep_within(root: &Path, folder: &Path, whose: Whose) {
    if let Ok(folder) = fs::canonicalize(folder)
        && folder.starts_with(root)
    {
        sweep(&folder, whose);
    }
}

/// Removes such files in a folder. What can't be removed stays; it does no harm. Nor does a fault: the standard library takes a folder that can't be
/// closed for one, and by then files may have been delivered.
pub fn sweep(folder: &Path, whose: Whose) {
    fault::contained(|| remove(folder, whose));
}

fn remove(folder: &Path, whose: Whose) {
    let is_own =
        |process| whose == Whose::GoneOrOwn && u32::try_from(process) == Ok(std::process::id());
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let is_left = entry
            .file_name()
            .to_str()
            .and_then(maker)
            .is_some_and(|process| is_gone(process) || is_own(process));
        // Not a link, whatever that leads to.
        if is_left && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that made a file of this name, where it is one of ours.
fn maker(name: &str) -> Option<i32> {
    let (process, letters) = name.strip_prefix(PREFIX)?.split_once('-')?;
    let is_ours =
        letters.len() == LETTERS && letters.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_number = process.bytes().all(|byte| byte.is_ascii_digit());
    process
        .parse()
        .ok()
        .filter(|process| is_ours && is_number && *process > 0)
}

#[cfg(unix)]
fn is_gone(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    Pid::from_raw(process).is_some_and(|process| test_kill_process(process) == Err(Errno::SRCH))
}

#[cfg(not(unix))]
fn is_gone(_: i32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_dead_run_left_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        // A number that no process has: the largest is 2^22 (proc_sys_kernel(5)).
        let dead = format!("{PREFIX}{}-Ab3dEf", i32::MAX);
        let own = named(|builder| builder.tempfile_in(folder.path())).expect("a file");
        let kept = [
            format!("{dead}x"),
            format!("{PREFIX}backup"),
            format!("{PREFIX}-1-Ab3dEf"),
            format!("{PREFIX}{}-Ab3d.f", i32::MAX),
            ".mfa-migrate.toml".to_owned(),
        ];
        for name in kept.iter().chain([&dead]) {
            fs::write(folder.path().join(name), "").expect("a file");
        }
        let inner = folder.path().join(format!("{PREFIX}{}-FOLDER", i32::MAX));
        fs::create_dir(&inner).expect("a folder");
        sweep(folder.path(), Whose::Gone);
        assert!(own.path().exists() && inner.exists());
        assert!(kept.iter().all(|name| folder.path().join(name).exists()));
        assert_eq!(folder.path().join(&dead).exists(), cfg!(not(unix)));
        sweep(folder.path(), Whose::GoneOrOwn);
        assert!(!own.path().exists() && inner.exists());
    }
}
