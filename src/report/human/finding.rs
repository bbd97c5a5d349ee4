//! One finding as a snippet of its file, with the other places that show the same.

use std::hash::Hash;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use crate::finding::{Disposition, Finding};
use crate::report::outcome::{Outcome, Reported};
use crate::report::snippet::{self, Line};
use crate::rewrite::Form;
use crate::terminal;

/// What is shown of a finding, but for its place.
pub struct Shown<'a> {
    reported: &'a Reported<'a>,
    /// The line that it stands in, and how many lines below its place that is.
    line: Line,
    further: usize,
    /// Its disposition, with the mark of what it does to access.
    name: String,
    reason: String,
    label: String,
    choices: Vec<String>,
}

impl<'a> Shown<'a> {
    /// What is shown of a finding.
    pub fn of(reported: &'a Reported<'a>) -> Shown<'a> {
        let finding = reported.finding;
        let bytes = &reported.file.bytes;
        let (range, further) = match finding.rewrite.as_ref().map(|rewrite| rewrite.form) {
            Some(Form::Removal) => snippet::element(bytes, &finding.span),
            Some(Form::Split) => snippet::word(bytes, &finding.span, b"mfa/"),
            _ => (finding.span.clone(), 0),
        };
        let choices = finding.choices.iter();
        Shown {
            reported,
            line: snippet::line(&reported.file.bytes, &range),
            further,
            name: finding.disposition_under(reported.access),
            reason: terminal::masked(&reported.reason().to_string()),
            label: label(finding),
            choices: choices
                .map(|choice| terminal::masked(&choice.to_string()))
                .collect(),
        }
    }

    /// The disposition of the finding.
    pub fn disposition(&self) -> Disposition {
        self.reported.finding.disposition
    }

    /// What two findings share that show the same, wherever they are.
    pub fn key(&self) -> impl Eq + Hash + use<'a> {
        let finding = self.reported.finding;
        (
            finding.rule.name,
            self.reported.outcome,
            finding.statement.as_ref(),
            (self.name.clone(), self.reason.clone(), self.label.clone()),
            self.choices.clone(),
            self.line.text.trim().to_owned(),
        )
    }

    /// The snippet, and the places of `others`, which show the same: so many at most.
    pub fn rendered(&self, others: &[&Reported], most: usize) -> String {
        let finding = self.reported.finding;
        let path = self.reported.file.entry.path.to_string();
        let title = level(finding.disposition)
            .with_name(&self.name)
            .primary_title(&self.reason)
            .id(finding.rule.name);
        let source = Snippet::source(&self.line.text)
            .line_start(finding.position.line + self.further)
            .annotation(
                AnnotationKind::Primary
                    .span(self.line.range.clone())
                    .label(&self.label),
            );
        let mut group = if self.line.is_cut {
            let origin = Origin::path(&path)
                .line(finding.position.line)
                .char_column(finding.position.column);
            title.element(origin).element(source)
        } else {
            title.element(source.path(&path))
        };
        for choice in &self.choices {
            group = group.element(Level::NOTE.with_name("device").message(choice));
        }
        if self.reported.outcome == Outcome::LeftOut {
            group = group.element(
                Level::NOTE
                    .message("left out: the file is not in HEAD, so the branch has no copy of it; commit it first, or run with --in-place"),
            );
        }
        if !others.is_empty() {
            group = group.element(Level::NOTE.with_name("same").message(places(others, most)));
        }
        Renderer::styled()
            .decor_style(DecorStyle::Ascii)
            .render(&[group])
    }
}

/// Where findings are, in a line each, of so many at most.
fn places(findings: &[&Reported], most: usize) -> String {
    let shown = most.min(findings.len());
    let mut places: Vec<String> = findings[..shown]
        .iter()
        .map(|reported| {
            let position = reported.finding.position;
            let path = &reported.file.entry.path;
            format!("{path}:{}:{}", position.line, position.column)
        })
        .collect();
    if shown < findings.len() {
        places.push(format!(
            "and {} more (-v names them)",
            findings.len() - shown
        ));
    }
    places.join("\n")
}

fn level(disposition: Disposition) -> Level<'static> {
    match disposition {
        Disposition::Safe => Level::NOTE,
        Disposition::Review => Level::WARNING,
        Disposition::Manual => Level::ERROR,
        Disposition::Note => Level::INFO,
    }
}

fn label(finding: &Finding) -> String {
    match &finding.rewrite {
        Some(rewrite) if rewrite.form == Form::Removal => "is removed".to_owned(),
        Some(rewrite) if rewrite.form == Form::Split => "its statement is split".to_owned(),
        Some(rewrite) if finding.disposition == Disposition::Manual => {
            terminal::masked(&format!("could become {}", rewrite.after))
        }
        Some(rewrite) => terminal::masked(&format!("becomes {}", rewrite.after)),
        None => String::new(),
    }
}
