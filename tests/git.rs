//! Delivery to a branch, held against the real `git`.

#![allow(clippy::unwrap_used)]

mod support;

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use support::{DENY, POLICY, Sandbox, migrated};

#[test]
fn one_commit_on_top_of_head_changes_the_variable_only() {
    let repo = Sandbox::repository(&[("iam/a/policy.json", POLICY), ("README", "x\n")]);
    let (code, out, _) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        repo.git(&["rev-parse", "mfa-migrate^"]),
        repo.git(&["rev-parse", "HEAD"])
    );
    assert_eq!(
        repo.git(&["diff", "--numstat", "HEAD", "mfa-migrate"]),
        "1\t1\tiam/a/policy.json\n"
    );
    assert_eq!(
        repo.git(&["show", "mfa-migrate:iam/a/policy.json"]),
        migrated(POLICY)
    );
    repo.git(&["fsck", "--strict"]);
    for step in [
        "git switch mfa-migrate",
        "git diff HEAD...mfa-migrate",
        "git branch -D mfa-migrate",
    ] {
        assert!(out.contains(step), "{out}");
    }
}

#[test]
fn a_dirty_tree_is_not_touched() {
    let repo = Sandbox::repository(&[("policy.json", POLICY), ("b", "1\n"), ("c", "1\n")]);
    repo.write("b", "2\n");
    repo.git(&["add", "b"]);
    repo.write("c", "3\n");
    repo.write("d", "4\n");
    let (refs, index, status) = repo.state();
    let times = |path: &str| {
        std::fs::metadata(repo.path().join(path))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = ["policy.json", "b", "c", "d"].map(times);
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    let after = repo.state();
    assert_ne!(after.0, refs);
    assert_eq!((after.1, after.2), (index, status));
    assert_eq!(["policy.json", "b", "c", "d"].map(times), before);
    assert_eq!(repo.read("policy.json"), POLICY);
}

#[test]
fn a_half_finished_merge_is_not_touched() {
    let repo = Sandbox::repository(&[("policy.json", POLICY), ("b", "1\n")]);
    repo.git(&["switch", "-q", "-c", "other"]);
    repo.write("b", "2\n");
    repo.commit_all();
    repo.git(&["switch", "-q", "main"]);
    repo.write("b", "3\n");
    repo.commit_all();
    assert!(
        !repo
            .command("git", repo.path(), &["merge", "other"])
            .status
            .success()
    );
    let (_, index, status) = repo.state();
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    let after = repo.state();
    assert_eq!((after.1, after.2), (index, status));
    assert!(repo.path().join(".git/MERGE_HEAD").exists());
}

#[test]
fn the_message_says_what_was_changed_and_what_was_left() {
    let repo = Sandbox::repository(&[("policy.json", POLICY), ("deny.json", DENY)]);
    let (code, out, _) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 1, "{out}");
    let message = repo.git(&["log", "-1", "--format=%an <%ae>%n%B", "mfa-migrate"]);
    for line in [
        "Tester <tester@example.com>",
        "policy-mfa-resource: 1 rewritten",
        "left: 1 review",
        "- (no Sid): Allow, Resource, 1 file\n  iam:CreateVirtualMFADevice\n  Users may now create a virtual MFA device with any name.",
    ] {
        assert!(message.contains(line), "{message}");
    }
}

#[test]
fn what_is_to_be_reviewed_is_taken_only_when_included() {
    let repo = Sandbox::repository(&[("deny.json", DENY)]);
    assert_eq!(repo.run(&["fix", "--yes"]).0, 1);
    assert!(!repo.has_branch("mfa-migrate"));
    assert_eq!(repo.run(&["fix", "--yes", "--include-review"]).0, 0);
    assert_eq!(repo.git(&["show", "mfa-migrate:deny.json"]), migrated(DENY));
}

#[test]
fn nothing_to_do_makes_no_branch() {
    let repo = Sandbox::repository(&[("policy.json", &migrated(POLICY))]);
    let state = repo.state();
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    assert_eq!(repo.run(&["check"]).0, 0);
    assert_eq!(repo.state(), state);
}

