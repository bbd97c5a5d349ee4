//! The files that the command line names.

use std::path::PathBuf;

use crate::cli::ScanArgs;
use crate::source::head::Commit;
use crate::source::scope::{self, Scope};
use crate::source::worktree::WorkTree;
use crate::source::{Source, scope::ScopeError};

/// The scopes that the command line names; the current folder without any.
pub fn scopes(args: &ScanArgs) -> Result<Vec<Scope>, ScopeError> {
    if args.paths.is_empty() {
        scope::resolve(&[PathBuf::from(".")])
    } else {
        scope::resolve(&args.paths)
    }
}

/// The files as they are now: the work tree, or what HEAD holds where there is none.
pub fn present_files(scope: &Scope) -> anyhow::Result<Box<dyn Source>> {
    if scope.is_bare {
        Ok(Box::new(Commit::head(scope)?))
    } else {
        Ok(Box::new(WorkTree::new(scope)))
    }
}
