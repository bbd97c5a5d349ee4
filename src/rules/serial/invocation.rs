//! Calls of the AWS CLI that take the serial number of an MFA device.

use std::ops::Range;

use crate::iam::operation::{IAM, Purpose, STS};
use crate::syntax::command::{self, Word};
use crate::syntax::{Document, NodeId, Text};

/// A call with a serial number.
pub struct Invocation {
    /// What it does.
    pub purpose: Purpose,
    /// The word that the serial number is, or ends.
    pub node: NodeId,
    /// What that word says.
    pub text: Text,
    /// The serial number in it (bytes of `text`).
    pub serial: Range<usize>,
}

/// The AWS CLI's option, and that of the AWS Tools for PowerShell.
const OPTIONS: [&str; 2] = ["--serial-number", "-SerialNumber"];

/// Reads a command as a call that takes a serial number; `None` where it takes none.
///
/// The program's own name doesn't count: calls go through wrappers (`aws-vault exec p -- aws …`), variables
/// (`$AWS sts …`) and containers.
pub fn read(document: &Document, node: NodeId) -> Option<Invocation> {
    let words = command::words(document, node);
    let purpose = purpose(&words);
    let (at, start) = words.iter().enumerate().find_map(|(index, word)| {
        let text = word.text.as_str();
        OPTIONS.iter().find_map(|option| {
            if text == *option {
                Some((index + 1, 0))
            } else {
                text.strip_prefix(option)?
                    .starts_with('=')
                    .then_some((index, option.len() + 1))
            }
        })
    })?;
    let word = words.into_iter().nth(at)?;
    Some(Invocation {
        purpose,
        node: word.node,
        serial: start..word.text.len(),
        text: word.text,
    })
}

/// What a command does: the operation of the service that it names first, or the cmdlet.
pub fn purpose(words: &[Word]) -> Purpose {
    let operations = |service: &'static str| {
        words
            .iter()
            .skip_while(move |word| word.literal() != Some(service))
            .skip(1)
            .filter_map(Word::literal)
            .map(move |word| Purpose::of_operation(service, word))
    };
    let cmdlet = words
        .first()
        .and_then(Word::literal)
        .map(Purpose::of_cmdlet);
    let known: Vec<Purpose> = operations(STS)
        .chain(operations(IAM))
        .chain(cmdlet)
        .collect();
    [Purpose::Authenticate, Purpose::Make, Purpose::Manage]
        .into_iter()
        .find(|purpose| known.contains(purpose))
        .unwrap_or(Purpose::Other)
}

#[cfg(test)]
mod tests;
