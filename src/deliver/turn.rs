//! One run at a time writes into a work tree: its folder is locked meanwhile (flock(2)), which leaves nothing behind.

use std::path::Path;

use anyhow::bail;

/// The right to write, until this is dropped.
pub struct Turn {
    #[cfg(unix)]
    _folder: Option<std::fs::File>,
}

impl Turn {
    /// Takes it. Where the system can't lock a folder, each file is still looked at in the moment it is replaced.
    ///
    /// # Errors
    ///
    /// When another run has it.
    #[cfg(unix)]
    pub fn take(root: &Path) -> anyhow::Result<Turn> {
        use rustix::fs::{FlockOperation, flock};
        use rustix::io::Errno;

        let Ok(folder) = std::fs::File::open(root) else {
            return Ok(Turn { _folder: None });
        };
        if flock(&folder, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
            bail!(
                "another mfa-migrate is writing to this work tree; nothing was written, wait for it and run the program again"
            );
        }
        Ok(Turn {
            _folder: Some(folder),
        })
    }

    /// Takes it. There is no lock here; each file is still looked at before it is replaced.
    ///
    /// # Errors
    ///
    /// None.
    #[cfg(not(unix))]
    pub fn take(_: &Path) -> anyhow::Result<Turn> {
        Ok(Turn {})
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_has_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let turn = Turn::take(folder.path()).expect("free");
        let refused = Turn::take(folder.path()).err().expect("taken");
        assert!(
            refused.to_string().contains("another mfa-migrate"),
            "{refused}"
        );
        drop(turn);
        Turn::take(folder.path()).expect("free again");
        let left = std::fs::read_dir(folder.path()).expect("listed");
        assert_eq!(left.count(), 0);
    }
}
