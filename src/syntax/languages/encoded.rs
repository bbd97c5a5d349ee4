//! Percent-encoded documents, as IAM's API returns policies (IAM API Reference, GetPolicyVersion).

use crate::syntax::escape::Escapes;
use crate::syntax::language::{Delimiters, EscapesOf, Language, Parser, StringKind};
use crate::syntax::lower::Lowering;
use crate::syntax::migration::Migration;
use crate::syntax::node::Role;
use crate::syntax::text::Text;

/// Kind of the node that is all of an encoded document.
const ENCODED: &str = "encoded_document";

/// A percent-encoded document.
pub static PERCENT_ENCODED: Language = Language {
    name: "percent-encoded",
    parser: Parser::Own(lower),
    strings: &[StringKind::new(
        ENCODED,
        Delimiters::None,
        EscapesOf::Kind(Escapes::Url),
    )],
    caution: Some("the document is percent-encoded"),
    ..Language::EMPTY
};

fn lower(text: &Text, lowering: &mut Lowering, _: &'static Migration) {
    lowering.leaf(ENCODED, Role::String, 0..text.len());
}

/// Whether a text is a percent-encoded document of JSON.
pub fn is_document(text: &str) -> bool {
    let text = text.trim();
    let begins = ["%7B", "%7b", "%5B", "%5b"]
        .iter()
        .any(|brace| text.starts_with(brace));
    begins
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"%-._~!*'()+,:/;=@&$".contains(&byte))
}
