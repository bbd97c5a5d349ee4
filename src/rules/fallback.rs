//! What no tree showed: comments, prose, text of no known language, and whatever a parser couldn't make sense of. Here
//! every occurrence in the bytes of a file is held against what was accounted for, so that none is dropped silently.

use std::ops::Range;
use std::sync::Arc;

use super::ledger::Ledger;
use super::left::{GIVEN_UP, Left, Setting};
use super::look::Look;
use crate::finding::RuleInfo;
use crate::iam::{serial, variable};
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, Text};

/// The file's own text, as far as no tree showed it.
pub struct Leftover {
    /// All of the text.
    pub text: Arc<Text>,
    surroundings: Surroundings,
    /// What the trees accounted for.
    accounted: Ledger,
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

    /// What a range (bytes of the text) is of which no tree accounted for anything; `None` where one did.
    pub fn at(&self, look: &Look, range: &Range<usize>) -> Option<Left> {
        let span = self.text.source_hull(range.clone());
        let is_left = !self.accounted.is_accounted_for(&span);
        is_left.then(|| self.left(look, &span, range))
    }

    /// What a part of a word (bytes of the text) is of which a rule didn't report every letter in a tree; `None` where it did.
    /// The signs at its ends don't count: each host spells them in its own way.
    pub fn unreported(
        &self,
        look: &Look,
        rule: &RuleInfo,
        part: &Range<usize>,
        word: &Range<usize>,
    ) -> Option<Left> {
        let text = &self.text.as_str()[part.clone()];
        let is_sign = |c: char| !c.is_alphanumeric();
        let start = part.end - text.trim_start_matches(is_sign).len();
        let end = part.start + text.trim_end_matches(is_sign).len();
        let letters = self.text.source_hull(start..end.max(start));
        let is_left = !self.accounted.is_reported_by(rule, &letters);
        let span = self.text.source_hull(part.clone());
        is_left.then(|| self.left(look, &span, word))
    }

    fn left(&self, look: &Look, span: &Range<usize>, word: &Range<usize>) -> Left {
        let around = self.surroundings.of(look.document, span);
        Left {
            setting: setting(&around, &self.text, word),
            language: around.language,
            remark: look.document.given_up(span).then_some(GIVEN_UP),
        }
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
                let left = self.at(look, &range)?;
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

#[cfg(test)]
mod tests {
    use crate::devices::DeviceResolver;
    use crate::rules::{self, MIGRATION};
    use crate::syntax::Document;

    fn reasons(name: &str, text: &str) -> Vec<String> {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        rules::look(name, &document)
            .answered(&DeviceResolver::none())
            .iter()
            .map(|draft| draft.reason.to_string())
            .collect()
    }

    #[test]
    fn where_a_parser_was_stopped_the_reason_says_so() {
        // A text that the grammar reads in time that grows with the square of its length.
        let slow = "‹!--".repeat(20_000);
        let text = format!(
            "{slow}\n\"arn:aws:iam::*:mfa/${{aws:username}}\" \"arn:aws:iam::210987654321:mfa/x\" s/user/mfa/\n"
        );
        let reasons = reasons("a.go", &text);
        assert_eq!(reasons.len(), 3, "{reasons:?}");
        for reason in reasons {
            assert!(reason.contains("only searched"), "{reason}");
        }
        assert!(
            !self::reasons("a.go", "// arn:aws:iam::*:mfa/${aws:username}\n")[0]
                .contains("only searched")
        );
    }
}
