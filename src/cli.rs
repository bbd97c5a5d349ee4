//! The command line.

use std::path::PathBuf;

use clap::builder::{
    NonEmptyStringValueParser, PathBufValueParser, PossibleValue, PossibleValuesParser,
    TypedValueParser,
};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::devices::preference::Preference;
use crate::exit_code::ExitCode;
use crate::finding::Strictness;
use crate::iam::serial::Account;
use crate::report::{self, Detail, Format};
use crate::rewrite::Names;
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
    /// List MFA devices as IAM knows them, and record them for `--devices FILE`.
    ///
    /// Without a USER it lists those of the user whose credentials they are. Exits with 0 when all could be listed,
    /// 1 when a user doesn't exist, 2 on an error, and then nothing was saved.
    Devices(DevicesArgs),
    /// Explain a rule: what it finds, why it matters, and what to do.
    Explain {
        /// The rule; all of them without one.
        rule: Option<String>,
    },
    /// Print the completions of a shell, for its folder of completions.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of the program or of a command, for `man -l -`.
    Man {
        /// The command; the program itself without one.
        command: Option<String>,
    },
}

/// What stands for standard input.
pub const STDIN: &str = "-";

/// What all commands that scan take.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Files and folders to look at; for check also `-`, a file from standard input [default: the folder you are in]
    pub paths: Vec<PathBuf>,

    /// The path of the file from standard input: it says in which language it is read, and under which name its
    /// findings are reported
    #[arg(long, value_name = "PATH", value_parser = NonEmptyStringValueParser::new().map(PathBuf::from))]
    pub stdin_filename: Option<PathBuf>,

    /// Look only at files that have changed since HEAD left this revision, committed or not
    #[arg(long, value_name = "REV", value_parser = NonEmptyStringValueParser::new())]
    pub since: Option<String>,

    /// Who knows the users' devices: a file that `devices --save` wrote, or with what `aws iam list-mfa-devices`
    /// printed; `-` for the same from standard input; `aws` to ask IAM; `none` to leave serial numbers unverified [default: `none` for check; for fix,
    /// `aws` where a finding needs it]
    #[arg(long, value_name = "FILE|aws|none", value_parser = PathBufValueParser::new().map(DevicesFrom::from))]
    pub devices: Option<DevicesFrom>,

    /// Read the configuration from this file [default: .mfa-migrate.toml in the folder that is looked at, or
    /// further up in its repository]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,

    /// Read no configuration
    #[arg(long)]
    pub no_config: bool,

    /// Of several devices, take this one without asking: newest, oldest or name=GLOB
    #[arg(long, value_name = "WHICH")]
    pub prefer: Option<Preference>,

    /// Ask AWS's own policy simulator (iam:SimulateCustomPolicy, which changes nothing) about each policy before and after its
    /// rewrites, and say where it decides otherwise than this program; what it doesn't confirm is to be reviewed
    #[arg(long)]
    pub verify: bool,

    /// How AWS is asked.
    #[command(flatten)]
    pub aws: AwsArgs,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = report::FORMATS[0].name, value_parser = formats(), hide_default_value = false)]
    pub format: &'static Format,

    /// Write the JSON report to this file, too
    #[arg(long, value_name = "FILE", value_parser = file_name())]
    pub report: Option<PathBuf>,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,

    /// Print the summary only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Name the files that were passed over, too
    #[arg(short, long)]
    pub verbose: bool,

    /// Look at vendored and generated files, and at reports of this program, too
    #[arg(long)]
    pub include_vendored: bool,

    /// Pass over what the configuration excludes, and what is vendored or generated, even where a path names it: for programs that
    /// pass the names of files
    #[arg(long)]
    pub force_exclude: bool,

    /// Let only findings count that this file doesn't have; --write-baseline makes it
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write the findings that are left to the file of --baseline
    #[arg(long, requires = "baseline")]
    pub write_baseline: bool,

    /// Count notes, files that are passed over as vendored or generated, and comments that ignore nothing, too
    #[arg(long)]
    pub strict: bool,

    /// Exit with 0 in place of 1; an error is 2 all the same
    #[arg(long)]
    pub exit_zero: bool,
}

impl ScanArgs {
    /// Whether the file to look at comes from standard input.
    pub fn is_from_stdin(&self) -> bool {
        self.paths == [PathBuf::from(STDIN)]
    }

    /// How much of the report is wanted.
    pub fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::Summary,
            (_, true) => Detail::PassedOver,
            _ => Detail::Findings,
        }
    }

    /// How the program ends.
    pub fn exit_code(&self, is_found: bool) -> ExitCode {
        if is_found && !self.exit_zero {
            ExitCode::Found
        } else {
            ExitCode::Clean
        }
    }

    /// What keeps a check from being green.
    pub fn strictness(&self) -> Strictness {
        if self.strict {
            Strictness::Strict
        } else {
            Strictness::Lenient
        }
    }

    /// Whether vendored and generated files are looked at.
    pub fn vendored(&self) -> Vendored {
        if self.include_vendored {
            Vendored::LookedAt
        } else {
            Vendored::Skipped
        }
    }
}

