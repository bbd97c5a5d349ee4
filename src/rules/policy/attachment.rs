//! What one node around a policy tells of who holds it, and of the names by which it goes on.

pub mod client;
mod clue;
mod commands;
mod loops;
mod neighbours;
pub mod prose;

pub use self::clue::{Clue, Found, Name};
use self::commands::{of_command, of_commands};
use self::neighbours::{is_given, of_neighbours};
use super::literals::literal;
use super::members::{self, callee, calls_of, chain, entries, entry_name, is_local, name_of};
use super::{harmless, parameters};
use crate::iam::holder::{self, Holder};
use crate::syntax::{Document, NodeId, Role};

/// Keys of what only mentions a policy.
const MENTIONING: [&str; 11] = [
    "dependson",
    "resource",
    "resources",
    "notresource",
    "notresources",
    "condition",
    "conditions",
    "outputs",
    "output",
    "tags",
    "description",
];
/// A mapping with more in it isn't looked through.
const MOST_ENTRIES: usize = 500;
/// What a node tells; `from` is the node in it that leads to the policy.
pub fn at(document: &Document, node: NodeId, from: NodeId) -> Clue {
    let mut clue = Clue {
        found: Vec::new(),
        is_near_mapping: false,
        keeps_value: true,
        only_mentions: false,
        is_end: false,
        steps: 1,
    };
    if document.is_function(node) {
        of_function(document, node, &mut clue);
        return clue;
    }
    let is_member = document
        .parent(node)
        .is_some_and(|parent| document.node(parent).role == Role::Mapping);
    match document.node(node).role {
        Role::Mapping => of_mapping(document, node, &mut clue),
        Role::Pair if document.is_block(node) => of_block(document, node, &mut clue),
        Role::Pair => of_pair(document, node, &mut clue),
        Role::Assignment if is_member => of_pair(document, node, &mut clue),
        Role::Assignment => of_assignment(document, node, &mut clue),
        Role::Call => of_call(document, node, from, &mut clue),
        Role::Command => of_command(document, node, &mut clue),
        Role::Other | Role::Concatenation => {
            // `(x := value)`, a parameter's default.
            if document.named_value(node) == Some(from) {
                of_assignment(document, node, &mut clue);
            } else if let Some(left) = document.extended(node).filter(|left| *left != from) {
                clue.found.extend(goes_on(document, node, left));
            }
            if document.layer_of(node).language.commands.is_some() {
                of_commands(document, node, &mut clue);
            }
        }
        Role::Pipeline if document.layer_of(node).language.commands.is_some() => {
            of_commands(document, node, &mut clue);
        }
        Role::CodeBlock => of_code_block(document, node, &mut clue),
        _ => {}
    }
    clue
}

/// A block of code: the file that the paragraph before it says it is.
fn of_code_block(document: &Document, block: NodeId, clue: &mut Clue) {
    const MOST_BEFORE: usize = 40;
    let parent = document.parent(block);
    let mut spans = document
        .nodes_before(block)
        .take(MOST_BEFORE)
        .take_while(|id| {
            // The last paragraph only, and no other block.
            document.node(*id).role != Role::CodeBlock
                && !matches!(document.node(*id).role, Role::Heading(_))
        })
        .filter(|id| document.node(*id).role == Role::CodeSpan)
        .map(|id| document.text(id).as_str().to_owned());
    let is_file = |name: &String| {
        [".json", ".yml", ".yaml"]
            .iter()
            .any(|ending| name.ends_with(ending))
            && !name.contains(char::is_whitespace)
    };
    if parent.is_some()
        && let Some(file) = spans.find(is_file)
    {
        let name = file.rsplit('/').next().unwrap_or_default();
        clue.found.push(Found::Goes(Name::Text(name.to_owned())));
    }
}

