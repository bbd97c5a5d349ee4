//! A condition of a statement: one operator, one key, its values.
//!
//! Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Creating a condition with multiple keys or
//! values": one value that matches is enough, a negated operator wants that none does; without the key an operator
//! doesn't match, but for negated ones, `…IfExists` and `ForAllValues`.
//!
//! Texts and truth values are compared. Numbers, dates and addresses are not: a test of them is one that holds or doesn't,
//! the same wherever it stands.

use std::fmt;

use super::pattern::{Case, HOLE, Key, Pattern, USERNAME, Values, Variables};

/// The key that says whether the caller signed in with MFA.
pub const MFA: &str = "aws:MultiFactorAuthPresent";

/// What may differ from request to request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Factor {
    /// The value of a key.
    Key(Key),
    /// Whether a test holds.
    Test {
        /// The key that is tested.
        key: Key,
        /// The operator and the values.
        test: String,
    },
}

impl Factor {
    /// The key that it is about.
    pub fn key(&self) -> &Key {
        match self {
            Factor::Key(key) | Factor::Test { key, .. } => key,
        }
    }

    /// Whether it is that of a condition that can't be read.
    pub fn is_unread(&self) -> bool {
        matches!(self, Factor::Test { test, .. } if test == UNREAD_TEST)
    }
}

/// What a factor is in a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The request hasn't the key.
    Absent,
    /// The key has a value that the policy names.
    Value(String),
    /// It has one that a pattern of the policy matches, as this one.
    Matching(String),
    /// It has one that the policy doesn't name.
    Other(String),
    /// The test holds.
    Holds,
    /// It doesn't.
    Fails,
}

impl Level {
    /// The value that the key has.
    pub fn value(&self) -> Option<&str> {
        match self {
            Level::Value(value) | Level::Matching(value) | Level::Other(value) => Some(value),
            Level::Absent | Level::Holds | Level::Fails => None,
        }
    }
}

/// Gives the levels of a request.
pub type Levels<'a> = &'a dyn Fn(&Factor) -> Level;

/// A condition, read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Condition {
    /// Operator, key and values, as they are shown.
    shown: String,
    /// The same as they are written; `None` where they couldn't be read.
    written: Option<Written>,
    factor: Factor,
    operator: Operator,
    /// Whether it matches where the request hasn't the key.
    without_key: bool,
}

/// A condition as it is written, but for white space around operator and key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    /// The operator, as `BoolIfExists`.
    pub operator: String,
    /// The key.
    pub key: String,
    /// The values.
    pub values: Vec<String>,
}

impl Written {
    /// The operator in small letters, without quantifier and `IfExists`.
    pub fn base(&self) -> String {
        let operator = self.operator.to_ascii_lowercase();
        let base = operator
            .split_once(':')
            .map_or(&*operator, |(_, base)| base);
        base.strip_suffix("ifexists").unwrap_or(base).to_owned()
    }

