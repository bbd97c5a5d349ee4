//! A serial number that is written out, of which only a user's list of devices can tell whether it is right.

use super::form::is_expression;
use crate::anchor::Anchor;
use crate::devices::{Device, DeviceResolver, Lookup};
use crate::draft::Draft;
use crate::finding::{Choice, Disposition, RuleInfo};
use crate::iam::serial::{self, Account, DeviceArn, Serial};
use crate::iam::variable;
use crate::reason::Reason;
use crate::rules::left::{Left, Line, Setting};

/// A serial number that is written out, before anybody said whether its user has it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The rule that asks it.
    pub rule: &'static RuleInfo,
    /// Where it stands.
    pub anchor: Anchor,
    /// The disposition of a rewrite, if there will be one.
    pub rewrite: Disposition,
    /// Why a person should look at a rewrite.
    pub because: Option<String>,
    /// The variables that hold it and that other files may have.
    pub held_by: Vec<String>,
    /// What stands around it, where no tree showed it.
    pub left: Option<Left>,
    /// Why the rewrite is to be reviewed.
    pub caution: Option<&'static str>,
    /// Whether the code around it is a piece of a sentence.
    pub is_in_sentence: bool,
    /// Whether code looks for it, rather than to authenticate with it.
    pub is_sought: bool,
}

/// What is said of one that code looks for.
const SOUGHT: &str = "this looks for the serial number or replaces it, rather than authenticating with it; rewritten it would look for the new one, so see whether it is still needed";

/// Whether a text in the place of a serial number is none, and stands for none: a policy's pattern, a sentence, a regular
/// expression.
pub fn is_none(value: &str) -> bool {
    serial::parse(value) == Serial::Placeholder
        && (value.is_empty()
            || is_policy_pattern(value)
            || is_sentence(value)
            || is_expression(value))
}

impl Question {
    /// Has the rewrite reviewed, if there will be one, and says why.
    pub fn reviewed(self, because: &'static str) -> Question {
        if self.rewrite != Disposition::Safe {
            return self;
        }
        Question {
            rewrite: Disposition::Review,
            caution: Some(because),
            ..self
        }
    }

    /// Whose devices would answer it.
    pub fn wants(&self) -> Option<(Account, String)> {
        match serial::parse(self.anchor.value_before()) {
            Serial::Device(arn) if arn.is_root() => None,
            Serial::Device(arn) | Serial::User(arn) => Some((arn.account, arn.name)),
            Serial::SecurityKey | Serial::Hardware | Serial::Placeholder => None,
        }
    }

    /// What is to be said of it by what is known of devices; `None` where it is right, or is no serial number.
    pub fn answered(self, resolver: &DeviceResolver) -> Option<Draft> {
        let is_in_sentence = self.is_in_sentence;
        if self.is_sought {
            return match serial::parse(self.anchor.value_before()) {
                // An expression that serial numbers match.
                Serial::Placeholder => Some(self.said(Disposition::Note, Reason::new(SOUGHT))),
                _ => Some(only_sought(self.judged(resolver)?)),
            };
        }
        let Some(left) = self.left else {
            let draft = self.judged(resolver)?;
            return Some(match is_in_sentence {
                true => draft.if_rewritten(Draft::in_sentence),
                false => draft,
            });
        };
        let draft = self.judged(resolver)?;
        let draft = left.remarked(draft);
        Some(match left.setting {
            // In a sentence a person may take the rewrite, and there is nothing else to do.
            Setting::Sentence if draft.rewrite.is_some() => draft.in_sentence(),
            Setting::Sentence | Setting::Patch(Line::Removed) => Draft {
                rewrite: None,
                choices: Vec::new(),
                disposition: Disposition::Note,
                ..draft
            },
            Setting::Patch(Line::Kept) if draft.rewrite.is_some() => draft.without_rewrite(
                "it is a line of a patch, which would no longer apply; migrate what it applies to"
                    .into(),
            ),
            _ => draft,
        })
    }

