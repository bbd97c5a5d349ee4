//! A member that a mapping is to have, and whether it has it.

use std::ops::Range;

use super::document::Document;
use super::node::{NodeId, Role};

/// A member of a mapping: its key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The key.
    pub key: String,
    /// The value.
    pub value: Content,
}

/// What a member is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// A mapping.
    Members(Vec<Member>),
}

impl Member {
    /// A member that is a text.
    pub fn text(key: &str, text: &str) -> Member {
        Member {
            key: key.to_owned(),
            value: Content::Text(text.to_owned()),
        }
    }

    /// A member that is a mapping.
    pub fn mapping(key: &str, members: Vec<Member>) -> Member {
        Member {
            key: key.to_owned(),
            value: Content::Members(members),
        }
    }
}

/// How far (bytes) the beginning of a line is looked for.
const REACH: usize = 400;
/// The signs of which mappings and lists are made.
const SIGNS: &str = "\",{}[]: =";

impl Document {
    /// What stands before a place of the file (bytes) on its line; `None` where the line begins further away than anybody
    /// would indent.
    pub fn line_before(&self, at: usize) -> Option<&str> {
        let start = at.saturating_sub(REACH);
        let before = (start..=at).find_map(|from| self.file_text(from..at))?;
        match before.rsplit_once('\n') {
            Some((_, line)) => Some(line),
            None => (before.len() == at).then_some(before),
        }
    }

    /// How the line before a place of the file (bytes) ends: `\n` or `\r\n`.
    pub fn line_end(&self, at: usize) -> &'static str {
        let line = self.line_before(at).map_or(0, str::len);
        let end = (at - line).checked_sub(2).map(|from| from..at - line);
        match end.and_then(|end| self.file_text(end)) {
            Some("\r\n") => "\r\n",
            _ => "\n",
        }
    }

    /// Whether mappings can be written in a node's layer: it is known how, and the file spells their signs as they are.
    pub fn has_notation(&self, id: NodeId) -> bool {
        let layer = self.node(id).layer();
        self.layers()[layer].language.notation.is_some()
            && self.spelled(layer, SIGNS).as_deref() == Some(SIGNS)
    }

    /// Whether a mapping or list is told by its indentation.
    pub fn is_indented(&self, id: NodeId) -> bool {
        let language = self.layer_of(id).language;
        language
            .notation
            .is_some_and(|notation| notation.has_indented)
            && !self.spelling(id).starts_with(['{', '['])
    }

    /// Whether a pair is just a member.
    pub fn is_member(&self, pair: NodeId, member: &Member) -> bool {
        let mut left = vec![(pair, member)];
        while let Some((pair, member)) = left.pop() {
            let (Some(key), Some(value)) = (self.key(pair), self.value(pair)) else {
                return false;
            };
            let says = |node: NodeId, text: &str| self.text(node).as_str() == text;
            let is_string = |node: NodeId| self.node(node).role == Role::String;
            let is_right = match &member.value {
                Content::Text(text) => is_string(value) && says(value, text),
                Content::List(texts) => {
                    let items: Vec<NodeId> = self.named_children(value).collect();
                    let mut pairs = items.iter().zip(texts);
                    self.node(value).role == Role::Sequence
                        && items.len() == texts.len()
                        && pairs.all(|(item, text)| is_string(*item) && says(*item, text))
                }
                Content::Members(members) => {
                    let pairs: Vec<NodeId> = self.named_children(value).collect();
                    let is_same = pairs.len() == members.len();
                    left.extend(pairs.into_iter().zip(members));
                    self.node(value).role == Role::Mapping && is_same
                }
            };
            if self.node(pair).role != Role::Pair || !says(key, &member.key) || !is_right {
                return false;
            }
        }
        true
    }

    /// The bytes of the file that comments span, in order.
    pub fn comments(&self) -> Vec<Range<usize>> {
        let comments = self
            .nodes()
            .filter(|id| self.node(*id).role == Role::Comment);
        let mut comments: Vec<Range<usize>> = comments.map(|id| self.source(id)).collect();
        comments.sort_by_key(|comment| comment.start);
        comments
    }
}
