//! Text that was decoded out of a file, with the way back to the file's bytes.
//!
//! A policy may sit in a JSON string in a shell heredoc in a Markdown fence. Each of these layers has
//! its own spelling (escapes, indentation, prompts), so each is decoded into a [`Text`] that the next
//! grammar can parse as if it stood alone, while every byte of it still knows the bytes of the file it
//! came from. Nothing is ever written from a `Text`: an edit is a range of the file.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in a [`Text`] for an interpolation whose own spelling would break the grammar around it
/// (U+FFFC, OBJECT REPLACEMENT CHARACTER).
pub const HOLE: char = '\u{FFFC}';

/// Decoded text and, for each piece of it, the bytes of the file it stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    string: String,
    segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Segment {
    /// Byte offset in the decoded string at which this piece begins.
    at: usize,
    /// Bytes of the file that it stands for.
    source: Range<usize>,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Byte for byte the same in the file.
    Verbatim,
    /// Spelled otherwise in the file, such as an escape.
    Decoded,
    /// An expression that the host computes: `$USER`, `${var.account}`.
    Hole,
}

impl Text {
    /// The text of a whole file. A byte-order mark is left out, and a byte that isn't UTF-8 becomes
    /// U+FFFD, so that one stray byte hides nothing after it.
    pub fn of_file(bytes: &[u8]) -> Text {
        const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
        let mut text = Text::default();
        let mut at = if bytes.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        };
        for chunk in bytes[at..].utf8_chunks() {
            let end = at + chunk.valid().len();
            text.push(chunk.valid(), at..end, Kind::Verbatim);
            at = end + chunk.invalid().len();
            if !chunk.invalid().is_empty() {
                text.push("\u{FFFD}", end..at, Kind::Decoded);
            }
        }
        text
    }

    /// The decoded text.
    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// Length of the decoded text, in bytes.
    pub fn len(&self) -> usize {
        self.string.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.string.is_empty()
    }

    /// The bytes of the file that a range (bytes) of the decoded text stands for; `None` where they
    /// aren't one run (something of another layer stands between them), or where the range begins or
    /// ends within something that is spelled otherwise.
    pub fn source(&self, range: Range<usize>) -> Option<Range<usize>> {
        let mut run: Option<Range<usize>> = None;
        for segment in self.overlapping(range.clone()) {
            let piece = self.piece(segment, &range)?;
            match &mut run {
                None => run = Some(piece),
                Some(run) if run.end == piece.start => run.end = piece.end,
                Some(_) => return None,
            }
        }
        run.or_else(|| self.source_at(range.start).map(|at| at..at))
    }

    /// The decoded text that a range of the file's bytes stands for, where that is one run; the other way from
    /// [`Text::source`].
    pub fn of_source(&self, source: Range<usize>) -> Option<&str> {
        let after = self
            .segments
            .partition_point(|segment| segment.source.start <= source.start);
        let found = &self.segments[after.checked_sub(1)?];
        let is_within = found.kind == Kind::Verbatim && source.end <= found.source.end;
        let offset = |at: usize| found.at + at - found.source.start;
        is_within
            .then(|| self.string.get(offset(source.start)..offset(source.end)))
            .flatten()
    }

    /// The smallest range of the file that holds all that a range of the decoded text stands for: where
    /// to point, not what to edit.
    pub fn source_hull(&self, range: Range<usize>) -> Range<usize> {
        let mut pieces = self.overlapping(range.clone());
        let cut = |segment: usize| {
            self.piece(segment, &range)
                .unwrap_or_else(|| self.segments[segment].source.clone())
        };
        match (pieces.next(), pieces.next_back()) {
            (Some(first), Some(last)) => cut(first).start..cut(last).end,
            (Some(only), None) => cut(only),
            _ => {
                let at = self.source_at(range.start).unwrap_or(0);
                at..at
            }
        }
    }

    /// The ranges of the file that are left out within a range of the decoded text.
    pub fn gaps(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut pieces = self.overlapping(range);
        let mut end = pieces.next().map(|first| self.segments[first].source.end);
        pieces.filter_map(move |segment| {
            let source = &self.segments[segment].source;
            let gap = end
                .filter(|end| *end < source.start)
                .map(|end| end..source.start);
            end = Some(source.end);
            gap
        })
    }

    /// Whether any of a range is computed by the host rather than written out.
    pub fn has_hole(&self, range: Range<usize>) -> bool {
        self.overlapping(range)
            .any(|segment| self.segments[segment].kind == Kind::Hole)
    }

    /// The ranges (bytes of the decoded text) that the host computes.
    pub fn holes(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        (0..self.segments.len())
            .filter(|&segment| self.segments[segment].kind == Kind::Hole)
            .map(|segment| self.segments[segment].at..self.end_of(segment))
    }

    /// Those that are within one.
    pub fn holes_in(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        self.overlapping(range.clone())
            .filter(|&segment| self.segments[segment].kind == Kind::Hole)
            .map(|segment| self.segments[segment].at..self.end_of(segment))
            .filter(move |hole| range.start <= hole.start && hole.end <= range.end)
    }

    /// The same with [`HOLE`] in place of what is computed, or what it is to be shown as, given its spelling.
    pub fn with_holes<'t>(&'t self, shown_as: impl Fn(&'t str) -> Option<Cow<'t, str>>) -> Text {
        let mut text = Text::default();
        for (index, segment) in self.segments.iter().enumerate() {
            let spelling = &self.string[segment.at..self.end_of(index)];
            let mut replaced = [0; 4];
            let shown = match segment.kind {
                Kind::Hole => shown_as(spelling),
                _ => Some(Cow::Borrowed(spelling)),
            };
            let shown = shown.as_deref().unwrap_or(HOLE.encode_utf8(&mut replaced));
            text.push(shown, segment.source.clone(), segment.kind);
        }
        text
    }

    /// Where in the file the byte at an offset of the decoded text comes from.
    fn source_at(&self, at: usize) -> Option<usize> {
        let segment = match self.segments.partition_point(|segment| segment.at <= at) {
            0 => return self.segments.first().map(|first| first.source.start),
            after => after - 1,
        };
        let found = &self.segments[segment];
        Some(match found.kind {
            Kind::Verbatim => (found.source.start + at - found.at).min(found.source.end),
            _ if at >= self.end_of(segment) => found.source.end,
            _ => found.source.start,
        })
    }

    fn end_of(&self, segment: usize) -> usize {
        self.segments
            .get(segment + 1)
            .map_or(self.string.len(), |next| next.at)
    }

    fn overlapping(&self, range: Range<usize>) -> Range<usize> {
        if range.is_empty() {
            return 0..0;
        }
        let first = self
            .segments
            .partition_point(|segment| segment.at <= range.start)
            .saturating_sub(1);
        let after = self
            .segments
            .partition_point(|segment| segment.at < range.end);
        first..after
    }

    /// The bytes of the file for that part of a segment that lies in `range`; `None` where only a part
    /// of something spelled otherwise does.
    fn piece(&self, segment: usize, range: &Range<usize>) -> Option<Range<usize>> {
        let found = &self.segments[segment];
        let start = range.start.max(found.at);
        let end = range.end.min(self.end_of(segment));
        match found.kind {
            Kind::Verbatim => {
                Some(found.source.start + start - found.at..found.source.start + end - found.at)
            }
            _ if start == found.at && end == self.end_of(segment) => Some(found.source.clone()),
            _ => None,
        }
    }

    fn push(&mut self, decoded: &str, source: Range<usize>, kind: Kind) {
        if decoded.is_empty() {
            return;
        }
        match self.segments.last_mut() {
            Some(last)
                if kind == Kind::Verbatim
                    && last.kind == Kind::Verbatim
                    && last.source.end == source.start =>
            {
                last.source.end = source.end;
            }
            _ => self.segments.push(Segment {
                at: self.string.len(),
                source,
                kind,
            }),
        }
        self.string.push_str(decoded);
    }
}