    fn judged(self, resolver: &DeviceResolver) -> Option<Draft> {
        let value = self.anchor.value_before();
        let serial = serial::parse(value);
        if serial != Serial::SecurityKey && resolver.directory.has(value) {
            return None;
        }
        let (disposition, reason) = match serial {
            Serial::Device(arn) if arn.is_root() => (
                Disposition::Note,
                "the root user's device, which no list of users' devices has; right if the root user signs in with it",
            ),
            Serial::Device(arn) => return Some(self.of_device(resolver, &arn, Named::Device)),
            Serial::User(arn) => return Some(self.of_device(resolver, &arn, Named::User)),
            Serial::SecurityKey => (
                Disposition::Manual,
                "a security key generates no codes, so no command can authenticate with it; sign in with `aws login`, or name a virtual device or hardware token",
            ),
            Serial::Hardware => (
                Disposition::Note,
                "the number of a hardware token, which says neither user nor account, so it was not verified",
            ),
            Serial::Placeholder => (
                Disposition::Note,
                "a placeholder; the serial number that ListMFADevices gives goes here",
            ),
        };
        Some(self.said(disposition, Reason::new(reason)))
    }

    /// A reason, with why a person should look at a rewrite.
    fn doubted(&self, reason: Reason) -> Reason {
        match &self.because {
            Some(because) => reason.and_of_rewrite(because.clone()),
            None => reason,
        }
    }

    fn said(self, disposition: Disposition, reason: Reason) -> Draft {
        Draft {
            held_by: self.held_by,
            ..Draft::new(self.rule, disposition, self.anchor, reason)
        }
    }

    /// Holds a virtual device against those that its user has.
    fn of_device(self, resolver: &DeviceResolver, arn: &DeviceArn, named: Named) -> Draft {
        let user = &arn.name;
        let draft = self.of_user(resolver, arn, named);
        match named {
            Named::Device => draft,
            Named::User => Draft {
                // It never works, whether or not anybody knows what would.
                disposition: match draft.disposition {
                    Disposition::Note => Disposition::Manual,
                    other => other,
                },
                reason: draft.reason.after(format!(
                    "the ARN of user {user}, which is no serial number and never works as one"
                )),
                ..draft
            },
        }
    }

