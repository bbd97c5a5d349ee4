//! `fix` makes a branch from HEAD: it says which files to migrate have changes that aren't there.

#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

/// What `fix` says on standard error.
fn told(repo: &Sandbox, arguments: &[&str]) -> String {
    let fix = ["fix", "--yes", "--force", "--devices", "none"];
    repo.run(&[&fix[..], arguments].concat()).2
}

#[test]
fn files_with_changes_that_are_not_committed_are_named() {
    let repo = Sandbox::repository(&[
        ("a.json", POLICY),
        ("b.json", "{}\n"),
        ("c.json", POLICY),
        ("d.txt", "1\n"),
    ]);
    assert_eq!(told(&repo, &[]), "");
    // Neither a new file, which is left out, nor one without anything to migrate; nor other ends of lines.
    repo.write("new.json", POLICY);
    repo.write("d.txt", "2\n");
    repo.write("c.json", POLICY.replace('\n', "\r\n"));
    assert_eq!(told(&repo, &[]), "");
    repo.write("a.json", format!("{POLICY}\n"));
    let said = told(&repo, &[]);
    assert!(said.contains("1 file to migrate has changes"), "{said}");
    repo.write("c.json", "{}\n");
    let expected = "mfa-migrate: 2 files to migrate have changes that are not in HEAD, and so not on the branch; commit them first, or run with --in-place: a.json, c.json\n";
    assert_eq!(told(&repo, &[]), expected);
    repo.git(&["add", "a.json", "c.json"]);
    assert_eq!(told(&repo, &[]), expected);
    let said = told(&repo, &["c.json"]);
    assert!(said.ends_with(": c.json\n"), "{said}");
    repo.git(&["commit", "-q", "-m", "changes"]);
    assert_eq!(told(&repo, &[]), "");
}

#[test]
fn a_file_that_a_sparse_checkout_leaves_out_has_no_changes() {
    let repo = Sandbox::repository(&[("a/a.json", POLICY), ("b/b.json", POLICY)]);
    repo.git(&["sparse-checkout", "set", "a"]);
    assert!(!repo.path().join("b/b.json").exists());
    assert_eq!(told(&repo, &[]), "");
}

#[test]
fn what_is_written_to_the_work_tree_has_them() {
    let repo = Sandbox::repository(&[("a.json", "{}\n")]);
    repo.write("a.json", POLICY);
    let (code, _, err) = repo.run(&["fix", "--yes", "--in-place", "--devices", "none"]);
    assert_eq!((code, err.as_str()), (0, ""));
}
