//! `fix --split`: a statement that governs devices and their user together becomes several, as AWS writes them today
//! ([`present_form`]).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::element::{elements, strings};
use super::literals::literal;
use super::members::{entries, entry_name};
use super::parts_text;
use super::statement::Statement;
use crate::draft::{Aim, Draft, SplitRewrite};
use crate::finding::Disposition;
use crate::iam::access::{PartOf, PolicyPart};
use crate::iam::policy::Changed;
use crate::iam::present_form::{self, Part, WITH_MFA};
use crate::rewrite::{Form, Names, Rewrite};
use crate::rules::look::Look;
use crate::split::{self, Split};
use crate::syntax::member::{Content, Member};
use crate::syntax::{Document, NodeId, Role};

/// Why a statement stays whole.
type Because = Cow<'static, str>;

/// Gives each draft whose statement can be split that rewrite, too, or says why it stays whole.
pub fn look(look: &mut Look) {
    let document = look.document;
    let mut found: BTreeMap<NodeId, (Rc<Statement>, Vec<usize>)> = BTreeMap::new();
    for (at, draft) in look.ledger.drafts().iter().enumerate() {
        let is_resource = draft.rewrite.is_some() && !matches!(draft.aim, Some(Aim::Narrows(_)));
        let string = draft.anchor.node.filter(|_| is_resource);
        if let Some(string) = string
            && draft.disposition <= Disposition::Review
            && let Some(statement) = look.statements.around(document, string)
        {
            let known = found.entry(statement.node);
            known.or_insert_with(|| (statement, Vec::new())).1.push(at);
        }
    }
    found.retain(|_, (statement, _)| names_user(document, statement));
    if found.is_empty() {
        return;
    }
    let mut around = Around::of(document);
    for (statement, drafts) in found.into_values() {
        let split = match drafts.as_slice() {
            [at] => {
                let draft = &look.ledger.drafts()[*at];
                Whole::of(document, draft, &statement)
                    .and_then(|whole| whole.split(&mut around, look.choices.names))
            }
            _ => Err("several of its entries name devices after the user".into()),
        };
        for at in drafts {
            let draft = &mut look.ledger.drafts_mut()[at];
            match &split {
                Ok(split) => draft.split = Some(split.clone()),
                Err(because) => *draft = draft.clone().unsplit(because),
            }
        }
    }
}

/// Whether the list of resources that a statement was read for names users, too.
fn names_user(document: &Document, statement: &Statement) -> bool {
    let texts = |list| strings(document, list).map(|string| document.shared_text(string));
    let mut lists = statement.list.into_iter();
    lists.any(|list| texts(list).any(|text| text.as_str().contains(":user/")))
}

/// What is around the statements of a document that has to be known to split one.
struct Around {
    /// Where comments stand (bytes of the file), in order.
    comments: Vec<Range<usize>>,
    /// The `Sid`s that are taken.
    sids: HashSet<String>,
    /// By how much the last of those that are wanted alike was numbered.
    numbers: HashMap<String, usize>,
}

impl Around {
    fn of(document: &Document) -> Around {
        let pairs = document
            .nodes()
            .filter(|id| document.node(*id).role == Role::Pair);
        let sids = pairs
            .filter(|pair| entry_name(document, *pair).as_deref() == Some("sid"))
            .filter_map(|pair| literal(document, document.value(pair)?));
        Around {
            sids: sids.collect(),
            comments: document.comments(),
            numbers: HashMap::new(),
        }
    }

    fn has_comment(&self, range: &Range<usize>) -> bool {
        let after = self
            .comments
            .partition_point(|comment| comment.end <= range.start);
        let next = self.comments.get(after);
        next.is_some_and(|comment| comment.start < range.end)
    }

    /// A `Sid` that nothing has, of letters and digits (IAM User Guide, "IAM JSON policy elements: Sid").
    fn sid(&mut self, sid: &str, part: Part) -> String {
        let sid: String = sid.chars().filter(char::is_ascii_alphanumeric).collect();
        let wanted = format!("{sid}{}", part.suffix());
        let number = self.numbers.entry(wanted.clone()).or_default();
        loop {
            *number += 1;
            let name = match *number {
                1 => wanted.clone(),
                number => format!("{wanted}{number}"),
            };
            if self.sids.insert(name.clone()) {
                return name;
            }
        }
    }
}

/// A statement that is read whole, in a host in which one is split.
struct Whole<'a> {
    document: &'a Document,
    draft: &'a Draft,
    /// Its mapping.
    mapping: NodeId,
    /// The mapping, or the block whose body it is.
    unit: NodeId,
    /// The string of its `Sid`.
    sid: Option<NodeId>,
    actions: NodeId,
    resources: NodeId,
    conditions: Option<NodeId>,
    part: &'a PolicyPart,
}

