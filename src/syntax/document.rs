//! A file as a stack of syntax trees: the host's, and those of the languages nested in it.

use std::collections::HashMap;
use std::ops::Range;

use super::embedding::{self, Hints};
use super::language::{EscapesOf, Language, Parser, StringKind};
use super::languages::markdown;
use super::node::{Lowering, Node, NodeId, Role};
use super::text::{Text, TextBuilder};

/// How deep languages may be nested in one another before the innermost is left to the text fallback.
const DEEPEST: usize = 16;
/// How many pieces a string may be put together from, one within the other, before it is left alone.
const DEEPEST_STRING: usize = 8;

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    layers: Vec<Layer>,
    nodes: Vec<Node>,
    /// The layer that a string or a block of code holds.
    held: HashMap<NodeId, usize>,
}

/// One language's part of a file.
#[derive(Debug)]
pub struct Layer {
    /// Its language.
    pub language: &'static Language,
    /// Its text, decoded.
    pub text: Text,
    /// The node of an outer layer that holds it; `None` for the file itself.
    pub host: Option<NodeId>,
    /// Its nodes, as indices in preorder.
    nodes: Range<u32>,
}

impl Document {
    /// Parses a file and everything nested in it. Never fails: what can't be parsed is an error node in
    /// its tree, and the text fallback looks at it.
    ///
    /// `name` is the last component of the file's path.
    pub fn parse(name: &str, bytes: &[u8], hints: &Hints) -> Document {
        let text = Text::of_file(bytes);
        let language = super::language::of_file(name, &text);
        Document::parse_text(language, text, hints)
    }

    /// Parses a text that is known to be of a language.
    pub fn parse_text(language: &'static Language, text: Text, hints: &Hints) -> Document {
        let mut document = Document {
            layers: Vec::new(),
            nodes: Vec::new(),
            held: HashMap::new(),
        };
        document.parse_layer(language, text, None);
        let mut layer = 0;
        while layer < document.layers.len() {
            if document.depth(layer) < DEEPEST {
                for (host, language, text) in embedding::held_by(&document, layer, hints) {
                    document.held.insert(host, document.layers.len());
                    document.parse_layer(language, text, Some(host));
                }
            }
            layer += 1;
        }
        document
    }

    fn parse_layer(&mut self, language: &'static Language, text: Text, host: Option<NodeId>) {
        let first = self.nodes.len() as u32;
        let mut lowering = Lowering::new(&mut self.nodes, self.layers.len(), host);
        match language.parser {
            Parser::Grammar(grammar) => lower_grammar(language, grammar, &text, &mut lowering),
            Parser::Own(lower) => lower(&text, &mut lowering),
            Parser::Nothing => lowering.leaf("text", Role::Other, 0..text.len()),
        }
        self.layers.push(Layer {
            language,
            text,
            host,
            nodes: first..self.nodes.len() as u32,
        });
    }

    /// How many layers are around a layer.
    fn depth(&self, layer: usize) -> usize {
        std::iter::successors(self.layers[layer].host, |host| {
            self.layers[self.node(*host).layer].host
        })
        .count()
    }

    /// The layers, outer ones first; the file's own is the first.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layer that a node is part of.
    pub fn layer_of(&self, id: NodeId) -> &Layer {
        &self.layers[self.node(id).layer]
    }

    /// Index of the layer that a string or block of code holds, if it holds one.
    pub fn held_layer(&self, id: NodeId) -> Option<usize> {
        self.held.get(&id).copied()
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// All nodes: layer by layer, each in preorder.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The nodes of a layer in preorder.
    pub fn nodes_of(&self, layer: usize) -> impl Iterator<Item = NodeId> + '_ {
        self.layers[layer].nodes.clone().map(NodeId)
    }

