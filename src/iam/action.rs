//! The actions whose permission is checked against an `mfa/…` resource.
//!
//! Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and
//! Access Management", column "Resource types". The other MFA actions (Enable, Deactivate, Resync, Get,
//! List) are checked against the user.

use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::ascii_regex;
use wildmatch::WildMatch;

/// Actions that the Service Authorization Reference lists with resource type `mfa`.
pub const GOVERNED: [&str; 5] = [
    CREATE,
    DELETE,
    "iam:TagMFADevice",
    "iam:UntagMFADevice",
    "iam:ListMFADeviceTags",
];

/// The one of them that makes a device.
pub const CREATE: &str = "iam:CreateVirtualMFADevice";
/// The one of them that can take something away from somebody else.
pub const DELETE: &str = "iam:DeleteVirtualMFADevice";

/// The MFA actions that are checked against the user whose device it is, never against the device.
pub const OF_USER: [&str; 5] = [
    "iam:EnableMFADevice",
    DEACTIVATE,
    "iam:ResyncMFADevice",
    "iam:GetMFADevice",
    "iam:ListMFADevices",
];
/// The one of them that takes a device away from its user.
pub const DEACTIVATE: &str = "iam:DeactivateMFADevice";

/// Which actions a statement speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actions {
    /// `Action`: these, as patterns.
    Only(Vec<String>),
    /// `NotAction`: all but these, as patterns.
    AllBut(Vec<String>),
    /// It couldn't be read.
    Unknown,
}

static PATTERN: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"^(?:\*+|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+)$").ok());

impl Actions {
    /// The same, but unknown where one of the patterns has not the form `service:Action`, as a placeholder has not.
    pub fn checked(self) -> Actions {
        let is_pattern = |text: &String| {
            PATTERN
                .as_ref()
                .is_some_and(|pattern| pattern.is_match(text.trim()))
        };
        if self.patterns().iter().all(is_pattern) {
            self
        } else {
            Actions::Unknown
        }
    }

    /// The governed actions among them, wildcards expanded; `None` where they couldn't be read.
    pub fn governed(&self) -> Option<Vec<&'static str>> {
        let (patterns, wanted) = match self {
            Actions::Only(patterns) => (patterns, true),
            Actions::AllBut(patterns) => (patterns, false),
            Actions::Unknown => return None,
        };
        Some(
            GOVERNED
                .into_iter()
                .filter(|action| patterns.iter().any(|pattern| covers(pattern, action)) == wanted)
                .collect(),
        )
    }

    /// Whether an action is among them; not where they couldn't be read.
    pub fn include(&self, action: &str) -> bool {
        let is_listed = |patterns: &[String]| patterns.iter().any(|listed| covers(listed, action));
        match self {
            Actions::Only(patterns) => is_listed(patterns),
            Actions::AllBut(patterns) => !is_listed(patterns),
            Actions::Unknown => false,
        }
    }

    /// Puts another pattern in the place of one of them, or takes it away.
    pub fn replace(&mut self, from: &str, to: Option<&str>) {
        if let Actions::Only(patterns) | Actions::AllBut(patterns) = self
            && let Some(at) = patterns.iter().position(|pattern| pattern == from)
        {
            match to {
                Some(to) => to.clone_into(&mut patterns[at]),
                None => {
                    patterns.remove(at);
                }
            }
        }
    }

    /// Where they are all of IAM, or all but a few: how that is written, in a few words.
    pub fn all_of_iam(&self) -> Option<String> {
        match self {
            Actions::Only(patterns) => {
                let all = patterns.iter().find(|pattern| is_all_of_iam(pattern))?;
                Some(format!("the statement names {all}"))
            }
            Actions::AllBut(patterns) => {
                let left_out: Vec<&str> = patterns
                    .iter()
                    .map(|pattern| pattern.trim())
                    .filter(|pattern| may_be_of_iam(pattern))
                    .collect();
                match left_out.as_slice() {
                    [] => Some("its NotAction leaves all of IAM".to_owned()),
                    few if few.len() <= MOST_LEFT_OUT => Some(format!(
                        "its NotAction leaves all of IAM but {}",
                        few.join(", ")
                    )),
                    _ => None,
                }
            }
            Actions::Unknown => None,
        }
    }

    /// The patterns as they are written.
    pub fn patterns(&self) -> &[String] {
        match self {
            Actions::Only(patterns) | Actions::AllBut(patterns) => patterns,
            Actions::Unknown => &[],
        }
    }
}

