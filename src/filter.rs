//! Whether there could be a finding in some bytes: what most files end at, before anything is parsed.
//!
//! Stage 1 is one scan for the needles, as fast as a search. Stage 2 reads the few files that are left once more, for
//! the shapes that the rules report: a device's path, a setting for a serial number, an option beside a call that
//! authenticates, a user's ARN made a device's. Both look at raw bytes, and at the same bytes with numeric escapes
//! decoded; stage 2 also with words that are in pieces put together. What a file means isn't known here, so each shape
//! is taken more widely than any rule takes it: where there is doubt the answer is yes, and a `no` is certain but for
//! what is named below. `tests/filter.rs` holds that against the rules.
//!
//! Stage 1 ends a file, and a rule could find something in it, only where no needle is in one piece and neither is what
//! it looks for instead: `serial` and `number` are both in pieces; `m`, `f` and `a` are all apart, and the `/` isn't
//! written beside them; or, of a wildcard that covers devices, the `aws` of its variable is.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::bytes::Regex;

use crate::ignore_comment;
use crate::rules::migration::{NEEDLE, NEEDLES};

/// How many times escapes within escapes are decoded.
const DEEPEST: usize = 4;

/// Whether anything that a finding needs is in these bytes, or an escape that could be a part of it; stage 1.
pub fn has_needle(bytes: &[u8]) -> bool {
    is_match(&NEEDLE, bytes)
        || PRESENT.find(bytes).is_some()
        || is_match(&VARIABLE_BEGINS, bytes)
        || has_split(bytes)
        || has_escaped_letter(bytes)
}

/// Whether there could be a finding in a file of these bytes, or a comment that ignores some; both stages. The comment's
/// `mfa` is a needle.
pub fn could_have_finding(bytes: &[u8]) -> bool {
    has_needle(bytes)
        && (ignore_comment::is_in(bytes) || has_shape(bytes) || has_escaped_shape(bytes))
}

/// The key that tells whether a caller signed in with MFA, as it is always written.
static PRESENT: LazyLock<Finder> = LazyLock::new(|| Finder::new("MultiFactorAuthPresent"));
/// The element that exempts actions.
static EXEMPTION: Lazy = LazyLock::new(|| Regex::new(r"(?i-u)not_?actions?").ok());

type Lazy = LazyLock<Option<Regex>>;

