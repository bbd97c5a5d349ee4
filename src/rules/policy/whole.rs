//! The whole policy around a statement, as far as it can be read: what decides whether a rewrite changes anybody's access.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::accounts::{self, Account};
use super::builders::allows_by_default;
use super::components;
use super::element::is_list;
use super::literals::{effect_of, listed, literals, makes_list, only_string, parts_of_list};
use super::members::{More, TAKING_DOCUMENTS, called, calls_of, entries, has_more};
use super::trail::Held;
use super::version::{Version, Versions};
use crate::iam::action::Actions;
use crate::iam::condition::Condition;
use crate::iam::effect::{Effect, Element};
use crate::iam::pattern::{HOLE, Pattern, Variables};
use crate::iam::policy::{Policy, PolicyResource, Statement};
use crate::syntax::{Document, NodeId, Role, Text};

/// More statements than these, or more patterns in them, are no policy that IAM takes (IAM User Guide, "IAM and AWS STS
/// quotas": 10,240 characters at most), and aren't read.
const MOST_STATEMENTS: usize = 200;
const MOST_PATTERNS: usize = 500;
/// How many nodes may stand between a resource and the string in it that a finding is about.
const REACH: usize = 16;

/// The policies of a document, each read once.
#[derive(Default)]
pub struct Policies {
    /// By the mapping that holds the statements, or the statement itself where nothing does.
    read: HashMap<NodeId, Option<Arc<Policy>>>,
    /// The statement and the resource that each value of a resource is.
    places: HashMap<NodeId, (NodeId, usize, usize)>,
}

impl Policies {
    /// Where in its policy a string stands that is within a statement (a mapping, or the last call of a chain); `None`
    /// where the statement can't be read. Where something around it couldn't be parsed (`is_broken`), there may be more of
    /// its policy. `held` tells how that is held.
    pub fn resource(
        &mut self,
        document: &Document,
        versions: &mut Versions,
        (statement, is_builder): (NodeId, bool),
        is_broken: bool,
        string: NodeId,
        mut held: impl FnMut() -> Held,
    ) -> Option<PolicyResource> {
        let holder = versions.policy(document, statement, is_builder);
        let of_holder = holder.and_then(|holder| {
            let statements = || {
                let (statements, is_whole) = statements_of(document, holder);
                (statements, is_whole && !is_broken)
            };
            self.known(
                document,
                versions,
                (holder, is_builder),
                statements,
                &mut held,
            )
            .map(|_| holder)
        });
        // What its policy doesn't list is looked at alone.
        let around = |places: &HashMap<NodeId, (NodeId, usize, usize)>| {
            std::iter::once(string)
                .chain(document.ancestors(string).take(REACH))
                .find_map(|node| places.get(&node).copied())
        };
        let found = of_holder.and_then(|_| around(&self.places));
        let (key, statement_at, resource) = match found {
            Some(found) => found,
            None => {
                let alone = || (vec![Some(statement)], false);
                self.known(document, versions, (statement, is_builder), alone, held)?;
                around(&self.places)?
            }
        };
        let policy = self.read.get(&key)?.clone()?;
        Some(PolicyResource {
            policy,
            statement: statement_at,
            resource,
        })
    }

    fn known(
        &mut self,
        document: &Document,
        versions: &mut Versions,
        (key, is_builder): (NodeId, bool),
        statements: impl FnOnce() -> (Vec<Option<NodeId>>, bool),
        held: impl FnOnce() -> Held,
    ) -> Option<Arc<Policy>> {
        if let Some(known) = self.read.get(&key) {
            return known.clone();
        }
        let (nodes, is_whole) = statements();
        let variables = nodes
            .iter()
            .flatten()
            .next()
            .map_or(Variables::Expanded, |statement| {
                match versions.of(document, *statement, is_builder) {
                    Version::WithoutVariables => Variables::Literal,
                    Version::Current | Version::NoPolicy | Version::Unknown => Variables::Expanded,
                }
            });
        let held = held();
        let mut policy = Policy {
            statements: Vec::new(),
            variables,
            is_whole: is_whole && !held.may_be_more,
            holding: held.holding,
        };
        let mut patterns = 0;
        let mut seen: Vec<Account> = Vec::new();
        for node in nodes {
            let read = node.and_then(|node| read(document, node, variables));
            let Some((statement, values, in_accounts)) = read else {
                policy.is_whole = false;
                continue;
            };
            patterns += values.len();
            if accounts::are_unclear(&in_accounts, &seen) {
                policy.is_whole = false;
            }
            for account in in_accounts {
                if !seen.contains(&account) {
                    seen.push(account);
                }
            }
            // What an alias repeats elsewhere changes there, too.
            let is_shared = |node: NodeId| document.references(node) > document.references(key);
            if values.iter().any(|value| is_shared(*value)) {
                policy.is_whole = false;
            }
            // More than the strings that are seen there may come of it.
            if values.iter().any(|value| may_be_several(document, *value)) {
                policy.is_whole = false;
            }
            if policy.statements.len() == MOST_STATEMENTS || patterns > MOST_PATTERNS {
                policy.is_whole = false;
                break;
            }
            for (at, value) in values.into_iter().enumerate() {
                // What is in a policy already isn't looked at alone.
                let place = (key, policy.statements.len(), at);
                self.places.entry(value).or_insert(place);
            }
            policy.statements.push(statement);
        }
        let policy = (!policy.statements.is_empty()).then(|| Arc::new(policy));
        self.read.insert(key, policy.clone());
        policy
    }
}

