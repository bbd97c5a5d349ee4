//! The words of what is looked for, which the rules supply: nothing else in this folder knows them.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::escape::Escapes;

/// What a caller is looking for, and how the documents that it may be in say so.
#[derive(Debug)]
pub struct Migration {
    /// What a string must have in it to be looked into.
    pub needle: &'static LazyLock<Option<Regex>>,
    /// A string with one of these words in it is a shell command rather than a sentence.
    pub command_words: &'static [&'static str],
    /// A block of code with a line that begins with one of these keys and a colon is YAML.
    pub data_keys: &'static [&'static str],
    /// Keys whose values are commands, and who runs these.
    pub command_keys: &'static [(&'static str, Runner)],
    /// Functions that a document calls to put strings together.
    pub functions: &'static [Function],
    /// How a variable's name begins that no template fills in: `x:` for `${x:name}`.
    pub variable_prefix: &'static str,
}

/// Who runs a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// A shell.
    Shell,
    /// A shell, or the program itself without one.
    Unknown,
}

/// A function that a document calls to put a string together.
#[derive(Debug)]
pub struct Function {
    /// Its name as a key: `Fn::Sub`.
    pub name: &'static str,
    /// Its YAML tag: `!Sub`.
    pub tag: &'static str,
    /// How programs call it, with as much before the name as tells it from others: `Sub`, `Fn.sub`.
    pub calls: &'static [&'static str],
    /// What it does.
    pub does: Does,
}

/// What a [`Function`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// It puts values into its first argument, which is spelled so.
    Format(Escapes),
    /// It joins a list.
    Join,
}

impl Migration {
    /// Whether a text has a needle in it.
    pub fn is_relevant(&self, text: &str) -> bool {
        self.needle
            .as_ref()
            .is_none_or(|needle| needle.is_match(text.as_bytes()))
    }

    /// Where each needle in a text begins and ends (bytes), in order.
    pub fn needles_in<'a>(&self, text: &'a [u8]) -> impl Iterator<Item = (usize, usize)> + 'a {
        let needle = self.needle.as_ref();
        needle
            .into_iter()
            .flat_map(|needle| needle.find_iter(text))
            .map(|found| (found.start(), found.end()))
    }

    /// Whether a text is a command rather than a sentence.
    pub fn is_command(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        text.trim().contains(char::is_whitespace)
            && words.any(|word| self.command_words.contains(&word))
    }

    /// Whether a line of a text begins with a data key.
    pub fn has_data_key(&self, text: &str) -> bool {
        text.lines().any(|line| {
            let line = line.trim_start_matches([' ', '-']);
            self.data_keys.iter().any(|key| {
                line.strip_prefix(key)
                    .and_then(|rest| rest.strip_prefix(':'))
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
            })
        })
    }

    /// Who runs the value of a key; `None` where it is no command for all that is known.
    pub fn runner(&self, key: &str) -> Option<Runner> {
        self.command_keys
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, runner)| *runner)
    }
}
