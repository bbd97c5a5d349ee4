//! `policy-mfa-resource`: a policy that names the device after the user, `…:mfa/${aws:username}`.
//!
//! Since November 2022 a user may have several devices, each with a name of its own (AWS Security Blog, "You
//! can now assign multiple MFA devices in IAM"), so such a policy refuses every device but one.

mod info;
mod other;
mod verdict;

use std::ops::Range;

use self::info::INFO;
use self::verdict::{ANY_NAME, LONGEST_VALUE, draft, is_all, shown, sought};
use super::bare::{self, Purpose};
use super::components;
use super::deletion;
use super::split;
use crate::anchor::Anchor;
use crate::iam::variable::{self, Occurrence, Surrounding};
use crate::rules::fallback::Leftover;
use crate::rules::left::Setting;
use crate::rules::look::Look;
use crate::rules::rule::Rule;
use crate::rules::sentence;
use crate::syntax::{NodeId, Role, Text, near};

/// The rule.
pub const RULE: Rule = Rule {
    info: &INFO,
    look: Some(look),
    look_at_site: None,
    look_at_text: Some(look_at_text),
};

/// Finds the variable in every string of a document.
fn look(look: &mut Look) {
    let document = look.document;
    for id in document.nodes() {
        if components::is_name(document, id) {
            other::look_at_computed_name(look, id);
        }
        let is_string = document.is_whole_string(id) || document.node(id).role == Role::CodeSpan;
        if !is_string || document.held_layer(id).is_some() || document.is_shown_in_another(id) {
            continue;
        }
        let text = document.shared_text(id);
        let holes: Vec<Range<usize>> = text.holes().collect();
        let occurrences = variable::occurrences(text.as_str(), &holes);
        if occurrences.is_empty() && document.node(id).role == Role::String {
            other::look_at(look, id, &text, &holes);
        }
        for occurrence in occurrences {
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
            let purpose = use_of(look, id, &text, &occurrence, setting);
            if purpose != Purpose::Value {
                let sought = text.as_str()[occurrence.token.clone()].to_owned();
                look.sought.push((sought, anchor.span().start));
            }
            let draft = match purpose {
                Purpose::Sought => sought(anchor),
                Purpose::Expected => draft(look, anchor, &occurrence.surrounding, setting)
                    .if_rewritten(|draft| {
                        draft.reviewed("code expects it, and may have to change with it")
                    }),
                Purpose::Value => draft(look, anchor, &occurrence.surrounding, setting),
            };
            // Another one may stand in the same value.
            let variable = text.source_hull(occurrence.variable);
            look.ledger.report_part(draft, variable);
        }
    }
    if look.choices.is_without_delete {
        deletion::look(look, &INFO);
    }
    if look.choices.is_split {
        split::look(look);
    }
}

/// What an occurrence is there for, where no statement is around it.
fn use_of(
    look: &mut Look,
    id: NodeId,
    text: &Text,
    occurrence: &Occurrence,
    setting: Setting,
) -> Purpose {
    let is_known = matches!(
        occurrence.surrounding,
        Surrounding::Sms | Surrounding::Elsewhere
    );
    let is_text = !matches!(setting, Setting::Value(_) | Setting::Quoted);
    if is_text {
        return Purpose::Value;
    }
    if is_pattern(&text.as_str()[occurrence.variable.clone()]) {
        return Purpose::Sought;
    }
    // Its markers are no signs that compare anything.
    if is_known || look.is_conflicted {
        return Purpose::Value;
    }
    if look.is_guard {
        return Purpose::Sought;
    }
    // A policy that no parser reads, as jq has it.
    let is_policy = ["Effect", "Action", "Resource"]
        .iter()
        .all(|element| text.as_str().contains(element));
    if is_policy || look.statements.around(look.document, id).is_some() {
        return Purpose::Value;
    }
    match bare::purpose_through(look.document, look.trails.mentions(), id) {
        Purpose::Sought if look.is_test => Purpose::Expected,
        purpose => purpose,
    }
}

/// Whether a variable is spelled as regular expressions must.
fn is_pattern(variable: &str) -> bool {
    variable.contains("\\{") || variable.contains("[{]")
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
        let text = leftover.text.as_str();
        let is_device = matches!(
            occurrence.surrounding,
            Surrounding::Device | Surrounding::Resource | Surrounding::Convention
        );
        let is_sought = !look.is_conflicted
            && matches!(left.setting, Setting::Quoted | Setting::Unknown)
            && (is_pattern(&text[occurrence.variable.clone()])
                || (is_device
                    && (look.is_guard
                        || bare::is_sought_after(line_before(text, occurrence.variable.start)))));
        let draft = if is_sought {
            sought(anchor)
        } else {
            draft(look, anchor, &occurrence.surrounding, left.setting)
        };
        let draft = left.remarked(draft);
        look.ledger.report(draft);
    }
}

/// What stands before a place on its line, as far as anybody would look.
fn line_before(text: &str, at: usize) -> &str {
    near::before(text, at, LONGEST_VALUE)
        .rsplit('\n')
        .next()
        .unwrap_or_default()
}
