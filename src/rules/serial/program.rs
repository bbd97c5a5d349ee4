//! Which program a call goes to: through what runs a command that it is given, and through the variables and functions of
//! its script. A function that records, compares or prints a command is given the same words as one that runs it, so only
//! what is known to end in the AWS CLI makes a call.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use super::variables::Variables;
use crate::iam::operation::{CLI, Purpose};
use crate::syntax::command::{self, Expansion, Word};
use crate::syntax::programs;
use crate::syntax::{Document, NodeId, Role};

/// What is known of who runs a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// Whether it is the AWS CLI, or a cmdlet.
    pub is_cli: bool,
    /// The functions and variables of the script that it goes through.
    pub through: Vec<String>,
}

/// How many functions and variables may stand between a call and its program.
const DEEPEST: usize = 6;
/// How many commands are looked at for one call: each variable on the way may have many values.
const MOST_STEPS: usize = 512;
/// How many commands of a function, and words of a command, are looked at.
const MOST_COMMANDS: usize = 256;
const MOST_WORDS: usize = 64;
/// How the name of an image of the AWS CLI ends (AWS CLI User Guide, "Running the official Amazon ECR Public or Docker images").
const IMAGE: &str = "aws-cli";
/// Endings of programs on Windows.
const ENDINGS: [&str; 3] = [".exe", ".cmd", ".bat"];
/// What asks for the file of a program.
const FINDING: [&str; 4] = ["which", "command -v", "type -p", "get-command"];

/// The programs of a document's calls, each function looked into once.
pub struct Programs<'a, 'd> {
    document: &'d Document,
    variables: &'a Variables<'d>,
    functions: RefCell<HashMap<String, Body>>,
    /// How many commands were looked at for the call that is asked about.
    steps: Cell<usize>,
}

/// What a function does with the words that it is given.
#[derive(Clone, Debug)]
struct Body {
    does: Does,
    through: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// It gives them to the AWS CLI.
    Asks,
    /// It runs them.
    Runs,
    /// Anything else, for all that is known.
    Other,
}

/// A word of a command, as far as it decides about the program.
enum Part {
    Written(String),
    /// A variable, with the node that names it.
    Variable(String, NodeId),
    /// The words that a function or a script is given.
    Given,
    /// What finds the AWS CLI among the programs that are installed.
    Found,
    Computed,
}

impl<'a, 'd> Programs<'a, 'd> {
    /// The programs of a document's calls.
    pub fn of(document: &'d Document, variables: &'a Variables<'d>) -> Programs<'a, 'd> {
        Programs {
            document,
            variables,
            functions: RefCell::default(),
            steps: Cell::new(0),
        }
    }

    /// Who runs a call. A list of words is run where a command that is known to be the CLI has it among its own.
    pub fn reached(&self, call: NodeId) -> Reached {
        self.steps.set(0);
        let mut reached = Reached::default();
        let Some(name) = name_of_list(self.document, call) else {
            reached.is_cli = self.does(&self.parts(call), &mut reached.through, 0) == Does::Asks;
            return reached;
        };
        let expansions = self.variables.expansions(&name).iter();
        reached.is_cli = expansions.take(MOST_COMMANDS).any(|expansion| {
            self.variables
                .command_around(self.document.source(*expansion).start)
                .filter(|command| name_of_list(self.document, *command).is_none())
                .is_some_and(|command| {
                    self.does(&self.parts(command), &mut reached.through, 0) == Does::Asks
                })
        });
        reached.through.push(name);
        reached
    }

    fn parts(&self, command: NodeId) -> Vec<Part> {
        let words = command::words(self.document, command).into_iter();
        words
            .take(MOST_WORDS)
            .map(|word| self.part(&word))
            .collect()
    }

