//! `--since`: only what has changed since HEAD left a revision.

#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

fn found(repo: &Sandbox, revision: &str) -> Vec<String> {
    let report = repo.report(&["--since", revision]);
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["path"].as_str().unwrap().to_owned())
        .collect()
}

/// A branch that changed `b.json`, while `main` went on.
fn branched() -> Sandbox {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b.json", "{}")]);
    repo.git(&["switch", "-q", "-c", "topic"]);
    repo.write("b.json", POLICY);
    repo.commit_all();
    repo.git(&["switch", "-q", "main"]);
    repo.write("a.json", "{}");
    repo.commit_all();
    repo.git(&["switch", "-q", "topic"]);
    repo
}

#[test]
fn what_changed_since_the_merge_base_is_looked_at_committed_or_not() {
    let repo = branched();
    assert_eq!(found(&repo, "main"), ["b.json"]);
    assert_eq!(found(&repo, "HEAD"), Vec::<String>::new());
    // What hasn't changed isn't counted.
    let looked_at = |revision: &str| {
        let report = repo.report(&["--since", revision]);
        report["summary"]["files_looked_at"].as_u64()
    };
    assert_eq!((looked_at("main"), looked_at("HEAD")), (Some(1), Some(0)));
    repo.write("untracked.json", POLICY);
    repo.write("a.json", format!("{POLICY}\n"));
    assert_eq!(found(&repo, "main"), ["a.json", "b.json", "untracked.json"]);
    assert_eq!(found(&repo, "HEAD"), ["a.json", "untracked.json"]);
    // Ends of lines alone are no change.
    repo.write("a.json", POLICY.replace('\n', "\r\n"));
    assert_eq!(found(&repo, "HEAD"), ["untracked.json"]);
    assert_eq!(repo.run(&["check", "--since", "HEAD", "a.json"]).0, 0);
}

#[test]
fn a_branch_holds_what_changed_only() {
    let repo = branched();
    let (code, out, _) = repo.run(&["fix", "--yes", "--devices", "none", "--since", "main"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("(1 file looked at)"), "{out}");
    let changed = repo.git(&["diff", "--name-only", "HEAD", "mfa-migrate"]);
    assert_eq!(changed, "b.json\n");
}

#[test]
fn what_can_not_be_compared_is_an_error() {
    let repo = branched();
    let says = |repo: &Sandbox, revision: &str, text: &str| {
        let (code, _, err) = repo.run(&["check", "--since", revision]);
        assert_eq!((code, err.contains(text)), (2, true), "{revision}: {err}");
    };
    says(&repo, "nowhere", "there is no such revision");
    says(&repo, "HEAD:a.json", "there is no such revision");
    repo.git(&["switch", "-q", "--orphan", "alone"]);
    repo.commit_all();
    repo.git(&["switch", "-q", "topic"]);
    says(&repo, "alone", "no common commit");
    let shallow = Sandbox::new();
    let from = format!("file://{}", repo.path().display());
    shallow.git(&["clone", "-q", "--depth", "1", "-b", "topic", &from, "."]);
    says(&shallow, "origin/main", "`fetch-depth: 0`");
    // What is advised does it.
    let all = "+refs/heads/*:refs/remotes/origin/*";
    says(
        &shallow,
        "origin/main",
        &format!("`git fetch --unshallow origin '{all}'`"),
    );
    shallow.git(&["fetch", "-q", "--unshallow", "origin", all]);
    assert_eq!(found(&shallow, "origin/main"), ["b.json"]);
    let folder = Sandbox::new();
    says(&folder, "main", "is no git repository");
}

#[test]
fn a_baseline_keeps_what_has_not_changed() {
    let repo = branched();
    let write = ["check", "--baseline", "base.json", "--write-baseline"];
    repo.run(&write);
    let before = repo.read("base.json");
    assert_eq!(before.matches("fingerprint").count(), 2);
    repo.run(&[&write[..], &["--since", "main"]].concat());
    assert_eq!(repo.read("base.json"), before);
}
