//! Policies of several hosts, read whole.

use super::*;
use crate::rules::parsed;
use crate::rules::policy::statement::Statements;

/// The policy around the first device in a text, a statement a line; the one with the device is marked.
fn read_all(name: &str, text: &str) -> String {
    let document = parsed::document(name, text);
    let node = parsed::device(&document);
    let Some(place) = Statements::default().resource(&document, node, |_| Held::default()) else {
        return "unread".to_owned();
    };
    let mut told = String::new();
    for (at, statement) in place.policy.statements.iter().enumerate() {
        let resources: Vec<String> = statement
            .resources
            .iter()
            .enumerate()
            .map(|(resource, pattern)| {
                let is_it = (at, resource) == (place.statement, place.resource);
                format!("{}{pattern}", if is_it { ">" } else { "" })
            })
            .collect();
        let actions = match &statement.actions {
            Actions::Only(actions) => actions.join(","),
            Actions::AllBut(actions) => format!("not {}", actions.join(",")),
            Actions::Unknown => "?".to_owned(),
        };
        told.push_str(&format!(
            "{:?} {actions} {:?} {} {}\n",
            statement.effect,
            statement.element,
            resources.join(","),
            statement.conditions.len()
        ));
    }
    told.push_str(if place.policy.is_whole {
        "whole"
    } else {
        "in part"
    });
    told
}

#[test]
fn json() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Deny", "NotAction": "iam:Get*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": false}, "StringEquals": {"a": ["b", "c"], "d": "e"}}},
        {"Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": ["arn:aws:iam::*:user/x", "arn:aws:iam::*:mfa/${aws:username}"]}]}"#;
    assert_eq!(
        read_all("a.json", text),
        "Deny not iam:Get* Resource * 3\n\
         Allow iam:CreateVirtualMFADevice Resource arn:aws:iam::*:user/x,>arn:aws:iam::*:mfa/${aws:username} 0\n\
         whole"
    );
    let one =
        r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::*:mfa/x"}}"#;
    assert_eq!(
        read_all("a.json", one),
        "Allow * Resource >arn:aws:iam::*:mfa/x 0\nwhole"
    );
    let trust = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::*:mfa/x"}, {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}"#;
    assert_eq!(
        read_all("a.json", trust),
        "Allow * Resource >arn:aws:iam::*:mfa/x 0\nin part"
    );
}

#[test]
fn terraform() {
    let text = r#"
data "aws_iam_policy_document" "x" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::${data.x.id}:mfa/$${aws:username}", "arn:aws:iam::*:user/&{aws:username}"]
    condition {
      test     = "Bool"
      variable = "aws:MultiFactorAuthPresent"
      values   = ["true"]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["*"]
    resources = [var.other]
  }
  statement {
    actions   = ["*"]
    resources = [join("", ["arn:aws:iam::", data.x.id, ":mfa/z"])]
  }
}
"#;
    assert_eq!(
        read_all("a.tf", text),
        "Allow iam:CreateVirtualMFADevice Resource >arn:aws:iam::*:mfa/${aws:username},arn:aws:iam::*:user/${aws:username} 1\n\
         Deny * Resource \u{FFFC} 0\n\
         Allow * Resource arn:aws:iam::*:mfa/z 0\n\
         whole"
    );
    let encoded = r#"
locals {
  p = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Action = "*"
      Resource = "arn:${var.p}:iam::*:mfa/x"
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }]
  })
}
"#;
    assert_eq!(
        read_all("a.tf", encoded),
        "Allow * Resource >arn:*:iam::*:mfa/x 1\nwhole"
    );
    let dynamic = r#"
data "aws_iam_policy_document" "x" {
  dynamic "statement" {
    for_each = [1]
    content {
      actions   = ["*"]
      resources = ["arn:aws:iam::*:mfa/x"]
    }
  }
}
"#;
    assert_eq!(
        read_all("a.tf", dynamic),
        "Allow * Resource >arn:aws:iam::*:mfa/x 0\nin part"
    );
}

