//! Whether a word stands in a sentence or in code. A new text in a sentence can make the sentence false, so only a person
//! may write it; code that is commented out, quoted or shown says of itself what it does.

use std::ops::Range;

use super::left::Setting;
use super::migration::MIGRATION;
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, near};

/// Whether a word (bytes of the text) is part of a sentence for people, for all that its line says.
pub fn is_around(text: &str, word: &Range<usize>) -> bool {
    let own = line(text, word.start);
    let line = own.start..line(text, word.end).end;
    let before = text[line.start..word.start].replace("&quot;", "\"");
    let after = text[word.end..line.end].replace("&quot;", "\"");
    // What is glued to the word is more of it.
    let before = before.trim_end_matches(|c: char| !is_opening(c));
    let after = after.trim_start_matches(|c: char| !is_closing(c) && !c.is_ascii_punctuation());
    let is_quoted = before.ends_with(|c: char| is_opening(c) && !c.is_whitespace());
    let before = without_marker(before.trim_end_matches(is_opening));
    let after = until_comment(after.trim_start_matches(is_closing));
    if is_command(before) {
        // Another command has its own words.
        let own = after.split(['|', ';', '&']).next().unwrap_or(after);
        return Words::after(own, Reads::Arguments).longest > 2;
    }
    let then = Words::after(after, Reads::Sentence).longest;
    if before.is_empty() {
        let is_alone = after.is_empty() && !is_quoted;
        return then > 0 || (is_alone && is_within_lines(text, &line));
    }
    let words = Words::before(before);
    let follows_operator =
        before.ends_with(['=', ':', '(', '[', '{', ',', '+', '>', '|', '}', ']']);
    if follows_operator {
        let most = if before.ends_with(':') { 0 } else { 1 };
        // A value or an element by itself, whatever else the line says.
        if is_quoted && (after.is_empty() || after.starts_with([',', ';', ')', ']', '}'])) {
            return words.last > most || is_verdict(before);
        }
        return words.last > most || words.longest > 2 || is_verdict(before) || then > 1;
    }
    words.last > 0 || words.longest > 1 || then > 0
}

/// What stands around a piece of code of a document: a sentence, where there are other words in its paragraph or its
/// element of a list, or several in another cell of its row.
pub fn of_span(document: &Document, span: NodeId) -> Setting {
    let own = document.node(span).range();
    let text = document.layer_of(span).text.as_str();
    let around = |block: NodeId| {
        let around = document.node(block).range();
        let before = near::before(text, own.start, (own.start - around.start).min(REACH));
        let after = near::after(text, own.end, around.end.saturating_sub(own.end).min(REACH));
        (before, after)
    };
    let has_letters = |part: &str| part.chars().any(char::is_alphabetic);
    // Emphasis, a link and the like are part of a sentence.
    let block = document
        .ancestors(span)
        .take(DEEPEST_MARKUP)
        .find(|id| document.node(*id).role != Role::Other);
    let is_sentence = block.is_some_and(|block| {
        let (before, after) = around(block);
        match document.node(block).role {
            Role::Item => [before, after]
                .iter()
                .any(|part| has_letters(own_words(part))),
            _ => has_letters(before) || has_letters(after),
        }
    });
    let row = block
        .and_then(|cell| document.parent(cell))
        .filter(|row| document.node(*row).role == Role::Row);
    let is_told = row.is_some_and(|row| {
        let (before, after) = around(row);
        let mut cells = before.split('|').chain(after.split('|'));
        cells.any(|cell| Words::after(cell, Reads::Sentence).longest > 1)
    });
    match is_sentence || is_told {
        true => Setting::Sentence,
        false => Setting::CodeSpan,
    }
}

/// What an element of a list says itself, without its mark, a box to tick, and the elements below it.
fn own_words(part: &str) -> &str {
    let part = part.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '[' && c != '\n');
    let part = ["[x]", "[X]"]
        .iter()
        .find_map(|ticked| part.strip_prefix(ticked))
        .unwrap_or(part);
    let mut end = 0;
    for line in part.split_inclusive('\n') {
        let line_text = line.trim_start();
        if end > 0 && without_marker(line_text).len() < line_text.len() {
            break;
        }
        end += line.len();
    }
    &part[..end]
}

