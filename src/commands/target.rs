//! Where `fix` delivers to, and what it says of that.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::chosen::Chosen;
use super::failure;
use crate::cli::FixArgs;
use crate::deliver::branch::{Delivered, Existing, NewBranch};
use crate::deliver::turn::Turn;
use crate::deliver::undo::{self, Undo, Written};
use crate::deliver::worktree::Unwritten;
use crate::deliver::{Change, message, worktree};
use crate::interruption::Postponed;
use crate::report::human::{self, plural};
use crate::report::{Delivery, Outcome, Report};
use crate::review::Destination;
use crate::source::head::Commit;
use crate::source::scope::Scope;
use crate::terminal;

/// Where the rewrites go.
pub enum Target {
    /// To a new branch.
    Branch {
        /// The branch.
        branch: Box<NewBranch>,
        /// The commit that it is built on, and whose tree is scanned.
        head: Commit,
    },
    /// Into the files of the work tree.
    WorkTree,
    /// Into a patch.
    Patch,
}

impl Target {
    /// Makes sure that the target can be delivered to, before anybody is asked anything.
    ///
    /// # Errors
    ///
    /// When it can't.
    pub fn of(args: &FixArgs, scope: &Scope) -> anyhow::Result<Target> {
        if args.diff {
            return Ok(Target::Patch);
        }
        if args.in_place {
            if scope.is_bare {
                bail!("a bare repository has no work tree to edit; run without --in-place");
            }
            tell_unfinished(scope)?;
            return Ok(Target::WorkTree);
        }
        let git = scope.openable()?;
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

    /// Makes sure that the target is still free, where there is something to deliver.
    ///
    /// # Errors
    ///
    /// When the branch exists and isn't to be replaced.
    pub fn check_free(&self) -> anyhow::Result<()> {
        match self {
            Target::Branch { branch, .. } => branch.check_free(),
            Target::WorkTree | Target::Patch => Ok(()),
        }
    }

    /// Where the rewrites go, as the last question says it.
    pub fn destination(&self, args: &FixArgs) -> Destination {
        match self {
            Target::Branch { .. } => Destination::Branch(args.branch.clone()),
            Target::WorkTree => Destination::WorkTree,
            Target::Patch => Destination::Patch,
        }
    }

    /// Delivers, and says what was done and what to do next.
    ///
    /// # Errors
    ///
    /// When something can't be written; then nothing was delivered.
    pub fn deliver(
        self,
        args: &FixArgs,
        scope: &Scope,
        chosen: &Chosen,
        message: &message::Delivery,
        report: &Report,
    ) -> anyhow::Result<Delivery> {
        let left_out = report.left(Outcome::LeftOut);
        let left = left(report);
        let (rewrites, files) = (chosen.rewrites(), chosen.changes.len());
        let removals = match message.removals {
            0 => String::new(),
            count => format!(" ({count} {} removed)", plural(count, "action")),
        };
        let amount = format!(
            "{rewrites} {}{removals} in {files} {}",
            plural(rewrites, "rewrite"),
            plural(files, "file")
        );
        let mut delivery = Delivery {
            files,
            taken: rewrites,
            left: report.left(Outcome::Left) + left_out,
            left_out,
            ..Delivery::default()
        };
        if files == 0 {
            delivery.text = format!("nothing to deliver{left}{}", steps(args, report));
            return Ok(delivery);
        }
        delivery.text = match self {
            Target::Patch => format!("{amount} in the patch{left}"),
            Target::WorkTree => {
                let done = |undo: Option<PathBuf>| {
                    let mut next = String::new();
                    if scope.git.is_some() {
                        next.push_str("\n  see them:  git diff");
                    }
                    if let Some(patch) = undo {
                        next.push_str(&format!("\n  undo:      {}", undo_command(scope, &patch)));
                    }
                    format!("{amount} written to the work tree{left}{next}")
                };
                done(write(scope, &chosen.changes, &done)?)
            }
            Target::Branch { branch, .. } => {
                let delivered = branch.commit(&chosen.changes, &message::message(message))?;
                let text = next_steps(args, &amount, &left, &delivered);
                delivery.branch = Some(delivered.branch);
                delivery.commit = Some(delivered.commit.to_string());
                text
            }
        };
        Ok(delivery)
    }
}

/// Writes to the work tree; gives the patch that undoes this. A signal that comes when all is written ends the program, after
/// what `done` says.
fn write(
    scope: &Scope,
    changes: &[Change],
    done: &dyn Fn(Option<PathBuf>) -> String,
) -> anyhow::Result<Option<PathBuf>> {
    let turn = Turn::take(&scope.root)?;
    let postponed = Postponed::begin();
    let undo = kept(scope, changes);
    if let Err(unwritten) = worktree::write(&scope.root, changes, &|| postponed.interruption()) {
        let Unwritten { error, left } = unwritten;
        let written = undo.and_then(|undo| undo.left(&scope.root, &left));
        if let Some(written) = written {
            terminal::tell(said(scope, &written));
        }
        return Err(error);
    }
    let undo = undo.map(Undo::finished);
    drop(turn);
    if let Some(interruption) = postponed.end() {
        terminal::tell(done(undo));
        interruption.end();
    }
    Ok(undo)
}

/// Keeps a patch that undoes the changes, where there is a git folder to keep it in.
fn kept(scope: &Scope, changes: &[Change]) -> Option<Undo> {
    let kept = Undo::keep(scope.git.as_ref()?, changes);
    kept.map_err(|error| {
        failure::tell("no patch that undoes this could be kept", &error);
    })
    .ok()
}

/// Tells what earlier runs wrote that were killed before they could say it.
fn tell_unfinished(scope: &Scope) -> anyhow::Result<()> {
    let Some(git) = &scope.git else {
        return Ok(());
    };
    if undo::unfinished(git).is_empty() {
        return Ok(());
    }
    // Nobody is writing now, so who made the records is no more.
    let _turn = Turn::take(&scope.root)?;
    for undo in undo::unfinished(git) {
        if let Some(written) = undo.settled(&scope.root) {
            terminal::tell(said(scope, &written));
        }
    }
    Ok(())
}

/// What a run wrote that came to no end, and how to undo it.
fn said(scope: &Scope, written: &Written) -> String {
    const MOST_SHOWN: usize = 10;
    let mut text = format!(
        "mfa-migrate: a run that was stopped has written {} of {} files, each of them whole:",
        written.files.len(),
        written.of
    );
    for file in written.files.iter().take(MOST_SHOWN) {
        text.push_str(&format!("\n  {file}"));
    }
    if written.files.len() > MOST_SHOWN {
        let more = written.files.len() - MOST_SHOWN;
        text.push_str(&format!("\n  and {more} more"));
    }
    if let Some(patch) = &written.patch {
        text.push_str(&format!("\n  undo:      {}", undo_command(scope, patch)));
    }
    text
}

/// The command that undoes the changes, for the folder that the user is in.
fn undo_command(scope: &Scope, patch: &Path) -> String {
    let here = std::env::current_dir().and_then(std::fs::canonicalize);
    // Elsewhere, git would pass over what is outside the folder.
    if here.is_ok_and(|here| here == scope.root) {
        let patch = patch.strip_prefix(&scope.root).unwrap_or(patch);
        format!("git apply -R {}", word(patch))
    } else {
        format!("git -C {} apply -R {}", word(&scope.root), word(patch))
    }
}

/// A path as a word of a shell's command.
fn word(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = terminal::escaped(&text);
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@%:,=".contains(c);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.into_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn next_steps(args: &FixArgs, amount: &str, left: &str, delivered: &Delivered) -> String {
    let branch = &args.branch;
    let short = format!("{:.10}", delivered.commit.to_string());
    if delivered.is_same {
        return format!(
            "nothing to do: branch {branch} has {amount} already, as {short}{left}\n  see them:  git diff HEAD...{branch}\n  use them:  git switch {branch}"
        );
    }
    let (unsigned, sign) = if delivered.is_signed {
        ("", String::new())
    } else {
        let sign = format!(
            "\n  sign it:   git switch {branch} && git commit --amend --no-edit --gpg-sign"
        );
        (", not signed", sign)
    };
    let undo = match delivered.replaced {
        Some(old) => format!("git branch --force {branch} {old}"),
        None => format!("git branch -D {branch}"),
    };
    format!(
        "{amount} committed on branch {} as {short}{unsigned}{left}\n  see them:  git diff HEAD...{branch}\n  use them:  git switch {branch}{sign}\n  undo:      {undo}",
        delivered.branch,
    )
}

/// What to do about what is left where nobody was asked, in a line for each disposition.
fn steps(args: &FixArgs, report: &Report) -> String {
    if !args.yes {
        return String::new();
    }
    let left = report.findings.iter();
    let steps = human::next_steps(left.filter(|one| one.outcome == Outcome::Left));
    steps.iter().map(|step| format!("\n  {step}")).collect()
}

/// What isn't delivered, in a few words.
fn left(report: &Report) -> String {
    let mut text = String::new();
    let (left, left_out) = (report.left(Outcome::Left), report.left(Outcome::LeftOut));
    if left > 0 {
        text.push_str(&format!("; {left} left"));
    }
    if left_out > 0 {
        text.push_str(&format!(
            "; {left_out} left out, in files that are not in HEAD"
        ));
    }
    text
}
