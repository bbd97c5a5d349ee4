//! A repository that lives with what it can't migrate yet: exit codes, the report's file, configuration, ignores, baseline.

#![allow(clippy::unwrap_used)]

mod support;

use support::{DENY, POLICY, Sandbox};

/// A sentence that only a person can change.
const PROSE: &str = "The policy says arn:aws:iam::*:mfa/${aws:username} here.\n";

#[test]
fn exit_zero_makes_0_of_1_and_leaves_errors() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b.md", PROSE)]);
    assert_eq!(repo.run(&["check"]).0, 1);
    assert_eq!(repo.run(&["check", "--exit-zero"]).0, 0);
    let fix = ["fix", "--yes", "--devices", "none"];
    assert_eq!(
        repo.run(&[&fix[..], &["--exit-zero", "--branch", "x"]].concat())
            .0,
        0
    );
    assert!(repo.has_branch("x"));
    assert_eq!(repo.run(&fix).0, 1);
    assert_eq!(repo.run(&["check", "--exit-zero", "nowhere"]).0, 2);
    // The branch is there.
    assert_eq!(repo.run(&[&fix[..], &["--exit-zero"]].concat()).0, 2);
}

#[test]
fn strict_counts_notes_and_vendored_files() {
    let note = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/alice\n";
    let repo = Sandbox::repository(&[("note.sh", note)]);
    assert_eq!(repo.report(&[])["summary"]["by_disposition"]["note"], 1);
    assert_eq!(repo.run(&["check"]).0, 0);
    assert_eq!(repo.run(&["check", "--strict"]).0, 1);
    let repo = Sandbox::repository(&[("vendor/a.json", POLICY)]);
    assert_eq!(repo.run(&["check"]).0, 0);
    assert_eq!(repo.run(&["check", "--strict"]).0, 1);
    let repo = Sandbox::repository(&[("vendor/a.json", "{}")]);
    assert_eq!(repo.run(&["check", "--strict"]).0, 0);
}

#[test]
fn the_report_has_a_file_beside_any_format() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let (code, out, err) = repo.run(&["check", "--report", "report.json"]);
    assert_eq!((code, err.as_str()), (1, ""));
    assert!(out.contains("1 finding in 1 file"), "{out}");
    let report: serde_json::Value =
        support::report_schema::read(repo.read("report.json").as_bytes());
    assert_eq!(report["summary"]["findings"], 1);
    let fix = ["fix", "--diff", "--yes", "--report", "report.json"];
    let (code, out, _) = repo.run(&fix);
    assert_eq!(code, 0);
    assert!(out.starts_with("diff --git"), "{out}");
    let report: serde_json::Value =
        support::report_schema::read(repo.read("report.json").as_bytes());
    assert_eq!(report["findings"][0]["outcome"], "taken");
    assert_eq!(repo.git(&["status", "--short"]), "?? report.json\n");
}

