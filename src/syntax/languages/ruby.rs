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
        ("subshell", Role::String),
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
        // A shell runs what it says.
        StringKind::new(
            "subshell",
            Delimiters::Nodes,
            EscapesOf::Kind(Escapes::BackslashQuotes),
        ),
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
    functions: &["method", "singleton_method"],
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

/// How many nodes before its body the beginning of a heredoc is looked for in: those of one line, mostly.
const REACH: usize = 4096;

/// A heredoc is taken literally when its delimiter stands in single quotes where it begins.
fn heredoc_escapes(tree: &Tree, body: NodeId) -> [Escapes; 2] {
    let spelling = tree.spelling(body);
    let delimiter = spelling.rsplit('\n').find(|line| !line.is_empty());
    let delimiter = delimiter.unwrap_or_default().trim();
    let is_literal = tree
        .nodes_before(body)
        .take(REACH)
        .filter(|id| tree.node(*id).kind() == "heredoc_beginning")
        .map(|id| tree.spelling(id).trim_start_matches(['<', '-', '~']))
        .find(|beginning| beginning.trim_matches(['\'', '"', '`']) == delimiter)
        .is_some_and(|beginning| beginning.starts_with('\''));
    let first = if is_literal {
        Escapes::None
    } else {
        Escapes::BackslashQuotes
    };
    [first, Escapes::None]
}