    fn of_user(self, resolver: &DeviceResolver, arn: &DeviceArn, named: Named) -> Draft {
        let user = &arn.name;
        let devices = match resolver.directory.devices_of(&arn.account, user) {
            Lookup::Devices(devices) => devices,
            Lookup::Unasked(_)
                if arn.account.is_example() && !resolver.directory.knows(&arn.account) =>
            {
                let reason = format!(
                    "{} is an example account; not checked; if it is yours, name a record of its devices with --devices FILE",
                    arn.account
                );
                return self.said(Disposition::Note, Reason::new(reason));
            }
            Lookup::Unasked(because) => return self.said(Disposition::Note, Reason::new(because)),
            Lookup::Failed(because) => {
                let reason = format!("could not be verified: {because}");
                return self.said(Disposition::Manual, Reason::new(reason));
            }
            Lookup::NoSuchUser { all_are_known } => {
                let reason = no_such_user(arn, all_are_known);
                return self.said(Disposition::Manual, Reason::new(reason));
            }
        };
        let elsewhere = devices.iter().find_map(|device| {
            let partition = device.serial.split(':').nth(1)?;
            (partition != arn.partition).then_some(partition)
        });
        if let Some(partition) = elsewhere {
            let reason = format!(
                "could not be verified: the devices of {user} that are known are in partition {partition}, not {}",
                arn.partition
            );
            return self.said(Disposition::Manual, Reason::new(reason));
        }
        let usable: Vec<&Device> = devices
            .iter()
            .filter(|device| device.gives_codes())
            .collect();
        let (chosen, undecided) = match (usable.as_slice(), &resolver.preference) {
            ([], _) => {
                let reason = no_usable(user, devices.is_empty());
                return self.said(Disposition::Manual, Reason::new(reason));
            }
            ([only], _) => (Some(*only), None),
            (_, None) => (None, None),
            (several, Some(preference)) => match preference.choose(several) {
                Ok(chosen) => (Some(chosen), None),
                Err(undecided) => (None, Some(undecided)),
            },
        };
        if let Some(device) = chosen {
            if resolver.directory.is_unplaced(user, &device.serial) {
                let reason = Reason::new(format!(
                    "user {user}'s hardware token {} may be that of another account's user of this name, as the record doesn't say its account",
                    device.serial
                ));
                return Draft {
                    choices: choices(&usable),
                    ..self.said(Disposition::Manual, reason)
                };
            }
            return self.named(user, device, usable.len(), named);
        }
        let others = match named {
            Named::Device => format!(
                "user {user} has no device of this name but {} others",
                usable.len()
            ),
            Named::User => format!("user {user} has {} devices", usable.len()),
        };
        let reason = match undecided {
            // There is nothing to pick.
            _ if self.is_sought => Reason::new(others),
            None => Reason::new(others).and("pick one at the prompt of `fix`, or with --prefer"),
            Some(undecided) => Reason::new(format!("{others}, and {undecided}"))
                .and("pick one at the prompt of `fix`"),
        };
        let reason = match devices.len() - usable.len() {
            0 => reason,
            1 => reason.and("the user's security key gives no code"),
            more => reason.and(format!("the user's {more} security keys give no codes")),
        };
        let reason = self.doubted(reason);
        Draft {
            choices: choices(&usable),
            ..self.said(Disposition::Manual, reason)
        }
    }

    /// The rewrite that names one of a user's usable devices.
    fn named(self, user: &str, device: &Device, usable: usize, named: Named) -> Draft {
        let which = match usable {
            1 => format!("the user's {}", device.kind()),
            _ => format!("the {} that --prefer chooses of {usable}", device.kind()),
        };
        let is = format!("{which} is {}", device.serial);
        let reason = match named {
            Named::Device => Reason::new(format!("user {user} has no device of this name")).and(is),
            Named::User => Reason::new(is),
        };
        let reason = match self.caution {
            Some(because) => reason.and_of_rewrite(because),
            None => reason,
        };
        let rewrite = self.rewrite;
        let reason = self.doubted(reason);
        self.said(rewrite, reason).rewritten(&device.serial)
    }
}

/// What is said of a serial number that code looks for, by what would be said of it elsewhere.
fn only_sought(draft: Draft) -> Draft {
    match draft.disposition {
        Disposition::Note => draft,
        _ => Draft {
            choices: Vec::new(),
            ..draft.without_rewrite(SOUGHT.to_owned())
        },
    }
}

/// What the last part of an ARN names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    /// A device, which by habit may have its user's name.
    Device,
    /// A user.
    User,
}

/// Whether a text in the place of a serial number is words for a person, such as a prompt.
fn is_sentence(value: &str) -> bool {
    value.contains(char::is_whitespace) && !value.contains(":mfa/")
}

/// Whether an ARN is a policy's pattern for devices rather than a device.
fn is_policy_pattern(value: &str) -> bool {
    value.contains('*') || value.contains('?') || !variable::occurrences(value, &[]).is_empty()
}

/// Why there is no device to name.
fn no_usable(user: &str, has_none: bool) -> String {
    if has_none {
        format!(
            "user {user} has no MFA device; the user adds one at the console or with `aws iam enable-mfa-device`, then its serial number goes here"
        )
    } else {
        format!(
            "user {user} has only security keys, which generate no codes; sign in with `aws login`, or add a virtual device and name it here"
        )
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
            user: device.user.clone(),
            kind: device.kind(),
            enabled: device.enabled.clone(),
        })
        .collect()
}
