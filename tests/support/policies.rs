//! Policies that are made by chance, the same in each run, and those of the test data.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use serde_json::{Value, json};

use super::Sandbox;

const DEVICE: &str = "arn:aws:iam::*:mfa/${aws:username}";
/// Devices in other accounts; the last is the most common.
const DEVICES: [&str; 4] = [
    "arn:aws:iam::111122223333:mfa/${aws:username}",
    "arn:aws:iam::444455556666:mfa/${aws:username}",
    "arn:aws:iam::????????????:mfa/${aws:username}",
    DEVICE,
];

/// Numbers that are the same in each run (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    /// A number below this.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }

    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }

    fn some(&mut self, of: &[&str]) -> Value {
        let count = 1 + self.roll(3);
        let items: Vec<&str> = (0..count).map(|_| self.pick(of)).collect();
        match items.as_slice() {
            [one] if self.roll(2) == 0 => json!(one),
            _ => json!(items),
        }
    }

    fn statement(&mut self, has_device: bool) -> Value {
        let actions = self.some(&[
            "iam:CreateVirtualMFADevice",
            "iam:DeleteVirtualMFADevice",
            "iam:*VirtualMFADevice",
            "IAM:create*",
            "iam:TagMFADevice",
            "iam:?ntagMFADevice",
            "iam:List*",
            "iam:*",
            "*",
            "iam:EnableMFADevice",
            "s3:GetObject",
        ]);
        let mut resources: Vec<&str> = Vec::new();
        if has_device {
            resources.push(DEVICES[self.roll(12).min(DEVICES.len() - 1)]);
        }
        for _ in 0..self.roll(3) + usize::from(!has_device) {
            resources.push(self.pick(&[
                "*",
                "arn:aws:iam::*:user/${aws:username}",
                "arn:aws:iam::*:mfa/*",
                "arn:aws:iam::????????????:mfa/*",
                "arn:aws:iam::111122223333:mfa/*",
                "arn:aws:iam::444455556666:mfa/*",
                "arn:aws:iam::444455556666:user/${aws:username}",
                "arn:aws:iam::*:mfa/o*",
                "arn:aws:iam::*:mfa/*r",
                "arn:aws:iam::*:mfa/${aws:username}/*",
                "arn:aws:iam::*:mfa/?",
                "arn:aws:iam::*:MFA/*",
                "arn:aws:iam::*:mfa/${aws:username}-*",
                "arn:aws:iam::*:mfa/${aws:username}*",
                "arn:aws:iam::*:mfa/oth*",
                "arn:aws:s3:::bucket/*",
            ]));
        }
        let element = ["Resource", "Resource", "Resource", "NotResource"][self.roll(4)];
        let about = ["Action", "Action", "Action", "NotAction"][self.roll(4)];
        let mut statement = json!({
            "Effect": (["Allow", "Allow", "Deny"][self.roll(3)]),
            about: actions,
            element: resources,
        });
        let mut condition = json!({});
        if self.roll(3) == 0 {
            let operator = self.pick(&["Bool", "BoolIfExists", "StringEquals", "StringNotEquals"]);
            condition[operator] =
                json!({"aws:MultiFactorAuthPresent": self.pick(&["true", "false"])});
        }
        if self.roll(6) == 0 {
            let operator = self.pick(&[
                "Null",
                "StringLike",
                "StringNotLike",
                "StringEqualsIgnoreCase",
            ]);
            let value = match operator {
                "Null" => json!(self.pick(&["true", "false"])),
                "StringEqualsIgnoreCase" => json!("eu-NORTH-1"),
                _ => json!(self.pick(&["us-east-1", "us-*", "eu-north-1"])),
            };
            if condition.get(operator).is_none() {
                condition[operator] = json!({"aws:RequestedRegion": value});
            }
        }
        if condition != json!({}) {
            statement["Condition"] = condition;
        }
        statement
    }

    /// A statement that governs devices and their user together.
    fn together(&mut self) -> Value {
        let mut statement = json!({"Sid": "Own", "Effect": "Allow"});
        let mut actions = vec!["iam:CreateVirtualMFADevice"];
        for action in [
            "iam:DeleteVirtualMFADevice",
            "iam:DeactivateMFADevice",
            "iam:EnableMFADevice",
            "iam:TagMFADevice",
            "iam:GetUser",
        ] {
            let at = self.roll(2 * actions.len());
            if at <= actions.len() {
                actions.insert(at, action);
            }
        }
        let mut resources = [DEVICE, "arn:aws:iam::*:user/${aws:username}"];
        resources.rotate_left(self.roll(2));
        statement["Action"] = json!(actions);
        statement["Resource"] = json!(resources);
        if let Some(condition) = self.statement(true).get("Condition") {
            statement["Condition"] = condition.clone();
        }
        statement
    }

    /// A policy with such a statement.
    fn policy_together(&mut self) -> Value {
        loop {
            let mut statements = vec![self.together()];
            for _ in 0..self.roll(3) {
                let has_device = self.roll(4) == 0;
                let statement = self.statement(has_device);
                let at = self.roll(statements.len() + 1);
                statements.insert(at, statement);
            }
            let policy = json!({"Version": "2012-10-17", "Statement": statements});
            if !tells_case_apart(&policy) {
                return policy;
            }
        }
    }

    fn policy(&mut self) -> Value {
        loop {
            let policy = self.any_policy();
            if !tells_case_apart(&policy) {
                return policy;
            }
        }
    }

    fn any_policy(&mut self) -> Value {
        let devices = 1 + usize::from(self.roll(4) == 0);
        let others = self.roll(4);
        let mut statements: Vec<Value> = (0..devices).map(|_| self.statement(true)).collect();
        for _ in 0..others {
            let statement = self.statement(false);
            let at = self.roll(statements.len() + 1);
            statements.insert(at, statement);
        }
        let mut policy = json!({"Version": "2012-10-17", "Statement": statements});
        match self.roll(12) {
            0 => policy["Version"] = json!("2008-10-17"),
            1 => {
                policy.as_object_mut().unwrap().remove("Version");
            }
            _ => {}
        }
        policy
    }
}

