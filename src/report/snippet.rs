//! The lines around a range of a file, cut to what a terminal can show.

use std::ops::Range;

use crate::terminal;

/// The longest line (characters) that is shown whole; of a longer one, as bundles have, a window.
const LONGEST: usize = 600;
/// How many characters of a long line are shown on each side of the range.
const WINDOW: usize = 80;

/// A line, safe to show, with the range in it.
pub struct Line {
    /// The line without its end.
    pub text: String,
    /// The range, as bytes of `text`, cut at the end of the line.
    pub range: Range<usize>,
    /// Whether only a window of the line is there.
    pub is_cut: bool,
}

/// The line in which a range of a file begins.
pub fn line(bytes: &[u8], span: &Range<usize>) -> Line {
    let start = start_of_line(bytes, span.start);
    let end = end_of_line(bytes, span.start);
    let part = |range: Range<usize>| terminal::masked(&String::from_utf8_lossy(&bytes[range]));
    let stop = span.end.min(end).max(span.start);
    let mut before = part(start..span.start);
    let within = part(span.start..stop);
    let mut after = part(stop..end.max(stop));
    let is_cut = before.chars().count() + within.chars().count() + after.chars().count() > LONGEST;
    if is_cut {
        if before.chars().count() > WINDOW {
            let kept: String = {
                let skip = before.chars().count() - WINDOW;
                before.chars().skip(skip).collect()
            };
            before = format!("…{kept}");
        }
        if after.chars().count() > WINDOW {
            after = after.chars().take(WINDOW).chain(['…']).collect();
        }
    }
    let range = before.len()..before.len() + within.len();
    Line {
        text: format!("{before}{within}{after}"),
        range,
        is_cut,
    }
}

/// Where the line that holds a byte begins.
pub fn start_of_line(bytes: &[u8], at: usize) -> usize {
    bytes[..at]
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |found| found + 1)
}

/// Where the line that holds a byte ends, without its `\n` or `\r\n`.
pub fn end_of_line(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |found| at + found);
    if end > at && bytes[end - 1] == b'\r' {
        end - 1
    } else {
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_range() {
        let text = format!("{}MARK{}", "a".repeat(5000), "b".repeat(5000));
        let line = line(text.as_bytes(), &(5000..5004));
        assert_eq!(&line.text[line.range.clone()], "MARK");
        assert!(line.text.chars().count() < LONGEST);
    }

    #[test]
    fn a_line_ends_before_its_line_end() {
        let line = line(b"x\r\n a MARK\r\ny", &(6..10));
        assert_eq!(line.text, " a MARK");
        assert_eq!(line.range, 3..7);
    }
}
