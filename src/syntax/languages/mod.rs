//! The languages, a table each. Adding one is a file here, a line in [`PARSED`] and a folder of test data.

/// A constant that says how a language is read: by a grammar, or, where the feature that brings it is off, as text.
macro_rules! grammar {
    ($name:ident, $feature:literal, $grammar:expr) => {
        #[cfg(feature = $feature)]
        const $name: Parser = {
            static GRAMMAR: std::sync::LazyLock<tree_sitter::Language> =
                std::sync::LazyLock::new(|| $grammar.into());
            Parser::Grammar(&GRAMMAR)
        };
        #[cfg(not(feature = $feature))]
        const $name: Parser = Parser::Nothing;
    };
}

pub mod csharp;
pub mod dockerfile;
pub mod encoded;
pub mod fish;
pub mod go;
pub mod hcl;
pub mod ini;
pub mod java;
pub mod json;
pub mod lexed;
pub mod make;
pub mod markdown;
pub mod plain;
pub mod powershell;
pub mod python;
pub mod ruby;
pub mod shell;
pub mod template;
pub mod toml;
pub mod typescript;
pub mod yaml;

use super::language::Language;

/// Every language that files and fences are known by.
pub fn all() -> impl Iterator<Item = &'static Language> {
    PARSED.iter().copied().chain(&lexed::ALL)
}

/// Those of which more is read than comments and strings, and the kinds of text.
const PARSED: &[&Language] = &[
    &json::JSON,
    &shell::SHELL,
    &shell::DOTENV,
    &markdown::MARKDOWN,
    &hcl::HCL,
    &yaml::YAML,
    &python::PYTHON,
    &typescript::TYPESCRIPT,
    &typescript::JAVASCRIPT,
    &go::GO,
    &java::JAVA,
    &csharp::CSHARP,
    &ruby::RUBY,
    &powershell::POWERSHELL,
    &ini::INI,
    &ini::PROPERTIES,
    &toml::TOML,
    &make::MAKE,
    &dockerfile::DOCKERFILE,
    &fish::FISH,
    &encoded::PERCENT_ENCODED,
    &plain::PATCH,
    &plain::DOCUMENT,
    &plain::PLAIN,
];
