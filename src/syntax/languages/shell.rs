//! Shell scripts: sh, bash, and what zsh and ksh share with them.

use std::sync::LazyLock;

use crate::syntax::escapes::Escapes;
use crate::syntax::language::{EscapesOf, Ground, Language, Parser, StringKind};
use crate::syntax::node::Role;
use crate::syntax::{Document, NodeId};

static GRAMMAR: LazyLock<tree_sitter::Language> =
    LazyLock::new(|| tree_sitter_bash::LANGUAGE.into());

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
    parser: Parser::Grammar(&GRAMMAR),
    roles: &[
        ("command", Role::Command),
        ("array", Role::Command),
        ("variable_assignment", Role::Assignment),
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
        StringKind {
            kind: "word",
            delimiters: &[],
            escapes: EscapesOf::Kind(Escapes::ShellWord),
        },
        StringKind {
            kind: "string",
            delimiters: &[("\"", "\"")],
            escapes: EscapesOf::Kind(Escapes::ShellDouble),
        },
        StringKind {
            kind: "raw_string",
            delimiters: &[("'", "'")],
            escapes: EscapesOf::Kind(Escapes::None),
        },
        StringKind {
            kind: "ansi_c_string",
            delimiters: &[("$'", "'")],
            escapes: EscapesOf::Kind(Escapes::AnsiC),
        },
        StringKind {
            kind: "translated_string",
            delimiters: &[("$", "")],
            escapes: EscapesOf::Kind(Escapes::None),
        },
        StringKind {
            kind: "heredoc_body",
            delimiters: &[],
            escapes: EscapesOf::Node(heredoc_escapes),
        },
    ],
    ground: Ground::Code,
};

/// A heredoc is taken literally when any part of its delimiter is quoted (POSIX, section 2.7.4).
fn heredoc_escapes(document: &Document, body: NodeId) -> Escapes {
    let quoted = document
        .parent(body)
        .into_iter()
        .flat_map(|redirect| document.children(redirect))
        .filter(|child| document.node(*child).kind == "heredoc_start")
        .any(|start| document.spelling(start).contains(['\'', '"', '\\']));
    if quoted {
        Escapes::None
    } else {
        Escapes::ShellHeredoc
    }
}
