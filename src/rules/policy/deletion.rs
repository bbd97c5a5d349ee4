//! `fix --without-delete`: `iam:DeleteVirtualMFADevice` goes from every statement that a rewrite lets more devices through.
//! AWS's own example policies no longer grant it (IAM User Guide, reference_policies_examples_iam_mfa-selfmanage).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::element::{self, elements, spans, strings};
use super::literals::only_string;
use super::members::{chain, entry_name};
use super::statement::Statement;
use crate::anchor::Anchor;
use crate::draft::{Aim, Draft};
use crate::finding::{Disposition, RuleInfo, StatementSummary};
use crate::iam::access::{PartOf, PolicyPart};
use crate::iam::action::{Actions, DELETE, covers};
use crate::reason::Reason;
use crate::rules::look::Look;
use crate::syntax::{Document, NodeId, Role};

/// The list of actions of a statement: its key, and what it is given.
#[derive(Clone, Copy)]
struct List {
    key: NodeId,
    value: NodeId,
}

/// A statement that rewrites widen.
struct Widened {
    statement: Rc<Statement>,
    /// Who may take the first of them.
    disposition: Disposition,
    /// What the first of them changes of a policy.
    part: Option<PolicyPart>,
    /// The conditions, as that one shows them.
    summary: Option<StatementSummary>,
}

/// Takes the action away wherever it is named, or says why it stays.
pub fn look(look: &mut Look, rule: &'static RuleInfo) {
    for widened in widened(look) {
        let drafts = Deletion {
            document: look.document,
            rule,
            widened: &widened,
        };
        for draft in drafts.said() {
            let span = draft.span.clone();
            look.ledger.report_part(draft, span);
        }
    }
}

/// The statements that rewrites widen, in the order of the file.
fn widened(look: &mut Look) -> Vec<Widened> {
    let mut found: BTreeMap<NodeId, Widened> = BTreeMap::new();
    let (statements, ledger, document) = (&mut look.statements, &look.ledger, look.document);
    for draft in ledger.drafts() {
        let (Some(Aim::Widens(node)), Some(_), Some(string)) =
            (draft.aim, &draft.rewrite, draft.anchor.node)
        else {
            continue;
        };
        let Some(statement) = statements.around(document, string) else {
            continue;
        };
        let known = found.entry(node).or_insert_with(|| Widened {
            statement,
            disposition: draft.disposition,
            part: draft.part.clone(),
            summary: draft.statement.clone(),
        });
        known.disposition = known.disposition.min(draft.disposition);
    }
    found.into_values().collect()
}

struct Deletion<'a> {
    document: &'a Document,
    rule: &'static RuleInfo,
    widened: &'a Widened,
}

