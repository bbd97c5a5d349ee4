//! Where a policy's users live: the beginnings of the ARNs on which it is decided.
//!
//! A policy says nothing of it. A user's devices are in the user's own account and partition, so what tells is the ARN of a
//! device that is rewritten, or else of a device or a user beside it: that of a role or a queue may be anybody's.

use std::collections::BTreeSet;

use super::pattern::{Case, Pattern, Variables};
use super::policy::Policy;

/// The account where the policies name none: the first of these examples, as AWS's documentation has them, that no resource is
/// about.
const EXAMPLE_ACCOUNTS: [&str; 10] = [
    "111122223333",
    "444455556666",
    "777788889999",
    "222233334444",
    "555566667777",
    "888899990000",
    "333344445555",
    "666677778888",
    "999900001111",
    "000011112222",
];
/// The partition where they name none.
const PARTITION: &str = "aws";

/// All of an ARN of a user's account before the kind of resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    partition: String,
    /// `None` where no policy names one.
    account: Option<String>,
    /// What it is then.
    example: &'static str,
}

impl Home {
    /// Where the users of two policies, of which one becomes the other, may live.
    pub fn of([old, new]: [&Policy; 2]) -> Vec<Home> {
        let (before, after) = (resources(old), resources(new));
        let changed: Vec<Arn> = before
            .symmetric_difference(&after)
            .filter_map(|text| Arn::read(text))
            .collect();
        let all: Vec<Arn> = before
            .union(&after)
            .filter_map(|text| Arn::read(text))
            .filter(Arn::is_of_user)
            .collect();
        let written = |arns: &[Arn], part: fn(&Arn) -> Part| -> BTreeSet<String> {
            let written = arns.iter().filter_map(|arn| match part(arn) {
                Part::Written(part) => Some(part),
                Part::Any | Part::Unknown => None,
            });
            written.collect()
        };
        let named = |part: fn(&Arn) -> Part| -> BTreeSet<String> {
            let of_changed = written(&changed, part);
            match of_changed.is_empty() {
                true => written(&all, part),
                false => of_changed,
            }
        };
        // What becomes wider in any partition does so in the first of them, whatever is named beside it.
        let is_wide = changed.iter().any(|arn| arn.partition() == Part::Any);
        let partitions = match is_wide {
            true => BTreeSet::new(),
            false => named(Arn::partition),
        };
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
        let is_met = |example: &str| {
            let mut arns = before.union(&after).filter_map(|text| Arn::read(text));
            arns.any(|arn| arn.is_about(example))
        };
        let mut examples = EXAMPLE_ACCOUNTS.into_iter();
        let example = examples.find(|example| !is_met(example));
        let example = example.unwrap_or(EXAMPLE_ACCOUNTS[0]);
        partitions
            .iter()
            .flat_map(|partition| {
                accounts.iter().map(|account| Home {
                    partition: partition.clone(),
                    account: account.clone(),
                    example,
                })
            })
            .take(MOST)
            .collect()
    }

    /// Where those may live whom a resource is about.
    pub fn of_resource(resource: &Pattern) -> Home {
        let arn = Arn::read(&resource.to_string());
        let written = |part: fn(&Arn) -> Part| match arn.as_ref().map(part) {
            Some(Part::Written(part)) => Some(part),
            _ => None,
        };
        Home {
            partition: written(Arn::partition).unwrap_or_else(|| PARTITION.to_owned()),
            account: written(Arn::account),
            example: EXAMPLE_ACCOUNTS[0],
        }
    }

    /// The account that is taken for theirs, as it is the only one that is named, though what changes is in any.
    pub fn assumed([old, new]: [&Policy; 2]) -> Option<String> {
        let (before, after) = (resources(old), resources(new));
        let mut changed = before
            .symmetric_difference(&after)
            .filter_map(|text| Arn::read(text));
        let is_wide = changed.any(|arn| arn.account() == Part::Any);
        let mut homes = Home::of([old, new]).into_iter();
        let first = homes.next().filter(|_| is_wide)?.account?;
        homes
            .all(|home| home.account.as_ref() == Some(&first))
            .then_some(first)
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
        let account = self.account.as_deref().unwrap_or(self.example);
        format!("arn:{}:iam::{account}:", self.partition)
    }
}

/// More homes than these aren't looked at.
const MOST: usize = 8;

/// A resource's ARN, by its parts.
struct Arn(Vec<String>);

/// A part of an ARN, as far as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// It is written out.
    Written(String),
    /// It has a wildcard.
    Any,
    /// It is computed, or none.
    Unknown,
}

