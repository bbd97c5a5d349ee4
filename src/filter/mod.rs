//! Whether there could be a finding in some bytes: what most files end at, before anything is parsed.
//!
//! Stage 1 scans for what every finding has: a needle, or a word in pieces. Stage 2 reads the few files that are left
//! once more, for the shapes that the rules report: a device's path, a setting for a serial number, an option beside a
//! call that authenticates, a user's ARN made a device's. Both look at raw bytes, and at the same bytes with numeric
//! escapes decoded; stage 2 also with words that are in pieces put together. What a file means isn't known here, so
//! each shape is taken more widely than any rule takes it: where there is doubt the answer is yes, and a `no` is certain
//! but for what is named below. `tests/filter.rs` holds that against the rules.
//!
//! Stage 1 ends a file, and a rule could find something in it, only where no needle is in one piece and neither is what
//! it looks for instead: `serial` and `number` are both in pieces; `m`, `f` and `a` are all apart, and the `/` isn't
//! written beside them; a piece of `mfa` ends in a sign that ends no string, list element or script; or, of a wildcard
//! that covers devices, the `aws` of its variable is in pieces.

mod escape;
mod needle;
mod pieces;
mod shape;
mod words;

use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::ignore_comment;

type Lazy = LazyLock<Option<Regex>>;

/// Where a regular expression isn't valid, everything matches it.
fn is_match(regex: &Lazy, bytes: &[u8]) -> bool {
    regex.as_ref().is_none_or(|regex| regex.is_match(bytes))
}

/// Whether one of the places (bytes) that a regular expression matches at is as asked. What matches may overlap.
fn any_match(regex: &Lazy, text: &[u8], mut is_so: impl FnMut(usize) -> bool) -> bool {
    let Some(regex) = regex.as_ref() else {
        return true;
    };
    let mut next = 0;
    while let Some(found) = regex.find_at(text, next) {
        if is_so(found.start()) {
            return true;
        }
        next = found.start() + 1;
    }
    false
}

/// Whether anything that a finding needs is in these bytes, or an escape that could be a part of it; stage 1.
pub fn has_needle(bytes: &[u8]) -> bool {
    let is_in = |text: &[u8]| needle::is_in(text) || pieces::are_of_device_or_variable(text);
    is_in(bytes) || (escape::could_hide_needle(bytes) && escape::in_other_spelling(bytes, is_in))
}

/// How many needles a file may have, so that what is found in it takes only so much memory. The files of the largest repositories have
/// some hundreds.
pub const MOST_NEEDLES: usize = 50_000;

/// Whether a file of these bytes has more than [`MOST_NEEDLES`].
pub fn has_too_many_needles(bytes: &[u8]) -> bool {
    let are_too_many = |text: &[u8]| needle::are_more_than(MOST_NEEDLES, text);
    are_too_many(bytes) || escape::in_other_spelling(bytes, are_too_many)
}

