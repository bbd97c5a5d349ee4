//! Finding out what users' devices are: from a record, or by asking IAM for just those that a scan came across.

use std::io::IsTerminal;
use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::{AwsArgs, DevicesFrom, ScanArgs};
use crate::devices::aws::{self, Options};
use crate::devices::recorder::LookupRecorder;
use crate::devices::{DeviceResolver, Unasked, inventory::DeviceInventory, record};
use crate::scan::Scan;
use crate::terminal;

/// Who is asked.
pub struct Inquiry {
    resolver: DeviceResolver,
    /// Where IAM is to be asked: for whom.
    live: Option<(LookupRecorder, Options)>,
}

impl Inquiry {
    /// Reads the record that the arguments name, or gets ready to ask.
    ///
    /// # Errors
    ///
    /// When the record can't be read, or the arguments contradict one another.
    pub fn of(args: &ScanArgs, default: DevicesFrom) -> anyhow::Result<Inquiry> {
        let preference = args.prefer.clone();
        let known = |resolver| Inquiry {
            resolver,
            live: None,
        };
        match args.devices.as_ref().unwrap_or(&default) {
            DevicesFrom::None => Ok(known(DeviceResolver::new(Unasked, preference))),
            DevicesFrom::File(file) => {
                let record = record::read(file).context("--devices")?;
                if let (Some(days), false) = (record.days_too_old(SystemTime::now()), args.quiet) {
                    anstream::eprintln!(
                        "mfa-migrate: {} is {days} days old; devices may have changed since: make it again with `mfa-migrate devices --save`",
                        terminal::escaped(&file.to_string_lossy())
                    );
                }
                Ok(known(DeviceResolver::new(record.inventory, preference)))
            }
            DevicesFrom::Aws => {
                let wanted = LookupRecorder::default();
                Ok(Inquiry {
                    resolver: DeviceResolver::new(wanted.clone(), preference),
                    live: Some((wanted, options(&args.aws)?)),
                })
            }
        }
    }

    /// Whom the rules ask on the first look.
    pub fn resolver(&self) -> &DeviceResolver {
        &self.resolver
    }

    /// Asks IAM for what the first look wanted to know, and has the scans judged again by what it says. What can't
    /// be had is said once, and the findings that it concerns say so.
    ///
    /// # Errors
    ///
    /// When this machine can't ask at all.
    pub fn settle(self, args: &ScanArgs, scans: &mut [&mut Scan]) -> anyhow::Result<()> {
        let Some((wanted, options)) = self.live else {
            return Ok(());
        };
        let users = wanted.users();
        if users.is_empty() {
            return Ok(());
        }
        let bar = Bar::new(args.quiet);
        let inventory = aws::look_up(&options, &users, &|done, total| bar.show(done, total))
            .context("asking IAM for devices")?;
        drop(bar);
        say_failures(&inventory);
        let resolver = DeviceResolver::new(inventory, self.resolver.preference);
        for scan in scans {
            scan.judge_again(&resolver);
        }
        Ok(())
    }
}

/// Says on standard error why devices are not known, each reason once.
fn say_failures(inventory: &DeviceInventory) {
    for (failure, accounts) in inventory.failures() {
        let accounts: Vec<String> = accounts.iter().map(ToString::to_string).collect();
        anstream::eprintln!(
            "mfa-migrate: serial numbers of account {} could not be verified: {}",
            accounts.join(", "),
            terminal::escaped(&failure.to_string())
        );
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

/// A bar on standard error that says how far a lookup is; nothing where that is no terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar that isn't shown before the first step, nor ever where nobody wants it.
    pub fn new(is_quiet: bool) -> Bar {
        let bar = if is_quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new(0)
        };
        let style =
            ProgressStyle::with_template("asking IAM for devices {wide_bar} {pos}/{len} users");
        Bar(match style {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Shows how many of how many users were asked for.
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
