//! Values without a reasonable end, in a record of devices or from a server: they are refused with a sentence, within a bound of memory.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod support;

use support::Sandbox;
use support::aws::{ACCOUNT, nowhere_else};
use support::stub::{Answer, Stub};

const MIB: usize = 1024 * 1024;
/// More than any serial number has (IAM's API Reference, "MFADevice": 256 characters).
const LENGTH: usize = 200 * MIB;
/// What a run may take, whatever a record, a server or a setting gives it (docs/src/limits.md).
const MOST: usize = 256 * MIB;

const SCRIPT: &str = "aws sts get-session-token --serial-number arn:aws:iam::111122223333:mfa/me --token-code \"$1\"\n";

fn with_keys(endpoint: &str) -> Vec<(String, String)> {
    let keys = [
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI"),
    ];
    let keys = keys.map(|(name, value)| (name.to_owned(), value.to_owned()));
    [keys.to_vec(), nowhere_else(endpoint)].concat()
}

#[test]
fn a_serial_number_without_end_from_a_server() {
    for length in [1000, 15 * MIB, LENGTH] {
        let stub = Stub::start(move |form| match form["Action"].as_str() {
            "GetCallerIdentity" => Answer::identity(),
            _ => Answer::devices(&form["UserName"], &[&"x".repeat(length)], None),
        });
        let repo = Sandbox::repository(&[("a.sh", SCRIPT)]);
        let old = "{\"MFADevices\": []}\n";
        repo.write("devices.json", old);
        let environment = with_keys(stub.endpoint());
        let save = ["devices", "me", "--save", "devices.json"];
        let (code, out, errors) = repo.run_with(&environment, &save);
        assert_eq!((code, out.as_str()), (2, ""), "{length}: {errors:.300}");
        assert!(
            errors.starts_with("mfa-migrate: ") && errors.len() < 1000,
            "{errors:.300}"
        );
        assert!(!errors.contains("internal error"), "{errors:.300}");
        // What was recorded before stays.
        assert_eq!(repo.read("devices.json"), old);
        let (peak, code) = repo.peak(&environment, &save);
        assert_eq!(code, 2);
        assert!(peak < MOST, "{length}: {} MiB", peak / MIB);
        // Nor is it put into a file.
        let fix = ["fix", "--yes", "--in-place", "--devices", "aws"];
        repo.run_with(&environment, &fix);
        assert_eq!(repo.read("a.sh"), SCRIPT);
    }
}

#[test]
fn a_serial_number_without_end_in_a_record() {
    let serial = |length: usize| format!("arn:aws:iam::{ACCOUNT}:mfa/{}", "x".repeat(length));
    for (length, says) in [
        (1000, "devices.json"),
        (60 * MIB, "devices.json"),
        (LENGTH, "bytes"),
    ] {
        let repo = Sandbox::repository(&[("a.sh", SCRIPT)]);
        let record = format!(
            "{{\"MFADevices\": [{{\"UserName\": \"me\", \"SerialNumber\": \"{}\"}}]}}",
            serial(length)
        );
        repo.write("devices.json", record);
        let check = ["check", "--devices", "devices.json"];
        let (code, out, errors) = repo.run(&check);
        assert_eq!((code, out.as_str()), (2, ""), "{length}: {errors:.300}");
        assert!(
            errors.contains(says) && errors.len() < 1000,
            "{length}: {errors:.300}"
        );
        assert!(!errors.contains("internal error"), "{errors:.300}");
        let (peak, _) = repo.peak(&[], &check);
        assert!(peak < MOST, "{length}: {} MiB", peak / MIB);
        let fix = ["fix", "--yes", "--in-place", "--devices", "devices.json"];
        assert_eq!((repo.run(&fix).0, repo.read("a.sh").as_str()), (2, SCRIPT));
    }
}

/// Settings of AWS's that never end are no settings.
#[test]
fn files_of_settings_that_never_end() {
    let repo = Sandbox::new();
    let (large, empty) = (repo.home().join("large"), repo.home().join("empty"));
    let file = std::fs::File::create(&large).unwrap();
    file.set_len(1024 * MIB as u64).unwrap();
    std::fs::write(&empty, "").unwrap();
    let stub = Stub::start(|_| Answer::identity());
    for name in [
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        "AWS_CA_BUNDLE",
    ] {
        for file in ["/dev/zero", large.to_str().unwrap()] {
            let mut environment = with_keys(stub.endpoint());
            environment.push((name.to_owned(), file.to_owned()));
            let (code, _, errors) = repo.run_with(&environment, &["devices", "me"]);
            assert_eq!(code, 2, "{errors}");
            assert!(errors.contains(name) && errors.contains(file), "{errors}");
            let (peak, _) = repo.peak(&environment, &["devices", "me"]);
            assert!(peak < MOST, "{name} {file}: {} MiB", peak / MIB);
        }
    }
}
