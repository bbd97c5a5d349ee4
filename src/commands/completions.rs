//! `mfa-migrate completions` and `mfa-migrate man`: what shells and manuals need, from the definitions of the flags.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::exit_code::ExitCode;

/// Prints a shell's completions.
///
/// # Errors
///
/// When they can't be written.
pub fn run(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "mfa-migrate", &mut text);
    print(&text)
}

/// Prints the manual: a page for the program, or for one of its commands.
///
/// # Errors
///
/// When it can't be written, or there is no such command.
pub fn manual(name: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut command = Cli::command();
    command.build();
    let page = match name {
        None => command,
        Some(name) => {
            let found = command.find_subcommand(name).cloned();
            let found = found.ok_or_else(|| {
                anyhow::anyhow!("there is no command {name:?}; see `mfa-migrate --help`")
            })?;
            let page = format!("mfa-migrate-{name}");
            found.display_name(page)
        }
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print(&text)
}

fn print(text: &[u8]) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    out.write_all(text)?;
    out.flush()?;
    Ok(ExitCode::Clean)
}
