//! Which files are code that tests other code. A policy in a test is seldom one that anybody has, and something else in
//! the test may expect it.

use std::sync::LazyLock;

use heck::ToSnakeCase;
use regex::Regex;

use crate::ascii_regex::{ascii_regex, is_match};

/// The names that test runners look for in code (the manuals of go test, pytest, Jest, RSpec, JUnit, NUnit, Pester), and
/// those of what tests compare with and what checks are tried on (Jest's snapshots, ApprovalTests, Checkov, Storybook).
static TEST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?:_test\.go|^test_.*\.py|_test\.py|\.(?:test|spec)\.[cm]?[jt]sx?|_(?:spec|test)\.rb|Tests?\.(?:java|kt|cs)|\.Tests\.ps1|^test[-_].*\.(?:ba)?sh|[-_]test\.(?:ba)?sh|\.bats|\.tf(?:test|mock)\.(?:hcl|json)|^conftest\.py|[._-](?:expected|snap|snapshot|golden|approved|received)\.[a-z]+|\.(?:snap|golden|expected|approved)|_(?:FAILED|PASSED)\.[a-z]+|\.stories\.[jt]sx?)$",
    )
    .ok()
});

/// Folders in which code tests other code.
const FOLDERS: [&str; 6] = ["test", "tests", "__tests__", "spec", "specs", "__mocks__"];
/// Those in which all else is what tests read, too.
const OF_ANYTHING: [&str; 4] = ["test", "tests", "__tests__", "__mocks__"];

/// Whether a file of this path, with `/` between its parts, is code that tests other code, as its name says.
pub fn is_test(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    is_match(&TEST, name)
}

/// Whether a file of this path belongs to tests, as the folder says that it is in. `is_code` is whether it is a program.
pub fn is_in_tests(path: &str, is_code: bool) -> bool {
    path.rsplit('/')
        .skip(1)
        .any(|folder| OF_ANYTHING.contains(&folder) || (is_code && FOLDERS.contains(&folder)))
}

/// Folders of what tests read or compare with, of mocks, and of what checks are to let pass and what not.
const FIXTURES: [&str; 15] = [
    "mock",
    "mocks",
    "e2e",
    "pass",
    "fail",
    "fixtures",
    "__fixtures__",
    "testdata",
    "test-data",
    "test_data",
    "snapshots",
    "__snapshots__",
    "golden",
    "goldens",
    "cassettes",
];

/// Folders within another one: Cucumber's (Cucumber Reference, "Directory structure"), RSpec's (rspec-rails, "Directory structure").
const WITHIN: [(&str, &str); 3] = [
    ("features", "support"),
    ("features", "step_definitions"),
    ("spec", "support"),
];

/// The last words of what such folders are called, whatever is before them (`integration-tests`, `unit_tests`). A `test` alone could be an
/// environment of that name.
const LAST_WORDS: [&str; 8] = [
    "tests",
    "testdata",
    "testfiles",
    "testcases",
    "fixtures",
    "mocks",
    "stubs",
    "goldens",
];
/// What else there is of tests, by a first word and a last one (`test_templates`, `MockData`).
const FIRST_WORDS: [&str; 6] = ["test", "tests", "mock", "stub", "fixture", "golden"];
const OF_TESTS: [&str; 11] = [
    "assets",
    "cases",
    "data",
    "documents",
    "files",
    "inputs",
    "policies",
    "resources",
    "stacks",
    "suites",
    "templates",
];

/// Whether a folder's name says in several words, or in a compound, that tests read what is in it.
fn is_called_of_tests(folder: &str) -> bool {
    let name = folder.to_snake_case();
    let last = name.rsplit('_').next().unwrap_or_default();
    let first = name.split('_').next().unwrap_or_default();
    LAST_WORDS.contains(&last) || (FIRST_WORDS.contains(&first) && OF_TESTS.contains(&last))
}

/// Whether a file of this path, with `/` between its parts, is what tests read or compare with, as the folder says that it is in.
pub fn is_fixture(path: &str) -> bool {
    let folders = || path.rsplit('/').skip(1);
    let mut pairs = folders().skip(1).zip(folders());
    folders().any(|folder| FIXTURES.contains(&folder) || is_called_of_tests(folder))
        || pairs.any(|pair| WITHIN.contains(&pair))
}

