//! What holds for every document: only the planned bytes differ, the proof holds, and a second run finds
//! nothing.

#![allow(clippy::unwrap_used)]

#[path = "support/names.rs"]
mod names;

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::examination::Examination;
use mfa_migrate::finding::{Disposition, Finding};
use mfa_migrate::scan;
use names::NAMES;
use proptest::prelude::*;
use serde_json::{Value, json};

const SPELLINGS: [&str; 6] = [
    "${aws:username}",
    "${AWS:UserName}",
    "$<aws:username>",
    "${aws:username, 'nobody'}",
    "$${aws:username}",
    "&{aws:username}",
];

/// A policy with some resources of the old form among others, and how many there are.
fn policy() -> impl Strategy<Value = Value> {
    let resource = prop_oneof![
        3 => (0..SPELLINGS.len(), prop_oneof![Just("*"), Just("123456789012")])
            .prop_map(|(spelling, account)| format!("arn:aws:iam::{account}:mfa/{}", SPELLINGS[spelling])),
        // What covers every name: an entry beside it goes.
        1 => prop_oneof![Just("*"), Just("arn:aws:iam::*:mfa/*")].prop_map(str::to_owned),
        1 => Just("arn:aws:iam::*:user/${aws:username}".to_owned()),
        1 => Just("arn:aws:s3:::bucket/${aws:username}/*".to_owned()),
        1 => "\\PC{0,12}",
    ];
    let statement = (
        prop_oneof![Just("Allow"), Just("Deny")],
        prop_oneof![Just("Resource"), Just("NotResource")],
        prop::collection::vec(resource, 1..4),
        prop_oneof![Just("iam:CreateVirtualMFADevice"), Just("iam:*"), Just("s3:*")],
        "\\PC{0,20}",
    )
        .prop_map(|(effect, element, resources, action, sid)| {
            json!({"Sid": sid, "Effect": effect, "Action": [action], element: resources})
        });
    (prop::collection::vec(statement, 1..4), any::<bool>()).prop_map(|(statements, current)| {
        let version = if current { "2012-10-17" } else { "2008-10-17" };
        json!({"Version": version, "Statement": statements})
    })
}

/// How a document is written down.
#[derive(Clone, Debug)]
struct Layout {
    indent: Option<&'static str>,
    crlf: bool,
    mark: bool,
    escape_dollar: bool,
    comment: Option<String>,
    last_newline: bool,
}

fn layout() -> impl Strategy<Value = Layout> {
    (
        prop_oneof![
            Just(None),
            Just(Some("  ")),
            Just(Some("\t")),
            Just(Some("    "))
        ],
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::option::of("[^\\x00-\\x1F]{0,20}"),
        any::<bool>(),
    )
        .prop_map(
            |(indent, crlf, mark, escape_dollar, comment, last_newline)| Layout {
                indent,
                crlf,
                mark,
                escape_dollar,
                comment,
                last_newline,
            },
        )
}

fn write(value: &Value, layout: &Layout) -> String {
    let mut text = match layout.indent {
        None => value.to_string(),
        Some(indent) => {
            let mut bytes = Vec::new();
            let formatter = serde_json::ser::PrettyFormatter::with_indent(indent.as_bytes());
            let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
            serde::Serialize::serialize(value, &mut serializer).unwrap();
            String::from_utf8(bytes).unwrap()
        }
    };
    if layout.escape_dollar {
        text = text.replace('$', "\\u0024");
    }
    if let Some(comment) = &layout.comment {
        text = format!("// {comment}\n{text}");
    }
    if layout.last_newline {
        text.push('\n');
    }
    if layout.crlf {
        text = text.replace('\n', "\r\n");
    }
    if layout.mark {
        text.insert(0, '\u{FEFF}');
    }
    text
}

/// Puts a document into a host, spelled as that host wants it.
#[derive(Clone, Copy, Debug)]
enum Host {
    File,
    Fence,
    ListedFence,
    Heredoc,
    JsonString,
    HclHeredoc,
    HclString,
    TerraformTemplate,
    YamlLiteral,
    YamlDouble,
    YamlSingle,
    WorkflowHeredoc,
    PythonString,
    TemplateLiteral,
    GoString,
    JavaString,
    RubyHeredoc,
    HereString,
    TomlString,
    Deep,
}

