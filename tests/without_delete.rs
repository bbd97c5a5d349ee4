//! `fix --without-delete`: a statement that lets more devices through loses `iam:DeleteVirtualMFADevice`, in every host, or the
//! report says why it doesn't.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Sandbox;

const FLAGS: [&str; 6] = [
    "fix",
    "--in-place",
    "--yes",
    "--without-delete",
    "--devices",
    "none",
];

/// A file with statements, and what becomes of it: what is between `«` and `»` goes, and the variable becomes `*`.
fn marked(text: &str) -> (String, String) {
    let mut after = String::new();
    for piece in text.split('»') {
        after.push_str(piece.split('«').next().unwrap());
    }
    for variable in [
        "$${aws:username}",
        "&{aws:username}",
        "${!aws:username}",
        "${aws:username}",
    ] {
        after = after.replace(&format!("mfa/{variable}"), "mfa/*");
    }
    (text.replace(['«', '»'], ""), after)
}

const HOSTS: [(&str, &str); 14] = [
    (
        "last.json",
        r#"{"Version": "2012-10-17", "Statement": [{
  "Effect": "Allow",
  "Action": [
    "iam:CreateVirtualMFADevice"«,
    "iam:DeleteVirtualMFADevice"»
  ],
  "Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]
}]}"#,
    ),
    (
        "first.json",
        r#"{"Version": "2012-10-17", "Statement": [{
  "Effect": "Allow",
  "Action": [
    «"IAM:deletevirtualmfadevice",
    »"iam:CreateVirtualMFADevice"
  ],
  "Resource": "arn:aws:iam::*:mfa/${aws:username}"
}]}"#,
    ),
    (
        "several.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [«"iam:DeleteVirtualMFADevice", »"iam:TagMFADevice"«, "iam:DeleteVirtualMFADevice"»«, "IAM:DeleteVirtualMFADevice"»], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}"#,
    ),
    (
        "string.json",
        r#"{"P": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"iam:CreateVirtualMFADevice\"«, \"iam:DeleteVirtualMFADevice\"»], \"Resource\": \"arn:aws:iam::*:mfa/${aws:username}\"}]}"}"#,
    ),
    (
        "blocks.tf",
        r#"data "aws_iam_policy_document" "x" {
  statement {
    actions = [
      "iam:CreateVirtualMFADevice", # to begin with
      «"iam:DeleteVirtualMFADevice",
      »"iam:EnableMFADevice",
    ]
    resources = ["arn:aws:iam::*:mfa/&{aws:username}"]
  }
  statement {
    actions = ["iam:CreateVirtualMFADevice"«, "iam:DeleteVirtualMFADevice"»]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}"]
  }
}
"#,
    ),
    (
        "comment.tf",
        r#"data "aws_iam_policy_document" "x" {
  statement {
    actions = [
      "iam:CreateVirtualMFADevice", # to begin with«
      "iam:DeleteVirtualMFADevice",»
    ]
    resources = ["arn:aws:iam::*:mfa/&{aws:username}"]
  }
}
"#,
    ),
    (
        "encoded.tf",
        r#"resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["iam:CreateVirtualMFADevice", «"iam:DeleteVirtualMFADevice", »"iam:TagMFADevice"]
      Resource = "arn:aws:iam::*:mfa/$${aws:username}"
    }]
  })
}
"#,
    ),
    (
        "heredoc.tf",
        r#"resource "aws_iam_policy" "x" {
  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Action": [
          "iam:CreateVirtualMFADevice"«,
          "iam:DeleteVirtualMFADevice"»
        ],
        "Resource": "arn:aws:iam::*:mfa/$${aws:username}"
      }]
    }
  POLICY
}
"#,
    ),
    (
        "stack.yml",
        r#"Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action:
              - iam:CreateVirtualMFADevice«
              - iam:DeleteVirtualMFADevice»
              - 'iam:EnableMFADevice'
            Resource: !Sub arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}
          - Effect: Allow
            Action:
              - «"iam:DeleteVirtualMFADevice"
              - »"iam:CreateVirtualMFADevice"
            Resource: !Sub arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}
          - Effect: Allow
            Action: [iam:CreateVirtualMFADevice«, iam:DeleteVirtualMFADevice»]
            Resource: arn:aws:iam::*:mfa/${aws:username}
