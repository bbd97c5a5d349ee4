//! Who knows which devices users have, and what they answer.

use std::fmt;

use super::device::Device;
use crate::iam::serial::Account;

/// Why a lookup gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// In a few words, for every finding that it concerns.
    pub headline: String,
    /// In a sentence, with what to do; said once.
    pub advice: String,
    /// What to do instead of asking, where devices are asked for.
    pub instead: Option<&'static str>,
}

impl Failure {
    /// The same where something else than devices is asked for.
    pub fn with_no_record(self) -> Failure {
        Failure {
            instead: None,
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.headline, self.advice)?;
        match self.instead {
            Some(instead) => write!(f, ", or {instead}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

/// What a directory says of a user's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// These are all; none, where the user has none.
    Devices(Vec<Device>),
    /// The account has no such user.
    NoSuchUser {
        /// Whether the devices of all its users are known, so that no other user has a device of this name.
        all_are_known: bool,
    },
    /// Nobody was asked who could say it, and what would have to be done.
    Unasked(String),
    /// It was asked for, and could not be had.
    Failed(String),
}

/// Somebody who knows which devices users have.
pub trait Directory: Send + Sync {
    /// The devices of a user of an account.
    fn devices_of(&self, account: &Account, user: &str) -> Lookup;

    /// Whether some user has the device with this serial number.
    fn has(&self, serial: &str) -> bool;

    /// Whether anything is known of an account.
    fn knows(&self, account: &Account) -> bool;

    /// Whether a user's device may be one of another account's user of the same name.
    fn is_unplaced(&self, user: &str, serial: &str) -> bool;
}

/// Nobody is asked.
pub struct Unasked;

impl Directory for Unasked {
    fn devices_of(&self, _: &Account, _: &str) -> Lookup {
        Lookup::Unasked(
            "not verified: ask IAM with --devices aws, or name a recorded list of devices with --devices FILE"
                .to_owned(),
        )
    }

    fn has(&self, _: &str) -> bool {
        false
    }

    fn knows(&self, _: &Account) -> bool {
        false
    }

    fn is_unplaced(&self, _: &str, _: &str) -> bool {
        false
    }
}
