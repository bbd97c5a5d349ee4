//! The words of a command line, as the program that is called receives them.

use std::ops::Range;

use super::document::Document;
use super::language::{Commands, Substitution};
use super::node::{NodeId, Role};
use super::text::Text;

/// One word of a command.
pub struct Word {
    /// Its node.
    pub node: NodeId,
    /// What it says, with expansions as holes.
    pub text: Text,
}

impl Word {
    /// The word, where the shell computes nothing of it.
    pub fn literal(&self) -> Option<&str> {
        (!self.text.has_hole(0..self.text.len())).then(|| self.text.as_str())
    }
}

/// The program and its arguments, in order; redirections and assignments before it are no part of them.
pub fn words(document: &Document, command: NodeId) -> Vec<Word> {
    nodes(document, command)
        .map(|node| Word {
            node,
            text: document.text(node),
        })
        .collect()
}

/// The program that a command runs, where it is written out.
pub fn program(document: &Document, command: NodeId) -> Option<String> {
    let text = document.text(nodes(document, command).next()?);
    (!text.has_hole(0..text.len())).then(|| text.as_str().to_owned())
}

/// The nodes of the words of a command.
fn nodes(document: &Document, command: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let (groups, redirects) = commands(document, command)
        .map(|commands| (commands.groups, commands.redirects))
        .unwrap_or_default();
    let mut open = vec![document.children(command)];
    std::iter::from_fn(move || {
        loop {
            let Some(child) = open.last_mut()?.next() else {
                open.pop();
                continue;
            };
            let node = document.node(child);
            if node.field().is_some_and(|field| redirects.contains(&field)) {
                continue;
            }
            if matches!(node.role, Role::String | Role::Interpolation) {
                return Some(child);
            }
            if groups.contains(&node.kind()) {
                open.push(document.children(child));
            }
        }
    })
}

/// How the commands of a node's language are written.
fn commands(document: &Document, node: NodeId) -> Option<&'static Commands> {
    document.layer_of(node).language.commands
}

/// How a command's output is put in place of a word where a node stands.
pub fn substitution(document: &Document, node: NodeId) -> Substitution {
    commands(document, node).map_or(Substitution::Other, |commands| commands.substitution)
}

/// Whether more of a word stands right after what the grammar took for all of it, as tree-sitter-bash 0.25 does with
/// `mfa/$USER-phone`.
pub fn goes_on(document: &Document, word: NodeId) -> bool {
    let is_word = document
        .parent(word)
        .is_some_and(|parent| document.node(parent).role == Role::Command);
    let continuing = commands(document, word).map_or("", |commands| commands.continuing);
    let text = document.layer_of(word).text.as_str();
    let after = text[document.node(word).range().end..].chars().next();
    is_word
        && !continuing.is_empty()
        && after.is_some_and(|c| c.is_alphanumeric() || continuing.contains(c))
}

/// Whether names differ by more than letter case in a node's language.
pub fn ignores_case(document: &Document, node: NodeId) -> bool {
    commands(document, node).is_some_and(|commands| commands.ignores_case)
}

/// How many parts of a node are looked at for what redirects its output.
const MOST_REDIRECTED: usize = 16;

/// What redirects the input or output of a node's commands.
pub fn redirects(document: &Document, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let redirects = commands(document, node).map_or(&[][..], |commands| commands.redirects);
    document
        .children(node)
        .take(MOST_REDIRECTED)
        .filter(|child| {
            let field = document.node(*child).field();
            field.is_some_and(|field| redirects.contains(&field))
        })
}

/// Whether a node says where commands read from or write to.
pub fn is_redirect(document: &Document, node: NodeId) -> bool {
    let redirects = commands(document, node).map_or(&[][..], |commands| commands.redirects);
    let field = document.node(node).field();
    field.is_some_and(|field| redirects.contains(&field))
}

/// Whether a string is the input of a command rather than a word of it.
pub fn is_input(document: &Document, node: NodeId) -> bool {
    commands(document, node)
        .is_some_and(|commands| commands.inputs.contains(&document.node(node).kind()))
}

/// Whether a node is commands of which each reads what the one before it prints.
pub fn is_pipeline(document: &Document, node: NodeId) -> bool {
    document.node(node).role == Role::Pipeline
        || (commands(document, node).is_some()
            && document
                .children(node)
                .take(MOST_REDIRECTED)
                .any(|child| !document.node(child).is_named && document.spelling(child) == "|"))
}

