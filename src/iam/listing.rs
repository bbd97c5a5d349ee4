//! Who may list a user's MFA devices: what a statement says of `iam:ListMFADevices`, which a lookup at run time calls
//! before anybody is signed in with MFA.
//!
//! Source: Service Authorization Reference, AWS Identity and Access Management (ListMFADevices is checked against the user).

use super::condition::{Factor, Level};
use super::effect::Effect;
use super::pattern::Key;
use super::policy::Statement;
use super::requests::MFA;

/// The action.
pub const LIST: &str = "iam:ListMFADevices";
/// Actions of users who manage their own devices.
const OF_USERS: [&str; 2] = ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"];
/// How old the sign-in with MFA is; the key is there with MFA only.
const AGE: &str = "aws:MultiFactorAuthAge";
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
                && is_about_mfa(statement)
                && is_met(statement, &Level::Absent)
                && !is_met(statement, &Level::Value("true".to_owned()));
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

fn is_of_mfa(factor: &Factor) -> bool {
    factor.key().is(MFA) || factor.key().is(AGE)
}

/// Whether MFA is all that its conditions ask for.
fn is_about_mfa(statement: &Statement) -> bool {
    let mut factors = statement
        .conditions
        .iter()
        .map(|condition| condition.factor());
    factors.all(is_of_mfa)
}

/// Whether it counts where MFA is at a level, and all else is as it asks.
fn is_met(statement: &Statement, mfa: &Level) -> bool {
    statement
        .conditions
        .iter()
        .filter(|condition| is_of_mfa(condition.factor()))
        .all(|condition| condition.is_met(&|_| mfa.clone(), &value))
}
