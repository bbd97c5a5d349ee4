//! Divides a text of a language that no grammar reads into comments, strings and what stands between, by its lexical
//! conventions.

use std::ops::Range;

use super::lexicon::{HEREDOC, Lexicon, Quote, RAW_HEREDOC};

/// The longest interpolation (bytes).
const LONGEST_INTERPOLATION: usize = 512;
/// What a text is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Comment,
    /// A string of a kind, with what is computed in it.
    String(&'static str, Vec<Range<usize>>),
    Word,
    /// An operator that puts strings together.
    Joining,
    /// A bracket, with the token that closes it.
    Open(usize),
    Close,
    Comma,
    Other,
}

/// A part of a text, with its range (bytes).
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

pub(super) struct Lexer<'a> {
    lexicon: &'static Lexicon,
    source: &'a str,
    tokens: Vec<Token>,
    open: Vec<(char, usize)>,
    /// Delimiters of heredocs whose bodies begin with the next line, and whether these are computed.
    heredocs: Vec<(String, bool)>,
    /// For each way to write strings, up to where one that begins is known to be closed by nothing.
    unclosed: Vec<usize>,
}

impl<'a> Lexer<'a> {
    pub fn new(lexicon: &'static Lexicon, source: &'a str) -> Self {
        Lexer {
            lexicon,
            source,
            tokens: Vec::new(),
            open: Vec::new(),
            heredocs: Vec::new(),
            unclosed: vec![0; lexicon.quotes.len()],
        }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) -> usize {
        let end = range.end;
        self.tokens.push(Token { kind, range });
        end
    }

    pub fn tokens(mut self) -> Vec<Token> {
        let mut at = 0;
        let mut is_line_start = true;
        while let Some(c) = self.source[at..].chars().next() {
            if c == '\n' {
                at = self.heredoc_bodies(at + 1);
                is_line_start = true;
            } else if c.is_whitespace() {
                at += c.len_utf8();
            } else {
                at = self.token(at, c, is_line_start);
                is_line_start = false;
            }
        }
        // Brackets that nothing closes are none.
        for (_, index) in std::mem::take(&mut self.open) {
            self.tokens[index].kind = Kind::Other;
        }
        self.tokens
    }

    /// Reads the token at an offset; gives the end of it.
    fn token(&mut self, at: usize, c: char, is_line_start: bool) -> usize {
        if let Some(end) = self.comment(at, is_line_start) {
            return self.push(Kind::Comment, at..end);
        }
        if let Some((end, delimiter, is_computed)) = self.heredoc(at) {
            self.heredocs.push((delimiter, is_computed));
            return self.push(Kind::Word, at..end);
        }
        if self.lexicon.has_characters
            && let Some(end) = character(self.source, at)
        {
            return self.push(Kind::Word, at..end);
        }
        if let Some((end, kind)) = self.quoted(at) {
            return self.push(kind, at..end);
        }
        let rest = &self.source[at..];
        let mut joining = self.lexicon.joining.iter();
        if let Some(sign) = joining.find(|sign| rest.starts_with(**sign)) {
            return self.push(Kind::Joining, at..at + sign.len());
        }
        match c {
            '(' | '[' | '{' => {
                self.open.push((c, self.tokens.len()));
                self.push(Kind::Other, at..at + 1)
            }
            ')' | ']' | '}' => {
                let opening = match c {
                    ')' => '(',
                    ']' => '[',
                    _ => '{',
                };
                if self.open.last().is_some_and(|(open, _)| *open == opening)
                    && let Some((_, index)) = self.open.pop()
                {
                    self.tokens[index].kind = Kind::Open(self.tokens.len());
                    return self.push(Kind::Close, at..at + 1);
                }
                self.push(Kind::Other, at..at + 1)
            }
            ',' => self.push(Kind::Comma, at..at + 1),
            _ => match self.word(at) {
                0 => self.push(Kind::Other, at..at + c.len_utf8()),
                length => self.push(Kind::Word, at..at + length),
            },
        }
    }

