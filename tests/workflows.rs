//! The action and the workflows: what comes from outside never becomes part of a script, and what they name is there.

#![allow(clippy::unwrap_used)]

#[cfg(unix)]
mod support;

use std::path::Path;

const FILES: [&str; 3] = [
    "action.yml",
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
];

fn read(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// The scripts of a workflow: what stands after `run:`, on its line and on the deeper ones below.
fn scripts(text: &str) -> Vec<String> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut scripts = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(first) = line.trim_start_matches([' ', '-']).strip_prefix("run:") else {
            continue;
        };
        let mut script = first.to_owned();
        while let Some(next) = lines.next_if(|next| {
            next.trim().is_empty()
                || depth(next) > depth(line) + 2
                || (depth(next) > depth(line) && !line.trim_start().starts_with('-'))
        }) {
            script.push('\n');
            script.push_str(next);
        }
        scripts.push(script);
    }
    scripts
}

#[test]
fn no_script_has_an_expression_in_it() {
    for file in FILES {
        let scripts = scripts(&read(file));
        assert!(scripts.len() > 1, "{file}");
        for script in scripts {
            assert!(!script.contains("${{"), "{file}: {script}");
        }
    }
    let bad = "steps:\n  - name: x\n    run: |\n      echo\n      ${{ inputs.x }}\n    env:\n      Y: ${{ inputs.y }}\n";
    let found = scripts(bad);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("inputs.x") && !found[0].contains("inputs.y"));
}

/// Whether a line names an action of another repository by a commit, with its release behind it. A tag can be moved.
fn is_pinned(uses: &str) -> bool {
    let (commit, release) = uses
        .split_once('@')
        .and_then(|(_, version)| version.split_once(" # v"))
        .unwrap_or_default();
    commit.len() == 40
        && commit.bytes().all(|byte| byte.is_ascii_hexdigit())
        && release.split('.').count() == 3
}

#[test]
fn every_action_is_pinned_to_a_commit() {
    let mut pinned = 0;
    for file in FILES {
        let text = read(file);
        let uses = text.lines().filter_map(|line| line.split_once("uses: "));
        for (_, uses) in uses.filter(|(_, uses)| !uses.starts_with("./")) {
            assert!(is_pinned(uses), "{file}: {uses}");
            pinned += 1;
        }
    }
    assert!(pinned > 10, "{pinned}");
    assert!(read(".github/workflows/release.yml").contains("uses: ./\n"));
    for bad in [
        "actions/checkout@v4",
        "actions/checkout@11bd719 # v4.2.2",
        "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683",
    ] {
        assert!(!is_pinned(bad), "{bad}");
    }
}

/// What is released has no path of the machine that built it (`.ci/trimmed`), and programs tell what they are made of.
#[test]
fn every_release_is_built_without_paths() {
    let mut count = 0;
    for file in [".github/workflows/release.yml", "Dockerfile"] {
        for line in read(file)
            .lines()
            .filter(|line| line.contains("--release "))
        {
            assert!(line.contains(".ci/trimmed "), "{file}: {line}");
            let is_audited = line.contains(".ci/trimmed cargo auditable ");
            let has_own_list = line.contains("maturin") || file == "Dockerfile";
            assert!(is_audited || has_own_list, "{file}: {line}");
            count += 1;
        }
    }
    assert_eq!(count, 3);
}

#[cfg(unix)]
#[test]
fn a_trimmed_build_maps_the_folder_and_cargos_own() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/trimmed");
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().canonicalize().unwrap();
    std::fs::write(
        folder.join("a.rs"),
        "pub fn at() -> &'static str { file!() }\npub fn main() { println!(\"{}\", at()) }\n",
    )
    .unwrap();
    let shell = "printf '%s\\n' \"$CFLAGS\"; rustc $RUSTFLAGS -o a \"$PWD/a.rs\" && ./a";
    let output = std::process::Command::new(&script)
        .args(["sh", "-c", shell])
        .current_dir(&folder)
        .env("CARGO_HOME", "/some/cargo")
        .env("CFLAGS", "-DX")
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let shown = format!(
        "-DX -ffile-prefix-map=/some/cargo=/cargo -ffile-prefix-map={}=/build\n/build/a.rs\n",
        folder.display()
    );
    assert_eq!(String::from_utf8_lossy(&output.stdout), shown, "{output:?}");
    let program = std::fs::read(folder.join("a")).unwrap();
    let path = folder.to_str().unwrap().as_bytes();
    assert!(!program.windows(path.len()).any(|part| part == path));
}

