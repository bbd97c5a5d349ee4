//! Who a call of the AWS CLI asks as: the words that say it, and whether they say the same elsewhere in the script.

use std::sync::LazyLock;

use regex::Regex;

use crate::syntax::command::{self, Expansion, Word};
use crate::syntax::{Document, NodeId, Role};

/// Options of the AWS CLI that say who asks and where.
const KEPT: [&str; 2] = ["--profile", "--region"];
/// Options that change where requests go or whom they trust: a call with one isn't repeated.
const REFUSED: [&str; 4] = [
    "--endpoint-url",
    "--no-verify-ssl",
    "--ca-bundle",
    "--no-sign-request",
];
/// Options before the service that another call has its own of, or does without (AWS CLI Command Reference, "aws").
const DROPPED: [&str; 6] = [
    "--output",
    "--query",
    "--color",
    "--cli-read-timeout",
    "--cli-connect-timeout",
    "--cli-binary-format",
];
const DROPPED_FLAGS: [&str; 3] = ["--debug", "--no-cli-pager", "--no-paginate"];
/// Programs that run the command that is their last arguments, and print only what it prints.
const WRAPPERS: [&str; 10] = [
    "sudo",
    "env",
    "command",
    "exec",
    "timeout",
    "nice",
    "time",
    "aws-vault",
    "aws-okta",
    "saml2aws",
];
/// Other names that the AWS CLI goes by.
const ALSO_AWS: [&str; 3] = ["aws2", "awscli", "awslocal"];

