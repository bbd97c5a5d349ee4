//! The dialogue about one question: what each key does, until there is an answer.

use std::io;

use super::command::{self, Command};
use super::device::{self, Picked};
use super::new_value;
use super::questions::Questions;
use super::screen::Screen;
use super::search;
use super::shown_question::{line_with, show_rewrite};
use super::typed_line::{Typed, typed};
use crate::finding::Disposition;
use crate::report::human::plural;
use crate::rewrite::{Form, Rewrite};
use crate::terminal;

/// The keys that every question has. Programs wait for these brackets, so they are the same at each: a key of some questions
/// alone stands before them, and one that answers nothing in the help.
const KEYS: &str = "[y,n,a,d,A,e,u,q,x,?]";

/// What a question comes to.
pub(super) enum Step {
    /// This is decided: of each question, the rewrite that is taken, if one is.
    Answered(Vec<(usize, Option<Rewrite>)>),
    /// This question is shown next.
    Show(usize),
    /// The last answer is taken back.
    Undo,
    /// Nothing more is asked, and what was taken is kept.
    Quit,
    /// Nothing is delivered.
    Abandon,
}

/// Which rewrite the user wants.
enum Wanted {
    /// This one.
    Rewrite(Rewrite),
    /// None yet: the question is shown again.
    None,
    /// None, and no more questions.
    Quit,
}

/// What a dialogue needs.
pub(super) struct Dialogue<'a, 'q> {
    /// The terminal.
    pub screen: &'a Screen,
    /// All questions.
    pub questions: &'a mut Questions<'q>,
    /// What was searched for.
    pub sought: &'a mut String,
}

impl Dialogue<'_, '_> {
    /// Asks about a question until there is an answer.
    ///
    /// # Errors
    ///
    /// When the terminal went away, or at an interrupt.
    pub fn ask(&mut self, question: usize) -> io::Result<Step> {
        let same = self.questions.same(question);
        let asked = match same.len() {
            1 => format!("Take this rewrite? {KEYS}"),
            count => format!("Take all {count}, or s for one by one? {KEYS}"),
        };
        loop {
            self.screen.ask(&asked)?;
            let Some(key) = self.screen.key()? else {
                continue;
            };
            self.screen.echo(&key)?;
            let step = match Command::of(&key) {
                Some(command) => self.step(command, question, &same)?,
                None => {
                    self.screen.text("one of these letters, or ? for help")?;
                    None
                }
            };
            if let Some(step) = step {
                return Ok(step);
            }
        }
    }

    /// What a command comes to at a question, which shares its rewrite with others; `None` where it is asked again.
    fn step(
        &mut self,
        command: Command,
        question: usize,
        same: &[usize],
    ) -> io::Result<Option<Step>> {
        let (after, before) = self.questions.neighbours(question);
        Ok(Some(match command {
            Command::Take if same.len() > 1 => {
                let shown = |other: &usize| self.questions.rewrite(*other).cloned();
                Step::Answered(same.iter().map(|other| (*other, shown(other))).collect())
            }
            Command::Take => match self.take(question)? {
                Wanted::Rewrite(rewrite) => Step::Answered(vec![(question, Some(rewrite))]),
                Wanted::None => Step::Show(question),
                Wanted::Quit => Step::Quit,
            },
            Command::Skip => Step::Answered(same.iter().map(|other| (*other, None)).collect()),
            Command::Apart if same.len() > 1 => {
                self.questions.set_apart(question);
                Step::Show(question)
            }
            Command::Apart => {
                self.screen.text("one of these letters, or ? for help")?;
                return Ok(None);
            }
            Command::TakeFile => match self.take(question)? {
                Wanted::Rewrite(rewrite) => Step::Answered(self.with_file(question, rewrite)),
                Wanted::None => Step::Show(question),
                Wanted::Quit => Step::Quit,
            },
            Command::SkipFile => {
                let rest = self.questions.rest_of_file(question);
                Step::Answered(rest.into_iter().map(|other| (other, None)).collect())
            }
            Command::TakeSafe => {
                let safe = self.questions.safe(question);
                if safe.is_empty() {
                    self.screen.text("none of those that are left is safe")?;
                    return Ok(None);
                }
                // What is shown next is this question again.
                if safe.iter().all(|(other, _)| *other != question) {
                    let count = safe.len();
                    self.screen.text(&format!(
                        "{count} safe {} taken; this one isn't safe, and still asked about",
                        plural(count, "rewrite")
                    ))?;
                }
                Step::Answered(safe)
            }
            Command::Edit => match self.edit(question)? {
                Wanted::Rewrite(rewrite) => Step::Answered(vec![(question, Some(rewrite))]),
                Wanted::None => Step::Show(question),
                Wanted::Quit => Step::Quit,
            },
            Command::Undo => Step::Undo,
            Command::Next => return self.moved(after, "this is the last one"),
            Command::Previous => return self.moved(before, "this is the first one"),
            Command::Search => return self.search(question),
            Command::GoTo => return self.go_to(),
            Command::Quit => Step::Quit,
            Command::Abandon => Step::Abandon,
            Command::Help => {
                for line in command::help() {
                    self.screen.text(&line)?;
                }
                return Ok(None);
            }
        }))
    }

