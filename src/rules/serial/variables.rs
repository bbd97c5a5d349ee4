//! The variables of a document: what each is given, and where it is used.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::operations::{self, Taken};
use super::places::Places;
use super::site::{LONGEST, Site};
use crate::iam::derivation;
use crate::syntax::command::{self, Expansion};
use crate::syntax::{Document, NodeId, Role, Text};

/// The variables of a document, gathered when the first is asked for.
pub struct Variables<'a> {
    document: &'a Document,
    gathered: OnceCell<Gathered<'a>>,
    words: OnceCell<HashMap<Cow<'a, str>, Vec<Place>>>,
    lines: OnceCell<Vec<usize>>,
}

/// A place where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes of the file.
    pub at: usize,
    /// Bytes of its text.
    pub offset: usize,
}

/// How many values of one variable are looked at where it is used.
const MOST_GIVEN: usize = 32;
/// How many values are looked at that a variable may have through others.
const MOST_FOLLOWED: usize = 64;
/// With more uses of a variable than this nobody could review them.
pub const MOST_USES: usize = 64;
/// What each variable is given, by name.
type Values<'a> = HashMap<Cow<'a, str>, Vec<NodeId>>;

/// Where the first and the last assignment of a variable end (bytes of its layer's text), by the function they are in.
type Ends = HashMap<Option<NodeId>, (usize, usize)>;

/// What was gathered of a document in one walk.
#[derive(Default)]
struct Gathered<'a> {
    /// The function around each node that a question may be about.
    functions: HashMap<NodeId, NodeId>,
    /// The command around each layer.
    commands: HashMap<usize, NodeId>,
    /// What each variable is given.
    values: Values<'a>,
    /// The same, by the function that it is given it in.
    of_function: HashMap<NodeId, Values<'a>>,
    /// Where each variable of a layer is given a value.
    ends: HashMap<(usize, &'a str), Ends>,
    /// The names in the assignments of each variable.
    keys: HashMap<Cow<'a, str>, Vec<NodeId>>,
    /// The expansions of each variable.
    expansions: HashMap<Cow<'a, str>, Vec<NodeId>>,
    /// The names of functions, where they are defined.
    function_names: HashMap<&'a str, Vec<NodeId>>,
    /// The commands.
    all_commands: Places<NodeId>,
    /// The comments.
    comments: Places<()>,
    /// The arguments of operations, of requests for one, and of what sends these.
    operations: Places<Taken>,
}

impl<'a> Variables<'a> {
    /// The variables of a document.
    pub fn new(document: &'a Document) -> Variables<'a> {
        Variables {
            document,
            gathered: OnceCell::new(),
            words: OnceCell::new(),
            lines: OnceCell::new(),
        }
    }

    /// The places where a word stands in the file, whatever it is there.
    pub fn places(&self, word: &str) -> &[Place] {
        let words = self.words.get_or_init(|| words(self.document));
        words.get(word).map_or(&[], Vec::as_slice)
    }

    /// The line of an offset (bytes of the file), from 1.
    pub fn line(&self, at: usize) -> usize {
        let lines = self.lines.get_or_init(|| {
            let file = self.document.layers().first();
            file.map_or_else(Vec::new, |file| {
                let breaks = file.text.as_str().match_indices('\n');
                breaks
                    .map(|(at, _)| file.text.source_hull(at..at + 1).start)
                    .collect()
            })
        });
        lines.partition_point(|end| *end < at) + 1
    }

    /// The names in a variable's assignments.
    pub fn keys(&self, name: &str) -> &[NodeId] {
        let keys = self.gathered().keys.get(name);
        keys.map_or(&[], Vec::as_slice)
    }

    /// A variable's expansions.
    pub fn expansions(&self, name: &str) -> &[NodeId] {
        let expansions = self.gathered().expansions.get(name);
        expansions.map_or(&[], Vec::as_slice)
    }

    /// The commands, in the order of the file.
    pub fn commands(&self) -> &[(Range<usize>, NodeId)] {
        self.gathered().all_commands.all()
    }

    /// The innermost command around an offset (bytes of the file).
    pub fn command_around(&self, at: usize) -> Option<NodeId> {
        self.gathered().all_commands.around(at)
    }

    /// Whether an offset (bytes of the file) is in a comment.
    pub fn is_comment(&self, at: usize) -> bool {
        self.gathered().comments.around(at).is_some()
    }

    /// The arguments of operations, and what takes them.
    pub fn operations(&self) -> &[(Range<usize>, Taken)] {
        self.gathered().operations.all()
    }

    /// What takes the arguments of a call that an offset (bytes of the file) is in.
    pub fn taken_at(&self, at: usize) -> Option<Taken> {
        self.gathered().operations.around(at)
    }

    /// The functions that scripts define, with their names.
    pub fn functions(&self) -> impl Iterator<Item = (&str, NodeId)> {
        let names = self.gathered().function_names.iter();
        names.flat_map(|(name, keys)| {
            let functions = keys.iter().filter_map(|key| self.document.parent(*key));
            functions.map(|function| (*name, function))
        })
    }

    /// The function that a script defines by this name, the last where there are several.
    pub fn function_named(&self, name: &str) -> Option<NodeId> {
        let names = self.gathered().function_names.get(name)?;
        self.document.parent(*names.last()?)
    }

    /// The name of a function that a script defines.
    pub fn name_of_function(&self, function: NodeId) -> Option<&str> {
        let mut functions = self.functions();
        functions
            .find(|(_, id)| *id == function)
            .map(|(name, _)| name)
    }

    /// Whether a script defines a function of this name.
    pub fn is_function(&self, name: &str) -> bool {
        self.gathered().function_names.contains_key(name)
    }

    /// The line (from 1) on which a function of this name is defined first.
    pub fn line_of_function(&self, name: &str) -> Option<usize> {
        let names = self.gathered().function_names.get(name)?;
        let first = names.iter().map(|id| self.document.source(*id).start).min();
        first.map(|at| self.line(at))
    }

    /// Whether a function of this name is defined at an offset (bytes of the file).
    pub fn is_function_at(&self, name: &str, at: usize) -> bool {
        let names = self.gathered().function_names.get(name);
        names.is_some_and(|names| {
            names
                .iter()
                .any(|id| self.document.source(*id).contains(&at))
        })
    }

    fn gathered(&self) -> &Gathered<'a> {
        self.gathered.get_or_init(|| Gathered::of(self.document))
    }

