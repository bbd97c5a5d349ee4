//! What a string says, and how a text must be spelled for a string to say it.

use std::ops::Range;
use std::sync::Arc;

use super::document::Document;
use super::escape::{Escapes, Says};
use super::formatting;
use super::language::{Delimiters, EscapesOf, StringKind};
use super::languages::{markdown, yaml};
use super::node::{NodeId, Role};
use super::text::{Text, TextBuilder};

/// How many pieces a string may be put together from, one within the other, before it is left alone.
const DEEPEST_STRING: usize = 64;

impl Document {
    /// The quotes that a new text for a range of the file needs there. Only where the range is all of a string
    /// without quotes does it need any, so as not to be taken for something else.
    pub fn quotes(&self, string: NodeId, source: &Range<usize>) -> &'static str {
        let piece = self.piece_at(string, source);
        if self.node(piece).kind() == yaml::PLAIN && self.source(piece) == *source {
            "'"
        } else {
            ""
        }
    }

    /// Whether a string is written in one piece, rather than put together by the code around it.
    pub fn is_literal(&self, string: NodeId) -> bool {
        let node = self.node(string);
        self.layer_of(string).language.string(node.kind()).is_some()
            || self.named_children(string).next().is_none()
    }

    /// The quotes that make a literal of a piece of a joined string, a range of the file, as the literals beside it have them;
    /// `None` where the range is in a literal already.
    pub fn quotes_beside(&self, string: NodeId, source: &Range<usize>) -> Option<&'static str> {
        let piece = self.piece_at(string, source);
        if self
            .layer_of(piece)
            .language
            .string(self.node(piece).kind())
            .is_some()
        {
            return None;
        }
        let quotes = self
            .named_children(piece)
            .filter(|child| self.node(*child).role == Role::String)
            .find_map(|child| {
                let spelling = self.spelling(child);
                ["\"", "'", "`"]
                    .into_iter()
                    .find(|quote| spelling.starts_with(quote))
            });
        Some(quotes.unwrap_or("'"))
    }

    /// How many bytes right before a range of the file are a tag of a node that spans it: `!Ref ` of `!Ref x`.
    pub fn tag_before(&self, source: &Range<usize>) -> usize {
        const LONGEST: usize = 64;
        let start = source.start.saturating_sub(LONGEST);
        let before = (start..=source.start).find_map(|at| self.file_text(at..source.start));
        let Some(before) = before else { return 0 };
        let tag = before
            .trim_end()
            .rsplit([' ', '\t', '\n', ',', '[', '{'])
            .next();
        match tag.filter(|tag| tag.starts_with('!') && before.len() > before.trim_end().len()) {
            Some(tag) => tag.len() + before.len() - before.trim_end().len(),
            None => 0,
        }
    }

    /// What a string, block of code or interpolation says: escapes decoded, interpolations as holes.
    /// Of any other node, its spelling.
    pub fn text(&self, id: NodeId) -> Text {
        match self.texts.get(&id) {
            Some(text) => Text::clone(text),
            None => self.text_of(id, DEEPEST_STRING),
        }
    }

    /// The same, shared with the document where that has decoded it already: every string with a needle in it.
    pub fn shared_text(&self, id: NodeId) -> Arc<Text> {
        match self.texts.get(&id) {
            Some(text) => Arc::clone(text),
            None => Arc::new(self.text_of(id, DEEPEST_STRING)),
        }
    }

    fn text_of(&self, id: NodeId, depth: usize) -> Text {
        let node = self.node(id);
        let mut builder = TextBuilder::new(&self.layer_of(id).text);
        match node.role {
            Role::Interpolation => builder.hole(node.range()),
            Role::CodeBlock | Role::CodeSpan => {
                for child in self.children(id) {
                    if self.node(child).kind() == markdown::CODE {
                        builder.verbatim(self.node(child).range());
                    }
                }
            }
            Role::String if depth == 0 => builder.hole(node.range()),
            Role::String => match self.layer_of(id).language.string(node.kind()) {
                Some(string) => {
                    let text = self.literal(id, &string, depth);
                    return decoded(formatting::of(self, id), text);
                }
                None if self.named_children(id).next().is_none() => {
                    builder.verbatim(node.range());
                }
                None => self.pieces(id, &mut builder, depth),
            },
            _ => builder.verbatim(node.range()),
        }
        builder.finish()
    }

    /// A string that is put together from others and from what is computed.
    fn pieces(&self, id: NodeId, builder: &mut TextBuilder, depth: usize) {
        let separator = self.separators.get(&id);
        let mut last_end = None;
        for child in self.named_children(id) {
            let range = self.node(child).range();
            if let (Some(separator), Some(end)) = (separator, last_end) {
                builder.decoded(end..range.start, separator);
            }
            last_end = Some(range.end);
            let said = [self.unwrapped(child), child]
                .into_iter()
                .find_map(|piece| self.said_by(piece))
                .filter(|piece| self.is_within(*piece, id));
            match said {
                Some(piece) => builder.text(&self.text_of(piece, depth - 1)),
                None => builder.hole(range),
            }
        }
    }

    /// A string that stands between delimiters.
    fn literal(&self, id: NodeId, string: &StringKind, depth: usize) -> Text {
        let [first, then] = self.escapes(id, string);
        let content = self.content(id, string);
        let mut builder = TextBuilder::new(&self.layer_of(id).text);
        let mut at = content.start;
        for child in self.children(id) {
            let range = self.node(child).range();
            let is_piece = matches!(self.node(child).role, Role::String | Role::Interpolation);
            if !is_piece || range.start < at || range.end > content.end {
                continue;
            }
            decode(first, at..range.start, &mut builder);
            builder.text(&self.text_of(child, depth - 1));
            at = range.end;
        }
        decode(first, at..content.end, &mut builder);
        decoded(then, builder.finish())
    }

    /// A text of a layer as the file must spell it there, through all layers around; `None` where that isn't known.
    pub fn spelled(&self, layer: usize, text: &str) -> Option<String> {
        let Some(host) = self.layers()[layer].host else {
            return Some(text.to_owned());
        };
        let node = self.node(host);
        let spelling = match node.role {
            Role::CodeBlock | Role::CodeSpan => text.to_owned(),
            Role::String => {
                let formatted = formatting::of(self, host).spelled(text)?;
                match self.layer_of(host).language.string(node.kind()) {
                    Some(string) => {
                        let [first, then] = self.escapes(host, &string);
                        let spelled = first.spelled(&then.spelled(&formatted)?)?;
                        let closing = self.closing(host, &string);
                        if first == Escapes::None
                            && closing.is_some_and(|sign| spelled.contains(sign))
                        {
                            return None;
                        }
                        spelled
                    }
                    None if self.named_children(host).next().is_none() => formatted,
                    None => return None,
                }
            }
            _ => return None,
        };
        self.spelled(node.layer(), &spelling)
    }

    /// The sign that ends a string, where it has one of its own.
    fn closing(&self, id: NodeId, string: &StringKind) -> Option<&'static str> {
        let Delimiters::Pairs(pairs) = string.delimiters else {
            return None;
        };
        let spelling = self.spelling(id);
        let mut pairs = pairs.iter().filter(|(_, close)| !close.is_empty());
        let pair =
            pairs.find(|(open, close)| spelling.starts_with(open) && spelling.ends_with(close));
        pair.map(|(_, close)| *close)
    }

    fn escapes(&self, id: NodeId, string: &StringKind) -> [Escapes; 2] {
        match string.escapes {
            EscapesOf::Kind(escapes) => [escapes, Escapes::None],
            EscapesOf::Node(choose) => choose(self, id),
            EscapesOf::Sought(choose) => [choose(self.migration), Escapes::None],
        }
    }

    /// What a string says before something formats it; of any other node, nothing.
    pub fn unformatted(&self, id: NodeId) -> Text {
        match self.layer_of(id).language.string(self.node(id).kind()) {
            Some(string) => self.literal(id, &string, DEEPEST_STRING),
            None => Text::default(),
        }
    }

    /// What stands between a string's delimiters.
    fn content(&self, id: NodeId, string: &StringKind) -> Range<usize> {
        let range = self.node(id).range();
        let spelling = self.spelling(id);
        let within = |start: usize, end: usize| {
            let start = (range.start + start).min(range.end);
            start..(range.start + end).max(start)
        };
        match string.delimiters {
            Delimiters::None => range,
            Delimiters::Pairs(pairs) => pairs
                .iter()
                .find(|(open, close)| {
                    spelling.len() >= open.len() + close.len()
                        && spelling.starts_with(open)
                        && spelling.ends_with(close)
                })
                .map_or(range.clone(), |(open, close)| {
                    within(open.len(), spelling.len() - close.len())
                }),
            Delimiters::Nodes => {
                let last = self.children(id).last();
                match (self.children(id).next(), last) {
                    (Some(first), Some(last)) if first != last => {
                        self.node(first).range().end..self.node(last).range().start
                    }
                    _ => range,
                }
            }
            Delimiters::Lines => {
                let start = spelling.find('\n').map_or(spelling.len(), |at| at + 1);
                let end = spelling.rfind('\n').map_or(spelling.len(), |at| at + 1);
                within(start, end)
            }
            Delimiters::Space => {
                let trimmed = spelling.trim();
                let start = spelling.len() - spelling.trim_start().len();
                let quoted = trimmed.len() >= 2
                    && ['"', '\'']
                        .iter()
                        .any(|quote| trimmed.starts_with(*quote) && trimmed.ends_with(*quote));
                let quote = usize::from(quoted);
                within(start + quote, start + trimmed.len() - quote)
            }
        }
    }
}