    fn part(&self, word: &Word) -> Part {
        let document = self.document;
        if let Some(text) = word.literal() {
            return Part::Written(text.to_owned());
        }
        if gives_arguments(document, word.node) {
            return Part::Given;
        }
        let expansion = command::expansions(document, word.node)
            .next()
            .filter(|_| word.text.holes().next() == Some(0..word.text.len()));
        let Some(expansion) = expansion else {
            return Part::Computed;
        };
        if finds_cli(document.spelling(expansion)) {
            return Part::Found;
        }
        let name =
            command::whole_variable(document, expansion).or_else(|| {
                match command::expansion(document, expansion) {
                    Expansion::Variable { name, .. } => Some(name),
                    Expansion::Computed => None,
                }
            });
        name.map_or(Part::Computed, |name| {
            Part::Variable(name.trim_start_matches('$').to_owned(), expansion)
        })
    }

    /// What becomes of a command: what its first word is decides, or one of those that this is given.
    fn does(&self, parts: &[Part], through: &mut Vec<String>, depth: usize) -> Does {
        self.steps.set(self.steps.get() + 1);
        if depth > DEEPEST || self.steps.get() > MOST_STEPS {
            return Does::Other;
        }
        let Some((first, rest)) = parts.split_first() else {
            return Does::Other;
        };
        match first {
            Part::Given => Does::Runs,
            Part::Found => Does::Asks,
            Part::Computed => Does::Other,
            Part::Written(program) => self.program_does(program, rest, through, depth),
            Part::Variable(name, node) => self.variable_does(name, *node, rest, through, depth),
        }
    }

    fn program_does(
        &self,
        program: &str,
        rest: &[Part],
        through: &mut Vec<String>,
        depth: usize,
    ) -> Does {
        if self.variables.is_function(program) {
            let is_new = !through.iter().any(|name| name == program);
            through.push(program.to_owned());
            // What a function of the CLI's name asks is said elsewhere.
            if program == CLI {
                return Does::Asks;
            }
            if !is_new {
                return Does::Other;
            }
            let body = self.body(program, depth);
            through.extend(body.through);
            return match body.does {
                Does::Runs => self.among(rest, through, depth),
                does => does,
            };
        }
        let name = base_name(program);
        if is_cli(program) || Purpose::of_cmdlet(&name) != Purpose::Other {
            return Does::Asks;
        }
        match programs::WRAPPING.contains(&name.as_str()) {
            true => self.among(rest, through, depth),
            false => Does::Other,
        }
    }

    /// What a variable in the place of the program makes of a command.
    fn variable_does(
        &self,
        name: &str,
        node: NodeId,
        rest: &[Part],
        through: &mut Vec<String>,
        depth: usize,
    ) -> Does {
        let document = self.document;
        let default = match command::expansion(document, node) {
            Expansion::Variable { default, .. } => default,
            Expansion::Computed => None,
        };
        let given = self.variables.given(name, node).iter().copied();
        let values: Vec<NodeId> = given
            .filter(|value| !is_appended(document, *value, name))
            .chain(default)
            .collect();
        through.push(name.to_owned());
        if values.is_empty() {
            return self.does(rest, through, depth + 1);
        }
        let mut does = None;
        for value in values {
            let own = self.value_does(value, rest, through, depth + 1);
            if does.is_some_and(|does| does != own) {
                return Does::Other;
            }
            does = Some(own);
        }
        does.unwrap_or(Does::Other)
    }

