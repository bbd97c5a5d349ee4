//! The places of a document in which the serial number of an MFA device is given or computed.
//!
//! A call names its serial number directly or through a variable of the same file; then the site is what the
//! variable is given, for that is where an edit belongs.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::invocation::{self, Purpose};
use crate::anchor::Anchor;
use crate::iam::serial::Serial;
use crate::iam::{serial, variable};
use crate::rules::policy::literals::only_string;
use crate::syntax::command::{self, Expansion};
use crate::syntax::languages::shell::SHELL;
use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role, Text};

/// A value that is a serial number, or computes one.
pub struct Site {
    /// The string or interpolation.
    pub node: NodeId,
    /// What it says.
    pub text: Arc<Text>,
    /// The serial number in it (bytes of `text`).
    pub range: Range<usize>,
    /// What it is used for, as far as the file shows.
    pub purpose: Purpose,
    /// The calls of the AWS CLI that authenticate with it.
    pub calls: Vec<NodeId>,
    /// Whether the file also makes, removes or resynchronises a device by it.
    pub is_managed: bool,
}

/// What a site says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialForm {
    /// A serial number, written out.
    Literal,
    /// The account is computed and the name is written out.
    ComputedAccount,
    /// It computes the ARN from the user name.
    Derived,
    /// It computes the ARN from what is called the name of a device.
    OfDevice,
    /// It asks IAM for the device.
    LookedUp {
        /// Whether it takes the first device of the list, whatever that is.
        first: bool,
    },
    /// It can't be told.
    Unknown,
}

static DERIVATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // `sed s/user/mfa/` with any delimiter and `:` or `/` around, `${ARN/:user/:mfa}`, jq's sub("user"; "mfa"),
    // and what programs call replace, Replace, ReplaceAll, gsub, -replace. Other words that begin so are not meant.
    Regex::new(
        r#"(?x) \bs(?P<d>[/|,\#:@!])(?:[^'"\s\w/][^'"\s]{0,7})?user(?:[^'"\s\w][^'"\s]{0,3})?[/|,\#:@!][^'"\s\w]{0,8}mfa\b
        | \$\{[\w\[\]]+/{1,2}:?user\\?/?/:?mfa\\?/?\}
        | (?: (?i:replace|sub) \w* \( [^()\r\n]{0,80}? | -replace \s* )
          \\?["'/`][^"'`\s\w/]{0,3}user\\?/?["'/`] \w* \s*[;,]\s* \\?["'`][^"'`\s\w/]{0,3}mfa\b"#,
    )
    .ok()
});
/// What expands in a string: `$user`, `${user}`, `$(user)`, `#{user}`, `%s`, `%(user)s`, `%USER%`.
static EXPANDED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$[\w{(]|#\{|%\w+%|%(?:[svd@({]|u\b)|\{\{").ok());
/// A field of Python's `format` and its kin; a policy variable is none.
static FORMATTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|[^$&{])\{[\w.]*\}").ok());

/// Whether a text turns a user's ARN into a device's.
pub fn is_derivation(text: &str) -> bool {
    is_match(&DERIVATION, text)
}

/// Whether the device's name in an ARN is computed, in whatever notation.
pub fn is_computed(arn: &str) -> bool {
    arn.rsplit('/').next().is_some_and(|name| {
        !variable::any(name) && (is_match(&EXPANDED, name) || is_match(&FORMATTED, name))
    })
}

/// Whether a text is a regular expression for ARNs.
pub fn is_expression(text: &str) -> bool {
    text.starts_with('^')
        || [r"\d", ".+", ".*", "[^"]
            .iter()
            .any(|sign| text.contains(sign))
}

/// Whether an expression is called after a device rather than a user: `${MFA_DEVICE_NAME}`.
fn names_device(expression: &str) -> bool {
    let expression = expression.to_ascii_lowercase();
    expression.contains("device") && !expression.contains("user")
}

/// A text of a user's ARN turned into a device's, wherever it stands (bytes of `text`).
pub fn derivations(text: &str) -> Vec<Range<usize>> {
    DERIVATION
        .as_ref()
        .map(|regex| regex.find_iter(text).map(|found| found.range()).collect())
        .unwrap_or_default()
}

static FIRST_DEVICE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"MFADevices\[0\]|MFADevices\s*\|\s*\.?\[0\]|head\s+-n?\s*1").ok());