    /// A rewrite for a question, with the others of the rest of its file.
    fn with_file(&self, question: usize, rewrite: Rewrite) -> Vec<(usize, Option<Rewrite>)> {
        let rest = self.questions.rest_of_file(question).into_iter().skip(1);
        let others = rest.filter_map(|other| {
            // What only a person can judge is asked about one by one.
            let finding = self.questions.finding(other).1;
            let is_taken = finding.disposition < Disposition::Manual;
            let rewrite = finding.rewrite.clone().filter(|_| is_taken)?;
            Some((other, Some(rewrite)))
        });
        std::iter::once((question, Some(rewrite)))
            .chain(others)
            .collect()
    }

    fn moved(&self, to: Option<usize>, otherwise: &str) -> io::Result<Option<Step>> {
        if to.is_none() {
            self.screen.text(otherwise)?;
        }
        Ok(to.map(Step::Show))
    }

    fn search(&mut self, question: usize) -> io::Result<Option<Step>> {
        match typed(self.screen, "Search (Enter finds the next)", "")? {
            Typed::Back => return Ok(None),
            Typed::Quit => return Ok(Some(Step::Quit)),
            Typed::Line(text) if text.is_empty() => {}
            Typed::Line(text) => *self.sought = text,
        }
        if self.sought.is_empty() {
            return Ok(None);
        }
        let found = search::by_text(self.questions, question, self.sought);
        self.moved(found, &format!("nothing here has {:?}", self.sought))
    }

    fn go_to(&self) -> io::Result<Option<Step>> {
        let count = self.questions.count();
        match typed(self.screen, &format!("Go to which of {count}"), "")? {
            Typed::Quit => Ok(Some(Step::Quit)),
            Typed::Line(number) if !number.trim().is_empty() => {
                let found = search::by_number(self.questions, &number);
                self.moved(found, &format!("a number from 1 to {count}"))
            }
            Typed::Back | Typed::Line(_) => Ok(None),
        }
    }

    /// The rewrite of a question, with the device picked where there are several.
    fn take(&self, question: usize) -> io::Result<Wanted> {
        let (file, finding) = self.questions.finding(question);
        if finding.choices.is_empty()
            && let Some(rewrite) = self.questions.rewrite(question)
        {
            return Ok(Wanted::Rewrite(rewrite.clone()));
        }
        let made = |device: usize| {
            new_value::picked(self.questions, question, &finding.choices[device].serial)
        };
        let line = |device: usize| match made(device) {
            Ok(Some(rewrite)) => line_with(file, &rewrite),
            Ok(None) => String::new(),
            Err(because) => terminal::masked(&because),
        };
        match device::pick(self.screen, &finding.choices, line)? {
            Picked::Device(device) => self.shown(question, made(device)),
            Picked::Back => Ok(Wanted::None),
            Picked::Quit => Ok(Wanted::Quit),
        }
    }

    /// Lets the user edit the whole new value.
    fn edit(&self, question: usize) -> io::Result<Wanted> {
        let (_, finding) = self.questions.finding(question);
        let proposed = match (self.questions.rewrite(question), finding.choices.first()) {
            (Some(rewrite), _) if rewrite.form == Form::Split => {
                self.screen.text(
                    "a statement that is split is taken or skipped as a whole; without --split its value can be edited",
                )?;
                return Ok(Wanted::None);
            }
            (Some(rewrite), _) => &rewrite.value_after,
            (None, Some(choice)) => &choice.serial,
            (None, None) => return Ok(Wanted::None),
        };
        if proposed.contains(terminal::is_unsafe) {
            self.screen
                .text("the value has characters that a terminal can't show; edit it in its file")?;
            return Ok(Wanted::None);
        }
        match typed(self.screen, "New value (empty to go back)", proposed)? {
            Typed::Line(value) if !value.is_empty() => {
                let made = new_value::typed(self.questions, question, &value);
                self.shown(question, made)
            }
            Typed::Line(_) | Typed::Back => Ok(Wanted::None),
            Typed::Quit => Ok(Wanted::Quit),
        }
    }

    /// A rewrite, shown; or else a line that says why there is none.
    fn shown(&self, question: usize, made: Result<Option<Rewrite>, String>) -> io::Result<Wanted> {
        match made {
            Ok(Some(rewrite)) => {
                show_rewrite(self.screen, self.questions, question, &rewrite)?;
                Ok(Wanted::Rewrite(rewrite))
            }
            Ok(None) => Ok(Wanted::None),
            Err(because) => {
                self.screen.text(&because)?;
                Ok(Wanted::None)
            }
        }
    }
}
