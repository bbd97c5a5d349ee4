//! In which form a site gives its serial number: written out, computed, looked up.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::site::{LONGEST, Site};
use crate::iam::{derivation, variable};
use crate::syntax::{Document, command};

/// What a site says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialForm {
    /// A serial number, written out.
    Literal,
    /// The account is computed and the name is written out.
    ComputedAccount,
    /// It computes the ARN from the user name.
    Derived,
    /// It computes the ARN from what is called the name of a device.
    OfDevice,
    /// It asks IAM for the device.
    LookedUp {
        /// Whether it takes the first device of the list, whatever that is.
        first: bool,
    },
    /// It can't be told.
    Unknown,
}

/// What expands in a string: `$user`, `${user}`, `$(user)`, `#{user}`, `%s`, `%(user)s`, `%USER%`.
static EXPANDED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$[\w{(]|#\{|%\w+%|%(?:[svd@({]|u\b)|\{\{").ok());
/// A field of Python's `format` and its kin; a policy variable is none.
static FORMATTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^$&{])\{[\w.]*\}").ok());
/// What takes the first device of a list.
static FIRST_DEVICE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"MFADevices\[0\]|MFADevices\s*\|\s*\.?\[0\]|head\s+-n?\s*1").ok());

fn is_match(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// What stands before a device's name in its ARN.
const BEFORE_NAME: &str = ":mfa/";

/// Whether the device's name in an ARN is computed, in whatever notation.
pub fn is_computed(arn: &str) -> bool {
    arn.rsplit('/').next().is_some_and(|name| {
        !variable::any(name) && (is_match(&EXPANDED, name) || is_match(&FORMATTED, name))
    })
}

/// Whether a text is a regular expression for ARNs.
pub fn is_expression(text: &str) -> bool {
    text.starts_with('^')
        || [r"\d", ".+", ".*", "[^"]
            .iter()
            .any(|sign| text.contains(sign))
}

/// Whether an expression is called after a device rather than a user: `${MFA_DEVICE_NAME}`.
fn names_device(expression: &str) -> bool {
    let expression = expression.to_ascii_lowercase();
    expression.contains("device") && !expression.contains("user")
}

/// Whether a value is the beginning of one only, since white space stands in what a template fills in.
pub fn is_cut(value: &str) -> bool {
    value
        .rfind("{{")
        .is_some_and(|at| !value[at..].contains("}}"))
}

/// Reads what a site says.
pub fn of(document: &Document, site: &Site) -> SerialForm {
    let spelling = document.spelling(site.node);
    if spelling.len() > LONGEST {
        return SerialForm::Unknown;
    }
    if spelling.contains("list-mfa-devices") || spelling.contains("list-virtual-mfa-devices") {
        return SerialForm::LookedUp {
            first: is_match(&FIRST_DEVICE, spelling),
        };
    }
    if derivation::is_in(spelling) || command::goes_on(document, site.node) {
        return SerialForm::Derived;
    }
    let value = site.value();
    if value.starts_with("{{") || is_cut(value) || is_expression(value) {
        return SerialForm::Unknown;
    }
    if !has_computed(site, site.range.clone()) {
        return SerialForm::Literal;
    }
    // An ARN with wildcards is a policy's, whatever it computes.
    let is_pattern = value.match_indices(['*', '?']).any(|(at, _)| {
        let at = site.range.start + at;
        !site.text.has_hole(at..at + 1)
    });
    let Some(name) = value.rfind(BEFORE_NAME).filter(|_| !is_pattern) else {
        return SerialForm::Unknown;
    };
    let name = site.range.start + name + BEFORE_NAME.len()..site.range.end;
    if name.is_empty() {
        SerialForm::Unknown
    } else if has_computed(site, name.clone()) {
        match document.file_text(site.text.source_hull(name)) {
            Some(spelling) if names_device(spelling) => SerialForm::OfDevice,
            _ => SerialForm::Derived,
        }
    } else {
        SerialForm::ComputedAccount
    }
}

/// Whether anything computes a part of a site's text.
fn has_computed(site: &Site, range: Range<usize>) -> bool {
    let part = &site.text.as_str()[range.clone()];
    site.text.has_hole(range)
        || part.match_indices('%').any(|(at, _)| {
            // A verb of printf.
            part[at + 1..].starts_with(['s', 'v', 'd', '@'])
        })
        || is_match(&FORMATTED, part)
        || (!variable::any(part) && is_match(&EXPANDED, part))
}

#[cfg(test)]
mod tests;
