//! Whom the rules ask, and which of several devices the user of this program wants.

use super::directory::{Directory, Unasked};
use super::preference::Preference;

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
