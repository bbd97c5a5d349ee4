//! `mfa-migrate devices`: what ListMFADevices says, shown and recorded.

use std::collections::BTreeSet;
use std::io::Write;

use jiff::Timestamp;

use super::failure;
use super::inquiry::{self, Bar};
use crate::cli::{DevicesArgs, ListFormat};
use crate::devices::aws::{self, Whose};
use crate::devices::directory::Failure;
use crate::devices::inventory::{DeviceInventory, UserRecord};
use crate::devices::{Device, record};
use crate::exit_code::ExitCode;
use crate::fault;
use crate::report::human::plural;
use crate::terminal;

/// Lists devices, and saves them where that is asked for.
///
/// # Errors
///
/// When any of them can't be had, or the file can't be written; then nothing was saved.
pub fn run(args: &DevicesArgs) -> anyhow::Result<ExitCode> {
    let whose = match args.users.as_slice() {
        _ if args.all => Whose::Everyone,
        [] => Whose::OwnOnly,
        users => Whose::Of(users.to_vec()),
    };
    let record = args
        .save
        .as_deref()
        .map(record::Writable::prepare)
        .transpose()?;
    let options = inquiry::options(&args.aws)?;
    let bar = Bar::of_users(args.quiet);
    let inventory = aws::list(&options, &whose, &|done, total| bar.show(done, total));
    drop(bar);
    // A record is what is made here, and not what could be read in its place.
    let inventory = inventory.map_err(Failure::with_no_record)?;
    if let Some(record) = record {
        record::save(record, &inventory, Timestamp::now())?;
        fault::ends_with(ExitCode::Clean);
    }
    let printed = match args.quiet {
        true => Ok(()),
        false => print(args, &inventory),
    };
    match printed {
        // What was saved decides the exit code, whoever reads of it.
        Err(error) if args.save.is_some() => {
            failure::tell("the list could not be printed", &error);
        }
        printed => printed?,
    }
    if let Some(file) = &args.save {
        let users = inventory.users().count();
        terminal::tell(format_args!(
            "recorded {users} {} in {}; use it with --devices",
            plural(users, "user"),
            terminal::escaped(&file.to_string_lossy())
        ));
    }
    let missing = missing(&inventory);
    for user in &missing {
        terminal::tell(format_args!(
            "mfa-migrate: there is no user {}",
            terminal::escaped(user)
        ));
    }
    Ok(if missing.is_empty() {
        ExitCode::Clean
    } else {
        ExitCode::Found
    })
}

/// The users that no account has.
fn missing(inventory: &DeviceInventory) -> BTreeSet<&str> {
    let named = |is_missing: bool| {
        inventory
            .users()
            .filter(move |(_, _, user)| (**user == UserRecord::Missing) == is_missing)
            .map(|(_, name, _)| name)
            .collect::<BTreeSet<&str>>()
    };
    &named(true) - &named(false)
}

fn print(args: &DevicesArgs, inventory: &DeviceInventory) -> anyhow::Result<()> {
    let stdout = std::io::stdout().lock();
    match args.format {
        ListFormat::Json => {
            let mut out = std::io::BufWriter::new(stdout);
            record::print(&mut out, inventory)?;
            out.flush()?;
        }
        ListFormat::Human => {
            let bold = console::Style::new().bold().force_styling(true);
            let text = table(inventory);
            let (head, rows) = text.split_once('\n').unwrap_or_default();
            let mut out = anstream::AutoStream::new(stdout, args.color.choice());
            write!(out, "{}\n{rows}", bold.apply_to(head))?;
            out.flush()?;
        }
    }
    Ok(())
}

/// A line a device: account, user, device, kind, enable date.
fn table(inventory: &DeviceInventory) -> String {
    let several_accounts = inventory.accounts().len() > 1;
    let mut rows: Vec<Vec<String>> = vec![
        ["ACCOUNT", "USER", "DEVICE", "KIND", "ENABLED"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for (account, name, user) in inventory.users() {
        let devices = match user {
            UserRecord::Devices(devices) => devices,
            UserRecord::Missing | UserRecord::Failed(_) => continue,
        };
        let row = |rest: [String; 3]| {
            let cells = [account.to_string(), name.to_owned()];
            cells.into_iter().chain(rest).collect::<Vec<_>>()
        };
        if devices.is_empty() {
            rows.push(row(["none".into(), String::new(), String::new()]));
        }
        let mut sorted = devices.clone();
        sorted.sort_by(Device::newest_first);
        for device in sorted {
            let kind = if device.gives_codes() {
                device.kind().to_owned()
            } else {
                format!("{} (console only)", device.kind())
            };
            let enabled = device.enabled.clone().unwrap_or_default();
            rows.push(row([device.serial, kind, enabled]));
        }
    }
    if !several_accounts {
        for row in &mut rows {
            row.remove(0);
        }
    }
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| {
            let lengths = rows.iter().map(|row| row[column].chars().count());
            lengths.max().unwrap_or_default()
        })
        .collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{:width$}  ", terminal::masked(cell)));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