/// The names, in lower case and without what follows a dot, of files that tell what was before.
const HISTORIES: [&str; 9] = [
    "changelog",
    "changes",
    "history",
    "news",
    "releases",
    "release-notes",
    "release_notes",
    "upgrading",
    "migrating",
];

/// Whether a file of this path tells what was before a change.
pub fn is_history(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    HISTORIES.contains(&stem.as_str())
}

/// The endings of files of rules that look at policies: Open Policy Agent's, Sentinel's, AWS CloudFormation Guard's.
const GUARDS: [&str; 3] = [".rego", ".sentinel", ".guard"];

/// Whether a file of this path holds rules that look for something in policies.
pub fn is_guard(path: &str) -> bool {
    GUARDS.iter().any(|ending| path.ends_with(ending))
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
            ("login_test.sh", true),
            ("own.tftest.hcl", true),
            ("login.bats", true),
            ("conftest.py", true),
            ("own.expected.json", true),
            ("policy.snap.json", true),
            ("own.test.ts.snap", true),
            ("example_FAILED.tf", true),
            ("Policy.stories.tsx", true),
            ("expected-users.json", false),
            ("snap.json", false),
            ("expected.tf", false),
            ("attest.sh", false),
            ("test.tf", false),
            ("latest.go", false),
            ("contest.py", false),
        ] {
            assert_eq!(is_test(name), expected, "{name}");
            assert_eq!(is_test(&format!("tests/{name}")), expected, "{name}");
        }
    }

    #[test]
    fn what_tests_read_is_known_by_its_folder() {
        for (path, expected) in [
            ("tests/data/own.json", true),
            ("src/test/resources/own.json", true),
            ("spec/api.yaml", false),
            ("policies/own.json", false),
        ] {
            assert_eq!(is_in_tests(path, false), expected, "{path}");
        }
    }

    #[test]
    fn fixtures_and_histories_are_known_by_their_paths() {
        for (path, fixture, history) in [
            ("tests/fixtures/own.json", true, false),
            ("iam/testdata/own.json", true, false),
            ("src/__snapshots__/a.snap", true, false),
            ("fixtures", false, false),
            ("mocks/get-policy.json", true, false),
            ("mock/policy.json", true, false),
            ("integration-tests/own.json", true, false),
            ("unit_tests/own.json", true, false),
            ("spec/test_templates/own.yaml", true, false),
            ("mock_data/own.json", true, false),
            ("iam/TestResources/own.json", true, false),
            ("pkg/testfiles/own.json", true, false),
            ("stubs/own.json", true, false),
            ("spec/support/own.json", true, false),
            ("accounts/acme-test/own.json", false, false),
            ("test-account/own.json", false, false),
            ("data/own.json", false, false),
            ("test-environments/own.json", false, false),
            ("e2e/own.json", true, false),
            ("rules/own_mfa/fail/main.tf", true, false),
            ("features/support/own.json", true, false),
            ("support/features/own.json", false, false),
            ("features/own.json", false, false),
            ("environments/testing/own.json", false, false),
            ("src/contest/own.json", false, false),
            ("passwords/own.json", false, false),
            ("policies/own.json", false, false),
            ("CHANGELOG.md", false, true),
            ("docs/release-notes.adoc", false, true),
            ("HISTORY", false, true),
            ("changes/own.json", false, false),
            ("history_of_iam.md", false, false),
        ] {
            assert_eq!(
                (is_fixture(path), is_history(path)),
                (fixture, history),
                "{path}"
            );
        }
    }

    #[test]
    fn tests_are_known_by_their_folders() {
        for (path, expected) in [
            ("tests/helpers.py", true),
            ("a/__tests__/b/client.ts", true),
            ("tests", false),
            ("latest/client.py", false),
            ("client.py", false),
            ("spec/client.rb", true),
        ] {
            assert_eq!(is_in_tests(path, true), expected, "{path}");
        }
    }
}
