//! Strings that something formats before they are used: `.format(…)`, and the functions of a
//! [`Migration`](super::migration::Migration).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::document::Document;
use super::escape::Escapes;
use super::migration::Does;
use super::name::normal;
use super::node::{NodeId, Role};
use super::text::HOLE;
use crate::ascii_regex::ascii_regex;

/// What the surroundings of a string make of its content.
pub(super) fn of(document: &Document, string: NodeId) -> Escapes {
    let Some(parent) = document.parent(string) else {
        return Escapes::None;
    };
    if document.node(parent).layer() != document.node(string).layer() {
        return Escapes::None;
    }
    let is_first = || document.named_children(parent).next() == Some(string);
    let around = match document.node(parent).role {
        // Such a function also takes a list whose first element is the string.
        Role::Sequence if is_first() => document.parent(parent),
        _ => Some(parent),
    };
    let Some(around) = around else {
        return Escapes::None;
    };
    let named = match document.node(around).role {
        Role::Other => {
            let kind = document.node(around).kind();
            function(document, |function| function.tag == kind)
        }
        Role::Pair => key(document, around)
            .and_then(|key| function(document, |function| function.name == key)),
        _ => None,
    };
    named.unwrap_or_else(|| {
        document
            .ancestors(string)
            .take(3)
            .find(|ancestor| document.node(*ancestor).role == Role::Call)
            .map_or(Escapes::None, |call| in_call(document, string, call))
    })
}

/// The escapes of what a function formats.
fn function(
    document: &Document,
    is: impl Fn(&super::migration::Function) -> bool,
) -> Option<Escapes> {
    let mut functions = document.migration.functions.iter();
    functions.find_map(|function| match function.does {
        Does::Format(escapes) if is(function) => Some(escapes),
        _ => None,
    })
}

/// What a call makes of a string that is its receiver or its first argument.
fn in_call(document: &Document, string: NodeId, call: NodeId) -> Escapes {
    let is_argument = document.is_argument(string, call);
    let is_first = || {
        document
            .value(call)
            .and_then(|arguments| document.named_children(arguments).next())
            .is_some_and(|first| first == string || document.is_within(string, first))
    };
    let Some(key) = document.key(call) else {
        return Escapes::None;
    };
    match document.spelling(key) {
        "format" if !is_argument => Escapes::Braces,
        "Format" if is_argument && is_first() => Escapes::Braces,
        name => {
            // With what stands before it: `Fn.sub` is one, and `re.sub` isn't.
            let text = document.layer_of(call).text.as_str();
            let called = &text[document.node(call).range().start..document.node(key).range().end];
            let is = |call: &&str| called.ends_with(call) && call.rsplit('.').next() == Some(name);
            function(document, |function| function.calls.iter().any(&is))
                .filter(|_| is_argument && is_first())
                .unwrap_or(Escapes::None)
        }
    }
}

fn key(document: &Document, pair: NodeId) -> Option<&str> {
    let key = document.key(pair)?;
    Some(
        document
            .spelling(key)
            .trim_matches(|c| matches!(c, '"' | '\'')),
    )
}

/// Functions that format their first argument, or the string that they are a method of (normalised).
pub(super) const CALLS: [&str; 2] = ["format", "sprintf"];
/// Operators that format what stands before them.
const OPERATORS: [&str; 3] = ["%", "-f", "-F"];
/// Into a longer string (bytes) no value is looked for.
const LONGEST: usize = 8192;
/// How many values are looked at that are put into one string.
const MOST_VALUES: usize = 64;
/// How many nodes may stand between a value and what puts it into a string.
const REACH: usize = 4;

/// A place in a string that a value is put into: `%s`, `%[2]s`, `%(name)s`, `{}`, `{0}`, `{name}`, `${name}`.
static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"%%|%(?:\[(?P<at>\d+)\]|\((?P<of>\w+)\))?[-+ #0]*\d*(?:\.\d+)?[a-zA-Z]|(?P<sign>\$?)\{(?P<name>\w*)(?:[:!][^{}]*)?\}",
    )
    .ok()
});

/// A place of a string that a value is put into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Where it is (bytes of the string's text).
    pub at: Range<usize>,
    /// The value, where it stands beside the string.
    pub value: Option<NodeId>,
}

/// Which value a place takes.
enum Takes {
    Next,
    Number(usize),
    Named(String),
}