/// Whether a region stands in a policy in two letter cases. Reports tell these apart, and the requests of the tests don't.
fn tells_case_apart(policy: &Value) -> bool {
    let text = policy.to_string();
    text.contains("\"eu-NORTH-1\"") && text.contains("\"eu-north-1\"")
}

/// The policies of the test data that are JSON documents, by a name that tells them apart.
fn test_data() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    files
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "json"))
        .filter_map(|entry| {
            let text = std::fs::read_to_string(entry.path()).ok()?;
            let policy: Value = serde_json::from_str(&text).ok()?;
            let is_policy = policy["Statement"].is_array() || policy["Statement"].is_object();
            let folder = entry.path().parent()?.file_name()?.to_str()?;
            let name = format!("{folder}-{}", entry.file_name().to_str()?);
            is_policy.then_some((name, text))
        })
        .collect()
}

/// A repository of policies that are made, and of those of the test data.
pub fn policies(count: u64) -> Sandbox {
    let repo = Sandbox::repository(&[]);
    let mut dice = Dice(20_221_116);
    for at in 0..count {
        let policy = serde_json::to_string_pretty(&dice.policy()).unwrap();
        repo.write(&format!("{at:04}.json"), policy);
    }
    for (name, policy) in test_data() {
        repo.write(&name, policy);
    }
    repo
}

/// A repository of policies that are made, each with a statement that governs devices and their user together.
pub fn policies_together(count: u64) -> Sandbox {
    let repo = Sandbox::repository(&[]);
    let mut dice = Dice(20_221_122);
    for at in 0..count {
        let policy = serde_json::to_string_pretty(&dice.policy_together()).unwrap();
        repo.write(&format!("{at:04}.json"), policy);
    }
    repo
}
