//! What the file above does, on pieces of code.

use super::*;
use crate::rules::parsed;
use crate::syntax::Role;

/// The purpose of the last call of a script, and what it gives as the serial number.
fn call(name: &str, script: &str) -> Option<(Purpose, String)> {
    let document = parsed::document(name, script);
    let command = document
        .nodes()
        .filter(|id| document.node(*id).role == Role::Command)
        .last()?;
    let call = read(&document, &Variables::new(&document), command)?;
    let serial = call.text.as_str()[call.serial].to_owned();
    Some((call.purpose, serial))
}

#[test]
fn calls_are_told_apart_by_their_operation() {
    use Purpose::{Authenticate, Make, Manage, Other};
    for (script, purpose) in [
        ("aws sts get-session-token --serial-number S", Authenticate),
        (
            "aws sts assume-role --role-arn r --serial-number S",
            Authenticate,
        ),
        (
            "aws --profile p sts get-session-token --serial-number S",
            Authenticate,
        ),
        (
            "aws-vault exec p -- aws sts get-session-token --serial-number S",
            Authenticate,
        ),
        ("$AWS sts get-session-token --serial-number S", Authenticate),
        ("aws iam enable-mfa-device --serial-number S", Make),
        ("aws iam create-virtual-mfa-device --serial-number S", Make),
        ("aws iam resync-mfa-device --serial-number S", Manage),
        ("aws iam untag-mfa-device --serial-number S", Manage),
        ("aws iam list-users --serial-number S", Other),
        ("aws sts get-caller-identity --serial-number S", Other),
        ("aws acm get-session-token --serial-number S", Other),
        ("get-session-token sts --serial-number S", Other),
        ("tool --serial-number S", Other),
    ] {
        assert_eq!(
            call("a.sh", script),
            Some((purpose, "S".to_owned())),
            "{script}"
        );
    }
    for (script, purpose) in [
        ("Get-STSSessionToken -SerialNumber S", Authenticate),
        ("Use-STSRole -SerialNumber S", Authenticate),
        ("Enable-IAMMFADevice -SerialNumber S", Make),
        ("Disable-IAMMFADevice -SerialNumber S", Manage),
        ("Get-Device -SerialNumber S", Other),
    ] {
        assert_eq!(
            call("a.ps1", script),
            Some((purpose, "S".to_owned())),
            "{script}"
        );
    }
}

#[test]
fn the_serial_number_is_the_option_s_value() {
    for (script, serial) in [
        (
            "aws sts get-session-token --serial-number=S --token-code 1",
            Some("S"),
        ),
        (
            "aws sts get-session-token --serial-number 'a b' --token-code 1",
            Some("a b"),
        ),
        (
            "aws sts get-session-token --serial-number \"$X\"",
            Some("$X"),
        ),
        ("aws sts get-session-token --serial-number", None),
        ("aws sts get-session-token --serial-numbers S", None),
        ("aws sts get-session-token --token-code 1", None),
    ] {
        let found = call("a.sh", script).map(|(_, serial)| serial);
        assert_eq!(found.as_deref(), serial, "{script}");
    }
}

#[test]
fn the_words_that_variables_hold_count() {
    use Purpose::Authenticate;
    for (script, serial) in [
        ("L=\"aws sts get-session-token\"\n$L --serial-number S", "S"),
        (
            "O=(--serial-number \"$D\")\naws sts get-session-token \"${O[@]}\"",
            "$D",
        ),
        (
            "O=()\nO+=(--serial-number S)\naws sts get-session-token \"${O[@]}\"",
            "S",
        ),
        (
            "O=\"--serial-number $D --x\"\naws sts get-session-token $O",
            "$D",
        ),
        (
            "A=(aws --profile p)\n\"${A[@]}\" sts get-session-token --serial-number S",
            "S",
        ),
    ] {
        let found = call("a.sh", script);
        assert_eq!(found, Some((Authenticate, serial.to_owned())), "{script}");
    }
    for script in [
        "O=\"--serial-number S\"\naws sts get-caller-identity $O",
        "aws sts get-session-token $O",
    ] {
        assert_eq!(call("a.sh", script), None, "{script}");
    }
}

#[test]
fn a_code_may_stand_behind_the_serial_number() {
    for (script, serial) in [
        ("aws s3api delete-object --mfa \"S 123456\"", "S"),
        ("aws s3api delete-objects --mfa \"a/$U $CODE\"", "a/$U"),
        ("aws s3api delete-objects --mfa \"$D $CODE\"", "$D"),
        ("aws s3api put-bucket-versioning --mfa S", "S"),
    ] {
        let found = call("a.sh", script);
        assert_eq!(
            found,
            Some((Purpose::Authenticate, serial.to_owned())),
            "{script}"
        );
    }
    assert_eq!(call("a.sh", "tool --mfa \"S 1\""), None);
}

#[test]
fn a_call_in_a_text_is_handed_to_what_may_not_run_it() {
    const CALL: &str = "L=\"aws sts get-session-token --serial-number S\"\n";
    let is_handed = |script: &str| {
        let document = parsed::document("a.sh", &format!("{CALL}{script}\n"));
        let variables = Variables::new(&document);
        let mut commands = document
            .nodes()
            .filter(|id| document.node(*id).role == Role::Command);
        commands
            .find_map(|id| read(&document, &variables, id))
            .map(|call| call.is_handed)
    };
    for script in [
        "$L",
        "eval \"$L\"",
        "sh -c \"$L\"",
        "ssh host \"$L\"",
        "run() { eval \"$1\"; }\nrun \"$L\"",
    ] {
        assert_eq!(is_handed(script), Some(false), "{script}");
    }
    for script in [
        "grep -qxF \"$L\" ~/.bash_history",
        "history -s \"$L\"",
        "assertEquals \"$L\" x",
        "diff got <(echo \"$L\")",
        "say() { echo \"> $1\"; }\nsay \"$L\"",
    ] {
        assert_eq!(is_handed(script), Some(true), "{script}");
    }
}
