//! `policy-mfa-resource`: a policy that names the device after the user, `…:mfa/${aws:username}`.
//!
//! Since November 2022 a user may have several devices, each with a name of its own (AWS Security Blog, "You
//! can now assign multiple MFA devices in IAM"), so such a policy refuses every device but one.

use std::ops::Range;

use super::statement::Statement;
use super::trail::Trail;
use super::version::Version;
use crate::anchor::Anchor;
use crate::draft::Draft;
use crate::finding::{Disposition, Example, RuleInfo};
use crate::iam::access::{self, Effect, Element};
use crate::iam::action::Actions;
use crate::iam::variable::{self, Occurrence, Surrounding};
use crate::reason::Reason;
use crate::rules::fallback::Leftover;
use crate::rules::left::{Line, Setting};
use crate::rules::look::Look;
use crate::rules::rule::Rule;
use crate::rules::sentence;
use crate::syntax::{NodeId, Role, Text};

/// The rule.
pub const RULE: Rule = Rule {
    info: &INFO,
    look: Some(look),
    look_at_site: None,
    look_at_text: Some(look_at_text),
};

static INFO: RuleInfo = RuleInfo {
    name: "policy-mfa-resource",
    title: "a policy names the MFA device after the user",
    help: include_str!("../explain/policy-mfa-resource.txt"),
    dispositions: &Disposition::ALL,
    examples: &[Example {
        file: "policy.json",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}}"#,
        after: Some(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/*"}}"#,
        ),
    }],
    sources: &[
        "AWS Security Blog, \"You can now assign multiple MFA devices in IAM\" (2022-11-16)",
        "Service Authorization Reference, AWS Identity and Access Management",
    ],
};

/// What replaces the variable.
const ANY_NAME: &str = "*";
/// No ARN is longer than this (bytes; IAM User Guide, "IAM and AWS STS quotas"), whatever computes its parts.
const LONGEST_ARN: usize = 8192;
/// A string longer than this (bytes), or of several lines, is not shown whole.
const LONGEST_VALUE: usize = 400;

/// Finds the variable in every string of a document.
fn look(look: &mut Look) {
    let document = look.document;
    for id in document.nodes() {
        let is_string = document.is_whole_string(id) || document.node(id).role == Role::CodeSpan;
        if !is_string || document.held_layer(id).is_some() {
            continue;
        }
        let text = document.shared_text(id);
        let holes: Vec<Range<usize>> = text.holes().collect();
        for occurrence in variable::occurrences(text.as_str(), &holes) {
            let setting = if document.node(id).role == Role::CodeSpan {
                sentence::of_span(document, id)
            } else if is_all(text.as_str(), &occurrence) {
                Setting::Value(id)
            } else if sentence::is_around(text.as_str(), &occurrence.token) {
                Setting::Sentence
            } else {
                Setting::Quoted
            };
            let value = shown(&text, &occurrence.token);
            let anchor = Anchor::in_string(document, id, &text, value, occurrence.variable.clone());
            let draft = draft(look, anchor, &occurrence.surrounding, setting);
            // Another one may stand in the same value.
            let variable = text.source_hull(occurrence.variable);
            look.ledger.report_part(draft, variable);
        }
    }
}

/// Finds the variable in what no tree showed.
fn look_at_text(look: &mut Look, leftover: &Leftover) {
    for occurrence in variable::occurrences(leftover.text.as_str(), &[]) {
        let Some(left) = leftover.unreported(look, &INFO, &occurrence.variable, &occurrence.token)
        else {
            continue;
        };
        let anchor = Anchor::in_file(
            &leftover.text,
            occurrence.token.clone(),
            occurrence.variable.clone(),
            left.language,
        )
        .with_literal_sign(left.literal_sign, ANY_NAME);
        let draft = draft(look, anchor, &occurrence.surrounding, left.setting);
        let draft = left.remarked(draft);
        look.ledger.report(draft);
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

/// What is to be said of one occurrence.
fn draft(look: &mut Look, anchor: Anchor, surrounding: &Surrounding, setting: Setting) -> Draft {
    let note = match surrounding {
        Surrounding::Sms => Some("names an SMS device, which AWS retired; nothing to change"),
        Surrounding::Elsewhere => Some("not an MFA device's ARN, so nothing to change"),
        Surrounding::Convention => Some(
            "already a naming convention around the user name; widen it by hand if devices have other names",
        ),
        Surrounding::Device | Surrounding::Resource => None,
    };
    if let Some(note) = note {
        return new(Disposition::Note, anchor, Reason::new(note));
    }
    match setting {
        Setting::Value(node) => in_value(look, anchor, surrounding, node),
        _ => outside_statement(anchor, surrounding, setting),
    }
}

fn new(disposition: Disposition, anchor: Anchor, reason: Reason) -> Draft {
    Draft::new(&INFO, disposition, anchor, reason)
}

/// What is to be said where no statement stands around an occurrence.
fn outside_statement(anchor: Anchor, surrounding: &Surrounding, setting: Setting) -> Draft {
    let (disposition, reason) = match setting {
        Setting::Sentence => {
            let reason = "in a sentence, which a rewrite can make false; devices are no longer named after the user";
            return new(Disposition::Manual, anchor, Reason::new(reason)).suggested(ANY_NAME);
        }
        Setting::Patch(Line::Removed) => (
            Disposition::Note,
            "a patch takes this line away; nothing to change",
        ),
        Setting::Patch(Line::Kept) => (
            Disposition::Manual,
            "a line of a patch, which would no longer apply; migrate what it applies to, and make the patch again",
        ),
        Setting::Unknown => (
            Disposition::Manual,
            "what this is part of is not known; if it is a policy, write mfa/* here",
        ),
        Setting::Comment => (
            Disposition::Review,
            "in a comment; devices are no longer named after the user",
        ),
        Setting::CodeSpan => (
            Disposition::Review,
            "a piece of code in a document; the text around it may have to change with it",
        ),
        Setting::Quoted | Setting::Value(_) if *surrounding == Surrounding::Resource => (
            Disposition::Manual,
            "only the end of an ARN stands here, and what it is part of is not known; if it is a policy, write mfa/* here",
        ),
        Setting::Quoted | Setting::Value(_) => (
            Disposition::Review,
            "no statement could be read around it, so what this grants is not known",
        ),
    };
    let draft = new(disposition, anchor, Reason::new(reason));
    match disposition {
        Disposition::Review => draft.rewritten(ANY_NAME),
        _ => draft,
    }
}

/// What is to be said of an occurrence that is all of a string.
fn in_value(look: &mut Look, anchor: Anchor, surrounding: &Surrounding, node: NodeId) -> Draft {
    // Where the host itself expands `${aws:username}`, IAM never saw the variable.
    let is_live = anchor.text.has_hole(anchor.part.clone());
    let draft = match look.statements.around(look.document, node) {
        None => outside_statement(anchor, surrounding, Setting::Quoted),
        Some(statement) => in_statement(look, anchor, surrounding, node, &statement),
    };
    if is_live && draft.rewrite.is_some() {
        return draft.reviewed(
            "unescaped as it is here, the variable is expanded before IAM sees it, so the policy may never have worked",
        );
    }
    if look.called_wrong.holds(look.document, node) && draft.rewrite.is_some() {
        return draft.reviewed("the document calls this code wrong");
    }
    if look.is_test && draft.disposition == Disposition::Safe {
        return draft
            .reviewed("it stands in a test, and what that expects may have to change with it");
    }
    draft
}

/// What the trail of a statement gives cause to doubt.
fn doubts_of(statement: &Statement, trail: &Trail) -> Vec<String> {
    let mut doubts = Vec::new();
    if statement.has_principal() {
        doubts.push(
            "the statement has a Principal, so its policy is a resource's or a role's trust policy and no user's: see what it is for"
                .to_owned(),
        );
    }
    match (&trail.other, trail.is_users) {
        (Some((holder, line)), false) => doubts.push(format!(
            "its policy is that of {holder} (line {line}), where aws:username has no value, so the statement matched nothing and this makes it live"
        )),
        (Some((holder, line)), true) => doubts.push(format!(
            "its policy is that of users and of {holder} (line {line}), where aws:username has no value, so the statement matched nothing there and this makes it live"
        )),
        (None, false) => {
            if let Some((receiver, line)) = &trail.unknown {
                doubts.push(format!(
                    "its policy is added to {receiver} (line {line}), which may be a role, where aws:username has no value and the statement matched nothing"
                ));
            }
        }
        (None, true) => {}
    }
    if let Some(line) = trail.changed {
        doubts.push(format!(
            "line {line} names the statement or its policy again and may change it, so what this grants is not known for sure"
        ));
    }
    if trail.is_cut {
        doubts.push("so much refers to its policy that not all of it was followed".to_owned());
    }
    doubts
}

fn in_statement(
    look: &mut Look,
    anchor: Anchor,
    surrounding: &Surrounding,
    node: NodeId,
    statement: &Statement,
) -> Draft {
    let new = |disposition, anchor, reason| Draft {
        statement: Some(statement.summary()),
        ..new(disposition, anchor, reason)
    };
    let Some(element) = statement.element else {
        let element = statement.summary().element;
        return new(
            Disposition::Manual,
            anchor,
            Reason::new(format!(
                "stands in {element}, where * may not be a wildcard; no condition key holds a device's ARN, so see what it is for"
            )),
        );
    };
    let Some(effect) = statement.effect else {
        return new(
            Disposition::Review,
            anchor,
            Reason::new("the statement's effect could not be read, so what this does is not known"),
        )
        .rewritten(ANY_NAME);
    };
    let widening = access::widen(
        effect,
        element,
        statement.governed.as_deref(),
        statement.covers(&anchor.value_with(ANY_NAME)),
    );
    let disposition = match (effect, element) {
        (Effect::Allow, Element::Resource) if *statement.actions != Actions::Unknown => {
            Disposition::Safe
        }
        _ => Disposition::Review,
    };
    let mut draft = new(disposition, anchor, Reason::new(widening.sentence));
    let version = match statement.version {
        Version::Current | Version::NoPolicy => None,
        Version::WithoutVariables => Some(
            "the policy's Version is not 2012-10-17, so the variable was literal text that matched nothing, and this makes the statement live",
        ),
        Version::Unknown => Some("the policy's Version could not be read"),
    };
    let doubts = [
        version,
        (*surrounding == Surrounding::Resource).then_some("only the end of an ARN stands here"),
        statement
            .has_errors
            .then_some("part of the statement could not be parsed"),
        statement
            .has_branches
            .then_some("a template decides what of the statement is there"),
    ];
    for doubt in doubts.into_iter().flatten() {
        draft = draft.reviewed(doubt);
    }
    let trail = look.trails.of(statement.node);
    for doubt in doubts_of(statement, &trail) {
        draft = draft.reviewed(doubt);
    }
    let aliases = look.document.references(node);
    if aliases > 0 {
        draft = draft.reviewed(format!(
            "an alias repeats it at {aliases} other places, which change with it"
        ));
    }
    draft = draft.rewritten(ANY_NAME);
    draft.access = widening.access;
    draft
}
