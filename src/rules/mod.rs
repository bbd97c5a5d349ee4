//! The rules, one file each, and what they share. Here AWS's facts meet the syntax.

pub mod fallback;
pub mod ledger;
pub mod migration;
pub mod policy;
pub mod serial;

use std::collections::HashMap;

use crate::devices::DeviceResolver;
use crate::finding::Finding;
use crate::syntax::Document;
use ledger::Ledger;
use policy::mfa_resource;
use policy::statement::Statements;
use serial::stale;

/// Everything that the rules find in a document, in the order of the file.
pub fn findings(document: &Document, resolver: &DeviceResolver) -> Vec<Finding> {
    let mut ledger = Ledger::default();
    let mut statements = Statements::default();
    mfa_resource::look(document, &mut statements, &mut ledger);
    stale::look(document, resolver, &mut statements, &mut ledger);
    fallback::look(document, resolver, &mut statements, &mut ledger);
    let mut findings = ledger.findings;
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.rule));
    said_once(findings)
}

/// The findings, with placeholders and examples said once: at the first place where each stands.
fn said_once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut first: HashMap<String, (usize, usize)> = HashMap::new();
    let mut kept: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        if stale::is_said_once(&finding) {
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
