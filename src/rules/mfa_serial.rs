//! `stale-mfa-serial` and `derived-mfa-serial`: serial numbers that were right only as long as a device was
//! named after its user.
//!
//! A literal serial number is compared with what ListMFADevices says. It is never changed because it looks
//! wrong: the last part of an ARN is a device's name, and only by habit a user's.

use std::ops::Range;

use super::Account;
use super::invocation::Purpose;
use super::serial_site::{Saying, Site, sites};
use super::statement::Statements;
use crate::devices::{Device, Directory, Lookup};
use crate::finding::{Anchor, Choice, Disposition, Finding, Rule};
use crate::iam::serial::{self, DeviceArn, Serial};
use crate::iam::variable;
use crate::syntax::Document;

/// Judges every serial number in the strings of a document.
pub fn look(
    document: &Document,
    directory: &dyn Directory,
    statements: &mut Statements,
    account: &mut Account,
) {
    for site in sites(document) {
        let span = site.text.source_hull(site.range.clone());
        if site.purpose == Purpose::Manage || account.is_settled(&span) {
            account.settle(span);
            continue;
        }
        let anchor = |part: Range<usize>| {
            Anchor::in_string(document, site.node, &site.text, site.range.clone(), part)
        };
        let value = &site.text.as_str()[site.range.clone()];
        let saying = site.saying(document);
        let names_one = matches!(
            saying,
            Saying::Literal | Saying::ComputedAccount | Saying::Derived
        );
        let finding = match saying {
            _ if names_one && statements.around(document, site.node).is_some() => {
                in_policy(value, saying, anchor(site.range.clone()))
            }
            Saying::Literal => {
                let rewrite = match site.purpose {
                    Purpose::Authenticate => Disposition::Safe,
                    _ => Disposition::Review,
                };
                literal(directory, value, anchor(site.range.clone()), rewrite)
            }
            Saying::ComputedAccount => Some(computed_account(&site, anchor(site.range.clone()))),
            Saying::Derived => Some(derived(anchor(site.range.clone()), site.purpose)),
            Saying::LookedUp { first: true } => Some(Finding::new(
                Rule::DerivedMfaSerial,
                Disposition::Note,
                anchor(site.range.clone()),
                "takes the first device of the list, which may be a security key; choose by kind or name"
                    .to_owned(),
            )),
            Saying::LookedUp { first: false } | Saying::Unknown => None,
        };
        match finding {
            Some(finding) => account.report(finding),
            None => account.settle(span),
        }
    }
}

/// A device in a statement, where an ARN names what a policy speaks of, not who logs in.
fn in_policy(value: &str, saying: Saying, anchor: Anchor) -> Option<Finding> {
    let is_device = match saying {
        Saying::Literal => matches!(serial::parse(value), Serial::Device(_)),
        _ => !variable::any(value),
    };
    is_device.then(|| {
        Finding::new(
            Rule::StaleMfaSerial,
            Disposition::Note,
            anchor,
            "a policy that names one device; it reaches no other device of the user".to_owned(),
        )
    })
}

/// Judges a serial number that is written out; `None` where it is right, or where it is none.
///
/// `rewrite` is the disposition of a rewrite, if there is one.
pub fn literal(
    directory: &dyn Directory,
    value: &str,
    anchor: Anchor,
    rewrite: Disposition,
) -> Option<Finding> {
    let serial = serial::parse(value);
    if serial != Serial::SecurityKey && directory.has(value) {
        return None;
    }
    let note = |anchor, reason: &str| {
        Some(Finding::new(
            Rule::StaleMfaSerial,
            Disposition::Note,
            anchor,
            reason.to_owned(),
        ))
    };
    match serial {
        Serial::Device(arn) => Some(device(directory, &arn, anchor, rewrite)),
        Serial::SecurityKey => Some(Finding::new(
            Rule::StaleMfaSerial,
            Disposition::Manual,
            anchor,
            "a security key gives no code, so no command can authenticate with it; name a virtual device or hardware token"
                .to_owned(),
        )),
        Serial::Hardware => note(
            anchor,
            "the number of a hardware token, which says neither user nor account, so it was not verified",
        ),
        Serial::Placeholder if is_policy_pattern(value) => None,
        Serial::Placeholder => note(
            anchor,
            "a placeholder; the serial number that ListMFADevices gives goes here",
        ),
    }
}

