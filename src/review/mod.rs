//! The prompts: one rewrite at a time, answered with one key. Nothing is written here, so every answer can be
//! taken back.

mod alike;
mod answers;
mod command;
mod decisions;
mod device;
mod dialogue;
mod drawing;
mod last_question;
mod new_value;
mod outlook;
mod questions;
mod screen;
mod search;
mod session;
mod shown_change;
mod shown_question;
mod taken_up;
mod typed_line;

pub use answers::{Kept, KeptError};
pub use decisions::{Decisions, Ended};
pub use last_question::Destination;
pub use session::review;

use std::io::{self, IsTerminal};

/// Whether there is anybody to ask: prompts are shown on standard error and answered on standard input.
pub fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}
