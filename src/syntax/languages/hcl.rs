//! HCL: Terraform, OpenTofu, Terragrunt, Packer.

use std::borrow::Cow;

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
    grammar_input: with_plain_names,
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

/// A text in which no interpolation has two names with a colon between them, as `${aws:username}` has: that is no expression, so
/// Terraform refuses it, and the grammar would read nothing of the file around it.
fn with_plain_names(text: &str) -> Cow<'_, str> {
    const OPENING: &str = "${";
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    let mut input = String::new();
    let mut done = 0;
    for (at, _) in text.match_indices(OPENING) {
        let inside = &text[at + OPENING.len()..];
        let first = inside.trim_start_matches(is_name);
        let colon = text.len() - first.len();
        let is_one = first
            .strip_prefix(':')
            .map(|second| (second, second.trim_start_matches(is_name)))
            .is_some_and(|(second, rest)| rest.len() < second.len() && rest.starts_with('}'));
        let begins = inside.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_one && begins && !text[..at].ends_with('$') {
            input.push_str(&text[done..colon]);
            input.push('_');
            done = colon + 1;
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    input.push_str(&text[done..]);
    Cow::Owned(input)
}

#[cfg(test)]
mod tests {
    use super::with_plain_names;

    #[test]
    fn two_names_with_a_colon_are_one_for_the_grammar() {
        for (text, expected) in [
            ("\"${aws:username}\"", "\"${aws_username}\""),
            ("${a:b}${aws:c-d} $${a:b}", "${a_b}${aws_c-d} $${a:b}"),
            ("${a ? b : c} ${a?b:c} ${a:}", "${a ? b : c} ${a?b:c} ${a:}"),
            ("${a.b:c/d}", "${a.b_c/d}"),
            (
                "${:a} ${1:2} ${a::b()} ${a:b",
                "${:a} ${1:2} ${a::b()} ${a:b",
            ),
        ] {
            assert_eq!(with_plain_names(text), expected);
        }
    }
}
