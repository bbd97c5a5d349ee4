//! Functional languages.

use super::parts::{DASHES, HASH, QUOTES, SLASHES, quote};
use crate::syntax::escape::Escapes;
use crate::syntax::lexicon::{Lexicon, Quote};

pub static HASKELL: Lexicon = Lexicon {
    line_comments: DASHES,
    block_comments: &[("{-", "-}")],
    has_characters: true,
    joining: &["++", "<>"],
    word_signs: ".'",
    quotes: &[
        quote!("text_lines", "\"\"\"", "\"\"\"", QUOTES, [], None, true),
        quote!("quoted_text", "\"", "\"", QUOTES, [], None, false),
    ],
    ..Lexicon::EMPTY
};

pub static ML: Lexicon = Lexicon {
    line_comments: SLASHES,
    block_comments: &[("(*", "*)")],
    has_characters: true,
    joining: &["+", "^"],
    word_signs: ".'",
    quotes: &[
        quote!(
            "text_lines",
            "\"\"\"",
            "\"\"\"",
            Escapes::None,
            [],
            None,
            true
        ),
        quote!(
            "formatted_text",
            "$\"",
            "\"",
            QUOTES,
            ["{".."}"],
            None,
            false
        ),
        quote!(
            "verbatim_text",
            "@\"",
            "\"",
            Escapes::Doubled('"'),
            [],
            None,
            true
        ),
        quote!("quoted_text", "\"", "\"", QUOTES, [], None, true),
    ],
    ..Lexicon::EMPTY
};

pub static LISP: Lexicon = Lexicon {
    line_comments: &[";"],
    block_comments: &[("#|", "|#")],
    joiners: &["str", "concat", "string-append", "strcat"],
    is_lisp: true,
    word_signs: "-./*+!?:<>=$%&",
    quotes: &[quote!("quoted_text", "\"", "\"", QUOTES, [], None, true)],
    ..Lexicon::EMPTY
};

pub static ERLANG: Lexicon = Lexicon {
    line_comments: &["%"],
    joining: &["++"],
    word_signs: ":@",
    quotes: &[quote!("quoted_text", "\"", "\"", QUOTES, [], None, true)],
    ..Lexicon::EMPTY
};

pub static ELIXIR: Lexicon = Lexicon {
    line_comments: HASH,
    joining: &["<>"],
    word_signs: ".@:!?",
    quotes: &[
        quote!(
            "sigil_lines",
            "~S\"\"\"",
            "\"\"\"",
            Escapes::None,
            [],
            None,
            true
        ),
        quote!(
            "text_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["#{".."}"],
            None,
            true
        ),
        quote!("sigil", "~S(", ")", Escapes::None, [], None, true),
        quote!("double_text", "\"", "\"", QUOTES, ["#{".."}"], None, true),
        quote!("single_text", "'", "'", QUOTES, ["#{".."}"], None, false),
    ],
    ..Lexicon::EMPTY
};
