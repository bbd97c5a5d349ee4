//! JSON, with the comments and trailing commas that policy files have in the wild.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Notation, Operators, Parser, Runs, StringKind,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-json", tree_sitter_json::LANGUAGE);

/// JSON.
pub static JSON: Language = Language {
    name: "json",
    labels: &["json", "jsonc", "json5", "json-doc", "jsonnet"],
    extensions: &["json", "jsonc", "json5", "tfstate"],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("object", Role::Mapping),
        ("array", Role::Sequence),
        ("pair", Role::Pair),
        ("string", Role::String),
        ("comment", Role::Comment),
    ],
    strings: &[StringKind::new(
        "string",
        Delimiters::Pairs(&[("\"", "\"")]),
        EscapesOf::Kind(Escapes::Json),
    )],
    ground: Ground::Code,
    fields: Fields {
        key: &["key"],
        value: &["value"],
        function: &[],
        arguments: &[],
    },
    notation: Some(&Notation {
        assigning: &[":"],
        is_spaced: false,
        has_commas: true,
        has_bare_keys: false,
        has_indented: false,
    }),
    operators: Operators {
        choosing: &[":"],
        ..Operators::NONE
    },
    runs: Runs::ByKey,
    ..Language::EMPTY
};
