//! What no tree showed: comments, prose, text of no known language, and whatever a parser couldn't make sense of. Here
//! every occurrence in the bytes of a file is held against what was accounted for, so that none is dropped silently.

use std::ops::Range;
use std::sync::Arc;

use super::ledger::Ledger;
use super::look::Look;
use crate::iam::{serial, variable};
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, Text};

/// What stands around something in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// A string of its own.
    Value(NodeId),
    /// A word in a longer string, or in a quoted or indented piece of code.
    Quoted,
    /// A piece of code within a sentence.
    CodeSpan,
    /// A comment.
    Comment,
    /// A sentence.
    Prose,
    /// None of these.
    Unknown,
}

/// The file's own text, as far as no tree showed it.
pub struct Leftover {
    /// All of the text.
    pub text: Arc<Text>,
    surroundings: Surroundings,
    /// What the trees accounted for.
    accounted: Ledger,
}

/// Something in a file's own text that nothing has accounted for.
pub struct Left {
    /// What stands around it.
    pub setting: Setting,
    /// The language there.
    pub language: &'static str,
}

impl Leftover {
    /// The text of a document's file.
    pub fn of(look: &Look) -> Option<Leftover> {
        let file = look.document.layers().first()?;
        Some(Leftover {
            text: Arc::new(file.text.clone()),
            surroundings: Surroundings::new(look.document),
            accounted: look.ledger.accounts(),
        })
    }

    /// What a range (bytes of the text) is that no tree accounted for, and that is a part of a word; `None` where one did.
    pub fn at(&self, look: &Look, part: &Range<usize>, word: &Range<usize>) -> Option<Left> {
        let span = self.text.source_hull(part.clone());
        if self.accounted.is_accounted_for(&span) {
            return None;
        }
        let around = self.surroundings.of(look.document, &span);
        Some(Left {
            setting: setting(&around, &self.text, word),
            language: around.language,
        })
    }

    /// What has the form of a device's ARN in what is left (bytes of its text), but for a policy's resources.
    pub fn arns(&self, look: &Look) -> Vec<(Range<usize>, Left)> {
        let text = self.text.as_str();
        let of_policies: Vec<Range<usize>> = variable::occurrences(text, &[])
            .into_iter()
            .map(|occurrence| occurrence.token)
            .collect();
        serial::arns(text)
            .into_iter()
            .filter(|range| {
                let after = of_policies.partition_point(|token| token.start < range.end);
                after == 0 || of_policies[after - 1].end <= range.start
            })
            .filter_map(|range| {
                let left = self.at(look, &range, &range)?;
                Some((range, left))
            })
            .collect()
    }
}

/// What is around an occurrence.
struct Around {
    role: Option<Role>,
    ground: Ground,
    language: &'static str,
}

/// The comments, strings and blocks of code of a document by the bytes of the file.
struct Surroundings {
    /// Sorted by start, outer before inner, with the index of the interval around each.
    intervals: Vec<(Range<usize>, NodeId, Option<usize>)>,
}

impl Surroundings {
    fn new(document: &Document) -> Surroundings {
        let mut intervals: Vec<(Range<usize>, NodeId, Option<usize>)> = document
            .nodes()
            .filter(|id| {
                matches!(
                    document.node(*id).role,
                    Role::Comment | Role::String | Role::CodeBlock | Role::CodeSpan
                )
            })
            .map(|id| (document.source(id), id, None))
            .collect();
        intervals.sort_by_key(|(range, id, _)| (range.start, std::cmp::Reverse(range.end), *id));
        let mut open: Vec<usize> = Vec::new();
        for index in 0..intervals.len() {
            let start = intervals[index].0.start;
            while open
                .last()
                .is_some_and(|last| intervals[*last].0.end <= start)
            {
                open.pop();
            }
            intervals[index].2 = open.last().copied();
            open.push(index);
        }
        Surroundings { intervals }
    }

    fn of(&self, document: &Document, span: &Range<usize>) -> Around {
        let last = self
            .intervals
            .partition_point(|(range, _, _)| range.start <= span.start)
            .checked_sub(1);
        let around = std::iter::successors(last, |index| self.intervals[*index].2)
            .map(|index| &self.intervals[index])
            .find(|(range, _, _)| range.end >= span.end);
        match around {
            Some((_, id, _)) => {
                let layer = document
                    .held_layer(*id)
                    .map_or(document.layer_of(*id), |held| &document.layers()[held]);
                Around {
                    role: Some(document.node(*id).role),
                    ground: Ground::Code,
                    language: layer.language.name,
                }
            }
            None => {
                let file = document.layers().first().map(|layer| layer.language);
                Around {
                    role: None,
                    ground: file.map_or(Ground::Unknown, |language| language.ground),
                    language: file.map_or("text", |language| language.name),
                }
            }
        }
    }
}

fn setting(around: &Around, text: &Text, token: &Range<usize>) -> Setting {
    match around.role {
        Some(Role::Comment) => Setting::Comment,
        Some(Role::CodeSpan) => Setting::CodeSpan,
        Some(Role::String | Role::CodeBlock) => Setting::Quoted,
        _ if around.ground == Ground::Prose => Setting::Prose,
        _ if is_quoted(text.as_str(), token) => Setting::Quoted,
        _ if around.ground == Ground::Mixed => Setting::Prose,
        _ => Setting::Unknown,
    }
}

/// How far (characters) a quote may be from a word.
const REACH: usize = 400;

/// Whether a quote stands on both sides of a word on its line.
fn is_quoted(text: &str, token: &Range<usize>) -> bool {
    let before = text[..token.start].chars().rev();
    let before: String = before.take(REACH).take_while(|c| *c != '\n').collect();
    let before: String = before.chars().rev().collect();
    let after = text[token.end..].chars().take(REACH);
    let after: String = after.take_while(|c| *c != '\n').collect();
    ["\"", "'", "`", "&quot;"]
        .iter()
        .any(|quote| before.contains(*quote) && after.contains(*quote))
}
