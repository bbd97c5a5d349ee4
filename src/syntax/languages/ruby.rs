//! Ruby.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Parser, StringKind, Tree,
};
use crate::syntax::node::{NodeId, Role};

grammar!(GRAMMAR, "lang-ruby", tree_sitter_ruby::LANGUAGE);

/// Ruby.
pub static RUBY: Language = Language {
    name: "ruby",
    labels: &["ruby", "rb"],
    extensions: &["rb", "rake", "gemspec", "ru", "thor"],
    file_names: &[
        "rakefile",
        "gemfile",
        "vagrantfile",
        "brewfile",
        "fastfile",
        "berksfile",
        "guardfile",
    ],
    interpreters: &["ruby", "rake"],
    parser: GRAMMAR,
    roles: &[
        ("hash", Role::Mapping),
        ("argument_list", Role::Mapping),
        ("array", Role::Sequence),
        ("string_array", Role::Sequence),
        ("pair", Role::Pair),
        ("assignment", Role::Assignment),
        ("call", Role::Call),
        ("string", Role::String),
        ("bare_string", Role::String),
        ("chained_string", Role::String),
        ("heredoc_body", Role::String),
        ("binary", Role::Concatenation),
        ("parenthesized_statements", Role::Concatenation),
        ("interpolation", Role::Interpolation),
        ("element_reference", Role::Subscript),
        ("hash_splat_argument", Role::Spread),
        ("unary", Role::Negation),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new(
            "bare_string",
            Delimiters::None,
            EscapesOf::Kind(Escapes::BackslashItself),
        ),
        StringKind::new("string", Delimiters::Nodes, EscapesOf::Node(escapes)),
        StringKind::new(
            "heredoc_body",
            Delimiters::Lines,
            EscapesOf::Node(heredoc_escapes),
        ),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["key", "name", "left"],
        value: &["value", "right"],
        function: &["method"],
        arguments: &["arguments"],
    },
    operators: Operators {
        joining: &["+", "(", ")"],
        choosing: &[
            "not", "!", "?", ":", "if", "else", "for", "||", "&&", "or", "and", "in", "unless",
            "-", "|", "&", "/", "^",
        ],
        merging: &["|", "|="],
    },
    openings: &["#{"],
    packages: Packages::RubyGems,
    ..Language::EMPTY
};

/// Single quotes and `%q` take backslashes as they are, but for those before a quote (Ruby, "Literals").
fn escapes(tree: &Tree, string: NodeId) -> [Escapes; 2] {
    let is_literal =
        tree.spelling(string).starts_with(['\'']) || tree.spelling(string).starts_with("%q");
    let first = if is_literal {
        Escapes::BackslashItself
    } else {
        Escapes::BackslashQuotes
    };
    [first, Escapes::None]
}

/// A heredoc is taken literally when its delimiter stands in single quotes where it begins.
fn heredoc_escapes(tree: &Tree, body: NodeId) -> [Escapes; 2] {
    let delimiter = tree.spelling(body).lines().last().unwrap_or_default();
    let is_literal = tree
        .nodes_of(tree.node(body).layer())
        .take_while(|id| *id != body)
        .filter(|id| tree.node(*id).kind == "heredoc_beginning")
        .any(|id| {
            tree.spelling(id)
                .ends_with(&format!("'{}'", delimiter.trim()))
        });
    let first = if is_literal {
        Escapes::None
    } else {
        Escapes::BackslashQuotes
    };
    [first, Escapes::None]
}
