//! What a policy simulator is to be asked to verify what a change of a policy is said to do, and what its answers say of that.
//!
//! Source: IAM API Reference, SimulateCustomPolicy: one call decides several actions on several resources in one context; a
//! key that the context hasn't is absent from the request.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::access::ChangedPolicy;
use super::action::{GOVERNED, OF_USER};
use super::condition::{Condition, Factor, Level, MFA};
use super::difference::{self, Names};
use super::names::Name;
use super::pattern::{Key, USERNAME};
use super::policy::Policy;
use super::policy_text::{self, Unwritable};
use super::reach;
use super::requests::{Requests, Situation};
use super::serial::Account;
use super::test_value::{self, Kind};
use super::verification::{Decision, Otherwise, Side, Verdict, Verification};
use super::when::When;

/// A policy that takes more calls than these isn't asked about.
const MOST_CALLS: usize = 100;

/// One call of a simulator.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Call {
    /// The policy, as JSON.
    pub policy: Arc<str>,
    /// The ARNs on which each governed action is decided.
    pub resources: Vec<String>,
    /// What is known of the request.
    pub context: Vec<ContextEntry>,
}

/// The value of a condition key in a request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContextEntry {
    /// The key.
    pub key: String,
    /// What its value is.
    pub kind: Kind,
    /// Its value.
    pub value: String,
}

/// What a simulator decided in one call: for each action and ARN whether it is allowed.
pub type Decided = BTreeMap<(String, String), bool>;

/// Why a simulator can't be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unaskable {
    /// There are more situations than are tried.
    #[error("the policy has more conditions than are tried here")]
    Conditions,
    /// It takes more calls than are made for one policy.
    #[error("it would take more than {MOST_CALLS} calls")]
    Calls,
    /// A policy can't be sent.
    #[error("{0}")]
    Policy(#[from] Unwritable),
    /// No value is known that makes a condition hold or fail.
    #[error("no value of {0} is known with which its Condition could be tried")]
    Value(Key),
}

/// A change of a policy, as a simulator is asked about it.
#[derive(Debug)]
pub struct Simulation {
    requests: Requests,
    /// What this program decides with the old and the new policy: by action, situation and name.
    expected: [Vec<Vec<Vec<bool>>>; 2],
    asked: Vec<Asked>,
    /// Whether the policies decide otherwise on what is checked against a user, which isn't asked.
    has_users: bool,
}

/// A situation that a simulator is asked about.
#[derive(Debug)]
struct Asked {
    /// Its index.
    situation: usize,
    /// The calls, with the old and the new policy.
    calls: [Call; 2],
}

impl Simulation {
    /// What to ask about a change, on devices of an account where the policy names none.
    ///
    /// # Errors
    ///
    /// When a part of it can't be asked.
    pub fn of(changed: &ChangedPolicy, account: &Account) -> Result<Simulation, Unaskable> {
        let policies = [&changed.old, &changed.new];
        let requests = Requests::between(policies).ok_or(Unaskable::Conditions)?;
        let requests = requests.in_account(&account.to_string());
        let texts = [
            Arc::from(policy_text::text(&changed.old)?),
            Arc::from(policy_text::text(&changed.new)?),
        ];
        let conditions: Vec<&Condition> = policies
            .iter()
            .flat_map(|policy| &policy.statements)
            .flat_map(|statement| &statement.conditions)
            .collect();
        let mut asked = Vec::new();
        for (at, situation) in requests.situations.iter().enumerate() {
            let Some(context) = context(&requests, situation, &conditions)? else {
                continue;
            };
            if 2 * (asked.len() + 1) > MOST_CALLS {
                return Err(Unaskable::Calls);
            }
            let names = requests.devices(at).all.iter();
            let resources: BTreeSet<String> = names
                .filter(|name| is_possible(name, requests.own_name(situation)))
                .map(|name| requests.arn(name, situation))
                .collect();
            let resources: Vec<String> = resources.into_iter().collect();
            asked.push(Asked {
                situation: at,
                calls: [0, 1].map(|side| Call {
                    policy: Arc::clone(&texts[side]),
                    resources: resources.clone(),
                    context: context.clone(),
                }),
            });
        }
        let expected = policies.map(|policy| expected(policy, &requests));
        let is_same =
            |action: &&str| difference::is_same_of_user(&changed.old, &changed.new, action);
        Ok(Simulation {
            has_users: !OF_USER.iter().all(is_same),
            requests,
            expected,
            asked,
        })
    }

    /// The calls to make.
    pub fn calls(&self) -> impl Iterator<Item = &Call> {
        self.asked.iter().flat_map(|asked| &asked.calls)
    }

