//! Which call a parameter of an SDK belongs to. An expectation, a stub and a record have the same parameters, and call
//! nothing: a call is a node of the tree, and the parameter is in its arguments, or in those of a request that is
//! given to it, at once or by a variable with no other use.

use super::operations::{SENDING, Taken, is_observed};
use super::variables::Variables;
use crate::iam::operation::{Names, Purpose};
use crate::rules::policy::members::name_of;
use crate::syntax::language::Packages;
use crate::syntax::name::normal;
use crate::syntax::{Document, NodeId, Role};

/// How far around a parameter its call is looked for, in nodes.
const REACH: usize = 64;
/// With more places where a request's variable stands than this, nobody could tell what becomes of it.
const MOST_PLACES: usize = 64;
/// What objects that describe a request are finished with.
const FINISHING: [&str; 1] = ["build"];
/// Whether a node stands in a program, where a name is a variable, rather than in settings.
pub fn is_of_program(document: &Document, node: NodeId) -> bool {
    let language = document.layer_of(node).language;
    language.commands.is_some() || language.packages != Packages::None
}

/// What the call does that a parameter belongs to; `None` where no call is seen to take it.
pub fn call_of(document: &Document, variables: &Variables, pair: NodeId) -> Option<Purpose> {
    let layer = document.node(pair).layer();
    let mut request = None;
    if document.node(pair).role == Role::Call {
        match receiver(document, pair)? {
            Receiver::Request(purpose) => request = Some(purpose),
            Receiver::Variable(name) => {
                return variables_call(document, variables, &name, pair, None);
            }
        }
    }
    let mut inner = pair;
    for around in document.ancestors(pair).take(REACH) {
        if document.node(around).layer() != layer {
            return of_input(document, around);
        }
        match document.node(around).role {
            Role::Call => {
                let name = name_of(document, document.key(around)?)?;
                let is_argument = document.is_argument(inner, around);
                match Purpose::of_name(&name) {
                    Some((purpose, Names::Operation)) => {
                        return (!is_observed(document, around)).then_some(purpose);
                    }
                    Some((purpose, Names::Request)) => request = Some(purpose),
                    // What is called on a request makes it, and what it is given to takes it.
                    None if !is_argument && request.is_some() => {}
                    None if FINISHING.contains(&name.as_str()) => {}
                    None if SENDING.contains(&name.as_str()) => {
                        return request.filter(|_| !is_observed(document, around));
                    }
                    None => return None,
                }
            }
            Role::Mapping => {
                let name = normal(document.name_before(around));
                if let Some((purpose, Names::Request)) = Purpose::of_name(&name) {
                    request = Some(purpose);
                }
            }
            Role::Assignment => {
                let name = document.spelling(document.key(around)?);
                return variables_call(document, variables, name, around, request);
            }
            Role::Function => return None,
            _ => {}
        }
        inner = around;
    }
    None
}

/// What a setter is called on.
enum Receiver {
    /// An object that describes a request.
    Request(Purpose),
    /// A variable.
    Variable(String),
}

fn receiver(document: &Document, setter: NodeId) -> Option<Receiver> {
    let name = document.node(document.key(setter)?).range().start;
    let start = document.node(setter).range().start;
    let text = document.layer_of(setter).text.as_str();
    let before = text
        .get(start..name)?
        .trim_end_matches(['.', '?', ':', '-', '>']);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let before = before.trim();
    if before.chars().all(is_part) {
        return (!before.is_empty()).then(|| Receiver::Variable(before.to_owned()));
    }
    let mut words = before
        .get(..before.len().min(LONGEST_RECEIVER))?
        .split(|c| !is_part(c));
    words.find_map(|word| match Purpose::of_name(&normal(word)) {
        Some((purpose, Names::Request)) => Some(Receiver::Request(purpose)),
        _ => None,
    })
}

/// How far into what a setter is called on a request's name is looked for (bytes).
const LONGEST_RECEIVER: usize = 256;

/// What the call does that a variable with parameters is given to, if that is all that becomes of it.
fn variables_call(
    document: &Document,
    variables: &Variables,
    name: &str,
    given: NodeId,
    request: Option<Purpose>,
) -> Option<Purpose> {
    let name = name.trim_start_matches('$');
    let text = document.layers().first()?.text.as_str();
    let own = document.source(given);
    let places = variables.places(name);
    if places.is_empty() || places.len() > MOST_PLACES {
        return None;
    }
    let mut found = None;
    for place in places {
        if let Some(taken) = variables.taken_at(place.at) {
            found = Some(match taken {
                Taken::By(purpose) => purpose,
                Taken::Sent => request?,
            });
            continue;
        }
        let is_own = own.start <= place.at && place.at < own.start + name.len() + SIGNS;
        let is_declared = || {
            let mut keys = variables.keys(name).iter();
            keys.any(|key| document.source(*key).contains(&place.at))
        };
        let is_member = member(text, place.offset + name.len())
            .is_some_and(|member| !normal(member).contains("serialnumber"));
        if !is_own && !is_member && !is_declared() {
            return None;
        }
    }
    found
}

/// How many bytes of signs may stand before the name at its declaration.
const SIGNS: usize = 2;

/// The member of a variable that a text goes on with: `.TokenCode`, `["TokenCode"]`.
fn member(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let rest = rest.strip_prefix(['.', '['])?;
    let end = rest.find(['.', ']', '(', '=', ' ', ';', '\n'])?;
    rest.get(..end)
}

