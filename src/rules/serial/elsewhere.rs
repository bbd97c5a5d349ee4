//! What the scripts of a document run beside what is written in them, which may use any variable.

use std::sync::LazyLock;

use regex::Regex;

use super::variables::Variables;
use crate::ascii_regex::{ascii_regex, is_match};
use crate::iam::operation::CLI;
use crate::syntax::command;
use crate::syntax::language::Packages;
use crate::syntax::programs;
use crate::syntax::{Document, Layer, NodeId, Role};

/// How far into an expansion its command is looked for, in nodes.
const REACH: usize = 256;
/// How many expansions of a word are looked at.
const MOST_EXPANSIONS: usize = 1;
/// What sends all that a script prints elsewhere.
static REDIRECTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"\bexec\s+(?:\{\w+\}|[0-9&])?>").ok());
/// What makes every variable known to other programs.
static ALL_EXPORTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?m)^\s*set\s+(?:-[b-z]*a[b-z]*\b|-o\s+allexport)|^\.EXPORT_ALL_VARIABLES\s*:|^export\s*$").ok()
});
/// A make variable whose name is computed, and the list of all (GNU make manual, sections 6.3.1 and 6.14).
static MAKES_NAME: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"\$[({]\$[({]?\w|\.VARIABLES\b").ok());
/// What runs another script in the same shell, or one that sees its variables (PowerShell, "about_Scopes"), in whatever way the
/// grammar reads it.
static DOTTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?m)(?:^|[;{(])[ \t]*(?:\.[ \t]+[\w$&\x22'./~(]|&[ \t]*[\x22']?[.$\w~][^\r\n|;]*\.ps1\b|&[ \t]*\$)|(?i:(?:^|[;|{(=&])[ \t]*(?:iex|invoke-expression)\b)").ok()
});
/// What reads another makefile into one (GNU make manual, section 3.3).
static INCLUDED: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"(?m)^ *(?:-|s)?include[ \t]").ok());
/// What lists all variables: a declaration without a name, or `set` without anything. Functions are no variables.
static LISTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?m)(?:^|[;&|({])[ \t]*(?:builtin[ \t]+)?(?:set|(?:declare|typeset|export|readonly|local)(?:[ \t]+[-+][a-eg-zA-EG-Z]+)*)[ \t]*(?:$|[\r;&|<>)}#])|\bcompgen\b|\b(?i:get-variable|export-modulemember)\b").ok()
});
/// A variable that is read by the name that another one holds (bash, zsh), a name for one, and a text in which variables are put
/// (PowerShell). The indices of a list are
/// no such.
static INDIRECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"\$\{!\w+(?P<harmless>\[[@*]\]\})?|\$\{\(\w*P\w*\)|\b(?:declare|typeset|local)[ \t]+-\w*n\w*[ \t]|\$\$[A-Za-z_]|(?i:\.expandstring\()").ok()
});

/// What reads a variable of a program by a name that is computed, or lists all of them.
static REFLECTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"\b(?:globals|locals|vars|getattr|attrgetter|exec|eval|importlib|const_get|instance_variable_get|instance_variables|class_variable_get|local_variable_get|local_variables|global_variables|binding|getDeclaredFields?|getFields?|GetFields?|GetProperty|GetProperties|Reflect)\s*\(|\b(?:const_get|binding|local_variables|global_variables)\b|__dict__|\breflect\.").ok()
});

/// What a document's scripts run beside what is written in them.
#[derive(Debug, Default)]
pub struct Elsewhere {
    /// The first line that runs another script in the same shell.
    pub(super) sourced: Option<usize>,
    /// The first line that lists all variables.
    pub(super) listed: Option<usize>,
    /// The first line that reads a variable whose name is computed.
    pub(super) indirect: Option<usize>,
    /// The first line that starts a program to which a variable in its environment may mean something.
    pub(super) started: Option<usize>,
    /// Whether the file's scripts stand in something else, such as a makefile, so that not all of them are seen.
    pub(super) holds_scripts: bool,
    /// Whether every variable is in the environment of programs.
    pub(super) is_all_exported: bool,
    /// Whether what is printed may go elsewhere than to standard output.
    pub(super) is_redirected: bool,
}

