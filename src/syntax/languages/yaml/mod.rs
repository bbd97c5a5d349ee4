//! YAML, read by saphyr-parser, which knows YAML 1.2 to the letter and says where each event is.
//!
//! A line that it can't read (an instruction of a template, mostly) is blanked out and the rest is read again, so
//! that one such line hides nothing after it.

mod build;
mod read;
mod repair;

use std::ops::Range;

pub use read::PLAIN;

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Ground, Language, Notation, Pairs, Parser, Runs, StringKind, Tree,
};
use crate::syntax::lower::Lowering;
use crate::syntax::migration::Migration;
use crate::syntax::node::{NodeId, Role};
use crate::syntax::text::Text;

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
            EscapesOf::Node(|tree, id| [Escapes::YamlLiteral(column(tree, id)), Escapes::None]),
        ),
        StringKind::new(
            "folded",
            Delimiters::None,
            EscapesOf::Node(|tree, id| [Escapes::YamlFolded(column(tree, id)), Escapes::None]),
        ),
    ],
    ground: Ground::Code,
    pairs: Pairs {
        merge_key: Some("<<"),
        ..Pairs::PLAIN
    },
    notation: Some(&Notation {
        assigning: &[":"],
        is_spaced: false,
        has_commas: true,
        has_bare_keys: true,
        has_indented: true,
    }),
    runs: Runs::ByKey,
    ..Language::EMPTY
};

/// How often a document is repaired before what was read of it is all there is.
const MOST_REPAIRS: usize = 200;
/// How many nodes an event may make: a pair, a tag, an anchor and a value.
const NODES_OF_AN_EVENT: usize = 4;
/// How many bytes are read again for repairs altogether.
const MOST_REREAD: usize = 64 * 1024 * 1024;

/// In which column (from 0) a scalar's first line begins; its other lines begin there, too.
fn column(tree: &Tree, id: NodeId) -> usize {
    let text = tree.layer_of(id).text.as_str();
    let start = tree.node(id).range().start;
    start - text[..start].rfind('\n').map_or(0, |at| at + 1)
}

/// Whether a line has more signs of flow style than so many. All that follows a bracket in its line may turn out to be a key, so the
/// parser keeps it.
fn has_long_line(text: &str, most: usize) -> bool {
    text.len() > most
        && text.as_bytes().split(|byte| *byte == b'\n').any(|line| {
            let signs = line.iter().filter(|byte| b",:[]{}".contains(byte));
            line.len() > most && signs.count() > most
        })
}

/// The offset (bytes) where the character at another begins. A line that is blanked out has a blank for each byte.
fn whole(text: &Text, at: usize) -> usize {
    let text = text.as_str();
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

fn lower(text: &Text, lowering: &mut Lowering, migration: &'static Migration) {
    if has_long_line(text.as_str(), lowering.room() / NODES_OF_AN_EVENT) {
        lowering.give_up(text);
        return;
    }
    let mut buffer = text.as_str().to_owned();
    let mut blanked: Vec<Range<usize>> = Vec::new();
    let mut repairs = 0;
    let most = lowering.room() / NODES_OF_AN_EVENT;
    let mut events = loop {
        let (events, error) = read::read(&buffer, migration.functions, most);
        let Some(at) = error else {
            break events;
        };
        repairs += 1;
        if repairs > MOST_REPAIRS || repairs * buffer.len() > MOST_REREAD {
            blanked.push(at..buffer.len());
            break events;
        }
        match repair::repaired(&buffer, at) {
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
    for event in &mut events {
        let [start, end] = [event.range.start, event.range.end].map(|at| whole(text, at));
        event.range = start..end;
    }
    if events.len() >= most {
        lowering.give_up(text);
        return;
    }
    lowering.open("stream", None, Role::Other, 0..text.len());
    build::build(&events, &blanked, lowering);
    for comment in read::comments(&buffer, &events) {
        lowering.leaf("comment", Role::Comment, comment);
    }
    lowering.close();
}
