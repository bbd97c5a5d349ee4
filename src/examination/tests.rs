//! What a rewritten file says, read again, against what its rewrites were said to make of its policies: a claim of access is
//! about the latter.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Examination;
use crate::devices::DeviceResolver;
use crate::iam::access::changed_policies;
use crate::iam::policy::Policy;
use crate::iam::policy_text;
use crate::rewrite::{Choices, Names};
use crate::rules::MIGRATION;
use crate::rules::look::Look;
use crate::syntax::Document;

/// The policies of a file, each once.
fn policies(name: &str, bytes: &[u8]) -> Vec<Arc<Policy>> {
    let document = Document::parse(name, bytes, &MIGRATION);
    let mut look = Look::new(&document, name, Choices::default());
    let mut found: Vec<Arc<Policy>> = Vec::new();
    for node in document.nodes() {
        if !document.is_whole_string(node) || document.held_layer(node).is_some() {
            continue;
        }
        // Only what names resources tells what makes the statement.
        let statement = look.statements.around(&document, node);
        if statement.is_some_and(|statement| statement.element.is_some())
            && let Some(resource) = look.resource(node)
            && !found
                .iter()
                .any(|known| Arc::ptr_eq(known, &resource.policy))
        {
            found.push(resource.policy);
        }
    }
    found
}

/// How many policies of a file became what they were said to; those that didn't.
fn held(name: &str, bytes: &[u8], choices: Choices) -> (usize, Vec<String>) {
    let examined =
        Examination::choosing(name, bytes, choices).examined(bytes, &DeviceResolver::none());
    let rewrites: Vec<_> = examined
        .findings
        .iter()
        .map(|finding| finding.rewrite.clone())
        .collect();
    let made = examined.provable.made(bytes, &examined.findings, &rewrites);
    let Some(rewritten) = made.bytes else {
        return (0, Vec::new());
    };
    let taken = made.taken.iter().filter_map(|number| {
        let finding = &examined.findings[*number];
        finding.rewritten(finding.rewrite.as_ref()?)
    });
    let taken: Vec<_> = taken.collect();
    let (changed, _) = changed_policies(&taken);
    let read = policies(name, &rewritten);
    let (mut count, mut others) = (0, Vec::new());
    for policy in &changed {
        // What is computed of it isn't known before or after.
        let is_known = policy.old.is_whole && policy_text::text(&policy.old).is_ok();
        match read.iter().any(|read| **read == policy.new) {
            _ if !is_known => {}
            true => count += 1,
            false => {
                let read: Vec<String> = read.iter().map(|read| shown(read)).collect();
                others.push(format!("{} is none of {read:#?}", shown(&policy.new)));
            }
        }
    }
    (count, others)
}

fn shown(policy: &Policy) -> String {
    policy_text::text(policy).unwrap_or_else(|why| why.to_string())
}

#[test]
fn every_policy_of_the_test_data_becomes_what_its_claim_is_about() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.expect("an entry");
        if !entry.file_type().is_file() {
            continue;
        }
        let bytes = std::fs::read(entry.path()).expect("a file");
        let name = entry.file_name().to_str().expect("a name");
        let prefixed = Choices {
            names: Names::Prefixed,
            ..Choices::default()
        };
        let without_delete = Choices {
            is_without_delete: true,
            ..Choices::default()
        };
        for choices in [Choices::default(), prefixed, without_delete] {
            let (count, others) = held(name, &bytes, choices);
            assert!(others.is_empty(), "{:?}: {others:#?}", entry.path());
            let ending = name.rsplit('.').next().unwrap_or_default();
            *counts.entry(ending.to_owned()).or_default() += count;
        }
    }
    for ending in [
        "json", "tf", "yaml", "py", "ts", "go", "cs", "rb", "java", "ps1",
    ] {
        assert!(counts.get(ending) > Some(&0), "{ending}: {counts:?}");
    }
}

#[test]
fn no_rewrite_is_safe_whose_access_depends_on_one_that_is_not() {
    let statement = |effect: &str, action: &str| {
        format!(
            r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "arn:aws:iam::*:mfa/${{aws:username}}"}}"#
        )
    };
    let policy = |statements: &[String]| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{}]}}"#,
            statements.join(", ")
        )
    };
    let create = "iam:CreateVirtualMFADevice";
    let found = |text: &str| -> Vec<String> {
        let examination = Examination::of("a.json", text.as_bytes());
        let examined = examination.examined(text.as_bytes(), &DeviceResolver::none());
        let findings = examined.findings.iter();
        findings
            .map(|finding| finding.disposition.to_string())
            .collect()
    };
    // The Deny takes back what the Allow grants, and who takes what is safe takes the Allow alone.
    let cancelling = policy(&[statement("Allow", create), statement("Deny", create)]);
    assert_eq!(found(&cancelling), ["review", "review"]);
    let apart = policy(&[
        statement("Allow", create),
        statement("Deny", "iam:TagMFADevice"),
    ]);
    assert_eq!(found(&apart), ["safe", "review"]);
    assert_eq!(found(&policy(&[statement("Allow", create)])), ["safe"]);
}

#[test]
fn what_is_kept_to_names_that_begin_so_is_not_called_every_device() {
    let found = |text: &str, names: Names| -> Vec<String> {
        let choices = Choices {
            names,
            ..Choices::default()
        };
        let examination = Examination::choosing("a.json", text.as_bytes(), choices);
        let examined = examination.examined(text.as_bytes(), &DeviceResolver::none());
        let findings = examined.findings.iter();
        findings.map(|finding| finding.reason.to_string()).collect()
    };
    let exempting = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:iam::*:mfa/${aws:username}"}]}"#;
    let dead = r#"{"Statement": [{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}]}"#;
    for (text, names, said, unsaid) in [
        (exempting, Names::Any, "leaves out every device", "begins"),
        (
            exempting,
            Names::Prefixed,
            "every device whose name begins with the user's name",
            "every device;",
        ),
        (
            dead,
            Names::Any,
            "makes the statement live",
            "change nothing",
        ),
        (dead, Names::Prefixed, "would change nothing here", "live"),
    ] {
        let reasons = found(text, names).concat();
        assert!(
            reasons.contains(said) && !reasons.contains(unsaid),
            "{reasons}"
        );
    }
}
