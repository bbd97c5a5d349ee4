//! README.md and the pages in `docs/` hold: their commands run and print what stands there, their links lead somewhere.

#![allow(clippy::unwrap_used)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::CommandFactory;
use mfa_migrate::cli::Cli;
use mfa_migrate::report::FORMATS;
use mfa_migrate::rules;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use regex::Regex;
use support::Sandbox;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and the pages, with their texts.
fn pages() -> Vec<(PathBuf, String)> {
    let folder = root().join("docs/src");
    let pages = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = pages.map(|entry| entry.unwrap().path()).collect();
    paths.push(root().join("README.md"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect()
}

/// The code blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut is_in = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if *info == *language => {
                blocks.push(String::new());
                is_in = true;
            }
            Event::End(TagEnd::CodeBlock) => is_in = false,
            Event::Text(text) if is_in => blocks.last_mut().unwrap().push_str(&text),
            _ => {}
        }
    }
    blocks
}

/// A repository with the files of `testdata/tour`.
fn tour() -> Sandbox {
    let read =
        |path: &str| std::fs::read_to_string(root().join("testdata/tour").join(path)).unwrap();
    let files = ["iam/self-service.json", "scripts/login.sh", "devices.json"];
    let files = files.map(|path| (path, read(path)));
    Sandbox::repository(&files.each_ref().map(|(path, text)| (*path, text.as_str())))
}

/// What a shell prints for a command, on both outputs.
fn printed(sandbox: &Sandbox, command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_mfa-migrate"));
    let path = format!(
        "{}:{}",
        program.parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let output = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(sandbox.path())
        .env_clear()
        .envs(sandbox.environment())
        .env("PATH", path)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A commit's number is another each time.
fn without_commit(text: &str) -> String {
    let commit = Regex::new(r"\bas [0-9a-f]{10}\b").unwrap();
    commit
        .replace_all(text.trim_end(), "as COMMIT")
        .into_owned()
}

#[test]
fn what_is_shown_of_the_console_is_what_is_printed() {
    let mut count = 0;
    for (path, text) in pages() {
        let sandbox = tour();
        for block in blocks(&text, "console") {
            for step in block.split("$ ").filter(|step| !step.is_empty()) {
                // A dollar with a blank after it stands in no output of these.
                let (command, expected) = step.split_once('\n').unwrap();
                let printed = without_commit(&printed(&sandbox, command));
                assert_eq!(
                    printed,
                    without_commit(expected),
                    "{}: {command}",
                    path.display()
                );
                count += 1;
            }
        }
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn every_command_line_is_understood() {
    let mut count = 0;
    for (path, text) in pages() {
        for line in blocks(&text, "sh").iter().flat_map(|block| block.lines()) {
            let words: Vec<&str> = line.split(' ').collect();
            if words[0] == "mfa-migrate" {
                let parsed = Cli::command().try_get_matches_from(&words);
                assert!(parsed.is_ok(), "{}: {line}: {parsed:?}", path.display());
                count += 1;
            }
        }
    }
    assert!(count >= 10, "{count}");
}

#[test]
fn the_main_job_on_the_sample_prints_a_patch() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let blocks = blocks(&readme, "sh");
    let line = blocks
        .iter()
        .find_map(|block| block.trim().strip_prefix("cargo run --release -- "))
        .expect("the command");
    let args: Vec<&str> = line.split(' ').collect();
    let sandbox = Sandbox::new();
    let (code, patch, _) = sandbox.run_in(root(), &args);
    assert_eq!(code, 1);
    assert!(patch.starts_with("diff --git "), "{patch}");
    assert!(readme.contains("It exits with 1"));
    assert!(blocks.iter().any(|block| block == "cargo test\n"));
}

#[test]
fn configurations_are_read() {
    let mut count = 0;
    for (path, text) in pages() {
        for block in blocks(&text, "toml") {
            let sandbox = tour();
            sandbox.write("ops/devices.json", sandbox.read("devices.json"));
            sandbox.write("given.toml", &block);
            let (code, _, said) = sandbox.run(&["check", "--config", "given.toml"]);
            assert!(code < 2, "{}: {said}", path.display());
            count += 1;
        }
        for block in blocks(&text, "json") {
            serde_json::from_str::<serde_json::Value>(&block).unwrap();
        }
    }
    assert!(count >= 2, "{count}");
}

#[test]
fn links_lead_somewhere() {
    for (path, text) in pages() {
        for event in Parser::new(&text) {
            let Event::Start(Tag::Link { dest_url, .. }) = event else {
                continue;
            };
            if !dest_url.contains("://") {
                let (file, _) = dest_url.split_once('#').unwrap_or((&dest_url, ""));
                let leads = path.parent().unwrap().join(file);
                assert!(leads.is_file(), "{}: {dest_url}", path.display());
            }
        }
    }
    let summary = std::fs::read_to_string(root().join("docs/src/SUMMARY.md")).unwrap();
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for (path, _) in pages() {
        let name = path.file_name().unwrap().to_str().unwrap();
        if name != "README.md" && name != "SUMMARY.md" {
            assert!(summary.contains(&format!("({name})")), "{name}");
            assert!(readme.contains(&format!("(docs/src/{name})")), "{name}");
        }
    }
}

/// `docs/src/rules.md` is what `explain` prints, rule by rule.
#[test]
fn rules_are_explained_as_the_program_does() {
    let text = std::fs::read_to_string(root().join("docs/src/rules.md")).unwrap();
    let sandbox = Sandbox::new();
    let mut expected = "# Rules\n\nWhat `mfa-migrate explain` prints.\n".to_owned();
    for rule in &rules::ALL {
        let name = rule.info.name;
        let (code, explained, _) = sandbox.run(&["explain", name]);
        assert_eq!(code, 0);
        expected.push_str(&format!(
            "\n## {name}\n\n```text\n{}\n```\n",
            explained.trim_end()
        ));
    }
    assert!(text == expected, "docs/src/rules.md should be:\n{expected}");
}

#[test]
fn every_option_and_format_is_described() {
    let text: String = pages().into_iter().map(|(_, text)| text).collect();
    let mut command = Cli::command();
    command.build();
    for subcommand in command.get_subcommands() {
        for option in subcommand
            .get_arguments()
            .filter(|option| !option.is_hide_set())
        {
            if let Some(long) = option.get_long().filter(|long| *long != "help") {
                let pattern = Regex::new(&format!("--{long}\\b")).unwrap();
                assert!(
                    pattern.is_match(&text),
                    "{}: --{long}",
                    subcommand.get_name()
                );
            }
        }
    }
    for format in FORMATS {
        assert!(
            text.contains(&format!("`{}`", format.name)),
            "{}",
            format.name
        );
    }
}
