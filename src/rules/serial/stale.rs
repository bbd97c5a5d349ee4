//! `stale-mfa-serial` and `derived-mfa-serial`: serial numbers that were right only as long as a device was
//! named after its user.
//!
//! A literal serial number is compared with what ListMFADevices says. It is never changed because it looks
//! wrong: the last part of an ARN is a device's name, and only by habit a user's.

use std::ops::Range;

use super::form::{self, SerialForm, is_expression};
use super::lookup::{self, NoLookup};
use super::script::Script;
use super::uses::{Site, sites};
use super::variables::Variables;
use crate::devices::{Device, DeviceResolver, Lookup};
use crate::finding::{Anchor, Choice, Disposition, Finding, Rule};
use crate::iam::operation::Purpose;
use crate::iam::serial::{self, DeviceArn, Serial};
use crate::iam::variable;
use crate::rules::ledger::Ledger;
use crate::rules::policy::statement::Statements;
use crate::syntax::{Document, Role};

/// Judges every serial number in the strings of a document.
pub fn look(
    document: &Document,
    resolver: &DeviceResolver,
    statements: &mut Statements,
    ledger: &mut Ledger,
) {
    let variables = Variables::new(document);
    let script = Script::default();
    for site in sites(document, &variables) {
        let span = site.text.source_hull(site.range.clone());
        if site.purpose == Purpose::Make || ledger.is_accounted_for(&span) {
            ledger.account_for(span);
            continue;
        }
        let anchor = |part: Range<usize>| {
            Anchor::in_string(document, site.node, &site.text, site.range.clone(), part)
        };
        let value = &site.text.as_str()[site.range.clone()];
        let saying = form::of(document, &site);
        let names_one = matches!(
            saying,
            SerialForm::Literal | SerialForm::ComputedAccount | SerialForm::Derived
        );
        let finding = match saying {
            SerialForm::Derived if site.purpose == Purpose::Manage => Some(Finding::new(
                Rule::DerivedMfaSerial,
                Disposition::Note,
                anchor(site.range.clone()),
                "computes the serial number of the device that it manages from the user name, but a device may have any name"
                    .to_owned(),
            )),
            _ if site.purpose == Purpose::Manage => None,
            _ if names_one && statements.around(document, site.node).is_some() => {
                in_policy(value, saying, anchor(site.range.clone()))
            }
            SerialForm::Literal => {
                let rewrite = match site.purpose {
                    Purpose::Authenticate
                        if !site.is_managed
                            && !variables.has_other_use(&site) =>
                    {
                        Disposition::Safe
                    }
                    _ => Disposition::Review,
                };
                literal(resolver, value, anchor(site.range.clone()), rewrite)
            }
            SerialForm::ComputedAccount => Some(computed_account(&site, anchor(site.range.clone()))),
            SerialForm::Derived => Some(computed(
                document,
                &variables,
                &script,
                &site,
                anchor(site.range.clone()),
            )),
            SerialForm::OfDevice => Some(Finding::new(
                Rule::DerivedMfaSerial,
                Disposition::Note,
                anchor(site.range.clone()),
                "computes the serial number from a device's name; right if ListMFADevices gives a device of that name"
                    .to_owned(),
            )),
            SerialForm::LookedUp { first: true } => Some(Finding::new(
                Rule::DerivedMfaSerial,
                Disposition::Note,
                anchor(site.range.clone()),
                "takes the first device of the list, which may be a security key; choose by kind or name"
                    .to_owned(),
            )),
            // Put together from variables: whatever they hold, it is no device that was asked for.
            SerialForm::Unknown if site.purpose == Purpose::Authenticate && site.is_composed() => {
                Some(derived(anchor(site.range.clone()), site.purpose))
            }
            SerialForm::LookedUp { first: false } | SerialForm::Unknown => None,
        };
        let is_opaque =
            saying == SerialForm::Unknown && document.node(site.node).role == Role::Interpolation;
        match finding {
            Some(finding) => ledger.report(finding),
            // What is computed may have an occurrence in it.
            None if is_opaque => {}
            None => ledger.account_for(span),
        }
    }
}

