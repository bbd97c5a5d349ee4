//! What must hold for a file of any host: found, proved, delivered, and looked at again.

use std::sync::LazyLock;

use mfa_migrate::deliver::{Change, patch};
use mfa_migrate::devices::inventory::DeviceInventory;
use mfa_migrate::devices::{Device, DeviceResolver};
use mfa_migrate::examination::Examination;
use mfa_migrate::filter;
use mfa_migrate::finding::{Disposition, Finding};
use mfa_migrate::rewrite::{Choices, Names};
use mfa_migrate::scan;
use mfa_migrate::source::{Entry, RepoPath};

/// What is asked for, in bits.
const PREFIXED: u8 = 1;
const WITHOUT_DELETE: u8 = 2;
const SPLIT: u8 = 4;
const WITH_DEVICES: u8 = 8;

/// Some users, with the serial numbers that the dictionary has.
static RESOLVER: LazyLock<DeviceResolver> = LazyLock::new(|| {
    let mut inventory = DeviceInventory::default();
    for (user, device) in [("jane", "phone"), ("bob", "bob"), ("own-user", "laptop")] {
        inventory.add(Device {
            user: user.to_owned(),
            serial: format!("arn:aws:iam::464646123789:mfa/{device}"),
            enabled: None,
        });
    }
    DeviceResolver::new(inventory, None)
});
static NO_DEVICES: LazyLock<DeviceResolver> = LazyLock::new(DeviceResolver::none);

/// Looks at a file of some name and makes its rewrites. `bits` say what is asked for.
///
/// # Panics
///
/// Where a finding isn't in the file or isn't what stands there, two overlap, a byte outside of the rewrites changes, or a
/// file that the filter leaves out has a finding.
pub fn hold(name: &str, bits: u8, bytes: &[u8]) {
    let choices = Choices {
        names: match bits & PREFIXED {
            0 => Names::Any,
            _ => Names::Prefixed,
        },
        is_without_delete: bits & WITHOUT_DELETE != 0,
        is_split: bits & SPLIT != 0,
    };
    let resolver = match bits & WITH_DEVICES {
        0 => &NO_DEVICES,
        _ => &RESOLVER,
    };
    if !filter::could_have_finding(bytes) {
        let found = scan::findings(name, bytes, resolver);
        assert!(found.is_empty(), "the filter leaves out {found:?}");
        return;
    }
    let examined = Examination::choosing(name, bytes, choices).examined(bytes, resolver);
    let findings = examined.findings;
    for finding in &findings {
        // What is no text is shown as what stands for it.
        let at = bytes.get(finding.span.clone()).map(String::from_utf8_lossy);
        assert_eq!(at.as_deref(), Some(&*finding.before), "{finding:?}");
    }
    let decided: Vec<_> = findings
        .iter()
        .map(|finding| finding.rewrite.clone())
        .collect();
    let made = examined.provable.made(bytes, &findings, &decided);
    let Some(new) = made.bytes else {
        return;
    };
    let taken: Vec<&Finding> = made.taken.iter().map(|at| &findings[*at]).collect();
    assert_eq!(new, spliced(bytes, &taken));
    if name.ends_with(".json") && is_json(bytes) {
        assert!(is_json(&new), "the new file is no JSON any more");
    }
    let change = Change {
        entry: Entry {
            path: RepoPath::from_git(name.as_bytes()),
            blob: None,
            mode: 0o100_644,
        },
        old: bytes.to_vec(),
        new,
    };
    let patch = patch::of(&change).expect("a patch");
    assert!(!patch.is_empty() || change.old == change.new);
    // What was taken isn't found again: it stands where the rewrites before it have moved it.
    let again = Examination::choosing(name, &change.new, choices);
    let again = again.examined(&change.new, resolver).findings;
    let mut moved: isize = 0;
    for finding in taken {
        let Some(rewrite) = &finding.rewrite else {
            continue;
        };
        let start = rewrite
            .span
            .start
            .checked_add_signed(moved)
            .expect("a place in the file");
        let end = start + rewrite.after.len();
        moved += rewrite.after.len().cast_signed() - rewrite.span.len().cast_signed();
        let found = again.iter().find(|again| {
            again.rule.name == finding.rule.name
                && again.disposition <= Disposition::Review
                && again.rewrite.is_some()
                && again.span.start < end
                && start < again.span.end
        });
        assert!(found.is_none(), "{finding:?} is found again: {found:?}");
    }
}

/// The old bytes with the rewrites made as the report describes them.
fn spliced(bytes: &[u8], taken: &[&Finding]) -> Vec<u8> {
    let mut new = Vec::with_capacity(bytes.len());
    let mut done = 0;
    for rewrite in taken.iter().filter_map(|finding| finding.rewrite.as_ref()) {
        new.extend_from_slice(&bytes[done..rewrite.span.start]);
        new.extend_from_slice(rewrite.after.as_bytes());
        done = rewrite.span.end;
    }
    new.extend_from_slice(&bytes[done..]);
    new
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(bytes).is_ok()
}
