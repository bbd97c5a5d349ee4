//! Where the serial number of an MFA device is used: calls of the AWS CLI, settings, parameters of SDK calls; and
//! values that say one with no use of it in sight.
//!
//! A call names its serial number directly or through a variable of the same file; then the site is what the
//! variable is given, for that is where an edit belongs.

use std::collections::HashMap;
use std::sync::Arc;

use super::form;
use super::invocation::{self, Invocation};
use super::listed::{self, Listed};
use super::parameter;
use super::passing;
use super::piece::{self, Evidence};
use super::program::Programs;
use super::runner;
use super::site::{Doubt, LONGEST, Site};
use super::variables::{Variables, word_of};
use crate::iam::derivation;
use crate::iam::operation::{CONFIGURE, Purpose};
use crate::iam::serial::{self, Serial};
use crate::rules::policy::literals::{only_name, only_string};
use crate::rules::policy::members::name_of;
use crate::syntax::command::{self, Expansion, Word};
use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role, Text};

/// The sites of a document, in the order they are found.
#[derive(Default)]
struct Sites {
    sites: Vec<Site>,
    known: HashMap<NodeId, usize>,
}

impl Sites {
    /// Adds a site; of two with the same node one is kept, with the purpose that weighs most.
    fn add(&mut self, site: Site) {
        let Some(&at) = self.known.get(&site.node) else {
            self.known.insert(site.node, self.sites.len());
            self.sites.push(site);
            return;
        };
        let known = &mut self.sites[at];
        known.is_managed |= site.is_managed;
        // A variable that a call is given, and a setting, is more than one of that name.
        known.doubt = match (known.doubt, site.doubt) {
            (Some(Doubt::Variable | Doubt::NoReader), doubt) if !site.words.is_empty() => doubt,
            (doubt, Some(Doubt::Variable | Doubt::NoReader)) if !known.words.is_empty() => doubt,
            (known, new) => known.or(new),
        };
        for name in site.names {
            if !known.names.contains(&name) {
                known.names.push(name);
            }
        }
        known.words.extend(site.words);
        match (site.purpose, known.purpose) {
            (Purpose::Authenticate, _) => {
                known.purpose = Purpose::Authenticate;
                known.calls.extend(site.calls);
                known.through.extend(site.through);
            }
            (Purpose::Manage, Purpose::Make | Purpose::Other) => {
                known.purpose = Purpose::Manage;
            }
            _ => {}
        }
    }
}

/// All sites of a document, each node once.
#[cfg(test)]
pub fn sites<'d>(document: &'d Document, variables: &Variables<'d>) -> Vec<Site> {
    sites_with(document, variables, called(document, variables).collect())
}

/// The same, given what its commands are given.
pub fn sites_with(document: &Document, variables: &Variables, called: Vec<Site>) -> Vec<Site> {
    let mut sites = Sites::default();
    for site in called {
        for site in variables.resolve(site) {
            sites.add(site);
        }
    }
    for given in listed::of(document, variables) {
        for site in of_list(document, variables, &given) {
            sites.add(site);
        }
    }
    for site in named(document, variables) {
        sites.add(with_own_name(document, site));
    }
    for site in configured(document, variables) {
        sites.add(site);
    }
    for site in unconnected(document) {
        sites.add(with_own_name(document, site));
    }
    sites.sites
}

/// What a call is given that a program makes by a list of words.
fn of_list(document: &Document, variables: &Variables, given: &Listed) -> Vec<Site> {
    let (purpose, doubt) = (given.purpose, given.doubt);
    if let Some(node) = only_string(document, given.value) {
        return vec![Site {
            doubt,
            is_managed: purpose != Purpose::Authenticate,
            ..Site::whole(node, document.shared_text(node), purpose)
        }];
    }
    let name = only_name(document, given.value);
    name.map(|name| through_name(document, variables, name, purpose, doubt))
        .unwrap_or_default()
}

/// A site with the name of the variable that it is the value of.
fn with_own_name(document: &Document, site: Site) -> Site {
    let assignment = document
        .parent(site.node)
        .filter(|parent| document.node(*parent).role == Role::Assignment)
        .filter(|assignment| !is_member(document, *assignment))
        .filter(|assignment| parameter::is_of_program(document, *assignment));
    let Some(key) = assignment.and_then(|assignment| document.key(assignment)) else {
        return site;
    };
    let name = word_of(document, key, document.spelling(key)).into_owned();
    Site {
        names: vec![name],
        ..site
    }
}

