//! What the user has the program write beside whatever it prints: the JSON report, and the body of a pull request.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::cli::ScanArgs;
use crate::output_file::{Links, OutputFile};
use crate::report::{Detail, Report, json, markdown};
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
        let file =
            OutputFile::prepare(name, Links::Refused).with_context(|| said("--report", name))?;
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
        self.file
            .write(&bytes)
            .with_context(|| said("--report", &self.name))
    }
}

/// The file that `--pr-body` names.
pub struct BodyFile {
    name: PathBuf,
    file: OutputFile,
}

impl BodyFile {
    /// Makes sure that the file can be written, before anything is delivered.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn of(name: &Path) -> anyhow::Result<BodyFile> {
        let file =
            OutputFile::prepare(name, Links::Refused).with_context(|| said("--pr-body", name))?;
        Ok(BodyFile {
            name: name.to_owned(),
            file,
        })
    }

    /// Writes what was delivered, as the body of a pull request.
    ///
    /// # Errors
    ///
    /// When it can't be written; then the file is as it was.
    pub fn write(self, report: &Report) -> anyhow::Result<()> {
        let page = markdown::page(report);
        let written = self.file.write(page.as_bytes());
        written.with_context(|| said("--pr-body", &self.name))
    }
}

fn said(flag: &str, name: &Path) -> String {
    format!("{flag} {}", terminal::escaped(&name.to_string_lossy()))
}