#[test]
fn modes_links_and_submodules_are_kept() {
    let inner = Sandbox::repository(&[("policy.json", POLICY)]);
    let repo = Sandbox::repository(&[
        ("run.sh", &format!("cat <<'E'\n{POLICY}E\n")),
        ("policy.json", POLICY),
    ]);
    std::fs::set_permissions(repo.path().join("run.sh"), PermissionsExt::from_mode(0o755)).unwrap();
    symlink("policy.json", repo.path().join("link.json")).unwrap();
    repo.git(&[
        "submodule",
        "--quiet",
        "add",
        inner.path().to_str().unwrap(),
        "sub",
    ]);
    repo.commit_all();
    let (code, out, _) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("1 symbolic link, 1 submodule"), "{out}");
    let raw = repo.git(&["diff", "--raw", "HEAD", "mfa-migrate"]);
    assert!(
        raw.contains(":100755 100755") && raw.contains(":100644 100644"),
        "{raw}"
    );
    assert_eq!(raw.lines().count(), 2, "{raw}");
    repo.git(&["fsck", "--strict"]);
    let summary = &repo.report(&[])["summary"]["passed_over"];
    assert_eq!(
        (&summary["symlink"], &summary["submodule"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn odd_file_names_are_delivered_and_shown_safely() {
    let repo = Sandbox::repository(&[]);
    let names: [&[u8]; 4] = [
        b"a b.json",
        b"q\"'.json",
        b"e\x1b[31m\n.json",
        b"caf\xe9.json",
    ];
    for name in names {
        std::fs::write(repo.path().join(std::ffi::OsStr::from_bytes(name)), POLICY).unwrap();
    }
    repo.commit_all();
    let (code, out, err) = repo.run(&["check"]);
    assert_eq!(code, 1);
    assert!(
        !out.contains("\x1b[31m\n") && !err.contains('\x1b'),
        "{out}"
    );
    assert!(out.contains("caf\\xe9.json"), "{out}");
    let report = repo.report(&[]);
    assert!(
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|finding| { finding["path_percent_encoded"] == "caf%E9%2Ejson" }),
        "{report:#}"
    );
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    assert_eq!(
        repo.git(&["diff", "--numstat", "-z", "HEAD", "mfa-migrate"])
            .matches("1\t1\t")
            .count(),
        names.len()
    );
    repo.git(&["fsck", "--strict"]);
}

#[test]
fn line_ends_and_marks_are_kept() {
    let text = format!("\u{FEFF}{}", POLICY.trim_end().replace('\n', "\r\n"));
    let repo = Sandbox::repository(&[("policy.json", &text)]);
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    assert_eq!(
        repo.git(&["cat-file", "blob", "mfa-migrate:policy.json"]),
        migrated(&text)
    );
}

#[test]
fn a_bare_clone_is_checked_and_fixed() {
    let repo = Sandbox::repository(&[("iam/policy.json", POLICY)]);
    let bare = repo.home().join("bare.git");
    repo.git(&["clone", "-q", "--bare", ".", bare.to_str().unwrap()]);
    let (code, out, _) = repo.run_in(&bare, &["check"]);
    assert_eq!(code, 1);
    assert!(out.contains("--> iam/policy.json:4:"), "{out}");
    assert_eq!(repo.run_in(&bare, &["fix", "--yes", "--in-place"]).0, 2);
    assert_eq!(repo.run(&["fix", "--yes", bare.to_str().unwrap()]).0, 0);
    assert_eq!(
        repo.git_in(&bare, &["show", "mfa-migrate:iam/policy.json"]),
        migrated(POLICY)
    );
}

#[test]
fn a_linked_worktree_builds_on_its_own_head() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let linked = repo.home().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "topic",
        linked.to_str().unwrap(),
    ]);
    std::fs::write(linked.join("deny.json"), POLICY).unwrap();
    repo.git_in(&linked, &["add", "-A"]);
    repo.git_in(&linked, &["commit", "-q", "-m", "topic"]);
    assert_eq!(repo.run_in(&linked, &["fix", "--yes"]).0, 0);
    assert_eq!(
        repo.git(&["rev-parse", "mfa-migrate^"]),
        repo.git(&["rev-parse", "topic"])
    );
    assert_eq!(
        repo.git(&["diff", "--name-only", "topic", "mfa-migrate"]),
        "deny.json\npolicy.json\n"
    );
    let (code, _, err) = repo.run(&["fix", "--yes", "--branch", "topic", "--force"]);
    assert_eq!(code, 2);
    assert!(err.contains("is checked out in"), "{err}");
}

#[test]
fn a_detached_head_is_built_on() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    repo.git(&["switch", "-q", "--detach"]);
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    assert_eq!(
        repo.git(&["rev-parse", "mfa-migrate^"]),
        repo.git(&["rev-parse", "main"])
    );
}

