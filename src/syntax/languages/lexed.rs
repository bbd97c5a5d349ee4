//! Languages of which only comments and strings are read: no grammar is worth its build time for what is looked for in
//! them. Sources: the reference manual of each, its chapter on lexical structure.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{Ground, Language, Parser};
use crate::syntax::lexicon::{Adjacent, HEREDOC, Lexicon, Quote, RAW_HEREDOC};

/// A kind of string: its node kind, what stands around it, its escapes, what is computed in it, the sign of variables.
macro_rules! quote {
    ($kind:expr, $open:literal, $close:literal, $escapes:expr, [$($from:literal .. $to:literal),*], $sign:expr, $lines:literal) => {
        Quote {
            kind: $kind,
            delimiters: &[($open, $close)],
            escapes: $escapes,
            interpolations: &[$(($from, $to)),*],
            sign: $sign,
            has_lines: $lines,
        }
    };
}

/// A language with comments and strings.
const fn lexed(
    name: &'static str,
    labels: &'static [&'static str],
    extensions: &'static [&'static str],
    lexicon: &'static Lexicon,
) -> Language {
    Language {
        name,
        labels,
        extensions,
        parser: Parser::Lexical(lexicon),
        ground: Ground::Code,
        caution: Some("only strings and comments are read of the language around it"),
        ..Language::EMPTY
    }
}

const SLASHES: &[&str] = &["//"];
const HASH: &[&str] = &["#"];
const DASHES: &[&str] = &["--"];
const SLASH_STAR: &[(&str, &str)] = &[("/*", "*/")];
const PLUS: &[&str] = &["+"];
const QUOTES: Escapes = Escapes::BackslashQuotes;

/// A language whose comments and operators are C's.
const OF_C: Lexicon = Lexicon {
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    joining: PLUS,
    word_signs: ".!?:",
    ..Lexicon::EMPTY
};

/// All of them.
pub static ALL: [Language; 28] = [
    lexed("kotlin", &["kotlin", "kt", "kts"], &["kt", "kts"], &KOTLIN),
    lexed("scala", &["scala", "sbt"], &["scala", "sc", "sbt"], &SCALA),
    Language {
        file_names: &["jenkinsfile"],
        interpreters: &["groovy"],
        ..lexed(
            "groovy",
            &["groovy", "gradle", "jenkinsfile", "jenkins"],
            &["groovy", "gradle", "gvy", "jenkinsfile"],
            &GROOVY,
        )
    },
    lexed("rust", &["rust", "rs"], &["rs"], &RUST),
    lexed("swift", &["swift"], &["swift"], &SWIFT),
    lexed("dart", &["dart"], &["dart"], &DART),
    Language {
        interpreters: &["php"],
        ..lexed("php", &["php"], &["php", "phtml", "inc"], &PHP)
    },
    Language {
        interpreters: &["perl"],
        ..lexed("perl", &["perl", "pl"], &["pl", "pm", "t"], &PERL)
    },
    Language {
        interpreters: &["lua", "luajit"],
        ..lexed("lua", &["lua"], &["lua"], &LUA)
    },
    Language {
        interpreters: &["elixir"],
        ..lexed(
            "elixir",
            &["elixir", "ex", "exs"],
            &["ex", "exs", "eex", "heex"],
            &ELIXIR,
        )
    },
    Language {
        file_names: &[".emacs"],
        interpreters: &["bb", "clojure"],
        ..lexed(
            "lisp",
            &["clojure", "clj", "lisp", "elisp", "scheme", "racket", "edn"],
            &[
                "clj", "cljs", "cljc", "edn", "bb", "el", "lisp", "scm", "rkt", "fnl",
            ],
            &LISP,
        )
    },
    Language {
        interpreters: &["rscript"],
        ..lexed("r language", &["r"], &["r"], &R)
    },
    lexed("nix", &["nix"], &["nix"], &NIX),
    lexed("dhall", &["dhall"], &["dhall"], &DHALL),
    lexed(
        "jsonnet",
        &["jsonnet", "libsonnet"],
        &["jsonnet", "libsonnet"],
        &JSONNET,
    ),
    lexed("cue", &["cue"], &["cue"], &CUE),
    lexed(
        "haskell",
        &["haskell", "hs"],
        &["hs", "elm", "purs"],
        &HASKELL,
    ),
    lexed(
        "ml",
        &["fsharp", "f#", "fs", "ocaml", "ml"],
        &["fs", "fsx", "fsi", "ml", "mli"],
        &ML,
    ),
    lexed(
        "basic",
        &["vb", "vbnet", "vbs", "vba"],
        &["vb", "vbs", "bas"],
        &BASIC,
    ),
    lexed(
        "c family",
        &["c", "cpp", "c++", "objc", "objective-c", "zig", "d"],
        &["c", "h", "cc", "cpp", "cxx", "hpp", "hh", "m", "mm", "zig"],
        &C,
    ),
    lexed("julia", &["julia", "jl"], &["jl"], &JULIA),
    lexed("crystal", &["crystal", "cr"], &["cr"], &CRYSTAL),
    lexed("sql", &["sql", "psql"], &["sql"], &SQL),
    lexed("bicep", &["bicep"], &["bicep"], &BICEP),
    lexed("rego", &["rego", "opa"], &["rego"], &REGO),
    Language {
        interpreters: &["nu"],
        ..lexed("nushell", &["nu", "nushell"], &["nu"], &NUSHELL)
    },
    lexed(
        "batch",
        &["bat", "batch", "cmd", "batchfile", "dosbatch"],
        &["bat", "cmd"],
        &BATCH,
    ),
    Language {
        file_names: &[
            "justfile",
            ".justfile",
            ".cshrc",
            ".tcshrc",
            ".login",
            "crontab",
        ],
        interpreters: &["csh", "tcsh", "awk", "gawk", "tclsh", "expect", "just"],
        ..lexed(
            "small script",
            &[
                "csh", "tcsh", "awk", "tcl", "expect", "just", "justfile", "cron", "crontab",
            ],
            &[
                "csh", "tcsh", "awk", "tcl", "exp", "just", "cron", "crontab",
            ],
            &SCRIPT,
        )
    },
];

