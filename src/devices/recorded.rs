//! Devices recorded in a file: one or several documents as `aws iam list-mfa-devices` prints them.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{Device, Directory, Lookup};
use crate::iam::serial::Account;

/// The recorded devices.
#[derive(Debug)]
pub struct Recorded {
    file: PathBuf,
    devices: Vec<Device>,
}

/// Why a file is no record of devices.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// It couldn't be read.
    #[error("{}: {error}; name a file that `aws iam list-mfa-devices --output json` printed", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A document of it isn't what `aws iam list-mfa-devices` prints.
    #[error(
        "{}: document {document}: {error}; it must be what `aws iam list-mfa-devices --output json` prints, once or several times",
        file.display()
    )]
    Malformed {
        /// The file.
        file: PathBuf,
        /// Which document of the file, from 1.
        document: usize,
        /// What is wrong; it names line and column.
        error: serde_json::Error,
    },
    /// It has no document.
    #[error("{}: it is empty; it must hold what `aws iam list-mfa-devices --output json` prints", file.display())]
    Empty {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Documents {
    One(Page),
    Several(Vec<Page>),
}

/// IAM API Reference, ListMFADevices, response elements.
#[derive(Deserialize)]
struct Page {
    #[serde(rename = "MFADevices")]
    devices: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    user_name: String,
    serial_number: String,
    enable_date: Option<String>,
}

impl Recorded {
    /// Reads a file of recorded devices.
    ///
    /// # Errors
    ///
    /// When the file can't be read, is empty, or holds anything else.
    pub fn read(file: &Path) -> Result<Recorded, RecordError> {
        let text = std::fs::read_to_string(file).map_err(|error| RecordError::Unreadable {
            file: file.to_owned(),
            error,
        })?;
        let text = text.trim_start_matches('\u{FEFF}');
        let mut devices = Vec::new();
        let mut documents = 0;
        for page in serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>() {
            documents += 1;
            let malformed = |error| RecordError::Malformed {
                file: file.to_owned(),
                document: documents,
                error,
            };
            let page = page.map_err(malformed)?;
            let pages = match serde_json::from_value(page.clone()) {
                Ok(Documents::One(page)) => vec![page],
                Ok(Documents::Several(pages)) => pages,
                Err(_) => vec![serde_json::from_value::<Page>(page).map_err(malformed)?],
            };
            for entry in pages.into_iter().flat_map(|page| page.devices) {
                let device = Device {
                    user: entry.user_name,
                    serial: entry.serial_number,
                    enabled: entry.enable_date,
                };
                if !devices.contains(&device) {
                    devices.push(device);
                }
            }
        }
        if documents == 0 {
            return Err(RecordError::Empty {
                file: file.to_owned(),
            });
        }
        Ok(Recorded {
            file: file.to_owned(),
            devices,
        })
    }
}

impl Directory for Recorded {
    fn devices_of(&self, account: &Account, user: &str) -> Lookup {
        let of_user: Vec<Device> = self
            .devices
            .iter()
            .filter(|device| device.user == user)
            .filter(|device| device.account().is_none_or(|found| found == *account))
            .cloned()
            .collect();
        let in_account = of_user.iter().any(|device| device.account().is_some());
        if of_user.is_empty() {
            Lookup::Unknown(format!(
                "not verified: {} has no device of user {user} in account {account}; record it with \
                 `aws iam list-mfa-devices --user-name {user}`, or correct the name",
                self.file.display()
            ))
        } else if in_account {
            Lookup::Devices(of_user)
        } else {
            Lookup::Unknown(format!(
                "not verified: {} doesn't say which account user {user}'s hardware token belongs to",
                self.file.display()
            ))
        }
    }

    fn has(&self, serial: &str) -> bool {
        self.devices.iter().any(|device| device.serial == serial)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn recorded(content: &str) -> Result<Recorded, String> {
        let mut file = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
        file.write_all(content.as_bytes())
            .map_err(|error| error.to_string())?;
        Recorded::read(file.path()).map_err(|error| error.to_string())
    }

    const ALICE: &str = r#"{"MFADevices": [{"UserName": "alice",
        "SerialNumber": "arn:aws:iam::999999999999:mfa/phone", "EnableDate": "2024-01-01T00:00:00+00:00"}]}"#;
    const BOB: &str = r#"{"MFADevices": [{"UserName": "bob", "SerialNumber": "GAHT12345678"}]}"#;

    #[test]
    fn one_or_several_documents_are_read() {
        for content in [
            format!("{ALICE}\n{BOB}"),
            format!("\u{FEFF}[{ALICE},{BOB}]"),
            format!("{ALICE}{ALICE}{BOB}"),
        ] {
            let recorded = recorded(&content).expect("a record");
            assert_eq!(recorded.devices.len(), 2);
            assert!(recorded.has("GAHT12345678"));
        }
    }

    #[test]
    fn a_user_is_looked_up_in_one_account_only() {
        let recorded = recorded(&format!("{ALICE}{BOB}")).expect("a record");
        let account = |digits| Account::new(digits).expect("an account");
        assert!(matches!(
            recorded.devices_of(&account("999999999999"), "alice"),
            Lookup::Devices(devices) if devices.len() == 1
        ));
        for (digits, user) in [
            ("888888888888", "alice"),
            ("999999999999", "bob"),
            ("999999999999", "carol"),
        ] {
            assert!(matches!(
                recorded.devices_of(&account(digits), user),
                Lookup::Unknown(_)
            ));
        }
    }

    #[test]
    fn anything_else_is_refused_with_its_place() {
        for (content, says) in [
            ("", "is empty"),
            ("{\"Users\": []}", "document 1: missing field `MFADevices`"),
            ("{\"MFADevices\": []} nonsense", "document 2"),
        ] {
            let error = recorded(content).expect_err("no record");
            assert!(error.contains(says), "{error}");
        }
    }
}
