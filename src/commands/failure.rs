//! What went wrong beside the work itself, and doesn't end it: told on standard error.

use crate::source::git_error;
use crate::terminal;

/// Tells it. `what` is a sentence without its end.
pub fn tell(what: &str, error: &anyhow::Error) {
    let text = format!("mfa-migrate: {what}: {}", git_error::told(error));
    terminal::tell(terminal::escaped(&text));
}
