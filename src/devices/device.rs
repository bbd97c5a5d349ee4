//! An MFA device, as ListMFADevices describes it.

use std::cmp::Ordering;

use jiff::Timestamp;

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
            Serial::Hardware | Serial::Placeholder | Serial::User(_) => "hardware token",
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

    /// Whether IAM could have said this: nothing else is written into anybody's files.
    pub fn is_possible(&self) -> bool {
        serial::is_possible(&self.serial) && serial::is_user_name(&self.user)
    }

    /// Whether it may be one of a user of an account.
    pub fn may_be_of(&self, account: &Account, user: &str) -> bool {
        self.is_possible()
            && self.user.eq_ignore_ascii_case(user)
            && self.account().is_none_or(|own| own == *account)
    }

    /// When it was enabled, where that can be read.
    pub fn enabled_at(&self) -> Option<Timestamp> {
        self.enabled.as_deref()?.parse().ok()
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
