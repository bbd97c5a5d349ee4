//! Escapes: characters that are written as numbers, and words that a backslash continues in the next line.

use std::cell::LazyCell;
use std::ops::Range;

use super::pieces::{self, LONGEST_GLUE};

/// How many times escapes within escapes are decoded.
const DEEPEST: usize = 4;
/// How many bytes of an escape tell that it is one.
const LONGEST_ESCAPE: usize = 24;
/// The words that stage 1 looks for, as far as it looks, with a space where no letter or digit may follow. One in which
/// signs may stand is there with them and without.
const WORDS: [&[u8]; 11] = [
    b"mfa ",
    b"mfa/",
    b"mfaserial",
    b"mfadevice",
    b"mfalogin",
    b"serial-number",
    b"serial_number",
    b"serialnumber",
    b"aws:use",
    b"awsuse",
    b"multifactorauthpresent",
];

/// Whether something holds of a text with its broken words joined, or with its escapes decoded. With more escapes in
/// escapes than anybody writes it counts as true.
pub fn in_other_spelling(text: &[u8], holds: impl Fn(&[u8]) -> bool) -> bool {
    let mut decoded = without_line_ends(text);
    for _ in 0..=DEEPEST {
        if decoded.as_deref().is_some_and(&holds) {
            return true;
        }
        match unescaped(decoded.as_deref().unwrap_or(text)) {
            None => return false,
            further => decoded = further,
        }
    }
    true
}

/// Whether a word is broken, or a letter of a needle is written as an escape.
pub fn could_hide_needle(text: &[u8]) -> bool {
    let mut last_end = None;
    memchr::memchr3_iter(b'\\', b'%', b'&', text).any(|at| {
        if line_end(text, at).is_some() {
            return true;
        }
        let Some(escape) = Escape::begins(&text[at..]) else {
            return false;
        };
        let says = escape.says.to_ascii_lowercase();
        let before = last_end;
        let end = at + escape.length;
        last_end = Some(end);
        let reaches = LazyCell::new(|| reaches_escape(text, end));
        escape.could_begin_another()
            || (is_in_word(says)
                && WORDS.iter().any(|word| {
                    let mut letters = word.iter().enumerate();
                    letters.any(|(place, letter)| {
                        *letter == says
                            && could_come_before(text, at, &word[..place], before)
                            && (*reaches || could_come_after(text, end, &word[place + 1..]))
                    })
                }))
    })
}

/// Whether a word has a letter or sign. Most escapes are of others.
fn is_in_word(says: u8) -> bool {
    const IN_WORDS: [bool; 128] = {
        let mut is_in = [false; 128];
        let mut word = 0;
        while word < WORDS.len() {
            let mut at = 0;
            while at < WORDS[word].len() {
                is_in[WORDS[word][at] as usize] = true;
                at += 1;
            }
            word += 1;
        }
        is_in
    };
    IN_WORDS.get(usize::from(says)).is_some_and(|is_in| *is_in)
}

/// Whether these letters could come before an offset (bytes). Where the last escape before it is reached, which ends at
/// another offset, it isn't known which do.
fn could_come_before(text: &[u8], end: usize, letters: &[u8], escape: Option<usize>) -> bool {
    let mut at = end;
    for letter in letters.iter().rev() {
        if escape.is_some_and(|escape| escape >= at || is_glue(text, escape..at)) {
            return true;
        }
        match pieces::letter_before(text, at, *letter) {
            Some(before) => at = before,
            None => return false,
        }
    }
    true
}

/// Whether these letters could come after an offset (bytes) where no other escape is next. Where one is reached, it isn't
/// known which do.
fn could_come_after(text: &[u8], start: usize, letters: &[u8]) -> bool {
    let mut at = start;
    for letter in letters {
        if at > start && reaches_escape(text, at) {
            return true;
        }
        if *letter == b' ' {
            return !text.get(at).is_some_and(u8::is_ascii_alphanumeric);
        }
        match pieces::letter_after(text, at, *letter) {
            Some(after) => at = after + 1,
            None => return false,
        }
    }
    true
}

