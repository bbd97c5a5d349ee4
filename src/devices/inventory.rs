//! What is known of users and their devices, account by account.

use std::collections::BTreeMap;

use super::{Device, Directory, Failure, Lookup};
use crate::iam::serial::Account;

/// What is known of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserRecord {
    /// All devices.
    Devices(Vec<Device>),
    /// That there is no such user.
    Missing,
    /// Nothing, and why.
    Failed(Failure),
}

/// What is known of an account.
#[derive(Clone, Debug, Default)]
pub struct InAccount {
    /// Whether it has no users but these.
    pub is_complete: bool,
    /// By name.
    pub users: BTreeMap<String, UserRecord>,
}

/// What is known.
#[derive(Clone, Debug, Default)]
pub struct DeviceInventory {
    /// What it is called in reports, and what to do about a user that isn't in it.
    pub origin: Origin,
    /// By account.
    pub accounts: BTreeMap<Account, InAccount>,
    /// Devices whose serial number doesn't say which account they belong to.
    pub unplaced: Vec<Device>,
}

/// Where an inventory comes from.
#[derive(Clone, Debug, Default)]
pub enum Origin {
    /// From IAM.
    #[default]
    Asked,
    /// From a file of this name.
    File(String),
}

impl DeviceInventory {
    /// Puts a user into it.
    pub fn insert(&mut self, account: &Account, name: &str, user: UserRecord) {
        self.accounts
            .entry(account.clone())
            .or_default()
            .users
            .insert(name.to_owned(), user);
    }

    /// Adds a device to those of its user: in the account that its serial number names, if it names one.
    pub fn add(&mut self, device: Device) {
        let is_same = |other: &Device| other.user == device.user && other.serial == device.serial;
        let Some(account) = device.account() else {
            if !self.devices().any(is_same) {
                self.unplaced.push(device);
            }
            return;
        };
        let users = &mut self.accounts.entry(account).or_default().users;
        match users
            .entry(device.user.clone())
            .or_insert_with(|| UserRecord::Devices(Vec::new()))
        {
            UserRecord::Devices(devices) if devices.iter().any(is_same) => {}
            UserRecord::Devices(devices) => devices.push(device),
            other => *other = UserRecord::Devices(vec![device]),
        }
    }

    /// All users, with their accounts, in order.
    pub fn users(&self) -> impl Iterator<Item = (&Account, &str, &UserRecord)> {
        self.accounts.iter().flat_map(|(account, known)| {
            known
                .users
                .iter()
                .map(move |(name, user)| (account, name.as_str(), user))
        })
    }

    /// Why lookups failed, each reason once, with the accounts that it concerns.
    pub fn failures(&self) -> BTreeMap<&Failure, Vec<&Account>> {
        let mut failures: BTreeMap<&Failure, Vec<&Account>> = BTreeMap::new();
        for (account, _, user) in self.users() {
            if let UserRecord::Failed(failure) = user {
                let accounts = failures.entry(failure).or_default();
                if accounts.last() != Some(&account) {
                    accounts.push(account);
                }
            }
        }
        failures
    }

    /// All devices, of whatever user.
    fn devices(&self) -> impl Iterator<Item = &Device> {
        self.users()
            .filter_map(|(_, _, user)| match user {
                UserRecord::Devices(devices) => Some(devices),
                UserRecord::Missing | UserRecord::Failed(_) => None,
            })
            .flatten()
            .chain(&self.unplaced)
    }

    fn unknown(&self, account: &Account, user: &str) -> Lookup {
        Lookup::Unasked(match &self.origin {
            Origin::Asked => {
                format!("not verified: user {user} of account {account} was not asked for")
            }
            Origin::File(file) => format!(
                "not verified: {file} has no device of user {user} in account {account}; record it with \
                 `mfa-migrate devices {user} --save FILE` or `aws iam list-mfa-devices --user-name {user}`, or correct the name"
            ),
        })
    }
}

impl Directory for DeviceInventory {
    fn devices_of(&self, account: &Account, user: &str) -> Lookup {
        let known = self.accounts.get(account);
        match known.and_then(|known| known.users.get(user)) {
            Some(UserRecord::Devices(devices)) => {
                let unplaced = self.unplaced.iter().filter(|device| {
                    device.user == user
                        && !devices.iter().any(|known| known.serial == device.serial)
                });
                Lookup::Devices(devices.iter().chain(unplaced).cloned().collect())
            }
            Some(UserRecord::Missing) => Lookup::NoSuchUser {
                all_are_known: known.is_some_and(|known| known.is_complete),
            },
            Some(UserRecord::Failed(failure)) => Lookup::Failed(failure.headline.clone()),
            None if known.is_some_and(|known| known.is_complete) => Lookup::NoSuchUser {
                all_are_known: true,
            },
            None if self.unplaced.iter().any(|device| device.user == user) => {
                Lookup::Unasked(match &self.origin {
                    Origin::File(file) => format!(
                        "not verified: {file} doesn't say which account user {user}'s hardware token belongs to"
                    ),
                    Origin::Asked => format!(
                        "not verified: it isn't known which account user {user}'s hardware token belongs to"
                    ),
                })
            }
            None => self.unknown(account, user),
        }
    }

    fn has(&self, serial: &str) -> bool {
        self.devices().any(|device| device.serial == serial)
    }
}
