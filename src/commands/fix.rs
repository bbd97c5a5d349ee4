//! `mfa-migrate fix`: review the rewrites, and deliver those that were taken.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};

use anyhow::{Context, bail};

use super::chosen::Chosen;
use super::failure;
use super::files;
use super::inquiry::Inquiry;
use super::known::Known;
use super::report_file::{BodyFile, ReportFile};
use super::resumption::{Hint, Resumption};
use super::run;
use super::target::Target;
use super::uncommitted;
use super::unread;
use super::verifier::Verifier;
use super::wherefore;
use crate::cli::{DevicesFrom, FixArgs, ScanArgs};
use crate::deliver::message::Delivery;
use crate::deliver::patch;
use crate::exit_code::ExitCode;
use crate::fault;
use crate::finding::{Disposition, Finding, Strictness};
use crate::position::Position;
use crate::report::{self, Outcome, Report, Reported, Run, statements};
use crate::review::{self, Decisions, Ended};
use crate::rewrite::Choices;
use crate::rules;
use crate::scan::{self, Keeps, Scan, Terms};
use crate::source::scope::Scope;
use crate::source::worktree::WorkTree;
use crate::source::{SkipReason, Skipped};
use crate::terminal;

/// Scans, asks, and delivers.
///
/// # Errors
///
/// When anything can't be read or delivered, or nobody can be asked. Then nothing was delivered.
pub fn run(args: &FixArgs) -> anyhow::Result<ExitCode> {
    if args.diff && args.scan.format.name != report::FORMATS[0].name {
        bail!("--diff prints a patch, so --format can't be used with it");
    }
    if !args.yes && !review::is_possible() {
        bail!(
            "there is no terminal to ask on; run with --yes to take every safe rewrite, or `mfa-migrate check` to see them"
        );
    }
    if args.scan.is_from_stdin() {
        bail!(
            "what comes from standard input can't be delivered; name its file, or run `mfa-migrate check -`"
        );
    }
    let report_file = ReportFile::of(&args.scan)?;
    let body_file = args.pr_body.as_deref().map(BodyFile::of).transpose()?;
    let mut scopes = files::scopes(&args.scan)?;
    if scopes.len() > 1 {
        bail!("the paths are in different repositories; run `mfa-migrate fix` in one at a time");
    }
    let scope = scopes.pop().context("no path was given")?;
    let configuration = files::configuration(&args.scan, &scope)?;
    let configurations = std::slice::from_ref(&configuration);
    let inquiry = Inquiry::of(&args.scan, configurations, DevicesFrom::Aws)?;
    let known = Known::of(&args.scan, std::slice::from_ref(&scope))?;
    let scopes = std::slice::from_ref(&scope);
    let run = run::of(&args.scan, configurations, DevicesFrom::Aws, scopes);
    let target = Target::of(args, &scope)?;
    let mut resumption = Resumption::of(args, &scope, &target)?;
    let admission = files::admission(&args.scan, &scope, &configuration)?;
    let terms = Terms {
        resolver: inquiry.resolver(),
        keeps: Keeps::Documents,
        admission: &admission,
        configuration: &configuration,
        choices: Choices {
            names: args.names.or(configuration.names).unwrap_or_default(),
            is_without_delete: args.without_delete,
            is_split: args.split,
        },
    };
    let mut scanned = Scanned::of(&args.scan, &target, &scope, terms)?;
    unread::refuse(&scanned.scan)?;
    let is_taken = |finding: &Finding| match finding.disposition {
        Disposition::Safe => true,
        Disposition::Review => args.include_review,
        Disposition::Manual | Disposition::Note => false,
    };
    let may_be_taken = |finding: &Finding| !args.yes || is_taken(finding);
    if scanned.scan.may_have_rewrites(may_be_taken) {
        target.check_free()?;
    }
    let mut verifier = Verifier::of(&args.scan, configurations, &inquiry)?;
    inquiry.answer(&args.scan, &mut [&mut scanned.scan, &mut scanned.left_out])?;
    if let Some(verifier) = &mut verifier {
        verifier.verify(&mut [&mut scanned.scan, &mut scanned.left_out]);
    }
    let (decisions, has_stopped) = if args.yes {
        (Decisions::all(&scanned.scan, is_taken), false)
    } else {
        let hint = resumption.hint();
        let said = hint.clone();
        let at_end = Box::new(move || interrupted(&said));
        let destination = target.destination(args);
        match review::review(&scanned.scan, &destination, resumption.kept(), at_end)? {
            Ended::Decided(decisions) => (decisions, false),
            Ended::Stopped(decisions) => (decisions, true),
            Ended::Declined => {
                terminal::tell("nothing was delivered");
                hint.tell();
                return Ok(ExitCode::Found);
            }
            Ended::Abandoned => {
                resumption.forget();
                terminal::tell(format_args!("abandoned: nothing was delivered"));
                return Ok(ExitCode::Found);
            }
            Ended::Interrupted => {
                interrupted(&hint);
                return Ok(ExitCode::Interrupted);
            }
        }
    };
    let mut chosen = Chosen::of(&scanned.scan, &decisions);
    if let Some(verifier) = &mut verifier {
        verifier.verify_chosen(&scanned.scan, &decisions, &mut chosen);
        let unverified = chosen.unverified();
        // What AWS doesn't confirm is for a person to take.
        if args.yes && !args.include_review && !unverified.is_empty() {
            scanned.leave(&unverified, &chosen);
            let decisions = decisions.without(&unverified);
            chosen = Chosen::of(&scanned.scan, &decisions);
            verifier.verify_chosen(&scanned.scan, &decisions, &mut chosen);
        }
        say_unverified(&scanned.scan, &chosen);
    }
    let mut report = scanned.report(&chosen, run);
    report.add_ignored(&scanned.left_out);
    let unused = files::unused(&args.scan, &configuration);
    report.remarks.extend(unused);
    let message = delivery(&chosen, &report);
    // What is in the baseline isn't left to anybody.
    let baseline = known.map(|known| known.apply(&mut report));
    let delivered = target
        .deliver(args, &scope, &chosen, &message, &report)
        .map_err(|error| resumption.explain(error))?;
    if !args.diff {
        fault::ends_with(ExitCode::Found);
    }
    report.delivery = Some(delivered);
    // What was delivered decides, whatever becomes of the baseline.
    if let Some(Err(error)) = baseline.map(|baseline| baseline.write(&args.scan)) {
        failure::tell("the baseline could not be written", &error);
    }
    if args.diff {
        let stdout = std::io::stdout();
        if stdout.is_terminal() {
            let mut shown = Vec::new();
            patch::write(&mut shown, &chosen.changes)?;
            let shown = String::from_utf8_lossy(&shown);
            for line in shown.lines() {
                writeln!(stdout.lock(), "{}", terminal::masked(line))?;
            }
        } else {
            patch::write(&mut stdout.lock(), &chosen.changes)?;
        }
        if let Some(delivery) = &report.delivery {
            terminal::tell(format_args!(
                "{}\n{}",
                report::human::summary(&report),
                delivery.text
            ));
        }
    } else {
        let printed = report::print(
            args.scan.format,
            args.scan.detail(),
            args.scan.color.choice(),
            &report,
        );
        // What was delivered decides the exit code, whoever reads of it.
        let is_told = printed.is_ok() && args.scan.format.tells_delivery;
        if let Err(error) = printed {
            failure::tell("the report could not be printed", &error);
        }
        if let Some(delivery) = report.delivery.as_ref().filter(|_| !is_told) {
            terminal::tell(&delivery.text);
        }
    }
    if let Some(Err(error)) = report_file.map(|file| file.write(&report)) {
        failure::tell("the report could not be written", &error);
    }
    if let Some(Err(error)) = body_file.map(|file| file.write(&report)) {
        failure::tell("the pull request's body could not be written", &error);
    }
    // A patch is delivered once it is printed.
    if has_stopped {
        resumption.hint().tell();
    } else if !args.yes {
        resumption.forget();
    }
    let is_left = |strictness| {
        scanned.scan.has_unread(strictness)
            || (strictness == Strictness::Strict && !report.remarks.is_empty())
            || report.has_unverified_delivery()
            || report.findings.iter().any(|reported| {
                let counts = reported.finding.disposition.counts(strictness);
                reported.outcome != Outcome::Taken && counts
            })
    };
    wherefore::tell_nothing_there(&args.scan, &report);
    wherefore::tell_strict(&args.scan, &report, &is_left);
    Ok(args.scan.exit_code(is_left(args.scan.strictness())))
}