/// Whether a node stands in a piece of code that is part of a sentence, however deep: the piece may be a whole command or
/// policy with a tree of its own, and the sentence a string of any file.
pub fn is_around_span(document: &Document, id: NodeId) -> bool {
    std::iter::once(id)
        .chain(document.layers_around(id))
        .any(|id| match document.node(id).role {
            Role::CodeSpan => of_span(document, id) == Setting::Sentence,
            _ => {
                let layer = document.layer_of(id);
                let language = layer.language;
                // Backticks in a document of data, or in a program, have a meaning of its own.
                let may_be_prose = language.commands.is_some()
                    || matches!(
                        language.ground,
                        Ground::Prose | Ground::Mixed | Ground::Unknown
                    );
                layer.host.is_some()
                    && may_be_prose
                    && is_in_backticks(layer.text.as_str(), &document.node(id).range())
            }
        })
}

/// Whether a word (bytes of the text) stands between two backticks of a line that has a sentence around them.
fn is_in_backticks(text: &str, word: &Range<usize>) -> bool {
    let line = line(text, word.start).start..line(text, word.end).end;
    let Some((before, _)) = text[line.start..word.start].rsplit_once('`') else {
        return false;
    };
    let Some((_, after)) = text[word.end..line.end].split_once('`') else {
        return false;
    };
    let before = without_marker(before);
    let is_shell = before
        .split_whitespace()
        .next()
        .is_some_and(|first| PROGRAMS.contains(&first));
    let mut parts = [before, after].into_iter();
    !is_shell && parts.any(|part| Words::after(part, Reads::Sentence).longest > 1)
}

/// How many marks of emphasis and the like are looked through.
const DEEPEST_MARKUP: usize = 16;

/// How far (bytes) from a word its line is read.
const REACH: usize = 400;

/// The line around an offset, as far as it is read.
fn line(text: &str, at: usize) -> Range<usize> {
    let before = near::before(text, at, REACH).rsplit('\n').next();
    let after = near::after(text, at, REACH).split('\n').next();
    at - before.map_or(0, str::len)..at + after.map_or(0, str::len)
}

fn is_opening(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\\' | '*' | '“' | '「' | '‘')
}

fn is_closing(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\\' | '*' | '”' | '」' | '’')
}

/// What begins a comment, an element of a list or a quotation.
const MARKERS: [&str; 14] = [
    "<!--", "//", "/*", "-- ", "#", "*", ";", "- ", "+ ", "> ", "$ ", "% ", "rem ", "REM ",
];

/// A line without what begins a comment or an element of a list.
fn without_marker(line: &str) -> &str {
    let mut rest = line.trim_start();
    loop {
        let shorter = MARKERS
            .iter()
            .find_map(|marker| rest.strip_prefix(marker))
            .or_else(|| {
                let number = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                (number.len() < rest.len())
                    .then(|| number.strip_prefix(['.', ')']))
                    .flatten()
            });
        match shorter {
            Some(shorter) => rest = shorter.trim_start(),
            None if matches!(rest, "-" | "+" | ">") => return "",
            None => return rest,
        }
    }
}

/// What stands before the comment at the end of a line of code.
fn until_comment(text: &str) -> &str {
    if text.starts_with('#') || text.starts_with("//") {
        return "";
    }
    let is_code = text.starts_with([',', ';', ')', ']', '}', '+']);
    match text.find(" #").or_else(|| text.find(" //")) {
        Some(at) if is_code => &text[..at],
        _ => text,
    }
}

/// Programs that a line of a shell begins with.
const PROGRAMS: [&str; 11] = [
    "aws", "sudo", "env", "export", "eval", "exec", "docker", "set", "setx", "echo", "printf",
];

/// Whether a line, up to a word of it, is a command: it begins with a program or a variable that is set for one.
fn is_command(before: &str) -> bool {
    let mut words = before.split_whitespace().skip_while(|word| {
        word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    });
    let Some(first) = words.next() else {
        return false;
    };
    let program = first.rsplit('/').next().unwrap_or(first);
    let has_option = before
        .split_whitespace()
        .any(|word| word.trim_start_matches(['"', '\'']).starts_with('-'));
    let is_program = PROGRAMS.contains(&program) || first.starts_with("./");
    is_program && (has_option || MIGRATION.is_command(before) || first == "export")
}

