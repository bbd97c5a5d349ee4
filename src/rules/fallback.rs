//! What no tree showed: comments, prose, text of no known language, and whatever a parser couldn't make sense of. Here
//! every occurrence in the bytes of a file is held against what was accounted for, so that none is dropped silently.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::ledger::Ledger;
use super::left::{DECODED, GIVEN_UP, Left, Line, Setting};
use super::literal_block;
use super::look::Look;
use super::sentence;
use crate::finding::RuleInfo;
use crate::iam::{serial, variable};
use crate::syntax::escape::Escapes;
use crate::syntax::language::Ground;
use crate::syntax::{self, Document, NodeId, Role, Text, command, near, programs};

/// How many times escapes within escapes are decoded.
const DEEPEST: usize = 4;

/// The file's own text, as far as no tree showed it.
pub struct Leftover {
    /// All of the text.
    pub text: Arc<Text>,
    surroundings: Rc<Surroundings>,
    /// What was accounted for before.
    accounted: Ledger,
    /// How many times escapes of no known language were decoded.
    decoded: usize,
}

impl Leftover {
    /// The text of a document's file.
    pub fn of(look: &Look) -> Option<Leftover> {
        let file = look.document.layers().first()?;
        Some(Leftover {
            text: Arc::new(file.text.clone()),
            surroundings: Rc::new(Surroundings::new(look.document)),
            accounted: look.ledger.accounts(),
            decoded: 0,
        })
    }

    /// The same text with its escapes decoded, whatever language they are of; `None` where it has none, or nothing to look at.
    pub fn decoded(&self, look: &Look) -> Option<Leftover> {
        let text = syntax::decoded(Escapes::Any, Text::clone(&self.text));
        let is_new = text.len() != self.text.len() && self.decoded < DEEPEST;
        let is_relevant = is_new && look.document.migration().is_relevant(text.as_str());
        is_relevant.then(|| Leftover {
            text: Arc::new(text),
            surroundings: Rc::clone(&self.surroundings),
            accounted: look.ledger.accounts(),
            decoded: self.decoded + 1,
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
        let mut setting = setting(look.document, &around, &self.text, word);
        let given_up = look.document.given_up(span).then_some(GIVEN_UP);
        let decoded = (self.decoded > 0).then_some(DECODED);
        // Where only a backslash stands before a sign, it may be a regular expression that looks for it.
        let is_expression =
            decoded.is_some() && setting == Setting::Quoted && self.is_backslashed(look, word);
        if is_expression {
            setting = Setting::Unknown;
        }
        Left {
            setting,
            node: around.node,
            language: around.language,
            file: look
                .document
                .layers()
                .first()
                .map_or(Ground::Unknown, |file| file.language.ground),
            literal_sign: around.literal_sign,
            remark: given_up.or(decoded),
        }
    }

    /// Whether a sign of a word has a backslash before it in the file.
    fn is_backslashed(&self, look: &Look, word: &Range<usize>) -> bool {
        let spelling = look
            .document
            .file_text(self.text.source_hull(word.clone()))
            .unwrap_or_default();
        spelling.match_indices('\\').any(|(at, _)| {
            let next = spelling[at + 1..].chars().next();
            next.is_some_and(|next| next.is_ascii_punctuation())
        })
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
    node: Option<NodeId>,
    role: Option<Role>,
    ground: Ground,
    language: &'static str,
    literal_sign: &'static str,
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
                    node: Some(*id),
                    role: Some(document.node(*id).role),
                    ground: match layer.language.ground {
                        Ground::Patch => Ground::Patch,
                        _ => Ground::Code,
                    },
                    language: layer.language.name,
                    literal_sign: "",
                }
            }
            None => {
                let file = document.layers().first().map(|layer| layer.language);
                Around {
                    node: None,
                    role: None,
                    ground: file.map_or(Ground::Unknown, |language| language.ground),
                    language: file.map_or("text", |language| language.name),
                    literal_sign: file.map_or("", |language| language.literal_sign),
                }
            }
        }
    }
}

