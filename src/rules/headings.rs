//! The headings and labels over code, and whether they call it wrong: a rewrite would take away what they warn of.

use std::ops::Range;

use rangemap::RangeSet;

use super::{beside_code, verdict_words};
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, near};

/// How long (bytes) a paragraph may be that is a label for the code after it.
const LONGEST_LABEL: usize = 160;
/// How long one may be that has neither a colon nor emphasis.
const LONGEST_PLAIN: usize = 60;
/// How long a comment may be.
const LONGEST_COMMENT: usize = 80;

/// The code of a file that the file itself calls wrong.
#[derive(Debug, Default)]
pub struct CalledWrong {
    /// Bytes of the file.
    code: RangeSet<usize>,
    /// The same of code that is shown to fail.
    failed: RangeSet<usize>,
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
        let mut is_folded_wrong = false;
        let mut comments: Vec<NodeId> = Vec::new();
        for id in document.nodes() {
            let node = document.node(id);
            match node.role {
                Role::Heading(level) => {
                    headings.retain(|(other, layer, _)| *layer == node.layer() && *other < level);
                    headings.push((level, node.layer(), is_heading(document.spelling(id))));
                    label = false;
                }
                Role::Paragraph => {
                    let text = document.spelling(id);
                    // A piece of code that is all of a paragraph is shown as a block is.
                    if is_span(text) {
                        if std::mem::take(&mut label) {
                            add(id);
                        }
                    } else {
                        label = is_label(text);
                    }
                }
                Role::Item | Role::Row => label = false,
                Role::CodeBlock => {
                    let under = headings
                        .iter()
                        .any(|(_, layer, is_wrong)| *layer == node.layer() && *is_wrong);
                    if std::mem::take(&mut label)
                        || under
                        || is_folded_wrong
                        || is_label_above(above(document, id))
                        || is_titled_wrong(document.spelling(id))
                    {
                        add(id);
                    }
                }
                Role::Pair | Role::Assignment => {
                    if let Some(wrong) = called_wrong_by_key(document, id) {
                        add(wrong);
                    }
                }
                Role::Comment if is_comment_label(document, id) => comments.push(id),
                Role::Other => {
                    if let Some(is_wrong) = fold(document.spelling(id)) {
                        is_folded_wrong = is_wrong;
                    }
                }
                _ => {}
            }
        }
        if is_front_matter_wrong(document) {
            document.nodes().take(1).for_each(&mut add);
        }
        if !comments.is_empty() {
            labelled(document, &comments).for_each(add);
        }
        let mut failed = RangeSet::new();
        failed.extend(beside_code::failed(document));
        code.extend(beside_code::called_wrong(document));
        CalledWrong { code, failed }
    }

    /// Whether a node stands in code that is shown to fail, with what it prints.
    pub fn is_failing(&self, document: &Document, id: NodeId) -> bool {
        self.failed.contains(&document.source(id).start)
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
            let is_about_file = is_about_file(document, *comment);
            while let Some(inner) = first_of_row(document, labelled) {
                if is_about_file && document.node(labelled).role == Role::Mapping {
                    break;
                }
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
        && text.lines().any(verdict_words::of_comment)
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

/// Keys whose value is a comment on the mapping that they are in.
const REMARKS: [&str; 3] = ["_comment", "$comment", "//"];
/// Keys of examples: how it is wrong, and how it is right.
const EXAMPLES: [(&str, &str); 10] = [
    ("bad", "good"),
    ("wrong", "right"),
    ("incorrect", "correct"),
    ("before", "after"),
    ("old", "new"),
    ("invalid", "valid"),
    ("insecure", "secure"),
    ("vulnerable", "fixed"),
    ("noncompliant", "compliant"),
    ("fail", "pass"),
];

/// What a pair of a mapping calls wrong: all of the mapping, by a comment, or its own value, where another one is right.
fn called_wrong_by_key(document: &Document, pair: NodeId) -> Option<NodeId> {
    let name = |pair: NodeId| {
        let key = document.spelling(document.key(pair)?);
        Some(key.trim_matches(['"', '\'']))
    };
    let key = name(pair)?;
    if REMARKS.contains(&key) {
        let remark = document.spelling(document.value(pair)?);
        let is_wrong =
            remark.len() <= LONGEST_LABEL && verdict_words::of_comment(remark.trim_matches('"'));
        return document.parent(pair).filter(|_| is_wrong);
    }
    if key.len() <= LONGEST_COMMENT && verdict_words::of_name(key) {
        return Some(pair);
    }
    let (_, right) = EXAMPLES.iter().find(|(wrong, _)| *wrong == key)?;
    let mut others = document.children(document.parent(pair)?).take(MOST_KEYS);
    others
        .any(|other| document.node(other).role == Role::Pair && name(other) == Some(right))
        .then_some(pair)
}

/// How many keys of a mapping are looked at for the right example.
const MOST_KEYS: usize = 64;

/// Whether a comment is the first thing of its layer, and says more of what follows than a label would.
fn is_about_file(document: &Document, comment: NodeId) -> bool {
    let start = document.node(comment).range().start;
    let text = document.layer_of(comment).text.as_str();
    let before = near::before(text, start, LONGEST_LABEL);
    let is_first = before.len() == start
        && before
            .lines()
            .all(|line| matches!(line.trim(), "" | "---") || line.starts_with("#!"));
    is_first
        && document
            .spelling(comment)
            .lines()
            .any(verdict_words::has_remark)
}

/// What marks a heading, emphasis or a quotation.
fn is_mark(c: char) -> bool {
    matches!(c, '#' | '*' | '=' | '~' | '_' | '>') || c.is_whitespace()
}

fn is_heading(text: &str) -> bool {
    let text = text.trim_matches(is_mark);
    text.len() <= LONGEST_LABEL && verdict_words::of_heading(text.trim_end_matches([':', '：']))
}

/// Whether a paragraph is a label for the code after it that calls that wrong.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST_LABEL {
        return false;
    }
    // `> [!WARNING]` of GitHub, `:::danger` of Docusaurus, `!!! danger` of MkDocs.
    let alert = text
        .strip_prefix("[!")
        .and_then(|alert| alert.split_once(']'));
    if let Some((_, alert)) = alert {
        let alert = alert.trim_matches(is_mark);
        return verdict_words::of_remark(alert) || verdict_words::of_label(alert);
    }
    if let Some(admonition) = text
        .strip_prefix(":::")
        .or_else(|| text.strip_prefix("!!!"))
    {
        let words = admonition.trim_matches(|c: char| c == ':' || c.is_whitespace());
        let (_, title) = words.split_once(char::is_whitespace).unwrap_or_default();
        return verdict_words::of_label(title.trim_matches(['"', ' ']));
    }
    // A sentence that has code in it is about that.
    if text.contains('`') && !text.ends_with([':', '：']) {
        return false;
    }
    let is_emphasized = text.starts_with("**") && text.ends_with("**");
    let text = text.trim_matches(is_mark);
    let label = text.trim_end_matches([':', '：']);
    let is_plain = text.len() <= LONGEST_PLAIN && !text.ends_with(['.', '!', '?', '。']);
    let is_label = label.len() < text.len() || is_emphasized || is_plain;
    (is_label && verdict_words::of_label(label.trim_matches(is_mark)))
        || verdict_words::of_remark(text)
}

