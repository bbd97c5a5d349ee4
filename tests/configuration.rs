//! `.mfa-migrate.toml`: where it is found, what it may say, and that nothing it hides is hidden silently.

#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

const SERIAL: &str =
    "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/alice\n";
const RECORD: &str = r#"{"MFADevices": [{"UserName": "alice", "SerialNumber": "arn:aws:iam::999999999999:mfa/phone", "EnableDate": "2024-01-01T00:00:00Z"}]}"#;

fn ignore(path: &str, more: &str) -> String {
    format!("[[ignore]]\npath = \"{path}\"\nreason = \"until May\"\n{more}")
}

#[test]
fn it_is_found_by_walking_up_to_the_root_of_the_repository() {
    let repo = Sandbox::repository(&[
        (".mfa-migrate.toml", &ignore("sub/", "")),
        ("sub/deep/a.json", POLICY),
        ("a.json", POLICY),
    ]);
    let sub = repo.path().join("sub/deep");
    assert_eq!(repo.run_in(&sub, &["check"]).0, 0);
    assert_eq!(repo.run(&["check", "sub"]).0, 0);
    assert_eq!(repo.run(&["check", "sub/deep/a.json"]).0, 0);
    assert_eq!(repo.run(&["check"]).0, 1);
    assert_eq!(repo.run(&["check", "sub", "--no-config"]).0, 1);
    // The innermost one counts, and its patterns begin there.
    repo.write("sub/.mfa-migrate.toml", ignore("/sub/", ""));
    assert_eq!(repo.run(&["check", "sub"]).0, 1);
    repo.write("sub/.mfa-migrate.toml", ignore("/deep/", ""));
    assert_eq!(repo.run(&["check", "sub"]).0, 0);
    // What is looked at is both, so it is that of the root.
    assert_eq!(
        repo.report(&["sub", "a.json"])["findings"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    // A repository within another folder has none of that folder's.
    let outer = Sandbox::new();
    outer.write(
        ".mfa-migrate.toml",
        "[rules]\npolicy-mfa-resource = \"off\"\n",
    );
    outer.write("inner/a.json", POLICY);
    assert_eq!(outer.run(&["check", "inner"]).0, 0);
    outer.git_in(&outer.path().join("inner"), &["init", "-q"]);
    assert_eq!(outer.run(&["check", "inner"]).0, 1);
}

#[cfg(unix)]
#[test]
fn outside_a_repository_a_folder_that_all_can_write_to_says_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Sandbox::new();
    folder.write(".mfa-migrate.toml", ignore("inner/a.json", ""));
    folder.write("inner/a.json", POLICY);
    assert_eq!(folder.run(&["check", "inner"]).0, 0);
    let mode = std::fs::Permissions::from_mode(0o1777);
    std::fs::set_permissions(folder.path(), mode).unwrap();
    assert_eq!(folder.run(&["check", "inner"]).0, 1);
    // A link is no file of the repository's.
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let elsewhere = folder.path().join(".mfa-migrate.toml");
    std::os::unix::fs::symlink(elsewhere, repo.path().join(".mfa-migrate.toml")).unwrap();
    assert_eq!(repo.run(&["check"]).0, 1);
}

#[test]
fn what_it_hides_is_counted() {
    let repo = Sandbox::repository(&[
        ("old/a.json", POLICY),
        ("old/plain.txt", "nothing\n"),
        ("b.json", POLICY),
        ("c.json", POLICY),
    ]);
    repo.write(
        ".mfa-migrate.toml",
        format!(
            "exclude = [\"old/\"]\n{}",
            ignore("b.json", "rule = \"policy-mfa-resource\"\n")
        ),
    );
    let report = repo.report(&[]);
    assert_eq!(report["summary"]["findings"], 1);
    assert_eq!(report["summary"]["passed_over"]["excluded"], 1);
    assert_eq!(report["summary"]["ignored"]["configuration"], 1);
    assert_eq!(report["ignored"][0]["path"], "b.json");
    assert_eq!(report["ignored"][0]["why"], "until May");
    let (_, out, _) = repo.run(&["check", "-q"]);
    assert!(out.contains("1 excluded by the configuration"), "{out}");
    assert!(out.contains("ignored: 1 by the configuration"), "{out}");
    // Who names a file has it looked at.
    assert_eq!(repo.report(&["old/a.json"])["summary"]["findings"], 1);
    // Who passes names that others chose can have it passed over.
    let report = repo.report(&["old/a.json", "c.json", "--force-exclude"]);
    assert_eq!(report["summary"]["findings"], 1);
    assert_eq!(report["passed_over"][0]["path"], "old/a.json");
    assert_eq!(report["passed_over"][0]["reason"], "excluded");
    // `fix` does as `check` says.
    assert_eq!(
        repo.run(&["fix", "--in-place", "--yes", "--devices", "none"])
            .0,
        0
    );
    assert_eq!(repo.git(&["diff", "--name-only"]), "c.json\n");
}

#[test]
fn statements_are_ignored_by_their_sid() {
    let policy =
        |sid: &str| POLICY.replace("{\"Effect\"", &format!("{{\"Sid\": \"{sid}\", \"Effect\""));
    let repo = Sandbox::repository(&[
        ("a.json", &policy("Old")),
        ("b.json", &policy("New")),
        ("c.json", POLICY),
    ]);
    repo.write(".mfa-migrate.toml", ignore("*.json", "sid = \"Old\"\n"));
    let report = repo.report(&[]);
    let paths = |field: &str| -> Vec<String> {
        let entries = report[field].as_array().unwrap().iter();
        entries
            .map(|entry| entry["path"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(paths("ignored"), ["a.json"]);
    assert_eq!(paths("findings"), ["b.json", "c.json"]);
}

#[test]
fn a_rule_counts_less_and_never_more() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    for (limit, disposition, code) in [
        ("review", "review", 1),
        ("manual", "manual", 1),
        ("note", "note", 0),
    ] {
        repo.write(
            ".mfa-migrate.toml",
            format!("[rules]\npolicy-mfa-resource = \"{limit}\"\n"),
        );
        let report = repo.report(&[]);
        assert_eq!(report["findings"][0]["disposition"], disposition);
        let reason = report["findings"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("the configuration makes it"), "{reason}");
        assert_eq!(repo.run(&["check"]).0, code, "{limit}");
        let (_, out, _) = repo.run(&["fix", "--diff", "--yes", "--devices", "none"]);
        assert_eq!(out, "", "{limit}");
    }
    repo.write(
        ".mfa-migrate.toml",
        "[rules]\npolicy-mfa-resource = \"off\"\n",
    );
    let report = repo.report(&[]);
    assert_eq!(report["summary"]["findings"], 0);
    assert_eq!(report["summary"]["ignored"]["configuration"], 1);
    // What needs a person isn't made reviewable.
    repo.write("a.json", "see arn:aws:iam::*:mfa/${aws:username} there");
    repo.write(
        ".mfa-migrate.toml",
        "[rules]\npolicy-mfa-resource = \"review\"\n",
    );
    assert_eq!(repo.report(&[])["findings"][0]["disposition"], "manual");
}

#[test]
fn names_are_those_of_the_configuration_unless_the_arguments_say_others() {
    let repo = Sandbox::repository(&[
        ("a.json", POLICY),
        (".mfa-migrate.toml", "names = \"prefixed\"\n"),
    ]);
    let fix = [
        "fix",
        "--diff",
        "--yes",
        "--include-review",
        "--devices",
        "none",
    ];
    let (_, out, _) = repo.run(&fix);
    assert!(out.contains("mfa/${aws:username}*"), "{out}");
    let (_, out, _) = repo.run(&[&fix[..], &["--names", "any"]].concat());
    assert!(out.contains("mfa/*"), "{out}");
    let report = repo.report(&[]);
    assert_eq!(report["findings"][0]["after"], "${aws:username}*");
}

#[test]
fn a_record_of_devices_is_in_the_repository_or_is_named() {
    let repo = Sandbox::repository(&[("a.sh", SERIAL), ("ops/devices.json", RECORD)]);
    repo.write("ops/.mfa-migrate.toml", "devices = \"devices.json\"\n");
    repo.write(".mfa-migrate.toml", "devices = \"ops/devices.json\"\n");
    let after = |report: &serde_json::Value| report["findings"][0]["after"].clone();
    let phone = "arn:aws:iam::999999999999:mfa/phone";
    assert_eq!(after(&repo.report(&[])), phone);
    assert_eq!(
        after(&repo.report(&["--config", "ops/.mfa-migrate.toml"])),
        phone
    );
    assert_eq!(
        after(&repo.report(&["--devices", "none"])),
        serde_json::Value::Null
    );
    let outside = repo.home().join("devices.json");
    std::fs::write(&outside, RECORD).unwrap();
    for name in [outside.to_str().unwrap(), "../devices.json", "missing.json"] {
        repo.write(".mfa-migrate.toml", format!("devices = \"{name}\"\n"));
        let (code, _, err) = repo.run(&["check"]);
        assert_eq!(code, 2, "{name}");
        assert!(err.contains(".mfa-migrate.toml: `devices`"), "{err}");
    }
    repo.write(
        ".mfa-migrate.toml",
        format!("devices = \"{}\"\n", outside.display()),
    );
    assert_eq!(
        after(&repo.report(&["--config", ".mfa-migrate.toml"])),
        phone
    );
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, repo.path().join("link.json")).unwrap();
        repo.write(".mfa-migrate.toml", "devices = \"link.json\"\n");
        assert_eq!(repo.run(&["check"]).0, 2);
    }
}

#[test]
fn a_repository_does_not_choose_credentials() {
    let repo = Sandbox::repository(&[
        ("a.sh", SERIAL),
        (".mfa-migrate.toml", "profile = \"theirs\"\n"),
    ]);
    let marker = repo.home().join("ran");
    std::fs::create_dir(repo.home().join(".aws")).unwrap();
    let profile = format!(
        "[profile theirs]\nregion = us-east-1\ncredential_process = touch {}\n",
        marker.display()
    );
    std::fs::write(repo.home().join(".aws/config"), profile).unwrap();
    let environment = [("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned())];
    let check = ["check", "--devices", "aws"];
    let (_, _, err) = repo.run_with(&environment, &check);
    assert!(!marker.exists(), "{err}");
    assert!(err.contains("name the file with --config"), "{err}");
    let named = [&check[..], &["--config", ".mfa-migrate.toml"]].concat();
    repo.run_with(&environment, &named);
    assert!(marker.exists());
}

#[test]
fn what_is_wrong_in_it_is_an_error() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    repo.write(".mfa-migrate.toml", "names = \"any\"\nexclud = []\n");
    for command in [&["check"][..], &["fix", "--yes", "--devices", "none"]] {
        let (code, _, err) = repo.run(command);
        assert_eq!(code, 2);
        assert!(
            err.contains(".mfa-migrate.toml:2: unknown key `exclud`; did you mean `exclude`?"),
            "{err}"
        );
    }
    assert!(!repo.has_branch("mfa-migrate"));
    let (code, _, err) = repo.run(&["check", "--config", "nowhere.toml"]);
    assert_eq!(
        (code, err.contains("--config nowhere.toml")),
        (2, true),
        "{err}"
    );
}

#[test]
fn an_ignore_that_ignores_nothing_is_said_where_all_was_looked_at() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b/c.txt", "x")]);
    repo.write(
        ".mfa-migrate.toml",
        format!("{}{}", ignore("a.json", ""), ignore("gone.json", "")),
    );
    let (code, _, err) = repo.run(&["check"]);
    assert_eq!(code, 0);
    assert_eq!(
        err,
        "mfa-migrate: .mfa-migrate.toml:4:1: unused ignore: there is no finding for path `gone.json`; remove it\n"
    );
    assert_eq!(repo.run(&["check", "--strict"]).0, 1);
    assert_eq!(repo.run(&["check", "b"]).2, "");
}

#[test]
fn a_bare_repository_has_the_one_of_its_head() {
    let repo = Sandbox::repository(&[
        ("a.json", POLICY),
        (".mfa-migrate.toml", &ignore("a.json", "")),
    ]);
    repo.git(&["clone", "-q", "--bare", ".", "bare.git"]);
    assert_eq!(repo.run(&["check", "bare.git"]).0, 0);
    assert_eq!(repo.run(&["check", "bare.git", "--no-config"]).0, 1);
}
