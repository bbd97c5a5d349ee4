//! The report for people: each finding as a snippet of its file, then a summary.

use std::io::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::format::{Detail, Format};
use super::outcome::{Outcome, Report, Reported, ReportedIgnored};
use super::snippet;
use crate::finding::{Disposition, Finding};
use crate::ignored::IgnoredBy;
use crate::position::Position;
use crate::rewrite::Form;
use crate::terminal;

/// The format.
pub const FORMAT: Format = Format {
    name: "human",
    help: "For people: snippets of the source",
    is_styled: true,
    names_unread: true,
    write,
};

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, detail: Detail, report: &Report) -> anyhow::Result<()> {
    if detail != Detail::Summary {
        for reported in &report.findings {
            if reported.outcome != Outcome::Taken {
                writeln!(out, "{}\n", finding(reported))?;
            }
        }
    }
    for passed in &report.passed_over {
        // What may hold something that nobody has looked at is always named.
        if detail == Detail::PassedOver || passed.reason.is_unread() {
            writeln!(
                out,
                "passed over: {} ({})",
                passed.path,
                passed.reason.name()
            )?;
        }
    }
    if detail == Detail::PassedOver {
        for reported in &report.ignored {
            writeln!(out, "{}", ignored(reported))?;
        }
    }
    writeln!(out, "{}", summary(report))?;
    if let Some(delivery) = &report.delivery {
        writeln!(out, "{}", delivery.text)?;
    } else if let Some(next) = next_step(report) {
        writeln!(out, "{next}")?;
    }
    Ok(())
}

/// One finding as a snippet.
fn finding(reported: &Reported) -> String {
    let finding = reported.finding;
    let is_removal = finding
        .rewrite
        .as_ref()
        .is_some_and(|rewrite| rewrite.form == Form::Removal);
    let (shown, further) = match is_removal {
        true => snippet::element(&reported.file.bytes, &finding.span),
        false => (finding.span.clone(), 0),
    };
    let line = snippet::line(&reported.file.bytes, &shown);
    let path = reported.file.entry.path.to_string();
    let reason = terminal::masked(&finding.reason.to_string());
    let label = label(finding);
    let name = match reported.access.mark {
        Some(mark) => format!("{} ({mark})", finding.disposition),
        None => finding.disposition.to_string(),
    };
    let title = level(finding.disposition)
        .with_name(&name)
        .primary_title(&reason)
        .id(finding.rule.name);
    let source = Snippet::source(&line.text)
        .line_start(finding.position.line + further)
        .annotation(
            AnnotationKind::Primary
                .span(line.range.clone())
                .label(&label),
        );
    let mut group = if line.is_cut {
        let origin = Origin::path(&path)
            .line(finding.position.line)
            .char_column(finding.position.column);
        title.element(origin).element(source)
    } else {
        title.element(source.path(&path))
    };
    for choice in &finding.choices {
        let text = terminal::masked(&choice.to_string());
        group = group.element(Level::NOTE.with_name("device").message(text));
    }
    if reported.outcome == Outcome::LeftOut {
        group = group.element(
            Level::NOTE
                .message("left out: the file is not in HEAD, so the branch has no copy of it; commit it first, or run with --in-place"),
        );
    }
    Renderer::styled()
        .decor_style(DecorStyle::Ascii)
        .render(&[group])
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
        Some(rewrite) if rewrite.form == Form::Split => "is split".to_owned(),
        Some(rewrite) if finding.disposition == Disposition::Manual => {
            terminal::masked(&format!("could become {}", rewrite.after))
        }
        Some(rewrite) => terminal::masked(&format!("becomes {}", rewrite.after)),
        None => String::new(),
    }
}

/// One finding that is ignored, in a line.
fn ignored(reported: &ReportedIgnored) -> String {
    let finding = reported.finding;
    let Position { line, column } = finding.position;
    let path = &reported.file.entry.path;
    let by = reported.by.name();
    let why = match reported.why {
        "" => String::new(),
        why => terminal::masked(&format!(": {why}")),
    };
    format!(
        "ignored: {path}:{line}:{column}: {} ({by}{why})",
        finding.rule
    )
}

/// How much was found, looked at and passed over, in one line.
pub fn summary(report: &Report) -> String {
    let found = match report.findings.len() {
        0 => "nothing found".to_owned(),
        count => {
            let kinds: Vec<String> = Disposition::ALL
                .into_iter()
                .filter(|disposition| report.count(*disposition) > 0)
                .map(|disposition| format!("{} {disposition}", report.count(disposition)))
                .collect();
            format!(
                "{count} {} in {} {}: {}",
                plural(count, "finding"),
                report.files(),
                plural(report.files(), "file"),
                kinds.join(", ")
            )
        }
    };
    let reasons: Vec<String> = report
        .by_reason()
        .into_iter()
        .map(|(reason, count)| reason.describe(count))
        .collect();
    let passed = if reasons.is_empty() {
        String::new()
    } else {
        format!("; passed over: {}", reasons.join(", "))
    };
    let marks: Vec<String> = report
        .by_mark()
        .into_iter()
        .map(|(mark, count)| format!("{count} {mark}"))
        .collect();
    let access = if marks.is_empty() {
        String::new()
    } else {
        format!("\naccess by policies: {}", marks.join(", "))
    };
    let ignorers: Vec<String> = report
        .by_ignorer()
        .into_iter()
        .map(|(by, count)| match by {
            IgnoredBy::Comment => format!("{count} by {}", plural(count, "comment")),
            IgnoredBy::Configuration => format!("{count} by the configuration"),
            IgnoredBy::Baseline => format!("{count} in the baseline"),
        })
        .collect();
    let ignored = match ignorers.is_empty() {
        true => String::new(),
        false => format!("; ignored: {}", ignorers.join(", ")),
    };
    format!(
        "{found} ({} {} looked at{passed}{ignored}){access}",
        report.looked_at,
        plural(report.looked_at, "file")
    )
}

/// A noun for so many.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}

fn next_step(report: &Report) -> Option<String> {
    let rewrites = report
        .findings
        .iter()
        .filter(|reported| {
            reported.outcome == Outcome::Reported && reported.finding.rewrite.is_some()
        })
        .count();
    (rewrites > 0).then(|| {
        format!(
            "run `mfa-migrate fix` to review and apply {rewrites} {}",
            plural(rewrites, "rewrite")
        )
    })
}
