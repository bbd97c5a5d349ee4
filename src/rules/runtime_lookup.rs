//! A lookup at run time, in place of a word of a shell script that computes a serial number from a user's name.
//!
//! The lookup asks with the program, profile and region of the call that the word is for; always names the user,
//! since without one the call is authorised against every user and AWS's own policies deny it; leaves out
//! security keys, which give no code; and takes the device enabled last, as the order of the list is not
//! documented (IAM API Reference, ListMFADevices). It is a word that `sh` understands (POSIX, section 2.6.3).

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::invocation::Purpose;
use super::serial_site::{Site, is_derivation};
use crate::syntax::command::{self, Expansion, Word};
use crate::syntax::languages::shell::SHELL;
use crate::syntax::{Document, NodeId, Role};

/// The serial number of the device enabled last among those that give codes (JMESPath, as `--query` takes it).
const QUERY: &str =
    r#"sort_by(MFADevices[?!contains(SerialNumber, `":u2f/"`)], &EnableDate)[-1].SerialNumber"#;
/// The name at the end of an ARN; a path may stand before it.
const NAME_OF_ARN: &str = "sed 's|.*/||'";
/// Options of the AWS CLI that say who asks and where.
const KEPT: [&str; 2] = ["--profile", "--region"];
/// Options of the AWS CLI before the service that the lookup has its own of, or does without: with a value, and
/// without (AWS CLI Command Reference, "aws").
const DROPPED: [&str; 6] = [
    "--output",
    "--query",
    "--color",
    "--cli-read-timeout",
    "--cli-connect-timeout",
    "--cli-binary-format",
];
const DROPPED_FLAGS: [&str; 3] = ["--debug", "--no-cli-pager", "--no-paginate"];
/// Programs that a pipeline may put a text through on its way from a caller's ARN to a device's.
const FILTERS: [&str; 6] = ["jq", "sed", "tr", "echo", "printf", "cat"];

static CUT_VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\$\{(\w+)/").ok());

/// Why no lookup can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoLookup {
    /// Nothing there runs a command, or nothing shows that the word is a serial number to authenticate with.
    #[error("it is no word of a shell script")]
    NoWord,
    /// A part of it comes from the language around.
    #[error("a template fills a part of it in")]
    Template,
    /// The file also creates or enables a device by it.
    #[error("this file also makes the device by that name")]
    Made,
    /// It can't be told which user it is for.
    #[error("it can't be told which user it is for")]
    User,
    /// It can't be told with which credentials to ask.
    #[error("it can't be told with which credentials to ask")]
    Credentials,
    /// Several calls use it, with different credentials.
    #[error("calls with different credentials use it")]
    SeveralCredentials,
}

