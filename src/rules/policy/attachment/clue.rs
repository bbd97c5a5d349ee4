//! What a node around a policy tells.

use crate::iam::holder::Holder;
use crate::syntax::NodeId;

/// Names shorter than this (bytes) say too little to be looked for in texts.
pub const SHORTEST_NAME: usize = 3;

/// A name by which a policy, or what holds it, goes on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// A variable or a function of code.
    Variable {
        /// Its name.
        word: String,
        /// The function that it is a variable of.
        scope: Option<NodeId>,
        /// Whether it is a member of something: `this.policy`.
        of_object: bool,
        /// The class that it is declared in.
        class: Option<String>,
    },
    /// A name behind others, with dots between them: `aws_iam_policy` and `mfa`.
    Behind(String, String),
    /// A name that texts say: a logical identifier, a policy's name, a file's.
    Text(String),
    /// A variable that texts are filled in with: `{{ policy }}`.
    Filled(String),
    /// What a loop goes through, in what it repeats: `{{ item.value }}`.
    Element {
        /// The name of an element.
        word: String,
        /// What is repeated.
        task: NodeId,
        /// The pair of it that says what the loop goes through.
        pair: NodeId,
    },
    /// A member of a local value, by the names of both: `local.policies.own`.
    MemberOf {
        /// The value's name.
        word: String,
        /// The member's.
        member: String,
    },
}

impl Name {
    /// A variable of a function, or of the file where there is none.
    pub fn variable(word: &str, scope: Option<NodeId>) -> Name {
        Name::Variable {
            word: word.to_owned(),
            scope,
            of_object: false,
            class: None,
        }
    }

    /// The word to look for.
    pub fn word(&self) -> &str {
        match self {
            Name::Variable { word, .. }
            | Name::Behind(_, word)
            | Name::Text(word)
            | Name::Filled(word)
            | Name::Element { word, .. }
            | Name::MemberOf { word, .. } => word,
        }
    }
}

/// Something that a node tells.
#[derive(Clone, Debug)]
pub enum Found {
    /// Who holds what stands in it.
    Holder(Holder),
    /// The same, from what stands beside it; near the policy it counts.
    Beside(Holder),
    /// The same, where nothing else tells.
    Weak(Holder),
    /// It is a permissions boundary.
    Boundary,
    /// It is in a record of what was or would be done, which nobody applies.
    Record,
    /// It is taken away from whoever holds it.
    TakenAway,
    /// It is looked for in what there is.
    Sought,
    /// What it is added to.
    Receiver(String),
    /// What it is added to, of which isn't known whether it is a user.
    Unknown(String),
    /// The operation that it is given to, which makes it nobody's policy that is known.
    Elsewhere(String),
    /// The method that it is given to.
    Called {
        /// What that is a method of, by its name.
        by: String,
        /// Its own name.
        operation: String,
    },
    /// A name by which it goes on.
    Goes(Name),
    /// The same, from what stands beside it.
    NamedBeside(Name),
}

/// What a node tells.
#[derive(Debug)]
pub struct Clue {
    /// What it tells.
    pub found: Vec<Found>,
    /// Whether it is a mapping that may say beside a policy who holds it.
    pub is_near_mapping: bool,
    /// Whether its value still is, or holds, what stands in it.
    pub keeps_value: bool,
    /// Whether what is named in it is only mentioned there: in a resource, a condition, an order of creation.
    pub only_mentions: bool,
    /// Whether nothing further out tells anything.
    pub is_end: bool,
    /// How many nodes were looked at.
    pub steps: usize,
}