    /// What the answers say, given what each call decided, or in a few words why it didn't.
    pub fn verified<'a>(
        &self,
        answer: impl Fn(&Call) -> Result<&'a Decided, String>,
    ) -> Verification {
        let mut decisions = 0;
        let of_users = "it isn't asked what is checked against a user";
        let mut why = self.has_users.then(|| of_users.to_owned());
        let mut differences = Vec::new();
        for (side, policy) in [Side::Old, Side::New].into_iter().enumerate() {
            // By action, name, and what AWS decides: the situations in which it does.
            let mut otherwise: BTreeMap<(usize, Reverse<Names>, bool), Vec<usize>> =
                BTreeMap::new();
            for asked in &self.asked {
                let decided = match answer(&asked.calls[side]) {
                    Ok(decided) => decided,
                    Err(failure) => {
                        why = why.or(Some(failure));
                        continue;
                    }
                };
                let situation = &self.requests.situations[asked.situation];
                let own_name = self.requests.own_name(situation);
                for (number, action) in GOVERNED.iter().enumerate() {
                    for (at, name) in self
                        .requests
                        .devices(asked.situation)
                        .all
                        .iter()
                        .enumerate()
                    {
                        if !is_possible(name, own_name) {
                            continue;
                        }
                        let arn = self.requests.arn(name, situation);
                        let Some(is_allowed) = decided.get(&((*action).to_owned(), arn)) else {
                            why = why.or(Some("an answer is incomplete".to_owned()));
                            continue;
                        };
                        decisions += 1;
                        if *is_allowed != self.expected[side][number][asked.situation][at] {
                            let names = Reverse(self.named(asked.situation, at));
                            let key = (number, names, *is_allowed);
                            otherwise.entry(key).or_default().push(asked.situation);
                        }
                    }
                }
            }
            let said = otherwise.into_iter();
            differences.extend(
                said.map(
                    |((action, Reverse(names), is_allowed), situations)| Otherwise {
                        policy,
                        action: GOVERNED[action],
                        names: match names {
                            Names::Own => "own".to_owned(),
                            Names::Prefixed => "prefixed".to_owned(),
                            Names::Any => "other".to_owned(),
                            Names::Matching(pattern) => pattern,
                        },
                        when: When::of(&self.requests, &situations),
                        aws: match is_allowed {
                            true => Decision::Allowed,
                            false => Decision::Denied,
                        },
                    },
                ),
            );
        }
        let result = match (differences.is_empty(), &why) {
            (false, _) => Verdict::Differs,
            (true, None) => Verdict::Agrees,
            (true, Some(_)) => Verdict::NotVerified,
        };
        Verification {
            result,
            decisions,
            differences,
            why,
        }
    }
}

impl Simulation {
    /// Which names a name of a situation stands for, by their indices.
    fn named(&self, situation: usize, name: usize) -> Names {
        let devices = self.requests.devices(situation);
        Names::of(devices, &devices.all[name].met, &BTreeSet::new())
    }
}

/// What this program decides: by action, situation and name.
fn expected(policy: &Policy, requests: &Requests) -> Vec<Vec<Vec<bool>>> {
    let actions = GOVERNED.iter();
    actions
        .map(|action| difference::decisions(policy, action, requests))
        .collect()
}

/// Whether a device can have the name, after its path: no request is about another (IAM API Reference, VirtualMFADevice).
fn is_possible(name: &Name, own: Option<&str>) -> bool {
    let text = name.text(own);
    !text.is_empty() && !text.ends_with('/') && text.chars().all(reach::is_sign)
}

/// What a simulator is to be told of a situation; `None` where no request is like that.
///
/// # Errors
///
/// When no value is known that makes a test hold or fail as it does there.
fn context(
    requests: &Requests,
    situation: &Situation,
    conditions: &[&Condition],
) -> Result<Option<Vec<ContextEntry>>, Unaskable> {
    let own_name = requests.own_name(situation);
    let mut context: Vec<ContextEntry> = own_name
        .map(|name| ContextEntry {
            key: USERNAME.to_owned(),
            kind: Kind::Text,
            value: name.to_owned(),
        })
        .into_iter()
        .collect();
    let mut keys: Vec<&Key> = Vec::new();
    for factor in &requests.factors {
        let key = factor.key();
        if !key.is(USERNAME) && !keys.contains(&key) {
            keys.push(key);
        }
    }
    for key in keys {
        let of_key = requests.factors.iter().zip(situation);
        let present: Vec<(&Factor, &Level)> = of_key
            .filter(|(factor, level)| factor.key() == key && **level != Level::Absent)
            .collect();
        let (kind, value) = match present.as_slice() {
            [] => continue,
            [(Factor::Key(_), level)] => match of_level(key, level, conditions) {
                Some(value) => value,
                None => return Ok(None),
            },
            [(Factor::Test { test, .. }, level)]
            | [
                (Factor::Key(_), Level::Other(_)),
                (Factor::Test { test, .. }, level),
            ]
            | [
                (Factor::Test { test, .. }, level),
                (Factor::Key(_), Level::Other(_)),
            ] => test_value::of(test, **level == Level::Holds)
                .ok_or_else(|| Unaskable::Value(key.clone()))?,
            _ => return Err(Unaskable::Value(key.clone())),
        };
        context.push(ContextEntry {
            key: key.to_string(),
            kind,
            value,
        });
    }
    context.sort();
    Ok(Some(context))
}

/// The value of a key at a level; `None` where a request can't have it.
fn of_level(key: &Key, level: &Level, conditions: &[&Condition]) -> Option<(Kind, String)> {
    let value = level.value()?;
    let of_key = || {
        let of_key = conditions.iter().filter(|one| one.factor().key() == key);
        of_key.filter_map(|condition| condition.written())
    };
    if of_key().any(|written| written.is_quantified()) {
        return Some((Kind::Texts, value.to_owned()));
    }
    let is_truth = |text: &str| matches!(text, "true" | "false");
    if !key.is(MFA) && !of_key().any(|written| written.base() == "bool") {
        return Some((Kind::Text, value.to_owned()));
    }
    let value = value.to_ascii_lowercase();
    if let Level::Other(_) = level {
        // It has the truth that no condition names.
        let named = |truth: &str| {
            of_key()
                .flat_map(|written| &written.values)
                .any(|value| value.eq_ignore_ascii_case(truth))
        };
        let other = ["true", "false"].into_iter().find(|truth| !named(truth))?;
        return Some((Kind::Boolean, other.to_owned()));
    }
    is_truth(&value).then_some((Kind::Boolean, value))
}

#[cfg(test)]
mod tests;