/// Whether an assignment is one of an object that is made there, rather than of a variable: `new Request { SerialNumber = … }`.
fn is_member(document: &Document, assignment: NodeId) -> bool {
    document
        .parent(assignment)
        .is_some_and(|around| document.node(around).role == Role::Mapping)
}

/// Words of commands that take a serial number, whatever they hold.
pub fn called<'d>(document: &'d Document, variables: &Variables<'d>) -> impl Iterator<Item = Site> {
    let programs = Programs::of(document, variables);
    document.nodes().filter_map(move |id| {
        if document.node(id).role != Role::Command {
            return None;
        }
        let call = invocation::read(document, variables, id)?;
        if call.purpose == Purpose::Other || variables.is_shown(id) {
            return None;
        }
        let reached = programs.reached(id);
        let doubt = if call.is_handed || !runner::may_run(document, id) {
            Some(Doubt::NotRun)
        } else {
            (!reached.is_cli).then_some(Doubt::Program)
        };
        Some(Site {
            node: call.node,
            words: words_of(document, &call),
            through: reached.through,
            names: call.through.into_iter().map(|(name, _)| name).collect(),
            text: call.text,
            range: call.serial,
            purpose: call.purpose,
            doubt,
            calls: match call.purpose {
                Purpose::Authenticate => vec![id],
                Purpose::Manage | Purpose::Make | Purpose::Other => Vec::new(),
            },
            is_managed: matches!(call.purpose, Purpose::Make | Purpose::Manage),
            is_piece: false,
        })
    })
}

/// Words that are set as a serial number in the AWS CLI's configuration, and are a user's ARN: `aws configure set mfa_serial …`.
fn configured(document: &Document, variables: &Variables) -> Vec<Site> {
    let mut sites = Vec::new();
    for (_, command) in variables.commands() {
        let words = command::words(document, *command);
        let is = |at: usize, name: &str| words.get(at).and_then(Word::literal) == Some(name);
        let set = (1..words.len()).find(|at| is(*at - 1, CONFIGURE) && is(*at, "set"));
        let Some(set) = set else {
            continue;
        };
        let is_setting = |word: &Word| {
            let name = word.literal().and_then(|word| word.rsplit('.').next());
            name.is_some_and(|name| SETTINGS.contains(&normal(name).as_str()))
        };
        let at = (set + 1..words.len()).find(|at| is_setting(&words[*at]));
        let value = at.and_then(|at| words.get(at + 1));
        let Some(value) = value.filter(|word| word.text.as_str().contains(":user/")) else {
            continue;
        };
        let text = Arc::new(value.text.clone());
        sites.push(Site {
            words: vec![value.node],
            doubt: (!runner::may_run(document, *command)).then_some(Doubt::NotRun),
            ..Site::whole(value.node, text, Purpose::Authenticate)
        });
    }
    sites
}

/// The words of a call that are its serial number, and the variables that hold some of its words.
fn words_of(document: &Document, call: &Invocation) -> Vec<NodeId> {
    let through = call.through.iter().map(|(_, expansion)| *expansion);
    let is_whole = call.serial.end == call.text.len();
    let serial = call.text.source_hull(call.serial.clone());
    let parts = command::expansions(document, call.node)
        .filter(|id| !is_whole && document.source(*id) == serial);
    let whole = is_whole.then_some(call.node);
    through.chain(parts).chain(whole).collect()
}

/// Keys of settings that the AWS CLI and SDKs authenticate with (AWS CLI User Guide, "Configuration and
/// credential file settings").
const SETTINGS: [&str; 1] = ["mfaserial"];
/// The parameter of GetSessionToken and AssumeRole, as SDKs spell it.
const PARAMETERS: [&str; 3] = ["serialnumber", "withserialnumber", "setserialnumber"];

