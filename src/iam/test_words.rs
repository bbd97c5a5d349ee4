//! A test of a condition key in words: `below 3600`, `in 10.0.0.0/8`.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators": one of several values that matches is enough.

use super::scale::alternatives;

/// What a value is for which a test, as [`super::condition::Factor::Test`] has it, holds or fails; `None` where there are no
/// words for it.
pub fn of(test: &str, holds: bool) -> Option<String> {
    let (operator, values) = test.split_once(' ')?;
    let words = match (operator, holds) {
        ("numericequals" | "dateequals" | "stringequals" | "bool", true) => "equals",
        ("numericequals" | "dateequals" | "stringequals" | "bool", false) => "doesn't equal",
        ("stringequalsignorecase", true) => "equals, but for letter case,",
        ("stringequalsignorecase", false) => "doesn't equal, even but for letter case,",
        ("stringlike" | "arnlike" | "arnequals", true) => "matches",
        ("stringlike" | "arnlike" | "arnequals", false) => "doesn't match",
        ("numericlessthan", true) => "below",
        ("numericlessthan", false) => "at least",
        ("numericlessthanequals", true) => "at most",
        ("numericlessthanequals", false) => "above",
        ("datelessthan", true) => "before",
        ("datelessthan", false) => "not before",
        ("datelessthanequals", true) => "not after",
        ("datelessthanequals", false) => "after",
        ("ipaddress", true) => "in",
        ("ipaddress", false) => "not in",
        _ => return None,
    };
    // Where one of the values is enough for the test to hold, it fails for all of them.
    let values: Vec<String> = values.split(", ").map(str::to_owned).collect();
    Some(format!("{words} {}", alternatives(&values)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_has_words() {
        for (test, holds, expected) in [
            ("numericlessthanequals 3600", true, Some("at most 3600")),
            ("numericlessthanequals 3600", false, Some("above 3600")),
            (
                "datelessthan 2020-01-01",
                false,
                Some("not before 2020-01-01"),
            ),
            (
                "ipaddress 10.0.0.0/8, ::1",
                true,
                Some("in 10.0.0.0/8 or ::1"),
            ),
            (
                "ipaddress 10.0.0.0/8, ::1",
                false,
                Some("not in 10.0.0.0/8 or ::1"),
            ),
            (
                "stringequals ${aws:PrincipalTag/team}",
                true,
                Some("equals ${aws:PrincipalTag/team}"),
            ),
            ("binaryequals QQ==", true, None),
            ("holds", true, None),
        ] {
            assert_eq!(of(test, holds).as_deref(), expected, "{test}");
        }
    }
}