fn is_match(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

impl Site {
    /// Reads what a site says. `spelling` is its own text in the file, for what the shell computes.
    pub fn form(&self, document: &Document) -> SerialForm {
        let value = &self.text.as_str()[self.range.clone()];
        let spelling = document.spelling(self.node);
        if spelling.contains("list-mfa-devices") || spelling.contains("list-virtual-mfa-devices") {
            return SerialForm::LookedUp {
                first: is_match(&FIRST_DEVICE, spelling),
            };
        }
        if is_derivation(spelling) || self.goes_on(document) {
            return SerialForm::Derived;
        }
        let is_computed = |part: &str, range: Range<usize>| {
            self.text.has_hole(range)
                || part.match_indices('%').any(|(at, _)| {
                    // A verb of printf.
                    part[at + 1..].starts_with(['s', 'v', 'd', '@'])
                })
                || is_match(&FORMATTED, part)
                || (!variable::any(part) && is_match(&EXPANDED, part))
        };
        if value.starts_with("{{") || is_expression(value) {
            return SerialForm::Unknown;
        }
        let name = value.rfind(":mfa/").map(|at| at + ":mfa/".len());
        if !is_computed(value, self.range.clone()) {
            return SerialForm::Literal;
        }
        let Some(name) = name else {
            return SerialForm::Unknown;
        };
        // An ARN with wildcards is a policy's, whatever it computes.
        let is_pattern = value.match_indices(['*', '?']).any(|(at, _)| {
            let at = self.range.start + at;
            !self.text.has_hole(at..at + 1)
        });
        if is_pattern {
            return SerialForm::Unknown;
        }
        if value[name..].is_empty() {
            SerialForm::Unknown
        } else if is_computed(&value[name..], self.range.start + name..self.range.end) {
            let hull = self
                .text
                .source_hull(self.range.start + name..self.range.end);
            match document.file_text(hull) {
                Some(spelling) if names_device(spelling) => SerialForm::OfDevice,
                _ => SerialForm::Derived,
            }
        } else {
            SerialForm::ComputedAccount
        }
    }

    /// Where the serial number stands.
    pub fn anchor(&self, document: &Document) -> Anchor {
        Anchor::in_string(
            document,
            self.node,
            &self.text,
            self.range.clone(),
            self.range.clone(),
        )
    }

    /// The bytes of the file that the serial number spans.
    pub fn span(&self) -> Range<usize> {
        self.text.source_hull(self.range.clone())
    }

    /// Whether it is put together from several things, some of them computed.
    pub fn is_composed(&self) -> bool {
        let mut holes = self.text.holes();
        holes.next().is_some_and(|first| first != self.range)
            && !self.text.as_str().contains(['*', '?'])
    }

    /// Whether more of the word stands right after what the grammar took for all of it, as tree-sitter-bash 0.25
    /// does with `mfa/$USER-phone`.
    pub fn goes_on(&self, document: &Document) -> bool {
        let layer = document.layer_of(self.node);
        let is_argument = document
            .parent(self.node)
            .is_some_and(|parent| document.node(parent).role == Role::Command);
        let after = &layer.text.as_str()[document.node(self.node).range.end..];
        *layer.language == SHELL
            && is_argument
            && after.starts_with(|c: char| c.is_alphanumeric() || "$\"'-_./:@+{".contains(c))
    }

    /// The device name in a literal or half-computed ARN (bytes of `text`).
    pub fn name(&self) -> Range<usize> {
        let value = &self.text.as_str()[self.range.clone()];
        let is_written = |at: &usize| {
            let at = self.range.start + at;
            !self.text.has_hole(at..at + 1)
        };
        let slash = value.rmatch_indices('/').map(|(at, _)| at).find(is_written);
        let at = slash.map_or(0, |at| at + 1);
        self.range.start + at..self.range.end
    }
}

/// All sites of a document, in the order they are found; each node once, with the purpose that weighs most.
pub fn sites(document: &Document) -> Vec<Site> {
    let variables = Variables::of(document);
    let mut sites: Vec<Site> = Vec::new();
    let mut known: HashMap<NodeId, usize> = HashMap::new();
    let mut add = |sites: &mut Vec<Site>, site: Site| match known.get(&site.node) {
        Some(&at) => {
            let known = &mut sites[at];
            known.is_managed |= site.is_managed;
            match (site.purpose, known.purpose) {
                (Purpose::Authenticate, _) => {
                    known.purpose = Purpose::Authenticate;
                    known.calls.extend(site.calls);
                }
                (Purpose::Manage, Purpose::Make | Purpose::Other) => {
                    known.purpose = Purpose::Manage;
                }
                _ => {}
            }
        }
        None => {
            known.insert(site.node, sites.len());
            sites.push(site);
        }
    };
    for id in document.nodes() {
        if document.node(id).role != Role::Command {
            continue;
        }
        if let Some(call) = invocation::read(document, id) {
            if call.purpose == Purpose::Other || is_shown(document, id) {
                continue;
            }
            let site = Site {
                node: call.node,
                text: Arc::new(call.text),
                range: call.serial,
                purpose: call.purpose,
                calls: match call.purpose {
                    Purpose::Authenticate => vec![id],
                    Purpose::Manage | Purpose::Make | Purpose::Other => Vec::new(),
                },
                is_managed: matches!(call.purpose, Purpose::Make | Purpose::Manage),
            };
            for site in variables.resolve(document, site) {
                add(&mut sites, site);
            }
        }
    }
    for site in named(document) {
        add(&mut sites, site);
    }
    for site in unconnected(document) {
        add(&mut sites, site);
    }
    sites
}

/// Whether a call stands in a text that a script only shows.
fn is_shown(document: &Document, call: NodeId) -> bool {
    let Some(host) = document.layer_of(call).host else {
        return false;
    };
    document
        .ancestors(host)
        .find(|ancestor| document.node(*ancestor).role == Role::Command)
        .and_then(|command| command::words(document, command).into_iter().next())
        .and_then(|word| word.literal().map(str::to_owned))
        .is_some_and(|program| matches!(program.as_str(), "echo" | "printf"))
}

/// Keys of settings that the AWS CLI and SDKs authenticate with (AWS CLI User Guide, "Configuration and
/// credential file settings").
const SETTINGS: [&str; 1] = ["mfaserial"];
/// The parameter of GetSessionToken and AssumeRole, as SDKs spell it.
const PARAMETERS: [&str; 3] = ["serialnumber", "withserialnumber", "setserialnumber"];
/// How far around a parameter its call is looked for: so many nodes up, so many bytes back.
const REACH: (usize, usize) = (10, 400);

/// Serial numbers given by name: settings such as `mfa_serial`, parameters of SDK calls.
fn named(document: &Document) -> impl Iterator<Item = Site> + '_ {
    document.nodes().filter_map(|pair| {
        if !matches!(
            document.node(pair).role,
            Role::Pair | Role::Assignment | Role::Call
        ) {
            return None;
        }
        let key = document.key(pair)?;
        let name = normal(document.text(key).as_str());
        let purpose = if SETTINGS.contains(&name.as_str()) {
            Purpose::Authenticate
        } else if PARAMETERS.contains(&name.as_str()) {
            of_call(document, pair)?
        } else {
            return None;
        };
        let value = document.value(pair)?;
        let node = only_string(document, value).or_else(|| formatted(document, value))?;
        let text = document.text(node);
        // What else may stand in a setting is no serial number, and stands for none.
        let is_serial = matches!(purpose, Purpose::Make | Purpose::Manage)
            || text.as_str().contains(":mfa/")
            || text.as_str().contains(":u2f/")
            || matches!(serial::parse(text.as_str()), Serial::Hardware);
        is_serial.then(|| Site {
            node,
            range: 0..text.len(),
            text: Arc::new(text),
            purpose,
            calls: Vec::new(),
            is_managed: false,
        })
    })
}