fn setting(document: &Document, around: &Around, text: &Text, token: &Range<usize>) -> Setting {
    let in_sentence = || sentence::is_around(text.as_str(), token);
    match (around.role, around.node) {
        _ if around.ground == Ground::Patch => Setting::Patch(line_of_patch(text.as_str(), token)),
        (Some(Role::CodeSpan), Some(span)) => sentence::of_span(document, span),
        (Some(Role::String), Some(word)) if is_word(document, word) => Setting::Quoted,
        (Some(Role::Comment), _) if in_sentence() => Setting::Sentence,
        (Some(Role::Comment), _) => Setting::Comment,
        (Some(Role::String | Role::CodeBlock), _) if in_sentence() => Setting::Sentence,
        (Some(Role::String | Role::CodeBlock), _) => Setting::Quoted,
        _ if around.ground == Ground::Mixed
            && !in_sentence()
            && literal_block::holds(text.as_str(), token) =>
        {
            Setting::Quoted
        }
        _ if around.ground == Ground::Prose => Setting::Sentence,
        _ if around.ground != Ground::Code && in_sentence() => Setting::Sentence,
        _ if is_quoted(text.as_str(), token) => Setting::Quoted,
        _ if around.ground == Ground::Mixed => Setting::Sentence,
        _ => Setting::Unknown,
    }
}

/// Whether a string is a word of a script's command, without blanks, which is no sentence unless the command shows it.
fn is_word(document: &Document, word: NodeId) -> bool {
    let command = document
        .parent(word)
        .filter(|command| document.node(*command).role == Role::Command);
    document.node(word).layer() == 0
        && !document.spelling(word).contains(char::is_whitespace)
        && command
            .and_then(|command| command::program(document, command))
            .is_some_and(|program| !programs::SHOWING.contains(&program.to_lowercase().as_str()))
}

/// The longest line (bytes) of a patch whose sign is looked for.
const LONGEST_LINE: usize = 64 * 1024;

/// What a patch does with the line of a word.
fn line_of_patch(text: &str, token: &Range<usize>) -> Line {
    let before = near::before(text, token.start, LONGEST_LINE)
        .rsplit('\n')
        .next();
    match before.is_some_and(|line| line.starts_with('-')) {
        true => Line::Removed,
        false => Line::Kept,
    }
}

/// How far (bytes) a quote may be from a word.
const REACH: usize = 400;
/// Quotes that may stand around a string.
const QUOTES: [&str; 4] = ["\"", "`", "&quot;", "'"];

/// Whether a word stands in quotes on its line: right between two, or after one that was opened and before another.
fn is_quoted(text: &str, token: &Range<usize>) -> bool {
    let before = near::before(text, token.start, REACH).rsplit('\n').next();
    let after = near::after(text, token.end, REACH).split('\n').next();
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let (left, right) = (
        before.trim_end_matches('\\'),
        after.trim_start_matches('\\'),
    );
    QUOTES.iter().any(|quote| {
        let is_between = left.ends_with(quote) && right.starts_with(quote);
        is_between || (quotes(before, quote) % 2 == 1 && quotes(after, quote) > 0)
    })
}

/// How many quotes of a kind are in a text. An apostrophe within a word is none.
fn quotes(text: &str, quote: &str) -> usize {
    text.match_indices(quote)
        .filter(|(at, _)| {
            let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = text[..*at].chars().next_back();
            let after = text[at + quote.len()..].chars().next();
            *quote != *"'" || !(is_letter(before) && (is_letter(after) || after == Some(' ')))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::is_quoted;
    use crate::devices::DeviceResolver;
    use crate::rewrite::Choices;
    use crate::rules::{self, MIGRATION};
    use crate::syntax::Document;

    fn reasons(name: &str, text: &str) -> Vec<String> {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        rules::look(name, &document, Choices::default())
            .answered(&DeviceResolver::none())
            .iter()
            .map(|draft| draft.reason.to_string())
            .collect()
    }

    #[test]
    fn a_word_is_quoted_between_quotes_of_one_kind() {
        for (text, expected) in [
            ("say \"WORD\"", true),
            (r#"say \"WORD\""#, true),
            ("say \"one WORD two\"", true),
            ("say 'one WORD two'", true),
            ("say \"one\" WORD \"two\"", false),
            ("say \"one WORD two'", false),
            ("say \"one WORD two", false),
            ("say one WORD two\"", false),
            ("it's a WORD that isn't one", false),
            ("the users' WORD isn't one", false),
            ("\"\nWORD \"two\"", false),
        ] {
            let at = text.find("WORD").expect("the word");
            assert_eq!(
                is_quoted(text, &(at..at + "WORD".len())),
                expected,
                "{text}"
            );
        }
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
