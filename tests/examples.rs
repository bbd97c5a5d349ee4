//! What the rules say of themselves: each example is found by its rule, and rewritten as the example says.

#![allow(clippy::unwrap_used)]

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::examination::Examination;
use mfa_migrate::rules;

#[test]
fn the_examples_of_each_rule_hold() {
    for rule in &rules::ALL {
        assert!(!rule.info.examples.is_empty() && !rule.info.sources.is_empty());
        assert!(!rule.info.title.is_empty() && !rule.info.help.is_empty());
        for example in rule.info.examples {
            let bytes = example.before.as_bytes();
            let examined =
                Examination::of(example.file, bytes).examined(bytes, &DeviceResolver::none());
            let found: Vec<_> = examined
                .findings
                .iter()
                .filter(|finding| finding.rule == rule.info)
                .collect();
            assert_eq!(found.len(), 1, "{}", example.before);
            assert!(rule.info.dispositions.contains(&found[0].disposition));
            let rewrites: Vec<_> = examined
                .findings
                .iter()
                .map(|finding| finding.rewrite.clone())
                .collect();
            let made = examined.provable.made(bytes, &examined.findings, &rewrites);
            let after = made.bytes.map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(after.as_deref(), example.after, "{}", example.before);
        }
    }
}
