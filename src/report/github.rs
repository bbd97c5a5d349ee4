//! Annotations of GitHub Actions (GitHub Docs, "Workflow commands for GitHub Actions").
//!
//! A runner reads commands from what a step prints, so nothing of a repository may stand where one could begin: each line
//! here begins with a command of ours or with our name, and all else is escaped as the runner unescapes it
//! (actions/runner, `ActionCommand.cs`).

use std::io::Write;

use super::format::{Detail, Format};
use super::human::plural;
use super::line;
use super::outcome::{Report, Reported};
use crate::finding::Disposition;

/// The format.
pub const FORMAT: Format = Format {
    name: "github",
    help: "Annotations of GitHub Actions, at most 10 of a kind",
    is_styled: false,
    names_unread: true,
    tells_delivery: false,
    shape: None,
    write,
};

/// GitHub shows no more annotations of a kind for a step.
const MOST: usize = 10;

/// The kinds, the worst first.
const KINDS: [&str; 3] = ["error", "warning", "notice"];

fn kind(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Manual => "error",
        Disposition::Review | Disposition::Safe => "warning",
        Disposition::Note => "notice",
    }
}

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, _: Detail, report: &Report) -> anyhow::Result<()> {
    let mut findings: Vec<&Reported> = report.open().collect();
    findings.sort_by_key(|reported| line::rank(reported.finding.disposition));
    let unread: Vec<_> = report
        .passed_over
        .iter()
        .filter(|passed| passed.reason.is_unread())
        .collect();
    let mut omitted = Vec::new();
    for wanted in KINDS {
        let of_kind: Vec<_> = findings
            .iter()
            .filter(|reported| kind(reported.finding.disposition) == wanted)
            .collect();
        let unread = if wanted == "error" { &unread[..] } else { &[] };
        for passed in unread.iter().take(MOST) {
            let path = property(&passed.path.to_string());
            let why = passed.detail.as_deref().unwrap_or(passed.reason.words());
            writeln!(
                out,
                "::error file={path},title=mfa-migrate%3A not looked at::{}",
                data(&crate::terminal::masked(why))
            )?;
        }
        let room = MOST.saturating_sub(unread.len());
        for reported in of_kind.iter().take(room) {
            let finding = reported.finding;
            writeln!(
                out,
                "::{wanted} file={},line={},col={},title={}::{}",
                property(&reported.file.entry.path.to_string()),
                finding.position.line,
                finding.position.column,
                property(&format!(
                    "mfa-migrate: {} ({})",
                    finding.rule, finding.disposition
                )),
                data(&line::marked(reported))
            )?;
        }
        let more = (of_kind.len() + unread.len()).saturating_sub(MOST);
        if more > 0 {
            omitted.push(format!("{more} more {}", plural(more, wanted)));
        }
    }
    let count = findings.len();
    write!(out, "mfa-migrate: {count} {}", plural(count, "finding"))?;
    if !omitted.is_empty() {
        write!(out, "; not shown as annotations: {}", omitted.join(", "))?;
    }
    writeln!(out)?;
    Ok(())
}

/// A command's message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_runner_would_read_is_escaped() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(
            property("a,line=1:%0A::x\n"),
            "a%2Cline=1%3A%250A%3A%3Ax%0A"
        );
    }
}
