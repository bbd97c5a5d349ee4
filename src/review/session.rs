//! One session of prompts: the questions in turn, and what each answer does.

use std::collections::HashMap;
use std::io;

use super::answers::{Answer, Digest, Kept, Keys, may_be_kept};
use super::decisions::{Decisions, Ended};
use super::dialogue::{Dialogue, Step};
use super::last_question::{self, Destination, LastAnswer};
use super::outlook;
use super::questions::Questions;
use super::screen::Screen;
use super::shown_question::{access_with, show};
use super::taken_up::TakenUp;
use crate::rewrite::Rewrite;
use crate::scan::Scan;
use crate::terminal;
use crate::terminal::held::AtEnd;

/// Asks about every finding that has a rewrite, or devices to pick from, but where it was answered earlier; then whether what was
/// taken is delivered to the destination. Each answer is kept. Where a signal ends the program meanwhile, `at_end` is called.
///
/// # Errors
///
/// When the terminal can't be written to.
pub fn review(
    scan: &Scan,
    destination: &Destination,
    kept: Option<&mut Kept>,
    at_end: AtEnd,
) -> io::Result<Ended> {
    let questions = Questions::of(scan);
    if questions.count() == 0 {
        return Ok(Ended::Decided(Decisions::none(scan)));
    }
    let mut keys = Keys::default();
    let keys = (0..questions.count())
        .map(|question| {
            let (file, finding) = questions.place(question);
            keys.next(&scan.files[file], finding)
        })
        .collect::<io::Result<_>>()?;
    let mut session = Session {
        screen: Screen::take(at_end)?,
        questions,
        keys,
        kept,
        shown: 0,
        sought: String::new(),
        said: HashMap::new(),
    };
    let ended = session.take_up().and_then(|()| session.run(destination));
    match ended {
        Err(error) if is_end(&error) => {
            // Not where a signal did that.
            session.screen.close();
            Ok(Ended::Interrupted)
        }
        other => other,
    }
}

/// Whether an error says that nobody answers any more.
fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected
    )
}

struct Session<'a> {
    screen: Screen,
    questions: Questions<'a>,
    /// By what each question is known in the file of answers.
    keys: Vec<Digest>,
    /// Where the answers are kept.
    kept: Option<&'a mut Kept>,
    /// How many times a question was shown.
    shown: usize,
    /// What was searched for.
    sought: String,
    /// What was said of the questions that were answered: what their rewrites let people do.
    said: HashMap<usize, Option<String>>,
}

