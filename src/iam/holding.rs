//! How a policy is held: whose requests it decides, and whether it grants anything by itself.
//!
//! Sources: IAM User Guide, "IAM policy elements: Variables and tags" (`aws:username` is there only where the caller is an IAM
//! user), "Permissions boundaries for IAM entities"; Organizations User Guide, "Service control policies" (neither grants
//! anything).

use super::holder::Holder;

/// How a policy is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Holding {
    /// Whose requests it decides.
    pub callers: Callers,
    /// What its statements that allow do.
    pub power: Power,
}

/// Whose requests a policy decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Callers {
    /// Those of IAM users, who have a user name.
    #[default]
    Users,
    /// Those of sessions, which have none, of what holds the policy.
    Sessions(Holder),
    /// Those of both.
    UsersAndSessions,
}

/// What the statements of a policy do that allow something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Power {
    /// They grant it.
    #[default]
    Grants,
    /// They let through what another policy grants.
    Bounds,
    /// Nothing: a resource's own policy can name only actions on that resource, a role's trust policy only those that assume it.
    Nothing,
}

impl Callers {
    /// Whether there are users among them.
    pub fn have_users(self) -> bool {
        !matches!(self, Callers::Sessions(_))
    }

    /// Whether there are sessions among them.
    pub fn have_sessions(self) -> bool {
        self != Callers::Users
    }

    /// Their name in sentences, in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Callers::Users => "users",
            Callers::Sessions(Holder::Session) => "sessions",
            Callers::Sessions(_) => "role sessions",
            Callers::UsersAndSessions => "users and sessions",
        }
    }
}
