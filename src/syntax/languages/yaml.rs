//! YAML, read by saphyr-parser, which knows YAML 1.2 to the letter and says where each event is.
//!
//! A line that it can't read (an instruction of a template, mostly) is blanked out and the rest is read again, so
//! that one such line hides nothing after it.

use std::ops::Range;

use saphyr_parser::{Event, Parser as Events, ScalarStyle, Tag};

use crate::syntax::escapes::Escapes;
use crate::syntax::language::{Delimiters, EscapesOf, Ground, Language, Parser, StringKind};
use crate::syntax::node::{Lowering, Role};
use crate::syntax::{Document, NodeId, Text};

/// YAML.
pub static YAML: Language = Language {
    name: "yaml",
    labels: &["yaml", "yml", "cloudformation", "cfn", "sam", "serverless"],
    extensions: &["yaml", "yml", "sls"],
    file_names: &[],
    interpreters: &["ansible-playbook"],
    parser: Parser::Own(lower),
    roles: &[],
    strings: &[
        StringKind::new(PLAIN, Delimiters::None, EscapesOf::Kind(Escapes::YamlPlain)),
        StringKind::new(
            "single",
            Delimiters::Pairs(&[("'", "'")]),
            EscapesOf::Kind(Escapes::YamlSingle),
        ),
        StringKind::new(
            "double",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::YamlDouble),
        ),
        StringKind::new(
            "literal",
            Delimiters::None,
            EscapesOf::Node(|document, id| {
                [Escapes::YamlLiteral(column(document, id)), Escapes::None]
            }),
        ),
        StringKind::new(
            "folded",
            Delimiters::None,
            EscapesOf::Node(|document, id| {
                [Escapes::YamlFolded(column(document, id)), Escapes::None]
            }),
        ),
    ],
    ground: Ground::Code,
};

/// Kind of the scalars without quotes.
pub const PLAIN: &str = "plain";

/// How often a document is repaired before what was read of it is all there is.
const MOST_REPAIRS: usize = 200;
/// How many bytes are read again for repairs altogether.
const MOST_REREAD: usize = 64 * 1024 * 1024;

/// In which column (from 0) a scalar's first line begins; its other lines begin there, too.
fn column(document: &Document, id: NodeId) -> usize {
    let text = document.layer_of(id).text.as_str();
    let start = document.node(id).range.start;
    start - text[..start].rfind('\n').map_or(0, |at| at + 1)
}

/// What an event is, and where.
struct Read {
    what: What,
    /// Bytes of the text; without tag and anchor.
    range: Range<usize>,
    anchor: usize,
    tag: Option<&'static str>,
}

enum What {
    Scalar(&'static str),
    Alias(usize),
    Sequence,
    Mapping,
    End,
}

fn lower(text: &Text, lowering: &mut Lowering) {
    let mut buffer = text.as_str().to_owned();
    let mut blanked: Vec<Range<usize>> = Vec::new();
    let mut repairs = 0;
    let events = loop {
        let (events, error) = read(&buffer);
        let Some(at) = error else {
            break events;
        };
        repairs += 1;
        if repairs > MOST_REPAIRS || repairs * buffer.len() > MOST_REREAD {
            blanked.push(at..buffer.len());
            break events;
        }
        match repaired(&buffer, at) {
            Some((repaired, line)) => {
                buffer = repaired;
                blanked.extend(line);
            }
            None => {
                blanked.push(at..buffer.len());
                break events;
            }
        }
    };
    blanked.sort_by_key(|line| line.start);
    lowering.open("stream", None, Role::Other, 0..text.len());
    build(&events, &blanked, lowering);
    for comment in comments(&buffer, &events) {
        lowering.leaf("comment", Role::Comment, comment);
    }
    lowering.close();
}

/// The comments between scalars: from a `#` after white space to the end of the line (YAML 1.2, section 6.6).
fn comments(text: &str, events: &[Read]) -> Vec<Range<usize>> {
    let mut comments = Vec::new();
    let mut at = 0;
    let scalars = events
        .iter()
        .filter(|event| matches!(event.what, What::Scalar(_)))
        .map(|event| event.range.clone());
    let end = text.len()..text.len();
    for scalar in scalars.chain(std::iter::once(end)) {
        while let Some(found) = text.get(at..scalar.start).and_then(|gap| gap.find('#')) {
            let start = at + found;
            let begins = text[..start]
                .chars()
                .next_back()
                .is_none_or(char::is_whitespace);
            let length = text[start..]
                .find(['\r', '\n'])
                .unwrap_or(text.len() - start);
            at = start + if begins { length } else { 1 };
            if begins {
                comments.push(start..at);
            }
        }
        at = at.max(scalar.end);
    }
    comments
}

/// The events of a text, and where it can't be read any further.
fn read(text: &str) -> (Vec<Read>, Option<usize>) {
    // The parser counts characters.
    let offsets: Option<Vec<usize>> =
        (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
    let offset = |character: usize| match &offsets {
        Some(offsets) => offsets.get(character).copied().unwrap_or(text.len()),
        None => character.min(text.len()),
    };
    let mut events = Vec::new();
    for event in Events::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return (events, Some(offset(error.marker().index()))),
        };
        let range = offset(span.start.index())..offset(span.end.index());
        let mut add = |what, anchor, tag: Option<&Tag>, range| {
            events.push(Read {
                what,
                range,
                anchor,
                tag: tag.map(tag_kind),
            });
        };
        match &event {
            Event::Scalar(_, style, anchor, tag) => {
                let start = past_properties(text, range.clone(), tag.is_some() || *anchor > 0);
                // Blanks after a scalar are no part of it.
                let end = start + text[start..range.end.max(start)].trim_end().len();
                let (kind, range) = match style {
                    ScalarStyle::Plain => (PLAIN, start..end),
                    ScalarStyle::SingleQuoted => ("single", start..end),
                    ScalarStyle::DoubleQuoted => ("double", start..end),
                    ScalarStyle::Literal => ("literal", block(text, start..range.end)),
                    ScalarStyle::Folded => ("folded", block(text, start..range.end)),
                };
                add(What::Scalar(kind), *anchor, tag.as_deref(), range);
            }
            Event::Alias(anchor) => add(What::Alias(*anchor), 0, None, range),
            Event::SequenceStart(anchor, tag) => {
                add(What::Sequence, *anchor, tag.as_deref(), range);
            }
            Event::MappingStart(anchor, tag) => {
                add(What::Mapping, *anchor, tag.as_deref(), range);
            }
            Event::SequenceEnd | Event::MappingEnd => add(What::End, 0, None, range),
            _ => {}
        }
    }
    (events, None)
}

