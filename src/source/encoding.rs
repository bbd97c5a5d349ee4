//! How a file's bytes say its text: as they are, or in UTF-16, as PowerShell and other programs of Windows write it.
//!
//! A file is looked at, edited and proved as UTF-8. Here is what leads from its bytes to that text and back.

use std::borrow::Cow;

/// How many bytes at the beginning of a file tell whether it is binary; git looks at as many (`buffer_is_binary`).
pub const BINARY_PROBE: usize = 8000;

/// U+FEFF as the byte-order mark of UTF-16, the less significant byte first and last.
const MARKS: [([u8; 2], Encoding); 2] = [
    ([0xFF, 0xFE], Encoding::Utf16Le),
    ([0xFE, 0xFF], Encoding::Utf16Be),
];

/// How many units a file without a mark has at least. No finding is shorter.
const SHORTEST: usize = 10;

/// How bytes say a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or what else has the letters of ASCII.
    #[default]
    Bytes,
    /// UTF-16, the less significant byte first.
    Utf16Le,
    /// UTF-16, the more significant byte first.
    Utf16Be,
}

impl Encoding {
    /// The encoding of a file. UTF-16 is known by its mark, or by its beginning: most units are ASCII, and none is a
    /// control character.
    pub fn of(bytes: &[u8]) -> Encoding {
        let marked = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark));
        if let Some((_, encoding)) = marked {
            return *encoding;
        }
        let probe = &bytes[..bytes.len().min(BINARY_PROBE)];
        if memchr::memchr(0, probe).is_none() {
            return Encoding::Bytes;
        }
        [Encoding::Utf16Le, Encoding::Utf16Be]
            .into_iter()
            .find(|encoding| {
                let is_control = |unit: &u16| *unit < 0x20 && !matches!(unit, 0x09..=0x0D);
                let (mut all, mut ascii) = (0, 0);
                for unit in encoding.units(probe) {
                    if is_control(&unit) {
                        return false;
                    }
                    all += 1;
                    ascii += usize::from(unit < 0x80);
                }
                all >= SHORTEST && 2 * ascii >= all
            })
            .unwrap_or_default()
    }

    /// The units of UTF-16 in some bytes, but for half a one at their end.
    fn units(self, bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
        bytes.chunks_exact(2).map(move |unit| match self {
            Encoding::Utf16Be => u16::from_be_bytes([unit[0], unit[1]]),
            Encoding::Bytes | Encoding::Utf16Le => u16::from_le_bytes([unit[0], unit[1]]),
        })
    }

    /// The text of a file in UTF-8; where it isn't well-formed, what can be seen in it.
    pub fn lenient(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        self.decoded(bytes).unwrap_or_else(|| self.ascii(bytes))
    }

    /// Some bytes of a file with its letters as they are in ASCII, wherever in a character the bytes begin, and whatever
    /// is lost between them.
    pub fn ascii(self, bytes: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Encoding::Bytes => Cow::Borrowed(bytes),
            Encoding::Utf16Le | Encoding::Utf16Be => {
                Cow::Owned(bytes.iter().copied().filter(|byte| *byte != 0).collect())
            }
        }
    }

    /// The text of a file in UTF-8, with its mark; `None` where it isn't well-formed, so that the text would be another
    /// file.
    pub fn decoded(self, bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
        match self {
            Encoding::Bytes => Some(Cow::Borrowed(bytes)),
            Encoding::Utf16Le | Encoding::Utf16Be => {
                let text: Result<String, _> = char::decode_utf16(self.units(bytes)).collect();
                let text = text.ok()?.into_bytes();
                let is_binary = memchr::memchr(0, &text).is_some();
                (!is_binary && *self.encoded(&text) == *bytes).then_some(Cow::Owned(text))
            }
        }
    }

    /// The file that says a text.
    pub fn encoded(self, text: &[u8]) -> Cow<'_, [u8]> {
        let two_bytes: fn(u16) -> [u8; 2] = match self {
            Encoding::Bytes => return Cow::Borrowed(text),
            Encoding::Utf16Le => u16::to_le_bytes,
            Encoding::Utf16Be => u16::to_be_bytes,
        };
        // The text came from UTF-16, and what is written into it is a `str`: nothing of it is replaced.
        let text = String::from_utf8_lossy(text);
        Cow::Owned(text.encode_utf16().flat_map(two_bytes).collect())
    }
}

/// How many bytes of a text are between two offsets that are known.
const STEP: usize = 4096;

/// Where in a file the bytes of its text are. It is made in one walk over the text, and each question costs a short one.
#[derive(Debug, Default)]
pub struct Offsets {
    encoding: Encoding,
    /// How many units of UTF-16 are before each step.
    units: Vec<usize>,
}

