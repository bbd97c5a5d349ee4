//! `mfa-migrate: ignore[RULE] why` in a comment: the findings of its line, or of the line below, are ignored.
//!
//! A comment that has a line for itself is for the line below it; one behind code is for its own line. A finding stands in
//! its own line, in the first line of the string around it, and in that of the command around it, as no comment can stand
//! between the lines of one. In what a file embeds that is so on each level.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::configuration::read::unknown;
use crate::draft::Draft;
use crate::ignored::{Remark, RemarkKind};
use crate::position::Positions;
use crate::rules;
use crate::syntax::comment::Comment;
use crate::syntax::language::Ground;
use crate::syntax::{Document, Role};

/// What every such comment has.
pub const MARKER: &str = "mfa-migrate:";

/// How many comments, line after line, can be for one finding.
const MOST_STACKED: usize = 16;
/// How many levels of syntax around a finding are looked at for the command that it is in.
const DEEPEST: usize = 64;

/// The comments of a file that ignore findings.
#[derive(Debug, Default)]
pub struct IgnoreComments {
    /// Sorted by their place in the file.
    directives: Vec<Directive>,
    /// What is wrong with others.
    wrong: Vec<(usize, RemarkKind, String)>,
    /// Where the lines of the file begin (bytes); empty where there is no directive.
    lines: Vec<usize>,
}

/// One comment's directive.
#[derive(Debug)]
struct Directive {
    /// Where it stands (bytes of the file).
    at: usize,
    /// The rules, and whether each ignored something.
    rules: Vec<(&'static str, bool)>,
    why: String,
    /// The lines (from 0) that it is for, end exclusive.
    lines: Range<usize>,
}

/// What a line of a comment says.
#[derive(Debug, PartialEq, Eq)]
struct Said<'a> {
    rules: &'a str,
    why: &'a str,
}

impl IgnoreComments {
    /// Reads the comments of a document; `bytes` is its file.
    pub fn of(document: &Document, bytes: &[u8]) -> IgnoreComments {
        let mut read = IgnoreComments::default();
        if !is_in(bytes) {
            return read;
        }
        let comments = document.comments_with(MARKER);
        if comments.is_empty() {
            return read;
        }
        let mark = b"\xEF\xBB\xBF";
        let begin = if bytes.starts_with(mark) {
            mark.len()
        } else {
            0
        };
        read.lines.push(begin);
        let ends = memchr::memchr_iter(b'\n', bytes);
        read.lines.extend(ends.map(|end| end + 1));
        // A comment of an embedded language may be seen as one of the language around it, too.
        let mut seen = BTreeSet::new();
        for comment in comments {
            read.add(document, bytes, &comment, &mut seen);
        }
        read.directives.sort_by_key(|directive| directive.at);
        read.stack();
        read
    }

    fn add(
        &mut self,
        document: &Document,
        bytes: &[u8],
        comment: &Comment,
        seen: &mut BTreeSet<usize>,
    ) {
        let layer = &document.layers()[comment.layer];
        let (text, ground) = (&layer.text, layer.language.ground);
        let whole = text.source_hull(comment.range.clone());
        let lines = self.lines_for(bytes, &whole, ground);
        let mut start = comment.range.start;
        for line in text.as_str()[comment.range.clone()].split_inclusive('\n') {
            let marker = line.match_indices(MARKER).map(|(at, _)| at);
            for at in marker.filter(|at| begins(&line[..*at])) {
                let own = start + at..start + at + MARKER.len();
                let own = text.source_hull(own).start;
                if seen.insert(own) {
                    self.read(&line[at + MARKER.len()..], own, lines.clone());
                }
            }
            start += line.len();
        }
    }

    /// Reads what stands after the marker.
    fn read(&mut self, rest: &str, at: usize, lines: Range<usize>) {
        let said = match Said::of(rest) {
            Ok(said) => said,
            Err(what) => return self.wrong.push((at, RemarkKind::Malformed, what)),
        };
        if said.why.is_empty() {
            let what = format!(
                "ignore without a reason has no effect; write `{MARKER} ignore[{}] why`",
                said.rules.trim()
            );
            return self.wrong.push((at, RemarkKind::WithoutReason, what));
        }
        let names = rules::ALL.each_ref().map(|rule| rule.info.name);
        let mut rules = Vec::new();
        for name in said.rules.split(',').map(str::trim) {
            match names.iter().find(|known| **known == name) {
                Some(known) if rules.contains(&(*known, false)) => {}
                Some(known) => rules.push((*known, false)),
                None => {
                    let what = unknown("rule", name, &names);
                    self.wrong.push((at, RemarkKind::Malformed, what));
                }
            }
        }
        self.directives.push(Directive {
            at,
            rules,
            why: said.why.to_owned(),
            lines,
        });
    }

    /// The lines that a comment (bytes of the file) is for. In prose blank lines between what belongs together say nothing.
    fn lines_for(&self, bytes: &[u8], comment: &Range<usize>, ground: Ground) -> Range<usize> {
        let first = self.line(comment.start);
        let last = self.line(comment.end.saturating_sub(1).max(comment.start));
        let is_blank = |range: Range<usize>| {
            let text = bytes.get(range).unwrap_or_default();
            text.iter().all(u8::is_ascii_whitespace)
        };
        let end_of = |line: usize| self.lines.get(line + 1).copied().unwrap_or(bytes.len());
        // Some grammars take the end of the line as a part of the comment.
        let rest = comment.end.min(end_of(last))..end_of(last);
        if !is_blank(self.lines[first]..comment.start) || !is_blank(rest) {
            return first..last + 1;
        }
        let mut below = last + 1;
        while ground == Ground::Prose
            && below < self.lines.len()
            && below - last <= MOST_STACKED
            && is_blank(self.lines[below]..end_of(below))
        {
            below += 1;
        }
        first..below + 1
    }

