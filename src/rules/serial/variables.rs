//! The variables of a document: what each is given, and where it is used.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::site::{LONGEST, Site};
use crate::syntax::command::{self, Expansion};
use crate::syntax::{Document, NodeId, Role, Text};

/// The variables of a document, gathered when the first is asked for.
pub struct Variables<'a> {
    document: &'a Document,
    gathered: OnceCell<Gathered<'a>>,
}

/// How many values of one variable are looked at where it is used.
const MOST_GIVEN: usize = 32;
/// How many values are looked at that a variable may have through others.
const MOST_FOLLOWED: usize = 64;
/// With more uses of a variable than this nobody could review them.
pub const MOST_USES: usize = 64;
/// How far around a use what becomes of it is looked for, in nodes.
const USE_REACH: usize = 256;

/// Programs that only show or test what they are given.
const SHOWING: [&str; 4] = ["echo", "printf", "test", "["];

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
    /// The expansions of each variable, by layer.
    expansions: HashMap<(usize, &'a str), Vec<NodeId>>,
}

impl<'a> Variables<'a> {
    /// The variables of a document.
    pub fn new(document: &'a Document) -> Variables<'a> {
        Variables {
            document,
            gathered: OnceCell::new(),
        }
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
    fn given(&self, name: &str, used: NodeId) -> &[NodeId] {
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
            for node in self.given(name, used).iter().copied().chain(default) {
                let text = document.shared_text(node);
                left.push(Site {
                    node,
                    range: 0..text.len(),
                    text,
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
        let start = node.range.start;
        let here = self.function(site).and_then(|here| ends.get(&Some(here)));
        match here {
            Some((first, last)) if *first <= start => *last <= start,
            _ => ends
                .iter()
                .all(|(function, (_, last))| function.is_none() && *last <= start),
        }
    }

    /// Whether a site's variable stands anywhere but in calls that authenticate, and where it is shown or tested.
    pub fn has_other_use(&self, site: &Site) -> bool {
        let document = self.document;
        let assignment = document
            .parent(site.node)
            .filter(|parent| document.node(*parent).role == Role::Assignment);
        let Some((assignment, name)) =
            assignment.and_then(|id| Some((id, document.spelling(document.key(id)?))))
        else {
            return false;
        };
        let layer = document.node(site.node).layer();
        let is_local = document
            .parent(assignment)
            .is_some_and(|declaration| command::is_local(document, declaration));
        let here = self.function(site.node).filter(|_| is_local);
        let uses = self.gathered().expansions.get(&(layer, name));
        let uses = uses.map_or(&[][..], Vec::as_slice);
        uses.len() > MOST_USES
            || uses
                .iter()
                .filter(|id| here.is_none() || self.function(**id) == here)
                .any(|id| !is_harmless(document, site, *id))
    }
}

impl<'a> Gathered<'a> {
    fn of(document: &'a Document) -> Gathered<'a> {
        let mut gathered = Gathered::default();
        let mut functions: Vec<NodeId> = Vec::new();
        let mut commands: Vec<NodeId> = Vec::new();
        for id in document.nodes() {
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
                Role::Function => functions.push(id),
                _ => {}
            }
        }
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
                    let end = node.range.end;
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
                    self.give(document, Cow::Owned(name), value, function);
                }
            }
            Role::Interpolation => {
                let name = command::variable(document, id);
                self.expansions
                    .entry((node.layer(), name))
                    .or_default()
                    .push(id);
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
        if document.node(value).range.len() > LONGEST {
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
    let mut holes = site.text.holes();
    if holes.next()? != site.range || holes.next().is_some() {
        return None;
    }
    if document.node(site.node).role == Role::Interpolation {
        return Some(site.node);
    }
    document
        .descendants(site.node)
        .find(|id| document.node(*id).role == Role::Interpolation)
}

/// Whether a use of a site's variable is a call of the site's, or only shows or tests it.
fn is_harmless(document: &Document, site: &Site, usage: NodeId) -> bool {
    let mut shown = None;
    for ancestor in document.ancestors(usage).take(USE_REACH) {
        let node = document.node(ancestor);
        match node.role {
            Role::Command if site.calls.contains(&ancestor) => return true,
            Role::Command if shown.is_none() => {
                let program = command::program(document, ancestor).unwrap_or_default();
                if !SHOWING.contains(&program.as_str()) {
                    return false;
                }
                shown = Some(ancestor);
            }
            // What is shown may be taken for something else.
            Role::Interpolation if shown.is_some() => return false,
            Role::Assignment if shown.is_none() => {
                return is_other_name(document, site, ancestor);
            }
            Role::Pipeline if shown.is_some() => return false,
            Role::String if command::is_input(document, ancestor) => return false,
            Role::Function if shown.is_some() => return !site.calls.is_empty(),
            Role::Test => return true,
            _ => {}
        }
    }
    shown.is_some()
}

/// Whether an assignment gives a site's variable another name, which the calls were found through.
fn is_other_name(document: &Document, site: &Site, assignment: NodeId) -> bool {
    !site.calls.is_empty()
        && document.value(assignment).is_some_and(|value| {
            let text: Text = document.text(value);
            text.holes().next() == Some(0..text.len())
                && !document.spelling(value).contains(['#', '%'])
        })
}

#[cfg(test)]
mod tests;
