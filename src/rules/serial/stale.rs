//! `stale-mfa-serial`: serial numbers that are written out, and were right only as long as a device was named after its
//! user.
//!
//! A serial number is compared with what ListMFADevices says. It is never changed because it looks wrong: the last part
//! of an ARN is a device's name, and only by habit a user's.

use std::sync::LazyLock;

use regex::Regex;

use super::circumstances::OtherEndpoint;
use super::form::{self, SerialForm};
use super::other_use::{self, Reach};
use super::parameter;
use super::question::{self, Question};
use super::shared;
use super::site::{Doubt, Site};
use super::sought;
use crate::anchor::Anchor;
use crate::ascii_regex::{ascii_regex, is_match};
use crate::draft::Draft;
use crate::finding::{Disposition, Example, RuleInfo};
use crate::iam::operation::{CLI, Purpose};
use crate::iam::serial::{self, Serial};
use crate::iam::variable;
use crate::reason::Reason;
use crate::rules::beside_code;
use crate::rules::fallback::Leftover;
use crate::rules::left::Setting;
use crate::rules::look::Look;
use crate::rules::policy::members::name_of;
use crate::rules::rule::Rule;
use crate::syntax::{Role, command, near};

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
            let is_sought = site.purpose == Purpose::Other && is_sought(look, site);
            look.ask(Question {
                rule: &INFO,
                anchor,
                rewrite: match because {
                    None => Disposition::Safe,
                    Some(_) if has_other_label(look, site) => Disposition::Manual,
                    Some(_) => Disposition::Review,
                },
                because,
                held_by: shared::names(look.document, &look.variables, site),
                left: None,
                caution: None,
                is_in_sentence: false,
                is_sought,
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

/// What gives a program's own name for where a code comes from, which may be a serial number (awsume's `mfa_process`; YubiKey
/// Manager CLI, "ykman oath accounts code").
static OWN_NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"(?:^|[\s/(`])ykman(?:\.exe)?\s|^\s*mfa_process\s*=").ok());
/// What is said of such a name.
const IS_OWN_NAME: &str =
    "a program that shows codes knows the device by this name, whatever AWS calls it";
/// How far before a value what it is given to is looked for (bytes).
const LINE_REACH: usize = 400;

/// Whether what stands before an offset (bytes) in its line gives a program's own name for where a code comes from.
fn is_own_name(text: &str, at: usize) -> bool {
    let before = near::before(text, at, LINE_REACH);
    let line = before.rsplit('\n').next().unwrap_or_default();
    is_match(&OWN_NAME, line)
}

/// Why no list of an account's devices tells anything about a site's serial number.
fn of_no_account(look: &Look, site: &Site) -> Option<String> {
    let layer = look.document.layer_of(site.node);
    let start = look.document.node(site.node).range().start;
    if site.purpose == Purpose::Other && is_own_name(layer.text.as_str(), start) {
        return Some(IS_OWN_NAME.to_owned());
    }
    let Serial::Device(arn) = serial::parse(site.value()) else {
        return None;
    };
    let circumstances = look.circumstances();
    if let Some(line) = circumstances.makes(Some(&arn.name)) {
        return Some(format!(
            "line {line} makes the device itself, so its name is right here"
        ));
    }
    match circumstances.other_endpoint(look.document, site)? {
        OtherEndpoint::Known(line) => Some(format!(
            "line {line} sends this to an endpoint that is not AWS's, so no list of AWS's devices says whether it is right"
        )),
        OtherEndpoint::Possible(_) => None,
    }
}

/// Whether code looks for a serial number with which no call of the file is seen to authenticate.
fn is_sought(look: &Look, site: &Site) -> bool {
    let is_only = look.circumstances().authenticates.is_none();
    sought::is(look.document, look.trails.mentions(), site.node, is_only)
}

/// Words in the names of what has a serial number in it, but is none.
const OTHER_LABELS: [&str; 4] = ["process", "provider", "helper", "hook"];
/// The name of what a device is known by to others, such as Terraform's state.
const IDENTITY: &str = "id";
/// How far around a value its name is looked for, in nodes.
const LABEL_REACH: usize = 4;

/// What takes something that is there already into a tool's state, by the name that AWS has for it (`terraform import`).
const IMPORTING: &str = "import";
/// How many words of a command say what it does.
const COMMAND_WORDS: usize = 4;

/// Whether what a value is given to is named after something else than a serial number: `import { id = … }`.
fn has_other_label(look: &Look, site: &Site) -> bool {
    let document = look.document;
    let command = look.variables.command_around(site.span().start);
    let imports = command.is_some_and(|command| {
        let words = command::words(document, command);
        let mut first = words.iter().take(COMMAND_WORDS);
        first.any(|word| word.literal() == Some(IMPORTING))
    });
    if imports && site.purpose == Purpose::Other {
        return true;
    }
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
        return Some(match look.circumstances().authenticates {
            Some(line) => {
                format!("how it reaches the call on line {line} is not followed, if it does")
            }
            None => "no call of this file authenticates with it".to_owned(),
        });
    }
    if site.is_managed {
        return Some("this file also manages a device by it".to_owned());
    }
    if let Some(doubt) = site.doubt.filter(|doubt| *doubt != Doubt::NoReader) {
        return Some(doubt.what().to_owned());
    }
    if look.called_wrong.holds(look.document, site.node) {
        return Some("the heading or label above calls what it shows wrong or old".to_owned());
    }
    if look.called_wrong.is_failing(look.document, site.node) {
        return Some(
            "the output shown with it is an error, which it may be the cause of".to_owned(),
        );
    }
    if let Serial::Device(arn) = serial::parse(site.value())
        && beside_code::speaks_of(look.document, site.node, &arn.name)
    {
        return Some(format!(
            "the text beside it speaks of {}, and may have to change with it",
            arn.name
        ));
    }
    if look.is_history {
        return Some("the file tells what was before a change, and this may be it".to_owned());
    }
    if look.circumstances().is_test {
        return Some("this file tests other code, which may expect it".to_owned());
    }
    if let Some(OtherEndpoint::Possible(line)) =
        look.circumstances().other_endpoint(look.document, site)
    {
        return Some(format!(
            "line {line} computes which endpoint this is sent to, and it may not be AWS's"
        ));
    }
    if let Some(line) = look.circumstances().replaced {
        return Some(format!(
            "line {line} puts another folder before PATH, so what `{CLI}` runs is not known"
        ));
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
    other
        .map(|other| other.to_string())
        .or_else(|| Some(site.doubt?.what().to_owned()))
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
        if is_own_name(leftover.text.as_str(), range.start) {
            let anchor = Anchor::in_file(&leftover.text, range.clone(), range, left.language);
            let reason = Reason::new(IS_OWN_NAME);
            look.ledger
                .report(Draft::new(&INFO, Disposition::Note, anchor, reason));
            continue;
        }
        let at = leftover.text.source_hull(range.clone()).start;
        let is_only = look.circumstances().authenticates.is_none();
        let is_sought = left
            .node
            .is_some_and(|node| sought::is_at(look.document, node, at, is_only));
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
            held_by: Vec::new(),
            left: Some(left),
            caution: None,
            is_in_sentence: false,
            is_sought,
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
    let reason = match value.ends_with('/') {
        true => "a policy that names no device: nothing stands after mfa/, so it matches none",
        false => "a policy that names one device; it reaches no other device of the user",
    };
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
