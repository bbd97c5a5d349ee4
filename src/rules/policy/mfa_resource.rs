//! `policy-mfa-resource`: a policy that names the device after the user, `…:mfa/${aws:username}`.
//!
//! Since November 2022 a user may have several devices, each with a name of its own (AWS Security Blog, "You
//! can now assign multiple MFA devices in IAM"), so such a policy refuses every device but one.

use std::ops::Range;
use std::sync::Arc;

use super::bare::{self, Purpose};
use super::components;
use super::deletion;
use super::doubts::{self, NamedBy};
use super::literals::literal;
use super::put_together::{self, Named};
use super::redundant::{self, Becomes, Redundant};
use super::split;
use super::statement::Statement;
use super::whole::in_iam;
use crate::anchor::Anchor;
use crate::draft::{Aim, Draft};
use crate::finding::{Disposition, Example, RuleInfo, StatementSummary};
use crate::iam::access::{self, PartOf, PolicyPart};
use crate::iam::action::Actions;
use crate::iam::condition::Condition;
use crate::iam::cover;
use crate::iam::effect::{Effect, Element};
use crate::iam::other_name;
use crate::iam::variable::{self, Occurrence, Surrounding};
use crate::reason::Reason;
use crate::rules::fallback::Leftover;
use crate::rules::left::{Line, Setting};
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
        if components::is_name(document, id) {
            look_at_computed_name(look, id);
        }
        let is_string = document.is_whole_string(id) || document.node(id).role == Role::CodeSpan;
        if !is_string || document.held_layer(id).is_some() || document.is_shown_in_another(id) {
            continue;
        }
        let text = document.shared_text(id);
        let holes: Vec<Range<usize>> = text.holes().collect();
        let occurrences = variable::occurrences(text.as_str(), &holes);
        if occurrences.is_empty() && document.node(id).role == Role::String {
            look_at_other(look, id, &text, &holes);
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
    if is_known {
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

/// What looks for the old form.
fn sought(anchor: Anchor) -> Draft {
    new(
        Disposition::Manual,
        anchor,
        Reason::new(
            "this looks for the old form or replaces it, rather than being part of a policy; rewritten it would look for the new one, so see whether it is still needed",
        ),
    )
}

/// Finds a device that a statement names in another way: by something else than the variable, or by a wildcard.
fn look_at_other(look: &mut Look, id: NodeId, text: &Arc<Text>, holes: &[Range<usize>]) {
    let document = look.document;
    let all = text.as_str();
    let other = other_name::at_end(all, holes);
    if let Some(part) = other.as_ref().map(|other| &other.occurrence.variable)
        && put_together::is_written(document, id, part)
    {
        // Where the variable is put in, it is a finding by itself.
        look.ledger.account_for(text.source_hull(part.clone()));
        return;
    }
    if let Some(other) = other
        && is_all(all, &other.occurrence)
        && let Some(statement) = look.statements.around(document, id)
        && statement.element.is_some()
    {
        let part = other.occurrence.variable.clone();
        let expression = document.file_text(text.source_hull(part.clone()));
        if expression.is_none_or(other_name::is_of_device) {
            return;
        }
        let value = shown(text, &other.occurrence.token);
        let anchor = Anchor::in_string(document, id, text, value, part.clone()).as_piece(document);
        let surrounding = &other.occurrence.surrounding;
        let draft = in_statement(look, anchor, surrounding, NamedBy::Other, id, &statement)
            .reviewed("something else than aws:username names the device; leave it if that is a device's own name");
        let draft = if other.has_argument {
            draft.without_rewrite(
                "an argument is put in here: write * and take the argument away".to_owned(),
            )
        } else {
            draft
        };
        look.ledger.report_part(draft, text.source_hull(part));
    } else if let Some((part, named)) = put_together::named(document, id, text) {
        let value = shown(text, &(0..all.len()));
        let anchor = Anchor::in_string(document, id, text, value, part.clone());
        if let Some(draft) = put_together(look, anchor, id, named) {
            look.ledger.report_part(draft, text.source_hull(part));
        }
    } else if let Some(part) = cover::of_own_device(all, holes)
        && let Some(statement) = look.statements.around(document, id)
        && governs_devices(&statement)
    {
        let value = shown(text, &(0..all.len()));
        let anchor = Anchor::in_string(document, id, text, value, part.clone());
        let reason = "the wildcard covers an MFA device that is named after the user, and no other device; it covers more than devices, so add a resource with mfa/* by hand where devices are meant";
        let draft = Draft {
            statement: Some(statement.summary()),
            ..new(Disposition::Manual, anchor, Reason::new(reason))
        };
        look.ledger.report_part(draft, text.source_hull(part));
    }
}

/// What is said where a call or an operator makes the ARN.
const PUT_TOGETHER: &str = "a call puts the ARN together";
/// What is said where the same value stands for more than the name.
const SEVERAL: &str = "it is put in more than once; write * where the device's name is";

/// What is to be said of the variable, where no string shows the ARN that it is in.
fn put_together(look: &mut Look, anchor: Anchor, id: NodeId, named: Named) -> Option<Draft> {
    let document = look.document;
    let statement = look.statements.around(document, id);
    if named == Named::Computed {
        return of_computed_type(look, anchor, id, statement.as_deref());
    }
    let Some(statement) = statement else {
        let is_value =
            matches!(named, Named::Part(_)) || bare::purpose(document, id) == Purpose::Value;
        let draft = match is_value {
            true => outside_statement(anchor, &Surrounding::Device, Setting::Quoted),
            false => sought(anchor),
        };
        return Some(where_it_stands_alone(draft, named));
    };
    let by = NamedBy::Variable;
    let draft = in_statement(look, anchor, &Surrounding::Device, by, id, &statement);
    let is_plain = matches!(named, Named::Part(components) if components.is_plain);
    let draft = match look.resource(id) {
        Some(resource) if is_plain => Draft {
            part: Some(PolicyPart {
                resource,
                part: PartOf::Resource {
                    before: components::BEFORE_NAME.to_owned(),
                    part: spellings(&draft.anchor),
                    after: String::new(),
                },
            }),
            ..draft
        },
        _ => Draft {
            part: None,
            access: access::unknown(PUT_TOGETHER),
            ..draft
        },
    };
    let draft = match named {
        Named::Part(_) if is_plain => draft,
        Named::Part(_) => {
            draft.reviewed("the call that puts the ARN together is given more than its parts")
        }
        _ => draft.reviewed("the ARN is put together of several pieces here"),
    };
    let draft = where_it_stands_alone(draft, named);
    Some(as_file_tells(look, draft, id))
}

/// A draft, without its rewrite where that would change more than the name.
fn where_it_stands_alone(draft: Draft, named: Named) -> Draft {
    match named {
        Named::Device { is_once: false } => {
            draft.if_rewritten(|draft| draft.without_rewrite(SEVERAL.to_owned()))
        }
        _ => draft,
    }
}

/// What is to be said of an ARN whose type is computed; `None` where nothing shows that it may be a device's.
fn of_computed_type(
    look: &Look,
    anchor: Anchor,
    id: NodeId,
    statement: Option<&Statement>,
) -> Option<Draft> {
    let may_be = match statement {
        Some(statement) => governs_devices(statement),
        None => look.names_devices() && bare::purpose(look.document, id) == Purpose::Value,
    };
    let reason = "the type of the resource is computed, and may be mfa: a device is no longer named after its user, so give devices a resource of their own, with mfa/*";
    may_be.then(|| Draft {
        statement: statement.map(Statement::summary),
        ..new(Disposition::Manual, anchor, Reason::new(reason))
    })
}

/// Whether a statement is about resources, and may have actions that are checked against devices.
fn governs_devices(statement: &Statement) -> bool {
    let governed = statement.governed.as_ref();
    statement.element.is_some() && governed.is_none_or(|governed| !governed.is_empty())
}

/// Reports the name among the parts of a device's ARN, which a pair or a call gives, where it is computed.
fn look_at_computed_name(look: &mut Look, part: NodeId) {
    let document = look.document;
    let Some(name) = put_together::computed_name(document, part) else {
        return;
    };
    let text = Arc::new(document.text(name));
    let all = 0..text.len();
    let anchor = Anchor::in_string(document, name, &text, all.clone(), all.clone());
    let reason = match is_variable(look, name) {
        true => "aws:username names the device, through a variable; write * in its place here",
        false => {
            "something else than aws:username names the device; leave it if that is a device's own name, else write * here"
        }
    };
    let statement = look.statements.around(document, part);
    let draft = Draft {
        statement: statement.map(|statement| statement.summary()),
        ..new(Disposition::Manual, anchor, Reason::new(reason))
    };
    look.ledger.report_part(draft, text.source_hull(all));
}

/// Whether all that a name is given in the file is IAM's variable.
fn is_variable(look: &Look, name: NodeId) -> bool {
    let document = look.document;
    let keys = look.variables.keys(document.spelling(name));
    let mut values = keys.iter().map(|key| {
        let assignment = document.parent(*key)?;
        let value = literal(document, document.value(assignment)?)?;
        variable::all_of(&value)
    });
    !keys.is_empty() && values.all(|value| value.is_some())
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
        let is_sought = matches!(left.setting, Setting::Quoted | Setting::Unknown)
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
        Setting::Quoted | Setting::Value(_) => {
            return Draft {
                access: access::unknown("no statement could be read around it"),
                ..new(Disposition::Review, anchor, Reason::of_access()).rewritten(ANY_NAME)
            };
        }
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
        Some(statement) => in_statement(
            look,
            anchor,
            surrounding,
            NamedBy::Variable,
            node,
            &statement,
        ),
    };
    if is_live && draft.rewrite.is_some() {
        return draft.reviewed(
            "unescaped as it is here, the variable is expanded before IAM sees it, so the policy may never have worked",
        );
    }
    as_file_tells(look, draft, node)
}

/// A draft, reviewed where its file tells that what it shows is wrong, or expected.
fn as_file_tells(look: &Look, draft: Draft, node: NodeId) -> Draft {
    if look.called_wrong.holds(look.document, node) && draft.rewrite.is_some() {
        return draft.reviewed("the file calls this code wrong");
    }
    if look.is_history && draft.disposition == Disposition::Safe {
        return draft.reviewed("the file tells what was before a change, and this may be it");
    }
    if look.is_test && draft.disposition == Disposition::Safe {
        return draft
            .reviewed("it stands in a test, and what that expects may have to change with it");
    }
    draft
}

/// What is to be said of an entry that another one of its list covers.
fn removed(
    anchor: Anchor,
    statement: &Statement,
    redundant: Redundant,
    (effect, element): (Effect, Element),
) -> Draft {
    let disposition = match (effect, element) {
        (Effect::Allow, Element::Resource) => Disposition::Safe,
        _ => Disposition::Review,
    };
    let draft = Draft {
        statement: Some(statement.summary()),
        ..new(
            disposition,
            anchor,
            Reason::of_access()
                .and("another entry of the list covers every device name, so this one goes"),
        )
    };
    let doubts = [
        statement
            .has_errors
            .then_some("part of the statement could not be parsed"),
        statement
            .has_branches
            .then_some("a template decides what of the statement is there"),
    ];
    let draft = doubts.into_iter().flatten().fold(draft, Draft::reviewed);
    match redundant.span {
        Some(span) => draft.without_element(redundant.element, span),
        None => draft.without_rewrite(
            "more than a comma stands between it and its neighbour, so remove it by hand"
                .to_owned(),
        ),
    }
}

/// What is to be said of a device's name that is all of a string in a statement.
fn in_statement(
    look: &mut Look,
    anchor: Anchor,
    surrounding: &Surrounding,
    by: NamedBy,
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
        return Draft {
            access: access::unknown("the statement's effect could not be read"),
            ..new(Disposition::Review, anchor, Reason::of_access()).rewritten(ANY_NAME)
        };
    };
    if *surrounding == Surrounding::Device
        && let Some(redundant) = redundant::entry(
            look.document,
            statement,
            node,
            &Becomes {
                arn: anchor.value_with(ANY_NAME),
                pattern: in_iam(&anchor.text, anchor.value.start..anchor.part.start)
                    + ANY_NAME
                    + &in_iam(&anchor.text, anchor.part.end..anchor.value.end),
                rewrite: anchor.rewrite(ANY_NAME),
            },
        )
    {
        let draft = removed(anchor, statement, redundant, (effect, element));
        return in_policy(look, draft, node, statement);
    }
    let disposition = match (effect, element) {
        (Effect::Allow, Element::Resource) if *statement.actions != Actions::Unknown => {
            Disposition::Safe
        }
        _ => Disposition::Review,
    };
    let name = anchor.text.as_str()[anchor.part.clone()].to_owned();
    let mut draft = new(disposition, anchor, Reason::of_access());
    let covers = match (effect, element) {
        (Effect::Allow, Element::Resource) => None,
        (Effect::Deny, Element::Resource) => Some("this Deny then covers every device"),
        (Effect::Deny, Element::NotResource) => Some("this Deny then leaves out every device"),
        (Effect::Allow, Element::NotResource) => Some("this Allow then leaves out every device"),
    };
    if let Some(covers) = covers {
        draft = draft.reviewed(covers);
    }
    for doubt in doubts::of(look, statement, node, &name, surrounding, by) {
        draft = draft.reviewed(doubt);
    }
    draft = draft.rewritten(ANY_NAME);
    if (effect, element) == (Effect::Allow, Element::Resource) {
        draft.aim = Some(Aim::Widens(statement.node));
    }
    in_policy(look, draft, node, statement)
}

