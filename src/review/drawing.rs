//! Rows of the terminal that are drawn again and again, as somebody types or moves in them.

use std::io;

use console::measure_text_width;

use super::screen::Screen;

/// Rows that were drawn, with the cursor in one of them.
#[derive(Default)]
pub(super) struct Drawing {
    /// How many rows are above the cursor's.
    above: usize,
    /// How many are below it.
    below: usize,
}

/// The rows (of at most so many columns) that a text without escape sequences takes.
pub(super) fn rows(text: &str, width: usize) -> Vec<String> {
    let mut rows = vec![String::new()];
    let mut room = width;
    for c in text.chars() {
        let taken = measure_text_width(c.encode_utf8(&mut [0; 4]));
        if taken > room {
            rows.push(String::new());
            room = width;
        }
        if let Some(row) = rows.last_mut() {
            row.push(c);
        }
        room = room.saturating_sub(taken);
    }
    rows
}

impl Drawing {
    /// Draws rows where those before were, each no wider than the screen, and puts the cursor into one: row and column from 0.
    pub fn draw(
        &mut self,
        screen: &Screen,
        rows: &[String],
        (row, column): (usize, usize),
    ) -> io::Result<()> {
        let term = screen.term();
        let below = rows.len().saturating_sub(row + 1);
        term.move_cursor_up(self.above)?;
        term.move_cursor_left(screen.width())?;
        term.clear_to_end_of_screen()?;
        term.write_str(&rows.join("\n"))?;
        term.move_cursor_up(below)?;
        term.move_cursor_left(screen.width())?;
        term.move_cursor_right(column)?;
        (self.above, self.below) = (row, below);
        Ok(())
    }

    /// Leaves the rows as they are, and goes on below them.
    pub fn end(self, screen: &Screen) -> io::Result<()> {
        screen.term().move_cursor_down(self.below)?;
        screen.line("")
    }

    /// The rows are gone from the screen, as the program was stopped: the next are drawn below.
    pub fn begin_again(&mut self) {
        *self = Drawing::default();
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    #[test]
    fn a_text_has_the_rows_that_it_takes() {
        assert_eq!(rows("", 3), [""]);
        assert_eq!(rows("abcdefg", 3), ["abc", "def", "g"]);
        assert_eq!(rows("日本", 3), ["日", "本"]);
    }
}
