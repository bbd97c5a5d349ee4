//! How a language spells, inside a string, what it can't write there as it is.

use std::ops::Range;

/// A family of escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// None: every character stands for itself.
    None,
    /// JSON's (RFC 8259, section 7).
    Json,
    /// An unquoted shell word: a backslash quotes any character, and removes a line end.
    ShellWord,
    /// Shell double quotes (POSIX, section 2.2.3): a backslash quotes `$`, `` ` ``, `"`, `\` and a line end.
    ShellDouble,
    /// A shell heredoc whose delimiter isn't quoted: as in double quotes, but for `"`.
    ShellHeredoc,
    /// The shell's `$'…'`.
    AnsiC,
}

/// A piece of a string as it is spelled, and what it stands for.
pub struct Piece {
    /// Bytes of the spelling.
    pub range: Range<usize>,
    /// What it stands for; `None` where that is the spelling itself.
    pub decoded: Option<String>,
}

impl Escapes {
    /// Splits the spelling of a string into plain runs and escapes, in order and without a gap. An
    /// escape that the language doesn't know is left as it is.
    pub fn pieces(self, spelling: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut plain = 0;
        let mut at = 0;
        if self != Escapes::None {
            while let Some(found) = spelling[at..].find('\\') {
                let start = at + found;
                match self.escape(&spelling[start..]) {
                    Some((length, decoded)) => {
                        if plain < start {
                            pieces.push(Piece {
                                range: plain..start,
                                decoded: None,
                            });
                        }
                        at = start + length;
                        pieces.push(Piece {
                            range: start..at,
                            decoded: Some(decoded),
                        });
                        plain = at;
                    }
                    None => at = start + 1,
                }
            }
        }
        if plain < spelling.len() {
            pieces.push(Piece {
                range: plain..spelling.len(),
                decoded: None,
            });
        }
        pieces
    }

    /// Length (bytes) and meaning of the escape that `rest` begins with, a backslash.
    fn escape(self, rest: &str) -> Option<(usize, String)> {
        let next = rest[1..].chars().next()?;
        let itself = || Some((1 + next.len_utf8(), next.to_string()));
        let line_end = if rest[1..].starts_with("\r\n") {
            Some(3)
        } else {
            (next == '\n').then_some(2)
        };
        match self {
            Escapes::None => None,
            Escapes::Json => json_escape(rest, next),
            Escapes::ShellWord | Escapes::ShellDouble | Escapes::ShellHeredoc
                if line_end.is_some() =>
            {
                line_end.map(|length| (length, String::new()))
            }
            Escapes::ShellWord => itself(),
            Escapes::ShellDouble if matches!(next, '$' | '`' | '"' | '\\') => itself(),
            Escapes::ShellHeredoc if matches!(next, '$' | '`' | '\\') => itself(),
            Escapes::ShellDouble | Escapes::ShellHeredoc => None,
            Escapes::AnsiC => ansi_c_escape(rest, next),
        }
    }
}

fn control(next: char) -> Option<char> {
    Some(match next {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

fn json_escape(rest: &str, next: char) -> Option<(usize, String)> {
    match next {
        '"' | '\\' | '/' => Some((2, next.to_string())),
        'u' => {
            let unit = |at: usize| u32::from_str_radix(rest.get(at..at + 4)?, 16).ok();
            let high = unit(2)?;
            if (0xD800..0xDC00).contains(&high) && rest.get(6..8) == Some("\\u") {
                let low = unit(8)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                let c = char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?;
                return Some((12, c.to_string()));
            }
            Some((6, char::from_u32(high)?.to_string()))
        }
        _ => control(next).map(|c| (2, c.to_string())),
    }
}

fn ansi_c_escape(rest: &str, next: char) -> Option<(usize, String)> {
    let (start, most, radix) = match next {
        '\\' | '\'' | '"' | '?' => return Some((2, next.to_string())),
        'a' => return Some((2, "\u{7}".to_owned())),
        'e' | 'E' => return Some((2, "\u{1b}".to_owned())),
        'v' => return Some((2, "\u{b}".to_owned())),
        'x' => (2, 2, 16),
        'u' => (2, 4, 16),
        'U' => (2, 8, 16),
        '0'..='7' => (1, 3, 8),
        _ => return control(next).map(|c| (2, c.to_string())),
    };
    let digits = rest[start..]
        .chars()
        .take(most)
        .take_while(|c| c.is_digit(radix))
        .count();
    let code = u32::from_str_radix(&rest[start..start + digits], radix).ok()?;
    Some((start + digits, char::from_u32(code)?.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(escapes: Escapes, spelling: &str) -> String {
        escapes
            .pieces(spelling)
            .iter()
            .map(|piece| match &piece.decoded {
                Some(decoded) => decoded.as_str(),
                None => &spelling[piece.range.clone()],
            })
            .collect()
    }

    #[test]
    fn each_family_decodes_its_own_escapes() {
        let cases = [
            (Escapes::None, r"\u0024{x}", r"\u0024{x}"),
            (Escapes::Json, r"\u0024{x}\/\ud83d\ude00\n", "${x}/😀\n"),
            (Escapes::Json, r"\q\u12", r"\q\u12"),
            (Escapes::ShellWord, "a\\\nb\\$c", "ab$c"),
            (Escapes::ShellDouble, r#"\${x}\"\n"#, "${x}\"\\n"),
            (Escapes::ShellHeredoc, r#"\${x}\""#, "${x}\\\""),
            (Escapes::AnsiC, r"\x24{x}\044\u0024\n", "${x}$$\n"),
        ];
        for (escapes, spelling, decoded) in cases {
            assert_eq!(decode(escapes, spelling), decoded, "{escapes:?}");
        }
    }
}