impl Document {
    /// The places of a string that values may be put into, with those that stand beside it: the arguments of the call that
    /// formats it, what stands after an operator that does, and what a function's names stand for.
    pub fn put_into(&self, string: NodeId) -> Vec<Put> {
        if self.node(string).range().len() > LONGEST {
            return Vec::new();
        }
        let values = values_of(self, string);
        let text = self.shared_text(string);
        let mut next = 0;
        let mut put = Vec::new();
        for (at, takes) in places(text.as_str()) {
            let value = match takes {
                Takes::Next => {
                    next += 1;
                    positional(self, &values).nth(next - 1)
                }
                Takes::Number(number) => positional(self, &values).nth(number),
                Takes::Named(name) => values
                    .iter()
                    .filter(|value| self.node(**value).role == Role::Pair)
                    .find(|pair| {
                        let key = self.key(**pair);
                        key.is_some_and(|key| self.text(key).as_str() == name)
                    })
                    .and_then(|pair| self.value(*pair)),
            };
            put.push(Put { at, value });
        }
        put
    }

    /// The string that a value is put into, and where (bytes of its text).
    pub fn put_where(&self, value: NodeId) -> Option<(NodeId, Vec<Range<usize>>)> {
        let layer = self.node(value).layer();
        self.ancestors(value)
            .take(REACH)
            .take_while(|around| self.node(*around).layer() == layer)
            .find_map(|around| {
                let string = formatted(self, around).filter(|string| *string != value)?;
                let is_put = |id: &NodeId| {
                    let is_pair = self.node(*id).role == Role::Pair;
                    let put = Some(*id).filter(|_| !is_pair).or_else(|| self.value(*id));
                    put.is_some_and(|put| only(self, put) == value)
                };
                values_of(self, string).iter().find(|id| is_put(id))?;
                let put = self.put_into(string).into_iter();
                let own = put.filter(|put| put.value.is_some_and(|put| only(self, put) == value));
                let places: Vec<Range<usize>> = own.map(|put| put.at).collect();
                (!places.is_empty()).then_some((string, places))
            })
    }
}

impl Document {
    /// What a string says up to a place (bytes of its text), with what is written out of the values that are put into it, and
    /// [`HOLE`] for the others.
    pub fn filled(&self, string: NodeId, end: usize) -> String {
        let text = self.shared_text(string);
        let put = self.put_into(string);
        let is_put = |hole: &Range<usize>| {
            let after = put.partition_point(|put| put.at.end <= hole.start);
            put.get(after).is_some_and(|put| put.at.start < hole.end)
        };
        let holes = text.holes().filter(|hole| !is_put(hole));
        let mut places: Vec<(Range<usize>, Option<String>)> =
            holes.map(|hole| (hole, None)).collect();
        places.extend(put.iter().map(|put| {
            let value = put.value.and_then(|value| written(self, value));
            (put.at.clone(), value)
        }));
        places.sort_by_key(|(at, _)| at.start);
        let mut filled = String::new();
        let mut done = 0;
        for (at, value) in places.into_iter().filter(|(at, _)| at.end <= end) {
            if at.start < done {
                continue;
            }
            filled.push_str(&text.as_str()[done..at.start]);
            match value {
                Some(value) => filled.push_str(&value),
                None => filled.push(HOLE),
            }
            done = at.end;
        }
        filled.push_str(&text.as_str()[done..end]);
        filled
    }
}

/// What a value says, where it is a string and nothing of it is computed.
fn written(document: &Document, value: NodeId) -> Option<String> {
    let string = only(document, value);
    let text = Some(string)
        .filter(|string| document.node(*string).role == Role::String)
        .map(|string| document.shared_text(string))?;
    (!text.has_hole(0..text.len())).then(|| text.as_str().to_owned())
}

/// What a value is, without a call that has no other argument: `jsii.String("x")`.
fn only(document: &Document, value: NodeId) -> NodeId {
    let value = document.unwrapped(value);
    let arguments = Some(value)
        .filter(|call| document.node(*call).role == Role::Call)
        .and_then(|call| document.value(call));
    let Some(arguments) = arguments else {
        return value;
    };
    let mut arguments = document.named_children(arguments);
    let first = arguments.next().filter(|_| arguments.next().is_none());
    first.map_or(value, |first| document.unwrapped(first))
}

/// The string that a call, an operator or a function formats.
fn formatted(document: &Document, around: NodeId) -> Option<NodeId> {
    match document.node(around).role {
        Role::Call => {
            let arguments = document.value(around)?;
            let is_string = |node: &NodeId| document.node(*node).role == Role::String;
            let receiver = document.key(around).and_then(|_| {
                let mut below = document.descendants(around).take(MOST_VALUES);
                below.find(is_string)
            });
            receiver
                .filter(|string| !document.is_within(*string, arguments))
                .or_else(|| {
                    let mut arguments = document
                        .named_children(arguments)
                        .take(MOST_VALUES)
                        .map(|argument| document.unwrapped(argument));
                    arguments.find(is_string)
                })
        }
        Role::Other => operand(document, around).map(|(string, _)| string),
        Role::Sequence => document
            .named_children(around)
            .next()
            .map(|first| document.unwrapped(first))
            .filter(|first| document.node(*first).role == Role::String),
        _ => None,
    }
}