/// A device in a statement, where an ARN names what a policy speaks of, not who logs in.
fn in_policy(value: &str, saying: SerialForm, anchor: Anchor) -> Option<Finding> {
    let is_device = match saying {
        SerialForm::Literal => matches!(serial::parse(value), Serial::Device(_)),
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
    resolver: &DeviceResolver,
    value: &str,
    anchor: Anchor,
    rewrite: Disposition,
) -> Option<Finding> {
    let serial = serial::parse(value);
    if serial != Serial::SecurityKey && resolver.directory.has(value) {
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
        Serial::Device(arn) => Some(device(resolver, &arn, anchor, rewrite)),
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
        Serial::Placeholder
            if is_policy_pattern(value) || is_sentence(value) || is_expression(value) =>
        {
            None
        }
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

/// Whether a text in the place of a serial number is words for a person, such as a prompt.
fn is_sentence(value: &str) -> bool {
    value.contains(char::is_whitespace) && !value.contains(":mfa/")
}

/// Whether an ARN is a policy's pattern for devices rather than a device.
fn is_policy_pattern(value: &str) -> bool {
    value.contains('*') || value.contains('?') || !variable::occurrences(value, &[]).is_empty()
}

fn device(
    resolver: &DeviceResolver,
    arn: &DeviceArn,
    anchor: Anchor,
    rewrite: Disposition,
) -> Finding {
    let new = |disposition, reason: String| {
        Finding::new(Rule::StaleMfaSerial, disposition, anchor.clone(), reason)
    };
    let user = &arn.name;
    let devices = match resolver.directory.devices_of(&arn.account, user) {
        Lookup::Devices(devices) => devices,
        Lookup::Unasked(_) if arn.account.is_example() => {
            return new(
                Disposition::Note,
                format!("an example: account {} is nobody's", arn.account),
            );
        }
        Lookup::Unasked(because) => return new(Disposition::Note, because),
        Lookup::Failed(because) => {
            return new(
                Disposition::Manual,
                format!("could not be verified: {because}"),
            );
        }
        Lookup::NoSuchUser { all_are_known } => {
            return new(Disposition::Manual, no_such_user(arn, all_are_known));
        }
    };
    let elsewhere = devices.iter().find_map(|device| {
        let mut parts = device.serial.split(':').skip(1);
        let partition = parts.next()?;
        (partition != arn.partition).then_some(partition)
    });
    if let Some(partition) = elsewhere {
        return new(
            Disposition::Manual,
            format!(
                "could not be verified: the devices of {user} that are known are in partition {partition}, not {}",
                arn.partition
            ),
        );
    }
    let usable: Vec<&Device> = devices
        .iter()
        .filter(|device| device.gives_codes())
        .collect();
    let keys = match devices.len() - usable.len() {
        0 => String::new(),
        1 => "; the user's security key gives no code".to_owned(),
        more => format!("; the user's {more} security keys give no codes"),
    };
    let names = |device: &Device| {
        new(
            rewrite,
            format!(
                "user {user} has no device of this name; {} is {}",
                if usable.len() == 1 {
                    format!("the user's {}", device.kind())
                } else {
                    format!(
                        "the {} that --prefer chooses of {}",
                        device.kind(),
                        usable.len()
                    )
                },
                device.serial
            ),
        )
        .rewritten(&device.serial)
    };
    let several = match (usable.as_slice(), &resolver.preference) {
        ([], _) => {
            return new(
                Disposition::Manual,
                if devices.is_empty() {
                    format!(
                        "user {user} has no MFA device; the user adds one at the console or with `aws iam enable-mfa-device`, then its serial number goes here"
                    )
                } else {
                    format!(
                        "user {user} has no device that gives codes, only security keys; add a virtual device, then name it here"
                    )
                },
            );
        }
        ([only], _) => return names(only),
        (several, None) => new(
            Disposition::Manual,
            format!(
                "user {user} has no device of this name but {} others; pick one at the prompt of `fix`, or with --prefer{keys}",
                several.len()
            ),
        ),
        (several, Some(preference)) => match preference.choose(several) {
            Ok(chosen) => return names(chosen),
            Err(undecided) => new(
                Disposition::Manual,
                format!(
                    "user {user} has no device of this name but {} others, and {undecided}; pick one at the prompt of `fix`{keys}",
                    several.len()
                ),
            ),
        },
    };
    Finding {
        choices: choices(&usable),
        ..several
    }
}

fn no_such_user(arn: &DeviceArn, all_are_known: bool) -> String {
    let (account, name) = (&arn.account, &arn.name);
    if all_are_known {
        format!(
            "account {account} has neither a device nor a user of the name {name}: a placeholder, or a user who was deleted; put in the serial number of the user who is meant"
        )
    } else {
        format!(
            "account {account} has no user {name}: a placeholder, a user who was deleted, or another user's device; `mfa-migrate devices --all` lists every device"
        )
    }
}

/// Devices to pick from, those enabled last first.
fn choices(devices: &[&Device]) -> Vec<Choice> {
    let mut sorted = devices.to_vec();
    sorted.sort_by(|a, b| a.newest_first(b));
    sorted
        .into_iter()
        .map(|device| Choice {
            serial: device.serial.clone(),
            kind: device.kind(),
            enabled: device.enabled.clone(),
        })
        .collect()
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

/// A site that computes its serial number from a user name.
fn computed(
    document: &Document,
    variables: &Variables,
    script: &Script,
    site: &Site,
    anchor: Anchor,
) -> Finding {
    let word = match lookup::word(document, variables, script, site) {
        Ok(word) => word,
        Err(NoLookup::NoWord) => return derived(anchor, site.purpose),
        Err(because) => {
            let finding = derived(anchor, site.purpose);
            return Finding {
                reason: format!(
                    "{}; no lookup is written here, as {because}",
                    finding.reason
                ),
                ..finding
            };
        }
    };
    let finding = derived(anchor.clone(), site.purpose).with_code(document, &word);
    if finding.rewrite.is_none() {
        return finding;
    }
    Finding {
        reason: format!(
            "{DERIVED}; the lookup takes the user's newest device that gives codes, and needs iam:ListMFADevices on the user"
        ),
        ..finding
    }
}

const DERIVED: &str =
    "computes the serial number from the user name, but a device may have any name";

/// A serial number that is computed from a user name, with no rewrite.
pub fn derived(anchor: Anchor, purpose: Purpose) -> Finding {
    let call = lookup_call(anchor.language);
    let reason = match purpose {
        Purpose::Authenticate => format!("{DERIVED}; ask for it instead: {call}"),
        _ => format!("{DERIVED}; if something authenticates with it, ask for it instead: {call}"),
    };
    Finding::new(Rule::DerivedMfaSerial, Disposition::Manual, anchor, reason)
}

/// The call that lists a user's devices, in a language's own SDK (its API reference, ListMFADevices).
fn lookup_call(language: &str) -> &'static str {
    match language {
        "python" => "boto3.client(\"iam\").list_mfa_devices(UserName=...)",
        "typescript" | "javascript" => {
            "ListMFADevicesCommand({ UserName: ... }) of @aws-sdk/client-iam"
        }
        "go" => "iam.ListMFADevices with UserName set",
        "java" => "IamClient.listMFADevices(r -> r.userName(...))",
        "c#" => "ListMFADevicesAsync with UserName set",
        "ruby" => "Aws::IAM::Client#list_mfa_devices(user_name: ...)",
        "powershell" => "Get-IAMMFADevice -UserName ...",
        _ => "aws iam list-mfa-devices --user-name NAME",
    }
}
