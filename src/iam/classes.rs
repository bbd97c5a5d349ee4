//! The texts that patterns tell apart: one for each set of them that some text meets while it meets none of the others. What
//! policies decide on these they decide on all texts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use super::pattern::{Case, Glob, Sign};

/// More classes than these, or texts looked at to find them, aren't tried.
const MOST_CLASSES: usize = 64;
const MOST_TEXTS: usize = 4096;
/// Signs of a text that no pattern names, the first of them that none does.
const UNNAMED: &str = "qxkvwjzyQXKVWJZY0123456789-_";

/// The texts that meet some patterns, and none of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// One of the shortest of them.
    pub text: String,
    /// Those patterns, by their indices, in order.
    pub met: Vec<usize>,
}

/// Of the patterns that a text meets, those that tell which texts it stands for: without what is `known` of them already, and without
/// each that all texts meet that meet the others. `all` is what the texts of each class meet.
pub fn telling<'a>(
    met: &BTreeSet<usize>,
    known: &BTreeSet<usize>,
    all: impl Iterator<Item = &'a BTreeSet<usize>> + Clone,
) -> BTreeSet<usize> {
    let width = |pattern: usize| all.clone().filter(|class| class.contains(&pattern)).count();
    // The widest first.
    let mut widest: Vec<usize> = met.iter().copied().collect();
    widest.sort_by_key(|pattern| Reverse((width(*pattern), *pattern)));
    let mut left = met.clone();
    for pattern in widest {
        let mut others: BTreeSet<usize> = left.union(known).copied().collect();
        others.remove(&pattern);
        let mut meeting = all.clone().filter(|class| class.is_superset(&others));
        if known.contains(&pattern) || meeting.all(|class| class.contains(&pattern)) {
            left.remove(&pattern);
        }
    }
    left
}

/// Patterns that a text is held against. Each is what is left of it once what stands before every text is read.
#[derive(Debug, Default)]
pub struct Patterns(Vec<Held>);

#[derive(Debug)]
struct Held {
    signs: Vec<Sign>,
    /// Where it is once what stands before every text is read.
    start: State,
    /// Whether a small letter of it stands for a capital one, too.
    ignores_case: bool,
}

/// The places in a pattern from which what is left of a text must go on, in order.
type State = Vec<usize>;

impl Patterns {
    /// Adds a pattern, in small letters where their case doesn't count. `before` stands before every text.
    pub fn add(&mut self, pattern: Glob, case: Case, before: &str) {
        let mut held = Held {
            signs: pattern.signs(),
            start: State::new(),
            ignores_case: case == Case::Ignored,
        };
        let start = held.reached([0].into());
        held.start = before.chars().fold(start, |state, c| held.after(&state, c));
        self.0.push(held);
    }

    /// The patterns that a text meets, by their indices.
    pub fn met_by(&self, text: &str) -> Vec<usize> {
        let states = self.0.iter().map(|held| {
            let start = held.start.clone();
            text.chars().fold(start, |state, c| held.after(&state, c))
        });
        self.met(&states.collect::<Vec<_>>())
    }

    /// The classes of all texts of some signs that aren't empty, the shortest first; `None` where these are too many.
    /// `is_possible` says which signs a text can have.
    pub fn classes(&self, is_possible: impl Fn(char) -> bool) -> Option<Vec<Class>> {
        let alphabet = self.alphabet(is_possible);
        let start: Vec<State> = self.0.iter().map(|held| held.start.clone()).collect();
        let mut seen: HashSet<Vec<State>> = [start.clone()].into();
        let mut left = VecDeque::from([(String::new(), start)]);
        let mut classes: BTreeMap<Vec<usize>, String> = BTreeMap::new();
        while let Some((text, states)) = left.pop_front() {
            for c in &alphabet {
                let held = self.0.iter().zip(&states);
                let next: Vec<State> = held.map(|(held, state)| held.after(state, *c)).collect();
                let longer = format!("{text}{c}");
                classes
                    .entry(self.met(&next))
                    .or_insert_with(|| longer.clone());
                if seen.insert(next.clone()) {
                    left.push_back((longer, next));
                }
            }
            if classes.len() > MOST_CLASSES || seen.len() > MOST_TEXTS {
                return None;
            }
        }
        let mut classes: Vec<Class> = classes
            .into_iter()
            .map(|(met, text)| Class { text, met })
            .collect();
        classes.sort_by_key(|class| class.text.chars().count());
        Some(classes)
    }

    /// The signs that the patterns name, and one that they don't, before them.
    fn alphabet(&self, is_possible: impl Fn(char) -> bool) -> Vec<char> {
        let mut named: Vec<char> = self
            .0
            .iter()
            .filter_map(|held| Some((held, *held.start.first()?)))
            .flat_map(|(held, start)| {
                let signs = held.signs[start.min(held.signs.len())..].iter();
                signs.flat_map(|sign| match sign {
                    Sign::Char(c) if held.ignores_case => [Some(*c), Some(c.to_ascii_uppercase())],
                    Sign::Char(c) => [Some(*c), None],
                    Sign::One | Sign::Any => [None, None],
                })
            })
            .flatten()
            .filter(|c| is_possible(*c))
            .collect();
        named.sort_unstable();
        named.dedup();
        let unnamed = UNNAMED.chars().find(|c| !named.contains(c));
        unnamed.into_iter().chain(named).collect()
    }

