//! Languages of configuration, of policies and of queries.

use super::parts::{DASHES, HASH, OF_C, PLUS, QUOTES, SLASH_STAR, quote};
use crate::syntax::escape::Escapes;
use crate::syntax::lexicon::{Lexicon, Quote};

pub static NIX: Lexicon = Lexicon {
    line_comments: HASH,
    block_comments: SLASH_STAR,
    joining: PLUS,
    word_signs: ".-'",
    quotes: &[
        quote!(
            "indented_text",
            "''",
            "''",
            Escapes::Nix,
            ["${".."}"],
            None,
            true
        ),
        quote!("quoted_text", "\"", "\"", QUOTES, ["${".."}"], None, true),
    ],
    ..Lexicon::EMPTY
};

pub static PKL: Lexicon = Lexicon {
    quotes: &[
        quote!(
            "text_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["\\("..")"],
            None,
            true
        ),
        quote!("quoted_text", "\"", "\"", QUOTES, ["\\("..")"], None, false),
    ],
    ..OF_C
};

pub static DHALL: Lexicon = Lexicon {
    line_comments: DASHES,
    block_comments: &[("{-", "-}")],
    joining: &["++"],
    word_signs: ".-/",
    quotes: &[
        quote!(
            "indented_text",
            "''",
            "''",
            Escapes::Nix,
            ["${".."}"],
            None,
            true
        ),
        quote!("quoted_text", "\"", "\"", QUOTES, ["${".."}"], None, false),
    ],
    ..Lexicon::EMPTY
};

pub static JSONNET: Lexicon = Lexicon {
    line_comments: &["//", "#"],
    word_signs: ".$",
    quotes: &[
        quote!("text_block", "|||", "|||", Escapes::None, [], None, true),
        quote!(
            "verbatim_double",
            "@\"",
            "\"",
            Escapes::Doubled('"'),
            [],
            None,
            true
        ),
        quote!(
            "verbatim_single",
            "@'",
            "'",
            Escapes::Doubled('\''),
            [],
            None,
            true
        ),
        quote!("double_text", "\"", "\"", QUOTES, [], None, true),
        quote!("single_text", "'", "'", QUOTES, [], None, true),
    ],
    ..OF_C
};

pub static CUE: Lexicon = Lexicon {
    word_signs: ".#",
    quotes: &[
        quote!(
            "text_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["\\("..")"],
            None,
            true
        ),
        quote!(
            "raw_text",
            "#\"",
            "\"#",
            Escapes::None,
            ["\\#("..")"],
            None,
            false
        ),
        quote!("quoted_text", "\"", "\"", QUOTES, ["\\("..")"], None, false),
    ],
    ..OF_C
};

pub static BICEP: Lexicon = Lexicon {
    joiners: &["concat"],
    quotes: &[
        quote!("text_lines", "'''", "'''", Escapes::None, [], None, true),
        quote!("quoted_text", "'", "'", QUOTES, ["${".."}"], None, false),
    ],
    ..OF_C
};

pub static REGO: Lexicon = Lexicon {
    line_comments: HASH,
    word_signs: ".",
    quotes: &[
        quote!("raw_text", "`", "`", Escapes::None, [], None, true),
        quote!("quoted_text", "\"", "\"", Escapes::Json, [], None, false),
    ],
    ..Lexicon::EMPTY
};

pub static SQL: Lexicon = Lexicon {
    line_comments: DASHES,
    block_comments: SLASH_STAR,
    joining: &["||"],
    joiners: &["CONCAT", "concat"],
    word_signs: ".:@$",
    quotes: &[
        quote!("dollar_text", "$$", "$$", Escapes::None, [], None, true),
        quote!(
            "quoted_text",
            "'",
            "'",
            Escapes::Doubled('\''),
            [],
            None,
            true
        ),
        quote!(
            "quoted_name",
            "\"",
            "\"",
            Escapes::Doubled('"'),
            [],
            None,
            false
        ),
    ],
    ..Lexicon::EMPTY
};
