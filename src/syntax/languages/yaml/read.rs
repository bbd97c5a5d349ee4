//! YAML's events, as saphyr-parser gives them.

use std::ops::Range;

use saphyr_parser::{Event, Parser as Events, ScalarStyle, Tag};

use crate::syntax::migration::Function;

/// Kind of the scalars without quotes.
pub const PLAIN: &str = "plain";
/// Kind of the node around a value that something computes.
pub const COMPUTED: &str = "computed";

/// What an event is, and where.
pub struct Read {
    /// What it is.
    pub what: What,
    /// Bytes of the text; without tag and anchor.
    pub range: Range<usize>,
    /// The number of its anchor; 0 for none.
    pub anchor: u32,
    /// The kind of the node that its tag makes around it.
    pub tag: Option<&'static str>,
}

/// What an event is.
pub enum What {
    /// A scalar, of a kind.
    Scalar(&'static str),
    /// A reference to an anchor.
    Alias(u32),
    /// The beginning of a sequence.
    Sequence,
    /// The beginning of a mapping.
    Mapping,
    /// The end of either.
    End,
}

/// The comments between scalars: from a `#` after white space to the end of the line (YAML 1.2, section 6.6).
pub fn comments(text: &str, events: &[Read]) -> Vec<Range<usize>> {
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

/// The events of a text, at most so many, and where it can't be read any further.
pub fn read(text: &str, functions: &'static [Function], most: usize) -> (Vec<Read>, Option<usize>) {
    // The parser counts characters.
    let offsets: Option<Vec<usize>> =
        (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
    let offset = |character: usize| match &offsets {
        Some(offsets) => offsets.get(character).copied().unwrap_or(text.len()),
        None => character.min(text.len()),
    };
    let mut events = Vec::new();
    for event in Events::new_from_str(text) {
        if events.len() >= most {
            break;
        }
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
                tag: tag.map(|tag| tag_kind(tag, functions)),
            });
        };
        let number = |anchor: &usize| u32::try_from(*anchor).unwrap_or(0);
        match &event {
            Event::Scalar(_, style, anchor, tag) => {
                let start = past_properties(text, range.clone(), tag.is_some() || *anchor > 0);
                // Blanks after a scalar are no part of it.
                let end = start + text[start..range.end.max(start)].trim_end().len();
                let (kind, range) = match style {
                    ScalarStyle::Plain => (PLAIN, start..end),
                    ScalarStyle::SingleQuoted => ("single", start..closed(text, start..end)),
                    ScalarStyle::DoubleQuoted => ("double", start..closed(text, start..end)),
                    ScalarStyle::Literal => ("literal", block(text, start..range.end)),
                    ScalarStyle::Folded => ("folded", block(text, start..range.end)),
                };
                add(What::Scalar(kind), number(anchor), tag.as_deref(), range);
            }
            Event::Alias(anchor) => add(What::Alias(number(anchor)), 0, None, range),
            Event::SequenceStart(anchor, tag) => {
                add(What::Sequence, number(anchor), tag.as_deref(), range);
            }
            Event::MappingStart(anchor, tag) => {
                add(What::Mapping, number(anchor), tag.as_deref(), range);
            }
            Event::SequenceEnd | Event::MappingEnd => add(What::End, 0, None, range),
            _ => {}
        }
    }
    (events, None)
}

/// Where a quoted scalar ends: the parser takes a comment after it for a part of it.
fn closed(text: &str, range: Range<usize>) -> usize {
    let bytes = &text.as_bytes()[range.clone()];
    let Some(quote) = bytes.first() else {
        return range.end;
    };
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if *quote == b'"' => at += 1,
            byte if byte == quote && *quote == b'\'' && bytes.get(at + 1) == Some(quote) => at += 1,
            byte if byte == quote => return range.start + at + 1,
            _ => {}
        }
        at += 1;
    }
    range.end
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

/// The tags of functions, and YAML's own, which only say what a value is; any other tag computes something.
fn tag_kind(tag: &Tag, functions: &'static [Function]) -> &'static str {
    let is = |function: &&Function| function.tag.strip_prefix('!') == Some(tag.suffix.as_str());
    match tag.handle.as_str() {
        "!" => functions
            .iter()
            .find(is)
            .map_or(COMPUTED, |function| function.tag),
        "tag:yaml.org,2002:" => "tagged",
        _ => COMPUTED,
    }
}
