//! `check -`: a file from standard input, as an editor has it; and `--devices -`.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use support::{POLICY, Sandbox};

fn run(repo: &Sandbox, args: &[&str], input: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mfa-migrate"))
        .args(args)
        .current_dir(repo.path())
        .env_clear()
        .envs(repo.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read all.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn what_an_editor_has_is_read_under_its_own_name() {
    let repo = Sandbox::repository(&[("iam/a.json", "{}"), ("other.json", POLICY)]);
    let json = |args: &[&str]| {
        let args = [&["check", "-", "--format", "json"], args].concat();
        let (code, out, err) = run(&repo, &args, POLICY);
        assert_eq!((code, err.as_str()), (1, ""));
        support::report_schema::read(out.as_bytes())
    };
    for name in ["iam/a.json", "iam/new.json"] {
        let report = json(&["--stdin-filename", name]);
        assert_eq!(report["summary"]["findings"], 1);
        assert_eq!(report["findings"][0]["path"], name);
        assert_eq!(report["findings"][0]["language"], "json");
    }
    // Without a name by what it holds.
    assert_eq!(json(&[])["findings"][0]["path"], "stdin");
    assert_eq!(run(&repo, &["check", "-"], "{}").0, 0);
    // The configuration is that of its folder.
    repo.write(
        "iam/.mfa-migrate.toml",
        "[rules]\npolicy-mfa-resource = \"off\"\n",
    );
    let check = ["check", "-", "--stdin-filename", "iam/a.json"];
    assert_eq!(run(&repo, &check, POLICY).0, 0);
    assert_eq!(
        run(&repo, &["check", "-", "--stdin-filename", "b.json"], POLICY).0,
        1
    );
}

#[test]
fn devices_come_from_standard_input() {
    let serial = "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/alice\n";
    let record = r#"{"MFADevices": [{"UserName": "alice", "SerialNumber": "arn:aws:iam::999999999999:mfa/phone", "EnableDate": "2024-01-01T00:00:00Z"}]}"#;
    let repo = Sandbox::repository(&[("a.sh", serial)]);
    let (code, out, _) = run(&repo, &["check", "--devices", "-"], record);
    assert_eq!(code, 1);
    assert!(out.contains("mfa/phone"), "{out}");
    let (code, _, err) = run(&repo, &["check", "-", "--devices", "-"], record);
    assert_eq!((code, err.contains("--devices")), (2, true), "{err}");
}

#[test]
fn what_can_not_be_is_an_error() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    for args in [
        &["check", "-", "a.json"][..],
        &["fix", "-", "--yes", "--diff"],
        &["check", "-", "--stdin-filename", "/elsewhere/a.json"],
        &["check", "--stdin-filename", "a.json"],
        &["fix", "--yes", "--stdin-filename", "a.json"],
    ] {
        assert_eq!(run(&repo, args, POLICY).0, 2, "{args:?}");
    }
}
