//! INI: `~/.aws/config`, systemd units and other settings in sections.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{Delimiters, EscapesOf, Ground, Language, Parser, StringKind};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-ini", tree_sitter_ini::LANGUAGE);

/// INI.
pub static INI: Language = Language {
    name: "ini",
    labels: &[
        "ini",
        "cfg",
        "conf",
        "config",
        "aws-config",
        "systemd",
        "properties",
    ],
    extensions: &[
        "ini",
        "cfg",
        "conf",
        "cnf",
        "service",
        "timer",
        "socket",
        "properties",
        "inf",
    ],
    file_names: &["config", "credentials", ".boto", ".awsrc"],
    interpreters: &[],
    parser: GRAMMAR,
    roles: &[
        ("setting", Role::Pair),
        ("section", Role::Mapping),
        ("setting_value", Role::String),
        ("comment", Role::Comment),
    ],
    strings: &[StringKind::new(
        "setting_value",
        Delimiters::Space,
        EscapesOf::Kind(Escapes::None),
    )],
    ground: Ground::Code,
    ..Language::EMPTY
};