    /// The patterns that a text meets after which these are their states.
    fn met(&self, states: &[State]) -> Vec<usize> {
        let held = self.0.iter().zip(states).enumerate();
        held.filter(|(_, (held, state))| state.last() == Some(&held.signs.len()))
            .map(|(at, _)| at)
            .collect()
    }
}

impl Held {
    /// The state after one sign more.
    fn after(&self, state: &State, c: char) -> State {
        let next = state.iter().filter_map(|at| match self.signs.get(*at)? {
            Sign::Any => Some(*at),
            Sign::One => Some(at + 1),
            Sign::Char(wanted) => {
                let is_it =
                    *wanted == c || (self.ignores_case && *wanted == c.to_ascii_lowercase());
                is_it.then_some(at + 1)
            }
        });
        self.reached(next.collect())
    }

    /// The places that can be gone on from: past each `*`, as it may stand for nothing. Whatever goes on from a place before a
    /// `*` goes on from that as well, so that nothing before the last one is kept.
    fn reached(&self, mut state: State) -> State {
        let is_any = |at: &usize| self.signs.get(*at) == Some(&Sign::Any);
        let mut at = 0;
        while at < state.len() {
            if is_any(&state[at]) {
                let past = state[at] + 1;
                state.push(past);
            }
            at += 1;
        }
        state.sort_unstable();
        state.dedup();
        let last = state.iter().rposition(is_any);
        state.split_off(last.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::pattern::{Pattern, Variables};

    fn classes(patterns: &[&str], before: &str) -> Option<Vec<Class>> {
        let mut all = Patterns::default();
        for pattern in patterns {
            let pattern = Pattern::read(pattern, Variables::Expanded);
            let glob = pattern.glob(Case::Counts, &|_| None);
            all.add(glob.expect("a glob"), Case::Counts, before);
        }
        all.classes(|_| true)
    }

    fn told(patterns: &[&str], before: &str) -> Vec<String> {
        let classes = classes(patterns, before).expect("few enough");
        let tell = |class: &Class| {
            let met: Vec<&str> = class.met.iter().map(|at| patterns[*at]).collect();
            format!("{}: {}", class.text, met.join(" "))
        };
        classes.iter().map(tell).collect()
    }

    #[test]
    fn there_is_a_text_for_each_set_of_patterns() {
        assert_eq!(told(&[], ""), ["q: "]);
        assert_eq!(told(&["*"], ""), ["q: *"]);
        assert_eq!(told(&["q*"], ""), ["x: ", "q: q*"]);
        assert_eq!(told(&["??*"], ""), ["q: ", "qq: ??*"]);
        assert_eq!(
            told(&["a*", "*b"], ""),
            ["q: ", "a: a*", "b: *b", "ab: a* *b"]
        );
        assert_eq!(told(&["a*", "ab"], ""), ["q: ", "a: a*", "ab: a* ab"]);
        assert_eq!(
            told(&["mfa/x", "*/x", "user/*"], "mfa/"),
            ["q: ", "x: mfa/x */x", "/x: */x"]
        );
        assert_eq!(told(&["*a*b*"], ""), ["q: ", "ab: *a*b*"]);
    }

    #[test]
    fn a_text_meets_what_its_class_says() {
        let patterns = ["*a?", "b*a", "**", "???", "b", "", "c*c*c", "?"];
        let classes = classes(&patterns, "").expect("few enough");
        assert!(classes.len() > 8, "{classes:?}");
        for class in classes {
            let met = patterns.iter().enumerate().filter(|(_, pattern)| {
                Pattern::read(pattern, Variables::Expanded).matches(
                    &class.text,
                    Case::Counts,
                    &|_| None,
                )
            });
            let met: Vec<usize> = met.map(|(at, _)| at).collect();
            assert_eq!(met, class.met, "{}", class.text);
        }
    }

    #[test]
    fn letter_case_counts_for_some_patterns_only() {
        let mut all = Patterns::default();
        for (pattern, case) in [("aB", Case::Counts), ("AB", Case::Ignored)] {
            let glob = Pattern::read(pattern, Variables::Expanded).glob(case, &|_| None);
            all.add(glob.expect("a glob"), case, "");
        }
        let classes = all.classes(|_| true).expect("few enough");
        let met: Vec<&[usize]> = classes.iter().map(|class| class.met.as_slice()).collect();
        assert_eq!(met, [&[][..], &[0, 1], &[1]]);
        assert_eq!(all.met_by("Ab"), [1]);
        assert_eq!(all.met_by("aB"), [0, 1]);
        assert_eq!(all.met_by("a"), [0; 0]);
    }

    #[test]
    fn too_many_classes_are_not_tried() {
        let patterns: Vec<String> = ('a'..='k').map(|c| format!("*{c}*")).collect();
        let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
        assert_eq!(classes(&patterns, ""), None);
        let long = "?".repeat(3000);
        assert_eq!(
            classes(&[&long, &long[1..]], "").map(|all| all.len()),
            Some(3)
        );
    }
}
