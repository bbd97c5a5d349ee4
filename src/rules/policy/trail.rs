//! The trail of a statement through its file: what stands around it, where its policy is named again, and what is done
//! with it there. It tells who holds the policy, and whether anything may change the statement after it is written.

mod around;
mod held;
mod receivers;

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use self::around::{
    fills_in, gives_last, grows_in, is_expanded, is_filled_in, is_measured, is_taken_apart,
    is_value, names_member, overrides_policy,
};
pub use self::held::{Held, SaidAt, Trail};

use super::attachment::{Clue, Found, Name, at, prose};
use super::parameters::{self, Given};
use super::{commands, compared, harmless, members};
use crate::iam::holder::{self, Holder};
use crate::syntax::mention::{Mentions, Use, is_given_on};
use crate::syntax::{Document, NodeId, Role, command};

/// The trails of a document's statements.
pub struct Trails<'a> {
    document: &'a Document,
    mentions: OnceCell<Mentions<'a>>,
    /// The line (from 1) that changes what a construct makes, where there is one.
    overridden: OnceCell<Option<usize>>,
    /// The offset of each line's end in the file.
    line_ends: OnceCell<Vec<usize>>,
    clues: HashMap<NodeId, Rc<Clue>>,
    trails: HashMap<NodeId, Rc<Trail>>,
    steps: usize,
    /// Who holds policies in a file of this path.
    of_path: Option<Holder>,
}

/// How many nodes around a mention are looked at.
const REACH: usize = 200;
/// How many nodes are looked at for all statements of a document.
const MOST_STEPS: usize = 1_000_000;
/// How many places name one thing before it is common.
const MOST_MENTIONS: usize = 400;
/// How many mappings around a policy may say beside it who holds it.
const NEAR_MAPPINGS: usize = 2;

/// What stands before a member of the object or class that code is in.
const OWN_QUALIFIERS: [&str; 6] = ["this", "self", "$this", "cls", "static", "self.class"];

/// A place to look around from.
struct Start {
    node: NodeId,
    /// Whether what stands there is the statement itself, or a value that holds it.
    holds: bool,
    is_mention: bool,
    named: Named,
    /// The name that it is a mention of.
    word: Rc<str>,
}

/// What a trail tells that counts only where something else doesn't.
#[derive(Default)]
struct Aside {
    /// Who may hold the policy.
    weak: Option<(Holder, SaidAt)>,
    /// The line that compares the policy, and whether by its name.
    compares: Option<(usize, bool)>,
}

/// How something is named, which decides what may be done with it there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    /// As a variable of code.
    Variable,
    /// As a value that never changes, of which functions may make others.
    Constant,
    /// In a text, which only commands do anything with.
    Text,
}

impl<'a> Trails<'a> {
    /// The trails of a document. `path` is its file's, with `/` between its parts.
    pub fn new(document: &'a Document, path: &str) -> Trails<'a> {
        Trails {
            document,
            mentions: OnceCell::new(),
            overridden: OnceCell::new(),
            line_ends: OnceCell::new(),
            clues: HashMap::new(),
            trails: HashMap::new(),
            steps: 0,
            of_path: holder::of_path(path),
        }
    }

    /// The trail of a statement, given its mapping or the last call of its chain.
    pub fn of(&mut self, statement: NodeId) -> Rc<Trail> {
        if let Some(known) = self.trails.get(&statement) {
            return Rc::clone(known);
        }
        let trail = Rc::new(self.follow(statement));
        self.trails.insert(statement, Rc::clone(&trail));
        trail
    }

    /// Where the document names something again.
    pub fn mentions(&self) -> &Mentions<'a> {
        self.mentions.get_or_init(|| Mentions::of(self.document))
    }

    /// The line (from 1) that a node begins in.
    pub fn line(&self, node: NodeId) -> usize {
        self.line_of(self.document.source(node).start)
    }

    /// The line (from 1) of an offset (bytes of the file).
    fn line_of(&self, at: usize) -> usize {
        let ends = self.line_ends.get_or_init(|| {
            let Some(file) = self.document.layers().first() else {
                return Vec::new();
            };
            memchr::memchr_iter(b'\n', file.text.as_str().as_bytes())
                .map(|at| file.text.source_hull(at..at + 1).start)
                .collect()
        });
        ends.partition_point(|end| *end < at) + 1
    }

