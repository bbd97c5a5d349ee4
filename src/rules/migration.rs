//! AWS's words, for the parser of documents that knows none.

use std::sync::LazyLock;

use regex::bytes::Regex;

use crate::iam::operation;
use crate::syntax::escape::Escapes;
use crate::syntax::migration::{Does, Function, Migration, Runner};

/// What every finding has somewhere in it: the program looks no further into files and strings without one.
pub const NEEDLES: &[&str] = &["mfa", "serial-number", "serialnumber", "serial_number"];

/// The needles, in any letter case of ASCII.
pub static NEEDLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let needles: Vec<String> = NEEDLES.iter().map(|text| regex::escape(text)).collect();
    Regex::new(&format!("(?i-u){}", needles.join("|"))).ok()
});

/// What the rules look for.
pub static MIGRATION: Migration = Migration {
    needle: &NEEDLE,
    command_words: &operation::OF_STS,
    data_keys: &[
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Statement",
        "mfa_serial",
    ],
    // CI services, Ansible, CloudFormation, Serverless and others.
    command_keys: &[
        ("run", Runner::Shell),
        ("script", Runner::Shell),
        ("scripts", Runner::Shell),
        ("before_script", Runner::Shell),
        ("after_script", Runner::Shell),
        ("commands", Runner::Shell),
        ("shell", Runner::Shell),
        ("bash", Runner::Shell),
        ("inline", Runner::Shell),
        ("user_data", Runner::Shell),
        ("UserData", Runner::Shell),
        ("userData", Runner::Shell),
        ("postCreateCommand", Runner::Shell),
        // Compose, Kubernetes and Ansible run these without a shell.
        ("command", Runner::Unknown),
        ("cmd", Runner::Unknown),
        ("entrypoint", Runner::Unknown),
    ],
    // CloudFormation User Guide, "Intrinsic function reference"; the calls are those of troposphere, SAM's Python
    // and the CDK.
    functions: &[
        Function {
            name: "Fn::Sub",
            tag: "!Sub",
            calls: &["Sub", "FnSub", "Fn.sub"],
            does: Does::Format(Escapes::Sub),
        },
        Function {
            name: "Fn::Join",
            tag: "!Join",
            calls: &["FnJoin"],
            does: Does::Join,
        },
    ],
    variable_prefix: "aws:",
};
