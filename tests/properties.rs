//! What holds for every document: only the planned bytes differ, the proof holds, and a second run finds
//! nothing.

#![allow(clippy::unwrap_used)]

use mfa_migrate::devices::Unasked;
use mfa_migrate::finding::{Disposition, Finding};
use mfa_migrate::plan::{self, Edit};
use mfa_migrate::rules::HINTS;
use mfa_migrate::scan;
use mfa_migrate::syntax::Document;
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

/// Puts a document into a host that takes it as it is.
#[derive(Clone, Copy, Debug)]
enum Host {
    File,
    Fence,
    ListedFence,
    Heredoc,
    JsonString,
}

fn host() -> impl Strategy<Value = Host> {
    prop_oneof![
        Just(Host::File),
        Just(Host::Fence),
        Just(Host::ListedFence),
        Just(Host::Heredoc),
        Just(Host::JsonString)
    ]
}

fn embed(document: String, host: Host) -> (&'static str, String) {
    match host {
        Host::File => ("policy.json", document),
        Host::Fence => (
            "a.md",
            format!("# 題 🎉\n\n```json\n{document}\n```\nend\n"),
        ),
        Host::ListedFence => {
            let lines: Vec<String> = document
                .split('\n')
                .map(|line| format!("  {line}"))
                .collect();
            (
                "a.md",
                format!("- item\n\n  ```json\n{}\n  ```\n", lines.join("\n")),
            )
        }
        Host::Heredoc => (
            "a.sh",
            format!("#!/bin/sh\ncat > p <<'END_OF_POLICY'\n{document}\nEND_OF_POLICY\n"),
        ),
        Host::JsonString => (
            "a.json",
            json!({"深い": [{"policy": document}]}).to_string(),
        ),
    }
}

fn edits(findings: &[Finding]) -> Vec<Edit> {
    findings
        .iter()
        .filter_map(|finding| Some(Edit::new(&finding.anchor, finding.rewrite.as_ref()?)))
        .collect()
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
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_occurrence_is_found_and_rewritten_once(policy in policy(), layout in layout(), host in host()) {
        let wanted = SPELLINGS.iter().map(|spelling| policy.to_string().matches(&format!(":mfa/{spelling}\"")).count()).sum::<usize>();
        let (name, text) = embed(write(&policy, &layout), host);
        let bytes = text.as_bytes();
        let findings = scan::findings(name, bytes, &Unasked);
        prop_assert_eq!(findings.len(), wanted, "{}", text);
        for finding in &findings {
            prop_assert_eq!(finding.before.as_bytes(), &bytes[finding.span.clone()]);
            prop_assert!(matches!(finding.disposition, Disposition::Safe | Disposition::Review), "{:?}\n{}", finding, text);
        }
        let document = Document::parse(name, bytes, &HINTS);
        let proof = plan::prove(&document, bytes, &edits(&findings), &HINTS);
        prop_assert!(proof.is_ok(), "{:?}\n{}", proof, text);
        let new = proof.unwrap().bytes;
        prop_assert_eq!(&new, &spliced(bytes, &findings));
        prop_assert!(scan::findings(name, &new, &Unasked).is_empty());
    }

    #[test]
    fn any_text_is_looked_at_without_a_panic(name in prop_oneof![Just("a.json"), Just("a.sh"), Just("a.md"), Just("a.txt")], text in "(\\PC|\n|mfa/|:mfa/\\$\\{aws:username\\}|```json\n|\"|\\\\u0024|--serial-number |aws sts get-session-token |<<EOF\n|EOF\n|\\{|\\}|\\$\\(){0,40}") {
        let bytes = text.as_bytes();
        let findings = scan::findings(name, bytes, &Unasked);
        let new = spliced(bytes, &findings);
        for finding in &findings {
            prop_assert_eq!(finding.before.as_bytes(), &bytes[finding.span.clone()]);
        }
        let again = scan::findings(name, &new, &Unasked);
        prop_assert!(again.iter().all(|finding| finding.rewrite.is_none()), "{:?}\n{:?}", text, again);
    }
}
