//! What can't be read, which ends a fix before anything is asked: what is delivered would be only a part, and nobody would know of which whole.

use anyhow::bail;

use crate::scan::Scan;
use crate::source::{SkipReason, Skipped};

/// How many paths are named beside the first.
const MOST_NAMED: usize = 4;

/// Makes sure that all was read.
///
/// # Errors
///
/// When a file or folder could not be. The error names the first ones, and says how to fix the rest.
pub fn refuse(scan: &Scan) -> anyhow::Result<()> {
    let unread: Vec<&Skipped> = scan
        .passed_over
        .iter()
        .filter(|skipped| skipped.reason == SkipReason::Unreadable)
        .collect();
    let Some((first, others)) = unread.split_first() else {
        return Ok(());
    };
    let why = first.detail.as_deref().unwrap_or("it can't be read");
    let named = others
        .iter()
        .take(MOST_NAMED)
        .map(|other| other.path.to_string());
    let mut named: Vec<String> = named.collect();
    if let more @ 1.. = others.len().saturating_sub(MOST_NAMED) {
        named.push(format!("{more} more"));
    }
    let also = match named.is_empty() {
        true => String::new(),
        false => format!(" (as well as {})", named.join(", ")),
    };
    bail!(
        "{}{also}: {why}. Nothing was delivered, as there may be something to migrate; to fix the rest, name its paths",
        first.path
    )
}