/// Says of what is delivered what AWS doesn't confirm, each thing once.
fn say_unverified(scan: &Scan, chosen: &Chosen) {
    let mut said: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    for (file, finding) in chosen.unverified() {
        if let Some(verification) = &chosen.access[file][&finding].verification {
            let (.., count) = said
                .entry(verification.to_string())
                .or_insert((file, finding, 0));
            *count += 1;
        }
    }
    for (what, (file, finding, count)) in said {
        let file = &scan.files[file];
        let Position { line, column } = file.findings[finding].position;
        let others = match count {
            1 => String::new(),
            count => format!(" (and {} more)", count - 1),
        };
        terminal::tell(format_args!(
            "mfa-migrate: {}:{line}:{column}{others}: taken, but {}",
            file.entry.path,
            terminal::escaped(&what)
        ));
    }
}

/// Says that the prompts were interrupted.
fn interrupted(hint: &Hint) {
    terminal::tell("interrupted: nothing was delivered");
    hint.tell();
}

/// What was scanned: the files that can be rewritten, and those that no branch made from HEAD can hold.
struct Scanned {
    scan: Scan,
    left_out: Scan,
}

impl Scanned {
    fn of(
        args: &ScanArgs,
        target: &Target,
        scope: &Scope,
        terms: Terms,
    ) -> anyhow::Result<Scanned> {
        let Target::Branch { head, .. } = target else {
            let source = files::present_files(args, scope)?;
            return Ok(Scanned {
                scan: scan::scan(source.as_ref(), terms)?,
                left_out: Scan::default(),
            });
        };
        let scan = scan::scan(head, terms)?;
        // Where not all of the tree can be read, nothing is delivered, and nobody knows what isn't in it.
        let is_unreadable = |passed: &Skipped| passed.reason == SkipReason::Unreadable;
        let left_out = if scope.is_bare || scan.passed_over.iter().any(is_unreadable) {
            Scan::default()
        } else {
            let terms = Terms {
                keeps: Keeps::Findings,
                ..terms
            };
            uncommitted::tell(&uncommitted::of(scope, &scan));
            let others = WorkTree::new(scope).without(head.paths()?);
            let mut left_out = scan::scan(&others, terms)?;
            left_out.looked_at = 0;
            let is_report = |passed: &Skipped| passed.reason == SkipReason::Report;
            left_out.passed_over.retain(is_report);
            left_out
        };
        Ok(Scanned { scan, left_out })
    }

