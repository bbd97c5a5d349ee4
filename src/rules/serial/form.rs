//! In which form a site gives its serial number: written out, computed, looked up.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::site::{LONGEST, Site};
use crate::ascii_regex::{ascii_regex, is_match};
use crate::iam::operation::Purpose;
use crate::iam::{derivation, variable};
use crate::rules::left::{Left, Setting};
use crate::syntax::language::Ground;
use crate::syntax::{Document, command, near};

/// What a site says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SerialForm {
    /// A serial number, written out.
    Literal,
    /// The account is computed and the name is written out.
    ComputedAccount,
    /// It computes the ARN from the user name.
    Derived,
    /// It computes the ARN from what is called the name of a device.
    OfDevice,
    /// It computes the ARN from a name that is neither a user's nor a device's.
    OfAnother,
    /// It asks IAM for the device.
    LookedUp {
        /// Whether it takes the first device of the list, whatever that is.
        first: bool,
    },
    /// It is a piece of one that is computed from the user name.
    Piece,
    /// Another program puts it together, in what a command prints.
    PutTogether,
    /// It can't be told.
    Unknown,
}

/// What expands in a string: `$user`, `${user}`, `$(user)`, `#{user}`, `%s`, `%(user)s`, `%USER%`, `!USER!`, `@(user)`; cmd's
/// `%1`, `%~1`, `%%u` and `%USER:~0,8%`, Tcl's `$::env(USER)`, `~s` of Erlang and Lisp, ssh's `%r`, CircleCI's `<< parameters.user >>`, autoconf's and Maven's `@USER@`, and
/// what a command substitution within another has.
static EXPANDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"\$(?:::)?[\w{(]|~t?[a-zA-Z]\b|#\{|%\w+%|%(?:[svd@({]|[hlnpru]\b)|\{\{|!\w+!|@[({]|%~?[0-9*]\b|%~[a-z]+[0-9]|%%~?[A-Za-z]|%\w+:[^%\s]*%|<<\s*(?:pipeline|parameters|matrix)\.[\w.-]+\s*>>|@[A-Za-z_][\w.-]*@|`\w",
    )
    .ok()
});
/// A field of Python's `format` and its kin; a policy variable is none.
static FORMATTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"(?:^|[^$&{])\{[\w.]*\}").ok());
/// What takes the first device of a list.
static FIRST_DEVICE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"MFADevices\[0\]|MFADevices\s*\|\s*(?:\.?\[0\]|first\b)|\.\[\]\[0\]\.SerialNumber|head\s+-n?\s*1").ok()
});

/// What stands before a device's name in its ARN, and a user's in its own, which is often taken for the device's.
const BEFORE_NAME: [&str; 2] = [":mfa/", USER];
const USER: &str = ":user/";

/// Whether what stands before the name may be the beginning of an ARN of IAM's, as far as it is written out.
pub fn may_be_of_iam(site: &Site, end: usize) -> bool {
    let start = site.range.start;
    let written: String = site.text.as_str()[start..start + end]
        .char_indices()
        .filter(|(at, c)| !site.text.has_hole(start + at..start + at + c.len_utf8()))
        .map(|(_, c)| c)
        .collect();
    let words = written.split(|c: char| !c.is_ascii_alphabetic());
    let mut words = words.filter(|word| word.len() > 1).peekable();
    words.peek().is_none()
        || written.contains("%s")
        || written.contains('{')
        || written.contains('<')
        || written.contains("iam:")
        || (written.starts_with("arn:") && !is_of_service(&written))
}

/// Whether an ARN names a service other than IAM.
fn is_of_service(arn: &str) -> bool {
    let mut parts = arn.split(':').skip(2);
    parts
        .next()
        .is_some_and(|service| !service.is_empty() && service != "iam")
}

/// Whether the device's name in an ARN is computed, in whatever notation.
pub fn is_computed(arn: &str) -> bool {
    arn.rsplit('/').next().is_some_and(|name| {
        !variable::any(name) && (is_match(&EXPANDED, name) || is_match(&FORMATTED, name))
    })
}

