//! Whether a serial number is what code looks for, to replace it or to refuse it, rather than one that it authenticates with: migrations,
//! linters and guards. Rewritten, they would look for something else.
//!
//! For a bare string of a policy, whatever isn't known to pass it on looks for it (`policy::bare`). A serial number is given to functions of any name, so
//! here only what is known to look for something does.

use crate::rules::policy::bare::{self, Purpose};
use crate::rules::policy::members::entries;
use crate::rules::policy::{compared, harmless};
use crate::syntax::command;
use crate::syntax::mention::Mentions;
use crate::syntax::{Document, NodeId, Role, near, programs};

/// How many nodes around a serial number are looked at.
const REACH: usize = 16;
/// How many places that name a variable are looked at.
const MOST_MENTIONS: usize = 64;
/// How many words of a command are looked at, as another program may run it (`find -exec`, `xargs`).
const MOST_WORDS: usize = 24;
/// How many arguments of a call are looked at.
const MOST_ARGUMENTS: usize = 8;

/// Words of keys of what is replaced by what stands beside it.
const REPLACED: [&str; 9] = [
    "before", "find", "from", "legacy", "match", "old", "pattern", "search", "source",
];
/// How an operator ends that replaces what stands after it (PowerShell, "about_Comparison_Operators").
const REPLACING: &str = "replace";
/// A longer sign is no such operator.
const LONGEST_SIGN: usize = 16;

/// Whether code looks for a string, at once or by the name of a variable that it is all of. `is_only` is whether nothing else in the file is seen
/// to use a serial number; else what is compared with one may change with it.
pub fn is(document: &Document, mentions: &Mentions, string: NodeId, is_only: bool) -> bool {
    if is_at(document, string, document.source(string).start, is_only) {
        return true;
    }
    let assignment = document.parent(string).filter(|assignment| {
        document.node(*assignment).role == Role::Assignment
            && document.value(*assignment) == Some(string)
    });
    let Some(key) = assignment.and_then(|assignment| document.key(assignment)) else {
        return false;
    };
    let mut uses = mentions
        .of_word(document.spelling(key))
        .iter()
        .take(MOST_MENTIONS)
        .filter(|id| **id != key && mentions.is_code(**id));
    uses.any(|id| {
        let by = sought(document, *id, document.source(*id).start);
        by.is_some_and(|by| by.counts(is_only))
    })
}

/// The same, of what stands at a place (bytes of the file) of a node.
pub fn is_at(document: &Document, node: NodeId, at: usize, is_only: bool) -> bool {
    let by = sought(document, node, at).filter(|by| by.counts(is_only));
    (by.is_some() && bare::purpose(document, node) != Purpose::Expected)
        || bare::is_sought_in_text(document, node)
}

impl By {
    fn counts(self, is_only: bool) -> bool {
        is_only || self == By::Replacing
    }
}

/// What looks for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// What puts something else in its place.
    Replacing,
    /// What asks whether it is there.
    Comparing,
}

/// What looks for what stands at a place (bytes of the file) of a node, if anything is known to.
fn sought(document: &Document, node: NodeId, at: usize) -> Option<By> {
    let mut from = node;
    let mut inside = vec![node];
    for around in document.ancestors(node).take(REACH) {
        match document.node(around).role {
            Role::Pair | Role::Assignment => {
                let is_replaced = bare::is_pattern(document, around)
                    || is_key_of_another(document, around, from)
                    || is_replaced_by_other(document, around);
                return is_replaced.then_some(By::Replacing);
            }
            Role::Call if replaces(document, around) => {
                return is_replaced(document, around, &inside).then_some(By::Replacing);
            }
            Role::Call if compared::is_in(document, around, from) => return Some(By::Comparing),
            Role::Call if !harmless::is_call(document, around) => return None,
            Role::Command if edits(document, around) => {
                let before = document.file_text(document.source(around).start..at);
                return before
                    .is_some_and(is_pattern_after)
                    .then_some(By::Replacing);
            }
            Role::Command => {
                return compared::is_in(document, around, from).then_some(By::Comparing);
            }
            Role::Subscript => return Some(By::Comparing),
            _ if document.is_function(around) => return None,
            _ if let Some(is_replaced) = is_operand(document, around, &inside) => {
                return is_replaced.then_some(By::Replacing);
            }
            _ if compared::is_in(document, around, from) => return Some(By::Comparing),
            _ => {}
        }
        from = around;
        inside.push(around);
    }
    None
}

/// Whether a call replaces something in a text, by what stands before its arguments.
fn replaces(document: &Document, call: NodeId) -> bool {
    const LONGEST_NAME: usize = 64;
    let Some(arguments) = document.value(call) else {
        return false;
    };
    let text = document.layer_of(call).text.as_str();
    let reach = document.node(arguments).range().start - document.node(call).range().start;
    let before = near::before(
        text,
        document.node(arguments).range().start,
        reach.min(LONGEST_NAME),
    );
    harmless::replaces(before) || harmless::split_last(before).1.starts_with("split")
}

