//! The lines around a range of a file, cut to what a terminal can show.

use std::ops::Range;

use crate::terminal::{self, secrets};

/// The longest line (characters) that is shown whole; of a longer one, as bundles have, a window.
const LONGEST: usize = 600;
/// How many characters of a long line are shown on each side of the range.
const WINDOW: usize = 80;

/// How many bytes around a range can be of a line that is shown whole.
const REACH: usize = 4 * LONGEST;

/// A line, safe to show, with the range in it.
pub struct Line {
    /// The line without its end.
    pub text: String,
    /// The range, as bytes of `text`, cut at the end of the line.
    pub range: Range<usize>,
    /// Whether only a window of the line is there.
    pub is_cut: bool,
}

/// What to show of a range of a file that is taken away: all but what divides it from what stays, and how many lines further
/// down it begins.
pub fn element(bytes: &[u8], span: &Range<usize>) -> (Range<usize>, usize) {
    let is_divider = |byte: &u8| byte.is_ascii_whitespace() || b",;-".contains(byte);
    let text = &bytes[span.clone()];
    let before = text.iter().take_while(|byte| is_divider(byte)).count();
    let after = text[before..].iter().rev();
    let after = after.take_while(|byte| is_divider(byte)).count();
    let lines = memchr::memchr_iter(b'\n', &text[..before]).count();
    (span.start + before..span.end - after, lines)
}

/// What to show of a range of a file of several lines: the first word in it that has some text in it, or all, and how many lines
/// further down it begins.
pub fn word(bytes: &[u8], span: &Range<usize>, text: &[u8]) -> (Range<usize>, usize) {
    let Some(found) = memchr::memmem::find(&bytes[span.clone()], text) else {
        return (span.clone(), 0);
    };
    let is_end = |byte: &u8| byte.is_ascii_whitespace();
    let found = span.start + found;
    let before = bytes[span.start..found].iter().rev();
    let start = found - before.take_while(|byte| !is_end(byte)).count();
    let after = bytes[found..span.end].iter();
    let end = found + after.take_while(|byte| !is_end(byte)).count();
    let lines = memchr::memchr_iter(b'\n', &bytes[span.start..start]).count();
    (start..end, lines)
}

/// The line in which a range of a file begins. Of a long line no more is read than is shown.
pub fn line(bytes: &[u8], span: &Range<usize>) -> Line {
    let first = span.start.saturating_sub(REACH);
    let last = (span.end + REACH).min(bytes.len());
    let nearby = &bytes[..last];
    let (start, begins) = match memchr::memrchr(b'\n', &bytes[first..span.start]) {
        Some(found) => (first + found + 1, true),
        None => (first, first == 0),
    };
    let end = end_of_line(nearby, span.start);
    let ends = end < last || last == bytes.len();
    // A secret is known by what stands before it, so they are covered before the line is cut in three.
    let shown = secrets::covered(&bytes[start..end.max(start)]);
    let part = |range: Range<usize>| {
        terminal::masked(&String::from_utf8_lossy(
            &shown[range.start - start..range.end - start],
        ))
    };
    let stop = span.end.min(end).max(span.start);
    let mut before = part(start..span.start);
    let within = part(span.start..stop);
    let mut after = part(stop..end.max(stop));
    let length = [&before, &within, &after].map(|part| part.chars().count());
    let is_cut = !begins || !ends || length.iter().sum::<usize>() > LONGEST;
    if is_cut {
        if length[0] > WINDOW {
            let kept: String = before.chars().skip(length[0] - WINDOW).collect();
            before = format!("…{kept}");
        }
        if length[2] > WINDOW {
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
    fn a_word_is_found_with_its_line() {
        let text = b"x\n {\n  a,\n  b:mfa/c, d\n}";
        assert_eq!(word(text, &(3..text.len()), b"mfa/"), (12..20, 2));
        assert_eq!(word(text, &(3..8), b"mfa/"), (3..8, 0));
    }

    #[test]
    fn a_long_line_is_cut_around_the_range() {
        let text = format!("{}MARK{}", "a".repeat(5000), "b".repeat(5000));
        let line = line(text.as_bytes(), &(5000..5004));
        assert_eq!(&line.text[line.range.clone()], "MARK");
        assert!(line.text.chars().count() < LONGEST);
    }

    #[test]
    fn what_is_cut_is_the_same_however_long_the_line_is() {
        let shown = |length: usize| {
            let text = format!("\n{}é MARK{}\n", "a".repeat(length), "b".repeat(length));
            let start = text.find("MARK").expect("a mark");
            let line = line(text.as_bytes(), &(start..start + 4));
            assert_eq!(&line.text[line.range.clone()], "MARK");
            assert!(line.is_cut);
            line.text
        };
        for length in [LONGEST, REACH - 4, REACH, 3 * REACH] {
            assert_eq!(shown(length), shown(2 * LONGEST), "{length}");
        }
    }

    #[test]
    fn a_line_of_the_longest_length_is_shown_whole() {
        let text = format!("{}MARK\n", "é".repeat(LONGEST - 4));
        let start = text.len() - 5;
        let line = line(text.as_bytes(), &(start..start + 4));
        assert!(!line.is_cut);
        assert_eq!(line.text.chars().count(), LONGEST);
    }

    #[test]
    fn an_element_is_shown_without_what_divides_it() {
        let text = b"[\n  a-b,\n\n  c-d\n, e]";
        let shown = |span: Range<usize>| {
            let (shown, lines) = element(text, &span);
            (std::str::from_utf8(&text[shown]).expect("UTF-8"), lines)
        };
        assert_eq!(shown(7..15), ("c-d", 2));
        assert_eq!(shown(4..12), ("a-b", 0));
        assert_eq!(shown(7..12), ("", 2));
    }

    #[test]
    fn a_line_ends_before_its_line_end() {
        let line = line(b"x\r\n a MARK\r\ny", &(6..10));
        assert_eq!(line.text, " a MARK");
        assert_eq!(line.range, 3..7);
    }
}
