//! What two policies decide differently: who may do what with which devices, and when.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::action::GOVERNED;
use super::condition::Factor;
use super::pattern::Key;
use super::policy::{Policy, Statement, decide};
use super::requests::{Name, Requests, Situation};
use super::when::When;

/// Which devices a change is about.
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
            Names::Matching(pattern) => pattern,
            Names::Any => "any",
        })
    }
}

/// An action that is decided differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The action.
    pub action: &'static str,
    /// On which devices.
    pub names: Names,
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
        let (old, new) = (Relevant::of(old, action), Relevant::of(new, action));
        // By the devices, the situations (by their indices) in which something is gained or lost.
        let mut gained: BTreeMap<Names, Vec<usize>> = BTreeMap::new();
        let mut lost: BTreeMap<Names, Vec<usize>> = BTreeMap::new();
        for (at, situation) in requests.situations.iter().enumerate() {
            let mut most = [None, None];
            let (old, new) = (old.met(&requests, situation), new.met(&requests, situation));
            for name in &requests.names {
                let arn = requests.arn(name, situation);
                let (was, is) = (old.allows(&arn), new.allows(&arn));
                if was != is {
                    let names = match name {
                        Name::Own => Names::Own,
                        Name::Prefixed(_) => Names::Prefixed,
                        Name::Named(_, pattern) => Names::Matching(pattern.clone()),
                        Name::Other => Names::Any,
                    };
                    let most = &mut most[usize::from(was)];
                    *most = (*most).take().max(Some(names));
                }
            }
            let [more, less] = most;
            if let Some(names) = more {
                gained.entry(names).or_default().push(at);
            }
            if let Some(names) = less {
                lost.entry(names).or_default().push(at);
            }
        }
        let changes = |by_names: BTreeMap<Names, Vec<usize>>| {
            by_names
                .into_iter()
                .rev()
                .map(|(names, situations)| Change {
                    action,
                    names,
                    when: When::of(&requests, &situations),
                })
                .collect::<Vec<_>>()
        };
        difference.gained.extend(changes(gained));
        difference.lost.extend(changes(lost));
    }
    Some(difference)
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
