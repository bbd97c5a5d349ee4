//! The fish shell.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Commands, Delimiters, EscapesOf, Ground, Language, Operators, Parser, StringKind, Substitution,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-fish", tree_sitter_fish::language());

/// The fish shell.
pub static FISH: Language = Language {
    name: "fish",
    labels: &["fish"],
    extensions: &["fish"],
    file_names: &[],
    interpreters: &["fish"],
    parser: GRAMMAR,
    roles: &[
        ("command", Role::Command),
        ("word", Role::String),
        ("concatenation", Role::String),
        ("double_quote_string", Role::String),
        ("single_quote_string", Role::String),
        ("variable_expansion", Role::Interpolation),
        ("command_substitution", Role::Interpolation),
        ("function_definition", Role::Function),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new(
            "word",
            Delimiters::None,
            EscapesOf::Kind(Escapes::ShellWord),
        ),
        StringKind::new(
            "double_quote_string",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::ShellDouble),
        ),
        StringKind::new(
            "single_quote_string",
            Delimiters::Pairs(&[("'", "'")]),
            EscapesOf::Kind(Escapes::BackslashItself),
        ),
    ],
    ground: Ground::Code,
    shares_variables: true,
    operators: Operators {
        choosing: &["!", "not", "||", "&&", "or", "and", "|", "&", "-"],
        ..Operators::NONE
    },
    openings: &["$"],
    commands: Some(&Commands {
        substitution: Substitution::Brackets,
        ignores_case: false,
        groups: &[],
        redirects: &["redirect"],
        continuing: "",
        assigning: Some("set"),
        naming: Some("alias"),
        local: &[],
        inputs: &[],
        names: &["variable_name"],
        defaults: &[],
        assigning_defaults: &[],
        substitutions: &["command_substitution"],
    }),
    ..Language::EMPTY
};
