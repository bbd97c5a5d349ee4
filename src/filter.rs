//! The one scan that most files end at: whether any needle is in them.

use std::io::{self, Read};
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::rules::migration::NEEDLES;

static NEEDLE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(NEEDLES)
        .ok()
});

/// Whether any needle is in these bytes, in any letter case.
pub fn has_needle(bytes: &[u8]) -> bool {
    NEEDLE.as_ref().is_none_or(|needle| needle.is_match(bytes))
}

/// Whether any needle is in a stream, read to the first one.
///
/// # Errors
///
/// When the stream can't be read.
pub fn stream_has_needle(stream: impl Read) -> io::Result<bool> {
    match NEEDLE.as_ref() {
        Some(needle) => needle
            .stream_find_iter(stream)
            .next()
            .transpose()
            .map(|found| found.is_some()),
        None => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needles_are_found_in_any_case_and_in_streams() {
        for (text, found) in [
            (":mfa/", true),
            ("MFA", true),
            ("--Serial-Number", true),
            ("serialize", false),
            ("", false),
        ] {
            assert_eq!(has_needle(text.as_bytes()), found, "{text}");
            assert_eq!(stream_has_needle(text.as_bytes()).ok(), Some(found));
        }
    }
}
