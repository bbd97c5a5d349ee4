//! What a string is there for that no statement is around: to be put into a policy, or to look for the old form in one, as
//! linters, guards and scripts of migrations do.

use super::counterpart;
use super::literals::literal;
use super::members::{callee, entries, name_of};
use super::{commands, harmless};
use crate::syntax::language::{Packages, Parser};
use crate::syntax::mention::Mentions;
use crate::syntax::{Document, NodeId, Role, near};

/// What a string is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be a value of something.
    Value,
    /// To be compared with what a program made.
    Expected,
    /// To be looked for.
    Sought,
}

/// How many nodes around a string are looked at.
const REACH: usize = 64;
/// How many places that name a variable are looked at.
const MOST_MENTIONS: usize = 64;
/// Keys of rules that look for what they are given (Semgrep, ast-grep; Ansible's `replace` and `lineinfile`), normalised.
const PATTERNS: [&str; 8] = [
    "pattern",
    "patternregex",
    "patterninside",
    "patternnot",
    "regex",
    "regexp",
    "searchregex",
    "searchstring",
];

/// What a string is there for, at once or by the name of a variable that it is all of.
pub fn purpose_through(document: &Document, mentions: &Mentions, string: NodeId) -> Purpose {
    let direct = match purpose(document, string) {
        Purpose::Value if counterpart::is_beside(document, string) => Purpose::Sought,
        Purpose::Value if is_sought_in_text(document, string) => Purpose::Sought,
        direct => direct,
    };
    let Some((assignment, is_listed)) = assignment_of(document, string) else {
        return direct;
    };
    let Some(key) = document.key(assignment) else {
        return direct;
    };
    if direct != Purpose::Value || document.layer_of(string).language.packages == Packages::None {
        return direct;
    }
    let uses = mentions.of_word(document.spelling(key)).iter();
    if is_listed {
        let is_sought = uses
            .take(MOST_MENTIONS)
            .filter(|id| **id != key && mentions.is_code(**id))
            .any(|id| looks_in(document, *id));
        return if is_sought { Purpose::Sought } else { direct };
    }
    let is_sought = uses
        .take(MOST_MENTIONS)
        .filter(|id| **id != key && mentions.is_code(**id))
        .any(|id| purpose(document, *id) == Purpose::Sought);
    if is_sought { Purpose::Sought } else { direct }
}

/// The assignment whose value a string is, and whether it is one of several there.
fn assignment_of(document: &Document, string: NodeId) -> Option<(NodeId, bool)> {
    const DEEPEST: usize = 6;
    let mut is_listed = false;
    for node in document.ancestors(string).take(DEEPEST) {
        match document.node(node).role {
            Role::Assignment => return Some((node, is_listed)),
            Role::Sequence => is_listed = true,
            Role::Call if harmless::is_of_resources(callee(document, node)) => {}
            Role::Call if harmless::is_call(document, node) => {}
            // `{"a"}`, `("a",)`.
            Role::Other if !document.compares(node) && !document.is_function(node) => {
                is_listed = true;
            }
            _ => return None,
        }
    }
    None
}

/// Names of methods that look for something in what they are methods of.
const LOOKING: &str =
    "any contains find has have include includes index_of is_disjoint_from member some";

/// Whether code looks for something in the list that is named where a node stands.
fn looks_in(document: &Document, id: NodeId) -> bool {
    const NEAR: usize = 8;
    let mut from = id;
    for node in document.ancestors(id).take(NEAR) {
        if document.node(node).role == Role::Call {
            let (_, method) = harmless::split_last(callee(document, node));
            let name = harmless::words(method).join("_");
            return !document.is_argument(from, node)
                && LOOKING.split(' ').any(|known| known == name);
        }
        if document.compares(node) {
            let sign = document.children(node).next();
            return sign.is_none_or(|sign| {
                !matches!(document.spelling(sign), "for" | "foreach" | "async")
            });
        }
        if matches!(document.node(node).role, Role::Test) {
            return true;
        }
        if document.is_function(node) {
            return false;
        }
        from = node;
    }
    false
}

