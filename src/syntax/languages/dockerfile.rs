//! Dockerfiles, whose instructions are shell commands or lists of words.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Commands, Delimiters, EscapesOf, Fields, Ground, Language, Parser, Runs, ShellNamed,
    StringKind, Substitution,
};
use crate::syntax::node::Role;

grammar!(
    GRAMMAR,
    "lang-dockerfile",
    tree_sitter_containerfile::LANGUAGE
);

/// Dockerfiles.
pub static DOCKERFILE: Language = Language {
    name: "dockerfile",
    labels: &["dockerfile", "docker", "containerfile"],
    extensions: &["dockerfile", "containerfile"],
    file_names: &["dockerfile", "containerfile"],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("env_pair", Role::Assignment),
        ("arg_pair", Role::Assignment),
        ("label_pair", Role::Assignment),
        ("json_string_array", Role::Command),
        ("json_string", Role::String),
        ("unquoted_string", Role::String),
        ("double_quoted_string", Role::String),
        ("single_quoted_string", Role::String),
        ("shell_command", Role::String),
        ("expansion", Role::Interpolation),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new(
            "json_string",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::Json),
        ),
        StringKind::new(
            "unquoted_string",
            Delimiters::None,
            EscapesOf::Kind(Escapes::ShellWord),
        ),
        StringKind::new(
            "double_quoted_string",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::ShellDouble),
        ),
        StringKind::new(
            "single_quoted_string",
            Delimiters::Pairs(&[("'", "'")]),
            EscapesOf::Kind(Escapes::None),
        ),
        StringKind::new(
            "shell_command",
            Delimiters::None,
            EscapesOf::Kind(Escapes::None),
        )
        .holding("shell"),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["key", "name"],
        value: &["value", "default"],
        function: &[],
        arguments: &[],
    },
    openings: &["${", "$"],
    commands: Some(&Commands {
        substitution: Substitution::Other,
        ignores_case: false,
        groups: &[],
        redirects: &[],
        continuing: "",
        assigning: None,
        naming: None,
        local: &[],
        inputs: &[],
        names: &["variable"],
        defaults: &[],
        assigning_defaults: &[],
        substitutions: &[],
    }),
    runs: Runs::AsFirst,
    // Dockerfile reference, "SHELL".
    shell_named: ShellNamed::ByNode {
        names: "shell_instruction",
        ends: "from_instruction",
    },
    ..Language::EMPTY
};
