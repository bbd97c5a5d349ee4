//! One file, looked at: parsed once to find, and once more to prove. Its document is kept as long as something may be
//! asked of it, and what knows a node of it is kept beside it.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::anchor::Anchor;
use crate::configuration::FileRules;
use crate::devices::DeviceResolver;
use crate::draft::{Aim, Draft};
use crate::finding::{Disposition, Finding};
use crate::iam::access::{self, Access, Rewritten};
use crate::iam::serial::Account;
use crate::ignore_comment::{self, IgnoreComments};
use crate::ignored::{Ignored, IgnoredBy, Remark};
use crate::position::Positions;
use crate::prove::{self, Cause, Edit, InJson, Refusal};
use crate::rewrite::{Choices, Form, Names, Rewrite};
use crate::rules::{self, Listing, MIGRATION, Said};
use crate::selection;
use crate::source::load;
use crate::syntax::{Document, NodeId};

/// A file's document, and what the rules said of it. Their questions may be open.
#[derive(Debug)]
pub struct Examination {
    document: Document,
    said: Said,
    choices: Choices,
    /// Whether a comment of it may ignore findings.
    may_ignore: bool,
}

/// What came of an examination.
#[derive(Debug)]
pub struct Examined {
    /// What was found, in the order of the file; every rewrite was proved.
    pub findings: Vec<Finding>,
    /// What was found and is ignored.
    pub ignored: Vec<Ignored>,
    /// What is to be said of the comments that ignore findings.
    pub remarks: Vec<Remark>,
    /// What it takes to prove other rewrites of them.
    pub provable: Provable,
}

/// A document, and where in it each finding stands.
#[derive(Debug)]
pub struct Provable {
    document: Document,
    anchors: Vec<Anchor>,
    /// The findings whose own rewrites were proved together.
    together: BTreeSet<usize>,
}

impl Examination {
    /// Looks at a file. `path` is its path in the repository, with `/` between its parts; its last part will do.
    pub fn of(path: &str, bytes: &[u8]) -> Examination {
        Examination::choosing(path, bytes, Choices::default())
    }

    /// Looks at a file; its policies are rewritten as they are chosen to be.
    pub fn choosing(path: &str, bytes: &[u8], choices: Choices) -> Examination {
        let name = path.rsplit('/').next().unwrap_or_default();
        let (document, said) = load::weighed(bytes.len(), || {
            let document = Document::parse(name, bytes, &MIGRATION);
            let said = rules::look(path, &document, choices);
            (document, said)
        });
        Examination {
            document,
            said,
            choices,
            may_ignore: ignore_comment::is_in(bytes),
        }
    }

    /// What its policies say of listing devices.
    pub fn listing(&self) -> Listing {
        self.said.listing()
    }

    /// The line (from 1) on which a script or a program of it calls `sts:GetSessionToken`.
    pub fn session_call(&self) -> Option<usize> {
        self.said.session_call()
    }

    /// The variables that hold what may be rewritten without anybody's look and that other files may have.
    pub fn held_by(&self) -> impl Iterator<Item = &str> {
        self.said.held_by()
    }

    /// Whether there is nothing to say of it, whatever anybody answers.
    pub fn is_empty(&self) -> bool {
        self.said.is_empty() && !self.may_ignore
    }

    /// Whether anything depends on which devices users have.
    pub fn has_questions(&self) -> bool {
        self.said.has_questions()
    }

    /// The users whose devices would answer the questions, with their accounts.
    pub fn wanted(&self) -> BTreeSet<(Account, String)> {
        self.said.wanted()
    }

    /// Answers the questions, and proves every rewrite. One that can't be made together with the others, but alone, stays;
    /// one that can't be made is left to a person.
    pub fn examined(self, bytes: &[u8], resolver: &DeviceResolver) -> Examined {
        self.examined_under(bytes, resolver, &FileRules::default())
    }

    /// The same with what a configuration says of the file's findings.
    pub fn examined_under(
        self,
        bytes: &[u8],
        resolver: &DeviceResolver,
        rules: &FileRules,
    ) -> Examined {
        load::weighed(bytes.len(), || self.proved(bytes, resolver, rules))
    }

