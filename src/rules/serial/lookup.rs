//! A lookup at run time, in place of a word of a shell script that computes a serial number from a user's name.
//!
//! The lookup asks with the program, profile and region of the call that the word is for; always names the user,
//! since without one the call is authorised against every user and AWS's own policies deny it; leaves out
//! security keys, which give no code; and takes the device enabled last, as the order of the list is not
//! documented (IAM API Reference, ListMFADevices). It is a word that `sh` understands (POSIX, section 2.6.3).

use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::caller::Caller;
use super::invocation::Purpose;
use super::sites::{Site, is_derivation};
use crate::syntax::command::{self, Word};
use crate::syntax::languages::shell::SHELL;
use crate::syntax::migration::Runner;
use crate::syntax::{Document, NodeId, Role};

/// The serial number of the device enabled last among those that give codes (JMESPath, as `--query` takes it). It has
/// no backticks, so that it can stand in them, and a space after `!`, so that no interactive shell takes it for history.
const QUERY: &str =
    "sort_by(MFADevices[?! contains(SerialNumber, ':u2f/')], &EnableDate)[-1].SerialNumber";
/// What leaves the name of an ARN; a path may stand before it.
const NAME_OF_ARN: &str = "sed 's|.*/||'";

/// bash's replacement in a variable's value.
static CUT_VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\$\{(\w+)/").ok());
/// A script of sed's that turns a user's ARN into a device's, and does nothing else.
static ONE_SUBSTITUTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^s(?:/:?user/:?mfa/|\|:?user/?\|:?mfa/?\||#:?user/?#:?mfa/?#|,:?user/?,:?mfa/?,|@:?user/?@:?mfa/?@)g?;?$|^s/:user\\//:mfa\\//g?$").ok()
});

/// Why no lookup can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLookup {
    /// Nothing there runs a command, or nothing shows that the word is a serial number to authenticate with.
    #[error("it is no word of a shell script")]
    NoWord,
    /// A part of it comes from the language around.
    #[error("a template fills a part of it in")]
    Template,
    /// The file also creates, enables or removes a device by it.
    #[error("this file also makes or manages a device by it")]
    Managed,
    /// It can't be told which user it is for.
    #[error("it can't be told which user it is for")]
    Owner,
    /// It can't be told with which credentials to ask.
    #[error("it can't be told with which credentials to ask")]
    Credentials,
    /// Several calls use it, with different credentials.
    #[error("calls with different credentials use it")]
    SeveralCredentials,
    /// Something that isn't known to be a call uses it.
    #[error("something else uses its variable, too")]
    OtherUse,
    /// What holds the command may hand it to a program without a shell.
    #[error("no shell may run it")]
    NoShell,
}

/// The word that looks a site's device up, as the site's own layer spells it.
///
/// # Errors
///
/// When it can't be told whom to look up, or with whose credentials, or when the file makes the device by that name.
pub fn word(document: &Document, uses: &Uses, site: &Site) -> Result<String, NoLookup> {
    let layer = document.layer_of(site.node);
    if *layer.language != SHELL {
        return Err(NoLookup::NoWord);
    }
    let parent = document.parent(site.node).ok_or(NoLookup::NoWord)?;
    if site.purpose != Purpose::Authenticate && document.node(parent).role != Role::Assignment {
        return Err(NoLookup::NoWord);
    }
    if site.is_managed {
        return Err(NoLookup::Managed);
    }
    if is_without_shell(document, site.node) {
        return Err(NoLookup::NoShell);
    }
    let user = user(document, site)
        .filter(|_| !site.goes_on(document) && !has_effects(document, site))
        .ok_or(if document.is_filled_in(site.node) {
            NoLookup::Template
        } else {
            NoLookup::Owner
        })?;
    if has_other_use(document, uses, site) {
        return Err(NoLookup::OtherUse);
    }
    let caller = match site.calls.as_slice() {
        [] => match &user {
            Owner::OfPipeline(_, Some(call)) => {
                Caller::read(document, *call).ok_or(NoLookup::Credentials)?
            }
            _ => Caller::plain(),
        },
        calls if calls.len() > MOST_USES => return Err(NoLookup::SeveralCredentials),
        calls => {
            let read = |call: &NodeId| {
                Caller::read(document, *call)
                    .filter(|caller| caller.is_known_at(document, *call, site.node))
                    .ok_or(NoLookup::Credentials)
            };
            let mut callers = calls.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            let first = callers.pop().ok_or(NoLookup::Credentials)?;
            if !callers.iter().all(|caller| caller.is_as(&first)) {
                return Err(NoLookup::SeveralCredentials);
            }
            first
        }
    };
    let user = match user {
        Owner::Word(word) => word,
        Owner::OfPipeline(pipeline, _) => format!("$({pipeline})"),
    };
    let (program, options) = (caller.program(), caller.options());
    let lookup = format!(
        "$({program} iam list-mfa-devices{options} --user-name \"{user}\" --query \"{QUERY}\" --output text)"
    );
    // Within `${X:-…}` quotes would be those of the word around it.
    let is_default = document.node(parent).role == Role::Interpolation;
    let option = "--serial-number=";
    if site.range.start > 0 && !document.spelling(site.node).starts_with(option) {
        return Err(NoLookup::NoWord);
    }
    Ok(match (site.range.start, is_default) {
        (0, true) => lookup,
        (0, false) => format!("\"{lookup}\""),
        _ => format!("{option}\"{lookup}\""),
    })
}

