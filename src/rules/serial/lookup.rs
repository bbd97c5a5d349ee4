//! A lookup at run time, in place of a word of a shell script that computes a serial number from a user's name.
//!
//! The lookup asks with the program, profile and region of the call that the word is for; always names the user,
//! since without one the call is authorised against every user and AWS's own policies deny it; leaves out
//! security keys, which give no code; and takes the device enabled last, as the order of the list is not
//! documented (IAM API Reference, ListMFADevices). It is a word that `sh` understands (POSIX, section 2.6.3). Where there is no such device, it says
//! so and the script ends: the call would fail with a message about the length of a parameter.

use super::caller::Caller;
use super::form;
use super::other_use::{OtherUse, Reach};
use super::owner::{self, NoUser};
use super::pipeline;
use super::site::Site;
use super::stop::{self, Unstopped};
use super::variables::{MOST_USES, Variables};
use crate::iam::derivation;
use crate::iam::operation::{GET_CALLER_IDENTITY, IAM, Purpose, STS};
use crate::rules::look::Look;
use crate::syntax::command;
use crate::syntax::language::{Runs, Substitution};
use crate::syntax::migration::Runner;
use crate::syntax::{Document, NodeId, Role};

/// The serial number of the device enabled last among those that give codes (JMESPath, as `--query` takes it). It has
/// no backticks, so that it can stand in them, and a space after `!`, so that no interactive shell takes it for history.
const QUERY: &str =
    "sort_by(MFADevices[?! contains(SerialNumber, ':u2f/')], &EnableDate)[-1:].SerialNumber";
/// What passes the serial number on, or says that there is none and ends the script (`$$`), and the shell that asked for
/// it (`$PPID`): in a pipeline or a function whose output is taken that is another. An interactive shell ignores the
/// signal (Bash Reference Manual, "Signals").
const OR_STOP: &str = "| grep . || exec sh -c 'echo no MFA device that generates codes was found >&2; kill $0 $PPID 2>&-' $$";
/// The same for fish, where `exit` ends the script from wherever it stands. An interactive fish goes on, with no word for
/// the serial number, so that the call fails (fish documentation, "Command substitution").
const OR_STOP_FISH: &str = "| grep .; or begin; echo no MFA device that generates codes was found >&2; status is-interactive; or exit 1; end";
/// What leaves the name of an ARN; a path may stand before it.
const NAME_OF_ARN: &str = "sed 's|.*/||'";

/// Why no lookup can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLookup {
    /// Nothing there runs a command, or nothing shows that the word is a serial number to authenticate with.
    #[error("it is no word of a shell script")]
    NoWord,
    /// It is the value of a variable of make's.
    #[error("a variable of the makefile holds it, and only a recipe runs a shell")]
    OfMakefile,
    /// A part of it comes from a makefile around.
    #[error("make fills a part of it in, by a variable that the recipe's shell doesn't have")]
    Make,
    /// A part of it comes from the language around.
    #[error("a template fills a part of it in")]
    Template,
    /// A part of it comes from the script around.
    #[error("the script around it expands a part of it")]
    Expanded,
    /// The file also creates, enables or removes a device by it.
    #[error("this file also makes or manages a device by it")]
    Managed,
    /// It can't be told which user it is for.
    #[error("it can't be told which user it is for")]
    Owner,
    /// The name in it may be a device's.
    #[error(transparent)]
    Name(#[from] NoUser),
    /// It can't be told with which credentials to ask.
    #[error("it can't be told with which credentials to ask")]
    Credentials,
    /// The name in it was asked of AWS as whoever called then.
    #[error("the user's name is asked for before the credentials may change")]
    AskedBefore,
    /// A path stands before its name.
    #[error("a path before the name may be a convention by which devices are named")]
    Path,
    /// Several calls use it, with different credentials.
    #[error("calls with different credentials use it")]
    SeveralCredentials,
    /// Something that isn't known to be a call uses it.
    #[error("line {0} also uses its variable for something else")]
    OtherUse(usize),
    /// What holds the command may hand it to a program without a shell.
    #[error("no shell may run it")]
    NoShell,
    /// Another program than a shell of POSIX runs the command, as what holds it says.
    #[error("no POSIX shell runs it")]
    NotPosix,
    /// What holds the command may fill it in before a shell sees it.
    #[error("the pipeline may fill in $(…) before a shell sees it")]
    Macro,
    /// A program holds the command, and runs it in whatever way.
    #[error("it stands in a string of another language")]
    InProgram,
    /// Its shell is the first process of a container, which ignores signals that it doesn't handle
    /// (pid_namespaces(7)).
    #[error(
        "its shell may be the first process of a container, which ignores the signal by which a lookup without a device ends a script"
    )]
    FirstProcess,
    /// It wouldn't end the script where there is no device, or end more.
    #[error(transparent)]
    Unstopped(#[from] Unstopped),
    /// The string around it has no way to spell it.
    #[error("the quotes around it can't contain its own")]
    Unspelled,
}