#[test]
fn an_unborn_head_is_refused() {
    let repo = Sandbox::new();
    repo.git(&["init", "-q"]);
    repo.write("policy.json", POLICY);
    let (code, _, err) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("there is no commit yet") && err.contains("--in-place"),
        "{err}"
    );
    assert_eq!(repo.git(&["for-each-ref"]), "");
    assert_eq!(repo.run(&["check"]).0, 1);
}

#[test]
fn a_branch_that_exists_is_replaced_only_by_force() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    repo.git(&["branch", "mfa-migrate"]);
    let state = repo.state();
    let (code, _, err) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 2);
    assert!(err.contains("--force"), "{err}");
    assert_eq!(repo.state(), state);
    let (code, out, _) = repo.run(&["fix", "--yes", "--force"]);
    assert_eq!(code, 0);
    assert!(out.contains("git branch --force mfa-migrate"), "{out}");
    assert_eq!(
        repo.git(&["show", "mfa-migrate:policy.json"]),
        migrated(POLICY)
    );
    repo.git(&["switch", "-q", "mfa-migrate"]);
    assert_eq!(repo.run(&["fix", "--yes", "--force"]).0, 2);
    assert_eq!(
        repo.run(&["fix", "--yes", "--force", "--branch", "other"])
            .0,
        0
    );
}

#[test]
fn a_bad_branch_name_is_refused() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let state = repo.state();
    for name in [
        "--branch=-x",
        "--branch=a..b",
        "--branch=HEAD",
        "--branch=a b",
        "--branch=",
    ] {
        assert_eq!(repo.run(&["fix", "--yes", name]).0, 2, "{name}");
    }
    assert_eq!(repo.state(), state);
}

#[test]
fn a_missing_author_is_asked_for() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    std::fs::write(repo.home().join(".gitconfig"), "").unwrap();
    let (code, _, err) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("git config --global user.name")
            && err.contains("git config --global user.email"),
        "{err}"
    );
    assert_eq!(repo.git(&["branch", "--list"]), "* main\n");
}

#[test]
fn files_that_are_not_in_head_are_named_as_left_out() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    repo.write("new.json", POLICY);
    let (code, out, _) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("--> new.json:4:") && out.contains("left out: the file is not in HEAD"),
        "{out}"
    );
    assert_eq!(
        repo.git(&["diff", "--name-only", "HEAD", "mfa-migrate"]),
        "policy.json\n"
    );
}

#[test]
fn nobody_to_ask_is_an_error() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let state = repo.state();
    let (code, _, err) = repo.run(&["fix"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("there is no terminal to ask on") && err.contains("--yes"),
        "{err}"
    );
    assert_eq!(repo.state(), state);
}

#[test]
fn only_what_git_would_look_at_is_looked_at() {
    let repo = Sandbox::repository(&[
        (".gitignore", "ignored/\n*.tracked.json\n"),
        (".github/a.json", POLICY),
    ]);
    repo.write("ignored/b.json", POLICY);
    repo.write("c.tracked.json", POLICY);
    repo.git(&["add", "-f", "c.tracked.json"]);
    repo.write("untracked.json", POLICY);
    repo.write(".git/d.json", POLICY);
    repo.write("nested/e.json", POLICY);
    repo.git_in(&repo.path().join("nested"), &["init", "-q"]);
    let report = repo.report(&[]);
    let paths: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [".github/a.json", "c.tracked.json", "untracked.json"]
    );
    assert_eq!(report["summary"]["passed_over"]["submodule"], 1);
}

#[test]
fn a_path_limits_what_is_changed() {
    let repo = Sandbox::repository(&[("a/policy.json", POLICY), ("ab/policy.json", POLICY)]);
    assert_eq!(repo.run(&["fix", "--yes", "a"]).0, 0);
    assert_eq!(
        repo.git(&["diff", "--name-only", "HEAD", "mfa-migrate"]),
        "a/policy.json\n"
    );
    let inside = repo.path().join("ab");
    assert_eq!(
        repo.run_in(&inside, &["fix", "--yes", "--branch", "two"]).0,
        0
    );
    assert_eq!(
        repo.git(&["diff", "--name-only", "HEAD", "two"]),
        "ab/policy.json\n"
    );
}

