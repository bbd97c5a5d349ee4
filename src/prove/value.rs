//! The values of edited strings: each says what it said, with the edited parts replaced.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edit::{Edit, Edits};
use super::pairs::Pairs;
use crate::syntax::{Document, NodeId, Text};

/// A string that doesn't say what it should.
#[derive(Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The edits of that string, by what the caller knows them by.
    pub edits: Vec<usize>,
    /// What it says instead; `None` where it is no string of its own any more.
    pub says: Option<String>,
}

/// Holds what each edited string of a new document says against what it should say.
///
/// # Errors
///
/// Every string that doesn't say it.
pub fn compare(
    old: &Document,
    new: &Document,
    edits: &Edits,
    pairs: &Pairs,
) -> Result<(), Vec<Mismatch>> {
    let mut by_node: BTreeMap<NodeId, Vec<&Edit>> = BTreeMap::new();
    for edit in edits.iter() {
        if let Some((node, _)) = edit.value() {
            by_node.entry(node).or_default().push(edit);
        }
    }
    let mut mismatches = Vec::new();
    for (node, edits) in by_node {
        let expected = with_edits(&old.text(node), edits.iter().copied());
        let found = pairs.node(node).map(|node| new.text(node));
        if found.as_ref().is_none_or(|text| text.as_str() != expected) {
            mismatches.push(Mismatch {
                edits: edits.iter().map(|edit| edit.id).collect(),
                says: found.map(|text| text.as_str().to_owned()),
            });
        }
    }
    if mismatches.is_empty() {
        Ok(())
    } else {
        Err(mismatches)
    }
}

/// What a string says once edits of it are made.
pub fn with_edits<'a>(text: &Text, edits: impl Iterator<Item = &'a Edit>) -> String {
    let mut parts: Vec<(&Range<usize>, &str)> = edits
        .filter_map(|edit| {
            let (_, range) = edit.value()?;
            Some((range, edit.says.as_str()))
        })
        .collect();
    parts.sort_by_key(|(range, _)| range.start);
    let text = text.as_str();
    let mut value = String::with_capacity(text.len());
    let mut at = 0;
    for (range, says) in parts {
        value.push_str(text.get(at..range.start).unwrap_or_default());
        value.push_str(says);
        at = range.end.max(at);
    }
    value.push_str(text.get(at..).unwrap_or_default());
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewrite::Form;
    use crate::rules::MIGRATION;

    fn edit(document: &Document, id: usize, part: Range<usize>, says: &str) -> Edit {
        let node = document
            .nodes()
            .find(|node| document.spelling(*node) == "\"abcdef\"")
            .expect("the string");
        Edit {
            id,
            span: part.start + 2..part.end + 2,
            text: says.to_owned(),
            says: says.to_owned(),
            within: Some((node, part)),
            form: Form::Value,
            split: None,
        }
    }

    #[test]
    fn parts_are_replaced_wherever_they_stand() {
        let document = Document::parse("a.json", br#"["abcdef"]"#, &MIGRATION);
        let edits = [
            edit(&document, 0, 6..6, "!"),
            edit(&document, 1, 1..2, "xyz"),
            edit(&document, 2, 2..4, ""),
        ];
        let text = Text::of_file(b"abcdef");
        assert_eq!(with_edits(&text, edits.iter()), "axyzef!");
        assert_eq!(with_edits(&text, std::iter::empty()), "abcdef");
    }

    #[test]
    fn a_string_that_says_something_else_is_named_with_its_edits() {
        let old = Document::parse("a.json", br#"["abcdef"]"#, &MIGRATION);
        let compared = |text: &str, new: &[u8]| {
            let edits = Edits::new(vec![edit(&old, 7, 0..3, text)], 10).expect("edits");
            let new = Document::parse("a.json", new, &MIGRATION);
            let pairs = super::super::shape::compare(&old, &new, &edits).expect("pairs");
            compare(&old, &new, &edits, &pairs)
        };
        assert_eq!(compared("xy", br#"["xydef"]"#), Ok(()));
        let wrong = Mismatch {
            edits: vec![7],
            says: Some("xzdef".to_owned()),
        };
        assert_eq!(compared("xy", br#"["xzdef"]"#), Err(vec![wrong]));
    }
}
