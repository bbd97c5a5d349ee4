//! Delivery to the work tree and as a patch, and the form of the report.

#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use support::{DENY, POLICY, Sandbox, migrated};

fn mode(repo: &Sandbox, path: &str) -> u32 {
    std::fs::metadata(repo.path().join(path))
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

#[test]
fn files_are_replaced_with_their_modes_kept() {
    let repo = Sandbox::repository(&[
        ("a.json", POLICY),
        ("run.sh", &format!("cat <<'E'\n{POLICY}E\n")),
    ]);
    for (path, bits) in [("a.json", 0o600), ("run.sh", 0o755)] {
        std::fs::set_permissions(repo.path().join(path), PermissionsExt::from_mode(bits)).unwrap();
    }
    let (code, out, _) = repo.run(&["fix", "--yes", "--in-place"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(repo.read("a.json"), migrated(POLICY));
    assert_eq!(
        (mode(&repo, "a.json"), mode(&repo, "run.sh")),
        (0o600, 0o755)
    );
    let mut names: Vec<_> = std::fs::read_dir(repo.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".git", "a.json", "run.sh"]);
    assert!(!repo.has_branch("mfa-migrate"));
    assert_eq!(repo.run(&["fix", "--yes", "--in-place"]).0, 0);
}

#[test]
fn a_link_is_not_written_through() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let outside = repo.home().join("outside.json");
    std::fs::write(&outside, POLICY).unwrap();
    symlink(&outside, repo.path().join("link.json")).unwrap();
    std::fs::create_dir(repo.home().join("folder")).unwrap();
    std::fs::write(repo.home().join("folder/b.json"), POLICY).unwrap();
    symlink(repo.home().join("folder"), repo.path().join("folder")).unwrap();
    assert_eq!(repo.run(&["fix", "--yes", "--in-place"]).0, 0);
    assert_eq!(std::fs::read_to_string(outside).unwrap(), POLICY);
    assert_eq!(
        std::fs::read_to_string(repo.home().join("folder/b.json")).unwrap(),
        POLICY
    );
    assert_eq!(repo.read("a.json"), migrated(POLICY));
}

#[test]
fn outside_a_repository_the_work_tree_or_a_patch_is_offered() {
    let folder = Sandbox::new();
    folder.write("iam/policy.json", POLICY);
    let (code, _, err) = folder.run(&["fix", "--yes"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("--in-place") && err.contains("--diff"),
        "{err}"
    );
    assert_eq!(
        folder.report(&["iam"])["findings"][0]["path"],
        "policy.json"
    );
    assert_eq!(folder.run(&["fix", "--yes", "--in-place", "iam"]).0, 0);
    assert_eq!(folder.read("iam/policy.json"), migrated(POLICY));
}

#[test]
fn the_patch_is_one_that_git_applies() {
    let crlf = POLICY.replace('\n', "\r\n");
    let script = format!("#!/bin/sh\ncat <<'E'\n{POLICY}E\n");
    let files = [
        ("a b/policy.json", POLICY),
        ("crlf.json", crlf.as_str()),
        ("bare.json", POLICY.trim_end()),
        ("deny.json", DENY),
        ("run.sh", script.as_str()),
    ];
    let repo = Sandbox::repository(&files);
    std::fs::set_permissions(repo.path().join("run.sh"), PermissionsExt::from_mode(0o755)).unwrap();
    repo.git(&["config", "core.autocrlf", "false"]);
    repo.commit_all();
    let state = repo.state();
    let (code, patch, err) = repo.run(&["fix", "--diff", "--yes", "--include-review"]);
    assert_eq!(code, 0, "{err}");
    assert!(
        patch.starts_with("diff --git ") && err.contains("5 rewrites in 5 files"),
        "{err}"
    );
    assert_eq!(repo.state(), state);
    let mut apply = Command::new("git")
        .args(["apply", "--whitespace=nowarn"])
        .current_dir(repo.path())
        .envs(repo.environment())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    apply
        .stdin
        .take()
        .unwrap()
        .write_all(patch.as_bytes())
        .unwrap();
    let applied = apply.wait_with_output().unwrap();
    assert!(
        applied.status.success() && applied.stderr.is_empty(),
        "{applied:?}\n{patch}"
    );
    for (path, content) in files {
        assert_eq!(repo.read(path), migrated(content), "{path}");
    }
    assert_eq!(mode(&repo, "run.sh"), 0o755);
    assert_eq!(
        repo.run(&["fix", "--diff", "--yes", "--format", "json"]).0,
        2
    );
}

#[test]
fn the_report_keeps_its_contract() {
    let repo = Sandbox::repository(&[("iam/日本.json", POLICY)]);
    let old: serde_json::Value = serde_json::from_str(POLICY).unwrap();
    let report = repo.report(&[]);
    assert_eq!(report["version"], 1);
    let finding = &report["findings"][0];
    let expected = serde_json::json!({
        "rule": "policy-mfa-resource",
        "disposition": "safe",
        "path": "iam/日本.json",
        "line": 4,
        "column": 97,
        "span": {"start": 142, "end": 157},
        "before": "${aws:username}",
        "after": "*",
        "value_before": "arn:aws:iam::*:mfa/${aws:username}",
        "value_after": "arn:aws:iam::*:mfa/*",
        "language": "json",
        "fingerprint": "bca74777c78f27f4e8622c8f92cbf948",
        "statement": {"sid": null, "effect": "Allow", "element": "Resource", "actions": ["iam:CreateVirtualMFADevice"], "conditions": []},
        "access": {
            "gained": [{"action": "iam:CreateVirtualMFADevice", "names": "any", "when": null}],
            "lost": [],
            "mark": "grants create",
            "sentence": "users may now create a virtual MFA device with any name",
        },
        "reason": "users may now create a virtual MFA device with any name",
        "json_patch": [{"op": "replace", "path": "/Statement/0/Resource", "value": "arn:aws:iam::*:mfa/*"}],
    });
    assert_eq!(finding, &expected);
    let patch: json_patch::Patch = serde_json::from_value(finding["json_patch"].clone()).unwrap();
    let mut patched = old;
    json_patch::patch(&mut patched, &patch).unwrap();
    assert_eq!(repo.run(&["fix", "--yes", "--in-place"]).0, 0);
    let new: serde_json::Value = serde_json::from_str(&repo.read("iam/日本.json")).unwrap();
    assert_eq!(patched, new);
}

/// The bytes of a unit of UTF-16.
type Unit = fn(u16) -> [u8; 2];

/// A text in UTF-16.
fn utf16(text: &str, bytes: Unit) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// What PowerShell 5 writes with `>`: UTF-16 with a mark. Others leave the mark out, or have the other byte first.
#[test]
fn a_file_in_utf_16_is_rewritten_in_it() {
    let policy = POLICY.replace('\n', "\r\n");
    let noted = policy.replacen('{', "{\r\n  \"Id\": \"日本 \u{1F511} é\",", 1);
    let script = format!(
        "# Clé 🔑\r\n$policy = @'\r\n{policy}'@\r\n\
         aws iam put-user-policy --user-name ann --policy-name own --policy-document $policy\r\n"
    );
    let encodings: [(&str, &str, Unit); 4] = [
        ("le", "\u{FEFF}", u16::to_le_bytes),
        ("be", "\u{FEFF}", u16::to_be_bytes),
        ("le-bare", "", u16::to_le_bytes),
        ("be-bare", "", u16::to_be_bytes),
    ];
    let mut files = Vec::new();
    let plain = Sandbox::repository(&[("policy.json", &noted), ("put.ps1", &script)]);
    let repo = Sandbox::repository(&[]);
    repo.git(&["config", "core.autocrlf", "false"]);
    for (folder, mark, bytes) in encodings {
        for (name, text) in [("policy.json", &noted), ("put.ps1", &script)] {
            let (path, text) = (format!("{folder}/{name}"), format!("{mark}{text}"));
            repo.write(&path, utf16(&text, bytes));
            files.push((path, text, bytes));
        }
    }
    repo.commit_all();
    let said = plain.report(&[]);
    let report = repo.report(&[]);
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), files.len(), "{report}");
    for finding in findings {
        let path = finding["path"].as_str().unwrap();
        let (_, text, bytes) = files.iter().find(|file| file.0 == path).unwrap();
        let offset = |at: &str| finding["span"][at].as_u64().unwrap() as usize;
        let found = &utf16(text, *bytes)[offset("start")..offset("end")];
        assert_eq!(found, utf16("${aws:username}", *bytes), "{finding}");
        let other = said["findings"].as_array().unwrap().iter();
        let other = other
            .clone()
            .find(|other| path.ends_with(other["path"].as_str().unwrap()))
            .unwrap();
        for key in [
            "disposition",
            "line",
            "column",
            "reason",
            "json_patch",
            "before",
            "after",
        ] {
            assert_eq!(finding[key], other[key], "{path}: {key}");
        }
    }
    let fix = |args: &[&str]| {
        let args = [&["fix", "--yes", "--include-review"], args].concat();
        let output = repo.command(env!("CARGO_BIN_EXE_mfa-migrate"), repo.path(), &args);
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    let are_migrated = |folder: &std::path::Path| {
        for (path, text, bytes) in &files {
            let file = std::fs::read(folder.join(path)).unwrap();
            assert!(file == utf16(&migrated(text), *bytes), "{path}");
        }
    };
    fix(&[]);
    repo.git(&["checkout", "-q", "mfa-migrate"]);
    are_migrated(repo.path());
    repo.git(&["checkout", "-q", "main"]);
    let patch = repo.home().join("patch");
    std::fs::write(&patch, fix(&["--diff"])).unwrap();
    repo.git(&["apply", patch.to_str().unwrap()]);
    are_migrated(repo.path());
    repo.git(&["checkout", "-q", "."]);
    fix(&["--in-place"]);
    are_migrated(repo.path());
    assert_eq!(repo.run(&["check"]).0, 0);
}

#[test]
fn what_is_passed_over_is_counted() {
    let repo = Sandbox::repository(&[]);
    repo.write("binary", b"mfa/\0");
    for (path, text) in [
        ("utf16", format!("{POLICY}?")),
        ("utf16-and-clean", "?".into()),
    ] {
        // Half a character at the end.
        let mut bytes = utf16(&text, u16::to_le_bytes);
        bytes.pop();
        repo.write(path, bytes);
    }
    repo.write(
        "pointer",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    );
    let mut large = vec![b'x'; 17 * 1024 * 1024];
    repo.write("large-and-clean", &large);
    large.extend_from_slice(b":mfa/");
    repo.write("large", &large);
    let (code, out, _) = repo.run(&["check", "-v"]);
    // A green check means that everything was looked at.
    assert_eq!(code, 1);
    assert!(
        out.contains("passed over: 1 binary, 1 in UTF-16 that can't be decoded, 1 over 16 MiB, 1 git-lfs pointer"),
        "{out}"
    );
    assert!(out.contains("passed over: large (over 16 MiB)"), "{out}");
    assert!(
        out.contains("passed over: utf16 (UTF-16 that can't be decoded)"),
        "{out}"
    );
    // What makes the check fail is named in any case.
    let (_, quiet, _) = repo.run(&["check", "-q"]);
    assert_eq!(quiet.lines().count(), 3, "{quiet}");
    std::fs::remove_file(repo.path().join("large")).unwrap();
    assert_eq!(repo.run(&["check"]).0, 1);
    std::fs::remove_file(repo.path().join("utf16")).unwrap();
    assert_eq!(repo.run(&["check"]).0, 0);
}

#[test]
fn bad_input_is_named() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    repo.write("bad.json", "{\"MFADevices\": 1}");
    for (args, says) in [
        (vec!["check", "missing"], "missing"),
        (vec!["check", "--devices", "missing.json"], "missing.json"),
        (
            vec!["check", "--devices", "bad.json"],
            "bad.json: document 1",
        ),
        (vec!["explain", "nothing"], "policy-mfa-resource"),
    ] {
        let (code, _, err) = repo.run(&args);
        assert_eq!(code, 2, "{args:?}");
        assert!(err.contains(says), "{err}");
    }
    let (code, out, _) = repo.run(&["explain", "derived-mfa-serial"]);
    assert_eq!(code, 0);
    assert!(out.contains("list-mfa-devices"), "{out}");
}

