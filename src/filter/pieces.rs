//! Words that a finding needs, put together of pieces: `"…:m" + "fa/…"`, `m\fa/`, `--serial-"number"`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::Regex;

use super::{Lazy, any_match, is_match};

/// How many bytes of quotes, their prefixes, operators and white space may stand between two pieces of a word.
pub const LONGEST_GLUE: usize = 64;

/// What only a word in pieces has between two of its letters.
const CUTS: &[u8] = b"\"'`\\\n,";

/// Where a piece of `mfa` ends with `fa` or `mf`, where its `a` stands alone, and where a piece of `aws:` ends: three bytes
/// each, and 64 in all, as many as are searched for at once. The search takes every sixteenth literal together, and looks
/// at all that mix their letters; so they are given by columns of what is alike.
const ENDS: [[&str; 4]; 16] = [
    ["fa\"", "fa'", "fa`", "fa\\"],
    ["fa/", "fa ", "fa,", "fa\n"],
    ["fa\r", "fa|", "fa#", "fa;"],
    ["mf\"", "mf'", "mf`", "mf\\"],
    ["mf ", "mf,", "mf\n", "mf\r"],
    ["\"a/", "'a/", "`a/", "\\a/"],
    ["\"a\"", "'a\"", "`a\"", "\\a\""],
    ["\"a'", "'a'", "`a'", "\\a'"],
    ["\"a`", "'a`", "`a`", "\\a`"],
    ["\"a\\", "'a\\", "`a\\", "\\a\\"],
    ["s:\"", "s:'", "s:`", "s:\\"],
    ["ws\"", "ws'", "ws`", "ws\\"],
    ["S:\"", "S:'", "S:`", "S:\\"],
    ["WS\"", "WS'", "WS`", "WS\\"],
    [" a/", "fa)", "fa]", "fa:"],
    [",a/", "mf$", "mf#", "mf|"],
];
static END: Lazy = LazyLock::new(|| {
    let ends = (0..4).flat_map(|row| ENDS.iter().map(move |column| regex::escape(column[row])));
    Regex::new(&format!("(?-u){}", ends.collect::<Vec<_>>().join("|"))).ok()
});
/// How the variable begins. After a wildcard it needs no `mfa`.
static VARIABLE_BEGINS: Lazy =
    LazyLock::new(|| Regex::new(r#"(?i-u)\Aaws[^a-z0-9]{1,32}(?:[frbu]["'])?use"#).ok());
/// The halves of the option.
static HALF_OPTION: Lazy = LazyLock::new(|| Regex::new("(?i-u)serial|number").ok());

/// Whether a word in pieces is in a text.
pub fn are_in(text: &[u8]) -> bool {
    any_match(&END, text, |at| is_device(text, at)) || are_of_option(text)
}

/// Whether `mfa` in pieces is in a text, or the variable.
pub fn are_of_device_or_variable(text: &[u8]) -> bool {
    any_match(&END, text, |at| {
        is_device(text, at)
            || match text[at + 1] {
                b':' => is_variable(text, at, "aw".len()),
                _ => is_variable(text, at, "a".len()),
            }
    })
}

/// Whether `mfa` is put together of pieces in which none stands, with a `/` after it or the end of a string. One of them
/// has its end at this offset (bytes).
fn is_device(text: &[u8], at: usize) -> bool {
    match (text[at], text[at + 1]) {
        (b'f', b'a') => ends_with_fa(text, at),
        (b'm', b'f') => ends_with_mf(text, at),
        (_, b'a') => is_split_before(text, at + 1, b"fm"),
        _ => false,
    }
}

/// Whether the variable begins so many bytes before an offset (bytes).
pub fn is_variable(text: &[u8], at: usize, before: usize) -> bool {
    at.checked_sub(before)
        .is_some_and(|start| is_match(&VARIABLE_BEGINS, &text[start..]))
}

/// Whether the variable is in a text, in one piece or several, without its signs.
pub fn have_variable(text: &[u8]) -> bool {
    // Most of what holds a `w` is told by the letter beside it.
    let may_follow_a = |at: usize| {
        let before = text.get(at.wrapping_sub(1));
        before.is_some_and(|byte| !byte.is_ascii_alphanumeric() || byte.eq_ignore_ascii_case(&b'a'))
    };
    memchr::memchr2_iter(b'w', b'W', text).any(|at| {
        may_follow_a(at)
            && letter_before(text, at, b'a').is_some()
            && letters_after(text, at + 1, b"susername").is_some()
    })
}

/// Whether the `fa` at an offset (bytes) has its `m` in another piece.
fn ends_with_fa(text: &[u8], at: usize) -> bool {
    is_split_before(text, at + 1, b"fm")
        && (is_slash(&text[at + "fa".len()..])
            || is_quoted_apart(text, at.saturating_sub(LONGEST_GLUE)..at))
}

/// Whether the `mf` at an offset (bytes) has its `a` in another piece.
fn ends_with_mf(text: &[u8], at: usize) -> bool {
    let end = at + "mf".len();
    let glue = end..(end + LONGEST_GLUE).min(text.len());
    is_split_after(text, end, b"a")
        && (is_quoted_apart(text, glue)
            || letter_after(text, end, b'a').is_some_and(|a| is_slash(&text[a + 1..])))
}

/// Whether a text begins with `/`, which may be quoted.
fn is_slash(text: &[u8]) -> bool {
    text.strip_prefix(b"\\").unwrap_or(text).starts_with(b"/")
}

/// Whether a quote or a backslash is in what may be glue. The end of a line alone stands between words that are whole.
fn is_quoted_apart(text: &[u8], glue: Range<usize>) -> bool {
    text[glue].iter().any(|byte| b"\"'`\\".contains(byte))
}

/// Whether one of the option's words comes before or after pieces of the other.
fn are_of_option(text: &[u8]) -> bool {
    HALF_OPTION.as_ref().is_none_or(|half| {
        half.find_iter(text).any(|found| {
            is_split_number(text, found.end()) || is_split_before(text, found.start(), b"laires")
        })
    })
}

/// Whether `number` comes after an offset (bytes), and is in pieces.
pub fn is_split_number(text: &[u8], start: usize) -> bool {
    is_split_after(text, start, b"number")
}

/// Whether `serial` comes before an offset (bytes), in one piece or several.
pub fn is_serial_before(text: &[u8], end: usize) -> bool {
    letters_before(text, end, b"laires").is_some()
}

/// Whether these letters come before an offset (bytes), the last of them first, with a cut among them.
fn is_split_before(text: &[u8], end: usize, letters: &[u8]) -> bool {
    letters_before(text, end, letters).is_some_and(|start| has_cut(&text[start..end]))
}

/// Where the first of these letters is that come before an offset (bytes), the last of them first.
fn letters_before(text: &[u8], end: usize, letters: &[u8]) -> Option<usize> {
    letters
        .iter()
        .try_fold(end, |at, letter| letter_before(text, at, *letter))
}

/// Whether these letters come after an offset (bytes), with a cut among them.
fn is_split_after(text: &[u8], start: usize, letters: &[u8]) -> bool {
    letters_after(text, start, letters).is_some_and(|end| has_cut(&text[start..end]))
}

/// Where these letters end that come after an offset (bytes).
fn letters_after(text: &[u8], start: usize, letters: &[u8]) -> Option<usize> {
    letters.iter().try_fold(start, |at, letter| {
        Some(letter_after(text, at, *letter)? + 1)
    })
}

fn has_cut(glue: &[u8]) -> bool {
    glue.iter().any(|byte| CUTS.contains(byte))
}

/// Whether a letter is the prefix of a string.
pub fn is_prefix(text: &[u8], at: usize) -> bool {
    b"frbuFRBU".contains(&text[at]) && matches!(text.get(at + 1), Some(b'"' | b'\''))
}

/// The offset (bytes) of the next letter or digit before another offset, where it is the one that is looked for.
pub fn letter_before(text: &[u8], end: usize, letter: u8) -> Option<usize> {
    let start = end.saturating_sub(LONGEST_GLUE);
    letter_among(text, (start..end).rev(), letter)
}

/// The same after an offset.
pub fn letter_after(text: &[u8], start: usize, letter: u8) -> Option<usize> {
    letter_among(text, start..text.len().min(start + LONGEST_GLUE), letter)
}

fn letter_among(text: &[u8], mut places: impl Iterator<Item = usize>, letter: u8) -> Option<usize> {
    places
        .find(|at| {
            let byte = text[*at];
            byte.eq_ignore_ascii_case(&letter)
                || (byte.is_ascii_alphanumeric() && !is_prefix(text, *at))
        })
        .filter(|at| text[*at].eq_ignore_ascii_case(&letter))
}

/// The text with the pieces of its words put together; `None` where there are none. What stands between two pieces is
/// what ends the one, operators, and what begins the other.
pub fn joined(text: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut done = 0;
    for at in could_begin_glue(text) {
        if at < done {
            continue;
        }
        if let Some(begun) = glue_begins(&text[at..]) {
            joined.extend_from_slice(&text[done..at]);
            done = at + begun + glue_goes_on(&text[at + begun..]);
        }
    }
    (done > 0).then(|| {
        joined.extend_from_slice(&text[done..]);
        joined
    })
}

/// Where glue could begin (bytes): the quotes, backslashes and line ends of a text, in their order.
fn could_begin_glue(text: &[u8]) -> impl Iterator<Item = usize> {
    let mut quotes = memchr::memchr3_iter(b'"', b'\'', b'`', text).peekable();
    let mut others = memchr::memchr2_iter(b'\\', b'\n', text).peekable();
    std::iter::from_fn(move || match (quotes.peek(), others.peek()) {
        (Some(quote), Some(other)) if quote < other => quotes.next(),
        (Some(_), None) => quotes.next(),
        _ => others.next(),
    })
}

/// How many bytes at the beginning of a text end a piece: a quote, or what begins the next element of a YAML list.
fn glue_begins(text: &[u8]) -> Option<usize> {
    match text.first()? {
        b'"' | b'\'' | b'`' | b'\\' => Some(1),
        b'\n' => {
            let dash = 1 + blanks(&text[1..]);
            let after = text[dash..].strip_prefix(b"-").map_or(0, blanks);
            (after > 0).then_some(dash + 1 + after)
        }
        _ => None,
    }
}

fn blanks(text: &[u8]) -> usize {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    text.iter().take_while(is_blank).count()
}

/// How many bytes of glue a text begins with, once glue has begun.
fn glue_goes_on(text: &[u8]) -> usize {
    let is_operator = |byte: u8| byte.is_ascii_whitespace() || b"\x0B+,.(<>|&~".contains(&byte);
    let is_quote = |at: usize| matches!(text.get(at), Some(b'"' | b'\''));
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let letters = text[at + 1..]
            .iter()
            .take(2)
            .take_while(|letter| b"frbuFRBU".contains(letter))
            .count();
        at += match is_operator(*byte) {
            true if letters > 0 && is_quote(at + 1 + letters) => letters + 2,
            true => 1,
            false if b"\"'`\\-".contains(byte) => 1,
            false => break,
        };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    proptest! {
        /// The same as a regular expression, which is slower.
        #[test]
        fn glue_is_what_this_expression_says(text in "([a-f\"'`\\\\ \n\t+,.(-]|- |f\"|rb'| \"\n){0,24}") {
            let glue = Regex::new(
                r#"(?-u)(?:["'`\\]|\n[ \t]*-[ \t]+)(?:[\s+,.(<>|&~][frbuFRBU]{1,2}["']|[\s+,.(<>|&~"'`\\-])*"#,
            )
            .expect("valid");
            let joined = joined(text.as_bytes()).unwrap_or_else(|| text.clone().into_bytes());
            prop_assert_eq!(&joined[..], &glue.replace_all(text.as_bytes(), &b""[..])[..]);
        }
    }

    #[test]
    fn mfa_in_pieces_is_seen() {
        for text in [
            r#"":m" + "fa/" + user"#,
            r#"":mf" + 'a/' + user"#,
            r#"":m" "f" "a/" "#,
            r#"":m" + "f" + "a" + "/" + user"#,
            r"x:m\fa/y",
            r#"mf"a\/x"#,
            r#"m"fa\/x"#,
            "m''fa''",
            "- m\n- fa/\n",
            "- mf\n- a/\n",
            "- m\n- f\n- a/\n",
            r#"mf$'a'/"#,
            "sed s|user|m'fa'|",
            r"sed s#user#m\fa#",
            r#"":M" + F"fa/""#,
        ] {
            assert!(are_in(text.as_bytes()), "{text}");
        }
        for text in [
            "mfa/",
            "m fa/",
            "- m\n- fa\n",
            "\"m\" + \"xfa/\"",
            "\"xm\" + y + \"fa/\"",
            "alfa, beta",
            "mf",
            "a/",
        ] {
            assert!(!are_in(text.as_bytes()), "{text}");
        }
    }
}
