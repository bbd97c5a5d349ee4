//! Repositories of kinds that libgit2 doesn't open, and damaged ones: what can be done is done, and what can't is said in sentences.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox, migrated};

/// A repository that `git init` makes with this option; `None` where the installed git is too old to know it.
fn repository(option: &str) -> Option<Sandbox> {
    let sandbox = Sandbox::new();
    let made = sandbox.command("git", sandbox.path(), &["init", "-q", "-b", "main", option]);
    if !made.status.success() {
        let said = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(
            said.contains("unknown option") || said.contains("unknown"),
            "{said}"
        );
        return None;
    }
    sandbox.write("a.json", POLICY);
    // It is tracked although it is ignored, so only the index tells of it.
    sandbox.write("ignored/b.json", POLICY);
    sandbox.git(&["add", "-A"]);
    sandbox.write(".gitignore", "ignored/\nlocal/\n");
    sandbox.write("local/c.json", POLICY);
    sandbox.commit_all();
    Some(sandbox)
}

/// What goes for each kind: `says` is said where a branch is asked for.
fn is_looked_at_and_edited_in_place(repo: &Sandbox, says: &[&str]) {
    let (code, out, errors) = repo.run(&["check"]);
    assert_eq!((code, errors.as_str()), (1, ""), "{out}");
    assert!(
        out.contains("a.json") && out.contains("ignored/b.json"),
        "{out}"
    );
    assert!(!out.contains("local/c.json"), "{out}");
    for args in [
        &["fix", "--yes"][..],
        &["fix", "--yes", "--branch", "b"],
        &["check", "--since", "main"],
    ] {
        let (code, out, errors) = repo.run(args);
        assert_eq!((code, out.as_str()), (2, ""), "{errors}");
        for said in says {
            assert!(errors.contains(said), "{args:?}: {errors}");
        }
        assert!(errors.contains("--in-place"), "{errors}");
        assert!(
            !errors.contains("class=") && !errors.contains("extension"),
            "{errors}"
        );
    }
    let (code, patch, _) = repo.run(&["fix", "--yes", "--diff"]);
    assert_eq!((code, patch.matches("diff --git").count()), (0, 2));
    let (code, out, errors) = repo.run(&["fix", "--yes", "--in-place"]);
    assert_eq!((code, errors.as_str()), (0, ""), "{out}");
    for path in ["a.json", "ignored/b.json"] {
        assert_eq!(repo.read(path), migrated(POLICY));
    }
    assert_eq!(repo.read("local/c.json"), POLICY);
}

#[test]
fn objects_that_are_named_by_sha_256() {
    let Some(repo) = repository("--object-format=sha256") else {
        return;
    };
    is_looked_at_and_edited_in_place(&repo, &["SHA-256", "no branch can be made"]);
    repo.git(&["apply", "-R", ".git/mfa-migrate/undo-1.patch"]);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn branches_that_are_kept_in_a_reftable() {
    let Some(repo) = repository("--ref-format=reftable") else {
        return;
    };
    is_looked_at_and_edited_in_place(&repo, &["reftable", "no branch can be made"]);
    repo.git(&["apply", "-R", ".git/mfa-migrate/undo-1.patch"]);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

/// Whatever is damaged, the message has no word of libgit2's own and says what to do.
#[test]
fn what_is_damaged_is_said_in_sentences() {
    let id = |repo: &Sandbox, of: &str| {
        let id = repo.git(&["rev-parse", of]);
        let (folder, file) = id.trim().split_at(2);
        let path = repo.path().join(".git/objects").join(folder).join(file);
        let mut permissions = std::fs::metadata(&path).unwrap().permissions();
        std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o644);
        std::fs::set_permissions(&path, permissions).unwrap();
        path
    };
    type Damage<'a> = (&'a str, &'a dyn Fn(&Sandbox), &'a [&'a str]);
    let damages: &[Damage] = &[
        (
            "a commit",
            &|repo| std::fs::write(id(repo, "HEAD"), "x").unwrap(),
            &["git fsck"],
        ),
        (
            "no commit",
            &|repo| std::fs::remove_file(id(repo, "HEAD")).unwrap(),
            &["git fsck"],
        ),
        (
            "no tree",
            &|repo| std::fs::remove_file(id(repo, "HEAD^{tree}")).unwrap(),
            &["git fsck"],
        ),
        (
            "a tree",
            &|repo| std::fs::write(id(repo, "HEAD:sub"), "x").unwrap(),
            &["git fsck"],
        ),
        (
            "HEAD",
            &|repo| drop(repo.write(".git/HEAD", "nonsense\n")),
            &["git for-each-ref"],
        ),
        (
            "a reference",
            &|repo| drop(repo.write(".git/refs/heads/main", "x\n")),
            &["git for-each-ref"],
        ),
        (
            "the branch",
            &|repo| drop(repo.write(".git/refs/heads/mfa-migrate", "")),
            &["git for-each-ref"],
        ),
        (
            "configuration",
            &|repo| drop(repo.write(".git/config", "[core\nx")),
            &["git config --list"],
        ),
    ];
    for (name, damage, says) in damages {
        let repo = Sandbox::repository(&[("a.json", POLICY), ("sub/b.json", POLICY)]);
        damage(&repo);
        let (code, out, errors) = repo.run(&["fix", "--yes", "--devices", "none"]);
        assert_eq!((code, out.as_str()), (2, ""), "{name}: {errors}");
        assert!(
            says.iter().all(|said| errors.contains(said)),
            "{name}: {errors}"
        );
        let own = ["class=", "code=", "Odb", "GIT_", "libgit2"];
        assert!(
            !own.iter().any(|word| errors.contains(word)),
            "{name}: {errors}"
        );
    }
}