/// The variable stays in its host's spelling, and what is said of access is what is written.
#[test]
fn names_may_have_to_begin_with_the_users_own() {
    let terraform = "data \"aws_iam_policy_document\" \"x\" {\n  statement {\n    actions   = [\"iam:CreateVirtualMFADevice\"]\n    resources = [\"arn:aws:iam::*:mfa/$${aws:username}\"]\n  }\n}\n";
    let stack = "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - Effect: Allow\n            Action: iam:CreateVirtualMFADevice\n            Resource: !Sub arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}\n";
    let escaped = POLICY.replace("${aws:username}", "\\u0024{aws:username}");
    let files = [
        ("policy.json", POLICY),
        ("escaped.json", &escaped),
        ("policy.tf", terraform),
        ("stack.yml", stack),
    ];
    let repo = Sandbox::repository(&files);
    let (code, out, err) = repo.run(&["fix", "--in-place", "--yes", "--names", "prefixed"]);
    assert_eq!(code, 0, "{out}{err}");
    for (path, text) in files {
        let expected = text.replace("username}", "username}*");
        assert_eq!(repo.read(path), expected, "{path}");
    }
    let report = repo.report(&["--strict"]);
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["disposition"], "note", "{finding}");
    }
    let repo = Sandbox::repository(&files);
    repo.run(&["fix", "--yes", "--names", "prefixed"]);
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    assert!(message.contains("begins with"), "{message}");
    assert!(!message.contains("any name"), "{message}");
}