#[test]
fn two_accounts_that_are_filled_in_may_be_one_or_not() {
    let policy = |first: &str, second: &str| {
        let text = format!(
            r#"
data "aws_iam_policy_document" "x" {{
  statement {{
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = [{first}]
  }}
  statement {{
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = [{second}]
  }}
}}
"#
        );
        let told = read_all("a.tf", &text);
        told.lines().last().expect("a line").to_owned()
    };
    let own = r#""arn:aws:iam::${var.a}:mfa/$${aws:username}""#;
    for (other, expected) in [
        (r#""arn:aws:iam::${var.a}:mfa/*""#, "whole"),
        (r#""arn:aws:iam::${var.b}:mfa/*""#, "in part"),
        (r#""arn:aws:iam::111122223333:mfa/*""#, "in part"),
        (r#""arn:aws:iam::${var.b}:*""#, "in part"),
        (r#""arn:aws:iam::${var.b}:user/*""#, "whole"),
        (r#""arn:aws:iam::*:mfa/*""#, "whole"),
        (r#""*""#, "whole"),
    ] {
        assert_eq!(policy(own, other), expected, "{other}");
    }
    // Within one statement.
    for (account, rest, expected) in [
        ("${var.b}", "*", "unread"),
        ("${var.a}", "*", "in part"),
        ("${var.b}", "$${aws:username}", "in part"),
    ] {
        let text = format!(
            "p = {{ Effect = \"Allow\", Action = \"iam:Create*\", Resource = [{own}, \"arn:aws:iam::{account}:mfa/{rest}\"] }}\n"
        );
        let told = read_all("a.tf", &text);
        assert_eq!(told.lines().last(), Some(expected), "{account} {rest}");
    }
    let placeholders = r#"{"Statement": [
        {"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::ACCOUNT-A:mfa/${aws:username}"},
        {"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::ACCOUNT-B:mfa/*"}]}"#;
    let told = read_all("a.json", placeholders);
    assert_eq!(told.lines().last(), Some("in part"));
    let same = placeholders.replace("ACCOUNT-B", "ACCOUNT-A");
    assert_eq!(read_all("a.json", &same).lines().last(), Some("whole"));
}

#[test]
fn cloudformation() {
    let text = "Resources:
  P:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: iam:CreateVirtualMFADevice
            Resource: !Sub arn:aws:iam::${AWS::AccountId}:mfa/${!aws:username}
            Condition: {Bool: {aws:MultiFactorAuthPresent: true}}
          - Effect: Allow
            Action:
              - iam:CreateVirtualMFADevice
            Resource:
              - Fn::Join: ['', ['arn:aws:iam::', !Ref AWS::AccountId, ':mfa/y']]
              - !Join [':', ['arn:aws:iam:', !Ref AWS::AccountId, 'mfa/z']]
";
    assert_eq!(
        read_all("a.yaml", text),
        "Allow iam:CreateVirtualMFADevice Resource >arn:aws:iam::*:mfa/${aws:username} 1\n\
         Allow iam:CreateVirtualMFADevice Resource arn:aws:iam::*:mfa/y,arn:aws:iam::*:mfa/z 0\n\
         whole"
    );
}

#[test]
fn code() {
    let cdk = r#"
new iam.PolicyDocument({
  statements: [
    new iam.PolicyStatement({
      actions: ['iam:CreateVirtualMFADevice'],
      resources: [`arn:aws:iam::${account}:mfa/\${aws:username}`],
      conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    }),
    new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['iam:Delete*'], resources: ['*'] }),
    other,
  ],
});
"#;
    assert_eq!(
        read_all("a.ts", cdk),
        "Allow iam:CreateVirtualMFADevice Resource >arn:aws:iam::*:mfa/${aws:username} 1\n\
         Deny iam:Delete* Resource * 0\n\
         in part"
    );
    let alone = "s = iam.PolicyStatement(actions=['*'], resources=['arn:aws:iam::*:mfa/x', 'arn:aws:iam::*:mfa/y'])\n";
    assert_eq!(
        read_all("a.py", alone),
        "Allow * Resource >arn:aws:iam::*:mfa/x,arn:aws:iam::*:mfa/y 0\nin part"
    );
    let computed = "s = {'Effect': effect, 'Action': '*', 'Resource': 'arn:aws:iam::*:mfa/x'}\n";
    assert_eq!(read_all("a.py", computed), "unread");
}

#[test]
fn what_is_made_in_a_loop_or_of_more_than_is_seen() {
    let document = |statement: &str| {
        format!(
            "data \"aws_iam_policy_document\" \"x\" {{\n  statement {{\n    actions = [\"iam:*\"]\n{statement}\n  }}\n}}\n"
        )
    };
    let device = "resources = [\"arn:aws:iam::*:mfa/&{aws:username}\"]";
    let in_loop = |name: &str| {
        document(&format!(
            "{device}\n    dynamic \"{name}\" {{\n      for_each = [1]\n      content {{\n        test = \"Bool\"\n      }}\n    }}"
        ))
    };
    assert_eq!(
        read_all("a.tf", &in_loop("condition")),
        "Allow iam:* Resource >arn:aws:iam::*:mfa/${aws:username} 1\nwhole"
    );
    assert_eq!(read_all("a.tf", &in_loop("principals")), "unread");
    for more in [
        "resources = concat([\"arn:aws:iam::*:mfa/&{aws:username}\"], var.more)",
        "resources = var.x ? [\"arn:aws:iam::*:mfa/&{aws:username}\"] : [\"*\"]",
    ] {
        let read = read_all("a.tf", &document(more));
        assert!(read.ends_with("\nin part"), "{more}: {read}");
    }
    let formatted =
        document("resources = [format(\"arn:aws:iam::%s:mfa/&{aws:username}\", var.a)]");
    let read = read_all("a.tf", &formatted);
    assert!(read.ends_with("\nwhole"), "{read}");
}

#[test]
fn a_string_beside_one_that_is_put_together_is_a_resource() {
    for other in ["arn:aws:iam::*:user/x", "*"] {
        let text = format!(
            "s = {{'Effect': 'Allow', 'Action': '*', 'Resource': ['{other}', 'arn:aws:iam::*:mfa/' + 'x']}}\n"
        );
        assert_eq!(
            read_all("a.py", &text),
            format!("Allow * Resource {other},>arn:aws:iam::*:mfa/x 0\nin part")
        );
    }
    // Only what joins a list is none.
    for (list, expected) in [
        (
            "!Join ['-', ['arn:aws:iam::*:mfa/x', 'y']]",
            ">arn:aws:iam::*:mfa/x-y",
        ),
        (
            "!Join ['', ['arn:aws:iam::*:mfa/', 'x']]",
            ">arn:aws:iam::*:mfa/x",
        ),
        (
            "['', ['arn:aws:iam::*:mfa/', 'x']]",
            ",>arn:aws:iam::*:mfa/,x",
        ),
    ] {
        let text = format!("a: {{Effect: Allow, Action: '*', Resource: {list}}}\n");
        let expected = format!("Allow * Resource {expected} 0\nin part");
        assert_eq!(read_all("a.yml", &text), expected, "{list}");
    }
}

#[test]
fn a_condition_has_texts_truth_values_and_plain_numbers() {
    let values = |value: &str| {
        let document = parsed::document("a.json", &format!("{{\"a\": {value}}}"));
        super::words(&document, parsed::value(&document, "a"))
    };
    let of = |values: &[&str]| Some(values.iter().map(|value| (*value).to_owned()).collect());
    assert_eq!(
        values("[\"x\", true, 3600, 0.5]"),
        of(&["x", "true", "3600", "0.5"])
    );
    assert_eq!(values("-5"), of(&["\u{FFFC}"]));
    assert_eq!(values(&"1".repeat(65)), of(&["\u{FFFC}"]));
    assert_eq!(values("{\"x\": 1}"), None);
}

#[test]
fn an_empty_list_of_actions_or_resources_is_none() {
    let text = |more: &str| {
        format!(
            "data \"aws_iam_policy_document\" \"x\" {{\n  statement {{\n    actions = [\"iam:*\"]\n{more}\n  }}\n}}\n"
        )
    };
    let device = "resources = [\"arn:aws:iam::*:mfa/&{aws:username}\"]";
    for (lists, expected) in [
        (format!("not_resources = []\n{device}"), true),
        (format!("{device}\nnot_resources = []"), true),
        (format!("not_resources = [\"*\"]\n{device}"), false),
        (format!("not_actions = []\n{device}"), true),
        (format!("not_actions = [\"iam:Get*\"]\n{device}"), false),
    ] {
        let read = read_all("a.tf", &text(&lists));
        let is_read = read == "Allow iam:* Resource >arn:aws:iam::*:mfa/${aws:username} 0\nwhole";
        assert_eq!(is_read, expected, "{lists}: {read}");
    }
}

#[test]
fn truth_values_stand_in_lists() {
    let text = "data \"aws_iam_policy_document\" \"x\" {
  statement {
    actions   = [\"iam:*\"]
    resources = [\"arn:aws:iam::*:mfa/&{aws:username}\"]
    condition {
      test     = \"Bool\"
      variable = \"aws:MultiFactorAuthPresent\"
      values   = [true]
    }
  }
}
";
    let document = parsed::document("a.tf", text);
    let values = document
        .nodes()
        .find(|node| document.spelling(*node) == "[true]")
        .expect("the list");
    assert_eq!(
        super::words(&document, values),
        Some(vec!["true".to_owned()])
    );
}
