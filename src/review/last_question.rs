//! The last question, once all others are answered: whether what was taken is delivered.

use std::io;

use console::Key;

use super::screen::{END, Screen};
use crate::report::human::plural;
use crate::terminal;

/// Where the rewrites that are taken go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// Into a commit on a branch of this name.
    Branch(String),
    /// Into the files of the work tree.
    WorkTree,
    /// Into a patch, which changes nothing.
    Patch,
}

/// What the user answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LastAnswer {
    /// To deliver.
    Deliver,
    /// To deliver nothing, and keep the answers.
    Keep,
    /// To go back to the question before.
    Back,
    /// To deliver nothing, and forget the answers.
    Abandon,
}

/// Asks whether so many rewrites in so many files are delivered. A patch is not asked about. `are_kept` is whether the
/// answers are kept.
///
/// # Errors
///
/// When the terminal went away, or at an interrupt.
pub(super) fn ask(
    screen: &Screen,
    destination: &Destination,
    taken: (usize, usize),
    are_kept: bool,
) -> io::Result<LastAnswer> {
    let Some(question) = question(destination, taken) else {
        return Ok(LastAnswer::Deliver);
    };
    screen.line("")?;
    loop {
        screen.ask(&question)?;
        let Some(key) = screen.key()? else {
            continue;
        };
        screen.echo(&key)?;
        match key {
            Key::Enter | Key::Char('y' | 'Y') => return Ok(LastAnswer::Deliver),
            Key::Char('n' | 'N' | 'q') => return Ok(LastAnswer::Keep),
            key if key == END => return Ok(LastAnswer::Keep),
            Key::Char('u' | 'U') => return Ok(LastAnswer::Back),
            Key::Char('x') => return Ok(LastAnswer::Abandon),
            Key::Char('?') => {
                for line in help(are_kept) {
                    screen.text(line)?;
                }
            }
            _ => screen.text("one of these letters, or ? for help")?,
        }
    }
}

/// What each key does.
fn help(are_kept: bool) -> [&'static str; 4] {
    let (keep, abandon) = match are_kept {
        true => (
            "  n  deliver nothing, and keep the answers for --resume; q and Ctrl-D do the same",
            "  x  abandon everything: nothing is delivered, and no answer is kept",
        ),
        false => (
            "  n  deliver nothing; q and Ctrl-D do the same",
            "  x  abandon everything: nothing is delivered",
        ),
    };
    [
        "  y  deliver them; Enter does the same",
        keep,
        "  u  go back to the last question",
        abandon,
    ]
}

fn question(destination: &Destination, (rewrites, files): (usize, usize)) -> Option<String> {
    let amount = format!("{rewrites} {}", plural(rewrites, "rewrite"));
    match destination {
        Destination::Branch(name) => Some(format!(
            "Commit {amount} on {}? [Y/n/u]",
            terminal::escaped(name)
        )),
        Destination::WorkTree => Some(format!(
            "Write {amount} to {files} {}? [Y/n/u]",
            plural(files, "file")
        )),
        Destination::Patch => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_speaks_of_answers_only_where_they_are_kept() {
        assert!(help(true)[1].contains("--resume"));
        assert!(!help(false).concat().contains("answer"));
    }

    #[test]
    fn the_question_says_how_much_goes_where() {
        let branch = Destination::Branch("mfa-migrate".to_owned());
        for (destination, taken, expected) in [
            (
                &branch,
                (32, 5),
                Some("Commit 32 rewrites on mfa-migrate? [Y/n/u]"),
            ),
            (
                &branch,
                (1, 1),
                Some("Commit 1 rewrite on mfa-migrate? [Y/n/u]"),
            ),
            (
                &Destination::WorkTree,
                (3, 2),
                Some("Write 3 rewrites to 2 files? [Y/n/u]"),
            ),
            (&Destination::Patch, (3, 2), None),
        ] {
            assert_eq!(question(destination, taken).as_deref(), expected);
        }
    }
}
