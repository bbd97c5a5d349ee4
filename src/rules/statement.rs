//! The IAM statement around a string, in whatever language it is written.
//!
//! From the string upwards, the first mapping that has an effect or actions beside the key that leads to the
//! string is the statement; so is a chain of calls such as `….effect(…).actions(…).resources(…)`. Keys are
//! compared without letter case and `_`, so `NotResource`, `not_resources` and `notResources` are one.
//!
//! Builders (Terraform's `aws_iam_policy_document`, the CDK's `PolicyStatement`, Pulumi) have elements in the
//! plural, allow where no effect is said, and write the current version (their reference documentation).

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use super::serial_site::only_string;
use crate::finding::StatementSummary;
use crate::iam::access::{Effect, Element};
use crate::iam::action::{self, Actions};
use crate::syntax::{Document, NodeId, Role};

/// The `Version` of the policy around a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2012-10-17`: variables work.
    Current,
    /// Missing or `2008-10-17`: variables are literal text.
    WithoutVariables,
    /// It couldn't be read.
    Unknown,
    /// There is no policy around the statement to have one.
    NoPolicy,
}

/// A statement, read.
#[derive(Clone, Debug)]
pub struct Statement {
    sid: Option<String>,
    effect_name: Option<String>,
    element_name: String,
    /// What it does, where it says so.
    pub effect: Option<Effect>,
    /// The element that leads to the string, where that names resources.
    pub element: Option<Element>,
    /// Its actions.
    pub actions: Actions,
    /// Those of them that are checked against an `mfa/…` resource; `None` where they couldn't be read.
    pub governed: Option<Vec<&'static str>>,
    /// The resources of the same element that are written out.
    resources: Vec<String>,
    /// The policy's version.
    pub version: Version,
    /// Whether some of it couldn't be parsed.
    pub has_errors: bool,
    /// Whether a template puts some of it in or leaves it out.
    pub has_branches: bool,
}

/// A mapping with more in it is no statement.
const MOST_ENTRIES: usize = 1000;
/// How many nodes may wrap an element of a list.
const LIST_REACH: usize = 4;

/// The statements of a document, each read once.
#[derive(Default)]
pub struct Statements {
    /// By the list that a string is in.
    of_lists: HashMap<NodeId, Option<Rc<Statement>>>,
    versions: Versions,
}

/// The version of each policy, by its mapping, read once.
#[derive(Default)]
struct Versions(HashMap<NodeId, Option<Option<String>>>);

impl Statements {
    /// The statement around a node; `None` where there is none.
    pub fn around(&mut self, document: &Document, node: NodeId) -> Option<Rc<Statement>> {
        let list = document
            .ancestors(node)
            .take(LIST_REACH)
            .find(|ancestor| document.node(*ancestor).role != Role::Other)
            .filter(|ancestor| document.node(*ancestor).role == Role::Sequence);
        let versions = &mut self.versions;
        let mut read = || Statement::around(document, node, versions).map(Rc::new);
        match list {
            Some(list) => self.of_lists.entry(list).or_insert_with(read).clone(),
            None => read(),
        }
    }
}

impl Statement {
    /// The statement around a node; `None` where there is none.
    fn around(document: &Document, node: NodeId, versions: &mut Versions) -> Option<Statement> {
        let mut pair = None;
        for ancestor in document.ancestors(node) {
            match document.node(ancestor).role {
                Role::Pair | Role::Assignment => pair = Some(ancestor),
                Role::Mapping if document.children(ancestor).nth(MOST_ENTRIES).is_some() => {}
                Role::Mapping => {
                    if let Some(pair) = pair {
                        let entries = entries(document, ancestor);
                        let statement =
                            Statement::read(document, ancestor, &entries, pair, versions);
                        if statement.is_some() {
                            return statement;
                        }
                    }
                }
                Role::Call => {
                    let is_argument = document
                        .value(ancestor)
                        .is_some_and(|arguments| document.is_within(node, arguments));
                    if is_argument && element(&entry_name(document, ancestor)?).is_some() {
                        let (top, entries) = chain(document, ancestor);
                        let statement =
                            Statement::read(document, top, &entries, ancestor, versions);
                        if statement.is_some() {
                            return statement;
                        }
                    }
                }
                _ => {}
            }
        }
        None
    }

