//! Asking IAM: ListMFADevices for each user once, with credentials of the right account.
//!
//! Only four calls are ever made, all of which read: `sts:GetCallerIdentity` once a profile,
//! `iam:ListMFADevices` once a user (and once more for each further page), `iam:ListUsers` where all users
//! are asked for, and `iam:SimulateCustomPolicy` where policies are to be verified.

mod bounded;
mod failure;
mod options;
mod session;
mod simulator;

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use futures_util::stream;
use tokio::time::{Instant, timeout_at};

use super::device::Device;
use super::directory::Failure;
use super::inventory::{DeviceInventory, UserRecord};
use crate::iam::serial::Account;
use options::{AT_ONCE, Progress};
pub use options::{Options, Whose};
use session::Session;
pub use simulator::Simulator;

/// The longest name that a user can have (characters; IAM User Guide, "IAM and AWS STS quotas").
const LONGEST_USER_NAME: usize = 64;

/// Asks for the devices of users of any accounts. What can't be had is in the inventory as a failure.
///
/// # Errors
///
/// When the machine can't do what it takes to ask at all.
pub fn look_up(
    options: &Options,
    wanted: &BTreeSet<(Account, String)>,
    progress: Progress,
) -> std::io::Result<DeviceInventory> {
    block_on(async {
        let deadline = Instant::now() + options.timeout;
        let mut by_account: BTreeMap<&Account, Vec<String>> = BTreeMap::new();
        for (account, user) in wanted {
            by_account.entry(account).or_default().push(user.clone());
        }
        let mut inventory = DeviceInventory::default();
        let mut own = None;
        let mut opened = Vec::new();
        for (account, users) in by_account {
            let session = match options.accounts.get(account) {
                Some(profile) => Session::of_account(options, profile, account, deadline).await,
                None => {
                    if own.is_none() {
                        let profile = options.profile.as_deref();
                        own = Some(Session::open(options, profile, deadline).await);
                    }
                    match &own {
                        Some(Ok(session)) if session.identity.account == *account => {
                            Ok(session.clone())
                        }
                        // Nobody has credentials for the account of an example.
                        Some(Ok(_)) if account.is_example() => continue,
                        Some(Ok(session)) => {
                            Err(failure::other_account(account, &session.identity.account))
                        }
                        Some(Err(failure)) => Err(failure.clone()),
                        None => continue,
                    }
                }
            };
            match session {
                Ok(session) => opened.extend(users.into_iter().map(|user| (session.clone(), user))),
                Err(failure) => {
                    for user in users {
                        inventory.insert(account, &user, UserRecord::Failed(failure.clone()));
                    }
                }
            }
        }
        ask(opened, deadline, progress, &mut inventory).await;
        inventory
    })
}

/// Lists devices in the account of the profile and in each other one that the options name. In several, a user
/// is looked for in each.
///
/// # Errors
///
/// When any of it can't be had: a list with gaps would look like one without.
pub fn list(
    options: &Options,
    whose: &Whose,
    progress: Progress,
) -> Result<DeviceInventory, Failure> {
    let asked = block_on(async {
        let deadline = Instant::now() + options.timeout;
        let mut sessions =
            vec![Session::open(options, options.profile.as_deref(), deadline).await?];
        for (account, profile) in &options.accounts {
            if sessions[0].identity.account != *account {
                sessions.push(Session::of_account(options, profile, account, deadline).await?);
            }
        }
        let mut inventory = DeviceInventory::default();
        let mut asked = Vec::new();
        for session in sessions {
            let users = match whose {
                Whose::OwnOnly => vec![session.own_name()?],
                Whose::Of(users) => users.clone(),
                Whose::Everyone => session.users(deadline).await?,
            };
            let account = inventory.account(&session.identity.account);
            account.is_complete = matches!(whose, Whose::Everyone);
            asked.extend(users.into_iter().map(|user| (session.clone(), user)));
        }
        ask(asked, deadline, progress, &mut inventory).await;
        let failure = inventory.failures().into_keys().next().cloned();
        match failure {
            Some(failure) => Err(failure),
            None => Ok(inventory),
        }
    });
    asked.map_err(|error| failure::machine(&error))?
}

/// Runs the whole of a lookup to its end.
fn block_on<T>(lookup: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let result = runtime.block_on(lookup);
    // A name lookup that hangs in the system must not keep the program from its report.
    runtime.shutdown_background();
    Ok(result)
}

/// Asks for users, a few at a time, and puts each into the inventory.
async fn ask(
    users: Vec<(Session, String)>,
    deadline: Instant,
    progress: Progress<'_>,
    inventory: &mut DeviceInventory,
) {
    let total = users.len();
    if total > 0 {
        progress(0, total);
    }
    let mut answers = stream::iter(users)
        .map(|(session, name)| async move {
            let user = of_user(&session, &name, deadline).await;
            (session.identity.account.clone(), name, user)
        })
        .buffer_unordered(AT_ONCE);
    let mut done = 0;
    while let Some((account, name, user)) = answers.next().await {
        done += 1;
        progress(done, total);
        inventory.insert(&account, &name, user);
    }
}

/// The devices of a user, all pages of them.
async fn of_user(session: &Session, name: &str, deadline: Instant) -> UserRecord {
    if name.chars().count() > LONGEST_USER_NAME {
        return UserRecord::Missing;
    }
    // What stopped one request for good would stop all that come after it.
    if let Some(failure) = session.broken() {
        return UserRecord::Failed(failure);
    }
    let mut pages = session
        .iam
        .list_mfa_devices()
        .user_name(name)
        .into_paginator()
        .items()
        .send();
    let mut devices = Vec::new();
    loop {
        match timeout_at(deadline, pages.next()).await {
            Err(_) => return UserRecord::Failed(failure::timed_out()),
            Ok(None) => return UserRecord::Devices(devices),
            Ok(Some(Ok(device))) => {
                let device = Device {
                    user: device.user_name().to_owned(),
                    serial: device.serial_number().to_owned(),
                    enabled: device
                        .enable_date()
                        .fmt(aws_smithy_types::date_time::Format::DateTime)
                        .ok(),
                };
                if !device.may_be_of(&session.identity.account, name) {
                    return UserRecord::Failed(failure::impossible());
                }
                devices.push(device);
            }
            Ok(Some(Err(error))) => {
                use aws_sdk_iam::operation::list_mfa_devices::ListMFADevicesError;
                let is_missing = error
                    .as_service_error()
                    .is_some_and(ListMFADevicesError::is_no_such_entity_exception);
                if is_missing {
                    return UserRecord::Missing;
                }
                let problem = failure::of_call(&error, "iam:ListMFADevices", session.profile());
                if problem.stops_all {
                    session.set_broken(&problem.failure);
                }
                return UserRecord::Failed(problem.failure);
            }
        }
    }
}
