//! `stale-mfa-serial`: serial numbers that are written out, and were right only as long as a device was named after its
//! user.
//!
//! A serial number is compared with what ListMFADevices says. It is never changed because it looks wrong: the last part
//! of an ARN is a device's name, and only by habit a user's.

use super::form::{self, SerialForm};
use super::other_use::{self, Reach};
use super::parameter;
use super::question::{self, Question};
use super::site::Site;
use crate::anchor::Anchor;
use crate::draft::Draft;
use crate::finding::{Disposition, Example, RuleInfo};
use crate::iam::operation::{CLI, Purpose};
use crate::iam::serial::{self, Serial};
use crate::iam::variable;
use crate::reason::Reason;
use crate::rules::fallback::Leftover;
use crate::rules::left::Setting;
use crate::rules::look::Look;
use crate::rules::policy::members::name_of;
use crate::rules::rule::Rule;
use crate::syntax::Role;

/// The rule.
pub const RULE: Rule = Rule {
    info: &INFO,
    look: None,
    look_at_site: Some(look_at_site),
    look_at_text: Some(look_at_text),
};

static INFO: RuleInfo = RuleInfo {
    name: "stale-mfa-serial",
    title: "a written-out serial number may be none that the user has",
    help: include_str!("../explain/stale-mfa-serial.txt"),
    dispositions: &Disposition::ALL,
    examples: &[Example {
        file: "login.sh",
        before: "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/alice --token-code 123456",
        after: None,
    }],
    sources: &["IAM API Reference, ListMFADevices and GetSessionToken"],
};

fn look_at_site(look: &mut Look, site: &Site, form: SerialForm) -> bool {
    if site.purpose == Purpose::Manage {
        return false;
    }
    let anchor = site.anchor(look.document);
    let names_one = matches!(
        form,
        SerialForm::Literal | SerialForm::ComputedAccount | SerialForm::Derived
    );
    if names_one && look.statements.around(look.document, site.node).is_some() {
        match in_policy(form, anchor) {
            Some(draft) => look.ledger.report(draft),
            None => look.ledger.account_for(site.span()),
        }
        return true;
    }
    match form {
        SerialForm::Literal if question::is_none(anchor.value_before()) => return false,
        SerialForm::Literal => {
            if let Some(reason) = of_no_account(look, site) {
                look.ledger.report(Draft::new(
                    &INFO,
                    Disposition::Note,
                    anchor,
                    Reason::new(reason),
                ));
                return true;
            }
            let because = doubt(look, site);
            look.ask(Question {
                rule: &INFO,
                anchor,
                rewrite: match because {
                    None => Disposition::Safe,
                    Some(_) if has_other_label(look, site) => Disposition::Manual,
                    Some(_) => Disposition::Review,
                },
                because,
                left: None,
                caution: None,
            });
        }
        SerialForm::ComputedAccount => {
            let name = &site.text.as_str()[site.name()];
            let reason = Reason::new(format!(
                "names device {name} in an account that is computed here, so it was not verified; compare it with `aws iam list-mfa-devices`"
            ));
            look.ledger
                .report(Draft::new(&INFO, Disposition::Note, anchor, reason));
        }
        _ => return false,
    }
    true
}

/// Why no list of an account's devices tells anything about a site's serial number.
fn of_no_account(look: &Look, site: &Site) -> Option<String> {
    let Serial::Device(arn) = serial::parse(site.value()) else {
        return None;
    };
    let circumstances = look.circumstances();
    if let Some(line) = circumstances.makes(Some(&arn.name)) {
        return Some(format!(
            "line {line} makes the device itself, so its name is right here"
        ));
    }
    let line = circumstances.other_endpoint(site)?;
    Some(format!(
        "line {line} sends this to an endpoint that is not AWS's, so no list of AWS's devices says whether it is right"
    ))
}

/// Words in the names of what has a serial number in it, but is none.
const OTHER_LABELS: [&str; 4] = ["process", "provider", "helper", "hook"];
/// The name of what a device is known by to others, such as Terraform's state.
const IDENTITY: &str = "id";
/// How far around a value its name is looked for, in nodes.
const LABEL_REACH: usize = 4;

