//! Whether a tool that reads a file fills in every `${…}` of its strings, so that IAM sees only what is spelled otherwise. Such a file says by its
//! outermost keys whose it is.
//!
//! Pulumi YAML reads `${name}` as a reference and `$$` as a sign (pulumi-yaml, `ast/interpolation.go`). The Serverless Framework takes `${aws:…}` for a
//! source of variables that has no `username` (serverless/serverless#12045).

use super::literals::literal;
use super::members::entries;
use crate::syntax::{Document, NodeId, Role};

/// How many nodes around a string are looked at, and how many entries a mapping may have.
const REACH: usize = 256;
const MOST_ENTRIES: usize = 128;
/// How many resources are looked at for the form of their types.
const MOST_RESOURCES: usize = 16;

/// Whether the file of a string fills in what a variable of this spelling says.
pub fn is_filled_in(document: &Document, string: NodeId, variable: &str) -> bool {
    variable.starts_with("${aws")
        && document
            .ancestors(string)
            .take(REACH)
            .filter(|around| document.node(*around).role == Role::Mapping)
            .filter(|mapping| document.children(*mapping).nth(MOST_ENTRIES).is_none())
            .any(|mapping| is_program(document, mapping))
}

/// Whether a mapping is all of a program of Pulumi's, or of a service of Serverless's.
fn is_program(document: &Document, mapping: NodeId) -> bool {
    let entries = entries(document, mapping);
    let value = |name: &str| {
        let found = entries.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| *value)
    };
    let says = |value: NodeId, text: &str| {
        literal(document, value).is_some_and(|said| said == text)
            || self::entries(document, value).iter().any(|(key, value)| {
                key == "name" && literal(document, *value).is_some_and(|said| said == text)
            })
    };
    value("runtime").is_some_and(|runtime| says(runtime, "yaml"))
        || value("resources").is_some_and(|resources| has_tokens(document, resources))
        || (value("service").is_some()
            && value("provider").is_some_and(|provider| says(provider, "aws")))
}

/// Whether resources have types as Pulumi spells them: `aws:iam:Policy`, `aws:iam/policy:Policy`.
fn has_tokens(document: &Document, resources: NodeId) -> bool {
    let is_token = |said: &str| {
        let parts: Vec<&str> = said.split(':').collect();
        matches!(parts.as_slice(), [package, .., name]
            if parts.len() <= 3 && parts.iter().all(|part| !part.is_empty())
                && package.starts_with(|c: char| c.is_ascii_lowercase())
                && name.starts_with(|c: char| c.is_ascii_uppercase()))
    };
    entries(document, resources)
        .iter()
        .take(MOST_RESOURCES)
        .any(|(_, resource)| {
            entries(document, *resource).iter().any(|(key, value)| {
                key == "type" && literal(document, *value).is_some_and(|said| is_token(&said))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::{device, document};

    #[test]
    fn files_say_by_their_keys_who_fills_them_in() {
        let own = "arn:aws:iam::*:mfa/${aws:username}";
        for (text, expected) in [
            ("name: a\nruntime: yaml\nvariables:\n  own: OWN\n", true),
            (
                "name: a\nruntime:\n  name: yaml\nvariables:\n  own: OWN\n",
                true,
            ),
            ("name: a\nruntime: nodejs\nconfig:\n  own: OWN\n", false),
            (
                "resources:\n  a:\n    type: aws:iam:Policy\n    properties:\n      policy: OWN\n",
                true,
            ),
            (
                "resources:\n  a:\n    type: aws:iam/policy:Policy\n    properties:\n      policy: OWN\n",
                true,
            ),
            (
                "Resources:\n  a:\n    Type: AWS::IAM::Policy\n    Properties:\n      Policy: OWN\n",
                false,
            ),
            (
                "service: a\nprovider:\n  name: aws\ncustom:\n  own: OWN\n",
                true,
            ),
            ("service: a\nprovider: aws\ncustom:\n  own: OWN\n", true),
            ("service: a\nown: OWN\n", false),
        ] {
            let text = text.replace("OWN", own);
            let document = document("a.yml", &text);
            let string = device(&document);
            let found = |variable| is_filled_in(&document, string, variable);
            assert_eq!(found("${aws:username}"), expected, "{text}");
            assert!(!found("$${aws:username}"), "{text}");
        }
    }
}
