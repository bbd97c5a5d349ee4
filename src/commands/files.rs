//! The files that the command line names.

use std::path::{Path, PathBuf};

use crate::cli::ScanArgs;
use crate::source::admission::Admission;
use crate::source::head::Commit;
use crate::source::scope::{self, Scope};
use crate::source::worktree::WorkTree;
use crate::source::{RepoPath, Source, scope::ScopeError};

/// The scopes that the command line names; the current folder without any.
pub fn scopes(args: &ScanArgs) -> Result<Vec<Scope>, ScopeError> {
    if args.paths.is_empty() {
        scope::resolve(&[PathBuf::from(".")])
    } else {
        scope::resolve(&args.paths)
    }
}

/// Which files of a scope are looked at.
pub fn admission(args: &ScanArgs, scope: &Scope) -> Admission {
    let own = args.report.iter();
    Admission {
        vendored: args.vendored(),
        named: match args.paths.is_empty() {
            true => Vec::new(),
            false => scope.parts.clone(),
        },
        own: own.filter_map(|file| below(&scope.root, file)).collect(),
        ..Admission::default()
    }
}

/// The path of a file below a root, whether the file is there or not; `None` where it isn't below it.
fn below(root: &Path, file: &Path) -> Option<RepoPath> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let folder = std::fs::canonicalize(folder).ok()?;
    RepoPath::below(root, &folder.join(file.file_name()?))
}

/// The files as they are now: the work tree, or what HEAD holds where there is none.
pub fn present_files(scope: &Scope) -> anyhow::Result<Box<dyn Source>> {
    if scope.is_bare {
        Ok(Box::new(Commit::head(scope)?))
    } else {
        Ok(Box::new(WorkTree::new(scope)))
    }
}
