//! The tree of a language that no grammar reads: its comments and strings, and which strings are put together.

use std::ops::Range;

use super::lexer::{Kind, Lexer, Token};
use super::lexicon::{Adjacent, Lexicon};
use super::lower::Lowering;
use super::node::Role;
use super::text::Text;

/// Kind of a string that is put together from several.
const JOINED: &str = "joined_strings";
/// Kind of what is computed in a string, or beside one.
const COMPUTED: &str = "computed_value";
const COMMENT: &str = "lexed_comment";

/// The most pieces that are put together to one string.
const MOST_PIECES: usize = 64;

/// Lowers a text to comments and strings.
pub(super) fn lower(lexicon: &'static Lexicon, text: &Text, lowering: &mut Lowering) {
    let source = text.as_str();
    let tokens = Lexer::new(lexicon, source).tokens();
    if tokens.len() > lowering.room() / 4 {
        lowering.give_up(text);
        return;
    }
    lowering.open("lexed_text", None, Role::Other, 0..source.len());
    let mut at = 0;
    while at < tokens.len() {
        let chain = chain(lexicon, source, &tokens, at);
        match &tokens[at].kind {
            _ if let Some(pieces) = chain => {
                let end = pieces.last().map_or(at + 1, |last| last.end);
                joined(&tokens, &pieces, lowering);
                at = end;
                continue;
            }
            Kind::Comment => lowering.leaf(COMMENT, Role::Comment, tokens[at].range.clone()),
            Kind::String(..) => string(&tokens[at], lowering),
            _ => {}
        }
        at += 1;
    }
    lowering.close();
}

fn string(token: &Token, lowering: &mut Lowering) {
    let Kind::String(kind, computed) = &token.kind else {
        return;
    };
    lowering.open(kind, None, Role::String, token.range.clone());
    for range in computed {
        lowering.leaf(COMPUTED, Role::Interpolation, range.clone());
    }
    lowering.close();
}

fn joined(tokens: &[Token], pieces: &[Range<usize>], lowering: &mut Lowering) {
    let (Some(first), Some(last)) = (pieces.first(), pieces.last()) else {
        return;
    };
    let range =
        |piece: &Range<usize>| tokens[piece.start].range.start..tokens[piece.end - 1].range.end;
    lowering.open(
        JOINED,
        None,
        Role::String,
        range(first).start..range(last).end,
    );
    for piece in pieces {
        let own = &tokens[piece.clone()];
        if let [only] = own
            && matches!(only.kind, Kind::String(..))
        {
            string(only, lowering);
            continue;
        }
        lowering.open(COMPUTED, None, Role::Interpolation, range(piece));
        for token in own {
            string(token, lowering);
        }
        lowering.close();
    }
    lowering.close();
}

/// The pieces (tokens) of a string that is put together from here on; `None` where none is.
fn chain(
    lexicon: &Lexicon,
    source: &str,
    tokens: &[Token],
    first: usize,
) -> Option<Vec<Range<usize>>> {
    let is_string = |piece: &Range<usize>| {
        piece.len() == 1 && matches!(tokens[piece.start].kind, Kind::String(..))
    };
    if let Some(pieces) = arguments(lexicon, source, tokens, first)
        && pieces.iter().any(is_string)
    {
        return Some(pieces);
    }
    let mut pieces = vec![operand(tokens, first)?];
    while pieces.len() < MOST_PIECES {
        let end = pieces.last()?.end;
        let Some(next) = tokens.get(end) else {
            break;
        };
        let start = match next.kind {
            Kind::Joining => end + 1,
            Kind::String(..)
                if lexicon.adjacent != Adjacent::Never && is_string(pieces.last()?) =>
            {
                end
            }
            Kind::Word if lexicon.adjacent == Adjacent::Values && is_string(pieces.last()?) => end,
            _ => break,
        };
        let Some(piece) = operand(tokens, start) else {
            break;
        };
        pieces.push(piece);
    }
    (pieces.len() > 1 && pieces.iter().any(is_string)).then_some(pieces)
}

/// The tokens of a value: a string, a name, a call, something in brackets.
fn operand(tokens: &[Token], first: usize) -> Option<Range<usize>> {
    let mut end = match tokens.get(first)?.kind {
        Kind::String(..) => return Some(first..first + 1),
        Kind::Word => first + 1,
        Kind::Open(close) => close + 1,
        _ => return None,
    };
    // What is called, or indexed, has its brackets right after it.
    while end < first + MOST_PIECES
        && let Some(token) = tokens.get(end)
        && let Kind::Open(close) = token.kind
        && token.range.start == tokens[end - 1].range.end
    {
        end = close + 1;
        while let Some(token) = tokens.get(end)
            && token.kind == Kind::Word
            && token.range.start == tokens[end - 1].range.end
        {
            end += 1;
        }
    }
    Some(first..end)
}

/// The arguments of a function that makes one string of them.
fn arguments(
    lexicon: &Lexicon,
    source: &str,
    tokens: &[Token],
    first: usize,
) -> Option<Vec<Range<usize>>> {
    let is_joiner = |at: usize| {
        let token = tokens.get(at)?;
        let name = source.get(token.range.clone())?;
        (token.kind == Kind::Word && lexicon.joiners.contains(&name)).then_some(())
    };
    let (start, end) = if lexicon.is_lisp {
        let Kind::Open(close) = tokens.get(first)?.kind else {
            return None;
        };
        is_joiner(first + 1)?;
        (first + 2, close)
    } else {
        is_joiner(first)?;
        let Kind::Open(close) = tokens.get(first + 1)?.kind else {
            return None;
        };
        (first + 2, close)
    };
    let mut pieces = Vec::new();
    let mut at = start;
    while at < end && pieces.len() < MOST_PIECES {
        let mut after = operand(tokens, at).map_or(at + 1, |operand| operand.end);
        while !lexicon.is_lisp && after < end && tokens[after].kind != Kind::Comma {
            after = match tokens[after].kind {
                Kind::Open(close) => close + 1,
                _ => after + 1,
            };
        }
        if tokens[at].kind != Kind::Comma {
            pieces.push(at..after.min(end));
        }
        at = after
            + usize::from(
                tokens
                    .get(after)
                    .is_some_and(|token| token.kind == Kind::Comma),
            );
    }
    (!pieces.is_empty()).then_some(pieces)
}