    fn follow(&mut self, statement: NodeId) -> Trail {
        let mut trail = Trail::default();
        let mut aside = Aside::default();
        let mut named: HashSet<Name> = HashSet::new();
        let mut seen: HashSet<NodeId> = HashSet::new();
        let mut queue = VecDeque::from([Start {
            node: statement,
            holds: true,
            is_mention: false,
            named: Named::Text,
            word: Rc::from(""),
        }]);
        while let Some(start) = queue.pop_front() {
            if self.steps > MOST_STEPS {
                trail.is_cut = true;
                break;
            }
            for (name, holds) in self.look_around(&start, &mut trail, &mut aside) {
                if !named.insert(name.clone()) {
                    continue;
                }
                let how = match name {
                    Name::Variable { .. } => Named::Variable,
                    Name::Behind(..) | Name::MemberOf { .. } => Named::Constant,
                    Name::Text(_) | Name::Filled(_) | Name::Element { .. } => Named::Text,
                };
                let mentions = self.mentions_of(&name);
                if matches!(name, Name::Filled(_) | Name::Element { .. }) {
                    let document = self.document;
                    let made = mentions.iter().find(|id| !fills_in(document, **id, &name));
                    if let Some(id) = made.filter(|_| trail.changed.is_none()) {
                        trail.changed = Some(self.line(*id));
                    }
                }
                if mentions.len() > MOST_MENTIONS {
                    trail.is_cut = true;
                    continue;
                }
                let word: Rc<str> = Rc::from(name.word());
                queue.extend(
                    mentions
                        .into_iter()
                        .filter(|node| seen.insert(*node))
                        .map(|node| Start {
                            node,
                            holds,
                            is_mention: true,
                            named: how,
                            word: Rc::clone(&word),
                        }),
                );
            }
        }
        if trail.other.is_none() && !trail.is_users {
            let by_prose = || {
                let (holder, at) = prose::holder(self.document, statement)?;
                Some((holder, SaidAt::Line(self.line_of(at))))
            };
            let by_path = || Some((self.of_path?, SaidAt::Path));
            trail.other = aside.weak.or_else(by_prose).or_else(by_path);
        }
        // What is applied where it differs is right again once it is applied.
        trail.compared = aside
            .compares
            .filter(|(_, by_name)| !*by_name || !trail.is_users)
            .map(|(line, _)| line);
        trail.changed = trail.changed.or_else(|| self.overridden());
        trail
    }

    /// The line (from 1) that changes what a construct makes, by the path of a property in the template (CDK Developer Guide,
    /// "Customize constructs from the AWS Construct Library", "Raw overrides").
    fn overridden(&self) -> Option<usize> {
        *self.overridden.get_or_init(|| {
            let document = self.document;
            let mut calls = document
                .nodes()
                .filter(|id| document.node(*id).role == Role::Call);
            calls
                .find(|call| {
                    harmless::overrides(super::members::callee(document, *call))
                        && overrides_policy(document, *call)
                })
                .map(|call| self.line(call))
        })
    }

