//! Answers of an earlier session, taken up as far as they fit what is asked now.

use std::collections::{HashMap, HashSet};

use super::answers::{Answer, Digest};
use super::new_value;
use super::questions::Questions;
use crate::report::human::plural;
use crate::rewrite::Rewrite;

/// The answers that were taken up, and how many weren't.
pub(super) struct TakenUp {
    /// Those that fit, in their order.
    pub answers: Vec<Vec<Answer>>,
    /// To how many questions they are.
    fitting: usize,
    /// How many don't fit.
    others: usize,
}

impl TakenUp {
    /// Takes answers up. `keys` says by what each question is known.
    pub fn of(questions: &mut Questions, keys: &[Digest], earlier: Vec<Vec<Answer>>) -> TakenUp {
        let numbers: HashMap<&str, usize> = keys
            .iter()
            .enumerate()
            .map(|(question, key)| (key.as_str(), question))
            .collect();
        let mut taken_up = TakenUp {
            answers: Vec::new(),
            fitting: 0,
            others: 0,
        };
        let mut fitting = HashSet::new();
        for answers in earlier {
            let (mut decided, mut kept) = (Vec::new(), Vec::new());
            for answer in answers {
                let question = numbers.get(answer.key.as_str()).copied();
                let found = question
                    .and_then(|question| Some((question, rewrite(questions, question, &answer)?)));
                match found {
                    Some(found) => {
                        fitting.insert(found.0);
                        decided.push(found);
                        kept.push(answer);
                    }
                    None => taken_up.others += 1,
                }
            }
            if !decided.is_empty() {
                questions.answer(decided);
                taken_up.answers.push(kept);
            }
        }
        taken_up.fitting = fitting.len();
        taken_up
    }

    /// How many were taken up, and how many weren't.
    pub fn summary(&self) -> String {
        let (fitting, others) = (self.fitting, self.others);
        let mut said = format!("took up {fitting} {}", plural(fitting, "answer"));
        if others > 0 {
            said.push_str(&format!(
                "; {others} {} no longer what is asked now",
                if others == 1 { "fits" } else { "fit" }
            ));
        }
        said
    }
}

/// What an earlier answer makes of a question; `None` where it can't be made any more.
fn rewrite(questions: &Questions, question: usize, answer: &Answer) -> Option<Option<Rewrite>> {
    if !answer.take {
        return Some(None);
    }
    let rewrite = match &answer.value {
        Some(value) => new_value::typed(questions, question, value).ok()?,
        None => questions.finding(question).1.rewrite.clone(),
    };
    rewrite.map(Some)
}
