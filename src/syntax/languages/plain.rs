//! Text that no grammar reads: the text fallback looks at it.

use crate::syntax::language::{Comments, Ground, Language, Parser};

/// Any other text.
pub static PLAIN: Language = unread(
    "text",
    &["text", "txt", "plain", "plaintext", "none", "output"],
    &[],
    Ground::Unknown,
    Comments::OF_MARKUP,
);

/// Differences between files (GNU diffutils manual, "Output Formats"; git-diff(1)).
pub static PATCH: Language = unread(
    "patch",
    &["diff", "patch", "udiff"],
    &["diff", "patch", "rej"],
    Ground::Patch,
    Comments::NONE,
);

/// Documents that mix sentences with examples.
pub static DOCUMENT: Language = unread(
    "document",
    &["rst", "asciidoc", "html", "xml"],
    &[
        "rst", "adoc", "asciidoc", "org", "tex", "textile", "html", "htm", "xhtml", "wiki", "pod",
    ],
    Ground::Mixed,
    // HTML and XML; reStructuredText, AsciiDoc, TeX and Org.
    Comments {
        around: &[("<!--", "-->")],
        lines: &[".. ", "//", "%", "# "],
    },
);

const fn unread(
    name: &'static str,
    labels: &'static [&'static str],
    extensions: &'static [&'static str],
    ground: Ground,
    comments: Comments,
) -> Language {
    Language {
        name,
        labels,
        extensions,
        file_names: &[],
        interpreters: &[],
        parser: Parser::Nothing,
        roles: &[],
        strings: &[],
        ground,
        comments,
        ..Language::EMPTY
    }
}
