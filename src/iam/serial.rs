//! Serial numbers of MFA devices.
//!
//! Source: IAM API Reference, `MFADevice` and `GetSessionToken`: a virtual device's serial number is its ARN,
//! `arn:PARTITION:iam::ACCOUNT:mfa/[PATH/]NAME`; a hardware token's is printed on it; a security key's is
//! `arn:PARTITION:iam::ACCOUNT:u2f/…`.

use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::ascii_regex;

/// An AWS account number: twelve digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account(String);

impl Account {
    /// An account number, if it is one.
    pub fn new(digits: &str) -> Option<Account> {
        (digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit()))
            .then(|| Account(digits.to_owned()))
    }

    /// Whether documentation uses this number for an account that isn't meant: digits repeated, or counted up.
    pub fn is_example(&self) -> bool {
        let digits = self.0.as_bytes();
        let repeats = |period: usize| {
            digits
                .iter()
                .eq(digits.iter().cycle().skip(period).take(12))
        };
        let counts_up = digits
            .windows(2)
            .all(|pair| (pair[0] - b'0' + 1) % 10 == pair[1] - b'0');
        let is_known = matches!(
            self.0.as_str(),
            "111122223333" | "444455556666" | "777788889999" | "012345678910"
        );
        [1, 2, 3, 4].into_iter().any(repeats) || counts_up || is_known
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The ARN of a device, or of a user, written out in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceArn {
    /// Its partition: `aws`, `aws-cn`, ….
    pub partition: String,
    /// Its account.
    pub account: Account,
    /// Its name, without a path.
    pub name: String,
}

impl DeviceArn {
    /// Whether it is the device of an account's root user (IAM User Guide, "Multi-factor authentication for AWS account root
    /// user").
    pub fn is_root(&self) -> bool {
        self.name == "root-account-mfa-device"
    }
}

/// What a text in the place of a serial number is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Serial {
    /// A virtual device's ARN.
    Device(DeviceArn),
    /// A user's ARN, which is no serial number.
    User(DeviceArn),
    /// A security key's ARN, which no command can authenticate with.
    SecurityKey,
    /// What may be the number of a hardware token.
    Hardware,
    /// A word that stands for a serial number: `<serial>`, `arn:aws:iam::ACCOUNT:mfa/USER`.
    Placeholder,
}

static DEVICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"^arn:(aws[\w-]*):iam::(\d{12}):(mfa|user)/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)$").ok()
});
/// The longest serial number (IAM API Reference, `MFADevice`), in bytes.
const LONGEST: usize = 256;

/// Whether a text has only signs that IAM allows in a serial number (IAM API Reference, `MFADevice`; in an ARN those of names
/// and of paths).
pub fn is_possible(text: &str) -> bool {
    (1..=LONGEST).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=/:,.@-".contains(&byte))
}

/// Whether a text has only signs that IAM allows in a user's name (IAM API Reference, `User`).
pub fn is_user_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte))
}

