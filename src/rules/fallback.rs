//! What no rule found in a tree: comments, prose, text of no known language, and whatever a parser couldn't
//! make sense of. Here every occurrence in the bytes of a file is held against what was accounted for, so
//! that none is dropped silently.

use std::ops::Range;
use std::sync::Arc;

use super::ledger::Ledger;
use super::policy::mfa_resource::{self, Setting};
use super::policy::statement::Statements;
use super::serial::{form, stale};
use crate::devices::DeviceResolver;
use crate::finding::{Anchor, Disposition};
use crate::iam::operation::Purpose;
use crate::iam::{derivation, serial, variable};
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, Text};

/// Reports what is left.
pub fn look(
    document: &Document,
    resolver: &DeviceResolver,
    statements: &mut Statements,
    ledger: &mut Ledger,
) {
    let Some(file) = document.layers().first() else {
        return;
    };
    let text = &Arc::new(file.text.clone());
    let accounted = ledger.accounted.clone();
    let surroundings = Surroundings::new(document);
    let left = |range: &Range<usize>| {
        let span = text.source_hull(range.clone());
        (!accounted.touch(&span)).then_some(span)
    };
    for occurrence in variable::occurrences(text.as_str(), &[]) {
        if let Some(span) = left(&occurrence.variable) {
            let around = surroundings.of(document, &span);
            let setting = setting(&around, text, &occurrence.token);
            let anchor = Anchor::in_file(
                text,
                occurrence.token.clone(),
                occurrence.variable.clone(),
                around.language,
            );
            ledger.report(mfa_resource::finding(
                document,
                statements,
                anchor,
                &occurrence.place,
                setting,
            ));
        }
    }
    let of_policies: Vec<Range<usize>> = variable::occurrences(text.as_str(), &[])
        .into_iter()
        .map(|occurrence| occurrence.token)
        .collect();
    for range in serial::arns(text.as_str()) {
        let value = &text.as_str()[range.clone()];
        let after = of_policies.partition_point(|token| token.start < range.end);
        if after > 0 && of_policies[after - 1].end > range.start {
            continue;
        }
        let Some(span) = left(&range) else {
            continue;
        };
        let around = surroundings.of(document, &span);
        let anchor = Anchor::in_file(text, range.clone(), range.clone(), around.language);
        let setting = setting(&around, text, &range);
        let is_computed = setting == Setting::Quoted && form::is_computed(value);
        let found = if is_computed {
            Some(stale::derived(anchor, Purpose::Other))
        } else {
            stale::literal(resolver, value, anchor, Disposition::Review)
        };
        if let Some(mut finding) = found {
            if setting == Setting::Prose {
                finding.rewrite = None;
                finding.disposition = Disposition::Note;
            }
            ledger.report(finding);
        }
    }
    derivations(text, &left, &surroundings, document, ledger);
}

/// Reports the texts that turn a user's ARN into a device's.
fn derivations(
    text: &Arc<Text>,
    left: &dyn Fn(&Range<usize>) -> Option<Range<usize>>,
    surroundings: &Surroundings,
    document: &Document,
    ledger: &mut Ledger,
) {
    for range in derivation::ranges(text.as_str()) {
        let Some(span) = left(&range) else {
            continue;
        };
        let around = surroundings.of(document, &span);
        let is_said = matches!(
            setting(&around, text, &range),
            Setting::Prose | Setting::Comment | Setting::CodeSpan
        );
        let anchor = Anchor::in_file(text, range.clone(), range, around.language);
        let mut finding = stale::derived(anchor, Purpose::Other);
        if is_said {
            finding.disposition = Disposition::Note;
        }
        ledger.report(finding);
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
