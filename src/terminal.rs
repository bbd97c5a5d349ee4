//! Text from a repository, made safe to show: nothing in a file or its name may move the cursor, change
//! colours or turn the writing direction.

use std::borrow::Cow;
use std::fmt;
use std::io::Write;

pub mod held;
pub mod secrets;

/// Whether a character must not reach a terminal: control characters (C0, DEL, C1), the bidirectional controls (Unicode
/// Standard Annex 9, table 3.2), separators of lines, and what takes no room and so hides or breaks words: zero-width
/// characters, the soft hyphen, the byte-order mark, tags.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Says a line on standard error. Where nobody can hear it, nothing is lost but the line.
pub fn tell(line: impl fmt::Display) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// The text with each unsafe character spelled out: `\u{1b}`.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// The text with each unsafe character but the tab replaced by U+FFFD, and its secrets covered, so that columns stay.
pub fn masked(text: &str) -> String {
    secrets::covered_str(text)
        .chars()
        .map(|c| {
            if c != '\t' && is_unsafe(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_unsafe_gets_through() {
        let text = "a\u{1b}[2J\u{202E}b\tc\u{9b}";
        assert_eq!(escaped(text), "a\\u{1b}[2J\\u{202e}b\\u{9}c\\u{9b}");
        assert_eq!(masked(text), "a\u{FFFD}[2J\u{FFFD}b\tc\u{FFFD}");
        assert!(matches!(escaped("日本"), Cow::Borrowed(_)));
        assert_eq!(
            escaped("a\u{200b}\u{feff}\u{ad}\u{e0041}"),
            "a\\u{200b}\\u{feff}\\u{ad}\\u{e0041}"
        );
        assert_eq!(
            masked("--token-code 123456\u{7}"),
            "--token-code ******\u{FFFD}"
        );
    }
}
