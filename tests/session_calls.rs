//! What a policy and a script say only together: a deny-unless-MFA statement that doesn't list `sts:GetSessionToken`.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::Sandbox;

const WITHOUT_MFA: &str = r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#;
const SCRIPT: &str = "#!/bin/sh\nset -e\naws sts get-session-token --serial-number \"$SERIAL\" --token-code \"$1\"\n";

fn statement(effect: &str, actions: &str, resource: &str, condition: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", {actions}, "Resource": {resource}, "Condition": {condition}}}]}}"#
    )
}

fn policy(listed: &str) -> String {
    statement(
        "Deny",
        &format!("\"NotAction\": {listed}"),
        "\"*\"",
        WITHOUT_MFA,
    )
}

/// The reasons of the notes on what isn't listed.
fn notes(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let report = Sandbox::repository(files).report(&["--devices", "none"]);
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["rule"] == "policy-mfa-advice")
        .map(|finding| {
            assert_eq!(finding["disposition"], "note");
            assert_eq!(finding["after"], Value::Null);
            let text = |field: &str| finding[field].as_str().unwrap().to_owned();
            (text("path"), text("reason"))
        })
        .filter(|(_, reason)| reason.contains("sts:GetSessionToken"))
        .collect()
}

fn is_noted(policy: &str, script: (&str, &str)) -> bool {
    !notes(&[("policy.json", policy), script]).is_empty()
}

const LISTED: &str = r#"["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"]"#;

#[test]
fn a_call_in_another_file_is_told_where_it_is_not_listed() {
    let found = notes(&[
        ("iam/policy.json", &policy(LISTED)),
        ("bin/login.sh", SCRIPT),
    ]);
    assert_eq!(
        found,
        [(
            "iam/policy.json".to_owned(),
            "this NotAction doesn't list sts:GetSessionToken, as AWS's own statement of this kind does; AWS also documents that no policy has an effect on that call, so try it before you rely on either; bin/login.sh:3 calls it".to_owned()
        )]
    );
}

#[test]
fn nothing_is_told_where_nothing_calls_it() {
    assert_eq!(notes(&[("policy.json", &policy(LISTED))]), []);
    for (name, text) in [
        (
            "login.sh",
            format!("#!/bin/sh\n# {}", SCRIPT.lines().last().unwrap()),
        ),
        ("README.md", format!("Sign in:\n\n```sh\n{SCRIPT}```\n")),
        (
            "login.py",
            format!("EXPECTED = '{}'\n", SCRIPT.lines().last().unwrap()),
        ),
        (
            "NOTES",
            format!("Then run {}", SCRIPT.lines().last().unwrap()),
        ),
        (
            "login.sh",
            SCRIPT.replace("get-session-token", "assume-role --role-arn \"$ROLE\""),
        ),
        (
            "login.sh",
            format!("#!/bin/sh\necho '{}'\n", SCRIPT.lines().last().unwrap()),
        ),
    ] {
        assert!(!is_noted(&policy(LISTED), (name, &text)), "{name}: {text}");
    }
}

#[test]
fn programs_call_it_too() {
    for (name, text) in [
        (
            "login.py",
            "import boto3\nboto3.client('sts').get_session_token(SerialNumber=serial, TokenCode=code)\n",
        ),
        (
            "login.ps1",
            "Get-STSSessionToken -SerialNumber $serial -TokenCode $code\n",
        ),
        (
            "Makefile",
            "login:\n\taws sts get-session-token --serial-number $(SERIAL) --token-code $(CODE)\n",
        ),
    ] {
        assert!(is_noted(&policy(LISTED), (name, text)), "{name}");
    }
}

#[test]
fn only_a_statement_that_is_read_whole_and_denies_it_counts() {
    let script = ("login.sh", SCRIPT);
    assert!(is_noted(&policy(LISTED), script));
    assert!(is_noted(&policy("\"iam:*MFADevice\""), script));
    for listed in [
        r#"["iam:EnableMFADevice", "sts:GetSessionToken"]"#,
        r#"["iam:EnableMFADevice", "STS:getsession*"]"#,
        r#"["iam:EnableMFADevice", "sts:*"]"#,
    ] {
        assert!(!is_noted(&policy(listed), script), "{listed}");
    }
    let not_action = format!("\"NotAction\": {LISTED}");
    for (effect, actions, resource, condition) in [
        ("Allow", not_action.as_str(), "\"*\"", WITHOUT_MFA),
        ("Deny", "\"Action\": \"*\"", "\"*\"", WITHOUT_MFA),
        (
            "Deny",
            &not_action,
            "\"arn:aws:iam::*:user/*\"",
            WITHOUT_MFA,
        ),
        // Whoever uses long-term keys hasn't the key at all.
        (
            "Deny",
            &not_action,
            "\"*\"",
            r#"{"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#,
        ),
        (
            "Deny",
            &not_action,
            "\"*\"",
            r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}, "StringEquals": {"aws:RequestedRegion": "eu-north-1"}}"#,
        ),
    ] {
        let text = statement(effect, actions, resource, condition);
        assert!(!is_noted(&text, script), "{text}");
    }
    let computed = "data \"aws_iam_policy_document\" \"x\" {\n  statement {\n    effect = \"Deny\"\n    not_actions = concat([\"iam:EnableMFADevice\"], var.more)\n    resources = [\"*\"]\n    condition {\n      test = \"BoolIfExists\"\n      variable = \"aws:MultiFactorAuthPresent\"\n      values = [\"false\"]\n    }\n  }\n}\n";
    assert_eq!(notes(&[("main.tf", computed), script]), []);
    let written = computed.replace(
        "concat([\"iam:EnableMFADevice\"], var.more)",
        "[\"iam:EnableMFADevice\"]",
    );
    assert_eq!(notes(&[("main.tf", &written), script]).len(), 1);
}

/// What is left out takes nothing of the file's other findings with it.
#[test]
fn the_other_findings_of_a_file_stay_what_they_are() {
    let both = format!(
        r#"{{"Version": "2012-10-17", "Statement": [
  {{"Effect": "Deny", "NotAction": {LISTED}, "Resource": "*", "Condition": {WITHOUT_MFA}}},
  {{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${{aws:username}}"}}
]}}
"#
    );
    let fingerprints = |files: &[(&str, &str)]| {
        let report = Sandbox::repository(files).report(&["--devices", "none"]);
        let findings = report["findings"].as_array().unwrap().iter();
        let of_policy = findings.filter(|finding| finding["path"] == "policy.json");
        of_policy
            .map(|finding| (finding["rule"].clone(), finding["fingerprint"].clone()))
            .collect::<Vec<_>>()
    };
    let alone = fingerprints(&[("policy.json", &both)]);
    let with_script = fingerprints(&[("policy.json", &both), ("login.sh", SCRIPT)]);
    assert_eq!((alone.len(), with_script.len()), (1, 2));
    assert!(with_script.contains(&alone[0]));
    let repo = Sandbox::repository(&[("policy.json", &both)]);
    let (code, out, _) = repo.run(&["fix", "--yes", "--devices", "none"]);
    assert_eq!(code, 0, "{out}");
    assert_eq!(
        repo.git(&["show", "mfa-migrate:policy.json"]),
        support::migrated(&both)
    );
}