    /// The function of a script that a node is in: a command, a string, an assignment or an interpolation.
    pub fn function(&self, node: NodeId) -> Option<NodeId> {
        self.gathered().functions.get(&node).copied()
    }

    /// Whether a call stands in a text that a script only shows.
    pub fn is_shown(&self, call: NodeId) -> bool {
        let layer = self.document.node(call).layer();
        layer > 0
            && self.gathered().commands.get(&layer).is_some_and(|command| {
                matches!(
                    command::program(self.document, *command).as_deref(),
                    Some("echo" | "printf")
                )
            })
    }

    /// What a variable is given that is used somewhere: in the same function, if it is given anything there.
    pub fn given(&self, name: &str, used: NodeId) -> &[NodeId] {
        let gathered = self.gathered();
        let all = self
            .function(used)
            .and_then(|here| gathered.of_function.get(&here)?.get(name))
            .or_else(|| gathered.values.get(name));
        all.map_or(&[], |all| &all[..all.len().min(MOST_GIVEN)])
    }

    /// Follows a site that is nothing but a variable to what the variable is given.
    pub fn resolve(&self, site: Site) -> Vec<Site> {
        let document = self.document;
        let mut resolved = Vec::new();
        let mut seen = HashSet::new();
        let mut left = vec![site];
        while let Some(site) = left.pop() {
            if seen.len() > MOST_FOLLOWED || !seen.insert(site.node) {
                continue;
            }
            let variable = only_interpolation(document, &site).map(|node| {
                let expansion = command::expansion(document, node);
                (node, expansion)
            });
            let Some((used, Expansion::Variable { name, default })) = variable else {
                resolved.push(site);
                continue;
            };
            let names = with_name(document, &site, used, name);
            let kept = command::assigns_default(document, used);
            let default = default.map(|node| (node, if kept { &names } else { &site.names }));
            let given = self.given(name, used).iter().map(|node| (*node, &names));
            for (node, names) in given.chain(default) {
                // What code computes may be anything, unless it shows that a user's ARN becomes a device's.
                let is_value = matches!(
                    document.node(node).role,
                    Role::String | Role::Interpolation | Role::Command
                );
                if !is_value && !derivation::is_in(document.spelling(node)) {
                    continue;
                }
                let text = document.shared_text(node);
                left.push(Site {
                    node,
                    range: 0..end_of_arn(&text),
                    text,
                    names: names.clone(),
                    ..site.clone()
                });
            }
        }
        resolved
    }

