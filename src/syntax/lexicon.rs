//! Lexical conventions: how a language that no grammar reads writes its comments and strings, and what puts strings
//! together. That is enough to tell what is written out from what is computed, and code from comments.

use super::escape::Escapes;

/// The lexical conventions of a language.
pub struct Lexicon {
    /// How a comment begins that ends with its line.
    pub line_comments: &'static [&'static str],
    /// What stands around other comments.
    pub block_comments: &'static [(&'static str, &'static str)],
    /// How strings are written. Of two that begin alike the longer one comes first.
    pub quotes: &'static [Quote],
    /// How a heredoc begins, before its delimiter.
    pub heredoc: Option<&'static str>,
    /// Whether a quoted character, as `'"'`, begins no string.
    pub has_characters: bool,
    /// Operators between the pieces of a string.
    pub joining: &'static [&'static str],
    /// Functions that make one string of their arguments.
    pub joiners: &'static [&'static str],
    /// Whether a function stands within its brackets: `(str a b)`.
    pub is_lisp: bool,
    /// What is one string without any operator between.
    pub adjacent: Adjacent,
    /// What may be part of a name beside letters, digits and `_`.
    pub word_signs: &'static str,
}

/// What makes one string of values that stand beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjacent {
    /// Nothing.
    Never,
    /// Strings only.
    Strings,
    /// Strings and other values.
    Values,
}

/// How one kind of string is written.
pub struct Quote {
    /// The kind of its nodes.
    pub kind: &'static str,
    /// What stands before and after its content: one pair.
    pub delimiters: &'static [(&'static str, &'static str); 1],
    /// Its escapes.
    pub escapes: Escapes,
    /// What stands around what is computed in it.
    pub interpolations: &'static [(&'static str, &'static str)],
    /// What stands before the name of a variable in it.
    pub sign: Option<char>,
    /// Whether it may go on in the next line.
    pub has_lines: bool,
}

/// Kinds of the bodies of heredocs: with what is computed, and without.
pub const HEREDOC: &str = "lexed_heredoc";
/// See [`HEREDOC`].
pub const RAW_HEREDOC: &str = "lexed_raw_heredoc";

impl Lexicon {
    /// Nothing but line ends.
    pub const EMPTY: Lexicon = Lexicon {
        line_comments: &[],
        block_comments: &[],
        quotes: &[],
        heredoc: None,
        has_characters: false,
        joining: &[],
        joiners: &[],
        is_lisp: false,
        adjacent: Adjacent::Never,
        word_signs: "",
    };

    /// How strings of a kind are written.
    pub fn quote(&self, kind: &str) -> Option<&'static Quote> {
        self.quotes.iter().find(|quote| quote.kind == kind)
    }
}