#[test]
fn every_version_is_the_one_of_the_program() {
    let version = env!("CARGO_PKG_VERSION");
    let job = read("ci/gitlab.yml");
    assert!(
        job.contains(&format!("MFA_MIGRATE_VERSION: \"{version}\"")),
        "{job}"
    );
    // The wheel has the version of Cargo.toml.
    assert!(read("pyproject.toml").contains("dynamic = [\"version\"]"));
}

#[test]
fn the_installer_knows_each_archive_that_a_release_has() {
    let release = read(".github/workflows/release.yml");
    let installer = read("ci/github/install.sh");
    let named = installer.lines().filter_map(|line| {
        let archive = line
            .split_once("archive=mfa-migrate-")?
            .1
            .split_once(' ')?
            .0;
        archive.rsplit_once('.')
    });
    let mut count = 0;
    for (target, ending) in named {
        assert!(
            release.contains(&format!("target: {target}, build:")),
            "{target}"
        );
        assert_eq!(ending == "zip", target.contains("windows"), "{target}");
        count += 1;
    }
    assert_eq!(count, 5);
}

#[cfg(unix)]
#[test]
fn the_installer_takes_no_version_that_is_none() {
    let installer = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/github/install.sh");
    for version in [
        "",
        "main",
        "v1",
        "v1.2.3; id",
        "v1.2.3\nv1.2.3",
        "../v1.2.3",
    ] {
        let output = std::process::Command::new(&installer)
            .env("VERSION", version)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{version}: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("name a release"), "{version}: {said}");
    }
}

#[cfg(unix)]
#[test]
fn the_action_gives_each_step_what_it_reads() {
    let repo = support::Sandbox::repository(&[("a b/policy.json", support::POLICY)]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("ci/github/check.sh");
    let program = Path::new(env!("CARGO_BIN_EXE_mfa-migrate"));
    let runner = repo.home();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let run = |paths: &str, devices: &str| {
        for name in ["output", "summary"] {
            std::fs::write(runner.join(name), "").unwrap();
        }
        let output = std::process::Command::new(&script)
            .current_dir(repo.path())
            .env_clear()
            .envs(repo.environment())
            .env("PATH", &path)
            .env("PATHS", paths)
            .env("DEVICES", devices)
            .env("STRICT", "false")
            .env("RUNNER_TEMP", runner)
            .env("GITHUB_OUTPUT", runner.join("output"))
            .env("GITHUB_STEP_SUMMARY", runner.join("summary"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let read = |name: &str| std::fs::read_to_string(runner.join(name)).unwrap();
        (
            String::from_utf8(output.stdout).unwrap(),
            read("output"),
            read("summary"),
        )
    };
    let (log, outputs, summary) = run("a b\n\n", "none");
    assert!(outputs.starts_with("exit-code=1\n"), "{outputs}");
    assert!(
        log.lines()
            .any(|line| line.starts_with("::") && line.contains("policy.json")),
        "{log}"
    );
    assert!(summary.contains("policy.json"), "{summary}");
    for name in ["mfa-migrate.json", "mfa-migrate.sarif"] {
        let text = std::fs::read_to_string(runner.join(name)).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(json.to_string().contains("policy-mfa-resource"), "{json}");
    }
    // What looks like an option, or like a command, is a path.
    for paths in ["--in-place", "$(touch evil)", "a; touch evil"] {
        let (_, outputs, _) = run(paths, "");
        assert!(outputs.starts_with("exit-code=2\n"), "{paths}: {outputs}");
        assert!(!repo.path().join("evil").exists());
    }
}