/// The word that looks a site's device up, as the site's own layer spells it.
///
/// # Errors
///
/// When it can't be told whom to look up, or with whose credentials, or when the file makes the device by that name.
pub fn word(document: &Document, site: &Site) -> Result<String, NoLookup> {
    let layer = document.layer_of(site.node);
    if *layer.language != SHELL {
        return Err(NoLookup::NoWord);
    }
    let parent = document.parent(site.node).ok_or(NoLookup::NoWord)?;
    if site.purpose != Purpose::Authenticate && document.node(parent).role != Role::Assignment {
        return Err(NoLookup::NoWord);
    }
    if site.is_made {
        return Err(NoLookup::Made);
    }
    let user = user(document, site)
        .filter(|_| !site.goes_on(document))
        .ok_or(if is_filled_in(document, site.node) {
            NoLookup::Template
        } else {
            NoLookup::User
        })?;
    let asking = match site.calls.as_slice() {
        [] => match &user {
            User::Caller(asking) => asking.clone(),
            User::Word(_) => "aws".to_owned(),
        },
        [first, others @ ..] => {
            let asking = asking(document, *first, site).ok_or(NoLookup::Credentials)?;
            for other in others {
                if self::asking(document, *other, site).as_ref() != Some(&asking) {
                    return Err(NoLookup::SeveralCredentials);
                }
            }
            asking
        }
    };
    let user = match user {
        User::Word(word) => format!("\"{word}\""),
        User::Caller(asking) => format!(
            "\"$({asking} sts get-caller-identity --query Arn --output text | {NAME_OF_ARN})\""
        ),
    };
    let (program, options) = split_options(&asking);
    let lookup = format!(
        "$({program} iam list-mfa-devices{options} --user-name {user} --query '{QUERY}' --output text)"
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

/// Whether the language around fills a part of a node in.
fn is_filled_in(document: &Document, node: NodeId) -> bool {
    let text = &document.layer_of(node).text;
    text.has_hole(document.node(node).range.clone())
}

/// Whose device is looked up.
enum User {
    /// That of the user whom this expands to.
    Word(String),
    /// That of whoever asks with these words.
    Caller(String),
}

fn user(document: &Document, site: &Site) -> Option<User> {
    let of_layer = |id: &NodeId| {
        document.node(*id).role == Role::Interpolation
            && document.node(*id).layer() == document.node(site.node).layer()
    };
    let within = || {
        std::iter::once(site.node)
            .chain(document.descendants(site.node))
            .filter(of_layer)
    };
    if !is_derivation(document.spelling(site.node)) {
        let name = site.name();
        let is_all_of_it = site.text.holes().any(|hole| hole == name);
        let source = site.text.source_hull(name);
        let expansion = within().find(|id| document.source(*id) == source);
        return expansion
            .filter(|id| is_all_of_it && !is_filled_in(document, *id))
            .map(|id| User::Word(document.spelling(id).to_owned()));
    }
    let whole = within().next().filter(|id| {
        let source = site.text.source_hull(site.range.clone());
        document.source(*id) == source && !is_filled_in(document, *id)
    })?;
    if let Some(cut) = CUT_VARIABLE.as_ref()?.captures(document.spelling(whole)) {
        return Some(User::Word(format!("${{{}##*/}}", &cut[1])));
    }
    let mut callers = Vec::new();
    let mut variables = HashSet::new();
    for id in document.descendants(whole) {
        match document.node(id).role {
            Role::Command => {
                let words = command::words(document, id);
                let is = |word: &str| words.iter().any(|other| other.literal() == Some(word));
                if is("get-caller-identity") && is("sts") {
                    callers.push(asking(document, id, site)?);
                } else if !FILTERS.contains(&words.first()?.literal()?) {
                    return None;
                }
            }
            Role::Interpolation => {
                if let Expansion::Variable {
                    name,
                    default: None,
                } = command::expansion(document, id)
                {
                    variables.insert(name);
                }
            }
            _ => {}
        }
    }
    match callers.as_slice() {
        [caller] => Some(User::Caller(caller.clone())),
        [] if variables.len() == 1 => {
            let name = variables.into_iter().next()?;
            Some(User::Word(format!("${{{name}##*/}}")))
        }
        _ => None,
    }
}

/// The words of a call of the AWS CLI that say who asks: settings of its environment, the program with what runs
/// it, the profile and the region. `None` where something else is there that might say it, or where they wouldn't
/// say the same at the site.
fn asking(document: &Document, call: NodeId, site: &Site) -> Option<String> {
    let words = command::words(document, call);
    let service = words
        .iter()
        .position(|word| word.literal() == Some("sts"))?;
    let is_aws = |word: &Word| {
        word.literal()
            .is_some_and(|word| word.rsplit('/').next() == Some("aws"))
    };
    let program = words[..service].iter().position(is_aws).unwrap_or(0);
    let settings = document
        .children(call)
        .filter(|child| document.node(*child).role == Role::Assignment)
        .filter(|child| document.spelling(*child).starts_with("AWS_"));
    let mut kept: Vec<NodeId> = settings.collect();
    kept.extend(words[..=program].iter().map(|word| word.node));
    let mut at = program + 1;
    while let Some(word) = words.get(at) {
        let is_before_service = at < service;
        at += 1;
        let text = word.text.as_str();
        let (name, has_value) = match text.split_once('=') {
            Some((name, _)) => (name, true),
            None => (text, false),
        };
        let value = words.get(at).filter(|_| !has_value);
        if KEPT.contains(&name) {
            kept.push(word.node);
            kept.extend(value.map(|value| value.node));
            at += usize::from(value.is_some());
        } else if is_before_service {
            if DROPPED.contains(&name) {
                at += usize::from(value.is_some());
            } else if !DROPPED_FLAGS.contains(&name) {
                return None;
            }
        }
    }
    if kept.iter().any(|word| is_filled_in(document, *word)) {
        return None;
    }
    let is_elsewhere = !document.is_within(site.node, call);
    if is_elsewhere && !kept.iter().all(|word| is_known_at(document, *word, site)) {
        return None;
    }
    let spellings: Vec<&str> = kept.iter().map(|word| document.spelling(*word)).collect();
    Some(spellings.join(" "))
}

/// Whether a word of a call says the same where a site is: it has no parameters of a function, and no variable that
/// is given a value only after the site.
fn is_known_at(document: &Document, word: NodeId, site: &Site) -> bool {
    let expansions = std::iter::once(word)
        .chain(document.descendants(word))
        .filter(|id| document.node(*id).role == Role::Interpolation);
    for id in expansions {
        let Expansion::Variable { name, .. } = command::expansion(document, id) else {
            return false;
        };
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return false;
        }
        let mut given = document
            .nodes_of(document.node(word).layer())
            .filter(|other| document.node(*other).role == Role::Assignment)
            .filter(|other| {
                let key = document.key(*other);
                key.is_some_and(|key| document.spelling(key) == name)
            })
            .peekable();
        let before = |other: NodeId| document.source(other).end <= document.source(site.node).start;
        if given.peek().is_some() && !given.any(before) {
            return false;
        }
    }
    true
}

/// Splits the words of a call into those up to the program and the options after it. Options stand after the
/// operation as well as before the service, and there they read better.
fn split_options(asking: &str) -> (&str, String) {
    match KEPT
        .iter()
        .filter_map(|option| asking.find(&format!(" {option}")))
        .min()
    {
        Some(at) => (&asking[..at], asking[at..].to_owned()),
        None => (asking, String::new()),
    }
}
