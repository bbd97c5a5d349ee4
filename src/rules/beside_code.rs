//! What a page says of its code beside it: by the head of its column in a table, in a comment of HTML's above it, in the
//! sentence or the output below it, at the end of its line.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::verdict_words;
use crate::ascii_regex::{ascii_regex, is_match};
use crate::syntax::language::Ground;
use crate::syntax::{Document, NodeId, Role, near};

/// How long (bytes) a head, a label or a comment may be.
const LONGEST: usize = 160;
/// How far (bytes) a piece of HTML is read.
const LONGEST_HTML: usize = 4096;

/// A sentence below code that says that it holds no longer, or doesn't work.
static BELOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ \W* (?: (?:this|that|it|these|which)\b | (?:the|this|that)\ (?:command|call|script|policy|line|form|way|code|snippet|example|one)s?\b (?:\ above\b)? | the\ above\b )
        [^.;]{0,30}? (?: \b(?:was|were|is|are|has\ been|have\ been|got)\ (?:now\ |since\ |later\ )?(?:replaced|removed|superseded|deprecated|obsolete|outdated|wrong|broken|incorrect|not\ valid|invalid|history)\b
            | \bno\ longer\b | \b(?:fails?|failed|broke|breaks|used\ to)\b | \b(?:does|do|did|will)(?:\ not|n['’]?t)\ work\b )",
    )
    .ok()
});
/// A comment at the end of a line of code that calls it wrong.
static AT_END: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi) ^ \W* (?: ❌ | ✗ | ✘ | (?: (?:this|it|always|now|then)\ )? (?: fails? | failed | broken | breaks | wrong | bad | incorrect | error | errors | denied | invalid | deprecated | obsolete
            | (?:does|did|will)(?:\ not|n['’]?t)\ work | no\ longer\ \w+ | not\ authorized | access\ ?denied ) (?: \W | $ ) )",
    )
    .ok()
});
/// What the AWS CLI prints where it isn't let in (AWS CLI User Guide, "Return codes"), by the calls that take a serial number.
static FAILED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"An error occurred \(\w+\) when calling the (?:GetSessionToken|AssumeRole) operation|MultiFactorAuthentication failed|MFA device not found").ok()
});
/// The cells of a table's head, in HTML, and what begins its rows and cells.
static CELLS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?is)<(?P<tag>tr|th|td|/table)\b[^>]*>(?P<shown>[^<]{0,160})|<!--(?P<hidden>.{0,160}?)-->",
    )
    .ok()
});

/// Whether a document is a page for people.
fn is_page(document: &Document) -> bool {
    let file = document.layers().first();
    file.is_some_and(|file| file.language.ground == Ground::Prose)
}

/// The code that a page calls wrong beside it (bytes of the file).
pub fn called_wrong(document: &Document) -> Vec<Range<usize>> {
    if !is_page(document) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let mut heads: Vec<bool> = Vec::new();
    let mut html = Html::default();
    // The block of code that nothing has come after.
    let mut last: Option<NodeId> = None;
    for id in document.nodes() {
        let node = document.node(id);
        match node.role {
            Role::Row if node.kind() == "table_row" => {
                let cells: Vec<NodeId> = cells(document, id);
                let is_called = |cell: &NodeId| is_label(document.spelling(*cell));
                let all = cells.first().is_some_and(is_called);
                for (column, cell) in cells.iter().enumerate() {
                    if all || heads.get(column) == Some(&true) {
                        wrong.push(document.source(*cell));
                    }
                }
            }
            Role::Row => {
                let cells = cells(document, id).into_iter();
                heads = cells
                    .map(|cell| is_label(document.spelling(cell)))
                    .collect();
            }
            Role::CodeBlock => {
                if html.is_wrong() {
                    wrong.push(document.source(id));
                }
                last = Some(id);
            }
            Role::Paragraph => {
                let block = last
                    .take()
                    .filter(|_| is_match(&BELOW, begin(document, id)));
                wrong.extend(block.map(|block| document.source(block)));
                html.label = false;
            }
            Role::Heading(_) | Role::Item => {
                last = None;
                html.label = false;
            }
            Role::Comment => wrong.extend(line_called_wrong(document, id)),
            _ if node.kind() == "html" => {
                html.read(near::after(document.spelling(id), 0, LONGEST_HTML))
            }
            _ => {}
        }
    }
    wrong
}

