//! Whether a lookup that finds no device can end the script that it stands in, and ends nothing else.
//!
//! A lookup in a POSIX shell ends the script by SIGTERM, as only a signal gets out of a substitution; one in fish by `exit`.

use std::collections::HashMap;

use crate::syntax::command::{self, Word};
use crate::syntax::language::Substitution;
use crate::syntax::{Document, NodeId, Role, programs};

use super::site::Site;
use super::variables::Variables;

/// Why a lookup wouldn't end the script that it stands in, or would end more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unstopped {
    /// The script handles or ignores the signal.
    #[error("line {0} has the script handle SIGTERM, by which a lookup without a device ends it")]
    Trapped(usize),
    /// The script asks for a shell that ignores the signal.
    #[error(
        "its first line asks for an interactive shell, which ignores the signal by which a lookup without a device ends a script"
    )]
    Interactive,
    /// Shells read the file when they start.
    #[error("shells read this file when they start, and would end where the user has no device")]
    StartUp,
    /// Whoever reads the file into a script of theirs would be ended.
    #[error(
        "this file only sets variables, and what sources it would end where the user has no device"
    )]
    Sourced,
}

/// Files that shells read when they start (Bash Reference Manual, "Bash Startup Files"; zsh manual, "Files"; POSIX's `ENV`
/// of ksh), and those that direnv reads into a shell's environment.
const START_UP: [&str; 24] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bash_logout",
    ".bash_aliases",
    ".bash_functions",
    ".bashrc",
    "bashrc",
    "bash.bashrc",
    "profile",
    ".zshrc",
    ".zshenv",
    ".zprofile",
    ".zlogin",
    ".zlogout",
    "zshrc",
    "zshenv",
    "zprofile",
    "zlogin",
    ".kshrc",
    ".envrc",
    ".aliases",
    ".functions",
    "config.fish",
];
/// Folders whose files shells read when they start (fish documentation, "Configuration files").
const START_UP_FOLDERS: [&str; 4] = ["profile.d", "conf.d", "bashrc.d", ".bashrc.d"];
/// Endings that dotfiles have in repositories of them (chezmoi), and those of templates.
const COPY_ENDINGS: [&str; 6] = [".tmpl", ".j2", ".erb", ".example", ".sample", ".symlink"];

/// Whether shells read a file of this path, with `/` between its parts, when they start.
pub fn is_read_at_start(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let ending = COPY_ENDINGS.iter().find_map(|end| name.strip_suffix(end));
    let name = ending.unwrap_or(name);
    let of_home = name.strip_prefix("dot_").map(|name| format!(".{name}"));
    START_UP.contains(&of_home.as_deref().unwrap_or(name))
        || parts
            .next()
            .is_some_and(|folder| START_UP_FOLDERS.contains(&folder))
}

/// What a document's scripts do that decides what a lookup in them ends, gathered once.
#[derive(Debug)]
pub struct Stop {
    /// The layers with a command that has its script handle SIGTERM, each with the first line of one.
    trapped: HashMap<usize, usize>,
    only_sets: bool,
    is_interactive: bool,
}

impl Stop {
    /// Of a document.
    pub fn of(document: &Document, variables: &Variables) -> Stop {
        let mut trapped = HashMap::new();
        for (source, command) in variables.commands() {
            if traps(document, *command) {
                let layer = document.node(*command).layer();
                let line = variables.line(source.start);
                let first = trapped.entry(layer).or_insert(line);
                *first = line.min(*first);
            }
        }
        Stop {
            trapped,
            only_sets: only_sets(document, variables),
            is_interactive: is_interactive(document),
        }
    }

    /// The first line that has the script around a node do something else on SIGTERM than to end.
    fn trapped(&self, document: &Document, variables: &Variables, node: NodeId) -> Option<usize> {
        let around = document.layers_around(node);
        let around = around.map(|host| document.node(host).layer());
        let layers = std::iter::once(document.node(node).layer()).chain(around);
        let first = layers.filter_map(|layer| self.trapped.get(&layer)).min();
        first
            .copied()
            .or_else(|| variables.line_of_function(TRAP_FUNCTION))
    }
}

