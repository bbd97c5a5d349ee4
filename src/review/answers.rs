//! The answers of a session, kept as they are given, so that a failure, a signal or a kill loses none.
//!
//! A file of lines, each a JSON document: one that says for which files they were given, then one for each answer. A question is
//! known by a digest of all that is shown of it, so an answer fits only the question that it was given to, wherever in its file
//! that stands. Nothing of the repository is in the file, but for values that the user typed or picked.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use git2::{ObjectType, Oid};
use serde::{Deserialize, Serialize};

use crate::deliver::kept;
use crate::scan::FileFindings;
use crate::source::bounded::{self, Links};
use crate::terminal;

/// The file's name.
const NAME: &str = "answers.jsonl";
/// The version of its form.
const VERSION: u32 = 1;
/// The largest file (bytes) that is read.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Which question an answer is for: a digest, in hexadecimal.
pub(super) type Digest = String;

/// What was answered to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// The question.
    pub key: Digest,
    /// Whether the rewrite is taken.
    pub take: bool,
    /// The value that was typed or picked instead of the proposed one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The beginning.
    MfaMigrateAnswers {
        version: u32,
        /// The commit whose files were asked about, or the work tree.
        of: String,
    },
    /// One answer, which may be to several questions.
    Answers(Vec<Answer>),
    /// The answer before is taken back.
    Back,
}

/// Where the answers of a session are kept.
pub struct Kept {
    git: PathBuf,
    of: String,
    file: Option<File>,
    /// The answers that are taken up again, in their order.
    pub(super) earlier: Vec<Vec<Answer>>,
}

/// Why answers can't be taken up.
#[derive(Debug, thiserror::Error)]
pub enum KeptError {
    /// There are none.
    #[error(
        "there are no answers to take up ({} isn't there); run without --resume",
        terminal::escaped(&.0.to_string_lossy())
    )]
    None(PathBuf),
    /// They can't be read.
    #[error(
        "{}: {}; remove the file, and run without --resume",
        terminal::escaped(&.0.to_string_lossy()),
        terminal::escaped(.1)
    )]
    Unreadable(PathBuf, String),
}

impl Kept {
    /// Gets ready to keep answers in a git folder. `of` says which files are asked about.
    pub fn new(git: &Path, of: &str) -> Kept {
        Kept {
            git: git.to_owned(),
            of: of.to_owned(),
            file: None,
            earlier: Vec::new(),
        }
    }

    /// Where they are kept.
    pub fn path(&self) -> PathBuf {
        kept::path(&self.git, NAME)
    }

    /// Whether there are any.
    pub fn are_there(&self) -> bool {
        self.path().is_file()
    }

    /// Reads the answers of an earlier session. Gives for which files they were given, where that isn't these.
    ///
    /// # Errors
    ///
    /// When there are none, or the file isn't one of this program's.
    pub fn take_up(&mut self) -> Result<Option<String>, KeptError> {
        let path = self.path();
        let unreadable = |why: String| KeptError::Unreadable(path.clone(), why);
        let bytes = bounded::read(&path, LARGEST, Links::Ignored)
            .map_err(|error| unreadable(error.to_string()))?
            .ok_or_else(|| KeptError::None(path.clone()))?;
        let text = String::from_utf8(bytes).map_err(|error| unreadable(error.to_string()))?;
        let mut lines = text.split_inclusive('\n');
        let first = lines.next().map(serde_json::from_str);
        let Some(Ok(Line::MfaMigrateAnswers { version, of })) = first else {
            return Err(unreadable("it holds no answers".to_owned()));
        };
        if version != VERSION {
            return Err(unreadable(format!("version {version} isn't known here")));
        }
        for (number, line) in lines.enumerate() {
            match serde_json::from_str(line) {
                Ok(Line::Answers(answers)) => self.earlier.push(answers),
                Ok(Line::Back) => drop(self.earlier.pop()),
                // A kill may have cut the last one off.
                Err(_) if !line.ends_with('\n') => {}
                _ => return Err(unreadable(format!("line {} is damaged", number + 2))),
            }
        }
        Ok(Some(of).filter(|of| *of != self.of))
    }