/// The blocks of code of a page that show how a call fails, with what it prints (bytes of the file).
pub fn failed(document: &Document) -> Vec<Range<usize>> {
    if !is_page(document) {
        return Vec::new();
    }
    let blocks = document
        .nodes()
        .filter(|id| document.node(*id).role == Role::CodeBlock);
    let failed = blocks.filter(|id| is_match(&FAILED, document.spelling(*id)));
    failed.map(|id| document.source(id)).collect()
}

/// How far (bytes) from a block of code a page may speak of what stands in it.
const SPEAKING: usize = 200;

/// Whether a page speaks of a device's name right beside the block of code that a node is in, as what the name of its user or the
/// part of its ARN is: another device would make that false.
pub fn speaks_of(document: &Document, node: NodeId, name: &str) -> bool {
    let Some(file) = document.layers().first().filter(|_| is_page(document)) else {
        return false;
    };
    let mut host = document.layer_of(node).host;
    while let Some(around) = host.and_then(|host| document.layer_of(host).host) {
        host = Some(around);
    }
    let Some(block) = host else {
        return false;
    };
    let text = file.text.as_str();
    let range = document.node(block).range();
    let said = [format!("`{name}`"), "`mfa/`".to_owned()];
    [
        near::before(text, range.start, SPEAKING),
        near::after(text, range.end, SPEAKING),
    ]
    .iter()
    .any(|beside| said.iter().any(|said| beside.contains(said.as_str())))
}

/// The beginning of a node's text.
fn begin(document: &Document, id: NodeId) -> &str {
    near::after(document.spelling(id), 0, LONGEST)
}

fn cells(document: &Document, row: NodeId) -> Vec<NodeId> {
    let cells = document.children(row);
    cells
        .filter(|cell| document.node(*cell).role == Role::Cell)
        .collect()
}

/// Whether a cell is a label that calls what belongs to it wrong.
fn is_label(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "*_~|:".contains(c));
    text.len() <= LONGEST && !text.contains('`') && verdict_words::of_label(text)
}

/// The part of a line before a comment that calls it wrong (bytes of the file).
fn line_called_wrong(document: &Document, comment: NodeId) -> Option<Range<usize>> {
    let node = document.node(comment);
    if !is_match(&AT_END, begin(document, comment)) {
        return None;
    }
    let text = &document.layer_of(comment).text;
    let end = node.range().start;
    let before = text.as_str().get(..end)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let is_code = !before[start..].trim().is_empty();
    is_code.then(|| text.source_hull(start..end))
}

/// Tables and comments in HTML, as far as they were read.
#[derive(Default)]
struct Html {
    /// Whether each column's head calls it wrong.
    heads: Vec<bool>,
    /// The cell of the row, from 0, once there is one.
    column: Option<usize>,
    /// Whether the last comment is a label that calls what comes next wrong.
    label: bool,
}

impl Html {
    fn read(&mut self, html: &str) {
        let Some(regex) = CELLS.as_ref() else {
            return;
        };
        for found in regex.captures_iter(html) {
            if let Some(comment) = found.name("hidden") {
                let comment = comment.as_str().trim();
                self.label = verdict_words::of_comment(comment) || is_label(comment);
                continue;
            }
            let tag = found.name("tag").map_or("", |tag| tag.as_str());
            let text = found.name("shown").map_or("", |text| text.as_str());
            match tag.to_ascii_lowercase().as_str() {
                "th" => {
                    // A head after cells begins another table, or names a row.
                    if self.column.is_some() {
                        self.heads.clear();
                    }
                    self.column = None;
                    self.heads.push(is_label(text));
                }
                "td" => self.column = Some(self.column.map_or(0, |column| column + 1)),
                "tr" => self.column = None,
                _ => *self = Html::default(),
            }
        }
    }