/// The function around: what it returns goes on by its name.
fn of_function(document: &Document, function: NodeId, clue: &mut Clue) {
    match document.function_name(function) {
        Some(name) => {
            clue.found.push(Found::Goes(Name::Variable {
                word: document.spelling(name).to_owned(),
                scope: None,
                of_object: true,
                class: None,
            }));
            clue.is_end = true;
        }
        // What a function without a name is assigned to is its name, and a call that is given what it makes does something with that.
        None => {
            let parent = document.parent(function);
            let is_assigned =
                parent.is_some_and(|parent| document.node(parent).role == Role::Assignment);
            let gives = !document.spelling(function).trim_end().ends_with('}');
            let is_argument = document.ancestors(function).take(2).any(|around| {
                document.node(around).role == Role::Call && document.is_argument(function, around)
            });
            clue.is_end = !(is_assigned || gives && is_argument);
        }
    }
}

fn of_mapping(document: &Document, mapping: NodeId, clue: &mut Clue) {
    if document.children(mapping).nth(MOST_ENTRIES).is_some() {
        return;
    }
    let entries = entries(document, mapping);
    clue.steps += entries.len();
    let is_policy = entries
        .iter()
        .any(|(key, _)| matches!(key.as_str(), "statement" | "version" | "effect"));
    clue.is_near_mapping = !entries.is_empty() && !is_policy;
    let made = document.name_before(mapping);
    if let Some(holder) = holder::of_type(made) {
        clue.found.push(Found::Holder(holder));
    } else {
        let sent = client::sent_by_package(document, mapping);
        clue.found
            .extend(sent.and_then(|(package, operation)| client::given(package, operation)));
    }
    of_neighbours(document, mapping, &entries, clue);
}

fn of_block(document: &Document, block: NodeId, clue: &mut Clue) {
    let key = entry_name(document, block).unwrap_or_default();
    let labels: Vec<&str> = document
        .named_children(block)
        .skip(1)
        .take(2)
        .filter(|label| document.node(*label).role == Role::String)
        .map(|label| document.spelling(label).trim_matches('"'))
        .collect();
    let behind = |qualifier: &str, name: &str| {
        Found::Goes(Name::Behind(qualifier.to_owned(), name.to_owned()))
    };
    match (key.as_str(), labels.as_slice()) {
        ("resource" | "data", [kind, name]) => {
            if let Some(holder) =
                of_secrets(document, block, kind).or_else(|| holder::of_type(kind))
            {
                clue.found.push(Found::Holder(holder));
            }
            clue.found.push(behind(kind, name));
            clue.is_end = true;
        }
        ("module", [name]) => {
            clue.found.push(behind("module", name));
            if let Some(holder) = holder::of_module(name) {
                clue.found.push(Found::Weak(holder));
            }
            clue.is_end = true;
        }
        ("variable", [name]) => {
            clue.found.push(behind("var", name));
            clue.is_end = true;
        }
        ("output", [_]) => clue.only_mentions = true,
        _ => of_key(document, block, clue),
    }
}

/// Who holds the policies of a role of Vault's, which is none of IAM's (Vault's documentation, "AWS secrets engine").
fn of_secrets(document: &Document, block: NodeId, kind: &str) -> Option<Holder> {
    if kind != "vault_aws_secret_backend_role" {
        return None;
    }
    let body = document
        .named_children(block)
        .find(|child| document.node(*child).role == Role::Mapping)?;
    if document.children(body).nth(MOST_ENTRIES).is_some() {
        return None;
    }
    let entries = entries(document, body);
    let (_, value) = entries.iter().find(|(key, _)| key == "credentialtype")?;
    match literal(document, *value)?.as_str() {
        "iam_user" => Some(Holder::User),
        "assumed_role" | "federation_token" | "session_token" => Some(Holder::Session),
        _ => None,
    }
}

/// The local value whose mapping a pair is directly in, where that is no policy or statement.
fn local_around(document: &Document, pair: NodeId) -> Option<NodeId> {
    let mapping = document.parent(pair)?;
    let local = document
        .ancestors(mapping)
        .take(2)
        .find(|around| document.node(*around).role == Role::Pair)?;
    let is_element = entry_name(document, pair)
        .is_some_and(|key| matches!(key.as_str(), "statement" | "version" | "effect" | "id"));
    (document.node(mapping).role == Role::Mapping
        && document.value(local) == Some(mapping)
        && !is_element
        && is_local(document, local))
    .then_some(local)
}