    fn read(
        document: &Document,
        around: NodeId,
        entries: &[(String, NodeId)],
        pair: NodeId,
        versions: &mut Versions,
    ) -> Option<Statement> {
        let element_name = document
            .key(pair)
            .map(|key| document.text(document.unwrapped(key)).as_str().to_owned())?;
        let mut sid = None;
        let mut effect = None;
        let mut actions = None;
        // What an element that isn't written here may be given by something that is put in.
        let has_more = has_more(document, around);
        let is_chain = document.node(around).role == Role::Call;
        let mut add = |these: Option<Vec<String>>, kind: fn(Vec<String>) -> Actions| {
            actions = match (actions.take(), these) {
                // An empty list is how some programs write that there is none.
                (known, Some(these)) if these.is_empty() => known,
                (None, Some(these)) => Some(kind(these)),
                (Some(Actions::Only(mut known)), Some(these)) if is_chain => {
                    known.extend(these);
                    Some(Actions::Only(known))
                }
                _ => Some(Actions::Unknown),
            };
        };
        let mut effects = 0;
        for (key, value) in entries {
            match key.as_str() {
                "sid" => sid = literal(document, *value),
                "effect" => {
                    effect = Some(*value);
                    effects += 1;
                }
                "action" | "actions" => add(literals(document, *value), Actions::Only),
                "notaction" | "notactions" => add(literals(document, *value), Actions::AllBut),
                _ => {}
            }
        }
        if effect.is_none() && actions.is_none() {
            return None;
        }
        let (element, is_builder) = match element(&entry_name(document, pair)?) {
            Some((element, is_builder)) => (Some(element), is_builder),
            None => (None, false),
        };
        let known = match effect {
            None => {
                (is_builder && has_more == More::Nothing && allows_by_default(document, around))
                    .then_some(Effect::Allow)
            }
            Some(value) => effect_of(document, value).filter(|_| effects == 1),
        }
        .filter(|_| has_more != More::MayOverride);
        let actions = match actions {
            Some(actions) if has_more != More::MayOverride => actions.checked(),
            _ => Actions::Unknown,
        };
        let effect_name = match (known, effect) {
            (Some(Effect::Allow), _) => Some("Allow".to_owned()),
            (Some(Effect::Deny), _) => Some("Deny".to_owned()),
            (None, Some(value)) => {
                let value = document.unwrapped(value);
                Some(document.text(value).as_str().to_owned())
            }
            (None, None) => None,
        };
        Some(Statement {
            governed: actions.governed(),
            sid,
            effect_name,
            effect: known,
            element,
            element_name,
            actions,
            resources: document.value(pair).map_or_else(Vec::new, |resources| {
                listed(document, resources)
                    .filter_map(|resource| literal(document, resource))
                    .collect()
            }),
            version: versions.of(document, around, is_builder),
            has_errors: document
                .descendants(around)
                .filter(|id| document.node(*id).is_error)
                // A comma too many says nothing.
                .any(|id| document.spelling(id).contains(char::is_alphanumeric)),
            has_branches: document.has_branches(around),
        })
    }

    /// Whether a resource beside it covers all that an ARN names.
    pub fn covers(&self, arn: &str) -> bool {
        self.resources
            .iter()
            .any(|resource| action::covers(resource, arn))
    }

    /// The statement as reports show it.
    pub fn summary(&self) -> StatementSummary {
        StatementSummary {
            sid: self.sid.clone(),
            effect: self.effect_name.clone(),
            element: self.element_name.clone(),
            actions: self.actions.patterns().to_vec(),
        }
    }
}

impl Versions {
    /// The version of the policy that a statement is in.
    fn of(&mut self, document: &Document, statement: NodeId, is_builder: bool) -> Version {
        let mut pair = None;
        for ancestor in document.ancestors(statement) {
            match document.node(ancestor).role {
                Role::Pair | Role::Assignment => pair = Some(ancestor),
                Role::Mapping => {
                    let is_policy =
                        pair.is_some_and(|pair| match entry_name(document, pair).as_deref() {
                            Some("statement") => true,
                            Some("statements") => is_builder,
                            Some("dynamic") => is_dynamic_statement(document, pair),
                            _ => false,
                        });
                    if is_policy {
                        return self.in_policy(document, ancestor, is_builder);
                    }
                }
                _ => {}
            }
        }
        Version::NoPolicy
    }

