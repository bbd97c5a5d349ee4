//! Calls of the AWS CLI that take the serial number of an MFA device.

use std::ops::Range;

use crate::syntax::command::{self, Word};
use crate::syntax::{Document, NodeId, Text};

/// What a call does with the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It authenticates with it: `sts get-session-token`, `sts assume-role`.
    Authenticate,
    /// It deactivates, removes, resynchronises or tags it: `iam resync-mfa-device` and its family.
    Manage,
    /// It creates or enables it: `iam create-virtual-mfa-device`, `iam enable-mfa-device`. The name given there is
    /// right by definition.
    Make,
    /// Another program's or service's `--serial-number`, which has nothing to do with MFA.
    Other,
}

impl Purpose {
    /// What an SDK's call does whose name goes on after this with `MFADevice` (letter case aside).
    pub fn managing(name: &str) -> Purpose {
        let makes = ["enable", "createvirtual"];
        if makes.iter().any(|verb| name.ends_with(verb)) {
            Purpose::Make
        } else {
            Purpose::Manage
        }
    }
}

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
const AUTHENTICATING: [&str; 2] = ["get-session-token", "assume-role"];
/// The cmdlets that do the same (AWS Tools for PowerShell Cmdlet Reference).
const AUTHENTICATING_CMDLETS: [&str; 2] = ["get-stssessiontoken", "use-stsrole"];

const MAKING: [&str; 2] = ["create-virtual-mfa-device", "enable-mfa-device"];
const MAKING_CMDLETS: [&str; 2] = ["new-iamvirtualmfadevice", "enable-iammfadevice"];

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

fn purpose(words: &[Word]) -> Purpose {
    let operation = |service: &str, is_operation: &dyn Fn(&str) -> bool| {
        words
            .iter()
            .position(|word| word.literal() == Some(service))
            .is_some_and(|at| {
                words[at + 1..]
                    .iter()
                    .any(|word| word.literal().is_some_and(is_operation))
            })
    };
    let cmdlet = words
        .first()
        .and_then(Word::literal)
        .unwrap_or_default()
        .to_ascii_lowercase();
    if operation("sts", &|word| AUTHENTICATING.contains(&word))
        || AUTHENTICATING_CMDLETS.contains(&cmdlet.as_str())
    {
        Purpose::Authenticate
    } else if MAKING_CMDLETS.contains(&cmdlet.as_str())
        || operation("iam", &|word| MAKING.contains(&word))
    {
        Purpose::Make
    } else if cmdlet.ends_with("mfadevice")
        || operation("iam", &|word| {
            word.ends_with("-mfa-device") || word.ends_with("-mfa-device-tags")
        })
    {
        Purpose::Manage
    } else {
        Purpose::Other
    }
}
