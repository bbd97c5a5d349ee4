//! Where in the syntax a finding stands, and how a new text is written there.

use std::ops::Range;
use std::sync::Arc;

use crate::rewrite::{Form, Rewrite};
use crate::split::Split;
use crate::syntax::{Document, HOLE, NodeId, Text, near};

/// How far (bytes) two signs of markup may be from each other.
const MARKUP_REACH: usize = 1024;

/// A value of a document, and the part of it that is to change. It means something only beside its document.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The string that holds the value; none where the file's own text does.
    pub node: Option<NodeId>,
    /// The text of that string, or of the file.
    pub text: Arc<Text>,
    /// The value that the finding is about (bytes of `text`).
    pub value: Range<usize>,
    /// The part of it that is to change (bytes of `text`).
    pub part: Range<usize>,
    /// The language there.
    pub language: &'static str,
    /// The quotes that a replacement needs to stay a string, where the part is all of an unquoted one.
    quotes: &'static str,
    /// The element of a list that the string is, or that holds it, where it is to go.
    pub element: Option<NodeId>,
    /// The statement around the string, where it is to be split.
    pub split: Option<Arc<Split>>,
    /// How many bytes right before the part go with it: a tag that computes what it stands for.
    tag: usize,
    /// What a sign needs before it to stand for itself.
    literal_sign: &'static str,
    /// The value as the file spells it, where a sign stands for what is computed in it.
    spelled: Option<Arc<Spelled>>,
}

/// A value as the file spells it: what stands before its part, the part, and what stands after it.
#[derive(Debug)]
struct Spelled([String; 3]);

/// The longest spelling (bytes) of something computed that is shown in a value.
const LONGEST_SPELLING: usize = 1024;

impl Spelled {
    /// That of a value of a text; `None` where no sign stands for anything.
    fn of(
        document: &Document,
        text: &Text,
        value: &Range<usize>,
        part: &Range<usize>,
    ) -> Option<Arc<Spelled>> {
        let ranges = [value.start..part.start, part.clone(), part.end..value.end];
        let has_sign = text.as_str()[value.clone()].contains(HOLE);
        has_sign.then(|| Arc::new(Spelled(ranges.map(|range| spelled(document, text, range)))))
    }
}

/// A range of a text with the file's spelling of what is computed, on one line, where a sign stands for it.
fn spelled(document: &Document, text: &Text, range: Range<usize>) -> String {
    let mut says = String::new();
    let mut done = range.start;
    for hole in text.holes_in(range.clone()) {
        let written = document
            .file_text(text.source_hull(hole.clone()))
            .filter(|written| written.len() <= LONGEST_SPELLING)
            .filter(|_| text.as_str()[hole.clone()].chars().eq([HOLE]));
        if let Some(written) = written {
            says.push_str(&text.as_str()[done..hole.start]);
            says.push_str(&written.split_whitespace().collect::<Vec<_>>().join(" "));
            done = hole.end;
        }
    }
    says.push_str(&text.as_str()[done..range.end]);
    says
}

impl Anchor {
    /// A part of a value in a string.
    pub fn in_string(
        document: &Document,
        node: NodeId,
        text: &Arc<Text>,
        value: Range<usize>,
        part: Range<usize>,
    ) -> Anchor {
        let quotes = text
            .source(part.clone())
            .map_or("", |source| document.quotes(node, &source));
        Anchor {
            quotes,
            spelled: Spelled::of(document, text, &value, &part),
            element: None,
            split: None,
            tag: 0,
            literal_sign: "",
            node: Some(node),
            text: Arc::clone(text),
            value,
            part,
            language: document.layer_of(node).language.name,
        }
    }

    /// A part of a value in the file's own text.
    pub fn in_file(
        text: &Arc<Text>,
        value: Range<usize>,
        part: Range<usize>,
        language: &'static str,
    ) -> Anchor {
        Anchor {
            quotes: "",
            spelled: None,
            element: None,
            split: None,
            tag: 0,
            literal_sign: "",
            node: None,
            text: Arc::clone(text),
            value,
            part,
            language,
        }
    }

