//! Situations in which something holds, in the terms of a policy's conditions.

use std::collections::HashSet;
use std::fmt;

use serde::{Serialize, Serializer};

use super::condition::{Factor, Level};
use super::pattern::{HOLE, USERNAME};
use super::requests::{MFA, Requests, Situation};

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
            for (at, levels) in requests.levels.iter().enumerate() {
                for level in levels {
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
            let limits = sides.into_iter().enumerate().filter_map(|(at, taken)| {
                let (levels, others): (Vec<Level>, Vec<Level>) = requests.levels[at]
                    .iter()
                    .cloned()
                    .partition(|level| taken.contains(level));
                (!others.is_empty()).then(|| Limit {
                    factor: requests.factors[at].clone(),
                    levels,
                    others,
                })
            });
            boxes.push(limits.collect());
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
        let is_open = self
            .levels
            .iter()
            .any(|level| matches!(level, Level::Other(_)));
        let (not, mut names) = match is_open {
            true => ("not ", named(&self.others)),
            false => ("", named(&self.levels)),
        };
        // A key that is there and only that.
        names.sort_by_key(|name| *name == "absent");
        if is_open && names == ["absent"] {
            return write!(f, "{key} present");
        }
        let last = names.pop().unwrap_or_default();
        match names.is_empty() {
            true => write!(f, "{key} {not}{last}"),
            false => write!(f, "{key} {not}{} or {last}", names.join(", ")),
        }
    }
}

/// The values among levels, as they are written.
fn named(levels: &[Level]) -> Vec<&str> {
    let names = levels.iter().map(|level| match level {
        Level::Value(value) if value.is_empty() => "\"\"",
        Level::Value(value) => value,
        Level::Matching { pattern, .. } => pattern,
        _ => "absent",
    });
    names.collect()
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