/// Whether a node declares variables of one function.
pub fn is_local(document: &Document, declaration: NodeId) -> bool {
    let spelling = document.spelling(declaration);
    commands(document, declaration)
        .is_some_and(|commands| commands.local.iter().any(|word| spelling.starts_with(word)))
}

/// What stands in place of a value that the shell computes.
#[derive(Debug)]
pub enum Expansion<'a> {
    /// A variable, as it is: `$X`, `${X}`; with the value it has when unset, `${X:-…}`.
    Variable {
        /// Its name.
        name: &'a str,
        /// The node of the default value.
        default: Option<NodeId>,
    },
    /// Anything else: a command's output, a variable cut or replaced in part.
    Computed,
}

/// Reads an interpolation.
pub fn expansion(document: &Document, node: NodeId) -> Expansion<'_> {
    let spelling = document.spelling(node);
    if document.children(node).next().is_none()
        && let Some(name) = spelling.strip_prefix('$')
    {
        return Expansion::Variable {
            name,
            default: None,
        };
    }
    let Some(commands) = commands(document, node) else {
        return Expansion::Computed;
    };
    let mut name = None;
    let mut default = None;
    for child in document.children(node) {
        let lowered = document.node(child);
        let is_sign = is_bracket(lowered.kind()) || commands.defaults.contains(&lowered.kind());
        if name.is_none() && commands.names.contains(&lowered.kind()) {
            name = Some(document.spelling(child));
        } else if name.is_some()
            && default.is_none()
            && matches!(lowered.role, Role::String | Role::Interpolation)
        {
            default = Some(child);
        } else if !is_sign {
            return Expansion::Computed;
        }
    }
    match name {
        Some(name) => Expansion::Variable { name, default },
        None => Expansion::Computed,
    }
}

/// The variable that an interpolation is all of, also where it is every element of a list: `$X`, `${X}`, `${X[@]}`.
pub fn whole_variable(document: &Document, node: NodeId) -> Option<&str> {
    match expansion(document, node) {
        Expansion::Variable {
            name,
            default: None,
        } => Some(name.trim_start_matches('$')),
        Expansion::Variable { .. } => None,
        Expansion::Computed => {
            let spelling = document.spelling(node);
            let name = spelling.strip_prefix("${")?;
            let name = name
                .strip_suffix("[@]}")
                .or_else(|| name.strip_suffix("[*]}"))?;
            let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            is_name.then_some(name)
        }
    }
}

/// Whether a token is only a bracket around a variable, or the sign before it.
fn is_bracket(token: &str) -> bool {
    !token.is_empty()
        && token
            .chars()
            .all(|c| matches!(c, '$' | '{' | '}' | '(' | ')'))
}

/// Whether an interpolation gives its variable the default value for good: `${X:=…}`.
pub fn assigns_default(document: &Document, node: NodeId) -> bool {
    commands(document, node).is_some_and(|commands| {
        document.children(node).any(|child| {
            commands
                .assigning_defaults
                .contains(&document.node(child).kind())
        })
    })
}

/// The variable that an interpolation begins with, whatever it does with it; nothing where it begins with none.
pub fn variable(document: &Document, interpolation: NodeId) -> &str {
    let openings = document.layer_of(interpolation).language.openings;
    let spelling = document.spelling(interpolation);
    let name = openings
        .iter()
        .find_map(|opening| spelling.strip_prefix(opening))
        .unwrap_or(spelling);
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(name.len());
    &name[..end]
}

/// Whether a node runs commands in place of a value.
pub fn is_substitution(document: &Document, node: NodeId) -> bool {
    commands(document, node)
        .is_some_and(|commands| commands.substitutions.contains(&document.node(node).kind()))
}

/// The commands that a substitution runs, where they are spelled as they would be outside it (bytes of its layer's text).
/// Within backticks a backslash quotes once more (POSIX, section 2.6.3).
pub fn substituted(document: &Document, substitution: NodeId) -> Option<Range<usize>> {
    if !is_substitution(document, substitution) {
        return None;
    }
    let first = document.children(substitution).next()?;
    let last = document.children(substitution).last()?;
    let is_plain = document.spelling(first) != document.spelling(last)
        || !document.spelling(substitution).contains('\\');
    let inside = document.node(first).range().end..document.node(last).range().start;
    let is_delimited = !document.node(first).is_named && !document.node(last).is_named;
    (is_plain && is_delimited && inside.start <= inside.end).then_some(inside)
}

