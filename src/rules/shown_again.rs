//! Whether a page shows a statement twice, once with a device that is named after the user and once with `mfa/*`: then the
//! one may be what was before a change, in whatever language the page says so.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::iam::variable;
use crate::syntax::{Document, NodeId, Role};

/// How far up from a resource its statement is looked for.
const REACH: usize = 6;
/// The longest statement (bytes) that is compared.
const LONGEST: usize = 4096;
/// How many statements with `mfa/*` are kept of a page.
const MOST: usize = 1000;
/// How a name ends that means any device.
const ANY: &str = ":mfa/*";

/// The statements of a document's blocks of code that name any device, without the name.
#[derive(Debug, Default)]
pub struct ShownAgain {
    statements: OnceCell<HashSet<u64>>,
}

impl ShownAgain {
    /// Whether the page around a device's name shows the statement around it with `mfa/*`, too.
    pub fn holds(&self, document: &Document, string: NodeId) -> bool {
        if !is_in_block(document, string) {
            return false;
        }
        let statements = self.statements.get_or_init(|| of(document));
        !statements.is_empty()
            && is_of_user(document, string)
            && without_name(document, string).is_some_and(|text| statements.contains(&text))
    }
}

fn of(document: &Document) -> HashSet<u64> {
    document
        .nodes()
        .filter(|id| {
            document.is_whole_string(*id)
                && document.spelling(*id).len() <= LONGEST
                && document.spelling(*id).contains(ANY)
                && is_in_block(document, *id)
        })
        .take(MOST)
        .filter_map(|id| without_name(document, id))
        .collect()
}

fn is_in_block(document: &Document, id: NodeId) -> bool {
    document
        .layers_around(id)
        .any(|host| document.node(host).role == Role::CodeBlock)
}

fn is_of_user(document: &Document, string: NodeId) -> bool {
    variable::any(document.spelling(string))
}

/// The statement around a string by its text, without white space and without the string.
fn without_name(document: &Document, string: NodeId) -> Option<u64> {
    let layer = document.node(string).layer();
    let statement = document
        .ancestors(string)
        .take(REACH)
        .take_while(|id| document.node(*id).layer() == layer)
        .find(|id| document.node(*id).role == Role::Mapping)?;
    let (around, name) = (
        document.node(statement).range(),
        document.node(string).range(),
    );
    if around.len() > LONGEST {
        return None;
    }
    let text = document.layer_of(string).text.as_str();
    let parts = [
        &text[around.start..name.start],
        "\0",
        &text[name.end..around.end],
    ];
    let mut hasher = DefaultHasher::new();
    let characters = parts.iter().flat_map(|part| part.chars());
    characters
        .filter(|c| !c.is_whitespace())
        .for_each(|c| c.hash(&mut hasher));
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    #[test]
    fn a_statement_that_is_shown_with_any_device_too_is_known() {
        let policy = |name: &str, action: &str, space: &str| {
            format!(
                "{{\"Statement\":{space}[{{\"Effect\": \"Allow\",{space}\"Action\": \"{action}\", \"Resource\": \"arn:aws:iam::*:mfa/{name}\"}}]}}"
            )
        };
        let own = policy("${aws:username}", "iam:CreateVirtualMFADevice", "");
        let shown = |page: &str| {
            let document = document("a.md", page);
            let string = document
                .nodes()
                .find(|id| {
                    document.is_whole_string(*id)
                        && document.held_layer(*id).is_none()
                        && document.spelling(*id).contains("aws:username")
                })
                .expect("the string");
            ShownAgain::default().holds(&document, string)
        };
        let page = |other: &str| format!("```json\n{own}\n```\n\nx\n\n```json\n{other}\n```\n");
        assert!(shown(&page(&policy(
            "*",
            "iam:CreateVirtualMFADevice",
            "\n  "
        ))));
        assert!(!shown(&page(&policy(
            "*",
            "iam:DeleteVirtualMFADevice",
            ""
        ))));
        assert!(!shown(&page(&policy(
            "x",
            "iam:CreateVirtualMFADevice",
            ""
        ))));
        assert!(!shown(&page(&own)));
    }
}