/// What a text is read as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reads {
    /// Words.
    Sentence,
    /// Arguments of a command, in which a word after an option is its value.
    Arguments,
}

/// Words of programming languages that stand before a value.
const KEYWORDS: [&str; 34] = [
    "const",
    "let",
    "var",
    "val",
    "public",
    "private",
    "protected",
    "static",
    "final",
    "export",
    "local",
    "readonly",
    "return",
    "def",
    "set",
    "my",
    "our",
    "string",
    "String",
    "string?",
    "else",
    "if",
    "new",
    "echo",
    "print",
    "mut",
    "auto",
    "char",
    "in",
    "define",
    "setq",
    "then",
    "do",
    "and",
];

/// The words of a text that are those of a sentence: letters with white space around them, outside of quotes, that name no
/// key and no variable.
struct Words {
    /// How many there are in the longest row.
    longest: usize,
    /// How many there are at the end.
    last: usize,
}

impl Words {
    /// The words after a word.
    fn after(text: &str, reads: Reads) -> Words {
        Words::of(&without_quoted(text.chars()), reads)
    }

    /// The words before a word. What of them is in quotes is told from there, as the line may begin anywhere.
    fn before(text: &str) -> Words {
        let reversed = without_quoted(text.chars().rev());
        Words::of(&reversed.chars().rev().collect::<String>(), Reads::Sentence)
    }

    fn of(text: &str, reads: Reads) -> Words {
        let (mut longest, mut last) = (0, 0);
        let mut after_option = false;
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            let was_option = std::mem::replace(&mut after_option, word.starts_with('-'));
            if reads == Reads::Arguments && (was_option || after_option) {
                continue;
            }
            let next = words.peek();
            let is_assigned =
                next.is_some_and(|next| next.starts_with(['=', ':', '(']) || *next == "{");
            if word.starts_with([',', '{', '[']) {
                last = 0;
            }
            let is_key = word.ends_with(['=', ':', '(']) && last == 0;
            let letters = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '_');
            let is_foreign = letters.chars().any(|c| !c.is_ascii() && c.is_alphabetic());
            let is_word = is_natural(letters)
                && !KEYWORDS.contains(&letters)
                && !word.starts_with(['@', '.', '$', '%', '/', '{', '[', '<'])
                && !word.starts_with("--");
            last = match (is_foreign, is_word && !is_key && !is_assigned) {
                (true, _) => last + 2,
                (_, true) => last + 1,
                // A blank in quotes, or a sign between words, ends no sentence.
                _ if letters.is_empty() && !word.contains(['=', ':', '{', '[', '(']) => last,
                _ => 0,
            };
            longest = longest.max(last);
        }
        Words { longest, last }
    }
}

/// Whether some letters are a word of a sentence rather than a name.
fn is_natural(letters: &str) -> bool {
    let is_letter = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
    let mut rest = letters.chars().skip(1);
    let is_name = rest.any(char::is_uppercase) && letters.chars().any(char::is_lowercase);
    (letters.len() > 1 || matches!(letters, "a" | "I"))
        && letters.chars().all(is_letter)
        && !is_name
}

/// A text with a blank for each part in quotes.
fn without_quoted(text: impl Iterator<Item = char>) -> String {
    let mut plain = String::new();
    let mut quote = None;
    for c in text {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '`') => {
                quote = Some(c);
                plain.push(' ');
            }
            None => plain.push(c),
        }
    }
    plain
}

/// Labels that say of what comes after them that it is no longer so.
const VERDICTS: [&str; 14] = [
    "wrong",
    "old",
    "bad",
    "before",
    "was",
    "deprecated",
    "incorrect",
    "previously",
    "formerly",
    "instead of",
    "don't",
    "never",
    "broken",
    "not",
];

/// Whether a label judges what comes after it.
fn is_verdict(before: &str) -> bool {
    let label = before.trim_end_matches([':', '(', ' ']).to_lowercase();
    VERDICTS.contains(&label.as_str())
}

