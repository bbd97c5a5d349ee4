//! The message of the commit: what was changed, statement by statement, what that lets people do, and how much is left.

use std::collections::BTreeMap;

use crate::finding::{Disposition, StatementSummary};
use crate::reason::sentence;
use crate::terminal;

/// How wide (columns) a message's lines are.
const WIDTH: usize = 72;
/// More statements than these are only counted.
const MOST_STATEMENTS: usize = 100;
/// More actions of a statement than these are only counted.
const MOST_ACTIONS: usize = 12;

/// What the message speaks of.
#[derive(Debug, Default)]
pub struct Delivery<'a> {
    /// How many rewrites of each rule are delivered: the rule's name, in the order of reports.
    pub rewritten: Vec<(&'a str, usize)>,
    /// How many findings of each disposition are left.
    pub left: BTreeMap<Disposition, usize>,
    /// How many of the rewrites take an action away from a statement.
    pub removals: usize,
    /// How many of them split a statement.
    pub splits: usize,
    /// The policies of which several statements are changed, each sentence once.
    pub policies: Vec<ChangedPolicy>,
    /// The statements that are changed, each different one once.
    pub statements: Vec<Changed>,
}

/// Policies of which several statements are changed.
#[derive(Debug, Default)]
pub struct ChangedPolicy {
    /// The sentence that says what all changes of such a policy let people do.
    pub access: String,
    /// How many there are.
    pub count: usize,
}

/// A statement that is changed, in one file or in several.
#[derive(Debug, Default)]
pub struct Changed {
    /// The statement.
    pub statement: Option<StatementSummary>,
    /// The actions that are taken away from it.
    pub removed: Vec<String>,
    /// Whether several statements take its place.
    pub is_split: bool,
    /// How many files have it.
    pub files: usize,
    /// The sentence that says what the change of it lets people do, with the statements before it changed already.
    pub access: Option<String>,
}

