//! Delivery as one patch that `git apply` accepts, made by libgit2 in git's own format.

use std::io::Write;

use anyhow::Context;
use git2::{DiffOptions, ObjectType, Oid, Patch};

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
    let part = Part::of(change);
    let mut options = DiffOptions::new();
    options.force_text(true);
    let mut patch = Patch::from_buffers(
        part.old,
        Some(&path),
        part.new,
        Some(&path),
        Some(&mut options),
    )
    .with_context(making)?;
    let text = patch.to_buf().with_context(making)?;
    part.named(&text, change).with_context(making)
}

/// From how many bytes on libgit2 is given only the lines around what changes: it keeps something of each line, which takes more than
/// the file does.
const LARGE: usize = 256 * 1024;
/// How many lines are shown before and after a change, as git does.
const CONTEXT: usize = 3;

/// What of a change libgit2 is given.
struct Part<'a> {
    old: &'a [u8],
    new: &'a [u8],
    /// How many lines of the file are before it.
    lines_before: usize,
}

impl<'a> Part<'a> {
    fn of(change: &'a Change) -> Part<'a> {
        let (old, new) = (&change.old[..], &change.new[..]);
        if old.len() < LARGE {
            return Part {
                old,
                new,
                lines_before: 0,
            };
        }
        let same = |(a, b): &(&u8, &u8)| a == b;
        let before = old.iter().zip(new).take_while(same).count();
        let most = old.len().min(new.len()) - before;
        let ends = old.iter().rev().zip(new.iter().rev());
        let after = ends.take(most).take_while(same).count();
        let mut line_ends = memchr::memrchr_iter(b'\n', &old[..before]);
        let start = line_ends.nth(CONTEXT).map_or(0, |end| end + 1);
        let mut line_ends = memchr::memchr_iter(b'\n', &old[old.len() - after..]);
        // The line in which the change ends, and those after it.
        let kept = line_ends.nth(CONTEXT).map_or(after, |end| end + 1);
        let after = after - kept;
        Part {
            old: &old[start..old.len() - after],
            new: &new[start..new.len() - after],
            lines_before: memchr::memchr_iter(b'\n', &old[..start]).count(),
        }
    }

    /// The patch with the names of the whole blobs, the mode, which libgit2 takes for that of an ordinary file, and the numbers of
    /// the file's own lines.
    fn named(&self, patch: &[u8], change: &Change) -> anyhow::Result<Vec<u8>> {
        let id = |bytes| Oid::hash_object(ObjectType::Blob, bytes);
        let (old, new) = (id(&change.old)?, id(&change.new)?);
        let mut named = Vec::with_capacity(patch.len());
        let mut in_header = true;
        for line in patch.split_inclusive(|byte| *byte == b'\n') {
            // A line of a file has a sign before it.
            let is_hunk = line.starts_with(b"@@ ");
            in_header &= !is_hunk;
            if in_header && line.starts_with(b"index ") {
                let mode = change.entry.mode;
                named.extend_from_slice(format!("index {old:.7}..{new:.7} {mode:o}\n").as_bytes());
            } else if is_hunk && self.lines_before > 0 {
                named.extend_from_slice(&self.hunk(line));
            } else {
                named.extend_from_slice(line);
            }
        }
        Ok(named)
    }

    /// A hunk's header, `@@ -FIRST[,COUNT] +FIRST[,COUNT] @@`, with the numbers of the file's lines.
    fn hunk(&self, header: &[u8]) -> Vec<u8> {
        let mut moved = Vec::with_capacity(header.len() + 8);
        for (at, word) in header.splitn(4, |byte| *byte == b' ').enumerate() {
            if at > 0 {
                moved.push(b' ');
            }
            let text = std::str::from_utf8(word).unwrap_or_default();
            let (first, count) = text
                .split_once(',')
                .map_or((text, ""), |(first, count)| (first, count));
            match first.get(1..).and_then(|first| first.parse::<usize>().ok()) {
                Some(number) if at == 1 || at == 2 => {
                    let sign = &first[..1];
                    let comma = if count.is_empty() { "" } else { "," };
                    let number = number + self.lines_before;
                    moved.extend_from_slice(format!("{sign}{number}{comma}{count}").as_bytes());
                }
                _ => moved.extend_from_slice(word),
            }
        }
        moved
    }
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

    /// Of a large file only a part is given to libgit2, and the patch is the same.
    #[test]
    fn of_a_large_file_only_the_lines_around_a_change_are_compared() {
        let text = |name: &str| -> Vec<u8> {
            let lines = (0..LARGE).map(|number| match number {
                900 => format!("{name}\n"),
                _ => format!("line {number}\n"),
            });
            lines.collect::<String>().into_bytes()
        };
        let change = Change {
            entry: Entry {
                path: RepoPath::from_git(b"a"),
                blob: None,
                mode: 0o100_644,
            },
            old: text("old"),
            new: text("new"),
        };
        let part = Part::of(&change);
        assert_eq!(
            String::from_utf8_lossy(part.old),
            "line 897\nline 898\nline 899\nold\nline 901\nline 902\nline 903\n"
        );
        assert_eq!(part.lines_before, 897);
    }

    #[test]
    fn the_patch_of_a_large_file_is_what_git_makes() {
        let line = |number: usize| format!("line {number}\n");
        let count = LARGE / 8;
        for (changed, end) in [
            (vec![0], "\n"),
            (vec![1], "\n"),
            (vec![5], ""),
            (vec![900, 902], "\n"),
            (vec![700, 9000], "\n"),
            (vec![count - 2], "\n"),
            (vec![count - 1], ""),
        ] {
            let text = |new: &str| -> String {
                let lines = (0..count).map(|number| match changed.contains(&number) {
                    true => format!("{new} {number}\n"),
                    false => line(number),
                });
                let text: String = lines.collect();
                format!("{}{end}", text.trim_end())
            };
            let folder = tempfile::tempdir().expect("a folder");
            for (name, new) in [("old", "old"), ("new", "new\nand")] {
                std::fs::write(folder.path().join(name), text(new)).expect("written");
            }
            let git = std::process::Command::new("git")
                .args(["-c", "core.abbrev=7", "diff", "--no-index", "old", "new"])
                .current_dir(folder.path())
                .output()
                .expect("git runs");
            let expected = String::from_utf8(git.stdout).expect("UTF-8");
            let change = Change {
                entry: Entry {
                    path: RepoPath::from_git(b"a"),
                    blob: None,
                    mode: 0o100_644,
                },
                old: text("old").into_bytes(),
                new: text("new\nand").into_bytes(),
            };
            let mut made = Vec::new();
            write(&mut made, &[change]).expect("a patch");
            let made = String::from_utf8(made).expect("UTF-8");
            // The names differ, and what git shows after a header's signs is only there to find one's way.
            let rest = |patch: &str| -> Vec<String> {
                let lines = patch.lines().filter(|line| {
                    !["diff", "---", "+++"]
                        .iter()
                        .any(|word| line.starts_with(word))
                });
                lines
                    .map(|line| match line.starts_with("@@") {
                        true => line.split("@@").nth(1).unwrap_or_default().to_owned(),
                        false => line.to_owned(),
                    })
                    .collect()
            };
            assert_eq!(rest(&made), rest(&expected), "{changed:?} {end:?}");
        }
    }
}