/// Whether the lines before and after a line that holds one word are those of a sentence.
fn is_within_lines(text: &str, of: &Range<usize>) -> bool {
    let is_sentence = |line: &str| {
        let line = without_marker(line).trim_end();
        Words::after(line, Reads::Sentence).longest > 1
            && !line.ends_with([':', '{', '[', '(', ',', '.'])
    };
    let previous = of
        .start
        .checked_sub(1)
        .map(|end| &text[line(text, end).start..end]);
    previous.is_some_and(is_sentence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::{document, node};

    const WORD: &str = "arn:aws:iam::*:mfa/${aws:username}";

    fn is_sentence(text: &str) -> bool {
        let text = text.replace('@', WORD);
        let at = text.find(WORD).expect("the word");
        is_around(&text, &(at..at + WORD.len()))
    }

    #[test]
    fn code_within_a_sentence_is_told_from_code_by_itself() {
        const CALL: &str = "`aws sts get-session-token --serial-number arn:aws:iam::1:mfa/x`";
        let is_within = |name: &str, text: &str| {
            let document = document(name, &text.replace('@', CALL));
            let word = node(&document, "arn:aws:iam::1:mfa/x");
            assert!(document.layer_of(word).host.is_some(), "{text}");
            is_around_span(&document, word)
        };
        for text in [
            "Do not use @ any more.",
            "- @ fails since May.",
            "- [x] @ fails",
            "1. Log in:\n   @",
            "**Why does @ fail?** It has another name.",
            "**@** fails.",
            "[@](x) is old",
            "> Earlier login used @; now it is looked up.",
            "## Why @ fails",
            "| command | was |\n|---|---|\n| @ | replaced by the lookup |",
            "| a | b |\n|---|---|\n| not @ | c |",
            "`x` が @ です",
        ] {
            assert!(is_within("a.md", text), "{text}");
        }
        for text in [
            "@",
            "Log in:\n\n@\n\nThen go on.",
            "- @",
            "1. @\n2. words of another one",
            "- [x] @",
            "- @\n  - words below it",
            "**@**",
            "| login | command |\n|---|---|\n| login | @ |",
        ] {
            assert!(!is_within("a.md", text), "{text}");
        }
        let strings = |text: &str| is_within("a.json", &format!("{{\"source\": [\"{text}\"]}}"));
        assert!(strings("Earlier login used @; now it is looked up."));
        assert!(!strings("TOKEN=@"));
        assert!(!strings("echo it is now @"));
    }

    #[test]
    fn sentences_are_told_from_code() {
        for text in [
            "# never write @; use mfa/*",
            "the @ form is wrong",
            "// Resource was \"@\" until 2022",
            "# Grants @.",
            "# Allowed - @",
            "We grant @ to everybody,",
            "`@` のままでは、使えません。",
            "# Old: @",
            "# wrong: \"@\"",
            "-- users may manage (@)",
            "# Run aws sts get-session-token --serial-number @ to log in.",
            "# aws sts get-session-token --serial-number @ is what people ran before",
            "# The resource is\n# @\n# only",
            "use @ here, or \"x\"",
            "\"@\" is wrong",
            "* @ only",
            "Replaced \"@\" with \"mfa/*\"",
        ] {
            assert!(is_sentence(text), "{text}");
        }
        for text in [
            "# @",
            "# \"@\"",
            "# - \"@\"",
            "//   \"Resource\": \"@\",",
            "// \"Resource\": [\"@\", \"x\"]",
            "# Resource: @",
            "# resources = [\"@\"]",
            "# policy = jsonencode({ Resource = \"@\" })",
            "# Resource: @  # the user's own device",
            "# const arn = \"@\";",
            "# aws sts get-session-token --serial-number @ --token-code 123456",
            "# $ aws sts get-session-token --profile dev --serial-number @ --profile dev",
            "# AWS_PROFILE=x aws sts get-session-token --serial-number @",
            "# export MFA=@",
            "f @",
            "--serial-number @",
            "echo \"--serial-number @\" | xargs aws sts get-session-token --token-code 1",
            "\"--profile dev --serial-number @ --token-code 1\"",
            "#     mfa_serial = @",
            "# return \"@\"",
            "// new PolicyStatement({ resources: [\"@\"] })",
            "# Allow users to manage their own device:\n#   - @",
            "{\"Effect\": \"Allow\", \"Action\": \"iam:*\", \"Resource\": \"@\"}",
            "    + \"@\",",
            "jq -n --arg a \"$A\" '{Statement:[{Effect:\"Allow\",Resource:\"arn:aws:iam::\\($a)@\"}]}'",
        ] {
            assert!(!is_sentence(text), "{text}");
        }
    }
}
