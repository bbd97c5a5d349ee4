//! The comments of a document, in whatever way its languages write them.

use std::ops::Range;

use super::document::Document;
use super::node::Role;

/// A comment: its layer's index, and its bytes of the layer's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Index of the layer.
    pub layer: usize,
    /// Bytes of its text.
    pub range: Range<usize>,
}

impl Document {
    /// The comments with a word in them, layer by layer.
    pub fn comments_with(&self, word: &str) -> Vec<Comment> {
        let mut comments = Vec::new();
        for (layer, of) in self.layers().iter().enumerate() {
            if !of.text.as_str().contains(word) {
                continue;
            }
            let told = self.nodes_of(layer).filter(|id| {
                self.node(*id).role == Role::Comment && self.spelling(*id).contains(word)
            });
            let told: Vec<Range<usize>> = told.map(|id| self.node(id).range()).collect();
            comments.extend(told.into_iter().map(|range| Comment { layer, range }));
            comments.extend(self.untold(layer, word));
        }
        comments
    }

    /// Those of a layer whose parser doesn't tell them.
    fn untold(&self, layer: usize, word: &str) -> Vec<Comment> {
        let of = &self.layers()[layer];
        let (written, text) = (&of.language.comments, of.text.as_str());
        let mut comments = Vec::new();
        if written.around.is_empty() && written.lines.is_empty() {
            return comments;
        }
        let code: Vec<Range<usize>> = self
            .nodes_of(layer)
            .filter(|id| {
                let role = self.node(*id).role;
                matches!(role, Role::CodeBlock | Role::CodeSpan)
            })
            .map(|id| self.node(id).range())
            .collect();
        let in_code = |at: usize| {
            let after = code.partition_point(|range| range.start <= at);
            after > 0 && at < code[after - 1].end
        };
        for (open, close) in written.around {
            let mut at = 0;
            while let Some(start) = text[at..].find(open).map(|found| at + found) {
                at = start + open.len();
                if in_code(start) {
                    continue;
                }
                let Some(end) = text[at..].find(close).map(|found| at + found + close.len()) else {
                    break;
                };
                let range = start..end;
                at = end;
                if text[range.clone()].contains(word) {
                    comments.push(Comment { layer, range });
                }
            }
        }
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let begins = |sign: &&'static str| line.trim_start().starts_with(*sign);
            if line.contains(word) && written.lines.iter().any(begins) {
                let range = start..start + line.trim_end().len();
                comments.push(Comment { layer, range });
            }
            start += line.len();
        }
        comments
    }
}