const HOSTS: [Host; 20] = [
    Host::File,
    Host::Fence,
    Host::ListedFence,
    Host::Heredoc,
    Host::JsonString,
    Host::HclHeredoc,
    Host::HclString,
    Host::TerraformTemplate,
    Host::YamlLiteral,
    Host::YamlDouble,
    Host::YamlSingle,
    Host::WorkflowHeredoc,
    Host::PythonString,
    Host::TemplateLiteral,
    Host::GoString,
    Host::JavaString,
    Host::RubyHeredoc,
    Host::HereString,
    Host::TomlString,
    Host::Deep,
];

impl Host {
    /// Whether the host reads every text as the document writes it.
    fn takes(self, document: &str) -> bool {
        let has = |text: &str| document.contains(text);
        match self {
            // `$$${` is read differently by different versions of Terraform.
            Host::HclHeredoc | Host::HclString | Host::TerraformTemplate => {
                !has("$${") && !has("%{") && !has("{{") && !has("<%")
            }
            Host::GoString => !has("`"),
            // TOML 1.0, "String": no control characters.
            Host::TomlString => !has("\u{7f}"),
            // Line ends, and characters that YAML doesn't take as they are (YAML 1.2, section 5.1).
            Host::YamlLiteral
            | Host::YamlDouble
            | Host::YamlSingle
            | Host::WorkflowHeredoc
            | Host::Deep => !has("\r") && !has("\t") && !document.contains(|c: char| c > '\u{7e}'),
            _ => true,
        }
    }
}

fn indented(document: &str, indent: &str) -> String {
    let lines: Vec<String> = document
        .split('\n')
        .map(|line| format!("{indent}{line}"))
        .collect();
    lines.join("\n")
}

fn embed(document: &str, host: Host) -> (&'static str, String) {
    let quoted = || json!(document).to_string();
    match host {
        Host::File => ("policy.json", document.to_owned()),
        Host::Fence => (
            "a.md",
            format!("# 題 🎉\n\n```json\n{document}\n```\nend\n"),
        ),
        Host::ListedFence => (
            "a.md",
            format!("- item\n\n  ```json\n{}\n  ```\n", indented(document, "  ")),
        ),
        Host::Heredoc => (
            "a.sh",
            format!("#!/bin/sh\ncat > p <<'END_OF_POLICY'\n{document}\nEND_OF_POLICY\n"),
        ),
        Host::JsonString => (
            "a.json",
            json!({"深い": [{"policy": document}]}).to_string(),
        ),
        Host::HclHeredoc => (
            "a.tf",
            format!(
                "locals {{\n  # 題\n  p = <<END_OF_POLICY\n{}\nEND_OF_POLICY\n}}\n",
                document.replace("${", "$${")
            ),
        ),
        Host::HclString => (
            "a.tf",
            format!("locals {{\n  p = {}\n}}\n", quoted().replace("${", "$${")),
        ),
        Host::TerraformTemplate => ("p.json.tftpl", document.replace("${", "$${")),
        Host::YamlLiteral => (
            "a.yml",
            format!(
                "a:\n  # c\n  p: |\n{}\nq: 1\n",
                indented(document, "      ")
            ),
        ),
        Host::YamlDouble => ("a.yml", format!("a:\n  p: {}\n", quoted())),
        Host::YamlSingle => (
            "a.yml",
            format!(
                "a:\n  p: '{}'\n",
                indented(&document.replace('\'', "''"), "    ").trim_start()
            ),
        ),
        Host::WorkflowHeredoc => (
            "a.yml",
            format!(
                "steps:\n  - run: |\n      cat > p <<'END_OF_POLICY'\n{}\n      END_OF_POLICY\n",
                indented(document, "      ")
            ),
        ),
        Host::PythonString => ("a.py", format!("def f():\n    return {}\n", quoted())),
        Host::TemplateLiteral => (
            "a.ts",
            format!(
                "const p = `{}`;\n",
                document
                    .replace('\\', "\\\\")
                    .replace('`', "\\`")
                    .replace("${", "\\${")
            ),
        ),
        Host::GoString => ("a.go", format!("package a\n\nconst p = `{document}`\n")),
        Host::JavaString => (
            "A.java",
            format!("class A {{ String p = {}; }}\n", quoted()),
        ),
        Host::RubyHeredoc => (
            "a.rb",
            format!("p = <<'END_OF_POLICY'\n{document}\nEND_OF_POLICY\n"),
        ),
        Host::HereString => ("a.ps1", format!("$p = @'\n{document}\n'@\n")),
        Host::TomlString => ("a.toml", format!("p = {}\n", quoted())),
        Host::Deep => {
            let python = format!("p = {}\n", quoted());
            let shell = format!(
                "python3 - <<'END_OF_SCRIPT'\n#!/usr/bin/env python3\n{python}END_OF_SCRIPT\n"
            );
            (
                "a.yml",
                format!(
                    "steps:\n  - run: |\n{}\n",
                    indented(shell.trim_end(), "      ")
                ),
            )
        }
    }
}

