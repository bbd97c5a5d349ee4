//! TOML.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{Delimiters, EscapesOf, Ground, Language, Parser, StringKind, Tree};
use crate::syntax::node::{NodeId, Role};

grammar!(GRAMMAR, "lang-toml", tree_sitter_toml_ng::LANGUAGE);

/// TOML.
pub static TOML: Language = Language {
    name: "toml",
    labels: &["toml"],
    extensions: &["toml"],
    file_names: &["pipfile"],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("table", Role::Mapping),
        ("table_array_element", Role::Mapping),
        ("inline_table", Role::Mapping),
        ("array", Role::Sequence),
        ("pair", Role::Pair),
        ("string", Role::String),
        ("comment", Role::Comment),
    ],
    strings: &[StringKind::new(
        "string",
        Delimiters::Pairs(&[
            ("\"\"\"", "\"\"\""),
            ("'''", "'''"),
            ("\"", "\""),
            ("'", "'"),
        ]),
        EscapesOf::Node(escapes),
    )],
    ground: Ground::Code,
    ..Language::EMPTY
};

/// Single quotes take everything as it is (TOML 1.0, "String").
fn escapes(tree: &Tree, string: NodeId) -> [Escapes; 2] {
    let first = if tree.spelling(string).starts_with('\'') {
        Escapes::None
    } else {
        Escapes::Backslash
    };
    [first, Escapes::None]
}
