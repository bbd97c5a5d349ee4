//! What the file above does, on pieces of code.

use super::*;
use crate::rules::parsed;

const SERIAL: &str = "arn:aws:iam::999999999999:mfa/x";

/// What the sites of a file are used for, with their values, and `!` where the file also manages the device.
fn found(name: &str, text: &str) -> Vec<String> {
    let document = parsed::document(name, &text.replace("SERIAL", SERIAL));
    let variables = Variables::new(&document);
    let sites = sites(&document, &variables);
    let shown = sites.iter().map(|site| {
        let value = site.value().replace(SERIAL, "SERIAL");
        let managed = if site.is_managed { "!" } else { "" };
        format!("{:?}{managed} {value} {}", site.purpose, site.calls.len())
    });
    shown.collect()
}

#[test]
fn a_serial_number_is_where_it_is_written() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "a.sh",
            "aws sts get-session-token --serial-number SERIAL\n",
            &["Authenticate SERIAL 1"],
        ),
        (
            "a.sh",
            "D=SERIAL\naws sts get-session-token --serial-number $D\n",
            &["Authenticate SERIAL 1"],
        ),
        (
            "a.sh",
            "D=SERIAL\naws sts get-session-token --serial-number $D\naws sts assume-role --serial-number \"$D\"\n",
            &["Authenticate SERIAL 2"],
        ),
        (
            "a.sh",
            "D=SERIAL\naws sts get-session-token --serial-number $D\naws iam enable-mfa-device --serial-number $D\n",
            &["Authenticate! SERIAL 1"],
        ),
        (
            "a.sh",
            "D=SERIAL\naws iam enable-mfa-device --serial-number $D\naws iam resync-mfa-device --serial-number $D\n",
            &["Manage! SERIAL 0"],
        ),
        (
            "a.sh",
            "D=SERIAL\naws iam resync-mfa-device --serial-number $D\naws iam enable-mfa-device --serial-number $D\n",
            &["Manage! SERIAL 0"],
        ),
        (
            "a.sh",
            "aws iam enable-mfa-device --serial-number SERIAL\n",
            &["Make! SERIAL 0"],
        ),
        ("a.sh", "tool --serial-number SERIAL\n", &["Other SERIAL 0"]),
        // What is only shown is no call.
        (
            "a.sh",
            "echo 'aws sts get-session-token --serial-number SERIAL'\n",
            &["Other SERIAL 0"],
        ),
        (
            "a.sh",
            "sh -c 'aws sts get-session-token --serial-number SERIAL'\n",
            &["Authenticate SERIAL 1"],
        ),
        // Settings and parameters.
        (
            "config",
            "[profile x]\nmfa_serial = SERIAL\n",
            &["Authenticate SERIAL 0"],
        ),
        ("config", "[profile x]\nmfa_serial = other\n", &[]),
        (
            "a.py",
            "c.get_session_token(SerialNumber='SERIAL')\n",
            &["Authenticate SERIAL 0"],
        ),
        (
            "a.py",
            "c.assume_role(SerialNumber='SERIAL')\n",
            &["Authenticate SERIAL 0"],
        ),
        (
            "a.py",
            "c.assume_role(SerialNumber='GAHT12345678')\n",
            &["Authenticate GAHT12345678 0"],
        ),
        ("a.py", "c.assume_role(SerialNumber='other')\n", &[]),
        (
            "a.py",
            "c.resync_mfa_device(SerialNumber='other')\n",
            &["Manage other 0"],
        ),
        (
            "a.py",
            "c.enable_mfa_device(SerialNumber='SERIAL')\n",
            &["Make SERIAL 0"],
        ),
        (
            "a.py",
            "c.other(SerialNumber='SERIAL')\n",
            &["Other SERIAL 0"],
        ),
        (
            "a.py",
            "c.assume_role(Serial='SERIAL')\n",
            &["Other SERIAL 0"],
        ),
        (
            "a.ts",
            "new AssumeRoleCommand({ SerialNumber: 'SERIAL' });",
            &["Authenticate SERIAL 0"],
        ),
        (
            "a.go",
            "package a\nvar x = sts.AssumeRoleInput{SerialNumber: aws.String(fmt.Sprintf(\"arn:aws:iam::1:mfa/%s\", u))}\n",
            &["Authenticate arn:aws:iam::1:mfa/%s 0"],
        ),
        (
            "A.java",
            "class A { void f() { AssumeRoleRequest r = new AssumeRoleRequest(); r.setSerialNumber(\"SERIAL\"); } }",
            &["Authenticate SERIAL 0"],
        ),
        // No use in sight.
        ("a.json", r#"{"x": "SERIAL"}"#, &["Other SERIAL 0"]),
        ("a.json", r#"{"x": "see SERIAL"}"#, &[]),
        (
            "a.sh",
            "X=$(who | sed s/user/mfa/)\n",
            &["Other $(who | sed s/user/mfa/) 0", "Other s/user/mfa/ 0"],
        ),
        (
            "a.sh",
            "X=\"arn:aws:iam::$A:mfa/$U\"\n",
            &["Other arn:aws:iam::$A:mfa/$U 0"],
        ),
        ("a.sh", "X=\"arn:aws:iam::$A:user/$U\"\n", &[]),
        ("a.sh", "X=\"is arn:aws:iam::$A:mfa/$U\"\n", &[]),
    ];
    for (name, text, expected) in cases {
        assert_eq!(found(name, text), *expected, "{name}: {text}");
    }
}

#[test]
fn a_long_string_is_no_serial_number() {
    let long = "x".repeat(LONGEST);
    assert!(
        found(
            "a.json",
            &format!("{{\"x\": \"arn:aws:iam::999999999999:mfa/{long}\"}}")
        )
        .is_empty()
    );
}

#[test]
fn the_name_is_what_follows_the_last_slash() {
    for (word, name) in [
        ("arn:aws:iam::1:mfa/x", "x"),
        ("arn:aws:iam::1:mfa/team/x", "x"),
        ("\"arn:aws:iam::1:mfa/$USER\"", "$USER"),
        ("\"arn:aws:iam::1:mfa/${A/b/c}\"", "${A/b/c}"),
        ("x", "x"),
    ] {
        let script = format!("aws sts get-session-token --serial-number={word}\n");
        let document = parsed::document("a.sh", &script);
        let variables = Variables::new(&document);
        let sites = sites(&document, &variables);
        assert_eq!(&sites[0].text.as_str()[sites[0].name()], name, "{word}");
    }
}

#[test]
fn what_is_composed_has_more_than_a_variable() {
    for (word, expected) in [
        ("\"$(tool)\"", false),
        ("\"$A:$B\"", true),
        ("\"a$B\"", true),
        ("\"$A:*\"", false),
        ("\"$A?\"", false),
        ("abc", false),
    ] {
        let script = format!("aws sts get-session-token --serial-number {word}\n");
        let document = parsed::document("a.sh", &script);
        let variables = Variables::new(&document);
        let sites = sites(&document, &variables);
        assert_eq!(sites[0].is_composed(), expected, "{word}");
    }
}
