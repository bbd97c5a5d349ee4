//! The shapes that the rules report, as wide as raw bytes need it; stage 2.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::words::Words;
use super::{Lazy, is_match, pieces};

/// `mfa_serial`, however it is written.
static SETTING: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)mfa[^a-z0-9]{0,16}serial").ok());
/// The option and the parameter.
static OPTION: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)serial[^a-z0-9]{0,16}number").ok());
/// The calls that take it.
static CALL: Lazy = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)session[^a-z0-9]{0,16}token|(?:assume|sts)[^a-z0-9]{0,16}role|mfa[^a-z0-9]{0,16}(?:device|login)",
    )
    .ok()
});
/// The policy variable, in one piece or several, without its signs.
static VARIABLE: Lazy = LazyLock::new(|| {
    let letters: Vec<String> = "awsusername".chars().map(String::from).collect();
    Regex::new(&format!(
        "(?i-u){}",
        letters.join(r#"[^a-z0-9]{0,32}(?:[frbu]["'])?"#)
    ))
    .ok()
});
/// What takes the first device of a list.
static FIRST: Lazy = LazyLock::new(|| {
    Regex::new(r"(?i-u)mfa_?devices[^a-z0-9]{0,8}(?:0\]|first|get|at\(|elementat)").ok()
});
/// The same after a wildcard, which may stand for a device's path, or for the beginning of one.
static WILD_VARIABLE: Lazy = LazyLock::new(|| {
    Regex::new(r"(?i-u)[*?][a-z]{0,2}[^a-z0-9]{1,32}aws[^a-z0-9]{1,32}username").ok()
});
/// What joins the elements of a list.
static JOIN: Lazy =
    LazyLock::new(|| Regex::new(r"(?i-u)(?:^|[^a-z0-9]|fn)join(?:[^a-z0-9]|$)").ok());
/// A string that begins with `/`.
static SLASH_PIECE: Lazy = LazyLock::new(|| Regex::new(r#"(?-u)["'`(\[{<|;]\\*/"#).ok());

/// Whether any shape that a rule reports is in a text, with its words as they are or put together.
pub fn is_in(text: &[u8]) -> bool {
    has_whole_shape(text) || pieces::joined(text).is_some_and(|joined| has_joined_shape(&joined))
}

/// The shapes that only a text with its words put together shows. A device's path in pieces is seen without that.
fn has_joined_shape(text: &[u8]) -> bool {
    is_match(&SETTING, text)
        || is_match(&FIRST, text)
        || is_match(&WILD_VARIABLE, text)
        || (is_match(&OPTION, text) && is_match(&CALL, text))
        || Words::of(text).has_derivation
}

fn has_whole_shape(text: &[u8]) -> bool {
    let words = Words::of(text);
    words.has_device_path
        || words.has_derivation
        || is_match(&SETTING, text)
        || is_match(&FIRST, text)
        || (is_match(&OPTION, text) && is_match(&CALL, text))
        || (words.may_be_of_policy && is_match(&VARIABLE, text))
        || is_match(&WILD_VARIABLE, text)
        || (words.may_end_string && is_match(&SLASH_PIECE, text))
        || (words.may_end_element && is_match(&JOIN, text))
        || pieces::are_in(text)
}
