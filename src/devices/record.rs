//! The file of recorded devices: what `mfa-migrate devices --save` writes, or one or several documents as
//! `aws iam list-mfa-devices` prints them.
//!
//! It holds names of users and serial numbers, and nothing secret.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::device::Device;
use super::inventory::{DeviceInventory, InAccount, Origin, UserRecord};
use crate::iam::serial::Account;
use crate::output_file::{Links, OutputFile};
use crate::source::bounded;

/// How long a record is taken for what IAM would say today.
pub const FRESH: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The largest record (bytes). A hundred thousand devices take some 16 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// What was read from a file.
#[derive(Debug)]
pub struct Record {
    /// What it says.
    pub inventory: DeviceInventory,
    /// When it was made, where it says so.
    pub made: Option<Timestamp>,
}

/// Why a file is no record of devices.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It couldn't be read.
    #[error("{}: {error}; name a file that `mfa-migrate devices --save` or `aws iam list-mfa-devices --output json` made", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A document of it is neither of the two.
    #[error(
        "{}: document {document}: {error}; it must be what `mfa-migrate devices --save` writes, or what `aws iam list-mfa-devices --output json` prints, once or several times",
        file.display()
    )]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Which document of the file, from 1.
        document: usize,
        /// What is wrong; it names line and column, or the field.
        error: serde_json::Error,
    },
    /// It has no document.
    #[error("{}: it is empty; it must hold what `mfa-migrate devices --save` writes, or what `aws iam list-mfa-devices --output json` prints", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
    /// It was made by a version that isn't known here.
    #[error("{}: it is a record of version {version}, and this program knows version 1 only; make it again with `mfa-migrate devices --save`", file.display())]
    Version {
        /// The file.
        file: PathBuf,
        /// What it says.
        version: u64,
    },
    /// It couldn't be written.
    #[error("{}: {error}; nothing was saved", file.display())]
    Unwritable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

/// What `aws iam list-mfa-devices` prints (IAM API Reference, ListMFADevices, response elements).
#[derive(Serialize, Deserialize)]
struct Page {
    #[serde(rename = "MFADevices")]
    devices: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    user_name: String,
    serial_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_date: Option<String>,
}

/// What `devices --save` writes.
#[derive(Serialize, Deserialize)]
struct Saved {
    mfa_migrate_devices: u64,
    recorded: String,
    accounts: Vec<SavedAccount>,
}

#[derive(Serialize, Deserialize)]
struct SavedAccount {
    account: String,
    /// Whether it has no users but these.
    all_users: bool,
    users: Vec<SavedUser>,
}

#[derive(Serialize, Deserialize)]
struct SavedUser {
    #[serde(rename = "UserName")]
    name: String,
    /// `null` where there is no such user.
    #[serde(rename = "MFADevices")]
    devices: Option<Vec<Entry>>,
}

impl From<Entry> for Device {
    fn from(entry: Entry) -> Device {
        Device {
            user: entry.user_name,
            serial: entry.serial_number,
            enabled: entry.enable_date,
        }
    }
}

impl From<&Device> for Entry {
    fn from(device: &Device) -> Entry {
        Entry {
            user_name: device.user.clone(),
            serial_number: device.serial.clone(),
            enable_date: device.enabled.clone(),
        }
    }
}

/// Reads a file of recorded devices.
///
/// # Errors
///
/// When the file can't be read, is empty, or holds anything else.
pub fn read(file: &Path) -> Result<Record, RecordError> {
    // A pipe is fine here: the user named it, as with `<(aws …)`.
    let read = match file.to_str() {
        Some("-") => bounded::up_to(io::stdin().lock(), LARGEST),
        _ => File::open(file).and_then(|opened| bounded::up_to(opened, LARGEST)),
    };
    let text = read
        .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other))
        .map_err(|error| RecordError::Unreadable {
            file: file.to_owned(),
            error,
        })?;
    parse(file, &text)
}

/// Reads what a file of recorded devices holds. `file` is its name in messages.
///
/// # Errors
///
/// When it is empty, or holds anything else.
pub fn parse(file: &Path, text: &str) -> Result<Record, RecordError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut record = Record {
        inventory: DeviceInventory::of(Origin::File(file.display().to_string())),
        made: None,
    };
    let mut documents = 0;
    for value in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
        documents += 1;
        let malformed = |error| RecordError::Malformed {
            file: file.to_owned(),
            document: documents,
            error,
        };
        let value = value.map_err(malformed)?;
        if let Some(version) = value.get("mfa_migrate_devices") {
            if let Some(version) = version.as_u64().filter(|version| *version != 1) {
                return Err(RecordError::Version {
                    file: file.to_owned(),
                    version,
                });
            }
            let saved = serde_json::from_value(value).map_err(malformed)?;
            record.add(saved).map_err(malformed)?;
            continue;
        }
        let pages: Vec<Page> = match value {
            serde_json::Value::Array(_) => serde_json::from_value(value),
            _ => serde_json::from_value(value).map(|page| vec![page]),
        }
        .map_err(malformed)?;
        for entry in pages.into_iter().flat_map(|page| page.devices) {
            let device = Device::from(entry);
            if !device.is_possible() {
                return Err(malformed(impossible()));
            }
            record.inventory.add(device);
        }
    }
    if documents == 0 {
        return Err(RecordError::Empty {
            file: file.to_owned(),
        });
    }
    Ok(record)
}