    /// Whether a variable has its value before a site, as far as the script gives it one: not in a function that is
    /// called who knows when.
    pub fn is_given_before(&self, site: NodeId, name: &str) -> bool {
        let node = self.document.node(site);
        let Some(ends) = self.gathered().ends.get(&(node.layer(), name)) else {
            return true;
        };
        let start = node.range().start;
        let here = self.function(site).and_then(|here| ends.get(&Some(here)));
        match here {
            Some((first, last)) if *first <= start => *last <= start,
            _ => ends
                .iter()
                .all(|(function, (_, last))| function.is_none() && *last <= start),
        }
    }
}

/// Where the ARN ends that a text begins with (bytes): a code may stand behind it. What is no ARN ends with the text.
fn end_of_arn(text: &Text) -> usize {
    let value = text.as_str();
    let is_arn = value.starts_with("arn:") && !value.contains('\n');
    let mut blanks = value.char_indices().filter(|(_, c)| c.is_whitespace());
    let end = blanks
        .find(|(at, c)| !text.has_hole(*at..at + c.len_utf8()))
        .filter(|_| is_arn);
    end.map_or(value.len(), |(at, _)| at)
}

impl<'a> Gathered<'a> {
    fn of(document: &'a Document) -> Gathered<'a> {
        let mut gathered = Gathered::default();
        let mut functions: Vec<NodeId> = Vec::new();
        let mut commands: Vec<NodeId> = Vec::new();
        let mut parts = Parts::default();
        for id in document.nodes() {
            parts.add(document, id);
            for open in [&mut functions, &mut commands] {
                while open
                    .last()
                    .is_some_and(|last| !document.is_within(id, *last))
                {
                    open.pop();
                }
            }
            if let Some(held) = document.held_layer(id) {
                let outer = document.node(id).layer();
                let around = commands.last().or_else(|| gathered.commands.get(&outer));
                if let Some(command) = around.copied() {
                    gathered.commands.insert(held, command);
                }
            }
            gathered.add(document, id, functions.last().copied());
            match document.node(id).role {
                Role::Command => commands.push(id),
                Role::Function => {
                    functions.push(id);
                    if let Some(name) = document.key(id) {
                        let names = &mut gathered.function_names;
                        names.entry(document.spelling(name)).or_default().push(name);
                    }
                }
                // What else a script's language calls a function has a name, too.
                _ if document.is_function(id)
                    && document.layer_of(id).language.commands.is_some() =>
                {
                    if let Some(name) = document.function_name(id) {
                        let names = &mut gathered.function_names;
                        names.entry(document.spelling(name)).or_default().push(name);
                    }
                }
                _ => {}
            }
        }
        gathered.all_commands = Places::new(parts.commands);
        gathered.comments = Places::new(parts.comments);
        gathered.operations = Places::new(parts.operations);
        gathered
    }

    fn add(&mut self, document: &'a Document, id: NodeId, function: Option<NodeId>) {
        let node = document.node(id);
        if let Some(function) = function
            && matches!(
                node.role,
                Role::String | Role::Interpolation | Role::Assignment | Role::Command
            )
        {
            self.functions.insert(id, function);
        }
        match node.role {
            Role::Assignment => {
                if let Some(key) = document.key(id) {
                    let name = document.spelling(key);
                    let word = word_of(document, id, name);
                    self.keys.entry(word).or_default().push(key);
                    let end = node.range().end;
                    let ends = self.ends.entry((node.layer(), name)).or_default();
                    let (first, last) = ends.entry(function).or_insert((end, end));
                    (*first, *last) = (end.min(*first), end.max(*last));
                    if let Some(value) = document.value(id) {
                        self.give(
                            document,
                            Cow::Borrowed(name.trim_start_matches('$')),
                            value,
                            function,
                        );
                    }
                }
            }
            Role::Command => {
                if let Some((name, value)) = command::set(document, id) {
                    let key = command::words(document, id)
                        .into_iter()
                        .find(|word| word.literal() == Some(&name));
                    if let Some(key) = key {
                        let keys = self.keys.entry(Cow::Owned(name.clone()));
                        keys.or_default().push(key.node);
                    }
                    self.give(document, Cow::Owned(name), value, function);
                }
            }
            Role::Interpolation => {
                let name = command::variable(document, id);
                let word = word_of(document, id, name);
                self.expansions.entry(word).or_default().push(id);
                if command::assigns_default(document, id)
                    && let Expansion::Variable {
                        name,
                        default: Some(default),
                    } = command::expansion(document, id)
                {
                    self.give(document, Cow::Borrowed(name), default, function);
                }
            }
            _ => {}
        }
    }

    fn give(
        &mut self,
        document: &Document,
        name: Cow<'a, str>,
        value: NodeId,
        function: Option<NodeId>,
    ) {
        if document.node(value).range().len() > LONGEST {
            return;
        }
        if let Some(function) = function {
            let values = self.of_function.entry(function).or_default();
            values.entry(name.clone()).or_default().push(value);
        }
        self.values.entry(name).or_default().push(value);
    }
}

/// The interpolation that is all of a site's value, if one is.
fn only_interpolation(document: &Document, site: &Site) -> Option<NodeId> {
    if !site.text.holes().any(|hole| hole == site.range) {
        return None;
    }
    if document.node(site.node).role == Role::Interpolation {
        return Some(site.node);
    }
    let source = site.text.source_hull(site.range.clone());
    document
        .descendants(site.node)
        .find(|id| document.node(*id).role == Role::Interpolation && document.source(*id) == source)
}

/// A site's variables, with one more through which its call has the serial number.
fn with_name(document: &Document, site: &Site, used: NodeId, name: &str) -> Vec<String> {
    let mut names = site.names.clone();
    let name = word_of(document, used, name).into_owned();
    if !names.contains(&name) {
        names.push(name);
    }
    names
}

/// The word that stands for a variable wherever the file names it: `X` of `$X` and `$env:X`, in lower case where its
/// language doesn't tell cases apart.
pub fn word_of<'a>(document: &Document, node: NodeId, name: &'a str) -> Cow<'a, str> {
    let start = name
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_part(*c))
        .last()
        .map_or(name.len(), |(at, _)| at);
    let word = &name[start..];
    if command::ignores_case(document, node) {
        Cow::Owned(word.to_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// All words of a file, and where each stands.
fn words(document: &Document) -> HashMap<Cow<'_, str>, Vec<Place>> {
    let mut words: HashMap<Cow<str>, Vec<Place>> = HashMap::new();
    let Some(file) = document.layers().first() else {
        return words;
    };
    let ignores_case = file
        .language
        .commands
        .is_some_and(|commands| commands.ignores_case);
    let text = file.text.as_str();
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let offset = text.len() - rest.len() + start;
        let word = &rest[start..];
        let word = &word[..word.find(|c| !is_part(c)).unwrap_or(word.len())];
        rest = &rest[start + word.len()..];
        if is_in_option(text, offset, word) || is_in_arn(text, offset, word) {
            continue;
        }
        let at = file.text.source_hull(offset..offset + word.len()).start;
        let word = match ignores_case {
            true => Cow::Owned(word.to_lowercase()),
            false => Cow::Borrowed(word),
        };
        words.entry(word).or_default().push(Place { at, offset });
    }
    words
}

