//! `mfa-migrate check`: report what is to be migrated; never write.

use super::files;
use super::inquiry::Inquiry;
use super::report_file::ReportFile;
use super::run;
use crate::cli::{CheckArgs, DevicesFrom};
use crate::exit_code::ExitCode;
use crate::report::{self, Report};
use crate::rewrite::Names;
use crate::scan::{self, Keeps, Scan, Terms};

/// Scans what the arguments name, prints the report, and says by the exit code whether something is to be
/// migrated.
///
/// # Errors
///
/// When a path or repository can't be read, or the report can't be written.
pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let args = &args.scan;
    let report_file = ReportFile::of(args)?;
    let inquiry = Inquiry::of(args, DevicesFrom::None)?;
    let mut scans = Vec::new();
    let scopes = files::scopes(args)?;
    let run = run::of(args, DevicesFrom::None, &scopes);
    for scope in &scopes {
        let source = files::present_files(scope)?;
        let admission = files::admission(args, scope);
        let terms = Terms {
            resolver: inquiry.resolver(),
            keeps: Keeps::Findings,
            admission: &admission,
            names: Names::Any,
        };
        scans.push(scan::scan(source.as_ref(), terms)?);
    }
    let mut open: Vec<&mut Scan> = scans.iter_mut().collect();
    inquiry.answer(args, &mut open)?;
    let mut scan = Scan::default();
    for found in scans {
        scan.append(found);
    }
    let strictness = args.strictness();
    let counts = scan.has_unread(strictness)
        || scan
            .findings()
            .any(|(_, finding)| finding.disposition.counts(strictness));
    let report = Report::of_check(&scan, run);
    report::print(args.format, args.detail(), args.color.choice(), &report)?;
    if let Some(file) = report_file {
        file.write(&report)?;
    }
    Ok(args.exit_code(counts))
}