/// What is wrong with a device that IAM can't have listed.
fn impossible() -> serde_json::Error {
    serde::de::Error::custom(
        "a device that IAM can't have listed: its user or its account is another's, or its name or serial number has signs that none has",
    )
}

impl Record {
    fn add(&mut self, saved: Saved) -> Result<(), serde_json::Error> {
        use serde::de::Error;
        let made: Timestamp = saved
            .recorded
            .parse()
            .map_err(|_| Error::custom(format!("`recorded` is no date: {}", saved.recorded)))?;
        // Of several, the oldest is what all can be trusted for.
        self.made = Some(self.made.map_or(made, |other| other.min(made)));
        for of_account in saved.accounts {
            let account = Account::new(&of_account.account).ok_or_else(|| {
                Error::custom(format!("`account` is no number: {}", of_account.account))
            })?;
            self.inventory.account(&account).is_complete |= of_account.all_users;
            for user in of_account.users {
                let devices = match user.devices {
                    None => UserRecord::Missing,
                    Some(entries) => {
                        let devices: Vec<Device> = entries.into_iter().map(Device::from).collect();
                        let is_possible = |device: &Device| device.may_be_of(&account, &user.name);
                        if !devices.iter().all(is_possible) {
                            return Err(impossible());
                        }
                        UserRecord::Devices(devices)
                    }
                };
                self.inventory.insert(&account, &user.name, devices);
            }
        }
        Ok(())
    }

    /// How old it is, in days, where that is too old to be taken for what IAM would say today.
    pub fn days_too_old(&self, now: Timestamp) -> Option<i64> {
        let age = now.duration_since(self.made?);
        (age > FRESH).then_some(age.as_hours() / 24)
    }
}

/// A moment as records say it (RFC 3339, in UTC, to the second).
pub fn date(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second())
        .unwrap_or(time)
        .to_string()
}

/// All devices of an inventory as `aws iam list-mfa-devices` prints them, in one document.
///
/// # Errors
///
/// When it can't be written.
pub fn print(out: &mut dyn Write, inventory: &DeviceInventory) -> std::io::Result<()> {
    let devices = inventory
        .users()
        .filter_map(|(_, _, user)| match user {
            UserRecord::Devices(devices) => Some(devices),
            UserRecord::Missing | UserRecord::Failed(_) => None,
        })
        .flatten()
        .map(Entry::from)
        .collect();
    serde_json::to_writer_pretty(&mut *out, &Page { devices })?;
    writeln!(out)
}

/// Writes a record, in one step: the file is never half-written.
///
/// # Errors
///
/// When it can't be written; then the file is as it was.
pub fn save(
    record: Writable,
    inventory: &DeviceInventory,
    now: Timestamp,
) -> Result<(), RecordError> {
    let saved = Saved {
        mfa_migrate_devices: 1,
        recorded: date(now),
        accounts: inventory.accounts().iter().map(saved_account).collect(),
    };
    let write = || -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(&saved)?;
        text.push(b'\n');
        record.output.write(&text)
    };
    write().map_err(|error| RecordError::Unwritable {
        file: record.file,
        error,
    })
}

/// A file to which a record can be written.
pub struct Writable {
    file: PathBuf,
    output: OutputFile,
}

impl Writable {
    /// Makes sure that a record can be written to a file, before anybody is asked for what is in it.
    ///
    /// # Errors
    ///
    /// When it can't be.
    pub fn prepare(file: &Path) -> Result<Writable, RecordError> {
        match OutputFile::prepare(file, Links::Followed) {
            Ok(output) => Ok(Writable {
                file: file.to_owned(),
                output,
            }),
            Err(error) => Err(RecordError::Unwritable {
                file: file.to_owned(),
                error,
            }),
        }
    }
}

