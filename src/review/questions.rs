//! The findings that are asked about, and what was answered so far.

use std::collections::{HashMap, HashSet};

use super::alike;
use super::decisions::Decisions;
use crate::finding::{Disposition, Finding};
use crate::rewrite::Rewrite;
use crate::scan::{FileFindings, Scan};

/// What was decided of a question: nothing yet, or the rewrite that is taken, if one is.
pub(super) type State = Option<Option<Rewrite>>;

/// The questions, in the order of the report's lines. Each is known by its number, from 0.
pub(super) struct Questions<'a> {
    scan: &'a Scan,
    /// Which finding each is about: file, and finding in it.
    places: Vec<(usize, usize)>,
    /// For each, what it shares with others.
    alike: Vec<Option<usize>>,
    /// The shared ones that are asked about one by one.
    apart: HashSet<usize>,
    states: Vec<State>,
    /// For each answer, which questions it decided, and what had been decided of them before.
    answers: Vec<Vec<(usize, State)>>,
}

impl<'a> Questions<'a> {
    /// Those about every finding that has a rewrite, or devices to pick from.
    pub fn of(scan: &'a Scan) -> Questions<'a> {
        let is_asked = |finding: &Finding| finding.rewrite.is_some() || !finding.choices.is_empty();
        let places: Vec<(usize, usize)> = scan
            .files
            .iter()
            .enumerate()
            .flat_map(|(file, found)| {
                let findings = found.findings.iter().enumerate();
                findings
                    .filter(|(_, finding)| is_asked(finding))
                    .map(move |(finding, _)| (file, finding))
            })
            .collect();
        let findings = places
            .iter()
            .map(|(file, finding)| &scan.files[*file].findings[*finding]);
        Questions {
            scan,
            alike: alike::numbers(findings),
            apart: HashSet::new(),
            states: vec![None; places.len()],
            answers: Vec::new(),
            places,
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// Which finding one is about: file, and finding in it.
    pub fn place(&self, question: usize) -> (usize, usize) {
        self.places[question]
    }

    /// The finding that one is about, with its file.
    pub fn finding(&self, question: usize) -> (&'a FileFindings, &'a Finding) {
        let (file, finding) = self.places[question];
        let file = &self.scan.files[file];
        (file, &file.findings[finding])
    }

    /// The rewrite that is shown of one: the one that is taken, or else the one that is proposed, if there is any.
    pub fn rewrite(&self, question: usize) -> Option<&Rewrite> {
        let taken = self.states[question].as_ref().and_then(Option::as_ref);
        taken.or(self.finding(question).1.rewrite.as_ref())
    }

    /// What was decided of one.
    pub fn state(&self, question: usize) -> &State {
        &self.states[question]
    }

    /// What was decided of the questions about a file, by finding.
    pub fn states_of_file(&self, file: usize) -> HashMap<usize, &State> {
        let states = self.places.iter().zip(&self.states);
        states
            .filter(|((of, _), _)| *of == file)
            .map(|((_, finding), state)| (*finding, state))
            .collect()
    }

    /// Whether anything was decided.
    pub fn are_begun(&self) -> bool {
        self.states.iter().any(Option::is_some)
    }

    /// How many answers were given.
    pub fn answers(&self) -> usize {
        self.answers.len()
    }

    /// Whether what is taken of some question isn't what was proposed, but was typed or picked.
    pub fn has_another_value(&self) -> bool {
        (0..self.count()).any(|question| {
            let taken = self.states[question].as_ref().and_then(Option::as_ref);
            taken.is_some_and(|taken| self.finding(question).1.rewrite.as_ref() != Some(taken))
        })
    }

    /// Takes an answer, which may be to several questions.
    pub fn answer(&mut self, decided: Vec<(usize, Option<Rewrite>)>) {
        let before = decided.into_iter().map(|(question, rewrite)| {
            let before = self.states[question].replace(rewrite);
            (question, before)
        });
        let before = before.collect();
        self.answers.push(before);
    }

    /// Takes the last answer back; gives the first question that it was to, or `None` where there is no answer.
    pub fn take_back(&mut self) -> Option<usize> {
        let before = self.answers.pop()?;
        let first = before.first().map(|(question, _)| *question);
        for (question, state) in before {
            self.states[question] = state;
        }
        first
    }

    /// The next question after one that isn't answered, or else the first of all.
    pub fn open_from(&self, question: usize) -> Option<usize> {
        let is_open = |other: &usize| self.states[*other].is_none();
        (question..self.count())
            .find(is_open)
            .or_else(|| (0..self.count()).find(is_open))
    }

    /// The questions of the same file from one on that aren't answered, and that one in any case, first.
    pub fn rest_of_file(&self, question: usize) -> Vec<usize> {
        let others = (question + 1..self.count())
            .take_while(|other| self.places[*other].0 == self.places[question].0)
            .filter(|other| self.states[*other].is_none());
        std::iter::once(question).chain(others).collect()
    }

    /// The questions that share a statement and a rewrite with one, and what was decided of it, that one first.
    pub fn same(&self, question: usize) -> Vec<usize> {
        let mut same = vec![question];
        if let Some(number) = self.shared(question) {
            same.extend((0..self.count()).filter(|other| {
                *other != question
                    && self.alike[*other] == Some(number)
                    && self.states[*other] == self.states[question]
            }));
        }
        same
    }

    /// Has what a question shares with others asked about one by one from here on.
    pub fn set_apart(&mut self, question: usize) {
        self.apart.extend(self.shared(question));
    }

    fn shared(&self, question: usize) -> Option<usize> {
        self.alike[question].filter(|number| !self.apart.contains(number))
    }

    /// The question that is shown after one, and the one before it, if there are such: of those that are asked at once, the first.
    pub fn neighbours(&self, question: usize) -> (Option<usize>, Option<usize>) {
        let mut seen: HashMap<usize, Vec<&State>> = HashMap::new();
        let shown = (0..self.count()).filter(|other| {
            let Some(number) = self.shared(*other) else {
                return true;
            };
            let seen = seen.entry(number).or_default();
            let is_first = !seen.contains(&&self.states[*other]);
            if is_first {
                seen.push(&self.states[*other]);
            }
            is_first
        });
        let (mut before, mut after) = (None, None);
        for other in shown {
            if other < question {
                before = Some(other);
            } else if other > question {
                after = Some(other);
                break;
            }
        }
        (after, before)
    }

    /// The rewrites that are safe, of this question and of all that aren't answered.
    pub fn safe(&self, question: usize) -> Vec<(usize, Option<Rewrite>)> {
        (0..self.count())
            .filter(|other| *other == question || self.states[*other].is_none())
            .filter_map(|other| {
                let finding = self.finding(other).1;
                let is_safe = finding.disposition == Disposition::Safe;
                Some((other, Some(finding.rewrite.clone().filter(|_| is_safe)?)))
            })
            .collect()
    }

    /// How many rewrites are taken, and in how many files.
    pub fn taken(&self) -> (usize, usize) {
        let taken = self.places.iter().zip(&self.states);
        let taken = taken.filter(|(_, state)| matches!(state, Some(Some(_))));
        let files: Vec<usize> = taken.map(|((file, _), _)| *file).collect();
        let count = files.len();
        (count, files.into_iter().collect::<HashSet<_>>().len())
    }

    /// What was decided of all findings.
    pub fn decisions(&self) -> Decisions {
        let mut decisions = Decisions::none(self.scan);
        for ((file, finding), state) in self.places.iter().zip(&self.states) {
            decisions.0[*file][*finding] = state.clone().flatten();
        }
        decisions
    }
}
