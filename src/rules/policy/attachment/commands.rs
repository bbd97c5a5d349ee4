//! What a command that a policy is given to tells of who holds it, and the files that the policy is written to.

use super::client::given;
use super::clue::{Clue, Found, Name, SHORTEST_NAME};
use crate::iam::holder::{self, Holder};
use crate::syntax::{Document, NodeId, Role, command};

/// How many words of a command say what it does.
const COMMAND_WORDS: usize = 12;

pub fn of_command(document: &Document, command: NodeId, clue: &mut Clue) {
    tell_command(document, command, clue);
    clue.keeps_value = false;
}

fn tell_command(document: &Document, command: NodeId, clue: &mut Clue) {
    let words = command::words(document, command);
    clue.steps += words.len();
    let before = clue.found.len();
    let mut is_option = false;
    for (at, word) in words.iter().enumerate() {
        let Some(text) = word.literal() else {
            is_option = false;
            continue;
        };
        if let Some(option) = text.strip_prefix('-') {
            let option = option.trim_start_matches('-');
            let option = option.split('=').next().unwrap_or_default();
            if let Some(holder) = holder::of_neighbour(option) {
                clue.found.push(Found::Holder(holder));
            }
            if holder::is_boundary(option) {
                clue.found.push(Found::Boundary);
            }
            let names = matches!(
                option.to_ascii_lowercase().replace('-', "").as_str(),
                "policyname" | "policyarn"
            );
            if names && let Some(word) = words.get(at + 1) {
                clue.found.extend(named(document, word));
            }
            is_option = true;
        } else if !is_option && at < COMMAND_WORDS {
            if text.len() <= 100 && holder::is_boundary(text) {
                clue.found.push(Found::Boundary);
            }
            if text.len() <= 100
                && !text.contains(char::is_whitespace)
                && let Some(holder) = holder::of_type(text)
            {
                clue.found.push(Found::Holder(holder));
            }
        } else {
            is_option = false;
        }
    }
    if let Some((service, operation)) = of_cli(&words)
        && let Some(given) = given(service, operation)
    {
        // No user of IAM's: `aws transfer create-user`.
        let is_user = |found: &Found| matches!(found, Found::Holder(Holder::User));
        let told = clue.found.split_off(before);
        let told = told.into_iter().filter(|found| !is_user(found));
        clue.found.extend(told);
        let is_told = |found: &Found| matches!(found, Found::Holder(_));
        if !clue.found[before..].iter().any(is_told) {
            clue.found.push(given);
        }
    }
}

/// Options of the AWS CLI that are switches; each of the others has a value (AWS CLI User Guide, "Command line options").
const SWITCHES: [&str; 9] = [
    "--debug",
    "--no-cli-auto-prompt",
    "--no-cli-pager",
    "--no-paginate",
    "--no-sign-request",
    "--no-verify-ssl",
    "--cli-auto-prompt",
    "--version",
    "--no-cli",
];

/// The service and the operation that a command calls by the AWS CLI, which others may run.
fn of_cli(words: &[command::Word]) -> Option<(&str, &str)> {
    const NAMES: [&str; 2] = ["aws", "awslocal"];
    let is_cli = |word: &command::Word| {
        let name = word.literal().and_then(|word| word.rsplit('/').next());
        name.is_some_and(|name| NAMES.contains(&name))
    };
    let at = words.iter().take(COMMAND_WORDS).position(is_cli)?;
    let mut names = Vec::new();
    let mut is_value = false;
    for word in words.iter().skip(at + 1).take(COMMAND_WORDS) {
        let text = word.literal().unwrap_or_default();
        if text.starts_with("--") {
            is_value = !text.contains('=') && !SWITCHES.contains(&text);
        } else if !std::mem::take(&mut is_value) {
            names.push(text);
        }
        if let [service, operation] = names[..] {
            return Some((service, operation));
        }
    }
    None
}

