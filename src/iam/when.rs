//! Situations in which something holds, in the terms of a policy's conditions.

use std::collections::HashSet;
use std::fmt;

use serde::{Serialize, Serializer};

use super::condition::{Factor, Level, MFA};
use super::pattern::{HOLE, USERNAME};
use super::requests::{Requests, Situation};
use super::scale::{Scale, alternatives};
use super::test_words;

/// Situations: those of any of these boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When(Vec<Vec<Limit>>);

/// What the situations of a box have in common: the levels that one factor has there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Limit {
    factor: Factor,
    levels: Vec<Level>,
    /// The levels that it hasn't.
    others: Vec<Level>,
    /// The values that the key has there or, where these have no end, those that it hasn't.
    values: Vec<String>,
}

impl When {
    /// What some of the situations (their indices, in order) have in common; `None` where they are all.
    pub fn of(requests: &Requests, indices: &[usize]) -> Option<When> {
        if indices.len() == requests.situations.len() {
            return None;
        }
        let chosen: HashSet<&Situation> =
            indices.iter().map(|at| &requests.situations[*at]).collect();
        let possible: HashSet<&Situation> = requests.situations.iter().collect();
        let mut covered: HashSet<&Situation> = HashSet::new();
        let mut boxes = Vec::new();
        for index in indices {
            let first = &requests.situations[*index];
            if covered.contains(first) {
                continue;
            }
            // From one situation, each factor takes as many levels as it may.
            let mut sides: Vec<Vec<Level>> =
                first.iter().map(|level| vec![level.clone()]).collect();
            for (at, scale) in requests.scales.iter().enumerate() {
                for level in &scale.all {
                    if sides[at].contains(level) {
                        continue;
                    }
                    let mut wider = sides.clone();
                    wider[at] = vec![level.clone()];
                    let is_chosen = combinations(&wider)
                        .iter()
                        .filter(|situation| possible.contains(situation))
                        .all(|situation| chosen.contains(situation));
                    if is_chosen {
                        sides[at].push(level.clone());
                    }
                }
            }
            let inside = combinations(&sides);
            covered.extend(
                chosen
                    .iter()
                    .filter(|situation| inside.contains(**situation)),
            );
            let sides = present_or_absent(&requests.factors, sides);
            let limits = sides
                .iter()
                .zip(&requests.scales)
                .zip(&requests.factors)
                .filter_map(|((taken, scale), factor)| Limit::of(factor, scale, taken));
            boxes.push(without_needless(limits.collect()));
        }
        Some(When(boxes))
    }

    /// The same as a part of a sentence: `when signed in with MFA`.
    pub fn clause(&self) -> String {
        let boxes = self.0.iter().map(|limits| {
            let limits: Vec<String> = limits.iter().map(Limit::clause).collect();
            limits.join(" and ")
        });
        let boxes: Vec<String> = boxes.collect();
        format!("when {}", boxes.join(", or when "))
    }
}

/// The sides of a box in which no factor is absent of a key of which another isn't: a request has a key for all tests of it
/// or for none.
fn present_or_absent(factors: &[Factor], mut sides: Vec<Vec<Level>>) -> Vec<Vec<Level>> {
    for (at, factor) in factors.iter().enumerate() {
        if sides[at].contains(&Level::Absent) {
            continue;
        }
        for (side, other) in sides.iter_mut().zip(factors) {
            if other.key() == factor.key() {
                side.retain(|level| *level != Level::Absent);
            }
        }
    }
    sides
}

/// Limits without those that only say of a key that it is there, where another one says so.
fn without_needless(limits: Vec<Limit>) -> Vec<Limit> {
    let mut left: Vec<Limit> = Vec::new();
    // Those that say more first.
    let (needed, plain): (Vec<&Limit>, Vec<&Limit>) = limits
        .iter()
        .partition(|limit| limit.others != [Level::Absent]);
    for limit in needed.into_iter().chain(plain) {
        let says_it = |known: &Limit| {
            known.factor.key() == limit.factor.key() && !known.levels.contains(&Level::Absent)
        };
        if limit.others != [Level::Absent] || !left.iter().any(says_it) {
            left.push(limit.clone());
        }
    }
    limits
        .into_iter()
        .filter(|limit| left.contains(limit))
        .collect()
}

