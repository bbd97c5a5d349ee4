//! Where taken rewrites go: a branch, the work tree, or a patch. Nothing else writes.

pub mod branch;
mod durability;
pub mod kept;
pub mod message;
pub mod patch;
mod readiness;
mod replacement;
pub mod signing;
mod tree;
pub mod turn;
pub mod undo;
mod user_config;
pub mod worktree;

use crate::source::Entry;

/// A file with its rewrites made and proved.
#[derive(Debug)]
pub struct Change {
    /// The file.
    pub entry: Entry,
    /// What it held when it was scanned.
    pub old: Vec<u8>,
    /// What it is to hold.
    pub new: Vec<u8>,
}
