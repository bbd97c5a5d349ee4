//! Who runs a command that stands in a string. One that is compared, searched for or printed is never run.

use crate::syntax::command;
use crate::syntax::language::{Ground, Packages};
use crate::syntax::name::normal;
use crate::syntax::programs;
use crate::syntax::{Document, NodeId, Role};

/// Words in the keys of data that is compared with what happens, or kept of it.
const OF_RECORDS: [&str; 14] = [
    "expect",
    "expected",
    "expectation",
    "want",
    "assert",
    "output",
    "stdout",
    "response",
    "record",
    "golden",
    "fixture",
    "log",
    "message",
    "match",
];
/// How many nodes around a string are looked at.
const REACH: usize = 64;

/// Whether a command may be run: nothing is known of a string around it that is only compared, searched for or shown.
pub fn may_run(document: &Document, call: NodeId) -> bool {
    let Some(host) = document.layer_of(call).host else {
        return true;
    };
    let layer = document.layer_of(host);
    let node = document.node(host);
    if is_given_to_nothing(document, host) {
        return false;
    }
    if matches!(node.role, Role::CodeBlock | Role::CodeSpan)
        || layer
            .language
            .string(node.kind())
            .is_some_and(|kind| kind.holds.is_some())
        || document.text(host).as_str().starts_with("#!")
        || layer.language.ground == Ground::Prose
    {
        return true;
    }
    let of_layer = || {
        document
            .ancestors(host)
            .take(REACH)
            .take_while(|around| document.node(*around).layer() == node.layer())
    };
    if layer.language.commands.is_some() {
        for around in of_layer() {
            match document.node(around).role {
                Role::Command => {
                    let Some(program) = command::program(document, around) else {
                        return false;
                    };
                    let name = program.rsplit('/').next().unwrap_or(&program);
                    return programs::RUNNING.contains(&name.to_lowercase().as_str());
                }
                Role::Assignment | Role::Test | Role::Interpolation => return false,
                _ => {}
            }
        }
        // An instruction that runs a command is no command itself.
        return true;
    }
    if layer.language.packages != Packages::None {
        return of_layer()
            .filter(|around| document.node(*around).role == Role::Call)
            .filter_map(|call| document.key(call))
            .take(MOST_CALLS)
            .any(|name| {
                programs::RUNNING_FUNCTIONS.contains(&normal(document.text(name).as_str()).as_str())
            });
    }
    let pairs: Vec<NodeId> = of_layer()
        .filter(|around| document.node(*around).role == Role::Pair)
        .take(MOST_CALLS)
        .collect();
    let is_record = pairs.iter().any(|pair| {
        let mut words = words_of_key(document, *pair).into_iter();
        words.any(|word| OF_RECORDS.contains(&word.strip_suffix('s').unwrap_or(&word)))
    });
    !is_record
        && pairs
            .first()
            .is_none_or(|pair| is_run_as_value(document, *pair, &pairs[1..]))
}

/// The last words of keys whose values are run, beside those that hold commands by what the parser knows of hosts.
const RUN: [&str; 33] = [
    "command",
    "cmd",
    "script",
    "shell",
    "run",
    "exec",
    "execstart",
    "execstartpre",
    "entrypoint",
    "args",
    "arg",
    "process",
    "hook",
    "inline",
    "powershell",
    "pwsh",
    "ps",
    "bash",
    "sh",
    "bat",
    "batch",
    "raw",
    "install",
    "deploy",
    "build",
    "before",
    "after",
    "program",
    "alias",
    "data",
    "task",
    "step",
    "provisioner",
];
/// The last words of keys whose mappings have commands under names of the user's own (npm, Task, Poe, Pixi, AWS CLI aliases).
const RUN_BY_NAME: [&str; 9] = [
    "script", "task", "alias", "command", "cmd", "hook", "target", "job", "toplevel",
];
/// Keys beside a command that say what came of it, or when: it was run, or is expected to be.
const RESULTS: [&str; 21] = [
    "expected",
    "expect",
    "want",
    "rc",
    "exit",
    "exitcode",
    "exitstatus",
    "returncode",
    "retcode",
    "status",
    "ts",
    "time",
    "timestamp",
    "date",
    "at",
    "duration",
    "elapsed",
    "output",
    "stdout",
    "stderr",
    "result",
];
/// How many keys beside one are looked at.
const BESIDE: usize = 32;

/// Whether a host runs the value of a pair, as far as its key and what stands beside it show. `outer` are the pairs around it.
fn is_run_as_value(document: &Document, pair: NodeId, outer: &[NodeId]) -> bool {
    let last = |pair: NodeId| {
        let word = words_of_key(document, pair).pop().unwrap_or_default();
        word.strip_suffix('s').map(str::to_owned).unwrap_or(word)
    };
    let holds = |words: &[&str], word: &str| {
        let mut words = words.iter();
        words.any(|known| known.strip_suffix('s').unwrap_or(known) == word)
    };
    let mapping = document.parent(pair);
    let has_result = mapping.is_some_and(|mapping| {
        let beside = document.children(mapping).take(BESIDE);
        beside
            .filter(|other| *other != pair && document.node(*other).role == Role::Pair)
            .filter_map(|other| document.key(other))
            .any(|key| RESULTS.contains(&normal(document.spelling(key)).as_str()))
    });
    let is_in_section = || {
        mapping.is_some_and(|mapping| {
            document.node(mapping).role == Role::Mapping
                && document.spelling(mapping).starts_with('[')
        })
    };
    !has_result
        && (holds(&RUN, &last(pair))
            || outer.iter().any(|pair| holds(&RUN_BY_NAME, &last(*pair)))
            || is_in_section())
}

/// The words of a pair's key, in lower case: `post`, `create`, `command` of `postCreateCommand`.
fn words_of_key(document: &Document, pair: NodeId) -> Vec<String> {
    let Some(key) = document.key(pair) else {
        return Vec::new();
    };
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in document.spelling(key).chars() {
        let begins = !before.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase());
        if c.is_alphanumeric() {
            match words.last_mut().filter(|_| !begins) {
                Some(word) => word.extend(c.to_lowercase()),
                None => words.push(c.to_lowercase().collect()),
            }
        }
        before = c;
    }
    words
}

/// Commands that read no input: what they are given in a here-document is commented out (POSIX, "colon").
const READING_NOTHING: [&str; 2] = [":", "true"];
/// How far around its text a here-document is looked for, in nodes.
const REDIRECTED: usize = 3;

/// Whether a here-document is the input of a command that reads none.
fn is_given_to_nothing(document: &Document, text: NodeId) -> bool {
    let commands = document.layer_of(text).language.commands;
    let redirects = commands.map_or(&[][..], |commands| commands.redirects);
    let is_redirect = |id: &NodeId| {
        let field = document.node(*id).field();
        field.is_some_and(|field| redirects.contains(&field))
    };
    let statement = std::iter::once(text)
        .chain(document.ancestors(text).take(REDIRECTED))
        .find(is_redirect)
        .and_then(|redirect| document.parent(redirect));
    let program = statement.and_then(|statement| {
        let mut commands = document.named_children(statement);
        let command = commands.find(|child| document.node(*child).role == Role::Command)?;
        command::program(document, command)
    });
    program.is_some_and(|program| READING_NOTHING.contains(&program.as_str()))
}

/// How many calls or keys around a string are looked at.
const MOST_CALLS: usize = 3;
