//! `policy-mfa-resource`: a policy that names the device after the user, `…:mfa/${aws:username}`.
//!
//! Since November 2022 a user may have several devices, each with a name of its own (AWS Security Blog, "You
//! can now assign multiple MFA devices in IAM"), so such a policy refuses every device but one.

use std::ops::Range;
use std::sync::Arc;

use super::statement::{Statements, Version};
use crate::finding::{Anchor, Disposition, Finding, Rule};
use crate::iam::access::{self, Effect, Element};
use crate::iam::action::Actions;
use crate::iam::variable::{self, Occurrence, Surrounding};
use crate::rules::ledger::Ledger;
use crate::syntax::{Document, NodeId, Role, Text};

/// What replaces the variable.
const ANY_NAME: &str = "*";
/// No ARN is longer than this (bytes; IAM User Guide, "IAM and AWS STS quotas"), whatever computes its parts.
const LONGEST_ARN: usize = 8192;
/// A string longer than this (bytes), or of several lines, is not shown whole.
const LONGEST_VALUE: usize = 400;

/// What is around an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A string of its own.
    Value(NodeId),
    /// A word in a longer string, or in a quoted or indented piece of code.
    Quoted,
    /// A piece of code within a sentence.
    CodeSpan,
    /// A comment.
    Comment,
    /// A sentence.
    Prose,
    /// None of these.
    Unknown,
}

/// Finds the variable in every string of a document.
pub fn look(document: &Document, statements: &mut Statements, ledger: &mut Ledger) {
    for id in document.nodes() {
        let is_string = document.is_whole_string(id) || document.node(id).role == Role::CodeSpan;
        if !is_string || document.held_layer(id).is_some() {
            continue;
        }
        let text = Arc::new(document.text(id));
        let holes: Vec<Range<usize>> = text.holes().collect();
        for occurrence in variable::occurrences(text.as_str(), &holes) {
            let setting = if document.node(id).role == Role::CodeSpan {
                Setting::CodeSpan
            } else if is_all(text.as_str(), &occurrence) {
                Setting::Value(id)
            } else {
                Setting::Quoted
            };
            let value = shown(&text, &occurrence.token);
            let anchor = Anchor::in_string(document, id, &text, value, occurrence.variable.clone());
            ledger.report(finding(
                document,
                statements,
                anchor,
                &occurrence.place,
                setting,
            ));
        }
    }
}

/// Whether a text is nothing but the ARN, or the piece of one, that an occurrence ends.
fn is_all(text: &str, occurrence: &Occurrence) -> bool {
    if text.len() > LONGEST_ARN {
        return false;
    }
    let value = text.trim();
    // A placeholder such as `<AWS Account>` may have a space in it.
    let is_one_arn = value.starts_with("arn:")
        && value.matches("arn:").count() == 1
        && !value.contains(['\n', '\r'])
        && text[occurrence.variable.end..].trim().is_empty();
    is_one_arn || value == &text[occurrence.token.clone()]
}

/// The range of a string to show as the value: all of it where that is short, else the word.
fn shown(text: &Text, token: &Range<usize>) -> Range<usize> {
    if text.len() <= LONGEST_VALUE && !text.as_str().contains(['\n', '\r']) {
        0..text.len()
    } else {
        token.clone()
    }
}