/// A session of a role has no user name: what keeps the variable changes nothing.
#[test]
fn names_that_begin_with_the_users_own_are_nothing_for_a_role() {
    let role = "resource \"aws_iam_role_policy\" \"x\" {\n  role   = \"admin\"\n  policy = jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = \"iam:CreateVirtualMFADevice\", Resource = \"arn:aws:iam::*:mfa/$${aws:username}\" }] })\n}\n";
    let repo = Sandbox::repository(&[("role.tf", role)]);
    let said = repo.report(&[])["findings"][0]["access"]["sentence"].clone();
    assert_eq!(
        said,
        "role sessions may now create a virtual MFA device with any name"
    );
    let args = ["fix", "--in-place", "--yes", "--include-review"];
    let (code, out, err) = repo.run(&[&args[..], &["--names", "prefixed"]].concat());
    assert_eq!(code, 1, "{out}{err}");
    assert!(
        out.contains("--names prefixed would change nothing"),
        "{out}"
    );
    assert_eq!(repo.read("role.tf"), role);
    let (code, out, err) = repo.run(&args);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(repo.read("role.tf"), role.replace("$${aws:username}", "*"));
}

/// The summary counts policies, each once with all that becomes of it, and only those that are rewritten.
#[test]
fn the_summary_counts_policies() {
    let statement = |sid: &str, action: &str| {
        format!(
            r#"{{"Sid": "{sid}", "Effect": "Allow", "Action": "iam:{action}VirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${{aws:username}}"}}"#
        )
    };
    let policy = |statements: &[String]| {
        let statements = statements.join(", ");
        format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
    };
    let both = policy(&[statement("A", "Create"), statement("B", "Delete")]);
    let create = policy(&[statement("A", "Create")]);
    // Not all of it can be read, so that each statement is decided alone.
    let apart = policy(&[
        statement("A", "Create"),
        statement("B", "Delete"),
        r#"{"Effect": 1}"#.to_owned(),
    ]);
    let old = create.replace("2012-10-17", "2008-10-17");
    let files = [
        ("apart.json", apart.as_str()),
        ("both.json", &both),
        ("create.json", &create),
        ("old.json", &old),
    ];
    let repo = Sandbox::repository(&files);
    let (_, out, _) = repo.run(&["check"]);
    let said = "access by policies: 2 grants create + delete, 2 grants create\n";
    assert!(out.contains(said), "{out}");
    let (_, out, err) = repo.run(&["fix", "--yes"]);
    let said = "access by policies: 2 grants create + delete, 1 grants create\n";
    assert!(out.contains(said), "{out}{err}");
    let report = repo.report(&[]);
    assert_eq!(
        report["summary"]["by_access"],
        serde_json::json!({"grants create + delete": 2, "grants create": 2})
    );
}

