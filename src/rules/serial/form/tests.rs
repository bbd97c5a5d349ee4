//! What the file above does, on pieces of code.

use super::*;
use crate::rules::parsed;
use crate::rules::serial::uses::sites;
use crate::rules::serial::variables::Variables;

/// The forms of all sites of a file.
fn forms(name: &str, text: &str) -> Vec<SerialForm> {
    let document = parsed::document(name, text);
    let variables = Variables::new(&document);
    let sites = sites(&document, &variables);
    sites.iter().map(|site| of(&document, site)).collect()
}

#[test]
fn each_form_is_told_apart() {
    use SerialForm::{ComputedAccount, Derived, Literal, LookedUp, OfAnother, OfDevice, Unknown};
    for (word, form) in [
        ("arn:aws:iam::999999999999:mfa/x", Literal),
        ("GAHT12345678", Literal),
        ("\"arn:aws:iam::$ACCOUNT:mfa/x\"", ComputedAccount),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$USER\"", Derived),
        ("\"arn:aws:iam::999999999999:mfa/$USER\"", Derived),
        ("arn:aws:iam::999999999999:mfa/%s", Derived),
        ("arn:aws:iam::999999999999:mfa/{user}", Derived),
        ("arn:aws:iam::999999999999:mfa/%USER%", Derived),
        ("arn:aws:iam::999999999999:mfa/x$USER-phone", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$MFA_DEVICE\"", OfDevice),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$USER_DEVICE\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$mfa_name\"", OfDevice),
        (
            "\"arn:aws:iam::$ACCOUNT:mfa/${token_name:-$USER}\"",
            OfDevice,
        ),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$SERIAL_NAME\"", OfDevice),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$env\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$(hostname)\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/${env}\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$env:USERNAME\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/${env:USER}\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$env(USER)\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$env:MFA_DEVICE\"", OfDevice),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$env:STAGE\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$ENVIRONMENT\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/{mfa.name}\"", OfDevice),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$MFA_USER\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$1\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$AWS_PROFILE\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/key$i\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$TEAM-totp\"", OfAnother),
        ("\"arn:aws:iam::$ACCOUNT:mfa/$u\"", Derived),
        ("\"arn:aws:iam::$ACCOUNT:user/$USER\"", Derived),
        ("\"arn:aws:sns:eu-west-1:$ACCOUNT:mfa/$USER\"", Unknown),
        ("\"arn:aws:$SERVICE::$ACCOUNT:mfa/$USER\"", Derived),
        ("\"cache:mfa/$USER\"", Unknown),
        ("\"$PREFIX:mfa/$USER\"", Derived),
        (
            "\"$(aws sts get-caller-identity --query Arn | sed 's/user/mfa/')\"",
            Derived,
        ),
        ("\"${ARN/:user/:mfa}\"", Derived),
        (
            "\"$(aws iam list-mfa-devices --query 'MFADevices[0].SerialNumber')\"",
            LookedUp { first: true },
        ),
        (
            "\"$(aws iam list-mfa-devices | jq '.MFADevices | .[0]')\"",
            LookedUp { first: true },
        ),
        (
            "\"$(aws iam list-virtual-mfa-devices | head -1)\"",
            LookedUp { first: true },
        ),
        (
            "\"$(aws iam list-mfa-devices --query 'MFADevices[-1].SerialNumber')\"",
            LookedUp { first: false },
        ),
        ("\"$(tool)\"", Unknown),
        ("\"$X:mfa/\"", Derived),
        ("\"arn:aws:iam::*:mfa/$USER\"", Unknown),
        ("'^arn:aws:iam::.*:mfa/x'", Unknown),
        ("'{{ serial }}'", Unknown),
    ] {
        let script = format!("aws sts get-session-token --serial-number {word}\n");
        assert_eq!(forms("a.sh", &script).first(), Some(&form), "{word}");
    }
}

