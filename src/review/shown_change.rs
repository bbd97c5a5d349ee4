//! A change as a prompt shows it: the lines around it as they are, the changed one as it was and as it will be.

use std::ops::Range;

use console::Style;

use crate::report::snippet;
use crate::rewrite::{Form, Rewrite};
use crate::terminal;

/// How far (bytes) the first and the last line of a change are shown around it.
const REACH: usize = 600;
/// How many lines of a change are shown.
const MOST_LINES: usize = 120;
/// How many lines are shown around a change.
const CONTEXT: usize = 2;

/// The lines around a change: those before and after it as they are, those that change as they were and as they will be.
pub fn diff(bytes: &[u8], span: &Range<usize>, rewrite: Option<&Rewrite>) -> Vec<String> {
    match rewrite {
        Some(rewrite) if rewrite.form == Form::Split => of_statement(bytes, rewrite),
        Some(rewrite) if rewrite.form != Form::Value => of_lines(bytes, rewrite),
        _ => of_line(bytes, span, rewrite),
    }
}

/// The same of a change that takes lines away, or writes several.
fn of_lines(bytes: &[u8], rewrite: &Rewrite) -> Vec<String> {
    let span = &rewrite.span;
    let (start, end) = (
        snippet::start_of_line(bytes, span.start),
        snippet::end_of_line(bytes, span.end),
    );
    let window = start.max(span.start.saturating_sub(REACH))..end.min(span.end + REACH);
    let new = [
        &bytes[window.start..span.start],
        rewrite.after.as_bytes(),
        &bytes[span.end..window.end],
    ]
    .concat();
    let shown = |text: &[u8]| -> Vec<String> {
        let lines = text.split(|byte| *byte == b'\n').take(MOST_LINES);
        lines
            .map(|line| snippet::line(line, &(0..0)).text)
            .collect()
    };
    let (mut old, mut new) = (shown(&bytes[window.clone()]), shown(&new));
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let kept: Vec<String> = old.drain(..same).collect();
    new.drain(..same);
    let more = old.iter().rev().zip(new.iter().rev());
    let more = more.take_while(|(a, b)| a == b).count();
    let rest = old.split_off(old.len() - more);
    new.truncate(new.len() - more);
    let styled = |sign: char, style: Style| {
        move |line: String| style.apply_to(format!("{sign} {line}")).to_string()
    };
    let context = |line: Range<usize>| snippet::line(bytes, &(line.start..line.start)).text;
    let plain = |line: String| format!("  {line}");
    let (before, _) = lines_around(bytes, &(start..start));
    let (_, after) = lines_around(bytes, &(end..end));
    let removed = Style::new().for_stderr().red();
    let added = Style::new().for_stderr().green();
    let before = before.into_iter().map(context).chain(kept);
    let before: Vec<String> = before.collect();
    let before = before.iter().rev().take(CONTEXT).rev().cloned();
    let after = rest.into_iter().chain(after.into_iter().map(context));
    before
        .map(plain)
        .chain(old.into_iter().map(styled('-', removed)))
        .chain(new.into_iter().map(styled('+', added)))
        .chain(after.take(CONTEXT).map(plain))
        .collect()
}

/// All of a statement as it was, and of those that take its place.
fn of_statement(bytes: &[u8], rewrite: &Rewrite) -> Vec<String> {
    let span = &rewrite.span;
    let start = snippet::start_of_line(bytes, span.start).max(span.start.saturating_sub(REACH));
    let before = &bytes[start..span.start];
    // What is before it on its line tells how its lines are indented, and is shown where it is nothing else.
    let before = before.iter().all(u8::is_ascii_whitespace).then_some(before);
    let lines = |sign: char, style: Style, text: &[u8]| -> Vec<String> {
        let text = [before.unwrap_or_default(), text].concat();
        let text = terminal::secrets::covered(&text);
        let lines = text.split(|byte| *byte == b'\n');
        let lines = lines.map(|line| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let line = terminal::masked(&String::from_utf8_lossy(line));
            style.apply_to(format!("{sign} {line}")).to_string()
        });
        lines.collect()
    };
    let mut shown = lines('-', Style::new().for_stderr().red(), &bytes[span.clone()]);
    let added = Style::new().for_stderr().green();
    shown.extend(lines('+', added, rewrite.after.as_bytes()));
    shown
}

/// The same of a change within a line.
fn of_line(bytes: &[u8], span: &Range<usize>, rewrite: Option<&Rewrite>) -> Vec<String> {
    let removed = Style::new().for_stderr().red();
    let added = Style::new().for_stderr().green();
    let context = |line: Range<usize>| {
        let shown = snippet::line(bytes, &(line.start..line.start));
        format!("  {}", shown.text)
    };
    let (before, after) = lines_around(bytes, span);
    let mut lines: Vec<String> = before.into_iter().map(context).collect();
    let old = snippet::line(bytes, span);
    lines.push(highlighted('-', &old, &removed));
    if let Some(rewrite) = rewrite {
        let mut new = bytes[..rewrite.span.start].to_vec();
        new.extend_from_slice(rewrite.after.as_bytes());
        let end = rewrite.span.start + rewrite.after.len();
        new.extend_from_slice(&bytes[rewrite.span.end..]);
        let new = snippet::line(&new, &(rewrite.span.start..end));
        lines.push(highlighted('+', &new, &added));
    }
    lines.extend(after.into_iter().map(context));
    lines
}

fn highlighted(sign: char, line: &snippet::Line, style: &Style) -> String {
    let (head, tail) = (&line.text[..line.range.start], &line.text[line.range.end..]);
    let part = &line.text[line.range.clone()];
    format!(
        "{}{}{}",
        style.apply_to(format!("{sign} {head}")),
        style.clone().reverse().apply_to(part),
        style.apply_to(tail)
    )
}

/// The lines before and after the one in which a range begins.
fn lines_around(bytes: &[u8], span: &Range<usize>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let mut before = Vec::new();
    let mut start = snippet::start_of_line(bytes, span.start);
    while start > 0 && before.len() < CONTEXT {
        let previous = snippet::start_of_line(bytes, start - 1);
        before.push(previous..start - 1);
        start = previous;
    }
    before.reverse();
    let mut after = Vec::new();
    let mut at = span.start;
    while after.len() < CONTEXT {
        let Some(next) = bytes[at..].iter().position(|b| *b == b'\n') else {
            break;
        };
        at += next + 1;
        if at >= bytes.len() {
            break;
        }
        after.push(at..snippet::end_of_line(bytes, at));
    }
    (before, after)
}
