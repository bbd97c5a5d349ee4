//! Lines and columns, as people count them.

/// A place in a file, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// Tells the positions of ascending offsets of a file; all of them together cost one walk over its bytes.
///
/// A file needn't be UTF-8: each stray byte is a character, and a byte-order mark is none. (The crates that count lines
/// want a `str`.)
pub struct Positions<'a> {
    bytes: &'a [u8],
    /// The offset whose position is known.
    at: usize,
    position: Position,
}

impl<'a> Positions<'a> {
    /// Begins at the first character of a file.
    pub fn of(bytes: &'a [u8]) -> Positions<'a> {
        const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
        let at = if bytes.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        };
        Positions {
            bytes,
            at,
            position: Position { line: 1, column: 1 },
        }
    }

    /// The position of an offset (bytes from 0) that is not before the one asked for last.
    pub fn at(&mut self, offset: usize) -> Position {
        let offset = offset.clamp(self.at, self.bytes.len());
        let passed = &self.bytes[self.at..offset];
        let line = match memchr::memrchr(b'\n', passed) {
            Some(last) => {
                self.position.line += memchr::memchr_iter(b'\n', passed).count();
                self.position.column = 1;
                &passed[last + 1..]
            }
            None => passed,
        };
        self.position.column += String::from_utf8_lossy(line).chars().count();
        self.at = offset;
        self.position
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_characters_are_counted_from_one() {
        let bytes = "\u{FEFF}é x\r\n\n日本 y".as_bytes();
        let mut positions = Positions::of(bytes);
        let mut at = |offset| {
            let Position { line, column } = positions.at(offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 1));
        assert_eq!(at(6), (1, 3));
        assert_eq!(at(6), (1, 3));
        assert_eq!(at(bytes.len() - 1), (3, 4));
        assert_eq!(at(usize::MAX), (3, 5));
    }

    #[test]
    fn a_stray_byte_is_a_character() {
        assert_eq!(
            Positions::of(b"caf\xE9 x").at(5),
            Position { line: 1, column: 6 }
        );
    }
}