    /// The places that name something again.
    fn mentions_of(&mut self, name: &Name) -> Vec<NodeId> {
        let document = self.document;
        let word = name.word();
        let mentions = self.mentions();
        let all = mentions.of_word(word);
        let found: Vec<NodeId> = all
            .iter()
            .copied()
            .filter(|id| match name {
                Name::Text(_) => {
                    !mentions.is_code(*id)
                        || is_value(document, *id)
                        || around::is_in_block(document, *id)
                }
                Name::Filled(_) => is_filled_in(document, *id),
                Name::Element { task, pair, .. } => {
                    document.is_within(*id, *task)
                        && !document.is_within(*id, *pair)
                        && is_filled_in(document, *id)
                }
                Name::MemberOf { word, member } => {
                    mentions.qualifier(*id).ends_with("local")
                        && names_member(document, *id, word, member)
                }
                Name::Behind(qualifier, _) => {
                    let before = mentions.qualifier(*id);
                    let is_behind = before
                        .strip_suffix(qualifier.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                    // A text may have the whole of it.
                    is_behind
                        || document
                            .spelling(*id)
                            .contains(&format!("{qualifier}.{word}"))
                }
                Name::Variable {
                    scope,
                    of_object,
                    class,
                    ..
                } => {
                    let before = mentions.qualifier(*id);
                    let is_own = before.is_empty()
                        || OWN_QUALIFIERS.contains(&before)
                        || class.as_deref() == Some(before);
                    mentions.is_code(*id)
                        && (is_own || *of_object)
                        && !document.declares_parameter(*id)
                        && (!parameters::is_number(word) || is_expanded(document, *id))
                        && scope.is_none_or(|scope| document.is_within(*id, scope))
                }
            })
            .collect();
        self.steps += all.len();
        found
    }

    fn clue(&mut self, node: NodeId, from: NodeId) -> Rc<Clue> {
        if let Some(known) = self.clues.get(&node) {
            return Rc::clone(known);
        }
        let clue = Rc::new(at(self.document, node, from));
        self.steps += clue.steps;
        self.clues.insert(node, Rc::clone(&clue));
        clue
    }

    /// Looks at what stands around a place, outwards. Gives the names by which what stands there goes on, and whether they
    /// are names of the value itself.
    fn look_around(
        &mut self,
        start: &Start,
        trail: &mut Trail,
        Aside { weak, compares }: &mut Aside,
    ) -> Vec<(Name, bool)> {
        let document = self.document;
        let mut holds = start.holds;
        let mut is_judged = !start.is_mention || !holds;
        if start.named == Named::Constant
            && let Use::Member(path) = self.mentions().use_of(start.node)
        {
            is_judged |= harmless::is_identifier(path);
        }
        if start.named == Named::Variable {
            let used = self.mentions().use_of(start.node);
            // `doc.then(d => d.json)`: what the function does with it tells.
            let calls_back =
                matches!(used, Use::Member(_)) && around::gives_to_callback(document, start.node);
            let is_harmless = match used {
                Use::Defined => return Vec::new(),
                _ if around::is_defined_with_others(document, start.node) => return Vec::new(),
                _ if calls_back => {
                    is_judged = true;
                    true
                }
                Use::Named => true,
                Use::Appended => {
                    trail.grows = true;
                    is_judged = true;
                    true
                }
                Use::Member(path) => {
                    // What is done with the statements themselves tells more.
                    is_judged |= harmless::is_member(path) && !harmless::exposes(path);
                    harmless::is_member(path)
                }
                Use::Element if is_measured(document, start.node) => {
                    is_judged = true;
                    true
                }
                Use::Extended | Use::Element | Use::Assigned | Use::Looped => false,
            };
            if !is_judged && !is_harmless {
                trail.changed.get_or_insert(self.line(start.node));
                is_judged = true;
            }
            if !matches!(used, Use::Named | Use::Appended) && !calls_back {
                holds = false;
            }
        }
        if start.is_mention && start.named == Named::Text {
            for holder in around::holders_in_text(document, start.node, &start.word) {
                match holder {
                    Holder::User => trail.is_users = true,
                    other => {
                        let line = SaidAt::Line(self.line(start.node));
                        trail.other.get_or_insert((other, line));
                    }
                }
            }
        }
        let mut names = Vec::new();
        let mut mappings = 0;
        let mut is_listed = false;
        let mut is_returned = false;
        // The nodes that led here, the last first.
        let mut passed = (start.node, start.node);
        // What a holder is named is no name of the policy.
        let mut is_held = false;
        let mut from = start.node;
        for node in document.ancestors(start.node).take(REACH) {
            self.steps += 1;
            let is_policy = holds && (!start.is_mention || start.named == Named::Variable);
            if is_policy && compared::is_in(document, node, from) {
                let line = self.line(node);
                compares.get_or_insert((line, start.is_mention));
                return names;
            }
            let mut is_given = false;
            if (holds || start.is_mention)
                && (start.named != Named::Text || !start.is_mention)
                && let Some(given) =
                    parameters::given(document, self.mentions(), node, from, start.node)
            {
                is_given = true;
                match given {
                    Given::To(parameters) => {
                        is_judged = true;
                        names.extend(parameters.into_iter().map(|(word, function)| {
                            (Name::variable(&word, Some(function)), holds)
                        }));
                    }
                    Given::Unknown => {
                        trail.changed.get_or_insert(self.line(node));
                        is_judged = true;
                    }
                }
            }
            let clue = self.clue(node, from);
            if start.is_mention && clue.only_mentions {
                return Vec::new();
            }
            trail.grows |= grows_in(document, node, from);
            if clue.is_near_mapping {
                mappings += 1;
            }
            is_returned |= is_given_on(document, node);
            if document.is_function(node) {
                // What a function only does is not what its call gives.
                holds &= is_returned || gives_last(document, from, &passed);
            }
            passed = (from, passed.0);
            for found in &clue.found {
                match found {
                    Found::Beside(_) | Found::NamedBeside(_) if mappings > NEAR_MAPPINGS => {}
                    Found::Holder(holder) | Found::Beside(holder) => {
                        is_held |= matches!(found, Found::Holder(_));
                        match holder {
                            Holder::User => trail.is_users = true,
                            other => {
                                let line = SaidAt::Line(self.line(node));
                                trail.other.get_or_insert((*other, line));
                            }
                        }
                    }
                    Found::Weak(holder) => {
                        weak.get_or_insert((*holder, SaidAt::Line(self.line(node))));
                    }
                    Found::Boundary => {
                        trail.boundary.get_or_insert(self.line(node));
                    }
                    Found::Record if !start.is_mention => {
                        trail.record.get_or_insert(self.line(node));
                    }
                    Found::Record => {}
                    Found::Sought if !start.is_mention => {
                        compares.get_or_insert((self.line(node), false));
                    }
                    Found::Sought => {}
                    Found::TakenAway => {
                        trail.taken_away.get_or_insert(self.line(node));
                    }
                    Found::Receiver(receiver) => self.receive(receiver, node, trail),
                    Found::Called { by, operation } if holds => {
                        self.call(by, operation, node, trail);
                    }
                    Found::Called { .. } => {}
                    Found::Elsewhere(operation) => {
                        let line = self.line(node);
                        trail
                            .elsewhere
                            .get_or_insert_with(|| (operation.clone(), line));
                    }
                    Found::Unknown(what) if mappings <= NEAR_MAPPINGS => {
                        let line = self.line(node);
                        trail.unknown.get_or_insert_with(|| (what.clone(), line));
                    }
                    Found::Unknown(_) => {}
                    Found::Goes(_) | Found::NamedBeside(_) if is_held => {}
                    Found::Goes(name) | Found::NamedBeside(name) => {
                        names.push((name.clone(), holds && clue.keeps_value));
                    }
                }
            }
            let is_judge = match start.named {
                Named::Variable => true,
                Named::Constant => {
                    matches!(document.node(node).role, Role::Call | Role::Command)
                }
                Named::Text => document.node(node).role == Role::Command,
            };
            is_listed |= document.node(node).role == Role::Sequence;
            let is_written = !start.is_mention && holds;
            if is_written
                && !is_given
                && (self.is_receiver(node, from) || self.alters(node, from, is_listed))
            {
                trail.changed.get_or_insert(self.line(node));
            }
            if !is_judged
                && is_judge
                && let Some(is_harmless) = self.becomes(node, from)
            {
                if !is_harmless {
                    trail.changed.get_or_insert(self.line(start.node));
                }
                is_judged = true;
            }
            // What is called gives what its function returns.
            holds &= clue.keeps_value || document.key(node) == Some(start.node);
            from = node;
            if clue.is_end {
                break;
            }
        }
        if !is_judged && start.named == Named::Variable {
            trail.changed.get_or_insert(self.line(start.node));
        }
        names
    }

    /// What becomes of a value in what stands around it: whether that is harmless, where it is known.
    fn becomes(&self, node: NodeId, from: NodeId) -> Option<bool> {
        let document = self.document;
        match document.node(node).role {
            Role::Call => {
                let is_argument = document.is_argument(from, node);
                let is_replaced = || {
                    parameters::after(document, node)
                        .any(|call| harmless::replaces(members::callee(document, call)))
                };
                // What a function returns goes on.
                is_argument.then(|| harmless::is_call(document, node) && !is_replaced())
            }
            Role::Command => Some(commands::is_harmless(document, node)),
            // `> "$FILE"`: what is written there is looked at where it is written.
            Role::Other if command::is_redirect(document, node) => {
                Some(commands::read_as_is(document, node))
            }
            Role::Interpolation
                if document.layer_of(node).language.commands.is_some()
                    && !command::is_substitution(document, node) =>
            {
                (!harmless::is_expansion(document, node)).then_some(false)
            }
            Role::Assignment => Some(!is_taken_apart(document, node)),
            Role::Spread => {
                let is_of_list = document
                    .parent(node)
                    .is_some_and(|list| document.node(list).role == Role::Sequence);
                (!is_of_list).then_some(false)
            }
            _ if document.merges(node) => Some(false),
            _ if is_given_on(document, node) => Some(true),
            _ => None,
        }
    }

    /// Whether a method is called on what stands in a node, and it isn't known that it changes nothing. The calls of one
    /// chain make the statement together.
    fn is_receiver(&self, call: NodeId, from: NodeId) -> bool {
        let document = self.document;
        document.node(call).role == Role::Call
            && !document.is_argument(from, call)
            && !around::calls_back(document, call)
            && !harmless::is_call(document, call)
            && !harmless::keeps(super::members::callee(document, call))
    }

    /// Whether an expression makes another value of a statement that is written out in it.
    fn alters(&self, node: NodeId, from: NodeId, is_listed: bool) -> bool {
        let document = self.document;
        match document.node(node).role {
            Role::Call if document.is_argument(from, node) => {
                let callee = super::members::callee(document, node);
                harmless::replaces(callee)
                    || (document.layer_of(node).language.has_only_own_functions
                        && !harmless::is_known(callee)
                        && !harmless::keeps(callee))
            }
            Role::Command => {
                // An array, which is given to a command elsewhere.
                let is_array = document
                    .parent(node)
                    .is_some_and(|parent| document.node(parent).role == Role::Assignment);
                !is_array
                    && !commands::is_program(document, from)
                    && !commands::is_harmless(document, node)
            }
            Role::Other if command::is_redirect(document, node) => {
                !commands::is_program(document, from) && !commands::read_as_is(document, node)
            }
            Role::Other | Role::Concatenation => !is_listed && document.merges(node),
            _ => false,
        }
    }
}

#[cfg(test)]
mod further;
#[cfg(test)]
mod tests;