    fn value_does(
        &self,
        value: NodeId,
        rest: &[Part],
        through: &mut Vec<String>,
        depth: usize,
    ) -> Does {
        let document = self.document;
        let parts = match document.node(value).role {
            Role::Command => self.parts(value),
            Role::Interpolation if gives_arguments(document, value) => return Does::Runs,
            Role::Interpolation if finds_cli(document.spelling(value)) => return Does::Asks,
            _ => {
                let text = document.text(value);
                let hole = text.holes().next();
                match hole {
                    None => {
                        let words = text.as_str().split_whitespace().take(MOST_WORDS);
                        words.map(|word| Part::Written(word.to_owned())).collect()
                    }
                    Some(hole) => {
                        // What is written before the first hole.
                        let words = text.as_str()[..hole.start].split_whitespace();
                        let mut parts: Vec<Part> = words
                            .take(MOST_WORDS)
                            .map(|word| Part::Written(word.to_owned()))
                            .collect();
                        parts.push(self.part(&Word { node: value, text }));
                        parts
                    }
                }
            }
        };
        match parts.is_empty() {
            // It is empty, and the next word is the program.
            true => self.does(rest, through, depth),
            false => match self.does(&parts, through, depth) {
                // The command that it runs may stand after it.
                Does::Other if is_wrapper(&parts) => self.among(rest, through, depth),
                does => does,
            },
        }
    }

    /// What is done by one of the words that a program is given which runs them.
    fn among(&self, parts: &[Part], through: &mut Vec<String>, depth: usize) -> Does {
        for part in parts.iter() {
            let does = match part {
                Part::Given => Does::Runs,
                Part::Found => Does::Asks,
                Part::Written(word) if is_cli(word) || is_image(word) => Does::Asks,
                Part::Written(word) if self.variables.is_function(word) => {
                    self.program_does(word, &[], through, depth + 1)
                }
                Part::Written(word) if word.contains(char::is_whitespace) => {
                    match word.split_whitespace().any(is_cli) {
                        true => Does::Asks,
                        false => Does::Other,
                    }
                }
                Part::Variable(name, node) if !self.variables.given(name, *node).is_empty() => {
                    self.variable_does(name, *node, &[], through, depth + 1)
                }
                Part::Written(_) | Part::Variable(..) | Part::Computed => Does::Other,
            };
            if does != Does::Other {
                return does;
            }
        }
        Does::Other
    }

    /// What a function does with what it is given: what one of its commands does that is given all of it.
    fn body(&self, name: &str, depth: usize) -> Body {
        if let Some(known) = self.functions.borrow().get(name) {
            return known.clone();
        }
        let other = Body {
            does: Does::Other,
            through: Vec::new(),
        };
        // A function that calls itself.
        let mut functions = self.functions.borrow_mut();
        functions.insert(name.to_owned(), other.clone());
        drop(functions);
        let body = self.looked_into(name, depth).unwrap_or(other);
        let mut functions = self.functions.borrow_mut();
        functions.insert(name.to_owned(), body.clone());
        body
    }

    fn looked_into(&self, name: &str, depth: usize) -> Option<Body> {
        let document = self.document;
        let function = self.variables.function_named(name)?;
        let source = document.source(function);
        let commands = self.variables.commands();
        let first = commands.partition_point(|(at, _)| at.start < source.start);
        let own = commands[first..]
            .iter()
            .take_while(|(at, _)| at.start < source.end)
            .take(MOST_COMMANDS)
            .map(|(_, command)| *command)
            .filter(|command| name_of_list(document, *command).is_none());
        own.filter_map(|command| {
            let parts = self.parts(command);
            let mut through = Vec::new();
            let does = self.does(&parts, &mut through, depth + 1);
            let is_given = || parts.iter().any(|part| matches!(part, Part::Given));
            let counts = match does {
                Does::Asks => is_given(),
                Does::Runs => true,
                Does::Other => false,
            };
            counts.then_some(Body { does, through })
        })
        .next()
    }
}

/// The name of a file without its folder, as it is told from others: `aws` of `C:\Program Files\AWS.exe`.
fn base_name(program: &str) -> String {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let name = name.to_lowercase();
    let bare = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    bare.map(str::to_owned).unwrap_or(name)
}

/// Whether a word is the AWS CLI's program.
pub fn is_cli(word: &str) -> bool {
    base_name(word) == CLI
}