/// A text with escapes decoded.
pub fn decoded(escapes: Escapes, text: Text) -> Text {
    if escapes == Escapes::None {
        return text;
    }
    let mut builder = TextBuilder::new(&text);
    decode(escapes, 0..text.len(), &mut builder);
    builder.finish()
}

/// Appends a range of the builder's outer text, its escapes decoded.
fn decode(escapes: Escapes, range: Range<usize>, builder: &mut TextBuilder) {
    for piece in escapes.pieces(&builder.outer().as_str()[range.clone()]) {
        let at = range.start + piece.range.start..range.start + piece.range.end;
        match piece.says {
            Says::Itself => builder.verbatim(at),
            Says::Other(decoded) => builder.decoded(at, &decoded),
            Says::Hole => builder.hole(at),
            Says::Nothing => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::migration::MIGRATION;

    fn parsed(name: &str, text: &str) -> Document {
        Document::parse(name, text.as_bytes(), &MIGRATION)
    }

    /// The texts of the whole strings of a file's own language, with `#` for what is computed.
    fn texts(name: &str, text: &str) -> Vec<String> {
        let document = parsed(name, text);
        let strings = document.nodes_of(0);
        strings
            .filter(|id| document.is_whole_string(*id))
            .map(|id| {
                let text = document.text(id);
                let mut shown = text.as_str().to_owned();
                for hole in text.holes().collect::<Vec<_>>().into_iter().rev() {
                    shown.replace_range(hole, "#");
                }
                shown
            })
            .collect()
    }

    #[test]
    fn a_string_says_what_stands_between_its_delimiters() {
        for (name, text, expected) in [
            ("a.py", r#"r'a\n' + f"{x}b{{c}}" + "\x24""#, "a\\n#b{c}$"),
            ("a.py", "'{}:{{x}}'.format(y)", "#:{x}"),
            ("a.py", "''.join(['a', b, 'c'])", "a#c"),
            ("a.py", "x('''a''')", "a"),
            ("a.ts", "let a = `b${c}\\${d}`", "b#${d}"),
            ("a.tf", "x = \"a${b}$${c}\"", "a#${c}"),
            ("a.tf", "x = <<EOF\na\nb\nEOF\n", "a\nb\n"),
            ("a.rb", "a = <<'X'\n\\n\nX\n", "\\n\n"),
            ("a.rb", "a = <<X\n\\t\nX\n", "\t\n"),
            ("a.rb", "a(<<'X', <<Y)\n\\n\nX\n\\t\nY\n", "\t\n"),
            ("a.ini", "[a]\nb = 'c d' \n", "c d"),
            ("a.ini", "[a]\nb = 'c d\n", "'c d"),
            ("a.yml", "- !Sub 'a${b}${!c}'", "a#${c}"),
            ("a.yml", "- Fn::Sub: ['a${b}', {}]", "a#"),
            ("a.yml", "- !Join [':', [a, !Ref b, c]]", "a:#:c"),
            ("a.yml", "- |\n   a\n    b\n", "a\n b"),
            ("a.cs", "var a = @\"b\"\"c\";", "b\"c"),
            ("a.cs", "var a = $\"b{c}\";", "b#"),
            ("a.toml", "a = '\\n'", "\\n"),
            ("a.toml", "a = \"\"\"\\n\"\"\"", "\n"),
            ("a.ps1", "$a = 'b''c'", "b'c"),
            ("a.java", "class A { String a = \"b\\tc\"; }", "b\tc"),
        ] {
            let found = texts(name, text);
            assert!(
                found.iter().any(|found| found == expected),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn a_text_is_spelled_through_all_layers_around() {
        for (name, file) in [
            ("a.py", "x = \"aws sts get-session-token mfa PLACE\"\n"),
            ("a.json", "{\"run\": \"aws mfa PLACE\"}"),
            ("a.yml", "run: 'aws mfa PLACE'\n"),
            ("a.yml", "run: \"aws mfa PLACE\"\n"),
            ("a.yml", "run: !Sub \"aws mfa PLACE\"\n"),
            ("a.tf", "user_data = \"aws mfa PLACE\"\n"),
            ("a.tf", "user_data = <<EOF\n#!/bin/sh\naws mfa PLACE\nEOF\n"),
            ("a.json.tftpl", "{\"run\": \"aws mfa PLACE\"}"),
            ("a.md", "```yaml\nrun: \"aws mfa PLACE\"\n```\n"),
            ("Makefile", "all:\n\taws mfa PLACE\n"),
        ] {
            let document = parsed(name, file);
            let layer = document.layers().len() - 1;
            assert_eq!(document.layers()[layer].language.name, "shell", "{file}");
            let text = r#""a\b${c}%{d}`e`""#;
            let spelled = document.spelled(layer, text).unwrap();
            let new = parsed(name, &file.replace("PLACE", &spelled));
            let old = document.layers()[layer].text.as_str();
            let says = new.layers()[layer].text.as_str();
            assert_eq!(says, old.replace("PLACE", text), "{file}");
        }
        let document = parsed("a.py", "x = 'aws mfa get-session-token ' + 'b'\n");
        assert_eq!(document.layers().len(), 2);
        assert_eq!(document.spelled(0, "a").as_deref(), Some("a"));
        assert_eq!(document.spelled(1, "a"), None);
    }

    #[test]
    fn only_a_whole_plain_scalar_needs_quotes() {
        let document = parsed("a.yml", "[mfa, 'mfa', mfa b]");
        let quotes: Vec<_> = document
            .nodes()
            .filter(|id| document.node(*id).role == Role::String)
            .map(|id| {
                let source = document.source(id);
                document.quotes(id, &(source.start..source.start + 3))
            })
            .collect();
        assert_eq!(quotes, ["'", "", ""]);
    }

    #[test]
    fn what_something_formats_can_be_read_before_it_does() {
        let document = parsed("a.py", "'{}:\\x41'.format(y)");
        let string = document
            .nodes()
            .find(|id| document.is_whole_string(*id))
            .unwrap();
        assert_eq!(document.unformatted(string).as_str(), "{}:A");
        assert!(document.text(string).has_hole(0..2));
        assert!(!document.unformatted(string).has_hole(0..2));
    }

    #[test]
    fn delimiters_are_taken_off_only_where_both_are_there() {
        for (name, text, expected) in [
            ("a.ini", "[a]\nb = c'\n", "c'"),
            ("a.ini", "[a]\nb = '\n", "'"),
            ("a.ini", "[a]\nb =  x y  \n", "x y"),
            ("a.ini", "[a]\nb = \"\"\n", ""),
            ("a.toml", "a = \"\"", ""),
            ("a.toml", "a = ''", ""),
            ("a.json", "[\"\"]", ""),
        ] {
            let found = texts(name, text);
            assert!(
                found.iter().any(|found| found == expected),
                "{text}: {found:?}"
            );
        }
    }
}
