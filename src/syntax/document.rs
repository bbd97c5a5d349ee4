//! A file as a stack of syntax trees: the host's, and those of the languages nested in it.

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

use super::language::{Language, Tree};
use super::migration::Migration;
use super::node::NodeId;
use super::text::Text;

/// A parsed file: its [`Tree`], and what tells what the strings in it say.
#[derive(Debug)]
pub struct Document {
    pub(super) tree: Tree,
    /// What stands between the pieces of each list that is joined.
    pub(super) separators: HashMap<NodeId, String>,
    /// The texts of strings and blocks of code with a needle in them.
    pub(super) texts: HashMap<NodeId, Arc<Text>>,
    /// Strings that a program runs which reads a language of its own, as the host says.
    pub(super) run_by_another: HashSet<NodeId>,
    pub(super) migration: &'static Migration,
    /// Of a template, the language of what it makes.
    pub(super) made: Option<&'static Language>,
}

impl Document {
    /// What is looked for in it.
    pub fn migration(&self) -> &'static Migration {
        self.migration
    }

    /// Of a template, the language of what it makes.
    pub fn made(&self) -> Option<&'static Language> {
        self.made
    }

    /// Whether the host of a string says that a program runs it which reads a language of its own, and not the one that the string
    /// is read in.
    pub fn is_run_by_another(&self, string: NodeId) -> bool {
        self.run_by_another.contains(&string)
    }

    /// Why nothing that stands at a node is edited without a look, if a language around it gives a reason.
    pub fn caution(&self, id: NodeId) -> Option<&'static str> {
        let own = self.layer_of(id).language.caution;
        own.or_else(|| {
            self.layers_around(id)
                .find_map(|host| self.layer_of(host).language.caution)
        })
    }

    /// Whether a template puts some of a node in or leaves it out: an instruction of it stands within.
    pub fn has_branches(&self, id: NodeId) -> bool {
        let range = self.node(id).range();
        self.layer_of(id).text.gaps(range).any(|gap| {
            self.file_text(gap)
                .is_some_and(|gap| ["{%", "<%", "%{", "{{"].iter().any(|tag| gap.contains(tag)))
        })
    }
}

impl Deref for Document {
    type Target = Tree;

    fn deref(&self) -> &Tree {
        &self.tree
    }
}
