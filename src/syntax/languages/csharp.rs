//! C#.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Parser, StringKind, Tree,
};
use crate::syntax::node::{NodeId, Role};

grammar!(GRAMMAR, "lang-csharp", tree_sitter_c_sharp::LANGUAGE);

/// C#.
pub static CSHARP: Language = Language {
    name: "c#",
    labels: &["csharp", "cs", "c#", "dotnet"],
    extensions: &["cs", "csx"],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("initializer_expression", Role::Mapping),
        ("collection_expression", Role::Sequence),
        ("assignment_expression", Role::Assignment),
        ("variable_declarator", Role::Assignment),
        ("invocation_expression", Role::Call),
        ("object_creation_expression", Role::Call),
        ("string_literal", Role::String),
        ("verbatim_string_literal", Role::String),
        ("raw_string_literal", Role::String),
        ("interpolated_string_expression", Role::String),
        ("interpolation", Role::Interpolation),
        ("binary_expression", Role::Concatenation),
        ("parenthesized_expression", Role::Concatenation),
        ("element_access_expression", Role::Subscript),
        ("spread_element", Role::Spread),
        ("prefix_unary_expression", Role::Negation),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new(
            "string_literal",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::Backslash),
        ),
        StringKind::new(
            "verbatim_string_literal",
            Delimiters::Pairs(&[("@\"", "\"")]),
            EscapesOf::Kind(Escapes::Doubled('"')),
        ),
        StringKind::new(
            "raw_string_literal",
            Delimiters::Nodes,
            EscapesOf::Kind(Escapes::None),
        ),
        StringKind::new(
            "interpolated_string_expression",
            Delimiters::Pairs(&[
                ("$@\"", "\""),
                ("@$\"", "\""),
                ("$\"\"\"", "\"\"\""),
                ("$\"", "\""),
            ]),
            EscapesOf::Node(escapes),
        ),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["name", "left"],
        value: &["value", "right"],
        function: &["name", "function", "type"],
        arguments: &["arguments"],
    },
    operators: Operators {
        choosing: &["!", "?", ":", "||", "&&", "??", "-", "|", "&", "/", "^"],
        merging: &["with"],
        ..Operators::OF_C
    },
    functions: &[
        "method_declaration",
        "constructor_declaration",
        "local_function_statement",
        "lambda_expression",
    ],
    openings: &["{"],
    packages: Packages::NuGet,
    ..Language::EMPTY
};

/// What stands before the quotes decides (C# reference, "Interpolated strings").
fn escapes(tree: &Tree, string: NodeId) -> [Escapes; 2] {
    let spelling = tree.spelling(string);
    let prefix = spelling.split('"').next().unwrap_or_default();
    let first = if spelling[prefix.len()..].starts_with("\"\"\"") {
        Escapes::None
    } else if prefix.contains('@') {
        Escapes::Doubled('"')
    } else {
        Escapes::Backslash
    };
    [first, Escapes::Braces]
}
