//! What `--baseline` says of a run's findings.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::baseline::Baseline;
use crate::cli::ScanArgs;
use crate::output_file::{Links, OutputFile};
use crate::report::Report;
use crate::report::human::plural;
use crate::source::RepoPath;
use crate::source::scope::Scope;
use crate::terminal;

/// The baseline that the arguments name, and what is to become of it.
pub struct Known {
    file: PathBuf,
    baseline: Baseline,
    output: Option<OutputFile>,
    /// What the run looks at.
    parts: Vec<RepoPath>,
}

impl Known {
    /// Reads the baseline, before anything is delivered; `None` where none is named.
    ///
    /// # Errors
    ///
    /// When it can't be read or written, or the paths are in several repositories, of which one has it.
    pub fn of(args: &ScanArgs, scopes: &[Scope]) -> anyhow::Result<Option<Known>> {
        let Some(file) = &args.baseline else {
            return Ok(None);
        };
        let [scope] = scopes else {
            bail!("--baseline is for one repository, and the paths are in several");
        };
        let (baseline, output) = if args.write_baseline {
            let shown = terminal::escaped(&file.to_string_lossy()).into_owned();
            let output = OutputFile::prepare(file, Links::Refused)
                .with_context(|| format!("--baseline {shown}"))?;
            let before = match file.exists() {
                true => Baseline::read(file)?,
                false => Baseline::default(),
            };
            (before, Some(output))
        } else {
            (Baseline::read(file)?, None)
        };
        Ok(Some(Known {
            file: file.clone(),
            baseline,
            output,
            // What has not changed isn't looked at.
            parts: match args.since {
                Some(_) => Vec::new(),
                None => scope.parts.clone(),
            },
        }))
    }

    /// Has what it knows not count. Where it is to be written, it knows all that is left. Gives what there is to write.
    pub fn apply(self, report: &mut Report) -> Unwritten {
        let Known {
            file,
            mut baseline,
            output,
            parts,
        } = self;
        let looked_at = |path: &str| {
            let path = RepoPath::from_git(path.as_bytes());
            parts.iter().any(|part| path.is_within(part))
        };
        if output.is_some() {
            baseline = Baseline::of(report, &baseline, &looked_at);
        }
        baseline.apply(report, &file, &looked_at);
        Unwritten {
            file,
            baseline,
            output,
        }
    }
}

/// A baseline that may have to be written.
pub struct Unwritten {
    file: PathBuf,
    baseline: Baseline,
    output: Option<OutputFile>,
}

impl Unwritten {
    /// Writes it, where it is to be written.
    ///
    /// # Errors
    ///
    /// When it can't be.
    pub fn write(self, args: &ScanArgs) -> anyhow::Result<()> {
        let Some(output) = self.output else {
            return Ok(());
        };
        self.baseline.write(output)?;
        if !args.quiet {
            said(&self.file, self.baseline.len());
        }
        Ok(())
    }
}

fn said(file: &Path, count: usize) {
    terminal::tell(format_args!(
        "mfa-migrate: {} has {count} {}",
        terminal::escaped(&file.to_string_lossy()),
        plural(count, "finding")
    ));
}
