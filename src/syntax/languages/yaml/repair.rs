//! Repairs of YAML that can't be read, most of it for a template in it.

use std::ops::Range;

/// The text with what can't be read at an offset repaired, and the line that was blanked out for that.
/// Its length stays the same.
pub fn repaired(text: &str, at: usize) -> Option<(String, Option<Range<usize>>)> {
    if let Some(joined) = joined_quotes(text, at).or_else(|| joined_brackets(text, at)) {
        return Some((joined, None));
    }
    // A line that a template puts others in place of reads as a mapping, and makes a later one wrong.
    let mut at = template_line(text, at).unwrap_or(at).min(text.len());
    loop {
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let end = text[at..].find('\n').map_or(text.len(), |after| at + after);
        if !text[start..end].trim().is_empty() {
            let mut repaired = String::with_capacity(text.len());
            repaired.push_str(&text[..start]);
            repaired.extend(std::iter::repeat_n(' ', end - start));
            repaired.push_str(&text[end..]);
            return Some((repaired, Some(start..end)));
        }
        at = start.checked_sub(1)?;
    }
}

/// The text with the quoted scalar at an offset on one line. Other readers of YAML accept one whose later lines are
/// not indented.
fn joined_quotes(text: &str, at: usize) -> Option<String> {
    let quote = text[at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))?;
    let mut rest = text[at + 1..].char_indices();
    let end = loop {
        match rest.next()? {
            (_, '\\') if quote == '"' => {
                rest.next();
            }
            (offset, c) if c == quote => break at + 1 + offset,
            _ => {}
        }
    };
    let inside = &text[at..end];
    inside.contains('\n').then(|| {
        format!(
            "{}{}{}",
            &text[..at],
            inside.replace(['\n', '\r'], " "),
            &text[end..]
        )
    })
}

/// Where the last line before an offset begins that holds nothing but `{{…}}`.
fn template_line(text: &str, at: usize) -> Option<usize> {
    let mut end = at.min(text.len());
    while let Some(start) = text[..end].rfind('\n') {
        let line = text[start + 1..end].trim();
        if line.starts_with("{{") && line.ends_with("}}") {
            return Some(start + 1);
        }
        end = start;
    }
    None
}

/// The text with the closing brackets at an offset on the line before them. Other readers of YAML accept them in the
/// column of the key whose value they end.
fn joined_brackets(text: &str, at: usize) -> Option<String> {
    let start = text[..at.min(text.len())].rfind('\n')?;
    let line = text[start + 1..].lines().next()?;
    let previous = text[..start].lines().next_back()?;
    let is_brackets = line.trim_start().starts_with([']', '}'])
        && line.trim().chars().all(|c| matches!(c, ']' | '}' | ','));
    (is_brackets && !previous.contains(" #")).then(|| {
        let end = text[..start].trim_end_matches('\r').len();
        let gap = " ".repeat(start + 1 - end);
        format!("{}{gap}{}", &text[..end], &text[start + 1..])
    })
}