/// The whole message: a subject, and a body.
pub fn message(delivery: &Delivery) -> String {
    let counts = |is_policy: bool| {
        let rules = delivery.rewritten.iter();
        rules
            .filter(|(rule, _)| rule.starts_with("policy") == is_policy)
            .map(|(_, count)| count)
            .sum::<usize>()
    };
    let (policies, serials) = (counts(true) > 0, counts(false) > 0);
    let is_denied = |changed: &Changed| {
        let effect = changed
            .statement
            .as_ref()
            .and_then(|statement| statement.effect.as_deref());
        effect == Some("Deny")
    };
    let grants = !delivery.statements.iter().all(is_denied) || delivery.statements.is_empty();
    let subject = match (policies, serials) {
        (true, false) if delivery.removals == counts(true) => {
            "Take iam:DeleteVirtualMFADevice away from statements"
        }
        (true, false) if !grants => "Stop naming MFA devices after IAM users",
        (_, false) => "Let IAM users have MFA devices of other names",
        (false, true) => "Name the MFA devices that IAM users really have",
        (true, true) => "Stop naming MFA devices after IAM users",
    };
    let mut message = format!("{subject}\n\n");
    let mut why =
        String::from("An IAM user may have several MFA devices, each with a name of its own.");
    if policies || !serials {
        why.push_str(
            " A policy that names the device after the user (mfa/${aws:username}) refuses all others.",
        );
    }
    if serials {
        why.push_str(" A serial number must be one that iam:ListMFADevices gives.");
    }
    paragraph(&mut message, &why, "");
    message.push('\n');
    for (rule, count) in &delivery.rewritten {
        message.push_str(&format!("{rule}: {count} rewritten\n"));
    }
    if delivery.removals > 0 {
        message.push_str(&format!(
            "of these, actions removed from statements: {}\n",
            delivery.removals
        ));
    }
    if delivery.splits > 0 {
        message.push_str(&format!(
            "of these, statements split: {}\n",
            delivery.splits
        ));
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
    if !delivery.policies.is_empty() {
        message.push_str("\nPolicies of which several statements change:\n");
    }
    for policy in delivery.policies.iter().take(MOST_STATEMENTS) {
        message.push('\n');
        let mut access = sentence(&policy.access);
        if policy.count > 1 {
            access.push_str(&format!(" ({} policies)", policy.count));
        }
        paragraph(&mut message, &terminal::escaped(&access), "- ");
    }
    if let Some(more) = delivery.policies.len().checked_sub(MOST_STATEMENTS)
        && more > 0
    {
        message.push_str(&format!("\nand {more} more\n"));
    }
    if !delivery.statements.is_empty() {
        message.push_str(match delivery.policies.is_empty() {
            true => "\nStatements:\n",
            false => "\nStatements, each after those above it of its policy:\n",
        });
    }
    for changed in delivery.statements.iter().take(MOST_STATEMENTS) {
        message.push('\n');
        message.push_str(&row(changed));
    }
    if let Some(more) = delivery.statements.len().checked_sub(MOST_STATEMENTS)
        && more > 0
    {
        message.push_str(&format!("\nand {more} more\n"));
    }
    message.push_str(&format!(
        "\nMade by mfa-migrate {}.\n",
        env!("CARGO_PKG_VERSION")
    ));
    message
}

/// What there is to say of one statement.
fn row(changed: &Changed) -> String {
    let mut row = String::new();
    if let Some(statement) = &changed.statement {
        let sid = statement.sid.as_deref().unwrap_or("(no Sid)");
        let effect = statement.effect.as_deref().unwrap_or("?");
        let files = match changed.files {
            1 => "1 file".to_owned(),
            files => format!("{files} files"),
        };
        let head = format!("{sid}: {effect}, {}, {files}", statement.element);
        paragraph(&mut row, &terminal::escaped(&head), "- ");
        if !changed.removed.is_empty() {
            let removed = format!("removed: {}", changed.removed.join(", "));
            paragraph(&mut row, &terminal::escaped(&removed), "  ");
        }
        if changed.is_split {
            let split = "split: devices and user apart, as in AWS's own policies";
            paragraph(&mut row, split, "  ");
        }
        let mut actions = statement.actions.clone();
        let more = actions.len().saturating_sub(MOST_ACTIONS);
        actions.truncate(MOST_ACTIONS);
        if more > 0 {
            actions.push(format!("{more} more"));
        }
        if !actions.is_empty() {
            paragraph(&mut row, &terminal::escaped(&actions.join(", ")), "  ");
        }
        for condition in &statement.conditions {
            let condition = format!("if {condition}");
            paragraph(&mut row, &terminal::escaped(&condition), "  ");
        }
    }
    if let Some(access) = &changed.access {
        paragraph(&mut row, &terminal::escaped(&sentence(access)), "  ");
    }
    row
}

/// Adds a paragraph, wrapped at words; `mark` stands before its first line. A word that is longer than a line is divided, but for
/// an ARN or an address, which somebody may want to copy.
fn paragraph(message: &mut String, text: &str, mark: &str) {
    let room = WIDTH - mark.len();
    let is_address = |word: &str| word.contains("arn:") || word.contains("://");
    let words = text.split(' ').map(|word| match is_address(word) {
        true => word.to_owned(),
        false => divided(word, room),
    });
    let text = words.collect::<Vec<_>>().join(" ");
    let rest = " ".repeat(mark.len());
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(mark)
        .subsequent_indent(&rest)
        .break_words(false);
    message.push_str(&textwrap::fill(&text, options));
    message.push('\n');
}

/// A word in pieces that have room (columns) on a line, with a space between them.
fn divided(word: &str, room: usize) -> String {
    let mut divided = String::with_capacity(word.len());
    let mut width = 0;
    for c in word.chars() {
        let more = textwrap::core::display_width(c.encode_utf8(&mut [0; 4]));
        if width + more > room {
            divided.push(' ');
            width = 0;
        }
        divided.push(c);
        width += more;
    }
    divided
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
            removals: 0,
            splits: 0,
            policies: vec![ChangedPolicy {
                access: "users may now tag any MFA device".to_owned(),
                count: 2,
            }],
            statements: vec![Changed {
                statement: Some(StatementSummary {
                    sid: Some("Own\u{1b}[2J".to_owned()),
                    effect: Some("Allow".to_owned()),
                    element: "Resource".to_owned(),
                    actions: vec!["iam:CreateVirtualMFADevice".to_owned(); 14],
                    conditions: vec!["Bool aws:MultiFactorAuthPresent true".to_owned()],
                }),
                removed: Vec::new(),
                is_split: false,
                files: 2,
                access: Some("users may now create a virtual MFA device with any name".to_owned()),
            }],
        };
        let message = message(&delivery);
        assert!(!message.contains('\u{1b}'));
        assert!(message.lines().all(|line| line.len() <= WIDTH), "{message}");
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(lines[0], "Stop naming MFA devices after IAM users");
        assert!(lines[1].is_empty());
        let body = lines[2..].join("\n");
        for part in [
            "policy-mfa-resource: 2 rewritten\nstale-mfa-serial: 1 rewritten\nleft: 1 review, 3 note\n\nPolicies of which several statements change:\n\n- Users may now tag any MFA device. (2 policies)\n\nStatements, each after those above it of its policy:\n\n- Own",
            ": Allow, Resource, 2 files\n  iam:CreateVirtualMFADevice,",
            " 2 more\n  if Bool aws:MultiFactorAuthPresent true\n  Users may now create a virtual MFA device with any name.\n\nMade by",
        ] {
            assert!(body.contains(part), "{part}\n---\n{body}");
        }
    }

    #[test]
    fn no_word_is_wider_than_a_line_but_an_address() {
        let (word, arn) = (
            "x".repeat(200),
            format!("arn:aws:iam::1:user/{}", "y".repeat(90)),
        );
        let delivery = Delivery {
            statements: vec![Changed {
                statement: Some(StatementSummary {
                    sid: Some(word.clone()),
                    effect: Some("Allow".to_owned()),
                    element: "Resource".to_owned(),
                    actions: vec![format!("iam:{word}")],
                    conditions: vec![format!("StringLike aws:PrincipalArn {arn}, {word}")],
                }),
                files: 1,
                ..Changed::default()
            }],
            ..Delivery::default()
        };
        let message = message(&delivery);
        let wide: Vec<&str> = message.lines().filter(|line| line.len() > WIDTH).collect();
        assert_eq!(wide, [format!("  {arn},")]);
        let joined: String = message.split_whitespace().collect();
        assert!(joined.contains(&format!("-{word}:Allow")), "{message}");
    }

    #[test]
    fn an_action_that_is_removed_is_said_beside_those_that_stay() {
        let delivery = Delivery {
            rewritten: vec![("policy-mfa-resource", 2)],
            removals: 1,
            statements: vec![Changed {
                statement: Some(StatementSummary {
                    sid: Some("Own".to_owned()),
                    effect: Some("Allow".to_owned()),
                    element: "Action".to_owned(),
                    actions: vec!["iam:A".to_owned()],
                    conditions: Vec::new(),
                }),
                removed: vec!["iam:B".to_owned()],
                is_split: false,
                files: 1,
                access: None,
            }],
            ..Delivery::default()
        };
        let message = message(&delivery);
        assert!(message.contains("- Own: Allow, Action, 1 file\n  removed: iam:B\n  iam:A\n\n"));
        assert!(message.contains("of these, actions removed from statements: 1\n"));
    }

    #[test]
    fn statements_that_are_split_are_counted_where_there_are_any() {
        let split = |splits| {
            message(&Delivery {
                rewritten: vec![("policy-mfa-resource", 2)],
                splits,
                ..Delivery::default()
            })
        };
        assert!(split(1).contains("of these, statements split: 1\n"));
        assert!(!split(0).contains("split"));
    }

    #[test]
    fn the_subject_says_what_the_commit_holds() {
        let subject = |rules: &[&'static str]| {
            let delivery = Delivery {
                rewritten: rules.iter().map(|rule| (*rule, 1)).collect(),
                ..Delivery::default()
            };
            message(&delivery).lines().next().map(str::to_owned)
        };
        let policies = subject(&["policy-mfa-resource"]);
        let serials = subject(&["stale-mfa-serial", "derived-mfa-serial"]);
        let both = subject(&["policy-mfa-resource", "stale-mfa-serial"]);
        assert_eq!(
            policies.as_deref(),
            Some("Let IAM users have MFA devices of other names")
        );
        assert_eq!(
            serials.as_deref(),
            Some("Name the MFA devices that IAM users really have")
        );
        assert_eq!(
            both.as_deref(),
            Some("Stop naming MFA devices after IAM users")
        );
        let of_policies = |effect: &str, removals: usize| {
            let statement = StatementSummary {
                effect: Some(effect.to_owned()),
                ..StatementSummary::default()
            };
            let delivery = Delivery {
                rewritten: vec![("policy-mfa-resource", 1)],
                removals,
                statements: vec![Changed {
                    statement: Some(statement),
                    ..Changed::default()
                }],
                ..Delivery::default()
            };
            message(&delivery).lines().next().map(str::to_owned)
        };
        assert_eq!(of_policies("Allow", 0), policies);
        assert_eq!(of_policies("Deny", 0), both);
        assert_eq!(
            of_policies("Allow", 1).as_deref(),
            Some("Take iam:DeleteVirtualMFADevice away from statements")
        );
    }

    #[test]
    fn nothing_left_and_nothing_gained_are_said() {
        let message = message(&Delivery::default());
        assert!(message.contains("\nleft: none\n"));
        assert!(!message.contains("Statements"));
    }
}