impl Deletion<'_> {
    /// What is to be said of the statement's actions.
    fn said(&self) -> Vec<Draft> {
        let lists = lists(self.document, self.widened.statement.node);
        let kept = |list: Option<&List>, because: &str| {
            let said = list.map(|list| self.kept(*list, list.key, because));
            said.into_iter().collect()
        };
        match &*self.widened.statement.actions {
            Actions::Unknown => kept(
                lists.first(),
                "the actions are computed, so whether they grant it is not known",
            ),
            actions if !actions.include(DELETE) => Vec::new(),
            Actions::AllBut(_) => kept(
                lists.first(),
                "it is granted by not being in this list; add it by hand",
            ),
            Actions::Only(_) => self.named(&lists),
        }
    }

    /// What is to be said where the action is listed.
    fn named(&self, lists: &[List]) -> Vec<Draft> {
        let document = self.document;
        let granting: Vec<(List, NodeId)> = lists
            .iter()
            .flat_map(|list| {
                strings(document, list.value)
                    .filter(|string| {
                        let text = document.shared_text(*string);
                        covers(text.as_str(), DELETE)
                    })
                    .map(|string| (*list, string))
            })
            .collect();
        let is_wild = |string: NodeId| {
            let text = document.shared_text(string);
            !text.as_str().trim().eq_ignore_ascii_case(DELETE)
        };
        if let Some((list, wild)) = granting.iter().find(|(_, string)| is_wild(*string)) {
            let because =
                "this wildcard covers it; write out the actions that are meant, without it";
            return vec![self.kept(*list, *wild, because)];
        }
        if granting.is_empty() {
            let because = "it isn't named by a string, so remove it by hand";
            let first = lists.first();
            return first
                .map(|list| self.kept(*list, list.key, because))
                .into_iter()
                .collect();
        }
        // By the list, and by the element in it.
        let mut by_list: BTreeMap<NodeId, BTreeMap<NodeId, (List, NodeId)>> = BTreeMap::new();
        let mut drafts = Vec::new();
        for (list, string) in granting {
            match self.element(string) {
                Ok(element) => {
                    let named = by_list.entry(element.list).or_default();
                    named.insert(element.node, (list, string));
                }
                Err(because) => drafts.push(self.kept(list, string, because)),
            }
        }
        for (list, named) in by_list {
            let elements = elements(document, list);
            let gone: Vec<usize> = (0..elements.len())
                .filter(|at| named.contains_key(&elements[*at]))
                .collect();
            if gone.len() == elements.len() {
                let kept = |(list, string): &(List, NodeId)| self.kept(*list, *string, ONLY_ACTION);
                drafts.extend(named.values().map(kept));
                continue;
            }
            for (at, span) in gone.iter().zip(spans(document, &elements, &gone)) {
                let node = elements[*at];
                let Some((list, string)) = named.get(&node) else {
                    continue;
                };
                drafts.push(match span {
                    Some(span) => self.removed(*list, *string).without_element(node, span),
                    None => self.kept(
                        *list,
                        *string,
                        "it cannot be taken out by itself, so remove it by hand",
                    ),
                });
            }
        }
        drafts
    }

    /// The element that goes with a string; else why none does.
    fn element(&self, string: NodeId) -> Result<element::Element, &'static str> {
        let document = self.document;
        let element = element::of(document, string).ok_or(ONLY_ACTION)?;
        let is_written = only_string(document, element.node) == Some(string);
        if !is_written || !document.is_literal(string) {
            return Err("code puts it together, so remove it by hand");
        }
        Ok(element)
    }

    /// A draft about an action, or about the list.
    fn draft(&self, disposition: Disposition, list: List, node: NodeId, reason: Reason) -> Draft {
        let document = self.document;
        let text = document.shared_text(node);
        let all = 0..text.len();
        let anchor = Anchor::in_string(document, node, &text, all.clone(), all);
        let key = document.unwrapped(list.key);
        let summary = self.widened.summary.clone();
        Draft {
            statement: summary.map(|summary| StatementSummary {
                element: document.text(key).as_str().to_owned(),
                ..summary
            }),
            aim: Some(Aim::Narrows(self.widened.statement.node)),
            ..Draft::new(self.rule, disposition, anchor, reason)
        }
    }

    /// What is said of an action that goes.
    fn removed(&self, list: List, string: NodeId) -> Draft {
        let reason = Reason::of_access().and_of_rewrite(
            "--without-delete takes this action away, as the statement lets more devices through",
        );
        let draft = self.draft(self.widened.disposition, list, string, reason);
        let action = draft.anchor.text.as_str().to_owned();
        let aliases = self.document.references(string);
        let draft = Draft {
            part: self.widened.part.clone().map(|part| PolicyPart {
                part: PartOf::Action(action),
                ..part
            }),
            ..draft
        };
        match aliases {
            0 => draft,
            count => draft.reviewed(format!(
                "an alias repeats it at {count} other places, which change with it"
            )),
        }
    }

    /// What is said of an action, or of a list, that stays.
    fn kept(&self, list: List, node: NodeId, because: &str) -> Draft {
        let reason = Reason::new(format!("--without-delete leaves {DELETE} here: {because}"));
        self.draft(Disposition::Manual, list, node, reason)
    }
}

/// Why an action that is alone stays.
const ONLY_ACTION: &str =
    "the statement needs an action; remove all of it by hand if this is all that it is for";

/// The lists of actions of a statement: a mapping, or the last call of a chain.
fn lists(document: &Document, statement: NodeId) -> Vec<List> {
    let members: Vec<NodeId> = match document.node(statement).role {
        Role::Call => chain(document, statement).collect(),
        _ => document
            .children(statement)
            .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
            .collect(),
    };
    members
        .into_iter()
        .filter(|member| {
            entry_name(document, *member).is_some_and(|name| {
                matches!(
                    name.as_str(),
                    "action" | "actions" | "notaction" | "notactions"
                )
            })
        })
        .filter_map(|member| {
            Some(List {
                key: document.key(member)?,
                value: document.value(member)?,
            })
        })
        .collect()
}
