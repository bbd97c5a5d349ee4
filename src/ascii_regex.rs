//! Regular expressions whose words, digits and spaces are those of ASCII.
//!
//! The `regex` crate means Unicode's by `\w`, `\d`, `\s` and `\b`. Names in AWS and the keywords of languages are ASCII,
//! and the tables of Unicode take most of the time in which a regular expression is built: more than a run over a few
//! files takes without.

use std::sync::LazyLock;

use regex::{Error, Regex, bytes};

/// Builds one from a pattern in the syntax of the `regex` crate, which may have none of `\W`, `\D`, `\S` and `\B` within
/// another class.
///
/// # Errors
///
/// When the pattern isn't valid.
pub fn ascii_regex(pattern: &str) -> Result<Regex, Error> {
    Regex::new(&in_ascii(pattern))
}

/// Builds one that matches bytes. A class of "any but these" that is counted, as in `.{0,200}`, is a tenth of the size in
/// this form, and of the time that it takes to build. What it matches begins and ends with a whole character where the
/// pattern begins and ends with ASCII.
///
/// # Errors
///
/// When the pattern isn't valid.
pub fn ascii_regex_of_bytes(pattern: &str) -> Result<bytes::Regex, Error> {
    bytes::RegexBuilder::new(pattern).unicode(false).build()
}

/// Whether an expression that is built once matches in a text. One that can't be built, which tests would show, matches nothing.
pub fn is_match(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// The pattern with the classes of ASCII in the place of those of Unicode.
fn in_ascii(pattern: &str) -> String {
    let mut says = String::with_capacity(2 * pattern.len());
    let mut is_in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                let escaped = characters.next().unwrap_or_default();
                match (escaped, class(escaped)) {
                    ('b', _) => says.push_str(r"(?-u:\b)"),
                    (_, Some(class)) if is_in_class => says.push_str(class),
                    (_, Some(class)) if escaped.is_ascii_uppercase() => {
                        says.extend(["[^", class, "]"]);
                    }
                    (_, Some(class)) => says.extend(["[", class, "]"]),
                    (_, None) => says.extend(['\\', escaped]),
                }
                continue;
            }
            '[' => is_in_class = true,
            ']' => is_in_class = false,
            _ => {}
        }
        says.push(character);
    }
    says
}

/// What a letter behind a backslash, or its lower-case letter, means in ASCII; within brackets.
fn class(letter: char) -> Option<&'static str> {
    match letter.to_ascii_lowercase() {
        'w' => Some("[:word:]"),
        'd' => Some("[:digit:]"),
        's' => Some("[:space:]"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_ascii() {
        for (pattern, says) in [
            (r"\w+\d\s", "[[:word:]]+[[:digit:]][[:space:]]"),
            (r"[\w.-]\\w", r"[[:word:].-]\\w"),
            (r"^\W*\S", "^[^[:word:]]*[^[:space:]]"),
            (r"\bmfa\b\[\d\]", r"(?-u:\b)mfa(?-u:\b)\[[[:digit:]]\]"),
            (r"[^\s\]]\w", r"[^[:space:]\]][[:word:]]"),
        ] {
            assert_eq!(in_ascii(pattern), says);
        }
    }

    #[test]
    fn what_is_matched_is_whole_characters() {
        let regex = ascii_regex(r"^\W*(\w+)\b(.)").expect("valid");
        let found = regex.captures("❌ bad\u{e9}").expect("a match");
        assert_eq!((&found[1], &found[2]), ("bad", "\u{e9}"));
        assert!(!ascii_regex(r"^\d$").expect("valid").is_match("\u{663}"));
        assert!(ascii_regex("(").is_err());
    }

    #[test]
    fn bytes_are_counted_where_characters_need_not_be() {
        let regex = ascii_regex_of_bytes(r"a\b.{0,3}\w").expect("valid");
        let matches = |text: &str| regex.is_match(text.as_bytes());
        assert!(matches("a\u{e9} b") && !matches("a\u{e9}\u{e9}b") && !matches("a\u{e9}"));
        assert!(ascii_regex_of_bytes("(").is_err());
    }
}
