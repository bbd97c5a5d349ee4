//! A site: a value of a document that is a serial number, or computes one.

use std::ops::Range;
use std::sync::Arc;

use crate::anchor::Anchor;
use crate::iam::operation::Purpose;
use crate::syntax::{Document, NodeId, Text};

/// A value that is a serial number, or computes one.
#[derive(Clone)]
pub struct Site {
    /// The string or interpolation.
    pub node: NodeId,
    /// What it says.
    pub text: Arc<Text>,
    /// The serial number in it (bytes of `text`).
    pub range: Range<usize>,
    /// What it is used for, as far as the file shows.
    pub purpose: Purpose,
    /// The calls of the AWS CLI that authenticate with it.
    pub calls: Vec<NodeId>,
    /// The words of these calls, and of others, that are or end the serial number.
    pub words: Vec<NodeId>,
    /// The functions and variables through which these reach their program.
    pub through: Vec<String>,
    /// The variables through which the calls have it.
    pub names: Vec<String>,
    /// Why what looks like a use that authenticates may be none.
    pub doubt: Option<Doubt>,
    /// Whether the file also makes, removes or resynchronises a device by it.
    pub is_managed: bool,
    /// Whether it is only a piece of a serial number.
    pub is_piece: bool,
}

/// Why what looks like a use that authenticates may be none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A parameter that is in no call: of an expectation, a stub, a record.
    NoCall,
    /// A variable of a program, with no call in sight that is given it.
    Variable,
    /// A command in a text that nothing is seen to run.
    NotRun,
    /// A command of which it isn't known that the AWS CLI runs it.
    Program,
    /// A setting of which nothing shows who reads it.
    NoReader,
    /// What something else takes before the call is given it.
    Changed,
}

impl Doubt {
    /// What a reason says of it.
    pub fn what(self) -> &'static str {
        match self {
            Doubt::NoCall => {
                "no call of this file is given it, so it may be an expectation, a stub or a record"
            }
            Doubt::Variable => {
                "a variable of a program holds it; check what else uses that variable"
            }
            Doubt::Changed => {
                "something else takes it before the call does, and may compare it or make another one of it"
            }
            Doubt::NoReader => {
                "nothing in this file shows what reads the setting, which may only list who has which device"
            }
            Doubt::Program => {
                "what runs this command is not known to be the AWS CLI, and may only record, compare or print it"
            }
            Doubt::NotRun => {
                "nothing in this file runs the command, so it may be an expectation or an example"
            }
        }
    }
}

/// What is longer than this (bytes) computes no serial number, whatever stands in it.
pub const LONGEST: usize = 4096;

impl Site {
    /// All of a node's text, with no call that takes it.
    pub fn whole(node: NodeId, text: Arc<Text>, purpose: Purpose) -> Site {
        Site {
            node,
            range: 0..text.len(),
            text,
            purpose,
            calls: Vec::new(),
            words: Vec::new(),
            through: Vec::new(),
            names: Vec::new(),
            doubt: None,
            is_managed: false,
            is_piece: false,
        }
    }

    /// What it says.
    pub fn value(&self) -> &str {
        &self.text.as_str()[self.range.clone()]
    }

    /// Where a text stands last that is written out (bytes of the value).
    pub fn last_written(&self, text: &str) -> Option<usize> {
        let mut found = self.value().rmatch_indices(text).map(|(at, _)| at);
        found.find(|at| {
            let at = self.range.start + at;
            !self.text.has_hole(at..at + text.len())
        })
    }

    /// Where the serial number stands.
    pub fn anchor(&self, document: &Document) -> Anchor {
        Anchor::in_string(
            document,
            self.node,
            &self.text,
            self.range.clone(),
            self.range.clone(),
        )
    }

    /// The bytes of the file that the serial number spans.
    pub fn span(&self) -> Range<usize> {
        self.text.source_hull(self.range.clone())
    }

    /// Whether it is put together from several things, some of them computed.
    pub fn is_composed(&self) -> bool {
        let is_own =
            |hole: &Range<usize>| self.range.start <= hole.start && hole.end <= self.range.end;
        let mut holes = self.text.holes().filter(is_own);
        let first = holes.next();
        // Quotes may stand around a variable within the word of another script.
        let mut is_alone = || {
            let start = self.range.start;
            let mut rest = self.value().char_indices();
            holes.next().is_none()
                && rest.all(|(at, c)| {
                    matches!(c, '"' | '\'' | '\\')
                        || self.text.has_hole(start + at..start + at + c.len_utf8())
                })
        };
        // Of a file whose own signs are doubled (Docker Compose), what its shell gets is a variable.
        let bare = self.value().trim_matches(['"', '\'']);
        let is_doubled = bare
            .strip_prefix("$$")
            .is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        first.is_some_and(|first| first != self.range)
            && !is_doubled
            && !is_alone()
            && !self.text.as_str().contains(['*', '?'])
    }

    /// The device name in a literal or half-computed ARN (bytes of `text`).
    pub fn name(&self) -> Range<usize> {
        let is_written = |at: &usize| {
            let at = self.range.start + at;
            !self.text.has_hole(at..at + 1)
        };
        let slashes = self.value().rmatch_indices('/').map(|(at, _)| at);
        let at = slashes.into_iter().find(is_written).map_or(0, |at| at + 1);
        self.range.start + at..self.range.end
    }
}