/// Whether there could be a finding in a file of these bytes, or a comment that ignores some; both stages. The comment's
/// `mfa` is a needle.
pub fn could_have_finding(bytes: &[u8]) -> bool {
    has_needle(bytes)
        && (ignore_comment::is_in(bytes)
            || shape::is_in(bytes)
            || escape::in_other_spelling(bytes, shape::is_in))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needles_are_counted_in_any_spelling() {
        for needle in ["mfa/ ", "SerialNumber ", r"\u006dfa/ "] {
            assert!(!has_too_many_needles(
                needle.repeat(MOST_NEEDLES).as_bytes()
            ));
            assert!(has_too_many_needles(
                needle.repeat(MOST_NEEDLES + 1).as_bytes()
            ));
        }
        assert!(!has_too_many_needles(
            "comfamfarm ".repeat(MOST_NEEDLES + 1).as_bytes()
        ));
    }

    #[test]
    fn needles_are_found_in_any_case() {
        for (text, found) in [
            (":mfa/", true),
            ("MFA", true),
            ("--Serial-Number", true),
            ("SERIAL_NUMBER", true),
            ("SerialNumber", true),
            ("serial-\"number\"", true),
            ("Ser' + 'ialNumber", true),
            ("ser'ial-num'ber", false),
            ("MFADevices", true),
            ("mfaserial", true),
            ("mfa-login", true),
            ("mfalogin", true),
            ("comfamfarm", false),
            ("mfab", false),
            ("mfa1", false),
            ("xmfa_", true),
            ("aws:username", true),
            ("AWS:UserName", true),
            ("aws:' + 'username", true),
            ("AWS\" + \":use", true),
            ("aws:' + f'username", true),
            ("s:username", false),
            ("jaws:us", false),
            ("serialize", false),
            ("number", false),
            ("aws:MultiFactorAuthPresent", true),
            ("MultiFactorAuthAge", false),
            ("multiFactor", false),
            ("serial and number", false),
            ("", false),
            ("system fa/", false),
        ] {
            assert_eq!(has_needle(text.as_bytes()), found, "{text}");
        }
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
            (r#""%s/%s" % ("arn:aws:iam::1:mfa", user)"#, true),
            (r#""arn:aws:iam::%s:%s/%s" % (a, "mfa", user)"#, true),
            (
                r#"formatArn({service: "iam", resource: "mfa", resourceName: x})"#,
                true,
            ),
            // The variable after a type that is computed.
            (r#""arn:aws:iam::*:%s/${aws:username}""#, true),
            (r"arn:aws:iam::*:${t}/${aws:username}", true),
            (r#""arn:aws:iam::*:" + t + "/${aws:username}""#, true),
            (r"arn:aws:iam::*:user/${aws:username}", false),
            // The first of a list.
            ("r.MFADevices[0]", true),
            ("d = Get-IAMMFADevice; d[0]", true),
            (r#""x\nMFADevices[0]""#, true),
            (r#""iam:ListMFADevices", "*""#, false),
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
            (r#"aws s3api delete-object --mfa "$SERIAL $CODE""#, true),
            (r#"aws s3api x --"mfa" "$SERIAL $CODE""#, true),
            ("aws-vault exec --mfa x", false),
            // Derivations.
            ("sed s/user/mfa/", true),
            ("sed s%user%mfa%", true),
            ("set SERIAL=%ARN:user=mfa%", true),
            ("${ARN/:user/:mfa}", true),
            (r#"replace("user", "mfa")"#, true),
            (r#"replace(":user/",        ":mfa/")"#, true),
            (r#"gsub(/:user\//, ":mfa\u002f")"#, true),
            ("string replace user mfa", true),
            ("s(user)(mfa)", true),
            ("s{user}{mfa}", true),
            // A statement that exempts actions from a denial.
            (
                r#""NotAction": "iam:*", "aws:MultiFactorAuthPresent""#,
                true,
            ),
            ("not_actions = [] aws:MultiFactorAuthPresent", true),
            // All devices: right already, but a policy tells more.
            (r#""arn:aws:iam::*:mfa/*", "iam:List*""#, true),
            (r#"'*', 'arn:aws:iam::*:mfa/*'"#, true),
            (r#""arn:aws:iam::*:mfa/*" + user"#, true),
            (r#""arn:aws:iam::*:mfa/*"$USER"#, true),
            (r#""arn:aws:iam::*:mfa/*-${user}""#, true),
            (r#""arn:aws:iam::*:mfa/*""#, false),
            (r#"["arn:aws:iam::*:mfa/*"]"#, false),
            (r#"{\"Resource\": \"arn:aws:iam::*:mfa\/*\"}"#, false),
            ("- arn:aws:iam::*:mfa/*\n\nnext: x", false),
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
    }

    #[test]
    fn what_is_escaped_many_times_is_looked_at() {
        let mut text = "x:mfa-".to_owned();
        for _ in 0..=4 {
            text = text.replace('\\', r"\x5c").replacen('m', r"\x6d", 1);
        }
        assert!(could_have_finding(text.as_bytes()));
    }
}