/// The variable and value of a command that gives a variable a value, as fish's `set` does.
pub fn set(document: &Document, command: NodeId) -> Option<(String, NodeId)> {
    let assigning = commands(document, command)?.assigning?;
    if program(document, command)? != assigning {
        return None;
    }
    let words = words(document, command).into_iter().skip(1);
    let mut words = words.skip_while(|word| word.text.as_str().starts_with('-'));
    let name = words.next()?;
    let value = words.next()?;
    Some((name.literal()?.to_owned(), value.node))
}

/// The expansions in a word, and the word itself where it is one.
pub fn expansions(document: &Document, word: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::once(word)
        .chain(document.descendants(word))
        .filter(|id| document.node(*id).role == Role::Interpolation)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::migration::MIGRATION;

    fn parsed(name: &str, text: &str) -> Document {
        Document::parse(name, text.as_bytes(), &MIGRATION)
    }

    fn first(document: &Document, role: Role) -> NodeId {
        let mut nodes = document.nodes();
        nodes.find(|id| document.node(*id).role == role).unwrap()
    }

    #[test]
    fn the_words_of_a_command_are_what_the_program_receives() {
        for (name, text, expected) in [
            (
                "a.sh",
                "A=1 aws 'b c' \"d$e\" f\"g\" > h < i",
                "aws|b c|d$e|fg",
            ),
            ("a.fish", "aws 'b c' \"d$e\" > h", "aws|b c|d$e"),
            ("a.ps1", "aws 'b c' -d $e", "aws|b c|-d|$e"),
        ] {
            let document = parsed(name, text);
            let command = first(&document, Role::Command);
            let words = words(&document, command);
            let texts: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(texts.join("|"), expected);
            assert_eq!(words[1].literal(), Some("b c"));
            assert_eq!(program(&document, command).as_deref(), Some("aws"));
        }
        let document = parsed("a.sh", "$aws \"b$c\"");
        let command = first(&document, Role::Command);
        assert_eq!(program(&document, command), None);
        assert!(words(&document, command)[1].literal().is_none());
    }

    #[test]
    fn an_expansion_is_a_variable_or_computed() {
        for (text, expected) in [
            ("a $x", "x"),
            ("a ${x}", "x"),
            ("a \"${x:-b}\"", "x b"),
            ("a ${x-$b}", "x $b"),
            ("a ${x:=b}", "x b for good"),
            ("a ${x:+b}", "computed"),
            ("a ${x#b}", "computed"),
            ("a ${x/b/c}", "computed"),
            ("a ${#x}", "computed"),
            ("a $(x)", "computed"),
        ] {
            let document = parsed("a.sh", text);
            let node = first(&document, Role::Interpolation);
            let mut found = match expansion(&document, node) {
                Expansion::Variable { name, default } => {
                    let default = default.map(|id| format!(" {}", document.spelling(id)));
                    name.to_owned() + &default.unwrap_or_default()
                }
                Expansion::Computed => "computed".to_owned(),
            };
            if assigns_default(&document, node) {
                found.push_str(" for good");
            }
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_substitution_has_commands_unless_they_are_quoted_once_more() {
        for (text, expected) in [
            ("a $(b c)", Some("b c")),
            ("a `b c`", Some("b c")),
            ("a $(b \\$c)", Some("b \\$c")),
            ("a `b \\$c`", None),
            ("a $()", Some("")),
            ("a $b", None),
        ] {
            let document = parsed("a.sh", text);
            let node = first(&document, Role::Interpolation);
            let inside = substituted(&document, node).map(|range| &text[range]);
            assert_eq!(inside, expected, "{text}");
        }
    }

    #[test]
    fn declarations_of_one_function_are_local() {
        for (text, expected) in [
            ("f() { local a=1; }", true),
            ("f() { declare a=1; }", true),
            ("f() { export a=1; }", false),
            ("a=local\nb=c", false),
        ] {
            let document = parsed("a.sh", text);
            let assignment = first(&document, Role::Assignment);
            let declaration = document.parent(assignment).unwrap();
            assert_eq!(is_local(&document, declaration), expected, "{text}");
        }
    }

    #[test]
    fn a_variable_is_what_an_interpolation_begins_with() {
        for (name, text, expected) in [
            ("a.sh", "a ${x_1%b}", "x_1"),
            ("a.sh", "a $x-b", "x"),
            ("a.fish", "a $x", "x"),
        ] {
            let document = parsed(name, text);
            let node = first(&document, Role::Interpolation);
            assert_eq!(variable(&document, node), expected);
        }
        let document = parsed("a.fish", "set -gx NAME a\n");
        let command = first(&document, Role::Command);
        let (name, value) = set(&document, command).unwrap();
        assert_eq!((name.as_str(), document.spelling(value)), ("NAME", "a"));
    }
}