    fn in_policy(&mut self, document: &Document, policy: NodeId, is_builder: bool) -> Version {
        let value = self.0.entry(policy).or_insert_with(|| {
            entries(document, policy)
                .into_iter()
                .find(|(key, _)| key == "version")
                .map(|(_, value)| literal(document, value))
        });
        match value {
            Some(Some(version)) if version == "2012-10-17" => Version::Current,
            Some(Some(version)) if version == "2008-10-17" => Version::WithoutVariables,
            None if is_builder => Version::Current,
            None => Version::WithoutVariables,
            Some(_) => Version::Unknown,
        }
    }
}

/// Whether a Terraform block makes the statements of an `aws_iam_policy_document`.
fn is_dynamic_statement(document: &Document, block: NodeId) -> bool {
    let head = document
        .spelling(block)
        .get(.."dynamic \"statement\"".len());
    head == Some("dynamic \"statement\"")
}

/// The keys, normalised, and values of a mapping.
fn entries(document: &Document, mapping: NodeId) -> Vec<(String, NodeId)> {
    document
        .children(mapping)
        .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
        .filter_map(|pair| Some((entry_name(document, pair)?, document.value(pair)?)))
        .collect()
}

/// The chain of calls that a call is one of: the last call of it, and the names, normalised, and arguments of all.
fn chain(document: &Document, call: NodeId) -> (NodeId, Vec<(String, NodeId)>) {
    let first = |id: NodeId| document.named_children(id).next();
    let mut top = call;
    let mut at = call;
    while let Some(parent) = document.parent(at)
        && first(parent) == Some(at)
        && document.node(parent).layer() == document.node(call).layer()
    {
        at = parent;
        if document.node(at).role == Role::Call {
            top = at;
        }
    }
    let entries = std::iter::successors(Some(top), |id| first(*id))
        .filter(|id| document.node(*id).role == Role::Call)
        .filter_map(|id| Some((entry_name(document, id)?, document.value(id)?)))
        .collect();
    (top, entries)
}

/// The key of a pair, or the name of a method without the verb that builders put before it, normalised.
fn entry_name(document: &Document, pair: NodeId) -> Option<String> {
    let key = document.unwrapped(document.key(pair)?);
    let key = normal(document.text(key).as_str());
    if document.node(pair).role != Role::Call {
        return Some(key);
    }
    let bare = ["add", "with", "set"]
        .iter()
        .find_map(|verb| key.strip_prefix(verb));
    Some(bare.map_or_else(|| key.clone(), str::to_owned))
}

/// The element that a normalised key names, and whether it is a builder's.
fn element(name: &str) -> Option<(Element, bool)> {
    Some(match name {
        "resource" => (Element::Resource, false),
        "resources" => (Element::Resource, true),
        "notresource" => (Element::NotResource, false),
        "notresources" => (Element::NotResource, true),
        _ => return None,
    })
}

fn normal(key: &str) -> String {
    key.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// What a mapping may be given by others that are put into it (`...common`, `**common`, `<<: *common`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum More {
    Nothing,
    /// What isn't written in the mapping itself.
    MayAdd,
    /// That, and what is written before.
    MayOverride,
}

fn has_more(document: &Document, mapping: NodeId) -> More {
    if document.node(mapping).role != Role::Mapping {
        return More::Nothing;
    }
    if is_put_together(document, mapping) {
        return More::MayOverride;
    }
    let is_arguments = document
        .parent(mapping)
        .is_some_and(|parent| document.node(parent).role == Role::Call);
    let mut more = More::Nothing;
    let mut has_own = false;
    for child in document.named_children(mapping) {
        let spelling = document.spelling(child);
        let is_pair = document.node(child).role == Role::Pair;
        if spelling.starts_with("...") || spelling.starts_with("**") {
            more = if has_own {
                More::MayOverride
            } else {
                More::MayAdd
            };
        } else if is_pair && document.value(child).is_some() {
            // What YAML merges never overrides.
            let is_merge = spelling.trim_start_matches(['"', '\'']).starts_with("<<");
            if is_merge && more == More::Nothing {
                more = More::MayAdd;
            }
            has_own = true;
        } else if is_arguments || names_element(spelling) {
            // A positional argument, or a name that is key and value at once.
            more = More::MayAdd;
        }
    }
    more
}

/// Whether what isn't a pair gives a statement an element: `effect`, `effect:`, `get effect()`.
fn names_element(spelling: &str) -> bool {
    let name = normal(spelling.split(['(', '{']).next().unwrap_or_default());
    matches!(
        name.trim_start_matches("get"),
        "effect" | "action" | "actions" | "notaction" | "notactions"
    )
}

