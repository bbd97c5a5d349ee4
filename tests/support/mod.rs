//! A temporary git repository, made by the real `git`, and the program run in it, both in a clean environment.

#![allow(dead_code, clippy::unwrap_used)]

#[cfg(unix)]
pub mod aws;
#[cfg(unix)]
pub mod evaluator;
pub mod policies;
pub mod report_schema;
pub mod simulator;
pub mod stub;

use std::collections::BTreeMap;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A policy in the old form, whose rewrite is safe.
pub const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
  ]
}
"#;

/// A policy whose rewrite is to be reviewed.
pub const DENY: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny",
  "Action": "iam:CreateVirtualMFADevice", "NotResource": "arn:aws:iam::*:mfa/${aws:username}"}}
"#;

/// The text with its rewrite made.
pub fn migrated(text: &str) -> String {
    text.replace("mfa/${aws:username}", "mfa/*")
}

/// A folder for a repository, and one for the user's home.
pub struct Sandbox {
    home: TempDir,
    folder: TempDir,
}

impl Sandbox {
    /// An empty folder, in no repository.
    pub fn new() -> Sandbox {
        let sandbox = Sandbox {
            home: tempfile::tempdir().unwrap(),
            folder: tempfile::tempdir().unwrap(),
        };
        std::fs::write(
            sandbox.home.path().join(".gitconfig"),
            "[user]\n\tname = Tester\n\temail = tester@example.com\n[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n\tallow = always\n",
        )
        .unwrap();
        sandbox
    }

    /// A repository with these files committed.
    pub fn repository(files: &[(&str, &str)]) -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.git(&["init", "-q", "-b", "main"]);
        for (path, content) in files {
            sandbox.write(path, content);
        }
        sandbox.commit_all();
        sandbox
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub fn read(&self, path: &str) -> String {
        String::from_utf8(std::fs::read(self.path().join(path)).unwrap()).unwrap()
    }

    pub fn commit_all(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "files"]);
    }

    /// What both git and the program see of the environment.
    pub fn environment(&self) -> Vec<(String, String)> {
        let home = self.home.path().to_str().unwrap();
        [
            ("HOME", home.to_owned()),
            ("XDG_CONFIG_HOME", home.to_owned()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("PATH", std::env::var("PATH").unwrap()),
            ("LC_ALL", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    pub fn command(&self, program: &str, folder: &Path, args: &[&str]) -> Output {
        Command::new(program)
            .args(args)
            .current_dir(folder)
            .env_clear()
            .envs(self.environment())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    /// What `git` prints; it must succeed.
    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(self.path(), args)
    }

    pub fn git_in(&self, folder: &Path, args: &[&str]) -> String {
        let output = self.command("git", folder, args);
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs the program in the repository: its exit code, standard output and standard error.
    pub fn run(&self, args: &[&str]) -> (i32, String, String) {
        self.run_in(self.path(), args)
    }

    pub fn run_in(&self, folder: &Path, args: &[&str]) -> (i32, String, String) {
        let output = self.command(env!("CARGO_BIN_EXE_mfa-migrate"), folder, args);
        (
            output.status.code().unwrap(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    /// The report of `check --format json`.
    pub fn report(&self, args: &[&str]) -> serde_json::Value {
        let args = [&["check", "--format", "json"], args].concat();
        report_schema::read(self.run(&args).1.as_bytes())
    }

    /// The same with more in its environment.
    pub fn run_with(
        &self,
        environment: &[(String, String)],
        args: &[&str],
    ) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_mfa-migrate"))
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment())
            .envs(environment.iter().cloned())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    /// Runs the program and gives the most memory (bytes) that it held at any time, as the system counts it (getrusage(2), `ru_maxrss`), and
    /// its exit code. Python is asked, as it waits for just this child.
    pub fn peak(&self, environment: &[(String, String)], args: &[&str]) -> (usize, i32) {
        const WAIT: &str = "import os, subprocess, sys\n\
            child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)\n\
            _, status, usage = os.wait4(child.pid, 0)\n\
            print(usage.ru_maxrss, os.waitstatus_to_exitcode(status))";
        let output = Command::new("python3")
            .args(["-c", WAIT, env!("CARGO_BIN_EXE_mfa-migrate")])
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .envs(self.environment())
            .envs(environment.iter().cloned())
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut numbers = text
            .split_whitespace()
            .map(|number| number.parse().unwrap());
        let (kib, code): (i64, i64) = (numbers.next().unwrap(), numbers.next().unwrap());
        (kib as usize * 1024, code as i32)
    }

    /// Whether a branch is there.
    pub fn has_branch(&self, name: &str) -> bool {
        !self.git(&["branch", "--list", name]).is_empty()
    }

    /// All that must not change unless it is asked for: references, index, and what git says of the work tree.
    pub fn state(&self) -> (String, Vec<u8>, String) {
        (
            self.git(&["for-each-ref"]) + &self.git(&["rev-parse", "HEAD"]),
            std::fs::read(self.path().join(".git/index")).unwrap_or_default(),
            self.git(&["--no-optional-locks", "status", "--porcelain=v2"]),
        )
    }
}

/// The fields of a request's form (application/x-www-form-urlencoded).
pub fn form(text: &str) -> BTreeMap<String, String> {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    text.split('&')
        .filter_map(|field| field.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