#[test]
fn two_repositories_are_fixed_one_at_a_time() {
    let one = Sandbox::repository(&[("policy.json", POLICY)]);
    let two = Sandbox::repository(&[("policy.json", POLICY)]);
    let path = two.path().to_str().unwrap();
    assert_eq!(one.run(&["fix", "--yes", ".", path]).0, 2);
    assert_eq!(one.report(&[".", path])["summary"]["findings"], 2);
    assert!(!one.has_branch("mfa-migrate") && !two.has_branch("mfa-migrate"));
}

#[test]
fn a_hostile_configuration_runs_nothing_and_leads_nowhere() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let marker = repo.home().join("marker");
    let script = format!("#!/bin/sh\ntouch {}\n", marker.display());
    let hook = repo.write("hooks/post-commit", &script);
    repo.write("hooks/reference-transaction", &script);
    for name in ["post-commit", "reference-transaction"] {
        std::fs::set_permissions(hook.with_file_name(name), PermissionsExt::from_mode(0o755))
            .unwrap();
    }
    let hooks = hook.parent().unwrap().to_str().unwrap().to_owned();
    let config = std::fs::read_to_string(repo.path().join(".git/config")).unwrap();
    repo.write(
        ".git/config",
        format!("{config}[core]\n\thooksPath = {hooks}\n\tfsmonitor = {hooks}/post-commit\n"),
    );
    assert_eq!(repo.run(&["fix", "--yes", "policy.json"]).0, 0);
    assert!(!marker.exists());
    let outside = Sandbox::repository(&[("policy.json", POLICY)]);
    repo.write(
        ".git/config",
        format!(
            "{config}[core]\n\tworktree = {}\n",
            outside.path().display()
        ),
    );
    let (code, _, err) = repo.run(&["fix", "--yes", "--in-place"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("core.worktree"), "{err}");
    assert_eq!(outside.read("policy.json"), POLICY);
}

