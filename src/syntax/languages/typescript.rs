//! TypeScript, and JavaScript, which is read with the grammar of TypeScript that knows JSX.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Operators, Packages, Pairs, Parser,
    StringKind, Tree,
};
use crate::syntax::node::{NodeId, Role};

grammar!(
    GRAMMAR,
    "lang-typescript",
    tree_sitter_typescript::LANGUAGE_TYPESCRIPT
);
grammar!(
    GRAMMAR_WITH_JSX,
    "lang-typescript",
    tree_sitter_typescript::LANGUAGE_TSX
);

/// TypeScript.
pub static TYPESCRIPT: Language = language(
    "typescript",
    &["typescript", "ts"],
    &["ts", "mts", "cts"],
    GRAMMAR,
);

/// JavaScript, and TypeScript with JSX.
pub static JAVASCRIPT: Language = language(
    "javascript",
    &["javascript", "js", "node", "jsx", "tsx"],
    &["js", "mjs", "cjs", "jsx", "tsx"],
    GRAMMAR_WITH_JSX,
);

const STRINGS: &[StringKind] = &[
    StringKind::new(
        "string",
        Delimiters::Nodes,
        EscapesOf::Kind(Escapes::BackslashQuotes),
    ),
    StringKind::new(
        "template_string",
        Delimiters::Nodes,
        EscapesOf::Node(of_template),
    ),
];

/// What gives a template as it is spelled (ECMAScript, "String.raw").
const RAW: &str = "String.raw";

/// The escapes of a template, by what tags it.
fn of_template(tree: &Tree, id: NodeId) -> [Escapes; 2] {
    let is_raw = tree.parent(id).is_some_and(|call| {
        let (call, template) = (tree.node(call), tree.node(id));
        let text = tree.layer_of(id).text.as_str();
        call.layer() == template.layer()
            && text[call.range().start..template.range().start].trim_end() == RAW
    });
    let escapes = if is_raw {
        Escapes::None
    } else {
        Escapes::BackslashQuotes
    };
    [escapes, Escapes::None]
}

const fn language(
    name: &'static str,
    labels: &'static [&'static str],
    extensions: &'static [&'static str],
    parser: Parser,
) -> Language {
    Language {
        name,
        labels,
        extensions,
        file_names: &[],
        interpreters: &["node", "deno", "bun", "ts-node", "zx"],
        parser,
        roles: &[
            ("object", Role::Mapping),
            ("array", Role::Sequence),
            ("pair", Role::Pair),
            ("variable_declarator", Role::Assignment),
            ("assignment_expression", Role::Assignment),
            ("public_field_definition", Role::Assignment),
            ("call_expression", Role::Call),
            ("new_expression", Role::Call),
            ("string", Role::String),
            ("template_string", Role::String),
            ("template_substitution", Role::Interpolation),
            ("binary_expression", Role::Concatenation),
            ("parenthesized_expression", Role::Concatenation),
            ("subscript_expression", Role::Subscript),
            ("spread_element", Role::Spread),
            ("unary_expression", Role::Negation),
            ("comment", Role::Comment),
        ],
        strings: STRINGS,
        ground: Ground::Code,
        fields: Fields {
            key: &["key", "name", "pattern", "left"],
            value: &["value", "right"],
            function: &["function", "constructor"],
            arguments: &["arguments"],
        },
        pairs: Pairs {
            expressions: &["computed_property_name"],
            ..Pairs::PLAIN
        },
        operators: Operators {
            choosing: &[
                "!", "?", ":", "||", "&&", "??", "in", "-", "|", "&", "/", "^",
            ],
            ..Operators::OF_C
        },
        functions: &[
            "function_declaration",
            "generator_function_declaration",
            "function_expression",
            "arrow_function",
            "method_definition",
        ],
        openings: &["${"],
        packages: Packages::Npm,
        ..Language::EMPTY
    }
}
