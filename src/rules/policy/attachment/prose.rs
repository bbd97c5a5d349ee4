//! Who holds a policy, as the prose around its block of code says: "Attach this to the role …".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::ascii_regex;
use crate::iam::holder::Holder;
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, near};

/// How far (bytes) from a block a paragraph is read.
const REACH: usize = 600;
/// What names the policy of a block before it, and that of one after it.
const FOLLOWING: &str = "following below this it policy document statement json";
const PRECEDING: &str = "above this it that policy";
/// Those for whom the variable has a value.
const USERS: &str = "user users group groups everyone everybody people developers admins";
/// What is done with a role that holds nothing.
const OTHERWISE: &str =
    "assume assumes assumed assuming switch create creating allow allows let lets";

/// A sentence that gives a policy to a role, with what stands between.
static GIVEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?i)\b(?:attach|add|assign|apply|put|give|grant|embed|associate)(?:e?d|e?s|ing)?\b(?P<what>.{0,80}?)\b(?:to|for|on|into|with)(?P<between>(?:\s+\S+){0,5}?)\s+[`*_]*(?:roles?|instance\s+profiles?|permission\s+sets?)\b",
    )
    .ok()
});
/// A title of such a policy.
static TITLED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?i)\broles?(?:'s)?[`*_]*\s+(?:inline\s+|iam\s+)?(?P<what>polic(?:y|ies))\b|\b(?P<policy>polic(?:y|ies))\s+(?:for|of)(?P<between>(?:\s+\S+){0,4}?)\s+[`*_]*roles?\b",
    )
    .ok()
});

/// Who holds a statement's policy by the paragraph before or after its block, and where that stands (bytes of the file).
pub fn holder(document: &Document, statement: NodeId) -> Option<(Holder, usize)> {
    let block = document.layers_around(statement).find(|id| {
        let ground = document.layer_of(*id).language.ground;
        document.node(*id).role == Role::CodeBlock
            && matches!(ground, Ground::Prose | Ground::Mixed)
    })?;
    let layer = document.layer_of(block);
    let text = layer.text.as_str();
    let Range { start, end } = document.node(block).range();
    let before = near::before(text, start, REACH);
    let after = near::after(text, end, REACH);
    let before = without_fence_at_end(before).trim_end();
    let paragraph = before.rsplit("\n\n").next().unwrap_or(before);
    let place = |at: usize| layer.text.source_hull(at..at).start;
    if let Some(holder) = said(paragraph, FOLLOWING) {
        return Some((holder, place(before_start(start, text, paragraph))));
    }
    // What is said to users before isn't taken back after.
    if has_word(paragraph, USERS) {
        return None;
    }
    let after_fence = without_fence_at_start(after);
    let next = after_fence.trim_start();
    let paragraph = next.split("\n\n").next().unwrap_or(next);
    let at = end + (after.len() - next.len());
    said(paragraph, PRECEDING).map(|holder| (holder, place(at)))
}

/// Where a paragraph of what stands before an offset begins.
fn before_start(until: usize, text: &str, paragraph: &str) -> usize {
    text[..until]
        .rfind(paragraph)
        .unwrap_or(until.saturating_sub(1))
}

/// A text without the line of a fence that it may end with.
fn without_fence_at_end(text: &str) -> &str {
    let last = text.rsplit('\n').next().unwrap_or_default();
    let is_fence = last.trim_start().starts_with(['`', '~']);
    text.strip_suffix(last).filter(|_| is_fence).unwrap_or(text)
}

fn without_fence_at_start(text: &str) -> &str {
    let text = text.trim_start();
    text.trim_start_matches(['`', '~'])
}

/// Who holds a policy by a paragraph, in which one of some words stands for that.
fn said(paragraph: &str, meant: &str) -> Option<Holder> {
    let line = paragraph.replace(['\n', '\r'], " ");
    let sentences = line.split_inclusive(['.', ':', '!', '?']);
    let is_given = sentences
        .filter(|sentence| !has_word(sentence, USERS))
        .any(|sentence| {
            let given = GIVEN.as_ref().and_then(|regex| regex.captures(sentence));
            let titled = || TITLED.as_ref().and_then(|regex| regex.captures(sentence));
            let between = |found: &regex::Captures| {
                let between = found.name("between").map_or("", |between| between.as_str());
                // `to let the CLI switch to a role`.
                let what = found.name("what").map_or("", |what| what.as_str());
                let purpose = what.split_once(" to ").map_or("", |(_, purpose)| purpose);
                !has_word(between, OTHERWISE) && !has_word(purpose, OTHERWISE)
            };
            given.is_some_and(|found| has_word(&found["what"], meant) && between(&found))
                || titled().is_some_and(|found| between(&found))
        });
    is_given.then_some(Holder::Role)
}

fn has_word(text: &str, words: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        words
            .split(' ')
            .any(|known| known.eq_ignore_ascii_case(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_give_policies_to_roles() {
        for (sentence, expected) in [
            ("Attach this to the role `Admin`:", true),
            ("Attach the following policy to your IAM role:", true),
            ("Then add this policy to the **Admin** role.", true),
            ("Policy for the CI role:", true),
            ("### Role policy", true),
            ("Assign this document to the permission set:", true),
            ("Attach this policy to your users:", false),
            ("Attach this policy to the user or role:", false),
            ("Add this policy to assume the role:", false),
            ("Attach this policy to let the CLI switch to a role:", false),
            (
                "Create a role. Then attach this policy to the group:",
                false,
            ),
            ("Give a trust policy to nobody.", false),
            ("Attach the managed key to the role:", false),
            ("Users sign in with MFA:", false),
        ] {
            assert_eq!(said(sentence, FOLLOWING).is_some(), expected, "{sentence}");
        }
    }
}