    /// The same where a sign needs something before it to stand for itself, if another such sign is near.
    pub fn with_literal_sign(self, literal_sign: &'static str, sign: &str) -> Anchor {
        let text = self.text.as_str();
        let before = near::before(text, self.part.start, MARKUP_REACH)
            .rsplit("\n\n")
            .next();
        let after = near::after(text, self.part.end, MARKUP_REACH)
            .split("\n\n")
            .next();
        let is_near = [before, after]
            .into_iter()
            .flatten()
            .any(|part| part.contains(sign));
        Anchor {
            literal_sign: if is_near { literal_sign } else { "" },
            ..self
        }
    }

    /// The same where the part is all of a piece of a joined string that is no literal: what replaces it is one, in the quotes of
    /// the pieces beside it.
    pub fn as_piece(self, document: &Document) -> Anchor {
        let quotes = self
            .node
            .zip(self.text.source(self.part.clone()))
            .and_then(|(node, source)| document.quotes_beside(node, &source));
        Anchor {
            quotes: quotes.unwrap_or(self.quotes),
            tag: document.tag_before(&self.text.source_hull(self.part.clone())),
            ..self
        }
    }

    /// The bytes of the file to point at.
    pub fn span(&self) -> Range<usize> {
        let part = self.text.source_hull(self.part.clone());
        part.start - self.tag..part.end
    }

    /// The bytes of the file that the whole value spans.
    pub fn value_span(&self) -> Range<usize> {
        self.text.source_hull(self.value.clone())
    }

    /// The value as it is.
    pub fn value_before(&self) -> &str {
        &self.text.as_str()[self.value.clone()]
    }

    /// The value as it is, with the file's spelling of what is computed in it.
    pub fn value_spelled(&self) -> String {
        match &self.spelled {
            Some(spelled) => spelled.0.concat(),
            None => self.value_before().to_owned(),
        }
    }

    /// What of the value stands before its part, and what after.
    pub fn around_part(&self) -> (&str, &str) {
        let text = self.text.as_str();
        (
            &text[self.value.start..self.part.start],
            &text[self.part.end..self.value.end],
        )
    }

    /// The value with its part replaced.
    pub fn value_with(&self, replacement: &str) -> String {
        let (before, after) = self.around_part();
        format!("{before}{replacement}{after}")
    }

    /// What [`Self::value_spelled`] says before its part, and what after.
    pub fn spelled_around_part(&self) -> (&str, &str) {
        match self.spelled.as_deref() {
            Some(Spelled([before, _, after])) => (before, after),
            None => self.around_part(),
        }
    }

    /// The same with its part replaced.
    pub fn spelled_with(&self, replacement: &str) -> String {
        let (before, after) = self.spelled_around_part();
        format!("{before}{replacement}{after}")
    }

    /// The rewrite that replaces the part; `None` where its bytes are not one run of the file.
    pub fn rewrite(&self, replacement: &str) -> Option<Rewrite> {
        let part = self.text.source(self.part.clone())?;
        Some(Rewrite {
            span: part.start - self.tag..part.end,
            after: if replacement.starts_with(char::is_alphanumeric) {
                replacement.to_owned()
            } else {
                format!(
                    "{}{}{replacement}{}",
                    self.quotes, self.literal_sign, self.quotes
                )
            },
            says: replacement.to_owned(),
            value_after: self.spelled_with(replacement),
            form: Form::Value,
        })
    }

    /// The same with the element of a list that the string is, or that holds it.
    pub fn of_element(self, element: NodeId) -> Anchor {
        Anchor {
            element: Some(element),
            ..self
        }
    }

    /// The same with the statement around the string, which is to be split.
    pub fn of_split(self, split: Arc<Split>) -> Anchor {
        Anchor {
            split: Some(split),
            ..self
        }
    }

    /// The rewrite that takes the element of a list away that the anchor's string is, with what divides it from the one before
    /// or after it, given where all of that stands in the file.
    pub fn removal(&self, span: Range<usize>) -> Rewrite {
        Rewrite {
            span,
            after: String::new(),
            says: String::new(),
            value_after: String::new(),
            form: Form::Removal,
        }
    }

    /// The rewrite that puts code in the place of the anchor's string; `None` where its bytes are not one run of the
    /// file, or where it isn't known how the layers around would spell the code.
    pub fn code(&self, document: &Document, code: &str) -> Option<Rewrite> {
        let word = self.node?;
        let node = document.node(word);
        let span = document.layer_of(word).text.source(node.range())?;
        Some(Rewrite {
            span,
            after: document.spelled(node.layer(), code)?,
            says: code.to_owned(),
            value_after: code.to_owned(),
            form: Form::Code,
        })
    }
}
