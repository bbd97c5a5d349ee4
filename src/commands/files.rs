//! The files that the command line names.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::cli::{STDIN, ScanArgs};
use crate::configuration::{self, Configuration};
use crate::ignored::{Remark, RemarkKind};
use crate::position::Position;
use crate::report::{self, ReportedRemark};
use crate::source::admission::Admission;
use crate::source::bounded;
use crate::source::given::Given;
use crate::source::head::Commit;
use crate::source::scope::{self, Scope};
use crate::source::worktree::WorkTree;
use crate::source::{LARGEST, RepoPath, Source};
use crate::terminal;

/// The scopes that the command line names; the current folder without any.
///
/// # Errors
///
/// When a path isn't there, its repository can't be opened, or a file from standard input is named where none is read.
pub fn scopes(args: &ScanArgs) -> anyhow::Result<Vec<Scope>> {
    let here = [PathBuf::from(".")];
    if args.is_from_stdin() {
        let mut scopes = scope::resolve(&here)?;
        for scope in &mut scopes {
            scope.parts = vec![name_of_stdin(args, scope)?];
        }
        return Ok(scopes);
    }
    if args.stdin_filename.is_some() {
        bail!("--stdin-filename names a file from standard input; give `-` as the only path, too");
    }
    if args.paths.iter().any(|path| path == Path::new(STDIN)) {
        bail!(
            "`-` stands for the only file to look at; leave the other paths out, or name a file ./-"
        );
    }
    Ok(match args.paths.is_empty() {
        true => scope::resolve(&here)?,
        false => scope::resolve(&args.paths)?,
    })
}

/// The path under which the file from standard input is looked at.
fn name_of_stdin(args: &ScanArgs, scope: &Scope) -> anyhow::Result<RepoPath> {
    let Some(name) = &args.stdin_filename else {
        return Ok(RepoPath::from_git(b"stdin"));
    };
    below(&scope.root, name).with_context(|| {
        format!(
            "--stdin-filename {}: it is not in {}",
            terminal::escaped(&name.to_string_lossy()),
            terminal::escaped(&scope.root.to_string_lossy())
        )
    })
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
    let is_all = args.paths.is_empty() && args.since.is_none();
    let (true, Some(file)) = (is_all, &configuration.file) else {
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
///
/// # Errors
///
/// When it isn't known what has changed since the revision that the arguments name.
pub fn admission(
    args: &ScanArgs,
    scope: &Scope,
    configuration: &Configuration,
) -> anyhow::Result<Admission> {
    let own = args.report.iter().chain(&args.baseline);
    let own = own.chain(&configuration.path);
    let since = match &args.since {
        Some(revision) => Some(Commit::since(scope, revision)?.contents()?),
        None => None,
    };
    Ok(Admission {
        vendored: args.vendored(),
        named: match args.paths.is_empty() || args.force_exclude {
            true => Vec::new(),
            false => scope.parts.clone(),
        },
        own: own.filter_map(|file| below(&scope.root, file)).collect(),
        since,
        is_report: Some(report::is_own),
        excluded: configuration.exclude.clone(),
    })
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
pub fn present_files(args: &ScanArgs, scope: &Scope) -> anyhow::Result<Box<dyn Source>> {
    if args.is_from_stdin() {
        let bytes = bounded::up_to(std::io::stdin().lock(), LARGEST as u64);
        return Ok(Box::new(Given {
            path: name_of_stdin(args, scope)?,
            bytes: bytes.context("reading standard input")?,
        }));
    }
    if scope.is_bare {
        Ok(Box::new(Commit::head(scope)?))
    } else {
        Ok(Box::new(WorkTree::new(scope)))
    }
}