/// The word that looks a site's device up, as the site's own layer spells it.
///
/// # Errors
///
/// When it can't be told whom to look up, or with whose credentials, or when the file makes the device by that name.
pub fn word(look: &Look, site: &Site) -> Result<String, NoLookup> {
    let (document, variables, script) = (look.document, &look.variables, &look.script);
    let substitution = command::substitution(document, site.node);
    if substitution == Substitution::Other {
        return Err(
            match document.layer_of(site.node).language.has_environment {
                true => NoLookup::OfMakefile,
                false => NoLookup::NoWord,
            },
        );
    }
    let parent = document.parent(site.node).ok_or(NoLookup::NoWord)?;
    if site.purpose != Purpose::Authenticate && document.node(parent).role != Role::Assignment {
        return Err(NoLookup::NoWord);
    }
    if site.is_managed {
        return Err(NoLookup::Managed);
    }
    if form::has_path(site) {
        return Err(NoLookup::Path);
    }
    without_shell(document, site.node).map_or(Ok(()), Err)?;
    if pipeline::fills_in(document, site.node) {
        return Err(NoLookup::Macro);
    }
    if let Some(because) = stop::unstopped(document, variables, look.stop(), &look.path, site) {
        return Err(because.into());
    }
    let user = user(look, site)
        .filter(|_| !command::goes_on(document, site.node) && !has_effects(document, site))
        .ok_or_else(|| match document.layer_of(site.node).host {
            _ if !document.is_filled_in(site.node) => NoLookup::Owner,
            Some(host) if command::substitution(document, host) != Substitution::Other => {
                NoLookup::Expanded
            }
            Some(host) if document.layer_of(host).language.has_environment => NoLookup::Make,
            _ => NoLookup::Template,
        })?;
    if let Some(because) = no_user(look, site) {
        return Err(because.into());
    }
    match look.other_use(site, Reach::Function) {
        Some(OtherUse::Named { line, .. } | OtherUse::LastWord { line }) => {
            return Err(NoLookup::OtherUse(line));
        }
        Some(OtherUse::Often { .. }) => return Err(NoLookup::SeveralCredentials),
        // What takes the variable for a serial number takes one that was looked up.
        Some(
            OtherUse::Exported { .. }
            | OtherUse::Public { .. }
            | OtherUse::Kept { .. }
            | OtherUse::Sourced { .. }
            | OtherUse::Listed { .. }
            | OtherUse::Indirect { .. },
        )
        | None => {}
    }
    let caller = match calls(document, site).as_slice() {
        [] => match &user {
            Owner::OfPipeline(_, Some(call)) => {
                Caller::read(document, variables, *call).ok_or(NoLookup::Credentials)?
            }
            _ => Caller::plain(),
        },
        calls if calls.len() > MOST_USES => return Err(NoLookup::SeveralCredentials),
        calls => {
            let read = |call: &NodeId| {
                Caller::read(document, variables, *call)
                    .filter(|caller| {
                        caller.is_known_at(document, variables, script, *call, site.node)
                    })
                    .ok_or(NoLookup::Credentials)
            };
            let mut callers = calls.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            let asked = asked_for(document, variables, site);
            let is_same = |call: &NodeId, caller: &Caller| {
                asked
                    .iter()
                    .all(|value| caller.is_known_at(document, variables, script, *call, *value))
            };
            if !calls
                .iter()
                .zip(&callers)
                .all(|(call, caller)| is_same(call, caller))
            {
                return Err(NoLookup::AskedBefore);
            }
            let first = callers.pop().ok_or(NoLookup::Credentials)?;
            if !callers.iter().all(|caller| caller.is_as(&first)) {
                return Err(NoLookup::SeveralCredentials);
            }
            first
        }
    };
    let is_dollar = substitution == Substitution::Dollar;
    let user = match user {
        Owner::Word(word) if word.starts_with('(') => word,
        Owner::Word(word) => format!("\"{word}\""),
        Owner::OfPipeline(pipeline, _) if is_dollar => format!("\"$({pipeline})\""),
        Owner::OfPipeline(pipeline, _) => format!("({pipeline})"),
    };
    let (program, options) = (caller.program(), caller.options());
    let stop = if is_dollar { OR_STOP } else { OR_STOP_FISH };
    let lookup = format!(
        "({program} iam list-mfa-devices{options} --user-name {user} --query \"{QUERY}\" --output text {stop})"
    );
    let lookup = if is_dollar {
        format!("${lookup}")
    } else {
        lookup
    };
    let quote = if is_dollar { "\"" } else { "" };
    // Within `${X:-…}` quotes would be those of the word around it.
    let is_default = document.node(parent).role == Role::Interpolation;
    let option = "--serial-number=";
    // What prints nothing would take the option away with it in fish.
    let is_after_option = is_dollar && site.text.as_str()[..site.range.start] == *option;
    if (site.range.start > 0 && !is_after_option) || site.range.end < site.text.len() {
        return Err(NoLookup::NoWord);
    }
    Ok(match (site.range.start, is_default) {
        (0, true) => lookup,
        (0, false) => format!("{quote}{lookup}{quote}"),
        _ => format!("{option}{quote}{lookup}{quote}"),
    })
}

