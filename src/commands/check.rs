//! `mfa-migrate check`: report what is to be migrated; never write.

use super::files;
use super::inquiry::Inquiry;
use super::known::Known;
use super::report_file::ReportFile;
use super::run;
use super::verifier::Verifier;
use super::wherefore;
use crate::cli::{CheckArgs, DevicesFrom};
use crate::exit_code::ExitCode;
use crate::finding::Strictness;
use crate::report::{self, Report};
use crate::rewrite::Choices;
use crate::scan::{self, Keeps, Scan, Terms};

/// Scans what the arguments name, prints the report, and says by the exit code whether something is to be
/// migrated.
///
/// # Errors
///
/// When a path, a repository or a configuration can't be read, or the report can't be written.
pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let args = &args.scan;
    let report_file = ReportFile::of(args)?;
    let scopes = files::scopes(args)?;
    let configurations: Result<Vec<_>, _> = scopes
        .iter()
        .map(|scope| files::configuration(args, scope))
        .collect();
    let configurations = configurations?;
    let known = Known::of(args, &scopes)?;
    let inquiry = Inquiry::of(args, &configurations, DevicesFrom::None)?;
    let verifier = Verifier::of(args, &configurations, &inquiry)?;
    let mut scans = Vec::new();
    let run = run::of(args, &configurations, DevicesFrom::None, &scopes);
    for (scope, configuration) in scopes.iter().zip(&configurations) {
        let source = files::present_files(args, scope)?;
        let admission = files::admission(args, scope, configuration)?;
        let terms = Terms {
            resolver: inquiry.resolver(),
            keeps: Keeps::Findings,
            admission: &admission,
            configuration,
            choices: Choices {
                names: configuration.names.unwrap_or_default(),
                ..Choices::default()
            },
        };
        scans.push(scan::scan(source.as_ref(), terms)?);
    }
    let mut open: Vec<&mut Scan> = scans.iter_mut().collect();
    inquiry.answer(args, &mut open)?;
    if let Some(mut verifier) = verifier {
        verifier.verify(&mut open);
    }
    let mut scan = Scan::default();
    for found in scans {
        scan.append(found);
    }
    let mut report = Report::of_check(&scan, run);
    let unused = configurations.iter();
    let unused = unused.flat_map(|configuration| files::unused(args, configuration));
    report.remarks.extend(unused);
    if let Some(known) = known {
        known.apply(&mut report).write(args)?;
    }
    let is_found = |strictness| {
        let mut findings = report.findings.iter();
        scan.has_unread(strictness)
            || (strictness == Strictness::Strict && !report.remarks.is_empty())
            || findings.any(|reported| reported.finding.disposition.counts(strictness))
    };
    report::print(args.format, args.detail(), args.color.choice(), &report)?;
    if let Some(file) = report_file {
        file.write(&report)?;
    }
    wherefore::tell_nothing_there(args, &report);
    wherefore::tell_strict(args, &report, &is_found);
    Ok(args.exit_code(is_found(args.strictness())))
}
