//! Which MFA devices a user has: asked of IAM, or read from a record of what it said.

pub mod aws;
pub mod inventory;
pub mod preference;
pub mod record;

use std::cmp::Ordering;
use std::fmt;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use crate::iam::serial::{self, Account, Serial};
use preference::Preference;

/// One device, as ListMFADevices describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its user's name.
    pub user: String,
    /// Its serial number.
    pub serial: String,
    /// When it was enabled, as IAM says it (ISO 8601).
    pub enabled: Option<String>,
}

impl Device {
    /// What it is, from the form of its serial number.
    pub fn kind(&self) -> &'static str {
        match serial::parse(&self.serial) {
            Serial::Device(_) => "virtual device",
            Serial::SecurityKey => "security key",
            Serial::Hardware | Serial::Placeholder => "hardware token",
        }
    }

    /// Whether a command can authenticate with it: a security key gives no six-digit code (IAM User Guide,
    /// id_credentials_mfa_fido_supported_configurations).
    pub fn gives_codes(&self) -> bool {
        serial::parse(&self.serial) != Serial::SecurityKey
    }

    /// Its account, where its serial number names it.
    pub fn account(&self) -> Option<Account> {
        self.serial
            .split(':')
            .nth(4)
            .filter(|_| self.serial.starts_with("arn:"))
            .and_then(Account::new)
    }

    /// When it was enabled, where that can be read.
    pub fn enabled_at(&self) -> Option<SystemTime> {
        let date = DateTime::from_str(self.enabled.as_deref()?, Format::DateTimeWithOffset).ok()?;
        SystemTime::try_from(date).ok()
    }

    /// The order in which devices are shown: those enabled last first, then by serial number.
    pub fn newest_first(&self, other: &Device) -> Ordering {
        other
            .enabled_at()
            .cmp(&self.enabled_at())
            .then_with(|| self.serial.cmp(&other.serial))
    }

    /// Its name: the last part of a virtual device's ARN, or the number of a hardware token.
    pub fn name(&self) -> &str {
        self.serial.rsplit('/').next().unwrap_or(&self.serial)
    }
}

/// Why a lookup gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// In a few words, for every finding that it concerns.
    pub headline: String,
    /// In a sentence, with what to do; said once.
    pub advice: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.headline, self.advice)
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
}

/// Whom the rules ask for devices, and which one to take where a user has several.
pub struct DeviceResolver {
    /// Who knows the devices.
    pub directory: Box<dyn Directory>,
    /// Which of several the user of this program wants.
    pub preference: Option<Preference>,
}

impl DeviceResolver {
    /// One who asks a directory.
    pub fn new(
        directory: impl Directory + 'static,
        preference: Option<Preference>,
    ) -> DeviceResolver {
        DeviceResolver {
            directory: Box::new(directory),
            preference,
        }
    }

    /// One who asks nobody.
    pub fn none() -> DeviceResolver {
        DeviceResolver::new(Unasked, None)
    }
}