"#,
    ),
    (
        "stack.ts",
        r#"import * as iam from 'aws-cdk-lib/aws-iam';
new iam.PolicyStatement({
  actions: [
    'iam:CreateVirtualMFADevice',
    «'iam:DeleteVirtualMFADevice',
    »'iam:EnableMFADevice',
  ],
  resources: ['arn:aws:iam::*:mfa/${aws:username}'],
});
"#,
    ),
    (
        "stack.py",
        r#"from aws_cdk import aws_iam as iam
iam.PolicyStatement(
    actions=[«"iam:DeleteVirtualMFADevice", »"iam:CreateVirtualMFADevice"],
    resources=["arn:aws:iam::*:mfa/${aws:username}"],
)
"#,
    ),
    (
        "string.py",
        r#"P = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"«, "iam:DeleteVirtualMFADevice"»], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}'
"#,
    ),
    (
        "Stack.java",
        r#"class A { void f() {
  PolicyStatement.Builder.create().effect(Effect.ALLOW).actions(List.of("iam:CreateVirtualMFADevice"«, "iam:DeleteVirtualMFADevice"»)).resources(List.of("arn:aws:iam::*:mfa/${aws:username}")).build();
}}
"#,
    ),
    (
        "stack.go",
        r#"package a
var s = awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
	Effect:    awsiam.Effect_ALLOW,
	Actions:   &[]*string{jsii.String("iam:CreateVirtualMFADevice")«, jsii.String("iam:DeleteVirtualMFADevice")»},
	Resources: &[]*string{jsii.String("arn:aws:iam::*:mfa/${aws:username}")},
})
"#,
    ),
];

#[test]
fn the_action_goes_in_every_host() {
    let files: Vec<(&str, String, String)> = HOSTS
        .iter()
        .map(|(name, text)| {
            let (before, after) = marked(text);
            (*name, before, after)
        })
        .collect();
    let before: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, before, _)| (*name, before.as_str()))
        .collect();
    let repo = Sandbox::repository(&before);
    let (code, out, err) = repo.run(&FLAGS);
    assert_eq!(code, 0, "{out}{err}");
    for (name, before, after) in &files {
        assert_ne!(before, after, "{name}");
        assert_eq!(&repo.read(name), after, "{name}");
    }
    assert!(out.contains("actions removed"), "{out}");
}

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Own", "Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}"#;
const SENTENCE: &str = "users may now create a virtual MFA device with any name; they may no longer delete virtual devices with their own user name that aren't assigned to a user";