/// Whether what is inside of a call, from the innermost node on, is what it replaces: the first argument that is written out, with what takes
/// its place after it.
fn is_replaced(document: &Document, call: NodeId, inside: &[NodeId]) -> bool {
    let Some(arguments) = document.value(call) else {
        return false;
    };
    let mut arguments = arguments;
    while document.node(arguments).role == Role::Other
        && let Some(only) = document.named_children(arguments).next()
        && document.named_children(arguments).nth(1).is_none()
        && document.node(only).role == Role::Other
    {
        arguments = only;
    }
    // One argument may be all of them.
    let Some(last) = inside.iter().position(|id| *id == arguments) else {
        return false;
    };
    let is_own = |argument: &NodeId| inside[..last].contains(argument);
    let all = || document.named_children(arguments).take(MOST_ARGUMENTS);
    let Some(at) = all().position(|argument| is_own(&argument)) else {
        return true;
    };
    let is_written = |id: NodeId| document.is_whole_string(document.unwrapped(id));
    let count = all().count();
    !all().take(at).any(is_written) && (count == 1 || at + 1 < count)
}

/// Whether what is inside of an expression, from the innermost node on, is what its operator replaces, rather than what takes its place; `None`
/// where no operator does.
fn is_operand(document: &Document, expression: NodeId, inside: &[NodeId]) -> Option<bool> {
    const MOST: usize = 8;
    let children = || document.children(expression).take(MOST);
    let at = children().position(|child| inside.contains(&child))?;
    let sign = at.checked_sub(1).and_then(|at| children().nth(at))?;
    let sign = document.spelling(sign);
    let is_replacing = sign.len() <= LONGEST_SIGN
        && sign.starts_with('-')
        && sign.to_ascii_lowercase().ends_with(REPLACING);
    if !is_replacing {
        return None;
    }
    let operand = children().nth(at)?;
    let first = match document.node(operand).role {
        Role::Sequence => document.named_children(operand).next()?,
        _ => operand,
    };
    Some(inside.contains(&first))
}

/// Whether a command edits text by expressions.
fn edits(document: &Document, node: NodeId) -> bool {
    let words = command::words(document, node).into_iter();
    words.take(MOST_WORDS).any(|word| {
        let name = word.literal().and_then(|word| word.rsplit('/').next());
        name.is_some_and(|name| programs::EDITING.contains(&name))
    })
}

/// What comes before a pattern in a program for an editor, but for a delimiter.
const BEFORE_PATTERNS: [&str; 5] = ["sub(", "~", "==", "split(", "index("];

/// Whether what stands after a piece of a command that edits text is a pattern: in the first half of `s|…|…|`, an address or a comparison.
pub fn is_pattern_after(before: &str) -> bool {
    if let Some((delimiter, rest)) = last_substitution(before) {
        let mut is_escaped = false;
        let delimiters = rest.chars().filter(|c| {
            let counts = *c == delimiter && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            counts
        });
        match delimiters.count() {
            0 => return true,
            1 => return false,
            _ => {}
        }
    }
    let bare = before.trim_end_matches(['^', '"', '\'', '\\', '(', ' ']);
    let is_address =
        bare.ends_with('/') && bare[..bare.len() - 1].ends_with(|c: char| " \"'({;!,".contains(c));
    is_address
        || BEFORE_PATTERNS.iter().any(|sign| {
            before
                .trim_end_matches(['"', '\'', '/', ' ', '\\'])
                .ends_with(sign)
        })
}

/// The delimiter of the last `s`, `tr`, `m` or `qr` of a text, and what stands after it.
fn last_substitution(text: &str) -> Option<(char, &str)> {
    let is_start = |before: &str| before.ends_with(|c: char| " \"'{;(/,$!~\n".contains(c));
    text.rmatch_indices('s').find_map(|(at, _)| {
        let rest = &text[at + 1..];
        let delimiter = rest
            .chars()
            .next()
            .filter(|c| c.is_ascii_punctuation() && !"-_.\"'=\\".contains(*c))?;
        is_start(&text[..at]).then(|| (delimiter, &rest[delimiter.len_utf8()..]))
    })
}

/// What the ARN of a device has in it.
const DEVICE: &str = ":mfa/";

fn says_device(document: &Document, value: NodeId) -> bool {
    document.is_whole_string(value) && document.shared_text(value).as_str().contains(DEVICE)
}

/// Whether a node is the key of a pair that gives another device for it.
fn is_key_of_another(document: &Document, pair: NodeId, from: NodeId) -> bool {
    let is_key = document
        .key(pair)
        .is_some_and(|key| document.is_within(from, key));
    is_key
        && document
            .value(pair)
            .is_some_and(|value| says_device(document, value))
}

