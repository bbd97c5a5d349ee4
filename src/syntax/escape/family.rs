//! A family of escapes: what each has to say of a string's spelling.

use std::ops::Range;

/// A piece of a string as it is spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the spelling.
    pub range: Range<usize>,
    /// What it stands for.
    pub says: Says,
}

/// What a piece of a string stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Its own spelling.
    Itself,
    /// This.
    Other(String),
    /// Something that is computed.
    Hole,
    /// Nothing.
    Nothing,
}

/// A family of escapes, and of what else a string may hold that isn't the text itself.
pub(super) trait Family {
    /// Whether something other than itself may begin with a character.
    fn begins(&self, c: char) -> bool;

    /// Length (bytes) and meaning of what begins at an offset; `None` where that is the character itself.
    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)>;

    /// A text with all that isn't itself escaped, for as far as the family has escapes for it.
    fn written(&self, text: &str) -> String {
        text.to_owned()
    }
}

/// A text with a backslash before each of some characters.
pub(super) fn with_backslashes(text: &str, before: &[char]) -> String {
    let mut spelling = String::with_capacity(text.len());
    for c in text.chars() {
        if before.contains(&c) {
            spelling.push('\\');
        }
        spelling.push(c);
    }
    spelling
}

/// A prefix of what is left of a spelling, and the text that it stands for.
pub(super) fn stands_for(rest: &str, prefix: &str, text: &str) -> Option<(usize, Says)> {
    rest.starts_with(prefix)
        .then(|| (prefix.len(), Says::Other(text.to_owned())))
}

/// Length (bytes) of a backslash (or backtick) and the line end after it.
pub(super) fn escaped_line_end(rest: &str) -> Option<usize> {
    let after = &rest[1..];
    if after.starts_with("\r\n") {
        Some(3)
    } else {
        after.starts_with('\n').then_some(2)
    }
}

/// The control character of a letter after a backslash, of those that all families with control characters have.
pub(super) fn control(letter: char) -> Option<char> {
    Some(match letter {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}