/// Where a scalar begins after its tag and anchor.
fn past_properties(text: &str, range: Range<usize>, has_properties: bool) -> usize {
    let mut at = range.start;
    while has_properties && text[at..range.end].starts_with(['!', '&']) {
        let rest = &text[at..range.end];
        let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
        at += word + rest[word..].len() - rest[word..].trim_start().len();
    }
    at
}

/// The lines of a block scalar, without its header and the indentation of the first line.
fn block(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start;
    if text[range.clone()].starts_with(['|', '>']) {
        start += text[range.clone()]
            .find('\n')
            .map_or(range.len(), |at| at + 1);
        let lines = &text[start..range.end];
        let blank = lines.len() - lines.trim_start().len();
        start += blank;
    }
    start..start + text[start..range.end.max(start)].trim_end().len()
}

/// CloudFormation's tags of strings that are put together (CloudFormation User Guide, "Intrinsic function
/// reference"), and YAML's own, which only say what a value is; any other tag computes something.
fn tag_kind(tag: &Tag) -> &'static str {
    match (tag.handle.as_str(), tag.suffix.as_str()) {
        ("!", "Sub") => "!Sub",
        ("!", "Join") => "!Join",
        ("tag:yaml.org,2002:", _) => "tagged",
        _ => COMPUTED,
    }
}

/// Kind of the node around a value that something computes.
const COMPUTED: &str = "computed";

/// The text with what can't be read at an offset repaired, and the line that was blanked out for that.
/// Its length stays the same.
fn repaired(text: &str, at: usize) -> Option<(String, Option<Range<usize>>)> {
    if let Some(joined) = joined_quotes(text, at).or_else(|| joined_brackets(text, at)) {
        return Some((joined, None));
    }
    // A line that a template puts others in place of reads as a mapping, and makes a later one wrong.
    let mut at = template_line(text, at).unwrap_or(at).min(text.len());
    loop {
        let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
        let end = text[at..].find('\n').map_or(text.len(), |after| at + after);
        if !text[start..end].trim().is_empty() {
            let mut repaired = String::with_capacity(text.len());
            repaired.push_str(&text[..start]);
            repaired.extend(std::iter::repeat_n(' ', end - start));
            repaired.push_str(&text[end..]);
            return Some((repaired, Some(start..end)));
        }
        at = start.checked_sub(1)?;
    }
}

/// The text with the quoted scalar at an offset on one line. Other readers of YAML accept one whose later lines are
/// not indented.
fn joined_quotes(text: &str, at: usize) -> Option<String> {
    let quote = text[at..]
        .chars()
        .next()
        .filter(|c| matches!(c, '"' | '\''))?;
    let mut rest = text[at + 1..].char_indices();
    let end = loop {
        match rest.next()? {
            (_, '\\') if quote == '"' => {
                rest.next();
            }
            (offset, c) if c == quote => break at + 1 + offset,
            _ => {}
        }
    };
    let inside = &text[at..end];
    inside.contains('\n').then(|| {
        format!(
            "{}{}{}",
            &text[..at],
            inside.replace(['\n', '\r'], " "),
            &text[end..]
        )
    })
}