/// Why a lookup in a site's place wouldn't end its script, or would end more; `None` where it ends just that. `path` is the
/// file's.
pub fn unstopped(
    document: &Document,
    variables: &Variables,
    stop: &Stop,
    path: &str,
    site: &Site,
) -> Option<Unstopped> {
    // A function of a file that shells read at their start runs when the user calls it, in a shell that goes on.
    if is_read_at_start(path) && variables.function(site.node).is_none() {
        return Some(Unstopped::StartUp);
    }
    let is_script = document.node(site.node).layer() == 0 || document.made().is_some();
    if is_script && site.calls.is_empty() && stop.only_sets {
        return Some(Unstopped::Sourced);
    }
    if command::substitution(document, site.node) != Substitution::Dollar {
        return None;
    }
    if is_script && stop.is_interactive {
        return Some(Unstopped::Interactive);
    }
    stop.trapped(document, variables, site.node)
        .map(Unstopped::Trapped)
}

/// Commands that change only the shell which reads them.
const OF_SHELL: [&str; 23] = [
    "alias", "unalias", "export", "set", "unset", "readonly", "declare", "typeset", "umask",
    "ulimit", "shopt", "setopt", "unsetopt", "autoload", "bind", "complete", "source", ".", ":",
    "true", "test", "[", "return",
];

/// Whether all that a file's scripts do, but for what their functions do, is to set variables and options of the shell
/// which reads them.
fn only_sets(document: &Document, variables: &Variables) -> bool {
    variables.commands().iter().all(|(_, command)| {
        variables.function(*command).is_some()
            || is_of_value(document, *command)
            || command::program(document, *command)
                .is_some_and(|program| OF_SHELL.contains(&program.as_str()))
    })
}

/// How many nodes around a command are looked at.
const REACH: usize = 64;

/// Whether a command only makes a value.
fn is_of_value(document: &Document, command: NodeId) -> bool {
    document.ancestors(command).take(REACH).any(|around| {
        matches!(
            document.node(around).role,
            Role::Interpolation | Role::Assignment
        )
    })
}

/// Whether the first line of a file asks for an interactive shell: `#!/bin/bash -i`.
fn is_interactive(document: &Document) -> bool {
    let file = document.layers().first();
    file.and_then(|file| file.text.as_str().strip_prefix("#!")?.lines().next())
        .is_some_and(|line| {
            // Those before the shell's name are of `env`.
            let options = line.split_whitespace().rev();
            let mut options = options.map_while(|word| word.strip_prefix('-'));
            options.any(|flags| !flags.starts_with('-') && flags.contains('i'))
        })
}

/// What a shell calls on SIGTERM, if it is a function of this name (zsh manual, "Trap Functions").
const TRAP_FUNCTION: &str = "TRAPTERM";
/// The command that has a script handle signals.
const TRAP: &str = "trap";
/// Signals and events other than SIGTERM (POSIX, "trap"; Bash Reference Manual, "Bourne Shell Builtins"; zsh manual).
const OTHER_SIGNALS: [&str; 38] = [
    "exit", "err", "zerr", "debug", "return", "hup", "int", "quit", "abrt", "alrm", "usr1", "usr2",
    "pipe", "chld", "cont", "stop", "tstp", "ttin", "ttou", "winch", "urg", "io", "0", "1", "2",
    "3", "6", "10", "12", "13", "14", "17", "18", "19", "20", "21", "22", "28",
];