/// The name that a word of a command gives a policy or a file: the last part of a path, or a variable.
fn named(document: &Document, word: &command::Word) -> Option<Found> {
    let variable = |id: NodeId| command::whole_variable(document, id);
    if let Some(text) = word.literal() {
        let name = text.rsplit('/').next().unwrap_or_default();
        let is_name = name.len() >= SHORTEST_NAME && !name.contains(char::is_whitespace);
        return is_name.then(|| Found::Goes(Name::Text(name.to_owned())));
    }
    // `"$F"`, which is all of the word.
    let all = (0..word.text.len(), word.text.holes().next()?);
    let inner = command::expansions(document, word.node).next()?;
    let name = variable(inner).filter(|_| all.0 == all.1)?;
    Some(Found::Goes(Name::variable(name, None)))
}

/// Programs that write what they read into the files that they are given.
const WRITING: [&str; 6] = [
    "tee",
    "sponge",
    "out-file",
    "set-content",
    "add-content",
    "tee-object",
];
/// Programs that read a line, or a whole input, into the variables that they are given.
const READING: [&str; 3] = ["read", "mapfile", "readarray"];
/// Options whose values are files.
const FILES: [&str; 4] = ["filepath", "path", "literalpath", "a"];

/// The files that a command writes its input to, and the variables that it reads that into.
fn takes_input(document: &Document, command: NodeId, clue: &mut Clue) {
    let words = command::words(document, command);
    let first = words.iter().position(|word| word.literal() != Some("sudo"));
    let Some(program) = first.and_then(|at| words[at].literal()) else {
        return;
    };
    let program = program.to_ascii_lowercase();
    let program = program.rsplit('/').next().unwrap_or_default();
    let (writes, reads) = (WRITING.contains(&program), READING.contains(&program));
    if !writes && !reads {
        return;
    }
    clue.steps += words.len();
    let mut is_value = false;
    for word in words.iter().skip(1 + first.unwrap_or_default()) {
        let option = word.literal().and_then(|text| text.strip_prefix('-'));
        if let Some(option) = option {
            let option = option.to_ascii_lowercase();
            is_value = writes && program.contains('-') && !FILES.contains(&option.as_str());
        } else if std::mem::take(&mut is_value) {
        } else if writes {
            clue.found.extend(named(document, word));
        } else if let Some(name) = word.literal() {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            if !name.is_empty() && name.chars().all(is_name) {
                clue.found.push(Found::Goes(Name::variable(name, None)));
            }
        }
    }
}

/// What commands around an input say, and the files that it is written to.
pub fn of_commands(document: &Document, around: NodeId, clue: &mut Clue) {
    const MOST: usize = 16;
    let redirects = document
        .layer_of(around)
        .language
        .commands
        .map_or(&[][..], |commands| commands.redirects);
    for child in document.named_children(around).take(MOST) {
        let node = document.node(child);
        if node.role == Role::Command {
            // Of a list of commands, each has an input of its own.
            let has_input = document
                .named_children(around)
                .take(MOST)
                .any(|child| is_redirect(document, child, redirects));
            if has_input {
                tell_command(document, child, clue);
            }
            if has_input || command::is_pipeline(document, around) {
                takes_input(document, child, clue);
            }
        } else if is_redirect(document, child, redirects) {
            for word in document.descendants(child).take(MOST) {
                let is_whole = document.node(word).field() == Some("destination")
                    || document.parent(word) == Some(child);
                let variable = Some(word)
                    .filter(|word| document.node(*word).role == Role::String && is_whole)
                    .filter(|word| document.held_layer(*word).is_none())
                    .map(|node| command::Word {
                        node,
                        text: document.text(node),
                    })
                    .filter(|word| word.literal().is_none());
                if let Some(word) = variable {
                    clue.found.extend(named(document, &word));
                }
                let is_file = document.node(word).role == Role::String
                    && document.held_layer(word).is_none()
                    && !document.spelling(word).contains('\n');
                if is_file {
                    let text = document.text(word);
                    let file = text.as_str().rsplit('/').next().unwrap_or_default();
                    if file.len() >= SHORTEST_NAME {
                        clue.found.push(Found::Goes(Name::Text(file.to_owned())));
                    }
                }
            }
        }
    }
}

fn is_redirect(document: &Document, node: NodeId, redirects: &[&str]) -> bool {
    document
        .node(node)
        .field()
        .is_some_and(|field| redirects.contains(&field))
}
