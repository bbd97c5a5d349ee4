//! Pipes, devices and links in the place of the files that say what a repository is and what it ignores.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use std::os::unix::fs::symlink;
use std::path::Path;

use support::{POLICY, Sandbox};

/// The program's exit code, its output and its errors; 124 where it didn't end within so many seconds.
fn ended(repo: &Sandbox, arguments: &[&str]) -> (i32, String, String) {
    let program = env!("CARGO_BIN_EXE_mfa-migrate");
    // A limit of the address space ends what reads without an end.
    let script = r#"ulimit -v 4000000; exec timeout 20 "$@""#;
    let own = ["-c", script, "sh", program];
    let output = repo.command("sh", repo.path(), &[&own[..], arguments].concat());
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().unwrap_or(-1);
    (code, text(&output.stdout), text(&output.stderr))
}

/// Puts a pipe, or else a link to what never ends, in the place of a file.
fn replace(repo: &Sandbox, file: &str, is_pipe: bool) {
    let path = repo.path().join(file);
    let _ = std::fs::remove_file(&path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    if is_pipe {
        let output = repo.command("mkfifo", repo.path(), &[file]);
        assert!(output.status.success(), "{output:?}");
    } else {
        symlink("/dev/zero", &path).unwrap();
    }
}

fn repository() -> Sandbox {
    Sandbox::repository(&[("sub/policy.json", POLICY), ("sub/x", "")])
}

#[test]
fn patterns_are_read_from_files_only() {
    for file in [
        ".gitignore",
        "sub/.gitignore",
        ".gitattributes",
        "sub/.gitattributes",
        ".git/info/exclude",
        ".git/info/attributes",
    ] {
        for is_pipe in [true, false] {
            let repo = repository();
            replace(&repo, file, is_pipe);
            for arguments in [&["check"][..], &["check", "sub"]] {
                let (code, out, errors) = ended(&repo, arguments);
                if file == ".git/info/attributes" {
                    assert_eq!(code, 2, "{file}: {errors}");
                    continue;
                }
                assert_eq!(code, 1, "{file}: {errors}");
                assert!(out.contains("sub/policy.json"), "{file}: {out}");
                // A link is none to git either; of the rest it is said that nothing came of it.
                let is_said = file.contains("ignore") && is_pipe || file.contains("exclude");
                assert_eq!(out.contains("1 unreadable"), is_said, "{file}: {out}");
            }
        }
    }
}

/// Without them it isn't known which files are to be edited.
#[test]
fn a_fix_in_place_ends_where_patterns_cannot_be_read() {
    let repo = repository();
    replace(&repo, "sub/.gitignore", true);
    let (code, out, errors) = ended(&repo, &["fix", "--yes", "--in-place"]);
    assert_eq!((code, out.as_str()), (2, ""), "{errors}");
    let named = "mfa-migrate: sub/.gitignore: ";
    assert!(errors.starts_with(named), "{errors}");
    assert_eq!(repo.read("sub/policy.json"), POLICY);
}

#[test]
fn a_file_of_patterns_has_a_bound() {
    let repo = repository();
    repo.write("sub/.gitignore", "*.json\n".repeat(100_000));
    repo.write("sub/new.json", POLICY);
    repo.write(".gitattributes", "a*".repeat(500_000));
    let (code, out, _) = ended(&repo, &["check"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("sub/new.json") && out.contains("1 unreadable"),
        "{out}"
    );
    repo.write(
        "sub/.gitignore",
        format!("{}\n*.json\n", "a*".repeat(50_000)),
    );
    let (_, out, _) = ended(&repo, &["check"]);
    assert!(
        out.contains("sub/policy.json") && !out.contains("sub/new.json"),
        "{out}"
    );
}

#[test]
fn a_repository_with_something_else_in_the_place_of_a_file_is_refused() {
    for file in [
        "HEAD",
        "config",
        "config.worktree",
        "commondir",
        "index",
        "packed-refs",
        "shallow",
        "objects/info/alternates",
        "refs/heads/main",
        "logs/HEAD",
    ] {
        for is_pipe in [true, false] {
            let repo = repository();
            let file = format!(".git/{file}");
            replace(&repo, &file, is_pipe);
            for arguments in [&["check", "sub"][..], &["fix", "--yes"]] {
                let (code, _, errors) = ended(&repo, arguments);
                assert_eq!(code, 2, "{file}: {errors}");
                assert!(errors.contains(&file), "{file}: {errors}");
                assert!(errors.contains("is a pipe or a device"), "{file}: {errors}");
            }
        }
    }
    // A branch of that name, and what says where the repository is.
    let repo = repository();
    replace(&repo, ".git/refs/heads/mfa-migrate", true);
    let (code, _, errors) = ended(&repo, &["fix", "--yes"]);
    assert_eq!(code, 2, "{errors}");
    let repo = Sandbox::new();
    replace(&repo, ".git", true);
    let (code, _, errors) = ended(&repo, &["check"]);
    assert_eq!(code, 2, "{errors}");
}

#[test]
fn a_work_tree_of_its_own_is_checked_in_both_places() {
    let repo = repository();
    let linked = repo.home().join("linked");
    repo.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
    let check = || ended(&repo, &["check", linked.to_str().unwrap()]);
    let (code, _, errors) = check();
    assert_eq!(code, 1, "{errors}");
    std::fs::write(repo.path().join(".git/info/exclude"), "new.json\n").unwrap();
    std::fs::write(linked.join("new.json"), POLICY).unwrap();
    assert!(!check().1.contains("new.json"));
    for file in [".git/packed-refs", ".git/worktrees/linked/index"] {
        let path = repo.path().join(file);
        let old = std::fs::read(&path).ok();
        replace(&repo, file, true);
        let (code, _, errors) = check();
        assert_eq!(code, 2, "{errors}");
        restore(&path, old);
    }
}

fn restore(path: &Path, old: Option<Vec<u8>>) {
    std::fs::remove_file(path).unwrap();
    if let Some(old) = old {
        std::fs::write(path, old).unwrap();
    }
}

#[test]
fn a_record_that_never_ends_is_given_up() {
    let repo = repository();
    let (code, _, errors) = ended(&repo, &["check", "--devices", "/dev/zero"]);
    assert_eq!(code, 2);
    assert!(errors.contains("it has more than"), "{errors}");
}
