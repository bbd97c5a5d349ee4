//! GitLab's Code Quality report (GitLab Docs, "Code Quality", "Code Quality report format").

use std::io::Write;

use serde::Serialize;

use super::format::{Detail, Format};
use super::outcome::Report;
use super::shape::Presence::Always;
use super::shape::Shape;
use super::{json, line};
use crate::finding::Disposition;
use crate::fingerprint::Fingerprint;

/// The format.
pub const FORMAT: Format = Format {
    name: "gitlab",
    help: "GitLab's Code Quality report",
    is_styled: false,
    names_unread: false,
    tells_delivery: false,
    shape: Some(&SHAPE),
    write,
};

/// The fields of [`Issue`].
const SHAPE: Shape = Shape::List(&Shape::Object(&[
    ("description", Always, Shape::Text),
    ("check_name", Always, Shape::Text),
    ("fingerprint", Always, Shape::Text),
    ("severity", Always, Shape::Text),
    (
        "location",
        Always,
        Shape::Object(&[
            ("path", Always, Shape::Text),
            (
                "lines",
                Always,
                Shape::Object(&[("begin", Always, Shape::Count)]),
            ),
        ]),
    ),
]));

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: &'a Fingerprint,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, _: Detail, report: &Report) -> anyhow::Result<()> {
    let issues: Vec<Issue> = report
        .open()
        .map(|reported| Issue {
            description: line::marked(reported),
            check_name: reported.finding.rule.name,
            fingerprint: reported.fingerprint,
            severity: match reported.finding.disposition {
                Disposition::Manual => "critical",
                Disposition::Review => "major",
                Disposition::Safe => "minor",
                Disposition::Note => "info",
            },
            location: Location {
                path: reported.file.entry.path.to_str_lossy().into_owned(),
                lines: Lines {
                    begin: reported.finding.position.line,
                },
            },
        })
        .collect();
    json::write_escaped(out, &serde_json::to_string_pretty(&issues)?)?;
    writeln!(out)?;
    Ok(())
}
