//! The requests that tell two policies apart: every governed action, on devices of telling names, in every situation that
//! the conditions of the policies make a difference of.

use std::collections::{BTreeMap, BTreeSet};

use super::condition::{Condition, Factor, Level};
use super::pattern::{Key, Pattern, USERNAME};
use super::policy::{Policy, Statement};

/// The key that says whether the caller signed in with MFA.
pub const MFA: &str = "aws:MultiFactorAuthPresent";
/// The key that says how long ago; a request has it only with MFA (IAM User Guide, "AWS global condition context keys").
const MFA_AGE: &str = "aws:MultiFactorAuthAge";
/// Who asks, where the policies name nobody.
const OWN_NAME: &str = "zed";
/// A value that no policy names.
const OTHER: &str = "zz-another-value";
/// The name of a device that no policy names.
const OTHER_NAME: &str = "zz-another-device";
/// The account where the policies name none: one of AWS's examples.
const EXAMPLE_ACCOUNT: &str = "111122223333";

/// More situations than these aren't tried.
const MOST_SITUATIONS: usize = 512;
/// More names than these aren't tried.
const MOST_NAMES: usize = 24;

/// The name of a device, as the caller's user name makes one of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// The caller's user name.
    Own,
    /// One that begins with the user name, and that no pattern names.
    Prefixed,
    /// One that a policy's pattern names.
    Named {
        /// What the pattern matches, for an example.
        example: String,
        /// The pattern.
        pattern: String,
        /// Whether it begins with the user name.
        is_prefixed: bool,
    },
    /// One that no policy names.
    Other,
}

impl Name {
    /// The name itself.
    pub fn text(&self, own: &str) -> String {
        match self {
            Name::Own => own.to_owned(),
            Name::Prefixed => format!("{own}{OTHER_NAME}"),
            Name::Named {
                example,
                is_prefixed: true,
                ..
            } => format!("{own}{example}"),
            Name::Named { example, .. } => example.clone(),
            Name::Other => OTHER_NAME.to_owned(),
        }
    }
}

/// One situation: a level for each factor, in their order.
pub type Situation = Vec<Level>;

/// The requests.
#[derive(Debug)]
pub struct Requests {
    /// What differs between situations.
    pub factors: Vec<Factor>,
    /// The levels that each factor has.
    pub levels: Vec<Vec<Level>>,
    /// All situations.
    pub situations: Vec<Situation>,
    /// The names of devices.
    pub names: Vec<Name>,
    /// Everything of an ARN of the account before the kind of resource.
    prefix: String,
    /// Whether the policies name an account.
    names_account: bool,
}

impl Requests {
    /// The requests that tell policies apart; `None` where there are too many.
    pub fn between(policies: [&Policy; 2]) -> Option<Requests> {
        let statements = || policies.iter().flat_map(|policy| &policy.statements);
        let mut factors: Vec<Factor> = Vec::new();
        let mut add = |factor: Factor| {
            if !factors.contains(&factor) {
                factors.push(factor);
            }
        };
        for statement in statements() {
            for condition in &statement.conditions {
                add(condition.factor().clone());
                condition
                    .variables()
                    .filter(|key| !key.is(USERNAME))
                    .for_each(|key| add(Factor::Key(key.clone())));
            }
            let keys = statement.resources.iter().flat_map(Pattern::keys);
            keys.filter(|key| !key.is(USERNAME))
                .for_each(|key| add(Factor::Key(key.clone())));
        }
        let conditions: Vec<&Condition> = statements()
            .flat_map(|statement| &statement.conditions)
            .collect();
        let levels: Vec<Vec<Level>> = factors
            .iter()
            .map(|factor| levels_of(factor, &conditions))
            .collect();
        let situations = situations(&factors, &levels)?;
        let names = names(statements())?;
        let account = account(statements());
        Some(Requests {
            factors,
            levels,
            situations,
            names,
            prefix: prefix(statements(), account.as_deref().unwrap_or(EXAMPLE_ACCOUNT)),
            names_account: account.is_some(),
        })
    }

    /// The same on devices of an account, where the policies name none.
    pub fn in_account(self, account: &str) -> Requests {
        let prefix = match self.names_account {
            true => self.prefix,
            false => self.prefix.replace(EXAMPLE_ACCOUNT, account),
        };
        Requests { prefix, ..self }
    }

    /// The ARN of a device.
    pub fn arn(&self, name: &Name, situation: &Situation) -> String {
        format!("{}mfa/{}", self.prefix, name.text(self.own_name(situation)))
    }

    /// The ARN of a user, who has the name that the device would have.
    pub fn user(&self, name: &Name, situation: &Situation) -> String {
        format!(
            "{}user/{}",
            self.prefix,
            name.text(self.own_name(situation))
        )
    }

    /// The name of the user who asks.
    pub fn own_name<'a>(&self, situation: &'a Situation) -> &'a str {
        self.level(
            situation,
            |factor| matches!(factor, Factor::Key(key) if key.is(USERNAME)),
        )
        .and_then(Level::value)
        .unwrap_or(OWN_NAME)
    }

    /// What a variable stands for.
    pub fn value(&self, situation: &Situation, key: &Key) -> Option<String> {
        if key.is(USERNAME) {
            return Some(self.own_name(situation).to_owned());
        }
        self.level(
            situation,
            |factor| matches!(factor, Factor::Key(name) if name == key),
        )?
        .value()
        .map(str::to_owned)
    }

    /// The level of a factor.
    pub fn level_of(&self, situation: &Situation, factor: &Factor) -> Level {
        self.level(situation, |known| known == factor)
            .cloned()
            .unwrap_or(Level::Absent)
    }

    fn level<'a>(
        &self,
        situation: &'a Situation,
        is_it: impl Fn(&Factor) -> bool,
    ) -> Option<&'a Level> {
        situation.get(self.factors.iter().position(is_it)?)
    }
}