impl<'a> Whole<'a> {
    fn of(
        document: &'a Document,
        draft: &'a Draft,
        statement: &Statement,
    ) -> Result<Whole<'a>, Because> {
        let mapping = statement.node;
        if document.node(mapping).role != Role::Mapping || !document.has_notation(mapping) {
            return Err("the program splits none that is written in this way".into());
        }
        let is_value = draft.rewrite.as_ref().map(|rewrite| rewrite.form) == Some(Form::Value);
        if !is_value {
            return Err("another of its entries covers every device name".into());
        }
        if statement.has_errors {
            return Err("part of it could not be parsed".into());
        }
        let part = draft.part.as_ref().ok_or("not all of it could be read")?;
        let block = document
            .parent(mapping)
            .filter(|around| document.is_block(*around));
        let unit = block.unwrap_or(mapping);
        if !is_listed(document, unit, block.is_some()) {
            return Err("it doesn't stand in a list of statements".into());
        }
        let (mut sid, mut actions, mut resources, mut conditions) = (None, None, None, None);
        if block.is_none() && !has_iam_keys(document, mapping) {
            return Err("its keys are not spelled as IAM's".into());
        }
        for pair in document.named_children(mapping) {
            let (Some(key), Some(value)) = (entry_name(document, pair), document.value(pair))
            else {
                return Err("not all of it could be read".into());
            };
            let place = match (key.as_str(), block.is_some()) {
                ("effect", _) => continue,
                ("sid", _) => &mut sid,
                ("action", false) | ("actions", true) => &mut actions,
                ("resource", false) | ("resources", true) => &mut resources,
                // Of blocks there may be several.
                ("condition", true) => continue,
                ("condition", false) => &mut conditions,
                ("notaction" | "notactions" | "notresource" | "notresources", _) => {
                    return Err("it lists what it is not about".into());
                }
                _ => return Err(format!("the program doesn't know its {key}").into()),
            };
            if place.replace((pair, value)).is_some() {
                return Err(format!("it has two of {key}").into());
            }
        }
        let list = |place: Option<(NodeId, NodeId)>| {
            let is_list = |(pair, value): &(NodeId, NodeId)| {
                document.node(*value).role == Role::Sequence && is_plain(document, *pair, *value)
            };
            place.filter(is_list).map(|(_, value)| value)
        };
        let as_list = "its actions or resources are not in a list each";
        Ok(Whole {
            document,
            draft,
            mapping,
            unit,
            sid: sid.map(|(_, value)| value),
            actions: list(actions).ok_or(as_list)?,
            resources: list(resources).ok_or(as_list)?,
            conditions: conditions.map(|(_, value)| value),
            part,
        })
    }

    /// The statement split.
    fn split(&self, around: &mut Around, names: Names) -> Result<SplitRewrite, Because> {
        let document = self.document;
        let source = document.source(self.unit);
        if around.has_comment(&source) {
            return Err("a comment stands in it, which may be about any of its parts".into());
        }
        let mut inside = document.descendants(self.unit);
        let is_shared =
            |id: NodeId| matches!(document.node(id).role, Role::Anchor(_) | Role::Alias(_));
        if document.references(self.unit) > 0 || inside.any(is_shared) {
            return Err("an alias repeats something of it".into());
        }
        let draft = match names {
            Names::Any => self.draft.clone(),
            Names::Prefixed => self.draft.clone().prefixed(document),
        };
        let rewrite = draft.rewrite.as_ref().ok_or("its device has no rewrite")?;
        let Changed::Resource(Some(devices)) = self.part.rewritten(&rewrite.says).changed else {
            return Err("not all of it could be read".into());
        };
        let form = present_form::of(&self.part.resource, &devices)?;
        let sid = self
            .sid
            .map(|sid| literal(document, sid).ok_or("its Sid is computed"));
        let sid = sid.transpose()?.filter(|sid| !sid.is_empty());
        let mut parts = Vec::with_capacity(form.len());
        for (part, statement) in &form {
            let kept = [
                (self.actions, self.actions_of(statement.actions.patterns())?),
                (self.resources, self.resources_of(*part)?),
            ];
            let kept = kept
                .into_iter()
                .filter(|(list, kept)| kept.len() < elements(document, *list).len());
            let mut said = Vec::new();
            if let (Some(node), Some(sid)) = (self.sid, &sid) {
                said.push((node, around.sid(sid, *part)));
            }
            if let (Part::Devices, Some(string)) = (part, draft.anchor.node) {
                let text = document.shared_text(string);
                let (before, after) = (
                    &text.as_str()[..draft.anchor.part.start],
                    &text.as_str()[draft.anchor.part.end..],
                );
                said.push((string, format!("{before}{}{after}", rewrite.says)));
            }
            parts.push(split::Part {
                kept: kept.collect(),
                said,
                added: match part {
                    Part::UserWithMfa => Some(self.condition()),
                    Part::Devices | Part::User => None,
                },
            });
        }
        let split = Split {
            unit: self.unit,
            parts,
        };
        let after = parts_text::of(document, &split, rewrite)
            .ok_or("how its parts are to be written is not known")?;
        let statements = form.into_iter().map(|(_, statement)| statement);
        Ok(SplitRewrite {
            split: Arc::new(split),
            rewrite: Rewrite {
                span: source,
                after,
                form: Form::Split,
                ..rewrite.clone()
            },
            part: PolicyPart {
                resource: self.part.resource.clone(),
                part: PartOf::Statement(statements.collect()),
            },
        })
    }

    /// The elements that are some of the actions.
    fn actions_of(&self, actions: &[String]) -> Result<Vec<NodeId>, Because> {
        let document = self.document;
        let statement = self.part.resource.statement();
        let all = elements(document, self.actions);
        let texts: Option<Vec<String>> = all.iter().map(|node| literal(document, *node)).collect();
        let texts = texts.filter(|texts| texts == statement.actions.patterns());
        let texts = texts.ok_or("its actions are not written one by one")?;
        let of_part = all
            .into_iter()
            .zip(texts)
            .filter(|(_, text)| actions.contains(text));
        Ok(of_part.map(|(node, _)| node).collect())
    }

    /// The elements that are the resources of a part.
    fn resources_of(&self, part: Part) -> Result<Vec<NodeId>, Because> {
        let document = self.document;
        let all = elements(document, self.resources);
        let own = self.draft.anchor.node.and_then(|string| {
            all.iter()
                .position(|node| document.is_within(string, *node))
        });
        let resource = &self.part.resource;
        let is_plain = all.len() == resource.statement().resources.len();
        if !is_plain || own != Some(resource.resource) {
            return Err("its resources are not written one by one".into());
        }
        let wanted = |at: usize| (Some(at) == own) == (part == Part::Devices);
        let all = all.into_iter().enumerate();
        Ok(all
            .filter(|(at, _)| wanted(*at))
            .map(|(_, node)| node)
            .collect())
    }

    /// The member that asks for MFA, and the mapping that gets it.
    fn condition(&self) -> (NodeId, Member) {
        let document = self.document;
        let [operator, key, value] = WITH_MFA;
        let test = Member::text(key, value);
        if document.is_block(self.unit) {
            let values = Member {
                key: "values".to_owned(),
                value: Content::List(vec![value.to_owned()]),
            };
            let members = vec![
                Member::text("test", operator),
                Member::text("variable", key),
                values,
            ];
            return (self.mapping, Member::mapping("condition", members));
        }
        let Some(conditions) = self.conditions else {
            let test = Member::mapping(operator, vec![test]);
            return (self.mapping, Member::mapping("Condition", vec![test]));
        };
        let same = entries(document, conditions)
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(operator));
        match same {
            Some((_, tests)) => (tests, test),
            None => (conditions, Member::mapping(operator, vec![test])),
        }
    }
}