impl Elsewhere {
    /// What a document's scripts run.
    pub fn of(document: &Document, variables: &Variables) -> Elsewhere {
        let line = |is: &dyn Fn(NodeId) -> bool| {
            let mut commands = variables.commands().iter();
            let first = commands.find(|(_, command)| is(*command));
            first.map(|(source, _)| variables.line(source.start))
        };
        let sourced = line(&|command| sources(document, variables, command));
        Elsewhere {
            sourced: sourced.or_else(|| {
                let included = first_match_in(document, &INCLUDED, holds_scripts);
                let read = included.or_else(|| first_match(document, &DOTTED));
                read.map(|at| variables.line(at))
            }),
            holds_scripts: document.layers().first().is_some_and(holds_scripts),
            listed: first_match(document, &LISTED).map(|at| variables.line(at)),
            indirect: first_match(document, &INDIRECT)
                .or_else(|| {
                    first_match_in(document, &REFLECTED, |layer| {
                        layer.language.packages != Packages::None
                            && layer.language.commands.is_none()
                    })
                })
                .or_else(|| first_match_in(document, &MAKES_NAME, holds_scripts))
                .map(|at| variables.line(at)),
            started: line(&|command| starts(document, variables, command)),
            is_redirected: document
                .layers()
                .first()
                .is_some_and(|file| is_match(&REDIRECTED, file.text.as_str())),
            is_all_exported: document
                .layers()
                .first()
                .is_some_and(|file| is_match(&ALL_EXPORTED, file.text.as_str())),
        }
    }
}

/// Whether a command runs another script in the same shell, or what isn't written there.
fn sources(document: &Document, variables: &Variables, command: NodeId) -> bool {
    if is_given_elsewhere(document, variables, command) {
        return true;
    }
    match shell_program(document, command).as_deref() {
        Some("eval") => evaluates_unknown(document, command),
        program => program.is_some_and(|program| programs::SOURCING.contains(&program)),
    }
}

/// Whether a command is all in a list that the script doesn't make itself: `"${HOOK[@]}"`.
fn is_given_elsewhere(document: &Document, variables: &Variables, command: NodeId) -> bool {
    let spelling = document.spelling(command).trim_start_matches('"');
    let name = spelling.strip_prefix("${").and_then(|rest| {
        rest.split_once(['[', '}', ' '])
            .filter(|(_, rest)| rest.starts_with(['@', '*']))
    });
    name.is_some_and(|(name, _)| variables.keys(name).is_empty())
}

/// The program of a command of the shell, behind what only says that it is one.
fn shell_program(document: &Document, command: NodeId) -> Option<String> {
    let words = command::words(document, command).into_iter();
    words
        .map(|word| word.text.as_str().to_owned())
        .find(|word| !programs::SHELL_PREFIXES.contains(&word.as_str()))
}

/// Where a script first does what a regular expression matches (bytes of the file). What has the group `harmless` isn't it.
fn first_match(document: &Document, regex: &LazyLock<Option<Regex>>) -> Option<usize> {
    first_match_in(document, regex, |layer| layer.language.commands.is_some())
}

/// Whether a layer is a file that isn't a program itself, but may hold scripts.
fn holds_scripts(layer: &Layer) -> bool {
    layer.host.is_none()
        && layer.language.commands.is_none()
        && layer.language.packages == Packages::None
}

/// Where a layer of some first has what a regular expression matches (bytes of the file), but for its group `harmless`.
fn first_match_in(
    document: &Document,
    regex: &LazyLock<Option<Regex>>,
    is_looked_at: impl Fn(&Layer) -> bool,
) -> Option<usize> {
    let layers = document.layers().iter();
    layers
        .filter(|layer| is_looked_at(layer))
        .filter_map(|script| {
            let mut found = regex.as_ref()?.captures_iter(script.text.as_str());
            let first = found.find(|found| found.name("harmless").is_none())?;
            Some(script.text.source_hull(first.get(0)?.range()).start)
        })
        .min()
}

/// Whether `eval` is given more than what is written out and what the AWS CLI and `jq` print.
fn evaluates_unknown(document: &Document, command: NodeId) -> bool {
    command::words(document, command)
        .iter()
        .flat_map(|word| command::expansions(document, word.node).take(MOST_EXPANSIONS))
        .any(|id| {
            let first = document
                .descendants(id)
                .take(REACH)
                .find(|inner| document.node(*inner).role == Role::Command);
            !first
                .and_then(|inner| command::program(document, inner))
                .is_some_and(|program| programs::EVALUATED.contains(&program.as_str()))
        })
}

/// Whether a variable in its environment means nothing to a program.
fn is_ordinary(program: &str) -> bool {
    program == CLI || programs::ORDINARY.contains(&program.to_lowercase().as_str())
}

/// Whether a command starts a program to which a variable may mean something.
fn starts(document: &Document, variables: &Variables, command: NodeId) -> bool {
    let is_list = document
        .parent(command)
        .is_some_and(|parent| document.node(parent).role == Role::Assignment);
    let is_harmless = || {
        command::program(document, command)
            .is_some_and(|program| is_ordinary(&program) || variables.is_function(&program))
    };
    !is_list && !is_harmless()
}
