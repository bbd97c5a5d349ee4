//! Which MFA devices a user has.

pub mod recorded;

use crate::iam::serial::{self, Account, Serial};

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
}

/// What a directory says of a user's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// These are all.
    Devices(Vec<Device>),
    /// It can't say, and why.
    Unknown(String),
}

/// Somebody who knows which devices users have.
pub trait Directory: Sync {
    /// The devices of a user of an account.
    fn devices_of(&self, account: &Account, user: &str) -> Lookup;

    /// Whether some user has the device with this serial number.
    fn has(&self, serial: &str) -> bool;
}

/// Nobody is asked.
pub struct Unasked;

impl Directory for Unasked {
    fn devices_of(&self, _: &Account, _: &str) -> Lookup {
        Lookup::Unknown(
            "not verified: name a recorded list of devices with --devices FILE".to_owned(),
        )
    }

    fn has(&self, _: &str) -> bool {
        false
    }
}
