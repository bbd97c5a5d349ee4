//! Where a document names something again, and what its code does with the name there.

use std::collections::HashMap;

use super::document::Document;
use super::node::{NodeId, Role};

/// How far a name is followed through its members (bytes).
const LONGEST_PATH: usize = 400;
/// How many nodes may stand between a name and what tells whether it is text or code.
const REACH: usize = 16;

/// The words of a document, and the nodes that have each of them.
pub struct Mentions<'a> {
    document: &'a Document,
    by_word: HashMap<&'a str, Vec<NodeId>>,
}

/// What code does with a name where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use<'a> {
    /// It is named, and nothing more.
    Named,
    /// It is given a value.
    Defined,
    /// It is given more: `+=`.
    Extended,
    /// It is given more elements, which are written out: `x += [a]`, `x << {a}`.
    Appended,
    /// One of its elements is named: `x["a"]`, `x.a["b"]`.
    Element,
    /// A loop goes through it, or through a member of it: `for y in x`, `for (y of x.a)`, `range x`.
    Looped,
    /// A member of it is given a value: `x.a = …`.
    Assigned,
    /// A member of it is read or called: `x.a.b(…)`, as spelled from the first name to the last.
    Member(&'a str),
}

impl<'a> Mentions<'a> {
    /// Those of a document.
    pub fn of(document: &'a Document) -> Mentions<'a> {
        let mut by_word: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for id in document.nodes() {
            let is_leaf = document.children(id).next().is_none();
            if !is_leaf
                || document.held_layer(id).is_some()
                || document.node(id).role == Role::Comment
            {
                continue;
            }
            for word in words(document.spelling(id)) {
                let nodes = by_word.entry(word).or_default();
                if nodes.last() != Some(&id) {
                    nodes.push(id);
                }
            }
        }
        Mentions { document, by_word }
    }

    /// The nodes, without children, that have a word.
    pub fn of_word(&self, word: &str) -> &[NodeId] {
        self.by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether a node names something in code, rather than in a text or as the key of a pair.
    pub fn is_code(&self, id: NodeId) -> bool {
        let document = self.document;
        let layer = document.node(id).layer();
        let around = std::iter::once(id)
            .chain(document.ancestors(id).take(REACH))
            .take_while(|around| document.node(*around).layer() == layer)
            .find(|around| {
                matches!(
                    document.node(*around).role,
                    Role::String | Role::Interpolation
                )
            });
        let is_text = around.is_some_and(|around| document.node(around).role == Role::String);
        let is_key = document.parent(id).is_some_and(|parent| {
            document.node(parent).role == Role::Pair && document.key(parent) == Some(id)
        });
        !is_text && !is_key
    }

    /// What stands before a name, up to it: `a.b` of `a.b.name`; nothing where it stands alone.
    pub fn qualifier(&self, id: NodeId) -> &'a str {
        let text = self.before(id);
        // What is spread is no member.
        if text.ends_with("...") {
            return "";
        }
        let Some(before) = ["?.", ".", "->", "::"]
            .iter()
            .find_map(|sign| text.strip_suffix(sign))
        else {
            return "";
        };
        let start = before
            .char_indices()
            .rev()
            .take(LONGEST_PATH)
            .take_while(|(_, c)| c.is_alphanumeric() || "_-.$@?!".contains(*c))
            .last()
            .map_or(before.len(), |(at, _)| at);
        // What is computed has no name.
        if start == before.len() {
            "."
        } else {
            // What is spread has dots before it.
            before[start..].trim_start_matches("...")
        }
    }

    fn before(&self, id: NodeId) -> &'a str {
        let text = self.document.layer_of(id).text.as_str();
        text[..self.document.node(id).range().start].trim_end()
    }

    /// Whether a loop goes through what a name stands for.
    fn is_looped(&self, id: NodeId) -> bool {
        let text = self.before(id);
        let before = text.strip_suffix(self.qualifier(id)).unwrap_or(text);
        let before = before
            .trim_end_matches(['$', '@', '&', '*', '.'])
            .trim_end();
        ["in", "of", "range"].iter().any(|word| {
            before
                .strip_suffix(word)
                .is_some_and(|rest| rest.ends_with(char::is_whitespace))
        })
    }

