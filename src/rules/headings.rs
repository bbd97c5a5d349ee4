//! The headings over the code that a document shows, and whether they call it wrong: a rewrite would take away what the
//! document warns of.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::syntax::{Document, NodeId, Role};

/// Words that say of what comes after them that it is wrong, or no longer so.
static VERDICT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?xi)
        \b(?: wrong | wrongly | incorrect | (?:do\ not|don['’]?t)(?:s\b|\b) | never | old | older | bad | deprecated | legacy | obsolete
            | outdated | broken | avoid | anti-?patterns? | previous(?:ly)? | former(?:ly)? | not\ recommended | no\ longer
            | mistakes? | pitfalls? | invalid | insecure | doesn['’]?t\ work | does\ not\ work | used\ to | problem )\b
        | ^ \W* (?: \d+ [.)] \s* )? before \W* $ | \bbefore\ (?: the\ )? (?: change | migration | fix | update | november | 20\d\d )
        | ❌ | ✗ | ✘ | ⛔ | 🚫 | 👎
        | 悪い | 誤り | 誤った | 間違 | 古い | 旧 | 以前の | 変更前 | 修正前 | 非推奨 | やってはいけない | 不要",
    )
    .ok()
});

/// How long (bytes) a paragraph may be that is a label for the code after it.
const LONGEST_LABEL: usize = 160;

/// The blocks of code of a document that it calls wrong.
#[derive(Debug, Default)]
pub struct CalledWrong {
    blocks: HashSet<NodeId>,
}

impl CalledWrong {
    /// Reads the headings of a document, and the labels right before its blocks of code.
    pub fn of(document: &Document) -> CalledWrong {
        let mut blocks = HashSet::new();
        let mut headings: Vec<(u8, usize, bool)> = Vec::new();
        let mut label = false;
        for id in document.nodes() {
            let node = document.node(id);
            match node.role {
                Role::Heading(level) => {
                    headings.retain(|(other, layer, _)| *layer == node.layer() && *other < level);
                    headings.push((level, node.layer(), is_verdict(document.spelling(id))));
                    label = false;
                }
                Role::Paragraph => label = is_label(document.spelling(id)),
                Role::CodeBlock => {
                    let under = headings
                        .iter()
                        .any(|(_, layer, is_wrong)| *layer == node.layer() && *is_wrong);
                    if under || std::mem::take(&mut label) {
                        blocks.insert(id);
                    }
                }
                _ => {}
            }
        }
        CalledWrong { blocks }
    }

    /// Whether a node stands in such a block.
    pub fn holds(&self, document: &Document, id: NodeId) -> bool {
        !self.blocks.is_empty()
            && document
                .layers_around(id)
                .any(|host| self.blocks.contains(&host))
    }
}

fn is_verdict(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c == '#' || c == '*' || c == '=' || c.is_whitespace());
    VERDICT.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Whether a paragraph is a label for the code after it that calls that wrong.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    let is_label = text.ends_with([':', '：']) || (text.starts_with("**") && text.ends_with("**"));
    let label = text.trim_end_matches([':', '：']);
    text.len() <= LONGEST_LABEL && is_label && is_verdict(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    #[test]
    fn headings_and_labels_that_call_code_wrong_are_known() {
        for (before, is_wrong) in [
            ("## Wrong", true),
            ("## Don't", true),
            ("## Before", true),
            ("# The old policy", true),
            ("# Deprecated\n\n## Policy", true),
            ("# Wrong\n\n# Right", false),
            ("## Before you begin", false),
            ("## Policy", false),
            ("The policy was **wrong** and we mended it.", false),
            ("Before:", true),
            ("**Bad**", true),
            ("Don't do this:", true),
            ("Do this:", false),
            ("## ❌ example", true),
            ("## 変更前", true),
        ] {
            let text = format!("{before}\n\n```json\n{{\"mfa\": \"x\"}}\n```\n");
            let document = document("a.md", &text);
            let called_wrong = CalledWrong::of(&document);
            let inner = document
                .nodes()
                .find(|id| document.spelling(*id) == "\"x\"")
                .expect("the string");
            assert_eq!(called_wrong.holds(&document, inner), is_wrong, "{before}");
        }
    }
}
