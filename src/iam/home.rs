//! Where a policy's users live: the beginnings of the ARNs on which it is decided.
//!
//! A policy says nothing of it. A user's devices are in the user's own account and partition, so what tells is the ARN of a
//! device that is rewritten, or else of a device or a user beside it: that of a role or a queue may be anybody's.

use std::collections::BTreeSet;

use super::pattern::Pattern;
use super::policy::{Policy, Statement};

/// The account where the policies name none: one of AWS's examples.
const EXAMPLE_ACCOUNT: &str = "111122223333";
/// The partition where they name none.
const PARTITION: &str = "aws";

/// All of an ARN of a user's account before the kind of resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    partition: String,
    /// `None` where no policy names one.
    account: Option<String>,
}

impl Home {
    /// Where the users of two policies, of which one becomes the other, may live.
    pub fn of([old, new]: [&Policy; 2]) -> Vec<Home> {
        let patterns = |policy: &Policy| -> BTreeSet<String> {
            policy.statements.iter().flat_map(texts).collect()
        };
        let (before, after) = (patterns(old), patterns(new));
        let changed: Vec<Arn> = before
            .symmetric_difference(&after)
            .filter_map(|text| Arn::read(text))
            .collect();
        let all: Vec<Arn> = before
            .union(&after)
            .filter_map(|text| Arn::read(text))
            .filter(Arn::is_of_user)
            .collect();
        let named = |part: fn(&Arn) -> Option<String>| -> BTreeSet<String> {
            let of_changed: BTreeSet<String> = changed.iter().filter_map(part).collect();
            match of_changed.is_empty() {
                true => all.iter().filter_map(part).collect(),
                false => of_changed,
            }
        };
        let partitions = named(Arn::partition);
        let partitions = match partitions.is_empty() {
            true => [PARTITION.to_owned()].into(),
            false => partitions,
        };
        let accounts = named(Arn::account);
        // Several accounts have it then, and others may.
        let is_shared = accounts.len() != 1;
        let accounts: Vec<Option<String>> = accounts
            .into_iter()
            .map(Some)
            .chain(is_shared.then_some(None))
            .collect();
        partitions
            .iter()
            .flat_map(|partition| {
                accounts.iter().map(|account| Home {
                    partition: partition.clone(),
                    account: account.clone(),
                })
            })
            .take(MOST)
            .collect()
    }

    /// The same in an account, where the policies name none.
    pub fn in_account(self, account: &str) -> Home {
        Home {
            account: self.account.or_else(|| Some(account.to_owned())),
            ..self
        }
    }

    /// The beginning of ARNs.
    pub fn prefix(&self) -> String {
        let account = self.account.as_deref().unwrap_or(EXAMPLE_ACCOUNT);
        format!("arn:{}:iam::{account}:", self.partition)
    }
}

/// More homes than these aren't looked at.
const MOST: usize = 8;

/// A resource's ARN, by its parts.
struct Arn(Vec<String>);

impl Arn {
    fn read(text: &str) -> Option<Arn> {
        let parts: Vec<String> = text.splitn(6, ':').map(str::to_owned).collect();
        (parts.len() == 6 && parts[2].eq_ignore_ascii_case("iam")).then_some(Arn(parts))
    }

    /// Whether it can be a device's or a user's.
    fn is_of_user(&self) -> bool {
        ["mfa/", "user/"]
            .iter()
            .any(|kind| self.0[5].starts_with(kind))
    }

    fn partition(&self) -> Option<String> {
        let part = self.0[1].to_ascii_lowercase();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        (!part.is_empty() && part.chars().all(is_word)).then_some(part)
    }

    fn account(&self) -> Option<String> {
        let part = &self.0[4];
        (part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.clone())
    }
}

fn texts(statement: &Statement) -> impl Iterator<Item = String> + '_ {
    statement.resources.iter().map(Pattern::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::action::Actions;
    use crate::iam::effect::{Effect, Element};
    use crate::iam::holding::Holding;
    use crate::iam::pattern::Variables;

    fn policy(resources: &[&str]) -> Policy {
        Policy {
            statements: vec![Statement {
                effect: Effect::Allow,
                actions: Actions::Only(vec!["iam:*".to_owned()]),
                element: Element::Resource,
                resources: resources
                    .iter()
                    .map(|text| Pattern::read(text, Variables::Expanded))
                    .collect(),
                conditions: Vec::new(),
            }],
            variables: Variables::Expanded,
            is_whole: true,
            holding: Holding::default(),
        }
    }

    fn prefixes(old: &[&str], new: &[&str]) -> Vec<String> {
        let homes = Home::of([&policy(old), &policy(new)]);
        homes.iter().map(Home::prefix).collect()
    }

    #[test]
    fn the_arn_that_changes_says_where_the_users_live() {
        let user = "arn:aws-us-gov:iam::999999999999:user/x";
        assert_eq!(
            prefixes(
                &["arn:AWS-CN:iam::123456789012:mfa/x", user],
                &["arn:AWS-CN:iam::123456789012:mfa/*", user]
            ),
            ["arn:aws-cn:iam::123456789012:"]
        );
        assert_eq!(
            prefixes(&["mfa/x", user], &["mfa/*", user]),
            ["arn:aws-us-gov:iam::999999999999:"]
        );
        assert_eq!(
            prefixes(&["arn:*:iam::*:mfa/x"], &["arn:*:iam::*:mfa/*"]),
            ["arn:aws:iam::111122223333:"]
        );
    }
}