/// The string that a function makes an ARN from: `fmt.Sprintf("arn:…:mfa/%s", …)`.
fn formatted(document: &Document, value: NodeId) -> Option<NodeId> {
    let is_call = document.node(document.unwrapped(value)).role == Role::Call
        || document
            .named_children(value)
            .any(|child| document.node(child).role == Role::Call);
    document
        .descendants(value)
        .filter(|id| is_call && document.is_whole_string(*id))
        .find(|id| document.text(*id).as_str().starts_with("arn:"))
}

/// What the SDK call around a parameter does; `None` where none is in sight.
fn of_call(document: &Document, parameter: NodeId) -> Option<Purpose> {
    let layer = document.node(parameter).layer();
    let (nodes, bytes) = REACH;
    let start = document.node(parameter).range.start;
    let outermost = document
        .ancestors(parameter)
        .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        .take(nodes)
        .take_while(|ancestor| start - document.node(*ancestor).range.start <= bytes)
        .last()?;
    let text = document.layer_of(parameter).text.as_str();
    let around = normal(&text[document.node(outermost).range.start..start]);
    let last = |names: &[&str]| names.iter().filter_map(|name| around.rfind(name)).max();
    let authenticates = last(&["getsessiontoken", "assumerole"]);
    let manages = last(&["mfadevice"]);
    match (authenticates, manages) {
        (None, None) => None,
        _ if authenticates > manages => Some(Purpose::Authenticate),
        _ => Some(Purpose::managing(&around[..manages.unwrap_or_default()])),
    }
}