/// The string before an operator that formats it, and what stands after the operator.
pub(super) fn operand(document: &Document, expression: NodeId) -> Option<(NodeId, NodeId)> {
    let mut children = document.children(expression).take(MOST_VALUES);
    let before = children.find(|child| document.node(*child).is_named)?;
    let is_formatting = children.any(|child| {
        !document.node(child).is_named && OPERATORS.contains(&document.spelling(child))
    });
    let after = children.find(|child| document.node(*child).is_named)?;
    let string = document.unwrapped(before);
    (is_formatting && document.node(string).role == Role::String).then_some((string, after))
}

/// What is put into a string, in order; what has a name is a pair.
fn values_of(document: &Document, string: NodeId) -> Vec<NodeId> {
    let layer = document.node(string).layer();
    let mut inner = string;
    for around in document.ancestors(string).take(REACH) {
        let node = document.node(around);
        if node.layer() != layer {
            break;
        }
        match node.role {
            Role::Call => return of_call(document, string, around),
            Role::Sequence => {
                let mut items = document.named_children(around).take(2);
                let is_first = items.next() == Some(inner);
                let names = items
                    .map(|item| document.unwrapped(item))
                    .find(|item| document.node(*item).role == Role::Mapping)
                    .filter(|_| is_first && of(document, string) != Escapes::None);
                if let Some(names) = names {
                    return document.named_children(names).take(MOST_VALUES).collect();
                }
            }
            Role::Other => {
                if let Some((formatted, after)) = operand(document, around)
                    && formatted == string
                {
                    let values = document.unwrapped(after);
                    return match document.node(values).role {
                        Role::Sequence | Role::Mapping => document
                            .named_children(values)
                            .take(MOST_VALUES)
                            .map(|value| document.unwrapped(value))
                            .collect(),
                        _ => vec![after],
                    };
                }
            }
            _ => {}
        }
        inner = around;
    }
    Vec::new()
}

/// What a call puts into a string that is its receiver or one of its arguments.
fn of_call(document: &Document, string: NodeId, call: NodeId) -> Vec<NodeId> {
    let Some(arguments) = document.value(call) else {
        return Vec::new();
    };
    let all: Vec<NodeId> = document
        .named_children(arguments)
        .take(MOST_VALUES)
        .map(|argument| document.unwrapped(argument))
        .collect();
    let is_method = !document.is_argument(string, call);
    let name = document.key(call).map(|key| normal(document.spelling(key)));
    let from = match all.iter().position(|argument| *argument == string) {
        Some(at) => at + 1,
        None if is_method && name.is_some_and(|name| CALLS.contains(&name.as_str())) => 0,
        None => return Vec::new(),
    };
    all[from..].to_vec()
}

/// The values without names, up to one that may be several.
fn positional<'a>(
    document: &'a Document,
    values: &'a [NodeId],
) -> impl Iterator<Item = NodeId> + 'a {
    let role = |value: &NodeId| document.node(*value).role;
    values
        .iter()
        .copied()
        .take_while(move |value| role(value) != Role::Spread)
        .filter(move |value| role(value) != Role::Pair)
}

/// The places of a text that values are put into.
fn places(text: &str) -> Vec<(Range<usize>, Takes)> {
    let Some(regex) = PLACE.as_ref() else {
        return Vec::new();
    };
    let found = regex.captures_iter(text).take(MOST_VALUES);
    found
        .filter_map(|found| {
            let all = found.get(0)?;
            let number = |name: &str| found.name(name)?.as_str().parse::<usize>().ok();
            let named = |name: &str| Some(Takes::Named(found.name(name)?.as_str().to_owned()));
            let takes = match found.name("name").map(|name| name.as_str()) {
                _ if all.as_str() == "%%" => return None,
                Some("") if found.name("sign").is_none_or(|sign| sign.is_empty()) => Takes::Next,
                Some("") => return None,
                Some(_) => match number("name") {
                    Some(number) => Takes::Number(number),
                    None => named("name")?,
                },
                None => match number("at") {
                    Some(number) => Takes::Number(number.checked_sub(1)?),
                    None => named("of").unwrap_or(Takes::Next),
                },
            };
            Some((all.range(), takes))
        })
        .collect()
}
