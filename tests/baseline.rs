//! `--baseline`: what was there doesn't fail a check, what is new does.

#![allow(clippy::unwrap_used)]

mod support;

use support::{DENY, POLICY, Sandbox};

const FILE: &str = "mfa-baseline.json";
const WRITE: [&str; 4] = ["check", "--baseline", FILE, "--write-baseline"];
const CHECK: [&str; 3] = ["check", "--baseline", FILE];

#[test]
fn what_is_in_the_baseline_fails_no_check_and_is_counted() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b/c.json", DENY)]);
    let (code, out, err) = repo.run(&WRITE);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(err, "mfa-migrate: mfa-baseline.json has 2 findings\n");
    let written = repo.read(FILE);
    // Its own text is none to find.
    assert!(!written.contains("mfa/"), "{written}");
    let (code, out, _) = repo.run(&CHECK);
    assert_eq!(code, 0);
    assert!(
        out.contains("nothing found (2 files looked at; ignored: 2 in the baseline)"),
        "{out}"
    );
    let report = repo.report(&CHECK[1..]);
    assert_eq!(report["summary"]["ignored"]["baseline"], 2);
    assert_eq!(report["summary"]["findings"], 0);
    assert_eq!(report["ignored"][0]["ignored_by"], "baseline");
    // The same findings make the same bytes.
    repo.run(&WRITE);
    assert_eq!(repo.read(FILE), written);
    // Lines move.
    repo.write("a.json", format!("\n\n\n{POLICY}"));
    assert_eq!(repo.run(&CHECK).0, 0);
    repo.write("new.json", POLICY);
    assert_eq!(repo.run(&CHECK).0, 1);
    let report = repo.report(&CHECK[1..]);
    assert_eq!(report["findings"][0]["path"], "new.json");
    assert_eq!(report["summary"]["findings"], 1);
}

#[test]
fn the_same_finding_twice_counts_twice() {
    let line = "p = 'arn:aws:iam::*:mfa/${aws:username}'\n";
    let repo = Sandbox::repository(&[("a.py", line)]);
    assert_eq!(repo.run(&WRITE).0, 0);
    repo.write("a.py", line.repeat(2));
    assert_eq!(repo.run(&CHECK).0, 1);
    let report = repo.report(&CHECK[1..]);
    assert_eq!(report["summary"]["findings"], 1);
    assert_eq!(report["summary"]["ignored"]["baseline"], 1);
}

#[test]
fn stale_entries_are_said_where_the_run_has_looked() {
    let repo = Sandbox::repository(&[("a/a.json", POLICY), ("b/b.json", POLICY)]);
    repo.run(&WRITE);
    repo.write("a/a.json", "{}");
    let (code, _, err) = repo.run(&CHECK);
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "mfa-migrate: mfa-baseline.json:2:1: stale entry: this policy-mfa-resource finding is no longer in a/a.json; write the baseline again with --write-baseline\n"
    );
    assert_eq!(repo.run(&[&CHECK[..], &["--strict"]].concat()).0, 1);
    assert_eq!(repo.run(&[&CHECK[..], &["b"]].concat()).2, "");
    assert_eq!(repo.report(&CHECK[1..])["remarks"][0]["kind"], "stale");
    // What isn't looked at stays in the file.
    repo.run(&[&WRITE[..], &["a"]].concat());
    assert_eq!(repo.run(&[&CHECK[..], &["--strict"]].concat()).0, 0);
    assert_eq!(repo.read(FILE).matches("fingerprint").count(), 1);
}

#[test]
fn notes_are_not_kept_as_they_may_become_more() {
    let serial = "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/alice\n";
    let repo = Sandbox::repository(&[("a.sh", serial)]);
    repo.run(&WRITE);
    assert!(!repo.read(FILE).contains("fingerprint"));
    repo.write(
        "devices.json",
        r#"{"MFADevices": [{"UserName": "alice", "SerialNumber": "arn:aws:iam::999999999999:mfa/phone", "EnableDate": "2024-01-01T00:00:00Z"}]}"#,
    );
    let devices = ["--devices", "devices.json"];
    assert_eq!(repo.run(&[&CHECK[..], &devices].concat()).0, 1);
}

#[test]
fn fix_takes_what_is_in_the_baseline_and_leaves_no_failure() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b.json", DENY)]);
    repo.run(&WRITE);
    let fix = [
        "fix",
        "--yes",
        "--devices",
        "none",
        "--in-place",
        "--baseline",
        FILE,
    ];
    let (code, out, _) = repo.run(&fix);
    assert_eq!(code, 0, "{out}");
    // What it has is ignored, and not left to anybody.
    assert!(out.contains("ignored: 1 in the baseline"), "{out}");
    assert!(out.contains("written to the work tree\n"), "{out}");
    assert_eq!(repo.git(&["diff", "--name-only"]), "a.json\n");
    assert_eq!(repo.run(&CHECK).0, 0);
}

#[test]
fn what_is_no_baseline_is_an_error() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("x.json", "{\"findings\": []}")]);
    let (code, _, err) = repo.run(&CHECK);
    assert_eq!((code, err.contains("--write-baseline")), (2, true), "{err}");
    for text in [
        "",
        "[]",
        "{\"mfa_migrate_baseline\": 2, \"findings\": []}",
        "{\"mfa_migrate_baseline\": 1, \"findings\": [{\"path\": \"a\"}]}",
    ] {
        repo.write(FILE, text);
        let (code, _, err) = repo.run(&CHECK);
        assert_eq!(
            (code, err.contains("--baseline mfa-baseline.json")),
            (2, true),
            "{err}"
        );
        // What is no baseline isn't written over.
        assert_eq!(repo.run(&WRITE).0, 2);
        assert_eq!(repo.read(FILE), text);
    }
    assert_eq!(repo.run(&["check", "--write-baseline"]).0, 2);
    assert_eq!(repo.run(&["check", "--baseline", "x.json"]).0, 2);
}