/// Whether the line right above a block of code is a label that calls it wrong: in a list, or in a tag.
fn is_label_above(line: &str) -> bool {
    let mut label = String::new();
    let mut is_tag = false;
    for c in line.chars() {
        match c {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if is_tag => {}
            _ => label.push(c),
        }
    }
    let label = label.trim_start_matches(|c: char| {
        c.is_ascii_digit() || c.is_whitespace() || "-+*.)>".contains(c)
    });
    !label.is_empty() && is_label(label)
}

/// Whether a text is one piece of code and nothing else.
fn is_span(text: &str) -> bool {
    let inner = text
        .trim()
        .strip_prefix('`')
        .and_then(|text| text.strip_suffix('`'));
    inner.is_some_and(|inner| !inner.contains('`'))
}

/// Whether the title that an opening fence gives its code calls that wrong: `title="old-policy.json"`.
fn is_titled_wrong(block: &str) -> bool {
    let line = near::after(block, 0, LONGEST_LABEL)
        .lines()
        .next()
        .unwrap_or_default();
    let info = line.trim_start().trim_start_matches(['`', '~']);
    if info.len() == line.trim_start().len() {
        return false;
    }
    let Some((_, title)) = info.split_once([' ', '\t', '{', ':']) else {
        return false;
    };
    let title: String = title
        .trim_start()
        .trim_start_matches("title=")
        .trim_start_matches("filename=")
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let words: Vec<&str> = title.split_whitespace().collect();
    verdict_words::of_label(&words.join(" "))
        || words
            .first()
            .is_some_and(|word| verdict_words::of_label(word))
}

/// Whether what a tag folds is called wrong by its summary; `None` where a text neither begins nor ends it.
fn fold(html: &str) -> Option<bool> {
    let html = near::after(html, 0, LONGEST_FOLD);
    if !html.starts_with('<') {
        return None;
    }
    if html.contains("</details") {
        return Some(false);
    }
    let (_, summary) = html.split_once("<summary")?;
    let (summary, _) = summary.split_once('>')?.1.split_once("</summary")?;
    Some(is_heading(summary))
}

/// How far (bytes) a piece of HTML is read.
const LONGEST_FOLD: usize = 400;