impl Part {
    fn read(part: String, is_written: impl Fn(&str) -> bool) -> Part {
        if is_written(&part) {
            Part::Written(part)
        } else if part.contains(['*', '?']) {
            Part::Any
        } else {
            Part::Unknown
        }
    }
}

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

    /// Whether it is about an account by some of its digits.
    fn is_about(&self, account: &str) -> bool {
        let part = &self.0[4];
        part.contains(|c: char| c.is_ascii_digit())
            && Pattern::read(part, Variables::Literal).matches(account, Case::Counts, &|_| None)
    }

    fn partition(&self) -> Part {
        let part = self.0[1].to_ascii_lowercase();
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-';
        Part::read(part, |part| !part.is_empty() && part.chars().all(is_word))
    }

    fn account(&self) -> Part {
        Part::read(self.0[4].clone(), |part| {
            part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    }
}

/// The resources of all statements of a policy, each once.
fn resources(policy: &Policy) -> BTreeSet<String> {
    let all = policy.statements.iter();
    all.flat_map(|statement| &statement.resources)
        .map(Pattern::to_string)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::action::Actions;
    use crate::iam::effect::{Effect, Element};
    use crate::iam::holding::Holding;
    use crate::iam::policy::Statement;

    /// The beginnings of ARNs that count where the first of some resources becomes wider.
    fn homes(resources: &[&str]) -> Vec<String> {
        homes_beside(resources, &[])
    }

    /// The same beside resources of a Deny.
    fn homes_beside(resources: &[&str], denied: &[&str]) -> Vec<String> {
        let [old, new] = policies(resources, denied);
        let homes = Home::of([&old, &new]);
        homes
            .iter()
            .map(|home| home.prefix().replace("arn:", "").replace(":iam::", " "))
            .collect()
    }

    /// A policy that allows some resources and denies others, and what it is once the first is rewritten.
    fn policies(resources: &[&str], denied: &[&str]) -> [Policy; 2] {
        let statement = |effect: Effect, resources: &[String]| Statement {
            effect,
            actions: Actions::Only(vec!["iam:*".to_owned()]),
            element: Element::Resource,
            resources: resources
                .iter()
                .map(|text| Pattern::read(text, Variables::Expanded))
                .collect(),
            conditions: Vec::new(),
        };
        let denied: Vec<String> = denied.iter().map(|text| (*text).to_owned()).collect();
        let policy = |resources: &[String]| Policy {
            statements: vec![
                statement(Effect::Allow, resources),
                statement(Effect::Deny, &denied),
            ],
            variables: Variables::Expanded,
            is_whole: true,
            holding: Holding::default(),
        };
        let old: Vec<String> = resources.iter().map(|text| (*text).to_owned()).collect();
        let mut new = old.clone();
        new[0] = new[0].replace("${aws:username}", "*");
        [policy(&old), policy(&new)]
    }

    #[test]
    fn an_account_is_assumed_where_only_others_name_it() {
        let own = "arn:aws:iam::*:mfa/${aws:username}";
        let assumed = |resources: &[&str], denied: &[&str]| {
            let [old, new] = policies(resources, denied);
            Home::assumed([&old, &new])
        };
        let one = "arn:aws:iam::123456789012:mfa/*";
        assert_eq!(assumed(&[own], &[]), None);
        assert_eq!(assumed(&[own, one], &[]).as_deref(), Some("123456789012"));
        assert_eq!(assumed(&[own], &[one]).as_deref(), Some("123456789012"));
        assert_eq!(
            assumed(&[own, one], &["arn:aws:iam::111122223333:user/x"]),
            None
        );
        let written = "arn:aws:iam::123456789012:mfa/${aws:username}";
        assert_eq!(assumed(&[written, one], &[]), None);
    }

    #[test]
    fn the_arn_that_changes_says_where_the_users_live() {
        let user = "arn:aws-us-gov:iam::999999999999:user/x";
        let changed = "arn:AWS-CN:iam::123456789012:mfa/${aws:username}";
        assert_eq!(homes(&[changed, user]), ["aws-cn 123456789012:"]);
        let changed = "mfa/${aws:username}";
        assert_eq!(homes(&[changed, user]), ["aws-us-gov 999999999999:"]);
    }

    #[test]
    fn an_account_that_nobody_names_is_none_that_is_met() {
        let own = "arn:aws:iam::*:mfa/${aws:username}";
        for (resources, expected) in [
            (vec![own], vec!["aws 111122223333:"]),
            (
                vec![own, "arn:aws:iam::111122223333:mfa/*"],
                vec!["aws 111122223333:"],
            ),
            (
                vec![
                    own,
                    "arn:aws:iam::111122223333:mfa/*",
                    "arn:aws:iam::444455556666:user/*",
                ],
                vec![
                    "aws 111122223333:",
                    "aws 444455556666:",
                    "aws 777788889999:",
                ],
            ),
            (
                vec![own, "arn:aws:iam::1*:mfa/*"],
                vec!["aws 444455556666:"],
            ),
            (
                vec![own, "arn:aws:iam::123456789012:role/x"],
                vec!["aws 111122223333:"],
            ),
            (
                vec![
                    "arn:aws:iam::123456789012:mfa/${aws:username}",
                    "arn:aws:iam::111122223333:mfa/*",
                ],
                vec!["aws 123456789012:"],
            ),
            (
                vec!["arn:aws*:iam::1:mfa/${aws:username}"],
                vec!["aws 111122223333:"],
            ),
            (
                vec!["arn:aws-cn:iam::*:mfa/${aws:username}"],
                vec!["aws-cn 111122223333:"],
            ),
        ] {
            assert_eq!(homes(&resources), expected, "{resources:?}");
        }
        assert_eq!(
            homes_beside(&[own], &["arn:aws:iam::111122223333:mfa/*"]),
            ["aws 111122223333:"]
        );
    }
}
