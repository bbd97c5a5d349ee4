//! Whether a variable that holds a serial number is used for anything but to authenticate.
//!
//! What is harmless is listed, and whatever isn't harmless counts: every word of the file that is the variable's name must
//! be an assignment, the serial number of a call that authenticates, a test for emptiness, or shown on standard output. A
//! script that runs another in itself, and a variable that other programs are given, may be used by what no one sees here.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::elsewhere::Elsewhere;
use super::last_word;
use super::site::Site;
use super::variables::{MOST_USES, Place, Variables, word_of};
use crate::ascii_regex::{ascii_regex, is_match};
use crate::syntax::command::{self, Expansion};
use crate::syntax::language::Packages;
use crate::syntax::programs;
use crate::syntax::{Document, NodeId, Role};

/// What a variable may be used for beside the call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherUse {
    /// It is named where it is not known to be harmless.
    Named {
        /// The variable.
        name: String,
        /// The line, from 1.
        line: usize,
    },
    /// Other files of the program may name it.
    Public {
        /// The variable.
        name: String,
        /// The line that declares it, from 1.
        line: usize,
    },
    /// Other programs are given it.
    Exported {
        /// The variable.
        name: String,
        /// The line that starts one, from 1.
        line: usize,
    },
    /// The script runs another in itself.
    Sourced {
        /// The line, from 1.
        line: usize,
    },
    /// All variables are listed.
    Listed {
        /// The line, from 1.
        line: usize,
    },
    /// A variable is read whose name is computed.
    Indirect {
        /// The line, from 1.
        line: usize,
    },
    /// It is in the environment of whatever an image or a recipe runs.
    Kept {
        /// The variable.
        name: String,
        /// The line that puts it there, from 1.
        line: usize,
    },
    /// It may be the last word of the command before, which is read.
    LastWord {
        /// The line, from 1.
        line: usize,
    },
    /// It is named in more places than anybody could look at.
    Often {
        /// The variable.
        name: String,
    },
}

impl fmt::Display for OtherUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OtherUse::Named { name, line } => {
                write!(f, "line {line} also uses {name}; check what for")
            }
            OtherUse::Public { name, line } => {
                write!(
                    f,
                    "other files may use {name}, which line {line} declares; check what for"
                )
            }
            OtherUse::Exported { name, line } => write!(
                f,
                "{name} is exported, and line {line} starts a program that may read it"
            ),
            OtherUse::Kept { name, line } => write!(
                f,
                "line {line} puts {name} into the environment of other programs"
            ),
            OtherUse::Listed { line } => {
                write!(f, "line {line} lists all variables; check what for")
            }
            OtherUse::Indirect { line } => {
                write!(
                    f,
                    "line {line} reads a variable whose name is computed; it may be this one"
                )
            }
            OtherUse::Sourced { line } => {
                write!(
                    f,
                    "line {line} runs another script here, which may use the variable"
                )
            }
            OtherUse::LastWord { line } => {
                write!(
                    f,
                    "line {line} reads the last argument of the command before it, which may be this one"
                )
            }
            OtherUse::Often { name } => {
                write!(
                    f,
                    "{name} stands in more than {MOST_USES} places of this file"
                )
            }
        }
    }
}

