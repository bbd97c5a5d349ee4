//! The prompts: one rewrite at a time, answered with one key. Nothing is written here, so every answer can be
//! taken back.

mod answers;
mod decisions;
mod session;
mod shown_change;

pub use answers::{Kept, KeptError};
pub use decisions::{Decisions, Ended};
pub use session::review;

use std::io::{self, IsTerminal};

/// Whether there is anybody to ask: prompts are shown on standard error and answered on standard input.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
