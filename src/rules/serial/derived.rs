//! `derived-mfa-serial`: serial numbers that are computed from a user's name.

use std::sync::LazyLock;

use regex::Regex;

use super::first_of_list::{self, In};
use super::form::{self, SerialForm};
use super::lookup::{self, NoLookup};
use super::owner::NoUser;
use super::piece::{self, Evidence};
use super::site::Site;
use super::variables::MOST_USES;
use crate::anchor::Anchor;
use crate::ascii_regex::ascii_regex;
use crate::draft::Draft;
use crate::finding::{Disposition, Example, RuleInfo};
use crate::iam::derivation;
use crate::iam::operation::Purpose;
use crate::reason::Reason;
use crate::rules::fallback::Leftover;
use crate::rules::left::{Line, Setting};
use crate::rules::look::Look;
use crate::rules::rule::Rule;
use crate::syntax::command::{self, Word};
use crate::syntax::detect;
use crate::syntax::language::{Packages, Substitution};
use crate::syntax::{Document, NodeId, programs};

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
            "aws sts get-session-token --serial-number \"$(aws iam list-mfa-devices --user-name \"$USER\" --query \"sort_by(MFADevices[?! contains(SerialNumber, ':u2f/')], &EnableDate)[-1:].SerialNumber\" --output text | grep . || exec sh -c 'echo no MFA device that generates codes was found >&2; kill $0 $PPID 2>&-' $$)\" --token-code \"$CODE\"",
        ),
    }],
    sources: &[
        "IAM API Reference, ListMFADevices",
        "IAM User Guide, id_credentials_mfa_fido_supported_configurations",
    ],
};

const OF_DEVICE: &str = "computes the serial number from a device's name; right if ListMFADevices gives a device of that name";
const FIRST: &str =
    "takes the first device of the list, which may be a security key; choose by kind or name";
const OF_USER: &str = "gives the ARN of a user, which is no serial number and never works as one";
const OF_NAME: &str = "computes the serial number from a name, but a device may have any name";
const OF_VARIABLES: &str =
    "no lookup is written here, as variables hold other parts of the serial number than the name";
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
        (Purpose::Manage, SerialForm::Derived | SerialForm::OfAnother) => note(
            "computes the serial number of the device that it manages from the user name, but a device may have any name",
        ),
        (Purpose::Manage, _) => return false,
        // What a variable has first, to become something else, is no serial number.
        (_, SerialForm::Derived) if is_given_again(look, site) => return false,
        (_, SerialForm::Derived) if is_asked_device(look, site) => note(OF_DEVICE),
        (_, SerialForm::Derived) => computed(look, site, anchor),
        (_, SerialForm::Piece) if is_said_of_call(look, site) => return true,
        (_, SerialForm::Piece) => without_lookup(anchor, site.purpose),
        (_, SerialForm::PutTogether) => without_lookup(anchor, site.purpose),
        (_, SerialForm::OfDevice) => note(OF_DEVICE),
        (_, SerialForm::OfAnother) => of_another(anchor, site.purpose),
        (_, SerialForm::LookedUp { first: true }) => note(FIRST),
        // Put together from variables: whatever they hold, it is no device that was asked for.
        (Purpose::Authenticate, SerialForm::Unknown) if site.is_composed() => {
            let draft = without_lookup(anchor, site.purpose);
            let is_word = command::substitution(look.document, site.node) != Substitution::Other;
            match is_word {
                true => Draft {
                    reason: draft.reason.and(OF_VARIABLES),
                    ..draft
                },
                false => draft,
            }
        }
        _ => return false,
    };
    look.ledger.report(draft);
    true
}

/// Serial numbers that are computed in what no tree showed, and texts that turn a user's ARN into a device's.
fn look_at_text(look: &mut Look, leftover: &Leftover) {
    look_at_lists(look, leftover);
    for (range, left) in leftover.arns(look) {
        if form::is_computed_in_code(leftover.text.as_str(), &range, &left) {
            let anchor = Anchor::in_file(&leftover.text, range.clone(), range, left.language);
            let draft = without_lookup(anchor, Purpose::Other);
            look.ledger.report(left.remarked(draft));
        }
    }
    look_at_derivations(look, leftover);
    look_at_pieces(look, leftover);
}

/// Pieces of serial numbers in a language that no tree shows.
fn look_at_pieces(look: &mut Look, leftover: &Leftover) {
    let text = leftover.text.as_str();
    for range in piece::ranges(text, &Evidence::of(text)) {
        let Some(left) = leftover.at(look, &range) else {
            continue;
        };
        if !piece::is_code(text, &range, &left) {
            continue;
        }
        let anchor = Anchor::in_file(&leftover.text, range.clone(), range, left.language);
        let draft = without_lookup(anchor, Purpose::Other);
        look.ledger.report(left.remarked(draft));
    }
}

