//! A file as a stack of syntax trees: the host's, and those of the languages nested in it.

use std::collections::HashMap;
use std::ops::Range;

use super::embedding::{self, Hints};
use super::escapes::{Escapes, Says};
use super::language::{Delimiters, EscapesOf, Language, Parser, StringKind};
use super::languages::{markdown, yaml};
use super::node::{Lowering, Node, NodeId, Role};
use super::text::{Text, TextBuilder};
use super::{formatting, joining};

/// How deep languages may be nested in one another before the innermost is left to the text fallback.
const DEEPEST: usize = 16;
/// How many pieces a string may be put together from, one within the other, before it is left alone.
const DEEPEST_STRING: usize = 64;

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    layers: Vec<Layer>,
    nodes: Vec<Node>,
    /// The layer that a string or a block of code holds.
    held: HashMap<NodeId, usize>,
    /// What stands between the pieces of each list that is joined.
    separators: HashMap<NodeId, String>,
    /// How many references each anchor of a layer has.
    references: HashMap<(usize, usize), usize>,
    /// Of a template, the language of what it makes.
    made: Option<&'static Language>,
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
        let (language, made) = super::language::of_file(name, &text);
        Document::parse_as(language, made, text, hints)
    }

    /// Parses other bytes in the languages of this file.
    pub fn parse_again(&self, bytes: &[u8], hints: &Hints) -> Document {
        let language = self.layers[0].language;
        Document::parse_as(language, self.made, Text::of_file(bytes), hints)
    }

    fn parse_as(
        language: &'static Language,
        made: Option<&'static Language>,
        text: Text,
        hints: &Hints,
    ) -> Document {
        let mut document = Document {
            layers: Vec::new(),
            nodes: Vec::new(),
            held: HashMap::new(),
            separators: HashMap::new(),
            references: HashMap::new(),
            made,
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
        for id in self.nodes.iter().skip(first as usize) {
            if let Role::Alias(anchor) = id.role {
                *self.references.entry((id.layer, anchor)).or_default() += 1;
            }
        }
        for (list, separator) in joining::lists(self, self.layers.len() - 1) {
            self.nodes[list.index()].role = Role::String;
            self.separators.insert(list, separator);
        }
    }

    /// Of a template, the language of what it makes.
    pub fn made(&self) -> Option<&'static Language> {
        self.made
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

    /// The text of a range of the file (bytes), as it is written there; `None` where the range ends within a
    /// character.
    pub fn file_text(&self, source: Range<usize>) -> Option<&str> {
        self.layers.first()?.text.of_source(source)
    }

    /// Whether the language around a node's layer fills a part of the node in.
    pub fn is_filled_in(&self, id: NodeId) -> bool {
        self.layer_of(id).text.has_hole(self.node(id).range.clone())
    }

    /// Whether a template puts some of a node in or leaves it out: an instruction of it stands within.
    pub fn has_branches(&self, id: NodeId) -> bool {
        let range = self.node(id).range.clone();
        self.layer_of(id).text.gaps(range).any(|gap| {
            self.file_text(gap)
                .is_some_and(|gap| ["{%", "<%", "%{", "{{"].iter().any(|tag| gap.contains(tag)))
        })
    }

    /// The bytes of the file that a node spans.
    pub fn source(&self, id: NodeId) -> Range<usize> {
        self.layer_of(id)
            .text
            .source_hull(self.node(id).range.clone())
    }

    /// The key of a pair, the variable of an assignment, or the name of a function that is called.
    pub fn key(&self, pair: NodeId) -> Option<NodeId> {
        if self.node(pair).role == Role::Call {
            let named = self
                .field(pair, &["method", "name", "function", "constructor", "type"])
                .or_else(|| self.named_children(pair).next())?;
            return Some(self.last_name(named));
        }
        self.field(pair, &["key", "name", "left"])
            .or_else(|| self.named_children(pair).next())
    }

    /// The value of a pair or an assignment, or the arguments of a call, without what only wraps it.
    pub fn value(&self, pair: NodeId) -> Option<NodeId> {
        if self.node(pair).role == Role::Call {
            return self
                .field(pair, &["arguments"])
                .or_else(|| self.named_children(pair).skip(1).last());
        }
        self.field(pair, &["value", "val", "right", "default"])
            .or_else(|| self.named_children(pair).skip(1).last())
            .map(|value| self.unwrapped(value))
    }

    /// The last name of a dotted one: `create` of `Builder.create`.
    fn last_name(&self, dotted: NodeId) -> NodeId {
        let mut name = dotted;
        while self.node(name).role == Role::Other
            && let Some(last) = self.named_children(name).last()
        {
            name = last;
        }
        name
    }

    /// What a node stands for, where it only wraps it: brackets, an anchor, a reference to one.
    pub fn unwrapped(&self, id: NodeId) -> NodeId {
        let mut id = id;
        for _ in 0..DEEPEST_STRING {
            let inner = match self.node(id).role {
                Role::Alias(anchor) => self
                    .nodes_of(self.node(id).layer)
                    .find(|node| self.node(*node).role == Role::Anchor(anchor)),
                Role::Other | Role::Anchor(_) => {
                    let mut children = self.named_children(id);
                    children.next().filter(|_| children.next().is_none())
                }
                _ => None,
            };
            match inner {
                Some(inner) => id = inner,
                None => break,
            }
        }
        id
    }

    /// The nodes directly below a node that the grammar has a name for, without comments.
    pub fn named_children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id).filter(|child| {
            let node = self.node(*child);
            node.is_named && node.role != Role::Comment
        })
    }

    /// How many references there are to a node, or to one around it, in its layer.
    pub fn references(&self, id: NodeId) -> usize {
        let layer = self.node(id).layer;
        self.ancestors(id)
            .take_while(|ancestor| self.node(*ancestor).layer == layer)
            .filter_map(|ancestor| match self.node(ancestor).role {
                Role::Anchor(anchor) => self.references.get(&(layer, anchor)),
                _ => None,
            })
            .sum()
    }

    fn field(&self, id: NodeId, names: &[&str]) -> Option<NodeId> {
        names.iter().find_map(|name| {
            self.children(id)
                .find(|child| self.node(*child).field == Some(name))
        })
    }

    /// The innermost string in a string, of the same layer, that holds a range of the file.
    pub fn piece_at(&self, string: NodeId, source: &Range<usize>) -> NodeId {
        let layer = self.node(string).layer;
        self.descendants(string)
            .filter(|id| self.node(*id).role == Role::String && self.node(*id).layer == layer)
            .filter(|id| {
                let piece = self.source(*id);
                piece.start <= source.start && source.end <= piece.end
            })
            .last()
            .unwrap_or(string)
    }

    /// The quotes that a new text for a range of the file needs there. Only where the range is all of a string
    /// without quotes does it need any, so as not to be taken for something else.
    pub fn quotes(&self, string: NodeId, source: &Range<usize>) -> &'static str {
        let piece = self.piece_at(string, source);
        if self.node(piece).kind == yaml::PLAIN && self.source(piece) == *source {
            "'"
        } else {
            ""
        }
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
        self.text_of(id, DEEPEST_STRING)
    }

    fn text_of(&self, id: NodeId, depth: usize) -> Text {
        let node = self.node(id);
        let mut builder = TextBuilder::new(&self.layer_of(id).text);
        match node.role {
            Role::Interpolation => builder.hole(node.range.clone()),
            Role::CodeBlock | Role::CodeSpan => {
                for child in self.children(id) {
                    if self.node(child).kind == markdown::CODE {
                        builder.verbatim(self.node(child).range.clone());
                    }
                }
            }
            Role::String if depth == 0 => builder.hole(node.range.clone()),
            Role::String => match self.layer_of(id).language.string(node.kind) {
                Some(string) => {
                    let text = self.literal(id, string, depth);
                    return decoded(formatting::of(self, id), text);
                }
                None if self.named_children(id).next().is_none() => {
                    builder.verbatim(node.range.clone());
                }
                None => self.pieces(id, &mut builder, depth),
            },
            _ => builder.verbatim(node.range.clone()),
        }
        builder.finish()
    }

    /// A string that is put together from others and from what is computed.
    fn pieces(&self, id: NodeId, builder: &mut TextBuilder, depth: usize) {
        let separator = self.separators.get(&id);
        let mut last_end = None;
        for child in self.named_children(id) {
            let range = self.node(child).range.clone();
            if let (Some(separator), Some(end)) = (separator, last_end) {
                builder.decoded(end..range.start, separator);
            }
            last_end = Some(range.end);
            let piece = self.unwrapped(child);
            match self.node(piece).role {
                Role::String if self.is_within(piece, id) => {
                    builder.text(&self.text_of(piece, depth - 1));
                }
                _ => builder.hole(range),
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
            let range = self.node(child).range.clone();
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
        let Some(host) = self.layers[layer].host else {
            return Some(text.to_owned());
        };
        let node = self.node(host);
        let spelling = match node.role {
            Role::CodeBlock | Role::CodeSpan => text.to_owned(),
            Role::String => {
                let formatted = formatting::of(self, host).spelled(text)?;
                match self.layer_of(host).language.string(node.kind) {
                    Some(string) => {
                        let [first, then] = self.escapes(host, string);
                        first.spelled(&then.spelled(&formatted)?)?
                    }
                    None if self.named_children(host).next().is_none() => formatted,
                    None => return None,
                }
            }
            _ => return None,
        };
        self.spelled(node.layer(), &spelling)
    }

    fn escapes(&self, id: NodeId, string: &StringKind) -> [Escapes; 2] {
        match string.escapes {
            EscapesOf::Kind(escapes) => [escapes, Escapes::None],
            EscapesOf::Node(choose) => choose(self, id),
        }
    }

    /// What a string says before something formats it; of any other node, nothing.
    pub fn unformatted(&self, id: NodeId) -> Text {
        match self.layer_of(id).language.string(self.node(id).kind) {
            Some(string) => self.literal(id, string, DEEPEST_STRING),
            None => Text::default(),
        }
    }

    /// What stands between a string's delimiters.
    fn content(&self, id: NodeId, string: &StringKind) -> Range<usize> {
        let range = self.node(id).range.clone();
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
                        self.node(first).range.end..self.node(last).range.start
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
fn decoded(escapes: Escapes, text: Text) -> Text {
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
    // For each open node of the tree, whether it was lowered; one that only wraps another of the same range is
    // not, and hands its place in its parent down.
    let mut lowered: Vec<bool> = Vec::new();
    let mut place = None;
    loop {
        let node = cursor.node();
        let kind = grammar.node_kind_for_id(node.kind_id()).unwrap_or("ERROR");
        let role = language.role(kind);
        let field = place.take().or_else(|| {
            cursor
                .field_id()
                .and_then(|id| grammar.field_name_for_id(id.get()))
        });
        let is_error = node.is_error() || node.is_missing();
        let is_wrapper = matches!(role, Role::Other | Role::Sequence | Role::Concatenation)
            && node.is_named()
            && !is_error
            && node.child_count() == 1
            && node
                .child(0)
                .is_some_and(|child| child.byte_range() == node.byte_range());
        lowered.push(!is_wrapper);
        if is_wrapper {
            place = field;
        } else {
            let opened = lowering.open(kind, field, role, node.byte_range());
            opened.is_named = node.is_named() && role != Role::Punctuation;
            opened.is_error = is_error;
        }
        if cursor.goto_first_child() {
            continue;
        }
        loop {
            if lowered.pop() == Some(true) {
                lowering.close();
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}
