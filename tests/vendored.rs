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
        let report = repo.report(&[path, "--force-exclude"]);
        assert_eq!(paths(&report, "findings").len(), 0, "{path}");
        assert_eq!(paths(&report, "passed_over").len(), 1, "{path}");
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

/// A repository with reports of its own findings in it: committed, and beside.
fn with_reports() -> Sandbox {
    let script = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/$USER\n";
    let repo = Sandbox::repository(&[("a.json", POLICY), ("login.sh", script)]);
    let said = |format: &str| repo.run(&["check", "--format", format]).1;
    let reports = ["json", "sarif", "gitlab"].map(|format| (format, said(format)));
    for (format, text) in reports {
        repo.write(&format!("out/{format}.json"), text);
    }
    repo.commit_all();
    repo.run(&["check", "--report", "again.json"]);
    repo
}

#[test]
fn reports_of_this_program_are_passed_over_and_counted() {
    let repo = with_reports();
    let reports = [
        "again.json",
        "out/gitlab.json",
        "out/json.json",
        "out/sarif.json",
    ];
    let report = repo.report(&[]);
    assert_eq!(paths(&report, "findings"), ["a.json", "login.sh"]);
    assert_eq!(paths(&report, "passed_over"), reports);
    assert_eq!(report["summary"]["passed_over"]["report"], 4);
    let (_, out, _) = repo.run(&["check", "--quiet"]);
    assert!(
        out.contains("4 reports of this program (--include-vendored)"),
        "{out}"
    );
    let fix = [
        "fix",
        "--yes",
        "--devices",
        "none",
        "--report",
        "fixed.json",
    ];
    let (_, out, _) = repo.run(&fix);
    assert!(out.contains("4 reports of this program"), "{out}");
    let fixed = support::report_schema::read(repo.read("fixed.json").as_bytes());
    assert_eq!(paths(&fixed, "passed_over"), reports);
    let changed = repo.git(&["diff", "--name-only", "HEAD", "mfa-migrate"]);
    assert!(!changed.contains("out/"), "{changed}");
}

#[test]
fn a_report_is_looked_at_when_it_is_named_and_counts_when_all_does() {
    let repo = with_reports();
    assert_ne!(paths(&repo.report(&["out/json.json"]), "findings").len(), 0);
    assert_eq!(paths(&repo.report(&["out"]), "findings").len(), 0);
    assert_ne!(
        paths(&repo.report(&["out", "--include-vendored"]), "findings").len(),
        0
    );
    assert_eq!(repo.run(&["check", "out"]).0, 0);
    assert_eq!(repo.run(&["check", "out", "--strict"]).0, 1);
}

#[test]
fn what_only_looks_like_a_report_hides_nothing() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let report = repo.run(&["check", "--format", "json"]).1;
    let sarif = repo.run(&["check", "--format", "sarif"]).1;
    let policy = POLICY.trim().trim_start_matches('{').trim_end_matches('}');
    let begun = report.trim_end().trim_end_matches('}').trim_end();
    for text in [
        // A policy that has a report's keys, too, and a report that has a policy's.
        format!("{{\"version\": 1, \"tool\": {{\"version\": \"0.1.0\"}}, {policy}}}"),
        format!("{begun}, {policy}}}"),
        report.replacen("\"findings\": [", &format!("\"findings\": [{POLICY}, "), 1),
        // Something more after it.
        format!("{report}\nresource x {{ policy = jsonencode({POLICY}) }}"),
        // Another program's log.
        sarif.replacen("\"mfa-migrate\"", "\"other\"", 1),
    ] {
        repo.write("b.json", &text);
        let found = paths(&repo.report(&[]), "findings");
        assert!(found.iter().any(|path| path == "b.json"), "{text}");
    }
}
