//! The report for programs. Its form is a contract: fields are added, never changed (README.md, "JSON").

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde::Serialize;

use super::format::{Detail, Format};
use super::json_shape;
use super::outcome::{Delivery, Outcome, Report, Reported, ReportedIgnored, ReportedRemark, Run};
use crate::finding::{Choice, Disposition, RuleInfo, StatementSummary};
use crate::fingerprint::Fingerprint;
use crate::iam::access::Access;
use crate::terminal::{self, secrets};

/// The format.
pub const FORMAT: Format = Format {
    name: "json",
    help: "For programs",
    is_styled: false,
    names_unread: true,
    tells_delivery: true,
    shape: Some(&json_shape::REPORT),
    write,
};

#[derive(Serialize)]
struct JsonReport<'a> {
    version: u8,
    tool: Tool,
    run: &'a Run,
    summary: Summary,
    findings: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<Ignored<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Remark<'a>>,
    passed_over: Vec<Skipped<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<&'a Delivery>,
}

#[derive(Serialize)]
struct Tool {
    version: &'static str,
}

#[derive(Serialize)]
struct Summary {
    findings: usize,
    files_with_findings: usize,
    files_looked_at: usize,
    by_disposition: BTreeMap<&'static str, usize>,
    by_rule: BTreeMap<&'static str, usize>,
    by_access: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    by_verification: BTreeMap<&'static str, usize>,
    passed_over: BTreeMap<&'static str, usize>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    ignored: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct Entry<'a> {
    rule: &'static RuleInfo,
    disposition: Disposition,
    path: String,
    /// The path's bytes, percent-encoded (RFC 3986), where they aren't UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    path_percent_encoded: Option<String>,
    line: usize,
    column: usize,
    span: Span,
    before: &'a str,
    after: Option<&'a str>,
    value_before: Cow<'a, str>,
    value_after: Option<Cow<'a, str>>,
    language: &'static str,
    fingerprint: &'a Fingerprint,
    statement: Option<&'a StatementSummary>,
    access: &'a Access,
    reason: String,
    json_patch: &'a [json_patch::PatchOperation],
    #[serde(skip_serializing_if = "<[Choice]>::is_empty")]
    choices: &'a [Choice],
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
}

#[derive(Serialize)]
struct Span {
    start: usize,
    end: usize,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: String,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

/// A finding that doesn't count.
#[derive(Serialize)]
struct Ignored<'a> {
    rule: &'static RuleInfo,
    disposition: Disposition,
    path: String,
    line: usize,
    column: usize,
    value_before: Cow<'a, str>,
    statement: Option<&'a StatementSummary>,
    ignored_by: &'static str,
    why: Cow<'a, str>,
}

/// What is to be said of what ignores findings.
#[derive(Serialize)]
struct Remark<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    kind: &'static str,
    message: &'a str,
}

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, _: Detail, report: &Report) -> anyhow::Result<()> {
    let document = JsonReport {
        version: 1,
        tool: Tool {
            version: env!("CARGO_PKG_VERSION"),
        },
        run: &report.run,
        summary: Summary {
            findings: report.findings.len(),
            files_with_findings: report.files(),
            files_looked_at: report.looked_at,
            by_disposition: Disposition::ALL
                .into_iter()
                .map(|disposition| (disposition.name(), report.count(disposition)))
                .collect(),
            by_rule: report.by_rule(),
            by_access: report
                .by_mark()
                .into_iter()
                .map(|(mark, count)| (mark.name(), count))
                .collect(),
            by_verification: report
                .by_verdict()
                .into_iter()
                .map(|(verdict, count)| (verdict.name(), count))
                .collect(),
            passed_over: report
                .by_reason()
                .into_iter()
                .map(|(reason, count)| (reason.name(), count))
                .collect(),
            ignored: report
                .by_ignorer()
                .into_iter()
                .map(|(by, count)| (by.name(), count))
                .collect(),
        },
        findings: report.findings.iter().map(entry).collect(),
        ignored: report.ignored.iter().map(ignored).collect(),
        remarks: report.remarks.iter().map(remark).collect(),
        passed_over: report
            .passed_over
            .iter()
            .map(|passed| Skipped {
                path: passed.path.to_str_lossy().into_owned(),
                reason: passed.reason.name(),
                detail: passed.detail.as_deref(),
            })
            .collect(),
        delivery: report.delivery.as_ref(),
    };
    write_escaped(out, &serde_json::to_string_pretty(&document)?)?;
    writeln!(out)?;
    Ok(())
}

