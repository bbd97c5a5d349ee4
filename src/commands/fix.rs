//! `mfa-migrate fix`: review the rewrites, and deliver those that were taken.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};

use super::inquiry::Inquiry;
use crate::cli::{DevicesFrom, FixArgs, Format};
use crate::deliver::branch::{Delivered, Existing, NewBranch};
use crate::deliver::{Change, patch, worktree};
use crate::devices::DeviceResolver;
use crate::exit_code::ExitCode;
use crate::finding::{Disposition, Finding, Rule};
use crate::prove::{self, Edit};
use crate::report::human::plural;
use crate::report::{self, Outcome, Report, Reported};
use crate::review::{self, Decisions, Ended};
use crate::scan::{self, FileFindings, Scan};
use crate::source::head::Commit;
use crate::source::scope::Scope;
use crate::source::vendored::Vendored;
use crate::source::worktree::WorkTree;
use crate::source::{RepoPath, Source};
use crate::terminal;

/// Where the rewrites go.
enum Target {
    Branch {
        branch: Box<NewBranch>,
        head: Commit,
    },
    WorkTree,
    Patch,
}

/// Scans, asks, and delivers.
///
/// # Errors
///
/// When anything can't be read or delivered, or nobody can be asked. Then nothing was delivered.
pub fn run(args: &FixArgs) -> anyhow::Result<ExitCode> {
    if args.diff && args.scan.format != Format::Human {
        bail!("--diff prints a patch, so --format can't be used with it");
    }
    if !args.yes && !review::is_possible() {
        bail!(
            "there is no terminal to ask on; run with --yes to take every safe rewrite, or `mfa-migrate check` to see them"
        );
    }
    let inquiry = Inquiry::of(&args.scan, DevicesFrom::Aws)?;
    let mut scopes = super::scopes(&args.scan)?;
    if scopes.len() > 1 {
        bail!("the paths are in different repositories; run `mfa-migrate fix` in one at a time");
    }
    let scope = scopes.pop().context("no path was given")?;
    let target = target(args, &scope)?;
    let mut scanned = scan_for(&target, &scope, inquiry.resolver(), args.scan.vendored())?;
    inquiry.settle(&args.scan, &mut [&mut scanned.scan, &mut scanned.left_out])?;
    let decisions = if args.yes {
        Decisions::all(&scanned.scan, |finding| match finding.disposition {
            Disposition::Safe => true,
            Disposition::Review => args.include_review,
            Disposition::Manual | Disposition::Note => false,
        })
    } else {
        match review::review(&scanned.scan)? {
            Ended::Decided(decisions) => decisions,
            Ended::Abandoned => {
                anstream::eprintln!("abandoned: nothing was delivered");
                return Ok(ExitCode::Found);
            }
            Ended::Interrupted => {
                anstream::eprintln!("interrupted: nothing was delivered");
                return Ok(ExitCode::Interrupted);
            }
        }
    };
    let settled = settle(&scanned.scan, &decisions);
    let mut report = outcome(&scanned, &settled);
    report.delivery = Some(deliver(args, &scope, target, &settled, &report)?);
    if args.diff {
        let stdout = std::io::stdout();
        patch::write(&mut stdout.lock(), &settled.changes)?;
        if let Some(delivery) = &report.delivery {
            anstream::eprintln!("{}\n{delivery}", report::human::summary(&report));
        }
    } else {
        report::print(&args.scan, &report)?;
    }
    let is_left = report.findings.iter().any(|reported| {
        reported.outcome != Outcome::Taken
            && (args.scan.strict || reported.finding.disposition != Disposition::Note)
    });
    Ok(if is_left {
        ExitCode::Found
    } else {
        ExitCode::Clean
    })
}

/// Makes sure that the target can be delivered to, before anybody is asked anything.
fn target(args: &FixArgs, scope: &Scope) -> anyhow::Result<Target> {
    if args.diff {
        return Ok(Target::Patch);
    }
    if args.in_place {
        if scope.is_bare {
            bail!("a bare repository has no work tree to edit; run without --in-place");
        }
        return Ok(Target::WorkTree);
    }
    let Some(git) = &scope.git else {
        bail!(
            "{}: this is no git repository, so no branch can be made; run with --in-place to edit the files, or with --diff to get a patch",
            scope.root.display()
        );
    };
    let head = Commit::head(scope)?;
    let existing = if args.force {
        Existing::Replace
    } else {
        Existing::Refuse
    };
    let branch = NewBranch::prepare(git, head.id(), &args.branch, existing)?;
    Ok(Target::Branch {
        branch: Box::new(branch),
        head,
    })
}

