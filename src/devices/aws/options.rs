//! How IAM is asked, and for whom.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::iam::serial::Account;

/// How many requests are under way at once.
pub const AT_ONCE: usize = 8;

/// Told how many of how many users were asked for, or calls were made.
pub type Progress<'a> = &'a dyn Fn(usize, usize);

/// How to ask.
#[derive(Clone, Debug)]
pub struct Options {
    /// The profile of AWS's configuration files; what the environment says without one.
    pub profile: Option<String>,
    /// The region; what the environment or the profile says without one.
    pub region: Option<String>,
    /// Where to send requests; what the environment or the profile says without one.
    pub endpoint_url: Option<String>,
    /// The profiles for accounts other than that of `profile`.
    pub accounts: BTreeMap<Account, String>,
    /// How long the whole lookup may take.
    pub timeout: Duration,
}

/// Whose devices are listed.
#[derive(Clone, Debug)]
pub enum Whose {
    /// Those of the user whom the credentials belong to.
    OwnOnly,
    /// Those of these users.
    Of(Vec<String>),
    /// Those of every user.
    Everyone,
}
