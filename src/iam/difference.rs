//! What two policies decide differently: who may do what with which devices, and when.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Serialize, Serializer};

use super::action::{GOVERNED, OF_USER};
use super::classes;
use super::condition::Factor;
use super::holding::Power;
use super::names::{self, Name};
use super::pattern::{Key, USERNAME};
use super::policy::{Policy, Statement, decide};
use super::requests::{Requests, Situation};
use super::when::When;

/// Which devices a change is about; of an action that is checked against a user, which users.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// That of the caller's own name.
    Own,
    /// Those whose names begin with the caller's.
    Prefixed,
    /// Those whose names match a pattern.
    Matching(String),
    /// All.
    Any,
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Names::Own => "own",
            Names::Prefixed => "prefixed",
            Names::Matching(pattern) if is_prefixed(pattern) => "prefixed",
            Names::Matching(pattern) => pattern,
            Names::Any => "any",
        })
    }
}

/// Names in reports, patterns as they are written.
fn as_patterns<S: Serializer>(names: &[Names], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(names.iter().map(|names| match names {
        Names::Own => "own",
        Names::Prefixed => "prefixed",
        Names::Matching(pattern) => pattern,
        Names::Any => "any",
    }))
}

/// Whether a pattern of names begins with the caller's.
fn is_prefixed(pattern: &str) -> bool {
    let variable = format!("${{{USERNAME}}}");
    pattern
        .get(..variable.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(&variable))
}

/// An action that is decided differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The action.
    pub action: &'static str,
    /// On which devices.
    pub names: Names,
    /// The pattern that their names match, where they are only those of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Those among them on which it isn't.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_patterns")]
    pub except: Vec<Names>,
    /// In which situations; `None` where in all.
    pub when: Option<When>,
}

/// What is decided differently.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What the new policy allows and the old one doesn't.
    pub gained: Vec<Change>,
    /// What the old policy allows and the new one doesn't.
    pub lost: Vec<Change>,
}

/// What the new policy decides differently from the old one; `None` where they have more conditions or patterns than are
/// tried.
pub fn between(old: &Policy, new: &Policy) -> Option<Difference> {
    let mut difference = Difference::default();
    if old.holding.power == Power::Nothing {
        return Some(difference);
    }
    let requests = Requests::between([old, new])?;
    for action in GOVERNED {
        let sides = Sides::of(action, [old, new], &requests, Kind::Device);
        difference.add(action, sides, &requests);
    }
    for action in OF_USER {
        let sides = Sides::of(action, [old, new], &requests, Kind::User);
        difference.add(action, sides, &requests);
    }
    Some(difference)
}

/// Whether two policies decide the same on an action (or a pattern of some, taken as one) that is checked against a user;
/// not where they have more conditions than are tried.
pub fn is_same_of_user(old: &Policy, new: &Policy, action: &str) -> bool {
    Requests::between([old, new]).is_some_and(|requests| {
        let [gained, lost] = Sides::of(action, [old, new], &requests, Kind::User);
        gained.0.is_empty() && lost.0.is_empty()
    })
}

/// Whether the Conditions of any of a policy's statements hold in any request; so they do where they are more than are tried.
pub fn is_ever_met(policy: &Policy) -> bool {
    Requests::between([policy, policy]).is_none_or(|requests| {
        requests.situations.iter().any(|situation| {
            let levels = |factor: &Factor| requests.level_of(situation, factor);
            let values = |key: &Key| requests.value(situation, key);
            let mut statements = policy.statements.iter();
            statements.any(|statement| statement.is_met(&levels, &values))
        })
    })
}

/// What an action is checked against.
#[derive(Clone, Copy)]
enum Kind {
    Device,
    User,
}

impl Kind {
    fn names(self, requests: &Requests, situation: usize) -> &names::Names {
        match self {
            Kind::Device => requests.devices(situation),
            Kind::User => requests.users(situation),
        }
    }

    fn arns(self, requests: &Requests, name: &Name, situation: &Situation) -> Vec<String> {
        match self {
            Kind::Device => requests.arns(name, situation),
            Kind::User => requests.user_arns(name, situation),
        }
    }
}

impl Difference {
    fn add(&mut self, action: &'static str, [gained, lost]: [Sides; 2], requests: &Requests) {
        self.gained.extend(gained.changes(action, requests));
        self.lost.extend(lost.changes(action, requests));
    }
}

/// What one action gains or loses: by the devices, and those among them that it doesn't, the situations (their indices) in
/// which that is so.
#[derive(Default)]
struct Sides(BTreeMap<(Names, Vec<Names>), Vec<usize>>);

/// What became of a name, where somebody looks for what is gained or for what is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It is gained, or lost.
    Changed,
    /// It was as it is looked for already.
    Same,
    /// It is not as it is looked for.
    Opposite,
}

