//! Patterns of resources that cover a device named after the user by their wildcards: `arn:aws:iam::*:*/${aws:username}`.

use std::ops::Range;

use wildmatch::WildMatch;

use super::variable::first_in;

/// The partition and the account of the device that a pattern is held against, where it names none.
const PARTITION: &str = "aws";
const ACCOUNT: &str = "123456789012";
/// What stands before the name of a device.
const DEVICES: &str = "mfa/";
/// No ARN is longer than this (bytes; IAM User Guide, "IAM and AWS STS quotas").
const LONGEST: usize = 2048;

/// The variable (bytes) of a text that is such a pattern; `None` where it is none, or names devices as what they are. `holes`
/// are the ranges (bytes, sorted) of what is computed.
pub fn of_own_device(text: &str, holes: &[Range<usize>]) -> Option<Range<usize>> {
    let value = text.trim_end();
    if value.len() > LONGEST || !value.contains(['*', '?']) || value.contains("mfa/") {
        return None;
    }
    let variable = first_in(text)
        .filter(|variable| text[variable.end..].trim_end().chars().all(|c| c == '*'))?;
    let mut pattern = String::new();
    let mut at = text.len() - text.trim_start().len();
    for hole in holes.iter().filter(|hole| hole.end <= variable.start) {
        pattern.push_str(text.get(at..hole.start)?);
        pattern.push('*');
        at = hole.end;
    }
    pattern.push_str(text.get(at..variable.start)?);
    let resource = pattern.rsplit(':').next().unwrap_or_default();
    let is_wild = resource.contains(['*', '?']);
    let device = device_beside(&pattern);
    (is_wild && pattern != "*" && WildMatch::new(&pattern).matches(&device)).then_some(variable)
}

/// The ARN of a device, up to its name, in the partition and the account that a pattern names.
fn device_beside(pattern: &str) -> String {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let named = |at: usize| {
        let part = parts.get(at).filter(|_| parts.len() == 6);
        part.filter(|part| !part.is_empty() && !part.contains(['*', '?']))
    };
    let partition = named(1)
        .filter(|partition| partition.starts_with(PARTITION))
        .unwrap_or(&PARTITION);
    let account = named(4).unwrap_or(&ACCOUNT);
    format!("arn:{partition}:iam::{account}:mfa/")
}

/// Whether a pattern covers all that another one does. The service and the partition are matched without letter case, the
/// rest with it (IAM User Guide, "IAM JSON policy elements: Resource").
pub fn covers(pattern: &str, other: &str) -> bool {
    let (pattern, other) = (pattern.trim(), other.trim());
    if pattern == other || pattern == "*" {
        return true;
    }
    let parts = |arn: &str, missing: Option<&str>| -> Option<[String; 6]> {
        let missing = std::iter::repeat_n(missing, 6).flatten();
        let parts = arn.splitn(6, ':').chain(missing).take(6);
        let parts: Vec<String> = parts.map(str::to_owned).collect();
        parts.try_into().ok()
    };
    // AWS puts `*` in the place of parts that are missing.
    let is_arn = pattern
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("arn:"));
    let completed = parts(pattern, is_arn.then_some("*"));
    let (Some(pattern), Some(other)) = (completed, parts(other, None)) else {
        return false;
    };
    pattern
        .iter()
        .zip(&other)
        .enumerate()
        .all(|(at, (pattern, other))| {
            match at {
                // `arn`, the partition and the service.
                0..=2 => part_covers(&pattern.to_lowercase(), &other.to_lowercase()),
                // A device's name has a character.
                5 if other.starts_with(DEVICES) => {
                    let any = [format!("{DEVICES}?*"), format!("{DEVICES}*?")];
                    any.contains(pattern) || part_covers(pattern, other)
                }
                // An account has twelve digits.
                4 if pattern.len() == 12 && pattern.chars().all(|c| c == '?') => true,
                _ => part_covers(pattern, other),
            }
        })
}

/// Whether a part of an ARN covers another one, in which wildcards may stand too.
fn part_covers(pattern: &str, other: &str) -> bool {
    // `?` stands for one character, and `*` in the other one for any number.
    pattern == other || (!pattern.contains('?') && WildMatch::new(pattern).matches(other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_what_no_other_letter_or_number_of_names_escapes() {
        let any = "arn:aws:iam::*:mfa/*";
        for (pattern, is_covered) in [
            ("*", true),
            ("arn:aws:iam::*:mfa/*", true),
            ("arn:*:iam::*:mfa/*", true),
            ("ARN:AWS:IAM::*:mfa/*", true),
            ("arn:aws:iam::????????????:mfa/*", true),
            ("arn:aws:iam::*:*", true),
            ("arn:aws:iam::*:m*", true),
            ("arn:aws:iam::*:mfa/?*", true),
            ("arn:aws:iam::*:mfa/*?", true),
            ("arn:aws:iam:*", true),
            ("arn:aws:iam", true),
            ("arn:aws:iam::*", true),
            ("arn:aws:s3", false),
            ("arn:aws:iam::123456789012", false),
            ("arn:aws:iam::*:mfa/??*", false),
            ("iam:*", false),
            ("arn:aws:iam::*:mfa/?", false),
            ("arn:aws:iam::*:MFA/*", false),
            ("arn:aws:iam::123456789012:mfa/*", false),
            ("arn:aws:iam::*:mfa/a*", false),
            ("arn:aws:iam::*:user/*", false),
            ("arn:aws-cn:iam::*:mfa/*", false),
        ] {
            assert_eq!(covers(pattern, any), is_covered, "{pattern}");
        }
        assert!(covers(any, "arn:aws:iam::123456789012:mfa/*"));
    }

    #[test]
    fn wildcards_may_cover_a_device() {
        for (text, is_covered) in [
            ("arn:aws:iam::*:*/${aws:username}", true),
            ("arn:aws:iam::999999999999:*/${aws:username}", true),
            ("arn:aws:iam::999999999999:m*/${aws:username}", true),
            ("arn:aws-cn:iam::*:*/${aws:username}", true),
            ("arn:aws:iam::999999999999:u*/${aws:username}", false),
            ("arn:aws:s3::999999999999:*/${aws:username}", false),
            ("arn:aws:iam::*:m*/${aws:username}", true),
            ("arn:aws:iam::*:mf?/${aws:username}", true),
            ("arn:aws:iam::*:???/${aws:username}", true),
            ("arn:aws:iam::*:*${aws:username}", true),
            ("arn:aws:*:*:*:*/${aws:username}", true),
            ("arn:aws:iam::*:*/${aws:username}*", true),
            ("arn:aws:iam::*:user/${aws:username}", false),
            ("arn:aws:iam::*:mfa/${aws:username}", false),
            ("arn:aws:s3:::*/${aws:username}", false),
            ("arn:aws:iam::*:u*/${aws:username}", false),
            ("arn:aws:iam::*:*/${aws:username}/x", false),
        ] {
            assert_eq!(of_own_device(text, &[]).is_some(), is_covered, "{text}");
        }
        for text in [
            "arn:aws:iam::HOLE:*/${aws:username}",
            "arn:HOLE:iam::*:*/${aws:username}",
        ] {
            let start = text.find("HOLE").expect("a hole");
            let hole = start..start + "HOLE".len();
            let found = of_own_device(text, std::slice::from_ref(&hole));
            assert!(found.is_some(), "{text}");
        }
    }
}
