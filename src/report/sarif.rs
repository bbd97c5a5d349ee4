//! SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"), for code scanning.

use std::io::Write;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde_json::{Value, json};

use super::format::{Detail, Format};
use super::human::plural;
use super::outcome::{Report, Reported, Run};
use super::utf16::{Region, Units};
use super::{json, line, sarif_shape};
use crate::finding::{Disposition, RuleInfo};
use crate::reason;
use crate::rules;
use crate::source::{RepoPath, Skipped};
use crate::terminal;

/// The format.
pub const FORMAT: Format = Format {
    name: "sarif",
    help: "SARIF 2.1.0, for code scanning",
    is_styled: false,
    names_unread: true,
    tells_delivery: false,
    shape: Some(&sarif_shape::LOG),
    write,
};

/// GitHub takes no more results of a run (GitHub Docs, "SARIF support for code scanning").
const MOST: usize = 25_000;
/// No more files that couldn't be looked at are named.
const MOST_UNREAD: usize = 1000;
/// Where this program is kept.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");
/// What a path is relative to.
const ROOT: &str = "%SRCROOT%";
/// What may stand in a URI's path as it is (RFC 3986, section 3.3); a colon may not stand everywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, _: Detail, report: &Report) -> anyhow::Result<()> {
    let rules = rules::ALL.iter().map(|rule| described(rule.info));
    let mut kept: Vec<(usize, &Reported)> = report.open().enumerate().collect();
    let left_out = kept.len().saturating_sub(MOST);
    if left_out > 0 {
        kept.sort_by_key(|(at, reported)| (line::rank(reported.finding.disposition), *at));
        kept.truncate(MOST);
        kept.sort_by_key(|(at, _)| *at);
    }
    let mut results = Vec::with_capacity(kept.len());
    let mut file: Option<(*const _, Units)> = None;
    for (_, reported) in kept {
        let here = std::ptr::from_ref(reported.file);
        let (_, units) = match file.take_if(|(known, _)| *known == here) {
            Some(known) => file.insert(known),
            None => file.insert((here, Units::of(&reported.file.bytes))),
        };
        results.push(result(reported, units));
    }
    let mut run = json!({
        "tool": {"driver": {
            "name": "mfa-migrate",
            "informationUri": HOME,
            "version": env!("CARGO_PKG_VERSION"),
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "rules": rules.collect::<Vec<_>>(),
        }},
        "columnKind": "utf16CodeUnits",
        "automationDetails": {"id": "mfa-migrate/"},
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [{
            "executionSuccessful": true,
            "toolExecutionNotifications": notifications(report, left_out),
        }],
        "results": results,
    });
    if let Some(provenance) = provenance(&report.run) {
        run["versionControlProvenance"] = json!([provenance]);
    }
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    });
    json::write_escaped(out, &serde_json::to_string_pretty(&log)?)?;
    writeln!(out)?;
    Ok(())
}

/// A rule, as it is explained.
fn described(rule: &RuleInfo) -> Value {
    let sources: Vec<String> = rule.sources.iter().map(|it| format!("- {it}\n")).collect();
    let first = rule.help.split("\n\n").next().unwrap_or_default();
    json!({
        "id": rule.name,
        "shortDescription": {"text": reason::sentence(rule.title)},
        "fullDescription": {"text": first.replace('\n', " ").trim_end_matches(':')},
        "help": {
            "text": rule.help,
            "markdown": format!("{}\n\n{}", rule.help.trim_end(), sources.concat()),
        },
        "helpUri": format!("{HOME}/blob/main/docs/src/rules.md#{}", rule.name),
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["security", "aws", "iam", "mfa"]},
    })
}

fn level(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Manual => "error",
        Disposition::Review | Disposition::Safe => "warning",
        Disposition::Note => "note",
    }
}

fn result(reported: &Reported, units: &Units) -> Value {
    let finding = reported.finding;
    let artifact = artifact(&reported.file.entry.path);
    let bytes = reported.file.in_file(&finding.span);
    let Region {
        start_line,
        start_column,
        end_line,
        end_column,
        offset,
        length,
    } = units.region(&finding.span);
    let region = json!({
        "startLine": start_line,
        "startColumn": start_column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": offset,
        "charLength": length,
        "byteOffset": bytes.start,
        "byteLength": bytes.len(),
    });
    let mut properties = json!({"disposition": finding.disposition, "language": finding.language});
    if let Some(mark) = reported.access.mark {
        properties["access"] = json!(mark);
    }
    let mut result = json!({
        "ruleId": finding.rule.name,
        "ruleIndex": rules::ALL.iter().position(|rule| rule.info == finding.rule),
        "level": level(finding.disposition),
        "message": {"text": literal(&line::marked(reported))},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"mfaMigrate/v1": reported.fingerprint},
        "properties": properties,
    });
    // What is manual is a suggestion that only a person may take; whoever applies fixes would take it unasked.
    if let Some(rewrite) = &finding.rewrite
        && finding.disposition != Disposition::Manual
    {
        let access = reported.access.said().as_deref().map(reason::sentence);
        let text = access.unwrap_or_else(|| "Make this rewrite.".to_owned());
        result["fixes"] = json!([{
            "description": {"text": literal(&terminal::masked(&text))},
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": [{
                    "deletedRegion": region,
                    "insertedContent": {"text": rewrite.after},
                }],
            }],
        }]);
    }
    result
}

/// What is to be said of the run: what is left out, and what nobody has looked at.
fn notifications(report: &Report, left_out: usize) -> Vec<Value> {
    let mut said = Vec::new();
    if left_out > 0 {
        let results = plural(left_out, "result");
        said.push(json!({
            "level": "warning",
            "descriptor": {"id": "results-left-out"},
            "message": {"text": format!("{left_out} {results} left out: a run has {MOST} at most. Look at fewer files at a time, or use --format json.")},
        }));
    }
    let unread: Vec<&&Skipped> = report
        .passed_over
        .iter()
        .filter(|passed| passed.reason.is_unread())
        .collect();
    for passed in unread.iter().take(MOST_UNREAD) {
        let why = passed.detail.as_deref().unwrap_or(passed.reason.words());
        said.push(json!({
            "level": "error",
            "descriptor": {"id": "not-looked-at"},
            "message": {"text": literal(&format!("This file was not looked at: {}", terminal::masked(why)))},
            "locations": [{"physicalLocation": {"artifactLocation": artifact(&passed.path)}}],
        }));
    }
    let more = unread.len().saturating_sub(MOST_UNREAD);
    if more > 0 {
        said.push(json!({
            "level": "error",
            "descriptor": {"id": "not-looked-at"},
            "message": {"text": format!("{more} more files were not looked at.")},
        }));
    }
    said
}

fn artifact(path: &RepoPath) -> Value {
    let uri = percent_encode(path.as_bytes(), ENCODED).to_string();
    json!({"uri": uri, "uriBaseId": ROOT})
}

/// The repository and its commit, where its address is one of the web.
fn provenance(run: &Run) -> Option<Value> {
    let address = run.repository.as_deref()?;
    let rest = address.strip_prefix("https://")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/:@+".contains(&byte);
    if rest.is_empty() || !rest.bytes().all(is_plain) {
        return None;
    }
    let mut provenance = json!({"repositoryUri": address, "mappedTo": {"uriBaseId": ROOT}});
    if let Some(commit) = &run.commit {
        provenance["revisionId"] = json!(commit);
    }
    Some(provenance)
}

/// A message in which nothing is a link (section 3.11.6).
fn literal(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]")
    } else {
        text.to_owned()
    }
}
