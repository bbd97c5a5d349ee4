//! The key and value of a pair, an assignment or a call.

use super::language::Tree;
use super::node::{NodeId, Role};

impl Tree {
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

    fn field(&self, id: NodeId, names: &[&str]) -> Option<NodeId> {
        names.iter().find_map(|name| {
            self.children(id)
                .find(|child| self.node(*child).field == Some(name))
        })
    }
}