/// What was scanned: the files that can be rewritten, and those that no branch made from HEAD can hold.
struct Scanned {
    scan: Scan,
    left_out: Scan,
}

fn scan_for(
    target: &Target,
    scope: &Scope,
    resolver: &DeviceResolver,
    vendored: Vendored,
) -> anyhow::Result<Scanned> {
    let Target::Branch { head, .. } = target else {
        let source = super::present_files(scope)?;
        return Ok(Scanned {
            scan: scan::scan(source.as_ref(), resolver, vendored)?,
            left_out: Scan::default(),
        });
    };
    let listing = head.list()?;
    let in_head: BTreeSet<RepoPath> = listing
        .entries
        .iter()
        .map(|entry| entry.path.clone())
        .collect();
    let scan = scan::scan_files(head, listing, resolver, vendored)?;
    let left_out = if scope.is_bare {
        Scan::default()
    } else {
        let mut left_out = scan::scan(&WorkTree::new(scope).without(in_head), resolver, vendored)?;
        left_out.looked_at = 0;
        left_out.passed_over.clear();
        left_out
    };
    Ok(Scanned { scan, left_out })
}

/// The changes that were decided on, each file's proved together.
#[derive(Default)]
struct Settled {
    changes: Vec<Change>,
    /// For each file of the scan, which of its findings are delivered.
    taken: Vec<Vec<bool>>,
    /// How many rewrites of each rule are delivered.
    counts: BTreeMap<Rule, usize>,
}

fn settle(scan: &Scan, decisions: &Decisions) -> Settled {
    let mut settled = Settled::default();
    for (index, file) in scan.files.iter().enumerate() {
        let (taken, bytes) = settle_file(file, decisions.of_file(index));
        if let Some(bytes) = bytes.filter(|bytes| *bytes != file.bytes) {
            settled.changes.push(Change {
                entry: file.entry.clone(),
                old: file.bytes.clone(),
                new: bytes,
            });
        }
        for (finding, taken) in file.findings.iter().zip(&taken) {
            if *taken {
                *settled.counts.entry(finding.rule).or_default() += 1;
            }
        }
        settled.taken.push(taken);
    }
    settled
}

/// Which rewrites of a file can be made together, and the file with them made. Where they can't all, each is added
/// as long as the proof holds, and of any other it is said why it is left.
fn settle_file(
    file: &FileFindings,
    rewrites: &[Option<crate::finding::Rewrite>],
) -> (Vec<bool>, Option<Vec<u8>>) {
    let edits: Vec<(usize, Edit)> = file
        .findings
        .iter()
        .zip(rewrites)
        .enumerate()
        .filter_map(|(index, (finding, rewrite))| {
            Some((index, Edit::new(&finding.anchor, rewrite.as_ref()?)))
        })
        .collect();
    let mut taken = vec![false; file.findings.len()];
    if edits.is_empty() {
        return (taken, None);
    }
    let document = file.document();
    let prove = |edits: &[Edit]| prove::prove(&document, &file.bytes, edits);
    let all: Vec<Edit> = edits.iter().map(|(_, edit)| edit.clone()).collect();
    if let Ok(proof) = prove(&all) {
        for (index, _) in &edits {
            taken[*index] = true;
        }
        return (taken, Some(proof.bytes));
    }
    let mut kept = Vec::new();
    let mut bytes = None;
    for (index, edit) in edits {
        kept.push(edit);
        match prove(&kept) {
            Ok(proof) => {
                taken[index] = true;
                bytes = Some(proof.bytes);
            }
            Err(refusal) => {
                kept.pop();
                let position = file.findings[index].position;
                anstream::eprintln!(
                    "mfa-migrate: {}:{}:{}: left, as it can't be made together with the others: {}; run fix again",
                    file.entry.path,
                    position.line,
                    position.column,
                    terminal::escaped(&refusal.to_string())
                );
            }
        }
    }
    (taken, bytes)
}

fn outcome<'a>(scanned: &'a Scanned, settled: &Settled) -> Report<'a> {
    let mut report = Report::of_check(&scanned.scan);
    let taken = settled.taken.iter().flatten();
    for (reported, taken) in report.findings.iter_mut().zip(taken) {
        reported.outcome = if *taken {
            Outcome::Taken
        } else {
            Outcome::Left
        };
    }
    report
        .findings
        .extend(scanned.left_out.findings().map(|(file, finding)| Reported {
            file,
            finding,
            outcome: Outcome::LeftOut,
        }));
    report
}

