//! Taking up the answers of an earlier session, and telling how to.

use std::path::PathBuf;

use anyhow::bail;

use super::target::Target;
use crate::cli::FixArgs;
use crate::review::Kept;
use crate::source::scope::Scope;
use crate::terminal;

/// Where the answers of this session are kept; nowhere outside a repository.
pub struct Resumption {
    kept: Option<Kept>,
    /// Whether they are delivered to a branch that may be there by then.
    is_new_branch: bool,
}

/// How to take the answers up, where there are any.
#[derive(Clone)]
pub struct Hint {
    path: Option<PathBuf>,
    is_new_branch: bool,
}

impl Resumption {
    /// Reads the earlier answers, where they are to be taken up, and says if they were given for other files. Where they are not,
    /// says that they are there.
    ///
    /// # Errors
    ///
    /// When they are to be taken up, and there are none that can be read.
    pub fn of(args: &FixArgs, scope: &Scope, target: &Target) -> anyhow::Result<Resumption> {
        let Some(git) = scope.git.as_ref().filter(|_| !args.yes) else {
            if args.resume {
                bail!("answers are kept in a repository only, so --resume can't be used here");
            }
            return Ok(Resumption {
                kept: None,
                is_new_branch: false,
            });
        };
        let of = match target {
            Target::Branch { head, .. } => format!("commit {}", head.id()),
            Target::WorkTree | Target::Patch => "the work tree".to_owned(),
        };
        let mut kept = Kept::new(git, &of);
        if args.resume {
            if let Some(other) = kept.take_up()? {
                terminal::tell(format_args!(
                    "mfa-migrate: the answers were given for {}, and this is {of}; only those to questions that read the same are taken up",
                    terminal::escaped(&other)
                ));
            }
        } else if kept.are_there() {
            terminal::tell(
                "mfa-migrate: answers of an earlier session are there; --resume takes them up, and the first answer here replaces them",
            );
        }
        Ok(Resumption {
            kept: Some(kept),
            is_new_branch: matches!(target, Target::Branch { .. }) && !args.force,
        })
    }

    /// Where answers are kept.
    pub fn kept(&mut self) -> Option<&mut Kept> {
        self.kept.as_mut()
    }

    /// How to take them up.
    pub fn hint(&self) -> Hint {
        Hint {
            path: self.kept.as_ref().map(Kept::path),
            is_new_branch: self.is_new_branch,
        }
    }

    /// Removes them, as they have been delivered, or are not wanted.
    pub fn forget(&mut self) {
        if let Some(kept) = &mut self.kept
            && let Err(error) = kept.forget()
        {
            terminal::tell(format_args!(
                "mfa-migrate: the answers in {} could not be removed: {}",
                terminal::escaped(&kept.path().to_string_lossy()),
                terminal::escaped(&error.to_string())
            ));
        }
    }

    /// Says of a failure that the answers aren't lost.
    pub fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        self.hint().tell();
        error
    }
}

impl Hint {
    /// Tells how to take the answers up, where there are any.
    pub fn tell(&self) {
        if self.path.as_ref().is_some_and(|path| path.is_file()) {
            let force = match self.is_new_branch {
                true => "; add --force where the branch exists by then",
                false => "",
            };
            terminal::tell(format_args!(
                "your answers are kept: `mfa-migrate fix --resume` with the same other arguments takes them up{force}"
            ));
        }
    }
}