/// How far around a use what becomes of it is looked for, in nodes.
const REACH: usize = 256;
/// How far before a place its line is looked at (bytes).
const LINE_REACH: usize = 400;
/// What stands before a name that is declared, or given to other programs, with no value.
static DECLARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?:^|[;&|({])[ \t]*(?:unset(?:[ \t]+-v)?|local(?:[ \t]+-r)?|readonly|export|(?:declare|typeset)(?:[ \t]+-[rgx]+)?)(?:[ \t]+\w+(?:=(?:'[^']*'|\x22[^\x22]*\x22|[^\s'\x22]*))?)*[ \t]+$").ok()
});
/// What stands before a name that other programs are given.
static EXPORTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?i)(?:^|[;&|({])\s*(?:export|env|(?:declare|typeset)\s+-\w*x\w*|set\s+(?:-\w+\s+)*-\w*x\w*)\s[^;&|]*$|\$env:$|\$\{env:$").ok()
});
/// What stands before a name that is put into an image's environment.
static OF_IMAGE: LazyLock<Option<Regex>> = LazyLock::new(|| ascii_regex(r"^\s*ENV\s").ok());
/// What stands before a name that all of a user's shells are given (fish documentation, "Universal variables").
static OF_ALL_SHELLS: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"\bset\s+(?:-\w+\s+)*-\w*U\w*\s[^;&|]*$").ok());
/// What asks for a line of input, after a prompt (Bash Reference Manual, "Bash Builtins").
const ASKING: &str = "read";
/// What a CI service takes for a command in what a script prints (GitHub Actions, Azure Pipelines), and what gives a
/// variable what would be shown.
const TAKEN: [&str; 3] = ["::", "##", "-v"];
/// What stands before a variable that is tested for emptiness, and after it.
static TESTED: LazyLock<Option<(Regex, Regex)>> = LazyLock::new(|| {
    let before =
        ascii_regex(r#"(?:^|\s|\(|\[)(?:-[zn]|!|\[\[?|test|&&|\|\||-[ao])\s+"?x?$"#).ok()?;
    let after = ascii_regex(
        r#"^x?"?\s*(?:(?:==?|!=)\s*(?:""|''|"?x"?)\s*)?(?:\]\]?|&&|\|\||-[ao]\s|\)|;|$)"#,
    )
    .ok()?;
    Some((before, after))
});

/// Where a variable's uses count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// In the whole file: functions that are called from where a variable is local see it, too.
    File,
    /// In the function that a variable is local to, as far as it is.
    Function,
}

/// What else a site's variables may be used for. `words` are all words of the document that are serial numbers of calls
/// that authenticate.
pub fn of(
    document: &Document,
    variables: &Variables,
    elsewhere: &Elsewhere,
    words: &HashSet<NodeId>,
    site: &Site,
    reach: Reach,
) -> Option<OtherUse> {
    if let Some(line) = last_word::read(document, variables, site) {
        return Some(OtherUse::LastWord { line });
    }
    if site.names.is_empty() {
        return None;
    }
    let uses = Uses {
        document,
        variables,
        elsewhere,
        words,
        site,
        within: match reach {
            Reach::File => None,
            Reach::Function => function_of_local(document, variables, site),
        },
    };
    site.names
        .iter()
        .find_map(|name| uses.named(name))
        .or_else(|| site.names.iter().find_map(|name| uses.public(name)))
        .or_else(|| {
            let line = elsewhere.sourced?;
            Some(OtherUse::Sourced { line })
        })
        .or_else(|| elsewhere.listed.map(|line| OtherUse::Listed { line }))
        .or_else(|| elsewhere.indirect.map(|line| OtherUse::Indirect { line }))
        .or_else(|| site.names.iter().find_map(|name| uses.exported(name)))
}

struct Uses<'a, 'd> {
    document: &'a Document,
    variables: &'a Variables<'d>,
    elsewhere: &'a Elsewhere,
    words: &'a HashSet<NodeId>,
    site: &'a Site,
    /// Where uses count (bytes of the file), if not everywhere.
    within: Option<Range<usize>>,
}

/// The function that a site's variable is local to (bytes of the file).
pub fn function_of_local(
    document: &Document,
    variables: &Variables,
    site: &Site,
) -> Option<Range<usize>> {
    let assignment = document.parent(site.node)?;
    let declaration = document.parent(assignment)?;
    let function = variables.function(site.node)?;
    command::is_local(document, declaration).then(|| document.source(function))
}

impl Uses<'_, '_> {
    fn named(&self, name: &str) -> Option<OtherUse> {
        let places = self.variables.places(name);
        if places.is_empty() || places.len() > MOST_USES {
            return Some(OtherUse::Often {
                name: name.to_owned(),
            });
        }
        let mut counted = places.iter().filter(|place| {
            let within = self.within.as_ref();
            within.is_none_or(|within| within.contains(&place.at))
        });
        let other = counted.find(|place| !self.is_harmless(name, place))?;
        let file = self.document.layers().first()?;
        let spelled = file.text.as_str().get(other.offset..)?.get(..name.len());
        Some(OtherUse::Named {
            name: spelled.unwrap_or(name).to_owned(),
            line: self.variables.line(other.at),
        })
    }