/// Builds the [`Text`] of an inner layer out of the text of the layer around it.
pub struct TextBuilder<'a> {
    outer: &'a Text,
    text: Text,
}

impl<'a> TextBuilder<'a> {
    /// Starts an empty text. All ranges given later are bytes of `outer`'s decoded text.
    pub fn new(outer: &'a Text) -> Self {
        TextBuilder {
            outer,
            text: Text::default(),
        }
    }

    /// The text that ranges are bytes of.
    pub fn outer(&self) -> &'a Text {
        self.outer
    }

    /// Takes a range of the outer text as it is.
    pub fn verbatim(&mut self, range: Range<usize>) {
        for segment in self.outer.overlapping(range.clone()) {
            let found = &self.outer.segments[segment];
            let start = range.start.max(found.at);
            let end = range.end.min(self.outer.end_of(segment));
            let source = self
                .outer
                .piece(segment, &range)
                .unwrap_or_else(|| found.source.clone());
            self.text
                .push(&self.outer.string[start..end], source, found.kind);
        }
    }

    /// Takes a range of the outer text as standing for `decoded`.
    pub fn decoded(&mut self, range: Range<usize>, decoded: &str) {
        let kind = if self.outer.has_hole(range.clone()) {
            Kind::Hole
        } else {
            Kind::Decoded
        };
        self.text.push(decoded, self.outer.source_hull(range), kind);
    }

    /// Takes a range of the outer text as something that the host computes. Its spelling is kept where
    /// it can't be taken for a part of the language around it, else [`HOLE`] stands for it.
    pub fn hole(&mut self, range: Range<usize>) {
        let spelling = &self.outer.string[range.clone()];
        let plain = spelling.len() <= 128
            && !spelling.contains(|c: char| matches!(c, '"' | '\'' | '\\') || c.is_control());
        let mut replaced = [0; 4];
        let shown = if plain {
            spelling
        } else {
            HOLE.encode_utf8(&mut replaced)
        };
        self.text
            .push(shown, self.outer.source_hull(range), Kind::Hole);
    }

    /// Takes all of another text of the same file.
    pub fn text(&mut self, other: &Text) {
        for (index, segment) in other.segments.iter().enumerate() {
            let decoded = &other.string[segment.at..other.end_of(index)];
            self.text
                .push(decoded, segment.source.clone(), segment.kind);
        }
    }

    /// The finished text.
    pub fn finish(self) -> Text {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_own_text() {
        let text = Text::of_file("日本 $x".as_bytes());
        assert_eq!(text.as_str(), "日本 $x");
        assert_eq!(text.source(7..9), Some(7..9));
    }

    #[test]
    fn a_byte_order_mark_shifts_the_source() {
        let text = Text::of_file(b"\xEF\xBB\xBF{}");
        assert_eq!(text.as_str(), "{}");
        assert_eq!(text.source(0..2), Some(3..5));
    }

    #[test]
    fn a_stray_byte_hides_nothing_after_it() {
        let text = Text::of_file(b"caf\xE9 mfa");
        assert_eq!(text.as_str(), "caf\u{FFFD} mfa");
        assert_eq!(text.source(7..10), Some(5..8));
        assert_eq!(text.source(4..6), None);
    }

    #[test]
    fn escapes_are_one_piece_and_gaps_are_not_editable() {
        let outer = Text::of_file(br#"a\u0024b||c"#);
        let mut inner = TextBuilder::new(&outer);
        inner.verbatim(0..1);
        inner.decoded(1..7, "$");
        inner.verbatim(7..8);
        inner.verbatim(10..11);
        let inner = inner.finish();
        assert_eq!(inner.as_str(), "a$bc");
        assert_eq!(inner.source(1..3), Some(1..8));
        assert_eq!(inner.source(2..4), None);
        assert_eq!(inner.source_hull(2..4), 7..11);
    }

    #[test]
    fn a_hole_stays_a_hole_in_the_next_layer() {
        let outer = Text::of_file(b"x ${f(\"y\")} z");
        let mut inner = TextBuilder::new(&outer);
        inner.verbatim(0..2);
        inner.hole(2..11);
        inner.verbatim(11..13);
        let inner = inner.finish();
        assert_eq!(inner.as_str(), "x \u{FFFC} z");
        let mut innermost = TextBuilder::new(&inner);
        innermost.verbatim(1..inner.len());
        let innermost = innermost.finish();
        assert!(innermost.has_hole(1..3));
        assert_eq!(innermost.holes().count(), 1);
        assert_eq!(innermost.source(1..4), Some(2..11));
    }

    /// A text of two layers: each of these pieces is taken as it is, left out, decoded or computed.
    fn two_layers(bytes: &str, pieces: &[(usize, u8)]) -> Text {
        let mut outer = Text::of_file(bytes.as_bytes());
        for _ in 0..2 {
            let mut builder = TextBuilder::new(&outer);
            let mut at = 0;
            for (length, what) in pieces.iter().cycle() {
                if at >= outer.len() {
                    break;
                }
                let mut end = (at + length + 1).min(outer.len());
                while !outer.as_str().is_char_boundary(end) {
                    end += 1;
                }
                match what {
                    0 | 1 => builder.verbatim(at..end),
                    2 => builder.decoded(at..end, "é"),
                    3 => builder.hole(at..end),
                    _ => {}
                }
                at = end;
            }
            outer = builder.finish();
        }
        outer
    }

    proptest::proptest! {
        #[test]
        fn the_way_to_the_source_and_back_ends_where_it_began(
            bytes in "[ -~]{1,60}",
            pieces in proptest::collection::vec((0_usize..5, 0_u8..5), 1..12)
        ) {
            let text = two_layers(&bytes, &pieces);
            let mut is_back = false;
            for start in 0..text.len() {
                for end in start + 1..=text.len() {
                    let Some(source) = text.source(start..end) else { continue };
                    proptest::prop_assert_eq!(&text.source_hull(start..end), &source);
                    if let Some(back) = text.of_source(source.clone()) {
                        proptest::prop_assert_eq!(back, &text.as_str()[start..end]);
                        proptest::prop_assert_eq!(back, &bytes[source]);
                        is_back = true;
                    }
                }
            }
            // What is taken as it is by both layers has a way back.
            proptest::prop_assert!(is_back || pieces.iter().any(|(_, what)| *what > 1));
        }
    }
}
