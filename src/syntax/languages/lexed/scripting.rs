//! Languages of scripts, and what a shell or a tool runs line by line.

use super::parts::{DASHES, HASH, OF_C, PLUS, QUOTES, quote};
use crate::syntax::escape::Escapes;
use crate::syntax::lexicon::{Adjacent, HEREDOC, Lexicon, Quote, RAW_HEREDOC};

pub static PHP: Lexicon = Lexicon {
    line_comments: &["//", "#"],
    heredoc: Some("<<<"),
    joining: &["."],
    word_signs: "$->:\\",
    quotes: &[
        quote!(
            "double_text",
            "\"",
            "\"",
            QUOTES,
            ["{$".."}", "${".."}"],
            Some('$'),
            true
        ),
        quote!(
            "single_text",
            "'",
            "'",
            Escapes::BackslashItself,
            [],
            None,
            true
        ),
        quote!(
            HEREDOC,
            "\u{0}",
            "\u{0}",
            QUOTES,
            ["{$".."}", "${".."}"],
            Some('$'),
            true
        ),
        quote!(RAW_HEREDOC, "\u{0}", "\u{0}", Escapes::None, [], None, true),
    ],
    ..OF_C
};

pub static COFFEE: Lexicon = Lexicon {
    line_comments: HASH,
    block_comments: &[("###", "###")],
    joining: PLUS,
    word_signs: ".@?$",
    quotes: &[
        quote!(
            "text_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["#{".."}"],
            None,
            true
        ),
        quote!("raw_lines", "'''", "'''", QUOTES, [], None, true),
        quote!("double_text", "\"", "\"", QUOTES, ["#{".."}"], None, true),
        quote!("single_text", "'", "'", QUOTES, [], None, true),
    ],
    ..Lexicon::EMPTY
};

pub static NIM: Lexicon = Lexicon {
    line_comments: HASH,
    block_comments: &[("#[", "]#")],
    has_characters: true,
    joining: &["&"],
    word_signs: ".$",
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
            "fmt\"",
            "\"",
            Escapes::None,
            ["{".."}"],
            None,
            false
        ),
        quote!("quoted_text", "\"", "\"", QUOTES, [], None, false),
    ],
    ..Lexicon::EMPTY
};

pub static PERL: Lexicon = Lexicon {
    line_comments: HASH,
    heredoc: Some("<<"),
    joining: &["."],
    word_signs: "$@->:",
    quotes: &[
        quote!(
            "double_text",
            "\"",
            "\"",
            QUOTES,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!(
            "single_text",
            "'",
            "'",
            Escapes::BackslashItself,
            [],
            None,
            true
        ),
        quote!(
            HEREDOC,
            "\u{0}",
            "\u{0}",
            QUOTES,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!(RAW_HEREDOC, "\u{0}", "\u{0}", Escapes::None, [], None, true),
    ],
    ..Lexicon::EMPTY
};

pub static LUA: Lexicon = Lexicon {
    line_comments: DASHES,
    block_comments: &[("--[[", "]]")],
    joining: &[".."],
    word_signs: ".:",
    quotes: &[
        quote!("long_text", "[[", "]]", Escapes::None, [], None, true),
        quote!(
            "double_text",
            "\"",
            "\"",
            Escapes::Backslash,
            [],
            None,
            false
        ),
        quote!("single_text", "'", "'", Escapes::Backslash, [], None, false),
    ],
    ..Lexicon::EMPTY
};

pub static R: Lexicon = Lexicon {
    line_comments: HASH,
    joiners: &["paste0", "str_c", "stringr::str_c"],
    word_signs: ".:$@",
    quotes: &[
        quote!("raw_text", "r\"(", ")\"", Escapes::None, [], None, true),
        quote!(
            "double_text",
            "\"",
            "\"",
            Escapes::Backslash,
            [],
            None,
            true
        ),
        quote!("single_text", "'", "'", Escapes::Backslash, [], None, true),
    ],
    ..Lexicon::EMPTY
};

pub static JULIA: Lexicon = Lexicon {
    line_comments: HASH,
    block_comments: &[("#=", "=#")],
    has_characters: true,
    joining: &["*"],
    joiners: &["string"],
    word_signs: ".!",
    quotes: &[
        quote!("raw_text", "raw\"", "\"", Escapes::None, [], None, true),
        quote!(
            "text_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["$("..")"],
            Some('$'),
            true
        ),
        quote!(
            "quoted_text",
            "\"",
            "\"",
            QUOTES,
            ["$("..")"],
            Some('$'),
            true
        ),
    ],
    ..Lexicon::EMPTY
};

pub static NUSHELL: Lexicon = Lexicon {
    line_comments: HASH,
    joining: &["++", "+"],
    word_signs: ".$-",
    quotes: &[
        quote!(
            "formatted_double",
            "$\"",
            "\"",
            QUOTES,
            ["("..")"],
            None,
            true
        ),
        quote!(
            "formatted_single",
            "$'",
            "'",
            Escapes::None,
            ["("..")"],
            None,
            true
        ),
        quote!("double_text", "\"", "\"", QUOTES, [], None, true),
        quote!("single_text", "'", "'", Escapes::None, [], None, true),
        quote!("backtick_text", "`", "`", Escapes::None, [], None, false),
    ],
    ..Lexicon::EMPTY
};

pub static BATCH: Lexicon = Lexicon {
    line_comments: &["rem ", "::", "@rem "],
    quotes: &[quote!(
        "quoted_text",
        "\"",
        "\"",
        Escapes::None,
        ["%".."%", "!".."!"],
        None,
        false
    )],
    ..Lexicon::EMPTY
};

pub static SCRIPT: Lexicon = Lexicon {
    line_comments: HASH,
    adjacent: Adjacent::Values,
    word_signs: "$.",
    quotes: &[
        quote!(
            "double_text",
            "\"",
            "\"",
            QUOTES,
            ["${".."}", "{{".."}}"],
            Some('$'),
            false
        ),
        quote!(
            "single_text",
            "'",
            "'",
            Escapes::None,
            ["{{".."}}"],
            None,
            false
        ),
    ],
    ..Lexicon::EMPTY
};
