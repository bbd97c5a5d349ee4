//! Files with something to migrate that aren't as in HEAD: a branch is made from HEAD, while `check` looks at the work tree.

use std::collections::BTreeSet;

use super::files;
use crate::cli::ScanArgs;
use crate::report::human::plural;
use crate::scan::{self, FileFindings, Keeps, Scan, Terms};
use crate::source::bounded::{self, Links};
use crate::source::head::Commit;
use crate::source::path_set::PathSet;
use crate::source::scope::Scope;
use crate::source::since::Before;
use crate::source::worktree::WorkTree;
use crate::source::{LARGEST, RepoPath};
use crate::terminal;

/// How many of them are named.
const MOST_NAMED: usize = 5;

/// The files that are tracked, have changed, and have something to migrate before or after that. Of the work tree only files
/// that aren't as in HEAD are looked into.
///
/// # Errors
///
/// When the tree of HEAD or the work tree can't be read.
pub fn of(
    args: &ScanArgs,
    scope: &Scope,
    head: &Commit,
    (scan, tracked): (&Scan, &PathSet),
    terms: Terms,
) -> anyhow::Result<BTreeSet<RepoPath>> {
    let contents = head.contents()?;
    let to_migrate = scan.files.iter().filter(|file| file.is_to_migrate());
    let mut found: BTreeSet<RepoPath> = to_migrate
        .filter(|file| has_changed(file, scope, &contents))
        .map(|file| file.entry.path.clone())
        .collect();
    let mut admission = files::admission(args, scope, terms.configuration)?;
    admission.committed = Some(contents);
    let terms = Terms {
        keeps: Keeps::Findings,
        admission: &admission,
        ..terms
    };
    let changed = scan::scan(&WorkTree::new(scope), terms)?;
    let to_migrate = changed.files.iter().filter(|file| file.is_to_migrate());
    let paths = to_migrate.map(|file| &file.entry.path);
    found.extend(
        paths
            .filter(|path| tracked.contains(path.as_bytes()))
            .cloned(),
    );
    Ok(found)
}

/// Whether the work tree has another text for a file. One that isn't there may be left out of a sparse checkout.
fn has_changed(file: &FileFindings, scope: &Scope, contents: &Before) -> bool {
    let path = &file.entry.path;
    let present = bounded::read(
        &scope.root.join(path.to_path()),
        LARGEST as u64,
        Links::Ignored,
    );
    matches!(present, Ok(Some(bytes)) if !contents.has(path.as_bytes(), &bytes))
}

/// Says of which files a branch has no changes.
pub fn tell(files: &BTreeSet<RepoPath>) {
    let mut names: Vec<String> = files
        .iter()
        .take(MOST_NAMED)
        .map(ToString::to_string)
        .collect();
    if let more @ 1.. = files.len().saturating_sub(MOST_NAMED) {
        names.push(format!("{more} more"));
    }
    if !files.is_empty() {
        terminal::tell(format_args!(
            "mfa-migrate: {} {} changes that are not in HEAD, and so not on the branch; commit them first, or run with --in-place: {}",
            files.len(),
            match files.len() {
                1 => "file to migrate has".to_owned(),
                count => format!("{} to migrate have", plural(count, "file")),
            },
            names.join(", ")
        ));
    }
}