/// Functions and methods that put mappings together.
const MERGING: [&str; 8] = [
    "merge",
    "assign",
    "dict",
    "update",
    "extend",
    "defaults",
    "deepmerge",
    "mergedeep",
];
/// How far above a mapping something may put it together with others.
const MERGE_REACH: usize = 4;

/// Whether a mapping is an argument or the receiver of what puts mappings together, or an operand of `|`.
fn is_put_together(document: &Document, mapping: NodeId) -> bool {
    let layer = document.node(mapping).layer();
    document
        .ancestors(mapping)
        .take(MERGE_REACH)
        .take_while(|ancestor| {
            let node = document.node(*ancestor);
            node.layer() == layer
                && matches!(
                    node.role,
                    Role::Other | Role::Call | Role::Sum | Role::Mapping
                )
        })
        .any(|ancestor| match document.node(ancestor).role {
            // The arguments themselves are what is made.
            Role::Call if document.value(ancestor) == Some(mapping) => false,
            Role::Call => document
                .key(ancestor)
                .is_some_and(|key| MERGING.contains(&normal(document.text(key).as_str()).as_str())),
            _ => document
                .children(ancestor)
                .any(|child| !document.node(child).is_named && document.spelling(child) == "|"),
        })
}

/// Whether a statement without an effect allows, as those do that Terraform's `aws_iam_policy_document`, the CDK's
/// `PolicyStatement` and Pulumi's `getPolicyDocument` make of it (their reference documentation).
fn allows_by_default(document: &Document, around: NodeId) -> bool {
    let text = document.layer_of(around).text.as_str();
    let range = document.node(around).range.clone();
    if document.node(around).role == Role::Call {
        return BUILT
            .as_ref()
            .is_some_and(|built| built.is_match(&text[range]));
    }
    let before =
        text[..range.start].trim_end_matches(|c: char| c.is_whitespace() || "({&".contains(c));
    let name = before
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next()
        .unwrap_or_default();
    let name = normal(name);
    if name.contains("policystatement") || name.contains("policydocumentstatement") {
        return true;
    }
    let mut pairs = document
        .ancestors(around)
        .filter(|ancestor| document.node(*ancestor).role == Role::Pair);
    let Some(pair) = pairs.next() else {
        return false;
    };
    match entry_name(document, pair).as_deref() {
        Some("statement") => {
            // As a block, or in Terraform's JSON.
            document.node(pair).kind == "block"
                || pairs.any(|pair| {
                    entry_name(document, pair).as_deref() == Some("awsiampolicydocument")
                })
        }
        Some("content") => pairs
            .next()
            .is_some_and(|block| is_dynamic_statement(document, block)),
        Some("statements") => document
            .ancestors(pair)
            .filter(|ancestor| document.node(*ancestor).role == Role::Call)
            .filter_map(|call| document.key(call))
            .any(|key| normal(document.text(key).as_str()).contains("policydocument")),
        _ => false,
    }
}

/// A chain of calls that begins with a CDK statement to which nothing is given yet.
static BUILT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[^()]*PolicyStatement(?:\.Builder)?(?:\.\w+)?\(\s*\)").ok());

/// The elements of a list, or the one value that stands in its place.
fn listed(document: &Document, value: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let is_list = document.node(value).role == Role::Sequence;
    let one = (!is_list).then_some(value);
    let several = is_list.then(|| document.named_children(value));
    one.into_iter().chain(several.into_iter().flatten())
}

/// A string's text, where the host computes nothing of it.
fn literal(document: &Document, value: NodeId) -> Option<String> {
    let value = only_string(document, value)?;
    let text = document.text(value);
    (!text.has_hole(0..text.len())).then(|| text.as_str().to_owned())
}

