//! A change as a prompt shows it: the lines around it as they are, the changed one as it was and as it will be.

use std::ops::Range;

use console::Style;

use crate::report::snippet;
use crate::rewrite::Rewrite;

/// How many lines are shown around a change.
const CONTEXT: usize = 2;

/// The lines around a change: those before and after it as they are, the changed one as it was and as it will be.
pub fn diff(bytes: &[u8], span: &Range<usize>, rewrite: Option<&Rewrite>) -> Vec<String> {
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
