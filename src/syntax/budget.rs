//! How much work a grammar may make of a text.
//!
//! Some grammars take time and memory that grow with the square of a hostile text, within a few kilobytes. All
//! limits count something of the text or of the parser's steps, never time, so that a file is read the same
//! everywhere.

use std::cell::Cell;
use std::ops::ControlFlow;

/// How many of tree-sitter's operations one of its calls to a progress callback stands for.
const OPERATIONS: usize = 100;
/// How many operations a token may take. Real files take 2 to 10, tokens counted as [`Token`] has them.
const MOST_OPERATIONS: usize = 32;
/// How many operations any text may take.
const FREE_OPERATIONS: usize = 100_000;
/// How many bytes the parser is given at once.
const CHUNK: usize = 1024;
/// How many times each byte may be read. Real files are read 1 to 5 times.
const MOST_READS: usize = 32;
/// How many chunks any text may be read in.
const FREE_CHUNKS: usize = 1024;
/// How many tokens in a row may repeat the same few without an end.
const LONGEST_RUN: usize = 2048;
/// How many tokens may be what is repeated.
const LONGEST_UNIT: usize = 16;
/// How many brackets may be open at once. A parser keeps all that it has read since, in much more room than a tree takes.
const DEEPEST: usize = 50_000;
/// How many nodes the trees of any file may have altogether, and for how many bytes more there may be one more. Data that is laid out
/// in lines has one node for some six bytes. It bounds the memory that a file takes; `tests/memory.rs` holds that.
const FREE_NODES: usize = 1_000_000;
const BYTES_OF_NODE: usize = 12;
/// How many operations a node may take, as each may make a node of tree-sitter's own tree, whose size isn't known before the end.
const OPERATIONS_OF_NODE: usize = 2;

/// How many nodes the trees of a file of so many bytes may have altogether.
pub(super) fn most_nodes(bytes: usize) -> usize {
    FREE_NODES + bytes / BYTES_OF_NODE
}

/// What a parser has made of a text so far.
pub(super) struct Budget<'a> {
    text: &'a str,
    /// How many operations it may take in any case, so that the tree has its bound.
    most: usize,
    operations: usize,
    /// The bytes whose tokens are counted.
    counted: usize,
    tokens: usize,
}

impl<'a> Budget<'a> {
    /// For a text whose tree may have so many nodes.
    pub(super) fn new(text: &'a str, nodes: usize) -> Self {
        Budget {
            text,
            most: nodes.saturating_mul(OPERATIONS_OF_NODE),
            operations: 0,
            counted: 0,
            tokens: 0,
        }
    }

    /// Parses the text; `None` where the budget didn't suffice.
    pub(super) fn parse(mut self, parser: &mut tree_sitter::Parser) -> Option<tree_sitter::Tree> {
        if is_deep(self.text) || is_monotonous(self.text) {
            return None;
        }
        let bytes = self.text.as_bytes();
        let chunks = &Cell::new(0);
        let mut read = |at: usize, _| {
            chunks.set(chunks.get() + 1);
            &bytes[at.min(bytes.len())..at.saturating_add(CHUNK).min(bytes.len())]
        };
        let most_chunks = FREE_CHUNKS + bytes.len() / CHUNK * MOST_READS;
        let mut progress = |state: &tree_sitter::ParseState| {
            self.operations += OPERATIONS;
            self.count_to(state.current_byte_offset());
            let most = (FREE_OPERATIONS + self.tokens * MOST_OPERATIONS).min(self.most);
            if self.operations > most || chunks.get() > most_chunks {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let options = tree_sitter::ParseOptions::new().progress_callback(&mut progress);
        parser.parse_with_options(&mut read, None, Some(options))
    }

    fn count_to(&mut self, end: usize) {
        if let Some(more) = self.text.as_bytes().get(self.counted..end) {
            self.tokens += tokens(more).count();
            self.counted = end;
        }
    }
}

/// A token as far as all languages have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// Letters, digits and what stands in names, numbers, paths and escapes.
    Word,
    /// A line end or any other sign.
    Sign(u8),
}

fn tokens(bytes: &[u8]) -> impl Iterator<Item = Token> + '_ {
    let mut in_word = false;
    bytes.iter().filter_map(move |byte| {
        let is_word = byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'.' | b'/' | b'\\')
            || !byte.is_ascii();
        let is_more = is_word && in_word;
        in_word = is_word;
        match byte {
            _ if is_more => None,
            _ if is_word => Some(Token::Word),
            b' ' | b'\t' | b'\r' => None,
            sign => Some(Token::Sign(*sign)),
        }
    })
}

/// Whether more brackets than [`DEEPEST`] may be open at once.
fn is_deep(text: &str) -> bool {
    let mut open = 0_usize;
    text.bytes().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > DEEPEST
    })
}

