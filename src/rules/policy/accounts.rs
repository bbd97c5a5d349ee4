//! The accounts in the ARNs of a policy's devices and users, as they are written: an account that is filled in later may be
//! another one or not.

use crate::iam::pattern::HOLE;
use crate::iam::variable::with_any_device;
use crate::syntax::{Document, Text};

/// The account of a resource that can be a device's or a user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whether it is filled in where the policy is made.
    is_filled_in: bool,
    /// As it is named there.
    name: String,
    /// What stands after it.
    rest: String,
}

impl Account {
    /// The account of a resource, given its text and that as IAM gets it; `None` where it has none, or any.
    pub fn of(document: &Document, text: &Text, said: &str) -> Option<Account> {
        let parts: Vec<&str> = said.splitn(6, ':').collect();
        let [.., account, rest] = parts.as_slice() else {
            return None;
        };
        if parts.len() != 6 || account.is_empty() || account.contains(['*', '?']) {
            return None;
        }
        let holes = |part: &str| part.matches(HOLE).count();
        let mut computed = text
            .holes()
            .skip(parts[..4].iter().map(|part| holes(part)).sum());
        let mut written = String::new();
        for piece in account.split_inclusive(HOLE) {
            written.push_str(piece.trim_end_matches(HOLE));
            if piece.ends_with(HOLE) {
                let source = computed.next().map(|hole| text.source_hull(hole));
                written.push_str(source.and_then(|source| document.file_text(source))?);
            }
        }
        let is_known = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        Some(Account {
            is_filled_in: !is_known,
            name: name_in(&written),
            rest: (*rest).to_owned(),
        })
    }

    /// Whether nobody knows whether two accounts are one, and both are those of devices or of users.
    fn is_unclear(&self, other: &Account) -> bool {
        let is_both = |kind: &str| self.may_be_of(kind) && other.may_be_of(kind);
        (self.is_filled_in || other.is_filled_in)
            && self.name != other.name
            && (is_both("mfa/") || is_both("user/"))
    }

    /// Whether a resource in it is what one in another account is, before and after both are rewritten.
    fn is_same_in(&self, other: &Account) -> bool {
        let after =
            |account: &Account| with_any_device(&format!("arn:aws:iam::*:{}", account.rest));
        let after_both = [self, other].map(after);
        self.rest == other.rest || (after_both[0].is_some() && after_both[0] == after_both[1])
    }

    fn may_be_of(&self, kind: &str) -> bool {
        let end = self.rest.find(['*', '?', '$', HOLE]);
        let start = &self.rest[..end.unwrap_or(self.rest.len())];
        start.starts_with(kind) || (end.is_some() && kind.starts_with(start))
    }
}

/// What an account is named, however a host puts that into a text: `${AWS::AccountId}` and `!Ref AWS::AccountId` are one.
fn name_in(written: &str) -> String {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '[' | ']');
    let words = written.split(|c: char| !is_name(c));
    let words: Vec<&str> = words.filter(|word| !matches!(*word, "" | "Ref")).collect();
    words.join(" ")
}

/// Whether two statements may be about one account or about two.
pub fn are_unclear(one: &[Account], other: &[Account]) -> bool {
    one.iter()
        .any(|account| other.iter().any(|known| account.is_unclear(known)))
}

/// Whether the resources of a statement may be in one account or in two, which makes no difference where they are
/// the same in each.
pub fn are_mixed(accounts: &[Account]) -> bool {
    accounts.iter().any(|account| {
        let mut others = accounts.iter();
        others.any(|other| account.is_unclear(other) && !account.is_same_in(other))
    })
}