/// The part that changes, as its host reads it and as IAM does.
fn spellings(anchor: &Anchor) -> [String; 2] {
    let spelled = &anchor.text.as_str()[anchor.part.clone()];
    [
        spelled.to_owned(),
        in_iam(&anchor.text, anchor.part.clone()),
    ]
}

/// The same with what decides whether its rewrite changes anybody's access.
fn in_policy(look: &mut Look, mut draft: Draft, node: NodeId, statement: &Statement) -> Draft {
    match look.resource(node) {
        Some(resource) => {
            draft.statement = draft.statement.map(|summary| StatementSummary {
                conditions: resource
                    .statement()
                    .conditions
                    .iter()
                    .map(Condition::to_string)
                    .collect(),
                ..summary
            });
            let text = &draft.anchor.text;
            let before = in_iam(text, 0..draft.anchor.part.start);
            if !before.trim_start().starts_with("arn:") {
                draft.access = access::unknown("not all of its ARN could be read");
                // Where only its end stands here, that is said; and a call may put it together.
                return match before.contains(":mfa/") {
                    true => draft.reviewed("what stands before mfa/ is computed"),
                    false => draft,
                };
            }
            draft.part = Some(PolicyPart {
                resource,
                part: PartOf::Resource {
                    before,
                    part: spellings(&draft.anchor),
                    after: in_iam(text, draft.anchor.part.end..text.len()),
                },
            });
        }
        None => {
            draft.access = access::unknown(match *statement.actions {
                Actions::Unknown => "the statement's actions could not be read",
                _ => "not all of the statement could be read",
            });
        }
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_arn_with_blanks_around_and_in_its_placeholders() {
        for (text, expected) in [
            ("arn:aws:iam::*:mfa/${aws:username}", true),
            (" arn:aws:iam::<AWS Account>:mfa/${aws:username} ", true),
            ("mfa/${aws:username}", true),
            (
                "arn:aws:iam::<AWS Account>:user/x arn:aws:iam::<AWS Account>:mfa/${aws:username}",
                false,
            ),
            ("arn:aws:iam::<AWS\nAccount>:mfa/${aws:username}", false),
            ("arn:aws:iam::<AWS Account>:mfa/${aws:username} only", false),
            ("the arn:aws:iam::*:mfa/${aws:username}", false),
        ] {
            let occurrences = variable::occurrences(text, &[]);
            assert_eq!(is_all(text, &occurrences[0]), expected, "{text}");
        }
    }
}
