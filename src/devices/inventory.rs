//! What is known of users and their devices, account by account.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::device::Device;
use super::directory::{Directory, Failure, Lookup};
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
    accounts: BTreeMap<Account, InAccount>,
    /// Devices whose serial number doesn't say which account they belong to, by user.
    unplaced: BTreeMap<String, Vec<Device>>,
    /// All serial numbers, each with the users who have it.
    serials: HashMap<String, BTreeSet<String>>,
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
    /// An empty one, from somewhere.
    pub fn of(origin: Origin) -> DeviceInventory {
        DeviceInventory {
            origin,
            ..DeviceInventory::default()
        }
    }

    /// Puts a user into it, with all devices.
    pub fn insert(&mut self, account: &Account, name: &str, user: UserRecord) {
        if let UserRecord::Devices(devices) = &user {
            for device in devices {
                self.note(device);
            }
        }
        self.account(account).users.insert(name.to_owned(), user);
    }

    /// Adds a device to those of its user: in the account that its serial number names, if it names one. The same device
    /// is added once.
    pub fn add(&mut self, device: Device) {
        if !self.note(&device) {
            return;
        }
        let Some(account) = device.account() else {
            let of_user = self.unplaced.entry(device.user.clone()).or_default();
            of_user.push(device);
            return;
        };
        let users = &mut self.account(&account).users;
        match users
            .entry(device.user.clone())
            .or_insert_with(|| UserRecord::Devices(Vec::new()))
        {
            UserRecord::Devices(devices) => devices.push(device),
            other => *other = UserRecord::Devices(vec![device]),
        }
    }

    /// Says that an account has no users but those that are put in.
    pub fn complete(&mut self, account: &Account) {
        self.account(account).is_complete = true;
    }

    /// What is known of an account, put in if nothing is.
    pub fn account(&mut self, account: &Account) -> &mut InAccount {
        self.accounts.entry(account.clone()).or_default()
    }

    /// The accounts of which something is known, in order.
    pub fn accounts(&self) -> &BTreeMap<Account, InAccount> {
        &self.accounts
    }

    /// Notes who has a serial number; whether that is new.
    fn note(&mut self, device: &Device) -> bool {
        let users = self.serials.entry(device.serial.clone()).or_default();
        users.insert(device.user.clone())
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
                let unplaced = self.unplaced.get(user).into_iter().flatten();
                let unplaced = unplaced
                    .filter(|device| !devices.iter().any(|known| known.serial == device.serial));
                Lookup::Devices(devices.iter().chain(unplaced).cloned().collect())
            }
            Some(UserRecord::Missing) => Lookup::NoSuchUser {
                all_are_known: known.is_some_and(|known| known.is_complete),
            },
            Some(UserRecord::Failed(failure)) => Lookup::Failed(failure.headline.clone()),
            None if known.is_some_and(|known| known.is_complete) => Lookup::NoSuchUser {
                all_are_known: true,
            },
            None if self.unplaced.contains_key(user) => Lookup::Unasked(match &self.origin {
                Origin::File(file) => format!(
                    "not verified: {file} doesn't say which account user {user}'s hardware token belongs to"
                ),
                Origin::Asked => format!(
                    "not verified: it isn't known which account user {user}'s hardware token belongs to"
                ),
            }),
            None => self.unknown(account, user),
        }
    }

    fn has(&self, serial: &str) -> bool {
        self.serials.contains_key(serial)
    }

    fn knows(&self, account: &Account) -> bool {
        self.accounts.contains_key(account)
    }

    fn is_unplaced(&self, user: &str, serial: &str) -> bool {
        let unplaced = self.unplaced.get(user).into_iter().flatten();
        unplaced.into_iter().any(|device| device.serial == serial)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(user: &str, serial: &str) -> Device {
        Device {
            user: user.to_owned(),
            serial: serial.to_owned(),
            enabled: None,
        }
    }

    fn account() -> Account {
        Account::new("123456789012").expect("an account")
    }

    fn serials(inventory: &DeviceInventory, user: &str) -> Vec<String> {
        match inventory.devices_of(&account(), user) {
            Lookup::Devices(devices) => devices.into_iter().map(|device| device.serial).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_device_is_added_once_for_each_user() {
        let mut inventory = DeviceInventory::default();
        let arn = "arn:aws:iam::123456789012:mfa/phone";
        for (user, serial) in [
            ("alice", arn),
            ("alice", arn),
            ("bob", arn),
            ("alice", "GAHT12345678"),
            ("alice", "GAHT12345678"),
            ("alice", "GAHT99999999"),
        ] {
            inventory.add(device(user, serial));
        }
        assert_eq!(
            serials(&inventory, "alice"),
            [arn, "GAHT12345678", "GAHT99999999"]
        );
        assert_eq!(serials(&inventory, "bob"), [arn]);
        assert!(inventory.has(arn) && inventory.has("GAHT99999999"));
        assert!(!inventory.has("GAHT0"));
        let other = Account::new("999999999999").expect("an account");
        assert!(matches!(
            inventory.devices_of(&other, "alice"),
            Lookup::Unasked(_)
        ));
    }

    #[test]
    fn a_user_who_is_put_in_has_each_device_once() {
        let mut inventory = DeviceInventory::of(Origin::File("a.json".to_owned()));
        inventory.add(device("alice", "GAHT12345678"));
        let unasked = inventory.devices_of(&account(), "alice");
        assert!(
            matches!(&unasked, Lookup::Unasked(why) if why.contains("doesn't say which account"))
        );
        let devices = vec![
            device("alice", "GAHT12345678"),
            device("alice", "GAHT99999999"),
        ];
        inventory.insert(&account(), "alice", UserRecord::Devices(devices));
        assert_eq!(
            serials(&inventory, "alice"),
            ["GAHT12345678", "GAHT99999999"]
        );
        assert!(inventory.has("GAHT99999999"));
        inventory.insert(&account(), "ghost", UserRecord::Missing);
        let missing = |all_are_known| Lookup::NoSuchUser { all_are_known };
        assert_eq!(inventory.devices_of(&account(), "ghost"), missing(false));
        inventory.complete(&account());
        assert_eq!(inventory.devices_of(&account(), "ghost"), missing(true));
        assert_eq!(inventory.devices_of(&account(), "nobody"), missing(true));
    }
}
