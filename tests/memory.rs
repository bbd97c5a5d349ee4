//! What a file takes of memory: docs/src/limits.md states the bound. Each shape here took more at some time.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

const MIB: usize = 1024 * 1024;
/// The largest file that is looked at, but for the needle beside the bulk.
const LARGE: usize = 16 * MIB - 4096;

const RESOURCE: &str = "\"arn:aws:iam::*:mfa/${aws:username}\"";

/// Rewrites one file, which takes all that a check does and more, within the bound.
fn holds(name: &str, text: &[u8]) {
    let repo = Sandbox::new();
    repo.write(name, text);
    let bound = 256 * MIB + 20 * text.len();
    let fix = [
        "fix",
        "--yes",
        "--include-review",
        "--diff",
        "--devices",
        "none",
    ];
    let (peak, code) = repo.peak(&[], &fix);
    assert!((0..=1).contains(&code), "{name}: {code}");
    assert!(
        peak <= bound,
        "{name}: {} MiB of {} MiB",
        peak / MIB,
        bound / MIB
    );
}

/// So many bytes of a repeated text, after a beginning and before an end.
fn filled(begin: &str, unit: &str, end: &str, length: usize) -> Vec<u8> {
    let count = length.saturating_sub(begin.len() + end.len()) / unit.len();
    [begin, &unit.repeat(count), end].concat().into_bytes()
}

#[test]
fn nested_objects() {
    const DEPTH: usize = 1_000_000;
    let (open, close) = ("{\"a\":".repeat(DEPTH), "}".repeat(DEPTH));
    holds("same.json", [&open, POLICY, &close].concat().as_bytes());
    // No unit is repeated for long, so that nothing is known of it before it is read.
    let varied: String = (0..DEPTH / 3)
        .map(|at| {
            if at.is_multiple_of(3) {
                format!("{{\"a{at}\":")
            } else {
                format!("{{\"a{at}\":[")
            }
        })
        .collect();
    holds("varied.json", (varied + POLICY).as_bytes());
}

#[test]
fn many_findings() {
    let begin = "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iam:CreateVirtualMFADevice\", \"Resource\": [";
    let end = format!("{RESOURCE}]}}]}}");
    let resources = |length| filled(begin, &format!("{RESOURCE},\n"), &end, length);
    for length in [MIB / 2, 15 * MIB] {
        holds("resources.json", &resources(length));
    }
    let line = POLICY.replace('\n', " ") + "\n";
    for length in [MIB, LARGE] {
        holds("policies.json", &filled("", &line, "", length));
    }
    holds("text.txt", &filled("", &format!("{RESOURCE} "), "", LARGE));
    // What is not looked at is said.
    let repo = Sandbox::new();
    repo.write("a.json", resources(15 * MIB));
    let (code, out, errors) = repo.run(&["check"]);
    assert_eq!(code, 1, "{errors}");
    assert!(
        out.contains("a.json (more than 50,000 occurrences)"),
        "{out}"
    );
    assert!(out.contains("more occurrences than are looked at"), "{out}");
}

#[test]
fn dense_data() {
    let key = format!("{{\"Resource\": {RESOURCE}, \"a\": [");
    holds("dense.json", &filled(&key, "[],", "0]}", 3 * MIB));
    let line = "        \"SomeKeyName\": \"some value 12345678\",\n";
    let begin = format!("{{\"Resource\": {RESOURCE},\n");
    holds("lines.json", &filled(&begin, line, "\"a\": 0}", 4 * MIB));
}

#[test]
fn long_lines_of_yaml() {
    let begin = format!("a: [{RESOURCE}, ");
    holds("list.yml", &filled(&begin, "\"x\", ", "1]\n", 15 * MIB));
    let begin = format!("{{a: {RESOURCE}");
    holds("mapping.yml", &filled(&begin, ", k: v", "}\n", 15 * MIB));
}

#[test]
fn programs_and_prose() {
    for (name, begin, unit) in [
        ("a.ts", format!("x = {RESOURCE}\n"), "f(1);\n"),
        ("a.lua", format!("x = {RESOURCE}\n"), "a;"),
        ("a.md", format!("`{RESOURCE}`\n\n"), "*a* `b`\n\n"),
    ] {
        holds(name, &filled(&begin, unit, "\n", 6 * MIB));
    }
}

/// A pattern that can match nothing takes nothing.
#[test]
fn patterns() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let line = "a*".repeat(MIB / 2) + " linguist-generated\n";
    for (file, line) in [(".gitattributes", line), (".gitignore", "**/".repeat(MIB))] {
        repo.write(file, line);
        let (peak, code) = repo.peak(&[], &["check", "-q"]);
        assert_eq!(code, 1, "{file}");
        assert!(peak < 128 * MIB, "{file}: {} MiB", peak / MIB);
    }
}

/// Several large files are looked at one after the other.
#[test]
fn several_large_files() {
    let repo = Sandbox::new();
    let begin = format!("{{\"Resource\": {RESOURCE}, \"a\": [");
    let text = filled(&begin, "[\"x\", 1],\n", "0]}", 2 * MIB);
    for number in 0..4 {
        repo.write(&format!("{number}.json"), &text);
    }
    let (peak, code) = repo.peak(&[], &["check", "-q"]);
    assert_eq!(code, 1);
    let bound = 256 * MIB + 20 * text.len();
    assert!(peak <= bound, "{} MiB of {} MiB", peak / MIB, bound / MIB);
}
