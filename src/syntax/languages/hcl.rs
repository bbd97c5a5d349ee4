//! HCL: Terraform, OpenTofu, Terragrunt, Packer.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Notation, Operators, Pairs, Parser, Runs,
    StringKind,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-hcl", tree_sitter_hcl::LANGUAGE);

/// HCL.
pub static HCL: Language = Language {
    name: "hcl",
    labels: &["hcl", "terraform", "tf", "tofu", "opentofu", "terragrunt"],
    extensions: &["tf", "tofu", "hcl", "tfvars", "nomad"],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("body", Role::Mapping),
        ("object", Role::Mapping),
        ("tuple", Role::Sequence),
        ("attribute", Role::Pair),
        ("object_elem", Role::Pair),
        ("block", Role::Pair),
        ("function_call", Role::Call),
        ("string_lit", Role::String),
        ("quoted_template", Role::String),
        ("heredoc_template", Role::String),
        ("template_interpolation", Role::Interpolation),
        ("template_directive", Role::Interpolation),
        ("unary_operation", Role::Negation),
        ("comment", Role::Comment),
        ("block_start", Role::Punctuation),
        ("block_end", Role::Punctuation),
        ("tuple_start", Role::Punctuation),
        ("tuple_end", Role::Punctuation),
        ("object_start", Role::Punctuation),
        ("object_end", Role::Punctuation),
    ],
    strings: &[
        StringKind::new(
            "string_lit",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::HclQuoted),
        ),
        StringKind::new(
            "quoted_template",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::HclQuoted),
        ),
        StringKind::new(
            "heredoc_template",
            Delimiters::Lines,
            EscapesOf::Kind(Escapes::HclHeredoc),
        ),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["key"],
        value: &["val"],
        function: &[],
        arguments: &[],
    },
    pairs: Pairs {
        blocks: &["block"],
        ..Pairs::PLAIN
    },
    notation: Some(&Notation {
        assigning: &["=", ":"],
        is_spaced: true,
        has_commas: false,
        has_bare_keys: true,
        has_indented: false,
    }),
    operators: Operators {
        joining: &["+", "(", ")"],
        choosing: &[
            "!", "?", ":", "if", "else", "for", "||", "&&", "in", "-", "/",
        ],
        merging: &[],
    },
    openings: &["${"],
    // Provisioners and user data, whatever the key (Terraform documentation, "local-exec Provisioner").
    runs: Runs::Shell,
    has_only_own_functions: true,
    ..Language::EMPTY
};
