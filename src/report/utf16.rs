//! Places in a text as SARIF counts them: in units of UTF-16, without a byte-order mark.

use std::ops::Range;

use crate::source::encoding::units;

/// How many bytes of a text are between two offsets that are known.
const STEP: usize = 4096;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The lines and units of a text. It is made in one walk over the text, and each question costs a short one.
pub struct Units<'a> {
    text: &'a [u8],
    /// How many units are before each step.
    steps: Vec<usize>,
    /// Where each line begins (bytes).
    lines: Vec<usize>,
    /// How many bytes the mark takes.
    mark: usize,
}

/// A range of a text. All counts are in units of UTF-16; lines and columns from 1, and the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The line that it begins on.
    pub start_line: usize,
    /// The column that it begins at.
    pub start_column: usize,
    /// The line that it ends on.
    pub end_line: usize,
    /// The column after its last unit.
    pub end_column: usize,
    /// How many units are before it.
    pub offset: usize,
    /// How many units it has.
    pub length: usize,
}

impl<'a> Units<'a> {
    /// Those of a text in UTF-8.
    pub fn of(text: &'a [u8]) -> Units<'a> {
        let steps = text
            .chunks(STEP)
            .scan(0, |before, step| {
                let here = *before;
                *before += units(step);
                Some(here)
            })
            .collect();
        let mark = match text.starts_with(BYTE_ORDER_MARK) {
            true => BYTE_ORDER_MARK.len(),
            false => 0,
        };
        let ends = memchr::memchr_iter(b'\n', text).map(|end| end + 1);
        Units {
            text,
            steps,
            lines: std::iter::once(mark).chain(ends).collect(),
            mark,
        }
    }

    /// A range of the text's bytes.
    pub fn region(&self, span: &Range<usize>) -> Region {
        let (start_line, start_column) = self.place(span.start);
        let (end_line, end_column) = self.place(span.end);
        let offset = self.before(span.start);
        Region {
            start_line,
            start_column,
            end_line,
            end_column,
            offset,
            length: self.before(span.end) - offset,
        }
    }

    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines[line - 1];
        (line, self.before(at) - self.before(start) + 1)
    }

    /// How many units are before a byte.
    fn before(&self, at: usize) -> usize {
        let at = at.clamp(self.mark, self.text.len());
        let step = (at / STEP).min(self.steps.len().saturating_sub(1));
        let known = self.steps.get(step).copied().unwrap_or_default();
        let mark = usize::from(self.mark > 0);
        known + units(&self.text[step * STEP..at]) - mark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_those_of_utf_16() {
        for mark in ["", "\u{FEFF}"] {
            let text = format!("{mark}{}", "aé日\u{1F511}\r\n".repeat(STEP));
            let units = Units::of(text.as_bytes());
            let body: Vec<u16> = text[mark.len()..].encode_utf16().collect();
            let mut before = 0;
            let (mut line, mut column) = (1, 1);
            for (at, char) in text.char_indices().skip(usize::from(!mark.is_empty())) {
                let region = units.region(&(at..at + char.len_utf8()));
                let said = (region.start_line, region.start_column, region.offset);
                assert_eq!(said, (line, column, before), "{at}");
                assert_eq!(region.length, char.len_utf16());
                let unit = char.encode_utf16(&mut [0; 2])[0];
                assert_eq!(body[region.offset], unit);
                before += char.len_utf16();
                column += char.len_utf16();
                if char == '\n' {
                    (line, column) = (line + 1, 1);
                }
                assert_eq!((region.end_line, region.end_column), (line, column));
            }
        }
        assert_eq!(Units::of(b"").region(&(0..0)).start_line, 1);
    }
}
