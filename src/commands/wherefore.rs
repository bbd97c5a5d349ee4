//! Why a run ends as it does, where the report alone doesn't say it.

use crate::cli::ScanArgs;
use crate::finding::{Disposition, Strictness};
use crate::report::human::plural;
use crate::report::{Outcome, Report};
use crate::source::SkipReason;
use crate::terminal;

/// Says that there was no file to look at: a run over the wrong folder is green, too. Where only changed files are looked at, there
/// may well be none.
pub fn tell_nothing_there(args: &ScanArgs, report: &Report) {
    let is_nothing = report.looked_at == 0
        && report.passed_over.is_empty()
        && report.findings.is_empty()
        && args.since.is_none();
    if is_nothing {
        terminal::tell(
            "mfa-migrate: there was no file to look at; see whether the path is right, and whether git ignores what is in it",
        );
    }
}

/// Says what only `--strict` counts, where nothing else makes the program end with 1.
pub fn tell_strict(args: &ScanArgs, report: &Report, is_found: &dyn Fn(Strictness) -> bool) {
    if args.strictness() != Strictness::Strict || is_found(Strictness::Lenient) {
        return;
    }
    let notes = report.findings.iter().filter(|one| {
        one.outcome != Outcome::Taken && one.finding.disposition == Disposition::Note
    });
    let passed_over = report.passed_over.iter();
    let generated = passed_over
        .filter(|passed| matches!(passed.reason, SkipReason::Vendored | SkipReason::Report));
    let counted = [
        (notes.count(), "note", ""),
        (generated.count(), "vendored or generated file", ""),
        (report.remarks.len(), "remark", " on what ignores findings"),
    ];
    let said: Vec<String> = counted
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, noun, of)| format!("{count} {}{of}", plural(count, noun)))
        .collect();
    if !said.is_empty() {
        terminal::tell(format_args!(
            "mfa-migrate: --strict counts {}",
            said.join(", ")
        ));
    }
}
