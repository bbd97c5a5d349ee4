//! The headings and labels over code, and whether they call it wrong: a rewrite would take away what they warn of.

use std::ops::Range;
use std::sync::LazyLock;

use rangemap::RangeSet;
use regex::Regex;

use crate::ascii_regex::ascii_regex;
use crate::syntax::{Document, NodeId, Role, near};

/// Words that say of what comes after them that it is wrong, or no longer so.
static VERDICT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi)
        \b(?: wrong | wrongly | incorrect | (?:do\ not|don['’]?t)(?:s\b|\b) | never | old | older | bad | deprecated | legacy | obsolete
            | outdated | broken | avoid | anti-?patterns? | previous(?:ly)? | former(?:ly)? | not\ recommended | no\ longer
            | until\ 20\d\d | upgrading | migrating | mistakes? | pitfalls? | invalid | insecure | doesn['’]?t\ work | does\ not\ work | used\ to | problem )\b
        | ^ \W* (?: \d+ [.)] \s* )? before \W* $ | \bbefore\ (?: the\ )? (?: change | migration | fix | update | november | 20\d\d )
        | ❌ | ✗ | ✘ | ⛔ | 🚫 | 👎
        | 悪い | 誤り | 誤った | 間違 | 古い | 旧 | 以前の | 変更前 | 修正前 | 非推奨 | やってはいけない | 不要",
    )
    .ok()
});

/// A comment that is nothing but a label, and calls what comes after it wrong. A sentence that only has such a word in it
/// (`never allow this without MFA`) is about something else.
static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ \W* (?:
        [❌✗✘⛔🚫👎] .*
        | (?: the \s+ )? (?: wrong | bad | incorrect | insecure | broken | non-?compliant | anti-?pattern | not\ recommended | before )
            (?: \s* [-–—:(] .* | (?: \s+ [\w'’-]+ ){0,3} \W* )
        | do(?:n['’]|\ no)t (?: \s+ (?:do|use) \s+ (?:this|that|it) )? \W*
        | (?: the \s+ )? (?: old | previous(?:ly)? | former(?:ly)? | deprecated ) (?: \s+ [\w'’-]+ ){0,2} \s* :
        | (?: 悪い | 誤り | 誤った | 間違 | 変更前 | 修正前 | やってはいけない ) .*
        ) $",
    )
    .ok()
});

/// How long (bytes) a paragraph may be that is a label for the code after it.
const LONGEST_LABEL: usize = 160;
/// How long a comment may be.
const LONGEST_COMMENT: usize = 80;

/// The code of a file that the file itself calls wrong.
#[derive(Debug, Default)]
pub struct CalledWrong {
    /// Bytes of the file.
    code: RangeSet<usize>,
}

impl CalledWrong {
    /// Reads the headings of a document, the labels right before its blocks of code, and comments that are labels.
    pub fn of(document: &Document) -> CalledWrong {
        let mut code = RangeSet::new();
        let mut add = |id: NodeId| {
            let source = document.source(id);
            if !source.is_empty() {
                code.insert(source);
            }
        };
        let mut headings: Vec<(u8, usize, bool)> = Vec::new();
        let mut label = false;
        let mut comments: Vec<NodeId> = Vec::new();
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
                    if under || std::mem::take(&mut label) || is_bare_label(above(document, id)) {
                        add(id);
                    }
                }
                Role::Comment if is_comment_label(document, id) => comments.push(id),
                _ => {}
            }
        }
        if !comments.is_empty() {
            labelled(document, &comments).for_each(add);
        }
        CalledWrong { code }
    }

    /// Whether a node stands in such code.
    pub fn holds(&self, document: &Document, id: NodeId) -> bool {
        self.code.contains(&document.source(id).start)
    }
}

/// What each of these comments stands before: of the nodes that begin where the code after it does, the outermost that is
/// one thing and not a row of things.
fn labelled<'a>(
    document: &'a Document,
    comments: &'a [NodeId],
) -> impl Iterator<Item = NodeId> + 'a {
    let layer = |id: &NodeId| document.node(*id).layer();
    let by_layer = comments.chunk_by(move |one, other| layer(one) == layer(other));
    by_layer.flat_map(move |comments| {
        let nodes = comments.first().map(layer).into_iter();
        let nodes = nodes.flat_map(|layer| document.nodes_of(layer));
        let mut code: Vec<NodeId> = nodes
            .filter(|id| {
                let node = document.node(*id);
                node.is_named && node.role != Role::Comment && !node.range().is_empty()
            })
            .collect();
        // The sort is stable: what is outer stays before what is inner.
        code.sort_by_key(|id| document.node(*id).range().start);
        comments.iter().filter_map(move |comment| {
            let end = document.node(*comment).range().end;
            let first = code.partition_point(|id| document.node(*id).range().start < end);
            let mut labelled = *code.get(first)?;
            while let Some(inner) = first_of_row(document, labelled) {
                labelled = inner;
            }
            Some(labelled)
        })
    })
}

