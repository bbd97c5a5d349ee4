//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::source::vendored::Vendored;

/// Finds and rewrites what several MFA devices per IAM user broke: policies that grant mfa/${aws:username}, and
/// commands that guess a device's serial number.
#[derive(Debug, Parser)]
#[command(
    name = "mfa-migrate",
    version,
    max_term_width = 100,
    subcommand_required = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report what is to be migrated; never writes.
    ///
    /// Exits with 0 when nothing is, 1 when something is, 2 on an error.
    Check(CheckArgs),
    /// Review the rewrites one by one, and deliver those you take.
    ///
    /// By default they become one commit on a new branch, made from the tree of HEAD; neither the index nor the
    /// work tree is touched. Exits with 0 when all was delivered, 1 when something is left, 2 on an error, and
    /// then nothing was delivered.
    Fix(FixArgs),
    /// Explain a rule: what it finds, why it matters, and what to do.
    Explain {
        /// The rule; all of them without one.
        rule: Option<String>,
    },
}

/// What all commands that scan take.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Files and folders to look at [default: the folder you are in]
    pub paths: Vec<PathBuf>,

    /// A file with what `aws iam list-mfa-devices` printed, once or several times; or `none`
    #[arg(long, value_name = "FILE|none", default_value = "none")]
    pub devices: PathBuf,

    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,

    /// Print the summary only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name the files that were passed over, too
    #[arg(short, long)]
    pub verbose: bool,

    /// Look at vendored and generated files, too
    #[arg(long)]
    pub include_vendored: bool,

    /// Count notes as something to migrate
    #[arg(long)]
    pub strict: bool,
}

impl ScanArgs {
    /// Whether vendored and generated files are looked at.
    pub fn vendored(&self) -> Vendored {
        if self.include_vendored {
            Vendored::LookedAt
        } else {
            Vendored::PassedOver
        }
    }
}

/// What `check` takes.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// What to look at.
    #[command(flatten)]
    pub scan: ScanArgs,
}

/// What `fix` takes.
#[derive(Debug, Args)]
pub struct FixArgs {
    /// What to look at.
    #[command(flatten)]
    pub scan: ScanArgs,

    /// Commit on this new branch, from the tree of HEAD
    #[arg(long, value_name = "NAME", default_value = "mfa-migrate", conflicts_with_all = ["in_place", "diff"])]
    pub branch: String,

    /// Replace the branch if it exists
    #[arg(long, conflicts_with_all = ["in_place", "diff"])]
    pub force: bool,

    /// Edit the files of the work tree instead
    #[arg(long, conflicts_with = "diff")]
    pub in_place: bool,

    /// Print a patch that `git apply` accepts instead
    #[arg(long)]
    pub diff: bool,

    /// Take every rewrite that is safe, without prompts
    #[arg(short, long)]
    pub yes: bool,

    /// With --yes: take the rewrites to be reviewed, too
    #[arg(long, requires = "yes")]
    pub include_review: bool,
}

/// How to print a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: snippets of the source.
    Human,
    /// For programs.
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// The choice as the output streams take it.
    pub fn choice(self) -> anstream::ColorChoice {
        match self {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
    }
}