/// Whether the keys of a mapping are spelled as IAM spells those of statements.
fn has_iam_keys(document: &Document, mapping: NodeId) -> bool {
    let mut pairs = document.named_children(mapping);
    pairs.all(|pair| {
        document.key(pair).is_some_and(|key| {
            let text = document.text(key);
            text.as_str().starts_with(|c: char| c.is_ascii_uppercase())
        })
    })
}

/// Whether something is one of a list of statements, or the one that stands in place of it.
fn is_listed(document: &Document, unit: NodeId, is_block: bool) -> bool {
    if is_block {
        return entry_name(document, unit).as_deref() == Some("statement");
    }
    let Some(parent) = document.parent(unit) else {
        return false;
    };
    let (pair, value) = match document.node(parent).role {
        Role::Sequence => (document.parent(parent), parent),
        // A list in its place has brackets.
        Role::Pair if !document.is_indented(unit) => (Some(parent), unit),
        _ => return false,
    };
    pair.is_some_and(|pair| {
        document.node(pair).role == Role::Pair
            && document.node(pair).layer() == document.node(unit).layer()
            && entry_name(document, pair).as_deref() == Some("statement")
            && is_plain(document, pair, value)
            && document.tag_before(&document.source(unit)) == 0
    })
}

/// Whether nothing but signs stands between a pair's key and its value: no tag that makes something else of it.
fn is_plain(document: &Document, pair: NodeId, value: NodeId) -> bool {
    let between = document.key(pair).and_then(|key| {
        let (key, value) = (&document.node(key).range(), &document.node(value).range());
        document
            .layer_of(pair)
            .text
            .as_str()
            .get(key.end..value.start)
    });
    between.is_some_and(|between| {
        between
            .chars()
            .all(|c| c.is_whitespace() || ":=-".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_stands_in_a_range_that_it_meets() {
        let around = Around {
            comments: vec![10..20, 40..50],
            sids: HashSet::new(),
            numbers: HashMap::new(),
        };
        for (range, expected) in [
            (0..10, false),
            (0..11, true),
            (12..15, true),
            (19..30, true),
            (20..40, false),
            (30..60, true),
            (50..60, false),
        ] {
            assert_eq!(around.has_comment(&range), expected, "{range:?}");
        }
    }
}
