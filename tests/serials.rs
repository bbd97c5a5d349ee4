//! Serial numbers in every host that can hold one, against an inventory that knows the users: each that its user hasn't is
//! found once, only it is changed, each that its user has stays, and a second run finds nothing.
//!
//! The witness is a search for the bytes: the new file is the old one with each stale serial number replaced.

#![allow(clippy::unwrap_used)]

use mfa_migrate::devices::inventory::DeviceInventory;
use mfa_migrate::devices::{Device, DeviceResolver};
use mfa_migrate::finding::{Disposition, Finding};
use mfa_migrate::scan;
use proptest::prelude::*;

/// A user's serial number as a file has it, and the one that IAM has.
#[derive(Clone, Debug)]
struct Held {
    user: String,
    written: String,
    listed: String,
    /// Whether the user has a security key, too, which no command can name.
    has_key: bool,
}

/// Some users of two accounts, some of whom still have the device that is named after them.
fn users() -> impl Strategy<Value = Vec<Held>> {
    let user = (
        "[a-z][a-z0-9_-]{0,12}",
        prop::sample::select(&["210987654321", "464646123789"][..]),
        prop::sample::select(&["aws", "aws-us-gov"][..]),
        prop::sample::select(&["", "team/"][..]),
        any::<(bool, bool)>(),
    );
    prop::collection::vec(user, 1..5).prop_map(|users| {
        let users = users.into_iter().enumerate();
        let held = users.map(
            |(at, (name, account, partition, path, (is_right, has_key)))| {
                // No name is the beginning of another.
                let user = format!("{name}.{at}.z");
                let arn =
                    |device: &str| format!("arn:{partition}:iam::{account}:mfa/{path}{device}");
                let written = arn(&user);
                let listed = if is_right {
                    written.clone()
                } else {
                    arn(&format!("phone-of-{at}"))
                };
                Held {
                    user,
                    written,
                    listed,
                    has_key,
                }
            },
        );
        held.collect()
    })
}

fn resolver(users: &[Held]) -> DeviceResolver {
    let mut inventory = DeviceInventory::default();
    for held in users {
        let device = |serial: String| Device {
            user: held.user.clone(),
            serial,
            enabled: None,
        };
        inventory.add(device(held.listed.clone()));
        if held.has_key {
            let (before, _) = held.listed.split_once(":mfa/").unwrap();
            inventory.add(device(format!("{before}:u2f/user/{}/key", held.user)));
        }
    }
    DeviceResolver::new(inventory, None)
}

/// Where serial numbers stand: a file's name, what begins and ends it, and a part for each, with `SERIAL` for it and `N`
/// for its number.
type Host = (&'static str, &'static str, &'static str, &'static str);

const HOSTS: &[Host] = &[
    (
        "a.sh",
        "#!/bin/sh\n",
        "aws sts get-session-token --serial-number SERIAL --token-code 1\n",
        "",
    ),
    (
        "a.sh",
        "#!/bin/sh\n",
        "aws sts assume-role --role-arn r --serial-number='SERIAL' \\\n  --token-code 1\n",
        "",
    ),
    (
        "a.sh",
        "",
        "D_N=\"SERIAL\"\naws sts get-session-token --serial-number \"$D_N\"\n",
        "",
    ),
    (
        "a.sh",
        "",
        "f_N() {\n  local d='SERIAL'\n  aws sts get-session-token --serial-number $d\n}\n",
        "",
    ),
    (
        "a.sh",
        "",
        "aws sts get-session-token --serial-number \"${D_N:-SERIAL}\"\n",
        "",
    ),
    (
        "a.sh",
        "",
        "X_N=$(aws sts get-session-token --serial-number SERIAL)\n",
        "",
    ),
    (".bashrc", "", "export MFA_ARN_N=SERIAL\n", ""),
    (".env", "", "AWS_MFA_ARN_N=SERIAL\n", ""),
    (
        "a.fish",
        "",
        "set -x D_N SERIAL\naws sts get-session-token --serial-number $D_N\n",
        "",
    ),
    (
        "a.ps1",
        "",
        "Get-STSSessionToken -SerialNumber \"SERIAL\" -TokenCode 1\n",
        "",
    ),
    ("a.ps1", "", "$d_N = 'SERIAL'\n", ""),
    (
        "a.md",
        "# 題 🎉\n\n",
        "```sh\n$ aws sts get-session-token --serial-number SERIAL\n```\n\n",
        "end\n",
    ),
    (
        "a.yml",
        "steps:\n",
        "  - run: aws sts get-session-token --serial-number SERIAL\n",
        "",
    ),
    (
        "a.yml",
        "steps:\n",
        "  - run: |\n      aws sts get-session-token \\\n        --serial-number \"SERIAL\"\n",
        "",
    ),
    ("a.yml", "x:\n", "  - mfa_serial: 'SERIAL'\n", ""),
    ("a.json", "{\"x\": [\n", "\"SERIAL\",\n", "1]}\n"),
    (
        "a.json",
        "{\"x\": [\n",
        "{\"run\": \"aws sts get-session-token --serial-number \\\"SERIAL\\\"\"},\n",
        "1]}\n",
    ),
    (
        "a.json",
        "{\"x\": [\n",
        "\"{\\\"mfa_serial\\\": \\\"SERIAL\\\"}\",\n",
        "1]}\n",
    ),
    (
        "a.tf",
        "",
        "variable \"d_N\" {\n  default = \"SERIAL\"\n}\n",
        "",
    ),
    (
        "a.tf",
        "",
        "x \"y\" {\n  command = \"aws sts get-session-token --serial-number SERIAL\"\n}\n",
        "",
    ),
    ("Makefile", "", "D_N = SERIAL\n", ""),
    (
        "Makefile",
        "",
        "login_N:\n\taws sts get-session-token --serial-number SERIAL\n",
        "",
    ),
    ("Dockerfile", "FROM x\n", "ENV D_N=SERIAL\n", ""),
    (
        "Dockerfile",
        "FROM x\n",
        "RUN aws sts get-session-token --serial-number SERIAL\n",
        "",
    ),
    (
        "Dockerfile",
        "FROM x\n",
        "CMD [\"aws\", \"sts\", \"get-session-token\", \"--serial-number\", \"SERIAL\"]\n",
        "",
    ),
    (
        "config",
        "",
        "[profile p_N]\nrole_arn = r\nmfa_serial = SERIAL\n",
        "",
    ),
    ("a.toml", "", "[p_N]\nmfa_serial = \"SERIAL\"\n", ""),
    (
        "a.py",
        "",
        "c.get_session_token(SerialNumber='SERIAL', TokenCode='1')\n",
        "",
    ),
    (
        "a.py",
        "",
        "c.assume_role(**{'SerialNumber': \"SERIAL\"})\n",
        "",
    ),
    (
        "a.py",
        "",
        "run('aws sts get-session-token --serial-number SERIAL')\n",
        "",
    ),
    (
        "a.ts",
        "",
        "c.send(new AssumeRoleCommand({ SerialNumber: `SERIAL` }));\n",
        "",
    ),
    ("a.js", "", "const d_N = 'SERIAL';\n", ""),
    (
        "a.go",
        "package a\n",
        "var x_N = sts.AssumeRoleInput{SerialNumber: aws.String(\"SERIAL\")}\n",
        "",
    ),
    (
        "A.java",
        "class A { void f() {\n",
        "new AssumeRoleRequest().withSerialNumber(\"SERIAL\");\n",
        "} }\n",
    ),
    (
        "A.cs",
        "class A {\n",
        "object X_N = new AssumeRoleRequest { SerialNumber = \"SERIAL\" };\n",
        "}\n",
    ),
    (
        "a.rb",
        "",
        "c.get_session_token(serial_number: 'SERIAL')\n",
        "",
    ),
    ("a.txt", "", "serial: \"SERIAL\"\n", ""),
];

