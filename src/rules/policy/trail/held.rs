//! What the trail of a statement tells: who holds its policy, and what may be done with it.

use std::fmt;

use crate::iam::holder::Holder;
use crate::iam::holding::{Callers, Holding, Power};

/// What the trail of a statement tells.
#[derive(Debug, Default)]
pub struct Trail {
    /// Whether users or groups hold its policy.
    pub is_users: bool,
    /// Who else holds it, and where that is said.
    pub other: Option<(Holder, SaidAt)>,
    /// The line (from 1) that makes its policy a permissions boundary.
    pub boundary: Option<usize>,
    /// The line (from 1) of the record that it is in.
    pub record: Option<usize>,
    /// What its policy is added to that may be a role, and in which line (from 1).
    pub unknown: Option<(String, usize)>,
    /// The operation that it is given to which makes it nobody's policy that is known, and in which line (from 1).
    pub elsewhere: Option<(String, usize)>,
    /// The line (from 1) that compares its policy with something, or looks for it there.
    pub compared: Option<usize>,
    /// The line (from 1) that takes its policy away from whoever holds it.
    pub taken_away: Option<usize>,
    /// The line (from 1) of what may change the statement.
    pub changed: Option<usize>,
    /// Whether statements are put into its policy after it is written, or the policy is put together with others.
    pub grows: bool,
    /// Whether there was too much to follow.
    pub is_cut: bool,
}

/// Where it is said who holds a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidAt {
    /// In a line, from 1.
    Line(usize),
    /// In the file's path.
    Path,
}

impl fmt::Display for SaidAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SaidAt::Line(line) => write!(f, "line {line}"),
            SaidAt::Path => f.write_str("by the file's path"),
        }
    }
}

/// What a trail tells of the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// How it is held.
    pub holding: Holding,
    /// Whether there may be more of it than is written in one place.
    pub may_be_more: bool,
}

impl Trail {
    /// What it tells of the policy.
    pub fn held(&self) -> Held {
        Held {
            holding: self.holding(),
            may_be_more: self.grows || self.is_cut || self.changed.is_some(),
        }
    }

    /// How the policy is held. Where nothing is seen, users hold it.
    fn holding(&self) -> Holding {
        let callers = match (&self.other, self.is_users) {
            (None | Some((Holder::User | Holder::Resource | Holder::ResourceControl, _)), _) => {
                Callers::Users
            }
            // It binds the users of member accounts, too.
            (Some((Holder::Organization, _)), _) | (Some(_), true) => Callers::UsersAndSessions,
            (Some((holder, _)), false) => Callers::Sessions(*holder),
        };
        let power = match self.other {
            Some((Holder::Resource | Holder::ResourceControl | Holder::Trust, _))
                if !self.is_users =>
            {
                Power::Nothing
            }
            Some((Holder::Organization, _)) => Power::Bounds,
            _ if self.taken_away.is_some() => Power::Nothing,
            _ if self.boundary.is_some() => Power::Bounds,
            _ => Power::Grants,
        };
        Holding { callers, power }
    }
}
