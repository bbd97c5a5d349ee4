//! `fix --split`: a statement that governs devices and their user together becomes those that AWS writes today, in every host that
//! is split, or the report says why it stays whole.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::Sandbox;

const FLAGS: [&str; 7] = [
    "fix",
    "--in-place",
    "--yes",
    "--include-review",
    "--split",
    "--devices",
    "none",
];

/// Files, and what becomes of them.
const HOSTS: [(&str, &str, &str); 12] = [
    (
        "lines.json",
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ManageOwnMFA",
      "Effect": "Allow",
      "Action": [
        "iam:CreateVirtualMFADevice",
        "iam:DeleteVirtualMFADevice",
        "iam:DeactivateMFADevice",
        "iam:EnableMFADevice",
        "iam:ResyncMFADevice"
      ],
      "Resource": [
        "arn:aws:iam::*:mfa/${aws:username}",
        "arn:aws:iam::*:user/${aws:username}"
      ]
    },
    {
      "Sid": "ManageOwnMFADevices",
      "Effect": "Allow",
      "Action": "iam:ListUsers",
      "Resource": "*"
    }
  ]
}
"#,
        r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ManageOwnMFADevices2",
      "Effect": "Allow",
      "Action": [
        "iam:CreateVirtualMFADevice"
      ],
      "Resource": [
        "arn:aws:iam::*:mfa/*"
      ]
    },
    {
      "Sid": "ManageOwnMFAUser",
      "Effect": "Allow",
      "Action": [
        "iam:EnableMFADevice",
        "iam:ResyncMFADevice"
      ],
      "Resource": [
        "arn:aws:iam::*:user/${aws:username}"
      ]
    },
    {
      "Sid": "ManageOwnMFAUserWithMFA",
      "Effect": "Allow",
      "Action": [
        "iam:DeactivateMFADevice"
      ],
      "Resource": [
        "arn:aws:iam::*:user/${aws:username}"
      ],
      "Condition": {
        "Bool": {
          "aws:MultiFactorAuthPresent": "true"
        }
      }
    },
    {
      "Sid": "ManageOwnMFADevices",
      "Effect": "Allow",
      "Action": "iam:ListUsers",
      "Resource": "*"
    }
  ]
}
"#,
    ),
    (
        "line.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Resource": ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}"], "Action": ["iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice"], "Effect": "Allow"}]}"#,
        r#"{"Version": "2012-10-17", "Statement": [{"Resource": ["arn:aws:iam::*:mfa/*"], "Action": ["iam:CreateVirtualMFADevice"], "Effect": "Allow"}, {"Resource": ["arn:aws:iam::*:user/${aws:username}"], "Action": ["iam:ChangePassword"], "Effect": "Allow"}, {"Resource": ["arn:aws:iam::*:user/${aws:username}"], "Action": ["iam:DeactivateMFADevice"], "Effect": "Allow", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}"#,
    ),
    (
        // It stands in no list, and is tabbed; its Condition stays on every part.
        "alone.json",
        "{\n\t\"Version\": \"2012-10-17\",\n\t\"Statement\": {\n\t\t\"Effect\": \"Allow\",\n\t\t\"Action\": [\"iam:CreateVirtualMFADevice\", \"iam:DeactivateMFADevice\", \"iam:List*AccessKeys\"],\n\t\t\"Resource\": [\"arn:aws:iam::*:mfa/${aws:username}\", \"arn:aws:iam::*:user/${aws:username}\"],\n\t\t\"Condition\": {\n\t\t\t\"Bool\": {\"aws:SecureTransport\": \"true\"}\n\t\t}\n\t}\n}\n",
        "{\n\t\"Version\": \"2012-10-17\",\n\t\"Statement\": [{\n\t\t\"Effect\": \"Allow\",\n\t\t\"Action\": [\"iam:CreateVirtualMFADevice\"],\n\t\t\"Resource\": [\"arn:aws:iam::*:mfa/*\"],\n\t\t\"Condition\": {\n\t\t\t\"Bool\": {\"aws:SecureTransport\": \"true\"}\n\t\t}\n\t}, {\n\t\t\"Effect\": \"Allow\",\n\t\t\"Action\": [\"iam:List*AccessKeys\"],\n\t\t\"Resource\": [\"arn:aws:iam::*:user/${aws:username}\"],\n\t\t\"Condition\": {\n\t\t\t\"Bool\": {\"aws:SecureTransport\": \"true\"}\n\t\t}\n\t}, {\n\t\t\"Effect\": \"Allow\",\n\t\t\"Action\": [\"iam:DeactivateMFADevice\"],\n\t\t\"Resource\": [\"arn:aws:iam::*:user/${aws:username}\"],\n\t\t\"Condition\": {\n\t\t\t\"Bool\": {\"aws:SecureTransport\": \"true\", \"aws:MultiFactorAuthPresent\": \"true\"}\n\t\t}\n\t}]\n}\n",
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
          "iam:CreateVirtualMFADevice",
          "iam:DeactivateMFADevice",
          "iam:DeleteVirtualMFADevice"
        ],
        "Resource": [
          "arn:aws:iam::*:mfa/$${aws:username}",
          "arn:aws:iam::*:user/$${aws:username}"
        ]
      }]
    }
  POLICY
}
"#,
        r#"resource "aws_iam_policy" "x" {
  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Action": [
          "iam:CreateVirtualMFADevice"
        ],
        "Resource": [
          "arn:aws:iam::*:mfa/*"
        ]
      }, {
        "Effect": "Allow",
        "Action": [
          "iam:DeactivateMFADevice"
        ],
        "Resource": [
          "arn:aws:iam::*:user/$${aws:username}"
        ],
        "Condition": {
          "Bool": {
            "aws:MultiFactorAuthPresent": "true"
          }
        }
      }]
    }
  POLICY
}
"#,
    ),
    (
        "policy.sh",
        r#"#!/bin/sh
aws iam put-group-policy --group-name users --policy-name mfa --policy-document file:///dev/stdin <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Own",
      "Effect": "Allow",
      "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
      "Resource": ["arn:aws:iam::$ACCOUNT:mfa/\${aws:username}", "arn:aws:iam::$ACCOUNT:user/\${aws:username}"]
    }
  ]
}
EOF
"#,
        r#"#!/bin/sh
