//! The requests that tell two policies apart: every governed action, on devices of telling names, in every situation that
//! the conditions of the policies make a difference of.

use std::collections::HashMap;
use std::sync::Arc;

use super::condition::{Condition, Factor, Level, MFA};
use super::holding::Callers;
use super::home::Home;
use super::names::{self, Name, Names};
use super::pattern::{Key, Pattern, USERNAME};
use super::policy::{Policy, Statement};
use super::principal;
use super::scale::Scale;
use super::test_value;

/// The key that says how long ago; a request has it only with MFA (IAM User Guide, "AWS global condition context keys").
const MFA_AGE: &str = "aws:MultiFactorAuthAge";

/// More situations than these aren't tried.
const MOST_SITUATIONS: usize = 512;

/// One situation: a level for each factor, in their order.
pub type Situation = Vec<Level>;

/// The requests.
#[derive(Debug)]
pub struct Requests {
    /// What differs between situations.
    pub factors: Vec<Factor>,
    /// The levels that each factor has.
    pub scales: Vec<Scale>,
    /// All situations.
    pub situations: Vec<Situation>,
    /// The names of devices in each situation.
    devices: Vec<Arc<Names>>,
    /// The names of users in each.
    users: Vec<Arc<Names>>,
    /// Where these may live.
    homes: Vec<Home>,
    /// Who asks, where no condition is about the name.
    own_name: &'static str,
}

impl Requests {
    /// The requests that tell policies apart; `None` where there are too many.
    pub fn between(policies: [&Policy; 2]) -> Option<Requests> {
        let statements = policies.iter().flat_map(|policy| &policy.statements);
        let callers = callers(policies);
        let mut factors: Vec<Factor> = Vec::new();
        let mut add = |factor: Factor| {
            if !factors.contains(&factor) {
                factors.push(factor);
            }
        };
        if callers.have_sessions() {
            add(Factor::Key(Key::new(USERNAME)));
        }
        for statement in statements.clone() {
            for condition in &statement.conditions {
                add(condition.factor().clone());
            }
            let keys = statement.resources.iter().flat_map(Pattern::keys);
            keys.filter(|key| !key.is(USERNAME))
                .for_each(|key| add(Factor::Key(key.clone())));
        }
        let conditions: Vec<&Condition> = statements
            .clone()
            .flat_map(|statement| &statement.conditions)
            .collect();
        let homes = Home::of(policies);
        let own_name = names::own_name(statements.clone(), &homes);
        let scales: Option<Vec<Scale>> = factors
            .iter()
            .map(|factor| Scale::of(factor, &conditions, own_name, callers))
            .collect();
        let scales = scales?;
        let situations = situations(&factors, &scales)?;
        let mut requests = Requests {
            factors,
            scales,
            situations,
            devices: Vec::new(),
            users: Vec::new(),
            homes,
            own_name,
        };
        requests.devices = requests.names("mfa/", statements.clone())?;
        requests.users = requests.names("user/", statements)?;
        Some(requests)
    }

