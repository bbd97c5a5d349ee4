//! A configuration: read, or refused with the line.

use std::path::Path;

use mfa_migrate::configuration::read;
use mfa_migrate::source::RepoPath;
use mfa_migrate::source::patterns::Base;

/// Reads a configuration.
///
/// # Panics
///
/// Where a refusal doesn't say the line.
pub fn try_one(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let base = Base::Below(RepoPath::default());
    match read::parse(".mfa-migrate.toml", text, Path::new(""), &base) {
        Ok(configuration) => {
            configuration.of_file(&RepoPath::from_git(b"a/b.json"));
        }
        Err(error) => {
            let said = error.to_string();
            let line = said
                .strip_prefix(".mfa-migrate.toml:")
                .and_then(|rest| rest.split_once(':'))
                .and_then(|(line, _)| line.parse::<usize>().ok());
            let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
            assert!(
                line.is_some_and(|line| (1..=lines).contains(&line)),
                "no line of {lines}: {said}"
            );
            assert!(
                !said.contains(|c: char| c.is_control() && c != '\n'),
                "{said:?}"
            );
        }
    }
}
