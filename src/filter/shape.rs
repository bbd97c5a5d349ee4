//! The shapes that the rules report, as wide as raw bytes need it; stage 2.

use std::cell::LazyCell;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::bytes::Regex;

use super::words::Words;
use super::{Lazy, any_match, is_match, needle, pieces};

/// `mfa_serial`, however it is written, from `mfa` on.
static SETTING: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)\Amfa[^a-z0-9]{0,16}serial").ok());
/// A list of devices as the SDKs' answers name it, from `mfa` on, or the cmdlet that gives one.
static LIST: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)\Amfa_?device").ok());
/// What the cmdlet's name has before `mfa`.
const CMDLET: &[u8] = b"-iam";
/// What takes the first of a list, or takes a list apart.
static FIRST: Lazy =
    LazyLock::new(|| Regex::new(r"(?i-u)\[\s*0|:1\]|first|\(0|shift|next|[\])}]\s*=|\*").ok());
/// What both begin with.
static MFA: Lazy = LazyLock::new(|| Regex::new("(?i-u)mfa").ok());
/// The option and the parameter.
static OPTION: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)serial[^a-z0-9]{0,16}number").ok());
/// The service whose commands take a serial number by `--mfa`.
static S3: LazyLock<Finder> = LazyLock::new(|| Finder::new("s3"));
/// What an ARN begins with.
static ARN: LazyLock<Finder> = LazyLock::new(|| Finder::new("arn:"));
/// The calls that take it.
static CALL: Lazy = LazyLock::new(|| {
    Regex::new(
        r"(?i-u)session[^a-z0-9]{0,16}token|(?:assume|sts)[^a-z0-9]{0,16}role|mfa[^a-z0-9]{0,16}(?:device|login)",
    )
    .ok()
});
/// The policy variable after a wildcard, which may stand for a device's path, or for the beginning of one.
static WILD_VARIABLE: Lazy = LazyLock::new(|| {
    Regex::new(r"(?i-u)[*?][a-z]{0,2}[^a-z0-9]{1,32}aws[^a-z0-9]{1,32}username").ok()
});
/// The policy variable after `/`, with what may compute the type of a resource before that.
static COMPUTED_TYPE: Lazy = LazyLock::new(|| {
    Regex::new(r#"(?i-u)(?:[)}\]>"'`]|%[a-z])\\*/[^a-z0-9]{1,32}aws[^a-z0-9]{1,32}username"#).ok()
});
/// Two places for values with `/` between them, the first of which may be the type of a resource.
static TWO_PLACES: Lazy =
    LazyLock::new(|| Regex::new(r"(?-u)(?:%[a-z]|%[\[(][0-9a-z_]*[\])][a-z]|\})/(?:%|\{|\$)").ok());
/// What makes an ARN of its parts.
static ARN_CALL: Lazy = LazyLock::new(|| {
    Regex::new(r"(?i-u)format_?arn|arn[._]{1,2}format|arn_?components|resource_?name").ok()
});
/// What joins the elements of a list.
static JOIN: Lazy = LazyLock::new(|| Regex::new("(?i-u)join").ok());
/// A string that begins with `/`.
static SLASH_PIECE: Lazy = LazyLock::new(|| Regex::new(r#"(?-u)["'`(\[{<|;]\\*/"#).ok());

/// The key that tells whether a caller signed in with MFA.
static PRESENT: LazyLock<Finder> = LazyLock::new(|| Finder::new(needle::PRESENT));
/// An action of IAM, or what stands for all actions.
static ACTION: Lazy = LazyLock::new(|| Regex::new(r#"(?i-u)iam:[a-z*?]|["']\*["']"#).ok());
/// The element that exempts actions.
static EXEMPTION: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)not_?actions?").ok());

/// Whether any shape that a rule reports is in a text, with its words as they are or put together.
pub fn is_in(text: &[u8]) -> bool {
    has_whole_shape(text) || pieces::joined(text).is_some_and(|joined| has_joined_shape(&joined))
}

/// The shapes that only a text with its words put together shows. A device's path in pieces is seen without that.
fn has_joined_shape(text: &[u8]) -> bool {
    let words = Words::of(text);
    has_shape_of_words(text, &words)
        || is_match(&WILD_VARIABLE, text)
        || (words.may_end_arn && ARN.find(text).is_some())
}

/// The shapes that a text shows with its words as they are or put together.
fn has_shape_of_words(text: &[u8], words: &Words) -> bool {
    words.has_derivation
        || (words.may_be_option && S3.find(text).is_some())
        || is_set_or_listed(text)
        || is_asked(text)
}

fn has_whole_shape(text: &[u8]) -> bool {
    let words = Words::of(text);
    words.has_device_path
        || words.has_end_of_arn
        || has_shape_of_words(text, &words)
        || (words.has_all_devices && is_match(&ACTION, text))
        || (words.may_be_of_policy && pieces::have_variable(text))
        || is_match(&WILD_VARIABLE, text)
        || (words.may_end_string && is_match(&SLASH_PIECE, text))
        || is_match(&COMPUTED_TYPE, text)
        || (words.may_end_element
            && (joins(text) || is_match(&ARN_CALL, text) || is_match(&TWO_PLACES, text)))
        || (joins(text) && pieces::have_variable(text))
        || (PRESENT.find(text).is_some() && is_match(&EXEMPTION, text))
        || pieces::are_in(text)
}

/// Whether a setting is in a text, or what takes the first device of a list.
fn is_set_or_listed(text: &[u8]) -> bool {
    let takes_first = LazyCell::new(|| is_match(&FIRST, text));
    any_match(&MFA, text, |at| {
        is_match(&SETTING, &text[at..])
            || (may_begin_list(&text[..at]) && is_match(&LIST, &text[at..]) && *takes_first)
    })
}

/// Whether the name of a list may begin after a text. In `iam:ListMFADevices` an action goes on; in `\nMFADevices` none does.
fn may_begin_list(before: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_of_cmdlet = before
        .last_chunk::<{ CMDLET.len() }>()
        .is_some_and(|word| word.eq_ignore_ascii_case(CMDLET));
    let is_escape = before
        .last_chunk::<2>()
        .is_some_and(|[first, _]| *first == b'\\');
    is_of_cmdlet || is_escape || !before.last().is_some_and(is_word)
}

/// Whether a text has the option, and a call that takes it.
fn is_asked(text: &[u8]) -> bool {
    is_match(&OPTION, text) && is_match(&CALL, text)
}

/// Whether something joins a list, as its name says: `join`, or CloudFormation's `Fn::Join` without its signs.
fn joins(text: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric();
    any_match(&JOIN, text, |at| {
        let before = &text[..at];
        let is_function = before
            .last_chunk::<2>()
            .is_some_and(|word| word.eq_ignore_ascii_case(b"fn"));
        (is_function || !before.last().is_some_and(is_letter))
            && !text.get(at + "join".len()).is_some_and(is_letter)
    })
}
