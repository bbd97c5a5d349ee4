//! Vendored and generated files are passed over and counted, in the work tree as in HEAD, unless asked for.

#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

fn repository() -> Sandbox {
    let minified = format!(
        "x=1;{}var p='arn:aws:iam::*:mfa/${{aws:username}}';",
        "y();".repeat(2000)
    );
    Sandbox::repository(&[
        ("iam/policy.json", POLICY),
        ("vendor/other/policy.json", POLICY),
        ("web/node_modules/a/policy.json", POLICY),
        ("web/app.js", &minified),
        ("gen/policy.json", POLICY),
        ("gen/ours/policy.json", POLICY),
        ("vendor/clean.json", "{}\n"),
        (
            ".gitattributes",
            "gen/** linguist-generated\nvendor/ours/* -linguist-vendored\n",
        ),
        (
            "gen/ours/.gitattributes",
            "*.json linguist-generated=false\n",
        ),
        ("vendor/ours/policy.json", POLICY),
    ])
}

fn paths(report: &serde_json::Value, list: &str) -> Vec<String> {
    let mut paths: Vec<String> = report[list]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["path"].as_str().unwrap().to_owned())
        .collect();
    paths.sort();
    paths
}

const LOOKED_AT: [&str; 3] = [
    "gen/ours/policy.json",
    "iam/policy.json",
    "vendor/ours/policy.json",
];
const PASSED_OVER: [&str; 4] = [
    "gen/policy.json",
    "vendor/other/policy.json",
    "web/app.js",
    "web/node_modules/a/policy.json",
];

#[test]
fn they_are_passed_over_and_counted() {
    let repo = repository();
    let report = repo.report(&[]);
    assert_eq!(paths(&report, "findings"), LOOKED_AT);
    assert_eq!(paths(&report, "passed_over"), PASSED_OVER);
    assert_eq!(report["summary"]["passed_over"]["vendored"], 4);
    let (_, out, _) = repo.run(&["check", "--quiet"]);
    assert!(out.contains("4 vendored or generated"), "{out}");
    assert!(out.contains("--include-vendored"), "{out}");
}

#[test]
fn attributes_of_outer_folders_govern_a_scope() {
    let repo = repository();
    let report = repo.report(&["gen"]);
    assert_eq!(paths(&report, "findings"), ["gen/ours/policy.json"]);
    assert_eq!(paths(&report, "passed_over"), ["gen/policy.json"]);
}

#[test]
fn what_is_named_is_looked_at() {
    let repo = Sandbox::repository(&[
        ("vendor/a.json", POLICY),
        ("x.min.js", "// arn:aws:iam::*:mfa/${aws:username}\n"),
    ]);
    assert_eq!(paths(&repo.report(&[]), "findings"), Vec::<String>::new());
    for path in ["vendor", "vendor/a.json", "x.min.js"] {
        assert_eq!(paths(&repo.report(&[path]), "findings").len(), 1, "{path}");
    }
}

#[test]
fn asked_for_they_are_looked_at() {
    let repo = repository();
    let report = repo.report(&["--include-vendored"]);
    let mut all = [&LOOKED_AT[..], &PASSED_OVER[..]].concat();
    all.sort_unstable();
    assert_eq!(paths(&report, "findings"), all);
    assert_eq!(paths(&report, "passed_over"), Vec::<String>::new());
}

#[test]
fn a_branch_leaves_them_as_they_are() {
    let repo = repository();
    let (code, out, _) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{out}");
    let changed = repo.git(&["diff", "--name-only", "HEAD", "mfa-migrate"]);
    assert_eq!(changed.lines().collect::<Vec<_>>(), LOOKED_AT);
}