/// Writes JSON in which what must not reach a terminal is a `\u` escape. Such a character stands in strings only, but for the
/// ends of lines between the values.
pub fn write_escaped(out: &mut dyn Write, json: &str) -> io::Result<()> {
    let mut rest = json;
    while let Some(at) = rest.find(|c| c != '\n' && terminal::is_unsafe(c)) {
        out.write_all(&rest.as_bytes()[..at])?;
        let mut after = rest[at..].chars();
        for c in after.by_ref().take(1) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
        }
        rest = after.as_str();
    }
    out.write_all(rest.as_bytes())
}

fn ignored<'a>(reported: &ReportedIgnored<'a>) -> Ignored<'a> {
    let finding = reported.finding;
    Ignored {
        rule: finding.rule,
        disposition: finding.disposition,
        path: reported.file.entry.path.to_str_lossy().into_owned(),
        line: finding.position.line,
        column: finding.position.column,
        value_before: secrets::covered_str(&finding.value_before),
        statement: finding.statement.as_ref(),
        ignored_by: reported.by.name(),
        why: secrets::covered_str(reported.why),
    }
}

fn remark<'a>(said: &'a ReportedRemark) -> Remark<'a> {
    Remark {
        path: &said.path,
        line: said.remark.position.line,
        column: said.remark.position.column,
        kind: said.remark.kind.name(),
        message: &said.remark.text,
    }
}

fn entry<'a>(reported: &Reported<'a>) -> Entry<'a> {
    let finding = reported.finding;
    let path = &reported.file.entry.path;
    let span = reported.file.in_file(&finding.span);
    Entry {
        rule: finding.rule,
        disposition: finding.disposition,
        path: path.to_str_lossy().into_owned(),
        path_percent_encoded: std::str::from_utf8(path.as_bytes())
            .is_err()
            .then(|| percent_encode(path.as_bytes(), NON_ALPHANUMERIC).to_string()),
        line: finding.position.line,
        column: finding.position.column,
        span: Span {
            start: span.start,
            end: span.end,
        },
        before: &finding.before,
        after: finding
            .rewrite
            .as_ref()
            .map(|rewrite| rewrite.after.as_str()),
        value_before: secrets::covered_str(&finding.value_before),
        value_after: finding
            .rewrite
            .as_ref()
            .map(|rewrite| secrets::covered_str(&rewrite.value_after)),
        language: finding.language,
        fingerprint: reported.fingerprint,
        statement: finding.statement.as_ref(),
        access: reported.access,
        reason: secrets::covered_str(&reported.reason().to_string()).into_owned(),
        json_patch: &finding.json_patch,
        choices: &finding.choices,
        outcome: match reported.outcome {
            Outcome::Reported => None,
            Outcome::Taken => Some("taken"),
            Outcome::Left => Some("left"),
            Outcome::LeftOut => Some("left_out"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_reach_a_terminal_is_escaped_and_says_the_same() {
        let text = "a\u{9b}31m\u{202e}b\u{7f}\u{e0041}日本\n";
        let mut written = Vec::new();
        let json = serde_json::to_string_pretty(&[text]).expect("JSON");
        write_escaped(&mut written, &json).expect("written");
        let written = String::from_utf8(written).expect("UTF-8");
        assert!(
            !written.contains(|c| c != '\n' && terminal::is_unsafe(c)),
            "{written:?}"
        );
        assert!(written.contains("日本"));
        let read: Vec<String> = serde_json::from_str(&written).expect("JSON");
        assert_eq!(read, [text]);
    }
}
