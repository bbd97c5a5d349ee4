//! The message of the commit: what was changed, by rule, how many were left, and what it lets people do.

use std::collections::BTreeMap;

use crate::finding::Disposition;

/// What the message speaks of.
#[derive(Debug, Default)]
pub struct Delivery<'a> {
    /// How many rewrites of each rule are delivered: the rule's name, in the order of reports.
    pub rewritten: Vec<(&'a str, usize)>,
    /// How many findings of each disposition are left.
    pub left: BTreeMap<Disposition, usize>,
    /// The actions that people gain.
    pub gained: Vec<&'a str>,
}

/// The whole message: a subject, and a body.
pub fn message(delivery: &Delivery) -> String {
    let mut message = String::from(
        "Let IAM users have MFA devices of any name\n\n\
         An IAM user may have several MFA devices, each with a name of its own, so a\n\
         policy must not name the device after the user (mfa/${aws:username}), and a\n\
         serial number must be one that iam:ListMFADevices gives.\n\n",
    );
    for (rule, count) in &delivery.rewritten {
        message.push_str(&format!("{rule}: {count} rewritten\n"));
    }
    let left: Vec<String> = delivery
        .left
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(disposition, count)| format!("{count} {disposition}"))
        .collect();
    let left = if left.is_empty() {
        "none".to_owned()
    } else {
        left.join(", ")
    };
    message.push_str(&format!("left: {left}\n"));
    if !delivery.gained.is_empty() {
        message.push_str(&format!(
            "\nOn devices of any name this grants {}.\n",
            delivery.gained.join(", ")
        ));
    }
    message.push_str(&format!(
        "\nMade by mfa-migrate {}.\n",
        env!("CARGO_PKG_VERSION")
    ));
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_what_was_done_and_what_is_left() {
        let delivery = Delivery {
            rewritten: vec![("policy-mfa-resource", 2), ("stale-mfa-serial", 1)],
            left: [
                (Disposition::Note, 3),
                (Disposition::Review, 1),
                (Disposition::Safe, 0),
            ]
            .into(),
            gained: vec!["iam:CreateVirtualMFADevice", "iam:TagMFADevice"],
        };
        let message = message(&delivery);
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(lines[0], "Let IAM users have MFA devices of any name");
        assert!(lines[0].len() <= 72 && lines[1].is_empty());
        assert_eq!(
            lines[6..],
            [
                "policy-mfa-resource: 2 rewritten",
                "stale-mfa-serial: 1 rewritten",
                "left: 1 review, 3 note",
                "",
                "On devices of any name this grants iam:CreateVirtualMFADevice, iam:TagMFADevice.",
                "",
                concat!("Made by mfa-migrate ", env!("CARGO_PKG_VERSION"), "."),
            ]
        );
    }

    #[test]
    fn nothing_left_and_nothing_gained_are_said() {
        let message = message(&Delivery::default());
        assert!(message.contains("\nleft: none\n"));
        assert!(!message.contains("grants"));
    }
}
