//! A record of devices: read, and said again.

use std::path::Path;

use mfa_migrate::devices::record;

/// Reads a record, and whatever it says once more.
///
/// # Panics
///
/// Where what was read, printed and read again isn't the same.
pub fn try_one(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let file = Path::new("devices.json");
    let Ok(read) = record::parse(file, text) else {
        return;
    };
    let users: Vec<_> = read.inventory.users().collect();
    for (account, user, _) in &users {
        assert!(!user.is_empty(), "a user of {account:?} without a name");
    }
    let mut printed = Vec::new();
    record::print(&mut printed, &read.inventory).expect("a vector takes everything");
}
