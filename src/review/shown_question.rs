//! A question as it is shown: what it is about, why, and the lines that change.

use std::io;

use console::Style;

use super::questions::Questions;
use super::screen::Screen;
use super::shown_change::diff;
use crate::finding::{Disposition, Finding, StatementSummary};
use crate::iam::access::{self, Access, Rewritten};
use crate::reason::sentence;
use crate::report::human::plural;
use crate::report::snippet;
use crate::rewrite::Rewrite;
use crate::scan::FileFindings;
use crate::terminal;

/// Shows a question, with all that an answer rests on. Gives the sentence that says what its rewrite lets people do.
pub(super) fn show(
    screen: &Screen,
    questions: &Questions,
    question: usize,
) -> io::Result<Option<String>> {
    let (file, finding) = questions.finding(question);
    let state = questions.state(question);
    let rewrite = questions.rewrite(question);
    // Something of its policy may have been decided since.
    let access = rewrite
        .filter(|_| questions.are_begun())
        .and_then(|rewrite| access_with(questions, question, rewrite));
    // What AWS says is of all rewrites of the policy; of others it is asked once all is decided.
    let access = access.filter(|access| !access.is_same(&finding.access));
    let access = access.as_ref().unwrap_or(&finding.access);
    let reason = finding.reason_under(access);
    let reason = match &access.sentence {
        Some(said) => reason.led_by(said.clone()),
        None => reason,
    };
    screen.line("")?;
    let number = format!("({} of {})", question + 1, questions.count());
    screen.words(&header(file, finding, access, &number))?;
    screen.text(&sentence(&reason.to_string()))?;
    if let Some(statement) = &finding.statement {
        screen.text(&rest_of(statement))?;
    }
    for line in diff(&file.bytes, &finding.span, rewrite) {
        screen.line(&line)?;
    }
    if let Some(same) = same(questions, question) {
        screen.text(&same)?;
    }
    for choice in &finding.choices {
        let device = terminal::masked(&choice.to_string());
        screen.line(&format!("  {device}"))?;
    }
    let answered = match state {
        None => None,
        Some(None) => Some("Answered: skipped. Another answer takes the place of this one."),
        Some(Some(_)) => Some("Answered: taken. Another answer takes the place of this one."),
    };
    if let Some(answered) = answered {
        screen.text(answered)?;
    }
    Ok(access.sentence.clone())
}

/// Shows what another value makes of the file, and what it lets people do.
pub(super) fn show_rewrite(
    screen: &Screen,
    questions: &Questions,
    question: usize,
    rewrite: &Rewrite,
) -> io::Result<()> {
    let (file, finding) = questions.finding(question);
    let access = access_with(questions, question, rewrite);
    if let Some(said) = access.and_then(|access| access.sentence) {
        screen.text(&sentence(&said))?;
    }
    for line in diff(&file.bytes, &finding.span, Some(rewrite)) {
        screen.line(&line)?;
    }
    Ok(())
}

/// The line of the file that a rewrite begins in, as it will be.
pub(super) fn line_with(file: &FileFindings, rewrite: &Rewrite) -> String {
    let (span, after) = (&rewrite.span, rewrite.after.as_bytes());
    let bytes = [&file.bytes[..span.start], after, &file.bytes[span.end..]].concat();
    snippet::line(&bytes, &(span.start..span.start + after.len())).text
}

/// Where a finding is, who may take its rewrite, which rule found it and in which statement: in the order of the report's lines,
/// in pieces that no line's end divides.
fn header(file: &FileFindings, finding: &Finding, access: &Access, number: &str) -> Vec<String> {
    let position = finding.position;
    let place = format!("{}:{}:{}:", file.entry.path, position.line, position.column);
    let disposition = finding.disposition_under(access);
    let colon = if finding.statement.is_some() { ":" } else { "" };
    let mut pieces = vec![
        Style::new().for_stderr().bold().apply_to(place).to_string(),
        disposition_style(finding.disposition)
            .apply_to(disposition)
            .to_string(),
        format!("{}{colon}", finding.rule),
    ];
    if let Some(statement) = &finding.statement {
        if let Some(sid) = &statement.sid {
            pieces.push(terminal::masked(&format!("Sid {sid},")));
        }
        let effect = statement.effect.as_deref().unwrap_or("Effect unknown");
        pieces.push(terminal::masked(effect));
    }
    let number = Style::new().for_stderr().dim().apply_to(number);
    pieces.push(number.to_string());
    pieces
}

/// What a statement says, but for what the header has of it.
fn rest_of(statement: &StatementSummary) -> String {
    let mut line = statement.element.clone();
    if !statement.actions.is_empty() {
        line.push_str(&format!("; {}", statement.actions.join(", ")));
    }
    for condition in &statement.conditions {
        line.push_str(&format!("; if {condition}"));
    }
    line
}

/// Where else the same is; `None` where it is nowhere else.
fn same(questions: &Questions, question: usize) -> Option<String> {
    let same = questions.same(question);
    let others = same.len() - 1;
    if others == 0 {
        return None;
    }
    let files = same.iter().map(|question| questions.place(*question).0);
    let files = files.collect::<std::collections::HashSet<_>>().len() - 1;
    Some(match files {
        0 => format!(
            "and the same at {others} other {} of this file",
            plural(others, "place")
        ),
        files => format!("and the same in {files} other {}", plural(files, "file")),
    })
}

/// What a rewrite lets people do together with what is decided or proposed for the rest of its policy; `None` where it isn't in
/// one.
pub(super) fn access_with(
    questions: &Questions,
    question: usize,
    rewrite: &Rewrite,
) -> Option<Access> {
    let (file, finding) = questions.finding(question);
    let (index, number) = questions.place(question);
    let states = questions.states_of_file(index);
    let others = file.findings.iter().enumerate().filter_map(|(at, other)| {
        if at == number {
            return finding.rewritten(rewrite);
        }
        match states.get(&at) {
            Some(Some(decided)) => other.rewritten(decided.as_ref()?),
            _ => other.rewritten(other.rewrite.as_ref()?),
        }
    });
    let rewritten: Vec<Rewritten> = others.collect();
    let own = finding.rewritten(rewrite)?;
    let at = rewritten
        .iter()
        .position(|other| std::ptr::eq(other.resource, own.resource))?;
    access::of(&rewritten).into_iter().nth(at)
}

fn disposition_style(disposition: Disposition) -> Style {
    let style = Style::new().for_stderr().bold();
    match disposition {
        Disposition::Safe => style.green(),
        Disposition::Review => style.yellow(),
        Disposition::Manual => style.red(),
        Disposition::Note => style.blue(),
    }
}
