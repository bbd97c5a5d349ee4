//! The terminal in a session of prompts: lines that are wrapped at words, and keys as they are pressed.

use std::io;

use console::{Key, Style, Term, measure_text_width};

use crate::terminal;
use crate::terminal::held::{AtEnd, Held};

/// The key that stops a program (Ctrl-Z).
const STOP: char = '\u{1a}';
/// The key that ends input (Ctrl-D).
pub(super) const END: Key = Key::Char('\u{4}');

/// The terminal, until this is dropped.
pub(super) struct Screen {
    term: Term,
    held: Held,
}

impl Screen {
    /// Takes the terminal for a session. Where a signal ends the program, `at_end` is called.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn take(at_end: AtEnd) -> io::Result<Screen> {
        Ok(Screen {
            term: Term::stderr(),
            held: Held::take(at_end)?,
        })
    }

    /// How many columns it has.
    pub fn width(&self) -> usize {
        usize::from(self.term.size().1).max(2)
    }

    /// Writes a line as it is: one of a file, which no break may change.
    pub fn line(&self, line: &str) -> io::Result<()> {
        self.term.write_line(line)
    }

    /// Writes text of a repository or of this program, wrapped at its words.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let text = terminal::masked(text);
        let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
        self.words(&words)
    }

    /// Writes words, none of which is cut in two, in as many lines as they take.
    pub fn words(&self, words: &[String]) -> io::Result<()> {
        wrapped(words, self.width())
            .iter()
            .try_for_each(|line| self.term.write_line(line))
    }

    /// Asks a question, which the next key answers.
    pub fn ask(&self, question: &str) -> io::Result<()> {
        let bold = Style::new().for_stderr().bold();
        self.term
            .write_str(&format!("{} ", bold.apply_to(question)))
    }

    /// Shows the key that was pressed, and begins a new line.
    pub fn echo(&self, key: &Key) -> io::Result<()> {
        match key {
            Key::Char(letter) if !terminal::is_unsafe(*letter) => {
                self.term.write_line(&letter.to_string())
            }
            _ => self.term.write_line(""),
        }
    }

    /// The next key; `None` where the program was stopped meanwhile, so that what is asked has to be shown again.
    ///
    /// # Errors
    ///
    /// When it is an interrupt, or nobody presses keys any more.
    pub fn key(&self) -> io::Result<Option<Key>> {
        self.held.await_key();
        match self.term.read_key_raw()? {
            Key::CtrlC => {
                self.term.write_line("")?;
                Err(io::ErrorKind::Interrupted.into())
            }
            Key::Char(STOP) => {
                self.term.write_line("")?;
                self.held.stop();
                Ok(None)
            }
            key => Ok(Some(key)),
        }
    }

    /// Reads no more keys. Where a signal ends the program, this never returns.
    pub fn close(&self) {
        self.held.await_key();
    }

    /// The terminal, to draw on.
    pub fn term(&self) -> &Term {
        &self.term
    }
}

/// Words in lines of so many columns. A word that is longer than a line has one of its own.
fn wrapped(words: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = 0;
    for word in words {
        let taken = measure_text_width(word) + 1;
        match lines.last_mut() {
            Some(line) if taken <= room => {
                line.push(' ');
                line.push_str(word);
                room -= taken;
            }
            _ => {
                lines.push(word.clone());
                room = width.saturating_sub(taken - 1);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn no_word_is_cut_in_two() {
        let words = "users may now create arn:aws:iam::*:mfa/* with any name";
        let words: Vec<String> = words.split(' ').map(str::to_owned).collect();
        assert_eq!(
            wrapped(&words, 15),
            [
                "users may now",
                "create",
                "arn:aws:iam::*:mfa/*",
                "with any name"
            ]
        );
        assert_eq!(wrapped(&words[..3], 13).len(), 1);
        assert_eq!(wrapped(&words[..3], 12).len(), 2);
        let styled = ["\u{1b}[1musers\u{1b}[0m".to_owned(), "may".to_owned()];
        assert_eq!(wrapped(&styled, 9).len(), 1);
    }
}