/// Whether a word is a part of an ARN: `arn` of `arn:aws:…`, `mfa` of `…:mfa/…`.
fn is_in_arn(text: &str, offset: usize, word: &str) -> bool {
    let (before, after) = (&text[..offset], &text[offset + word.len()..]);
    let is_first = word == "arn"
        && [":aws", ":$", ":{"]
            .iter()
            .any(|next| after.starts_with(next));
    let is_part = before.ends_with(':') && after.starts_with([':', '/']);
    (is_first || is_part) && !before.ends_with(['$', '{'])
}

/// Whether a word is a part of a longer one with hyphens, as an option is: `serial` of `--serial-number`.
fn is_in_option(text: &str, offset: usize, word: &str) -> bool {
    let (before, after) = (&text[..offset], &text[offset + word.len()..]);
    let is_expanded = before.ends_with(['$', '{']);
    let goes_on = after
        .strip_prefix('-')
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic()));
    !is_expanded && (before.ends_with('-') || goes_on)
}

/// The parts of a document that are looked for by place.
#[derive(Default)]
struct Parts {
    commands: Vec<(Range<usize>, NodeId)>,
    comments: Vec<(Range<usize>, ())>,
    operations: Vec<(Range<usize>, Taken)>,
}

impl Parts {
    fn add(&mut self, document: &Document, id: NodeId) {
        match document.node(id).role {
            Role::Command => self.commands.push((document.source(id), id)),
            Role::Comment => self.comments.push((document.source(id), ())),
            Role::Call => {
                let taken = operations::taken(document, id);
                let arguments = taken.and_then(|_| document.value(id));
                if let (Some(taken), Some(arguments)) = (taken, arguments) {
                    self.operations.push((document.source(arguments), taken));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
