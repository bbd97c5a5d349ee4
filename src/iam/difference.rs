//! What two policies decide differently: who may do what with which devices, and when.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::action::{GOVERNED, OF_USER};
use super::condition::Factor;
use super::pattern::{Key, USERNAME};
use super::policy::{Policy, Statement, decide};
use super::requests::{Name, Requests, Situation};
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
    let requests = Requests::between([old, new])?;
    let mut difference = Difference::default();
    for action in GOVERNED {
        let sides = Sides::of(
            action,
            [old, new],
            &requests,
            &requests.names,
            Requests::arn,
        );
        difference.add(action, sides, &requests);
    }
    for action in OF_USER {
        let sides = Sides::of(action, [old, new], &requests, &USERS, Requests::user);
        difference.add(action, sides, &requests);
    }
    Some(difference)
}

/// Whether two policies decide the same on an action (or a pattern of some, taken as one) that is checked against a user;
/// not where they have more conditions than are tried.
pub fn is_same_of_user(old: &Policy, new: &Policy, action: &str) -> bool {
    Requests::between([old, new]).is_some_and(|requests| {
        let [gained, lost] = Sides::of(action, [old, new], &requests, &USERS, Requests::user);
        gained.0.is_empty() && lost.0.is_empty()
    })
}

/// The users on which policies may differ: the caller, and all others.
const USERS: [Name; 2] = [Name::Own, Name::Other];

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

impl Sides {
    /// What an action gains and loses from one policy to another, on resources of some names.
    fn of(
        action: &str,
        [old, new]: [&Policy; 2],
        requests: &Requests,
        names: &[Name],
        arn: fn(&Requests, &Name, &Situation) -> String,
    ) -> [Sides; 2] {
        let (old, new) = (Relevant::of(old, action), Relevant::of(new, action));
        let mut gained = Sides::default();
        let mut lost = Sides::default();
        for (at, situation) in requests.situations.iter().enumerate() {
            let (old, new) = (old.met(requests, situation), new.met(requests, situation));
            let decided: Vec<(&Name, bool, bool)> = names
                .iter()
                .map(|name| {
                    let arn = arn(requests, name, situation);
                    (name, old.allows(&arn), new.allows(&arn))
                })
                .collect();
            gained.add(at, &decided, true);
            lost.add(at, &decided, false);
        }
        [gained, lost]
    }

    /// Adds a situation, in which each name was and is allowed or not; `gains` says which way is looked at.
    fn add(&mut self, situation: usize, decided: &[(&Name, bool, bool)], gains: bool) {
        let is_changed = |was: bool, is: bool| was != is && is == gains;
        let of_name = |name: &Name| match name {
            Name::Own => Names::Own,
            Name::Prefixed => Names::Prefixed,
            Name::Named { pattern, .. } => Names::Matching(pattern.clone()),
            Name::Other => Names::Any,
        };
        let has = |wanted: Name| {
            decided
                .iter()
                .any(|(name, was, is)| **name == wanted && is_changed(*was, *is))
        };
        // The widest of the names that stand for many others.
        let widest = [Name::Other, Name::Prefixed]
            .into_iter()
            .find(|name| has(name.clone()));
        let is_within = |name: &Name| match widest {
            Some(Name::Other) => true,
            Some(_) => matches!(
                name,
                Name::Own
                    | Name::Prefixed
                    | Name::Named {
                        is_prefixed: true,
                        ..
                    }
            ),
            None => false,
        };
        if let Some(widest) = &widest {
            let except = decided
                .iter()
                .filter(|(name, _, is)| is_within(name) && *name != widest && *is != gains)
                .map(|(name, ..)| of_name(name))
                .collect();
            self.put(of_name(widest), except, situation);
        }
        for (name, was, is) in decided {
            if is_changed(*was, *is) && !is_within(name) {
                self.put(of_name(name), Vec::new(), situation);
            }
        }
    }

    fn put(&mut self, names: Names, except: Vec<Names>, situation: usize) {
        self.0.entry((names, except)).or_default().push(situation);
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

/// What a policy decides of an action: for each situation, whether it is allowed on the device of each name.
pub fn decisions(policy: &Policy, action: &str, requests: &Requests) -> Vec<Vec<bool>> {
    let relevant = Relevant::of(policy, action);
    let situations = requests.situations.iter();
    situations
        .map(|situation| {
            let met = relevant.met(requests, situation);
            let names = requests.names.iter();
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
