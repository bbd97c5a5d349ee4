//! Trees and indexes with names and modes that git itself never writes.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use support::{POLICY, Sandbox, migrated};

/// Makes HEAD a commit of a tree with these entries: mode, name, object.
fn commit_tree(repo: &Sandbox, entries: &[(&str, &str, &str)]) {
    let commit = repo.git(&["commit-tree", "-m", "odd", &tree(repo, entries)]);
    std::fs::write(repo.path().join(".git/refs/heads/main"), commit).unwrap();
}

/// Writes a tree as it is given.
fn tree(repo: &Sandbox, entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend(format!("{mode} {name}\0").into_bytes());
        let digits = id.as_bytes().chunks(2);
        bytes.extend(digits.map(|pair| {
            let pair = std::str::from_utf8(pair).unwrap();
            u8::from_str_radix(pair, 16).unwrap()
        }));
    }
    let arguments = ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"];
    let mut git = Command::new("git")
        .args(arguments)
        .current_dir(repo.path())
        .env_clear()
        .envs(repo.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    git.stdin.take().unwrap().write_all(&bytes).unwrap();
    let output = git.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository, a blob with a policy, and a tree that holds it as `p.json`.
fn repository() -> (Sandbox, String, String) {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let blob = repo.git(&["rev-parse", "HEAD:a.json"]).trim().to_owned();
    let sub = tree(&repo, &[("100644", "p.json", &blob)]);
    (repo, blob, sub)
}

#[test]
fn what_git_never_checks_out_is_left_and_the_rest_delivered() {
    let (repo, blob, sub) = repository();
    for odd in [
        ("40000", "..", &sub),
        ("40000", ".", &sub),
        ("40000", ".git", &sub),
        ("40000", ".GIT", &sub),
        ("40000", "git~1", &sub),
        ("40000", ".g\u{200C}it", &sub),
        ("100644", "../p.json", &blob),
        ("100644", "/p.json", &blob),
    ] {
        let odd = (odd.0, odd.1, odd.2.as_str());
        let mut entries = [odd, ("100644", "a.json", &blob)];
        entries.sort_by_key(|(_, name, _)| *name);
        commit_tree(&repo, &entries);
        let (code, patch, errors) = repo.run(&["fix", "--yes", "--diff"]);
        assert!(code == 0 || code == 1, "{odd:?}: {code} {errors}");
        assert!(!patch.contains("p.json"), "{odd:?}: {patch}");
        let (code, out, errors) = repo.run(&["fix", "--yes", "--force"]);
        assert_eq!(code, 1, "{odd:?}: {errors}");
        assert!(out.contains("1 that git never writes"), "{odd:?}: {out}");
        assert_eq!(repo.git(&["show", "mfa-migrate:a.json"]), migrated(POLICY));
        // Its own entry is copied as it is.
        let others = |commit: &str| {
            let listed = repo.git(&["cat-file", "-p", &format!("{commit}^{{tree}}")]);
            let lines = listed.lines().filter(|line| !line.ends_with("\ta.json"));
            lines.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(others("HEAD"), others("mfa-migrate"));
        assert_eq!(others("HEAD").len(), 1);
        // In a bare repository even a check reads the tree.
        let bare = repo.home().join("bare");
        std::fs::create_dir_all(&bare).unwrap();
        repo.command("cp", repo.path(), &["-r", ".git", bare.to_str().unwrap()]);
        let git = bare.join(".git");
        repo.git_in(&git, &["config", "core.bare", "true"]);
        let (code, patch, errors) = repo.run_in(&git, &["fix", "--yes", "--diff"]);
        assert_eq!(code, 1, "{odd:?}: {errors}");
        assert!(patch.contains("+++ b/a.json"), "{odd:?}: {patch}");
        assert!(!patch.contains("p.json"), "{odd:?}: {patch}");
        std::fs::remove_dir_all(&bare).unwrap();
    }
}

/// A folder that is none can't be read, unlike one of an odd name, so it isn't known what else it was to hold.
#[test]
fn a_folder_that_is_a_file_ends_the_fix() {
    let (repo, blob, _) = repository();
    commit_tree(&repo, &[("100644", "a.json", &blob), ("40000", "b", &blob)]);
    let (code, out, errors) = repo.run(&["fix", "--yes"]);
    assert_eq!((code, out.as_str()), (2, ""), "{errors}");
    assert!(errors.starts_with("mfa-migrate: b: "), "{errors}");
}

#[test]
fn a_name_that_is_there_twice_is_left_and_the_rest_delivered() {
    let (repo, blob, sub) = repository();
    for second in [("100644", "p.json", &blob), ("40000", "p.json", &sub)] {
        let second = (second.0, second.1, second.2.as_str());
        let first = ("100644", "p.json", blob.as_str());
        commit_tree(&repo, &[("100644", "a.json", &blob), first, second]);
        let (code, out, errors) = repo.run(&["fix", "--yes", "--force"]);
        assert_eq!(code, 1, "{errors}");
        assert!(out.contains("p.json"), "{out}");
        assert_eq!(repo.git(&["show", "mfa-migrate:a.json"]), migrated(POLICY));
        let numbers = repo.git(&["diff", "--numstat", "HEAD", "mfa-migrate", "--", "a.json"]);
        assert_eq!(numbers, "1\t1\ta.json\n");
    }
}

#[test]
fn a_mode_of_long_ago_stays() {
    let (repo, blob, _) = repository();
    commit_tree(
        &repo,
        &[("100664", "a.json", &blob), ("100775", "b", &blob)],
    );
    let (code, _, errors) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(repo.git(&["show", "mfa-migrate:a.json"]), migrated(POLICY));
    let raw = repo.git(&["cat-file", "tree", "mfa-migrate^{tree}"]);
    assert!(raw.starts_with("100664 a.json"), "{raw}");
}

#[test]
fn nothing_in_gits_own_folder_is_read_or_written() {
    for path in [
        ".git/p.json",
        "./.git/p.json",
        "sub/../.git/p.json",
        "../p.json",
        ".GIT/p.json",
    ] {
        let (repo, blob, _) = repository();
        repo.write(".git/p.json", POLICY);
        repo.write("sub/x", "");
        // An index of one entry (gitformat-index(5)).
        let mut index = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
        index.extend([0; 24]);
        index.extend(0o100_644_u32.to_be_bytes());
        index.extend([0; 12]);
        index.extend((0..20).map(|at| u8::from_str_radix(&blob[2 * at..2 * at + 2], 16).unwrap()));
        index.extend((path.len() as u16).to_be_bytes());
        index.extend(path.as_bytes());
        index.extend(vec![0; 8 - (62 + path.len()) % 8]);
        index.extend([0; 20]);
        repo.write(".git/index", &index);
        let (_, out, _) = repo.run(&["check"]);
        assert!(
            out.contains("a.json") && !out.contains("p.json:"),
            "{path}: {out}"
        );
        assert!(out.contains("1 that git never writes"), "{path}: {out}");
        let (code, _, errors) = repo.run(&["fix", "--yes", "--in-place"]);
        assert_eq!(code, 1, "{path}: {errors}");
        assert_eq!(repo.read(".git/p.json"), POLICY, "{path}");
        assert_eq!(repo.read("a.json"), migrated(POLICY), "{path}");
    }
}

#[test]
fn a_bare_repository_among_the_files_hides_none() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("sub/p.json", POLICY)]);
    repo.git(&["init", "-q", "--bare", "sub"]);
    repo.git(&["add", "-Af"]);
    repo.git(&["commit", "-qm", "bare"]);
    for arguments in [&["check", "sub"][..], &["check"]] {
        let (code, out, errors) = repo.run(arguments);
        assert_eq!(code, 1, "{errors}");
        assert!(out.contains("sub/p.json"), "{out}");
    }
    // One that nobody tracks is what it is.
    let own = repo.path().join("own.git");
    repo.git(&["clone", "-q", "--bare", ".", own.to_str().unwrap()]);
    let (code, out, errors) = repo.run(&["check", "own.git"]);
    assert_eq!(code, 1, "{errors}");
    assert!(out.contains("a.json"), "{out}");
}

#[test]
fn no_message_shows_a_class_of_libgit2() {
    let (repo, blob, _) = repository();
    let folder = &blob[..2];
    let object = repo.path().join(".git/objects").join(folder);
    commit_tree(&repo, &[("100644", "", &blob)]);
    let (code, _, errors) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 2);
    assert!(
        errors.contains("git fsck") && !errors.contains("class="),
        "{errors}"
    );
    std::fs::remove_dir_all(object).unwrap();
    repo.write(".git/config", "[core\n");
    let (code, _, errors) = repo.run(&["check"]);
    assert_eq!(code, 2);
    assert!(errors.contains("git config --list"), "{errors}");
    assert!(!errors.contains("class="), "{errors}");
}
