//! The languages, a table each. Adding one is a file here, a line in [`ALL`] and a folder of test data.

pub mod json;
pub mod markdown;
pub mod plain;
pub mod shell;

use super::Language;

/// Every language that files and fences are known by.
pub const ALL: &[&Language] = &[
    &json::JSON,
    &shell::SHELL,
    &markdown::MARKDOWN,
    &plain::PLAIN,
];
