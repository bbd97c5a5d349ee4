//! What is left of a file that no tree accounted for, and what stands around it.

use crate::draft::Draft;
use crate::syntax::NodeId;
use crate::syntax::language::Ground;

/// What stands around something in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A string of its own.
    Value(NodeId),
    /// A word in a longer string, or in a quoted or indented piece of code.
    Quoted,
    /// A piece of code by itself in a document that is mostly prose.
    CodeSpan,
    /// Code that is commented out.
    Comment,
    /// A sentence: prose, a comment, a message, or a piece of code within one.
    Sentence,
    /// A line of a patch.
    Patch(Line),
    /// None of these.
    Unknown,
}

/// What a patch does with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// It takes it away.
    Removed,
    /// It adds or keeps it.
    Kept,
}

/// Something in a file's own text that nothing has accounted for.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// What stands around it.
    pub setting: Setting,
    /// The string or comment around it that a tree shows.
    pub node: Option<NodeId>,
    /// The language there.
    pub language: &'static str,
    /// What the file is.
    pub file: Ground,
    /// What makes a sign stand for itself there.
    pub literal_sign: &'static str,
    /// What else is to be said of it.
    pub remark: Option<&'static str>,
}

/// What is said where a parser was stopped.
pub const GIVEN_UP: &str =
    "to parse the text around it would take too much, so it was only searched";

/// What is said where it is found behind escapes of no known language.
pub const DECODED: &str = "it is spelled with escapes, which were decoded to find it";

impl Left {
    /// Whether it is code, for all that can be told: no sentence, no comment, no line of a patch that is taken away.
    pub fn is_code(&self) -> bool {
        matches!(
            self.setting,
            Setting::Value(_) | Setting::Quoted | Setting::Unknown | Setting::Patch(Line::Kept)
        )
    }

    /// A draft, with what is to be said of the place.
    pub fn remarked(&self, draft: Draft) -> Draft {
        match self.remark {
            Some(remark) => Draft {
                reason: draft.reason.and(remark),
                ..draft
            },
            None => draft,
        }
    }
}