/// Whether a finding is about a placeholder or an example, which nobody has to look at twice.
pub fn is_said_once(finding: &Finding) -> bool {
    finding.rule == Rule::StaleMfaSerial
        && finding.disposition == Disposition::Note
        && match serial::parse(finding.anchor.value_before()) {
            Serial::Placeholder => true,
            Serial::Device(arn) => arn.account.is_example(),
            Serial::SecurityKey | Serial::Hardware => false,
        }
}

/// Whether an ARN is a policy's pattern for devices rather than a device.
fn is_policy_pattern(value: &str) -> bool {
    value.contains('*') || value.contains('?') || !variable::occurrences(value, &[]).is_empty()
}

fn device(
    directory: &dyn Directory,
    arn: &DeviceArn,
    anchor: Anchor,
    rewrite: Disposition,
) -> Finding {
    let new = |disposition, reason: String| {
        Finding::new(Rule::StaleMfaSerial, disposition, anchor.clone(), reason)
    };
    let devices = match directory.devices_of(&arn.account, &arn.name) {
        Lookup::Devices(devices) => devices,
        Lookup::Unknown(_) if arn.account.is_example() => {
            return new(
                Disposition::Note,
                format!("an example: account {} is nobody's", arn.account),
            );
        }
        Lookup::Unknown(because) => return new(Disposition::Note, because),
    };
    let user = &arn.name;
    let usable: Vec<&Device> = devices
        .iter()
        .filter(|device| device.gives_codes())
        .collect();
    match usable.as_slice() {
        [] => new(
            Disposition::Manual,
            format!(
                "user {user} has no device that gives codes, only security keys; add a virtual device, then name it here"
            ),
        ),
        [only] => new(
            rewrite,
            format!(
                "user {user} has no device of this name; the user's {} is {}",
                only.kind(),
                only.serial
            ),
        )
        .rewritten(&only.serial),
        several => {
            let mut finding = new(
                Disposition::Manual,
                format!(
                    "user {user} has no device of this name but {} others; pick one at the prompt of `fix`",
                    several.len()
                ),
            );
            finding.choices = choices(several);
            finding
        }
    }
}

/// Devices to pick from, those enabled last first.
fn choices(devices: &[&Device]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = devices
        .iter()
        .map(|device| Choice {
            serial: device.serial.clone(),
            kind: device.kind(),
            enabled: device.enabled.clone(),
        })
        .collect();
    choices.sort_by(|a, b| b.enabled.cmp(&a.enabled).then(a.serial.cmp(&b.serial)));
    choices
}

fn computed_account(site: &Site, anchor: Anchor) -> Finding {
    let name = &site.text.as_str()[site.name()];
    Finding::new(
        Rule::StaleMfaSerial,
        Disposition::Note,
        anchor,
        format!(
            "names device {name} in an account that is computed here, so it was not verified; compare it with `aws iam list-mfa-devices`"
        ),
    )
}

/// A serial number that is computed from a user name.
pub fn derived(anchor: Anchor, purpose: Purpose) -> Finding {
    let sentence = "computes the serial number from the user name, but a device may have any name";
    let reason = match purpose {
        Purpose::Authenticate => {
            format!("{sentence}; ask for it instead: aws iam list-mfa-devices --user-name NAME")
        }
        _ => format!(
            "{sentence}; if something authenticates with it, ask for it instead: aws iam list-mfa-devices --user-name NAME"
        ),
    };
    Finding::new(Rule::DerivedMfaSerial, Disposition::Manual, anchor, reason)
}
