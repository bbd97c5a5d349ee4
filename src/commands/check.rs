//! `mfa-migrate check`: report what is to be migrated; never write.

use super::files;
use super::inquiry::Inquiry;
use crate::cli::{CheckArgs, DevicesFrom};
use crate::exit_code::ExitCode;
use crate::finding::Disposition;
use crate::report::{self, Report};
use crate::rewrite::Choices;
use crate::scan::{self, Keeps, Scan, Terms};

/// Scans what the arguments name, prints the report, and says by the exit code whether something is to be
/// migrated.
///
/// # Errors
///
/// When a path or repository can't be read, or the report can't be written.
pub fn run(args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let args = &args.scan;
    let inquiry = Inquiry::of(args, DevicesFrom::None)?;
    let mut scans = Vec::new();
    for scope in files::scopes(args)? {
        let source = files::present_files(&scope)?;
        let terms = Terms {
            resolver: inquiry.resolver(),
            keeps: Keeps::Findings,
            vendored: args.vendored(),
            choices: Choices::default(),
        };
        scans.push(scan::scan(source.as_ref(), terms)?);
    }
    let mut open: Vec<&mut Scan> = scans.iter_mut().collect();
    inquiry.answer(args, &mut open)?;
    let mut scan = Scan::default();
    for found in scans {
        scan.append(found);
    }
    let counts = scan.has_unread()
        || scan
            .findings()
            .any(|(_, finding)| args.strict || finding.disposition != Disposition::Note);
    report::print(
        args.format,
        args.detail(),
        args.color.choice(),
        &Report::of_check(&scan),
    )?;
    Ok(if counts {
        ExitCode::Found
    } else {
        ExitCode::Clean
    })
}
