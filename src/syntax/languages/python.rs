//! Python.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Pairs, Parser,
    StringKind, Tree,
};
use crate::syntax::node::{NodeId, Role};

grammar!(GRAMMAR, "lang-python", tree_sitter_python::LANGUAGE);

/// Python.
pub static PYTHON: Language = Language {
    name: "python",
    labels: &["python", "py", "python3", "pycon", "starlark", "bzl"],
    extensions: &["py", "pyi", "pyw", "bzl", "star", "bazel"],
    file_names: &["sconstruct", "snakefile", "tiltfile"],
    interpreters: &["python", "pypy"],
    parser: GRAMMAR,
    roles: &[
        ("dictionary", Role::Mapping),
        ("argument_list", Role::Mapping),
        ("list", Role::Sequence),
        ("tuple", Role::Sequence),
        ("set", Role::Sequence),
        ("pair", Role::Pair),
        ("keyword_argument", Role::Pair),
        ("assignment", Role::Assignment),
        ("call", Role::Call),
        ("string", Role::String),
        ("concatenated_string", Role::String),
        ("binary_operator", Role::Concatenation),
        ("parenthesized_expression", Role::Concatenation),
        ("interpolation", Role::Interpolation),
        ("function_definition", Role::Function),
        ("subscript", Role::Subscript),
        ("dictionary_splat", Role::Spread),
        ("not_operator", Role::Negation),
        ("comment", Role::Comment),
    ],
    strings: &[StringKind::new(
        "string",
        Delimiters::Nodes,
        EscapesOf::Node(escapes),
    )],
    ground: Ground::Code,
    fields: Fields {
        key: &["key", "name", "left"],
        value: &["value", "right"],
        function: &["function"],
        arguments: &["arguments"],
    },
    pairs: Pairs {
        with_expression: &["pair"],
        ..Pairs::PLAIN
    },
    operators: Operators {
        joining: &["+", "(", ")"],
        choosing: &[
            "not", ":", "if", "else", "for", "or", "and", "in", "-", "|", "&", "/", "^",
        ],
        merging: &["|", "|="],
    },
    openings: &["{"],
    packages: Packages::PyPi,
    ..Language::EMPTY
};

/// The letters before the quotes decide (Python Language Reference, section 2.4.1).
fn escapes(tree: &Tree, string: NodeId) -> [Escapes; 2] {
    let spelling = tree.spelling(string);
    let prefix = spelling.split(['"', '\'']).next().unwrap_or_default();
    let has = |letter: char| prefix.chars().any(|c| c.eq_ignore_ascii_case(&letter));
    [
        if has('r') {
            Escapes::None
        } else {
            Escapes::Backslash
        },
        if has('f') {
            Escapes::Braces
        } else {
            Escapes::None
        },
    ]
}
