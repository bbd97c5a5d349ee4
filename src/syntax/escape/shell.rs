//! The escapes of shells: POSIX (section 2.2), and PowerShell's backtick.

use super::family::{Family, Says, control, escaped_line_end, stands_for, with_backslashes};

/// What a shell takes a backslash before.
pub(super) enum Shell {
    /// An unquoted word: any character.
    Word,
    /// Double quotes.
    Double,
    /// A heredoc.
    Heredoc,
}

impl Family for Shell {
    fn begins(&self, c: char) -> bool {
        c == '\\'
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        if let Some(length) = escaped_line_end(rest) {
            return Some((length, Says::Nothing));
        }
        let next = rest[1..].chars().next()?;
        let is_quoted = match self {
            Shell::Word => true,
            Shell::Double => matches!(next, '$' | '`' | '"' | '\\'),
            Shell::Heredoc => matches!(next, '$' | '`' | '\\'),
        };
        is_quoted.then(|| (1 + next.len_utf8(), Says::Other(next.to_string())))
    }

    fn written(&self, text: &str) -> String {
        match self {
            Shell::Word => text.to_owned(),
            Shell::Double => with_backslashes(text, &['\\', '"', '$', '`']),
            Shell::Heredoc => with_backslashes(text, &['\\', '$', '`']),
        }
    }
}

/// PowerShell's `"…"`.
pub(super) struct Backtick;

impl Family for Backtick {
    fn begins(&self, c: char) -> bool {
        matches!(c, '`' | '"')
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        if rest.starts_with('"') {
            return stands_for(rest, "\"\"", "\"");
        }
        if let Some(length) = escaped_line_end(rest) {
            return Some((length, Says::Nothing));
        }
        let next = rest[1..].chars().next()?;
        Some(match control(next) {
            Some(c) => (2, Says::Other(c.to_string())),
            None => (1 + next.len_utf8(), Says::Other(next.to_string())),
        })
    }
}
