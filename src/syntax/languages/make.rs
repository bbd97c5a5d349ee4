//! Makefiles, whose recipes are shell scripts.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Parser, Runs, ShellNamed, StringKind,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-make", tree_sitter_make::LANGUAGE);

/// Makefiles.
pub static MAKE: Language = Language {
    name: "makefile",
    labels: &["make", "makefile", "mk"],
    extensions: &["mk", "mak", "make"],
    file_names: &["makefile", "gnumakefile"],
    interpreters: &["make"],
    parser: GRAMMAR,
    roles: &[
        ("variable_assignment", Role::Assignment),
        ("define_directive", Role::Assignment),
        ("text", Role::String),
        ("raw_text", Role::String),
        ("shell_text", Role::String),
        ("shell_command", Role::String),
        ("variable_reference", Role::Interpolation),
        ("shell_function", Role::Interpolation),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new("text", Delimiters::None, EscapesOf::Kind(Escapes::Make)),
        StringKind::new("raw_text", Delimiters::None, EscapesOf::Kind(Escapes::Make)),
        StringKind::new(
            "shell_text",
            Delimiters::None,
            EscapesOf::Kind(Escapes::Make),
        )
        .holding("shell"),
        StringKind::new(
            "shell_command",
            Delimiters::None,
            EscapesOf::Kind(Escapes::Make),
        )
        .holding("shell"),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["name"],
        value: &["value"],
        function: &[],
        arguments: &[],
    },
    // What `$(…)` expands in a recipe is for the shell there.
    openings: &["${", "$"],
    runs: Runs::ByKey,
    // GNU make manual, section 5.3.2.
    shell_named: ShellNamed::ByVariable("SHELL"),
    has_environment: true,
    ..Language::EMPTY
};