/// The old bytes with the rewrites made as the report describes them.
fn spliced(bytes: &[u8], findings: &[Finding]) -> Vec<u8> {
    let mut new = bytes.to_vec();
    for finding in findings.iter().rev() {
        if let Some(rewrite) = &finding.rewrite {
            new.splice(rewrite.span.clone(), rewrite.after.bytes());
        }
    }
    new
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_occurrence_is_found_and_rewritten_once(policy in policy(), layout in layout(), host in prop::sample::select(&HOSTS[..])) {
        let wanted = SPELLINGS.iter().map(|spelling| policy.to_string().matches(&format!(":mfa/{spelling}\"")).count()).sum::<usize>();
        let document = write(&policy, &layout);
        prop_assume!(host.takes(&document));
        let (name, text) = embed(&document, host);
        let bytes = text.as_bytes();
        let examined = Examination::of(name, bytes).examined(bytes, &DeviceResolver::none());
        let findings = examined.findings;
        prop_assert_eq!(findings.len(), wanted, "{}", text);
        for finding in &findings {
            prop_assert_eq!(finding.before.as_bytes(), &bytes[finding.span.clone()]);
            prop_assert!(matches!(finding.disposition, Disposition::Safe | Disposition::Review), "{:?}\n{}", finding, text);
        }
        let rewrites: Vec<_> = findings.iter().map(|finding| finding.rewrite.clone()).collect();
        let made = examined.provable.made(bytes, &findings, &rewrites);
        prop_assert_eq!(made.taken.len(), wanted, "{:?}\n{}", made.refused, text);
        let new = made.bytes.unwrap_or_else(|| bytes.to_vec());
        prop_assert_eq!(&new, &spliced(bytes, &findings));
        prop_assert!(scan::findings(name, &new, &DeviceResolver::none()).is_empty());
    }

    #[test]
    fn any_text_is_looked_at_without_a_panic(name in prop::sample::select(&NAMES[..]), text in "(\\PC|\n|mfa/|: |- |  |!Sub |&a |\\*a|resource |= |\\{\\{|\\}\\}|<%|%>|:mfa/\\$\\{aws:username\\}|```json\n|\"|\\\\u0024|--serial-number |aws sts get-session-token |<<EOF\n|EOF\n|\\{|\\}|\\$\\(){0,40}") {
        let bytes = text.as_bytes();
        let findings = scan::findings(name, bytes, &DeviceResolver::none());
        let new = spliced(bytes, &findings);
        for finding in &findings {
            prop_assert_eq!(finding.before.as_bytes(), &bytes[finding.span.clone()]);
        }
        let again = scan::findings(name, &new, &DeviceResolver::none());
        // A suggestion for a sentence is nobody's but a person's, and what it makes may have another.
        let is_done = |finding: &Finding| finding.rewrite.is_none() || finding.disposition == Disposition::Manual;
        prop_assert!(again.iter().all(is_done), "{:?}\n{:?}", text, again);
    }
}