/// The words after `undo:`, and the rest of the line run by a shell.
fn undo(repo: &Sandbox, folder: &std::path::Path, out: &str) {
    let command = out.split_once("undo:").unwrap().1.lines().next().unwrap();
    let done = repo.command("sh", folder, &["-c", command]);
    assert!(done.status.success(), "{command}: {done:?}");
}

/// What is undone is what was written, and no other edit.
#[test]
fn an_undo_undoes_just_this() {
    let repo = Sandbox::repository(&[("sub/it's.json", POLICY), ("b.json", POLICY)]);
    // An edit that was there before, and line ends that stay.
    let edited = format!("\r\n{}", POLICY.replace('\n', "\r\n"));
    repo.write("b.json", &edited);
    let untracked = POLICY.trim_end().to_owned();
    repo.write("new.json", &untracked);
    let before = ["sub/it's.json", "b.json", "new.json"].map(|path| repo.read(path));
    let status = repo.state();
    for folder in [repo.path().to_owned(), repo.path().join("sub")] {
        let root = repo.path().to_str().unwrap();
        let (code, out, error) = repo.run_in(&folder, &["fix", "--yes", "--in-place", root]);
        assert_eq!(code, 0, "{out}{error}");
        assert_eq!(repo.read("new.json"), migrated(&untracked));
        undo(&repo, &folder, &out);
        let after = ["sub/it's.json", "b.json", "new.json"].map(|path| repo.read(path));
        assert_eq!(after, before);
        assert_eq!(repo.state(), status);
    }
    assert!(repo.path().join(".git/mfa-migrate/undo-2.patch").exists());
}