/// Where the last line before an offset begins that holds nothing but `{{…}}`.
fn template_line(text: &str, at: usize) -> Option<usize> {
    let mut end = at.min(text.len());
    while let Some(start) = text[..end].rfind('\n') {
        let line = text[start + 1..end].trim();
        if line.starts_with("{{") && line.ends_with("}}") {
            return Some(start + 1);
        }
        end = start;
    }
    None
}

/// The text with the closing brackets at an offset on the line before them. Other readers of YAML accept them in the
/// column of the key whose value they end.
fn joined_brackets(text: &str, at: usize) -> Option<String> {
    let start = text[..at.min(text.len())].rfind('\n')?;
    let line = text[start + 1..].lines().next()?;
    let previous = text[..start].lines().next_back()?;
    let is_brackets = line.trim_start().starts_with([']', '}'])
        && line.trim().chars().all(|c| matches!(c, ']' | '}' | ','));
    (is_brackets && !previous.contains(" #")).then(|| {
        let end = text[..start].trim_end_matches('\r').len();
        let gap = " ".repeat(start + 1 - end);
        format!("{}{gap}{}", &text[..end], &text[start + 1..])
    })
}

/// An open collection, and how many nodes are open for it.
struct Open {
    is_mapping: bool,
    /// Whether the next node is a key.
    at_key: bool,
    nodes: usize,
}

fn build(events: &[Read], blanked: &[Range<usize>], lowering: &mut Lowering) {
    let mut open: Vec<Open> = Vec::new();
    let mut end = 0;
    let mut blanked = blanked.iter().peekable();
    for event in events {
        while let Some(line) = blanked.next_if(|line| line.start < event.range.start) {
            let error = lowering.open("ERROR", None, Role::Other, line.clone());
            error.is_error = true;
            lowering.close();
        }
        if let What::End = event.what {
            if let Some(closed) = open.pop() {
                end = match event.range.len() {
                    0 => end,
                    _ => end.max(event.range.end),
                };
                close(closed.nodes, end, lowering);
                after_value(&mut open, end, lowering);
            }
            continue;
        }
        if let Some(mapping) = open.last_mut()
            && mapping.is_mapping
            && mapping.at_key
        {
            lowering.open("pair", None, Role::Pair, event.range.clone());
        }
        let mut nodes = 1;
        if let Some(tag) = event.tag {
            let role = if tag == COMPUTED {
                Role::Interpolation
            } else {
                Role::Other
            };
            lowering.open(tag, None, role, event.range.clone());
            nodes += 1;
        }
        if event.anchor > 0 {
            let role = Role::Anchor(event.anchor);
            lowering.open("anchored", None, role, event.range.clone());
            nodes += 1;
        }
        let (kind, role) = match event.what {
            What::Scalar(kind) => (kind, Role::String),
            What::Alias(anchor) => ("alias", Role::Alias(anchor)),
            What::Sequence => ("sequence", Role::Sequence),
            What::Mapping | What::End => ("mapping", Role::Mapping),
        };
        lowering.open(kind, None, role, event.range.clone());
        end = end.max(event.range.end);
        match event.what {
            What::Sequence | What::Mapping => open.push(Open {
                is_mapping: matches!(event.what, What::Mapping),
                at_key: true,
                nodes,
            }),
            _ => {
                for _ in 0..nodes {
                    lowering.close();
                }
                after_value(&mut open, end, lowering);
            }
        }
    }
    while let Some(unfinished) = open.pop() {
        if unfinished.is_mapping && !unfinished.at_key {
            close(1, end, lowering);
        }
        close(unfinished.nodes, end, lowering);
        after_value(&mut open, end, lowering);
    }
    for line in blanked {
        let error = lowering.open("ERROR", None, Role::Other, line.clone());
        error.is_error = true;
        lowering.close();
    }
}

fn close(nodes: usize, end: usize, lowering: &mut Lowering) {
    for _ in 0..nodes {
        lowering.end_at(end);
        lowering.close();
    }
}

/// A node of a collection is complete: in a mapping, a key is followed by its value, and a value ends the pair.
fn after_value(open: &mut [Open], end: usize, lowering: &mut Lowering) {
    if let Some(collection) = open.last_mut()
        && collection.is_mapping
    {
        if !collection.at_key {
            lowering.end_at(end);
            lowering.close();
        }
        collection.at_key = !collection.at_key;
    }
}
