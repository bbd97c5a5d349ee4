//! Delivery as one patch that `git apply` accepts, made by libgit2 in git's own format.

use std::io::Write;

use anyhow::Context;
use git2::{DiffOptions, Patch};

use super::Change;

/// Writes the patch of all changes.
///
/// # Errors
///
/// When it can't be made or written.
pub fn write(out: &mut dyn Write, changes: &[Change]) -> anyhow::Result<()> {
    for change in changes {
        out.write_all(&of(change)?)?;
    }
    Ok(())
}

/// The patch of one change.
///
/// # Errors
///
/// When it can't be made.
pub fn of(change: &Change) -> anyhow::Result<Vec<u8>> {
    let path = change.entry.path.to_path();
    let making = || format!("{}: making the patch", change.entry.path);
    let mut options = DiffOptions::new();
    options.force_text(true);
    let mut patch = Patch::from_buffers(
        &change.old,
        Some(&path),
        &change.new,
        Some(&path),
        Some(&mut options),
    )
    .with_context(making)?;
    let text = patch.to_buf().with_context(making)?;
    Ok(with_mode(&text, change.entry.mode))
}

/// libgit2 takes two buffers for ordinary files; the header of a patch of an executable one names its mode.
fn with_mode(patch: &[u8], mode: u32) -> Vec<u8> {
    const ORDINARY: &[u8] = b" 100644\n";
    let mut named = Vec::with_capacity(patch.len());
    let mut in_header = true;
    for line in patch.split_inclusive(|b| *b == b'\n') {
        in_header &= !line.starts_with(b"@@");
        match line.strip_suffix(ORDINARY) {
            Some(rest) if in_header && line.starts_with(b"index ") => {
                named.extend_from_slice(rest);
                named.extend_from_slice(format!(" {mode:o}\n").as_bytes());
            }
            _ => named.extend_from_slice(line),
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Entry, RepoPath};

    fn patch(mode: u32) -> String {
        let change = Change {
            entry: Entry {
                path: RepoPath::from_git(b"sub/a.sh"),
                blob: None,
                mode,
            },
            old: b"index 1 100644\nx\n".to_vec(),
            new: b"index 1 100644\ny\n".to_vec(),
        };
        let mut out = Vec::new();
        write(&mut out, &[change]).expect("a patch");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn a_patch_names_the_mode_in_its_header_only() {
        for (mode, named) in [(0o100_644, "100644"), (0o100_755, "100755")] {
            let patch = patch(mode);
            let header = patch.lines().nth(1).expect("a line");
            assert!(
                header.starts_with("index ") && header.ends_with(named),
                "{patch}"
            );
            let body = "@@ -1,2 +1,2 @@\n index 1 100644\n-x\n+y\n";
            assert!(patch.ends_with(body), "{patch}");
            assert!(patch.starts_with("diff --git a/sub/a.sh b/sub/a.sh\n"));
        }
    }
}