    /// The names of a kind in each situation: the same wherever variables stand for the same.
    fn names<'a>(
        &self,
        kind: &str,
        statements: impl Iterator<Item = &'a Statement> + Clone,
    ) -> Option<Vec<Arc<Names>>> {
        let mut keys: Vec<&Key> = Vec::new();
        let resources = statements
            .clone()
            .flat_map(|statement| &statement.resources);
        for key in resources.flat_map(Pattern::keys) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let mut known: HashMap<Vec<Option<String>>, Arc<Names>> = HashMap::new();
        let of_situation = |situation: &Situation| {
            let own = self.own_name(situation);
            let values = keys.iter().map(|key| self.value(situation, key));
            let values = values.chain([own.map(str::to_owned)]).collect();
            if let Some(names) = known.get(&values) {
                return Some(Arc::clone(names));
            }
            let value = |key: &Key| self.value(situation, key);
            let names = Names::of(statements.clone(), kind, &self.homes, own, &value)?;
            let names = Arc::new(names);
            known.insert(values, Arc::clone(&names));
            Some(names)
        };
        self.situations.iter().map(of_situation).collect()
    }

    /// The names of devices in a situation, by its index.
    pub fn devices(&self, situation: usize) -> &Names {
        &self.devices[situation]
    }

    /// The names of users, likewise.
    pub fn users(&self, situation: usize) -> &Names {
        &self.users[situation]
    }

    /// The same on devices of an account, where the policies name none.
    pub fn in_account(self, account: &str) -> Requests {
        let homes = self.homes.into_iter();
        Requests {
            homes: homes.map(|home| home.in_account(account)).collect(),
            ..self
        }
    }

    /// The ARNs of a device, one for each home that it may be in.
    pub fn arns(&self, name: &Name, situation: &Situation) -> Vec<String> {
        self.named("mfa/", name, situation)
    }

    /// The first of them.
    pub fn arn(&self, name: &Name, situation: &Situation) -> String {
        self.arns(name, situation).swap_remove(0)
    }

    /// The ARNs of a user, likewise.
    pub fn user_arns(&self, name: &Name, situation: &Situation) -> Vec<String> {
        self.named("user/", name, situation)
    }

    fn named(&self, kind: &str, name: &Name, situation: &Situation) -> Vec<String> {
        let name = name.text(self.own_name(situation));
        let homes = self.homes.iter();
        homes
            .map(|home| format!("{}{kind}{name}", home.prefix()))
            .collect()
    }

    /// The name of the user who asks; `None` where a session does.
    pub fn own_name<'a>(&self, situation: &'a Situation) -> Option<&'a str> {
        let level = self.level(
            situation,
            |factor| matches!(factor, Factor::Key(key) if key.is(USERNAME)),
        );
        level.map_or(Some(self.own_name), Level::value)
    }

    /// What a variable stands for.
    pub fn value(&self, situation: &Situation, key: &Key) -> Option<String> {
        if key.is(USERNAME) {
            return self.own_name(situation).map(str::to_owned);
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

/// Whose requests one of two policies decides, of which one becomes the other.
fn callers([old, new]: [&Policy; 2]) -> Callers {
    match (old.holding.callers, new.holding.callers) {
        (old, new) if old == new => old,
        _ => Callers::UsersAndSessions,
    }
}

/// Every combination of levels that there can be; `None` where these are too many.
fn situations(factors: &[Factor], scales: &[Scale]) -> Option<Vec<Situation>> {
    let mut situations: Vec<Situation> = vec![Vec::new()];
    for Scale { all: levels, .. } in scales {
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
    let of_key = |name: &str| {
        let is_it = |factor: &Factor| matches!(factor, Factor::Key(key) if key.is(name));
        factors.iter().position(is_it)
    };
    let [name, kind] = [of_key(USERNAME), of_key(principal::TYPE)];
    situations.retain(|situation| {
        // Users have a name, and nobody else has one.
        if let (Some(name), Some(kind)) = (name, kind)
            && (situation[name] == Level::Absent)
                == (situation[kind].value() == Some(principal::USER))
        {
            return false;
        }
        let is_absent = |at: usize| situation[at] == Level::Absent;
        (0..factors.len()).all(|at| {
            let key = factors[at].key();
            // A key is there for all its tests or for none, and the age of MFA is there with MFA.
            let is_same = (0..at)
                .filter(|other| factors[*other].key() == key)
                .all(|other| is_absent(other) == is_absent(at));
            let is_of_mfa = !key.is(MFA_AGE)
                || mfa.is_none_or(|mfa| is_absent(at) == (situation[mfa].value() != Some("true")));
            is_same && is_of_mfa && is_possible(factors, situation, key)
        })
    });
    Some(situations)
}

/// Whether a key can have a value with which all tests of it hold and fail as they do in a situation.
fn is_possible(factors: &[Factor], situation: &Situation, key: &Key) -> bool {
    let tests: Vec<(&str, bool)> = factors
        .iter()
        .zip(situation)
        .filter_map(|(factor, level)| match (factor, level) {
            (Factor::Test { key: of, test }, Level::Holds | Level::Fails) if of == key => {
                Some((test.as_str(), *level == Level::Holds))
            }
            _ => None,
        })
        .collect();
    tests.len() < 2 || test_value::is_possible(&tests)
}