/// Whether the lines before a page's text say that it holds no longer: `status: deprecated`.
fn is_front_matter_wrong(document: &Document) -> bool {
    let Some(file) = document.layers().first() else {
        return false;
    };
    let text = near::after(file.text.as_str(), 0, LONGEST_FRONT);
    let matter = text
        .strip_prefix("---\n")
        .and_then(|text| text.split_once("\n---"));
    file.language.ground == Ground::Prose
        && matter.is_some_and(|(matter, _)| {
            matter.lines().any(|line| {
                let Some((key, value)) = line.split_once(':') else {
                    return false;
                };
                let value = value.trim().trim_matches(['"', '\'']).to_lowercase();
                match key.trim() {
                    "status" | "state" => NO_LONGER.contains(&value.as_str()),
                    "deprecated" | "obsolete" | "archived" => value == "true",
                    _ => false,
                }
            })
        })
}

/// How far (bytes) it is looked for.
const LONGEST_FRONT: usize = 2048;
/// States of a page that holds no longer.
const NO_LONGER: [&str; 6] = [
    "deprecated",
    "obsolete",
    "superseded",
    "archived",
    "outdated",
    "rejected",
];

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
    fn what_else_a_page_says_of_its_code_is_known() {
        let is_wrong = |name: &str, text: &str| {
            let document = document(name, text);
            let called_wrong = CalledWrong::of(&document);
            let inner = document
                .nodes()
                .find(|id| document.spelling(*id).trim_matches('"') == "mfa/1")
                .expect("the string");
            called_wrong.holds(&document, inner)
        };
        const FENCE: &str = "```json\n{\"mfa\": \"mfa/1\"}\n```\n";
        for (before, expected) in [
            (
                "<details>\n<summary>Old policy</summary>\n\nText.\n\n",
                true,
            ),
            (
                "<details>\n<summary>Old policy</summary>\n</details>\n\nText.\n\n",
                false,
            ),
            ("<details>\n<summary>Policy</summary>\n\n", false),
            ("> [!WARNING]\n> Deprecated, do not use.\n\n", true),
            ("> [!NOTE]\n> Attach this to a group.\n\n", false),
            (":::danger Deprecated\n\n", true),
            (":::tip Policy\n\n", false),
            ("!!! danger \"Do not use\"\n\n", true),
            ("~~Deprecated, kept for reference only:~~\n\n", true),
            ("---\nstatus: deprecated\n---\n\n", true),
            ("---\nstatus: draft\n---\n\n", false),
            ("Instead of\n\n", true),
            ("Replace this\n\n", true),
            ("Use this\n\n", false),
            ("- Wrong:\n", true),
        ] {
            let fence = match before.starts_with('-') && !before.starts_with("---") {
                true => FENCE.lines().map(|line| format!("  {line}\n")).collect(),
                false => FENCE.to_owned(),
            };
            assert_eq!(
                is_wrong("a.md", &format!("{before}{fence}")),
                expected,
                "{before}"
            );
        }
        for (info, expected) in [
            (" title=\"old-policy.json (deprecated)\"", true),
            (" title=\"policy.json\"", false),
            ("", false),
        ] {
            let fence = FENCE.replacen("json", &format!("json{info}"), 1);
            assert_eq!(is_wrong("a.md", &fence), expected, "{info}");
        }
        for (text, expected) in [
            (r#"{"_comment": "OLD - do not use", "a": "mfa/1"}"#, true),
            (r#"{"_comment": "the users' own", "a": "mfa/1"}"#, false),
            (r#"{"bad": {"a": "mfa/1"}, "good": {}}"#, true),
            (r#"{"good": {"a": "mfa/1"}, "bad": {}}"#, false),
            (r#"{"bad": {"a": "mfa/1"}, "b": {}}"#, false),
        ] {
            assert_eq!(is_wrong("a.json", text), expected, "{text}");
        }
        assert!(is_wrong("a.md", "Wrong:\n\n`{\"mfa\": \"mfa/1\"}`\n"));
        assert!(!is_wrong(
            "a.md",
            "Do not use `x`.\n\n`{\"mfa\": \"mfa/1\"}`\n"
        ));
        assert!(!is_wrong(
            "a.md",
            "Wrong:\n\n- x\n\n`{\"mfa\": \"mfa/1\"}`\n"
        ));
        assert!(!is_wrong("a.md", "Right:\n\n`{\"mfa\": \"mfa/1\"}`\n"));
        for (comment, expected) in [
            ("# WRONG: kept as an example of what not to do\n", true),
            ("# Wrong:\n", false),
            (
                "x: y\n# WRONG: kept as an example of what not to do\n",
                false,
            ),
        ] {
            let text = format!("{comment}Version: a\nStatement:\n  - \"mfa/1\"\n");
            assert_eq!(is_wrong("a.yaml", &text), expected, "{comment}");
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