fn saved_account((account, known): (&Account, &InAccount)) -> SavedAccount {
    SavedAccount {
        account: account.to_string(),
        all_users: known.is_complete,
        users: known
            .users
            .iter()
            .filter_map(|(name, user)| {
                let devices = match user {
                    UserRecord::Devices(devices) => Some(devices.iter().map(Entry::from).collect()),
                    UserRecord::Missing => None,
                    UserRecord::Failed(_) => return None,
                };
                Some(SavedUser {
                    name: name.clone(),
                    devices,
                })
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::{Directory, Lookup};

    fn recorded(content: &str) -> Result<Record, String> {
        let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
        file.write_all(content.as_bytes())
            .map_err(|error| error.to_string())?;
        read(file.path()).map_err(|error| error.to_string())
    }

    fn account(digits: &str) -> Account {
        Account::new(digits).expect("an account")
    }

    const ALICE: &str = r#"{"MFADevices": [{"UserName": "alice",
        "SerialNumber": "arn:aws:iam::999999999999:mfa/phone", "EnableDate": "2024-01-01T00:00:00+00:00"}]}"#;
    const BOB: &str = r#"{"MFADevices": [{"UserName": "bob", "SerialNumber": "GAHT12345678"}]}"#;

    fn saved(file: &Path, inventory: &DeviceInventory, now: Timestamp) -> Result<(), RecordError> {
        save(Writable::prepare(file)?, inventory, now)
    }

    #[test]
    fn one_or_several_documents_are_read() {
        for content in [
            format!("{ALICE}\n{BOB}"),
            format!("\u{FEFF}[{ALICE},{BOB}]"),
            format!("{ALICE}{ALICE}{BOB}"),
        ] {
            let inventory = recorded(&content).expect("a record").inventory;
            assert!(inventory.has("GAHT12345678"));
            assert!(inventory.has("arn:aws:iam::999999999999:mfa/phone"));
            assert_eq!(inventory.users().count(), 1);
            assert!(inventory.has("GAHT12345678"));
        }
    }

    #[test]
    fn a_user_is_looked_up_in_one_account_only() {
        let inventory = recorded(&format!("{ALICE}{BOB}"))
            .expect("a record")
            .inventory;
        assert!(matches!(
            inventory.devices_of(&account("999999999999"), "alice"),
            Lookup::Devices(devices) if devices.len() == 1
        ));
        for (digits, user) in [
            ("888888888888", "alice"),
            ("999999999999", "bob"),
            ("999999999999", "carol"),
        ] {
            assert!(matches!(
                inventory.devices_of(&account(digits), user),
                Lookup::Unasked(_)
            ));
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_place() {
        for (content, says) in [
            ("", "is empty"),
            ("{\"Users\": []}", "document 1: missing field `MFADevices`"),
            ("{\"MFADevices\": []} nonsense", "document 2"),
            ("{\"mfa_migrate_devices\": 2}", "version 2"),
            ("{\"mfa_migrate_devices\": 1}", "missing field `recorded`"),
            (
                r#"{"mfa_migrate_devices": 1, "recorded": "soon", "accounts": []}"#,
                "no date: soon",
            ),
        ] {
            let error = recorded(content).expect_err("no record");
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn what_is_saved_is_read_again() {
        let device = |serial: &str| Device {
            user: "alice".to_owned(),
            serial: serial.to_owned(),
            enabled: Some("2024-01-01T00:00:00Z".to_owned()),
        };
        let devices = vec![
            device("arn:aws:iam::999999999999:mfa/phone"),
            device("GAHT12345678"),
        ];
        let mut inventory = DeviceInventory::default();
        let known = account("999999999999");
        inventory.insert(&known, "alice", UserRecord::Devices(devices.clone()));
        inventory.insert(&known, "ghost", UserRecord::Missing);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("devices.json");
        let made = Timestamp::from_second(1_700_000_000).expect("a moment");
        saved(&file, &inventory, made).expect("saved");
        let record = read(&file).expect("a record");
        assert_eq!(
            record.inventory.devices_of(&known, "alice"),
            Lookup::Devices(devices)
        );
        let missing = |all_are_known| Lookup::NoSuchUser { all_are_known };
        assert_eq!(record.inventory.devices_of(&known, "ghost"), missing(false));
        assert!(matches!(
            record.inventory.devices_of(&known, "carol"),
            Lookup::Unasked(_)
        ));
        assert_eq!(record.made, Some(made));
        let day = SignedDuration::from_hours(24);
        assert_eq!(record.days_too_old(made + day), None);
        assert_eq!(record.days_too_old(made + 31 * day), Some(31));

        #[cfg(unix)]
        {
            let link = folder.path().join("link.json");
            std::os::unix::fs::symlink("devices.json", &link).expect("a link");
            saved(&link, &inventory, made + day).expect("saved");
            assert!(link.is_symlink());
            assert_eq!(read(&file).expect("a record").made, Some(made + day));
            let lost = folder.path().join("lost.json");
            std::os::unix::fs::symlink("nowhere/devices.json", &lost).expect("a link");
            assert!(saved(&lost, &inventory, made).is_err());
            assert!(lost.is_symlink());
            saved(Path::new("/dev/null"), &inventory, made).expect("written");
            assert!(!Path::new("/dev/null").is_file());
        }

        inventory.complete(&known);
        saved(&file, &inventory, made).expect("saved");
        let record = read(&file).expect("a record");
        assert_eq!(record.inventory.devices_of(&known, "carol"), missing(true));
    }
}
