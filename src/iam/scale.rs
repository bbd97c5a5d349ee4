//! The scale of a factor: the levels that it has in the situations, and how they are told in the terms of the policies.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::classes::{self, Patterns};
use super::condition::{Condition, Factor, Level, MFA};
use super::holding::Callers;
use super::pattern::{Key, Pattern, USERNAME};
use super::principal;

/// The levels of a factor.
#[derive(Debug, Default)]
pub struct Scale {
    /// The levels.
    pub all: Vec<Level>,
    /// What the policies compare the key with, as it is written.
    patterns: Vec<String>,
    /// Those that the value of a level meets, by their indices. A level that isn't here meets none.
    met: HashMap<Level, BTreeSet<usize>>,
}

impl Scale {
    /// The levels that a factor has in the situations; `None` where they are too many.
    pub fn of(
        factor: &Factor,
        conditions: &[&Condition],
        own_name: &str,
        callers: Callers,
    ) -> Option<Scale> {
        let key = factor.key();
        // A user always has a name, and nobody else has one.
        let is_name = key.is(USERNAME);
        let absent = (!is_name || callers.have_sessions()).then_some(Level::Absent);
        if is_name && !callers.have_users() {
            return Some(Scale::plain(absent));
        }
        if let Factor::Test { .. } = factor {
            let levels = absent.into_iter().chain([Level::Holds, Level::Fails]);
            return Some(Scale::plain(principal::possible(
                key,
                callers,
                levels.collect(),
            )));
        }
        if key.is(MFA) {
            let truths = ["true", "false"].map(|text| Level::Value(text.to_owned()));
            return Some(Scale::plain(absent.into_iter().chain(truths)));
        }
        let own = |key: &Key| key.is(USERNAME).then(|| own_name.to_owned());
        let mut held = Patterns::default();
        let mut patterns: Vec<&Pattern> = Vec::new();
        for condition in conditions.iter().filter(|one| one.factor() == factor) {
            for pattern in condition.patterns() {
                if let Some(glob) = pattern.glob(condition.case(), &own) {
                    held.add(glob, condition.case(), "");
                    patterns.push(pattern);
                }
            }
        }
        let classes = held.classes(|_| true)?;
        let fewest = classes.iter().min_by_key(|class| class.met.len());
        let has_empty = patterns
            .iter()
            .any(|pattern| pattern.to_string().is_empty());
        let empty = has_empty.then(|| (Level::Value(String::new()), held.met_by("")));
        let mut levels: Vec<(Level, Vec<usize>)> = empty.into_iter().collect();
        for class in &classes {
            let is_plain = class.met.iter().any(|at| patterns[*at].is_plain());
            let level = if is_plain {
                // As a pattern spells it, where that is of this class.
                let mut spelled = class.met.iter().map(|at| patterns[*at].to_string());
                let spelled = spelled.find(|text| held.met_by(text) == class.met);
                Level::Value(spelled.unwrap_or_else(|| class.text.clone()))
            } else if fewest == Some(class) {
                continue;
            } else {
                Level::Matching(class.text.clone())
            };
            levels.push((level, class.met.clone()));
        }
        levels.sort_by(|(one, _), (other, _)| one.value().cmp(&other.value()));
        // Nobody whom a pattern is about, if there is anybody else.
        let other = fewest.filter(|class| !class.met.iter().any(|at| patterns[*at].is_plain()));
        levels.extend(other.map(|class| {
            let text = match is_name {
                true => own_name.to_owned(),
                false => class.text.clone(),
            };
            (Level::Other(text), class.met.clone())
        }));
        let named = levels.iter().map(|(level, _)| level.clone());
        let all = absent.into_iter().chain(named).collect();
        let met = levels
            .into_iter()
            .map(|(level, met)| (level, met.into_iter().collect()));
        Some(Scale {
            all: principal::possible(key, callers, all),
            patterns: patterns.iter().map(ToString::to_string).collect(),
            met: met.collect(),
        })
    }

    fn plain(levels: impl IntoIterator<Item = Level>) -> Scale {
        Scale {
            all: levels.into_iter().collect(),
            ..Scale::default()
        }
    }