/// More actions than these that a `NotAction` leaves out aren't a few.
const MOST_LEFT_OUT: usize = 3;

/// Whether a pattern covers every action of IAM, however it is written: `*`, `*:*`, `iam:**`.
fn is_all_of_iam(pattern: &str) -> bool {
    // No action is named like these, and only what covers all of them covers both.
    ["iam:\u{1}", "iam:\u{1}\u{2}"]
        .iter()
        .all(|action| covers(pattern, action))
}

/// Whether a pattern may cover an action of IAM.
fn may_be_of_iam(pattern: &str) -> bool {
    let service = pattern.split(':').next().unwrap_or_default();
    covers(service, "iam")
}

/// Whether a pattern with `*` and `?` covers an action or an ARN. Letter case doesn't count (IAM User Guide, "IAM JSON
/// policy elements: Action"), and hardly in ARNs.
pub fn covers(pattern: &str, text: &str) -> bool {
    WildMatch::new_case_insensitive(pattern.trim()).matches(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(patterns: &[&str]) -> Option<Vec<&'static str>> {
        Actions::Only(patterns.iter().map(|p| (*p).to_owned()).collect()).governed()
    }

    #[test]
    fn wildcards_are_expanded_and_case_does_not_count() {
        assert_eq!(only(&["iam:*"]).map(|a| a.len()), Some(5));
        assert_eq!(only(&["*"]).map(|a| a.len()), Some(5));
        assert_eq!(
            only(&["IAM:create*mfadevice", "iam:EnableMFADevice"]),
            Some(vec!["iam:CreateVirtualMFADevice"])
        );
        assert_eq!(only(&["iam:?agMFADevice"]), Some(vec!["iam:TagMFADevice"]));
        assert_eq!(only(&["iam:EnableMFADevice", "s3:*"]), Some(vec![]));
    }

    #[test]
    fn one_pattern_is_replaced_or_taken_away() {
        let mut actions = Actions::Only(["a:B", "c:D", "a:B"].map(str::to_owned).to_vec());
        actions.replace("a:B", None);
        actions.replace("a:B", Some("e:F"));
        actions.replace("g:H", None);
        assert_eq!(actions.patterns(), ["c:D", "e:F"]);
    }

    #[test]
    fn all_of_iam_is_said_however_it_is_written() {
        let only = |pattern: &str| Actions::Only(vec!["s3:*".to_owned(), pattern.to_owned()]);
        for pattern in [
            "*", "**", "iam:*", "IAM:**", "*:*", "i*:*", "iam:?*", "?am:*",
        ] {
            let said = only(pattern).all_of_iam();
            assert_eq!(said, Some(format!("the statement names {pattern}")));
        }
        for pattern in ["iam:*Device", "iam:?", "s3:*", "iam:C*", "ia:*"] {
            assert_eq!(only(pattern).all_of_iam(), None, "{pattern}");
        }
        let all_but = |patterns: &[&str]| {
            Actions::AllBut(patterns.iter().map(|p| (*p).to_owned()).collect()).all_of_iam()
        };
        assert_eq!(
            all_but(&["s3:*", "sts:AssumeRole"]).as_deref(),
            Some("its NotAction leaves all of IAM")
        );
        assert_eq!(
            all_but(&["iam:CreateUser"]).as_deref(),
            Some("its NotAction leaves all of IAM but iam:CreateUser")
        );
        assert_eq!(all_but(&["iam:A", "iam:B", "iam:C", "iam:D"]), None);
        assert_eq!(Actions::Unknown.all_of_iam(), None);
    }

    #[test]
    fn not_action_is_all_the_rest() {
        let rest = Actions::AllBut(vec!["iam:*VirtualMFADevice".to_owned()]);
        assert_eq!(
            rest.governed(),
            Some(vec![
                "iam:TagMFADevice",
                "iam:UntagMFADevice",
                "iam:ListMFADeviceTags"
            ])
        );
        assert_eq!(Actions::Unknown.governed(), None);
    }
}