/// The statements that a mapping holds, each a mapping or the last call of a chain (`None` where it is neither), and whether
/// these are all.
fn statements_of(document: &Document, holder: NodeId) -> (Vec<Option<NodeId>>, bool) {
    let mut statements = Vec::new();
    let mut is_whole =
        has_more(document, holder) == More::Nothing && !document.has_branches(holder);
    for (key, value) in entries(document, holder) {
        match key.as_str() {
            "statement" | "statements" => {
                let value = document.unwrapped(value);
                statements.extend(listed(document, value).map(|item| statement(document, item)));
            }
            // Terraform's blocks that are made in a loop, and documents that are put in.
            "dynamic" => is_whole = false,
            key if TAKING_DOCUMENTS.contains(&key) => is_whole = false,
            _ => {}
        }
    }
    (statements, is_whole)
}

/// The mapping or the chain of calls that an item of a list of statements is.
fn statement(document: &Document, item: NodeId) -> Option<NodeId> {
    let item = document.unwrapped(item);
    match document.node(item).role {
        Role::Mapping => Some(item),
        Role::Call => {
            let arguments = document.unwrapped(document.value(item)?);
            let is_mapping = document.node(arguments).role == Role::Mapping
                && !entries(document, arguments).is_empty();
            Some(if is_mapping { arguments } else { item })
        }
        // A type before the mapping: `PolicyStatement{…}`.
        Role::Other => document
            .named_children(item)
            .find(|child| document.node(*child).role == Role::Mapping),
        _ => None,
    }
}

/// A statement, the nodes of its resources, and the accounts that these name; `None` where something that it does can't be read.
fn read(
    document: &Document,
    node: NodeId,
    variables: Variables,
) -> Option<(Statement, Vec<NodeId>, Vec<Account>)> {
    let entries = match document.node(node).role {
        Role::Call => calls_of(document, node),
        _ => entries(document, node),
    };
    if has_more(document, node) != More::Nothing || document.has_branches(node) {
        return None;
    }
    let mut effect = None;
    let mut actions: Option<Actions> = None;
    let mut resources: Option<(Element, Vec<NodeId>)> = None;
    let mut conditions = Vec::new();
    for (key, value) in entries {
        match key.as_str() {
            "effect" if effect.is_none() => effect = Some(effect_of(document, value)?),
            "action" | "actions" => {
                add_actions(&mut actions, Actions::Only, literals(document, value)?)?;
            }
            "notaction" | "notactions" => {
                add_actions(&mut actions, Actions::AllBut, literals(document, value)?)?;
            }
            "resource" | "resources" => {
                add_resources(&mut resources, Element::Resource, document, value)?;
            }
            "notresource" | "notresources" => {
                add_resources(&mut resources, Element::NotResource, document, value)?;
            }
            "condition" | "conditions" => {
                conditions.extend(conditions_of(document, value, variables));
            }
            // A block of Terraform that is made in a loop.
            "dynamic" if makes_conditions(document, value) => {
                conditions.push(Condition::unread(UNREAD));
            }
            "effect" | "principal" | "principals" | "notprincipal" | "notprincipals"
            | "dynamic" => {
                return None;
            }
            _ => {}
        }
    }
    let effect = match effect {
        None => allows_by_default(document, node).then_some(Effect::Allow)?,
        Some(effect) => effect,
    };
    let (element, values) = resources?;
    let in_accounts = values.iter().take(MOST_PATTERNS);
    let in_accounts: Vec<Account> = in_accounts
        .filter_map(|value| account(document, *value))
        .collect();
    if accounts::are_mixed(&in_accounts) {
        return None;
    }
    let statement = Statement {
        effect,
        actions: match actions?.checked() {
            Actions::Unknown => return None,
            actions => actions,
        },
        element,
        resources: values
            .iter()
            .map(|value| pattern(document, *value, variables))
            .collect(),
        conditions,
    };
    Some((statement, values, in_accounts))
}

