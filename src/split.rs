//! A statement that is split: what of it each of those has that take its place. Nodes are those of the old document.

use crate::syntax::NodeId;
use crate::syntax::member::Member;

/// A statement that is split.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What is replaced in the list of statements: the mapping, or the block whose body it is. Where the mapping stands in no list,
    /// a list takes its place.
    pub unit: NodeId,
    /// What takes its place, in order.
    pub parts: Vec<Part>,
}

/// How a statement that takes the place of another differs from that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The lists that have fewer elements, each with those that stay.
    pub kept: Vec<(NodeId, Vec<NodeId>)>,
    /// The strings that say something else, each with what.
    pub said: Vec<(NodeId, String)>,
    /// The mapping that has one member more, its last.
    pub added: Option<(NodeId, Member)>,
}

impl Part {
    /// The elements of a list that stay, where not all do.
    pub fn kept(&self, list: NodeId) -> Option<&[NodeId]> {
        let mut kept = self.kept.iter();
        kept.find(|(other, _)| *other == list)
            .map(|(_, kept)| kept.as_slice())
    }

    /// What a string says instead.
    pub fn says(&self, string: NodeId) -> Option<&str> {
        let mut said = self.said.iter();
        said.find(|(other, _)| *other == string)
            .map(|(_, says)| says.as_str())
    }

    /// The member that a mapping has more.
    pub fn added(&self, mapping: NodeId) -> Option<&Member> {
        let added = self.added.as_ref();
        added
            .filter(|(other, _)| *other == mapping)
            .map(|(_, member)| member)
    }
}