/// Whether a word does more than say something: gives a variable a value, or runs what isn't known to only ask.
fn has_effects(document: &Document, site: &Site) -> bool {
    let spelling = document.spelling(site.node);
    if is_derivation(spelling) {
        return false;
    }
    let name = site.text.source_hull(site.name());
    spelling.contains(":=")
        || document.descendants(site.node).any(|id| {
            let spelling = document.spelling(id);
            document.node(id).kind == "command_substitution"
                && document.source(id) != name
                && !spelling.starts_with("$(aws ")
                && !spelling.starts_with("`aws ")
        })
}

/// Whose device is looked up.
enum Owner {
    /// That of the user whom this expands to.
    Word(String),
    /// That of the user whom this pipeline prints; and the call of `sts get-caller-identity` in it, if there is one.
    OfPipeline(String, Option<NodeId>),
}

fn user(document: &Document, site: &Site) -> Option<Owner> {
    let within = || command::expansions(document, site.node);
    if !is_derivation(document.spelling(site.node)) {
        let name = site.name();
        let is_all_of_it = site.text.holes().any(|hole| hole == name);
        let source = site.text.source_hull(name);
        let expansion = within().find(|id| document.source(*id) == source);
        return expansion
            .filter(|id| is_all_of_it && !document.is_filled_in(*id))
            .map(|id| Owner::Word(document.spelling(id).to_owned()));
    }
    let whole = within().next().filter(|id| {
        let source = site.text.source_hull(site.range.clone());
        document.source(*id) == source && !document.is_filled_in(*id)
    })?;
    let spelling = document.spelling(whole);
    if let Some(cut) = CUT_VARIABLE.as_ref()?.captures(spelling) {
        return Some(Owner::Word(format!("${{{}##*/}}", &cut[1])));
    }
    of_pipeline(document, whole)
}

/// The user of a substitution whose last command turns a user's ARN into a device's: what it prints when that
/// command leaves the name instead.
fn of_pipeline(document: &Document, substitution: NodeId) -> Option<Owner> {
    let spelling = document.spelling(substitution);
    let (open, close) = if spelling.starts_with("$(") {
        (2, 1)
    } else {
        // Within backticks a backslash quotes once more.
        spelling.starts_with('`').then_some(())?;
        (!spelling.contains('\\')).then_some((1, 1))?
    };
    let commands = || {
        document
            .descendants(substitution)
            .filter(|id| document.node(*id).role == Role::Command)
    };
    let last = commands().last()?;
    let words = command::words(document, last);
    let mut scripts = words
        .iter()
        .skip(1)
        .filter(|word| !matches!(word.literal(), Some("-e" | "-E" | "-r")));
    let script = scripts.next()?;
    let end = document.node(script.node).range.end;
    let script = script.literal()?;
    let is_one = words.first()?.literal() == Some("sed")
        && scripts.next().is_none()
        && ONE_SUBSTITUTION
            .as_ref()
            .is_some_and(|one| one.is_match(script));
    let start = document.node(substitution).range.start;
    let begin = document.node(words.first()?.node).range.start;
    let before = spelling.get(open..begin - start)?;
    let after = spelling.get(end - start..spelling.len() - close)?;
    if !is_one || after.contains(['|', ';', '&', '\n', ')']) || before.contains('\n') {
        return None;
    }
    let mut callers = commands().filter(|id| {
        let words = command::words(document, *id);
        words
            .iter()
            .any(|word| word.literal() == Some("get-caller-identity"))
    });
    let caller = callers.next().filter(|_| callers.next().is_none());
    let pipeline = format!("{before}{NAME_OF_ARN}{after}");
    Some(Owner::OfPipeline(pipeline.trim().to_owned(), caller))
}

/// Languages whose strings of commands a shell runs, but for keys that say otherwise.
const WITH_SHELL: [&str; 10] = [
    "shell",
    "markdown",
    "yaml",
    "json",
    "hcl",
    "makefile",
    "dockerfile",
    "jinja",
    "erb",
    "terraform template",
];