    fn public(&self, name: &str) -> Option<OtherUse> {
        let mut keys = self.variables.keys(name).iter();
        let key = keys.find(|key| is_public(self.document, **key, &self.site.words))?;
        Some(OtherUse::Public {
            name: name.to_owned(),
            line: self.variables.line(self.document.source(*key).start),
        })
    }

    fn exported(&self, name: &str) -> Option<OtherUse> {
        let text = self.document.layers().first()?.text.as_str();
        let mut places = self.variables.places(name).iter();
        // Not all that a makefile's recipes run is looked at.
        let is_kept = |before: &str| {
            is_match(&OF_IMAGE, before)
                || (self.elsewhere.holds_scripts
                    && (self.elsewhere.is_all_exported || is_match(&EXPORTED, before)))
        };
        let is_kept = |place: &&Place| {
            self.variables.command_around(place.at).is_none()
                && is_kept(line_before(text, place.offset))
        };
        let is_shared = |place: &&Place| is_match(&OF_ALL_SHELLS, line_before(text, place.offset));
        if let Some(place) = places.find(|place| is_kept(place) || is_shared(place)) {
            return Some(OtherUse::Kept {
                name: name.to_owned(),
                line: self.variables.line(place.at),
            });
        }
        let line = self.elsewhere.started?;
        let is_exported = self.elsewhere.is_all_exported
            || self
                .variables
                .places(name)
                .iter()
                .any(|place| is_match(&EXPORTED, line_before(text, place.offset)));
        is_exported.then(|| OtherUse::Exported {
            name: name.to_owned(),
            line,
        })
    }

    /// Whether a place where a name stands is none where it is used for anything else.
    fn is_harmless(&self, name: &str, place: &Place) -> bool {
        let document = self.document;
        let at = place.at;
        let holds = |id: &NodeId| document.source(*id).contains(&at);
        if let Some(key) = self.variables.keys(name).iter().find(|id| holds(id)) {
            return self.is_plain_assignment(*key);
        }
        // A program's variable, whose name a call is given.
        let mut words = self.site.words.iter();
        let is_given = |id: &NodeId| document.node(*id).role == Role::Other && holds(id);
        if self.variables.is_comment(at) || words.any(is_given) {
            return true;
        }
        let expansions = self.variables.expansions(name).iter().copied();
        let innermost = expansions
            .filter(holds)
            .max_by_key(|id| document.source(*id).start);
        if let Some(expansion) = innermost {
            return self.is_harmless_expansion(name, expansion);
        }
        let is_declared = document
            .layers()
            .first()
            .is_some_and(|file| is_match(&DECLARED, line_before(file.text.as_str(), place.offset)));
        is_declared
            || self
                .variables
                .command_around(at)
                .is_some_and(|command| self.is_shown(command))
    }

    /// Whether an assignment gives the variable a value, for more than one command and without what it had.
    fn is_plain_assignment(&self, key: NodeId) -> bool {
        let document = self.document;
        let text = document.layer_of(key).text.as_str();
        let is_list = document
            .parent(key)
            .and_then(|assignment| document.value(assignment))
            .is_some_and(|value| document.node(value).role == Role::Command);
        let is_appended = !is_list && text[document.node(key).range().end..].starts_with("+=");
        let of_command = document
            .parent(key)
            .and_then(|assignment| document.parent(assignment))
            .is_some_and(|around| {
                document.node(around).role == Role::Command
                    && !command::words(document, around).is_empty()
                    && command::set(document, around).is_none()
            });
        !is_appended && !of_command
    }

