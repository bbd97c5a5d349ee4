//! What a finding proposes to write: a new text for a range of its file.

use std::ops::Range;

use crate::iam::access::{PolicyPart, Rewritten};

/// Which names of devices a policy's rewrite lets through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Names {
    /// All: `mfa/*`.
    #[default]
    Any,
    /// Those that begin with the user's own: `mfa/${aws:username}*`.
    Prefixed,
}

/// What the rewrites of policies are to do, of what they may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Which names of devices they let through.
    pub names: Names,
    /// Whether a statement that lets more devices through loses `iam:DeleteVirtualMFADevice`.
    pub is_without_delete: bool,
    /// Whether a statement that governs devices and their user together is split, as AWS writes it today.
    pub is_split: bool,
}

/// What the new text of a rewrite is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A part of what a string says.
    Value,
    /// Nothing in place of an element of a list.
    Removal,
    /// Code in place of a whole word of a command, or of a variable's value.
    Code,
    /// Several statements in place of one.
    Split,
}

/// A new text for a range of the file, and what it does to the string there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Bytes of the file's text, in UTF-8, that are replaced (from 0, end exclusive).
    pub span: Range<usize>,
    /// The new text of these bytes.
    pub after: String,
    /// What that text says where it stands: `after` without the escapes of the layers around it.
    pub says: String,
    /// The new value.
    pub value_after: String,
    /// What the new text is.
    pub form: Form,
}

impl Rewrite {
    /// What it makes of a policy, a part of which it replaces.
    pub fn of_policy<'a>(&self, part: &'a PolicyPart) -> Rewritten<'a> {
        match self.form {
            Form::Removal => part.removed(),
            Form::Value | Form::Code | Form::Split => part.rewritten(&self.says),
        }
    }
}