#[test]
fn a_report_that_can_not_be_written_is_an_error_before_anything_is_delivered() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    repo.write("folder/a", "");
    for file in ["nowhere/report.json", "folder", "-"] {
        let fix = ["fix", "--yes", "--devices", "none", "--report", file];
        let (code, _, err) = repo.run(&fix);
        assert_eq!(code, 2, "{file}");
        assert!(err.contains("--report"), "{err}");
        assert!(!repo.has_branch("mfa-migrate"), "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_report_is_not_written_through_a_link() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let own = repo.home().join("own");
    std::fs::write(&own, "precious").unwrap();
    std::os::unix::fs::symlink(&own, repo.path().join("report.json")).unwrap();
    let (code, _, err) = repo.run(&["check", "--report", "report.json"]);
    assert_eq!(code, 2);
    assert!(err.contains("symbolic link"), "{err}");
    assert_eq!(std::fs::read_to_string(own).unwrap(), "precious");
}

#[test]
fn a_fix_with_nothing_to_deliver_says_what_to_do_and_needs_no_branch() {
    let repo = Sandbox::repository(&[("b.md", PROSE), ("c.json", DENY), ("d", "1\n")]);
    repo.git(&["branch", "mfa-migrate"]);
    let fix = ["fix", "--yes", "--devices", "none", "-q"];
    let run = |more: &[&str]| repo.run(&[&fix[..], more].concat());
    assert_eq!(run(&["d"]).0, 0);
    assert!(run(&["d"]).1.ends_with("\nnothing to deliver\n"));
    let (code, out, err) = run(&["b.md"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let step = "nothing to deliver; 1 left\n  1 manual: edit by hand, or ignore with a reason; `mfa-migrate fix` offers a text for 1\n";
    assert!(out.ends_with(step), "{out}");
    // What would be delivered has the branch in its way.
    assert_eq!(run(&["c.json", "--include-review"]).0, 2);
    let (code, out, _) = run(&["c.json"]);
    let step =
        "nothing to deliver; 1 left\n  1 review: run `mfa-migrate fix`, and answer at the prompt\n";
    assert!(code == 1 && out.ends_with(step), "{out}");
}

#[test]
fn what_has_no_effect_without_aws_is_said() {
    let repo = Sandbox::repository(&[("a.txt", "1\n")]);
    let said = |arguments: &[&str]| {
        let (code, _, err) = repo.run(&[&["check", "--profile", "x"][..], arguments].concat());
        assert_eq!(code, 0, "{err}");
        err
    };
    let one =
        "mfa-migrate: AWS is not asked, so --profile has no effect; add --devices aws to ask it\n";
    assert_eq!(said(&[]), one);
    let both = ["--devices", "none", "--account", "210987654321=y"];
    assert!(said(&both).contains("so --profile, --account have no effect"));
    // Nothing is found here, so nobody is asked.
    for silent in [&["--devices", "aws"][..], &["--verify"], &["-q"]] {
        assert_eq!(said(silent), "", "{silent:?}");
    }
}

#[test]
fn a_record_that_can_not_be_written_is_an_error_before_anybody_is_asked() {
    let repo = Sandbox::new();
    let (code, _, err) = repo.run(&["devices", "--save", "nowhere/devices.json"]);
    let expected = "mfa-migrate: nowhere/devices.json: its folder doesn't exist; make it first; nothing was saved\n";
    assert_eq!((code, err.as_str()), (2, expected));
}

#[test]
fn a_run_with_no_file_to_look_at_says_so() {
    let nothing = "mfa-migrate: there was no file to look at";
    let empty = Sandbox::new();
    let (code, _, err) = empty.run(&["check", "-q"]);
    assert!(code == 0 && err.starts_with(nothing), "{err}");
    let repo = Sandbox::repository(&[("a/.gitignore", "*\n!.gitignore\n"), ("b.json", POLICY)]);
    std::fs::create_dir(repo.path().join("c")).unwrap();
    for (command, says) in [
        (&["check", "c"][..], nothing),
        (&["fix", "--yes", "c"], nothing),
        (&["check", "a"], ""),
        (&["check", "--since", "HEAD"], ""),
    ] {
        let (code, _, err) = repo.run(command);
        assert_eq!((code, err.is_empty()), (0, says.is_empty()), "{err}");
        assert!(err.starts_with(says), "{err}");
    }
}

#[test]
fn what_only_strict_counts_is_said() {
    let note = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/alice\n";
    let unused = "# mfa-migrate: ignore[policy-mfa-resource] until May\n";
    let files = [
        ("note.sh", note),
        ("vendor/a.json", POLICY),
        ("b.sh", unused),
    ];
    let repo = Sandbox::repository(&files);
    let (code, _, err) = repo.run(&["check", "--strict", "-q"]);
    let expected = "mfa-migrate: --strict counts 1 note, 1 vendored or generated file, 1 remark on what ignores findings\n";
    assert_eq!((code, err.as_str()), (1, expected));
    let (code, _, err) = repo.run(&["check", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let (code, _, err) = repo.run(&["fix", "--strict", "-q", "--yes", "--devices", "none"]);
    assert_eq!((code, err.as_str()), (1, expected));
    // What is to migrate is reason enough.
    repo.write("c.json", POLICY);
    assert_eq!(repo.run(&["check", "--strict", "-q"]).2, "");
}
