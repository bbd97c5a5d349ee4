//! Files with something to migrate that aren't as in HEAD: a branch is made from HEAD, while `check` looks at the work tree.

use std::collections::BTreeSet;

use crate::report::human::plural;
use crate::scan::Scan;
use crate::source::bounded::{self, Links};
use crate::source::scope::Scope;
use crate::source::{Entry, LARGEST, RepoPath, since};
use crate::terminal;

/// How many of them are named.
const MOST_NAMED: usize = 5;

/// The files with something to migrate in HEAD of which the work tree has another text. What is only in the work tree isn't
/// looked for: that would be a second run over all files.
pub fn of(scope: &Scope, scan: &Scan) -> BTreeSet<RepoPath> {
    let to_migrate = scan.files.iter().filter(|file| file.is_to_migrate());
    to_migrate
        .filter(|file| has_changed(&file.entry, scope))
        .map(|file| file.entry.path.clone())
        .collect()
}

/// Whether the work tree has another text for a file. One that isn't there may be left out of a sparse checkout.
fn has_changed(file: &Entry, scope: &Scope) -> bool {
    let path = scope.root.join(file.path.to_path());
    let present = bounded::read(&path, LARGEST as u64, Links::Ignored);
    let is_other = |bytes: &[u8]| file.blob.is_some_and(|blob| !since::is_text(blob, bytes));
    matches!(present, Ok(Some(bytes)) if is_other(&bytes))
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
