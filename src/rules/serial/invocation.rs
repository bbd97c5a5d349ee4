//! Calls of the AWS CLI that take the serial number of an MFA device.

use std::ops::Range;
use std::sync::Arc;

use super::variables::{self, Variables};
use crate::iam::operation::{CLI, CONFIGURE, IAM, Purpose, STS};
use crate::syntax::command::{self, Word};
use crate::syntax::programs;
use crate::syntax::{Document, NodeId, Role, Text};

/// A call with a serial number.
pub struct Invocation {
    /// What it does.
    pub purpose: Purpose,
    /// The word that the serial number is, or is a part of.
    pub node: NodeId,
    /// What that word says.
    pub text: Arc<Text>,
    /// The serial number in it (bytes of `text`).
    pub serial: Range<usize>,
    /// The variables in place of words of the call, each with where it stands there.
    pub through: Vec<(String, NodeId)>,
    /// Whether one of these holds all of the call, and is given to a program that isn't known to run it: `grep "$LINE"`.
    pub is_handed: bool,
}

/// The AWS CLI's option, and that of the AWS Tools for PowerShell.
const OPTIONS: [&str; 2] = ["--serial-number", "-SerialNumber"];
/// How short the former may be, where no other option of the operations begins so.
const SHORTEST: &str = "--serial";
/// The option of a service whose value is a serial number and a code, with a space between (AWS CLI Command Reference,
/// `s3api delete-object`).
const WITH_CODE: (&str, &str) = ("s3api", "--mfa");

/// Whether a word of a call is the option whose value is a serial number.
pub fn is_option(word: &str) -> bool {
    OPTIONS.contains(&word)
}

/// Reads a command as a call that takes a serial number; `None` where it takes none.
///
/// The program's own name doesn't count here ([`super::program`] asks for it): calls go through wrappers
/// (`aws-vault exec p -- aws …`), variables (`$AWS sts …`) and containers. Where the words alone make no call, those that variables hold count, too:
/// `$LOGIN --serial-number …`, `aws sts get-session-token "${args[@]}"`.
pub fn read(document: &Document, variables: &Variables, node: NodeId) -> Option<Invocation> {
    let words: Vec<Piece> = command::words(document, node)
        .into_iter()
        .map(Piece::of)
        .collect();
    let invocation = of_words(&words, Vec::new());
    if invocation
        .as_ref()
        .is_some_and(|invocation| invocation.purpose != Purpose::Other)
    {
        return invocation;
    }
    let Expanded {
        words,
        through,
        has_call,
    } = expanded(document, variables, words);
    if through.is_empty() {
        return invocation;
    }
    of_words(&words, through)
        .filter(|call| call.purpose != Purpose::Other)
        .map(|call| Invocation {
            is_handed: has_call && !runs_arguments(document, variables, node),
            ..call
        })
        .or(invocation)
}

/// What a function of a script has in it that runs what it is given.
const RUNS_ARGUMENTS: [&str; 4] = ["eval ", "$@", "$*", "${@"];

/// Whether the program of a command runs one that is among its arguments, as far as is known.
fn runs_arguments(document: &Document, variables: &Variables, command: NodeId) -> bool {
    let Some(program) = command::program(document, command) else {
        return true;
    };
    let name = program.rsplit('/').next().unwrap_or(&program);
    let text = || document.layer_of(command).text.as_str();
    programs::RUNNING.contains(&name.to_lowercase().as_str())
        || (variables.is_function(name) && RUNS_ARGUMENTS.iter().any(|what| text().contains(what)))
}

/// Whether a word is the beginning of the option that stands for all of it, as the CLI takes it (argparse, `allow_abbrev`).
fn is_short(word: &str) -> bool {
    word.starts_with(SHORTEST) && OPTIONS[0].starts_with(word)
}

fn of_words(words: &[Piece], through: Vec<(String, NodeId)>) -> Option<Invocation> {
    let literals: Vec<Option<&str>> = words.iter().map(Piece::literal).collect();
    let of = |word: &Piece, serial: Range<usize>, purpose| Invocation {
        purpose,
        node: word.node,
        serial,
        text: Arc::clone(&word.text),
        through,
        is_handed: false,
    };
    let option = words.iter().enumerate().find_map(|(index, word)| {
        OPTIONS.iter().find_map(|option| {
            if word.as_str() == *option || is_short(word.as_str()) {
                Some((index + 1, 0))
            } else {
                word.as_str()
                    .strip_prefix(option)?
                    .starts_with('=')
                    .then_some((index, option.len() + 1))
            }
        })
    });
    if let Some((at, start)) = option {
        // What computes a value may be no word, as `(…).SerialNumber` in PowerShell; then another parameter comes next.
        let is_parameter =
            |word: &&Piece| literals[at - 1] == Some(OPTIONS[1]) && word.as_str().starts_with('-');
        let word = words
            .get(at)
            .filter(|word| start > 0 || !is_parameter(word))?;
        let serial = word.range.start + start..word.range.end;
        // What stands there for a line of the input says nothing of it.
        if replaced(&literals) == Some(&word.text.as_str()[serial.clone()]) {
            return None;
        }
        return Some(of(word, serial, purpose_of(&literals)));
    }
    let (service, option) = WITH_CODE;
    let service = literals.iter().position(|word| *word == Some(service))?;
    let at = words[service..]
        .iter()
        .position(|word| word.as_str() == option)?;
    let word = words.get(service + at + 1)?;
    let space = word.as_str().char_indices().find(|(at, c)| {
        let at = word.range.start + at;
        // The grammar may take a space before a variable for a part of it.
        c.is_whitespace()
            && (!word.text.has_hole(at..at + c.len_utf8())
                || word.text.holes().any(|hole| hole.start == at))
    });
    let end = space.map_or(word.range.end, |(at, _)| word.range.start + at);
    Some(of(word, word.range.start..end, Purpose::Authenticate))
}

