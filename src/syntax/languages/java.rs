//! Java.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Parser, StringKind,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-java", tree_sitter_java::LANGUAGE);

/// Java.
pub static JAVA: Language = Language {
    name: "java",
    labels: &["java"],
    extensions: &["java"],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("array_initializer", Role::Sequence),
        ("method_invocation", Role::Call),
        ("object_creation_expression", Role::Call),
        ("variable_declarator", Role::Assignment),
        ("assignment_expression", Role::Assignment),
        ("string_literal", Role::String),
        ("binary_expression", Role::Concatenation),
        ("parenthesized_expression", Role::Concatenation),
        ("array_access", Role::Subscript),
        ("unary_expression", Role::Negation),
        ("line_comment", Role::Comment),
        ("block_comment", Role::Comment),
    ],
    strings: &[StringKind::new(
        "string_literal",
        Delimiters::Pairs(&[("\"\"\"", "\"\"\""), ("\"", "\"")]),
        EscapesOf::Kind(Escapes::Backslash),
    )],
    ground: Ground::Code,
    fields: Fields {
        key: &["name", "left"],
        value: &["value", "right"],
        function: &["name", "constructor", "type"],
        arguments: &["arguments"],
    },
    operators: Operators::OF_C,
    functions: &[
        "method_declaration",
        "constructor_declaration",
        "lambda_expression",
    ],
    packages: Packages::Maven,
    ..Language::EMPTY
};
