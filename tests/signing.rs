//! Signed commits, held against the real `git` and `ssh-keygen`.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::io::Write;
use std::os::unix::fs::PermissionsExt;

use support::{POLICY, Sandbox};

/// Adds to the user's own configuration.
fn configure(repo: &Sandbox, text: &str) {
    let file = repo.home().join(".gitconfig");
    let mut file = std::fs::File::options().append(true).open(file).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// A new key of the user's, and a configuration with which `git` knows it.
fn key(repo: &Sandbox) -> String {
    let file = repo.home().join("key");
    let file = file.to_str().unwrap();
    let made = repo.command(
        "ssh-keygen",
        repo.home(),
        &["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file],
    );
    assert!(made.status.success(), "{made:?}");
    let public = std::fs::read_to_string(format!("{file}.pub")).unwrap();
    let signers = repo.home().join("signers");
    std::fs::write(&signers, format!("tester@example.com {public}")).unwrap();
    configure(
        repo,
        &format!(
            "[gpg \"ssh\"]\n\tallowedSignersFile = {}\n",
            signers.display()
        ),
    );
    file.to_owned()
}

#[test]
fn a_commit_is_signed_where_the_user_wants_that() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    key(&repo);
    configure(
        &repo,
        "[commit]\n\tgpgSign\n[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = ~/key.pub\n",
    );
    let (code, out, err) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{err}");
    assert!(!out.contains("sign"), "{out}");
    let verified = repo.command("git", repo.path(), &["verify-commit", "mfa-migrate"]);
    assert!(verified.status.success(), "{verified:?}");
    repo.git(&["fsck", "--strict"]);
    // The signature of the same commit is there already.
    let (code, out, _) = repo.run(&["fix", "--yes", "--force"]);
    assert_eq!(code, 0);
    assert!(out.contains("nothing to do"), "{out}");
}

#[test]
fn an_unsigned_commit_says_so_and_how_to_sign_it() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let key = key(&repo);
    let (code, out, _) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0);
    assert!(out.contains(", not signed"), "{out}");
    let step = "git switch mfa-migrate && git commit --amend --no-edit --gpg-sign";
    assert!(out.contains(step), "{out}");
    let format = ["-c", "gpg.format=ssh", "-c"];
    let key = format!("user.signingKey={key}");
    repo.git(&["switch", "-q", "mfa-migrate"]);
    let amend = ["commit", "-q", "--amend", "--no-edit", "--gpg-sign"];
    repo.git(&[&format[..], &[&key], &amend].concat());
    repo.git(&["verify-commit", "HEAD"]);
}

#[test]
fn a_repository_chooses_no_program_and_no_key() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let marker = repo.home().join("marker");
    let program = repo.write("sign", format!("#!/bin/sh\ntouch {}\n", marker.display()));
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    for (name, value) in [
        ("commit.gpgSign", "true"),
        ("gpg.format", "ssh"),
        ("gpg.program", program),
        ("gpg.ssh.program", program),
        ("user.signingKey", program),
    ] {
        repo.git(&["config", name, value]);
    }
    let (code, out, err) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains(", not signed"), "{out}");
    // Where the user signs, the user's program does.
    let key = key(&repo);
    configure(
        &repo,
        &format!(
            "[commit]\n\tgpgSign = true\n[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = {key}\n"
        ),
    );
    let (code, _, err) = repo.run(&["fix", "--yes", "--force"]);
    assert_eq!(code, 0, "{err}");
    assert!(!marker.exists());
    assert!(
        repo.git(&["cat-file", "commit", "mfa-migrate"])
            .contains("-----BEGIN SSH SIGNATURE-----")
    );
}

#[test]
fn gpg_is_run_as_git_runs_it() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let program = repo.home().join("gpg");
    let said = "-----BEGIN PGP SIGNATURE-----\\n\\nabc=\\n-----END PGP SIGNATURE-----\\n";
    let script = "#!/bin/sh\necho \"$@\" > ~/arguments; cat > ~/text\n";
    std::fs::write(&program, format!("{script}printf '%b' '{said}'\n")).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    configure(
        &repo,
        "[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = ~/gpg\n",
    );
    let (code, _, err) = repo.run(&["fix", "--yes"]);
    assert_eq!(code, 0, "{err}");
    let home = |name: &str| std::fs::read_to_string(repo.home().join(name)).unwrap();
    assert_eq!(home("arguments"), "-bsau Tester <tester@example.com>\n");
    let commit = repo.git(&["cat-file", "commit", "mfa-migrate"]);
    let (headers, message) = commit.split_once("\n\n").unwrap();
    let (plain, signature) = headers.split_once("\ngpgsig ").unwrap();
    assert_eq!(
        signature.replace("\n ", "\n").trim_end(),
        said.replace("\\n", "\n").trim_end()
    );
    assert_eq!(home("text"), format!("{plain}\n\n{message}"));
}

#[test]
fn what_cannot_be_signed_is_not_delivered() {
    for (configuration, said) in [
        ("[gpg]\n\tformat = ssh\n", "names no key"),
        (
            "[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = a/key\n",
            "whole path",
        ),
        (
            "[gpg]\n\tformat = ssh\n[user]\n\tsigningKey = ~/none\n",
            "no file",
        ),
        ("[gpg]\n\tformat = pgp\n", "openpgp, x509 or ssh"),
        ("[gpg]\n\tprogram = bin/gpg\n", "whole path"),
        ("[gpg]\n\tprogram = /nowhere/gpg\n", "running /nowhere/gpg"),
        ("[gpg]\n\tprogram = false\n", "false says"),
        ("[gpg]\n\tprogram = echo\n", "no signature"),
    ] {
        let repo = Sandbox::repository(&[("policy.json", POLICY)]);
        configure(
            &repo,
            &format!("[commit]\n\tgpgSign = true\n{configuration}"),
        );
        let state = repo.state();
        let (code, _, err) = repo.run(&["fix", "--yes"]);
        assert_eq!(code, 2, "{configuration}: {err}");
        assert!(err.contains(said), "{configuration}: {err}");
        assert!(
            err.contains("user.signingKey") || said.contains("openpgp"),
            "{err}"
        );
        assert_eq!(repo.state(), state, "{configuration}");
    }
}