static HARDWARE: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"^[A-Z]{2,6}-?[A-Z0-9]*\d{5,}$|^\d{9,}$").ok());
static ANY_ARN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"arn:[^\s:"'`]*:iam::(?:<[^<>\r\n]+>|\{\{[^{}\r\n]+\}\}|[^\s:"'`,])*:mfa/(?:<[\w ./'-]+>|\{\{[^{}\r\n]+\}\}|[\w+=,.@/<>$\{}*:!?\[\]%~-])+"#,
    )
    .ok()
});

/// Reads a serial number that is written out, with nothing around it.
pub fn parse(text: &str) -> Serial {
    let is = |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    if let Some(found) = DEVICE.as_ref().and_then(|regex| regex.captures(text))
        && let Some(account) = Account::new(&found[2])
    {
        let arn = DeviceArn {
            partition: found[1].to_owned(),
            account,
            name: found[4].to_owned(),
        };
        return match &found[3] {
            "mfa" => Serial::Device(arn),
            _ => Serial::User(arn),
        };
    }
    if text.starts_with("arn:") && text.contains(":u2f/") {
        Serial::SecurityKey
    } else if is(&HARDWARE) {
        Serial::Hardware
    } else {
        Serial::Placeholder
    }
}

/// The ranges (bytes) of a text that have the form of a device's ARN, whether or not its parts are written
/// out. What stands at the end of a sentence or in a bracket is not taken for a part of it.
pub fn arns(text: &str) -> Vec<Range<usize>> {
    let Some(regex) = ANY_ARN.as_ref() else {
        return Vec::new();
    };
    regex
        .find_iter(text)
        .map(|found| {
            let kept = without_surroundings(found.as_str());
            found.start()..found.start() + kept.len()
        })
        .collect()
}

/// An ARN without what follows it: the end of a sentence, a bracket that was opened before it, an HTML element.
fn without_surroundings(text: &str) -> &str {
    // A placeholder begins a part of a name; an element stands after one.
    let element = text.match_indices('<').find(|(at, _)| {
        text[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_')
            || text[*at..].starts_with("</")
    });
    let mut kept = element.map_or(text, |(at, _)| &text[..at]);
    let mut unopened = BRACKETS.map(|(open, close)| {
        let [opened, closed] = [open, close].map(|sign| kept.matches(sign).count());
        closed.saturating_sub(opened)
    });
    loop {
        kept = kept.trim_end_matches(['.', ',', ':', '!', '?']);
        let closing = (0..BRACKETS.len()).find(|at| kept.ends_with(BRACKETS[*at].1));
        match closing {
            Some(at) if unopened[at] > 0 => {
                unopened[at] -= 1;
                kept = &kept[..kept.len() - 1];
            }
            _ => return kept,
        }
    }
}

/// Brackets that may stand around an ARN.
const BRACKETS: [(char, char); 3] = [('[', ']'), ('<', '>'), ('{', '}')];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_serial_is_told_apart() {
        let device = |partition: &str, name: &str| {
            Serial::Device(DeviceArn {
                partition: partition.to_owned(),
                account: Account("999999999999".to_owned()),
                name: name.to_owned(),
            })
        };
        let cases = [
            (
                "arn:aws:iam::999999999999:mfa/own-user",
                device("aws", "own-user"),
            ),
            (
                "arn:aws-us-gov:iam::999999999999:mfa/team/a@b",
                device("aws-us-gov", "a@b"),
            ),
            (
                "arn:aws:iam::999999999999:u2f/user/a/key-X",
                Serial::SecurityKey,
            ),
            (
                "arn:aws:iam::999999999999:user/team/jane",
                Serial::User(DeviceArn {
                    partition: "aws".to_owned(),
                    account: Account("999999999999".to_owned()),
                    name: "jane".to_owned(),
                }),
            ),
            ("GAHT12345678", Serial::Hardware),
            ("arn:aws:iam::ACCOUNT:mfa/USER", Serial::Placeholder),
            ("arn-of-the-mfa-device", Serial::Placeholder),
            ("arn:aws:iam::999999999999:mfa/*", Serial::Placeholder),
        ];
        for (text, serial) in cases {
            assert_eq!(parse(text), serial, "{text}");
        }
    }

    #[test]
    fn what_iam_never_gives_is_known() {
        for (text, serial, name) in [
            ("arn:aws:iam::999999999999:mfa/team/own-user", true, false),
            ("GAHT12345678", true, true),
            ("own.user+1@example.com", true, true),
            ("arn:aws:iam::999999999999:mfa/$(touch X)", false, false),
            ("a\nb", false, false),
            ("a;b", false, false),
            ("\"a\"", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (is_possible(text), is_user_name(text)),
                (serial, name),
                "{text}"
            );
        }
        assert!(!is_possible(&"x".repeat(LONGEST + 1)));
    }

    #[test]
    fn arns_are_found_in_sentences() {
        let text =
            "use arn:aws:iam::1:mfa/a. or `arn:aws:iam::<id>:mfa/<me>`, (arn:aws:iam::1:user/a)";
        let found: Vec<_> = arns(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            found,
            ["arn:aws:iam::1:mfa/a", "arn:aws:iam::<id>:mfa/<me>"]
        );
    }

    #[test]
    fn what_stands_around_an_arn_is_no_part_of_it() {
        for (text, arn) in [
            (
                "[arn:aws:iam::1:mfa/lewis] (renewing",
                "arn:aws:iam::1:mfa/lewis",
            ),
            ("[id=arn:aws:iam::1:mfa/a-b].", "arn:aws:iam::1:mfa/a-b"),
            ("<arn:aws:iam::1:mfa/lewis>", "arn:aws:iam::1:mfa/lewis"),
            ("{arn:aws:iam::1:mfa/lewis}", "arn:aws:iam::1:mfa/lewis"),
            ("arn:aws:iam::1:mfa/lewis<br>", "arn:aws:iam::1:mfa/lewis"),
            (
                "<b>arn:aws:iam::1:mfa/lewis</b>",
                "arn:aws:iam::1:mfa/lewis",
            ),
            (
                "arn:aws:iam::{id}:mfa/{user}",
                "arn:aws:iam::{id}:mfa/{user}",
            ),
            (
                "arn:aws:iam::<the account number>:mfa/<your user name>",
                "arn:aws:iam::<the account number>:mfa/<your user name>",
            ),
        ] {
            let found: Vec<_> = arns(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, [arn]);
        }
    }

    #[test]
    fn example_accounts_are_known() {
        for (account, example) in [
            ("999999999999", true),
            ("123456789012", true),
            ("123123123123", true),
            ("111122223333", true),
            ("123456123456", false),
            ("313043889199", false),
        ] {
            assert_eq!(Account::new(account).map(|a| a.is_example()), Some(example));
        }
        assert_eq!(Account::new("12345"), None);
    }
}