    /// Whether it is about a key of several values: it has `ForAllValues` or `ForAnyValue`.
    pub fn is_quantified(&self) -> bool {
        self.operator.contains(':')
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Operator {
    Text {
        patterns: Vec<Pattern>,
        case: CaseOf,
        is_negated: bool,
    },
    /// Whether the key is there.
    Null { wants_key: bool },
    /// A test that isn't looked into.
    Test { is_negated: bool },
}

/// Where letter case counts in a text's comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum CaseOf {
    Text,
    Word,
    Arn,
}

impl CaseOf {
    fn case(self) -> Case {
        match self {
            CaseOf::Text => Case::Counts,
            CaseOf::Word => Case::Ignored,
            CaseOf::Arn => Case::OfArn,
        }
    }
}

/// Operators that are each other's opposite; the first is the one that a test is named by.
const OPPOSITES: [(&str, &str); 8] = [
    ("numericequals", "numericnotequals"),
    ("numericlessthan", "numericgreaterthanequals"),
    ("numericlessthanequals", "numericgreaterthan"),
    ("dateequals", "datenotequals"),
    ("datelessthan", "dategreaterthanequals"),
    ("datelessthanequals", "dategreaterthan"),
    ("ipaddress", "notipaddress"),
    ("binaryequals", ""),
];

/// The test of a condition that can't be read.
const UNREAD_TEST: &str = "holds";

impl Condition {
    /// Reads a condition; `None` where the operator isn't known. A value that has a [`HOLE`] can't be compared.
    pub fn read(
        operator: &str,
        key: &str,
        values: &[String],
        variables: Variables,
    ) -> Option<Condition> {
        let shown = format!("{} {} {}", operator.trim(), key.trim(), values.join(", "));
        let shown = shown.replace(HOLE, "…");
        let as_written = Written {
            operator: operator.trim().to_owned(),
            key: key.trim().to_owned(),
            values: values.to_vec(),
        };
        let key = Key::new(key);
        let written = operator.trim().to_ascii_lowercase();
        let (quantifier, base) = match written.split_once(':') {
            Some((quantifier @ ("forallvalues" | "foranyvalue"), base)) => (Some(quantifier), base),
            Some(_) => return None,
            None => (None, written.as_str()),
        };
        let (base, if_exists) = match base.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (base, false),
        };
        if base == "null" {
            let has = |truth: &str| values.iter().any(|value| value.eq_ignore_ascii_case(truth));
            let is_truth = |value: &String| {
                value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false")
            };
            if values.is_empty() || values.len() > 1 && !values.iter().all(is_truth) {
                return None;
            }
            return Some(Condition {
                shown,
                written: Some(as_written),
                factor: Factor::Key(key),
                operator: Operator::Null {
                    wants_key: has("false"),
                },
                without_key: has("true"),
            });
        }
        let text = match base {
            "stringequals" => Some((CaseOf::Text, false, false)),
            "stringnotequals" => Some((CaseOf::Text, false, true)),
            "stringequalsignorecase" | "bool" => Some((CaseOf::Word, false, false)),
            "stringnotequalsignorecase" => Some((CaseOf::Word, false, true)),
            "stringlike" => Some((CaseOf::Text, true, false)),
            "stringnotlike" => Some((CaseOf::Text, true, true)),
            "arnequals" | "arnlike" => Some((CaseOf::Arn, true, false)),
            "arnnotequals" | "arnnotlike" => Some((CaseOf::Arn, true, true)),
            _ => None,
        };
        let opposite = OPPOSITES
            .iter()
            .find(|(first, second)| base == *first || base == *second)
            .filter(|_| !base.is_empty());
        let is_not = base.contains("not");
        // What another key is compared with differs from request to request: it is equal, or it isn't.
        let is_known = !values.iter().any(|value| {
            let pattern = Pattern::read(value, variables);
            pattern.has_hole() || pattern.keys().any(|key| !key.is(USERNAME))
        });
        let (factor, operator) = match (text, opposite) {
            (Some((case, has_wildcards, is_negated)), _) if is_known => {
                let pattern = |value: &String| match has_wildcards {
                    true => Pattern::read(value, variables),
                    false => Pattern::without_wildcards(value, variables),
                };
                let patterns = values.iter().map(pattern).collect();
                (
                    Factor::Key(key),
                    Operator::Text {
                        patterns,
                        case,
                        is_negated,
                    },
                )
            }
            (None, None) => return None,
            _ => {
                let (name, is_negated) = match opposite {
                    Some((first, _)) => ((*first).to_owned(), base != *first),
                    None => (base.replace("not", ""), is_not),
                };
                let mut values = values.to_vec();
                values.sort();
                let test = format!("{name} {}", values.join(", "));
                (Factor::Test { key, test }, Operator::Test { is_negated })
            }
        };
        Some(Condition {
            shown,
            written: Some(as_written),
            factor,
            operator,
            without_key: match quantifier {
                Some("forallvalues") => true,
                Some(_) => if_exists,
                None => if_exists || is_not,
            },
        })
    }

    /// A condition that can't be read: it holds or it doesn't, and nobody knows when.
    pub fn unread(name: &str) -> Condition {
        Condition {
            shown: format!("{name} (could not be read)"),
            written: None,
            factor: Factor::Test {
                key: Key::new(name),
                test: UNREAD_TEST.to_owned(),
            },
            operator: Operator::Test { is_negated: false },
            without_key: false,
        }
    }

    /// Whether it is one that can't be read.
    pub fn is_unread(&self) -> bool {
        self.factor.is_unread()
    }

    /// The condition as it is written; `None` where it couldn't be read.
    pub fn written(&self) -> Option<&Written> {
        self.written.as_ref()
    }

    /// What decides it.
    pub fn factor(&self) -> &Factor {
        &self.factor
    }

    /// The patterns that it compares its key with.
    pub fn patterns(&self) -> &[Pattern] {
        match &self.operator {
            Operator::Text { patterns, .. } => patterns,
            Operator::Null { .. } | Operator::Test { .. } => &[],
        }
    }

    /// Where letter case counts in its comparison.
    pub fn case(&self) -> Case {
        match &self.operator {
            Operator::Text { case, .. } => case.case(),
            Operator::Null { .. } | Operator::Test { .. } => Case::Counts,
        }
    }