/// Functions of any language that look for what they are given.
const SEEKING: [&str; 26] = [
    "contains",
    "ends_with",
    "equals",
    "eq",
    "find",
    "index_of",
    "matches",
    "replace",
    "replace_all",
    "starts_with",
    // PHP's and SQL's.
    "charindex",
    "fnmatch",
    "instr",
    "position",
    "preg_match",
    "preg_replace",
    "regexp_like",
    "regexp_replace",
    "str_contains",
    "str_ends_with",
    "str_replace",
    "str_starts_with",
    "stripos",
    "strpos",
    "strstr",
    "substr_count",
];
/// Words of operators that look for what stands after them (SQL).
const SEEKING_OPERATORS: [&str; 8] = [
    "glob",
    "ilike",
    "like",
    "regexp",
    "rlike",
    "similar to",
    "~",
    "~*",
];

/// Whether what stands before a string on its line looks for it, in a language of which only strings are read.
pub fn is_sought_in_text(document: &Document, string: NodeId) -> bool {
    const LONGEST: usize = 200;
    let layer = document.layer_of(string);
    if !matches!(layer.language.parser, Parser::Lexical(_)) {
        return false;
    }
    let text = layer.text.as_str();
    let before = near::before(text, document.node(string).range().start, LONGEST);
    let line = before.rsplit('\n').next().unwrap_or_default().trim_end();
    if ["==", "!=", "=~", "~="]
        .iter()
        .any(|sign| line.ends_with(sign))
    {
        return true;
    }
    let lower = line.to_ascii_lowercase();
    let is_operator = |operator: &&str| {
        lower
            .strip_suffix(*operator)
            .is_some_and(|before| before.ends_with(|c: char| c.is_whitespace() || c == ')'))
    };
    if SEEKING_OPERATORS.iter().any(is_operator) {
        return true;
    }
    let Some(call) = before_open_bracket(line) else {
        return false;
    };
    let (_, name) = harmless::split_last(call);
    SEEKING.contains(&harmless::words(name).join("_").as_str())
}

/// What a string is there for.
pub fn purpose(document: &Document, string: NodeId) -> Purpose {
    let mut from = string;
    let mut found = Purpose::Value;
    for node in document.ancestors(string).take(REACH) {
        match document.node(node).role {
            Role::Pair | Role::Assignment => {
                let is_key = document
                    .key(node)
                    .is_some_and(|key| document.is_within(from, key));
                return if is_key || is_pattern(document, node) {
                    Purpose::Sought
                } else {
                    found
                };
            }
            Role::Call => match of_call(document, node, from) {
                Purpose::Value => {}
                other => return other,
            },
            Role::Command => {
                return if commands::is_harmless(document, node) {
                    found
                } else {
                    Purpose::Sought
                };
            }
            Role::Test | Role::Subscript => return Purpose::Sought,
            _ if document.is_function(node) => return found,
            _ if document.compares(node) => found = Purpose::Sought,
            _ if found == Purpose::Sought && document.spelling(node).starts_with("assert") => {
                return Purpose::Expected;
            }
            _ => {}
        }
        from = node;
    }
    found
}

/// Whether the value of a pair or an assignment is a pattern, or what is not to be there.
pub fn is_pattern(document: &Document, pair: NodeId) -> bool {
    let is_named = document
        .key(pair)
        .and_then(|key| name_of(document, key))
        .is_some_and(|key| PATTERNS.contains(&key.as_str()));
    is_named || (document.node(pair).role == Role::Pair && seeks(document, pair))
}

/// Words of keys whose values are not to be there.
const UNWANTED: [&str; 9] = [
    "banned",
    "blocked",
    "denied",
    "deprecated",
    "disallowed",
    "forbidden",
    "legacy",
    "prohibited",
    "stale",
];
/// What follows the keys of Sigma's rules (Sigma Rules Specification, "Value Modifiers").
const MODIFIERS: [&str; 4] = ["|contains", "|endswith", "|re", "|startswith"];

/// Whether a pair says what is looked for: a rule's list of what may not be there, a filter by a value, a test of a JSON patch.
fn seeks(document: &Document, pair: NodeId) -> bool {
    const MOST_ENTRIES: usize = 32;
    let Some(key) = document.key(pair) else {
        return false;
    };
    let spelling = document.spelling(key).trim_matches(['"', '\'']);
    if spelling.len() > 100 {
        return false;
    }
    let words = harmless::words(spelling);
    if words.iter().any(|word| UNWANTED.contains(&word.as_str()))
        || MODIFIERS.iter().any(|modifier| spelling.contains(modifier))
    {
        return true;
    }
    let mapping = document
        .parent(pair)
        .filter(|mapping| document.node(*mapping).role == Role::Mapping)
        .filter(|mapping| document.children(*mapping).nth(MOST_ENTRIES).is_none());
    let Some(mapping) = mapping.filter(|_| spelling == "value") else {
        return false;
    };
    let entries = entries(document, mapping);
    let says = |name: &str, said: &[&str]| {
        entries.iter().any(|(key, value)| {
            key == name && literal(document, *value).is_some_and(|it| said.contains(&it.as_str()))
        })
    };
    let has = |name: &str| entries.iter().any(|(key, _)| key == name);
    (says("type", &["value"]) && has("key")) || (says("op", &["test", "remove"]) && has("path"))
}