/// Whether a text repeats a few tokens for long that never come to an end, such as `a | a | a | …` or `[a[a[a…`. That is
/// what parsers take the square of its length for: each adds to all that is open.
fn is_monotonous(text: &str) -> bool {
    if text.len() < LONGEST_RUN {
        return false;
    }
    let mut recent = [Token::Word; LONGEST_UNIT];
    let mut runs = [0_usize; LONGEST_UNIT];
    for (at, token) in tokens(text.as_bytes()).enumerate() {
        for (index, run) in runs.iter_mut().enumerate() {
            let length = index + 1;
            let is_same = at >= length && recent[(at - length) % LONGEST_UNIT] == token;
            *run = if is_same { *run + 1 } else { 0 };
            if *run == LONGEST_RUN {
                let unit = (0..length).map(|back| match back {
                    0 => token,
                    _ => recent[(at - back) % LONGEST_UNIT],
                });
                if is_endless(unit) {
                    return true;
                }
                *run = 0;
            }
        }
        recent[at % LONGEST_UNIT] = token;
    }
    false
}

/// Whether nothing in some tokens ends what they begin. Words alone are data.
fn is_endless(unit: impl Iterator<Item = Token>) -> bool {
    let mut open = [0_i32; 3];
    let mut ends = false;
    let mut is_data = true;
    for token in unit {
        let Token::Sign(sign) = token else { continue };
        is_data = false;
        match sign {
            b'(' => open[0] += 1,
            b')' => open[0] -= 1,
            b'[' => open[1] += 1,
            b']' => open[1] -= 1,
            b'{' => open[2] += 1,
            b'}' => open[2] -= 1,
            b',' | b';' | b'\n' => ends = true,
            _ => {}
        }
    }
    !is_data && (!ends || open.iter().any(|count| *count > 0))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_never_ends_is_monotonous() {
        for unit in [
            "a | ",
            "%w[",
            "<!--",
            "$<",
            "? ",
            "x = ",
            "[",
            "a(",
            "f(a, [",
            "{\"a\":",
            "{% if x %}",
            "!",
            "- \n[",
        ] {
            assert!(is_monotonous(&unit.repeat(3000)), "{unit}");
            assert!(!is_monotonous(&unit.repeat(100)), "{unit}");
        }
    }

    #[test]
    fn brackets_that_are_open_at_once_are_deep() {
        assert!(is_deep(&"[a{b(".repeat(DEEPEST / 3 + 1)));
        assert!(!is_deep(&"[a{b(".repeat(DEEPEST / 3)));
        assert!(!is_deep(&"}[()]".repeat(DEEPEST)));
    }

    #[test]
    fn data_is_not_monotonous() {
        for unit in [
            "a ",
            "1, ",
            "a-b, ",
            "\"a\",",
            "[1, 2], ",
            "{\"a\": 1},\n",
            "a = 1\n",
            "f(x);",
            "\\x00",
            "0.5 ",
            "/a/b ",
            "- a\n",
            "} \n",
        ] {
            assert!(!is_monotonous(&unit.repeat(5000)), "{unit}");
        }
    }

    #[test]
    fn names_and_blanks_do_not_hide_a_repetition() {
        let text: String = (0..3000)
            .map(|n| format!("a{n} |{}", " ".repeat(n % 7)))
            .collect();
        assert!(is_monotonous(&text));
    }

    #[test]
    fn tokens_are_words_and_signs() {
        let text = "ab_1.x \t+= /é\r\n";
        let expected = [
            Token::Word,
            Token::Sign(b'+'),
            Token::Sign(b'='),
            Token::Word,
            Token::Sign(b'\n'),
        ];
        assert_eq!(tokens(text.as_bytes()).collect::<Vec<_>>(), expected);
    }

    #[test]
    #[cfg(feature = "lang-shell")]
    fn a_text_that_is_read_again_and_again_is_given_up() {
        let mut parser = tree_sitter::Parser::new();
        parser
            .set_language(&tree_sitter_bash::LANGUAGE.into())
            .unwrap();
        let mut tree = |text: &str| Budget::new(text, FREE_NODES).parse(&mut parser).is_some();
        // The sequence of Thue and Morse repeats nothing for long.
        let hostile: String = (0_u32..4000)
            .map(|n| {
                if n.count_ones() % 2 == 0 {
                    "[a]("
                } else {
                    "[a]b("
                }
            })
            .collect();
        assert!(!is_monotonous(&hostile));
        assert!(!tree(&hostile));
        assert!(tree(
            &"aws sts get-caller-identity --output text\n".repeat(4000)
        ));
    }

    #[test]
    #[cfg(feature = "lang-json")]
    fn a_tree_of_too_many_nodes_is_given_up_before_it_is_whole() {
        let mut parser = tree_sitter::Parser::new();
        let language = tree_sitter_json::LANGUAGE.into();
        parser.set_language(&language).unwrap();
        let text = format!("[{}0]", "[1], ".repeat(2000));
        for (nodes, expected) in [(20_000, true), (2000, false)] {
            let tree = Budget::new(&text, nodes).parse(&mut parser);
            assert_eq!(tree.is_some(), expected, "{nodes}");
        }
    }

    #[test]
    fn tokens_are_counted_once_each() {
        let mut budget = Budget::new("a + b", FREE_NODES);
        for end in [2, 3, 3, 5, 9] {
            budget.count_to(end);
        }
        assert_eq!((budget.tokens, budget.counted), (3, 5));
    }
}
