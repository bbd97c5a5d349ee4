//! PowerShell.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Commands, Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Parser,
    StringKind, Substitution,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-powershell", tree_sitter_powershell::LANGUAGE);

/// PowerShell.
pub static POWERSHELL: Language = Language {
    name: "powershell",
    labels: &["powershell", "ps1", "pwsh", "posh", "ps"],
    extensions: &["ps1", "psm1", "psd1"],
    file_names: &[],
    interpreters: &["pwsh", "powershell"],
    parser: GRAMMAR,
    roles: &[
        ("hash_literal_body", Role::Mapping),
        ("hash_entry", Role::Pair),
        ("array_literal_expression", Role::Sequence),
        ("assignment_expression", Role::Assignment),
        ("command", Role::Command),
        ("invokation_expression", Role::Call),
        ("command_name", Role::String),
        ("generic_token", Role::String),
        ("command_parameter", Role::String),
        ("integer_literal", Role::String),
        ("expandable_string_literal", Role::String),
        ("verbatim_string_characters", Role::String),
        ("expandable_here_string_literal", Role::String),
        ("verbatim_here_string_characters", Role::String),
        ("variable", Role::Interpolation),
        ("sub_expression", Role::Interpolation),
        ("additive_expression", Role::Concatenation),
        ("parenthesized_expression", Role::Concatenation),
        ("element_access", Role::Subscript),
        ("pipeline", Role::Pipeline),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new(
            "expandable_string_literal",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::Backtick),
        ),
        StringKind::new(
            "verbatim_string_characters",
            Delimiters::Pairs(&[("'", "'")]),
            EscapesOf::Kind(Escapes::Doubled('\'')),
        ),
        StringKind::new(
            "expandable_here_string_literal",
            Delimiters::Lines,
            EscapesOf::Kind(Escapes::Backtick),
        ),
        StringKind::new(
            "verbatim_here_string_characters",
            Delimiters::Lines,
            EscapesOf::Kind(Escapes::None),
        ),
    ],
    ground: Ground::Code,
    shares_variables: true,
    fields: Fields {
        key: &[],
        value: &["value"],
        function: &[],
        arguments: &[],
    },
    operators: Operators {
        joining: &["+", "(", ")"],
        choosing: &[
            "!", "?", ":", "if", "else", "for", "||", "&&", "in", "-", "|", "&", "/",
        ],
        merging: &["+"],
    },
    functions: &["function_statement"],
    openings: &["${", "$"],
    commands: Some(&Commands {
        substitution: Substitution::Other,
        ignores_case: true,
        groups: &["command_name", "command_elements"],
        redirects: &[],
        continuing: "",
        assigning: None,
        naming: None,
        local: &[],
        inputs: &[],
        names: &["variable"],
        defaults: &[],
        assigning_defaults: &[],
        substitutions: &["sub_expression"],
    }),
    packages: Packages::PowerShellGallery,
    ..Language::EMPTY
};
