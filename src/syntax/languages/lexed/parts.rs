//! What the lexical conventions of several languages share.

use crate::syntax::escape::Escapes;
use crate::syntax::lexicon::Lexicon;

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
pub(super) use quote;

pub const SLASHES: &[&str] = &["//"];
pub const HASH: &[&str] = &["#"];
pub const DASHES: &[&str] = &["--"];
pub const SLASH_STAR: &[(&str, &str)] = &[("/*", "*/")];
pub const PLUS: &[&str] = &["+"];
pub const QUOTES: Escapes = Escapes::BackslashQuotes;

/// A language whose comments and operators are C's.
pub const OF_C: Lexicon = Lexicon {
    line_comments: SLASHES,
    block_comments: SLASH_STAR,
    joining: PLUS,
    word_signs: ".!?:",
    ..Lexicon::EMPTY
};
