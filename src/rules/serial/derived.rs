//! `derived-mfa-serial`: serial numbers that are computed from a user's name.

use super::form::{self, SerialForm};
use super::lookup::{self, NoLookup};
use super::site::Site;
use crate::anchor::Anchor;
use crate::draft::Draft;
use crate::finding::{Disposition, Example, RuleInfo};
use crate::iam::derivation;
use crate::iam::operation::Purpose;
use crate::reason::Reason;
use crate::rules::fallback::Leftover;
use crate::rules::left::{Line, Setting};
use crate::rules::look::Look;
use crate::rules::rule::Rule;
use crate::syntax::detect;
use crate::syntax::language::Packages;

/// The rule.
pub const RULE: Rule = Rule {
    info: &INFO,
    look: None,
    look_at_site: Some(look_at_site),
    look_at_text: Some(look_at_text),
};

static INFO: RuleInfo = RuleInfo {
    name: "derived-mfa-serial",
    title: "a serial number is computed from the user's name",
    help: include_str!("../explain/derived-mfa-serial.txt"),
    dispositions: &[Disposition::Review, Disposition::Manual, Disposition::Note],
    examples: &[Example {
        file: "login.sh",
        before: "aws sts get-session-token --serial-number \"arn:aws:iam::$ACCOUNT:mfa/$USER\" --token-code \"$CODE\"",
        after: Some(
            "aws sts get-session-token --serial-number \"$(aws iam list-mfa-devices --user-name \"$USER\" --query \"sort_by(MFADevices[?! contains(SerialNumber, ':u2f/')], &EnableDate)[-1].SerialNumber\" --output text)\" --token-code \"$CODE\"",
        ),
    }],
    sources: &[
        "IAM API Reference, ListMFADevices",
        "IAM User Guide, id_credentials_mfa_fido_supported_configurations",
    ],
};

const DERIVED: &str =
    "computes the serial number from the user name, but a device may have any name";

fn look_at_site(look: &mut Look, site: &Site, form: SerialForm) -> bool {
    let anchor = site.anchor(look.document);
    let note = |reason: &'static str| {
        Draft::new(
            &INFO,
            Disposition::Note,
            anchor.clone(),
            Reason::new(reason),
        )
    };
    let draft = match (site.purpose, form) {
        (Purpose::Manage, SerialForm::Derived) => note(
            "computes the serial number of the device that it manages from the user name, but a device may have any name",
        ),
        (Purpose::Manage, _) => return false,
        (_, SerialForm::Derived) => computed(look, site, anchor),
        (_, SerialForm::OfDevice) => note(
            "computes the serial number from a device's name; right if ListMFADevices gives a device of that name",
        ),
        (_, SerialForm::LookedUp { first: true }) => note(
            "takes the first device of the list, which may be a security key; choose by kind or name",
        ),
        // Put together from variables: whatever they hold, it is no device that was asked for.
        (Purpose::Authenticate, SerialForm::Unknown) if site.is_composed() => {
            without_lookup(anchor, site.purpose)
        }
        _ => return false,
    };
    look.ledger.report(draft);
    true
}

/// Serial numbers that are computed in what no tree showed, and texts that turn a user's ARN into a device's.
fn look_at_text(look: &mut Look, leftover: &Leftover) {
    for (range, left) in leftover.arns(look) {
        let value = &leftover.text.as_str()[range.clone()];
        if left.is_code() && form::is_computed(value) {
            let anchor = Anchor::in_file(&leftover.text, range.clone(), range, left.language);
            let draft = without_lookup(anchor, Purpose::Other);
            look.ledger.report(left.remarked(draft));
        }
    }
    for range in derivation::ranges(leftover.text.as_str()) {
        let Some(left) = leftover.at(look, &range) else {
            continue;
        };
        let anchor = Anchor::in_file(&leftover.text, range.clone(), range, left.language);
        let draft = without_lookup(anchor, Purpose::Other);
        let draft = left.remarked(draft);
        let is_said = matches!(
            left.setting,
            Setting::Sentence
                | Setting::Comment
                | Setting::CodeSpan
                | Setting::Patch(Line::Removed)
        );
        look.ledger.report(if is_said {
            Draft {
                disposition: Disposition::Note,
                ..draft
            }
        } else {
            draft
        });
    }
}

/// A site that computes its serial number from a user name.
fn computed(look: &Look, site: &Site, anchor: Anchor) -> Draft {
    if let Some(line) = look.circumstances().makes(None) {
        let reason = format!(
            "computes the serial number of the device that this file makes itself on line {line}"
        );
        return Draft::new(&INFO, Disposition::Note, anchor, Reason::new(reason));
    }
    let draft = without_lookup(anchor, site.purpose);
    match lookup::word(look, site) {
        Ok(word) => {
            let of_lookup = Draft {
                reason: Reason::new(DERIVED).and_of_rewrite(
                    "the lookup takes the user's newest device that gives codes, and needs iam:ListMFADevices on the user",
                ),
                ..draft.clone()
            };
            of_lookup.with_code(look.document, &word).unwrap_or(draft)
        }
        Err(NoLookup::NoWord) => draft,
        Err(because) => Draft {
            reason: draft
                .reason
                .and(format!("no lookup is written here, as {because}")),
            ..draft
        },
    }
}

/// A serial number that is computed from a user name, with no rewrite.
fn without_lookup(anchor: Anchor, purpose: Purpose) -> Draft {
    let call = lookup_call(anchor.language);
    let advice = match purpose {
        Purpose::Authenticate => format!("ask for it instead: {call}"),
        _ => format!("if something authenticates with it, ask for it instead: {call}"),
    };
    Draft::new(
        &INFO,
        Disposition::Manual,
        anchor,
        Reason::new(DERIVED).and(advice),
    )
}

/// The call that lists a user's devices, in a language's own SDK (its API reference, ListMFADevices).
fn lookup_call(language: &str) -> &'static str {
    match detect::packages(language) {
        Packages::PyPi => "boto3.client(\"iam\").list_mfa_devices(UserName=...)",
        Packages::Npm => "ListMFADevicesCommand({ UserName: ... }) of @aws-sdk/client-iam",
        Packages::GoModules => "iam.ListMFADevices with UserName set",
        Packages::Maven => "IamClient.listMFADevices(r -> r.userName(...))",
        Packages::NuGet => "ListMFADevicesAsync with UserName set",
        Packages::RubyGems => "Aws::IAM::Client#list_mfa_devices(user_name: ...)",
        Packages::PowerShellGallery => "Get-IAMMFADevice -UserName ...",
        Packages::None => "aws iam list-mfa-devices --user-name NAME",
    }
}
