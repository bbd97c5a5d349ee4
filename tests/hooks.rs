//! The hooks of `.pre-commit-hooks.yaml`, run by the real `pre-commit`.

#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod support;

use std::path::Path;
use std::process::Command;

use support::{POLICY, Sandbox};

/// `pre-commit run` in a repository whose configuration names a hook of this one: whether it is green, and what it prints.
fn run(repo: &Sandbox, arguments: &[&str]) -> (bool, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_mfa-migrate"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let output = Command::new(support::aws::python())
        .args(["-m", "pre_commit", "run", "--color", "never"])
        .args(arguments)
        .current_dir(repo.path())
        .env_clear()
        .envs(repo.environment())
        .env("PATH", path)
        .env("PRE_COMMIT_HOME", repo.home().join("pre-commit"))
        .output()
        .unwrap();
    let printed = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(printed).unwrap())
}

/// A repository that holds the hooks, as it is cloned by `pre-commit`.
fn hooks() -> Sandbox {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
    let hooks = std::fs::read_to_string(file).unwrap();
    Sandbox::repository(&[(".pre-commit-hooks.yaml", &hooks)])
}

fn configuration(hooks: &Sandbox) -> String {
    format!(
        "repos:\n- repo: {}\n  rev: {}  hooks:\n  - id: mfa-migrate-system\n",
        hooks.path().display(),
        hooks.git(&["rev-parse", "HEAD"])
    )
}

#[test]
fn the_hook_stops_the_old_form_and_lets_the_new_one_through() {
    let hooks = hooks();
    let repo = Sandbox::repository(&[
        (".pre-commit-config.yaml", &configuration(&hooks)),
        ("old.json", POLICY),
    ]);
    // What isn't staged is none of the hook's business.
    repo.write("new.json", support::migrated(POLICY));
    repo.git(&["add", "new.json"]);
    let (is_green, printed) = run(&repo, &[]);
    assert!(is_green, "{printed}");
    repo.write("new.json", POLICY);
    repo.git(&["add", "new.json"]);
    let (is_green, printed) = run(&repo, &[]);
    assert!(!is_green, "{printed}");
    assert!(printed.contains("new.json:4:"), "{printed}");
    assert!(!printed.contains("old.json"), "{printed}");
}

#[test]
fn many_files_give_one_summary() {
    let hooks = hooks();
    let names: Vec<String> = (0..150).map(|number| format!("{number}.json")).collect();
    let configuration = configuration(&hooks);
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (&**name, POLICY)).collect();
    files.push((".pre-commit-config.yaml", &configuration));
    let repo = Sandbox::repository(&files);
    let (is_green, printed) = run(&repo, &["--all-files"]);
    assert!(!is_green, "{printed}");
    assert_eq!(
        printed.matches("150 findings in 150 files").count(),
        1,
        "{printed}"
    );
}

#[test]
fn what_the_configuration_excludes_is_passed_over() {
    let hooks = hooks();
    let repo = Sandbox::repository(&[
        (".pre-commit-config.yaml", &configuration(&hooks)),
        (".mfa-migrate.toml", "exclude = [\"old/\"]\n"),
        ("old/a.json", POLICY),
        ("vendor/a.json", POLICY),
    ]);
    let arguments = ["--all-files", "--verbose"];
    let (is_green, printed) = run(&repo, &arguments);
    assert!(is_green, "{printed}");
    assert!(
        printed.contains("1 excluded by the configuration"),
        "{printed}"
    );
    assert!(printed.contains("1 vendored or generated"), "{printed}");
    repo.write("new.json", POLICY);
    repo.git(&["add", "new.json"]);
    let (is_green, printed) = run(&repo, &arguments);
    assert!(!is_green, "{printed}");
    assert!(printed.contains("1 finding in 1 file"), "{printed}");
}

#[test]
fn every_hook_is_known_to_pre_commit() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/.pre-commit-hooks.yaml");
    let checked = Command::new(support::aws::python())
        .args(["-m", "pre_commit", "validate-manifest", file])
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
}
