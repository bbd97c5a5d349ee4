//! What else a file does that decides about its serial numbers: it makes devices itself, asks another endpoint than
//! AWS's, or tests other code.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, bytes};

use super::invocation;
use super::operations::Taken;
use super::program;
use super::site::Site;
use super::variables::Variables;
use crate::ascii_regex::{ascii_regex, ascii_regex_of_bytes, is_match};
use crate::iam::operation::{CLI, CONFIGURE, Purpose};
use crate::syntax::command::{self, Word};
use crate::syntax::language::{Ground, Packages};
use crate::syntax::programs;
use crate::syntax::{Document, Layer, NodeId, near};

/// What else a file does.
#[derive(Debug, Default)]
pub struct Circumstances {
    made: Vec<Made>,
    endpoints: Vec<Endpoint>,
    /// The line (from 1) that makes the AWS CLI a function of the script.
    pub redefined: Option<usize>,
    /// The line (from 1) that puts another folder before those in which programs are looked for.
    pub replaced: Option<usize>,
    /// The line (from 1) of the first call that authenticates with a device.
    pub authenticates: Option<usize>,
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

/// An endpoint that isn't AWS's, or may not be.
#[derive(Debug)]
struct Endpoint {
    /// What asks it.
    asks: Asks,
    /// The block of a document that it holds for; none where it is the whole file.
    within: Option<Range<usize>>,
    line: usize,
    /// Whether it is known not to be AWS's, rather than computed.
    is_known: bool,
}

/// What asks an endpoint.
#[derive(Debug)]
enum Asks {
    /// One command.
    Command(NodeId),
    /// A command, and whatever goes through the function or the variable of the script that it is the value of.
    Through(NodeId, String),
    /// All that is there.
    All,
}

/// An endpoint that a call may go to and that isn't AWS's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherEndpoint {
    /// One that isn't AWS's, as a line (from 1) says.
    Known(usize),
    /// One that a line (from 1) computes.
    Possible(usize),
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
/// What declares a device that is made (Terraform, "aws_iam_virtual_mfa_device"; CloudFormation, "AWS::IAM::VirtualMFADevice"), or
/// gives the words of the command, with its name close behind.
static DECLARED: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    ascii_regex_of_bytes(r#"(?is)(?:aws_iam_virtual_mfa_device|aws::iam::virtualmfadevice|cfnvirtualmfadevice|\bvirtualmfadevice\(|create-virtual-mfa-device).{0,400}?virtual[_-]?mfa[_-]?device[_-]?name["']?(?:\s*(?:=>|[:=,(])\s*|\s+)["']?(?P<name>[\w+=,.@-]+)"#).ok()
});
/// What says which endpoint is asked (AWS CLI User Guide, "Use endpoints in the AWS CLI"), and a CLI, a profile or a name server that
/// asks LocalStack; what may say it, as a script is run with it, a container is started with it, or it is in a script that is read.
static ENDPOINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"(?i)\bawslocal\b|\blocalstack_client\b|\b(?:sts|iam)\b[\w.-]*\.amazonaws\.com\b[^\n]*/etc/hosts|(?P<computed>(?:-e|--env)[ =]["']?AWS_ENDPOINT_URL\w*(?:[\s"')]|$)|(?m:^|[;&|])[ \t]*(?:\.|source)[ \t]+["']?[^\s"';&]*(?:localstack|moto|mock|/local\.)|\baws[ \t]+["']?\$\{?[@*]["'}]?[^;&|\n]*\bsts\b)|(?:--profile|\bAWS_(?:DEFAULT_)?PROFILE|\bprofile_?name)["']?(?:\s*[=:(,]\s*|\s+)["']?[\w.-]*localstack|(?P<key>--endpoint-url|\bAWS_ENDPOINT_URL(?:_STS|_IAM)?|\baws\.endpointUrl|\bendpoint_?url|\b(?:with_?)?base_?endpoint|\bservice_?url|\b(?:with_?)?endpoint_?resolver\w*|\bendpoint\w*)["']?\]?(?:\s*(?:=>|:=|[=:(,])\s*|\s+)(?:[\w.]+\()?["']?(?P<value>[^\s"',;)]+)"#).ok()
});
/// What a file has that tests other code, beside its name. A lone `assert` and a `verify` of its own are in any program.
static TESTING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"(?mx) (?:\b|_)(?:[Mm]ock|[Ff]ake) | [a-z0-9](?:Mock|Fake)
        | (?:@|\bwith\s+|\bmock\.|=\s*)patch(?:\.\w+)?\( | \bpatch\.(?:object|dict|multiple)\( | \bmonkeypatch\b
        | \b(?:unittest|pytest|moto|vitest|jest|sinon|nock|rspec|webmock|WebMock|minitest|testify|gomock|junit|xunit|Xunit|NUnit|Moq|Pester|vcr|VCR)\b
        | \bdescribe\s*\(?\s*["'`] | (?:^|[^.\w])expect\s*\( | \bassert(?:[A-Z_]\w*\(|\.\w) | \bAssert\.
        | \bfunc\ Test\w*\( | \bdef\ test_ | @Test\b"#,
    )
    .ok()
});

/// A test of bats (bats-core documentation, "Writing tests"): a recipe of make's may begin with `@test`, too, which only runs test(1)
/// without showing it.
static BATS: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r#"(?m)^\s*@test\s+["'$\w].*\{[ \t]*(?:#.*)?\r?$"#).ok());

/// Stubs, which remote procedure calls have, too.
static STUBBING: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"(?:\b|_)[Ss]tub|[a-z0-9]Stub").ok());
/// What calls remote procedures by stubs (gRPC, "Introduction to gRPC").
const OF_PROCEDURES: &str = "grpc";