/// The first of a row of things, each on lines of its own, where nothing but the mark of an element stands before it.
fn first_of_row(document: &Document, id: NodeId) -> Option<NodeId> {
    let node = document.node(id);
    let text = document.layer_of(id).text.as_str();
    let mut below = document.named_children(id);
    let first = below.next()?;
    let next = document.node(below.next()?).range().start;
    let range = document.node(first).range();
    let is_row = matches!(node.role, Role::Mapping | Role::Sequence | Role::Other)
        && matches!(text.get(node.range().start..range.start)?.trim(), "" | "-")
        && text.get(range.end..next)?.contains('\n');
    is_row.then_some(first)
}

/// Whether a comment has its line for itself, and is a label that calls what comes after it wrong.
fn is_comment_label(document: &Document, comment: NodeId) -> bool {
    let text = document.spelling(comment);
    text.len() <= LONGEST_COMMENT
        && LABEL
            .as_ref()
            .is_some_and(|label| text.lines().any(|line| label.is_match(line)))
        && is_alone(document, comment)
}

fn is_alone(document: &Document, comment: NodeId) -> bool {
    let Range { start, .. } = document.node(comment).range();
    let text = document.layer_of(comment).text.as_str();
    text[..start]
        .chars()
        .rev()
        .take_while(|c| *c != '\n')
        .all(char::is_whitespace)
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

/// A line that is one word, in a tag or not, and says that what comes after it is what was before.
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ (?: \W | <[^>]*> )* (?: before | replace | change | from | old | previously | wrong | bad | ❌ | ✗ | ✘ | ⛔ | 🚫 | 👎 ) (?: \W | <[^>]*> )* $",
    )
    .ok()
});

fn is_bare_label(line: &str) -> bool {
    BARE.as_ref().is_some_and(|regex| regex.is_match(line))
}

/// The last line before a node that has something in it.
fn above(document: &Document, id: NodeId) -> &str {
    let text = document.layer_of(id).text.as_str();
    let before = near::before(text, document.node(id).range().start, LONGEST_LABEL);
    let before = before.trim_end();
    before.rsplit('\n').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    #[test]
    fn comments_that_are_labels_call_what_follows_wrong() {
        let python = |label: &str| format!("x = 1\n# {label}\nbad = \"mfa/1\"\ngood = \"mfa/2\"\n");
        let said = |path: &str, text: &str| {
            let document = document(path, text);
            let called_wrong = CalledWrong::of(&document);
            let at = |needle: &str| {
                document
                    .nodes()
                    .filter(|id| document.node(*id).role == Role::String)
                    .find(|id| document.spelling(*id).contains(needle))
                    .map(|id| called_wrong.holds(&document, id))
                    .expect("the string")
            };
            (at("mfa/1"), at("mfa/2"))
        };
        for label in [
            "Bad:",
            "WRONG",
            "Bad example",
            "❌ too broad",
            "Don't do this",
            "Before:",
            "Old policy:",
            "変更前",
        ] {
            assert_eq!(said("a.py", &python(label)), (true, false), "{label}");
        }
        for label in [
            "never allow this without MFA",
            "Don't require MFA for these:",
            "Before you begin, sign in",
            "The wrong one was taken here once, and so this is tested",
            "Legacy users",
        ] {
            assert_eq!(said("a.py", &python(label)), (false, false), "{label}");
        }
        for (path, text) in [
            (
                "a.tf",
                "# Bad:\n# grants too much\nresource \"a\" \"b\" {\n  x = \"mfa/1\"\n}\nresource \"a\" \"c\" {\n  x = \"mfa/2\"\n}\n",
            ),
            ("a.yaml", "# Wrong:\nA:\n  - \"mfa/1\"\nB:\n  - \"mfa/2\"\n"),
            (
                "a.yaml",
                "A:\n  # Wrong:\n  - b: \"mfa/1\"\n    c: d\n  # Right:\n  - b: \"mfa/2\"\n    c: d\n",
            ),
            (
                "a.ts",
                "// Bad:\nconst a = [\"mfa/1\"];\n// Good:\nconst b = [\"mfa/2\"];\n",
            ),
            (
                "A.java",
                "class A {\n  // wrong\n  String a = \"mfa/1\";\n  String b = \"mfa/2\";\n}\n",
            ),
            (
                "a.sh",
                "# Wrong:\naws --x \"mfa/1\"\n# Right:\naws --x \"mfa/2\"\n",
            ),
            (
                "a.go",
                "package a\n\n/* BAD */\nvar a = \"mfa/1\"\nvar b = \"mfa/2\"\n",
            ),
        ] {
            assert_eq!(said(path, text), (true, false), "{path}: {text}");
        }
    }

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
            ("❌", true),
            ("Replace", true),
            ("<details><summary>Before</summary>", true),
            ("Until 2022 AWS documented this policy:", true),
            ("## Upgrading from 1.x", true),
            ("✅", false),
            ("with", false),
            ("<details><summary>Policy</summary>", false),
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
