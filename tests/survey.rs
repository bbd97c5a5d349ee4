//! A witness that shares no code with the program: `tests/survey.py` over the test data, and over faults seeded into what the program did.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

/// Runs the survey over the test data. Its output is shown where it fails.
fn survey(args: &[&str]) -> String {
    let output = Command::new(support::aws::python())
        .arg("tests/survey.py")
        .args(["--program", env!("CARGO_BIN_EXE_mfa-migrate")])
        .args(["--record", "devices.json"])
        .args(args)
        .args(["--each", "testdata/cases", "sample"])
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert!(output.status.success(), "{out}{err}");
    assert_eq!(err, "");
    out
}

#[test]
fn nothing_is_wrong_in_the_test_data() {
    survey(&[]);
}

/// At least 99 of 100 faults are noticed.
#[test]
fn faults_are_noticed() {
    let out = survey(&["--faults", "1000"]);
    assert!(out.contains(" of  1000  all"), "{out}");
}
