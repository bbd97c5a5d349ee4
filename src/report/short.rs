//! The report for editors: a line for each finding, as compilers write it.

use std::io::Write;

use super::format::{Detail, Format};
use super::line;
use super::outcome::Report;

/// The format.
pub const FORMAT: Format = Format {
    name: "short",
    help: "For editors: a line for each finding",
    is_styled: false,
    names_unread: false,
    tells_delivery: false,
    shape: None,
    write,
};

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, _: Detail, report: &Report) -> anyhow::Result<()> {
    for reported in report.open() {
        let finding = reported.finding;
        writeln!(
            out,
            "{}:{}:{}: {} {}: {}",
            reported.file.entry.path,
            finding.position.line,
            finding.position.column,
            finding.disposition,
            finding.rule,
            line::marked(reported)
        )?;
    }
    Ok(())
}