/// Words of calls that hold what they are given against something.
const EXPECTING: [&str; 5] = ["assert", "expect", "should", "verify", "require."];

fn of_call(document: &Document, call: NodeId, from: NodeId) -> Purpose {
    let spelling = document.spelling(call);
    let callee = callee(document, call);
    let is_expecting = EXPECTING.iter().any(|word| {
        spelling.starts_with(word) || harmless::words(callee).iter().any(|part| part == word)
    });
    if is_expecting {
        return Purpose::Expected;
    }
    let is_argument = document.is_argument(from, call);
    let is_formatting = || {
        document
            .migration()
            .functions
            .iter()
            .flat_map(|function| function.calls)
            .any(|name| callee.ends_with(name) && (name.contains('.') || callee == *name))
    };
    let is_harmless =
        harmless::is_call(document, call) || harmless::is_of_resources(callee) || is_formatting();
    match (is_harmless, is_argument) {
        (true, _) => Purpose::Value,
        (false, true) => Purpose::Sought,
        // What a method makes of it isn't known.
        (false, false) => Purpose::Sought,
    }
}

/// Whether what stands before a quoted word, on its line, looks for it: a comparison, or a call that isn't known to pass it
/// on. For text that no grammar reads.
pub fn is_sought_after(before: &str) -> bool {
    let before = before
        .trim_end_matches(|c: char| c.is_alphanumeric() || "$:*{}.-_/\\".contains(c))
        .trim_end_matches(['"', '\'', '`'])
        .trim_end();
    if ["==", "!=", "=~", "~=", " in", " -eq", " -like", " -match"]
        .iter()
        .any(|sign| before.ends_with(sign))
    {
        return true;
    }
    let Some(call) = before_open_bracket(before) else {
        return false;
    };
    // `matches!(`.
    let name = call.trim_end_matches('!');
    let name = name
        .rsplit(|c: char| !(c.is_alphanumeric() || "_.".contains(c)))
        .next()
        .unwrap_or_default();
    !name.is_empty() && !harmless::is_known(name) && !harmless::is_of_resources(name)
}

