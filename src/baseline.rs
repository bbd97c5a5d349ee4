//! The findings that a repository had when somebody looked: they don't fail a check, new ones do.
//!
//! Only fingerprints are kept, and for whoever reads the file path, rule and Sid: no value, so that the file itself has nothing
//! to find. Notes are left out: with devices known, the same place may be one to change.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use crate::finding::Strictness;
use crate::fingerprint::Fingerprint;
use crate::ignored::{IgnoredBy, Remark, RemarkKind};
use crate::output_file::OutputFile;
use crate::position::Position;
use crate::report::{Outcome, Report, Reported, ReportedIgnored, ReportedRemark};
use crate::source::bounded;
use crate::terminal;

/// The largest file (bytes) that is read: some 300,000 findings.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A baseline.
#[derive(Debug, Default)]
pub struct Baseline {
    /// By path and rule.
    entries: Vec<Entry>,
    /// The lines (from 1) of the fingerprints in the file.
    lines: HashMap<String, usize>,
}

/// One finding of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    fingerprint: String,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    mfa_migrate_baseline: u64,
    findings: Vec<Entry>,
}

/// Whether a run has looked at a path.
pub type LookedAt<'a> = dyn Fn(&str) -> bool + 'a;

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// When there is none, or it is another file.
    pub fn read(file: &Path) -> anyhow::Result<Baseline> {
        let shown = terminal::escaped(&file.to_string_lossy()).into_owned();
        let bytes = match File::open(file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                bail!("--baseline {shown}: there is no such file; make it with --write-baseline")
            }
            opened => opened.and_then(|opened| bounded::up_to(opened, LARGEST)),
        };
        let bytes = bytes.with_context(|| format!("--baseline {shown}"))?;
        let text = String::from_utf8_lossy(&bytes);
        let written: Written = serde_json::from_str(&text).with_context(|| {
            format!("--baseline {shown}: it is no baseline; make it with --write-baseline")
        })?;
        if written.mfa_migrate_baseline != 1 {
            bail!("--baseline {shown}: it is of a later version of the program");
        }
        let mut lines = HashMap::new();
        for (line, text) in (1..).zip(text.lines()) {
            for word in text
                .split('"')
                .filter(|word| Fingerprint::new(word).is_some())
            {
                lines.entry(word.to_owned()).or_insert(line);
            }
        }
        Ok(Baseline {
            entries: written.findings,
            lines,
        })
    }

    /// The baseline of what a report has left, and of what another had where this run hasn't looked.
    pub fn of(report: &Report, before: &Baseline, looked_at: &LookedAt) -> Baseline {
        let kept = before.entries.iter().filter(|it| !looked_at(&it.path));
        let mut entries: Vec<Entry> = kept.cloned().collect();
        let left = report.findings.iter().filter(|it| is_known(it));
        entries.extend(left.map(|reported| {
            let statement = reported.finding.statement.as_ref();
            Entry {
                path: reported.file.entry.path.to_str_lossy().into_owned(),
                rule: reported.finding.rule.name.to_owned(),
                sid: statement.and_then(|statement| statement.sid.clone()),
                fingerprint: reported.fingerprint.as_str().to_owned(),
            }
        }));
        entries.sort();
        Baseline {
            entries,
            lines: HashMap::new(),
        }
    }

    /// How many findings it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Writes it, a finding a line.
    ///
    /// # Errors
    ///
    /// When it can't be written.
    pub fn write(&self, file: OutputFile) -> anyhow::Result<()> {
        let mut text = String::from("{\"mfa_migrate_baseline\": 1, \"findings\": [");
        for (at, entry) in self.entries.iter().enumerate() {
            text.push_str(if at == 0 { "\n  " } else { ",\n  " });
            text.push_str(&serde_json::to_string(entry)?);
        }
        text.push_str("\n]}\n");
        file.write(text.as_bytes()).context("--baseline")
    }

    /// Has the findings that it knows not count, unless they are rewritten. What it knows and isn't found any more is said, where
    /// the run has looked.
    pub fn apply(&self, report: &mut Report, file: &Path, looked_at: &LookedAt) {
        let mut left: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            let known = left.entry(&entry.fingerprint).or_default();
            known.push(entry);
        }
        let mut counting = Vec::new();
        for reported in &report.findings {
            let known = left
                .get_mut(reported.fingerprint.as_str())
                .and_then(Vec::pop);
            if known.is_some() && reported.outcome != Outcome::Taken {
                report.ignored.push(ReportedIgnored {
                    file: reported.file,
                    finding: reported.finding,
                    by: IgnoredBy::Baseline,
                    why: "",
                });
            } else {
                counting.push(*reported);
            }
        }
        report.findings = counting;
        report.ignored.sort_by(|a, b| {
            let place = |it: &ReportedIgnored| (it.finding.span.start, it.finding.span.end);
            let path = a.file.entry.path.cmp(&b.file.entry.path);
            path.then_with(|| place(a).cmp(&place(b)))
        });
        let mut stale: Vec<&Entry> = left.into_values().flatten().collect();
        stale.retain(|entry| looked_at(&entry.path));
        stale.sort();
        let remarks = stale.into_iter().map(|entry| ReportedRemark {
            path: file.to_string_lossy().into_owned().into(),
            remark: std::borrow::Cow::Owned(Remark {
                position: Position {
                    line: self.lines.get(&entry.fingerprint).copied().unwrap_or(1),
                    column: 1,
                },
                kind: RemarkKind::Stale,
                text: format!(
                    "stale entry: this {} finding is no longer in {}; write the baseline again with --write-baseline",
                    entry.rule, entry.path
                ),
            }),
        });
        report.remarks.extend(remarks);
    }
}

/// Whether a finding is one that a baseline has: it fails a check, and stays.
fn is_known(reported: &Reported) -> bool {
    let counts = reported.finding.disposition.counts(Strictness::Lenient);
    counts && reported.outcome != Outcome::Taken
}
