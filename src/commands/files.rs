//! The files that the command line names.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::ScanArgs;
use crate::configuration::{self, Configuration};
use crate::ignored::{Remark, RemarkKind};
use crate::position::Position;
use crate::report::ReportedRemark;
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

/// The configuration of a scope.
///
/// # Errors
///
/// When its file can't be read, or something is wrong in it.
pub fn configuration(args: &ScanArgs, scope: &Scope) -> anyhow::Result<Arc<Configuration>> {
    let found = match &args.config {
        Some(file) => configuration::named(file, scope)?,
        None if args.no_config => Configuration::default(),
        None => configuration::discover(scope)?,
    };
    Ok(Arc::new(found))
}

/// What there is to say of a configuration's `ignore`s that ignored nothing, where all was looked at.
pub fn unused<'a>(args: &ScanArgs, configuration: &'a Configuration) -> Vec<ReportedRemark<'a>> {
    let (true, Some(file)) = (args.paths.is_empty(), &configuration.file) else {
        return Vec::new();
    };
    let unused = configuration.ignores.iter().filter(|it| !it.is_used());
    unused
        .map(|ignore| ReportedRemark {
            path: Cow::Borrowed(file.as_str()),
            remark: Cow::Owned(Remark {
                position: Position {
                    line: ignore.line,
                    column: 1,
                },
                kind: RemarkKind::Unused,
                text: format!("unused ignore: there is no finding for {ignore}; remove it"),
            }),
        })
        .collect()
}

/// Which files of a scope are looked at.
pub fn admission(args: &ScanArgs, scope: &Scope, configuration: &Configuration) -> Admission {
    let own = args.report.iter().chain(&args.baseline);
    let own = own.chain(&configuration.path);
    Admission {
        vendored: args.vendored(),
        named: match args.paths.is_empty() {
            true => Vec::new(),
            false => scope.parts.clone(),
        },
        own: own.filter_map(|file| below(&scope.root, file)).collect(),
        only: None,
        excluded: configuration.exclude.clone(),
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
