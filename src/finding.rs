//! What the program has to say about one place in one file. Everything passes this type along.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::iam::access::{Access, PolicyPart, Rewritten};
use crate::iam::policy::Policy;
use crate::iam::verification::{Verdict, Verification};
use crate::position::Position;
use crate::reason::Reason;
use crate::rewrite::{Form, Rewrite};

/// What people are told of a rule. Its code is in `rules`; reports, `explain` and the documents read it here.
#[derive(Debug)]
pub struct RuleInfo {
    /// Its name on the command line and in reports.
    pub name: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// What it finds, why it matters and what to do.
    pub help: &'static str,
    /// The dispositions that its findings may have.
    pub dispositions: &'static [Disposition],
    /// What it finds, and what a rewrite makes of it.
    pub examples: &'static [Example],
    /// The documents that it rests on.
    pub sources: &'static [&'static str],
}

/// A line that a rule finds, and what its rewrite makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The name of a file that may hold it.
    pub file: &'static str,
    /// What is found.
    pub before: &'static str,
    /// What the rewrite makes of it; `None` where there is no rewrite without more being known.
    pub after: Option<&'static str>,
}

impl PartialEq for RuleInfo {
    fn eq(&self, other: &RuleInfo) -> bool {
        self.name == other.name
    }
}

impl Eq for RuleInfo {}

impl fmt::Display for RuleInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}

impl Serialize for RuleInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name)
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
    /// Something to change, and no rewrite that is surely right. Where there is a suggestion, only a person takes it, at the
    /// prompt.
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

/// What keeps a check from being green.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// What is to be changed or decided, and what nobody has looked at.
    Lenient,
    /// Notes, and vendored and generated files with something to look at, too.
    Strict,
}

impl Disposition {
    /// Whether a finding of it keeps a check from being green.
    pub fn counts(self, strictness: Strictness) -> bool {
        self != Disposition::Note || strictness == Strictness::Strict
    }
}

impl fmt::Display for Disposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The statement around a finding, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct StatementSummary {
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Its `Effect`.
    pub effect: Option<String>,
    /// The element that the finding is in: `Resource`, `not_resources`, ….
    pub element: String,
    /// Its actions, as patterns.
    pub actions: Vec<String>,
    /// Its conditions, each as operator, key and values.
    pub conditions: Vec<String>,
}

/// A device that the user may pick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its serial number.
    pub serial: String,
    /// Whose it is.
    #[serde(skip)]
    pub user: String,
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

impl Finding {
    /// The action that its rewrite takes away from a statement, if that is what it does.
    pub fn removed_action(&self) -> Option<&str> {
        let is_removal = self.rewrite.as_ref()?.form == Form::Removal;
        let element = &self.statement.as_ref()?.element;
        let is_action = element.to_ascii_lowercase().contains("action");
        (is_removal && is_action).then_some(self.value_before.as_str())
    }

    /// The statement of a policy that it is in, where that could be read: the policy, by its address, and the index in it.
    pub fn statement_place(&self) -> Option<(*const Policy, usize)> {
        let resource = &self.part.as_ref()?.resource;
        Some((Arc::as_ptr(&resource.policy), resource.statement))
    }

    /// Whether its rewrite splits a statement.
    pub fn is_split(&self) -> bool {
        let rewrite = self.rewrite.as_ref();
        rewrite.is_some_and(|rewrite| rewrite.form == Form::Split)
    }

    /// Adds what AWS says of what its rewrite lets people do. Unless it says the same, a person is to look at the rewrite.
    pub fn verify(&mut self, verification: Verification) {
        if verification.result != Verdict::Agrees {
            self.disposition = self.disposition.max(Disposition::Review);
        }
        self.access.verification = Some(verification);
    }

    /// Its disposition, with the mark of what its rewrite and others do to access: `safe (grants create)`.
    pub fn disposition_under(&self, access: &Access) -> String {
        match access.mark {
            Some(mark) => format!("{} ({mark})", self.disposition),
            None => self.disposition.to_string(),
        }
    }

    /// Why it is one, and what AWS says of what its rewrite and others let people do.
    pub fn reason_under(&self, access: &Access) -> Reason {
        let reason = self.reason.clone();
        match &access.verification {
            Some(verification) => reason.and_of_rewrite(verification.to_string()),
            None => reason,
        }
    }

    /// The policy's resource as it is with a rewrite made; `None` where the finding isn't in a policy that could be read.
    pub fn rewritten<'a>(&'a self, rewrite: &Rewrite) -> Option<Rewritten<'a>> {
        Some(rewrite.of_policy(self.part.as_ref()?))
    }
}

/// What else the files must have for a finding to be worth saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnlyWith {
    /// A script or a program that calls `sts:GetSessionToken`.
    SessionCalls,
}

/// One finding in one file, complete: nothing of it changes once it is made, and it outlives the document that it was
/// found in.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static RuleInfo,
    /// Who may take its rewrite.
    pub disposition: Disposition,
    /// The bytes of the file's text, in UTF-8, that it is about (from 0, end exclusive).
    pub span: Range<usize>,
    /// Where these begin.
    pub position: Position,
    /// These bytes, as text.
    pub before: String,
    /// The value that it is about, decoded.
    pub value_before: String,
    /// The language that the value stands in.
    pub language: &'static str,
    /// The change, where there is one; it was proved.
    pub rewrite: Option<Rewrite>,
    /// The devices to pick from, where the user has several.
    pub choices: Vec<Choice>,
    /// The statement around it.
    pub statement: Option<StatementSummary>,
    /// The part of a policy that the rewrite replaces, where it is in one that could be read.
    pub part: Option<PolicyPart>,
    /// What people gain and lose by the rewrite, with the others of its policy made.
    pub access: Access,
    /// Why.
    pub reason: Reason,
    /// What else the files must have for it to be worth saying, where it depends on that.
    pub only_with: Option<OnlyWith>,
    /// The variables that hold what it is about and that other files may have.
    pub held_by: Vec<String>,
    /// The rewrite as RFC 6902 operations on the innermost JSON document around it.
    pub json_patch: Vec<json_patch::PatchOperation>,
}
