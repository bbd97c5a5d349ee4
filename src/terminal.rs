//! Text from a repository, made safe to show: nothing in a file or its name may move the cursor, change
//! colours or turn the writing direction.

use std::borrow::Cow;

/// Whether a character must not reach a terminal: control characters (C0, DEL, C1) and the bidirectional
/// controls (Unicode Standard Annex 9, table 3.2), as rustc and git treat them.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
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

/// The text with each unsafe character but the tab replaced by U+FFFD, so that columns stay.
pub fn masked(text: &str) -> String {
    text.chars()
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
    }
}
