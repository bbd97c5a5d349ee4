//! Finding out what users' devices are: from a record, or by asking IAM for just those that a scan came across.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use crate::cli::{AwsArgs, DevicesFrom, STDIN, ScanArgs};
use crate::configuration::{Configuration, Trust};
use crate::devices::aws::{self, Options};
use crate::devices::preference::Preference;
use crate::devices::{DeviceResolver, Unasked, inventory::DeviceInventory, record};
use crate::iam::serial::Account;
use crate::listings::Listings;
use crate::scan::Scan;
use crate::session_calls::SessionCalls;
use crate::terminal;

/// Who is asked.
pub enum Inquiry {
    /// Somebody who knows, or nobody.
    Known(DeviceResolver),
    /// IAM, for those whom a scan comes across; of several devices the user of this program may prefer one.
    Live(Options, Option<Preference>),
}

impl Inquiry {
    /// Reads the record that the arguments name, or gets ready to ask.
    ///
    /// # Errors
    ///
    /// When the record can't be read, or the arguments contradict one another.
    pub fn of(
        args: &ScanArgs,
        configurations: &[Arc<Configuration>],
        default: DevicesFrom,
    ) -> anyhow::Result<Inquiry> {
        let none = Arc::default();
        let configuration = configurations.first().unwrap_or(&none);
        let said =
            |it: &Configuration| (it.devices.clone(), it.profile.clone(), it.accounts.clone());
        if configurations
            .iter()
            .any(|other| said(other) != said(configuration))
        {
            bail!(
                "the paths have configurations that name different devices or profiles; look at one path at a time, or name one with --config"
            );
        }
        let preference = args.prefer.clone();
        let configured = configuration.devices.clone().map(DevicesFrom::File);
        let devices = args.devices.clone().or(configured).unwrap_or(default);
        if devices != DevicesFrom::Aws && !args.verify && !args.quiet {
            tell_unused(&args.aws);
        }
        match &devices {
            DevicesFrom::None => Ok(Inquiry::Known(DeviceResolver::new(Unasked, preference))),
            DevicesFrom::File(file) => {
                if args.is_from_stdin() && file.to_str() == Some(STDIN) {
                    bail!("standard input is the file to look at, so --devices can't be `-`, too");
                }
                let what = match args.devices {
                    Some(_) => "--devices",
                    None => "`devices` of the configuration",
                };
                let record = record::read(file).context(what)?;
                if let (Some(days), false) = (record.days_too_old(Timestamp::now()), args.quiet) {
                    terminal::tell(format_args!(
                        "mfa-migrate: {} is {days} days old; devices may have changed since: make it again with `mfa-migrate devices --save`",
                        terminal::escaped(&file.to_string_lossy())
                    ));
                }
                let resolver = DeviceResolver::new(record.inventory, preference);
                Ok(Inquiry::Known(resolver))
            }
            DevicesFrom::Aws => Ok(Inquiry::Live(live(args, configuration)?, preference)),
        }
    }

    /// How AWS is to be asked about anything else than devices.
    ///
    /// # Errors
    ///
    /// When the arguments contradict one another.
    pub fn options(
        &self,
        args: &ScanArgs,
        configurations: &[Arc<Configuration>],
    ) -> anyhow::Result<Options> {
        match self {
            Inquiry::Live(options, _) => Ok(options.clone()),
            Inquiry::Known(_) => {
                let none = Arc::default();
                live(args, configurations.first().unwrap_or(&none))
            }
        }
    }

    /// Who knows before the scan.
    pub fn resolver(&self) -> Option<&DeviceResolver> {
        match self {
            Inquiry::Known(resolver) => Some(resolver),
            Inquiry::Live(..) => None,
        }
    }

    /// Asks IAM for what scans left open, each user once, and answers it. What can't be had is said once, and the
    /// findings that it concerns say so.
    ///
    /// # Errors
    ///
    /// When this machine can't ask at all.
    pub fn answer(self, args: &ScanArgs, scans: &mut [&mut Scan]) -> anyhow::Result<()> {
        self.answer_questions(args, scans)?;
        let mut listings = Listings::default();
        let mut calls = SessionCalls::default();
        for scan in scans.iter_mut() {
            listings.append(std::mem::take(&mut scan.listings));
            calls.append(std::mem::take(&mut scan.session_calls));
        }
        for scan in scans {
            scan.tell(&listings, &calls);
        }
        Ok(())
    }