    /// Begins the file anew, with the answers that were taken up.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(super) fn begin(&mut self, taken_up: &[Vec<Answer>]) -> io::Result<()> {
        self.forget()?;
        self.file = Some(kept::create(&self.git, NAME)?);
        self.write(&Line::MfaMigrateAnswers {
            version: VERSION,
            of: self.of.clone(),
        })?;
        for answers in taken_up {
            self.write(&Line::Answers(answers.clone()))?;
        }
        Ok(())
    }

    /// Keeps one answer.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(super) fn keep(&mut self, answers: Vec<Answer>) -> io::Result<()> {
        if self.file.is_none() {
            self.begin(&[])?;
        }
        self.write(&Line::Answers(answers))
    }

    /// Keeps that the answer before is taken back.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub(super) fn take_back(&mut self) -> io::Result<()> {
        self.write(&Line::Back)
    }

    /// Removes them.
    ///
    /// # Errors
    ///
    /// When they can't be removed.
    pub fn forget(&mut self) -> io::Result<()> {
        self.file = None;
        kept::remove(&self.git, NAME)
    }

    fn write(&mut self, line: &Line) -> io::Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        file.write_all(&text)
    }
}

/// The keys of findings: each a digest of what is shown of it, and of how many before it show the same.
#[derive(Default)]
pub(super) struct Keys(HashMap<Oid, usize>);

impl Keys {
    /// The key of the next finding.
    pub fn next(&mut self, file: &FileFindings, finding: usize) -> io::Result<Digest> {
        let finding = &file.findings[finding];
        let rewrite = finding.rewrite.as_ref();
        let shown = format!(
            "{:?}",
            (
                (file.entry.path.as_bytes(), finding.rule.name),
                (finding.disposition, &finding.statement, &finding.choices),
                &finding.value_before,
                rewrite.map(|rewrite| (&rewrite.value_after, &rewrite.after)),
                (finding.reason.to_string(), finding.access.said()),
            )
        );
        let digest = |text: &str| {
            Oid::hash_object(ObjectType::Blob, text.as_bytes()).map_err(io::Error::other)
        };
        let same = self.0.entry(digest(&shown)?).or_insert(0);
        *same += 1;
        digest(&format!("{shown}{same}")).map(|key| key.to_string())
    }
}

/// Whether a value may be kept in a file: it has no secret in it, and shows as what it is.
pub(super) fn may_be_kept(value: &str) -> bool {
    terminal::secrets::covered_str(value) == value && !value.contains(terminal::is_unsafe)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(key: &str, value: Option<&str>) -> Vec<Answer> {
        vec![Answer {
            key: key.to_owned(),
            take: true,
            value: value.map(str::to_owned),
        }]
    }

    #[test]
    fn answers_are_taken_up_as_they_were_left() {
        let git = tempfile::tempdir().expect("a folder");
        let mut kept = Kept::new(git.path(), "one");
        assert!(matches!(kept.take_up(), Err(KeptError::None(_))));
        kept.keep(answer("1", None)).expect("kept");
        kept.keep(answer("2", None)).expect("kept");
        kept.take_back().expect("kept");
        kept.keep(answer("3", Some("x"))).expect("kept");
        let expected = [answer("1", None), answer("3", Some("x"))];
        for (of, other) in [("one", None), ("two", Some("one".to_owned()))] {
            let mut again = Kept::new(git.path(), of);
            assert_eq!(again.take_up().expect("read"), other);
            assert_eq!(again.earlier, expected);
        }
        // A kill in the midst of a line.
        let text = std::fs::read_to_string(kept.path()).expect("the file");
        std::fs::write(kept.path(), &text[..text.len() - 9]).expect("written");
        let mut again = Kept::new(git.path(), "one");
        again.take_up().expect("read");
        assert_eq!(again.earlier, expected[..1]);
        for damaged in [
            String::new(),
            "{}\n".to_owned(),
            text.replace(":1", ":2"),
            format!("{text}x\n"),
        ] {
            std::fs::write(kept.path(), damaged).expect("written");
            let refused = Kept::new(git.path(), "one").take_up();
            assert!(matches!(refused, Err(KeptError::Unreadable(..))));
        }
        kept.forget().expect("removed");
        assert!(!kept.are_there());
    }

    #[test]
    fn no_secret_is_kept() {
        assert!(may_be_kept("team-*"));
        assert!(!may_be_kept("x --token-code 123456"));
        assert!(!may_be_kept("a\u{1b}"));
    }
}
