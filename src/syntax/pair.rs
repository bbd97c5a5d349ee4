//! Pairs, assignments and calls: their keys and values, as the language's table names their parts.

use super::language::{Fields, Language, Tree};
use super::node::{NodeId, Role};

/// How far a name is looked for before a node (bytes).
const LONGEST_NAME: usize = 256;

impl Tree {
    /// The key of a pair, the variable of an assignment, or the name of a function that is called.
    pub fn key(&self, pair: NodeId) -> Option<NodeId> {
        let fields = self.fields(pair);
        let is_call = self.node(pair).role == Role::Call;
        let names = if is_call { fields.function } else { fields.key };
        let key = self
            .field(pair, names)
            .or_else(|| self.named_children(pair).next())?;
        Some(if is_call { self.last_name(key) } else { key })
    }

    /// Whether a node is among the arguments of a call, or below one in the same layer.
    pub fn is_argument(&self, inner: NodeId, call: NodeId) -> bool {
        self.value(call)
            .is_some_and(|arguments| self.is_within(inner, arguments))
    }

    /// The value of a pair or an assignment, or the arguments of a call, without what only wraps it.
    pub fn value(&self, pair: NodeId) -> Option<NodeId> {
        let fields = self.fields(pair);
        let is_call = self.node(pair).role == Role::Call;
        let names = if is_call {
            fields.arguments
        } else {
            fields.value
        };
        let value = self
            .field(pair, names)
            .or_else(|| self.named_children(pair).skip(1).last())?;
        Some(if is_call {
            value
        } else {
            self.unwrapped(value)
        })
    }

    /// Whether a call's function is a method of something, rather than a name of its own.
    pub fn is_method(&self, call: NodeId) -> bool {
        self.key(call)
            .is_some_and(|name| self.node(name).range().start > self.node(call).range().start)
    }

    /// Whether a node is a function or a method, so that what is given a value within it is its own.
    pub fn is_function(&self, id: NodeId) -> bool {
        let node = self.node(id);
        node.role == Role::Function || self.language_of(id).functions.contains(&node.kind())
    }

    /// The name of a function or method, where it has one of its own.
    pub fn function_name(&self, function: NodeId) -> Option<NodeId> {
        self.field(function, &["name"]).or_else(|| {
            self.named_children(function)
                .find(|child| self.node(*child).kind() == "function_name")
        })
    }

    /// Whether a pair's key is an expression rather than a name or a string.
    pub fn has_expression_key(&self, pair: NodeId) -> bool {
        let pairs = &self.language_of(pair).pairs;
        self.key(pair).is_some_and(|key| {
            pairs.expressions.contains(&self.node(key).kind())
                || (pairs.with_expression.contains(&self.node(pair).kind())
                    && self.node(key).role != Role::String)
        })
    }

    /// Whether a pair is a block: a key, labels, and a body.
    pub fn is_block(&self, pair: NodeId) -> bool {
        let pairs = &self.language_of(pair).pairs;
        pairs.blocks.contains(&self.node(pair).kind())
    }

    /// The first label of a block, as it is spelled, without its quotes.
    pub fn label(&self, block: NodeId) -> Option<&str> {
        let label = self.named_children(block).nth(1)?;
        (self.is_block(block) && self.node(label).role == Role::String)
            .then(|| self.spelling(label).trim_matches('"'))
    }

    /// Whether a pair's value is put into the mapping around it, but for what that mapping has itself.
    pub fn is_merge(&self, pair: NodeId) -> bool {
        let merge_key = self.language_of(pair).pairs.merge_key;
        let key = self.key(pair).map(|key| self.spelling(key));
        key.is_some() && key.map(|key| key.trim_matches(['"', '\''])) == merge_key
    }

