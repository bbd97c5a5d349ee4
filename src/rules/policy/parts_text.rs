//! The text of the statements that take the place of one: each is a copy of it, with what it hasn't taken away.

use std::ops::Range;

use super::element::{elements, spans};
use crate::rewrite::Rewrite;
use crate::split::{Part, Split};
use crate::syntax::{Document, NodeId, Role};

/// The text; `None` where something else than commas stands between what is to be parted, or where the file spells it in a way
/// that isn't copied. `device` is the rewrite of the string that names the device.
pub fn of(document: &Document, split: &Split, device: &Rewrite) -> Option<String> {
    let unit = document.source(split.unit);
    let parts = split.parts.iter();
    let parts = parts.map(|part| text_of(document, &unit, part, device));
    let parts: Vec<String> = parts.collect::<Option<_>>()?;
    let around = document.parent(split.unit)?;
    let is_alone = document.node(around).role == Role::Pair;
    let text = parts.join(&divider(document, split.unit)?);
    Some(match is_alone {
        true => format!("[{text}]"),
        false => text,
    })
}

/// One of them.
fn text_of(
    document: &Document,
    unit: &Range<usize>,
    part: &Part,
    device: &Rewrite,
) -> Option<String> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (list, kept) in &part.kept {
        let all = elements(document, *list);
        let is_gone = |at: &usize| !kept.contains(&all[*at]);
        let gone: Vec<usize> = (0..all.len()).filter(is_gone).collect();
        for span in spans(document, &all, &gone) {
            edits.push((span?, String::new()));
        }
    }
    for (string, says) in &part.said {
        let node = document.source(*string);
        let is_device = node.start <= device.span.start && device.span.end <= node.end;
        edits.push(match is_device {
            true => (device.span.clone(), device.after.clone()),
            false => {
                let text = document.shared_text(*string);
                (text.source(0..text.len())?, says.clone())
            }
        });
    }
    if let Some((mapping, member)) = &part.added {
        let (at, text) = document.with_member(*mapping, member)?;
        edits.push((at..at, text));
    }
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut text = String::with_capacity(unit.len());
    let mut at = unit.start;
    for (range, new) in edits {
        if range.start < at || range.end > unit.end {
            return None;
        }
        text.push_str(document.file_text(at..range.start)?);
        text.push_str(&new);
        at = range.end;
    }
    text.push_str(document.file_text(at..unit.end)?);
    Some(text)
}

/// What stands between two of them.
fn divider(document: &Document, unit: NodeId) -> Option<String> {
    let start = document.source(unit).start;
    let line_end = document.line_end(start);
    let before = document.line_before(start);
    let is_blank = |line: &&str| line.trim().is_empty();
    if document.is_block(unit) {
        let indentation = before.filter(is_blank)?;
        return Some(format!("{line_end}{line_end}{indentation}"));
    }
    let list = document.parent(unit)?;
    if document.is_indented(list) {
        let dash = before.filter(|line| line.trim() == "-")?;
        return Some(format!("{line_end}{dash}"));
    }
    Some(match before.filter(is_blank) {
        Some(indentation) if document.node(list).role == Role::Sequence => {
            format!(",{line_end}{indentation}")
        }
        _ => ", ".to_owned(),
    })
}