#[test]
fn both_edits_are_findings_and_say_what_they_do_together() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let (code, out, err) = repo.run(&[&FLAGS[..], &["--format", "json"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 2);
    let (removal, widening) = (&findings[0], &findings[1]);
    for finding in [removal, widening] {
        assert_eq!(finding["outcome"], "taken");
        assert_eq!(finding["disposition"], "safe");
        assert_eq!(finding["access"]["sentence"], SENTENCE);
        assert_eq!(finding["access"]["mark"], "grants create");
        assert_eq!(finding["access"]["lost"][0]["names"], "own");
    }
    assert_eq!(removal["before"], r#", "iam:DeleteVirtualMFADevice""#);
    assert_eq!(removal["after"], "");
    assert_eq!(removal["value_before"], "iam:DeleteVirtualMFADevice");
    assert_eq!(removal["statement"]["element"], "Action");
    assert_eq!(
        removal["json_patch"],
        json!([{"op": "remove", "path": "/Statement/0/Action/1"}])
    );
    let span = |end: &str| removal["span"][end].as_u64().unwrap() as usize;
    assert_eq!(&POLICY[span("start")..span("end")], removal["before"]);
    let mut operations = removal["json_patch"].as_array().unwrap().clone();
    operations.extend(widening["json_patch"].as_array().unwrap().clone());
    let patch: json_patch::Patch = serde_json::from_value(Value::from(operations)).unwrap();
    let mut patched: Value = serde_json::from_str(POLICY).unwrap();
    json_patch::patch(&mut patched, &patch).unwrap();
    let written: Value = serde_json::from_str(&repo.read("a.json")).unwrap();
    assert_eq!(patched, written);
}

#[test]
fn the_commit_says_what_was_taken_away() {
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b/a.json", POLICY)]);
    let (code, out, err) = repo.run(&["fix", "--yes", "--without-delete", "--devices", "none"]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(
        out.contains("4 rewrites (2 actions removed) in 2 files"),
        "{out}"
    );
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    for part in [
        "policy-mfa-resource: 4 rewritten\nof these, actions removed from statements: 2\n",
        "- Own: Allow, Resource, 2 files\n  removed: iam:DeleteVirtualMFADevice\n  iam:Create",
    ] {
        assert!(message.contains(part), "{part}\n---\n{message}");
    }
    assert_eq!(message.matches("iam:DeleteVirtualMFADevice").count(), 1);
}

#[test]
fn beside_a_statement_is_said_what_its_own_rewrite_does() {
    let statement = |sid: &str, effect: &str, action: &str, more: &str| {
        format!(
            r#"{{"Sid": "{sid}", "Effect": "{effect}", "Action": "{action}", "Resource": "arn:aws:iam::*:mfa/${{aws:username}}"{more}}}"#
        )
    };
    let policy = [
        statement("Own", "Allow", "iam:CreateVirtualMFADevice", ""),
        statement(
            "NoMfa",
            "Deny",
            "iam:DeleteVirtualMFADevice",
            r#", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#,
        ),
        statement("Tag", "Allow", "iam:TagMFADevice", ""),
        statement("Enable", "Allow", "iam:EnableMFADevice", ""),
    ];
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
        policy.join(",\n")
    );
    let repo = Sandbox::repository(&[("a.json", &policy), ("b.json", &policy)]);
    let fix = ["fix", "--yes", "--include-review", "--devices", "none"];
    let (code, page, err) = repo.run(&[&fix[..], &["--format", "markdown"]].concat());
    assert_eq!(code, 0, "{page}{err}");
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    for part in [
        "Policies of which several statements change:\n\n- Users may now create a virtual MFA device with any name and tag any\n  MFA device. (2 policies)\n\nStatements, each after those above it of its policy:\n",
        "- Own: Allow, Resource, 2 files\n  iam:CreateVirtualMFADevice\n  Users may now create a virtual MFA device with any name.\n",
        "- NoMfa: Deny, Resource, 2 files\n  iam:DeleteVirtualMFADevice\n  if Bool aws:MultiFactorAuthPresent false\n  No change: ",
        "- Tag: Allow, Resource, 2 files\n  iam:TagMFADevice\n  Users may now tag any MFA device.\n",
        "- Enable: Allow, Resource, 2 files\n  iam:EnableMFADevice\n  No change: none of these actions is checked against mfa/.\n",
    ] {
        assert!(message.contains(part), "{part}\n---\n{message}");
    }
    for row in [
        "| NoMfa | Deny | Resource | iam\\:DeleteVirtualMFADevice | Bool aws\\:MultiFactorAuthPresent false | 2 | No change\\: ",
        "| Tag | Allow | Resource | iam\\:TagMFADevice |  | 2 | Users may now tag any MFA device. |",
    ] {
        assert!(page.contains(row), "{row}\n---\n{page}");
    }
}

/// What is found on a statement's actions, and whether the file is left with them.
#[test]
fn what_stays_is_reported_with_the_reason() {
    const ONLY: &str = "the statement needs an action";
    const DELETE: &str = "\"iam:DeleteVirtualMFADevice\"";
    let statement = |element: &str, actions: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "{element}": {actions}, "Resource": "arn:aws:iam::*:mfa/${{aws:username}}"}}]}}"#
        )
    };
    let terraform = |actions: &str| {
        format!(
            "data \"aws_iam_policy_document\" \"x\" {{\n  statement {{\n    actions = {actions}\n    resources = [\"arn:aws:iam::*:mfa/&{{aws:username}}\"]\n  }}\n}}\n"
        )
    };
    let both = "\"iam:CreateVirtualMFADevice\", \"iam:DeleteVirtualMFADevice\"";
    for (name, text, because) in [
        ("a.json", statement("Action", DELETE), ONLY),
        ("a.json", statement("Action", &format!("[{DELETE}]")), ONLY),
        (
            "a.json",
            statement("Action", &format!("[{DELETE}, {DELETE}]")),
            ONLY,
        ),
        (
            "a.json",
            statement("Action", &format!("[{DELETE}, \"iam:Delete*\"]")),
            "this wildcard covers it",
        ),
        (
            "a.json",
            statement("Action", "\"iam:*\""),
            "this wildcard covers it",
        ),
        (
            "a.json",
            statement("NotAction", "[\"iam:CreateVirtualMFADevice\"]"),
            "not being in this list",
        ),
        (
            "a.tf",
            terraform(&format!("concat([{both}], var.more)")),
            "the actions are computed",
        ),
        (
            "a.tf",
            terraform("local.actions"),
            "the actions are computed",
        ),
        (
            "a.tf",
            terraform(&format!(
                "concat([\"iam:CreateVirtualMFADevice\"], [{DELETE}])"
            )),
            ONLY,
        ),
        (
            "a.tf",
            terraform(
                "[\n    \"iam:CreateVirtualMFADevice\", # one\n    # two\n    \"iam:DeleteVirtualMFADevice\"]",
            ),
            "cannot be taken out",
        ),
    ] {
        let repo = Sandbox::repository(&[(name, &text)]);
        let (code, out, err) = repo.run(&[
            "fix",
            "--in-place",
            "--yes",
            "--include-review",
            "--without-delete",
            "--format",
            "json",
        ]);
        assert_eq!(code, 1, "{text}\n{out}{err}");
        let report: Value = serde_json::from_str(&out).unwrap();
        let said: Vec<&Value> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["disposition"] == "manual")
            .collect();
        assert!(!said.is_empty(), "{text}\n{out}");
        for finding in said {
            let reason = finding["reason"].as_str().unwrap();
            assert!(
                reason.starts_with("--without-delete leaves iam:DeleteVirtualMFADevice here: "),
                "{reason}"
            );
            assert!(reason.contains(because), "{text}\n{reason}");
        }
        let expected = text
            .replace("${aws:username}", "*")
            .replace("&{aws:username}", "*");
        assert_eq!(repo.read(name), expected);
    }
}