    fn proved(self, bytes: &[u8], resolver: &DeviceResolver, rules: &FileRules) -> Examined {
        let document = self.document;
        let (mut drafts, ignored, remarks) =
            not_ignored(self.said.answered(resolver), &document, bytes, rules);
        if self.choices.names == Names::Prefixed {
            drafts = drafts
                .into_iter()
                .map(|draft| draft.prefixed(&document))
                .collect();
        }
        if self.choices.is_split {
            drafts = selection::split(&document, bytes, drafts);
        }
        let edits: Vec<Edit> = drafts
            .iter()
            .enumerate()
            .filter_map(|(id, draft)| Some(Edit::new(id, &draft.anchor, draft.rewrite.as_ref()?)))
            .collect();
        let selection = selection::largest(&document, bytes, &edits);
        let mut json = selection.proof.map(|proof| proof.json).unwrap_or_default();
        let mut refused: HashMap<usize, Cause> = HashMap::new();
        for Refusal { edit, cause, .. } in selection.refused {
            // Of two that want the same bytes, either can be made.
            let is_conflict = matches!(cause, Cause::Conflict(_));
            let own = edits.binary_search_by_key(&edit, |edit| edit.id);
            let alone = own
                .ok()
                .filter(|_| is_conflict)
                .map(|at| prove::prove(&document, bytes, vec![edits[at].clone()]));
            match alone {
                Some(Ok(proof)) => json.extend(proof.json),
                _ => {
                    refused.insert(edit, cause);
                }
            }
        }
        let is_idle = idle(&drafts, |id| !refused.contains_key(&id));
        let is_made = |id: usize| !refused.contains_key(&id) && !is_idle[id];
        let is_safe = |id: usize, draft: &Draft| {
            let is_piece = matches!(json.get(&id), Some(InJson::Piece));
            !is_piece && rules.limited(draft.clone()).disposition == Disposition::Safe
        };
        let drafts = earned(with_access(drafts, is_made), is_made, is_safe);
        let mut positions = Positions::of(bytes);
        let mut findings = Vec::with_capacity(drafts.len());
        let mut anchors = Vec::with_capacity(drafts.len());
        let mut together = selection.kept.into_iter().collect();
        if is_idle.contains(&true) {
            // What was proved was so with rewrites that aren't there any more.
            together = BTreeSet::new();
        }
        for (id, draft) in drafts.into_iter().enumerate() {
            if is_idle[id] {
                continue;
            }
            anchors.push(draft.anchor.clone());
            let draft = match refused.remove(&id) {
                Some(cause) => draft.without_rewrite(cause.to_string()),
                None => draft,
            };
            let (draft, json_patch) = match json.remove(&id) {
                Some(InJson::Patch(operations)) => (draft, operations),
                Some(InJson::Piece) if draft.disposition == Disposition::Safe => (
                    draft.reviewed("what stands around it is not a whole JSON document"),
                    Vec::new(),
                ),
                _ => (draft, Vec::new()),
            };
            let position = positions.at(draft.span.start);
            findings.push(rules.limited(draft).found(bytes, position, json_patch));
        }
        Examined {
            findings,
            ignored,
            remarks,
            provable: Provable {
                document,
                anchors,
                together,
            },
        }
    }
}

/// For each draft, whether it says something of a statement that no rewrite widens.
fn idle(drafts: &[Draft], is_proved: impl Fn(usize) -> bool) -> Vec<bool> {
    let widened: HashSet<NodeId> = drafts
        .iter()
        .enumerate()
        .filter(|(id, draft)| draft.rewrite.is_some() && is_proved(*id))
        .filter_map(|(_, draft)| match draft.aim {
            Some(Aim::Widens(statement)) => Some(statement),
            _ => None,
        })
        .collect();
    let is_idle = |draft: &Draft| match draft.aim {
        Some(Aim::Narrows(statement)) => !widened.contains(&statement),
        _ => false,
    };
    drafts.iter().map(is_idle).collect()
}