impl Circumstances {
    /// What a document does. `is_test` is whether its name says that it tests other code.
    pub fn of(document: &Document, variables: &Variables, is_test: bool) -> Circumstances {
        let mut circumstances = Circumstances {
            is_test: is_test || tests(document),
            ..Circumstances::default()
        };
        let mut authenticating = Vec::new();
        for (source, id) in variables.commands() {
            let words = command::words(document, *id);
            let purpose = invocation::purpose(&words);
            if purpose == Purpose::Authenticate {
                authenticating.push(source.start);
            }
            if purpose == Purpose::Make {
                circumstances.made.push(Made {
                    name: named(&words),
                    line: variables.line(source.start),
                });
            }
        }
        for (source, taken) in variables.operations() {
            if *taken == Taken::By(Purpose::Authenticate) {
                authenticating.push(source.start);
            }
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
        circumstances.made.extend(declared(document, variables));
        let first = authenticating.into_iter().min();
        circumstances.authenticates = first.map(|at| variables.line(at));
        circumstances.endpoints = endpoints(document, variables);
        circumstances.redefined = variables.line_of_function(CLI);
        circumstances.replaced = replaced(document, variables);
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

    /// Where a site's calls may go other than to AWS.
    pub fn other_endpoint(&self, document: &Document, site: &Site) -> Option<OtherEndpoint> {
        let at = site.span().start;
        let holds = |endpoint: &&Endpoint| {
            let is_asked = match &endpoint.asks {
                Asks::Command(command) => site.calls.contains(command),
                Asks::Through(command, name) => {
                    site.calls.contains(command) || goes_through(document, site, name)
                }
                Asks::All => true,
            };
            is_asked
                && endpoint
                    .within
                    .as_ref()
                    .is_none_or(|within| within.contains(&at))
        };
        let mut found = self.endpoints.iter().filter(holds);
        let first = found.next()?;
        let known = std::iter::once(first).chain(found).find(|one| one.is_known);
        Some(match known {
            Some(known) => OtherEndpoint::Known(known.line),
            None => OtherEndpoint::Possible(first.line),
        })
    }
}

fn tests(document: &Document) -> bool {
    document.layers().first().is_some_and(|file| {
        let text = file.text.as_str();
        let has = |regex: &LazyLock<Option<Regex>>| is_match(regex, text);
        has(&BATS)
            || (file.language.packages != Packages::None
                && (has(&TESTING) || (has(&STUBBING) && !text.contains(OF_PROCEDURES))))
    })
}

/// The devices of a name that a file makes in another way than by a command or a call: by Terraform, CloudFormation or one of
/// their kin, or by a command in a list of strings.
fn declared(document: &Document, variables: &Variables) -> Vec<Made> {
    let file = document
        .layers()
        .first()
        .filter(|file| file.language.ground != Ground::Prose);
    let Some((file, regex)) = file.zip(DECLARED.as_ref()) else {
        return Vec::new();
    };
    let text = file.text.as_str();
    regex
        .captures_iter(text.as_bytes())
        .filter_map(|found| {
            let name = found.name("name")?.range();
            let at = file.text.source_hull(name.clone()).start;
            (!variables.is_comment(at)).then(|| Made {
                name: text.get(name).map(last_part),
                line: variables.line(at),
            })
        })
        .collect()
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
    let Some(regex) = ENDPOINT.as_ref() else {
        return Vec::new();
    };
    // Of a document with blocks of code, each is looked at by itself, and what stands between them is no code.
    let is_prose = |layer: &Layer| layer.language.ground == Ground::Prose;
    let Some(file) = document.layers().first() else {
        return Vec::new();
    };
    let blocks = document.layers().iter().filter(|layer| {
        let around = layer.host.map(|host| document.layer_of(host));
        around.is_some_and(is_prose)
    });
    let looked_at: Vec<&Layer> = match is_prose(file) {
        true => blocks.collect(),
        false => vec![file],
    };
    let mut found = Vec::new();
    for layer in looked_at {
        let text = layer.text.as_str();
        let within = layer.host.map(|host| document.source(host));
        for captures in regex.captures_iter(text) {
            let Some((whole, is_known)) = captures.get(0).zip(is_elsewhere(text, &captures)) else {
                continue;
            };
            let at = layer.text.source_hull(whole.range()).start;
            if variables.is_comment(at) {
                continue;
            }
            let asks = variables
                .command_around(at)
                .map_or(Asks::All, |command| asks(document, variables, command));
            found.push(Endpoint {
                asks,
                within: within.clone(),
                line: variables.line(at),
                is_known,
            });
        }
    }
    found
}

/// Whether a call of a site goes through a function or a variable of the script, or is given what the variable holds.
fn goes_through(document: &Document, site: &Site, name: &str) -> bool {
    site.through.iter().any(|through| through == name)
        || site.calls.iter().any(|call| {
            let words = command::words(document, *call).into_iter();
            let mut expansions = words.flat_map(|word| command::expansions(document, word.node));
            expansions.any(|id| command::whole_variable(document, id) == Some(name))
        })
}

/// The operation that writes the CLI's settings, which hold for all that comes after it.
const SET: [&str; 2] = [CONFIGURE, "set"];
/// How far around a command its function is looked for, in nodes.
const FUNCTION_REACH: usize = 256;

/// What asks an endpoint that a command names. A call says it for itself only.
fn asks(document: &Document, variables: &Variables, command: NodeId) -> Asks {
    if let Some(name) = program::name_of_list(document, command) {
        return Asks::Through(command, name);
    }
    let words = command::words(document, command);
    let literals = || words.iter().filter_map(Word::literal);
    if words
        .iter()
        .any(|word| program::gives_arguments(document, word.node))
    {
        let function = document
            .ancestors(command)
            .take(FUNCTION_REACH)
            .find(|around| document.is_function(*around));
        let name = function.and_then(|function| variables.name_of_function(function));
        return name.map_or(Asks::Command(command), |name| {
            Asks::Through(command, name.to_owned())
        });
    }
    let sets = || {
        let mut after = literals().skip_while(|word| *word != SET[0]).skip(1);
        after.next() == Some(SET[1])
    };
    let is_call = literals()
        .skip(usize::from(
            words.first().is_some_and(|word| word.literal().is_some()),
        ))
        .any(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
    let is_setting = words
        .first()
        .and_then(Word::literal)
        .is_some_and(|word| programs::SETTING.contains(&word));
    match is_call && !is_setting && !sets() {
        true => Asks::Command(command),
        false => Asks::All,
    }
}

/// What puts a folder before those of PATH, but for those in which programs are installed.
static PREPENDED: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r#"\bPATH=["']?(?P<folder>[^:"'\s]+):["']?\$\{?PATH\b"#).ok());
/// What gives the name of the CLI to another program (Bash manual, "hash"), and what puts a folder before those of PATH in fish.
static REPLACED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"\bhash[ \t]+-p[ \t]+(?P<program>\S+)[ \t]+aws\b|\bfish_add_path[ \t]+(?:-{1,2}[\w-]+[ \t]+)*[\x22']?(?P<folder>[^\s\x22']+)").ok()
});
/// How those begin in which programs are installed.
const INSTALLED: [&str; 8] = [
    "/usr",
    "/opt",
    "/bin",
    "/sbin",
    "/home/linuxbrew",
    "/snap",
    "~",
    "$HOME",
];

