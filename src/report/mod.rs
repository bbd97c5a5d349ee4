//! Readers of findings, one file a format.

pub mod format;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod json;
mod json_shape;
pub mod line;
pub mod markdown;
pub mod outcome;
pub mod sarif;
mod sarif_shape;
pub mod shape;
pub mod short;
pub mod snippet;
pub mod statements;
pub mod utf16;

use std::io::Write;

pub use format::{Detail, Format};
pub use outcome::{Delivery, Outcome, Report, Reported, ReportedIgnored, ReportedRemark, Run};

use crate::position::Position;
use crate::source::SkipReason;
use crate::terminal;

/// Every format; the first is the default. A new format is a file and a line here.
pub const FORMATS: [Format; 7] = [
    human::FORMAT,
    short::FORMAT,
    json::FORMAT,
    sarif::FORMAT,
    github::FORMAT,
    gitlab::FORMAT,
    markdown::FORMAT,
];

/// The format of a name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Whether a text is, as a whole, a report that this program wrote. It names what was found elsewhere, and isn't part of what
/// a repository is for.
pub fn is_own(text: &[u8]) -> bool {
    let mut shapes = FORMATS.iter().filter_map(|format| format.shape);
    matches!(text.first(), Some(b'{' | b'[')) && shapes.any(|shape| shape.is_of(text))
}

/// Prints a report on standard output in a format, and what couldn't be read on standard error.
///
/// # Errors
///
/// When it can't be written.
pub fn print(
    format: &Format,
    detail: Detail,
    color: anstream::ColorChoice,
    report: &Report,
) -> anyhow::Result<()> {
    let mut warnings = anstream::AutoStream::new(std::io::stderr().lock(), color);
    for passed in &report.passed_over {
        let is_always_said = matches!(
            passed.reason,
            SkipReason::Unreadable | SkipReason::Malformed | SkipReason::Failed
        );
        let is_said = is_always_said || (!format.names_unread && passed.reason.is_unread());
        if is_said && detail != Detail::Summary {
            let said = passed.detail.as_deref().unwrap_or(match passed.reason {
                SkipReason::Unreadable => "it can't be read",
                reason => reason.words(),
            });
            // A report that can be written is worth more than a warning that can't.
            let _ = writeln!(
                warnings,
                "mfa-migrate: {}: passed over: {}",
                passed.path,
                terminal::escaped(said)
            );
        }
    }
    for said in &report.remarks {
        if detail != Detail::Summary {
            let Position { line, column } = said.remark.position;
            let _ = writeln!(
                warnings,
                "mfa-migrate: {}:{line}:{column}: {}",
                terminal::escaped(&said.path),
                terminal::escaped(&said.remark.text)
            );
        }
    }
    let stdout = std::io::BufWriter::new(std::io::stdout().lock());
    let mut out: Box<dyn Write> = if format.is_styled {
        let color = match color {
            anstream::ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stdout()),
            choice => choice,
        };
        Box::new(anstream::AutoStream::new(
            Box::new(stdout) as Box<dyn Write>,
            color,
        ))
    } else {
        Box::new(stdout)
    };
    (format.write)(&mut *out, detail, report)?;
    out.flush()?;
    Ok(())
}