/// The finding for one occurrence.
pub fn finding(
    document: &Document,
    statements: &mut Statements,
    anchor: Anchor,
    place: &Surrounding,
    setting: Setting,
) -> Finding {
    let new = |disposition, anchor, reason: &str| {
        Finding::new(
            Rule::PolicyMfaResource,
            disposition,
            anchor,
            reason.to_owned(),
        )
    };
    let note = match place {
        Surrounding::Sms => Some("names an SMS device, which AWS retired; nothing to change"),
        Surrounding::Elsewhere => Some("not an MFA device's ARN, so nothing to change"),
        Surrounding::Convention => Some(
            "already a naming convention around the user name; widen it by hand if devices have other names",
        ),
        Surrounding::Device | Surrounding::Resource => None,
    };
    if let Some(note) = note {
        return new(Disposition::Note, anchor, note);
    }
    match setting {
        Setting::Prose => new(
            Disposition::Note,
            anchor,
            "prose about the old form; devices are no longer named after the user",
        ),
        Setting::Unknown => new(
            Disposition::Manual,
            anchor,
            "what this is part of is not known; if it is a policy, write mfa/* here",
        ),
        Setting::Comment => new(
            Disposition::Review,
            anchor,
            "in a comment; devices are no longer named after the user",
        )
        .rewritten(ANY_NAME),
        Setting::CodeSpan => new(
            Disposition::Review,
            anchor,
            "a piece of code in a sentence; the sentence may have to change with it",
        )
        .rewritten(ANY_NAME),
        Setting::Quoted if *place == Surrounding::Resource => new(
            Disposition::Manual,
            anchor,
            "only the end of an ARN stands here, and what it is part of is not known; if it is a policy, write mfa/* here",
        ),
        Setting::Quoted => new(
            Disposition::Review,
            anchor,
            "no statement could be read around it, so what this grants is not known",
        )
        .rewritten(ANY_NAME),
        Setting::Value(node) => in_value(document, statements, anchor, place, node),
    }
}

fn in_value(
    document: &Document,
    statements: &mut Statements,
    anchor: Anchor,
    place: &Surrounding,
    node: NodeId,
) -> Finding {
    let live = anchor.text.has_hole(anchor.part.clone());
    let Some(statement) = statements.around(document, node) else {
        let mut finding = finding(document, statements, anchor, place, Setting::Quoted);
        warn_if_live(&mut finding, live);
        return finding;
    };
    let new = |disposition, reason: String| {
        let mut finding =
            Finding::new(Rule::PolicyMfaResource, disposition, anchor.clone(), reason);
        finding.statement = Some(statement.summary());
        finding
    };
    let Some(element) = statement.element else {
        return new(
            Disposition::Manual,
            format!(
                "stands in {}, where * may not be a wildcard; no condition key holds a device's ARN, so see what it is for",
                statement.summary().element
            ),
        );
    };
    let Some(effect) = statement.effect else {
        let mut finding = new(
            Disposition::Review,
            "the statement's effect could not be read, so what this does is not known".to_owned(),
        )
        .rewritten(ANY_NAME);
        warn_if_live(&mut finding, live);
        return finding;
    };
    let change = access::widen(
        effect,
        element,
        statement.governed.as_deref(),
        statement.covers(&anchor.value_with(ANY_NAME)),
    );
    let mut disposition = match (effect, element) {
        (Effect::Allow, Element::Resource) if *statement.actions != Actions::Unknown => {
            Disposition::Safe
        }
        _ => Disposition::Review,
    };
    let mut reason = change.sentence;
    let version = match statement.version {
        Version::Current | Version::NoPolicy => None,
        Version::WithoutVariables => Some(
            "the policy's Version is not 2012-10-17, so the variable was literal text that matched nothing, and this makes the statement live",
        ),
        Version::Unknown => Some("the policy's Version could not be read"),
    };
    if let Some(because) = version {
        disposition = Disposition::Review;
        reason = format!("{reason}; {because}");
    }
    if *place == Surrounding::Resource {
        disposition = Disposition::Review;
        reason = format!("{reason}; only the end of an ARN stands here");
    }
    if statement.has_errors {
        disposition = Disposition::Review;
        reason = format!("{reason}; part of the statement could not be parsed");
    }
    if statement.has_branches {
        disposition = Disposition::Review;
        reason = format!("{reason}; a template decides what of the statement is there");
    }
    let aliases = document.references(node);
    if aliases > 0 {
        disposition = Disposition::Review;
        reason = format!(
            "{reason}; an alias repeats it at {aliases} other places, which change with it"
        );
    }
    let mut finding = new(disposition, reason).rewritten(ANY_NAME);
    finding.access = change.access;
    warn_if_live(&mut finding, live);
    finding
}

/// Where the host itself expands `${aws:username}`, IAM never saw the variable.
fn warn_if_live(finding: &mut Finding, live: bool) {
    if live && finding.rewrite.is_some() {
        finding.disposition = Disposition::Review;
        finding.reason = format!(
            "{}; unescaped as it is here, the variable is expanded before IAM sees it, so the policy may never have worked",
            finding.reason
        );
    }
}
