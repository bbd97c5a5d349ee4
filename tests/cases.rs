//! The program's whole output over each folder of `testdata/cases`: what `check` prints for people and for
//! programs, and the patch of `fix`. A new folder is a new case; `cargo insta review` accepts its snapshots.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use assert_cmd::Command;

#[path = "support/report_schema.rs"]
mod report_schema;

fn cases() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("testdata/cases")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

/// Runs the program in a folder, with the folder's recorded devices where it has any. The folder is copied out
/// of this repository first, so that the program sees it as it would on any disk.
fn run(folder: &Path, args: &[&str]) -> String {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        std::fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
    }
    let mut command = Command::cargo_bin("mfa-migrate").unwrap();
    command
        .current_dir(copy.path())
        .args(args)
        .env_clear()
        .env("HOME", copy.path());
    if copy.path().join("devices.json").exists() {
        command.args(["--devices", "devices.json"]);
    }
    let output = command.output().unwrap();
    format!(
        "exit code: {}\n----- stdout -----\n{}----- stderr -----\n{}",
        output.status.code().unwrap(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn every_case_prints_what_it_did() {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r#""time": "[0-9TZ:-]+""#, r#""time": "TIME""#);
    settings.add_filter(
        r#""tool": \{\s+"version": "[^"]+""#,
        r#""tool": { "version": "VERSION""#,
    );
    let _guard = settings.bind_to_scope();
    for folder in cases() {
        let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
        insta::assert_snapshot!(format!("{name}-check"), run(&folder, &["check"]));
        insta::assert_snapshot!(
            format!("{name}-json"),
            run(&folder, &["check", "--format", "json"])
        );
        insta::assert_snapshot!(
            format!("{name}-patch"),
            run(&folder, &["fix", "--diff", "--yes", "--include-review"])
        );
    }
}

/// Only the bytes that the report names are changed, and a second run finds nothing more to take.
#[test]
fn every_case_is_migrated_once_and_for_all() {
    for folder in cases() {
        let copy = tempfile::tempdir().unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            std::fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
        }
        let program = |args: &[&str]| {
            let mut command = Command::cargo_bin("mfa-migrate").unwrap();
            command.current_dir(copy.path()).args(args);
            if copy.path().join("devices.json").exists() {
                command.args(["--devices", "devices.json"]);
            }
            command.output().unwrap()
        };
        let report: serde_json::Value =
            report_schema::read(&program(&["check", "--format", "json"]).stdout);
        let mut expected: std::collections::BTreeMap<String, Vec<u8>> = Default::default();
        for finding in report["findings"].as_array().unwrap().iter().rev() {
            let path = finding["path"].as_str().unwrap().to_owned();
            let file = expected
                .entry(path.clone())
                .or_insert_with(|| std::fs::read(copy.path().join(&path)).unwrap());
            // What is manual is a suggestion, which only a person takes.
            let is_taken = finding["disposition"] != "manual";
            if let Some(after) = finding["after"].as_str().filter(|_| is_taken) {
                let at = |end: &str| finding["span"][end].as_u64().unwrap() as usize;
                file.splice(at("start")..at("end"), after.bytes());
            }
        }
        let fix = program(&["fix", "--in-place", "--yes", "--include-review"]);
        assert!(fix.status.code().unwrap() < 2, "{fix:?}");
        for (path, bytes) in expected {
            assert!(
                std::fs::read(copy.path().join(&path)).unwrap() == bytes,
                "{}/{path}",
                folder.display()
            );
        }
        let again: serde_json::Value =
            report_schema::read(&program(&["check", "--format", "json"]).stdout);
        for finding in again["findings"].as_array().unwrap() {
            let is_left = finding["after"].is_null() || finding["disposition"] == "manual";
            assert!(is_left, "{finding:#}");
        }
    }
}

/// How a text is written in UTF-16: its mark, and the bytes of a unit.
type Utf16 = (&'static str, fn(u16) -> [u8; 2]);

/// Every case in UTF-16: the same findings, with spans that are of the file, and the same rewrites.
#[test]
fn every_case_is_the_same_in_utf_16() {
    let encodings: [Utf16; 2] = [("\u{FEFF}", u16::to_le_bytes), ("", u16::to_be_bytes)];
    for (folder, (mark, unit)) in cases().into_iter().zip(encodings.into_iter().cycle()) {
        let encoded = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let (plain, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut texts = std::collections::BTreeMap::new();
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            let name = file.file_name().unwrap().to_str().unwrap().to_owned();
            let mut bytes = std::fs::read(&file).unwrap();
            std::fs::write(plain.path().join(&name), &bytes).unwrap();
            if name != "devices.json"
                && let Ok(text) = String::from_utf8(bytes.clone())
            {
                let own_mark = if text.starts_with('\u{FEFF}') {
                    ""
                } else {
                    mark
                };
                bytes = encoded(&format!("{own_mark}{text}"));
                texts.insert(name.clone(), (text, own_mark));
            }
            std::fs::write(other.path().join(&name), bytes).unwrap();
        }
        let report = |of: &tempfile::TempDir, args: &[&str]| -> serde_json::Value {
            let mut command = Command::cargo_bin("mfa-migrate").unwrap();
            command.current_dir(of.path()).args(args);
            command.args(["--format", "json"]);
            if of.path().join("devices.json").exists() {
                command.args(["--devices", "devices.json"]);
            }
            let mut report = report_schema::read(&command.output().unwrap().stdout);
            report["run"]["time"] = "".into();
            report
        };
        let mut expected = report(&plain, &["check"]);
        for finding in expected["findings"].as_array_mut().unwrap() {
            let Some((text, mark)) = texts.get(finding["path"].as_str().unwrap()) else {
                continue;
            };
            for end in ["start", "end"] {
                let at = finding["span"][end].as_u64().unwrap() as usize;
                finding["span"][end] = encoded(&format!("{mark}{}", &text[..at])).len().into();
            }
        }
        let found = report(&other, &["check"]);
        assert_eq!(found, expected, "{}", folder.display());
        for of in [&plain, &other] {
            report(of, &["fix", "--in-place", "--yes", "--include-review"]);
        }
        for (name, (_, mark)) in texts {
            let text = std::fs::read_to_string(plain.path().join(&name)).unwrap();
            let bytes = std::fs::read(other.path().join(&name)).unwrap();
            assert!(
                bytes == encoded(&format!("{mark}{text}")),
                "{}/{name}",
                folder.display()
            );
        }
    }
}
