//! Go.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Parser, StringKind,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-go", tree_sitter_go::LANGUAGE);

/// Go.
pub static GO: Language = Language {
    name: "go",
    labels: &["go", "golang"],
    extensions: &["go"],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("literal_value", Role::Mapping),
        ("keyed_element", Role::Pair),
        ("call_expression", Role::Call),
        ("short_var_declaration", Role::Assignment),
        ("var_spec", Role::Assignment),
        ("const_spec", Role::Assignment),
        ("assignment_statement", Role::Assignment),
        ("interpreted_string_literal", Role::String),
        ("raw_string_literal", Role::String),
        ("binary_expression", Role::Concatenation),
        ("parenthesized_expression", Role::Concatenation),
        ("index_expression", Role::Subscript),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new(
            "interpreted_string_literal",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::Backslash),
        ),
        StringKind::new(
            "raw_string_literal",
            Delimiters::Pairs(&[("`", "`")]),
            EscapesOf::Kind(Escapes::None),
        ),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["key", "name", "left"],
        value: &["value", "right"],
        function: &["function", "type"],
        arguments: &["arguments"],
    },
    operators: Operators::OF_C,
    functions: &["function_declaration", "method_declaration", "func_literal"],
    packages: Packages::GoModules,
    ..Language::EMPTY
};
