//! Which files are code that tests other code. A policy in a test is seldom one that anybody has, and something else in
//! the test may expect it.

use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::ascii_regex;

/// The names that test runners look for in code (the manuals of go test, pytest, Jest, RSpec, JUnit, NUnit, Pester).
static TEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?:_test\.go|^test_.*\.py|_test\.py|\.(?:test|spec)\.[cm]?[jt]sx?|_(?:spec|test)\.rb|Tests?\.(?:java|kt|cs)|\.Tests\.ps1)$",
    )
    .ok()
});

/// Whether a file of this name is code that tests other code.
pub fn is_test(name: &str) -> bool {
    TEST.as_ref().is_some_and(|regex| regex.is_match(name))
}

/// The endings of files of rules that look at policies: Open Policy Agent's, Sentinel's, AWS CloudFormation Guard's.
const GUARDS: [&str; 3] = [".rego", ".sentinel", ".guard"];

/// Whether a file of this name holds rules that look for something in policies.
pub fn is_guard(name: &str) -> bool {
    GUARDS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_known_by_their_names() {
        for (name, expected) in [
            ("parser_test.go", true),
            ("test_policy.py", true),
            ("stack.test.ts", true),
            ("policy_spec.rb", true),
            ("PolicyTest.java", true),
            ("test.tf", false),
            ("latest.go", false),
            ("contest.py", false),
        ] {
            assert_eq!(is_test(name), expected, "{name}");
        }
    }
}