#[test]
fn a_committed_folder_that_looks_like_a_bare_repository_hides_nothing() {
    for config in [
        "[core]\n\tbare = true\n",
        "[core]\n\tbare = false\n",
        "[broken",
    ] {
        let repo = Sandbox::repository(&[
            ("sub/HEAD", "ref: refs/heads/main\n"),
            ("sub/objects/keep", ""),
            ("sub/refs/keep", ""),
            ("sub/config", config),
            ("sub/iam/policy.json", POLICY),
        ]);
        for (folder, path) in [
            ("", "."),
            ("", "sub"),
            ("sub", "."),
            ("sub/iam", "policy.json"),
        ] {
            let (code, out, err) = repo.run_in(&repo.path().join(folder), &["check", path]);
            assert_eq!(code, 1, "{path}: {err}");
            assert!(out.contains("sub/iam/policy.json"), "{path}: {out}");
        }
        assert_eq!(repo.run(&["fix", "--yes", "sub"]).0, 0);
        let fixed = repo.git(&["show", "mfa-migrate:sub/iam/policy.json"]);
        assert_eq!(fixed, migrated(POLICY));
    }
    // A real one that is not tracked is looked at as what it is.
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    repo.git(&["clone", "-q", "--bare", ".", "own.git"]);
    let (code, out, _) = repo.run(&["check", "own.git"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("policy.json"), "{out}");
    assert_eq!(repo.run(&["fix", "--yes", "own.git"]).0, 0);
    let bare = repo.path().join("own.git");
    assert!(repo.git_in(&bare, &["branch"]).contains("mfa-migrate"));
}

/// Where git keeps an object that isn't packed.
fn object(repo: &Sandbox, name: &str) -> std::path::PathBuf {
    let id = repo.git(&["rev-parse", name]);
    let (folder, file) = id.trim().split_at(2);
    repo.path().join(".git/objects").join(folder).join(file)
}

#[test]
fn what_cannot_be_read_is_named_and_ends_the_fix() {
    for part in ["sub/gone.json", "sub"] {
        for is_corrupt in [false, true] {
            let repo = Sandbox::repository(&[
                ("policy.json", POLICY),
                ("sub/gone.json", &format!("{POLICY}\n")),
            ]);
            // A promised object that isn't there, as in a partial clone, or one that is broken.
            let path = object(&repo, &format!("HEAD:{part}"));
            std::fs::remove_file(&path).unwrap();
            if is_corrupt {
                std::fs::write(&path, "x").unwrap();
            }
            for arguments in [&["fix", "--yes"][..], &["fix", "--yes", "--verbose"]] {
                let (code, out, err) = repo.run(arguments);
                assert_eq!((code, out.as_str()), (2, ""), "{err}");
                assert!(err.starts_with(&format!("mfa-migrate: {part}: ")), "{err}");
                assert!(err.contains("Nothing was delivered"), "{err}");
                assert!(!repo.has_branch("mfa-migrate"), "{err}");
            }
            // What can be read can be fixed by its name.
            let (code, out, err) = repo.run(&["fix", "--yes", "policy.json"]);
            assert_eq!(code, 0, "{out}{err}");
            assert_eq!(
                repo.git(&["cat-file", "blob", "mfa-migrate:policy.json"]),
                migrated(POLICY)
            );
            // A check of a bare repository looks at the rest.
            repo.git(&["config", "core.bare", "true"]);
            let (code, out, err) = repo.run_in(&repo.path().join(".git"), &["check"]);
            assert_eq!(code, 1, "{out}{err}");
            assert!(out.contains(&format!("{part} (unreadable")), "{out}");
        }
    }
}

/// A few are named, and how many more there are.
#[test]
fn of_many_that_cannot_be_read_a_few_are_named() {
    for (count, says) in [
        (2, "0.json (as well as 1.json): "),
        (5, "0.json (as well as 1.json, 2.json, 3.json, 4.json): "),
        (
            7,
            "0.json (as well as 1.json, 2.json, 3.json, 4.json, 2 more): ",
        ),
    ] {
        let files: Vec<(String, String)> = (0..count)
            .map(|at| (format!("{at}.json"), format!("{POLICY}{}", "\n".repeat(at))))
            .collect();
        let named: Vec<(&str, &str)> = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let repo = Sandbox::repository(&named);
        for (name, _) in &files {
            std::fs::remove_file(object(&repo, &format!("HEAD:{name}"))).unwrap();
        }
        let (code, _, err) = repo.run(&["fix", "--yes"]);
        assert_eq!(code, 2, "{err}");
        assert!(err.starts_with(&format!("mfa-migrate: {says}")), "{err}");
    }
}

#[test]
fn a_green_fix_has_looked_at_what_is_large() {
    let large = " ".repeat(17 * 1024 * 1024);
    let with_needle = format!("{large}:mfa/");
    for is_packed in [false, true] {
        let repo = Sandbox::repository(&[("policy.json", POLICY), ("clean", &large)]);
        if is_packed {
            repo.git(&["repack", "-adq"]);
        }
        assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
        repo.write("large", &with_needle);
        repo.commit_all();
        if is_packed {
            repo.git(&["repack", "-adq"]);
        }
        let (code, out, _) = repo.run(&["fix", "--yes", "--force"]);
        assert_eq!(code, 1, "{out}");
        assert!(out.contains("large (over 16 MiB)"), "{out}");
    }
}

/// Whatever is in the way of the branch is said before anything is asked or written.
#[test]
fn what_is_in_the_way_of_the_branch_is_said() {
    for (prepare, says) in [
        (
            &["branch", "mfa-migrate/other"][..],
            "branch mfa-migrate/other exists",
        ),
        (
            &["pack-refs", "--all"],
            "mfa-migrate.lock: another git command",
        ),
    ] {
        let repo = Sandbox::repository(&[("c.json", POLICY)]);
        repo.git(prepare);
        if says.contains(".lock") {
            repo.write(".git/refs/heads/mfa-migrate.lock", "");
        }
        let (code, _, error) = repo.run(&["fix", "--yes"]);
        assert_eq!(code, 2);
        assert!(error.contains(says) && !error.contains("class="), "{error}");
        assert!(!repo.has_branch("mfa-migrate"));
    }
}

#[test]
fn a_branch_that_has_it_all_is_left() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let fix = ["fix", "--yes", "--force", "--devices", "none"];
    let (code, out, _) = repo.run(&fix);
    assert_eq!(code, 0);
    assert!(
        out.contains("1 rewrite in 1 file committed on branch"),
        "{out}"
    );
    let state = (repo.git(&["rev-parse", "mfa-migrate"]), repo.state());
    let (code, out, _) = repo.run(&fix);
    assert_eq!(code, 0);
    assert!(
        out.contains("nothing to do: branch mfa-migrate has 1 rewrite in 1 file already"),
        "{out}"
    );
    assert_eq!(
        (repo.git(&["rev-parse", "mfa-migrate"]), repo.state()),
        state
    );
    // The same files on another commit are another branch.
    repo.write("other", "x");
    repo.commit_all();
    let (_, out, _) = repo.run(&fix);
    assert!(out.contains("committed on branch"), "{out}");
}