/// Whether a block that is made in a loop is a condition.
fn makes_conditions(document: &Document, block: NodeId) -> bool {
    let pair = std::iter::once(block)
        .chain(document.ancestors(block).take(REACH))
        .find(|node| document.node(*node).role == Role::Pair);
    pair.is_some_and(|pair| {
        let head = document.spelling(pair).split('{').next();
        head.is_some_and(|head| head.contains("\"condition\""))
    })
}

/// Whether a value puts lists together or chooses among them, so that more may come of it than one of its strings.
fn may_be_several(document: &Document, value: NodeId) -> bool {
    match document.node(value).role {
        Role::String => false,
        Role::Call => called(document, value).is_some_and(|name| makes_list(&name)),
        _ => {
            let mut parts = document.named_children(value);
            document.chooses(value) || parts.any(|part| document.node(part).role == Role::Sequence)
        }
    }
}

fn add_actions(
    actions: &mut Option<Actions>,
    kind: fn(Vec<String>) -> Actions,
    these: Vec<String>,
) -> Option<()> {
    *actions = Some(match actions.take() {
        // An empty list is how some programs write that there is none.
        Some(known) if these.is_empty() => known,
        None if these.is_empty() => return Some(()),
        None => kind(these),
        Some(Actions::Only(mut known)) => match kind(these) {
            Actions::Only(these) => {
                known.extend(these);
                Actions::Only(known)
            }
            _ => return None,
        },
        Some(_) => return None,
    });
    Some(())
}

fn add_resources(
    resources: &mut Option<(Element, Vec<NodeId>)>,
    element: Element,
    document: &Document,
    value: NodeId,
) -> Option<()> {
    let values = items_in(document, value);
    match resources {
        _ if values.is_empty() => {}
        None => *resources = Some((element, values)),
        Some((known, all)) if *known == element => all.extend(values),
        Some(_) => return None,
    }
    Some(())
}

/// What an element of a statement is given: the items of a list, however it is put together, or one.
pub fn items_in(document: &Document, value: NodeId) -> Vec<NodeId> {
    let mut values = Vec::new();
    let mut left = vec![document.unwrapped(value)];
    while let Some(value) = left.pop() {
        match document.node(value).role {
            Role::Sequence => {
                let items = document
                    .named_children(value)
                    .map(|item| document.unwrapped(item));
                let items: Vec<NodeId> = items.collect();
                let is_separated =
                    matches!(items.as_slice(), [first, list] if separates(document, *first, *list));
                left.extend(items.into_iter().skip(usize::from(is_separated)).rev());
            }
            // The arguments of a call that makes a list, and the braces after a type.
            Role::Mapping if is_list(document, value) => {
                let items = document.named_children(value);
                let items: Vec<NodeId> = items.map(|item| document.unwrapped(item)).collect();
                left.extend(items.into_iter().rev());
            }
            _ => match parts_of_list(document, value) {
                Some(parts) => {
                    left.extend(parts.into_iter().map(|part| document.unwrapped(part)).rev());
                }
                None => values.push(value),
            },
        }
    }
    values
}

/// Whether a string is what stands between those of a list that CloudFormation's `!Join` makes one of: no resource.
fn separates(document: &Document, string: NodeId, list: NodeId) -> bool {
    let is_joined = document.is_whole_string(list)
        && document
            .named_children(list)
            .any(|piece| document.node(piece).role == Role::String);
    let is_sign = |c: char| !c.is_alphanumeric() && !matches!(c, '*' | '?');
    is_joined && document.is_literal(string) && document.text(string).as_str().chars().all(is_sign)
}

/// The pattern that a resource is; what is computed of it is a hole.
fn pattern(document: &Document, value: NodeId, variables: Variables) -> Pattern {
    let string = string_of(document, value);
    let said = |string| whole_in_iam(&document.shared_text(string));
    let text = match string {
        Some(string) => said(string),
        None => components::name_in(document, value).map_or_else(
            || HOLE.to_string(),
            |name| format!("{}{}", components::BEFORE_NAME, said(name)),
        ),
    };
    Pattern::read(&text, variables).with_own_account()
}

/// The account of a resource; `None` where it has none, or any.
fn account(document: &Document, value: NodeId) -> Option<Account> {
    let text = document.shared_text(string_of(document, value)?);
    Account::of(document, &text, &whole_in_iam(&text))
}

/// The string that a resource is.
fn string_of(document: &Document, value: NodeId) -> Option<NodeId> {
    match document.is_whole_string(value) {
        true => Some(value),
        false => made(document, value).or_else(|| only_string(document, value)),
    }
}

