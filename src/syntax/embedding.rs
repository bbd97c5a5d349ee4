//! Which language a string or a block of code holds, and its text.

use super::language::{self, Ground, Language};
use super::languages::{json, markdown, shell};
use super::node::{NodeId, Role};
use super::{Document, Text, transcript};

/// What the caller is looking for, so that only strings that may hold it are parsed again.
pub struct Hints {
    /// A string that has none of these in it (letter case aside) is not looked into.
    pub needles: &'static [&'static str],
    /// A string with one of these words in it is a shell command rather than a sentence.
    pub command_words: &'static [&'static str],
}

impl Hints {
    fn is_relevant(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.needles.iter().any(|needle| text.contains(needle))
    }

    fn is_command(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        text.trim().contains(char::is_whitespace)
            && words.any(|word| self.command_words.contains(&word))
    }
}

/// The strings and blocks of code of a layer that hold a language of their own.
pub(super) fn held_by(
    document: &Document,
    layer: usize,
    hints: &Hints,
) -> Vec<(NodeId, &'static Language, Text)> {
    document
        .nodes_of(layer)
        .filter(|id| {
            document.is_whole_string(*id)
                || matches!(document.node(*id).role, Role::CodeBlock | Role::CodeSpan)
        })
        .filter_map(|id| {
            let text = document.text(id);
            if !hints.is_relevant(text.as_str()) {
                return None;
            }
            let (language, text) = match document.node(id).role {
                Role::CodeBlock => block(document, id, text, hints),
                _ => string(text, hints),
            }?;
            Some((id, language, text))
        })
        .collect()
}

fn block(
    document: &Document,
    id: NodeId,
    text: Text,
    hints: &Hints,
) -> Option<(&'static Language, Text)> {
    let label = document
        .children(id)
        .find(|child| document.node(*child).kind == markdown::INFO)
        .map(|info| document.spelling(info));
    let labelled = label.and_then(language::of_label);
    match labelled {
        Some(language) if *language == shell::SHELL => {
            let root_prompts = label.is_some_and(|label| !matches!(label, "sh" | "bash" | "zsh"));
            let commands = transcript::commands(&text, root_prompts).unwrap_or(text);
            Some((language, commands))
        }
        Some(language) if language.ground == Ground::Code => Some((language, text)),
        _ => string(text, hints),
    }
}

/// A string or code span is code of a language only where all of it is: a whole command, a whole document.
fn string(text: Text, hints: &Hints) -> Option<(&'static Language, Text)> {
    if let Some(language) = data(&text) {
        return Some((language, text));
    }
    if let Some(commands) = transcript::commands(&text, false) {
        return Some((&shell::SHELL, commands));
    }
    hints
        .is_command(text.as_str())
        .then_some((&shell::SHELL, text))
}

/// The data language that a text is a document of, if it is one.
pub(super) fn data(text: &Text) -> Option<&'static Language> {
    let trimmed = text
        .as_str()
        .trim_matches(|c: char| c.is_whitespace() || c == ',');
    let bracketed = (trimmed.starts_with('{') && trimmed.ends_with('}'))
        || (trimmed.starts_with('[') && trimmed.ends_with(']'));
    let quoted_key = trimmed.starts_with('"') && trimmed.contains("\":");
    let commented = (trimmed.starts_with("//") || trimmed.starts_with("/*"))
        && trimmed.contains('{')
        && trimmed.contains("\":");
    (bracketed && trimmed.contains('"') || quoted_key || commented).then_some(&json::JSON)
}