/// Whether a command has its script do something else on SIGTERM, for all that can be told.
fn traps(document: &Document, command: NodeId) -> bool {
    let words = command::words(document, command);
    let is_prefix = |word: &&Word| {
        let literal = word.literal();
        literal.is_some_and(|word| programs::SHELL_PREFIXES.contains(&word))
    };
    let mut words = words.iter().skip_while(is_prefix);
    if words.next().and_then(Word::literal) != Some(TRAP) {
        return false;
    }
    let mut words = words.skip_while(|word| word.literal() == Some("--"));
    let action = words.next();
    // An option shows traps, `-` and a number before signals take them away.
    let is_kept = action.and_then(Word::literal).is_some_and(|action| {
        action.starts_with('-')
            || (!action.is_empty() && action.chars().all(|c| c.is_ascii_digit()))
    });
    !is_kept
        && words.any(|signal| {
            !signal.literal().is_some_and(|signal| {
                let signal = signal.to_lowercase();
                OTHER_SIGNALS.contains(&signal.strip_prefix("sig").unwrap_or(&signal))
            })
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rewrite::Choices;
    use crate::rules::look::Look;
    use crate::rules::parsed;

    /// Why a lookup in the place of the first serial number of a file wouldn't do.
    fn of(path: &str, text: &str) -> Option<Unstopped> {
        let name = path.rsplit('/').next().unwrap();
        let document = parsed::document(name, text);
        let mut look = Look::new(&document, path, Choices::default());
        let sites = look.sites();
        unstopped(
            &document,
            &look.variables,
            look.stop(),
            path,
            sites.first().unwrap(),
        )
    }

    const CALL: &str =
        "aws sts get-session-token --serial-number arn:aws:iam::1:mfa/$U --token-code 1\n";

    #[test]
    fn a_script_that_handles_the_signal_goes_on() {
        for (line, is_trapped) in [
            ("trap cleanup EXIT INT TERM", true),
            ("trap cleanup exit int term", true),
            ("trap '' TERM", true),
            ("trap -- '' TERM", true),
            ("trap \"rm -f $x\" SIGTERM", true),
            ("trap x 0 1 2 15", true),
            ("builtin trap x TERM", true),
            ("for s in INT TERM; do trap x $s; done", true),
            ("trap x $SIGNALS", true),
            ("f() { trap x TERM; }", true),
            ("TRAPTERM() { echo x; }", true),
            ("trap cleanup EXIT", false),
            ("trap 'x TERM' EXIT", false),
            ("trap cleanup ERR DEBUG RETURN", false),
            ("trap '' INT HUP QUIT", false),
            ("trap x SIGINT 0 1 2", false),
            ("trap - TERM", false),
            ("trap 15", false),
            ("trap 2 15", false),
            ("trap -p TERM", false),
            ("echo trap x TERM", false),
            ("# trap x TERM", false),
        ] {
            let expected = is_trapped.then_some(Unstopped::Trapped(1));
            assert_eq!(of("a.sh", &format!("{line}\n{CALL}")), expected, "{line}");
        }
        // Each recipe line has a shell of its own.
        let recipe = format!("a:\n\ttrap x TERM; tool\n\t{}", CALL.replace('$', "$$"));
        assert_eq!(of("Makefile", &recipe), None);
        let fish = format!("trap x TERM\n{CALL}");
        assert_eq!(of("a.fish", &fish), None);
    }

    #[test]
    fn an_interactive_shell_ignores_the_signal() {
        for (first, expected) in [
            ("#!/bin/bash -i", Some(Unstopped::Interactive)),
            ("#!/usr/bin/env -S bash -li", Some(Unstopped::Interactive)),
            ("#!/bin/bash -eu", None),
            ("#!/usr/bin/env -i bash", None),
            ("#!/bin/interactive", None),
        ] {
            assert_eq!(of("a.sh", &format!("{first}\n{CALL}")), expected, "{first}");
        }
    }

    #[test]
    fn a_file_that_a_shell_reads_at_its_start_ends_it() {
        let function = format!("mfa() {{\n{CALL}}}\n");
        for path in [
            ".profile",
            "home/.bashrc",
            "dot_zshrc",
            "dot_bashrc.tmpl",
            "etc/profile.d/aws.sh",
            ".config/fish/config.fish",
            "fish/conf.d/aws.fish",
            ".envrc",
        ] {
            assert!(is_read_at_start(path), "{path}");
        }
        assert!(!is_read_at_start("profile.d/aws/login.sh"));
        assert!(!is_read_at_start("login.sh"));
        assert_eq!(of(".bashrc", CALL), Some(Unstopped::StartUp));
        assert_eq!(of(".bashrc", &function), None);
    }

    #[test]
    fn a_file_of_variables_is_sourced() {
        const D: &str = "export D=arn:aws:iam::1:mfa/$U\n";
        for (rest, is_sourced) in [
            ("", true),
            ("export R=x\nA=$(whoami)\n", true),
            ("alias l='ls -l'\nset -a\n. ./x.sh\n", true),
            ("[ -n \"$R\" ] && export R=x\n", true),
            ("f() { tool; }\n", true),
            ("tool\n", false),
            ("aws sts get-session-token --serial-number $D\n", false),
            (
                "f() { aws sts get-session-token --serial-number $D; }\n",
                false,
            ),
        ] {
            let expected = is_sourced.then_some(Unstopped::Sourced);
            assert_eq!(of("a.sh", &format!("{D}{rest}")), expected, "{rest}");
        }
        let fish = "set -gx D arn:aws:iam::1:mfa/$U\n";
        assert_eq!(of("a.fish", fish), Some(Unstopped::Sourced));
        let markdown = format!("```sh\n{D}```\n");
        assert_eq!(of("a.md", &markdown), None);
    }
}