/// The string that a function makes: of a list, `{"Fn::Join": […]}` and `join("", […])`, or of a text with variables,
/// `{"Fn::Sub": …}`.
fn made(document: &Document, value: NodeId) -> Option<NodeId> {
    let (name, given) = match document.node(value).role {
        Role::Call => (called(document, value)?, value),
        _ => match entries(document, value).as_slice() {
            // The name may be a string, too.
            [(name, given)] => (name.clone(), *given),
            _ => return None,
        },
    };
    let wanted = |is_list: bool| {
        let mut inside = std::iter::once(given)
            .chain(document.descendants(given))
            .take(REACH);
        inside.find(|node| {
            let mut pieces = document.named_children(*node);
            document.is_whole_string(*node)
                && (!is_list || pieces.any(|piece| document.node(piece).role == Role::String))
        })
    };
    match name.as_str() {
        "fnjoin" | "join" => wanted(true),
        "fnsub" => wanted(false),
        _ => None,
    }
}

/// A part of a text (bytes) as IAM gets it, with [`HOLE`]s for what is computed.
pub fn in_iam(text: &Text, part: Range<usize>) -> String {
    let mut shown = String::with_capacity(part.len());
    let mut done = part.start;
    let holes = text
        .holes()
        .skip_while(|hole| hole.end <= part.start)
        .take_while(|hole| hole.start < part.end);
    for hole in holes {
        shown.push_str(text.as_str().get(done..hole.start).unwrap_or_default());
        shown.push(HOLE);
        done = hole.end.min(part.end);
    }
    shown.push_str(text.as_str().get(done..part.end).unwrap_or_default());
    // Terraform's spelling in aws_iam_policy_document.
    shown.replace("&{", "${")
}

fn whole_in_iam(text: &Text) -> String {
    in_iam(text, 0..text.len())
}

/// What stands for a condition that can't be read: it may hold or not.
const UNREAD: &str = "Condition";

/// The conditions of a statement: `{"Bool": {KEY: VALUE}}`, or Terraform's blocks of `test`, `variable` and `values`.
pub fn conditions_of(document: &Document, value: NodeId, variables: Variables) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let items: Vec<NodeId> = listed(document, document.unwrapped(value)).collect();
    for item in items {
        let item = document.unwrapped(item);
        let named = entries(document, item);
        let of = |name: &str| {
            named
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| *value)
        };
        let read = match (of("test"), of("variable"), of("values")) {
            (Some(test), Some(variable), Some(values)) => {
                one(document, test, variable, values, variables).map(|condition| vec![condition])
            }
            _ => by_operator(document, item, variables),
        };
        conditions.extend(read.unwrap_or_else(|| vec![Condition::unread(UNREAD)]));
    }
    conditions
}

fn one(
    document: &Document,
    operator: NodeId,
    key: NodeId,
    values: NodeId,
    variables: Variables,
) -> Option<Condition> {
    let operator = words(document, operator)?;
    let key = words(document, key)?;
    Condition::read(
        operator.first()?,
        key.first()?,
        &words(document, values)?,
        variables,
    )
}

fn by_operator(
    document: &Document,
    mapping: NodeId,
    variables: Variables,
) -> Option<Vec<Condition>> {
    let mut conditions = Vec::new();
    if document.node(mapping).role != Role::Mapping || has_more(document, mapping) != More::Nothing
    {
        return None;
    }
    for pair in pairs(document, mapping) {
        let operator = document.text(document.unwrapped(document.key(pair)?));
        let keys = document.unwrapped(document.value(pair)?);
        if document.node(keys).role != Role::Mapping || has_more(document, keys) != More::Nothing {
            return None;
        }
        for pair in pairs(document, keys) {
            let key = document.text(document.unwrapped(document.key(pair)?));
            let values = words(document, document.value(pair)?)?;
            conditions.push(Condition::read(
                operator.as_str(),
                key.as_str(),
                &values,
                variables,
            )?);
        }
    }
    Some(conditions)
}

fn pairs(document: &Document, mapping: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    document
        .children(mapping)
        .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
}

/// Texts, numbers and truth values, of a list or alone; a computed one is a [`HOLE`].
fn words(document: &Document, value: NodeId) -> Option<Vec<String>> {
    items_in(document, value)
        .into_iter()
        .map(|value| match only_string(document, value) {
            Some(string) => Some(whole_in_iam(&document.shared_text(string))),
            None => {
                let word = document.spelling(value).trim();
                let is_word =
                    word.len() <= 64 && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
                let is_constant = is_word
                    && (word.eq_ignore_ascii_case("true")
                        || word.eq_ignore_ascii_case("false")
                        || word.parse::<f64>().is_ok());
                match document.node(value).role {
                    _ if is_constant => Some(word.to_ascii_lowercase()),
                    Role::Mapping => None,
                    _ => Some(HOLE.to_string()),
                }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