#[test]
fn a_long_word_computes_nothing() {
    let word = format!("\"arn:aws:iam::$ACCOUNT:mfa/$USER{}\"", "x".repeat(5000));
    let script = format!("aws sts get-session-token --serial-number {word}\n");
    assert_eq!(forms("a.sh", &script).first(), Some(&SerialForm::Unknown));
}

#[test]
fn the_name_is_computed_in_any_notation() {
    for (arn, expected) in [
        ("arn:aws:iam::1:mfa/$user", true),
        ("arn:aws:iam::1:mfa/${user}", true),
        ("arn:aws:iam::1:mfa/$(user)", true),
        ("arn:aws:iam::1:mfa/#{user}", true),
        ("arn:aws:iam::1:mfa/{user}", true),
        ("arn:aws:iam::1:mfa/{{ user }}", true),
        ("arn:aws:iam::1:mfa/%s", true),
        ("arn:aws:iam::1:mfa/%(user)s", true),
        ("arn:aws:iam::1:mfa/%USER%", true),
        ("arn:aws:iam::1:mfa/user", false),
        ("arn:aws:iam::1:mfa/<user>", false),
        ("arn:aws:iam::1:mfa/${aws:username}", false),
        ("arn:aws:iam::$account:mfa/user", false),
        ("arn:aws:iam::1:mfa/100%", false),
    ] {
        assert_eq!(is_computed(arn), expected, "{arn}");
    }
}

#[test]
fn a_regular_expression_is_known_by_its_signs() {
    for (text, expected) in [
        ("^arn:aws:iam", true),
        (r"arn:aws:iam::\d+:mfa/x", true),
        ("arn:aws:iam::.+:mfa/x", true),
        ("arn:aws:iam::.*:mfa/x", true),
        ("arn:aws:iam::[^:]:mfa/x", true),
        ("arn:aws:iam::1:mfa/x", false),
    ] {
        assert_eq!(is_expression(text), expected, "{text}");
    }
}

#[test]
fn what_the_reader_of_a_document_fills_in_is_a_placeholder() {
    use SerialForm::{Derived, Literal};
    let command = "aws sts get-session-token --serial-number arn:aws:iam::{{ID}}:mfa/";
    for (name, device, form) in [
        ("a.md", "{{IAM_USERNAME}}", Literal),
        ("a.md", "{{user}}", Derived),
        ("a.md", "{{USER}}$USER", Derived),
        ("a.md.j2", "{{IAM_USERNAME}}", Derived),
    ] {
        let text = format!("```sh\n{command}{device} --token-code 1\n```\n");
        assert_eq!(forms(name, &text), [form], "{name}: {device}");
    }
}

#[test]
fn what_each_tool_fills_in_computes_a_name() {
    for (name, computes) in [
        ("%1", true),
        ("%~1", true),
        ("%~n1", true),
        ("%%u", true),
        ("%USERNAME:~0,8%", true),
        ("%r", true),
        ("<< parameters.user >>", true),
        ("<<pipeline.parameters.user>>", true),
        ("@LOGIN_USER@", true),
        ("@user.name@", true),
        ("`id", true),
        ("<user>", false),
        ("<<user>>", false),
        ("alice@example.com", false),
        ("alice%20smith", false),
        ("50%", false),
    ] {
        let arn = format!("arn:aws:iam::999999999999:mfa/{name}");
        assert_eq!(is_computed(&arn), computes, "{name}");
    }
}

#[test]
fn a_variable_may_hold_a_code_behind_the_serial_number() {
    use SerialForm::{Derived, Literal};
    for (device, form) in [("x", Literal), ("$USER", Derived)] {
        let text = format!(
            "MFA=\"arn:aws:iam::999999999999:mfa/{device} $1\"\naws s3api delete-object --mfa \"$MFA\"\n"
        );
        assert_eq!(forms("a.sh", &text), [form], "{device}");
    }
}
