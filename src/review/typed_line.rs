//! A line that the user types, or changes.

use std::io;

use console::{Key, measure_text_width};

use super::drawing::{Drawing, rows};
use super::screen::{END, Screen};
use crate::terminal;

/// The key that clears a line (Ctrl-U).
const CLEAR: char = '\u{15}';

/// What came of it.
pub(super) enum Typed {
    /// This line.
    Line(String),
    /// The user wants to go back (Esc).
    Back,
    /// The user wants to quit (Ctrl-D).
    Quit,
}

/// The line so far, and before which of its characters the cursor is.
struct Line {
    chars: Vec<char>,
    at: usize,
}

/// Has the user type a line, which begins as `initial`.
///
/// # Errors
///
/// When the terminal went away, or at an interrupt.
pub(super) fn typed(screen: &Screen, prompt: &str, initial: &str) -> io::Result<Typed> {
    let chars: Vec<char> = initial.chars().collect();
    let mut line = Line {
        at: chars.len(),
        chars,
    };
    let mut drawing = Drawing::default();
    let typed = loop {
        line.draw(screen, prompt, &mut drawing)?;
        match screen.key()? {
            None => drawing.begin_again(),
            Some(Key::Enter) => break Typed::Line(line.chars.into_iter().collect()),
            Some(Key::Escape) => break Typed::Back,
            Some(END) => break Typed::Quit,
            Some(key) => line.press(&key),
        }
    };
    drawing.end(screen)?;
    Ok(typed)
}

impl Line {
    fn press(&mut self, key: &Key) {
        match key {
            Key::Backspace if self.at > 0 => {
                self.at -= 1;
                self.chars.remove(self.at);
            }
            Key::Del if self.at < self.chars.len() => drop(self.chars.remove(self.at)),
            Key::ArrowLeft => self.at = self.at.saturating_sub(1),
            Key::ArrowRight => self.at = self.chars.len().min(self.at + 1),
            Key::Home => self.at = 0,
            Key::End => self.at = self.chars.len(),
            Key::Char(CLEAR) => {
                self.chars.clear();
                self.at = 0;
            }
            Key::Char(c) if !terminal::is_unsafe(*c) => {
                self.chars.insert(self.at, *c);
                self.at += 1;
            }
            _ => {}
        }
    }

    fn draw(&self, screen: &Screen, prompt: &str, drawing: &mut Drawing) -> io::Result<()> {
        let until = |end: usize| -> String {
            let typed = &self.chars[..end];
            format!("{prompt}: {}", typed.iter().collect::<String>())
        };
        // The last column is left to the cursor.
        let width = screen.width() - 1;
        let before = rows(&until(self.at), width);
        let column = before.last().map_or(0, |row| measure_text_width(row));
        let all = rows(&until(self.chars.len()), width);
        drawing.draw(screen, &all, (before.len() - 1, column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_change_the_line_where_the_cursor_is() {
        let mut line = Line {
            chars: "abc".chars().collect(),
            at: 3,
        };
        for (key, expected, at) in [
            (Key::ArrowLeft, "abc", 2),
            (Key::Char('é'), "abéc", 3),
            (Key::Backspace, "abc", 2),
            (Key::Del, "ab", 2),
            (Key::Del, "ab", 2),
            (Key::Home, "ab", 0),
            (Key::Backspace, "ab", 0),
            (Key::ArrowRight, "ab", 1),
            (Key::End, "ab", 2),
            (Key::Char('\u{202e}'), "ab", 2),
            (Key::Char(CLEAR), "", 0),
            (Key::Char('x'), "x", 1),
        ] {
            line.press(&key);
            let text: String = line.chars.iter().collect();
            assert_eq!((text.as_str(), line.at), (expected, at), "{key:?}");
        }
    }
}