/// The calls that authenticate with a site; a list of words is one only where nothing is seen to run it.
fn calls(document: &Document, site: &Site) -> Vec<NodeId> {
    let is_run = |call: &NodeId| {
        !document.parent(*call).is_some_and(|parent| {
            document.node(parent).role == Role::Assignment && document.value(parent) == Some(*call)
        })
    };
    let run: Vec<NodeId> = site.calls.iter().copied().filter(is_run).collect();
    if run.is_empty() {
        site.calls.clone()
    } else {
        run
    }
}

/// What the variables in a site are given by a command that asks AWS, such as for the caller's own name.
fn asked_for(document: &Document, variables: &Variables, site: &Site) -> Vec<NodeId> {
    let name = site.text.source_hull(site.name());
    let names = command::expansions(document, site.node)
        .filter(|id| {
            let source = document.source(*id);
            name.start <= source.start && source.end <= name.end
        })
        .filter_map(|id| Some((id, command::whole_variable(document, id)?)));
    names
        .flat_map(|(id, name)| variables.given(name, id).iter().copied())
        .filter(|value| {
            std::iter::once(*value)
                .chain(document.descendants(*value))
                .take(REACH)
                .any(|id| document.node(id).role == Role::Command && asks_of_caller(document, id))
        })
        .collect()
}

/// Whether a command asks AWS of who calls.
fn asks_of_caller(document: &Document, command: NodeId) -> bool {
    command::words(document, command)
        .iter()
        .any(|word| matches!(word.literal(), Some(STS | IAM)))
}

/// How far into what a variable is given a command is looked for, in nodes.
const REACH: usize = 64;

/// Whether a word does more than say something: gives a variable a value, or runs what isn't known to only ask.
fn has_effects(document: &Document, site: &Site) -> bool {
    let spelling = document.spelling(site.node);
    if derivation::is_in(spelling) || form::is_own_arn(document, site) {
        return false;
    }
    let name = site.text.source_hull(site.name());
    spelling.contains(":=")
        || document.descendants(site.node).any(|id| {
            command::is_substitution(document, id)
                && document.source(id) != name
                && !begins_with_aws(document, id)
        })
}