aws iam put-group-policy --group-name users --policy-name mfa --policy-document file:///dev/stdin <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "OwnDevices",
      "Effect": "Allow",
      "Action": ["iam:CreateVirtualMFADevice"],
      "Resource": ["arn:aws:iam::$ACCOUNT:mfa/*"]
    },
    {
      "Sid": "OwnUser",
      "Effect": "Allow",
      "Action": ["iam:EnableMFADevice"],
      "Resource": ["arn:aws:iam::$ACCOUNT:user/\${aws:username}"]
    }
  ]
}
EOF
"#,
    ),
    (
        "encoded.tf",
        r#"resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "Own MFA"
        Effect = "Allow"
        Action = [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:DeactivateMFADevice",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:mfa/$${aws:username}",
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:user/$${aws:username}",
        ]
      },
    ]
  })
}
"#,
        r#"resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OwnMFADevices"
        Effect = "Allow"
        Action = [
          "iam:CreateVirtualMFADevice",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:mfa/*",
        ]
      },
      {
        Sid    = "OwnMFAUser"
        Effect = "Allow"
        Action = [
          "iam:EnableMFADevice",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:user/$${aws:username}",
        ]
      },
      {
        Sid    = "OwnMFAUserWithMFA"
        Effect = "Allow"
        Action = [
          "iam:DeactivateMFADevice",
        ]
        Resource = [
          "arn:aws:iam::${data.aws_caller_identity.current.account_id}:user/$${aws:username}",
        ]
        Condition = {
          Bool = {
            "aws:MultiFactorAuthPresent" = "true"
          }
        }
      },
    ]
  })
}
"#,
    ),
    (
        "inline.tf",
        r#"resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice"], Resource = ["arn:aws:iam::*:mfa/$${aws:username}", "arn:aws:iam::*:user/$${aws:username}"] }]
  })
}
"#,
        r#"resource "aws_iam_policy" "x" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:CreateVirtualMFADevice"], Resource = ["arn:aws:iam::*:mfa/*"] }, { Effect = "Allow", Action = ["iam:DeactivateMFADevice"], Resource = ["arn:aws:iam::*:user/$${aws:username}"], Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } } }]
  })
}
"#,
    ),
    (
        "blocks.tf",
        r#"data "aws_iam_policy_document" "x" {
  statement {
    sid = "First"

    actions = [
      "iam:CreateVirtualMFADevice",
      "iam:DeactivateMFADevice",
      "iam:EnableMFADevice",
    ]

    resources = [
      "arn:aws:iam::*:mfa/&{aws:username}",
      "arn:aws:iam::*:user/&{aws:username}",
    ]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"]
    resources = ["arn:aws:iam::*:mfa/$${aws:username}", "arn:aws:iam::*:user/$${aws:username}"]
  }
}
"#,
        r#"data "aws_iam_policy_document" "x" {
  statement {
    sid = "FirstDevices"

    actions = [
      "iam:CreateVirtualMFADevice",
    ]

    resources = [
      "arn:aws:iam::*:mfa/*",
    ]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }

  statement {
    sid = "FirstUser"

    actions = [
      "iam:EnableMFADevice",
    ]

    resources = [
      "arn:aws:iam::*:user/&{aws:username}",
    ]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }
  }

  statement {
    sid = "FirstUserWithMFA"

    actions = [
      "iam:DeactivateMFADevice",
    ]

    resources = [
      "arn:aws:iam::*:user/&{aws:username}",
    ]

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["true"]
    }

    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/*"]
  }

  statement {
    actions   = ["iam:EnableMFADevice"]
    resources = ["arn:aws:iam::*:user/$${aws:username}"]
  }
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
          - Sid: Own
            Effect: Allow
            Action:
              - iam:CreateVirtualMFADevice
              - iam:DeleteVirtualMFADevice
              - iam:EnableMFADevice
              - iam:DeactivateMFADevice
            Resource:
              - !Sub arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}
              - !Sub arn:aws:iam::${AWS::AccountId}:user/${!aws:username}
          # What follows is another.
          - Effect: Allow
            Action: iam:ListUsers
            Resource: '*'
"#,
        r#"Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: OwnDevices
            Effect: Allow
            Action:
              - iam:CreateVirtualMFADevice
            Resource:
              - !Sub arn:aws:iam::${AWS::AccountId}:mfa/*
          - Sid: OwnUser
            Effect: Allow
            Action:
              - iam:EnableMFADevice
            Resource:
              - !Sub arn:aws:iam::${AWS::AccountId}:user/${!aws:username}
          - Sid: OwnUserWithMFA
            Effect: Allow
            Action:
              - iam:DeactivateMFADevice
            Resource:
              - !Sub arn:aws:iam::${AWS::AccountId}:user/${!aws:username}
            Condition:
              Bool:
                aws:MultiFactorAuthPresent: "true"
          # What follows is another.
          - Effect: Allow
            Action: iam:ListUsers
            Resource: '*'
"#,
    ),
    (
        "condition.yml",
        r#"Statement:
- Effect: Allow
  Action: [iam:CreateVirtualMFADevice, iam:DeactivateMFADevice]
  Resource:
  - arn:aws:iam::*:mfa/${aws:username}
  - arn:aws:iam::*:user/${aws:username}
  Condition:
    StringEquals:
      aws:RequestedRegion: 'us-east-1'
Version: '2012-10-17'
"#,
        r#"Statement:
- Effect: Allow
  Action: [iam:CreateVirtualMFADevice]
  Resource:
  - arn:aws:iam::*:mfa/*
  Condition:
    StringEquals:
      aws:RequestedRegion: 'us-east-1'
- Effect: Allow
  Action: [iam:DeactivateMFADevice]
  Resource:
  - arn:aws:iam::*:user/${aws:username}
  Condition:
    StringEquals:
      aws:RequestedRegion: 'us-east-1'
    Bool:
      aws:MultiFactorAuthPresent: 'true'
Version: '2012-10-17'
"#,
    ),
    (
        "flow.yml",
        r#"PolicyDocument:
  Version: "2012-10-17"
  Statement: [{Effect: Allow, Action: [iam:CreateVirtualMFADevice, iam:DeactivateMFADevice], Resource: ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]}]
"#,
        r#"PolicyDocument:
  Version: "2012-10-17"
  Statement: [{Effect: Allow, Action: [iam:CreateVirtualMFADevice], Resource: ["arn:aws:iam::*:mfa/*"]}, {Effect: Allow, Action: [iam:DeactivateMFADevice], Resource: ["arn:aws:iam::*:user/${aws:username}"], Condition: {Bool: {"aws:MultiFactorAuthPresent": "true"}}}]
"#,
    ),
    (
        "stack.json",
        r#"{"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
      "Resource": [
        {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}"},
        {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":user/${aws:username}"]]}
      ]
    }
  ]
}}}}}
"#,
        r#"{"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["iam:CreateVirtualMFADevice"],
      "Resource": [
        {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:mfa/*"}
      ]
    },
    {
      "Effect": "Allow",
      "Action": ["iam:EnableMFADevice"],
      "Resource": [
        {"Fn::Join": ["", ["arn:aws:iam::", {"Ref": "AWS::AccountId"}, ":user/${aws:username}"]]}
      ]
    }
  ]
}}}}}
"#,
    ),
];

#[test]
fn a_statement_is_split_in_every_host() {
    let before: Vec<(&str, &str)> = HOSTS.iter().map(|host| (host.0, host.1)).collect();
    let repo = Sandbox::repository(&before);
    let (code, out, err) = repo.run(&FLAGS);
    for (name, _, after) in HOSTS {
        assert_eq!(repo.read(name), after, "{name}\n{out}{err}");
    }
    assert_eq!(code, 0, "{out}{err}");
    // What is found then is what was never part of it.
    let report = repo.report(&[]);
    assert_eq!(report["findings"], json!([]));
}

/// JSON is split wherever the file spells its signs as they are.
#[test]
fn json_in_strings_is_split_too() {
    let text = policy(&format!(
        r#""Sid": "Own", "Effect": "Allow", {ACTIONS}, {RESOURCES}"#
    ));
    let alone = Sandbox::repository(&[("a.json", &text)]);
    alone.run(&FLAGS);
    let split = alone.read("a.json");
    assert!(split.contains("OwnUserWithMFA"));
    let (_, lines, split_lines) = HOSTS[0];
    let indented = |text: &str| {
        text.lines()
            .map(|line| format!("    {line}\n"))
            .collect::<String>()
    };
    let files = [
        (
            "a.sh",
            format!("POLICY='{text}'\n"),
            format!("POLICY='{split}'\n"),
        ),
        (
            "a.md",
            format!("# A\n\n```json\n{lines}```\n"),
            format!("# A\n\n```json\n{split_lines}```\n"),
        ),
        (
            "a.yml",
            format!("p:\n  x: |\n{}y: z\n", indented(lines)),
            format!("p:\n  x: |\n{}y: z\n", indented(split_lines)),
        ),
    ];
    let before: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, before, _)| (*name, before.as_str()))
        .collect();
    let repo = Sandbox::repository(&before);
    let (_, out, err) = repo.run(&FLAGS);
    for (name, _, after) in &files {
        assert_eq!(&repo.read(name), after, "{name}\n{out}{err}");
    }
}

#[test]
fn lines_that_end_as_on_windows_stay_so() {
    let (_, before, after) = HOSTS[0];
    let repo = Sandbox::repository(&[("a.json", &before.replace('\n', "\r\n"))]);
    let (code, out, err) = repo.run(&FLAGS);
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(repo.read("a.json"), after.replace('\n', "\r\n"));
}

/// A policy of one statement, with another after it.
fn policy(statement: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{{statement}}}, {{"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}}]}}"#
    )
}

const RESOURCES: &str =
    r#""Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]"#;
const ACTIONS: &str = r#""Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:DeactivateMFADevice", "iam:EnableMFADevice"]"#;

#[test]
fn the_finding_says_what_the_split_does_and_is_a_patch_too() {
    let text = policy(&format!(
        r#""Sid": "Own", "Effect": "Allow", {ACTIONS}, {RESOURCES}"#
    ));
    let repo = Sandbox::repository(&[("a.json", &text)]);
    let plain = repo.report(&[])["findings"][0].clone();
    let (code, out, err) = repo.run(&[&FLAGS[..], &["--format", "json"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    let finding = &findings[0];
    assert_eq!(finding["outcome"], "taken");
    assert_eq!(plain["disposition"], "safe");
    assert_eq!(finding["disposition"], "review");
    assert_eq!(finding["fingerprint"], plain["fingerprint"]);
    assert_eq!(finding["access"]["mark"], "grants create");
    assert_eq!(
        finding["access"]["sentence"],
        "users may now create a virtual MFA device with any name; they may no longer delete virtual devices with their own user name that aren't assigned to a user and, when not signed in with MFA, deactivate their own MFA devices"
    );
    let lost = finding["access"]["lost"].as_array().unwrap();
    assert_eq!(lost.len(), 2);
    assert_eq!(lost[0]["action"], "iam:DeleteVirtualMFADevice");
    assert_eq!(lost[1]["action"], "iam:DeactivateMFADevice");
    assert_eq!(
        lost[1]["when"],
        "aws:MultiFactorAuthPresent false or absent"
    );
    let written = repo.read("a.json");
    let span = |end: &str| finding["span"][end].as_u64().unwrap() as usize;
    assert_eq!(&text[span("start")..span("end")], finding["before"]);
    let after = finding["after"].as_str().unwrap();
    let expected = [&text[..span("start")], after, &text[span("end")..]].concat();
    assert_eq!(written, expected);
    let operations = finding["json_patch"].as_array().unwrap();
    let said: Vec<(&str, &str)> = operations
        .iter()
        .map(|one| (one["op"].as_str().unwrap(), one["path"].as_str().unwrap()))
        .collect();
    assert_eq!(
        said,
        [
            ("replace", "/Statement/0"),
            ("add", "/Statement/1"),
            ("add", "/Statement/2")
        ]
    );
    assert_eq!(
        operations[1]["value"],
        json!({"Sid": "OwnUser", "Effect": "Allow", "Action": ["iam:EnableMFADevice"], "Resource": ["arn:aws:iam::*:user/${aws:username}"]})
    );
    let patch: json_patch::Patch = serde_json::from_value(finding["json_patch"].clone()).unwrap();
    let mut patched: Value = serde_json::from_str(&text).unwrap();
    json_patch::patch(&mut patched, &patch).unwrap();
    let written: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(patched, written);
}

#[test]
fn the_commit_says_what_was_split() {
    let text = policy(&format!(
        r#""Sid": "Own", "Effect": "Allow", {ACTIONS}, {RESOURCES}"#
    ));
    let repo = Sandbox::repository(&[("a.json", &text), ("b/a.json", &text)]);
    let (code, out, err) = repo.run(&[
        "fix",
        "--yes",
        "--include-review",
        "--split",
        "--devices",
        "none",
        "--pr-body",
        "body.md",
    ]);
    assert_eq!(code, 0, "{out}{err}");
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    for part in [
        "policy-mfa-resource: 2 rewritten\nof these, statements split: 2\n",
        "- Own: Allow, Resource, 2 files\n  split: devices and user apart, as in AWS's own policies\n  iam:Create",
        "when not signed in with MFA, deactivate their\n  own MFA devices.\n",
    ] {
        assert!(message.contains(part), "{part}\n---\n{message}");
    }
    let body = repo.read("body.md");
    assert!(
        body.contains("It is split into several statements."),
        "{body}"
    );
}

#[test]
fn two_in_one_list_are_split_together_with_what_stands_beside_them() {
    let own = format!(r#""Effect": "Allow", {ACTIONS}, {RESOURCES}"#);
    let other = r#"{"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice"], "Resource": "arn:aws:iam::*:mfa/${aws:username}"}"#;
    let text =
        format!(r#"{{"Version": "2012-10-17", "Statement": [{{{own}}}, {other}, {{{own}}}]}}"#);
    let repo = Sandbox::repository(&[("a.json", &text)]);
    let (code, out, err) =
        repo.run(&[&FLAGS[..], &["--without-delete", "--names", "prefixed"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let written: Value = serde_json::from_str(&repo.read("a.json")).unwrap();
    let device = "arn:aws:iam::*:mfa/${aws:username}*";
    let user = "arn:aws:iam::*:user/${aws:username}";
    let parts = [
        json!({"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": [device]}),
        json!({"Effect": "Allow", "Action": ["iam:EnableMFADevice"], "Resource": [user]}),
        json!({"Effect": "Allow", "Action": ["iam:DeactivateMFADevice"], "Resource": [user], "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}),
    ];
    let middle =
        json!({"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": device});
    let all = [&parts[..], &[middle], &parts[..]].concat();
    assert_eq!(written["Statement"], Value::from(all));
}

/// Statements that stay whole get their ordinary rewrite, and the finding says why.
#[test]
fn what_stays_whole_says_why() {
    let statement = |effect: &str, actions: &str, resources: &str, more: &str| {
        let statement = format!(
            r#""Effect": "{effect}", "Action": [{actions}], "Resource": [{resources}]{more}"#
        );
        policy(&statement)
    };
    let device = r#""arn:aws:iam::*:mfa/${aws:username}""#;
    let user = r#""arn:aws:iam::*:user/${aws:username}""#;
    let both = format!("{device}, {user}");
    let two = r#""iam:CreateVirtualMFADevice", "iam:EnableMFADevice""#;
    let deactivating = r#""iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice""#;
    let allowing = |actions: &str| statement("Allow", actions, &both, "");
    let terraform = |body: &str| {
        format!("data \"aws_iam_policy_document\" \"x\" {{\n  statement {{\n{body}  }}\n}}\n")
    };
    let resources = "    resources = [\"arn:aws:iam::*:mfa/&{aws:username}\", \"arn:aws:iam::*:user/&{aws:username}\"]\n";
    for (name, text, because) in [
        ("a.json", statement("Deny", two, &both, ""), "it denies"),
        (
            "a.json",
            allowing(two).replacen("\"Resource\"", "\"NotResource\"", 1),
            "it lists what it is not about",
        ),
        (
            "a.json",
            allowing(two).replacen("\"Action\"", "\"NotAction\"", 1),
            "it lists what it is not about",
        ),
        (
            "a.json",
            allowing(r#""iam:*MFADevice", "iam:GetUser""#),
            "the wildcard iam:*MFADevice covers iam:CreateVirtualMFADevice; write out the actions that are meant",
        ),
        (
            "a.json",
            allowing(r#""iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice""#),
            "none of its actions is checked against user/",
        ),
        (
            "a.json",
            allowing(r#""iam:DeleteVirtualMFADevice", "iam:EnableMFADevice""#),
            "none of its actions that stay is checked against mfa/",
        ),
        (
            "a.json",
            statement("Allow", two, &format!("{both}, \"arn:aws:iam::*:group/x\""), ""),
            "arn:aws:iam::*:group/x is neither the device nor user/${aws:username}",
        ),
        (
            "a.json",
            statement("Allow", two, &format!("{both}, \"arn:aws-cn:iam::*:mfa/${{aws:username}}\""), ""),
            "several of its entries name devices after the user",
        ),
        (
            "a.json",
            statement("Allow", two, &format!("\"arn:aws:iam::*:mfa/*\", {both}"), ""),
            "another of its entries covers every device name",
        ),
        (
            "a.json",
            allowing(two).replace("2012-10-17", "2008-10-17"),
            "the variable is literal text in a policy of this Version",
        ),
        (
            "a.json",
            statement(
                "Allow",
                deactivating,
                &both,
                r#", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}"#,
            ),
            "its Condition tests aws:MultiFactorAuthPresent in another way",
        ),
        (
            "a.json",
            statement("Allow", two, &both, r#", "Condition": {"Unheard": {"a": "b"}}"#),
            "its Condition could not be read",
        ),
        (
            "a.json",
            statement("Allow", two, &both, r#", "Principal": "*""#),
            "not all of it could be read",
        ),
        (
            "a.json",
            statement("Allow", two, &both, r#", "Comment": "why""#),
            "the program doesn't know its comment",
        ),
        (
            "a.json",
            allowing(&format!("{two} /* the rest */")),
            "a comment stands in it",
        ),
        (
            "a.json",
            allowing(two).replacen("\"Action\": [", "\"Action\": [[", 1).replacen("],", "]],", 1),
            "its actions are not written one by one",
        ),
        (
            "a.yml",
            format!("a: &x\n  Statement:\n  - Effect: Allow\n    Action: &actions [{two}]\n    Resource: [{both}]\n  Version: '2012-10-17'\nb: *actions\n"),
            "an alias repeats something of it",
        ),
        (
            "a.yml",
            format!("Statement:\n  Effect: Allow\n  Action: [{two}]\n  Resource: [{both}]\nVersion: '2012-10-17'\n"),
            "it doesn't stand in a list of statements",
        ),
        (
            "a.tf",
            terraform(&format!("    actions = concat([{two}], [\"iam:GetUser\"])\n{resources}")),
            "its actions or resources are not in a list each",
        ),
        (
            "a.tf",
            terraform(&format!("    sid = \"A${{var.b}}\"\n    actions = [{two}]\n{resources}")),
            "its Sid is computed",
        ),
        (
            "a.tf",
            terraform(&format!("    actions = [\n      \"iam:CreateVirtualMFADevice\", # why\n      \"iam:EnableMFADevice\",\n    ]\n{resources}")),
            "a comment stands in it",
        ),
        (
            "a.yml",
            format!("Statement: !If\n- Yes\n- Effect: Allow\n  Action: [{two}]\n  Resource: [{both}]\n- !Ref AWS::NoValue\nVersion: '2012-10-17'\n"),
            "it doesn't stand in a list of statements",
        ),
        (
            "a.yml",
            format!("Statement: [!Custom {{Effect: Allow, Action: [{two}], Resource: [{both}]}}]\nVersion: '2012-10-17'\n"),
            "it doesn't stand in a list of statements",
        ),
        (
            "a.yml",
            format!("Statement:\n- Effect: Allow\n  Action: [{two}]\n  Resource: !Custom [{both}]\nVersion: '2012-10-17'\n"),
            "its actions or resources are not in a list each",
        ),
        (
            "a.json",
            format!(r#"{{"Version": "2012-10-17", "Statement": [{{"Fn::If": ["Yes", {{"Effect": "Allow", "Action": [{two}], "Resource": [{both}]}}, {{"Ref": "AWS::NoValue"}}]}}]}}"#),
            "it doesn't stand in a list of statements",
        ),
        (
            "a.tf",
            terraform(&format!("    actions = [{two}]\n{resources}"))
                .replace("  statement {", "  dynamic \"statement\" {\n    for_each = var.x\n    content {")
                .replace("  }\n}", "  }\n  }\n}"),
            "it doesn't stand in a list of statements",
        ),
        (
            "b.tf",
            format!("locals {{\n  p = {{\n    Statement = concat([{{\n      Effect = \"Allow\"\n      Action = [{two}]\n      Resource = [{}]\n    }}], var.x)\n  }}\n}}\n", both.replace('$', "$$")),
            "it doesn't stand in a list of statements",
        ),
        (
            "a.json",
            allowing(two).replacen("\"Effect\"", "\"effect\"", 1),
            "its keys are not spelled as IAM's",
        ),
        (
            "a.py",
            "iam.PolicyStatement(\n    actions=[\"iam:CreateVirtualMFADevice\", \"iam:EnableMFADevice\"],\n    resources=[\"arn:aws:iam::*:mfa/${aws:username}\", \"arn:aws:iam::*:user/${aws:username}\"],\n)\n".to_owned(),
            "the program splits none that is written in this way",
        ),
        (
            "string.json",
            format!("{}\n", json!({"P": allowing(two)})),
            "the program splits none that is written in this way",
        ),
    ] {
        let repo = Sandbox::repository(&[(name, &text)]);
        let plain = repo.report(&[])["findings"].as_array().unwrap().clone();
        let (_, out, err) = repo.run(&[&FLAGS[..], &["--format", "json"]].concat());
        let report: Value = serde_json::from_str(&out).unwrap();
        let findings = report["findings"].as_array().unwrap();
        assert_eq!(findings.len(), plain.len(), "{text}\n{out}{err}");
        for (finding, plain) in findings.iter().zip(&plain) {
            let reason = finding["reason"].as_str().unwrap();
            let said = format!("--split leaves this statement whole: {because}");
            assert!(reason.contains(&said), "{text}\n{reason}");
            for field in ["disposition", "span", "after", "access"] {
                assert_eq!(finding[field], plain[field], "{text}");
            }
        }
        // What is rewritten is what would be without it.
        let other = Sandbox::repository(&[(name, &text)]);
        let flags: Vec<&str> = FLAGS.into_iter().filter(|flag| *flag != "--split").collect();
        other.run(&flags);
        assert_eq!(repo.read(name), other.read(name));
        assert_ne!(repo.read(name), text);
    }
}

