//! The commands, each a page that reads as what the user asked for.

pub mod check;
mod chosen;
pub mod completions;
pub mod devices;
pub mod explain;
mod failure;
mod files;
pub mod fix;
mod inquiry;
mod known;
mod report_file;
mod resumption;
mod run;
mod target;
mod uncommitted;
mod unread;
mod verifier;
mod wherefore;