    /// What of the levels that have a value some have in common and no other has: values and patterns, and beside a pattern
    /// which of its values are others'.
    pub fn told(&self, levels: &[Level]) -> Vec<String> {
        let is_told = |level: &&Level| matches!(level, Level::Value(_) | Level::Matching(_));
        let met = |level: &Level| self.met.get(level).cloned().unwrap_or_default();
        let is_within = |level: &Level, of: &Level| {
            level == of || (met(level) != met(of) && met(level).is_superset(&met(of)))
        };
        let mut all: Vec<&Level> = self.all.iter().filter(is_told).collect();
        // The widest first.
        all.sort_by_key(|level| met(level).len());
        let (inside, outside): (Vec<&Level>, Vec<&Level>) =
            all.into_iter().partition(|level| levels.contains(level));
        let mut known: HashSet<&Level> = HashSet::new();
        let mut terms: Vec<(&Level, String)> = Vec::new();
        for widest in &inside {
            if known.contains(widest) {
                continue;
            }
            let mut except: Vec<&Level> = Vec::new();
            for level in outside.iter().filter(|level| is_within(level, widest)) {
                if !except.iter().any(|wider| is_within(level, wider)) {
                    except.push(level);
                }
            }
            let of_term = inside.iter().filter(|level| is_within(level, widest));
            known.extend(
                of_term.filter(|level| !except.iter().any(|wider| is_within(level, wider))),
            );
            let mut term = self.name(widest, &BTreeSet::new());
            if !except.is_empty() {
                let except: Vec<String> = except
                    .into_iter()
                    .map(|level| self.name(level, &met(widest)))
                    .collect();
                term.push_str(&format!(" (other than {})", alternatives(&except)));
            }
            terms.push((widest, term));
        }
        // In the order of the levels.
        terms.sort_by_key(|(level, _)| self.all.iter().position(|known| known == *level));
        terms.into_iter().map(|(_, term)| term).collect()
    }

    /// A level, where it is known that its value meets some patterns.
    fn name(&self, level: &Level, known: &BTreeSet<usize>) -> String {
        match level {
            Level::Value(value) if value.is_empty() => "\"\"".to_owned(),
            Level::Matching(_) => {
                let none = BTreeSet::new();
                let met = self.met.get(level).unwrap_or(&none);
                let all = self.all.iter().filter_map(|level| self.met.get(level));
                let telling = classes::telling(met, known, all);
                let telling: Vec<&str> = telling
                    .iter()
                    .map(|at| self.patterns[*at].as_str())
                    .collect();
                telling.join(" and ")
            }
            level => level.value().unwrap_or("absent").to_owned(),
        }
    }
}

/// Words of which one is meant: `a, b or c`.
pub fn alternatives(words: &[String]) -> String {
    match words {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        words => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::pattern::Variables;

    /// What is told of the levels of these values, where policies compare a key with these patterns.
    fn told(patterns: &[&str], values: &[&str]) -> String {
        let key = Key::new("aws:PrincipalTag/t");
        let patterns: Vec<String> = patterns.iter().map(|one| (*one).to_owned()).collect();
        let condition = Condition::read(
            "StringLike",
            "aws:PrincipalTag/t",
            &patterns,
            Variables::Expanded,
        );
        let condition = condition.expect("a known operator");
        let factor = Factor::Key(key);
        let scale = Scale::of(&factor, &[&condition], "zed", Callers::Users).expect("few enough");
        let levels: Vec<Level> = scale
            .all
            .iter()
            .filter(|level| values.contains(&level.value().unwrap_or("-")))
            .cloned()
            .collect();
        assert_eq!(levels.len(), values.len(), "{:?}", scale.all);
        alternatives(&scale.told(&levels))
    }

    #[test]
    fn a_pattern_is_told_without_what_others_have_of_it() {
        for (patterns, values, expected) in [
            (&["a*", "ab*"][..], &["a"][..], "a* (other than ab*)"),
            (&["a*", "ab*"], &["a", "ab"], "a*"),
            (&["a*", "ab*"], &["ab"], "ab*"),
            (
                &["a*", "ab*", "abc"],
                &["a", "abc"],
                "a* (other than ab*) or abc",
            ),
            (
                &["dev-*", "dev-anna"],
                &["dev-"],
                "dev-* (other than dev-anna)",
            ),
            (&["a*", "*b"], &["a"], "a* (other than *b)"),
            (
                &["a*", "*b"],
                &["a", "b"],
                "a* (other than *b) or *b (other than a*)",
            ),
            (&["a*", "*b"], &["a", "b", "ab"], "a* or *b"),
            (&["a*", "*b"], &["ab"], "a* and *b"),
            (&["a", "b", "c"], &["a", "c"], "a or c"),
        ] {
            assert_eq!(told(patterns, values), expected, "{patterns:?} {values:?}");
        }
    }
}