#[test]
fn what_governs_devices_alone_is_not_spoken_of() {
    let text = policy(&format!(
        r#""Effect": "Allow", {ACTIONS}, "Resource": "arn:aws:iam::*:mfa/${{aws:username}}""#
    ));
    let repo = Sandbox::repository(&[("a.json", &text)]);
    let (_, out, _) = repo.run(&[&FLAGS[..], &["--format", "json"]].concat());
    assert!(!out.contains("--split"), "{out}");
    assert_eq!(repo.read("a.json"), text.replace("${aws:username}", "*"));
}

/// Where MFA is asked for already, to deactivate needs no part of its own.
#[test]
fn a_condition_that_asks_for_mfa_is_enough() {
    let with_mfa = r#""Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#;
    let text = policy(&format!(
        r#""Effect": "Allow", {ACTIONS}, {RESOURCES}, {with_mfa}"#
    ));
    let repo = Sandbox::repository(&[("a.json", &text)]);
    let (code, out, err) = repo.run(&[&FLAGS[..], &["--format", "json"]].concat());
    assert_eq!(code, 0, "{out}{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let lost = report["findings"][0]["access"]["lost"].as_array().unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0]["action"], "iam:DeleteVirtualMFADevice");
    let written: Value = serde_json::from_str(&repo.read("a.json")).unwrap();
    let statements = written["Statement"].as_array().unwrap();
    assert_eq!(statements.len(), 3);
    assert_eq!(
        statements[1]["Action"],
        json!(["iam:DeactivateMFADevice", "iam:EnableMFADevice"])
    );
}

/// Only what a person reviews is split.
#[test]
fn nothing_is_split_unreviewed() {
    let text = policy(&format!(r#""Effect": "Allow", {ACTIONS}, {RESOURCES}"#));
    let repo = Sandbox::repository(&[("a.json", &text)]);
    let (code, out, err) =
        repo.run(&["fix", "--in-place", "--yes", "--split", "--devices", "none"]);
    assert_eq!(code, 1, "{out}{err}");
    assert_eq!(repo.read("a.json"), text);
    assert!(out.contains("its statement is split"), "{out}");
}