/// The keys that lead to a pair in a file of Serverless's, from `custom`, which other values of the file name by them
/// (Serverless Framework's documentation, "Variables").
fn of_custom(document: &Document, pair: NodeId, word: &str) -> Option<Name> {
    const DEEPEST: usize = 16;
    let mut keys: Vec<String> = document
        .ancestors(pair)
        .take(DEEPEST)
        .filter(|around| document.node(*around).role == Role::Pair)
        .filter_map(|around| document.key(around))
        .map(|key| document.text(document.unwrapped(key)).as_str().to_owned())
        .collect();
    keys.reverse();
    let is_custom = keys.first().is_some_and(|first| first == "custom");
    is_custom.then(|| Name::Behind(keys.join("."), word.to_owned()))
}

/// Keys of Ansible whose values are variables, and of its modules that set some.
const SETTING: [&str; 4] = ["vars", "set_fact", "ansible.builtin.set_fact", "defaults"];

/// Whether a pair gives one of Ansible's variables a value.
fn is_filled_in(document: &Document, pair: NodeId) -> bool {
    document
        .ancestors(pair)
        .take(2)
        .find(|around| document.node(*around).role == Role::Pair)
        .and_then(|around| document.key(around))
        .is_some_and(|key| SETTING.contains(&document.text(document.unwrapped(key)).as_str()))
}

/// What the module tells that Terragrunt gives inputs.
fn of_inputs(document: &Document, pair: NodeId) -> Option<Holder> {
    const MOST_BLOCKS: usize = 64;
    let body = document.parent(pair)?;
    let blocks = document
        .named_children(body)
        .take(MOST_BLOCKS)
        .filter(|block| document.is_block(*block))
        .filter(|block| entry_name(document, *block).as_deref() == Some("terraform"));
    let body = |block| {
        document
            .named_children(block)
            .find(|child| document.node(*child).role == Role::Mapping)
    };
    let source = blocks.filter_map(body).find_map(|body| {
        let pairs = document.named_children(body).take(MOST_BLOCKS);
        pairs
            .filter(|pair| document.node(*pair).role == Role::Pair)
            .find(|pair| entry_name(document, *pair).as_deref() == Some("source"))
    })?;
    let source = literal(document, document.value(source)?)?;
    let path = source.split('?').next().unwrap_or_default();
    holder::of_module(path.rsplit('/').next().unwrap_or_default())
}

fn of_pair(document: &Document, pair: NodeId, clue: &mut Clue) {
    let is_typed = document.value(pair).is_some_and(|value| {
        document.node(value).role == Role::Mapping
            && document.children(value).nth(MOST_ENTRIES).is_none()
            && entries(document, value)
                .iter()
                .any(|(key, _)| key == "type")
    });
    let Some(key) = document.key(pair) else {
        return;
    };
    let text = document.text(document.unwrapped(key));
    // Terraform's JSON: the type, and in it the name.
    let kind = document
        .ancestors(pair)
        .take(2)
        .find(|around| document.node(*around).role == Role::Pair)
        .and_then(|around| document.key(around))
        .map(|kind| document.text(kind).as_str().to_owned())
        .filter(|kind| kind.starts_with("aws_"));
    if let Some(kind) = kind {
        let name = Name::Behind(kind, text.as_str().to_owned());
        clue.found.push(Found::Goes(name));
    }
    if let Some(local) = local_around(document, pair) {
        let key = document.key(local).map(|key| document.text(key));
        if let Some(key) = key {
            clue.found.push(Found::Goes(Name::MemberOf {
                word: key.as_str().to_owned(),
                member: text.as_str().to_owned(),
            }));
            of_key(document, local, clue);
            of_key(document, pair, clue);
            clue.is_end = true;
            return;
        }
    }
    if document.layer_of(pair).language.commands.is_none() {
        clue.found
            .extend(of_custom(document, pair, text.as_str()).map(Found::Goes));
        clue.found
            .extend(loops::element(document, pair).map(Found::Goes));
        if is_filled_in(document, pair) {
            let name = Name::Filled(text.as_str().to_owned());
            clue.found.push(Found::Goes(name));
        }
    }
    if text.as_str() == "inputs" {
        clue.found
            .extend(of_inputs(document, pair).map(Found::Holder));
    }
    if is_local(document, pair) {
        let name = Name::Behind("local".to_owned(), text.as_str().to_owned());
        clue.found.push(Found::Goes(name));
        clue.is_end = true;
    }
    if is_typed {
        // A logical identifier.
        let name = Name::Text(text.as_str().to_owned());
        clue.found.push(Found::Goes(name));
        return;
    }
    of_key(document, pair, clue);
}