/// Whether another escape is the next thing after an offset (bytes), but for glue.
fn reaches_escape(text: &[u8], start: usize) -> bool {
    let near = &text[start..text.len().min(start + LONGEST_GLUE + LONGEST_ESCAPE)];
    escapes(near)
        .next()
        .is_some_and(|(at, _)| is_glue(text, start..start + at))
}

/// Whether nothing but glue is in a range (bytes).
fn is_glue(text: &[u8], mut range: Range<usize>) -> bool {
    range.len() <= LONGEST_GLUE
        && range.all(|at| !text[at].is_ascii_alphanumeric() || pieces::is_prefix(text, at))
}

/// How many bytes a backslash takes that continues a word in the next line, with the line's end and the white space
/// after it; `None` where it does something else.
fn line_end(text: &[u8], at: usize) -> Option<usize> {
    let is_part = |byte: &u8| byte.is_ascii_graphic();
    let rest = text[at..].strip_prefix(b"\\")?;
    let end = rest
        .strip_prefix(b"\r")
        .unwrap_or(rest)
        .strip_prefix(b"\n")?;
    let before = at.checked_sub(1).map(|before| text[before]);
    if !before.as_ref().is_some_and(is_part) {
        return None;
    }
    let after = end.trim_ascii_start();
    after
        .first()
        .is_some_and(is_part)
        .then(|| text.len() - at - after.len())
}

/// The text with its broken words joined; `None` where it has none.
fn without_line_ends(text: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut done = 0;
    for at in memchr::memchr_iter(b'\\', text) {
        if at >= done
            && let Some(length) = line_end(text, at)
        {
            joined.extend_from_slice(&text[done..at]);
            done = at + length;
        }
    }
    (done > 0).then(|| {
        joined.extend_from_slice(&text[done..]);
        joined
    })
}

/// The text with its numeric escapes decoded; `None` where it has none.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let mut done = 0;
    for (at, escape) in escapes(text) {
        if at < done {
            continue;
        }
        // What escapes the escape goes with it: `\\u0073` in one host is `\u0073` in the next.
        let before = &text[done..at];
        let quoting = before.iter().rev().take_while(|byte| **byte == b'\\');
        decoded.extend_from_slice(&before[..before.len() - quoting.count()]);
        decoded.push(escape.says);
        done = at + escape.length;
    }
    (done > 0).then(|| {
        decoded.extend_from_slice(&text[done..]);
        decoded
    })
}

/// A character of ASCII that is written as a number, or one of a needle's signs behind a backslash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Escape {
    /// How many bytes it takes.
    length: usize,
    /// The character.
    says: u8,
}

/// All escapes of a text, with their offsets (bytes).
fn escapes(text: &[u8]) -> impl Iterator<Item = (usize, Escape)> + '_ {
    memchr::memchr3_iter(b'\\', b'%', b'&', text)
        .filter_map(|at| Some((at, Escape::begins(&text[at..])?)))
}

impl Escape {
    /// Whether it says what another escape begins with.
    fn could_begin_another(self) -> bool {
        matches!(self.says, b'\\' | b'%' | b'&')
    }

