//! Whether a pipeline fills in a word of its script before a shell sees it: macros of Azure Pipelines, `$(name)`, which look like a command that is
//! substituted (Azure Pipelines, "Define variables", "Understand variable syntax").

use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::{ascii_regex, is_match};
use crate::syntax::{Document, NodeId, Role};

/// A macro.
static MACRO: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"\$\([A-Za-z_][\w.-]*\)").ok());
/// Keys of scripts, in lower case, and those around: of the steps, and of what a task is given.
const SCRIPTS: [&str; 3] = ["script", "bash", "inlinescript"];
const STEPS: &str = "steps";
const INPUTS: &str = "inputs";
/// How far around a script its steps are looked for, in nodes.
const REACH: usize = 6;

/// Whether a word may have a macro, where such macros are.
pub fn fills_in(document: &Document, word: NodeId) -> bool {
    is_match(&MACRO, document.spelling(word))
        && document
            .layers_around(word)
            .any(|host| is_script(document, host))
}

/// Whether a string is all of a step's script, rather than one of a list of commands.
fn is_script(document: &Document, string: NodeId) -> bool {
    let Some(pair) = document
        .parent(string)
        .filter(|pair| document.node(*pair).role == Role::Pair)
    else {
        return false;
    };
    let key = |pair: NodeId| {
        let key = document.spelling(document.key(pair)?);
        Some(key.trim_matches(['"', '\'']).to_lowercase())
    };
    let is_own = key(pair).is_some_and(|key| SCRIPTS.contains(&key.as_str()));
    let around = document
        .ancestors(pair)
        .take(REACH)
        .find(|around| document.node(*around).role == Role::Pair);
    is_own
        && around
            .and_then(key)
            .is_some_and(|key| key == STEPS || key == INPUTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    #[test]
    fn macros_are_those_of_steps() {
        let call = "aws sts get-session-token --serial-number \"arn:aws:iam::1:mfa/NAME\"";
        for (text, name, expected) in [
            ("steps:\n- script: |\n    CALL\n", "$(user)", true),
            ("steps:\n- bash: |\n    CALL\n", "$(my.user)", true),
            ("steps:\n- bash: |\n    CALL\n", "$USER", false),
            ("steps:\n- bash: |\n    CALL\n", "$(id -un)", false),
            (
                "steps:\n- task: Bash@3\n  inputs:\n    script: |\n      CALL\n",
                "$(user)",
                true,
            ),
            ("job:\n  script: |\n    CALL\n", "$(whoami)", false),
            ("steps:\n- run: |\n    CALL\n", "$(whoami)", false),
        ] {
            let text = text.replace("CALL", &call.replace("NAME", name));
            let document = document("a.yml", &text);
            let word = document.nodes().find(|id| {
                document.node(*id).role == Role::String
                    && document.spelling(*id).starts_with("\"arn:")
            });
            let word = word.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(fills_in(&document, word), expected, "{text}");
        }
    }
}