impl Session<'_> {
    fn take_up(&mut self) -> io::Result<()> {
        let Some(kept) = &mut self.kept else {
            return Ok(());
        };
        let earlier = std::mem::take(&mut kept.earlier);
        if earlier.is_empty() {
            return Ok(());
        }
        let taken_up = TakenUp::of(&mut self.questions, &self.keys, earlier);
        self.screen.text(&taken_up.summary())?;
        self.keeping(|kept| kept.begin(&taken_up.answers))
    }

    fn run(&mut self, destination: &Destination) -> io::Result<Ended> {
        let mut next = self.questions.open_from(0);
        loop {
            let mut quit_at = None;
            while let Some(question) = next {
                let said = show(&self.screen, &self.questions, question)?;
                self.shown += 1;
                let mut dialogue = Dialogue {
                    screen: &self.screen,
                    questions: &mut self.questions,
                    sought: &mut self.sought,
                };
                next = match dialogue.ask(question)? {
                    Step::Answered(decided) => {
                        self.note_said(question, said, &decided);
                        self.answer(decided)?;
                        self.questions.open_from(question)
                    }
                    Step::Show(other) => Some(other),
                    Step::Undo => Some(self.undo()?.unwrap_or(question)),
                    Step::Quit => {
                        quit_at = Some(question);
                        None
                    }
                    Step::Abandon => return Ok(Ended::Abandoned),
                };
            }
            for line in outlook::otherwise(&self.questions, &self.said) {
                self.screen.text(&line)?;
            }
            let answer = match self.is_to_be_confirmed() {
                true => last_question::ask(
                    &self.screen,
                    destination,
                    self.questions.taken(),
                    self.kept.is_some(),
                )?,
                false => LastAnswer::Deliver,
            };
            match answer {
                LastAnswer::Deliver => {
                    let decisions = self.questions.decisions();
                    return Ok(match quit_at {
                        Some(_) => Ended::Stopped(decisions),
                        None => Ended::Decided(decisions),
                    });
                }
                LastAnswer::Keep => return Ok(Ended::Declined),
                LastAnswer::Abandon => return Ok(Ended::Abandoned),
                LastAnswer::Back => {
                    next = match quit_at {
                        Some(question) => Some(question),
                        None => self.undo()?,
                    };
                }
            }
        }
    }

    /// Takes note of what was said of a question that is answered, and of those that are the same: of a value that was typed,
    /// what it lets people do.
    fn note_said(
        &mut self,
        question: usize,
        said: Option<String>,
        decided: &[(usize, Option<Rewrite>)],
    ) {
        let typed = decided.iter().find_map(|(other, rewrite)| {
            let rewrite = rewrite.as_ref().filter(|_| *other == question)?;
            let is_other = self.questions.rewrite(question) != Some(rewrite);
            is_other.then(|| access_with(&self.questions, question, rewrite))
        });
        let said = match typed {
            Some(access) => access.and_then(|access| access.sentence),
            None => said,
        };
        for other in self.questions.same(question) {
            self.said.insert(other, said.clone());
        }
    }

    /// Whether it is asked at the end if what was taken is delivered. Where nothing is, there is nothing to ask; and where the first
    /// answer of all was the last one, and took what the screen showed, the same would be asked twice in a row.
    /// Programs that answer `A` to the first question rest on that.
    fn is_to_be_confirmed(&self) -> bool {
        let is_one_answer =
            self.shown == 1 && self.questions.answers() == 1 && !self.questions.has_another_value();
        self.questions.taken().0 > 0 && !is_one_answer
    }

    fn answer(&mut self, decided: Vec<(usize, Option<Rewrite>)>) -> io::Result<()> {
        let answers = decided
            .iter()
            .filter_map(|(question, rewrite)| self.kept_answer(*question, rewrite.as_ref()))
            .collect();
        self.keeping(|kept| kept.keep(answers))?;
        self.questions.answer(decided);
        Ok(())
    }

    /// Takes the last answer back; gives the question that it was to.
    fn undo(&mut self) -> io::Result<Option<usize>> {
        let undone = self.questions.take_back();
        match undone {
            Some(_) => self.keeping(Kept::take_back)?,
            None => self.screen.text("no answer to take back")?,
        }
        Ok(undone)
    }

    /// Keeps something of the answers; where that fails, it is said once, and they are kept no more.
    fn keeping(&mut self, what: impl FnOnce(&mut Kept) -> io::Result<()>) -> io::Result<()> {
        if let Some(kept) = &mut self.kept
            && let Err(error) = what(kept)
        {
            self.kept = None;
            self.screen.text(&format!(
                "your answers can't be kept from here on ({}); they are lost if this is interrupted",
                terminal::escaped(&error.to_string())
            ))?;
        }
        Ok(())
    }

    /// What is kept of an answer. A value with a secret in it isn't: that is asked again.
    fn kept_answer(&self, question: usize, rewrite: Option<&Rewrite>) -> Option<Answer> {
        let proposed = self.questions.finding(question).1.rewrite.as_ref();
        let value = rewrite
            .filter(|rewrite| proposed != Some(*rewrite))
            .map(|rewrite| rewrite.value_after.clone());
        if value.as_deref().is_some_and(|value| !may_be_kept(value)) {
            return None;
        }
        Some(Answer {
            key: self.keys[question].clone(),
            take: rewrite.is_some(),
            value,
        })
    }
}