    /// What code does with a name.
    pub fn use_of(&self, id: NodeId) -> Use<'a> {
        let document = self.document;
        let is_defined = document.parent(id).is_some_and(|parent| {
            (document.node(parent).role == Role::Assignment && document.key(parent) == Some(id))
                || (document.is_function(parent) && document.function_name(parent) == Some(id))
        });
        if is_defined {
            return Use::Defined;
        }
        let text = document.layer_of(id).text.as_str();
        let after = &text[document.node(id).range().end..];
        let mut rest = after;
        let mut path = 0..0;
        for _ in 0..LONGEST_PATH {
            let trimmed = rest.trim_start();
            if trimmed.starts_with('[') {
                return Use::Element;
            }
            let Some(member) = ["?.", "!.", "&.", ".", "->", "::"]
                .iter()
                .find_map(|sign| trimmed.strip_prefix(sign))
            else {
                break;
            };
            let length = member
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(member.len());
            if length == 0 {
                break;
            }
            let start = after.len() - member.len();
            if path.is_empty() {
                path.start = start;
            }
            path.end = start + length;
            rest = &member[length..];
        }
        let sign = rest.trim_start();
        let is_given = |sign: &str| {
            sign.starts_with('=')
                && !["==", "=>", "=~"]
                    .iter()
                    .any(|other| sign.starts_with(other))
        };
        let extends = ["+=", "|=", "||=", "??=", ".=", "-=", "&="]
            .iter()
            .any(|operator| sign.starts_with(operator));
        if self.is_looped(id) {
            return Use::Looped;
        }
        let appends = |operator: &str, opening: char| {
            let appended = sign.strip_prefix(operator).map(str::trim_start);
            appended.is_some_and(|value| value.starts_with(opening))
        };
        if path.is_empty() && (appends("+=", '[') || appends("<<", '{')) {
            return Use::Appended;
        }
        match (
            path.is_empty(),
            is_given(sign) || sign.starts_with(":="),
            extends,
        ) {
            (true, true, _) => Use::Defined,
            (true, _, true) => Use::Extended,
            (true, ..) => Use::Named,
            (false, true, _) | (false, _, true) => Use::Assigned,
            (false, ..) => Use::Member(&after[path]),
        }
    }
}

/// Whether a node gives what stands in it to whoever runs its function or imports its file.
pub fn is_given_on(document: &Document, id: NodeId) -> bool {
    let spelling = document.spelling(id);
    ["return", "export", "yield"].iter().any(|word| {
        spelling
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// The words of a text: names, and names with dots between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let dotted = text
        .split(move |c: char| !is_name(c) && c != '.')
        .filter(|word| word.contains('.') && word.len() > 1);
    text.split(move |c: char| !is_name(c))
        .filter(|word| !word.is_empty())
        .chain(dotted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::migration::MIGRATION;

    fn uses(name: &str, text: &str, word: &str) -> Vec<String> {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        let mentions = Mentions::of(&document);
        mentions
            .of_word(word)
            .iter()
            .filter(|id| mentions.is_code(**id))
            .map(|id| format!("{:?}", mentions.use_of(*id)))
            .collect()
    }

    #[test]
    fn code_tells_what_it_does_with_a_name() {
        for (name, text, expected) in [
            ("a.py", "s = 1\nf(s)", vec!["Defined", "Named"]),
            ("a.py", "s['x'] = 1", vec!["Element"]),
            ("a.py", "s.x['y'] = 1", vec!["Element"]),
            ("a.py", "s.x = 1", vec!["Assigned"]),
            ("a.py", "s.x += 1", vec!["Assigned"]),
            ("a.py", "s += 1", vec!["Extended"]),
            ("a.py", "s += [1]", vec!["Appended"]),
            ("a.rb", "s << { a: 1 }", vec!["Appended"]),
            ("a.rb", "s << t", vec!["Named"]),
            ("a.py", "a = s.x == 1", vec!["Member(\"x\")"]),
            ("a.py", "s.a.b(1)", vec!["Member(\"a.b\")"]),
            ("a.py", "f(s=1, t='s', u={'s': 1})", vec![]),
            (
                "a.ts",
                "const s: T = {}; s!.x()",
                vec!["Defined", "Member(\"x\")"],
            ),
            ("a.go", "s := 1\nf(&s)", vec!["Defined", "Named"]),
            ("a.py", "for t in s:\n  f(t)", vec!["Looped"]),
            ("a.py", "x = [f(t) for t in s]", vec!["Looped"]),
            ("a.js", "for (const t of s.Statement) f(t);", vec!["Looped"]),
            ("a.go", "for _, t := range s {}", vec!["Looped"]),
            ("a.ps1", "foreach ($t in $s) { f $t }", vec!["Looped"]),
            ("a.js", "const t = { ...s, a: 1 };", vec!["Named"]),
            ("a.sh", "s='x'\nf \"$s\" s", vec!["Defined", "Named"]),
        ] {
            assert_eq!(uses(name, text, "s"), expected, "{text}");
        }
    }

    #[test]
    fn a_name_may_stand_behind_another() {
        let document = Document::parse(
            "a.tf",
            b"x = data.aws_y.this.json\ny = \"${f(z)}.this\"",
            &MIGRATION,
        );
        let mentions = Mentions::of(&document);
        let found: Vec<&str> = mentions
            .of_word("this")
            .iter()
            .map(|id| mentions.qualifier(*id))
            .collect();
        assert_eq!(found[0], "data.aws_y");
        assert!(!mentions.is_code(mentions.of_word("this")[1]));
    }
}
