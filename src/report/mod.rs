//! Readers of findings, one a format.

pub mod human;
pub mod json;
pub mod outcome;
pub mod snippet;

use std::io::Write;

pub use outcome::{Outcome, Report, Reported};

use crate::cli::{Format, ScanArgs};
use crate::source::SkipReason;
use crate::terminal;

/// Prints a report on standard output in the format that was asked for, and what couldn't be read on standard
/// error.
///
/// # Errors
///
/// When it can't be written.
pub fn print(args: &ScanArgs, report: &Report) -> anyhow::Result<()> {
    let mut warnings = anstream::AutoStream::new(std::io::stderr().lock(), args.color.choice());
    for passed in &report.passed_over {
        let is_said = matches!(passed.reason, SkipReason::Unreadable | SkipReason::Failed);
        if is_said && !args.quiet {
            let detail = passed.detail.as_deref().unwrap_or("it can't be read");
            writeln!(
                warnings,
                "mfa-migrate: {}: passed over: {}",
                passed.path,
                terminal::escaped(detail)
            )?;
        }
    }
    let stdout = std::io::BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Human => {
            let mut out = anstream::AutoStream::new(
                Box::new(stdout) as Box<dyn Write>,
                match args.color.choice() {
                    anstream::ColorChoice::Auto => anstream::AutoStream::choice(&std::io::stdout()),
                    choice => choice,
                },
            );
            human::write(&mut out, args, report)?;
            out.flush()?;
        }
        Format::Json => {
            let mut out = stdout;
            json::write(&mut out, report)?;
            out.flush()?;
        }
    }
    Ok(())
}