    fn answer_questions(self, args: &ScanArgs, scans: &mut [&mut Scan]) -> anyhow::Result<()> {
        let Inquiry::Live(options, preference) = self else {
            return Ok(());
        };
        let users: BTreeSet<(Account, String)> =
            scans.iter().flat_map(|scan| scan.wanted()).collect();
        let resolver = if users.is_empty() {
            DeviceResolver::new(Unasked, preference)
        } else {
            let bar = Bar::of_users(args.quiet);
            let inventory = aws::look_up(&options, &users, &|done, total| bar.show(done, total))
                .context("asking IAM for devices")?;
            drop(bar);
            say_failures(&inventory);
            DeviceResolver::new(inventory, preference)
        };
        for scan in scans {
            scan.answer(&resolver);
        }
        Ok(())
    }
}

/// Says which arguments have no effect where AWS isn't asked. They are no error: who passes them always may want that.
fn tell_unused(args: &AwsArgs) {
    let given = [
        ("--profile", args.profile.is_some()),
        ("--region", args.region.is_some()),
        ("--endpoint-url", args.endpoint_url.is_some()),
        ("--account", !args.accounts.is_empty()),
    ];
    let given = given.into_iter().filter(|(_, is_given)| *is_given);
    let unused: Vec<&str> = given.map(|(name, _)| name).collect();
    if !unused.is_empty() {
        terminal::tell(format_args!(
            "mfa-migrate: AWS is not asked, so {} {} no effect; add --devices aws to ask it",
            unused.join(", "),
            match unused.len() {
                1 => "has",
                _ => "have",
            }
        ));
    }
}

/// Says on standard error why devices are not known, each reason once.
fn say_failures(inventory: &DeviceInventory) {
    for (failure, accounts) in inventory.failures() {
        let accounts: Vec<String> = accounts.iter().map(ToString::to_string).collect();
        terminal::tell(format_args!(
            "mfa-migrate: serial numbers of account {} could not be verified: {}",
            accounts.join(", "),
            terminal::escaped(&failure.to_string())
        ));
    }
}

/// How AWS is asked, by the arguments and a configuration.
fn live(args: &ScanArgs, configuration: &Configuration) -> anyhow::Result<Options> {
    let mut options = options(&args.aws)?;
    configured_profiles(args, configuration, &mut options);
    Ok(options)
}

/// Asks with the profiles that a configuration names, where the arguments name none and the user named the configuration:
/// a repository doesn't choose with which credentials, and so by whose programs, anybody is asked.
fn configured_profiles(args: &ScanArgs, configuration: &Configuration, options: &mut Options) {
    if configuration.profile.is_none() && configuration.accounts.is_empty() {
        return;
    }
    if configuration.trust == Trust::Named {
        options.profile = options.profile.take().or(configuration.profile.clone());
        for (account, profile) in &configuration.accounts {
            let named = options.accounts.entry(account.clone());
            named.or_insert_with(|| profile.clone());
        }
    } else if args.aws.profile.is_none() && args.aws.accounts.is_empty() && !args.quiet {
        let file = configuration.file.as_deref().unwrap_or_default();
        terminal::tell(format_args!(
            "mfa-migrate: `profile` and `accounts` of {} are not used, as they choose credentials; name the file with --config to use them",
            terminal::escaped(file)
        ));
    }
}

/// How AWS is to be asked.
///
/// # Errors
///
/// When two profiles are named for one account.
pub fn options(args: &AwsArgs) -> anyhow::Result<Options> {
    let mut options = Options {
        profile: args.profile.clone(),
        region: args.region.clone(),
        endpoint_url: args.endpoint_url.clone(),
        accounts: Default::default(),
        timeout: Duration::from_secs(args.timeout),
    };
    for (account, profile) in &args.accounts {
        let other = options.accounts.insert(account.clone(), profile.clone());
        if other.is_some_and(|other| other != *profile) {
            bail!("--account {account} is given two profiles; name one");
        }
    }
    Ok(options)
}

/// A bar on standard error that says how far asking AWS is; nothing where that is no terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// One for the users whose devices are listed.
    pub fn of_users(is_quiet: bool) -> Bar {
        Bar::new(
            is_quiet,
            "asking IAM for devices {wide_bar} {pos}/{len} users",
        )
    }

    /// One for the calls that verify policies.
    pub fn of_calls(is_quiet: bool) -> Bar {
        Bar::new(
            is_quiet,
            "asking IAM about policies {wide_bar} {pos}/{len} calls",
        )
    }

    /// A bar that isn't shown before the first step, nor ever where nobody wants it.
    fn new(is_quiet: bool, template: &str) -> Bar {
        let bar = if is_quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        Bar(match ProgressStyle::with_template(template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Shows how many of how many were asked.
    pub fn show(&self, done: usize, total: usize) {
        self.0.set_length(total as u64);
        self.0.set_position(done as u64);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