fn is_image(word: &str) -> bool {
    let name = word.rsplit('/').next().unwrap_or(word);
    let name = name.split([':', '@']).next().unwrap_or(name);
    name.ends_with(IMAGE)
}

fn is_wrapper(parts: &[Part]) -> bool {
    let Some(Part::Written(first)) = parts.first() else {
        return false;
    };
    programs::WRAPPING.contains(&base_name(first).as_str())
}

/// Whether a word is all that a function or a script is given: `"$@"`, `"${@:2}"`, `$argv`, `@args`.
pub fn gives_arguments(document: &Document, word: NodeId) -> bool {
    let spelling = document.spelling(word).trim_matches('"');
    let is_all = |sign: &&str| spelling.eq_ignore_ascii_case(sign);
    let begins = |sign: &&str| spelling.starts_with(sign);
    ["$@", "$*", "$argv", "@args", "$args"].iter().any(is_all)
        || ["${@", "${*", "$argv["].iter().any(begins)
}

fn finds_cli(spelling: &str) -> bool {
    let spelling = spelling.to_lowercase();
    let is_part = |c: char| !c.is_alphanumeric() && c != '-' && c != '_';
    FINDING.iter().any(|what| spelling.contains(what))
        && spelling.split(is_part).any(|word| word == CLI)
}

/// The variable that a list of words is the value of.
pub fn name_of_list(document: &Document, list: NodeId) -> Option<String> {
    // What a shell's list begins with tells it from a command whose output a variable is given (PowerShell).
    let assignment = document
        .parent(list)
        .filter(|around| document.node(*around).role == Role::Assignment)
        .filter(|_| document.spelling(list).starts_with('('))?;
    let is_value = document.value(assignment) == Some(list);
    let key = is_value.then(|| document.key(assignment)).flatten()?;
    Some(document.spelling(key).trim_start_matches('$').to_owned())
}

