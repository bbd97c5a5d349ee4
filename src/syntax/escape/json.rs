//! JSON's escapes (RFC 8259, section 7).

use super::family::{Family, Says, control, with_backslashes};

/// The family of JSON.
pub(super) struct Json;

impl Family for Json {
    fn begins(&self, c: char) -> bool {
        c == '\\'
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        let next = rest[1..].chars().next()?;
        let (length, text) = match next {
            '"' | '\\' | '/' => (2, next),
            'u' => unicode(rest)?,
            _ => (2, control(next)?),
        };
        Some((length, Says::Other(text.to_string())))
    }

    fn written(&self, text: &str) -> String {
        with_backslashes(text, &['\\', '"'])
    }
}

/// `\uXXXX`, and two of these for a character beyond the basic plane.
fn unicode(rest: &str) -> Option<(usize, char)> {
    let unit = |at: usize| u32::from_str_radix(rest.get(at..at + 4)?, 16).ok();
    let high = unit(2)?;
    if (0xD800..0xDC00).contains(&high) && rest.get(6..8) == Some("\\u") {
        let low = unit(8)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
        let c = char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?;
        return Some((12, c));
    }
    Some((6, char::from_u32(high)?))
}