/// What stands before the last bracket of a text that it doesn't close.
fn before_open_bracket(text: &str) -> Option<&str> {
    let mut closed = 0_usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' => closed += 1,
            '(' if closed == 0 => return Some(&text[..at]),
            '(' => closed -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::{document, node_of};

    #[test]
    fn what_looks_for_a_string_is_told_from_what_has_it() {
        use Purpose::{Expected, Sought, Value};
        for (name, text, expected) in [
            ("a.py", "x = 'mfa'", Value),
            ("a.py", "x = ['mfa', y]", Value),
            ("a.py", "def f():\n    return ['mfa']", Value),
            ("a.py", "x.endswith('mfa')", Sought),
            ("a.py", "if 'mfa' in x: pass", Sought),
            ("a.py", "if x == 'mfa': pass", Sought),
            ("a.py", "assert x == 'mfa'", Expected),
            ("a.py", "x = y.replace('mfa', z)", Sought),
            ("a.py", "x = {'mfa': 1}", Sought),
            ("a.py", "s.add_resources('mfa')", Value),
            ("a.py", "self.assertEqual(x, 'mfa')", Expected),
            ("a.ts", "const x = a.filter(s => s.b === 'mfa')", Sought),
            ("a.ts", "const x = Fn.sub('mfa')", Value),
            ("a.ts", "s.addResources('mfa')", Value),
            ("a.ts", "expect(x).toContain('mfa')", Expected),
            ("a.sh", "grep -F 'mfa' x", Sought),
            ("a.sh", "X='mfa'", Value),
            ("a.sh", "echo 'mfa'", Value),
            ("a.sh", "[[ $x == 'mfa' ]]", Sought),
            ("a.tf", "x = replace(y, \"mfa\", \"z\")", Sought),
            ("a.tf", "x = [\"mfa\"]", Value),
            (
                "a.go",
                "package a\n\nvar x = strings.Contains(y, \"mfa\")",
                Sought,
            ),
            ("a.go", "package a\n\nvar x = []string{\"mfa\"}", Value),
        ] {
            let document = document(name, text);
            let spelling = if text.contains('"') {
                "\"mfa\""
            } else {
                "'mfa'"
            };
            let string = node_of(&document, Role::String, spelling);
            assert_eq!(purpose(&document, string), expected, "{text}");
        }
    }

    #[test]
    fn text_tells_by_what_stands_before() {
        for (before, is_sought) in [
            ("x == \"arn:aws:iam::*:mfa/", true),
            ("contains(x, \"arn:aws:iam::*:mfa/", true),
            ("listOf(\"arn:aws:iam::*:mfa/", false),
            ("x = \"arn:aws:iam::*:mfa/", false),
            ("x = f(y) + \"arn:aws:iam::*:mfa/", false),
            ("contains(f(y), \"arn:aws:iam::*:mfa/", true),
            ("resources: [\"", false),
        ] {
            assert_eq!(is_sought_after(before), is_sought, "{before}");
        }
    }

    #[test]
    fn a_constant_is_there_for_what_its_name_is() {
        use Purpose::{Sought, Value};
        for (name, text, expected) in [
            (
                "a.py",
                "OLD = 'mfa'\nx = [NEW if r == OLD else r for r in y]",
                Sought,
            ),
            ("a.py", "OLD = 'mfa'\nif OLD in x: pass", Sought),
            (
                "a.js",
                "const OLD = 'mfa';\nconst x = y.split(OLD).join(z);",
                Sought,
            ),
            (
                "a.go",
                "package a\nvar old = \"mfa\"\nvar x = strings.ReplaceAll(y, old, z)",
                Sought,
            ),
            ("a.py", "OWN = 'mfa'\nx = {'Resource': OWN}", Value),
            ("a.py", "OWN = 'mfa'\n# OWN == x", Value),
            ("a.yml", "rules:\n- pattern: 'mfa'\n", Sought),
            ("a.yml", "rules:\n- resource: 'mfa'\n", Value),
            ("a.yml", "forbiddenResources:\n- 'mfa'\n", Sought),
            ("a.yml", "x|contains: 'mfa'\n", Sought),
            ("a.yml", "type: value\nkey: x\nvalue: 'mfa'\n", Sought),
            (
                "a.json",
                r#"[{"op": "test", "path": "/x", "value": "mfa"}]"#,
                Sought,
            ),
            (
                "a.py",
                "OLD = {'mfa'}\nx = [r for r in y if r in OLD]",
                Sought,
            ),
            (
                "a.py",
                "OLD = ('mfa',)\nx = any(r in OLD for r in y)",
                Sought,
            ),
            ("a.py", "OWN = ['mfa']\nx = [f(r) for r in OWN]", Value),
            (
                "a.js",
                "const OLD = new Set(['mfa']);\nx.filter((r) => OLD.has(r));",
                Sought,
            ),
            ("a.js", "const OWN = ['mfa'];\nf(OWN.concat(x));", Value),
            (
                "a.rs",
                "fn f(r: &str) -> bool { matches!(r, \"mfa\") }",
                Sought,
            ),
            ("a.rs", "let x = vec![\"mfa\"];", Value),
            (
                "a.cs",
                "class L { bool F(string r) => r is \"mfa\"; }",
                Sought,
            ),
            ("a.sql", "UPDATE p SET d = REPLACE(d, 'mfa', 'x');", Sought),
            ("a.sql", "SELECT a FROM p WHERE d LIKE 'mfa';", Sought),
            (
                "a.sql",
                "SELECT a FROM p WHERE lower(d) not ilike 'mfa';",
                Sought,
            ),
            ("a.sql", "SELECT a FROM p WHERE unlike 'mfa';", Value),
            ("a.sql", "INSERT INTO p VALUES (1, 'mfa');", Value),
            (
                "a.php",
                "<?php if (str_contains($d, 'mfa')) { f(); }",
                Sought,
            ),
            ("a.php", "<?php $x = 'mfa';", Value),
        ] {
            let document = document(name, text);
            let mentions = Mentions::of(&document);
            let node = document
                .nodes()
                .find(|id| {
                    document.node(*id).role == Role::String && document.text(*id).as_str() == "mfa"
                })
                .unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                purpose_through(&document, &mentions, node),
                expected,
                "{text}"
            );
        }
    }
}