impl Sides {
    /// What an action gains and loses from one policy to another, on resources of some kind.
    fn of(action: &str, [old, new]: [&Policy; 2], requests: &Requests, kind: Kind) -> [Sides; 2] {
        let (old, new) = (Relevant::of(old, action), Relevant::of(new, action));
        let mut gained = Sides::default();
        let mut lost = Sides::default();
        for (at, situation) in requests.situations.iter().enumerate() {
            let names = kind.names(requests, at);
            let (old, new) = (old.met(requests, situation), new.met(requests, situation));
            let decided: Vec<Vec<(bool, bool)>> = names
                .all
                .iter()
                .map(|name| {
                    let arns = kind.arns(requests, name, situation);
                    let decide = |arn: &String| (old.allows(arn), new.allows(arn));
                    arns.iter().map(decide).collect()
                })
                .collect();
            // Of several homes one is enough.
            let outcomes = |gains: bool| -> Vec<Outcome> {
                let of_name = |decided: &Vec<(bool, bool)>| {
                    if decided.contains(&(!gains, gains)) {
                        Outcome::Changed
                    } else if decided.contains(&(gains, gains)) {
                        Outcome::Same
                    } else {
                        Outcome::Opposite
                    }
                };
                decided.iter().map(of_name).collect()
            };
            gained.add(at, names, &outcomes(true));
            lost.add(at, names, &outcomes(false));
        }
        [gained, lost]
    }

    /// Adds a situation, in which each name changed or not.
    ///
    /// The names that changed are told by what they meet: each of the widest, with all others that meet the same and more, and
    /// without those among these that are the opposite.
    fn add(&mut self, situation: usize, names: &names::Names, outcomes: &[Outcome]) {
        let with = |outcome: Outcome| {
            let all = names.all.iter().zip(outcomes);
            all.filter(move |(_, known)| **known == outcome)
                .map(|(name, _)| name)
        };
        let mut told: BTreeSet<&BTreeSet<usize>> = BTreeSet::new();
        for widest in with(Outcome::Changed) {
            if told.contains(&widest.met) {
                continue;
            }
            let mut except: Vec<&BTreeSet<usize>> = Vec::new();
            for name in with(Outcome::Opposite).filter(|name| name.met.is_superset(&widest.met)) {
                if !except.iter().any(|known| name.met.is_superset(known)) {
                    except.push(&name.met);
                }
            }
            told.extend(
                with(Outcome::Changed)
                    .map(|name| &name.met)
                    .filter(|met| met.is_superset(&widest.met))
                    .filter(|met| !except.iter().any(|known| met.is_superset(known))),
            );
            told.insert(&widest.met);
            let mut except: Vec<Names> = except
                .into_iter()
                .map(|met| Names::of(names, met, &widest.met))
                .collect();
            except.sort();
            except.dedup();
            let all = Names::of(names, &widest.met, &BTreeSet::new());
            self.put(all, except, situation);
        }
    }

    fn put(&mut self, names: Names, except: Vec<Names>, situation: usize) {
        let situations = self.0.entry((names, except)).or_default();
        if situations.last() != Some(&situation) {
            situations.push(situation);
        }
    }

    fn changes(self, action: &'static str, requests: &Requests) -> Vec<Change> {
        let changes = self.0.into_iter().rev();
        changes
            .map(|((names, except), situations)| Change {
                action,
                pattern: match &names {
                    Names::Matching(pattern) => Some(pattern.clone()),
                    _ => None,
                },
                names,
                except,
                when: When::of(requests, &situations),
            })
            .collect()
    }
}

impl Names {
    /// Those that meet some patterns, where it is known of all of them that they meet others.
    pub fn of(names: &names::Names, met: &BTreeSet<usize>, known: &BTreeSet<usize>) -> Names {
        if met.contains(&names::OWN) {
            return Names::Own;
        }
        let all = names.all.iter().map(|name| &name.met);
        let left = classes::telling(met, known, all);
        match left.iter().copied().collect::<Vec<_>>().as_slice() {
            [] => Names::Any,
            [names::PREFIXED] => Names::Prefixed,
            left => {
                let left: Vec<&str> = left
                    .iter()
                    .map(|number| names.patterns[*number].as_str())
                    .collect();
                Names::Matching(left.join(" and "))
            }
        }
    }
}

/// What a policy decides of an action: for each situation, whether it is allowed on the device of each name.
pub fn decisions(policy: &Policy, action: &str, requests: &Requests) -> Vec<Vec<bool>> {
    let relevant = Relevant::of(policy, action);
    let situations = requests.situations.iter().enumerate();
    situations
        .map(|(at, situation)| {
            let met = relevant.met(requests, situation);
            let names = requests.devices(at).all.iter();
            names
                .map(|name| met.allows(&requests.arn(name, situation)))
                .collect()
        })
        .collect()
}

/// The statements of a policy that speak of an action.
struct Relevant<'a>(Vec<&'a Statement>);

/// Those of them whose conditions are met in a situation.
struct Met<'a> {
    requests: &'a Requests,
    situation: &'a Situation,
    statements: Vec<&'a Statement>,
}

impl<'a> Relevant<'a> {
    fn of(policy: &'a Policy, action: &str) -> Relevant<'a> {
        let statements = policy.statements.iter();
        Relevant(
            statements
                .filter(|statement| statement.actions.include(action))
                .collect(),
        )
    }

    fn met(&self, requests: &'a Requests, situation: &'a Situation) -> Met<'a> {
        let levels = |factor: &Factor| requests.level_of(situation, factor);
        let values = |key: &Key| requests.value(situation, key);
        let statements = self.0.iter().copied();
        Met {
            requests,
            situation,
            statements: statements
                .filter(|statement| statement.is_met(&levels, &values))
                .collect(),
        }
    }
}

impl Met<'_> {
    fn allows(&self, arn: &str) -> bool {
        let values = |key: &Key| self.requests.value(self.situation, key);
        let matching = self.statements.iter();
        decide(
            matching
                .filter(|statement| statement.names(arn, &values))
                .map(|statement| statement.effect),
        )
    }
}

#[cfg(test)]
mod tests;