fn of_key(document: &Document, pair: NodeId, clue: &mut Clue) {
    let Some(key) = document.key(pair) else {
        return;
    };
    let text = document.text(document.unwrapped(key));
    if holder::is_boundary(text.as_str()) {
        clue.found.push(Found::Boundary);
    }
    if let Some(holder) = holder::of_key(text.as_str()) {
        clue.found.push(Found::Holder(holder));
    } else if holder::is_inline(text.as_str()) {
        clue.found.push(Found::Weak(Holder::Role));
    }
    // Terraform's JSON has its resources by their types.
    let holds_types = || {
        document.value(pair).is_some_and(|value| {
            document
                .named_children(value)
                .next()
                .filter(|first| document.node(*first).role == Role::Pair)
                .and_then(|first| document.key(first))
                .is_some_and(|key| document.text(key).as_str().starts_with("aws_"))
        })
    };
    clue.only_mentions = name_of(document, key)
        .is_some_and(|name| MENTIONING.contains(&name.as_str()) && !holds_types());
}

fn of_assignment(document: &Document, assignment: NodeId, clue: &mut Clue) {
    clue.is_end = true;
    let Some(key) = document.key(assignment) else {
        return;
    };
    clue.found.extend(goes_on(document, assignment, key));
    let named = clue.found.iter().find_map(|found| match found {
        Found::Goes(name) => holder::of_key(name.word()),
        _ => None,
    });
    clue.found.extend(named.map(Found::Holder));
}

/// How many names of what a value is taken apart into are followed.
const MOST_PARTS: usize = 8;

/// The names by which goes on what is given to what stands on the left of a sign: one, or each of `{a, b}`.
fn goes_on(document: &Document, assignment: NodeId, left: NodeId) -> Vec<Found> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let spelling = document.spelling(left);
    let scope = || {
        let mut functions = document.ancestors(assignment);
        let outermost = functions.by_ref().filter(|id| document.is_function(*id));
        outermost.last()
    };
    let variable = |word: &str, of_object: bool, scope: Option<NodeId>| {
        Found::Goes(Name::Variable {
            word: word.to_owned(),
            class: class_of(document, assignment).filter(|_| scope.is_none()),
            scope,
            of_object,
        })
    };
    if spelling.starts_with(['{', '[']) {
        let names = spelling.split(|c| !is_part(c));
        return names
            .filter(|word| !word.is_empty())
            .take(MOST_PARTS)
            .map(|word| variable(word, false, scope()))
            .collect();
    }
    let path = spelling
        .split(['[', ' ', ':', ','])
        .next()
        .unwrap_or_default();
    let word = path.rsplit(|c| !is_part(c)).find(|word| !word.is_empty());
    let Some(word) = word else {
        return Vec::new();
    };
    let of_object = path.trim_start_matches('$') != word;
    let is_shell = document.layer_of(assignment).language.commands.is_some();
    let scope = match of_object || is_shell {
        true => None,
        false => scope(),
    };
    vec![variable(word, of_object, scope)]
}

/// How far around a declaration its class is looked for, in nodes.
const CLASS_REACH: usize = 8;

/// The name of the class, or of what else has a name and a body, that a declaration is in.
fn class_of(document: &Document, declaration: NodeId) -> Option<String> {
    let layer = document.node(declaration).layer();
    document
        .ancestors(declaration)
        .take(CLASS_REACH)
        .take_while(|around| document.node(*around).layer() == layer)
        .filter(|around| document.node(*around).role == Role::Other)
        .find_map(|around| document.function_name(around))
        .map(|name| document.spelling(name).to_owned())
}