    /// Whether a request meets it. `values` gives what variables stand for.
    pub fn is_met(&self, levels: Levels, values: Values) -> bool {
        let level = levels(&self.factor);
        match (&self.operator, &level) {
            (_, Level::Absent) => self.without_key,
            (Operator::Null { wants_key }, _) => *wants_key,
            (Operator::Test { is_negated }, level) => (*level == Level::Holds) != *is_negated,
            (
                Operator::Text {
                    patterns,
                    case,
                    is_negated,
                },
                level,
            ) => {
                let text = level.value().unwrap_or_default();
                let is_match = patterns
                    .iter()
                    .any(|pattern| pattern.matches(text, case.case(), values));
                is_match != *is_negated
            }
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(operator: &str, values: &[&str]) -> Option<Condition> {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        Condition::read(operator, "aws:Key", &values, Variables::Expanded)
    }

    fn is_met(operator: &str, values: &[&str], level: &Level) -> bool {
        let own = |key: &Key| key.is("aws:username").then(|| "jane".to_owned());
        let condition = condition(operator, values).expect("a known operator");
        assert!(condition.factor().key().is("AWS:key"));
        condition.is_met(&|_| level.clone(), &own)
    }

    #[test]
    fn texts_are_compared() {
        for (operator, values, value, expected) in [
            ("StringEquals", &["a", "b"][..], "b", true),
            ("StringEquals", &["a"], "A", false),
            ("StringEquals", &["a*"], "ab", false),
            ("stringequals", &["${aws:username}"], "jane", true),
            ("StringEqualsIgnoreCase", &["a"], "A", true),
            ("StringNotEqualsIgnoreCase", &["a"], "A", false),
            ("StringLike", &["a*"], "ab", true),
            ("StringNotLike", &["a*"], "ab", false),
            ("StringNotEquals", &["a", "b"], "b", false),
            ("StringNotEquals", &["a", "b"], "c", true),
            ("ForAnyValue:StringEquals", &["a"], "a", true),
            ("ForAllValues:StringNotEquals", &["a"], "a", false),
            ("Bool", &["True"], "true", true),
            ("BoolIfExists", &["false"], "true", false),
            (
                "ArnLike",
                &["ARN:aws:iam::*:user/x"],
                "arn:aws:iam::1:user/x",
                true,
            ),
            (
                "ArnNotEquals",
                &["arn:aws:iam::1:user/*"],
                "arn:aws:iam::1:user/X",
                false,
            ),
            ("Null", &["false"], "a", true),
            ("Null", &["true"], "a", false),
            ("Null", &["true", "False"], "a", true),
        ] {
            let level = Level::Value(value.to_owned());
            assert_eq!(
                is_met(operator, values, &level),
                expected,
                "{operator} {values:?}"
            );
        }
    }

    #[test]
    fn an_absent_key_is_met_by_few() {
        for (operator, expected) in [
            ("StringEquals", false),
            ("StringNotEquals", true),
            ("StringEqualsIfExists", true),
            ("Bool", false),
            ("BoolIfExists", true),
            ("NumericLessThan", false),
            ("NumericGreaterThanEquals", false),
            ("NumericNotEquals", true),
            ("NumericLessThanIfExists", true),
            ("IpAddress", false),
            ("NotIpAddress", true),
            ("ForAllValues:StringEquals", true),
            ("ForAnyValue:StringEquals", false),
            ("ForAnyValue:StringNotEquals", false),
            ("ArnNotLike", true),
        ] {
            assert_eq!(
                is_met(operator, &["1"], &Level::Absent),
                expected,
                "{operator}"
            );
        }
        assert!(is_met("Null", &["true"], &Level::Absent));
        assert!(!is_met("Null", &["false"], &Level::Absent));
        assert!(is_met("Null", &["false", "true"], &Level::Absent));
    }

    #[test]
    fn a_test_and_its_opposite_are_one_factor() {
        for (operator, opposite) in OPPOSITES.iter().filter(|pair| !pair.1.is_empty()) {
            let first = condition(operator, &["2", "1"]).expect("known");
            let second = condition(opposite, &["1", "2"]).expect("known");
            assert_eq!(first.factor(), second.factor());
            for level in [Level::Holds, Level::Fails] {
                assert_ne!(
                    is_met(operator, &["1"], &level),
                    is_met(opposite, &["1"], &level),
                    "{operator}"
                );
            }
            assert!(is_met(operator, &["1"], &Level::Holds));
        }
    }

    #[test]
    fn what_is_compared_with_another_key_is_a_test() {
        let equal = condition("StringEquals", &["${aws:PrincipalTag/team}"]).expect("known");
        let other = condition("StringNotEquals", &["${aws:PrincipalTag/team}"]).expect("known");
        assert!(matches!(equal.factor(), Factor::Test { .. }));
        assert_eq!(equal.factor(), other.factor());
        let own = condition("StringEquals", &["${aws:username}"]).expect("known");
        assert!(matches!(own.factor(), Factor::Key(_)));
    }

    #[test]
    fn what_is_computed_is_a_test() {
        let computed = condition("StringEquals", &["\u{FFFC}"]).expect("known");
        let opposite = condition("StringNotEquals", &["\u{FFFC}"]).expect("known");
        assert!(matches!(computed.factor(), Factor::Test { .. }));
        assert_eq!(computed.factor(), opposite.factor());
        assert!(computed.is_met(&|_| Level::Holds, &|_| None));
        assert!(!opposite.is_met(&|_| Level::Holds, &|_| None));
        assert!(opposite.is_met(&|_| Level::Absent, &|_| None));
        for unknown in ["", "Strings", "ForSome:StringEquals", "Null"] {
            assert_eq!(condition(unknown, &["a", "b"]), None, "{unknown}");
        }
    }
}
