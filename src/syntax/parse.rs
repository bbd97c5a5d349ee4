//! Parses a file and everything nested in it.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::document::Document;
use super::language::{Language, Parser, Tree};
use super::migration::Migration;
use super::node::{NodeId, Role};
use super::text::Text;
use super::{detect, embed, joining, lexed_tree, lower};

/// How deep languages may be nested in one another before the innermost is left to the text fallback.
const DEEPEST: usize = 16;

impl Document {
    /// Parses a file and everything nested in it. Never fails: what can't be parsed is an error node in
    /// its tree, and the text fallback looks at it.
    ///
    /// `name` is the last component of the file's path.
    pub fn parse(name: &str, bytes: &[u8], migration: &'static Migration) -> Document {
        let text = Text::of_file(bytes);
        let (language, made) = detect::of_file(name, &text);
        Document::parse_as(language, made, text, migration, &[])
    }

    /// Parses this file as edits left it, in the languages that it had. `edited` is where the edits are (bytes of the new
    /// file), in order: a string around one of them is looked into even where the edit took its last needle away.
    pub fn parse_again(&self, bytes: &[u8], edited: &[Range<usize>]) -> Document {
        let language = self.layers()[0].language;
        let text = Text::of_file(bytes);
        Document::parse_as(language, self.made, text, self.migration, edited)
    }

    fn parse_as(
        language: &'static Language,
        made: Option<&'static Language>,
        text: Text,
        migration: &'static Migration,
        edited: &[Range<usize>],
    ) -> Document {
        let mut document = Document {
            tree: Tree::new(),
            separators: HashMap::new(),
            texts: HashMap::new(),
            run_by_another: HashSet::new(),
            migration,
            made,
        };
        document.parse_layer(language, text, None);
        let mut layer = 0;
        while layer < document.layers().len() {
            if document.depth(layer) < DEEPEST {
                for found in embed::relevant(&document, layer, edited) {
                    document.texts.insert(found.node, found.text);
                    if found.is_run_by_another {
                        document.run_by_another.insert(found.node);
                    }
                    if let Some((language, text)) = found.holds {
                        document.parse_layer(language, text, Some(found.node));
                    }
                }
            }
            layer += 1;
        }
        document
    }

    fn parse_layer(&mut self, language: &'static Language, text: Text, host: Option<NodeId>) {
        let migration = self.migration;
        self.tree.add(language, text, host, |text, lowering| {
            match language.parser {
                Parser::Grammar(grammar) => {
                    let joining = language.operators.joining;
                    let input = (language.grammar_input)(text.as_str());
                    let role = |kind: &str| language.role(kind);
                    lower::grammar(grammar, role, joining, text, &input, lowering);
                }
                Parser::Own(lower) => lower(text, lowering, migration),
                Parser::Lexical(conventions) => lexed_tree::lower(conventions, text, lowering),
                Parser::Nothing => lowering.leaf("text", Role::Other, 0..text.len()),
            }
        });
        for (list, separator) in joining::lists(self, self.layers().len() - 1) {
            self.tree.join(list);
            self.separators.insert(list, separator);
        }
    }
}