/// Whether an ARN in what no tree showed is computed, and code: what a sentence has in its place stands for an ARN, unless
/// the sentence is a call.
pub fn is_computed_in_code(text: &str, range: &Range<usize>, left: &Left) -> bool {
    let is_code = || {
        left.is_code()
            || (matches!(left.setting, Setting::Sentence)
                && text[..range.start]
                    .rsplit('\n')
                    .next()
                    .is_some_and(|line| line.len() <= LONGEST && is_match(&CALL, line)))
    };
    let value = &text[range.clone()];
    let is_pattern = value
        .rfind(BEFORE_NAME[0])
        .is_some_and(|at| value[..at].contains(['*', '?']));
    // What isn't allowed in an ARN may compute the rest of the name.
    let rest = near::after(text, range.end, REST);
    let rest = rest.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
    let whole = format!("{value}{}", rest.into_iter().next().unwrap_or_default());
    (is_computed(value) || is_computed(&whole))
        && !is_pattern
        && !is_to_fill_in(left.file, &whole)
        && is_code()
}

/// A name that the reader of a document is to fill in: `{{IAM_USERNAME}}`.
static TO_FILL_IN: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"^(?:[\w+=,.@-]|\{\{ ?[A-Z][A-Z0-9_ -]*\}\})+$").ok());

/// Whether the device's name in an ARN stands in capitals between the brackets of a template, in a file that none fills in.
fn is_to_fill_in(file: Ground, arn: &str) -> bool {
    let name = arn.rsplit('/').next();
    file == Ground::Prose
        && name.is_some_and(|name| name.contains("{{") && is_match(&TO_FILL_IN, name))
}

/// How far (bytes) after what has the form of an ARN more of its name is looked for.
const REST: usize = 64;

/// A call up to its serial number.
static CALL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"\b(?:get-session-token|assume-role)\b.*--serial-number[ =]$|(?i)(?:get_?session_?token|assume_?role)\w*\(.*\bserial_?number["']?\s*[:=]\s*(?:[a-z]{1,2})?\\*["'`]$"#).ok()
});

/// Whether a text is a regular expression for ARNs.
pub fn is_expression(text: &str) -> bool {
    text.starts_with('^')
        || [r"\d", ".+", ".*", "[^"]
            .iter()
            .any(|sign| text.contains(sign))
}

/// What an expression is called after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CalledAfter {
    /// A user, or nothing that is known: by habit a device has its user's name.
    User,
    /// A device: `${MFA_DEVICE_NAME}`, `$token_name`.
    Device,
    /// Something that is neither: `$AWS_PROFILE`.
    Another,
}

/// Words for users.
const USERS: [&str; 4] = ["user", "usr", "whoami", "actor"];
/// Words for devices.
const DEVICES: [&str; 9] = [
    "device",
    "serial",
    "mfa",
    "token",
    "otp",
    "totp",
    "phone",
    "authenticator",
    "yubikey",
];
/// Words for what is neither.
const OTHERS: [&str; 12] = [
    "hostname",
    "team",
    "project",
    "uuid",
    "random",
    "profile",
    "role",
    "account",
    "region",
    "stage",
    "environment",
    "workspace",
];

/// Whole names of what is neither.
const OTHER_NAMES: [&str; 3] = ["env", "dev", "host"];

/// A name without the path that is written before what computes it.
fn without_path(name: &str) -> &str {
    let computed = name
        .find(['$', '{', '`', '%', '<', '('])
        .unwrap_or(name.len());
    let path = name[..computed].rfind('/').map_or(0, |at| at + 1);
    &name[path..]
}

/// Whether a path is written before the name of a site's device.
pub fn has_path(site: &Site) -> bool {
    let end = site.name().start;
    site.last_written(BEFORE_NAME[0])
        .is_some_and(|at| site.range.start + at + BEFORE_NAME[0].len() < end)
}

