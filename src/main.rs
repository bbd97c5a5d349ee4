//! Arguments in, exit code out.

use clap::Parser;
use mfa_migrate::cli::{Cli, Command};
use mfa_migrate::commands::{check, completions, devices, explain, fix};
use mfa_migrate::exit_code::ExitCode;
use mfa_migrate::fault;
use mfa_migrate::interruption::Interruption;
use mfa_migrate::source::git_error;
use mfa_migrate::terminal;

fn main() -> std::process::ExitCode {
    fault::told(run)
}

fn run() -> std::process::ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => {
            // It repeats arguments, which may come from anywhere.
            let text = error.render().to_string();
            for line in text.trim_end().lines() {
                terminal::tell(terminal::escaped(line));
            }
            return ExitCode::Error.into();
        }
        Err(help) => help.exit(),
    };
    let result = match &cli.command {
        Command::Check(args) => check::run(args),
        Command::Fix(args) => fix::run(args),
        Command::Devices(args) => devices::run(args),
        Command::Completions { shell } => completions::run(*shell),
        Command::Man { command } => completions::manual(command.as_deref()),
        Command::Explain { rule } => explain::run(rule.as_deref()),
    };
    match result {
        Ok(code) => code.into(),
        Err(error) if is_broken_pipe(&error) => ExitCode::Error.into(),
        Err(error) => {
            // It quotes configurations, records and servers.
            let text = format!("mfa-migrate: {}", git_error::told(&error));
            terminal::tell(terminal::escaped(&text));
            if let Some(interruption) = error.downcast_ref::<Interruption>() {
                interruption.end();
            }
            ExitCode::Error.into()
        }
    }
}

/// Whether the reader of our output went away, as `head` does.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}