    fn is_wrong(&mut self) -> bool {
        let is_labelled = std::mem::take(&mut self.label);
        let column = self.column.and_then(|column| self.heads.get(column));
        is_labelled || column == Some(&true)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    const FENCE: &str = "```sh\naws sts mfa/1\n```\n";

    fn is_in(text: &str, ranges: fn(&Document) -> Vec<Range<usize>>) -> bool {
        let document = document("a.md", text);
        let at = text.find("mfa/1").unwrap();
        ranges(&document).iter().any(|range| range.contains(&at))
    }

    #[test]
    fn a_page_calls_code_wrong_beside_it() {
        for (text, expected) in [
            (
                "| before | after |\n|---|---|\n| `mfa/1` | `b` |\n".to_owned(),
                true,
            ),
            (
                "| Old | New |\n|---|---|\n| `b` | `mfa/1` |\n".to_owned(),
                false,
            ),
            (
                "| **Wrong** | Right |\n|---|---|\n| `mfa/1` | `b` |\n".to_owned(),
                true,
            ),
            (
                "| Step | Command |\n|---|---|\n| Old | `mfa/1` |\n".to_owned(),
                true,
            ),
            (
                "| Step | Command |\n|---|---|\n| Log in | `mfa/1` |\n".to_owned(),
                false,
            ),
            (format!("<!-- bad -->\n{FENCE}"), true),
            (format!("<!-- bad -->\n```sh\nb\n```\n{FENCE}"), false),
            (format!("<!-- markdownlint-disable -->\n{FENCE}"), false),
            (
                format!(
                    "<table><tr><th>Before</th><th>After</th></tr><tr><td>\n\n{FENCE}\n</td><td>\n\n"
                ),
                true,
            ),
            (
                format!(
                    "<table><tr><th>Before</th><th>After</th></tr><tr><td>\n\nb\n\n</td><td>\n\n{FENCE}"
                ),
                false,
            ),
            (
                format!("{FENCE}\nThis was replaced by `aws login`.\n"),
                true,
            ),
            (
                format!("{FENCE}\nThe command above no longer works.\n"),
                true,
            ),
            (format!("{FENCE}\nThis prints credentials.\n"), false),
            (format!("{FENCE}\nThis fails if the code is wrong.\n"), true),
            (format!("{FENCE}\n## Next\n\nThis was replaced.\n"), false),
            (
                "```sh\naws sts mfa/1 # fails: no such device\n```\n".to_owned(),
                true,
            ),
            ("```sh\naws sts mfa/1 # the code\n```\n".to_owned(), false),
            (
                "```sh\naws sts mfa/1\naws b # fails\n```\n".to_owned(),
                false,
            ),
        ] {
            assert_eq!(is_in(&text, called_wrong), expected, "{text}");
        }
    }

    #[test]
    fn a_page_may_speak_of_a_name_in_its_code() {
        for (text, expected) in [
            (format!("{FENCE}\nwhere `1` is your user name.\n"), true),
            (
                format!("{FENCE}\nThe part after `mfa/` is your user name.\n"),
                true,
            ),
            (format!("Named after the user, here `1`:\n\n{FENCE}"), true),
            (format!("{FENCE}\nwhere `2` is it.\n"), false),
        ] {
            let document = document("a.md", &text);
            let node = document
                .nodes()
                .find(|id| document.spelling(*id) == "mfa/1")
                .unwrap();
            assert_eq!(speaks_of(&document, node, "1"), expected, "{text}");
        }
    }

    #[test]
    fn a_call_fails_where_its_error_is_shown() {
        const ERROR: &str =
            "An error occurred (ValidationError) when calling the GetSessionToken operation: x";
        for (text, expected) in [
            (format!("```console\n$ aws sts mfa/1\n{ERROR}\n```\n"), true),
            (format!("{FENCE}\n```\n{ERROR}\n```\n"), false),
            (FENCE.to_owned(), false),
        ] {
            assert_eq!(is_in(&text, failed), expected, "{text}");
        }
    }
}
