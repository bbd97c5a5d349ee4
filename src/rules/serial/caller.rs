//! Who a call of the AWS CLI asks as: the words that say it, and whether they say the same elsewhere in the script.

use super::script::{Between, Script};
use super::variables::Variables;
use crate::iam::operation::STS;
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
    pub fn read(document: &Document, variables: &Variables, call: NodeId) -> Option<Caller> {
        let words = with_lists(document, variables, command::words(document, call))?;
        let service = words.iter().position(|word| word.literal() == Some(STS))?;
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
                    .any(|id| command::is_substitution(document, id))
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
    pub fn is_known_at(
        &self,
        document: &Document,
        variables: &Variables,
        script: &Script,
        call: NodeId,
        site: NodeId,
    ) -> bool {
        if document.is_within(site, call) {
            return true;
        }
        let (site_node, call_node) = (document.node(site), document.node(call));
        let between = site_node.range().end..call_node.range().start;
        // In another layer the order of the two is not known; and a call that stands before is in a function that runs
        // who knows when.
        if site_node.layer() != call_node.layer() || between.start > between.end {
            return false;
        }
        let same_function = variables.function(site) == variables.function(call);
        let between = script.between(document, site_node.layer(), between);
        let own = variables.function(call).filter(|_| !same_function);
        let own_name = own.and_then(|own| document.key(own));
        let own_name = own_name.map(|name| document.spelling(name));
        // A function runs later than it is written: up to where it is called last.
        let until_run = own.zip(own_name).map(|(own, name)| {
            let end = document.node(own).range().end;
            let last = document.layers()[site_node.layer()].text.as_str()[end..].rfind(name);
            script.between(document, site_node.layer(), end..end + last.unwrap_or(0))
        });
        let is_changed = |between: &Between| {
            between.changes_caller() || script.calls_change(document, variables, between, own_name)
        };
        if is_changed(&between) || until_run.is_some_and(|between| is_changed(&between)) {
            return false;
        }
        self.words
            .iter()
            .flat_map(|word| command::expansions(document, *word))
            .all(|id| match command::expansion(document, id) {
                Expansion::Variable { name, .. }
                    if name.starts_with(|c: char| c.is_alphabetic() || c == '_') =>
                {
                    !between.names(name) && variables.is_given_before(site, name)
                }
                // A parameter is the same in the same function.
                Expansion::Variable { .. } => {
                    same_function && !between.names("shift") && !between.names("set")
                }
                Expansion::Computed => false,
            })
    }
}

/// How many words of lists are read for one call.
const MOST_WORDS: usize = 64;

/// The words of a call, with those of the lists that it is given in place of these: `"${args[@]}"`. `None` where the list
/// may say who asks in one run of the script, and not in another.
fn with_lists(document: &Document, variables: &Variables, words: Vec<Word>) -> Option<Vec<Word>> {
    let mut all = Vec::with_capacity(words.len());
    for word in words {
        let list = command::expansions(document, word.node)
            .next()
            .filter(|_| word.text.holes().next() == Some(0..word.text.len()))
            .and_then(|used| {
                let name = command::whole_variable(document, used)?;
                let given = variables.given(name, used);
                let is_list = |id: &NodeId| document.node(*id).role == Role::Command;
                (!given.is_empty() && given.iter().all(is_list)).then_some(given)
            });
        let Some(list) = list else {
            all.push(word);
            continue;
        };
        let mut held = list.iter().map(|part| command::words(document, *part));
        all.extend(held.next().into_iter().flatten());
        for more in held {
            let says_who = |word: &Word| {
                let text = word.text.as_str();
                KEPT.iter().any(|option| text.starts_with(option))
            };
            if more.iter().any(says_who) {
                return None;
            }
            all.extend(more);
        }
        if all.len() > MOST_WORDS {
            return None;
        }
    }
    Some(all)
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

#[cfg(test)]
mod tests;
