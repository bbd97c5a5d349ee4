//! The backslash escapes that C gave to its descendants.

use super::family::{Family, Says, control, escaped_line_end, with_backslashes};

/// What a backslash before a character of no meaning is.
pub(super) enum Backslash {
    /// Itself, as in Python and in the shell's `$'…'`.
    C,
    /// A quote for that character, as in JavaScript.
    Quotes,
    /// Only a backslash before itself or a single quote has a meaning, as in Ruby's `'…'`.
    Itself,
}

impl Family for Backslash {
    fn begins(&self, c: char) -> bool {
        c == '\\'
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        let next = rest[1..].chars().next()?;
        let itself = || (1 + next.len_utf8(), Says::Other(next.to_string()));
        match self {
            Backslash::Itself => matches!(next, '\'' | '\\').then(itself),
            _ if let Some(length) = escaped_line_end(rest) => Some((length, Says::Nothing)),
            Backslash::C => escape(rest),
            Backslash::Quotes => escape(rest).or_else(|| Some(itself())),
        }
    }

    fn written(&self, text: &str) -> String {
        match self {
            Backslash::Itself => text.to_owned(),
            _ => with_backslashes(text, &['\\', '"']),
        }
    }
}

/// Length (bytes) and meaning of the escape that `rest` begins with.
pub(super) fn escape(rest: &str) -> Option<(usize, Says)> {
    let next = rest[1..].chars().next()?;
    let one = |c: char| Some((2, Says::Other(c.to_string())));
    let (start, most, radix) = match next {
        '\\' | '\'' | '"' | '?' => return one(next),
        'a' => return one('\u{7}'),
        'e' | 'E' => return one('\u{1b}'),
        'v' => return one('\u{b}'),
        'u' if rest.starts_with("\\u{") => {
            let digits = rest.get(3..rest.find('}')?)?;
            let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
            return Some((digits.len() + 4, Says::Other(c.to_string())));
        }
        'x' => (2, 2, 16),
        'u' => (2, 4, 16),
        'U' => (2, 8, 16),
        '0'..='7' => (1, 3, 8),
        _ => return one(control(next)?),
    };
    let digits = rest[start..]
        .chars()
        .take(most)
        .take_while(|c| c.is_digit(radix))
        .count();
    let code = u32::from_str_radix(&rest[start..start + digits], radix).ok()?;
    Some((
        start + digits,
        Says::Other(char::from_u32(code)?.to_string()),
    ))
}