/// An effect, written as a string or named: `iam.Effect.ALLOW`, `awsiam.Effect_ALLOW`, awacs' `Allow`. A variable's
/// name tells nothing.
fn effect_of(document: &Document, value: NodeId) -> Option<Effect> {
    let word = literal(document, value).or_else(|| {
        let value = document.unwrapped(value);
        if document.node(value).role == Role::Interpolation {
            return None;
        }
        let spelling = document.spelling(value).trim();
        let name = spelling
            .strip_prefix('(')
            .and_then(|inner| inner.strip_suffix(')'))
            .unwrap_or(spelling);
        let is_name = name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '$' | '[' | ']'));
        let word = name.rsplit(|c: char| !c.is_ascii_alphanumeric()).next()?;
        let qualifier = name[..name.len() - word.len()].to_ascii_lowercase();
        let is_constant = (matches!(word, "Allow" | "Deny") && qualifier.is_empty())
            || qualifier
                .trim_end_matches(|c: char| !c.is_ascii_alphanumeric())
                .ends_with("effect");
        (is_name && is_constant).then(|| word.to_owned())
    })?;
    if word.eq_ignore_ascii_case("allow") {
        Some(Effect::Allow)
    } else if word.eq_ignore_ascii_case("deny") {
        Some(Effect::Deny)
    } else {
        None
    }
}

/// How deep lists may stand in one another, or in calls that make lists.
const DEEPEST_LIST: usize = 8;
/// Functions that only make a list of their arguments, or put lists together, as languages and SDKs name them.
const LISTING: [&str; 16] = [
    "of",
    "aslist",
    "listof",
    "setof",
    "tolist",
    "toset",
    "concat",
    "flatten",
    "distinct",
    "list",
    "strings",
    "stringslice",
    "stringarray",
    "tostringarray",
    "tostringpointerslice",
    "actions",
];
/// Tokens of expressions that choose, filter or compute.
const CHOOSING: [&str; 17] = [
    "?", ":", "if", "else", "for", "||", "&&", "??", "or", "and", "in", "unless", "-", "|", "&",
    "/", "^",
];

/// A string, or all strings of a list, of whatever form: `[…]`, `List.of(…)`, `[]string{…}`; `None` where any of it
/// is computed.
fn literals(document: &Document, value: NodeId) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    collect(document, value, DEEPEST_LIST, &mut texts)?;
    Some(texts)
}

fn collect(
    document: &Document,
    value: NodeId,
    depth: usize,
    texts: &mut Vec<String>,
) -> Option<()> {
    let value = document.unwrapped(value);
    let depth = depth.checked_sub(1)?;
    if let Some(text) = literal(document, value) {
        texts.push(text);
        return Some(());
    }
    match document.node(value).role {
        Role::Sequence | Role::Mapping => {
            for child in document.named_children(value) {
                collect(document, child, depth, texts)?;
            }
        }
        Role::Call => {
            let name = normal(document.text(document.key(value)?).as_str());
            let arguments = document.value(value)?;
            if name == "action" {
                // awacs: Action("iam", "CreateVirtualMFADevice").
                let mut parts = Vec::new();
                collect(document, arguments, depth, &mut parts)?;
                texts.push(parts.join(":"));
            } else if LISTING.contains(&name.as_str())
                && (name != "concat" || document.spelling(value).starts_with("concat"))
            {
                collect(document, arguments, depth, texts)?;
            } else {
                return None;
            }
        }
        Role::Other => {
            let chooses = document.children(value).any(|child| {
                !document.node(child).is_named && CHOOSING.contains(&document.spelling(child))
            });
            if chooses {
                return None;
            }
            let children: Vec<NodeId> = document.named_children(value).collect();
            let role = |id: &NodeId| document.node(document.unwrapped(*id)).role;
            match children.as_slice() {
                [] => texts.push(named_action(document.spelling(value))?),
                all if all
                    .iter()
                    .all(|child| matches!(role(child), Role::String | Role::Sequence)) =>
                {
                    for child in all {
                        collect(document, *child, depth, texts)?;
                    }
                }
                // A type, and braces after it.
                [types @ .., last]
                    if matches!(role(last), Role::Sequence | Role::Mapping)
                        && types.iter().all(|child| role(child) == Role::Other) =>
                {
                    collect(document, *last, depth, texts)?;
                }
                _ => texts.push(named_action(document.spelling(value))?),
            }
        }
        _ => return None,
    }
    Some(())
}

/// An action that a name stands for: awacs' `iam.CreateVirtualMFADevice`.
fn named_action(name: &str) -> Option<String> {
    let action = name
        .strip_prefix("awacs.")
        .unwrap_or(name)
        .strip_prefix("iam.")?;
    let is_action = action.starts_with(|c: char| c.is_ascii_uppercase())
        && action.chars().all(|c| c.is_ascii_alphanumeric());
    is_action.then(|| format!("iam:{action}"))
}
