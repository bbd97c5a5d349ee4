//! A name for a finding that stays when the lines of its file move, so that a later run knows it again.

use std::collections::HashMap;
use std::fmt::{self, Write};

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::finding::Finding;
use crate::source::RepoPath;

/// How many bytes of the hash are kept: 128 bits, so that a thousand million findings have no two equal ones by chance.
const LENGTH: usize = 16;

/// What the hash begins with. Another number here is needed where what follows it changes, and makes each finding a new one.
const FORM: &str = "mfa-migrate fingerprint 1";

/// A finding's fingerprint: 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// A fingerprint that was written down; `None` where it has another form.
    pub fn new(text: &str) -> Option<Fingerprint> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        let is_one = text.len() == 2 * LENGTH && text.bytes().all(is_digit);
        is_one.then(|| Fingerprint(text.to_owned()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The fingerprints of the findings of a file, in their order.
///
/// A finding is known by its file's path, its rule, the value that it is about, and the statement around it (`Sid`, `Effect`, element); of
/// those that are equal in all of this by how many are before it. Neither its line nor its disposition counts: a finding that is
/// judged in another way by a later version is the same finding.
pub fn of_file(path: &RepoPath, findings: &[Finding]) -> Vec<Fingerprint> {
    let mut equal: HashMap<[u8; 32], u64> = HashMap::new();
    findings
        .iter()
        .map(|finding| {
            let said = said(path, finding);
            let before = equal.entry(said).or_default();
            let numbered = Sha256::new()
                .chain_update(said)
                .chain_update(before.to_be_bytes())
                .finalize();
            *before += 1;
            let mut digits = String::with_capacity(2 * LENGTH);
            for byte in numbered.iter().take(LENGTH) {
                // A String can always be written to.
                let _ = write!(digits, "{byte:02x}");
            }
            Fingerprint(digits)
        })
        .collect()
}

/// The hash of what a finding is known by.
fn said(path: &RepoPath, finding: &Finding) -> [u8; 32] {
    let statement = finding.statement.as_ref();
    let sid = statement.and_then(|statement| statement.sid.as_deref());
    let effect = statement.and_then(|statement| statement.effect.as_deref());
    let element = statement.map(|statement| statement.element.as_str());
    let parts = [
        Some(FORM.as_bytes()),
        Some(path.as_bytes()),
        Some(finding.rule.name.as_bytes()),
        Some(finding.value_before.as_bytes()),
        sid.map(str::as_bytes),
        effect.map(str::as_bytes),
        element.map(str::as_bytes),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // A length before each, so that no two lists of parts are the same bytes.
        match part {
            Some(part) => {
                hash.update((part.len() as u64 + 1).to_be_bytes());
                hash.update(part);
            }
            None => hash.update(0u64.to_be_bytes()),
        }
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::DeviceResolver;
    use crate::scan;

    const STATEMENT: &str = r#"{"Sid": "SID", "Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}"#;

    fn policy(sids: &[&str]) -> String {
        let statements: Vec<String> = sids
            .iter()
            .map(|sid| STATEMENT.replace("SID", sid))
            .collect();
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
            statements.join(",\n")
        )
    }

    fn of(path: &str, text: &str) -> Vec<Fingerprint> {
        let findings = scan::findings(path, text.as_bytes(), &DeviceResolver::none());
        of_file(&RepoPath::from_git(path.as_bytes()), &findings)
    }

    #[test]
    fn lines_move_and_a_finding_stays() {
        let text = policy(&["One", "Two"]);
        let all = of("a.json", &text);
        assert_eq!(all.len(), 2);
        assert_ne!(all[0], all[1]);
        assert_eq!(of("a.json", &format!("\n\n{text}")), all);
        assert_eq!(of("a.json", &policy(&["New", "One", "Two"]))[1..], all);
        assert_eq!(of("a.json", &policy(&["Two"])), all[1..]);
        assert_ne!(of("b.json", &text), all);
    }

    #[test]
    fn equal_ones_are_numbered() {
        let all = of("a.json", &policy(&["One", "One", "One"]));
        assert_eq!(all.len(), 3);
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(distinct.len(), 3);
        assert_eq!(of("a.json", &policy(&["One", "One"])), all[..2]);
    }

    #[test]
    fn a_fingerprint_is_32_digits() {
        for written in of("a.json", &policy(&["One"])) {
            assert_eq!(Fingerprint::new(written.as_str()), Some(written));
        }
        for other in [
            "",
            "0123",
            "g0000000000000000000000000000000",
            "A0000000000000000000000000000000",
        ] {
            assert_eq!(Fingerprint::new(other), None);
        }
        // A later version must know what an earlier one wrote.
        assert_eq!(
            of("a.json", &policy(&["One"]))[0].as_str(),
            "d71490d4a8035abc40967b2cce2dafe5"
        );
    }
}