/// Serial numbers given by name: settings such as `mfa_serial`, parameters of SDK calls.
fn named(document: &Document, variables: &Variables) -> Vec<Site> {
    let mut sites = Vec::new();
    for pair in document.nodes() {
        let role = document.node(pair).role;
        if !matches!(role, Role::Pair | Role::Assignment | Role::Call) {
            continue;
        }
        let Some(name) = document.key(pair).and_then(|key| name_of(document, key)) else {
            continue;
        };
        let (purpose, doubt) = if SETTINGS.contains(&name.as_str()) {
            let is_variable = role != Role::Call && parameter::is_of_program(document, pair);
            let doubt = match is_variable {
                true => Some(Doubt::Variable),
                false => (!is_of_profile(document, pair)).then_some(Doubt::NoReader),
            };
            (Purpose::Authenticate, doubt)
        } else if PARAMETERS.contains(&name.as_str()) {
            let call = parameter::call_of(document, variables, pair);
            match call {
                Some(purpose) => (purpose, None),
                None => (of_call(document, pair), Some(Doubt::NoCall)),
            }
        } else {
            continue;
        };
        if purpose == Purpose::Other {
            continue;
        }
        let Some(value) = document.value(pair) else {
            continue;
        };
        let given = only_string(document, value)
            .or_else(|| formatted(document, value))
            .map(|node| Site {
                doubt: doubt
                    .or_else(|| (!passing::gives(document, value, node)).then_some(Doubt::Changed)),
                ..Site::whole(node, document.shared_text(node), purpose)
            });
        let named = || {
            let is_given = role != Role::Assignment || is_member(document, pair);
            let name = only_name(document, value).filter(|_| is_given)?;
            let sites = through_name(document, variables, name, purpose, doubt);
            // A value of a program's mapping is one more use of the variable, whoever is given the mapping.
            let is_kept = doubt == Some(Doubt::Variable)
                && (!is_setting_name(document, pair) || !is_of_profile(document, pair));
            let sites = sites.into_iter().map(|site| match is_kept {
                true => Site {
                    words: Vec::new(),
                    ..site
                },
                false => site,
            });
            Some(sites.collect())
        };
        let all = match given {
            Some(given) => vec![given],
            None => named().unwrap_or_default(),
        };
        sites.extend(all.into_iter().filter(may_be_serial));
    }
    sites
}

/// Whether a key is spelled as a setting of a profile is, and not as a variable of the environment.
fn is_setting_name(document: &Document, pair: NodeId) -> bool {
    let key = document.key(pair).map(|key| document.spelling(key));
    key.is_some_and(|key| !key.contains(|c: char| c.is_ascii_uppercase()))
}

/// Words in the names of settings that stand beside `mfa_serial` where it is authenticated with, or around it.
const OF_PROFILES: [&str; 9] = [
    "role",
    "profile",
    "credential",
    "region",
    "session",
    "assume",
    "auth",
    "login",
    "aws",
];
/// How many settings beside one are looked at, and how many mappings around it.
const BESIDE: usize = 32;
const AROUND: usize = 12;

/// Whether a setting stands in settings that somebody signs in with, rather than in a list of who has which device: in a section,
/// or among others of a profile.
fn is_of_profile(document: &Document, setting: NodeId) -> bool {
    let has_word = |pair: NodeId| {
        let name = document.key(pair).and_then(|key| name_of(document, key));
        name.is_some_and(|name| OF_PROFILES.iter().any(|word| name.contains(word)))
    };
    let is_pair = |id: &NodeId| matches!(document.node(*id).role, Role::Pair | Role::Assignment);
    let beside = document.parent(setting).into_iter().flat_map(|around| {
        document
            .children(around)
            .filter(is_pair)
            .filter(|pair| *pair != setting)
            .take(BESIDE)
    });
    let around = document.ancestors(setting).take(AROUND).filter(is_pair);
    let is_in_section = document.parent(setting).is_some_and(|section| {
        document.node(section).role == Role::Mapping && document.spelling(section).starts_with('[')
    });
    is_in_section || beside.chain(around).any(has_word)
}

/// Whether a site may be a serial number: what else may stand in a setting is none, and stands for none.
fn may_be_serial(site: &Site) -> bool {
    let text = site.text.as_str();
    matches!(site.purpose, Purpose::Make | Purpose::Manage)
        || [":mfa/", ":u2f/", ":user/"]
            .iter()
            .any(|part| text.contains(part))
        || matches!(serial::parse(text), Serial::Hardware)
}

/// What a variable of a program is given, by whose name a call is given its serial number.
fn through_name(
    document: &Document,
    variables: &Variables,
    name: NodeId,
    purpose: Purpose,
    doubt: Option<Doubt>,
) -> Vec<Site> {
    let word = document.spelling(name);
    let given = variables.given(word, name).iter();
    let strings = given.filter_map(|value| only_string(document, *value));
    strings
        .map(|node| Site {
            doubt,
            names: vec![word.to_owned()],
            words: vec![name],
            ..Site::whole(node, document.shared_text(node), purpose)
        })
        .collect()
}

/// How many nodes into a call the string that it formats is looked for.
const FORMAT_REACH: usize = 64;