    /// The escape that a text begins with: `\x6d`, `\u006d`, `\u{6d}`, `\U0000006d`, `\155` of programming languages,
    /// `%6d` of URLs, `&#109;` and `&#x6d;` of HTML.
    fn begins(text: &[u8]) -> Option<Escape> {
        let number = |start: usize, most: usize, radix: u32| {
            let (mut digits, mut code) = (0, 0_u32);
            for byte in text[start..].iter().take(most) {
                let Some(digit) = char::from(*byte).to_digit(radix) else {
                    break;
                };
                code = code.saturating_mul(radix).saturating_add(digit);
                digits += 1;
            }
            let says = u8::try_from(code).ok()?;
            (digits > 0 && says.is_ascii()).then_some(Escape {
                length: start + digits,
                says,
            })
        };
        let whole = |start: usize, digits: usize| {
            number(start, digits, 16).filter(|escape| escape.length == start + digits)
        };
        match (text.first()?, text.get(1)?) {
            (b'\\', b'x') => number(2, 2, 16),
            (b'\\', b'u') if text.get(2) == Some(&b'{') => {
                let escape = number(3, 16, 16)?;
                (text.get(escape.length) == Some(&b'}')).then_some(Escape {
                    length: escape.length + 1,
                    ..escape
                })
            }
            (b'\\', b'-' | b'_') => Some(Escape {
                length: 2,
                says: text[1],
            }),
            (b'\\', b'u') => whole(2, 4),
            (b'\\', b'U') => whole(2, 8),
            (b'\\', b'0'..=b'7') => number(1, 3, 8),
            (b'%', _) => whole(1, 2),
            (b'&', b'#') => {
                let escape = match text.get(2)? {
                    b'x' | b'X' => number(3, 16, 16),
                    _ => number(2, 16, 10),
                }?;
                let ends = text.get(escape.length) == Some(&b';');
                Some(Escape {
                    length: escape.length + usize::from(ends),
                    ..escape
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_hides_only_what_its_neighbours_complete() {
        for (text, could) in [
            (r"x:\u006dfa/", true),
            (r"x:m\u0066a/", true),
            (r"x:mf\u0061", true),
            (r"x:mf\u0061b", false),
            (r"\u006d\u0066\u0061", true),
            (r#""\x6d" + "fa/""#, true),
            (r#""m" + "f\x61/""#, true),
            (r#""m" + "fa\x2f""#, true),
            (r"serial\u002dnumber", true),
            (r"serial\u002d numerous", false),
            (r"seria\u006cnumber", true),
            (r"seria\u006cize", false),
            (r"${aws\u003ausername}", true),
            (r"${\u0061ws:username}", true),
            (r"aws\u003aPrincipalTag", false),
            (r"\u004dultiFactorAuthPresent", true),
            (r"\u005cu006dfa", true),
            ("%4d of %4d", false),
            (r#""%4d", "fabric""#, false),
            ("%4dFA/x", true),
            ("m\\\n  fa", true),
            ("&#109;fa", true),
            ("&#109;&#102;x", true),
        ] {
            assert_eq!(could_hide_needle(text.as_bytes()), could, "{text}");
        }
    }

    #[test]
    fn escapes_are_decoded() {
        for (text, says, length) in [
            (r"\x6dfa", b'm', 4),
            (r"\x6", 6, 3),
            (r"\u006Dfa", b'm', 6),
            (r"\u{6d}fa", b'm', 6),
            (r"\u{00006d}fa", b'm', 10),
            (r"\U0000006dfa", b'm', 10),
            (r"\155fa", b'm', 4),
            (r"\57", b'/', 3),
            (r"\-n", b'-', 2),
            ("%2Fx", b'/', 3),
            ("&#109;fa", b'm', 6),
            ("&#109fa", b'm', 5),
            ("&#x6D;fa", b'm', 6),
        ] {
            let escape = Escape::begins(text.as_bytes());
            assert_eq!(escape, Some(Escape { length, says }), "{text}");
        }
        for text in [
            "", "\\", "%", "&", r"\q", r"\u6d", r"\u00e9", r"\u{6d", r"\xff", r"\U6d", "%6", "%ff",
            "&#;", "&amp;", r"\777", r"\u{}",
        ] {
            assert_eq!(Escape::begins(text.as_bytes()), None, "{text}");
        }
        assert_eq!(unescaped(b"plain"), None);
        assert_eq!(unescaped(br"a\u006d%66&#97;z"), Some(b"amfaz".to_vec()));
        assert_eq!(unescaped(br"\u005cu006d"), Some(br"\u006d".to_vec()));
        assert_eq!(unescaped(br"a\\u0073b"), Some(b"asb".to_vec()));
    }
}
