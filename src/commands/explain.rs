//! `mfa-migrate explain`: what a rule finds, why it matters, and what to do.

use std::io::Write;

use crate::exit_code::ExitCode;
use crate::finding::Rule;

/// Prints the explanation of one rule, or of all.
///
/// # Errors
///
/// When there is no such rule, or the text can't be written.
pub fn run(name: Option<&str>) -> anyhow::Result<ExitCode> {
    let rules: Vec<Rule> = match name {
        None => Rule::ALL.to_vec(),
        Some(name) => {
            let rule = Rule::ALL.into_iter().find(|rule| rule.name() == name);
            vec![rule.ok_or_else(|| {
                let known: Vec<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
                anyhow::anyhow!(
                    "there is no rule {name:?}; the rules are {}",
                    known.join(", ")
                )
            })?]
        }
    };
    let mut out = anstream::stdout().lock();
    for (index, rule) in rules.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{rule}\n\n{}", text(rule).trim())?;
    }
    Ok(ExitCode::Clean)
}

fn text(rule: Rule) -> &'static str {
    match rule {
        Rule::PolicyMfaResource => include_str!("../rules/explain/policy-mfa-resource.txt"),
        Rule::StaleMfaSerial => include_str!("../rules/explain/stale-mfa-serial.txt"),
        Rule::DerivedMfaSerial => include_str!("../rules/explain/derived-mfa-serial.txt"),
    }
}