    /// The line (from 0) of an offset (bytes).
    fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at).max(1) - 1
    }

    /// Has comments in lines of their own, one below the other, all be for the line below them.
    fn stack(&mut self) {
        for at in (1..self.directives.len()).rev() {
            let below = self.directives[at].lines.clone();
            let above = &mut self.directives[at - 1].lines;
            if above.len() > 1 && above.end == below.start + 1 && below.len() > 1 {
                above.end = below.end;
            }
        }
    }

    /// Why a draft is ignored, if it is.
    pub fn ignores(&mut self, document: &Document, draft: &Draft) -> Option<String> {
        if self.directives.is_empty() {
            return None;
        }
        // Each line, and where (bytes) the comments end that count there: one within a string says nothing of it.
        let mut places = BTreeMap::from([(self.line(draft.span.start), usize::MAX)]);
        if let Some(node) = draft.anchor.node {
            let hosts = document.layers_around(node).take(DEEPEST);
            let around = document.ancestors(node).take(DEEPEST);
            let commands = around.filter(|id| document.node(*id).role == Role::Command);
            for id in std::iter::once(node).chain(hosts).chain(commands) {
                let start = document.source(id).start;
                let line = self.line(start);
                let is_body = line > 0
                    && document.node(id).role == Role::String
                    && document
                        .file_text(self.lines[line - 1]..start)
                        .is_some_and(is_before_body);
                for line in [line, line - usize::from(is_body)] {
                    places.entry(line).or_insert(start);
                }
            }
        }
        let mut why = None;
        for (line, limit) in places {
            let end = self
                .directives
                .partition_point(|directive| directive.lines.start <= line);
            let near = end.saturating_sub(MOST_STACKED);
            for directive in &mut self.directives[near..end] {
                let is_for = directive.at < limit && directive.lines.contains(&line);
                let rule = draft.rule.name;
                let mut rules = directive.rules.iter_mut().filter(|_| is_for);
                if let Some((_, is_used)) = rules.find(|(name, _)| *name == rule) {
                    *is_used = true;
                    why.get_or_insert_with(|| directive.why.clone());
                }
            }
        }
        why
    }

    /// What is to be said of them, once all drafts were seen.
    pub fn remarks(self, bytes: &[u8]) -> Vec<Remark> {
        let mut said = self.wrong;
        for directive in self.directives {
            let unused = directive.rules.into_iter().filter(|(_, is_used)| !is_used);
            for (rule, _) in unused {
                let what = format!("unused ignore: there is no {rule} finding here; remove it");
                said.push((directive.at, RemarkKind::Unused, what));
            }
        }
        said.sort_by_key(|(at, ..)| *at);
        let mut positions = Positions::of(bytes);
        said.into_iter()
            .map(|(at, kind, text)| Remark {
                position: positions.at(at),
                kind,
                text,
            })
            .collect()
    }
}

/// Whether a file may have such a comment.
pub fn is_in(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, MARKER.as_bytes()).is_some()
}

/// Whether a text that begins below a line, where it is the first thing in its own, belongs to that line: it is the body of
/// a heredoc or a block of YAML. `before` is from the beginning of that line up to the text.
fn is_before_body(before: &str) -> bool {
    let Some((line, rest)) = before.split_once('\n') else {
        return false;
    };
    let mut signs = line.trim_end().chars().rev();
    let last = signs.find(|c| !matches!(c, '-' | '+' | '1'..='9'));
    rest.trim().is_empty() && (line.contains("<<") || matches!(last, Some('|' | '>')))
}

/// Whether a directive can begin after this beginning of a line of a comment: nobody only speaks of one there.
fn begins(before: &str) -> bool {
    let marker = before.trim().trim_start_matches('@');
    if marker.eq_ignore_ascii_case("rem") {
        return true;
    }
    let last = before.trim_end().chars().next_back();
    let is_apart = before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric());
    let is_quoting = |c: char| matches!(c, '`' | '"' | '\'');
    is_apart && last.is_none_or(|c| !c.is_alphanumeric() && !is_quoting(c))
}

impl Said<'_> {
    /// Reads `ignore[RULE, RULE] why`, without what ends the comment.
    fn of(rest: &str) -> Result<Said<'_>, String> {
        const FORM: &str = "write `mfa-migrate: ignore[RULE] why`";
        let rest = rest.trim();
        let Some(rules) = rest.strip_prefix("ignore") else {
            return Err(format!("unknown instruction; {FORM}"));
        };
        let Some((rules, why)) = rules
            .trim_start()
            .strip_prefix('[')
            .and_then(|rules| rules.split_once(']'))
        else {
            return Err(format!("ignore without a rule has no effect; {FORM}"));
        };
        let mut why = why.trim();
        for end in [
            "*/", "-->", "#}", "*/}}", "%>", "#>", "*)", "-}", "|#", "=#", "}}", "-",
        ] {
            why = why.strip_suffix(end).unwrap_or(why).trim_end();
        }
        Ok(Said {
            rules,
            why: why.trim_start_matches([':', '-', ' ']),
        })
    }
}
