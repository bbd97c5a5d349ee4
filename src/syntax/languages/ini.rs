//! INI: `~/.aws/config`, systemd units and other settings in sections.

use crate::syntax::escape::Escapes;
use crate::syntax::language::{Delimiters, EscapesOf, Ground, Language, Parser, StringKind};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-ini", tree_sitter_ini::LANGUAGE);

/// INI.
pub static INI: Language = Language {
    name: "ini",
    labels: &["ini", "cfg", "conf", "config", "aws-config", "systemd"],
    extensions: &[
        "ini", "cfg", "conf", "cnf", "service", "timer", "socket", "inf",
    ],
    file_names: &["config", "credentials", ".boto", ".awsrc"],
    strings: &[StringKind::new(
        "setting_value",
        Delimiters::Space,
        EscapesOf::Kind(Escapes::None),
    )],
    ..SECTIONS
};

/// Java's properties, which have backslashes (java.util.Properties, "load").
pub static PROPERTIES: Language = Language {
    name: "properties",
    labels: &["properties", "java-properties"],
    extensions: &["properties"],
    strings: &[StringKind::new(
        "setting_value",
        Delimiters::Space,
        EscapesOf::Kind(Escapes::BackslashQuotes),
    )],
    ..SECTIONS
};

const SECTIONS: Language = Language {
    parser: GRAMMAR,
    roles: &[
        ("setting", Role::Pair),
        ("section", Role::Mapping),
        ("setting_value", Role::String),
        ("comment", Role::Comment),
    ],
    ground: Ground::Code,
    ..Language::EMPTY
};
