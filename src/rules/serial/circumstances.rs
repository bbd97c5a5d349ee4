//! What else a file does that decides about its serial numbers: it makes devices itself, asks another endpoint than
//! AWS's, or tests other code.

use std::sync::LazyLock;

use regex::Regex;

use super::invocation;
use super::operations::Taken;
use super::site::Site;
use super::variables::Variables;
use crate::ascii_regex::ascii_regex;
use crate::iam::operation::{CLI, Purpose};
use crate::syntax::command::{self, Word};
use crate::syntax::language::Packages;
use crate::syntax::programs;
use crate::syntax::{Document, NodeId};

/// What else a file does.
#[derive(Debug, Default)]
pub struct Circumstances {
    made: Vec<Made>,
    endpoints: Vec<Endpoint>,
    /// The line (from 1) that makes the AWS CLI a function of the script.
    pub redefined: Option<usize>,
    /// Whether it tests other code.
    pub is_test: bool,
}

/// A device that a file makes.
#[derive(Debug)]
struct Made {
    /// Its name, where it is written out.
    name: Option<String>,
    line: usize,
}

/// An endpoint that isn't AWS's.
#[derive(Debug)]
struct Endpoint {
    /// The command that asks it; none where it holds for others, too.
    command: Option<NodeId>,
    line: usize,
}

/// Options that name the device that is made.
const NAMING: [&str; 4] = [
    "--virtual-mfa-device-name",
    "--serial-number",
    "-VirtualMFADeviceName",
    "-SerialNumber",
];
/// The parameters that do.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"(?i)(?:virtual_?mfa_?device_?name|serial_?number)["']?\s*(?:=>|[:=(])\s*(?:[\w.]+\()?["']([^"'$#{}%]+)["']"#).ok()
});
/// What says which endpoint is asked (AWS CLI User Guide, "Use endpoints in the AWS CLI"), and a CLI that asks LocalStack.
static ENDPOINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"(?i)\bawslocal\b|(?P<key>--endpoint-url|\bAWS_ENDPOINT_URL(?:_STS|_IAM)?|\bendpoint_?url|\bbase_?endpoint|\bservice_?url|\bendpoint\w*)["']?\]?(?:\s*(?:=>|:=|[=:(])\s*|\s+)(?:[\w.]+\()?["']?(?P<value>[^\s"',;)]+)"#).ok()
});
/// What a file has that tests other code, beside its name.
static TESTING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"(?x) (?:\b|_)(?:[Mm]ock|[Ff]ake|[Ss]tub) | [a-z0-9](?:Mock|Fake|Stub) | \bpatch(?:\.\w+)?\(
        | \b(?:unittest|pytest|moto|vitest|jest|sinon|nock|rspec|webmock|WebMock|minitest|testify|gomock|junit|xunit|Xunit|NUnit|Moq|Pester|vcr|VCR)\b
        | \b(?:describe|expect|assert\w*|Assert\w*|verify)\s*[.(] | \bassert\s | \bassert\.
        | \bfunc\ Test\w*\( | \bdef\ test_ | @Test\b | ^\s*@test\s"#,
    )
    .ok()
});

impl Circumstances {
    /// What a document does. `is_test` is whether its name says that it tests other code.
    pub fn of(document: &Document, variables: &Variables, is_test: bool) -> Circumstances {
        let mut circumstances = Circumstances {
            is_test: is_test || tests(document),
            ..Circumstances::default()
        };
        for (source, id) in variables.commands() {
            let words = command::words(document, *id);
            if invocation::purpose(&words) == Purpose::Make {
                circumstances.made.push(Made {
                    name: named(&words),
                    line: variables.line(source.start),
                });
            }
        }
        for (source, taken) in variables.operations() {
            if *taken == Taken::By(Purpose::Make) {
                let arguments = document.file_text(source.clone()).unwrap_or_default();
                let name = NAMED
                    .as_ref()
                    .and_then(|named| Some(named.captures(arguments)?.get(1)?.as_str()));
                circumstances.made.push(Made {
                    name: name.map(last_part),
                    line: variables.line(source.start),
                });
            }
        }
        circumstances.endpoints = endpoints(document, variables);
        circumstances.redefined = variables.line_of_function(CLI);
        circumstances
    }

    /// The line on which the file makes a device that may be one of this name, from 1; one of a computed name, where none is
    /// given.
    pub fn makes(&self, name: Option<&str>) -> Option<usize> {
        let mut made = self.made.iter();
        let is_same = |made: &&Made| match (&made.name, name) {
            (Some(made), Some(name)) => made == name,
            (None, _) => true,
            (Some(_), None) => false,
        };
        made.find(is_same).map(|made| made.line)
    }

    /// The line that sends a site's calls elsewhere than to AWS, from 1.
    pub fn other_endpoint(&self, site: &Site) -> Option<usize> {
        let mut endpoints = self.endpoints.iter();
        endpoints
            .find(|endpoint| {
                endpoint
                    .command
                    .is_none_or(|command| site.calls.contains(&command))
            })
            .map(|endpoint| endpoint.line)
    }
}

fn tests(document: &Document) -> bool {
    document.layers().first().is_some_and(|file| {
        (file.language.packages != Packages::None || file.text.as_str().contains("@test"))
            && TESTING
                .as_ref()
                .is_some_and(|testing| testing.is_match(file.text.as_str()))
    })
}

/// The name that a command gives the device that it makes.
fn named(words: &[Word]) -> Option<String> {
    words.iter().enumerate().find_map(|(at, word)| {
        let text = word.literal()?;
        if NAMING.contains(&text) {
            return words.get(at + 1)?.literal().map(last_part);
        }
        let (option, value) = text.split_once('=')?;
        NAMING.contains(&option).then(|| last_part(value))
    })
}

fn last_part(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).to_owned()
}

fn endpoints(document: &Document, variables: &Variables) -> Vec<Endpoint> {
    let Some((regex, file)) = ENDPOINT.as_ref().zip(document.layers().first()) else {
        return Vec::new();
    };
    let found = regex.captures_iter(file.text.as_str()).filter_map(|found| {
        let whole = found.get(0)?;
        let at = file.text.source_hull(whole.range()).start;
        if variables.is_comment(at) || !is_elsewhere(&found) {
            return None;
        }
        // A call says it for itself only.
        let command = variables.command_around(at).filter(|command| {
            let words = command::words(document, *command);
            words.iter().skip(1).any(|word| {
                word.literal()
                    .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
            }) && !words
                .first()
                .and_then(Word::literal)
                .is_some_and(|word| programs::SETTING.contains(&word))
        });
        Some(Endpoint {
            command,
            line: variables.line(at),
        })
    });
    found.collect()
}

/// Whether what was found names another endpoint than AWS's.
fn is_elsewhere(found: &regex::Captures) -> bool {
    let (Some(key), Some(value)) = (found.name("key"), found.name("value")) else {
        return true;
    };
    let value = value.as_str();
    let key = key.as_str().to_ascii_lowercase().replace('_', "");
    // What else is called an endpoint may be a service of the program's own.
    let is_of_aws = [
        "--endpoint-url",
        "awsendpointurl",
        "endpointurl",
        "baseendpoint",
        "serviceurl",
    ]
    .iter()
    .any(|known| key.starts_with(known));
    let is_none = ["none", "null", "nil", "undefined"]
        .iter()
        .any(|none| value.eq_ignore_ascii_case(none));
    !is_none
        && !value.contains("amazonaws.com")
        && !value.contains("api.aws")
        && (is_of_aws || value.starts_with("http"))
}
