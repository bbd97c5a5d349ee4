//! What builds a statement: Terraform's `aws_iam_policy_document`, the CDK's `PolicyStatement`, Pulumi's
//! `getPolicyDocument`. They allow where no effect is said (their reference documentation).

use std::sync::LazyLock;

use regex::Regex;

use super::members::{called, entry_name};
use crate::ascii_regex::ascii_regex;
use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role};

/// Whether a Terraform block makes the statements of an `aws_iam_policy_document`.
pub fn is_dynamic_statement(document: &Document, block: NodeId) -> bool {
    entry_name(document, block).as_deref() == Some("dynamic")
        && document.label(block) == Some("statement")
}

/// Whether `&{…}` is a variable in a statement: `aws_iam_policy_document` makes `${…}` of it, and so does Pulumi, which is
/// built on it (Terraform AWS Provider documentation, "aws_iam_policy_document").
pub fn takes_ampersand(document: &Document, statement: NodeId) -> bool {
    const NAMES: [&str; 4] = [
        "awsiampolicydocument",
        "dataawsiampolicydocument",
        "getpolicydocument",
        "getpolicydocumentoutput",
    ];
    document
        .ancestors(statement)
        .take(REACH)
        .any(|around| match document.node(around).role {
            Role::Pair => {
                document.label(around) == Some("aws_iam_policy_document")
                    || entry_name(document, around).is_some_and(|key| NAMES.contains(&key.as_str()))
            }
            Role::Call => {
                called(document, around).is_some_and(|name| NAMES.contains(&name.as_str()))
            }
            _ => false,
        })
}

/// How many nodes may stand between a statement and the call or block that builds its policy.
const REACH: usize = 16;

/// Whether a statement without an effect allows.
pub fn allows_by_default(document: &Document, around: NodeId) -> bool {
    if document.node(around).role == Role::Call {
        return BUILT
            .as_ref()
            .is_some_and(|built| built.is_match(document.spelling(around)));
    }
    let name = document.name_before(around);
    if BUILDERS.contains(&normal(name).as_str()) {
        return true;
    }
    let mut pairs = document
        .ancestors(around)
        .take(REACH)
        .filter(|ancestor| document.node(*ancestor).role == Role::Pair);
    let Some(pair) = pairs.next() else {
        return false;
    };
    match entry_name(document, pair).as_deref() {
        Some("statement") => {
            // As a block, or in Terraform's JSON.
            document.is_block(pair)
                || pairs.any(|pair| {
                    entry_name(document, pair).as_deref() == Some("awsiampolicydocument")
                })
                || calls(document, pair).any(|name| name == "dataawsiampolicydocument")
        }
        Some("content") => pairs
            .next()
            .is_some_and(|block| is_dynamic_statement(document, block)),
        Some("statements") => calls(document, pair).any(|name| {
            matches!(
                name.as_str(),
                "getpolicydocument" | "getpolicydocumentoutput"
            )
        }),
        _ => false,
    }
}

/// The names of the calls around a node.
fn calls(document: &Document, node: NodeId) -> impl Iterator<Item = String> + '_ {
    document
        .ancestors(node)
        .take(REACH)
        .filter(|ancestor| document.node(*ancestor).role == Role::Call)
        .filter_map(|call| called(document, call))
}

/// A chain of calls that begins with a CDK statement to which nothing is given yet.
static BUILT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"^(?:[^()]*\W)?(?:New)?(?:PolicyStatement(?:Props|Args)?|GetPolicyDocumentStatement(?:Input)?Args)(?:\.Builder)?(?:\.\w+)?\(\s*\)",
    )
    .ok()
});
/// What builds a statement that allows where it says nothing else, as languages spell it.
const BUILDERS: [&str; 8] = [
    "policystatement",
    "policystatementprops",
    "policystatementargs",
    "newpolicystatement",
    "getpolicydocumentstatement",
    "getpolicydocumentstatementargs",
    "getpolicydocumentstatementinputargs",
    "getpolicydocumentstatementargsdict",
];

#[cfg(test)]
mod tests;