/// Delivers, and says what was done and what to do next.
fn deliver(
    args: &FixArgs,
    scope: &Scope,
    target: Target,
    settled: &Settled,
    report: &Report,
) -> anyhow::Result<String> {
    let rewrites: usize = settled.counts.values().sum();
    let files = settled.changes.len();
    let amount = format!(
        "{rewrites} {} in {files} {}",
        plural(rewrites, "rewrite"),
        plural(files, "file")
    );
    let left = left(report);
    if files == 0 {
        return Ok(format!("nothing to deliver{left}"));
    }
    Ok(match target {
        Target::Patch => format!("{amount} in the patch{left}"),
        Target::WorkTree => {
            worktree::write(&scope.root, &settled.changes)?;
            let next = if scope.git.is_some() {
                "\n  see them:  git diff\n  undo:      git restore FILE..."
            } else {
                ""
            };
            format!("{amount} written to the work tree{left}{next}")
        }
        Target::Branch { branch, .. } => {
            let delivered = branch.commit(&settled.changes, &message(settled, report))?;
            next_steps(args, &amount, &left, &delivered)
        }
    })
}

fn next_steps(args: &FixArgs, amount: &str, left: &str, delivered: &Delivered) -> String {
    let branch = &args.branch;
    let undo = match delivered.replaced {
        Some(old) => format!("git branch --force {branch} {old}"),
        None => format!("git branch -D {branch}"),
    };
    format!(
        "{amount} committed on branch {} as {:.10}{left}\n  see them:  git diff HEAD...{branch}\n  use them:  git switch {branch}\n  undo:      {undo}",
        delivered.branch,
        delivered.commit.to_string()
    )
}

fn left(report: &Report) -> String {
    let count = |outcome: Outcome| {
        report
            .findings
            .iter()
            .filter(|reported| {
                reported.outcome == outcome && reported.finding.disposition != Disposition::Note
            })
            .count()
    };
    let mut text = String::new();
    if count(Outcome::Left) > 0 {
        text.push_str(&format!("; {} left", count(Outcome::Left)));
    }
    if count(Outcome::LeftOut) > 0 {
        text.push_str(&format!(
            "; {} left out, in files that are not in HEAD",
            count(Outcome::LeftOut)
        ));
    }
    text
}

/// The commit message: what was changed, by rule, and how many were left.
fn message(settled: &Settled, report: &Report) -> String {
    let mut message = String::from(
        "Let IAM users have MFA devices of any name\n\n\
         An IAM user may have several MFA devices, each with a name of its own, so a\n\
         policy must not name the device after the user (mfa/${aws:username}), and a\n\
         serial number must be one that iam:ListMFADevices gives.\n\n",
    );
    for (rule, count) in &settled.counts {
        message.push_str(&format!("{rule}: {count} rewritten\n"));
    }
    let left = |disposition: Disposition| {
        report
            .findings
            .iter()
            .filter(|reported| {
                reported.outcome == Outcome::Left && reported.finding.disposition == disposition
            })
            .count()
    };
    let kinds: Vec<String> = Disposition::ALL
        .into_iter()
        .filter(|disposition| left(*disposition) > 0)
        .map(|disposition| format!("{} {disposition}", left(disposition)))
        .collect();
    if kinds.is_empty() {
        message.push_str("left: none\n");
    } else {
        message.push_str(&format!("left: {}\n", kinds.join(", ")));
    }
    let access = gained(report);
    if !access.is_empty() {
        message.push_str(&format!(
            "\nOn devices of any name this grants {}.\n",
            access.join(", ")
        ));
    }
    message.push_str(&format!(
        "\nMade by mfa-migrate {}.\n",
        env!("CARGO_PKG_VERSION")
    ));
    message
}

fn gained(report: &Report) -> Vec<&'static str> {
    let taken = |reported: &&Reported| reported.outcome == Outcome::Taken;
    let actions: BTreeSet<&'static str> = report
        .findings
        .iter()
        .filter(taken)
        .map(|reported| reported.finding)
        .flat_map(|finding: &Finding| finding.access.gained.iter().copied())
        .collect();
    actions.into_iter().collect()
}