/// Whether a value is put behind what its variable had: `X+=…`, `X="$X …"`.
fn is_appended(document: &Document, value: NodeId, name: &str) -> bool {
    let spelling = document.spelling(value).trim_start_matches('"');
    let begins = spelling.strip_prefix("${").or(spelling.strip_prefix('$'));
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let rest = begins.and_then(|begins| begins.strip_prefix(name));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(is_part)) {
        return true;
    }
    let key = document
        .parent(value)
        .filter(|around| document.node(*around).role == Role::Assignment)
        .and_then(|assignment| document.key(assignment));
    key.is_some_and(|key| {
        let text = document.layer_of(key).text.as_str();
        text[document.node(key).range().end..].starts_with("+=")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed;

    #[test]
    fn values_of_each_other_are_followed_only_so_far() {
        let script = format!(
            "{}{}$A sts get-session-token --serial-number x\n",
            "A=\"$B\"\n".repeat(32),
            "B=\"$A\"\n".repeat(32)
        );
        assert!(!reached("a.sh", &script).is_cli);
    }

    #[test]
    fn only_all_arguments_are_what_a_function_is_given() {
        for (given, expected) in [
            ("\"$@\"", true),
            ("\"${@:2}\"", true),
            ("$ARGS_X", false),
            ("$argv0", false),
        ] {
            let script =
                format!("f() {{ aws {given}; }}\nf sts get-session-token --serial-number x\n");
            assert_eq!(reached("a.sh", &script).is_cli, expected, "{given}");
        }
    }

    /// Who runs the last call of a script that gives a serial number.
    fn reached(name: &str, script: &str) -> Reached {
        let document = parsed::document(name, script);
        let variables = Variables::new(&document);
        let calls = document.nodes().filter(|id| {
            document.node(*id).role == Role::Command
                && document.spelling(*id).contains("--serial-number")
                && !document.spelling(*id).contains("\n")
        });
        let call = calls.last().expect("a call");
        Programs::of(&document, &variables).reached(call)
    }

    #[test]
    fn what_ends_in_the_cli_is_a_call() {
        const CALL: &str = "sts get-session-token --serial-number S";
        for script in [
            "aws CALL",
            "/usr/local/bin/aws CALL",
            "env A=1 aws CALL",
            "sudo -u x timeout 9 aws CALL",
            "aws-vault exec p -- aws CALL",
            "docker run --rm -it amazon/aws-cli:2.0 CALL",
            "docker run public.ecr.aws/aws-cli/aws-cli CALL",
            "AWS=aws\n$AWS CALL",
            "AWS=\"aws --profile p\"\n$AWS CALL",
            "AWS=$(command -v aws)\n$AWS CALL",
            "AWS=`which aws`\n\"$AWS\" CALL",
            "${AWS:-aws} CALL",
            "A=(aws --profile p)\n\"${A[@]}\" CALL",
            "A=(docker run amazon/aws-cli)\n\"${A[@]}\" CALL",
            "$SUDO aws CALL",
            "RUN=\n$RUN aws CALL",
            "RUN=sudo\n$RUN aws CALL",
            "run() { echo \"+ $*\"; \"$@\"; }\nrun aws CALL",
            "run() { local n=$1; shift; until \"$@\"; do sleep 1; done; }\nrun 3 aws CALL",
            "run() { local c=(\"$@\"); \"${c[@]}\"; }\nrun aws CALL",
            "run() { eval \"$@\"; }\nrun aws CALL",
            "p() { aws --profile p \"$@\"; }\np CALL",
            "p() { q --profile p \"$@\"; }\nq() { aws \"$@\"; }\np CALL",
            "c=(aws CALL)\n\"${c[@]}\"",
            "c=(CALL)\naws \"${c[@]}\"",
            "c=(aws)\nc+=(CALL)\n\"${c[@]}\"",
            "c=aws\nc=\"$c --profile p\"\neval $c CALL",
        ] {
            let script = script.replace("CALL", CALL);
            assert!(reached("a.sh", &script).is_cli, "{script}");
        }
        for (name, script) in [
            ("a.fish", "function p\n aws $argv\nend\np CALL"),
            ("a.ps1", "& aws.exe CALL"),
            ("a.ps1", "function p { aws @args }\np CALL"),
            ("a.ps1", "Get-STSSessionToken --serial-number S"),
        ] {
            let script = script.replace("CALL", CALL);
            assert!(reached(name, &script).is_cli, "{script}");
        }
    }

    #[test]
    fn what_may_only_record_it_is_none() {
        const CALL: &str = "aws sts get-session-token --serial-number S";
        for script in [
            "assert_called CALL",
            "echo CALL",
            "true CALL",
            ": CALL",
            "RUN=echo\n$RUN CALL",
            "log() { echo \"$*\" >> calls; }\nlog CALL",
            "log() { record \"$@\"; }\nlog CALL",
            "log() { want=(\"$@\"); }\nlog CALL",
            "log() { log \"$@\"; }\nlog CALL",
            "a() { docker exec localstack awslocal \"$@\"; }\na sts get-session-token --serial-number S",
            "want=(CALL)\n[ \"${want[*]}\" = x ]",
            "want=(CALL)\necho \"${want[@]}\"",
        ] {
            let script = script.replace("CALL", CALL);
            assert!(!reached("a.sh", &script).is_cli, "{script}");
        }
    }

    #[test]
    fn what_a_call_goes_through_is_told() {
        for (script, expected) in [
            ("aws --serial-number S", ""),
            ("f() { aws \"$@\"; }\nf --serial-number S", "f"),
            (
                "f() { g \"$@\"; }\ng() { aws \"$@\"; }\nf --serial-number S",
                "f g",
            ),
            ("A=aws\nf() { $A \"$@\"; }\nf --serial-number S", "f A"),
        ] {
            assert_eq!(
                reached("a.sh", script).through.join(" "),
                expected,
                "{script}"
            );
        }
    }
}
