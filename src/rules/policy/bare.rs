//! What a string is there for that no statement is around: to be put into a policy, or to look for the old form in one, as
//! linters, guards and scripts of migrations do.

use super::harmless;
use super::members::{callee, name_of};
use crate::syntax::language::Packages;
use crate::syntax::mention::Mentions;
use crate::syntax::{Document, NodeId, Role};

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
/// Keys of rules that look for what they are given (Semgrep, ast-grep), normalised.
const PATTERNS: [&str; 5] = [
    "pattern",
    "patternregex",
    "patterninside",
    "patternnot",
    "regex",
];

/// What a string is there for, at once or by the name of a variable that it is all of.
pub fn purpose_through(document: &Document, mentions: &Mentions, string: NodeId) -> Purpose {
    let direct = purpose(document, string);
    let assignment = document
        .parent(string)
        .filter(|parent| document.node(*parent).role == Role::Assignment);
    let Some(key) = assignment.and_then(|assignment| document.key(assignment)) else {
        return direct;
    };
    if direct != Purpose::Value || document.layer_of(string).language.packages == Packages::None {
        return direct;
    }
    let uses = mentions.of_word(document.spelling(key)).iter();
    let is_sought = uses
        .take(MOST_MENTIONS)
        .filter(|id| **id != key && mentions.is_code(**id))
        .any(|id| purpose(document, *id) == Purpose::Sought);
    if is_sought { Purpose::Sought } else { direct }
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
                let is_pattern = document
                    .key(node)
                    .and_then(|key| name_of(document, key))
                    .is_some_and(|key| PATTERNS.contains(&key.as_str()));
                return if is_key || is_pattern {
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
                return if harmless::is_command(document, node) {
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
    let mut closed = 0_usize;
    for (at, c) in before.char_indices().rev() {
        match c {
            ')' => closed += 1,
            '(' if closed == 0 => {
                let name = &before[..at];
                let name = name
                    .rsplit(|c: char| !(c.is_alphanumeric() || "_.".contains(c)))
                    .next()
                    .unwrap_or_default();
                return !name.is_empty()
                    && !harmless::is_known(name)
                    && !harmless::is_of_resources(name);
            }
            '(' => closed -= 1,
            _ => {}
        }
    }
    false
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
