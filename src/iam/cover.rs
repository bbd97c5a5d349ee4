//! Patterns of resources that cover a device named after the user by their wildcards: `arn:aws:iam::*:*/${aws:username}`.

use std::ops::Range;

use wildmatch::WildMatch;

use super::variable::first_in;

/// What a pattern is held against: the ARN of a device, up to its name.
const DEVICE: &str = "arn:aws:iam::123456789012:mfa/";
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
    (is_wild && pattern != "*" && WildMatch::new(&pattern).matches(DEVICE)).then_some(variable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_may_cover_a_device() {
        for (text, is_covered) in [
            ("arn:aws:iam::*:*/${aws:username}", true),
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
        let text = "arn:aws:iam::HOLE:*/${aws:username}";
        assert!(of_own_device(text, std::slice::from_ref(&(13..17))).is_some());
    }
}