/// Whether the first word in a substitution is the AWS CLI.
fn begins_with_aws(document: &Document, substitution: NodeId) -> bool {
    let mut below = document.descendants(substitution);
    below
        .find(|id| document.node(*id).role == Role::Command)
        .is_some_and(|command| {
            let words = command::words(document, command);
            words.first().is_some_and(|word| {
                word.literal() == Some("aws")
                    && document.node(word.node).range().start
                        == document.node(command).range().start
            })
        })
}

/// Whose device is looked up.
enum Owner {
    /// That of the user whom this expands to.
    Word(String),
    /// That of the user whom this pipeline prints; and the call of `sts get-caller-identity` in it, if there is one.
    OfPipeline(String, Option<NodeId>),
}

fn user(look: &Look, site: &Site) -> Option<Owner> {
    let document = look.document;
    let within = || command::expansions(document, site.node);
    if form::is_own_arn(document, site) {
        let whole = within().next()?;
        let inside = command::substituted(document, whole)?;
        let text = document.layer_of(whole).text.as_str().get(inside)?;
        let call = document
            .descendants(whole)
            .find(|id| document.node(*id).role == Role::Command)?;
        let pipeline = format!("{} | {NAME_OF_ARN}", on_one_line(text)?);
        return Some(Owner::OfPipeline(pipeline, Some(call)));
    }
    if !derivation::is_in(document.spelling(site.node)) {
        let name = site.name();
        let is_all_of_it = site.text.holes().any(|hole| hole == name);
        let source = site.text.source_hull(name);
        let expansion = within().find(|id| document.source(*id) == source);
        return expansion
            .filter(|_| is_all_of_it)
            .filter(|id| !document.is_filled_in(*id) || is_of_environment(look, *id))
            .map(|id| Owner::Word(document.spelling(id).to_owned()));
    }
    let whole = within().next().filter(|id| {
        let source = site.text.source_hull(site.range.clone());
        document.source(*id) == source && !document.is_filled_in(*id)
    })?;
    let spelling = document.spelling(whole);
    if let Some(cut) = derivation::cut_variable(spelling) {
        return Some(Owner::Word(format!("${{{cut}##*/}}")));
    }
    of_pipeline(document, whole)
}

/// Why the name that a site ends with may be no user's.
fn no_user(look: &Look, site: &Site) -> Option<NoUser> {
    let document = look.document;
    let source = site.text.source_hull(site.name());
    let expansion =
        command::expansions(document, site.node).find(|id| document.source(*id) == source)?;
    let (is_users, is_devices) = (form::is_called_after_user, form::is_called_device);
    owner::no_user(document, &look.variables, expansion, is_users, is_devices)
}

/// Whether a variable that the language around a script fills in is one of the environment, which the script has as well: a
/// makefile that gives it no value has it from there (GNU make manual, section 6.10).
fn is_of_environment(look: &Look, expansion: NodeId) -> bool {
    let document = look.document;
    let host = document.layer_of(expansion).host;
    host.is_some_and(|host| document.layer_of(host).language.has_environment)
        && look.elsewhere().sourced.is_none()
        && command::whole_variable(document, expansion)
            .is_some_and(|name| look.variables.keys(name).is_empty())
}

/// The user of a substitution whose last command turns a user's ARN into a device's: what it prints when that
/// command leaves the name instead.
fn of_pipeline(document: &Document, substitution: NodeId) -> Option<Owner> {
    let inside = command::substituted(document, substitution)?;
    let text = document.layer_of(substitution).text.as_str();
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
    let end = document.node(script.node).range().end;
    let script = script.literal()?;
    let is_one = words.first()?.literal() == Some("sed")
        && scripts.next().is_none()
        && derivation::is_sed_script(script);
    let begin = document.node(words.first()?.node).range().start;
    let before = text.get(inside.start..begin)?;
    let after = text.get(end..inside.end)?.trim_end();
    if !is_one || after.contains(['|', ';', '&', '\n', ')']) {
        return None;
    }
    let mut callers = commands().filter(|id| {
        let words = command::words(document, *id);
        words
            .iter()
            .any(|word| word.literal() == Some(GET_CALLER_IDENTITY))
    });
    let caller = callers.next().filter(|_| callers.next().is_none());
    let pipeline = on_one_line(&format!("{before}{NAME_OF_ARN}{after}"))?;
    Some(Owner::OfPipeline(pipeline, caller))
}