    /// The length (bytes) of the name at an offset.
    fn word(&self, at: usize) -> usize {
        let rest = &self.source[at..];
        let is_part =
            |c: char| c.is_alphanumeric() || c == '_' || self.lexicon.word_signs.contains(c);
        let ends = |(offset, c): &(usize, char)| {
            let after = &rest[*offset..];
            !is_part(*c)
                || (!c.is_alphanumeric()
                    && self
                        .lexicon
                        .joining
                        .iter()
                        .any(|sign| after.starts_with(sign)))
        };
        rest.char_indices()
            .find(ends)
            .map_or(rest.len(), |(offset, _)| offset)
    }

    fn comment(&self, at: usize, is_line_start: bool) -> Option<usize> {
        let rest = &self.source[at..];
        for (open, close) in self.lexicon.block_comments {
            if let Some(inside) = rest.strip_prefix(open) {
                let length = inside
                    .find(close)
                    .map_or(rest.len(), |end| open.len() + end + close.len());
                return Some(at + length);
            }
        }
        let is_comment = |marker: &&str| {
            // A word is a marker at the beginning of a line only.
            let is_word = marker.starts_with(char::is_alphabetic) || marker.starts_with(':');
            let begins = rest
                .get(..marker.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(marker));
            begins && (!is_word || is_line_start)
        };
        self.lexicon
            .line_comments
            .iter()
            .any(is_comment)
            .then(|| at + rest.find('\n').unwrap_or(rest.len()))
    }

    /// The end of a string at an offset, and what is computed in it.
    fn quoted(&mut self, at: usize) -> Option<(usize, Kind)> {
        let is_in_word = self.source[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || c == '_');
        for (index, quote) in self.lexicon.quotes.iter().enumerate() {
            let [(open, close)] = quote.delimiters;
            let is_word = open.starts_with(char::is_alphabetic);
            if !self.source[at..].starts_with(open)
                || (is_word && is_in_word)
                || at < self.unclosed[index]
            {
                continue;
            }
            match self.content(quote, at + open.len(), self.source.len(), Some(close)) {
                Ok((end, computed)) => {
                    return Some((end + close.len(), Kind::String(quote.kind, computed)));
                }
                // Nothing closes those that begin before its end, either.
                Err(end) => self.unclosed[index] = end,
            }
        }
        None
    }

    /// Reads what a string says up to what closes it, or else to an end; gives where that is, and what is computed; as an error,
    /// where it was given up.
    fn content(
        &self,
        quote: &Quote,
        start: usize,
        end: usize,
        close: Option<&str>,
    ) -> Result<(usize, Vec<Range<usize>>), usize> {
        let mut computed = Vec::new();
        let mut at = start;
        while at < end {
            let rest = &self.source[at..end];
            if let Some(length) = interpolation(quote, rest) {
                if length > 0 {
                    computed.push(at..at + length);
                }
                at += length.max(1);
                continue;
            }
            if let Some(length) = quote.escapes.length_at(rest) {
                at += length;
                continue;
            }
            if close.is_some_and(|close| rest.starts_with(close)) {
                return Ok((at, computed));
            }
            match rest.chars().next() {
                Some('\n') if !quote.has_lines => return Err(at),
                c => at += c.map_or(1, char::len_utf8),
            }
        }
        match close {
            None => Ok((end, computed)),
            Some(_) => Err(end),
        }
    }

    /// The beginning of a heredoc at an offset: its end, its delimiter, and whether its body is computed.
    fn heredoc(&self, at: usize) -> Option<(usize, String, bool)> {
        let sign = self.lexicon.heredoc?;
        let rest = self.source[at..].strip_prefix(sign)?;
        let word = rest.trim_start_matches(['-', '~', ' ']);
        let quote = word.chars().next().filter(|c| matches!(c, '\'' | '"'));
        let name = quote.map_or(word, |_| &word[1..]);
        let length = name
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(name.len());
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let end = self.source.len() - name.len() + length + usize::from(quote.is_some());
        (is_name && end <= self.source.len() && self.source.is_char_boundary(end))
            .then(|| (end, name[..length].to_owned(), quote != Some('\'')))
    }

