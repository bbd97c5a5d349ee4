//! What a rule says of one place, before it is known whether its rewrite can be proved.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::anchor::Anchor;
use crate::finding::{Choice, Disposition, Finding, OnlyWith, RuleInfo, StatementSummary};
use crate::iam::access::{Access, PolicyPart};
use crate::position::Position;
use crate::reason::Reason;
use crate::rewrite::{Form, Rewrite};
use crate::split::Split;
use crate::syntax::{Document, NodeId};

/// A finding to be: [`Draft::found`] makes it one, once its rewrite is proved or refused.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The rule that says it.
    pub rule: &'static RuleInfo,
    /// Who may take its rewrite.
    pub disposition: Disposition,
    /// Where it stands.
    pub anchor: Anchor,
    /// The bytes of the file that it is about.
    pub span: Range<usize>,
    /// The change, where there is one.
    pub rewrite: Option<Rewrite>,
    /// The devices to pick from, where the user has several.
    pub choices: Vec<Choice>,
    /// The statement around it.
    pub statement: Option<StatementSummary>,
    /// The part of a policy that the rewrite replaces, where it is in one that could be read.
    pub part: Option<PolicyPart>,
    /// What people gain and lose by the rewrite, as far as that is known without the others.
    pub access: Access,
    /// Why.
    pub reason: Reason,
    /// What its rewrite does to its statement, where others depend on that or it depends on others.
    pub aim: Option<Aim>,
    /// The statement split, in place of its rewrite, where that can be made.
    pub split: Option<SplitRewrite>,
    /// What else the files must have for it to be worth saying, where it depends on that.
    pub only_with: Option<OnlyWith>,
    /// The variables that hold what it is about and that other files may have.
    pub held_by: Vec<String>,
}

/// A statement split, before that is proved.
#[derive(Clone, Debug)]
pub struct SplitRewrite {
    /// What each of the new statements has of it.
    pub split: Arc<Split>,
    /// The change.
    pub rewrite: Rewrite,
    /// What it changes of the policy.
    pub part: PolicyPart,
}

/// What a rewrite does to its statement (the node of that), as far as rewrites of one statement depend on each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// It lets more devices through a statement that allows.
    Widens(NodeId),
    /// It takes away what such a statement shouldn't grant for more devices, and is worth nothing where nothing widens it.
    Narrows(NodeId),
}

/// Why a policy of sessions isn't rewritten to names that begin with the user's own.
const STILL_DEAD: &str = "--names prefixed would change nothing here, as it keeps the variable; with --names any the resource becomes mfa/*";

/// What is said of a statement that is split.
const SPLIT: &str = "--split writes the statement as AWS's own policies are now";

impl Draft {
    /// One without a rewrite.
    pub fn new(
        rule: &'static RuleInfo,
        disposition: Disposition,
        anchor: Anchor,
        reason: Reason,
    ) -> Draft {
        Draft {
            rule,
            disposition,
            span: anchor.span(),
            rewrite: None,
            choices: Vec::new(),
            statement: None,
            part: None,
            access: Access::default(),
            reason,
            anchor,
            aim: None,
            split: None,
            only_with: None,
            held_by: Vec::new(),
        }
    }

    /// Gives it the rewrite that replaces its part; where the bytes are not one run of the file, leaves it to a person
    /// instead.
    pub fn rewritten(self, replacement: &str) -> Draft {
        match self.anchor.rewrite(replacement) {
            Some(rewrite) => Draft {
                rewrite: Some(rewrite),
                ..self
            },
            None => self.without_rewrite(
                "it is written in several pieces, so no single edit replaces it".into(),
            ),
        }
    }

    /// Suggests the rewrite that replaces its part, for a person to take.
    pub fn suggested(self, replacement: &str) -> Draft {
        Draft {
            disposition: Disposition::Manual,
            ..self.rewritten(replacement)
        }
    }

    /// Leaves its rewrite, where it has one, to a person.
    pub fn left_to_person(self) -> Draft {
        Draft {
            disposition: Disposition::Manual,
            ..self
        }
    }

    /// Leaves its rewrite to a person, as the code around it is a piece of a sentence.
    pub fn in_sentence(self) -> Draft {
        self.reviewed("it stands in a sentence, which a rewrite can make false")
            .left_to_person()
    }