/// Where a regular expression isn't valid, everything matches it.
fn is_match(regex: &Lazy, bytes: &[u8]) -> bool {
    regex.as_ref().is_none_or(|regex| regex.is_match(bytes))
}

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
/// How the variable begins. After a wildcard it needs no `mfa`.
static VARIABLE_BEGINS: Lazy =
    LazyLock::new(|| Regex::new(r#"(?i-u)aws[^a-z0-9]{1,32}(?:[frbu]["'])?use"#).ok());
/// The halves of the option.
static HALF_OPTION: Lazy = LazyLock::new(|| Regex::new("(?i-u)serial|number").ok());
/// What stands between two pieces of a word: what ends the one, operators, and what begins the other.
static GLUE: Lazy = LazyLock::new(|| {
    Regex::new(
        r#"(?-u)(?:["'`\\]|\n[ \t]*-[ \t]+)(?:[\s+,.(<>|&~][frbuFRBU]{1,2}["']|[\s+,.(<>|&~"'`\\-])*"#,
    )
    .ok()
});
/// What joins the elements of a list.
static JOIN: Lazy =
    LazyLock::new(|| Regex::new(r"(?i-u)(?:^|[^a-z0-9]|fn)join(?:[^a-z0-9]|$)").ok());
/// A string that begins with `/`.
static SLASH_PIECE: Lazy = LazyLock::new(|| Regex::new(r#"(?-u)["'`(\[{<|;]\\*/"#).ok());

/// Whether any shape that a rule reports is in a text, with its words as they are or put together.
fn has_shape(text: &[u8]) -> bool {
    has_whole_shape(text)
        || GLUE.as_ref().is_none_or(|glue| {
            matches!(glue.replace_all(text, &b""[..]), Cow::Owned(joined) if has_joined_shape(&joined))
        })
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
        || (PRESENT.find(text).is_some() && is_match(&EXEMPTION, text))
        || has_split(text)
}

/// What stands around the places where `mfa` is in a text, in the letter case of ARNs.
#[derive(Default)]
struct Words {
    /// `:mfa/`, or `mfa/` where a piece begins. A folder of that name, as in `src/mfa/`, is no device.
    has_device_path: bool,
    /// `user` before it, with no more in between than what turns the one into the other.
    has_derivation: bool,
    /// `mfa/`, or what could be joined with `/` to it: with the variable this could be a policy's.
    may_be_of_policy: bool,
    /// At the end of a string, so that one that begins with `/` could come next.
    may_end_string: bool,
    /// At the end of a word, so that a list with it could be joined by `/`, or with it.
    may_end_element: bool,
}

impl Words {
    fn of(text: &[u8]) -> Words {
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
            words.has_device_path |= is_path && !is_folder;
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

/// How many letters and digits, and how many signs, may stand between `user` and `mfa`. What the rules know has a few
/// letters (`g`, the `n` of a line end) and some twenty signs, which may be escaped several times.
const REACH: (usize, usize) = (16, 160);
/// Some of these stand between the two in whatever replaces the one by the other.
const DELIMITERS: &[u8] = b"/|,#:@!;\"'`\\";

/// Whether `user` stands before the end of a text, with delimiters after it.
fn follows_user(before: &[u8]) -> bool {
    let (mut letters, mut signs) = REACH;
    let mut is_delimited = false;
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

/// How many bytes of quotes, their prefixes, operators and white space may stand between two pieces of a word.
const LONGEST_GLUE: usize = 64;

/// What only a word in pieces has between two of its letters.
const CUTS: &[u8] = b"\"'`\\\n,";

/// Whether a word that a finding needs is put together of pieces: `"…:m" + "fa/…"`, `m\fa/`, `--serial-"number"`.
fn has_split(text: &[u8]) -> bool {
    has_split_device(text) || has_split_option(text)
}

/// Whether `mfa` is put together of pieces in which none stands, with a `/` after it or the end of a string.
fn has_split_device(text: &[u8]) -> bool {
    static ENDS: LazyLock<[Finder; 2]> = LazyLock::new(|| ["a/", "a\\/"].map(Finder::new));
    static SLASHES: LazyLock<[Finder; 3]> = LazyLock::new(|| ["\"/", "'/", "`/"].map(Finder::new));
    static LAST: LazyLock<Finder> = LazyLock::new(|| Finder::new("fa"));
    static FIRST: LazyLock<Finder> = LazyLock::new(|| Finder::new("mf"));
    let ends = ENDS.iter().flat_map(|end| end.find_iter(text));
    let slashes = SLASHES.iter().flat_map(|slash| slash.find_iter(text));
    let is_end = |at: usize| {
        let after = text.get(at);
        after.is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
    };
    ends.map(|a| a + 1)
        .chain(slashes)
        .any(|end| is_split_before(text, end, b"afm"))
        || LAST.find_iter(text).any(|f| {
            is_end(f + 2)
                && is_quoted_apart(text, f.saturating_sub(LONGEST_GLUE)..f)
                && is_split_before(text, f + 1, b"fm")
        })
        || FIRST.find_iter(text).any(|m| {
            is_end(m + 2)
                && is_quoted_apart(text, m + 2..(m + 2 + LONGEST_GLUE).min(text.len()))
                && is_split_after(text, m + 2, b"a")
        })
}

/// Whether a quote or a backslash is in what may be glue. The end of a line alone stands between words that are whole.
fn is_quoted_apart(text: &[u8], glue: Range<usize>) -> bool {
    text[glue].iter().any(|byte| b"\"'`\\".contains(byte))
}

/// Whether one of the option's words comes before or after pieces of the other.
fn has_split_option(text: &[u8]) -> bool {
    HALF_OPTION.as_ref().is_none_or(|half| {
        half.find_iter(text).any(|found| {
            is_split_after(text, found.end(), b"number")
                || is_split_before(text, found.start(), b"laires")
        })
    })
}

/// Whether these letters come before an offset (bytes), the last of them first, with a cut among them.
fn is_split_before(text: &[u8], end: usize, letters: &[u8]) -> bool {
    let mut at = end;
    letters
        .iter()
        .all(|letter| match letter_before(text, at, *letter) {
            Some(found) => {
                at = found;
                true
            }
            None => false,
        })
        && has_cut(&text[at..end])
}

/// Whether these letters come after an offset (bytes), with a cut among them.
fn is_split_after(text: &[u8], start: usize, letters: &[u8]) -> bool {
    let mut at = start;
    letters
        .iter()
        .all(|letter| match letter_after(text, at, *letter) {
            Some(found) => {
                at = found + 1;
                true
            }
            None => false,
        })
        && has_cut(&text[start..at])
}

fn has_cut(glue: &[u8]) -> bool {
    glue.iter().any(|byte| CUTS.contains(byte))
}

/// Whether a letter is the prefix of a string.
fn is_prefix(text: &[u8], at: usize) -> bool {
    b"frbuFRBU".contains(&text[at]) && matches!(text.get(at + 1), Some(b'"' | b'\''))
}

/// The offset (bytes) of the next letter or digit before another offset, where it is the one that is looked for.
fn letter_before(text: &[u8], end: usize, letter: u8) -> Option<usize> {
    let start = end.saturating_sub(LONGEST_GLUE);
    letter_among(text, (start..end).rev(), letter)
}

/// The same after an offset.
fn letter_after(text: &[u8], start: usize, letter: u8) -> Option<usize> {
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

/// Whether a letter of a needle is written as an escape.
fn has_escaped_letter(bytes: &[u8]) -> bool {
    has_broken_word(bytes)
        || escapes(bytes).any(|(_, escape)| {
            let says = escape.says.to_ascii_lowercase();
            // `aws:username` has a letter, and a sign, that no needle has.
            matches!(says, b'\\' | b'/' | b':' | b'w')
                || NEEDLES
                    .iter()
                    .any(|needle| needle.as_bytes().contains(&says))
        })
}

fn has_escaped_shape(bytes: &[u8]) -> bool {
    let mut text = Cow::Borrowed(bytes);
    if let Some(joined) = without_line_ends(bytes) {
        if has_shape(&joined) {
            return true;
        }
        text = Cow::Owned(joined);
    }
    for _ in 0..DEEPEST {
        match unescaped(&text) {
            None => return false,
            Some(decoded) if has_shape(&decoded) => return true,
            Some(decoded) => text = Cow::Owned(decoded),
        }
    }
    // Nobody escapes a policy so often.
    true
}

/// The offsets (bytes) of the backslashes that continue a word in the next line, and how many bytes each takes with the
/// line's end and the white space after it.
fn broken_words(text: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    memchr::memchr_iter(b'\\', text).filter_map(|at| {
        let is_part = |byte: &u8| byte.is_ascii_graphic();
        let rest = &text[at + 1..];
        let end = rest
            .strip_prefix(b"\r")
            .unwrap_or(rest)
            .strip_prefix(b"\n")?;
        let after = end.trim_ascii_start();
        let is_word = at
            .checked_sub(1)
            .is_some_and(|before| is_part(&text[before]))
            && after.first().is_some_and(is_part);
        is_word.then(|| (at, text.len() - at - after.len()))
    })
}

fn has_broken_word(text: &[u8]) -> bool {
    broken_words(text).next().is_some()
}

/// The text with its broken words joined; `None` where it has none.
fn without_line_ends(text: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut done = 0;
    for (at, length) in broken_words(text) {
        if at >= done {
            joined.extend_from_slice(&text[done..at]);
            done = at + length;
        }
    }
    (done > 0).then(|| {
        joined.extend_from_slice(&text[done..]);
        joined
    })
}

/// The text with its numeric escapes decoded; `None` where it has none.
fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let mut done = 0;
    for (at, escape) in escapes(text) {
        if at < done {
            continue;
        }
        // What escapes the escape goes with it: `\\u0073` in one host is `\u0073` in the next.
        let before = &text[done..at];
        let quoting = before.iter().rev().take_while(|byte| **byte == b'\\');
        decoded.extend_from_slice(&before[..before.len() - quoting.count()]);
        decoded.push(escape.says);
        done = at + escape.length;
    }
    (done > 0).then(|| {
        decoded.extend_from_slice(&text[done..]);
        decoded
    })
}

/// A character of ASCII that is written as a number, or one of a needle's signs behind a backslash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Escape {
    /// How many bytes it takes.
    length: usize,
    /// The character.
    says: u8,
}

/// All escapes of a text, with their offsets (bytes).
fn escapes(text: &[u8]) -> impl Iterator<Item = (usize, Escape)> + '_ {
    memchr::memchr3_iter(b'\\', b'%', b'&', text)
        .filter_map(|at| Some((at, Escape::begins(&text[at..])?)))
}

impl Escape {
    /// The escape that a text begins with: `\x6d`, `\u006d`, `\u{6d}`, `\U0000006d`, `\155` of programming languages,
    /// `%6d` of URLs, `&#109;` and `&#x6d;` of HTML.
    fn begins(text: &[u8]) -> Option<Escape> {
        let number = |start: usize, most: usize, radix: u32| {
            let digits = text[start..]
                .iter()
                .take(most)
                .take_while(|byte| char::from(**byte).is_digit(radix))
                .count();
            let code = std::str::from_utf8(&text[start..start + digits]).ok()?;
            let says = u8::try_from(u32::from_str_radix(code, radix).ok()?).ok()?;
            (digits > 0 && says.is_ascii()).then_some(Escape {
                length: start + digits,
                says,
            })
        };
        let whole = |start: usize, digits: usize| {
            number(start, digits, 16).filter(|escape| escape.length == start + digits)
        };
        match (text.first()?, text.get(1)?) {
            (b'\\', b'x') => number(2, 2, 16),
            (b'\\', b'u') if text.get(2) == Some(&b'{') => {
                let escape = number(3, 16, 16)?;
                (text.get(escape.length) == Some(&b'}')).then_some(Escape {
                    length: escape.length + 1,
                    ..escape
                })
            }
            (b'\\', b'-' | b'_') => Some(Escape {
                length: 2,
                says: text[1],
            }),
            (b'\\', b'u') => whole(2, 4),
            (b'\\', b'U') => whole(2, 8),
            (b'\\', b'0'..=b'7') => number(1, 3, 8),
            (b'%', _) => whole(1, 2),
            (b'&', b'#') => {
                let escape = match text.get(2)? {
                    b'x' | b'X' => number(3, 16, 16),
                    _ => number(2, 16, 10),
                }?;
                let ends = text.get(escape.length) == Some(&b';');
                Some(Escape {
                    length: escape.length + usize::from(ends),
                    ..escape
                })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needles_are_found_in_any_case() {
        for (text, found) in [
            (":mfa/", true),
            ("MFA", true),
            ("--Serial-Number", true),
            ("SERIAL_NUMBER", true),
            ("SerialNumber", true),
            ("serialize", false),
            ("", false),
            ("system fa/", false),
        ] {
            assert_eq!(has_needle(text.as_bytes()), found, "{text}");
        }
    }

    #[test]
    fn escapes_are_decoded() {
        for (text, says, length) in [
            (r"\x6dfa", b'm', 4),
            (r"\x6", 6, 3),
            (r"\u006Dfa", b'm', 6),
            (r"\u{6d}fa", b'm', 6),
            (r"\u{00006d}fa", b'm', 10),
            (r"\U0000006dfa", b'm', 10),
            (r"\155fa", b'm', 4),
            (r"\57", b'/', 3),
            (r"\-n", b'-', 2),
            ("%2Fx", b'/', 3),
            ("&#109;fa", b'm', 6),
            ("&#109fa", b'm', 5),
            ("&#x6D;fa", b'm', 6),
        ] {
            let escape = Escape::begins(text.as_bytes());
            assert_eq!(escape, Some(Escape { length, says }), "{text}");
        }
        for text in [
            "", "\\", "%", "&", r"\q", r"\u6d", r"\u00e9", r"\u{6d", r"\xff", r"\U6d", "%6", "%ff",
            "&#;", "&amp;", r"\777", r"\u{}",
        ] {
            assert_eq!(Escape::begins(text.as_bytes()), None, "{text}");
        }
        assert_eq!(unescaped(b"plain"), None);
        assert_eq!(unescaped(br"a\u006d%66&#97;z"), Some(b"amfaz".to_vec()));
        assert_eq!(unescaped(br"\u005cu006d"), Some(br"\u006d".to_vec()));
    }

    /// What is no finding, and whether it is parsed all the same.
    #[test]
    fn shapes_are_told_from_near_misses() {
        for (text, could) in [
            // A device's path, in whatever spelling.
            ("arn:aws:iam::1:mfa/x", true),
            (r"arn:aws:iam::1:mfa\/x", true),
            (r#"{"a": "arn:aws:iam::1:mfa\\\/x"}"#, true),
            (r"arn:aws:iam::1:\u006dfa\u002fx", true),
            (r"arn:aws:iam::1:mfa\x2fx", true),
            (r"arn:aws:iam::1:\155fa\57x", true),
            (r"arn:aws:iam::1:\u{6d}\u{66}\u{61}/x", true),
            (r"arn:aws:iam::1:\u005cu006dfa/x", true),
            ("%3Amfa%2Fx", true),
            ("%3A%6Dfa%2Fx", true),
            (":&#109;fa&#47;x", true),
            (":&#x6d;fa/x", true),
            // One that is put together.
            (r#"":mfa/" + user"#, true),
            (r#"":" + "mfa" + "/" + user"#, true),
            (r#"arn + ":mfa" + '/' + user"#, true),
            (r#"join("/", ["arn:aws:iam::1:mfa", user])"#, true),
            ("!Join\n- /\n- - arn:aws:iam::1:mfa\n  - ${user}\n", true),
            (r#"":m" + "fa/" + user"#, true),
            (r#"":m" "f" "a/" "#, true),
            (r"x:m\fa/y", true),
            (r#"mf"a\/x"#, true),
            // The variable, with `mfa/` wherever it stands.
            ("sms-mfa/${aws:username}", true),
            ("x/mfa/${AWS:UserName}", true),
            (r#""mfa" + "/" + "${aws:" + "username}""#, true),
            (r#"foo_mfa"/${aws:username}""#, true),
            (r"foomfa/${aws\u003ausername}", true),
            // Settings, options and calls.
            ("mfa_serial = X", true),
            ("MfaSerial: x", true),
            ("mfa-serial", true),
            ("aws sts get-session-token --serial-number x", true),
            ("client.get_session_token(SerialNumber=x)", true),
            ("Use-STSRole -SerialNumber x", true),
            ("sts.assumeRole({ serial_number: x })", true),
            (r"get-session-token --serial\u002dnumber x", true),
            ("get-session-token --serial\\-number x", true),
            ("get-session-token --serial-\\\n  number x", true),
            ("echo x \\\n  and MFA", false),
            (r"aws s\u0065ssion-token --serial-number x", true),
            ("resync-mfa-device --serial-number x", true),
            // Derivations.
            ("sed s/user/mfa/", true),
            ("${ARN/:user/:mfa}", true),
            (r#"replace("user", "mfa")"#, true),
            (r#"replace(":user/",        ":mfa/")"#, true),
            (r#"gsub(/:user\//, ":mfa\u002f")"#, true),
            // A statement that exempts actions from a denial.
            (
                r#""NotAction": "iam:*", "aws:MultiFactorAuthPresent""#,
                true,
            ),
            ("not_actions = [] aws:MultiFactorAuthPresent", true),
            // Near misses.
            ("mfa is required", false),
            ("require_mfa = true", false),
            ("mfa_delete = false", false),
            ("aws:MultiFactorAuthPresent, MFA", false),
            ("import x from './mfa/x'", false),
            ("docs/mfa/setup.md", false),
            ("\"mfa\": true", false),
            ("comfamfarm", false),
            ("--serial-number x", false),
            ("SerialNumber of a certificate", false),
            ("get-session-token without one", false),
            (r"\u006d and \x66", false),
            ("100%65 MFA", false),
            ("a user without mfa", false),
            ("each user, whoever it may be, has mfa", false),
        ] {
            assert_eq!(could_have_finding(text.as_bytes()), could, "{text}");
        }
    }

    #[test]
    fn an_escape_may_be_escaped_beside_one_that_is_not() {
        for text in [
            r#"a: "\u0073\u002f\u0075\\u0073\u0065\\u0072\\u002f\u006d\u0066\u0061\u002f""#,
            r#"{"a": "s\/u\\u0073\u0065\u0072\u002fmfa\\u002f"}"#,
        ] {
            assert!(could_have_finding(text.as_bytes()), "{text}");
        }
        assert_eq!(unescaped(br"a\\u0073b"), Some(b"asb".to_vec()));
    }

    #[test]
    fn what_is_escaped_many_times_is_looked_at() {
        let mut text = "x:mfa-".to_owned();
        for _ in 0..=DEEPEST {
            text = text.replace('\\', r"\x5c").replacen('m', r"\x6d", 1);
        }
        assert!(could_have_finding(text.as_bytes()));
    }
}
