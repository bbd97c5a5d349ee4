//! `mfa-migrate explain`: what a rule finds, why it matters, and what to do.

use std::io::Write;

use crate::exit_code::ExitCode;
use crate::finding::RuleInfo;
use crate::rules;

/// Prints the explanation of one rule, or of all.
///
/// # Errors
///
/// When there is no such rule, or the text can't be written.
pub fn run(name: Option<&str>) -> anyhow::Result<ExitCode> {
    let all = || rules::ALL.iter().map(|rule| rule.info);
    let chosen: Vec<&RuleInfo> = match name {
        None => all().collect(),
        Some(name) => {
            // A beginning will do where only one rule has it.
            let rules: Vec<&RuleInfo> = match all().find(|rule| rule.name == name) {
                Some(rule) => vec![rule],
                None => all().filter(|rule| rule.name.starts_with(name)).collect(),
            };
            if rules.len() != 1 {
                let known: Vec<&str> = all().map(|rule| rule.name).collect();
                let what = match rules.is_empty() {
                    true => "there is no rule",
                    false => "several rules begin with",
                };
                anyhow::bail!("{what} {name:?}; the rules are {}", known.join(", "));
            }
            rules
        }
    };
    let mut out = anstream::stdout().lock();
    for (index, rule) in chosen.into_iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{rule}\n\n{}\n\nSources:", rule.help.trim())?;
        for source in rule.sources {
            writeln!(out, "  {source}")?;
        }
    }
    Ok(ExitCode::Clean)
}