#[test]
fn what_is_not_widened_keeps_it() {
    let policy =
        |statement: &str| format!(r#"{{"Version": "2012-10-17", "Statement": [{{{statement}}}]}}"#);
    let actions = r#""Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"]"#;
    for (statement, flags) in [
        // It grants nothing, or no more than before.
        (
            format!(
                r#""Effect": "Deny", {actions}, "NotResource": "arn:aws:iam::*:mfa/${{aws:username}}""#
            ),
            &["--include-review"][..],
        ),
        (
            format!(
                r#""Effect": "Deny", {actions}, "Resource": "arn:aws:iam::*:mfa/${{aws:username}}""#
            ),
            &["--include-review"][..],
        ),
        (
            format!(
                r#""Effect": "Allow", {actions}, "Resource": ["arn:aws:iam::*:mfa/*", "arn:aws:iam::*:mfa/${{aws:username}}"]"#
            ),
            &["--include-review"][..],
        ),
        // The rewrite isn't taken, so neither is what belongs to it.
        (
            format!(
                r#""Effect": "Allow", "Principal": "*", {actions}, "Resource": "arn:aws:iam::*:mfa/${{aws:username}}""#
            ),
            &[][..],
        ),
        // It can't be made.
        (
            format!(
                r#""Effect": "Allow", {actions}, "Resource": "arn:aws:iam::*:mfa/${{aws:username}}", "Resource": "x""#
            ),
            &["--include-review"][..],
        ),
    ] {
        let text = policy(&statement);
        let repo = Sandbox::repository(&[("a.json", &text)]);
        repo.run(&[&FLAGS[..], flags].concat());
        assert!(
            repo.read("a.json").contains("iam:DeleteVirtualMFADevice"),
            "{statement}"
        );
    }
    // Without the flag nothing is said of it.
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    assert_eq!(repo.report(&[])["findings"].as_array().unwrap().len(), 1);
}