    fn is_harmless_expansion(&self, name: &str, expansion: NodeId) -> bool {
        let document = self.document;
        // What it is computed from is no use of it.
        if document.is_within(expansion, self.site.node) {
            return true;
        }
        let spelling = document.spelling(expansion);
        let after = spelling
            .strip_prefix("${")
            .and_then(|rest| rest.strip_prefix(name));
        let after = after.map(|rest| rest.strip_prefix(':').unwrap_or(rest));
        // Another text in its place where it isn't empty.
        if after.is_some_and(|rest| rest.starts_with('+') && !rest.contains(['$', '`'])) {
            return true;
        }
        // The words of a call, held by a list.
        if self.words.contains(&expansion)
            && command::whole_variable(document, expansion) == Some(name)
        {
            return true;
        }
        let is_checked = after.is_some_and(|rest| rest.starts_with('?'));
        let is_whole = matches!(
            command::expansion(document, expansion),
            Expansion::Variable { name: own, .. } if word_of(document, expansion, own) == name
        );
        if !is_whole && !is_checked {
            return false;
        }
        if self.words.contains(&expansion) {
            return true;
        }
        for around in document.ancestors(expansion).take(REACH) {
            if self.words.contains(&around) {
                return true;
            }
            match document.node(around).role {
                // Of a command that is only shown, what shows it counts.
                Role::Command if self.variables.is_shown(around) => {}
                Role::Command => {
                    let program = command::program(document, around).unwrap_or_default();
                    return match program.as_str() {
                        ":" => true,
                        ASKING => self.is_prompt(around, expansion),
                        "test" | "[" => self.is_tested(around, expansion),
                        _ => self.is_shown(around),
                    };
                }
                Role::Test => return self.is_tested(around, expansion),
                Role::Assignment => return self.is_other_name(around),
                Role::Interpolation | Role::Function => return false,
                Role::String if command::is_input(document, around) => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether an expansion stands in what a command that asks for a line shows before it.
    fn is_prompt(&self, command: NodeId, expansion: NodeId) -> bool {
        let words = command::words(self.document, command);
        words.windows(2).any(|pair| {
            let option = pair[0].literal().unwrap_or_default();
            let is_option = option.starts_with('-')
                && !option.starts_with("--")
                && option.ends_with(['p', 'P']);
            is_option && self.document.is_within(expansion, pair[1].node)
        })
    }

    /// Whether an assignment gives the variable another name, which the calls have it by.
    fn is_other_name(&self, assignment: NodeId) -> bool {
        let document = self.document;
        let name = document
            .key(assignment)
            .map(|key| word_of(document, key, document.spelling(key)));
        document.value(assignment).is_some_and(|value| {
            let text = document.text(value);
            text.holes().next() == Some(0..text.len())
        }) && name.is_some_and(|name| self.site.names.iter().any(|known| *known == name))
    }

    /// Whether a condition only asks whether a variable is empty.
    fn is_tested(&self, test: NodeId, expansion: NodeId) -> bool {
        let document = self.document;
        let [test, expansion] = [test, expansion].map(|id| document.node(id));
        if test.layer() != expansion.layer() {
            return false;
        }
        let text = document.layers()[test.layer()].text.as_str();
        let before = text.get(test.range().start..expansion.range().start);
        let after = text.get(expansion.range().end..test.range().end);
        TESTED.as_ref().is_some_and(|(is_before, is_after)| {
            before.is_some_and(|text| is_before.is_match(text))
                && after.is_some_and(|text| is_after.is_match(text))
        })
    }

    /// Whether a command shows its arguments on standard output, where nothing else takes them.
    fn is_shown(&self, command: NodeId) -> bool {
        let document = self.document;
        let program = command::program(document, command).unwrap_or_default();
        programs::SHOWING.contains(&program.to_lowercase().as_str())
            && !self.elsewhere.is_redirected
            && !command::words(document, command)
                .iter()
                .skip(1)
                .any(|word| {
                    let text = word.text.as_str();
                    TAKEN.iter().any(|sign| text.starts_with(sign))
                })
            && self.is_plain_output(command, true)
    }

    /// Whether what a command prints goes to where the script prints.
    fn is_plain_output(&self, command: NodeId, in_functions: bool) -> bool {
        let document = self.document;
        for id in std::iter::once(command).chain(document.ancestors(command).take(REACH)) {
            let is_redirected = command::redirects(document, id).any(|redirect| {
                let target = document.spelling(redirect).replace(' ', "");
                !matches!(
                    target.as_str(),
                    ">&2"
                        | "1>&2"
                        | "2>&1"
                        | ">/dev/null"
                        | "2>/dev/null"
                        | "&>/dev/null"
                        | ">/dev/stderr"
                        | ">/dev/tty"
                )
            });
            if is_redirected {
                return false;
            }
            match document.node(id).role {
                Role::Pipeline | Role::Interpolation => return false,
                Role::Function => {
                    let name = document.key(id).map(|key| document.spelling(key));
                    return in_functions
                        && !self.site.calls.is_empty()
                        && name.is_some_and(|name| self.is_never_captured(name));
                }
                _ => {}
            }
        }
        true
    }

    /// Whether nothing takes what a function prints.
    fn is_never_captured(&self, function: &str) -> bool {
        let places = self.variables.places(function);
        places.len() <= MOST_USES
            && places.iter().all(|place| {
                self.variables.is_comment(place.at)
                    || self.variables.is_function_at(function, place.at)
                    || self
                        .variables
                        .command_around(place.at)
                        .is_some_and(|command| {
                            command::program(self.document, command).as_deref() == Some(function)
                                && self.document.source(command).start == place.at
                                && self.is_plain_output(command, false)
                        })
            })
    }
}

/// How far around a name what makes it known to other files is looked for, in nodes.
const DECLARATION_REACH: usize = 6;

/// Whether other files of a program may name a variable, as its declaration says.
fn is_public(document: &Document, key: NodeId, calls: &[NodeId]) -> bool {
    let layer = document.layer_of(key);
    let in_function = |id: NodeId| document.ancestors(id).any(|id| document.is_function(id));
    if layer.language.commands.is_some() || in_function(key) {
        return false;
    }
    let start = document.node(key).range().start;
    let has_word = |words: &[&str]| {
        document
            .ancestors(key)
            .take(DECLARATION_REACH)
            .filter_map(|id| {
                layer
                    .text
                    .as_str()
                    .get(document.node(id).range().start..start)
            })
            .filter(|before| before.len() <= LINE_REACH)
            .flat_map(|before| before.split(|c: char| !c.is_alphanumeric()))
            .any(|word| words.contains(&word))
    };
    match layer.language.packages {
        Packages::None => false,
        Packages::Npm => has_word(&["export", "public", "static"]),
        Packages::Maven | Packages::NuGet => !has_word(&["private"]),
        // Whoever imports a file that only defines functions may name what is beside them.
        Packages::PyPi | Packages::RubyGems => !calls.iter().any(|call| !in_function(*call)),
        Packages::GoModules => true,
        Packages::PowerShellGallery => false,
    }
}

/// What else a setting may be used for: where its name stands in the file and isn't given a value.
pub fn of_setting(document: &Document, variables: &Variables, name: &str) -> Option<OtherUse> {
    let text = document.layers().first()?.text.as_str();
    let places = variables.places(name);
    let other = places.iter().take(MOST_USES).find(|place| {
        let after = text.get(place.offset + name.len()..).unwrap_or_default();
        let after = after
            .trim_start_matches(['"', '\''])
            .trim_start_matches([' ', '\t']);
        let is_given = after.starts_with([':', '=']) && !after.starts_with("==");
        !is_given && !variables.is_comment(place.at)
    })?;
    Some(OtherUse::Named {
        name: name.to_owned(),
        line: variables.line(other.at),
    })
}

/// The line of a text up to an offset (bytes), or the last part of it.
fn line_before(text: &str, at: usize) -> &str {
    let start = at.saturating_sub(LINE_REACH);
    let start = (start..=at).find(|start| text.is_char_boundary(*start));
    let before = text.get(start.unwrap_or(at)..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    &before[start..]
}

#[cfg(test)]
mod tests;
