//! Which question somebody searches for, by its text or its number.

use super::questions::Questions;

/// The next question after one that has some text in what is shown of it, in capitals or not; the search goes on at the first.
/// `None` where none has.
pub(super) fn by_text(questions: &Questions, from: usize, text: &str) -> Option<usize> {
    let text = text.to_lowercase();
    let has = |question: &usize| {
        let (file, finding) = questions.finding(*question);
        let statement = finding.statement.as_ref();
        let new = finding.rewrite.as_ref();
        let mut texts = vec![
            file.entry.path.to_string(),
            finding.rule.name.to_owned(),
            finding.disposition.to_string(),
            finding.value_before.clone(),
            finding.reason_under(&finding.access).to_string(),
        ];
        texts.extend(finding.access.mark.map(|mark| mark.to_string()));
        texts.extend(finding.access.sentence.clone());
        texts.extend(new.map(|rewrite| rewrite.value_after.clone()));
        texts.extend(finding.choices.iter().map(|choice| choice.serial.clone()));
        if let Some(statement) = statement {
            texts.extend(statement.sid.clone());
            texts.extend(statement.effect.clone());
            texts.push(statement.element.clone());
            texts.extend(statement.actions.iter().cloned());
            texts.extend(statement.conditions.iter().cloned());
        }
        texts
            .iter()
            .any(|shown| shown.to_lowercase().contains(&text))
    };
    (from + 1..questions.count()).chain(0..=from).find(has)
}

/// The question of a number, as it is shown: from 1. `None` where there is none.
pub(super) fn by_number(questions: &Questions, number: &str) -> Option<usize> {
    let question = number.trim().parse::<usize>().ok()?.checked_sub(1)?;
    (question < questions.count()).then_some(question)
}