impl Offsets {
    /// Those of a file of this encoding and text.
    pub fn of(encoding: Encoding, text: &[u8]) -> Offsets {
        let units = match encoding {
            Encoding::Bytes => Vec::new(),
            Encoding::Utf16Le | Encoding::Utf16Be => text
                .chunks(STEP)
                .scan(0, |before, step| {
                    let here = *before;
                    *before += units(step);
                    Some(here)
                })
                .collect(),
        };
        Offsets { encoding, units }
    }

    /// The offset in the file (bytes) of a character at an offset of its text (bytes).
    pub fn in_file(&self, text: &[u8], offset: usize) -> usize {
        if self.encoding == Encoding::Bytes {
            return offset;
        }
        let step = (offset / STEP).min(self.units.len().saturating_sub(1));
        let before = self.units.get(step).copied().unwrap_or_default();
        2 * (before + units(&text[step * STEP..offset]))
    }
}

/// How many units of UTF-16 the characters take that begin in some bytes of UTF-8.
pub fn units(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .map(|byte| match byte {
            0x80..=0xBF => 0,
            0xF0.. => 2,
            _ => 1,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [Encoding; 2] = [Encoding::Utf16Le, Encoding::Utf16Be];

    #[test]
    fn encodings_are_told_by_marks_and_beginnings() {
        for (bytes, encoding) in [
            (&b""[..], Encoding::Bytes),
            (b"text", Encoding::Bytes),
            (b"\0", Encoding::Bytes),
            (b"mfa/\0", Encoding::Bytes),
            (b"\xEF\xBB\xBFm", Encoding::Bytes),
            (b"\xFF\xFEm\0", Encoding::Utf16Le),
            (b"\xFE\xFF\0m", Encoding::Utf16Be),
            (b"x\0", Encoding::Bytes),
            (&[1, 0].repeat(SHORTEST), Encoding::Bytes),
        ] {
            assert_eq!(Encoding::of(bytes), encoding, "{bytes:?}");
        }
        for encoding in BOTH {
            for (text, is_known) in [
                ("mfa: \"x\"\r\n", true),
                // 一 is U+4E00, with its NUL in the other place.
                ("mfa: 一一一\t\n", true),
                ("mfa: 一一一一一一", false),
                ("mfa: x\0xxxx", false),
                ("mfa: x\u{1}xxxx", false),
                ("mfa: xxxx", false),
            ] {
                let mut file = encoding.encoded(text.as_bytes()).into_owned();
                assert_eq!(Encoding::of(&file) == encoding, is_known, "{text:?}");
                file.push(b'x');
                assert_eq!(Encoding::of(&file) == encoding, is_known, "{text:?}");
            }
        }
    }

    #[test]
    fn a_text_is_the_file_again() {
        for encoding in BOTH {
            for text in ["", "\u{FEFF}{}\r\n", "é 日本 \u{1F511} x"] {
                let file = encoding.encoded(text.as_bytes()).into_owned();
                assert_eq!(file.len(), 2 * text.encode_utf16().count());
                assert_eq!(encoding.decoded(&file).as_deref(), Some(text.as_bytes()));
                assert_eq!(*encoding.lenient(&file), *text.as_bytes());
            }
        }
        assert_eq!(
            Encoding::Bytes.decoded(b"\xFF").as_deref(),
            Some(&b"\xFF"[..])
        );
    }

    #[test]
    fn what_is_not_well_formed_is_seen_and_not_decoded() {
        for bytes in [
            &b"\xFF\xFEm\0f\0a\0/\0x"[..],
            b"\xFF\xFEm\0f\0a\0/\0\x00\xD8x\0",
            b"\xFF\xFEm\0f\0a\0/\0\x00\xDC",
            // A byte is lost.
            b"\xFF\xFE:\0\0m\0f\0a\0/\0x\0",
            b"\xFF\xFE\0\0m\0\0\0f\0\0\0a\0\0\0/\0\0\0",
        ] {
            assert_eq!(Encoding::Utf16Le.decoded(bytes), None, "{bytes:?}");
            let seen = Encoding::Utf16Le.lenient(bytes).into_owned();
            assert!(String::from_utf8_lossy(&seen).contains("mfa/"), "{seen:?}");
        }
    }

    #[test]
    fn offsets_are_those_of_the_file() {
        let text = "\u{FEFF}aé日\u{1F511}\n".repeat(2 * STEP / 5);
        for encoding in BOTH {
            let offsets = Offsets::of(encoding, text.as_bytes());
            let mut before = 0;
            for (at, char) in text.char_indices() {
                assert_eq!(offsets.in_file(text.as_bytes(), at), before);
                before += 2 * char.len_utf16();
            }
            assert_eq!(offsets.in_file(text.as_bytes(), text.len()), before);
        }
        assert_eq!(Offsets::of(Encoding::Utf16Le, b"").in_file(b"", 0), 0);
        assert_eq!(
            Offsets::of(Encoding::Bytes, "é".as_bytes()).in_file("é".as_bytes(), 2),
            2
        );
    }
}
