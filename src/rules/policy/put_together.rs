//! Devices that no one string names: by the parts that a call makes an ARN of, by an argument of what formats one, and by
//! a type of resource that is computed.

use std::ops::Range;
use std::sync::Arc;

use super::bare::{self, Purpose};
use super::components::{self, Components};
use super::doubts::NamedBy;
use super::literals::{literal, only_string};
use super::mfa_resource::{
    as_file_tells, in_statement, new, outside_statement, shown, sought, spellings,
};
use crate::anchor::Anchor;
use crate::draft::Draft;
use crate::finding::Disposition;
use crate::iam::access::{self, PartOf, PolicyPart};
use crate::iam::other_name;
use crate::iam::resource_type::{self, ResourceType};
use crate::iam::variable::{self, Surrounding};
use crate::reason::Reason;
use crate::rules::left::Setting;
use crate::rules::look::Look;
use crate::syntax::{Document, NodeId, Text};

/// What is said where a call or an operator makes the ARN.
const PUT_TOGETHER: &str = "a call puts the ARN together";

/// What is said where the same value stands for more than the name.
const SEVERAL: &str = "it is put in more than once; write * where the device's name is";

/// Reports a string that is all of a device's name, or the ARN of what may be a device. Whether it is either.
pub fn look(look: &mut Look, id: NodeId, text: &Arc<Text>) -> bool {
    let document = look.document;
    let all = text.as_str();
    if let Some(part) = variable::all_of(all).filter(|part| !text.has_hole(part.clone())) {
        let Some(draft) = look_at_name_alone(look, id, text, part.clone()) else {
            return false;
        };
        look.ledger.report_part(draft, text.source_hull(part));
        return true;
    }
    let Some(part) = variable::all_of_end(all) else {
        return false;
    };
    let before = document.filled(id, part.start);
    let value = shown(text, &(0..all.len()));
    let draft = match resource_type::before_name(&before) {
        Some(ResourceType::Device) => {
            let anchor = Anchor::in_string(document, id, text, value, part.clone());
            named(look, anchor, id)
        }
        Some(ResourceType::Computed) => {
            let anchor = Anchor::in_string(document, id, text, value, part.clone());
            match of_computed_type(look, anchor, id) {
                Some(draft) => draft,
                None => return false,
            }
        }
        None => return false,
    };
    look.ledger.report_part(draft, text.source_hull(part));
    true
}

/// A string that is nothing but the variable, where what stands around it makes it a device's name.
fn look_at_name_alone(
    look: &mut Look,
    id: NodeId,
    text: &Arc<Text>,
    part: Range<usize>,
) -> Option<Draft> {
    let document = look.document;
    let value = shown(text, &(0..text.len()));
    let anchor = || Anchor::in_string(document, id, text, value, part);
    if let Some(components) = components::around(document, id) {
        let anchor = anchor();
        return Some(of_components(look, anchor, id, components));
    }
    let (string, places) = document.put_where(id)?;
    if document.held_layer(string).is_some() {
        return None;
    }
    let found = places.iter().find_map(|at| {
        let before = document.filled(string, at.start);
        let word = before.rsplit(|c: char| c.is_whitespace() || "\"'`,[(".contains(c));
        resource_type::before_name(word.into_iter().next()?)
    })?;
    let anchor = anchor();
    match found {
        ResourceType::Device => {
            let draft = named(look, anchor, id);
            Some(match places.len() {
                1 => draft,
                _ => draft.if_rewritten(|draft| draft.without_rewrite(SEVERAL.to_owned())),
            })
        }
        ResourceType::Computed => of_computed_type(look, anchor, id),
    }
}

/// What is to be said of the variable, where something puts an ARN together with it in the place of a device's name.
fn named(look: &mut Look, anchor: Anchor, id: NodeId) -> Draft {
    let document = look.document;
    let Some(statement) = look.statements.around(document, id) else {
        return match bare::purpose(document, id) {
            Purpose::Value => outside_statement(anchor, &Surrounding::Device, Setting::Quoted),
            Purpose::Expected | Purpose::Sought => sought(anchor),
        };
    };
    let by = NamedBy::Variable;
    let draft = in_statement(look, anchor, &Surrounding::Device, by, id, &statement);
    let draft = Draft {
        part: None,
        access: access::unknown(PUT_TOGETHER),
        ..draft
    };
    let draft = draft.reviewed("the ARN is put together of several pieces here");
    as_file_tells(look, draft, id)
}

/// What is to be said of the variable as the name among the parts of an ARN.
fn of_components(look: &mut Look, anchor: Anchor, id: NodeId, components: Components) -> Draft {
    let document = look.document;
    let Some(statement) = look.statements.around(document, id) else {
        return outside_statement(anchor, &Surrounding::Device, Setting::Quoted);
    };
    let by = NamedBy::Variable;
    let draft = in_statement(look, anchor, &Surrounding::Device, by, id, &statement);
    let draft = match look.resource(id) {
        Some(resource) if components.is_plain => Draft {
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
    let draft = match components.is_plain {
        true => draft,
        false => draft.reviewed("the call that puts the ARN together is given more than its parts"),
    };
    as_file_tells(look, draft, id)
}

/// Reports the name among the parts of a device's ARN, which a pair or a call gives, where it is computed.
pub fn look_at_name(look: &mut Look, part: NodeId) {
    let document = look.document;
    let Some(components) = components::of_name(document, part) else {
        return;
    };
    let name = document.unwrapped(components.name);
    let string = only_string(document, components.name);
    let is_written = string.is_some_and(|string| {
        let text = document.shared_text(string);
        !text.has_hole(0..text.len())
    });
    let text = Arc::new(document.text(string.unwrap_or(name)));
    if is_written || other_name::is_of_device(document.spelling(name)) {
        return;
    }
    let all = 0..text.len();
    let anchor = Anchor::in_string(document, name, &text, all.clone(), all.clone());
    let reason = match is_variable(look, name) {
        true => "aws:username names the device, through a variable; write * in its place here",
        false => {
            "something else than aws:username names the device; leave it if that is a device's own name, else write * here"
        }
    };
    let draft = new(Disposition::Manual, anchor, Reason::new(reason));
    let statement = look.statements.around(document, part);
    let draft = Draft {
        statement: statement.map(|statement| statement.summary()),
        ..draft
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

/// What is to be said of an ARN whose type is computed, and may be a device's; `None` where nothing shows that it may.
fn of_computed_type(look: &mut Look, anchor: Anchor, id: NodeId) -> Option<Draft> {
    let document = look.document;
    let statement = look.statements.around(document, id);
    let may_be = match &statement {
        Some(statement) => {
            statement.element.is_some()
                && statement
                    .governed
                    .as_ref()
                    .is_none_or(|governed| !governed.is_empty())
        }
        None => look.names_devices() && bare::purpose(document, id) == Purpose::Value,
    };
    let reason = "the type of the resource is computed, and may be mfa: a device is no longer named after its user, so give devices a resource of their own, with mfa/*";
    may_be.then(|| Draft {
        statement: statement.map(|statement| statement.summary()),
        ..new(Disposition::Manual, anchor, Reason::new(reason))
    })
}

/// Whether what is put into a string in a place (bytes of its text) is written out beside it.
pub fn is_written(document: &Document, string: NodeId, at: &Range<usize>) -> bool {
    let put = document.put_into(string).into_iter();
    let mut values = put.filter(|put| put.at == *at).filter_map(|put| put.value);
    values.any(|value| literal(document, value).is_some())
}
