//! Calls of the AWS CLI that a program makes by a list of words: `subprocess.run(["aws", "sts", …])`,
//! `execFileSync("aws", ["sts", …])`, `exec.Command("aws", "sts", …)`.

use std::cell::OnceCell;

use super::invocation;
use super::operations::is_observed;
use super::places::Places;
use super::program::is_cli;
use super::site::Doubt;
use super::variables::Variables;
use crate::iam::operation::Purpose;
use crate::rules::policy::members::name_of;
use crate::syntax::language::Packages;
use crate::syntax::programs;
use crate::syntax::{Document, NodeId, Role};

/// How many words of a list are looked at, and how many nodes around it.
const MOST_WORDS: usize = 64;
const REACH: usize = 8;
/// With more places where a list's variable stands than this, nobody could tell what becomes of it.
const MOST_PLACES: usize = 64;
/// What puts more words into a list.
const GROWING: [&str; 5] = [".append(", ".extend(", ".push(", "+=", "<<"];

/// What such a call is given as a serial number.
pub struct Listed {
    /// The value in the list.
    pub value: NodeId,
    /// What the call does.
    pub purpose: Purpose,
    /// Why nothing may run it.
    pub doubt: Option<Doubt>,
}

/// What the calls of a document's programs are given.
pub fn of(document: &Document, variables: &Variables) -> Vec<Listed> {
    let running = OnceCell::new();
    let options = document
        .nodes()
        .filter(|id| document.node(*id).role == Role::String && is_of_program(document, *id))
        .filter(|id| {
            let spelling = document.spelling(*id).trim_matches(['"', '\'', '`']);
            invocation::is_option(spelling)
        });
    let given = options.filter_map(|option| given(document, option));
    given
        .map(|given| Listed {
            value: given.value,
            purpose: given.purpose,
            doubt: doubt(document, variables, &running, given.list),
        })
        .collect()
}

fn is_of_program(document: &Document, id: NodeId) -> bool {
    let language = document.layer_of(id).language;
    language.packages != Packages::None && language.commands.is_none()
}

/// A serial number in a list of words.
struct Given {
    list: NodeId,
    value: NodeId,
    purpose: Purpose,
}

/// What an option in a list of words is given, where these are a call.
fn given(document: &Document, option: NodeId) -> Option<Given> {
    let list = document.parent(option)?;
    let words: Vec<NodeId> = document.named_children(list).take(MOST_WORDS).collect();
    let at = words.iter().position(|word| *word == option)?;
    let value = document.unwrapped(*words.get(at + 1)?);
    let written = |word: NodeId| {
        let word = document.unwrapped(word);
        let text = (document.node(word).role == Role::String).then(|| document.text(word))?;
        (!text.has_hole(0..text.len())).then(|| text.as_str().to_owned())
    };
    let texts: Vec<Option<String>> = words.iter().map(|word| written(*word)).collect();
    let literals: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
    // The program may stand before the list.
    let before = document
        .parent(list)
        .and_then(|around| document.named_children(around).next())
        .filter(|first| *first != list)
        .and_then(written);
    let runs_cli = |program: &str| {
        is_cli(program)
            || (programs::WRAPPING.contains(&program)
                && literals.iter().flatten().any(|word| is_cli(word)))
    };
    let own = literals.first().copied().flatten();
    let is_call = own.is_some_and(runs_cli) || before.as_deref().is_some_and(runs_cli);
    let purpose = invocation::purpose_of(&literals);
    (is_call && purpose != Purpose::Other).then_some(Given {
        list,
        value,
        purpose,
    })
}

/// Why a list of words may be run by nothing.
fn doubt(
    document: &Document,
    variables: &Variables,
    running: &OnceCell<Places<()>>,
    list: NodeId,
) -> Option<Doubt> {
    for around in document.ancestors(list).take(REACH) {
        match document.node(around).role {
            Role::Call => return (!runs(document, around)).then_some(Doubt::NotRun),
            Role::Assignment => {
                let name = document.spelling(document.key(around)?);
                let own = document.source(around);
                let running = running.get_or_init(|| arguments(document));
                let places = variables.places(name);
                let is_run = |at: usize| running.around(at).is_some();
                let is_harmless = |at: usize, offset: usize| {
                    own.contains(&at)
                        || is_run(at)
                        || variables.is_comment(at)
                        || grows(document, offset + name.len())
                };
                return if !places.iter().any(|place| is_run(place.at)) {
                    Some(Doubt::NotRun)
                } else if places.len() > MOST_PLACES
                    || !places
                        .iter()
                        .all(|place| is_harmless(place.at, place.offset))
                {
                    Some(Doubt::Variable)
                } else {
                    None
                };
            }
            _ if document.is_function(around) => break,
            _ => {}
        }
    }
    Some(Doubt::NotRun)
}