/// Strings that are serial numbers, or compute them, with no call in sight.
fn unconnected(document: &Document) -> impl Iterator<Item = Site> + '_ {
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
        .filter_map(|node| {
            let text = document.text(node);
            let value = text.as_str();
            // A long text is a document, in which the remainder looks for derivations.
            let computes = (is_derivation(value) && !value.contains('\n'))
                || (document.node(node).role == Role::Interpolation
                    && is_derivation(document.spelling(node)))
                || (text.has_hole(0..text.len())
                    && value.contains(":mfa/")
                    && !value
                        .char_indices()
                        .any(|(at, c)| c.is_whitespace() && !text.has_hole(at..at + c.len_utf8())));
            let arn = serial::arns(value)
                .into_iter()
                .find(|arn| *arn == (0..value.len()));
            let range = arn.or_else(|| computes.then_some(0..value.len()))?;
            Some(Site {
                node,
                range,
                text: Arc::new(text),
                purpose: Purpose::Other,
                calls: Vec::new(),
                is_managed: false,
            })
        })
}

/// How many values of one variable are looked at where it is used.
const MOST_GIVEN: usize = 32;

/// What each variable of a document is given.
struct Variables {
    values: HashMap<String, Vec<NodeId>>,
}

impl Variables {
    fn of(document: &Document) -> Variables {
        let mut values: HashMap<String, Vec<NodeId>> = HashMap::new();
        for id in document.nodes() {
            match document.node(id).role {
                Role::Assignment => {
                    if let (Some(name), Some(value)) = (document.key(id), document.value(id)) {
                        let name = document.spelling(name).trim_start_matches('$');
                        values.entry(name.to_owned()).or_default().push(value);
                    }
                }
                Role::Command => {
                    if let Some((name, value)) = command::set(document, id) {
                        values.entry(name).or_default().push(value);
                    }
                }
                Role::Interpolation if command::assigns_default(document, id) => {
                    if let Expansion::Variable {
                        name,
                        default: Some(default),
                    } = command::expansion(document, id)
                    {
                        values.entry(name.to_owned()).or_default().push(default);
                    }
                }
                _ => {}
            }
        }
        Variables { values }
    }

    /// What a variable is given that is used somewhere: in the same function, if it is given anything there.
    fn given(&self, document: &Document, name: &str, used: NodeId) -> Vec<NodeId> {
        let all: &[NodeId] = self.values.get(name).map_or(&[], Vec::as_slice);
        let here = command::function_around(document, used);
        let of_function: Vec<NodeId> = all
            .iter()
            .copied()
            .filter(|node| here.is_some() && command::function_around(document, *node) == here)
            .take(MOST_GIVEN)
            .collect();
        if of_function.is_empty() {
            all[..all.len().min(MOST_GIVEN)].to_vec()
        } else {
            of_function
        }
    }

    /// Follows a site that is nothing but a variable to what the variable is given.
    fn resolve(&self, document: &Document, site: Site) -> Vec<Site> {
        let mut resolved = Vec::new();
        let mut seen = HashSet::new();
        let mut left = vec![site];
        while let Some(site) = left.pop() {
            if !seen.insert(site.node) {
                continue;
            }
            let Some(interpolation) = only_interpolation(document, &site) else {
                resolved.push(site);
                continue;
            };
            let Expansion::Variable { name, default } = command::expansion(document, interpolation)
            else {
                resolved.push(site);
                continue;
            };
            let given = self.given(document, name, interpolation);
            for node in given.into_iter().chain(default) {
                let text = document.text(node);
                left.push(Site {
                    node,
                    range: 0..text.len(),
                    text: Arc::new(text),
                    purpose: site.purpose,
                    calls: site.calls.clone(),
                    is_managed: site.is_managed,
                });
            }
        }
        resolved
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