    /// Reads the bodies of the heredocs that were begun; gives the offset after them.
    fn heredoc_bodies(&mut self, start: usize) -> usize {
        let mut at = start;
        for (delimiter, is_computed) in std::mem::take(&mut self.heredocs) {
            let mut end = at;
            let mut after = self.source.len();
            for line in self.source[at..].split_inclusive('\n') {
                let word = line.trim();
                let rest = word.strip_prefix(delimiter.as_str());
                if rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric())) {
                    after = end + line.find(&delimiter).unwrap_or(0) + delimiter.len();
                    break;
                }
                end += line.len();
            }
            let quote = self
                .lexicon
                .quotes
                .iter()
                .find(|quote| (quote.kind == HEREDOC) == is_computed && is_heredoc(quote));
            if let Some(quote) = quote
                && let Ok((_, computed)) = self.content(quote, at, end, None)
            {
                self.push(Kind::String(quote.kind, computed), at..end);
            }
            at = after;
        }
        at
    }
}

fn is_heredoc(quote: &Quote) -> bool {
    matches!(quote.kind, HEREDOC | RAW_HEREDOC)
}

/// The length (bytes) of what is computed at the beginning of a text; 0 where it stands for the sign that begins it.
fn interpolation(quote: &Quote, rest: &str) -> Option<usize> {
    for (open, close) in quote.interpolations {
        let Some(inside) = rest.strip_prefix(open) else {
            continue;
        };
        let length = closing(inside, open, close)?;
        let inner = &inside[..length];
        if matches!(inner, "'$'" | "\"$\"") {
            return Some(0);
        }
        // Between two of the same sign stands a name only.
        if open == close
            && (inner.is_empty()
                || !inner
                    .chars()
                    .all(|c| c.is_alphanumeric() || "_~:,=-".contains(c)))
        {
            return None;
        }
        return Some(open.len() + length + close.len());
    }
    let name = rest.strip_prefix(quote.sign?)?;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let length = name.find(|c: char| !is_part(c)).unwrap_or(name.len());
    let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    is_name.then(|| rest.len() - name.len() + length)
}

/// The length (bytes) of what an interpolation holds.
fn closing(inside: &str, open: &str, close: &str) -> Option<usize> {
    let bracket = open.chars().next_back()?;
    let closing = close.chars().next()?;
    let mut depth = 0;
    for (at, c) in inside.char_indices() {
        if at > LONGEST_INTERPOLATION || c == '\n' {
            return None;
        }
        if depth == 0 && inside[at..].starts_with(close) {
            return Some(at);
        }
        if bracket != closing {
            if c == bracket {
                depth += 1;
            } else if c == closing {
                depth -= 1;
            }
        }
    }
    None
}

/// The end of a quoted character at an offset: `'"'`, `'\''`.
fn character(source: &str, at: usize) -> Option<usize> {
    let inside = source[at..].strip_prefix('\'')?;
    let mut chars = inside.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        chars.next()?;
    }
    let (end, close) = chars.next()?;
    (close == '\'').then_some(at + 1 + end + 1)
}

#[cfg(test)]
mod tests {
    use crate::rules::migration::MIGRATION;
    use crate::syntax::{Document, Role};

    /// The texts of the whole strings of a file, with `#` for what is computed; comments in angle brackets.
    fn read(name: &str, text: &str) -> Vec<String> {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        let nodes = document.nodes_of(0);
        nodes
            .filter_map(|id| match document.node(id).role {
                Role::Comment => Some(format!("<{}>", document.spelling(id))),
                Role::String if document.is_whole_string(id) => {
                    let text = document.text(id);
                    let mut shown = text.as_str().to_owned();
                    for hole in text.holes().collect::<Vec<_>>().into_iter().rev() {
                        shown.replace_range(hole, "#");
                    }
                    Some(shown)
                }
                _ => None,
            })
            .collect()
    }