/// The drafts that nothing ignores, those that something does, and what is to be said of the comments among that.
fn not_ignored(
    drafts: Vec<Draft>,
    document: &Document,
    bytes: &[u8],
    rules: &FileRules,
) -> (Vec<Draft>, Vec<Ignored>, Vec<Remark>) {
    let mut comments = IgnoreComments::of(document, bytes);
    let mut positions = Positions::of(bytes);
    let mut ignored = Vec::new();
    let mut left = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let by_comment = comments.ignores(document, &draft);
        let by_rules = rules.ignores(&draft);
        let (by, why) = match (by_comment, by_rules) {
            (Some(why), _) => (IgnoredBy::Comment, why),
            (None, Some(why)) => (IgnoredBy::Configuration, why),
            (None, None) => {
                left.push(draft);
                continue;
            }
        };
        let position = positions.at(draft.span.start);
        let draft = Draft {
            rewrite: None,
            access: Access::default(),
            ..draft
        };
        ignored.push(Ignored {
            finding: draft.found(bytes, position, Vec::new()),
            by,
            why,
        });
    }
    // An element of a list is taken away where another covers it, once that is rewritten.
    let is_changed = |ignored: &Ignored| ignored.finding.statement.is_some();
    if ignored.iter().any(is_changed) {
        left = left.into_iter().map(kept_in_list).collect();
    }
    (left, ignored, comments.remarks(bytes))
}

/// A draft that takes no element of a list away.
fn kept_in_list(draft: Draft) -> Draft {
    match &draft.rewrite {
        Some(rewrite) if rewrite.form == Form::Removal && draft.aim.is_none() => draft
            .without_rewrite(
                "the entry that would cover it may be the one that is ignored".to_owned(),
            ),
        _ => draft,
    }
}

/// What the rewrite of a draft changes of a policy; `None` where it changes none.
fn of_policy(draft: &Draft) -> Option<Rewritten<'_>> {
    let rewrite = draft.rewrite.as_ref()?;
    Some(rewrite.of_policy(draft.part.as_ref()?))
}

/// The drafts, each with what it changes of its policy together with the other rewrites that can be made.
fn with_access(mut drafts: Vec<Draft>, is_proved: impl Fn(usize) -> bool) -> Vec<Draft> {
    let (ids, rewritten): (Vec<usize>, Vec<Rewritten>) = drafts
        .iter()
        .enumerate()
        .filter(|(id, _)| is_proved(*id))
        .filter_map(|(id, draft)| Some((id, of_policy(draft)?)))
        .unzip();
    let decided = access::by_statement(&rewritten);
    for (id, access) in ids.into_iter().zip(decided) {
        drafts[id].access = access;
    }
    drafts
}

/// Why a rewrite isn't safe that grants more with the other safe ones alone.
const DEPENDS: &str =
    "what it grants depends on another rewrite of its policy, which isn't safe; take both or none";

/// The drafts, of which none is safe that grants or takes away more than is said unless rewrites are made that aren't: whoever
/// takes what is safe gets no access that wasn't said.
fn earned(
    mut drafts: Vec<Draft>,
    is_made: impl Fn(usize) -> bool,
    is_safe: impl Fn(usize, &Draft) -> bool,
) -> Vec<Draft> {
    loop {
        let (safe, other): (Vec<usize>, Vec<usize>) = (0..drafts.len())
            .filter(|id| is_made(*id) && of_policy(&drafts[*id]).is_some())
            .partition(|id| is_safe(*id, &drafts[*id]));
        if safe.is_empty() || other.is_empty() {
            return drafts;
        }
        let rewritten: Vec<Rewritten> = safe
            .iter()
            .filter_map(|id| of_policy(&drafts[*id]))
            .collect();
        let alone = access::of(&rewritten);
        let depending: Vec<usize> = safe
            .into_iter()
            .zip(alone)
            .filter(|(id, alone)| !drafts[*id].access.says_all_of(alone))
            .map(|(id, _)| id)
            .collect();
        if depending.is_empty() {
            return drafts;
        }
        drafts = drafts
            .into_iter()
            .enumerate()
            .map(|(id, draft)| match depending.contains(&id) {
                true => draft.reviewed(DEPENDS),
                false => draft,
            })
            .collect();
    }
}