/// The name of a file to write. `-` is no file here: standard output has the report in the format that is asked for.
fn file_name() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|file| match file.to_str() {
        Some("" | "-") => Err("name a file; for standard output use --format json"),
        _ => Ok(file),
    })
}

/// Who knows the users' devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DevicesFrom {
    /// A file of recorded devices.
    File(PathBuf),
    /// IAM.
    Aws,
    /// Nobody.
    None,
}

impl From<PathBuf> for DevicesFrom {
    fn from(name: PathBuf) -> DevicesFrom {
        match name.to_str() {
            Some("aws") => DevicesFrom::Aws,
            Some("none") => DevicesFrom::None,
            _ => DevicesFrom::File(name),
        }
    }
}

/// What the options about asking AWS stand under in the help.
const ASKING: &str = "Asking AWS";

/// How AWS is asked.
#[derive(Debug, Args)]
pub struct AwsArgs {
    /// The profile of ~/.aws/config to ask with [default: what the environment says]
    #[arg(help_heading = ASKING, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub profile: Option<String>,

    /// The AWS region [default: what the environment or the profile says]
    #[arg(help_heading = ASKING, long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub region: Option<String>,

    /// Where to send requests [default: what the environment or the profile says]
    #[arg(help_heading = ASKING, long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub endpoint_url: Option<String>,

    /// The profile to ask with for another account; may be given several times
    #[arg(help_heading = ASKING, long = "account", value_name = "ACCOUNT=PROFILE", value_parser = account_profile)]
    pub accounts: Vec<(Account, String)>,

    /// How many seconds asking may take in all
    #[arg(help_heading = ASKING, long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub timeout: u64,
}

fn account_profile(text: &str) -> Result<(Account, String), String> {
    let (account, profile) = text
        .split_once('=')
        .filter(|(_, profile)| !profile.is_empty())
        .ok_or("write it as ACCOUNT=PROFILE, for example 123456789012=staging")?;
    let account = Account::new(account).ok_or("an account number has twelve digits")?;
    Ok((account, profile.to_owned()))
}

/// What `devices` takes.
#[derive(Debug, Args)]
pub struct DevicesArgs {
    /// The users [default: the one whose credentials they are]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub users: Vec<String>,

    /// Every user of the account
    #[arg(long, conflicts_with = "users")]
    pub all: bool,

    /// Write what was listed to this file, for `--devices FILE`
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,

    /// How to print the list
    #[arg(long, value_enum, default_value_t = ListFormat::Human)]
    pub format: ListFormat,

    /// When to use colours
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    pub color: Color,

    /// Print no list, only errors
    #[arg(short, long)]
    pub quiet: bool,

    /// How AWS is asked.
    #[command(flatten)]
    pub aws: AwsArgs,
}

/// How to print a list of devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A table.
    Human,
    /// As `aws iam list-mfa-devices` prints it.
    Json,
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

    /// Write what was delivered to this file, in Markdown, as the body of a pull request
    #[arg(long, value_name = "FILE", value_parser = file_name())]
    pub pr_body: Option<PathBuf>,

    /// Edit the files of the work tree instead
    #[arg(long, conflicts_with = "diff")]
    pub in_place: bool,

    /// Print a patch that `git apply` accepts instead
    #[arg(long)]
    pub diff: bool,

    /// Take every rewrite that is safe, without prompts
    #[arg(short, long)]
    pub yes: bool,

    /// Take up the answers of a session that was interrupted, stopped with q, not confirmed at the end, or could not be delivered
    #[arg(long, conflicts_with = "yes")]
    pub resume: bool,

    /// With --yes: take the rewrites to be reviewed, too
    #[arg(long, requires = "yes")]
    pub include_review: bool,

    /// Which names of devices a policy lets through afterwards: any (mfa/*), or those that begin with the user's own
    /// [default: any, or what the configuration says]
    #[arg(long, value_name = "NAMES")]
    pub names: Option<Names>,

    /// Take iam:DeleteVirtualMFADevice away from every statement that lets more devices through
    #[arg(long)]
    pub without_delete: bool,

    /// Split every statement that governs MFA devices and their user together, as AWS's own policies are written now: to be
    /// reviewed
    #[arg(long)]
    pub split: bool,
}

/// The formats of reports, by name.
fn formats() -> impl TypedValueParser<Value = &'static Format> {
    let values = report::FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.name).help(format.help));
    PossibleValuesParser::new(values)
        .map(|name| report::format(&name).unwrap_or(&report::FORMATS[0]))
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
