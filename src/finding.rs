//! What the program has to say about one place in one file. Everything passes this type along.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::iam::access::Access;
use crate::syntax::{Document, NodeId, Text};

/// The rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// A policy names the device after the user.
    PolicyMfaResource,
    /// A written-out serial number isn't one that the user has.
    StaleMfaSerial,
    /// A serial number is computed from the user name.
    DerivedMfaSerial,
}

impl Rule {
    /// All rules, in the order of reports.
    pub const ALL: [Rule; 3] = [
        Rule::PolicyMfaResource,
        Rule::StaleMfaSerial,
        Rule::DerivedMfaSerial,
    ];

    /// Its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Rule::PolicyMfaResource => "policy-mfa-resource",
            Rule::StaleMfaSerial => "stale-mfa-serial",
            Rule::DerivedMfaSerial => "derived-mfa-serial",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Who may take a rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Disposition {
    /// One right rewrite, in a recognised context, proved: `--yes` takes it.
    Safe,
    /// A rewrite that a person should look at.
    Review,
    /// Something to change, and no rewrite that is surely right.
    Manual,
    /// Nothing to change, or nothing that can be known here.
    Note,
}

impl Disposition {
    /// All dispositions, in the order of reports.
    pub const ALL: [Disposition; 4] = [
        Disposition::Safe,
        Disposition::Review,
        Disposition::Manual,
        Disposition::Note,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Disposition::Safe => "safe",
            Disposition::Review => "review",
            Disposition::Manual => "manual",
            Disposition::Note => "note",
        }
    }
}

impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A place in a file, for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The statement around a finding, as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatementSummary {
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Its `Effect`.
    pub effect: Option<String>,
    /// The element that the finding is in: `Resource`, `not_resources`, ….
    pub element: String,
    /// Its actions, as patterns.
    pub actions: Vec<String>,
}

/// A device that the user may pick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its serial number.
    pub serial: String,
    /// What it is.
    pub kind: &'static str,
    /// When it was enabled, as IAM says it.
    pub enabled: Option<String>,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}", self.serial, self.kind)?;
        if let Some(date) = &self.enabled {
            write!(f, ", enabled {date}")?;
        }
        f.write_str(")")
    }
}

/// What the new text of a rewrite is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A part of what a string says.
    Value,
    /// Code in place of this node, a word of a command or a variable's value.
    Code(NodeId),
}

/// A new text for a range of the file, and what it does to the string there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// Bytes of the file that are replaced.
    pub span: Range<usize>,
    /// The new text of these bytes.
    pub after: String,
    /// What that text says where it stands.
    pub says: String,
    /// The new value.
    pub value_after: String,
    /// What the new text is.
    pub form: Form,
}

/// Where a finding stands in the syntax, as a rule found it.
#[derive(Clone, Debug)]
pub struct Anchor {
    /// The string that holds it; none where the file's own text does.
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
            node: None,
            text: Arc::clone(text),
            value,
            part,
            language,
        }
    }

    /// The bytes of the file to point at.
    pub fn span(&self) -> Range<usize> {
        self.text.source_hull(self.part.clone())
    }

    /// The value as it is.
    pub fn value_before(&self) -> &str {
        &self.text.as_str()[self.value.clone()]
    }

    /// The value with its part replaced.
    pub fn value_with(&self, replacement: &str) -> String {
        let text = self.text.as_str();
        format!(
            "{}{replacement}{}",
            &text[self.value.start..self.part.start],
            &text[self.part.end..self.value.end]
        )
    }

    /// The rewrite that replaces the part; `None` where its bytes are not one run of the file.
    pub fn rewrite(&self, replacement: &str) -> Option<Rewrite> {
        Some(Rewrite {
            span: self.text.source(self.part.clone())?,
            after: if replacement.starts_with(char::is_alphanumeric) {
                replacement.to_owned()
            } else {
                format!("{}{replacement}{}", self.quotes, self.quotes)
            },
            says: replacement.to_owned(),
            value_after: self.value_with(replacement),
            form: Form::Value,
        })
    }

    /// The rewrite that puts code in the place of the anchor's string; `None` where its bytes are not one run of the
    /// file, or where it isn't known how the layers around would spell the code.
    pub fn code(&self, document: &Document, code: &str) -> Option<Rewrite> {
        let word = self.node?;
        let node = document.node(word);
        let span = document.layer_of(word).text.source(node.range.clone())?;
        Some(Rewrite {
            span,
            after: document.spelled(node.layer(), code)?,
            says: code.to_owned(),
            value_after: code.to_owned(),
            form: Form::Code(word),
        })
    }
}

/// One finding in one file.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// Who may take its rewrite.
    pub disposition: Disposition,
    /// Where it stands in the syntax.
    pub anchor: Anchor,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// Where these begin.
    pub position: Position,
    /// These bytes, as text.
    pub before: String,
    /// The change, where there is one.
    pub rewrite: Option<Rewrite>,
    /// The devices to pick from, where the user has several.
    pub choices: Vec<Choice>,
    /// The statement around it.
    pub statement: Option<StatementSummary>,
    /// What people gain and lose by the rewrite.
    pub access: Access,
    /// Why, in a sentence that begins in lower case and has no full stop.
    pub reason: String,
    /// The rewrite as RFC 6902 operations on the innermost JSON document around it.
    pub json_patch: Vec<json_patch::PatchOperation>,
}

impl Finding {
    /// A finding without a rewrite.
    pub fn new(rule: Rule, disposition: Disposition, anchor: Anchor, reason: String) -> Finding {
        let span = anchor.span();
        Finding {
            rule,
            disposition,
            span,
            position: Position::default(),
            before: String::new(),
            rewrite: None,
            choices: Vec::new(),
            statement: None,
            access: Access::default(),
            reason,
            json_patch: Vec::new(),
            anchor,
        }
    }

    /// Gives it the rewrite that replaces its part; where the bytes are not one run of the file, makes it one
    /// for a person instead.
    pub fn rewritten(mut self, replacement: &str) -> Finding {
        self.rewrite = self.anchor.rewrite(replacement);
        if self.rewrite.is_none() {
            self.demote("it is written in several pieces, so no single edit replaces it");
        }
        self
    }

    /// Gives it the rewrite that puts code in the place of its string; where that can't be written there, leaves it
    /// to a person.
    pub fn with_code(mut self, document: &Document, code: &str) -> Finding {
        if let Some(rewrite) = self.anchor.code(document, code) {
            self.span = rewrite.span.clone();
            self.rewrite = Some(rewrite);
            self.disposition = Disposition::Review;
        }
        self
    }

    /// Takes its rewrite away and says why.
    pub fn demote(&mut self, because: &str) {
        let was_code = self
            .rewrite
            .take()
            .is_some_and(|rewrite| rewrite.form != Form::Value);
        if was_code && let Some((what, _)) = self.reason.split_once("; ") {
            // The rest says what the rewrite would do.
            self.reason = what.to_owned();
        }
        self.json_patch.clear();
        self.disposition = Disposition::Manual;
        self.reason = format!("{}; {because}", self.reason);
    }
}