/// Rewrites of a file that are made, and the file with them made.
#[derive(Debug, Default)]
pub struct Made {
    /// The findings whose rewrites are made.
    pub taken: BTreeSet<usize>,
    /// The new file; `None` where nothing is made.
    pub bytes: Option<Vec<u8>>,
    /// The findings whose rewrites are left, and why.
    pub refused: Vec<Refusal>,
}

impl Provable {
    /// Forgets the findings that aren't kept.
    pub fn keep(&mut self, is_kept: &[bool]) {
        let numbers: Vec<usize> = is_kept
            .iter()
            .scan(0, |next, is_kept| {
                let number = *next;
                *next += usize::from(*is_kept);
                Some(number)
            })
            .collect();
        let mut kept = is_kept.iter();
        self.anchors.retain(|_| kept.next() == Some(&true));
        let together = self.together.iter().filter(|finding| is_kept[**finding]);
        self.together = together.map(|finding| numbers[*finding]).collect();
    }

    /// Makes as many as can be of the rewrites that were decided on, by finding.
    pub fn made(&self, bytes: &[u8], findings: &[Finding], decided: &[Option<Rewrite>]) -> Made {
        let edits: Vec<Edit> = decided
            .iter()
            .enumerate()
            .filter_map(|(id, rewrite)| Some(Edit::new(id, &self.anchors[id], rewrite.as_ref()?)))
            .collect();
        if edits.is_empty() {
            return Made::default();
        }
        // What was proved needs no other proof.
        let is_own = |edit: &Edit| findings[edit.id].rewrite == decided[edit.id];
        let ids: BTreeSet<usize> = edits.iter().map(|edit| edit.id).collect();
        if ids == self.together
            && edits.iter().all(is_own)
            && let Ok(proved) = prove::Edits::new(edits.clone(), bytes.len())
        {
            return Made {
                taken: ids,
                bytes: Some(proved.apply(bytes)),
                refused: Vec::new(),
            };
        }
        let largest = || selection::largest(&self.document, bytes, &edits);
        let selection = load::weighed(bytes.len(), largest);
        Made {
            taken: selection.kept.into_iter().collect(),
            bytes: selection.proof.map(|proof| proof.bytes),
            refused: selection.refused,
        }
    }

    /// What of a finding's value stands before the part that changes, and what after.
    pub fn around_part(&self, finding: usize) -> (&str, &str) {
        self.anchors[finding].spelled_around_part()
    }

    /// The rewrite that gives a finding's part another text, proved alone.
    ///
    /// # Errors
    ///
    /// When it can't be made there.
    pub fn with_value(
        &self,
        bytes: &[u8],
        finding: usize,
        replacement: &str,
    ) -> Result<Rewrite, Unwritable> {
        self.proved(bytes, finding, self.anchors[finding].rewrite(replacement))
    }

    /// The rewrite that puts other code in the place of a finding's word, proved alone.
    ///
    /// # Errors
    ///
    /// When it can't be made there.
    pub fn with_code(
        &self,
        bytes: &[u8],
        finding: usize,
        code: &str,
    ) -> Result<Rewrite, Unwritable> {
        self.proved(
            bytes,
            finding,
            self.anchors[finding].code(&self.document, code),
        )
    }

    fn proved(
        &self,
        bytes: &[u8],
        finding: usize,
        rewrite: Option<Rewrite>,
    ) -> Result<Rewrite, Unwritable> {
        let rewrite = rewrite.ok_or(Unwritable::Pieces)?;
        let edit = Edit::new(finding, &self.anchors[finding], &rewrite);
        let prove = || prove::prove(&self.document, bytes, vec![edit]);
        match load::weighed(bytes.len(), prove) {
            Ok(_) => Ok(rewrite),
            Err(refusals) => Err(refusals
                .into_iter()
                .next()
                .map_or(Unwritable::Pieces, |refusal| {
                    Unwritable::Refused(refusal.cause)
                })),
        }
    }
}

/// Why a text can't be written where a finding stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// Its bytes are not one run of the file.
    #[error("it is written in several pieces, so no single edit replaces it")]
    Pieces,
    /// The proof doesn't hold.
    #[error("that can't be written here: {0}")]
    Refused(Cause),
}

#[cfg(test)]
mod tests;
