//! Languages of the Java virtual machine.

use super::parts::{OF_C, QUOTES, quote};
use crate::syntax::escape::Escapes;
use crate::syntax::lexicon::{Lexicon, Quote};

pub static KOTLIN: Lexicon = Lexicon {
    has_characters: true,
    quotes: &[
        quote!(
            "raw_text",
            "\"\"\"",
            "\"\"\"",
            Escapes::None,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!(
            "quoted_text",
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

pub static SCALA: Lexicon = Lexicon {
    has_characters: true,
    quotes: &[
        quote!(
            "s_raw_text",
            "s\"\"\"",
            "\"\"\"",
            Escapes::None,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!(
            "f_raw_text",
            "f\"\"\"",
            "\"\"\"",
            Escapes::None,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!(
            "raw_text",
            "\"\"\"",
            "\"\"\"",
            Escapes::None,
            [],
            None,
            true
        ),
        quote!("s_text", "s\"", "\"", QUOTES, ["${".."}"], Some('$'), false),
        quote!("f_text", "f\"", "\"", QUOTES, ["${".."}"], Some('$'), false),
        quote!("quoted_text", "\"", "\"", QUOTES, [], None, false),
    ],
    ..OF_C
};

pub static GROOVY: Lexicon = Lexicon {
    quotes: &[
        quote!(
            "gstring_lines",
            "\"\"\"",
            "\"\"\"",
            QUOTES,
            ["${".."}"],
            Some('$'),
            true
        ),
        quote!("text_lines", "'''", "'''", QUOTES, [], None, true),
        quote!("gstring", "\"", "\"", QUOTES, ["${".."}"], Some('$'), false),
        quote!("single_text", "'", "'", QUOTES, [], None, false),
    ],
    ..OF_C
};
