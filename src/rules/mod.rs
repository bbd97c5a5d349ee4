//! The rules, one file each, and what they share. Here AWS's facts meet the syntax.

pub mod caller;
pub mod invocation;
pub mod members;
pub mod mfa_serial;
pub mod policy_mfa_resource;
pub mod remainder;
pub mod runtime_lookup;
pub mod serial_site;
pub mod statement;
pub mod written;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::devices::Adviser;
use crate::finding::Finding;
use crate::syntax::{Document, Hints};
use statement::Statements;

/// What every finding has somewhere in it: the program looks no further into files and strings without one.
pub const NEEDLES: &[&str] = &["mfa", "serial-number", "serialnumber", "serial_number"];

/// What to look for in nested languages.
pub const HINTS: Hints = Hints {
    needles: NEEDLES,
    command_words: &["get-session-token", "assume-role", "get-caller-identity"],
    data_keys: &[
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Statement",
        "mfa_serial",
    ],
};

/// What the rules said of one file so far, and which bytes they have accounted for.
#[derive(Default)]
pub struct Account {
    findings: Vec<Finding>,
    settled: Intervals,
}

/// Ranges, merged where they touch.
#[derive(Clone, Default)]
struct Intervals(BTreeMap<usize, usize>);

impl Intervals {
    fn add(&mut self, mut range: Range<usize>) {
        while let Some((&start, &end)) = self.0.range(..=range.end).next_back()
            && end >= range.start
        {
            range = range.start.min(start)..range.end.max(end);
            self.0.remove(&start);
        }
        self.0.insert(range.start, range.end);
    }

    fn touch(&self, range: &Range<usize>) -> bool {
        self.0
            .range(..range.end)
            .next_back()
            .is_some_and(|(_, end)| *end > range.start)
    }
}

impl Account {
    /// Adds a finding.
    pub fn report(&mut self, finding: Finding) {
        self.settle(
            finding
                .anchor
                .text
                .source_hull(finding.anchor.value.clone()),
        );
        self.findings.push(finding);
    }

    /// Says that a range of the file is right as it is.
    pub fn settle(&mut self, span: Range<usize>) {
        self.settled.add(span);
    }

    /// Whether any of a range of the file is accounted for.
    pub fn is_settled(&self, span: &Range<usize>) -> bool {
        self.settled.touch(span)
    }
}

/// Everything that the rules find in a document, in the order of the file.
pub fn findings(document: &Document, adviser: &Adviser) -> Vec<Finding> {
    let mut account = Account::default();
    let mut statements = Statements::default();
    policy_mfa_resource::look(document, &mut statements, &mut account);
    mfa_serial::look(document, adviser, &mut statements, &mut account);
    remainder::look(document, adviser, &mut statements, &mut account);
    let mut findings = account.findings;
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.rule));
    said_once(findings)
}

/// The findings, with placeholders and examples said once: at the first place where each stands.
fn said_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: HashMap<String, (usize, usize)> = HashMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        if mfa_serial::is_said_once(&finding) {
            let value = finding.anchor.value_before();
            if let Some((_, more)) = first.get_mut(value) {
                *more += 1;
                continue;
            }
            first.insert(value.to_owned(), (kept.len(), 0));
        }
        kept.push(finding);
    }
    for (at, more) in first.into_values().filter(|(_, more)| *more > 0) {
        let reason = &mut kept[at].reason;
        *reason = format!("{reason}; {more} more of it in this file");
    }
    kept
}