    /// The name right before a node: of the type whose fields it gives, or of the function whose arguments it is.
    pub fn name_before(&self, id: NodeId) -> &str {
        let text = self.layer_of(id).text.as_str();
        let before = &text[..self.node(id).range().start];
        let before = before.trim_end_matches(|c: char| c.is_whitespace() || "({&".contains(c));
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = before
            .bytes()
            .rev()
            .take(LONGEST_NAME)
            .take_while(|byte| is_part(char::from(*byte)))
            .count();
        &before[before.len() - length..]
    }

    /// Whether a sign of an expression chooses, filters or computes, so that it isn't what stands in it.
    pub fn chooses(&self, expression: NodeId) -> bool {
        let choosing = self.language_of(expression).operators.choosing;
        self.children(expression)
            .any(|id| self.is_sign(id, choosing))
    }

    /// Whether an expression compares what stands in it with something, or looks for it there.
    pub fn compares(&self, expression: NodeId) -> bool {
        if self.node(expression).role != Role::Other {
            return false;
        }
        let mut signs = self.children(expression).take(MOST_OPERANDS);
        let is_branch = self
            .children(expression)
            .next()
            .is_some_and(|first| self.is_sign(first, &["case", "when"]));
        is_branch || signs.any(|id| self.is_sign(id, &COMPARING))
    }

    /// The value that an expression gives a name, where it has both: `(x := value)`, `def f(x=value)`.
    pub fn named_value(&self, expression: NodeId) -> Option<NodeId> {
        let fields = self.fields(expression);
        self.field(expression, fields.key)?;
        let value = self.field(expression, fields.value)?;
        let is_given = |id: &NodeId| self.is_sign(*id, &["=", ":="]);
        self.children(expression)
            .take(MOST_OPERANDS)
            .any(|id| is_given(&id))
            .then_some(value)
    }

    /// What an expression puts more into: `x` of `x << y` and of `x += y`.
    pub fn extended(&self, expression: NodeId) -> Option<NodeId> {
        let mut children = self.children(expression).take(MOST_OPERANDS);
        let left = children.next().filter(|id| self.node(*id).is_named)?;
        children
            .next()
            .filter(|id| self.is_sign(*id, &EXTENDING))
            .map(|_| left)
    }

    /// Whether an expression puts two mappings together.
    pub fn merges(&self, expression: NodeId) -> bool {
        let merging = self.language_of(expression).operators.merging;
        !merging.is_empty()
            && self
                .children(expression)
                .take(MOST_OPERANDS)
                .any(|id| self.is_sign(id, merging))
    }

    fn is_sign(&self, id: NodeId, signs: &[&str]) -> bool {
        !self.node(id).is_named && signs.contains(&self.spelling(id))
    }

    /// The last name of a dotted one: `create` of `Builder.create`.
    fn last_name(&self, dotted: NodeId) -> NodeId {
        let mut name = dotted;
        while matches!(self.node(name).role, Role::Other | Role::Subscript)
            && let Some(last) = self.named_children(name).last()
        {
            name = last;
        }
        name
    }

    fn language_of(&self, id: NodeId) -> &'static Language {
        self.layer_of(id).language
    }

    fn fields(&self, id: NodeId) -> &'static Fields {
        &self.language_of(id).fields
    }

    fn field(&self, id: NodeId, names: &[&str]) -> Option<NodeId> {
        names.iter().find_map(|name| {
            self.children(id)
                .find(|child| self.node(*child).field() == Some(name))
        })
    }
}

/// Signs that put what stands on their right into what stands on their left, as languages share them.
const EXTENDING: [&str; 4] = ["<<", "+=", "|=", "++="];
/// Signs of comparisons, as languages share them.
const COMPARING: [&str; 15] = [
    "==",
    "!=",
    "===",
    "!==",
    "=~",
    "!~",
    "in",
    "is",
    "not in",
    "eql?",
    "-eq",
    "-ne",
    "-like",
    "-match",
    "-contains",
];
/// How many parts an expression that puts two mappings together may have, signs and comments among them.
const MOST_OPERANDS: usize = 8;