/// Whether nothing may run a script in a shell, for all that can be told from where it stands.
fn is_without_shell(document: &Document, node: NodeId) -> bool {
    let Some(host) = document.layer_of(node).host else {
        return false;
    };
    let around = document.layer_of(host).language;
    if !WITH_SHELL.contains(&around.name) && around.name != "template" {
        return true;
    }
    let layer = document.node(host).layer();
    let follows_option = document.parent(host).is_some_and(|list| {
        document.node(list).role == Role::Sequence
            && document
                .named_children(list)
                .take_while(|sibling| *sibling != host)
                .any(|sibling| matches!(document.text(sibling).as_str(), "-c" | "-ec" | "-lc"))
    });
    if around.name == "hcl" || follows_option {
        return false;
    }
    let keys: Vec<&str> = document
        .ancestors(host)
        .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        .filter(|ancestor| document.node(*ancestor).role == Role::Pair)
        .filter_map(|pair| document.key(pair))
        .map(|key| document.spelling(key).trim_matches(['"', '\'']))
        .collect();
    let last = keys.first().and_then(|key| key.rsplit('.').next());
    // CircleCI's `run: command:` is a script.
    last.and_then(|key| document.migration().runner(key)) == Some(Runner::Unknown)
        && keys.get(1) != Some(&"run")
}

/// Commands that only show or test what they are given.
const SHOWING: [&str; 4] = ["echo", "printf", "test", "["];

/// Whether a site's variable stands anywhere but in calls that authenticate, and where it is shown or tested.
pub fn has_other_use(document: &Document, uses: &Uses, site: &Site) -> bool {
    let assignment = document
        .parent(site.node)
        .filter(|parent| document.node(*parent).role == Role::Assignment);
    let Some((assignment, name)) =
        assignment.and_then(|id| Some((id, document.spelling(document.key(id)?))))
    else {
        return false;
    };
    let layer = document.node(site.node).layer();
    let is_local = document.parent(assignment).is_some_and(|declaration| {
        let spelling = document.spelling(declaration);
        ["local", "declare", "typeset"]
            .iter()
            .any(|word| spelling.starts_with(word))
    });
    let here = command::function_around(document, site.node).filter(|_| is_local);
    let uses = uses.of(document, layer, name);
    uses.len() > MOST_USES
        || uses
            .into_iter()
            .filter(|id| here.is_none() || command::function_around(document, *id) == here)
            .any(|id| !is_harmless(document, site, id))
}

/// With more uses of a variable than this nobody could review them.
const MOST_USES: usize = 64;

/// The expansions of each variable, by layer, gathered when the first is asked for.
#[derive(Default)]
pub struct Uses(OnceCell<HashMap<(usize, String), Vec<NodeId>>>);

impl Uses {
    fn of(&self, document: &Document, layer: usize, name: &str) -> Vec<NodeId> {
        let all = self.0.get_or_init(|| {
            let mut uses: HashMap<(usize, String), Vec<NodeId>> = HashMap::new();
            for id in document.nodes() {
                let node = document.node(id);
                if node.role != Role::Interpolation {
                    continue;
                }
                let spelling = document
                    .spelling(id)
                    .trim_start_matches(['$', '{', '#', '!']);
                let end = spelling
                    .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .unwrap_or(spelling.len());
                let name = spelling[..end].to_owned();
                uses.entry((node.layer(), name)).or_default().push(id);
            }
            uses
        });
        all.get(&(layer, name.to_owned()))
            .cloned()
            .unwrap_or_default()
    }
}

fn is_harmless(document: &Document, site: &Site, usage: NodeId) -> bool {
    let mut shown = None;
    for ancestor in document.ancestors(usage) {
        let node = document.node(ancestor);
        match node.role {
            Role::Command if site.calls.contains(&ancestor) => return true,
            Role::Command if shown.is_none() => {
                let words = command::words(document, ancestor);
                let program = words.first().and_then(Word::literal).unwrap_or_default();
                if !SHOWING.contains(&program) {
                    return false;
                }
                shown = Some(ancestor);
            }
            // What is shown may be taken for something else.
            Role::Interpolation if shown.is_some() => return false,
            Role::Assignment if shown.is_none() => {
                // Another name for it, which the calls were found through.
                return !site.calls.is_empty()
                    && document.value(ancestor).is_some_and(|value| {
                        let text = document.text(value);
                        text.holes().next() == Some(0..text.len())
                            && !document.spelling(value).contains(['#', '%'])
                    });
            }
            _ if node.kind == "pipeline" && shown.is_some() => return false,
            _ if node.kind == "heredoc_body" => return false,
            _ if node.kind == "function_definition" && shown.is_some() => {
                return !site.calls.is_empty();
            }
            _ if node.kind == "test_command" => return true,
            _ => {}
        }
    }
    shown.is_some()
}
