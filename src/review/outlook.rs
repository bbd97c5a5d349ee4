//! What the answers come to where the screen said something else of it: a rewrite that another one would have made harmless, or
//! that grants nothing without it.

use std::collections::HashMap;

use super::questions::Questions;
use crate::iam::access;
use crate::reason::sentence;

/// What people may do once all is delivered that is taken, where that isn't what was `said` when it was taken: the sentence, by
/// question. Of a question that wasn't shown, the finding's own was said.
pub(super) fn otherwise(
    questions: &Questions,
    said: &HashMap<usize, Option<String>>,
) -> Vec<String> {
    let mut lines: Vec<(String, String, usize)> = Vec::new();
    let mut first = 0;
    while first < questions.count() {
        let file = questions.place(first).0;
        let last = (first..questions.count()).take_while(|other| questions.place(*other).0 == file);
        let next = first + last.count();
        let taken = (first..next).filter_map(|question| {
            let rewrite = questions.state(question).as_ref()?.as_ref()?;
            Some((question, questions.finding(question).1.rewritten(rewrite)?))
        });
        let (taken, rewritten): (Vec<usize>, Vec<_>) = taken.unzip();
        for (question, access) in taken.into_iter().zip(access::of(&rewritten)) {
            let (file, finding) = questions.finding(question);
            let before = said.get(&question).unwrap_or(&finding.access.sentence);
            let Some(now) = access.sentence.filter(|now| Some(now) != before.as_ref()) else {
                continue;
            };
            match lines.iter_mut().find(|(_, known, _)| *known == now) {
                Some((.., more)) => *more += 1,
                None => {
                    let position = finding.position;
                    let path = &file.entry.path;
                    let place = format!("{path}:{}:{}", position.line, position.column);
                    lines.push((place, now, 0));
                }
            }
        }
        first = next;
    }
    let told = lines.into_iter().map(|(place, now, more)| {
        let others = match more {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        format!("{place}{others}: with these answers: {}", sentence(&now))
    });
    told.collect()
}