/// Whether a function runs the command that it is given.
fn runs(document: &Document, call: NodeId) -> bool {
    let name = document.key(call).and_then(|key| name_of(document, key));
    name.is_some_and(|name| programs::RUNNING_FUNCTIONS.contains(&name.as_str()))
        && !is_observed(document, call)
}

/// The arguments of all functions that run what they are given.
fn arguments(document: &Document) -> Places<()> {
    let calls = document
        .nodes()
        .filter(|id| document.node(*id).role == Role::Call && runs(document, *id));
    let arguments = calls.filter_map(|call| document.value(call));
    Places::new(arguments.map(|id| (document.source(id), ())).collect())
}

/// Whether a list gets more words where its name ends (bytes of the file's text).
fn grows(document: &Document, end: usize) -> bool {
    let file = document.layers().first();
    let rest = file.and_then(|file| file.text.as_str().get(end..));
    rest.is_some_and(|rest| {
        let rest = rest.trim_start_matches(' ');
        GROWING.iter().any(|sign| rest.starts_with(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed;
    use crate::rules::serial::uses;

    const SERIAL: &str = "arn:aws:iam::999999999999:mfa/x";
    const WORDS: &str =
        "'sts', 'get-session-token', '--serial-number', 'SERIAL', '--token-code', c";

    /// The doubt about the only call of a file, if there is one.
    fn found(name: &str, text: &str) -> Option<Option<Doubt>> {
        let text = text.replace("WORDS", WORDS).replace("SERIAL", SERIAL);
        let text = match name.ends_with(".go") || name.ends_with(".java") {
            true => text.replace('\'', "\""),
            false => text,
        };
        let document = parsed::document(name, &text);
        let variables = Variables::new(&document);
        let sites = uses::sites(&document, &variables);
        let mut sites = sites.iter();
        let site = sites.find(|site| site.purpose == Purpose::Authenticate)?;
        assert_eq!(site.value(), SERIAL);
        Some(site.doubt)
    }

    #[test]
    fn a_list_of_words_is_a_call() {
        for (name, text) in [
            ("a.py", "subprocess.run(['aws', WORDS], check=True)\n"),
            ("a.py", "p = subprocess.Popen(['/usr/bin/aws', WORDS])\n"),
            (
                "a.py",
                "subprocess.run(['aws-vault', 'exec', 'p', '--', 'aws', WORDS])\n",
            ),
            (
                "a.py",
                "cmd = ['aws', WORDS]\nsubprocess.check_output(cmd)\n",
            ),
            (
                "a.py",
                "cmd = ['aws', WORDS]\ncmd += ['--duration', d]\nsubprocess.check_output(cmd)\n",
            ),
            (
                "a.py",
                "S = 'SERIAL'\nsubprocess.run(['aws', 'sts', 'get-session-token', '--serial-number', S])\n",
            ),
            ("a.js", "execFileSync('aws', [WORDS]);"),
            ("a.js", "const { stdout } = await execa('aws', [WORDS]);"),
            (
                "a.go",
                "package a\nfunc f() { exec.Command('aws', WORDS).Output() }\n",
            ),
            ("a.rb", "system('aws', WORDS) or abort\n"),
            (
                "A.java",
                "class A { void f() { new ProcessBuilder('aws', WORDS).start(); } }",
            ),
        ] {
            assert_eq!(found(name, text), Some(None), "{text}");
        }
    }

    #[test]
    fn what_nothing_runs_may_be_none() {
        for (name, text, doubt) in [
            (
                "a.py",
                "run.assert_called_with(['aws', WORDS])\n",
                Doubt::NotRun,
            ),
            (
                "a.py",
                "want = ['aws', WORDS]\nassert want == got\n",
                Doubt::NotRun,
            ),
            (
                "a.py",
                "cmd = ['aws', WORDS]\nrun(cmd)\nuser = cmd[4].split('/')\n",
                Doubt::Variable,
            ),
            ("a.js", "expect(f).toBe(['aws', WORDS]);", Doubt::NotRun),
        ] {
            assert_eq!(found(name, text), Some(Some(doubt)), "{text}");
        }
    }

    #[test]
    fn another_program_is_none() {
        for text in [
            "run(['tool', WORDS])\n",
            "run([WORDS])\n",
            "run(['aws', 'acm', 'x', '--serial-number', 'SERIAL'])\n",
        ] {
            assert_eq!(found("a.py", text), None, "{text}");
        }
    }
}
