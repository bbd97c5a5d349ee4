//! What reaches a terminal, a log or a full disk: no escape sequence, no secret, and no other exit code.

#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

/// What the program quotes of others never moves the cursor: arguments, names of files, records.
#[test]
fn errors_quote_no_escape_sequence() {
    const EVIL: &str = "\u{1b}]0;EVIL\u{7}\u{202e}";
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let record = format!(
        r#"{{"mfa_migrate_devices": 1, "recorded": "{}"}}"#,
        "\\u001b]0;EVIL"
    );
    repo.write("bad.json", record);
    for args in [
        vec!["check".to_owned(), format!("--{EVIL}")],
        vec!["check".to_owned(), format!("missing{EVIL}")],
        vec![
            "check".to_owned(),
            "--devices".to_owned(),
            format!("nowhere{EVIL}"),
        ],
        vec![
            "check".to_owned(),
            "--devices".to_owned(),
            "bad.json".to_owned(),
        ],
        vec!["explain".to_owned(), EVIL.to_owned()],
    ] {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (code, out, err) = repo.run(&args);
        assert_eq!(code, 2, "{args:?}");
        for text in [out, err] {
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text:?}");
        }
    }
}

#[test]
fn secrets_beside_a_finding_are_covered() {
    let script = "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY\naws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 918273\n";
    let page = "c = \"aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/jane --token-code 918273\"\n";
    let repo = Sandbox::repository(&[("login.sh", script), ("run.kt", page)]);
    let (_, out, _) = repo.run(&["check", "--devices", "none"]);
    assert!(out.contains("--token-code ******"), "{out}");
    for format in ["human", "json"] {
        let (_, out, err) = repo.run(&["check", "--devices", "none", "--format", format]);
        for secret in ["918273", "wJalrXUtnFEMI"] {
            assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
        }
    }
}

/// What was delivered decides the exit code, whether or not anybody could read of it.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_the_output_changes_no_exit_code() {
    use std::process::{Command, Stdio};
    let full = || Stdio::from(std::fs::File::create("/dev/full").unwrap());
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let run = |args: &[&str], out: Stdio, err: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mfa-migrate"));
        command.args(args).current_dir(repo.path());
        command.env_clear().envs(repo.environment());
        command.stdout(out).stderr(err).status().unwrap().code()
    };
    assert_eq!(run(&["fix", "--yes"], full(), Stdio::null()), Some(0));
    assert!(repo.has_branch("mfa-migrate"));
    assert_eq!(run(&["fix", "--yes", "--force"], full(), full()), Some(0));
    assert_eq!(run(&["check"], Stdio::null(), full()), Some(1));
    assert_eq!(run(&["check", "missing"], full(), full()), Some(2));
}

/// Completions and manual pages are made of the flags' definitions, so that each flag is in them.
#[test]
fn completions_and_manuals_have_each_flag() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, err) = sandbox.run(&["completions", shell]);
        assert_eq!((code, err.as_str()), (0, ""), "{shell}");
        assert!(out.contains("include-review"), "{shell}");
    }
    let bash = sandbox.write("completions", sandbox.run(&["completions", "bash"]).1);
    let checked = sandbox.command("bash", sandbox.path(), &["-n", bash.to_str().unwrap()]);
    assert!(checked.status.success(), "{checked:?}");
    let (code, out, _) = sandbox.run(&["man"]);
    assert_eq!(code, 0);
    assert!(
        out.contains(".TH mfa-migrate 1") && out.contains("mfa\\-migrate"),
        "{out}"
    );
    let (_, out, _) = sandbox.run(&["man", "fix"]);
    assert!(
        out.contains("\\-\\-in\\-place") && out.contains("mfa\\-migrate\\-fix"),
        "{out}"
    );
    let (code, _, err) = sandbox.run(&["man", "nothing"]);
    assert_eq!(code, 2);
    assert!(err.contains("no command"), "{err}");
}