#[test]
fn outside_a_repository_no_undo_is_offered() {
    let folder = Sandbox::new();
    folder.write("a.json", POLICY);
    let (code, out, _) = folder.run(&["fix", "--yes", "--in-place"]);
    assert_eq!(code, 0);
    assert!(!out.contains("undo"), "{out}");
}

/// What a killed run left is gone after the next, and files that aren't its own stay.
#[test]
fn what_a_kill_left_is_removed() {
    let repo = Sandbox::repository(&[("sub/a.json", POLICY)]);
    let mut ended = std::process::Command::new("true").spawn().unwrap();
    ended.wait().unwrap();
    let left = repo.write(&format!("sub/.mfa-migrate-{}-aB3dE9", ended.id()), "x");
    let others = ["sub/.mfa-migrate-backup", "sub/.mfa-migrate-1-aB3dE9"];
    for other in others {
        repo.write(other, "x");
    }
    assert_eq!(repo.run(&["fix", "--yes", "--in-place"]).0, 0);
    assert!(!left.exists());
    assert!(others.iter().all(|other| repo.path().join(other).exists()));
}

/// More files than a process may have open.
#[test]
fn many_files_are_written_in_place() {
    let files: Vec<String> = (0..200).map(|number| format!("{number}.json")).collect();
    let contents: Vec<_> = files.iter().map(|file| (file.as_str(), POLICY)).collect();
    let repo = Sandbox::repository(&contents);
    let command = format!(
        "ulimit -n 100; exec {} fix --yes --in-place -q",
        env!("CARGO_BIN_EXE_mfa-migrate")
    );
    let done = repo.command("sh", repo.path(), &["-c", &command]);
    assert!(done.status.success(), "{done:?}");
    assert!(files.iter().all(|file| repo.read(file) == migrated(POLICY)));
}

/// The delivery is fields, and a report of `fix` is of the same schema as one of `check`.
#[test]
fn a_delivery_is_reported_as_fields() {
    let prose = "The policy says arn:aws:iam::*:mfa/${aws:username} here.\n";
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b.md", prose)]);
    repo.write("new.json", POLICY);
    let fix = |args: &[&str]| {
        let fixed = ["fix", "--yes", "--devices", "none", "--format", "json"];
        let (_, out, err) = repo.run(&[&fixed[..], args].concat());
        assert_eq!(err, "");
        support::report_schema::read(out.as_bytes())
    };
    let head = repo.git(&["rev-parse", "HEAD"]);
    let report = fix(&[]);
    assert_eq!(report["run"]["commit"], head.trim());
    assert_eq!(report["run"]["devices"], "none");
    assert_eq!(report["tool"]["version"], env!("CARGO_PKG_VERSION"));
    let made = repo.git(&["rev-parse", "mfa-migrate"]);
    let expected = serde_json::json!({
        "branch": "mfa-migrate", "commit": made.trim(),
        "files": 1, "taken": 1, "left": 2, "left_out": 1,
    });
    assert_eq!(report["delivery"], expected);
    let expected = serde_json::json!({
        "branch": null, "commit": null, "files": 2, "taken": 2, "left": 1, "left_out": 0,
    });
    assert_eq!(fix(&["--in-place"])["delivery"], expected);
    assert_eq!(fix(&["--in-place"])["delivery"]["taken"], 0);
}

#[test]
fn a_report_names_its_repository_and_nothing_secret() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let folder = repo.path().canonicalize().unwrap();
    let folder = folder.file_name().unwrap().to_str().unwrap();
    assert_eq!(repo.report(&[])["run"]["repository"], folder);
    let address = "https://me:s3cret@example.com/a/b.git";
    repo.git(&["remote", "add", "origin", address]);
    let run = repo.report(&["--devices", "none"])["run"].clone();
    assert_eq!(run["repository"], "https://example.com/a/b.git");
    let time = run["time"].as_str().unwrap();
    assert!(time.ends_with('Z') && time.len() == 20, "{time}");
    // Outside a repository there is nothing to name.
    let none = Sandbox::new();
    none.write("a.json", POLICY);
    let run = none.report(&[])["run"].clone();
    assert!(run["repository"].is_null() && run["commit"].is_null());
}
