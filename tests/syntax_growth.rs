//! What reading a file costs grows with its length, whatever its shape: four times the input, about four times the time.
//!
//! In time of the processor, so that a busy machine changes little.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "support/growth.rs"]
mod growth;

use std::time::Duration;

use mfa_migrate::rules::MIGRATION;
use mfa_migrate::syntax::{Document, Role};

/// Time below this is noise.
const FLOOR: Duration = Duration::from_millis(40);

/// Holds what it costs to read a file, and to ask of each string what rules ask of one.
fn grows(what: &str, name: &str, size: usize, text: impl Fn(usize) -> String) {
    growth::grows(what, size, FLOOR, text, |text, _| {
        growth::timed(|| {
            let document = Document::parse(name, text.as_bytes(), &MIGRATION);
            for id in document.nodes() {
                if document.node(id).role != Role::String {
                    continue;
                }
                let source = document.source(id);
                document.references(id);
                document.unwrapped(id);
                if document.is_whole_string(id) {
                    let whole = document.shared_text(id);
                    document.file_text(source);
                    for hole in whole.holes() {
                        document.piece_at(id, &whole.source_hull(hole));
                    }
                } else if let Some(parent) = document.parent(id) {
                    document.piece_at(parent, &source);
                }
            }
        })
    });
}

fn repeated(size: usize, part: impl Fn(usize) -> String) -> String {
    (0..size).map(part).collect()
}

#[test]
fn anchors_and_their_references() {
    grows("anchors", "a.yml", 4000, |size| {
        repeated(size, |n| format!("k{n}: &a{n} mfa\nl{n}: *a{n}\n"))
    });
    grows("strings below anchors", "a.yml", 400, |size| {
        let open = repeated(size, |n| format!("&a{n} ["));
        let strings = "mfa, ".repeat(10 * size);
        format!("a: {open}{strings}*a0{}\n", "]".repeat(size))
    });
}

#[test]
fn heredocs_of_ruby() {
    grows("heredocs", "a.rb", 2000, |size| {
        repeated(size, |n| format!("a{n} = <<'X{n}'\nmfa\nX{n}\n"))
    });
}

#[test]
fn scripts_and_what_runs_them() {
    grows("scripts of one mapping", "a.yml", 3000, |size| {
        format!("a: {{{}}}\n", "run: 'echo mfa', ".repeat(size))
    });
    grows(
        "scripts of one list beside many keys",
        "a.yml",
        3000,
        |size| {
            let keys = repeated(size, |n| format!("k{n}: 1\n"));
            format!("{keys}script:\n{}", "- echo mfa\n".repeat(size))
        },
    );
    grows("strings in a deep list", "a.json", 900, |size| {
        let strings = vec!["\"echo mfa\""; 10 * size].join(",");
        format!("{}{strings}{}", "[".repeat(size), "]".repeat(size))
    });
}

#[test]
fn strings_of_many_pieces_and_within_each_other() {
    grows("pieces", "a.py", 3000, |size| {
        let pieces = repeated(size, |n| format!("'mfa', x{n}, "));
        format!("a = ''.join([{pieces}])\n")
    });
    grows("interpolations within each other", "a.tf", 200, |size| {
        format!("x = {}mfa{}\n", "\"a${".repeat(size), "}\"".repeat(size))
    });
    grows("layers beside each other", "a.md", 1000, |size| {
        "```json\n{\"a\": \"mfa\"}\n```\n".repeat(size)
    });
    grows("layers within each other", "a.json", 2000, |size| {
        let mut text = format!("{{\"a\": \"{}\"}}", "mfa ".repeat(size));
        for _ in 0..5 {
            text = serde_json::json!({ "a": text }).to_string();
        }
        text
    });
}

#[test]
fn what_lexers_read() {
    for (name, unit) in [
        ("a.kt", "\"\"\"${mfa "),
        ("a.kt", "a(\"mfa\") + "),
        ("a.rs", "r#\"mfa"),
        ("a.php", "<<<A mfa\n"),
        ("a.php", "f('mfa')()() . "),
        ("a.clj", "(str \"mfa\" "),
        ("a.r", "paste0(\"mfa\", "),
        ("a.lua", "[[mfa "),
        ("a.nix", "''mfa''${ "),
        ("a.swift", "\"\\(mfa "),
        ("a.c", "/*mfa"),
        ("a.kt", "mfa[(){"),
    ] {
        grows(unit, name, 10_000, |size| unit.repeat(size));
    }
}

#[test]
fn openings_of_templates() {
    for (name, unit) in [
        ("a.json.j2", "{{ mfa"),
        ("a.json.tftpl", "${mfa"),
        ("a.json.erb", "<%= mfa"),
    ] {
        grows(unit, name, 10_000, |size| unit.repeat(size));
    }
}

#[test]
fn hostile_texts_of_grammars() {
    for (name, unit) in [
        ("a.sh", "[a]("),
        ("a.sh", "a | "),
        ("a.go", "<!--"),
        ("a.cs", "%w["),
        ("a.tf", "x = "),
        ("a.rb", "<%"),
        ("a.ps1", "${"),
        ("a.java", "$<"),
    ] {
        grows(unit, name, 8000, |size| {
            format!("mfa\n{}\n", unit.repeat(size))
        });
    }
}
