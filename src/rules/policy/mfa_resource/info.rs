//! What is said of the rule.

use crate::finding::{Disposition, Example, RuleInfo};

/// What is said of the rule.
pub static INFO: RuleInfo = RuleInfo {
    name: "policy-mfa-resource",
    title: "a policy names the MFA device after the user",
    help: include_str!("../../explain/policy-mfa-resource.txt"),
    dispositions: &Disposition::ALL,
    examples: &[Example {
        file: "policy.json",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}}"#,
        after: Some(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/*"}}"#,
        ),
    }],
    sources: &[
        "AWS Security Blog, \"You can now assign multiple MFA devices in IAM\" (2022-11-16)",
        "Service Authorization Reference, AWS Identity and Access Management",
    ],
};
