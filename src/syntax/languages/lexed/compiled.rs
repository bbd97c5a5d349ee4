//! Languages that are compiled, with comments like those of C or their own.

use super::parts::{HASH, OF_C, PLUS, QUOTES, quote};
use crate::syntax::escape::Escapes;
use crate::syntax::lexicon::{Adjacent, Lexicon, Quote};

pub static RUST: Lexicon = Lexicon {
    has_characters: true,
    joiners: &["concat!"],
    quotes: &[
        quote!("raw_text_2", "r##\"", "\"##", Escapes::None, [], None, true),
        quote!("raw_text_1", "r#\"", "\"#", Escapes::None, [], None, true),
        quote!("raw_text", "r\"", "\"", Escapes::None, [], None, true),
        quote!(
            "quoted_text",
            "\"",
            "\"",
            Escapes::Backslash,
            [],
            None,
            true
        ),
    ],
    ..OF_C
};

pub static SWIFT: Lexicon = Lexicon {
    quotes: &[
        quote!(
            "raw_lines",
            "#\"\"\"",
            "\"\"\"#",
            Escapes::None,
            ["\\#("..")"],
            None,
            true
        ),
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

pub static DART: Lexicon = Lexicon {
    adjacent: Adjacent::Strings,
    quotes: &[
        quote!(
            "single_lines",
            "'''",
            "'''",
            QUOTES,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!(
            "double_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!("raw_single", "r'", "'", Escapes::None, [], None, false),
        quote!("raw_double", "r\"", "\"", Escapes::None, [], None, false),
        quote!(
            "single_text",
            "'",
            "'",
            QUOTES,
            ["${".."}"],
            Some('$'),
            false
        ),
        quote!(
            "double_text",
            "\"",
            "\"",
            QUOTES,
            ["${".."}"],
            Some('$'),
            false
        ),
    ],
    ..OF_C
};

pub static C: Lexicon = Lexicon {
    has_characters: true,
    adjacent: Adjacent::Strings,
    quotes: &[
        quote!("raw_text", "R\"(", ")\"", Escapes::None, [], None, true),
        quote!(
            "object_text",
            "@\"",
            "\"",
            Escapes::Backslash,
            [],
            None,
            false
        ),
        quote!(
            "quoted_text",
            "\"",
            "\"",
            Escapes::Backslash,
            [],
            None,
            false
        ),
    ],
    ..OF_C
};

pub static CRYSTAL: Lexicon = Lexicon {
    line_comments: HASH,
    has_characters: true,
    joining: PLUS,
    word_signs: ".@:!?",
    quotes: &[quote!(
        "quoted_text",
        "\"",
        "\"",
        QUOTES,
        ["#{".."}"],
        None,
        true
    )],
    ..Lexicon::EMPTY
};

pub static BASIC: Lexicon = Lexicon {
    line_comments: &["'", "rem "],
    joining: &["&", "+"],
    word_signs: ".",
    quotes: &[
        quote!(
            "formatted_text",
            "$\"",
            "\"",
            Escapes::Doubled('"'),
            ["{".."}"],
            None,
            false
        ),
        quote!(
            "quoted_text",
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