/// What may change who asks between two places of a script.
static CHANGES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?m)\b(?:unset|source|eval)\b|^\s*\.\s|export\s+[$`]|\baws\s+(?:configure|sso)\b|\.aws/|(?:^|[^$\{\w])AWS_(?:PROFILE|DEFAULT_PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CONFIG_FILE|SHARED_CREDENTIALS_FILE|ROLE_ARN|REGION|DEFAULT_REGION|ENDPOINT_URL\w*)\b",
    )
    .ok()
});

/// The words of a call that say who asks.
#[derive(Clone, Debug, Default)]
pub struct Caller {
    /// Settings of its environment, and the program with what runs it.
    program: String,
    /// The profile and the region, each with a space before it.
    options: String,
    /// The words that may say something else elsewhere.
    words: Vec<NodeId>,
}

impl Caller {
    /// The AWS CLI with no word that says more.
    pub fn plain() -> Caller {
        Caller {
            program: "aws".to_owned(),
            ..Caller::default()
        }
    }

    /// Whether another call asks with the same words.
    pub fn is_as(&self, other: &Caller) -> bool {
        (&self.program, &self.options) == (&other.program, &other.options)
    }

    /// The words up to the service.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// The options, each with a space before it.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// Reads a call of `sts`; `None` where something else is there that might say who asks, or do more than ask.
    pub fn read(document: &Document, call: NodeId) -> Option<Caller> {
        let words = command::words(document, call);
        let service = words
            .iter()
            .position(|word| word.literal() == Some("sts"))?;
        let program = program(&words[..service])?;
        let mut caller = Caller::default();
        for child in document.children(call) {
            let setting = document.node(child).role == Role::Assignment
                && document.spelling(child).starts_with("AWS_");
            if setting {
                caller.keep_program(document, child);
            }
        }
        for word in &words[..=program] {
            caller.keep_program(document, word.node);
        }
        let mut at = program + 1;
        while let Some(word) = words.get(at) {
            let is_before_service = at < service;
            at += 1;
            let text = word.text.as_str();
            if !text.starts_with("--") {
                // What is computed may be anything, a profile too.
                word.literal()?;
                continue;
            }
            let (name, has_value) = match text.split_once('=') {
                Some((name, _)) => (name, true),
                None => (text, false),
            };
            let value = words
                .get(at)
                .filter(|value| !has_value && !value.text.as_str().starts_with("--"));
            let mut takes_value = value.is_some();
            if KEPT.contains(&name) {
                caller.keep_option(document, word.node);
                if let Some(value) = value {
                    caller.keep_option(document, value.node);
                }
            } else if REFUSED.contains(&name) {
                return None;
            } else if is_before_service {
                if DROPPED_FLAGS.contains(&name) {
                    takes_value = false;
                } else if !DROPPED.contains(&name) {
                    return None;
                }
            }
            at += usize::from(takes_value);
        }
        let repeats_work = caller.words.iter().any(|word| {
            document.is_filled_in(*word)
                || command::expansions(document, *word)
                    .any(|id| document.node(id).kind == "command_substitution")
        });
        (!repeats_work).then_some(caller)
    }

    fn keep_program(&mut self, document: &Document, word: NodeId) {
        if !self.program.is_empty() {
            self.program.push(' ');
        }
        self.program.push_str(document.spelling(word));
        self.words.push(word);
    }

    fn keep_option(&mut self, document: &Document, word: NodeId) {
        self.options.push(' ');
        self.options.push_str(document.spelling(word));
        self.words.push(word);
    }

    /// Whether these words of a call say the same where a site is, and ask as the same user there: nothing between
    /// the two gives a variable of theirs a value, or changes the credentials.
    pub fn is_known_at(&self, document: &Document, call: NodeId, site: NodeId) -> bool {
        if document.is_within(site, call) {
            return true;
        }
        // In another layer the order of the two is not known.
        if document.node(site).layer() != document.node(call).layer() {
            return false;
        }
        let layer = document.layer_of(site);
        let (site_range, call_range) = (
            document.node(site).range.clone(),
            document.node(call).range.clone(),
        );
        // A call that stands before is in a function that runs who knows when.
        let Some(between) = layer.text.as_str().get(site_range.end..call_range.start) else {
            return false;
        };
        // What stands before the call in its own command (`eval $(aws …)`) comes after it.
        let earlier = between
            .rfind(['\n', ';', '&', '|'])
            .map_or("", |end| &between[..=end]);
        let is_changed = CHANGES.as_ref().is_none_or(|changes| {
            earlier
                .lines()
                .filter(|line| !line.trim_start().starts_with('#'))
                .any(|line| changes.is_match(line))
        });
        if is_changed {
            return false;
        }
        let same_function =
            command::function_around(document, site) == command::function_around(document, call);
        self.words
            .iter()
            .flat_map(|word| command::expansions(document, *word))
            .all(|id| match command::expansion(document, id) {
                Expansion::Variable { name, .. }
                    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') =>
                {
                    !is_named(between, name) && is_given_before(document, site, name)
                }
                // A parameter is the same in the same function.
                Expansion::Variable { .. } => {
                    same_function && !is_named(between, "shift") && !is_named(between, "set")
                }
                Expansion::Computed => false,
            })
    }
}

/// Which word is the AWS CLI; `None` where that isn't known, or where what runs it may do more than run it.
fn program(words: &[Word]) -> Option<usize> {
    let is_aws = |word: &Word| {
        word.literal()
            .is_some_and(|word| word.rsplit('/').next() == Some("aws"))
    };
    match words.iter().position(is_aws) {
        Some(0) => Some(0),
        Some(program) => {
            let first = words.first()?.literal()?;
            WRAPPERS.contains(&first).then_some(program)
        }
        None => {
            let first = words.first()?;
            let is_variable = first.literal().is_none() && first.text.holes().count() == 1;
            let is_known = first.literal().is_some_and(|word| ALSO_AWS.contains(&word));
            (is_variable || is_known).then_some(0)
        }
    }
}

/// Whether a name stands in a text other than as the expansion of a variable: as what `read`, `for`, `=` and others
/// give a value.
fn is_named(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(|c| is_part(c) || matches!(c, '$' | '{' | '-'))
            && !after.is_some_and(is_part)
    })
}

/// Whether a variable has its value before a site, as far as the script gives it one: not in a function that is
/// called who knows when.
fn is_given_before(document: &Document, site: NodeId, name: &str) -> bool {
    let around = command::function_around(document, site);
    let given: Vec<NodeId> = document
        .nodes_of(document.node(site).layer())
        .filter(|id| document.node(*id).role == Role::Assignment)
        .filter(|id| {
            let key = document.key(*id);
            key.is_some_and(|key| document.spelling(key) == name)
        })
        .collect();
    let site_start = document.node(site).range.start;
    let is_before = |id: &NodeId| document.node(*id).range.end <= site_start;
    let function = |id: &NodeId| command::function_around(document, *id);
    let of_function = |id: &&NodeId| around.is_some() && function(id) == around;
    if given.iter().filter(of_function).any(is_before) {
        return given.iter().filter(of_function).all(is_before);
    }
    given
        .iter()
        .all(|id| is_before(id) && function(id).is_none())
}