/// Whether what a value is given to is named after something else than a serial number: `import { id = … }`.
fn has_other_label(look: &Look, site: &Site) -> bool {
    let document = look.document;
    let label = document
        .ancestors(site.node)
        .take(LABEL_REACH)
        .find(|around| matches!(document.node(*around).role, Role::Pair | Role::Assignment))
        .filter(|_| site.purpose == Purpose::Other)
        .and_then(|pair| name_of(document, document.key(pair)?));
    label.is_some_and(|label| {
        label == IDENTITY || OTHER_LABELS.iter().any(|word| label.contains(word))
    })
}

/// Why a person should look at a rewrite of a site's serial number.
fn doubt(look: &Look, site: &Site) -> Option<String> {
    if site.purpose != Purpose::Authenticate {
        return Some("no call of this file authenticates with it".to_owned());
    }
    if site.is_managed {
        return Some("this file also manages a device by it".to_owned());
    }
    if let Some(doubt) = site.doubt {
        return Some(doubt.what().to_owned());
    }
    if look.called_wrong.holds(look.document, site.node) {
        return Some("the heading or label above calls what it shows wrong or old".to_owned());
    }
    if look.circumstances().is_test {
        return Some("this file tests other code, which may expect it".to_owned());
    }
    if let Some(line) = look.circumstances().redefined {
        return Some(format!(
            "line {line} makes `{CLI}` a function of this script, so what it asks is not known"
        ));
    }
    let setting = look
        .document
        .parent(site.node)
        .filter(|pair| {
            matches!(
                look.document.node(*pair).role,
                Role::Pair | Role::Assignment
            )
        })
        .filter(|pair| !parameter::is_of_program(look.document, *pair))
        .and_then(|pair| look.document.key(pair))
        .map(|key| look.document.spelling(key).trim_matches(['"', '\'']))
        .filter(|_| site.calls.is_empty());
    let other = match setting {
        Some(name) => other_use::of_setting(look.document, &look.variables, name),
        None => look.other_use(site, Reach::File),
    };
    other.map(|other| other.to_string())
}

/// Serial numbers that are written out in what no tree showed.
fn look_at_text(look: &mut Look, leftover: &Leftover) {
    for (range, left) in leftover.arns(look) {
        let value = &leftover.text.as_str()[range.clone()];
        if form::is_computed_in_code(leftover.text.as_str(), &range, &left) {
            continue;
        }
        if question::is_none(value) {
            continue;
        }
        look.ask(Question {
            rule: &INFO,
            anchor: Anchor::in_file(&leftover.text, range.clone(), range, left.language),
            rewrite: Disposition::Review,
            because: match left.setting {
                Setting::Quoted | Setting::Unknown | Setting::Value(_) => {
                    Some("it was found as text, so what uses it is not known".to_owned())
                }
                Setting::Sentence | Setting::Comment | Setting::CodeSpan | Setting::Patch(_) => {
                    None
                }
            },
            left: Some(left),
            caution: None,
        });
    }
}

/// A device in a statement, where an ARN names what a policy speaks of, not who logs in.
fn in_policy(form: SerialForm, anchor: Anchor) -> Option<Draft> {
    let value = anchor.value_before();
    let is_device = match form {
        SerialForm::Literal => matches!(serial::parse(value), Serial::Device(_)),
        _ => !variable::any(value),
    };
    let reason = "a policy that names one device; it reaches no other device of the user";
    is_device.then(|| Draft::new(&INFO, Disposition::Note, anchor, Reason::new(reason)))
}

/// Whether a draft is about a placeholder or an example, which nobody has to look at twice.
pub fn is_said_once(draft: &Draft) -> bool {
    *draft.rule == INFO
        && draft.disposition == Disposition::Note
        && match serial::parse(draft.anchor.value_before()) {
            Serial::Placeholder => true,
            Serial::Device(arn) => arn.account.is_example(),
            Serial::User(_) | Serial::SecurityKey | Serial::Hardware => false,
        }
}
