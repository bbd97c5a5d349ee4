//! Secrets that may stand beside what is shown: codes of MFA devices, keys and tokens.
//!
//! What covers one is as long as it, so that columns stay. Sources: AWS General Reference, "AWS security credentials" (the
//! forms of access keys); AWS CLI Command Reference (`--token-code`, `--mfa`).

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::bytes::Regex;

/// Each has one secret, its group `s`.
static SECRETS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let between = r#"['"]?(?:\s*[:=,]\s*|\s+)['"]?"#;
    [
        format!(r"(?i-u)(?:token[-_]?code|mfa[-_]?(?:code|token)|otp){between}(?P<s>[0-9]{{6,8}})\b"),
        r"(?i-u):mfa/[A-Za-z0-9_+=,.@/-]+\s+(?P<s>[0-9]{6,8})\b".to_owned(),
        r"(?-u)\bA(?:KI|SI)A(?P<s>[A-Z0-9]{12,})\b".to_owned(),
        format!(r"(?i-u)secret[-_]?(?:access[-_]?)?key{between}(?P<s>[A-Za-z0-9/+=]{{16,}})"),
        format!(r"(?i-u)(?:session|security|auth|access)[-_]?token{between}(?P<s>[A-Za-z0-9/+][A-Za-z0-9/+=_.-]{{15,}})"),
        format!(r"(?i-u)(?:password|passwd|api[-_]?key|client[-_]?secret){between}(?P<s>[^\s'\x22$<{{(]{{6,}})"),
        r"(?-u)\b(?P<s>gh[pousr]_[A-Za-z0-9]{20,})\b".to_owned(),
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// Keys and tokens of AWS are as long as this (bytes) at least.
const SHORTEST_KEY: usize = 16;

/// The text with its secrets covered, as many bytes as before.
pub fn covered(text: &[u8]) -> Cow<'_, [u8]> {
    let mut covered = Cow::Borrowed(text);
    for secret in SECRETS.iter() {
        let found: Vec<_> = secret
            .captures_iter(&covered)
            .filter_map(|captures| captures.name("s"))
            // A long word without a digit is a name.
            .filter(|found| {
                found.len() < SHORTEST_KEY || found.as_bytes().iter().any(u8::is_ascii_digit)
            })
            .map(|found| found.range())
            .collect();
        for range in found {
            covered.to_mut()[range].fill(b'*');
        }
    }
    covered
}

/// The same of a string.
pub fn covered_str(text: &str) -> Cow<'_, str> {
    match covered(text.as_bytes()) {
        Cow::Borrowed(_) => Cow::Borrowed(text),
        // Only characters of ASCII are covered, as a pattern has no others.
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_covered_and_the_rest_stays() {
        for (text, expected) in [
            (
                "aws sts get-session-token --serial-number arn:aws:iam::1:mfa/x --token-code 918273",
                "aws sts get-session-token --serial-number arn:aws:iam::1:mfa/x --token-code ******",
            ),
            ("TokenCode: '918273',", "TokenCode: '******',"),
            (
                r#"["--token-code", "918273"]"#,
                r#"["--token-code", "******"]"#,
            ),
            ("--token-code=918273", "--token-code=******"),
            ("--token-code \"$CODE\"", "--token-code \"$CODE\""),
            (
                "--mfa \"arn:aws:iam::1:mfa/root-account-mfa-device 123456\"",
                "--mfa \"arn:aws:iam::1:mfa/root-account-mfa-device ******\"",
            ),
            ("AKIAIOSFODNN7EXAMPLE x", "AKIA**************** x"),
            (
                "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                "export AWS_SECRET_ACCESS_KEY=****************************************",
            ),
            (
                r#""SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfi""#,
                r#""SecretAccessKey": "****************************""#,
            ),
            (
                "aws_session_token = FwoGZXIvYXdzEBYaDk1",
                "aws_session_token = *******************",
            ),
            (
                "get-session-token --duration-seconds 900",
                "get-session-token --duration-seconds 900",
            ),
            (
                "session_token = temporary_credentials",
                "session_token = temporary_credentials",
            ),
            ("password: 'hunter22'", "password: '********'"),
            ("password = var.password", "password = ************"),
            ("é token_code=123456 é", "é token_code=****** é"),
            (
                "arn:aws:iam::123456789012:mfa/x",
                "arn:aws:iam::123456789012:mfa/x",
            ),
        ] {
            assert_eq!(covered_str(text), expected);
        }
    }
}
