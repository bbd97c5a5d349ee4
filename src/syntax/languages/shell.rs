//! Shell scripts: sh, bash, and what zsh and ksh share with them.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Commands, Delimiters, EscapesOf, Fields, Ground, Language, Operators, Parser, Runs, StringKind,
    Tree,
};
use crate::syntax::node::{NodeId, Role};

grammar!(GRAMMAR, "lang-shell", tree_sitter_bash::LANGUAGE);

/// The shell.
pub static SHELL: Language = Language {
    name: "shell",
    labels: &[
        "sh",
        "bash",
        "shell",
        "zsh",
        "ksh",
        "console",
        "shell-session",
        "shellsession",
        "bash-session",
        "sh-session",
        "terminal",
        "shellscript",
        "shell-script",
    ],
    extensions: &["sh", "bash", "zsh", "ksh", "bats", "command", "envrc"],
    file_names: &[
        ".bashrc",
        ".bash_profile",
        ".bash_aliases",
        ".bash_login",
        ".bash_functions",
        ".profile",
        ".zshrc",
        ".zprofile",
        ".zshenv",
        ".kshrc",
        ".aliases",
        ".functions",
        ".envrc",
    ],
    interpreters: &["sh", "bash", "dash", "ash", "zsh", "ksh", "bats"],
    commands: Some(&COMMANDS),
    runs: Runs::ByKey,
    ..WITHOUT_NAMES
};

/// Files of variables for a program's environment. They are spelled as a shell would, but nothing runs them, so that
/// no command can stand in them.
pub static DOTENV: Language = Language {
    name: "dotenv",
    labels: &["dotenv", "env"],
    extensions: &["env"],
    file_names: &[".env"],
    commands: Some(&Commands {
        is_posix: false,
        continuing: "",
        ..COMMANDS
    }),
    ..WITHOUT_NAMES
};

const WITHOUT_NAMES: Language = Language {
    name: "",
    labels: &[],
    extensions: &[],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("command", Role::Command),
        ("array", Role::Command),
        ("variable_assignment", Role::Assignment),
        ("function_definition", Role::Function),
        ("pipeline", Role::Pipeline),
        ("test_command", Role::Test),
        ("comment", Role::Comment),
        ("word", Role::String),
        ("number", Role::String),
        ("string", Role::String),
        ("raw_string", Role::String),
        ("ansi_c_string", Role::String),
        ("translated_string", Role::String),
        ("concatenation", Role::String),
        ("heredoc_body", Role::String),
        ("simple_expansion", Role::Interpolation),
        ("expansion", Role::Interpolation),
        ("command_substitution", Role::Interpolation),
        ("process_substitution", Role::Interpolation),
        ("arithmetic_expansion", Role::Interpolation),
    ],
    strings: &[
        StringKind::new(
            "word",
            Delimiters::None,
            EscapesOf::Kind(Escapes::ShellWord),
        ),
        StringKind::new(
            "string",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::ShellDouble),
        ),
        StringKind::new(
            "raw_string",
            Delimiters::Pairs(&[("'", "'")]),
            EscapesOf::Kind(Escapes::None),
        ),
        StringKind::new(
            "ansi_c_string",
            Delimiters::Pairs(&[("$'", "'")]),
            EscapesOf::Kind(Escapes::Backslash),
        ),
        StringKind::new(
            "translated_string",
            Delimiters::Pairs(&[("$", "")]),
            EscapesOf::Kind(Escapes::None),
        ),
        StringKind::new(
            "heredoc_body",
            Delimiters::None,
            EscapesOf::Node(heredoc_escapes),
        ),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["name", "left"],
        value: &["value", "right"],
        function: &[],
        arguments: &[],
    },
    operators: Operators {
        choosing: &["!", "||", "&&", "|", "&", "-"],
        ..Operators::NONE
    },
    openings: &["${!", "${#", "${", "$"],
    ..Language::EMPTY
};

/// POSIX, section 2.6, "Word Expansions", and the Bash Reference Manual, "Bash Builtins".
const COMMANDS: Commands = Commands {
    is_posix: true,
    ignores_case: false,
    groups: &["command_name"],
    redirects: &["redirect"],
    continuing: "$\"'-_./:@+{",
    assigning: None,
    local: &["local", "declare", "typeset"],
    inputs: &["heredoc_body"],
    names: &["variable_name"],
    defaults: &[":-", "-", ":=", "="],
    assigning_defaults: &[":=", "="],
    substitutions: &["command_substitution"],
};

/// A heredoc is taken literally when any part of its delimiter is quoted (POSIX, section 2.7.4).
fn heredoc_escapes(tree: &Tree, body: NodeId) -> [Escapes; 2] {
    let quoted = tree
        .parent(body)
        .into_iter()
        .flat_map(|redirect| tree.children(redirect))
        .filter(|child| tree.node(*child).kind() == "heredoc_start")
        .any(|start| tree.spelling(start).contains(['\'', '"', '\\']));
    let escapes = if quoted {
        Escapes::None
    } else {
        Escapes::ShellHeredoc
    };
    [escapes, Escapes::None]
}