/// Whether a name is a word and a counter: `key$i`, `yubikey-${n}`.
fn is_numbered(name: &str) -> bool {
    let Some((word, counter)) = name.split_once('$') else {
        return false;
    };
    let counter = counter.trim_matches(['{', '}']);
    !word.is_empty() && counter.len() == 1 && counter.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The name of a variable of the environment, after what says that it is one: `$env:USER` (PowerShell), `${env:USER}` (Visual
/// Studio Code), `$env(USER)` (Tcl), `{{ env "USER" }}` (Go templates), `$ENV{USER}` (Perl).
fn of_environment(name: &str) -> Option<&str> {
    let (env, rest) = name.split_at_checked("env".len())?;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_of = env.eq_ignore_ascii_case("env") && rest.starts_with([':', '(', '{', '[', '.', ' ']);
    let rest = rest.trim_start_matches(|c: char| !is_part(c));
    (is_of && !rest.is_empty()).then_some(rest)
}

/// What an expression is called after.
fn called_after(expression: &str) -> CalledAfter {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let is_computed = expression.starts_with("$(") || expression.starts_with('`');
    let name = expression.trim_start_matches(|c: char| !is_part(c));
    let name = of_environment(name).unwrap_or(name);
    // What a variable is by default says less than its name.
    let name = match name.find(|c| !is_part(c) && c != '.') {
        Some(end) if !is_computed => &name[..end],
        _ => name,
    };
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&USERS) {
        CalledAfter::User
    } else if has(&DEVICES) {
        CalledAfter::Device
    } else if has(&OTHERS) || OTHER_NAMES.contains(&name.as_str()) {
        CalledAfter::Another
    } else {
        CalledAfter::User
    }
}

/// Whether a variable's name says that it is a user's.
pub fn is_called_after_user(name: &str) -> bool {
    let name = name.to_lowercase();
    USERS.iter().any(|word| name.contains(word))
}

/// Whether words are about a device and not about a user.
pub fn is_called_device(words: &str) -> bool {
    let words = words.to_lowercase();
    let is_of_device = ["mfa", "device", "token"]
        .iter()
        .any(|part| words.contains(part));
    is_of_device && !words.contains("user")
}

/// What prints the caller's ARN, and nothing else.
static OWN_ARN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"^(?:\$?\(|`)[^|;&]*\b(?:get-caller-identity\b[^|;&]*(?:--query[ =]["']?Arn["']?(?:\s[^|;&]*)?|\|\s*jq\s+(?:-r|--raw-output)\s+["']?\.Arn["']?\s*)|get-user\b[^|;&]*(?:--query[ =]["']?User\.Arn["']?(?:\s[^|;&]*)?|\|\s*jq\s+(?:-r|--raw-output)\s+["']?\.User\.Arn["']?\s*))[)`]$"#).ok()
});

/// Whether the language around a script derives all of a site, which only the file shows: `${replace(var.arn, ":user/", ":mfa/")}`.
fn is_derived_around(document: &Document, site: &Site) -> bool {
    let is_all = site.text.holes().next() == Some(site.range.clone());
    let source = site.text.source_hull(site.range.clone());
    is_all && source.len() <= LONGEST && document.file_text(source).is_some_and(derivation::is_in)
}

/// An ARN up to a device's name that something else joins to it: after `mfa/` its string ends, or something is put in.
static TO_BE_JOINED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r#"\barn:[^\n]{0,40}?:iam:[^\n]{0,80}?:mfa(?:/(?:\\*["'`]|[\\{%$&#|@<~(])|\\*["'`]|[\s),])"#).ok()
});

/// Whether another program puts together what a site authenticates with: `$(jq -r '"arn:…:mfa/" + .User.UserName')`.
fn is_put_together(document: &Document, site: &Site) -> bool {
    let is_output = || {
        command::expansions(document, site.node).any(|id| command::is_substitution(document, id))
    };
    site.purpose == Purpose::Authenticate
        && site.text.holes().next() == Some(site.range.clone())
        && is_match(&TO_BE_JOINED, document.spelling(site.node))
        && is_output()
}

/// Whether a site that something authenticates with is the ARN of the user who calls.
pub fn is_own_arn(document: &Document, site: &Site) -> bool {
    let spelling = document.spelling(site.node).trim_matches('"');
    site.purpose == Purpose::Authenticate && is_match(&OWN_ARN, spelling)
}

/// Whether a value is the beginning of one only, since white space stands in what a template fills in.
pub fn is_cut(value: &str) -> bool {
    value
        .rfind("{{")
        .is_some_and(|at| !value[at..].contains("}}"))
}

