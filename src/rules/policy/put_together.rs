//! Devices that no one string names: by the parts that a call makes an ARN of, by an argument of what formats one, and by
//! a type of resource that is computed.

use std::ops::Range;

use super::components::{self, Components};
use super::literals::{literal, only_string};
use crate::iam::other_name;
use crate::iam::resource_type::{self, ResourceType};
use crate::iam::variable;
use crate::syntax::{Document, NodeId, Text};

/// What a string with IAM's variable in it names, with what stands around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A device, by the name among the parts of an ARN.
    Part(Components),
    /// A device, in an ARN that is put together of several pieces.
    Device {
        /// Whether the variable stands for the name only.
        is_once: bool,
    },
    /// What may be a device: the type of the resource is computed.
    Computed,
}

/// What a string names whose end is IAM's variable, and where that stands (bytes of its text); `None` where it is no device, or
/// the string says so itself.
pub fn named(document: &Document, id: NodeId, text: &Text) -> Option<(Range<usize>, Named)> {
    let all = text.as_str();
    if let Some(part) = variable::all_of(all).filter(|part| !text.has_hole(part.clone())) {
        return Some((part, by_name_alone(document, id)?));
    }
    let part = variable::all_of_end(all)?;
    let named = match resource_type::before_name(&document.filled(id, part.start))? {
        ResourceType::Device => Named::Device { is_once: true },
        ResourceType::Computed => Named::Computed,
    };
    Some((part, named))
}

/// What a string names that is nothing but the variable.
fn by_name_alone(document: &Document, id: NodeId) -> Option<Named> {
    if let Some(components) = components::around(document, id) {
        return Some(Named::Part(components));
    }
    let (string, places) = document.put_where(id)?;
    // What another language says in it is looked at there.
    if document.held_layer(string).is_some() {
        return None;
    }
    let found = places.iter().find_map(|at| {
        let before = document.filled(string, at.start);
        let word = before.rsplit(|c: char| c.is_whitespace() || "\"'`,[(".contains(c));
        resource_type::before_name(word.into_iter().next()?)
    })?;
    Some(match found {
        ResourceType::Device => Named::Device {
            is_once: places.len() == 1,
        },
        ResourceType::Computed => Named::Computed,
    })
}

/// What computes the name among the parts of a device's ARN, which a pair or a call gives; `None` where it is written out, or
/// says that it is a device's.
pub fn computed_name(document: &Document, part: NodeId) -> Option<NodeId> {
    let components = components::of_name(document, part)?;
    let string = only_string(document, components.name);
    let is_written = string.is_some_and(|string| {
        let text = document.shared_text(string);
        !text.has_hole(0..text.len())
    });
    let name = string.unwrap_or_else(|| document.unwrapped(components.name));
    let is_of_device = other_name::is_of_device(document.spelling(name));
    (!is_written && !is_of_device).then_some(name)
}

/// Whether what is put into a string in a place (bytes of its text) is written out beside it.
pub fn is_written(document: &Document, string: NodeId, at: &Range<usize>) -> bool {
    let put = document.put_into(string).into_iter();
    let mut values = put.filter(|put| put.at == *at).filter_map(|put| put.value);
    values.any(|value| literal(document, value).is_some())
}
