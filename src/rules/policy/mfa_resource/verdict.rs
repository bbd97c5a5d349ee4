//! What is to be said of a device's name: by where it stands, and by the statement around it.

use std::ops::Range;

use super::info::INFO;
use crate::anchor::Anchor;
use crate::draft::{Aim, Draft};
use crate::finding::{Disposition, StatementSummary};
use crate::iam::access::{self, PartOf, PolicyPart};
use crate::iam::action::Actions;
use crate::iam::condition::Condition;
use crate::iam::effect::{Effect, Element};
use crate::iam::policy::Changed;
use crate::iam::reach;
use crate::iam::variable::{Occurrence, Surrounding};
use crate::reason::Reason;
use crate::rewrite::Names;
use crate::rules::left::{Line, Setting};
use crate::rules::look::Look;
use crate::rules::policy::doubts::{self, NamedBy};
use crate::rules::policy::interpolated;
use crate::rules::policy::redundant::{self, Becomes, Redundant};
use crate::rules::policy::statement::Statement;
use crate::rules::policy::whole::in_iam;
use crate::syntax::{NodeId, Text};

/// No ARN is longer than this (bytes; IAM User Guide, "IAM and AWS STS quotas"), whatever computes its parts.
const LONGEST_ARN: usize = 8192;
/// A string longer than this (bytes), or of several lines, is not shown whole.
pub const LONGEST_VALUE: usize = 400;

/// What replaces the variable.
pub const ANY_NAME: &str = "*";
/// What looks for the old form.
pub fn sought(anchor: Anchor) -> Draft {
    new(
        Disposition::Manual,
        anchor,
        Reason::new(
            "this looks for the old form or replaces it, rather than being part of a policy; rewritten it would look for the new one, so see whether it is still needed",
        ),
    )
}

/// Whether a text is nothing but the ARN, or the piece of one, that an occurrence ends.
pub fn is_all(text: &str, occurrence: &Occurrence) -> bool {
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
pub fn shown(text: &Text, token: &Range<usize>) -> Range<usize> {
    if text.len() <= LONGEST_VALUE && !text.as_str().contains(['\n', '\r']) {
        0..text.len()
    } else {
        token.clone()
    }
}

/// What is to be said of one occurrence.
pub fn draft(
    look: &mut Look,
    anchor: Anchor,
    surrounding: &Surrounding,
    setting: Setting,
) -> Draft {
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

pub fn new(disposition: Disposition, anchor: Anchor, reason: Reason) -> Draft {
    Draft::new(&INFO, disposition, anchor, reason)
}

/// What is to be said where no statement stands around an occurrence.
pub fn outside_statement(anchor: Anchor, surrounding: &Surrounding, setting: Setting) -> Draft {
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
    let variable = &anchor.text.as_str()[anchor.part.clone()];
    let is_live = anchor.text.has_hole(anchor.part.clone())
        || interpolated::is_filled_in(look.document, node, variable);
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
pub fn as_file_tells(look: &Look, draft: Draft, node: NodeId) -> Draft {
    if look.called_wrong.holds(look.document, node) && draft.rewrite.is_some() {
        return draft.reviewed("the file calls this code wrong");
    }
    if look.is_conflicted && draft.rewrite.is_some() {
        return draft.reviewed("the file has conflict markers, so it is half merged");
    }
    if look.is_history && draft.disposition == Disposition::Safe {
        return draft.reviewed("the file tells what was before a change, and this may be it");
    }
    if draft.disposition == Disposition::Safe && look.shown_again.holds(look.document, node) {
        return draft.reviewed(
            "the page shows this statement with mfa/* too, so this may be what was before",
        );
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
        None => draft
            .without_rewrite("it cannot be taken out by itself, so remove it by hand".to_owned()),
    }
}

/// What is to be said of a device's name that is all of a string in a statement.
pub fn in_statement(
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
        (Effect::Deny, Element::Resource) => Some("this Deny then covers"),
        (Effect::Deny, Element::NotResource) => Some("this Deny then leaves out"),
        (Effect::Allow, Element::NotResource) => Some("this Allow then leaves out"),
    };
    if let Some(covers) = covers {
        let devices = match (look.choices.names, by) {
            (Names::Any, _) => "every device",
            (Names::Prefixed, NamedBy::Variable) => {
                "every device whose name begins with the user's name"
            }
            (Names::Prefixed, NamedBy::Other) => "every device whose name begins so",
        };
        draft = draft.reviewed(format!("{covers} {devices}"));
    }
    for doubt in doubts::of(look, statement, node, &name, surrounding, by) {
        draft = draft.reviewed(doubt);
    }
    draft = draft.rewritten(ANY_NAME);
    if (effect, element) == (Effect::Allow, Element::Resource) {
        draft.aim = Some(Aim::Widens(statement.node));
    }
    let draft = in_policy(look, draft, node, statement);
    let changed = draft
        .part
        .as_ref()
        .map(|part| part.rewritten(ANY_NAME).changed);
    match changed {
        Some(Changed::Resource(Some(resource))) if reach::is_of_no_device(&resource) => {
            draft.reviewed("see the account and the name in this ARN, which no device has")
        }
        _ => draft,
    }
}

/// The part that changes, as its host reads it and as IAM does.
pub fn spellings(anchor: &Anchor) -> [String; 2] {
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
    use crate::iam::variable;

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
