//! The report for people: what needs a person first, each different finding as a snippet of its file; then a summary, and
//! what to do next.

mod finding;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Write;

use finding::Shown;

use super::format::{Detail, Format};
use super::outcome::{Report, Reported, ReportedIgnored};
use crate::finding::{Disposition, Finding};
use crate::ignored::IgnoredBy;
use crate::position::Position;
use crate::terminal;

/// How many names of one kind are listed, unless more are asked for.
const NAMES: usize = 5;

/// Dispositions by how much of a person's work they are.
const MOST_WORK_FIRST: [Disposition; 4] = [
    Disposition::Manual,
    Disposition::Review,
    Disposition::Safe,
    Disposition::Note,
];

/// The format.
pub const FORMAT: Format = Format {
    name: "human",
    help: "For people: snippets of the source",
    is_styled: true,
    names_unread: true,
    tells_delivery: true,
    shape: None,
    write,
};

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, detail: Detail, report: &Report) -> anyhow::Result<()> {
    if detail != Detail::Summary {
        for (shown, others) in groups(report) {
            writeln!(out, "{}\n", shown.rendered(&others, most_names(detail)))?;
        }
    }
    passed_over(out, detail, report)?;
    if detail == Detail::PassedOver {
        for reported in &report.ignored {
            writeln!(out, "{}", ignored(reported))?;
        }
    }
    writeln!(out, "{}", summary(report))?;
    match &report.delivery {
        Some(delivery) => writeln!(out, "{}", delivery.text)?,
        None => next_steps(report.open())
            .iter()
            .try_for_each(|step| writeln!(out, "{step}"))?,
    }
    Ok(())
}

/// The findings that aren't taken care of, those that show the same together.
fn groups<'a>(report: &'a Report) -> Vec<(Shown<'a>, Vec<&'a Reported<'a>>)> {
    let mut groups: Vec<(Shown, Vec<&Reported>)> = Vec::new();
    let mut known = HashMap::new();
    for reported in report.open() {
        let shown = Shown::of(reported);
        match known.entry(shown.key()) {
            Entry::Vacant(entry) => {
                entry.insert(groups.len());
                groups.push((shown, Vec::new()));
            }
            Entry::Occupied(entry) => groups[*entry.get()].1.push(reported),
        }
    }
    groups.sort_by_key(|(shown, _)| {
        let disposition = shown.disposition();
        MOST_WORK_FIRST
            .iter()
            .position(|other| *other == disposition)
    });
    groups
}

/// How many names of one kind are listed.
fn most_names(detail: Detail) -> usize {
    match detail {
        Detail::PassedOver => usize::MAX,
        Detail::Summary | Detail::Findings => NAMES,
    }
}

/// The files that were passed over. Some of those that may hold something that nobody has looked at are always named.
fn passed_over(out: &mut dyn Write, detail: Detail, report: &Report) -> anyhow::Result<()> {
    let named = report
        .passed_over
        .iter()
        .filter(|passed| detail == Detail::PassedOver || passed.reason.is_unread());
    let most = most_names(detail);
    for passed in named.clone().take(most) {
        writeln!(
            out,
            "passed over: {} ({})",
            passed.path,
            passed.reason.words()
        )?;
    }
    let more = named.count().saturating_sub(most);
    if more > 0 {
        writeln!(out, "passed over: {more} more (-v names them)")?;
    }
    Ok(())
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
    let verdicts: Vec<String> = report
        .by_verdict()
        .into_iter()
        .map(|(verdict, count)| format!("{count} {}", verdict.name()))
        .collect();
    let verified = match verdicts.is_empty() {
        true => String::new(),
        false => format!("\nwhat AWS says of that: {}", verdicts.join(", ")),
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
        "{found} ({} {} looked at{passed}{ignored}){access}{verified}",
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

/// What to do about the findings of each disposition, in a line each.
pub fn next_steps<'a>(open: impl Iterator<Item = &'a Reported<'a>>) -> Vec<String> {
    let findings: Vec<&Finding> = open.map(|reported| reported.finding).collect();
    let count = |disposition, has_rewrite: bool| {
        findings
            .iter()
            .filter(|finding| finding.disposition == disposition)
            .filter(|finding| !has_rewrite || finding.rewrite.is_some())
            .count()
    };
    let steps = MOST_WORK_FIRST.map(|disposition| {
        let all = count(disposition, false);
        let step = match disposition {
            _ if all == 0 => return None,
            Disposition::Manual => {
                let offered = match count(disposition, true) {
                    0 => String::new(),
                    offered => format!("; `mfa-migrate fix` offers a text for {offered}"),
                };
                format!("edit by hand, or ignore with a reason{offered}")
            }
            Disposition::Review => "run `mfa-migrate fix`, and answer at the prompt".to_owned(),
            Disposition::Safe => "run `mfa-migrate fix`; with --yes it doesn't ask".to_owned(),
            Disposition::Note => return None,
        };
        Some(format!("{all} {disposition}: {step}"))
    });
    steps.into_iter().flatten().collect()
}
