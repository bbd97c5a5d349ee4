//! Text of no known language: the text fallback looks at it.

use crate::syntax::language::{Ground, Language, Parser};

/// Any other text.
pub static PLAIN: Language = Language {
    name: "text",
    labels: &["text", "txt", "plain", "plaintext", "none", "output"],
    extensions: &["txt", "text"],
    file_names: &[],
    interpreters: &[],
    parser: Parser::Nothing,
    roles: &[],
    strings: &[],
    ground: Ground::Unknown,
};