/// The string that a function makes an ARN from: `fmt.Sprintf("arn:…:mfa/%s", …)`.
fn formatted(document: &Document, value: NodeId) -> Option<NodeId> {
    let is_call = document.node(document.unwrapped(value)).role == Role::Call
        || document
            .named_children(value)
            .any(|child| document.node(child).role == Role::Call);
    document
        .descendants(value)
        .take(FORMAT_REACH)
        .filter(|id| is_call && document.is_whole_string(*id))
        .find(|id| document.shared_text(*id).as_str().starts_with("arn:"))
}

/// How far around a parameter its call is looked for: so many nodes up, so many bytes back.
const CALL_REACH: (usize, usize) = (10, 400);

/// What the SDK call seems to do that a parameter may belong to, by the names before it.
fn of_call(document: &Document, parameter: NodeId) -> Purpose {
    let layer = document.node(parameter).layer();
    let (nodes, bytes) = CALL_REACH;
    let start = document.node(parameter).range().start;
    let outermost = document
        .ancestors(parameter)
        .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        .take(nodes)
        .take_while(|ancestor| start - document.node(*ancestor).range().start <= bytes)
        .last();
    let text = document.layer_of(parameter).text.as_str();
    outermost.map_or(Purpose::Other, |outermost| {
        let around = &text[document.node(outermost).range().start..start];
        Purpose::of_last_call(&normal(around))
    })
}

/// Strings that are serial numbers, or compute them, with no call in sight.
fn unconnected(document: &Document) -> impl Iterator<Item = Site> {
    let evidence = Evidence::of(file_text(document));
    document
        .nodes()
        .filter(|id| {
            let is_given = || {
                document.node(*id).role == Role::Interpolation
                    && document.parent(*id).is_some_and(|parent| {
                        document.node(parent).role == Role::Assignment
                            && document.value(parent) == Some(*id)
                    })
            };
            (document.is_whole_string(*id) && document.held_layer(*id).is_none()) || is_given()
        })
        .filter(|id| document.node(*id).range().len() <= LONGEST)
        .filter_map(move |node| {
            let node = default_of(document, node);
            let text = document.shared_text(node);
            let value = text.as_str();
            let is_whole = || serial::arns(value).first() == Some(&(0..value.len()));
            if computes(document, node, &text) || is_whole() {
                return Some(Site::whole(node, text, Purpose::Other));
            }
            let site = Site {
                is_piece: true,
                ..Site::whole(node, text, Purpose::Other)
            };
            piece::is_in(document, &site, &evidence).then_some(site)
        })
}

/// The text of a document's file.
fn file_text(document: &Document) -> &str {
    let file = document.layers().first();
    file.map_or("", |file| file.text.as_str())
}

/// How many defaults of defaults are looked through.
const MOST_DEFAULTS: usize = 8;

/// What a value is by default, where it is nothing but a variable with one.
fn default_of(document: &Document, value: NodeId) -> NodeId {
    let mut value = value;
    for _ in 0..MOST_DEFAULTS {
        let source = document.source(value);
        let text = document.text(value);
        let default = command::expansions(document, value)
            .find(|id| document.source(*id).len() + QUOTES >= source.len())
            .filter(|_| text.holes().next() == Some(0..text.len()))
            .and_then(|id| match command::expansion(document, id) {
                Expansion::Variable { default, .. } => default,
                Expansion::Computed => None,
            });
        match default {
            Some(default) => value = default,
            None => break,
        }
    }
    value
}

/// How many quotes may stand around a word.
const QUOTES: usize = 2;

/// Whether a value computes a serial number.
fn computes(document: &Document, node: NodeId, text: &Text) -> bool {
    let value = text.as_str();
    // A long text is a document, in which the fallback looks for derivations.
    let derives = (derivation::is_in(value) && !value.contains('\n'))
        || (document.node(node).role == Role::Interpolation
            && derivation::is_in(document.spelling(node)));
    let is_one_word = || {
        !value
            .char_indices()
            .any(|(at, c)| c.is_whitespace() && !text.has_hole(at..at + c.len_utf8()))
    };
    let is_of_iam = || {
        let site = Site::whole(node, Arc::new(text.clone()), Purpose::Other);
        value
            .rfind(":mfa/")
            .is_some_and(|at| form::may_be_of_iam(&site, at))
    };
    derives || (text.has_hole(0..text.len()) && is_one_word() && is_of_iam())
}

#[cfg(test)]
mod tests;