/// What `xargs` replaces in the words of a command by a line of its input (POSIX, "xargs", `-I`).
fn replaced<'a>(words: &[Option<&'a str>]) -> Option<&'a str> {
    let xargs = words.iter().position(|word| *word == Some("xargs"))?;
    let mut after = words[xargs..].iter();
    let option = after.find_map(|word| word.and_then(|word| word.strip_prefix("-I")))?;
    match option {
        "" => after.next().copied().flatten(),
        sign => Some(sign),
    }
}

/// A word of a call, which may be a part of what a variable holds.
struct Piece {
    node: NodeId,
    text: Arc<Text>,
    range: Range<usize>,
}

impl Piece {
    fn of(word: Word) -> Piece {
        Piece {
            node: word.node,
            range: 0..word.text.len(),
            text: Arc::new(word.text),
        }
    }

    fn as_str(&self) -> &str {
        &self.text.as_str()[self.range.clone()]
    }

    fn literal(&self) -> Option<&str> {
        (!self.text.has_hole(self.range.clone())).then(|| self.as_str())
    }

    /// The words of a text that a variable holds.
    fn split(node: NodeId, text: &Arc<Text>) -> impl Iterator<Item = Piece> {
        let value = text.as_str();
        let is_space =
            |at: usize, c: char| c.is_whitespace() && !text.has_hole(at..at + c.len_utf8());
        let mut ranges: Vec<Range<usize>> = Vec::new();
        let mut start = None;
        for (at, c) in value.char_indices() {
            match (is_space(at, c), start) {
                (true, Some(from)) => {
                    ranges.push(from..at);
                    start = None;
                }
                (false, None) => start = Some(at),
                _ => {}
            }
        }
        ranges.extend(start.map(|from| from..value.len()));
        let text = Arc::clone(text);
        ranges.into_iter().map(move |range| Piece {
            node,
            text: Arc::clone(&text),
            range,
        })
    }
}

/// How many words that variables hold are looked at for one call.
const MOST_WORDS: usize = 64;

/// A command with the words that its variables hold in place of these.
struct Expanded {
    words: Vec<Piece>,
    through: Vec<(String, NodeId)>,
    /// Whether one of the variables among the arguments is a text that begins with the CLI.
    has_call: bool,
}

/// A command with the words that its variables hold in place of these.
fn expanded(document: &Document, variables: &Variables, words: Vec<Piece>) -> Expanded {
    let mut pieces: Vec<Piece> = Vec::with_capacity(words.len());
    let mut through = Vec::new();
    let mut has_call = false;
    for word in words {
        let held = command::expansions(document, word.node)
            .next()
            .filter(|_| word.text.holes().next() == Some(word.range.clone()))
            .and_then(|expansion| {
                let name = command::whole_variable(document, expansion)?;
                let held = held(document, variables, name, expansion);
                (held.len() > 1).then_some((expansion, name, held))
            });
        match held {
            Some((expansion, name, held)) => {
                let is_text = held
                    .first()
                    .is_some_and(|first| document.node(first.node).role == Role::String);
                has_call |= !pieces.is_empty()
                    && is_text
                    && held[0].literal().is_some_and(|first| first == CLI);
                through.push((
                    variables::word_of(document, expansion, name).into_owned(),
                    expansion,
                ));
                pieces.extend(held);
            }
            None => pieces.push(word),
        }
    }
    Expanded {
        words: pieces,
        through,
        has_call,
    }
}

/// The words that a variable holds: those of a list, or of a text.
fn held(document: &Document, variables: &Variables, name: &str, used: NodeId) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for value in variables.given(name, used) {
        match document.node(*value).role {
            Role::Command => {
                let words = command::words(document, *value).into_iter();
                pieces.extend(words.map(Piece::of).take(MOST_WORDS));
            }
            Role::String => {
                let text = document.shared_text(*value);
                pieces.extend(Piece::split(*value, &text).take(MOST_WORDS));
            }
            _ => {}
        }
        if pieces.len() >= MOST_WORDS {
            break;
        }
    }
    pieces
}

/// What a command does: the operation of the service that it names first, or the cmdlet.
pub fn purpose(words: &[Word]) -> Purpose {
    let literals: Vec<Option<&str>> = words.iter().map(Word::literal).collect();
    purpose_of(&literals)
}

/// The same, given what is written out of the words.
pub fn purpose_of(words: &[Option<&str>]) -> Purpose {
    let operations = |service: &'static str| {
        words
            .iter()
            .skip_while(move |word| **word != Some(service))
            .skip(1)
            .filter_map(|word| *word)
            .map(move |word| Purpose::of_operation(service, word))
    };
    let cmdlet = words.first().copied().flatten().map(Purpose::of_cmdlet);
    let known: Vec<Purpose> = operations(STS)
        .chain(operations(IAM))
        .chain(operations(CONFIGURE))
        .chain(cmdlet)
        .collect();
    [Purpose::Authenticate, Purpose::Make, Purpose::Manage]
        .into_iter()
        .find(|purpose| known.contains(purpose))
        .unwrap_or(Purpose::Other)
}

#[cfg(test)]
mod tests;