static KOTLIN: Lexicon = Lexicon {
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

static SCALA: Lexicon = Lexicon {
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

static GROOVY: Lexicon = Lexicon {
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

static RUST: Lexicon = Lexicon {
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

static SWIFT: Lexicon = Lexicon {
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

static DART: Lexicon = Lexicon {
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

static PHP: Lexicon = Lexicon {
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

static PERL: Lexicon = Lexicon {
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

static LUA: Lexicon = Lexicon {
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

static ELIXIR: Lexicon = Lexicon {
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

static LISP: Lexicon = Lexicon {
    line_comments: &[";"],
    block_comments: &[("#|", "|#")],
    joiners: &["str", "concat", "string-append", "strcat"],
    is_lisp: true,
    word_signs: "-./*+!?:<>=$%&",
    quotes: &[quote!("quoted_text", "\"", "\"", QUOTES, [], None, true)],
    ..Lexicon::EMPTY
};

static R: Lexicon = Lexicon {
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

static NIX: Lexicon = Lexicon {
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

static DHALL: Lexicon = Lexicon {
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

static JSONNET: Lexicon = Lexicon {
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

static CUE: Lexicon = Lexicon {
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

static HASKELL: Lexicon = Lexicon {
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

static ML: Lexicon = Lexicon {
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

static BASIC: Lexicon = Lexicon {
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

static C: Lexicon = Lexicon {
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

static JULIA: Lexicon = Lexicon {
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

static CRYSTAL: Lexicon = Lexicon {
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

static SQL: Lexicon = Lexicon {
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

static BICEP: Lexicon = Lexicon {
    joiners: &["concat"],
    quotes: &[
        quote!("text_lines", "'''", "'''", Escapes::None, [], None, true),
        quote!("quoted_text", "'", "'", QUOTES, ["${".."}"], None, false),
    ],
    ..OF_C
};

static REGO: Lexicon = Lexicon {
    line_comments: HASH,
    word_signs: ".",
    quotes: &[
        quote!("raw_text", "`", "`", Escapes::None, [], None, true),
        quote!("quoted_text", "\"", "\"", Escapes::Json, [], None, false),
    ],
    ..Lexicon::EMPTY
};

static NUSHELL: Lexicon = Lexicon {
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

static BATCH: Lexicon = Lexicon {
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

static SCRIPT: Lexicon = Lexicon {
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