/// Every situation that has one of the levels for each factor.
fn combinations(sides: &[Vec<Level>]) -> HashSet<Situation> {
    let mut all: Vec<Situation> = vec![Vec::new()];
    for side in sides {
        all = all
            .iter()
            .flat_map(|situation| {
                side.iter().map(|level| {
                    let mut situation = situation.clone();
                    situation.push(level.clone());
                    situation
                })
            })
            .collect();
    }
    all.into_iter().collect()
}

impl Limit {
    /// `None` where the factor has any of its levels.
    fn of(factor: &Factor, scale: &Scale, taken: &[Level]) -> Option<Limit> {
        let (levels, others): (Vec<Level>, Vec<Level>) = scale
            .all
            .iter()
            .cloned()
            .partition(|level| taken.contains(level));
        (!others.is_empty()).then(|| Limit {
            factor: factor.clone(),
            values: match is_open(&levels) {
                true => scale.told(&others),
                false => scale.told(&levels),
            },
            levels,
            others,
        })
    }

    /// In words, where there are some for it.
    fn clause(&self) -> String {
        if let Factor::Test { key, test } = &self.factor {
            let holds = match self.levels.contains(&Level::Holds) {
                true => "holds",
                false => "doesn't hold",
            };
            if self.factor.is_unread() {
                return format!("a condition that couldn't be read {holds}");
            }
            if test.contains(HOLE) {
                return format!("the condition on {key}, whose value is computed, {holds}");
            }
            let is_decided =
                self.levels.contains(&Level::Holds) != self.levels.contains(&Level::Fails);
            let words = test_words::of(test, self.levels.contains(&Level::Holds));
            if let Some(words) = words.filter(|_| is_decided) {
                let absent = match self.levels.contains(&Level::Absent) {
                    true => " or absent",
                    false => "",
                };
                return format!("{key} {words}{absent}");
            }
        }
        if matches!(&self.factor, Factor::Key(key) if key.is(USERNAME)) {
            let is_absent = |levels: &[Level]| levels == [Level::Absent];
            if is_absent(&self.levels) {
                return "not signed in as an IAM user".to_owned();
            }
            if is_absent(&self.others) {
                return "signed in as an IAM user".to_owned();
            }
        }
        if matches!(&self.factor, Factor::Key(key) if key.is(MFA)) {
            let mut has = [false; 3];
            for level in &self.levels {
                match level.value() {
                    Some("true") => has[0] = true,
                    Some(_) => has[1] = true,
                    None => has[2] = true,
                }
            }
            let words = match has {
                [true, false, false] => "signed in with MFA",
                [true, false, true] => "signed in with MFA, or with long-term access keys",
                [false, true, true] => "not signed in with MFA",
                [false, true, false] => "signed in without MFA",
                [false, false, true] => "using long-term access keys",
                _ => return self.to_string(),
            };
            return words.to_owned();
        }
        self.to_string()
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.factor.key();
        if let Factor::Test { test, .. } = &self.factor {
            let holds = self.levels.contains(&Level::Holds);
            let (not, of) = match (holds, self.levels.contains(&Level::Fails)) {
                (true, false) => ("", &self.levels),
                (false, true) => ("not ", &self.levels),
                (false, false) => return write!(f, "{key} absent"),
                (true, true) => return write!(f, "{key} present"),
            };
            let test = test.replace(HOLE, "…");
            write!(f, "{key} {not}{test}")?;
            return match of.contains(&Level::Absent) {
                true => f.write_str(" or absent"),
                false => Ok(()),
            };
        }
        let (not, of) = match is_open(&self.levels) {
            true => ("not ", &self.others),
            false => ("", &self.levels),
        };
        let mut values = self.values.clone();
        if of.contains(&Level::Absent) {
            // A key that is there and only that.
            if values.is_empty() && !not.is_empty() {
                return write!(f, "{key} present");
            }
            values.push("absent".to_owned());
        }
        write!(f, "{key} {not}{}", alternatives(&values))
    }
}

/// Whether the values that a key has at some levels have no end.
fn is_open(levels: &[Level]) -> bool {
    levels.iter().any(|level| matches!(level, Level::Other(_)))
}

/// In IAM's terms: `aws:MultiFactorAuthPresent true`.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let boxes = self.0.iter().map(|limits| {
            let limits: Vec<String> = limits.iter().map(Limit::to_string).collect();
            limits.join(" and ")
        });
        f.write_str(&boxes.collect::<Vec<_>>().join(" or "))
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