    #[test]
    fn strings_comments_and_what_is_computed_are_told_apart() {
        for (name, text, expected) in [
            (
                "a.kt",
                "val a = \"x:${b.c}/$d\" // e",
                &["x:#/#", "<// e>"][..],
            ),
            (
                "a.kt",
                "val a = \"\\${aws:username}\"",
                &["${aws:username}"],
            ),
            (
                "a.kt",
                "val q = '\"'; val a = \"b\" + c.d(\"e\") + \":f\"",
                &["b#:f", "e"],
            ),
            (
                "a.kt",
                "val a = \"\"\"\n{\"b\": \"$c\"}\n\"\"\"",
                &["\n{\"b\": \"#\"}\n"],
            ),
            ("a.scala", "val a = s\"x$y\" + \"$z\"", &["x#$z"]),
            (
                "Jenkinsfile",
                "sh 'a $b'; sh \"a ${b} ${c}\"",
                &["a $b", "a # #"],
            ),
            (
                "a.rs",
                "let a: &'a str = \"b\"; let c = r#\"d\"e\"#; // f",
                &["b", "d\"e", "<// f>"],
            ),
            (
                "a.rs",
                "let a = concat!(\"x\", env!(\"Y\"), \"z\");",
                &["x#z", "Y"],
            ),
            ("a.swift", "let a = \"x:\\(b.c(\"d\"))/e\"", &["x:#/e"]),
            (
                "a.php",
                "<?php $a = 'b' . $c->d . \":e/$f\"; # g",
                &["b#:e/#", "<# g>"],
            ),
            ("a.php", "<?php $a = \"b{$c['d']}e\";", &["b#e"]),
            (
                "a.php",
                "<?php $a = <<<EOT\nb $c\nEOT;\n$d = 'e';",
                &["b #\n", "e"],
            ),
            (
                "a.pl",
                "my $a = <<'X';\nb $c\nX\nprint 'd' . $e;",
                &["b $c\n", "d#"],
            ),
            ("a.lua", "a = 'b' .. c.d .. [[e]] -- f", &["b#e", "<-- f>"]),
            ("a.ex", "a = \"b#{c}\" <> d # e", &["b##", "<# e>"]),
            (
                "a.clj",
                "(def a (str \"b\" (c d) \":e/\" f)) ; g",
                &["b#:e/#", "<; g>"],
            ),
            ("a.r", "a <- paste0('b', c(d, e), \":f\")", &["b#:f"]),
            (
                "a.nix",
                "a = ''b''${c}${d}''; e = \"\\${f}${g}\" + h;",
                &["b${c}#", "${f}##"],
            ),
            ("a.dhall", "let a = \"b${c}\" ++ d -- e", &["b##", "<-- e>"]),
            (
                "a.jsonnet",
                "{a: 'b' + c, d: |||\n  e\n|||}",
                &["b#", "\n  e\n"],
            ),
            ("a.cue", "a: \"b\\(c)d\"", &["b#d"]),
            ("a.nu", "let a = $\"b(c)d\" # e", &["b#d", "<# e>"]),
            ("a.bat", "rem a\nset B=\"c%D%e\"", &["<rem a>", "c#e"]),
            (
                "a.c",
                "char *a = \"b\" \"c\"; /* d */",
                &["bc", "</* d */>"],
            ),
            ("a.awk", "{ print \"a/\" $2 }", &["a/#"]),
            ("a.sql", "SELECT 'it''s' || b -- c", &["it's#", "<-- c>"]),
            ("a.dart", "var a = 'b$c' 'd${e}';", &["b#d#"]),
            ("a.bicep", "var a = 'b${c}' // d", &["b#", "<// d>"]),
        ] {
            assert_eq!(read(name, text), expected, "{name}: {text}");
        }
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        for (name, text, expected) in [
            ("a.kt", "don't \"a\nval b = \"c\"", &["c"][..]),
            ("a.lua", "it's ) } \"a\"", &["a"]),
            ("a.php", "<?php $a = <<<EOT\nb", &["b"]),
            ("a.swift", "\"a\\(b", &[]),
        ] {
            assert_eq!(read(name, text), expected, "{name}: {text}");
        }
    }
}
