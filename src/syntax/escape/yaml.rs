//! The escapes and folded lines of YAML's scalars (YAML 1.2, chapters 5 to 8).

use super::backslash;
use super::family::{Family, Says, escaped_line_end, stands_for, with_backslashes};

/// A kind of scalar.
pub(super) enum Yaml {
    /// `"…"`
    Double,
    /// `'…'`
    Single,
    /// Without quotes.
    Plain,
    /// `|`, whose lines begin after so many columns.
    Literal(usize),
    /// `>`, whose lines begin after so many columns.
    Folded(usize),
}

impl Family for Yaml {
    fn begins(&self, c: char) -> bool {
        match self {
            Yaml::Double => matches!(c, '\\' | ' ' | '\t' | '\r' | '\n'),
            Yaml::Single => matches!(c, '\'' | ' ' | '\t' | '\r' | '\n'),
            Yaml::Plain => matches!(c, ' ' | '\t' | '\r' | '\n'),
            Yaml::Literal(_) | Yaml::Folded(_) => matches!(c, '\r' | '\n'),
        }
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = &spelling[at..];
        match self {
            Yaml::Plain => folded_break(rest),
            Yaml::Single => stands_for(rest, "''", "'").or_else(|| folded_break(rest)),
            Yaml::Double if rest.starts_with('\\') => escape(rest),
            Yaml::Double => folded_break(rest),
            Yaml::Literal(indent) => {
                let (end, strip) = line_break(rest, *indent)?;
                Some((end + strip, Says::Other("\n".to_owned())))
            }
            Yaml::Folded(indent) => folded_line(spelling, at, *indent),
        }
    }

    fn written(&self, text: &str) -> String {
        match self {
            Yaml::Double => with_backslashes(text, &['\\', '"']),
            Yaml::Single => text.replace('\'', "''"),
            _ => text.to_owned(),
        }
    }
}

/// An escape in double quotes; one before a line end takes the next line's indentation with it.
fn escape(rest: &str) -> Option<(usize, Says)> {
    if let Some(length) = escaped_line_end(rest) {
        let indent = rest[length..].len() - rest[length..].trim_start_matches([' ', '\t']).len();
        return Some((length + indent, Says::Nothing));
    }
    let next = rest[1..].chars().next()?;
    let itself = || (1 + next.len_utf8(), Says::Other(next.to_string()));
    backslash::escape(rest).or_else(|| Some(itself()))
}

/// Length (bytes) of a line end at the beginning, and of up to `indent` spaces after it.
fn line_break(rest: &str, indent: usize) -> Option<(usize, usize)> {
    let end = if rest.starts_with("\r\n") {
        2
    } else if rest.starts_with('\n') {
        1
    } else {
        return None;
    };
    let strip = rest[end..]
        .bytes()
        .take(indent)
        .take_while(|b| *b == b' ')
        .count();
    Some((end, strip))
}

/// A line end in a flow scalar with the white space around it: a space, or as many line ends as there are
/// empty lines (YAML 1.2, section 6.5).
fn folded_break(rest: &str) -> Option<(usize, Says)> {
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let breaks = rest[..length].matches('\n').count();
    match breaks {
        0 => None,
        1 => Some((length, Says::Other(" ".to_owned()))),
        more => Some((length, Says::Other("\n".repeat(more - 1)))),
    }
}

/// A line end in a `>` scalar: a space between two lines of text, a line end beside indented ones.
fn folded_line(spelling: &str, at: usize, indent: usize) -> Option<(usize, Says)> {
    let mut length = 0;
    let mut breaks = 0;
    while let Some((end, strip)) = line_break(&spelling[at + length..], indent) {
        length += end + strip;
        breaks += 1;
    }
    let is_indented = |line: &str| line.starts_with([' ', '\t']);
    let before = match spelling[..at].rfind('\n') {
        Some(line) => spelling[line + 1..at].get(indent..).unwrap_or_default(),
        None => &spelling[..at],
    };
    let after = &spelling[at + length..];
    let says = if breaks == 0 {
        return None;
    } else if is_indented(before) || is_indented(after) || after.is_empty() {
        "\n".repeat(breaks)
    } else if breaks == 1 {
        " ".to_owned()
    } else {
        "\n".repeat(breaks - 1)
    };
    Some((length, Says::Other(says)))
}