/// What the command does whose argument a document is: `--cli-input-json '{"SerialNumber": …}'`.
fn of_input(document: &Document, host: NodeId) -> Option<Purpose> {
    let command = document
        .ancestors(host)
        .take(REACH)
        .take_while(|around| document.node(*around).role != Role::Interpolation)
        .find(|around| document.node(*around).role == Role::Command)?;
    let purpose = super::invocation::purpose(&crate::syntax::command::words(document, command));
    (purpose != Purpose::Other).then_some(purpose)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed;
    use crate::rules::serial::site::Doubt;
    use crate::rules::serial::uses;

    const SERIAL: &str = "arn:aws:iam::999999999999:mfa/x";

    /// Whether a call is seen to take the serial number of a file.
    fn is_taken(name: &str, text: &str) -> bool {
        let document = parsed::document(name, &text.replace("SERIAL", SERIAL));
        let variables = Variables::new(&document);
        let sites = uses::sites(&document, &variables);
        let site = sites.iter().find(|site| site.value() == SERIAL);
        site.is_some_and(|site| {
            site.purpose == Purpose::Authenticate && site.doubt != Some(Doubt::NoCall)
        })
    }

    #[test]
    fn a_call_takes_its_parameters() {
        for (name, text) in [
            ("a.py", "sts.get_session_token(SerialNumber='SERIAL')"),
            (
                "a.py",
                "boto3.client('sts').assume_role(RoleArn=r, SerialNumber='SERIAL')",
            ),
            (
                "a.py",
                "p = {'SerialNumber': 'SERIAL'}\np['TokenCode'] = c\nsts.assume_role(**p)\n",
            ),
            ("a.py", "sts.assume_role(**{'SerialNumber': 'SERIAL'})"),
            (
                "a.ts",
                "await c.send(new AssumeRoleCommand({ SerialNumber: 'SERIAL' }));",
            ),
            (
                "a.ts",
                "const command = new GetSessionTokenCommand({ SerialNumber: 'SERIAL' });\nawait c.send(command);",
            ),
            (
                "a.ts",
                "const p = { SerialNumber: 'SERIAL', TokenCode: t };\nsts.getSessionToken(p, done);",
            ),
            (
                "a.go",
                "package a\nfunc f() { c.GetSessionToken(ctx, &sts.GetSessionTokenInput{SerialNumber: aws.String(\"SERIAL\")}) }\n",
            ),
            (
                "a.go",
                "package a\nfunc f() { in := &sts.AssumeRoleInput{SerialNumber: aws.String(\"SERIAL\")}\nc.AssumeRole(ctx, in) }\n",
            ),
            (
                "A.java",
                "class A { void f() { sts.assumeRole(AssumeRoleRequest.builder().serialNumber(\"SERIAL\").build()); } }",
            ),
            (
                "A.java",
                "class A { void f() { AssumeRoleRequest r = new AssumeRoleRequest(); r.setSerialNumber(\"SERIAL\"); sts.assumeRole(r); } }",
            ),
            (
                "A.cs",
                "class A { void F() { c.GetSessionTokenAsync(new GetSessionTokenRequest { SerialNumber = \"SERIAL\" }); } }",
            ),
            ("a.rb", "sts.get_session_token(serial_number: 'SERIAL')\n"),
            (
                "a.sh",
                "aws sts get-session-token --cli-input-json '{\"SerialNumber\": \"SERIAL\"}'\n",
            ),
        ] {
            assert!(is_taken(name, text), "{text}");
        }
    }

    #[test]
    fn an_expectation_calls_nothing() {
        for (name, text) in [
            (
                "a.py",
                "sts.get_session_token.assert_called_once_with(SerialNumber='SERIAL')",
            ),
            (
                "a.py",
                "stubber.add_response('get_session_token', r, {'SerialNumber': 'SERIAL'})",
            ),
            (
                "a.py",
                "p = {'SerialNumber': 'SERIAL'}\nassert p == got\nsts.assume_role(**p)\n",
            ),
            (
                "a.py",
                "p = {'SerialNumber': 'SERIAL'}\nu = p['SerialNumber'].split('/')\nsts.assume_role(**p)\n",
            ),
            (
                "a.py",
                "p = {'SerialNumber': 'SERIAL'}\n# get_session_token\n",
            ),
            (
                "a.ts",
                "expect(m).toHaveReceivedCommandWith(GetSessionTokenCommand, { SerialNumber: 'SERIAL' });",
            ),
            (
                "a.ts",
                "verify(sts).assumeRole({ SerialNumber: 'SERIAL' });",
            ),
            (
                "a.go",
                "package a\nfunc f() { want := &sts.GetSessionTokenInput{SerialNumber: aws.String(\"SERIAL\")}\nassert.Equal(t, want, got) }\n",
            ),
            (
                "a.json",
                "{\"eventName\": \"GetSessionToken\", \"requestParameters\": {\"serialNumber\": \"SERIAL\"}}",
            ),
            (
                "A.java",
                "class A { void f() { AssumeRoleRequest r = new AssumeRoleRequest(); r.setSerialNumber(\"SERIAL\"); } }",
            ),
        ] {
            assert!(!is_taken(name, text), "{text}");
        }
    }
}
