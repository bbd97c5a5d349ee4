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
    let call = read(&document, command)?;
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