/// A pipeline without its line breaks; `None` where it is more than one, or has a comment.
fn on_one_line(pipeline: &str) -> Option<String> {
    let lines: Vec<&str> = pipeline.trim().lines().map(str::trim).collect();
    let (last, others) = lines.split_last()?;
    let mut joined = String::new();
    for line in others {
        match line.strip_suffix('\\') {
            Some(line) => joined.push_str(line.trim_end()),
            None if line.ends_with('|') => joined.push_str(line),
            None => return None,
        }
        joined.push(' ');
    }
    joined.push_str(last);
    let has_comment = lines.len() > 1 && joined.contains(" #");
    (!has_comment).then_some(joined)
}

/// Why nothing may run a script in a shell, for all that can be told from where it stands; `None` where a shell does.
fn without_shell(document: &Document, node: NodeId) -> Option<NoLookup> {
    let host = document.layer_of(node).host?;
    let is_posix = command::substitution(document, node) == Substitution::Dollar;
    let mut hosts = document.layers_around(node);
    if hosts.any(|host| document.is_run_by_another(host)) {
        return Some(NoLookup::NotPosix);
    }
    match document.layer_of(host).language.runs {
        Runs::Unknown => return Some(NoLookup::InProgram),
        Runs::Shell => return None,
        Runs::AsFirst if is_posix => return Some(NoLookup::FirstProcess),
        Runs::AsFirst => return None,
        Runs::ByKey => {}
    }
    let is_argument = follows_option(document, host);
    let layer = document.node(host).layer();
    let keys: Vec<&str> = document
        .ancestors(host)
        .take(KEY_REACH)
        .take_while(|ancestor| document.node(*ancestor).layer() == layer)
        .filter(|ancestor| document.node(*ancestor).role == Role::Pair)
        .filter_map(|pair| document.key(pair))
        .take(2)
        .map(|key| document.spelling(key).trim_matches(['"', '\'']))
        .collect();
    let last = keys.first().and_then(|key| key.rsplit('.').next());
    // CircleCI's `run: command:` is a script.
    let is_unknown = last.and_then(|key| document.migration().runner(key)) == Some(Runner::Unknown)
        && keys.get(1) != Some(&"run");
    let is_list = || {
        last.is_some_and(|key| key == ARGUMENTS)
            && document
                .parent(host)
                .is_some_and(|list| document.node(list).role == Role::Sequence)
    };
    if is_posix && ((is_unknown && is_argument) || is_list()) {
        return Some(NoLookup::FirstProcess);
    }
    (is_unknown && !is_argument).then_some(NoLookup::NoShell)
}

/// The key of the arguments that a container's command has, which Kubernetes also fills in: `$$` is `$` there (Kubernetes,
/// "Define a Command and Arguments for a Container").
const ARGUMENTS: &str = "args";
/// How many nodes may stand between a command and the key that it is the value of.
const KEY_REACH: usize = 64;
/// Options that make a shell run the argument after them, and how many arguments may stand before that.
const OPTIONS: [&str; 3] = ["-c", "-ec", "-lc"];
const MOST_ARGUMENTS: usize = 8;

/// Whether a string follows a shell's option in a list of arguments.
fn follows_option(document: &Document, string: NodeId) -> bool {
    document
        .parent(string)
        .filter(|list| document.node(*list).role == Role::Sequence)
        .is_some_and(|list| {
            let arguments: Vec<NodeId> =
                document.named_children(list).take(MOST_ARGUMENTS).collect();
            arguments.contains(&string)
                && arguments
                    .iter()
                    .take_while(|argument| **argument != string)
                    .any(|argument| OPTIONS.contains(&document.text(*argument).as_str()))
        })
}

#[cfg(test)]
mod tests;