/// Whether a pair says what is replaced, and one beside it with which device.
fn is_replaced_by_other(document: &Document, pair: NodeId) -> bool {
    const MOST_ENTRIES: usize = 32;
    let says_replaced = document.key(pair).is_some_and(|key| {
        let words = harmless::words(document.spelling(key));
        words.iter().any(|word| REPLACED.contains(&word.as_str()))
    });
    let mapping = document
        .parent(pair)
        .filter(|mapping| says_replaced && document.node(*mapping).role == Role::Mapping)
        .filter(|mapping| document.children(*mapping).nth(MOST_ENTRIES).is_none());
    let own = document.value(pair);
    mapping.is_some_and(|mapping| {
        entries(document, mapping)
            .iter()
            .any(|(_, value)| Some(*value) != own && says_device(document, *value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    const OLD: &str = "arn:aws:iam::123456789013:mfa/old";
    const NEW: &str = "arn:aws:iam::123456789013:mfa/new";

    #[test]
    fn what_is_replaced_is_told_from_what_takes_its_place() {
        for (name, text, old, new) in [
            ("a.py", "x = t.replace('OLD', 'NEW')", true, false),
            (
                "a.py",
                "p.write_text(p.read_text().replace('OLD', 'NEW', 1))",
                true,
                false,
            ),
            ("a.py", "x = re.sub(r'OLD', 'NEW', t)", true, false),
            ("a.py", "MOVED = {'OLD': 'NEW'}", true, false),
            ("a.py", "x = login('OLD', 'NEW')", false, false),
            ("a.py", "x = ['OLD', 'NEW']", false, false),
            (
                "a.py",
                "OLD = 'OLD'\nNEW = 'NEW'\nx = t.replace(OLD, NEW)",
                true,
                false,
            ),
            ("a.py", "if serial == 'OLD': x = 'NEW'", true, false),
            ("a.py", "assert serial == 'OLD', 'NEW'", false, false),
            ("a.js", "x = t.split('OLD').join('NEW');", true, false),
            ("a.js", "x = t.replaceAll('OLD', 'NEW');", true, false),
            (
                "a.go",
                "package a\nvar x = strings.ReplaceAll(t, \"OLD\", \"NEW\")",
                true,
                false,
            ),
            ("a.tf", "x = replace(t, \"OLD\", \"NEW\")", true, false),
            ("a.ps1", "$t -replace 'OLD', 'NEW'", true, false),
            (
                "a.ps1",
                "$t -creplace 'OLD', 'NEW' | Set-Content x",
                true,
                false,
            ),
            ("a.ps1", "$t -replace '@@', 'NEW'; $x = 'OLD'", false, false),
            ("a.ps1", "$t.Replace('OLD', 'NEW')", true, false),
            (
                "a.yml",
                "replace:\n  regexp: 'OLD'\n  replace: 'NEW'\n",
                true,
                false,
            ),
            ("a.yml", "- from: 'OLD'\n  to: 'NEW'\n", true, false),
            ("a.yml", "- source: 'OLD'\n  user: 'NEW'\n", true, false),
            ("a.yml", "- old: 'OLD'\n- new: 'NEW'\n", false, false),
            (
                "a.rs",
                "fn f() { t.replace(\"OLD\", x); let y = \"NEW\"; }",
                true,
                false,
            ),
            ("a.sh", "grep -F 'OLD' x; echo 'NEW'", true, false),
            (
                "a.sh",
                "OLD='OLD'\nNEW='NEW'\nsed -i \"s#$OLD#$NEW#\" x",
                true,
                false,
            ),
            (
                "a.sh",
                "OLD='OLD'\nNEW='NEW'\nsed -i \"s#@@#$OLD#\" x",
                false,
                false,
            ),
        ] {
            let text = text
                .replace("'OLD'", &format!("'{OLD}'"))
                .replace("\"OLD\"", &format!("\"{OLD}\""))
                .replace("'NEW'", &format!("'{NEW}'"))
                .replace("\"NEW\"", &format!("\"{NEW}\""));
            let document = document(name, &text);
            let mentions = Mentions::of(&document);
            let found = |serial: &str| {
                let node = document.nodes().find(|id| {
                    document.is_whole_string(*id) && document.text(*id).as_str() == serial
                });
                let node = node.unwrap_or_else(|| panic!("{text}"));
                is(&document, &mentions, node, true)
            };
            assert_eq!((found(OLD), found(NEW)), (old, new), "{text}");
        }
    }

    #[test]
    fn expressions_of_editors_have_patterns() {
        for (before, expected) in [
            ("sed -i 's|", true),
            ("sed -i \"s#mfa_serial = ", true),
            ("sed 's|arn:aws:iam::123456789013:mfa/old|", false),
            ("sed -e 's/a/b/' -e 's|", true),
            ("sed -e 's/a/b/' -e '/", true),
            ("sed 's/arn:aws:iam::123456789013:mfa\\/old/", false),
            ("perl -pi -e 's{^", true),
            ("awk '{ gsub(/", true),
            ("awk '$2 == \"", true),
            ("awk '{ print \"", false),
            ("sed '$a mfa_serial = ", false),
        ] {
            assert_eq!(is_pattern_after(before), expected, "{before}");
        }
    }
}
