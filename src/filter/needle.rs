//! The needles in one piece, or with one whole half, and the key that asks for MFA: what every finding has, but for what
//! `pieces` finds; stage 1.
//!
//! The scan is for three bytes of each that are rare, so that it is as fast as a search; what stands around them then
//! tells the needles.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::{Lazy, any_match, pieces};

/// Three bytes of `mfa`, of `serial` and `number`, of `aws:username`, and of `MultiFactorAuthPresent`. There are less than
/// 32 of them with their letter cases: so many are searched for fastest. The search takes every eighth literal for one to
/// begin with, and looks at all that mix their letters; with one case of each first, no two of these words are taken
/// together.
static RARE: Lazy =
    LazyLock::new(|| Regex::new("(?-u)mfa|ial|umb|s:u|iFa|(?i:mfa|ial|umb|s:u)").ok());

/// The key that tells whether a caller signed in with MFA, as it is always written.
pub const PRESENT: &[u8] = b"MultiFactorAuthPresent";

/// What a rule knows directly after `mfa`, as in `MFADevices`. No other letter or digit stands there.
const AFTER_MFA: [&[u8]; 3] = [b"serial", b"device", b"login"];

/// Whether a needle is in a text.
pub fn is_in(text: &[u8]) -> bool {
    any_match(&RARE, text, |at| match text[at].to_ascii_lowercase() {
        b'm' => may_be_of_device(&text[at + "mfa".len()..]),
        b'i' if text[at + 1] == b'F' => is_present(text, at),
        b'i' => is_before(text, at, b"ser") && pieces::is_split_number(text, at + "ial".len()),
        b'u' => {
            is_before(text, at, b"n")
                && is_at(&text[at + "umb".len()..], b"er")
                && pieces::is_serial_before(text, at - "n".len())
        }
        _ => pieces::is_variable(text, at, "aw".len()),
    })
}

/// Whether the `iFa` at an offset (bytes) is that of the key.
fn is_present(text: &[u8], at: usize) -> bool {
    at.checked_sub("Mult".len())
        .is_some_and(|start| text[start..].starts_with(PRESENT))
}

fn may_be_of_device(after: &[u8]) -> bool {
    !after.first().is_some_and(u8::is_ascii_alphanumeric)
        || AFTER_MFA.iter().any(|word| is_at(after, word))
}

/// Whether a text begins with a word, in any letter case.
fn is_at(text: &[u8], word: &[u8]) -> bool {
    text.get(..word.len())
        .is_some_and(|begins| begins.eq_ignore_ascii_case(word))
}

/// Whether a word ends at an offset (bytes), in any letter case.
fn is_before(text: &[u8], end: usize, word: &[u8]) -> bool {
    end.checked_sub(word.len())
        .is_some_and(|start| is_at(&text[start..], word))
}
