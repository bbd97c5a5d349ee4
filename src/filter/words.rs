//! What stands around the places where `mfa` is in a text.

use std::sync::LazyLock;

use memchr::memmem::Finder;

/// What stands around them, in the letter case of ARNs.
#[derive(Default)]
pub struct Words {
    /// `:mfa/`, or `mfa/` where a piece begins. A folder of that name, as in `src/mfa/`, is no device.
    pub has_device_path: bool,
    /// `mfa/*` as a whole: right already, but what is around it may be a policy.
    pub has_all_devices: bool,
    /// `user` before it, with no more in between than what turns the one into the other.
    pub has_derivation: bool,
    /// `:mfa` at the end of a string, which some other way than a join may put a name to.
    pub has_end_of_arn: bool,
    /// The same with anything after it: where words are put together, quotes are gone.
    pub may_end_arn: bool,
    /// `--mfa`, which some commands take a serial number by.
    pub may_be_option: bool,
    /// `mfa/`, or what could be joined with `/` to it: with the variable this could be a policy's.
    pub may_be_of_policy: bool,
    /// At the end of a string, so that one that begins with `/` could come next.
    pub may_end_string: bool,
    /// At the end of a word, so that a list with it could be joined by `/`, or with it.
    pub may_end_element: bool,
}

impl Words {
    /// What stands in a text.
    pub fn of(text: &[u8]) -> Words {
        static MFA: LazyLock<Finder> = LazyLock::new(|| Finder::new("mfa"));
        let mut words = Words::default();
        for at in MFA.find_iter(text) {
            let before = at.checked_sub(1).map(|before| text[before]);
            let is_folder =
                before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte));
            let rest = &text[at + "mfa".len()..];
            let quoting = rest.iter().take_while(|byte| **byte == b'\\').count();
            let after = rest.get(quoting).copied();
            let is_path = after == Some(b'/');
            let ends = quoting > 0
                || after.is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'_');
            let is_all = is_path && begins_with_all(&rest[quoting + 1..]);
            words.has_device_path |= is_path && !is_folder && !is_all;
            words.has_all_devices |= is_all;
            words.may_end_arn |= before == Some(b':') && ends && !is_path;
            words.has_end_of_arn |=
                before == Some(b':') && after.is_some_and(|byte| b"\"'`&".contains(&byte));
            words.may_be_option |= ends && text[..at].ends_with(b"-");
            words.may_be_of_policy |= ends;
            words.may_end_element |= ends && !is_folder;
            words.may_end_string |=
                ends && !is_folder && after.is_some_and(|byte| b"\"'`)]}|>&".contains(&byte));
            words.has_derivation = words.has_derivation || (ends && follows_user(&text[..at]));
            if words.has_device_path || words.has_derivation {
                break;
            }
        }
        words
    }
}

/// Whether a text begins with the `*` of `mfa/*` and nothing can be joined to it: a string ends there, or a word, and no
/// operator follows.
fn begins_with_all(text: &[u8]) -> bool {
    let Some(rest) = text.strip_prefix(b"*") else {
        return false;
    };
    let is_quote = |byte: &&u8| b"\"'`\\".contains(byte);
    let quotes = rest.iter().take_while(is_quote).count();
    let behind = &rest[quotes..];
    let after = behind.trim_ascii_start();
    let is_apart = after.len() < behind.len();
    let ends = |byte: &u8| b",]});".contains(byte) || (is_apart && is_word(*byte));
    after.first().is_none_or(ends)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_$@#".contains(&byte)
}

/// How many letters and digits, and how many signs, may stand between `user` and `mfa`. What the rules know has a few
/// letters (`g`, the `n` of a line end) and some twenty signs, which may be escaped several times.
const REACH: (usize, usize) = (16, 160);
/// Some of these stand between the two in whatever replaces the one by the other.
const DELIMITERS: &[u8] = b"/|,#:@!;%~+=^\"'`\\)]}";

/// Whether `user` stands before the end of a text, with delimiters after it, or with nothing but white space.
fn follows_user(before: &[u8]) -> bool {
    let (mut letters, mut signs) = REACH;
    let mut is_delimited = before.last().is_some_and(u8::is_ascii_whitespace)
        && before.trim_ascii_end().ends_with(b"user");
    for (at, byte) in before.iter().enumerate().rev() {
        let is_user = byte.eq_ignore_ascii_case(&b'u')
            && before[at..]
                .get(..4)
                .is_some_and(|word| word.eq_ignore_ascii_case(b"user"));
        if is_user && is_delimited {
            return true;
        }
        if byte.is_ascii_whitespace() {
            continue;
        }
        is_delimited |= DELIMITERS.contains(byte);
        let left = match byte.is_ascii_alphanumeric() {
            true => &mut letters,
            false => &mut signs,
        };
        *left -= 1;
        if *left == 0 {
            break;
        }
    }
    false
}
