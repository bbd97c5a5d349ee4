//! A device that a statement names in another way than by the variable in one string: by something else, by a wildcard, or
//! in an ARN that is put together.

use std::ops::Range;
use std::sync::Arc;

use super::verdict::{
    as_file_tells, in_statement, is_all, new, outside_statement, shown, sought, spellings,
};
use crate::anchor::Anchor;
use crate::draft::Draft;
use crate::finding::Disposition;
use crate::iam::access::{self, PartOf, PolicyPart};
use crate::iam::cover;
use crate::iam::other_name;
use crate::iam::pattern::USERNAME;
use crate::iam::variable::{self, Surrounding};
use crate::reason::Reason;
use crate::rules::left::Setting;
use crate::rules::look::Look;
use crate::rules::policy::bare::{self, Purpose};
use crate::rules::policy::components;
use crate::rules::policy::doubts::NamedBy;
use crate::rules::policy::literals::literal;
use crate::rules::policy::members::is_local;
use crate::rules::policy::put_together::{self, Named};
use crate::rules::policy::statement::Statement;
use crate::syntax::{NodeId, Role, Text};

/// Finds a device that a statement names in another way: by something else than the variable, or by a wildcard.
pub fn look_at(look: &mut Look, id: NodeId, text: &Arc<Text>, holes: &[Range<usize>]) {
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
        let because = match expression.is_some_and(|expression| gives_variable(look, expression)) {
            true => "aws:username names the device, which is put in here",
            false => {
                "something else than aws:username names the device; leave it if that is a device's own name"
            }
        };
        let draft = in_statement(look, anchor, surrounding, NamedBy::Other, id, &statement)
            .reviewed(because);
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
pub fn look_at_computed_name(look: &mut Look, part: NodeId) {
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
    is_name_of_variable(look, look.document.spelling(name))
}

/// Whether an expression is IAM's variable, quoted, or a name that is given nothing else.
fn gives_variable(look: &Look, expression: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let inside = expression.trim_matches(|c: char| !is_part(c));
    let name = inside.rsplit('.').next().unwrap_or(inside);
    expression.contains(USERNAME) || (name.chars().all(is_part) && is_name_of_variable(look, name))
}

fn is_name_of_variable(look: &Look, name: &str) -> bool {
    let document = look.document;
    const MOST_MENTIONS: usize = 64;
    // A local value of Terraform's is a pair.
    let mentions = look.trails.mentions().of_word(name).iter();
    let locals = mentions.take(MOST_MENTIONS).copied().filter(|id| {
        document.parent(*id).is_some_and(|pair| {
            document.node(pair).role == Role::Pair
                && document.key(pair) == Some(*id)
                && is_local(document, pair)
        })
    });
    let keys: Vec<NodeId> = look
        .variables
        .keys(name)
        .iter()
        .copied()
        .chain(locals)
        .collect();
    let mut values = keys.iter().map(|key| {
        let assignment = document.parent(*key)?;
        let value = literal(document, document.value(assignment)?)?;
        variable::all_of(&value)
    });
    !keys.is_empty() && values.all(|value| value.is_some())
}
