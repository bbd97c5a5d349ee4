//! The JSON report in a file of its own, beside whatever else is printed.

use std::path::PathBuf;

use anyhow::Context;

use crate::cli::ScanArgs;
use crate::output_file::{Links, OutputFile};
use crate::report::{Detail, Report, json};
use crate::terminal;

/// The file that `--report` names.
pub struct ReportFile {
    name: PathBuf,
    file: OutputFile,
}

impl ReportFile {
    /// Makes sure that the file can be written, before anything is delivered. `None` where no report is wanted.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn of(args: &ScanArgs) -> anyhow::Result<Option<ReportFile>> {
        let Some(name) = &args.report else {
            return Ok(None);
        };
        let file = OutputFile::prepare(name, Links::Refused).with_context(|| said(name))?;
        Ok(Some(ReportFile {
            name: name.clone(),
            file,
        }))
    }

    /// Writes the report.
    ///
    /// # Errors
    ///
    /// When it can't be written; then the file is as it was.
    pub fn write(self, report: &Report) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        (json::FORMAT.write)(&mut bytes, Detail::Findings, report)?;
        self.file.write(&bytes).with_context(|| said(&self.name))
    }
}

fn said(name: &std::path::Path) -> String {
    format!("--report {}", terminal::escaped(&name.to_string_lossy()))
}
