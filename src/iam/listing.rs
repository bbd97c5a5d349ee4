//! Who may list a user's MFA devices: what a statement says of `iam:ListMFADevices`, which a lookup at run time calls
//! before anybody is signed in with MFA.
//!
//! Source: Service Authorization Reference, AWS Identity and Access Management (ListMFADevices is checked against the user).

use super::condition::Level;
use super::effect::Effect;
use super::pattern::Key;
use super::policy::Statement;
use super::unless_mfa::{is_met, is_unless_mfa};

/// The action.
pub const LIST: &str = "iam:ListMFADevices";
/// Actions of users who manage their own devices.
const OF_USERS: [&str; 2] = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
/// The user whose devices are listed, in the account of each pattern.
const USER: &str = "alice";

/// What a statement says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// Nobody may who isn't signed in with MFA.
    DeniedBeforeMfa,
    /// Users may, with MFA or without.
    Granted,
    /// Users may manage devices; of listing them it says nothing.
    Manages,
}

/// What a statement says of listing one's own devices.
pub fn of(statement: &Statement) -> Option<Says> {
    match statement.effect {
        Effect::Deny => {
            let denies = statement.actions.include(LIST)
                && names_user(statement)
                && is_unless_mfa(statement);
            denies.then_some(Says::DeniedBeforeMfa)
        }
        Effect::Allow => {
            if statement.actions.include(LIST)
                && names_user(statement)
                && is_met(statement, &Level::Absent)
            {
                return Some(Says::Granted);
            }
            let manages = OF_USERS
                .iter()
                .any(|action| statement.actions.include(action));
            manages.then_some(Says::Manages)
        }
    }
}

fn value(key: &Key) -> Option<String> {
    key.is("aws:username").then(|| USER.to_owned())
}

/// Whether a user is among its resources, in whichever account they are.
fn names_user(statement: &Statement) -> bool {
    let written = statement.resources.iter().map(ToString::to_string);
    let accounts = written.filter_map(|arn| Some(arn.split(':').nth(4)?.to_owned()));
    let is_account =
        |account: &String| account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    accounts
        .filter(is_account)
        .chain(["111122223333".to_owned()])
        .any(|account| statement.names(&format!("arn:aws:iam::{account}:user/{USER}"), &value))
}
