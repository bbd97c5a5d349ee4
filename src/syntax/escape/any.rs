//! Every way to write a sign as something else, for text of which no language is known: what programming languages, URLs and
//! HTML have for it.

use super::backslash;
use super::family::{Family, Says};

/// Any escapes.
pub(super) struct Any;

/// The names that HTML gives to the signs of an ARN and of a variable in it (HTML Standard, "Named character references").
const ENTITIES: [(&str, char); 16] = [
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("dollar", '$'),
    ("lbrace", '{'),
    ("lcub", '{'),
    ("rbrace", '}'),
    ("rcub", '}'),
    ("colon", ':'),
    ("sol", '/'),
    ("ast", '*'),
    ("midast", '*'),
    ("period", '.'),
    ("comma", ','),
];

impl Family for Any {
    fn begins(&self, c: char) -> bool {
        matches!(c, '\\' | '%' | '&' | '`')
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        let next = rest[1..].chars().next()?;
        match rest.as_bytes()[0] {
            b'\\' if next.is_ascii_punctuation() => Some((2, Says::Other(next.to_string()))),
            b'\\' if matches!(next, 'x' | 'u' | 'U' | '0'..='7') => backslash::escape(rest)
                .filter(|(_, says)| matches!(says, Says::Other(c) if c.is_ascii())),
            b'`' if "${}:*\"".contains(next) => Some((2, Says::Other(next.to_string()))),
            b'%' => percent(rest),
            b'&' => entity(rest),
            _ => None,
        }
    }
}

/// The character of ASCII that `%6d` at the beginning of a text stands for (RFC 3986, section 2.1).
pub(super) fn percent(rest: &str) -> Option<(usize, Says)> {
    let digits = rest.get(1..3)?;
    let is_number = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let code = u8::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
    code.is_ascii()
        .then(|| (3, Says::Other(char::from(code).to_string())))
}

fn entity(rest: &str) -> Option<(usize, Says)> {
    let name = &rest[1..];
    let end = name.bytes().take(10).position(|byte| byte == b';')?;
    let name = &name[..end];
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let hexadecimal = number.strip_prefix(['x', 'X']);
            let code = match hexadecimal {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => ENTITIES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((end + 2, Says::Other(c.to_string())))
}