/// Reads what a site says.
pub fn of(document: &Document, site: &Site) -> SerialForm {
    let spelling = document.spelling(site.node);
    if spelling.len() > LONGEST {
        return SerialForm::Unknown;
    }
    if spelling.contains("list-mfa-devices") || spelling.contains("list-virtual-mfa-devices") {
        return SerialForm::LookedUp {
            first: is_match(&FIRST_DEVICE, spelling),
        };
    }
    if derivation::is_in(spelling)
        || is_derived_around(document, site)
        || command::goes_on(document, site.node)
    {
        return SerialForm::Derived;
    }
    if site.is_piece {
        let begins = site.last_written(&BEFORE_NAME[0][1..]);
        let name = begins.map_or(site.range.end..site.range.end, |_| site.name());
        return match named_by(document, site, name) {
            CalledAfter::User => SerialForm::Piece,
            CalledAfter::Device => SerialForm::OfDevice,
            CalledAfter::Another => SerialForm::OfAnother,
        };
    }
    let value = site.value();
    // An ARN whose name is still to come, or that is the user's own.
    if value.ends_with(BEFORE_NAME[0]) || is_own_arn(document, site) {
        return SerialForm::Derived;
    }
    if value.starts_with("{{") || is_cut(value) || is_expression(value) {
        return SerialForm::Unknown;
    }
    if !has_computed(site, site.range.clone()) {
        return SerialForm::Literal;
    }
    // An ARN with wildcards is a policy's, whatever it computes.
    let is_pattern = value.match_indices(['*', '?']).any(|(at, _)| {
        let at = site.range.start + at;
        !site.text.has_hole(at..at + 1)
    });
    if !is_pattern && is_put_together(document, site) {
        return SerialForm::PutTogether;
    }
    let Some((at, before)) = BEFORE_NAME
        .iter()
        .filter(|before| **before != USER || site.purpose == Purpose::Authenticate)
        .find_map(|before| Some((site.last_written(before)?, before)))
        .filter(|_| !is_pattern)
    else {
        return SerialForm::Unknown;
    };
    if !may_be_of_iam(site, at) {
        return SerialForm::Unknown;
    }
    let name = site.range.start + at + before.len()..site.range.end;
    let written = document.file_text(site.text.source_hull(name.clone()));
    if name.is_empty() {
        SerialForm::Unknown
    } else if written.is_some_and(|written| is_to_fill_in(ground(document), written)) {
        SerialForm::Literal
    } else if has_computed(site, name.clone()) {
        match named_by(document, site, name) {
            CalledAfter::User => SerialForm::Derived,
            CalledAfter::Device => SerialForm::OfDevice,
            CalledAfter::Another => SerialForm::OfAnother,
        }
    } else {
        SerialForm::ComputedAccount
    }
}

/// What the file is.
fn ground(document: &Document) -> Ground {
    let file = document.layers().first();
    file.map_or(Ground::Unknown, |file| file.language.ground)
}

/// What computes the name (bytes of a site's text).
fn named_by(document: &Document, site: &Site, name: Range<usize>) -> CalledAfter {
    let is_empty = name.is_empty();
    let spelling = document.file_text(site.text.source_hull(name));
    spelling
        .filter(|_| !is_empty)
        .map(without_path)
        .map_or(CalledAfter::User, |spelling| match is_numbered(spelling) {
            // What is written beside a counter is no user's name.
            true => CalledAfter::Another,
            false => called_after(spelling),
        })
}

/// Whether what stands after a device's path (bytes of a site's text) is a name whose last part is computed.
pub fn names_by_computing(site: &Site, name: Range<usize>) -> bool {
    let is_written = |at: usize| !site.text.has_hole(at..at + 1);
    let text = &site.text.as_str()[name.clone()];
    let is_sign = |c: char| c.is_whitespace() || "*?&=#".contains(c);
    let mut signs = text.match_indices(is_sign);
    let last = site.name();
    signs.all(|(at, _)| !is_written(name.start + at)) && has_computed(site, last)
}

/// Whether anything computes a part of a site's text.
fn has_computed(site: &Site, range: Range<usize>) -> bool {
    let part = &site.text.as_str()[range.clone()];
    site.text.has_hole(range)
        || part.match_indices('%').any(|(at, _)| {
            // A verb of printf.
            part[at + 1..].starts_with(['s', 'v', 'd', '@'])
        })
        || is_match(&FORMATTED, part)
        || (!variable::any(part) && is_match(&EXPANDED, part))
}

#[cfg(test)]
mod tests;