/// Texts that turn a user's ARN into a device's.
fn look_at_derivations(look: &mut Look, leftover: &Leftover) {
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

/// Devices that are taken because they come first.
fn look_at_lists(look: &mut Look, leftover: &Leftover) {
    for (range, what) in first_of_list::ranges(leftover.text.as_str()) {
        let Some(left) = leftover.at(look, &range) else {
            continue;
        };
        let is_code = match what {
            In::Program => detect::is_of_programs(left.language) && left.is_code(),
            // A command has the words of a sentence.
            In::Command => detect::is_code(left.language) && left.setting != Setting::Comment,
        };
        if !is_code {
            continue;
        }
        let anchor = Anchor::in_file(&leftover.text, range.clone(), range, left.language);
        let draft = Draft::new(&INFO, Disposition::Note, anchor, Reason::new(FIRST));
        look.ledger.report(draft);
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
    let draft = without_lookup(anchor.clone(), site.purpose);
    let is_turned = !derivation::ranges(look.document.spelling(site.node)).is_empty();
    let is_users = !is_turned
        && (site.last_written(":user/").is_some() || form::is_own_arn(look.document, site));
    let draft = match is_users {
        true => Draft {
            reason: draft.reason.after(OF_USER),
            ..draft
        },
        false => draft,
    };
    let because = match lookup::word(look, site) {
        Ok(word) => {
            let of_lookup = Draft {
                reason: of_lookup(look, site, &word, is_users),
                ..draft.clone()
            };
            match of_lookup.with_code(look.document, &word) {
                Some(draft) => return draft,
                None => NoLookup::Unspelled,
            }
        }
        Err(NoLookup::NoWord) => return draft,
        Err(NoLookup::Name(NoUser::Device(_))) => {
            return Draft::new(&INFO, Disposition::Note, anchor, Reason::new(OF_DEVICE));
        }
        Err(because) => because,
    };
    let draft = match because {
        NoLookup::Name(_) => Draft {
            reason: Reason::new(OF_NAME).and(advice(&anchor, site.purpose)),
            ..draft
        },
        _ => draft,
    };
    Draft {
        reason: draft
            .reason
            .and(format!("no lookup is written here, as {because}")),
        ..draft
    }
}

/// What is to be said of a lookup in place of a site.
fn of_lookup(look: &Look, site: &Site, word: &str, is_users: bool) -> Reason {
    let says = if is_users { OF_USER } else { DERIVED };
    let reason = Reason::new(says).and_of_rewrite(
        "the lookup takes the user's newest device that generates codes, stops the script where there is none, and needs iam:ListMFADevices on the user",
    );
    let unused = unused(look, site, word);
    // ShellCheck reads the variables of scripts, and not those of what a script stands in.
    let is_posix = |name: &String| {
        let mut keys = look.variables.keys(name).iter();
        keys.all(|key| command::substitution(look.document, *key) == Substitution::Dollar)
    };
    let shellcheck = match unused.iter().all(is_posix) {
        true => " (ShellCheck SC2034)",
        false => "",
    };
    match unused.as_slice() {
        [] => reason,
        names => reason.and_of_rewrite(format!(
            "{} then has no use left{}",
            names.join(", "),
            shellcheck
        )),
    }
}

/// A serial number that is computed from a name which is neither a user's nor a device's.
fn of_another(anchor: Anchor, purpose: Purpose) -> Draft {
    let reason = Reason::new(
        "computes the serial number from a name that is neither a user's nor a device's, so it can't be told whose device is meant",
    )
    .and(advice(&anchor, purpose));
    Draft::new(&INFO, Disposition::Manual, anchor, reason)
}

/// The variables that only a site uses, and its lookup doesn't.
fn unused(look: &Look, site: &Site, lookup: &str) -> Vec<String> {
    let document = look.document;
    let mut unused: Vec<String> = Vec::new();
    for expansion in command::expansions(document, site.node) {
        let Some(name) = command::whole_variable(document, expansion) else {
            continue;
        };
        let is_kept =
            lookup.contains(&format!("${name}")) || lookup.contains(&format!("${{{name}"));
        let keys = look.variables.keys(name);
        let places = look.variables.places(name);
        if is_kept
            || keys.is_empty()
            || places.len() > MOST_USES
            || unused.iter().any(|known| known == name)
        {
            continue;
        }
        let is_own = |at: usize| {
            document.source(site.node).contains(&at)
                || keys.iter().any(|key| document.source(*key).contains(&at))
        };
        if places.iter().all(|place| is_own(place.at)) {
            unused.push(name.to_owned());
        }
    }
    unused
}

/// Whether a piece is the value of a variable that a call is given with other pieces: there it is said.
fn is_said_of_call(look: &Look, site: &Site) -> bool {
    let mut names = site.names.iter();
    names.any(|name| look.word_variables.contains(name))
}

/// Whether a site is the caller's own ARN, in a variable that is given other values, too.
fn is_given_again(look: &Look, site: &Site) -> bool {
    let mut names = site.names.iter();
    form::is_own_arn(look.document, site) && names.any(|name| look.variables.keys(name).len() > 1)
}

/// Whether the user of a script is asked for what a site's name is, as for the name of a device: `read -p "MFA name: " x`.
fn is_asked_device(look: &Look, site: &Site) -> bool {
    let document = look.document;
    let source = site.text.source_hull(site.name());
    let name = command::expansions(document, site.node)
        .find(|id| document.source(*id) == source)
        .and_then(|expansion| command::whole_variable(document, expansion));
    let Some(name) = name else {
        return false;
    };
    if let Ok(number @ 1..) = name.parse::<usize>() {
        return usage(document, number).is_some_and(form::is_called_device);
    }
    look.variables
        .places(name)
        .iter()
        .take(MOST_USES)
        .filter_map(|place| look.variables.command_around(place.at))
        .filter(|command| command::program(document, *command).as_deref() == Some(READ))
        .any(|command| {
            let asks = |command| {
                let words = command::words(document, command);
                let mut prompts = words.iter().filter_map(Word::literal);
                prompts.any(|word| word != name && asks_for_device(word))
            };
            asks(command) || shown_before(look, command).is_some_and(asks)
        })
}

/// Whether a prompt asks for the name of a device.
fn asks_for_device(prompt: &str) -> bool {
    prompt.contains(' ') && form::is_called_device(prompt)
}

/// What says how a script is called: `usage: login.sh MFA_DEVICE_NAME CODE`.
static USAGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r#"(?im)\busage:?[ \t"']+(?P<words>[^\n\r"';|&]{1,200})"#).ok());

/// What a script calls its parameter of a number (from 1), where it says how it is called.
fn usage(document: &Document, number: usize) -> Option<&str> {
    let file = document.layers().first()?;
    let words = USAGE
        .as_ref()?
        .captures(file.text.as_str())?
        .name("words")?;
    words.as_str().split_ascii_whitespace().nth(number)
}

/// How far before what it asks for a prompt is shown (bytes).
const PROMPT_REACH: usize = 200;

/// The command before another one, where it only shows something.
fn shown_before(look: &Look, command: NodeId) -> Option<NodeId> {
    let document = look.document;
    let start = document.source(command).start;
    let before = look
        .variables
        .commands()
        .iter()
        .filter(|(source, _)| source.end <= start && start - source.end <= PROMPT_REACH);
    let (_, last) = before.max_by_key(|(source, _)| source.start)?;
    let program = command::program(document, *last)?;
    programs::SHOWING
        .contains(&program.to_lowercase().as_str())
        .then_some(*last)
}

/// The shell's command that asks for the value of a variable.
const READ: &str = "read";

/// A serial number that is computed from a user name, with no rewrite.
fn without_lookup(anchor: Anchor, purpose: Purpose) -> Draft {
    let advice = advice(&anchor, purpose);
    Draft::new(
        &INFO,
        Disposition::Manual,
        anchor,
        Reason::new(DERIVED).and(advice),
    )
}

/// What to do instead.
fn advice(anchor: &Anchor, purpose: Purpose) -> String {
    let call = lookup_call(anchor.language);
    match purpose {
        Purpose::Authenticate => format!("ask for it instead: {call}"),
        _ => format!("if something authenticates with it, ask for it instead: {call}"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::DeviceResolver;
    use crate::rewrite::Choices;
    use crate::rules::{self, MIGRATION};
    use crate::syntax::Document;

    #[test]
    fn the_arn_of_a_user_is_called_one_and_that_of_a_device_is_not() {
        for (kind, is_users) in [("user", true), ("mfa", false)] {
            let text = format!(
                "client.get_session_token(SerialNumber=f'arn:aws:iam::{{account}}:{kind}/{{user}}')\n"
            );
            let document = Document::parse("a.py", text.as_bytes(), &MIGRATION);
            let drafts = rules::look("a.py", &document, Choices::default())
                .answered(&DeviceResolver::none());
            let reason = drafts[0].reason.to_string();
            assert_eq!(drafts.len(), 1, "{reason}");
            assert_eq!(reason.contains(OF_USER), is_users, "{reason}");
        }
    }
}