/// The levels that a factor has in the situations.
fn levels_of(factor: &Factor, conditions: &[&Condition]) -> Vec<Level> {
    let key = match factor {
        Factor::Test { .. } => return vec![Level::Absent, Level::Holds, Level::Fails],
        Factor::Key(key) => key,
    };
    if key.is(MFA) {
        let truth = |text: &str| Level::Value(text.to_owned());
        return vec![Level::Absent, truth("true"), truth("false")];
    }
    let own = |key: &Key| key.is(USERNAME).then(|| OWN_NAME.to_owned());
    // By the example, as two patterns may be met by the same.
    let examples: BTreeMap<String, Level> = conditions
        .iter()
        .filter(|condition| condition.factor() == factor)
        .flat_map(|condition| condition.patterns())
        .filter_map(|pattern| {
            let example = pattern.example(&own)?;
            let level = match pattern.is_plain() {
                true => Level::Value(example.clone()),
                false => Level::Matching {
                    pattern: pattern.to_string(),
                    example: example.clone(),
                },
            };
            Some((example, level))
        })
        .collect();
    // A caller with a user name always has it.
    let absent = (!key.is(USERNAME)).then_some(Level::Absent);
    let other = match key.is(USERNAME) {
        true => OWN_NAME,
        false => OTHER,
    };
    absent
        .into_iter()
        .chain(examples.into_values())
        .chain([Level::Other(other.to_owned())])
        .collect()
}

/// Every combination of levels that there can be; `None` where these are too many.
fn situations(factors: &[Factor], levels: &[Vec<Level>]) -> Option<Vec<Situation>> {
    let mut situations: Vec<Situation> = vec![Vec::new()];
    for levels in levels {
        let count = situations.len().checked_mul(levels.len())?;
        if count > MOST_SITUATIONS {
            return None;
        }
        situations = situations
            .iter()
            .flat_map(|situation| {
                levels.iter().map(|level| {
                    let mut situation = situation.clone();
                    situation.push(level.clone());
                    situation
                })
            })
            .collect();
    }
    let mfa = factors
        .iter()
        .position(|factor| matches!(factor, Factor::Key(key) if key.is(MFA)));
    situations.retain(|situation| {
        let is_absent = |at: usize| situation[at] == Level::Absent;
        (0..factors.len()).all(|at| {
            let key = factors[at].key();
            // A key is there for all its tests or for none, and the age of MFA is there with MFA.
            let is_same = (0..at)
                .filter(|other| factors[*other].key() == key)
                .all(|other| is_absent(other) == is_absent(at));
            let is_of_mfa = !key.is(MFA_AGE)
                || mfa.is_none_or(|mfa| is_absent(at) == (situation[mfa].value() != Some("true")));
            is_same && is_of_mfa
        })
    });
    Some(situations)
}

/// Names of devices on which statements may differ; `None` where these are too many.
fn names<'a>(statements: impl Iterator<Item = &'a Statement>) -> Option<Vec<Name>> {
    let own = |key: &Key| {
        Some(match key.is(USERNAME) {
            true => OWN_NAME.to_owned(),
            false => OTHER.to_owned(),
        })
    };
    let mut names: BTreeSet<Name> = [Name::Own, Name::Prefixed, Name::Other].into();
    let every_prefixed = format!("${{{USERNAME}}}*");
    for pattern in statements.flat_map(|statement| &statement.resources) {
        let written = pattern.to_string();
        let Some((_, written)) = written.rsplit_once("mfa/") else {
            continue;
        };
        let Some(example) = pattern.example(&own) else {
            continue;
        };
        let example = example.rsplit_once("mfa/").map_or("", |(_, name)| name);
        let rest = example.strip_prefix(OWN_NAME);
        names.insert(match rest {
            _ if written == "*" => Name::Other,
            _ if written.eq_ignore_ascii_case(&every_prefixed) => Name::Prefixed,
            Some("") => Name::Own,
            _ => Name::Named {
                example: rest.unwrap_or(example).to_owned(),
                pattern: written.to_owned(),
                is_prefixed: rest.is_some(),
            },
        });
        if names.len() > MOST_NAMES {
            return None;
        }
    }
    Some(names.into_iter().collect())
}

/// The account that the statements name first.
fn account<'a>(mut statements: impl Iterator<Item = &'a Statement>) -> Option<String> {
    let is_account = |part: &&str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_digit());
    statements.find_map(|statement| {
        let texts = statement.resources.iter().map(ToString::to_string);
        let mut accounts = texts.filter_map(|text| {
            let account = text.split(':').nth(4).filter(is_account);
            account.map(str::to_owned)
        });
        accounts.next()
    })
}

/// All of an ARN before the kind of resource: in the partition that the statements name first.
fn prefix<'a>(mut statements: impl Iterator<Item = &'a Statement>, account: &str) -> String {
    let is_word = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let partition = statements.find_map(|statement| {
        let texts = statement.resources.iter().map(ToString::to_string);
        let mut partitions = texts.filter_map(|text| {
            let partition = text.split(':').nth(1).filter(is_word);
            partition.map(str::to_owned)
        });
        partitions.next()
    });
    let partition = partition.as_deref().unwrap_or("aws");
    format!("arn:{partition}:iam::{account}:")
}
