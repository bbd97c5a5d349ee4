//! Arguments: taken, or refused in a message that a terminal can show.

use clap::Parser;
use mfa_migrate::cli::Cli;
use mfa_migrate::terminal;

/// Reads the lines of the input as arguments.
///
/// # Panics
///
/// Where a refusal has a sign in it that a terminal obeys.
pub fn try_one(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let arguments = std::iter::once("mfa-migrate").chain(text.split('\n'));
    if let Err(error) = Cli::try_parse_from(arguments) {
        let said = error.render().to_string();
        for line in said.lines() {
            let shown = terminal::escaped(line);
            assert!(!shown.contains(|c: char| c.is_control()), "{shown:?}");
        }
    }
}
