//! What AWS's own policy simulator says of what a change of a policy is said to do.

use std::fmt;

use serde::{Serialize, Serializer};

use super::when::When;

/// What came of asking AWS about a policy, before and after its rewrites.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// What it comes to.
    pub result: Verdict,
    /// How many decisions AWS gave.
    pub decisions: usize,
    /// Those in which it decides otherwise than this program.
    pub differences: Vec<Otherwise>,
    /// Why AWS didn't give all of them; `None` where it did.
    pub why: Option<String>,
}

/// What a verification comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// AWS decides everything as this program.
    Agrees,
    /// It decides something otherwise.
    Differs,
    /// It didn't decide everything, and nothing otherwise.
    NotVerified,
}

impl Verdict {
    /// All of them, in the order of reports.
    pub const ALL: [Verdict; 3] = [Verdict::Agrees, Verdict::Differs, Verdict::NotVerified];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Agrees => "agrees",
            Verdict::Differs => "differs",
            Verdict::NotVerified => "not verified",
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Which of the two policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The one before the rewrites.
    Old,
    /// The one after them.
    New,
}

/// A decision of AWS's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The request is allowed.
    Allowed,
    /// It isn't.
    Denied,
}

/// An action that AWS decides otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Otherwise {
    /// With which policy.
    pub policy: Side,
    /// The action.
    pub action: &'static str,
    /// On which devices: `own`, `prefixed`, `other`, or the pattern that their names match.
    pub names: String,
    /// In which situations; `None` where in all.
    pub when: Option<When>,
    /// What AWS decides.
    pub aws: Decision,
}

impl Verification {
    /// Nobody was asked, or nobody answered.
    pub fn missing(why: impl Into<String>) -> Verification {
        Verification {
            result: Verdict::NotVerified,
            decisions: 0,
            differences: Vec::new(),
            why: Some(why.into()),
        }
    }
}

impl fmt::Display for Otherwise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let policy = match self.policy {
            Side::Old => "old",
            Side::New => "new",
        };
        let does = match self.aws {
            Decision::Allowed => "allows",
            Decision::Denied => "denies",
        };
        write!(f, "with the {policy} policy it {does} {} ", self.action)?;
        match self.names.as_str() {
            "own" => f.write_str("on the device of one's own user name"),
            "prefixed" => f.write_str("on devices whose names begin with one's own user name"),
            "other" => f.write_str("on devices of any other name"),
            pattern => write!(f, "on devices whose names match {pattern}"),
        }?;
        match &self.when {
            Some(when) => write!(f, " {}", when.clause()),
            None => Ok(()),
        }
    }
}

/// As a part of a sentence that begins in upper case, being a name.
impl fmt::Display for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = self.why.as_deref().unwrap_or_default();
        match (self.result, self.differences.as_slice()) {
            (Verdict::Agrees, _) => f.write_str("AWS agrees"),
            (Verdict::Differs, [first, others @ ..]) => {
                write!(f, "AWS says otherwise: {first}")?;
                match others.len() {
                    0 => Ok(()),
                    1 => f.write_str(" (and 1 more difference)"),
                    more => write!(f, " (and {more} more differences)"),
                }
            }
            _ => write!(f, "not verified with AWS: {why}"),
        }
    }
}