    /// Has a person look at findings whose rewrites would have been delivered, as AWS doesn't confirm them.
    fn leave(&mut self, unverified: &[(usize, usize)], chosen: &Chosen) {
        for (file, finding) in unverified {
            let verification = &chosen.access[*file][finding].verification;
            if let Some(verification) = verification.clone() {
                self.scan.files[*file].findings[*finding].verify(verification);
            }
        }
    }

    /// What became of each finding.
    fn report<'a>(&'a self, chosen: &'a Chosen, run: Run) -> Report<'a> {
        let mut report = Report::of_check(&self.scan, run);
        let files = self.scan.files.iter().zip(&chosen.taken);
        let outcomes = files
            .zip(&chosen.access)
            .flat_map(|((file, taken), access)| {
                (0..file.findings.len()).map(|finding| {
                    let outcome = match taken.contains(&finding) {
                        true => Outcome::Taken,
                        false => Outcome::Left,
                    };
                    (outcome, access.get(&finding))
                })
            });
        for (reported, (outcome, access)) in report.findings.iter_mut().zip(outcomes) {
            reported.outcome = outcome;
            reported.access = access.unwrap_or(reported.access);
        }
        report
            .findings
            .extend(Reported::all(&self.left_out, Outcome::LeftOut));
        report.passed_over.extend(&self.left_out.passed_over);
        report.passed_over.sort();
        report
    }
}

/// What is delivered and what is left, for the commit's message.
fn delivery(chosen: &Chosen, report: &Report) -> Delivery<'static> {
    let rules = rules::ALL.iter().map(|rule| rule.info.name);
    let mut left: BTreeMap<Disposition, usize> = BTreeMap::new();
    for reported in &report.findings {
        if reported.outcome == Outcome::Left {
            *left.entry(reported.finding.disposition).or_default() += 1;
        }
    }
    let removals = report.findings.iter().filter(|reported| {
        reported.outcome == Outcome::Taken && reported.finding.removed_action().is_some()
    });
    let splits = report
        .findings
        .iter()
        .filter(|reported| reported.outcome == Outcome::Taken && reported.finding.is_split());
    Delivery {
        removals: removals.count(),
        splits: splits.count(),
        rewritten: rules
            .filter_map(|rule| Some((rule, *chosen.counts.get(rule)?)))
            .collect(),
        left,
        policies: statements::policies(report, Outcome::Taken),
        statements: statements::changed(report, Outcome::Taken),
    }
}