    /// Gives it the rewrite that puts code in the place of its string, to be reviewed; `None` where that can't be
    /// written there.
    pub fn with_code(&self, document: &Document, code: &str) -> Option<Draft> {
        let rewrite = self.anchor.code(document, code)?;
        Some(Draft {
            span: rewrite.span.clone(),
            rewrite: Some(rewrite),
            disposition: Disposition::Review,
            ..self.clone()
        })
    }

    /// Takes its rewrite away, says why, and leaves it to a person.
    pub fn without_rewrite(self, because: String) -> Draft {
        Draft {
            rewrite: None,
            access: Access::default(),
            disposition: Disposition::Manual,
            reason: self.reason.without_rewrite().and(because),
            ..self
        }
    }

    /// Has a rewrite that lets every name of a device through let only those through that begin with what names it now, in
    /// the spelling that this has in the file.
    pub fn prefixed(self, document: &Document) -> Draft {
        let Some(rewrite) = &self.rewrite else {
            return self;
        };
        let spelled = document.file_text(rewrite.span.clone());
        let (Form::Value, "*", Some(spelled)) = (rewrite.form, rewrite.says.as_str(), spelled)
        else {
            return self;
        };
        let says = format!("{}*", &self.anchor.text.as_str()[self.anchor.part.clone()]);
        // In prose the sign may need another before it.
        let star = Some(rewrite.after.as_str()).filter(|after| after.ends_with('*'));
        let prefixed = Rewrite {
            after: format!("{spelled}{}", star.unwrap_or("*")),
            value_after: self.anchor.spelled_with(&says),
            says,
            ..rewrite.clone()
        };
        let part = self.part.as_ref();
        if part.is_some_and(|part| prefixed.of_policy(part).is_dead()) {
            return self.without_rewrite(STILL_DEAD.to_owned());
        }
        Draft {
            rewrite: Some(prefixed),
            ..self
        }
    }

    /// Gives it the rewrite that takes an element of a list away, which spans a range of the file (bytes).
    pub fn without_element(self, element: NodeId, span: Range<usize>) -> Draft {
        let anchor = self.anchor.of_element(element);
        Draft {
            rewrite: Some(anchor.removal(span.clone())),
            span,
            anchor,
            ..self
        }
    }

    /// Does something with it where it has a rewrite.
    pub fn if_rewritten(self, then: impl FnOnce(Draft) -> Draft) -> Draft {
        if self.rewrite.is_some() {
            then(self)
        } else {
            self
        }
    }

    /// Takes its statement split in place of its rewrite, where it has that, for a person to review.
    pub fn with_split(self) -> Draft {
        let Some(SplitRewrite {
            split,
            rewrite,
            part,
        }) = self.split
        else {
            return self;
        };
        Draft {
            disposition: self.disposition.max(Disposition::Review),
            span: rewrite.span.clone(),
            anchor: self.anchor.of_split(split),
            rewrite: Some(rewrite),
            part: Some(part),
            reason: self.reason.and_of_rewrite(SPLIT),
            aim: None,
            split: None,
            ..self
        }
    }

    /// Leaves its statement whole, and says why.
    pub fn unsplit(self, because: &str) -> Draft {
        Draft {
            split: None,
            reason: self
                .reason
                .and(format!("--split leaves this statement whole: {because}")),
            ..self
        }
    }

    /// Has its rewrite reviewed, unless only a person can take it, and says why.
    pub fn reviewed(self, because: impl Into<Cow<'static, str>>) -> Draft {
        Draft {
            disposition: self.disposition.max(Disposition::Review),
            reason: self.reason.and(because),
            ..self
        }
    }

    /// The finding that it is, its rewrite proved, and its access known: with the rewrite as operations on the JSON document around it, and the
    /// position of the first byte of its span.
    pub fn found(
        self,
        bytes: &[u8],
        position: Position,
        json_patch: Vec<json_patch::PatchOperation>,
    ) -> Finding {
        Finding {
            rule: self.rule,
            disposition: self.disposition,
            position,
            before: String::from_utf8_lossy(&bytes[self.span.clone()]).into_owned(),
            value_before: self.anchor.value_spelled(),
            language: self.anchor.language,
            span: self.span,
            rewrite: self.rewrite,
            choices: self.choices,
            statement: self.statement,
            part: self.part,
            reason: match self.access.sentence.clone() {
                Some(sentence) => self.reason.led_by(sentence),
                None => self.reason,
            },
            access: self.access,
            only_with: self.only_with,
            held_by: self.held_by,
            json_patch,
        }
    }
}