    /// The node around a node. For the root of an inner layer that is the string that holds the layer.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.node(id).parent
    }

    /// The nodes around a node, innermost first, across layers.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    /// The nodes directly below a node.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).end;
        let first = Some(NodeId(id.0 + 1)).filter(|first| first.0 < end);
        std::iter::successors(first, move |child| {
            Some(NodeId(self.node(*child).end)).filter(|next| next.0 < end)
        })
    }

    /// All nodes below a node, in preorder.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (id.0 + 1..self.node(id).end).map(NodeId)
    }

    /// Whether one node is another, or below it in the same layer.
    pub fn is_within(&self, inner: NodeId, outer: NodeId) -> bool {
        (outer.0..self.node(outer).end).contains(&inner.0)
    }

    /// A node's own spelling in its layer's decoded text.
    pub fn spelling(&self, id: NodeId) -> &str {
        &self.layer_of(id).text.as_str()[self.node(id).range.clone()]
    }

    /// The bytes of the file that a node spans.
    pub fn source(&self, id: NodeId) -> Range<usize> {
        self.layer_of(id)
            .text
            .source_hull(self.node(id).range.clone())
    }

    /// The key of a pair, or the variable of an assignment.
    pub fn key(&self, pair: NodeId) -> Option<NodeId> {
        self.field(pair, &["key", "name"])
    }

    /// The value of a pair or an assignment.
    pub fn value(&self, pair: NodeId) -> Option<NodeId> {
        self.field(pair, &["value"])
    }

    fn field(&self, id: NodeId, names: &[&str]) -> Option<NodeId> {
        self.children(id)
            .find(|child| matches!(self.node(*child).field, Some(field) if names.contains(&field)))
    }

    /// Whether a node is a string that isn't itself a piece of a string.
    pub fn is_whole_string(&self, id: NodeId) -> bool {
        let node = self.node(id);
        node.role == Role::String
            && !self.parent(id).is_some_and(|parent| {
                self.node(parent).layer == node.layer && self.node(parent).role == Role::String
            })
    }

    /// What a string, block of code or interpolation says: escapes decoded, interpolations as holes.
    /// Of any other node, its spelling.
    pub fn text(&self, id: NodeId) -> Text {
        let mut builder = TextBuilder::new(&self.layer_of(id).text);
        self.append_text(id, &mut builder, DEEPEST_STRING);
        builder.finish()
    }

    fn append_text(&self, id: NodeId, builder: &mut TextBuilder, depth: usize) {
        let node = self.node(id);
        match node.role {
            Role::Interpolation => builder.hole(node.range.clone()),
            Role::CodeBlock | Role::CodeSpan => {
                for child in self.children(id) {
                    if self.node(child).kind == markdown::CODE {
                        builder.verbatim(self.node(child).range.clone());
                    }
                }
            }
            Role::String => {
                let string = self.layer_of(id).language.string(node.kind);
                self.append_string(id, string, builder, depth);
            }
            _ => builder.verbatim(node.range.clone()),
        }
    }

    fn append_string(
        &self,
        id: NodeId,
        string: Option<&StringKind>,
        builder: &mut TextBuilder,
        depth: usize,
    ) {
        let content = string.map_or(self.node(id).range.clone(), |string| {
            self.content(id, string)
        });
        let escapes = string.map_or(super::escapes::Escapes::None, |string| {
            match string.escapes {
                EscapesOf::Kind(escapes) => escapes,
                EscapesOf::Node(choose) => choose(self, id),
            }
        });
        let layer = &self.layer_of(id).text;
        let plain = |range: Range<usize>, builder: &mut TextBuilder| {
            for piece in escapes.pieces(&layer.as_str()[range.clone()]) {
                let at = range.start + piece.range.start..range.start + piece.range.end;
                match piece.decoded {
                    None => builder.verbatim(at),
                    Some(decoded) => builder.decoded(at, &decoded),
                }
            }
        };
        let mut at = content.start;
        for child in self.children(id) {
            let range = self.node(child).range.clone();
            let is_piece = matches!(self.node(child).role, Role::String | Role::Interpolation);
            if !is_piece || range.start < at || range.end > content.end {
                continue;
            }
            plain(at..range.start, builder);
            if depth > 0 {
                self.append_text(child, builder, depth - 1);
            } else {
                builder.hole(range.clone());
            }
            at = range.end;
        }
        plain(at..content.end, builder);
    }

    /// What stands between a string's delimiters.
    fn content(&self, id: NodeId, string: &StringKind) -> Range<usize> {
        let range = self.node(id).range.clone();
        let spelling = self.spelling(id);
        string
            .delimiters
            .iter()
            .find(|(open, close)| {
                spelling.len() >= open.len() + close.len()
                    && spelling.starts_with(open)
                    && spelling.ends_with(close)
            })
            .map_or(range.clone(), |(open, close)| {
                range.start + open.len()..range.end - close.len()
            })
    }
}

fn lower_grammar(
    language: &'static Language,
    grammar: &'static tree_sitter::Language,
    text: &Text,
    lowering: &mut Lowering,
) {
    let mut parser = tree_sitter::Parser::new();
    let tree = parser
        .set_language(grammar)
        .ok()
        .and_then(|()| parser.parse(text.as_str(), None));
    let Some(tree) = tree else {
        lowering.leaf("text", Role::Other, 0..text.len());
        return;
    };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let kind = grammar.node_kind_for_id(node.kind_id()).unwrap_or("ERROR");
        let lowered = lowering.open(
            kind,
            cursor
                .field_id()
                .and_then(|id| grammar.field_name_for_id(id.get())),
            language.role(kind),
            node.byte_range(),
        );
        lowered.is_named = node.is_named();
        lowered.is_error = node.is_error() || node.is_missing();
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            lowering.close();
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}
