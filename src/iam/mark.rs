//! What the rewrites of a policy come to, in two or three words.

use std::fmt;

use serde::{Serialize, Serializer};

use super::action::{CREATE, DELETE};
use super::difference::Difference;

/// What a rewrite comes to, in two or three words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// Nobody may do more or less than before.
    NoChange,
    /// People may create devices of other names.
    GrantsCreate,
    /// And delete them.
    GrantsCreateAndDelete,
    /// They may delete them, but not create them.
    GrantsDelete,
    /// They may do no more than change or read their tags.
    GrantsTags,
    /// People may do less than before, and nothing more.
    DeniesMore,
    /// It couldn't be read.
    Unknown,
}

impl Mark {
    /// All marks, in the order of reports.
    pub const ALL: [Mark; 7] = [
        Mark::GrantsCreateAndDelete,
        Mark::GrantsDelete,
        Mark::GrantsCreate,
        Mark::GrantsTags,
        Mark::DeniesMore,
        Mark::Unknown,
        Mark::NoChange,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Mark::NoChange => "no change",
            Mark::GrantsCreate => "grants create",
            Mark::GrantsCreateAndDelete => "grants create + delete",
            Mark::GrantsDelete => "grants delete",
            Mark::GrantsTags => "grants tags",
            Mark::DeniesMore => "denies more",
            Mark::Unknown => "unknown",
        }
    }

    /// What the marks of a policy's rewrites come to; `None` where there are none. Where one isn't known, all isn't.
    pub fn together(marks: &[Mark]) -> Option<Mark> {
        use Mark::{GrantsCreate, GrantsCreateAndDelete, GrantsDelete, Unknown};
        let has = |mark: Mark| marks.contains(&mark);
        if has(Unknown) {
            return Some(Unknown);
        }
        if has(GrantsCreate) && has(GrantsDelete) {
            return Some(GrantsCreateAndDelete);
        }
        Mark::ALL.into_iter().find(|mark| has(*mark))
    }

    /// What a difference comes to.
    pub fn of(difference: &Difference) -> Mark {
        let gains = |action| {
            difference
                .gained
                .iter()
                .any(|change| change.action == action)
        };
        match (gains(CREATE), gains(DELETE)) {
            (true, true) => Mark::GrantsCreateAndDelete,
            (true, false) => Mark::GrantsCreate,
            (false, true) => Mark::GrantsDelete,
            (false, false) if !difference.gained.is_empty() => Mark::GrantsTags,
            (false, false) if !difference.lost.is_empty() => Mark::DeniesMore,
            (false, false) => Mark::NoChange,
        }
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}
