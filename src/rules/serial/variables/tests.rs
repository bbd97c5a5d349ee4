//! What the file above does, on pieces of code.

use super::*;
use crate::rules::parsed;
use crate::rules::serial::uses::sites;

const CALL: &str = "aws sts get-session-token --serial-number";

/// The values that the calls of a script are followed to.
fn values(script: &str) -> Vec<String> {
    let script = script.replace("CALL", CALL);
    let document = parsed::document("a.sh", &script);
    let variables = Variables::new(&document);
    let mut values: Vec<String> = sites(&document, &variables)
        .iter()
        .map(|site| site.value().to_owned())
        .collect();
    values.sort();
    values
}

#[test]
fn a_variable_is_followed_to_what_it_is_given() {
    for (script, expected) in [
        ("D=a\nCALL $D\n", "a"),
        ("D=a\nCALL \"${D}\"\n", "a"),
        ("D=a\nCALL --serial-number=\"$D\"\n", "--serial-number=$D"),
        ("D=a\nE=$D\nCALL $E\n", "a"),
        ("D=a\nD=b\nCALL $D\n", "a b"),
        ("export D=a\nCALL $D\n", "a"),
        ("CALL ${D:-a}\n", "a"),
        ("D=b\nCALL ${D:-a}\n", "a b"),
        (": ${D:=a}\nCALL $D\n", "a"),
        (": ${D:-a}\nCALL $D\n", ""),
        ("CALL $D\n", ""),
        ("D=$D\nCALL $D\n", ""),
        ("D=a\nCALL ${D#x}\n", "${D#x}"),
        ("D=a\nCALL x$D\n", "x$D"),
        ("CALL $(other)\n", "$(other)"),
        // In a function its own value counts, and elsewhere all of them.
        ("D=a\nf() {\n local D=b\n CALL $D\n}\n", "b"),
        ("D=a\nf() {\n CALL $D\n}\n", "a"),
        ("f() {\n D=a\n}\ng() {\n D=b\n}\nCALL $D\n", "a b"),
        ("f() {\n D=a\n}\ng() {\n D=b\n CALL $D\n}\n", "b"),
    ] {
        assert_eq!(values(script).join(" "), expected, "{script}");
    }
}

#[test]
fn a_value_ends_with_its_arn() {
    for (given, expected) in [
        ("arn:aws:iam::1:mfa/a 123456", "arn:aws:iam::1:mfa/a"),
        (
            "arn:aws:iam::$(tool account):mfa/a 123456",
            "arn:aws:iam::$(tool account):mfa/a",
        ),
        ("the device a", "the device a"),
    ] {
        assert_eq!(values(&format!("D=\"{given}\"\nCALL $D\n")), [expected]);
    }
}

#[test]
fn no_more_values_are_followed_than_anybody_could_read() {
    let given: String = (0..100).map(|at| format!("D=a{at}\n")).collect();
    assert_eq!(values(&format!("{given}CALL $D\n")).len(), MOST_GIVEN);
    let chain: String = (0..100).map(|at| format!("D{}=$D{at}\n", at + 1)).collect();
    assert_eq!(values(&format!("D0=a\n{chain}CALL $D50\n")), ["a"]);
    assert!(values(&format!("D0=a\n{chain}CALL $D100\n")).is_empty());
    let longest = "x".repeat(LONGEST);
    assert_eq!(values(&format!("D={longest}\nCALL $D\n")), [longest]);
    let long = "x".repeat(LONGEST + 1);
    assert!(values(&format!("D={long}\nCALL $D\n")).is_empty());
}

#[test]
fn a_call_in_a_text_may_only_be_shown() {
    for (script, expected) in [
        ("echo 'aws sts get-session-token --serial-number a'\n", true),
        (
            "printf '%s' 'aws sts get-session-token --serial-number a'\n",
            true,
        ),
        (
            "eval 'aws sts get-session-token --serial-number a'\n",
            false,
        ),
        ("aws sts get-session-token --serial-number a\n", false),
        (
            "echo $(aws sts get-session-token --serial-number a)\n",
            false,
        ),
        (
            "echo 'sh -c \"aws sts get-session-token --serial-number a\"'\n",
            false,
        ),
    ] {
        let document = parsed::document("a.sh", script);
        let variables = Variables::new(&document);
        let call = document
            .nodes()
            .filter(|id| document.node(*id).role == Role::Command)
            .filter(|id| document.spelling(*id).starts_with("aws"))
            .last();
        assert_eq!(
            call.map(|call| variables.is_shown(call)),
            Some(expected),
            "{script}"
        );
    }
}

#[test]
fn a_variable_has_its_value_before_a_site() {
    for (script, expected) in [
        ("P=1\nD=site\n", true),
        ("D=site\n", true),
        ("D=site\nP=1\n", false),
        ("P=1\nD=site\nP=2\n", false),
        ("f() {\n P=1\n}\nD=site\n", false),
        ("f() {\n P=1\n D=site\n}\n", true),
        ("f() {\n D=site\n P=1\n}\n", false),
        ("f() {\n P=1\n D=site\n P=2\n}\n", false),
        ("P=1\nf() {\n D=site\n}\n", true),
        ("P=1\nf() {\n P=2\n D=site\n}\n", true),
    ] {
        let document = parsed::document("a.sh", script);
        let variables = Variables::new(&document);
        let site = parsed::node(&document, "site");
        assert_eq!(variables.is_given_before(site, "P"), expected, "{script}");
    }
}