/// The line (from 1) on which a script first looks for programs somewhere else than where they are installed.
fn replaced(document: &Document, variables: &Variables) -> Option<usize> {
    let scripts = document
        .layers()
        .iter()
        .filter(|layer| layer.language.commands.is_some());
    let found = scripts.flat_map(|script| {
        let regexes = [&PREPENDED, &REPLACED]
            .into_iter()
            .filter_map(|regex| regex.as_ref());
        let found = regexes.flat_map(|regex| regex.captures_iter(script.text.as_str()));
        found.filter_map(|found| {
            let folder = found.name("folder").or_else(|| found.name("program"))?;
            let is_installed = INSTALLED
                .iter()
                .any(|start| folder.as_str().starts_with(start))
                || folder.as_str().starts_with("${HOME}");
            (!is_installed).then(|| script.text.source_hull(folder.range()).start)
        })
    });
    found.min().map(|at| variables.line(at))
}

/// How far after an endpoint's beginning the rest of its line tells what it is (bytes).
const LINE_REACH: usize = 200;

/// Whether what was found names another endpoint than AWS's; `None` where it names none, or AWS's, and `false` where it is
/// computed.
fn is_elsewhere(text: &str, found: &regex::Captures) -> Option<bool> {
    if found.name("computed").is_some() {
        return Some(false);
    }
    let (Some(key), Some(value)) = (found.name("key"), found.name("value")) else {
        return Some(true);
    };
    let line = near::after(text, value.start(), LINE_REACH);
    let line = line.split('\n').next().unwrap_or_default();
    let value = value.as_str();
    let key = key.as_str().to_ascii_lowercase().replace(['_', '.'], "");
    // What else is called an endpoint may be a service of the program's own.
    let is_of_aws = [
        "--endpoint-url",
        "awsendpointurl",
        "endpointurl",
        "endpointoverride",
        "endpointresolver",
        "withendpointresolver",
        "baseendpoint",
        "withbaseendpoint",
        "serviceurl",
    ]
    .iter()
    .any(|known| key.starts_with(known));
    let is_none = ["none", "null", "nil", "undefined"]
        .iter()
        .any(|none| value.eq_ignore_ascii_case(none));
    let is_aws = value.contains("amazonaws.com") || value.contains("api.aws");
    let is_written = value.starts_with("http");
    let is_chosen = line.contains("http://") || line.contains("https://localhost");
    match is_none || is_aws {
        true => None,
        false if is_written => Some(true),
        false if is_of_aws || is_chosen || key == "endpoint" => Some(false),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed;

    #[test]
    fn an_endpoint_of_aws_is_no_other_one() {
        for (endpoint, expected) in [
            ("https://sts.eu-west-1.amazonaws.com", None),
            ("https://sts.eu-west-1.api.aws", None),
            ("http://localhost:4566", Some(true)),
            ("\"$ENDPOINT\"", Some(false)),
        ] {
            let script = format!("aws --endpoint-url {endpoint} sts get-session-token\n");
            let document = parsed::document("a.sh", &script);
            let found = endpoints(&document, &Variables::new(&document));
            let known: Vec<bool> = found.iter().map(|endpoint| endpoint.is_known).collect();
            assert_eq!(known, Vec::from_iter(expected), "{endpoint}");
        }
    }

    #[test]
    fn a_program_that_checks_its_input_tests_no_other_code() {
        for (name, text, expected) in [
            ("a.py", "assert len(code) == 6, 'six digits'\n", false),
            (
                "a.py",
                "def verify(url): return requests.get(url, verify=True)\n",
                false,
            ),
            ("a.py", "requests.patch(u)\n", false),
            ("a.py", "import grpc\nGreeterStub(channel).Ping()\n", false),
            ("a.py", "c.expect('code')\n", false),
            ("a.js", "console.assert(code, 'code');\n", false),
            (
                "a.go",
                "package a\nfunc verify(c string) bool { return true }\n",
                false,
            ),
            (
                "A.java",
                "class A { void f() { assert code.length() == 6; } }\n",
                false,
            ),
            ("a.py", "with patch('boto3.client'): pass\n", true),
            ("a.py", "@mock.patch.object(x, 'y')\ndef f(): pass\n", true),
            ("a.py", "self.assertEqual(a, b)\n", true),
            ("a.py", "stubber.add_response('x')\n", true),
            ("a.py", "c.assert_called_once_with(1)\n", true),
            ("a.js", "describe('login', () => {});\n", true),
            ("a.js", "expect(a).toBe(b);\n", true),
            ("a.js", "assert.equal(a, b);\n", true),
            ("a.go", "package a\nfunc TestLogin(t *testing.T) {}\n", true),
            ("A.java", "class A { @Test void f() {} }\n", true),
            ("a.bats", "@test \"logs in\" {\n  true\n}\n", true),
            ("a.sh", "@test 'logs in' { # slow\n  true\n}\n", true),
            ("Makefile", "a:\n\t@test -n \"$(CODE)\"\n", false),
            (
                "Makefile",
                "a:\n\t@test -n \"$(CODE)\" || { echo no code; exit 1; }\n",
                false,
            ),
            ("Makefile", "a:\n\t@test -d mock || mkdir mock\n", false),
        ] {
            assert_eq!(tests(&parsed::document(name, text)), expected, "{text}");
        }
    }
}
