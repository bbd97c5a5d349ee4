//! Pieces of a serial number that no tree shows as one string: `"mfa/" + user` that something joins with the rest of an ARN
//! elsewhere, and `…:mfa/` before the name in a language that isn't read.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::form;
use super::site::Site;
use crate::ascii_regex::{ascii_regex, is_match};
use crate::iam::derivation;
use crate::iam::pattern::HOLE;
use crate::rules::left::{Left, Setting};
use crate::rules::policy::bare::{self, Purpose};
use crate::syntax::detect::{self, Shown};
use crate::syntax::language::{Packages, Parser};
use crate::syntax::{Document, NodeId, near};

/// What a device's path begins with in its ARN.
const PATH: &str = "mfa/";
/// How an ARN ends to which a name is still to be joined with `/`.
const WITHOUT_NAME: &str = ":mfa";
/// What stands around strings.
const QUOTES: [char; 3] = ['"', '\'', '`'];
/// How far (bytes) from a piece the other pieces of its ARN are looked for, and the beginning of a word.
const REACH: usize = 300;

/// A serial number by the names that calls and settings have for it.
static SERIAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"(?i)serial[_-]?number|mfa[_-]?serial").ok());
/// A call that takes it.
static CALL: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"(?i)session[_-]?token|assume[_-]?role|sts[_-]?role").ok());
/// What an ARN of IAM's begins with, as its pieces have it.
static ARN: LazyLock<Option<Regex>> = LazyLock::new(|| ascii_regex(r"(?i)\barn\b").ok());
static IAM: LazyLock<Option<Regex>> = LazyLock::new(|| ascii_regex(r#"["'`]iam["'`]|:iam:"#).ok());

/// What else a file says, without which `mfa/` may be anybody's folder.
pub struct Evidence<'a> {
    text: &'a str,
    authenticates: OnceCell<bool>,
}

impl<'a> Evidence<'a> {
    /// Of a file's text.
    pub fn of(text: &'a str) -> Evidence<'a> {
        Evidence {
            text,
            authenticates: OnceCell::new(),
        }
    }

    /// Whether the file asks for credentials with a serial number, for all that its words say.
    fn authenticates(&self) -> bool {
        *self
            .authenticates
            .get_or_init(|| is_match(&SERIAL, self.text) && is_match(&CALL, self.text))
    }
}

/// Where the name is of which a piece is the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    /// In the piece itself, computed.
    Computed,
    /// In another piece.
    ToCome,
}

/// Whether a string is a piece of a serial number whose name is computed or still to come.
pub fn is_in(document: &Document, site: &Site, evidence: &Evidence) -> bool {
    let is_piece = match name(document, site, evidence) {
        // What is computed is no pattern that something looks for.
        Some(Name::Computed) => true,
        // What a whole piece is put into says it.
        Some(Name::ToCome) => {
            !is_sought(document, site.node)
                && document.put_where(site.node).is_none()
                && !is_of_derivation(document, site.node)
        }
        None => false,
    };
    is_piece && !document.is_shown_in_another(site.node)
}

fn name(document: &Document, site: &Site, evidence: &Evidence) -> Option<Name> {
    let value = site.value();
    let mut blanks = value.match_indices(char::is_whitespace);
    let is_written = |at: usize| {
        !site
            .text
            .has_hole(site.range.start + at..site.range.start + at + 1)
    };
    if blanks.any(|(at, _)| is_written(at)) {
        return None;
    }
    if value.ends_with(WITHOUT_NAME) && value.starts_with("arn:") {
        let is_of_iam = form::may_be_of_iam(site, value.len() - WITHOUT_NAME.len());
        // What a bare word says is no part of anything, for all that is seen.
        let is_quoted = document.spelling(site.node).ends_with(QUOTES);
        return (is_of_iam && is_quoted).then_some(Name::ToCome);
    }
    let Some(at) = site.last_written(PATH) else {
        return is_formatted(document, site, evidence).then_some(Name::Computed);
    };
    let after = site.range.start + at + PATH.len()..site.range.end;
    let name = match after.is_empty() {
        true => Name::ToCome,
        false => Some(Name::Computed).filter(|_| form::names_by_computing(site, after))?,
    };
    let before = &value[..at];
    let is_piece = if before.ends_with(':') {
        // Where a string shows all of it, it is no piece. A word of a command ends where an operator or a redirection begins.
        let is_word = document.layer_of(site.node).language.commands.is_some();
        let is_part = (name == Name::ToCome && before.len() > 1) || (before == ":" && !is_word);
        is_part && form::may_be_of_iam(site, at - 1)
    } else {
        let is_first = before.is_empty();
        let follows_computed = site
            .text
            .holes()
            .any(|hole| hole.end == site.range.start + at);
        (is_first && is_near_arn(document, site.node))
            || ((is_first || follows_computed) && evidence.authenticates())
    };
    is_piece.then_some(name)
}

/// Whether a value that is put into a string is what makes its end a device's: `"%s/%s" % ("mfa", user)`.
fn is_formatted(document: &Document, site: &Site, evidence: &Evidence) -> bool {
    let value = site.value();
    if !value.contains(['%', '{']) || !value.contains('/') || value.len() > LONGEST_FORMAT {
        return false;
    }
    let filled = document.filled(site.node, site.text.len());
    let named = filled.trim_end_matches(HOLE);
    let Some(before) = named
        .strip_suffix(PATH)
        .filter(|_| named.len() < filled.len())
    else {
        return false;
    };
    match before.strip_suffix(':') {
        Some(arn) => arn.contains(":iam:") || arn.starts_with(HOLE),
        None => before.is_empty() && evidence.authenticates(),
    }
}

/// A longer string (bytes) formats no ARN.
const LONGEST_FORMAT: usize = 512;

/// Whether a string is a part of what turns a user's ARN into a device's, which says so itself.
fn is_of_derivation(document: &Document, node: NodeId) -> bool {
    let text = document.layer_of(node).text.as_str();
    let range = document.node(node).range();
    let before = near::before(text, range.start, REACH);
    let after = near::after(text, range.start, REACH);
    let around = format!("{before}{after}");
    let ranges = derivation::ranges(&around);
    ranges.iter().any(|found| found.contains(&before.len()))
}

/// Whether the other pieces of an ARN of IAM's stand around a string of a program.
fn is_near_arn(document: &Document, node: NodeId) -> bool {
    let layer = document.layer_of(node);
    if layer.language.packages == Packages::None {
        return false;
    }
    let text = layer.text.as_str();
    let range = document.node(node).range();
    let around = [
        near::before(text, range.start, REACH),
        near::after(text, range.end, REACH),
    ];
    [&ARN, &IAM]
        .iter()
        .all(|word| around.iter().any(|text| is_match(word, text)))
}

/// Whether code looks for a string rather than to put it together with others. What is computed is no pattern.
fn is_sought(document: &Document, node: NodeId) -> bool {
    let layer = document.layer_of(node);
    match layer.language.parser {
        Parser::Grammar(_) => bare::purpose(document, node) != Purpose::Value,
        _ => bare::is_sought_after(line_before(
            layer.text.as_str(),
            document.node(node).range().start,
        )),
    }
}

/// What stands before a place on its line.
fn line_before(text: &str, at: usize) -> &str {
    let before = near::before(text, at, REACH);
    before.rsplit('\n').next().unwrap_or_default()
}

/// What puts a string and a value together, in one language or another, with a value after it.
static JOINED: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r#"^\s*(?:\+\+?|&|~|<>|\|\||\^|\.\.?\s|\s\.)\s*[$@(\[]?\w"#).ok());

/// The pieces in a text of no known language that end a string (bytes), up to the string's end.
pub fn ranges(text: &str, evidence: &Evidence) -> Vec<Range<usize>> {
    let found = text.match_indices(PATH).filter_map(|(at, _)| {
        let end = at + PATH.len();
        if !text[end..].starts_with(QUOTES) {
            return None;
        }
        let word = near::before(text, at, REACH)
            .rsplit(|c: char| c.is_whitespace() || QUOTES.contains(&c))
            .next()?;
        let is_of_iam = match word.strip_suffix(':') {
            Some("") => true,
            Some(arn) => arn.contains("iam"),
            None => word.is_empty() && text[..at].ends_with(QUOTES) && evidence.authenticates(),
        };
        is_of_iam.then(|| at - word.len()..end)
    });
    found.collect()
}

/// Whether a piece in a text of no known language (bytes) is code that puts it together with a name.
pub fn is_code(text: &str, range: &Range<usize>, left: &Left) -> bool {
    let after = near::after(text, range.end + 1, REACH);
    let is_joined = is_match(&JOINED, after);
    let is_sought = || bare::is_sought_after(line_before(text, range.start));
    match detect::shown(left.language) {
        // They were looked at.
        Shown::Pieces if left.remark.is_none() => false,
        Shown::Pieces | Shown::Whole => {
            is_joined && (left.is_code() || left.setting == Setting::Sentence)
        }
        Shown::Nothing if left.setting == Setting::Sentence => is_joined,
        Shown::Nothing => left.is_code() && (is_joined || !is_sought()),
    }
}