/// Methods that put something into what they are methods of.
const PUTTING: [&str; 8] = [
    "addstatement",
    "addstatements",
    "statements",
    "statement",
    "push",
    "append",
    "add",
    "extend",
];

/// What a construct of the CDK is first given: what it is part of.
const SCOPES: [&str; 5] = ["this", "self", "scope", "stack", "app"];

/// Whether a call makes a construct of the CDK: it is given what that is part of, and a name (CDK Developer Guide, "Constructs").
fn is_construct(document: &Document, call: NodeId) -> bool {
    let Some(arguments) = document.value(call) else {
        return false;
    };
    let mut given = document.named_children(arguments);
    let scope = given.next().map(|first| document.spelling(first));
    let name = given.next().map(|second| document.unwrapped(second));
    scope.is_some_and(|scope| SCOPES.contains(&scope))
        && name.is_some_and(|name| {
            matches!(document.node(name).role, Role::String | Role::Concatenation)
        })
}

fn of_call(document: &Document, call: NodeId, from: NodeId, clue: &mut Clue) {
    let callee = callee(document, call);
    let is_argument = document.is_argument(from, call);
    // What a method gives of a value may still be it: `{…}.freeze`.
    clue.keeps_value = harmless::keeps(callee) || !is_argument;
    let (before, method) = harmless::split_last(callee);
    let (_, receiver) = harmless::split_last(before);
    if is_argument && holder::adds_policy(method) {
        let is_named = !receiver.is_empty();
        let receiver = if is_named {
            receiver
        } else {
            "what a call returns"
        };
        clue.found.push(Found::Receiver(receiver.to_owned()));
    } else if let Some(holder) = holder::of_type(callee) {
        clue.found.push(Found::Holder(holder));
    } else if is_argument && holder::is_inline(method) {
        clue.found.push(Found::Weak(Holder::Role));
    } else if is_argument {
        let mut clients = chain(document, call).skip(1);
        if let Some(service) = clients.find_map(|inner| client::service(document, inner)) {
            clue.found.extend(client::given(&service, method));
        } else if client::sent(method).is_some() || !receiver.is_empty() {
            clue.found.push(Found::Called {
                by: receiver.to_owned(),
                operation: method.to_owned(),
            });
        }
    }
    if chain(document, call).any(|call| holder::is_boundary(members::callee(document, call))) {
        clue.found.push(Found::Boundary);
    }
    if is_argument
        && is_construct(document, call)
        && holder::of_type(callee).is_none()
        && !harmless::makes_policy(callee)
    {
        clue.found.push(Found::Unknown(method.to_owned()));
    }
    let callbacks = parameters::of_callbacks(document, call).into_iter();
    clue.found.extend(
        callbacks
            .filter(|(_, function)| !document.is_within(from, *function))
            .map(|(name, function)| Found::Goes(Name::variable(&name, Some(function)))),
    );
    let inner = chain(document, call)
        .skip(1)
        .filter_map(|call| holder::of_type(members::callee(document, call)))
        .map(Found::Holder);
    clue.found.extend(inner.take(usize::from(is_argument)));
    let normal = method.to_ascii_lowercase().replace('_', "");
    // `aws.Statement(…)` makes one.
    let is_type = method.starts_with(char::is_uppercase) && normal.starts_with("statement");
    if is_argument && !is_type && !receiver.is_empty() && PUTTING.contains(&normal.as_str()) {
        clue.found.push(Found::Goes(Name::Variable {
            word: receiver.to_owned(),
            scope: document
                .ancestors(call)
                .filter(|around| document.is_function(*around))
                .last(),
            of_object: false,
            class: None,
        }));
    }
    let entries = calls_of(document, call);
    clue.steps += entries.len();
    for (key, value) in entries {
        if let Some(holder) = holder::of_neighbour(&key).filter(|_| is_given(document, value)) {
            clue.found.push(Found::Beside(holder));
        }
    }
}