fn file(host: &Host, users: &[Held]) -> String {
    let (_, begin, part, end) = host;
    let parts = users.iter().enumerate();
    let parts: String = parts
        .map(|(at, held)| {
            part.replace("SERIAL", &held.written)
                .replace("_N", &format!("_{at}"))
        })
        .collect();
    format!("{begin}{parts}{end}")
}

/// The text with the rewrites made as the report describes them.
fn spliced(text: &str, findings: &[Finding]) -> String {
    let mut new = text.to_owned();
    for finding in findings.iter().rev() {
        if let Some(rewrite) = &finding.rewrite {
            new.replace_range(rewrite.span.clone(), &rewrite.after);
        }
    }
    new
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stale_serial_numbers_are_found_and_rewritten_once(users in users(), host in prop::sample::select(HOSTS)) {
        let text = file(&host, &users);
        let resolver = resolver(&users);
        let findings = scan::findings(host.0, text.as_bytes(), &resolver);
        let stale = users.iter().filter(|held| held.written != held.listed);
        prop_assert_eq!(findings.len(), stale.clone().count(), "{}\n{:#?}", text, findings);
        for finding in &findings {
            prop_assert_eq!(finding.rule.name, "stale-mfa-serial");
            prop_assert!(matches!(finding.disposition, Disposition::Safe | Disposition::Review), "{:?}\n{}", finding, text);
            prop_assert_eq!(&finding.before, &text[finding.span.clone()]);
            prop_assert_eq!(&finding.before, &finding.value_before);
        }
        let new = spliced(&text, &findings);
        let mut expected = text.clone();
        for held in stale {
            expected = expected.replace(&held.written, &held.listed);
        }
        prop_assert_eq!(&new, &expected);
        let again = scan::findings(host.0, new.as_bytes(), &resolver);
        prop_assert!(again.is_empty(), "{:#?}\n{}", again, new);
    }

    /// Nobody who could be asked, no rewrite: but each serial number is found all the same.
    #[test]
    fn without_an_inventory_nothing_is_rewritten(users in users(), host in prop::sample::select(HOSTS)) {
        let text = file(&host, &users);
        let findings = scan::findings(host.0, text.as_bytes(), &DeviceResolver::none());
        prop_assert_eq!(findings.len(), users.len(), "{}", text);
        prop_assert!(findings.iter().all(|finding| finding.rewrite.is_none()));
    }
}

/// Every host once, with a serial number that is right beside one that isn't.
#[test]
fn every_host_holds_a_serial_number() {
    let held = |at: usize, written: &str, listed: &str| Held {
        user: format!("u.{at}.z"),
        written: format!("arn:aws:iam::210987654321:mfa/{written}"),
        listed: format!("arn:aws:iam::210987654321:mfa/{listed}"),
        has_key: false,
    };
    let users = [
        held(0, "u.0.z", "phone"),
        held(1, "u.1.z", "u.1.z"),
        held(2, "u.2.z", "tablet"),
    ];
    for host in HOSTS {
        let text = file(host, &users);
        let findings = scan::findings(host.0, text.as_bytes(), &resolver(&users));
        let expected = text
            .replace("mfa/u.0.z", "mfa/phone")
            .replace("mfa/u.2.z", "mfa/tablet");
        assert_eq!(
            spliced(&text, &findings),
            expected,
            "{}: {findings:#?}",
            host.0
        );
    }
}
