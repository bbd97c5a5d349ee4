//! What the rules cost grows with the length of a file, whatever its shape: four times the input, about four times the time.
//!
//! Only the rules are timed, not the parsers, and in time of the processor, so that a busy machine changes little.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "support/growth.rs"]
mod growth;

use std::time::Duration;

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::examination::Examination;
use mfa_migrate::rewrite::{Choices, Form};
use mfa_migrate::rules::{self, MIGRATION};
use mfa_migrate::syntax::Document;

/// Time below this is noise.
const FLOOR: Duration = Duration::from_millis(25);

/// Holds what the rules cost over a text; it must have at least so many findings for each unit of its size.
fn grows(name: &str, size: usize, found: f64, text: impl Fn(usize) -> String) {
    growth::grows(name, size, FLOOR, text, |text, size| {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        let mut findings = 0;
        let time = growth::timed(|| {
            findings = rules::look(name, &document, Choices::default())
                .answered(&DeviceResolver::none())
                .len();
        });
        assert!(
            findings as f64 >= found * size as f64,
            "{name}: {findings} findings"
        );
        time
    });
}

fn repeated(size: usize, part: impl Fn(usize) -> String) -> String {
    (0..size).map(part).collect()
}

/// Something, with parts before and after it once for each level.
fn nested(size: usize, open: &str, inner: &str, close: &str) -> String {
    format!("{}{inner}{}", open.repeat(size), close.repeat(size))
}

const ARN: &str = "arn:aws:iam::*:mfa/${aws:username}";

#[test]
fn statements() {
    let statement = format!(r#"{{"Effect": "Allow", "Action": "iam:*", "Resource": "{ARN}"}}"#);
    grows("a.json", 2000, 1.0, |size| {
        let statements = repeated(size, |_| format!("{statement},\n"));
        format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}{statement}]}}"#)
    });
    grows("a.ts", 2000, 1.0, |size| {
        let statements = repeated(size, |_| {
            r#"{ Effect: "Allow", Action: "iam:*", Resource: "arn:aws:iam::*:mfa/${aws:username}" },"#.to_owned() + "\n"
        });
        format!("const p = {{ Version: \"2012-10-17\", Statement: [{statements}] }};")
    });
    grows("a.tf", 2000, 1.0, |size| {
        let statements = repeated(size, |_| {
            format!("statement {{\n actions = [\"iam:*\"]\n resources = [\"${ARN}\"]\n}}\n")
        });
        format!("data \"aws_iam_policy_document\" \"x\" {{\n{statements}}}\n")
    });
    grows("a.yml", 2000, 1.0, |size| {
        let statements = repeated(size, |_| {
            format!("  - Effect: Allow\n    Action: iam:*\n    Resource: {ARN}\n")
        });
        format!("Version: 2012-10-17\nStatement:\n{statements}")
    });
}

/// All of an examination: what is split is proved, too.
#[test]
fn statements_that_are_split() {
    let choices = Choices {
        is_split: true,
        ..Choices::default()
    };
    let statement = format!(
        r#"{{"Sid": "A", "Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice"], "Resource": ["{ARN}", "arn:aws:iam::*:user/${{aws:username}}"]}}"#
    );
    for line_end in ["", "\n"] {
        let text = |size: usize| {
            let statements = repeated(size, |_| format!("{statement},{line_end}"));
            format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}{statement}]}}"#)
        };
        growth::grows("a.json", 300, FLOOR, text, |text, size| {
            let mut split = 0;
            let time = growth::timed(|| {
                let examined = Examination::choosing("a.json", text.as_bytes(), choices)
                    .examined(text.as_bytes(), &DeviceResolver::none());
                let rewrites = examined
                    .findings
                    .iter()
                    .filter_map(|finding| finding.rewrite.as_ref());
                split = rewrites
                    .filter(|rewrite| rewrite.form == Form::Split)
                    .count();
            });
            assert!(split > size, "{split} of {size}");
            time
        });
    }
}

#[test]
fn resources() {
    grows("a.json", 2000, 1.0, |size| {
        let resources = repeated(size, |at| {
            format!(
                "\"arn:aws:iam::{at:012}:mfa/${{aws:username}}\", \"arn:aws:iam::{at:012}:mfa/*\",\n"
            )
        });
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "iam:*", "Resource": [{resources}"x"]}}}}"#
        )
    });
    // Each resource in an element of its own, of one statement.
    grows("a.json", 2000, 1.0, |size| {
        let resources = repeated(size, |at| format!("\"r{at}\": \"{ARN}\",\n"));
        format!(r#"{{"Effect": "Allow", {resources} "Action": "iam:*"}}"#)
    });
}

#[test]
fn chains_of_calls() {
    grows("a.ts", 2000, 1.0, |size| {
        let calls = repeated(size, |_| {
            ".addResources(\"arn:aws:iam::*:mfa/${aws:username}\")\n".to_owned()
        });
        format!("new iam.PolicyStatement().addActions(\"iam:*\"){calls};")
    });
    grows("a.py", 2000, 1.0, |size| {
        let resources = repeated(size, |_| format!("\"{ARN}\",\n"));
        format!("s = s.add_actions('iam:*').effect('Allow').resources({resources})\n")
    });
}

#[test]
fn deep_nesting() {
    let open = format!(r#"{{"Effect": "Allow", "Action": "iam:*", "Resource": "{ARN}", "x": "#);
    grows("a.json", 1500, 1.0, |size| nested(size, &open, "1", "}"));
    let open = format!(r#"[{{"Resource": "{ARN}"}}, "#);
    grows("a.json", 1500, 1.0, |size| nested(size, &open, "1", "]"));
    let open = format!(r#"{{"Statement": [{{"Effect": "Allow", "Resource": "{ARN}"}}, "#);
    grows("a.json", 1500, 1.0, |size| nested(size, &open, "1", "]}"));
    let open = "f(() => { g({ Resource: \"arn:aws:iam::*:mfa/${aws:username}\" });\n";
    grows("a.ts", 2000, 1.0, |size| nested(size, open, "", "});"));
    let open = "f({ SerialNumber: \"arn:aws:iam::999999999999:mfa/x\" }, assumeRole(\n";
    grows("a.ts", 2000, 0.0, |size| nested(size, open, "1", "))"));
}

/// A chain of functions around one string, too deep for a program that calls itself for each.
#[test]
fn wrapped_strings() {
    let text = |size| {
        let wrapped = nested(size, "String(", "\"Allow\"", ")");
        format!("const s = {{ Effect: {wrapped}, Action: {wrapped}, Resource: \"{ARN}\" }};")
    };
    grows("a.ts", 100_000, 0.0, text);
    let text = |size| {
        let wrapped = nested(size, "[", "\"iam:*\"", "]");
        format!("{{\"Effect\": \"Allow\", \"Action\": {wrapped}, \"Resource\": \"{ARN}\"}}")
    };
    grows("a.json", 100_000, 0.0, text);
}

const CALL: &str = "aws sts get-session-token --serial-number";

#[test]
fn calls_of_one_variable() {
    grows("a.sh", 2000, 0.0, |size| {
        let calls = repeated(size, |_| format!("{CALL} $D\n"));
        format!("D=arn:aws:iam::999999999999:mfa/x\n{calls}")
    });
    grows("a.sh", 2000, 0.5, |size| {
        let given = repeated(size, |at| {
            format!("D=arn:aws:iam::999999999999:mfa/x{at}\n")
        });
        let calls = repeated(size, |_| format!("{CALL} \"$D\"\n"));
        format!("{given}{calls}")
    });
    grows("a.fish", 2000, 0.5, |size| {
        repeated(size, |at| {
            format!("set D arn:aws:iam::999999999999:mfa/x{at}\n{CALL} $D\n")
        })
    });
}

#[test]
fn variables() {
    // Every call stands far below what its variable is given.
    grows("a.sh", 2000, 1.0, |size| {
        let given = repeated(size, |at| {
            format!("D{at}=\"arn:aws:iam::$ACCOUNT:mfa/$USER{at}\"\n")
        });
        let calls = repeated(size, |at| {
            format!("aws sts get-session-token --profile \"$P{at}\" --serial-number \"$D{at}\"\n")
        });
        format!("{given}{calls}")
    });
    // Each variable is given the one before.
    grows("a.sh", 2000, 0.0, |size| {
        let given = repeated(size, |at| format!("D{}=$D{at}\n", at + 1));
        let calls = repeated(size, |at| format!("{CALL} \"$D{at}\"\n"));
        format!("D0=arn:aws:iam::999999999999:mfa/x\n{given}{calls}")
    });
    // All on one line.
    grows("a.sh", 2000, 1.0, |size| {
        repeated(size, |at| {
            format!("D{at}=\"arn:aws:iam::$ACCOUNT:mfa/$USER\"; {CALL} \"$D{at}\"; ")
        })
    });
}

#[test]
fn functions() {
    grows("a.sh", 2000, 1.0, |size| {
        repeated(size, |at| {
            format!(
                "f{at}() {{\n local D=\"arn:aws:iam::$ACCOUNT:mfa/$USER\"\n {CALL} \"$D\"\n echo $D\n}}\n"
            )
        })
    });
    let open = format!("f() {{ D=\"arn:aws:iam::$ACCOUNT:mfa/$USER\"\n{CALL} \"$D\"\n");
    grows("a.sh", 500, 1.0, |size| nested(size, &open, "", "}\n"));
}

#[test]
fn commands_in_a_list() {
    grows("a.yml", 2000, 1.0, |size| {
        let commands = repeated(size, |_| {
            format!("  - {CALL} \"arn:aws:iam::$ACCOUNT:mfa/$USER\"\n")
        });
        format!("script:\n{commands}")
    });
}

#[test]
fn settings() {
    grows("config", 2000, 0.5, |size| {
        repeated(size, |at| {
            format!("[profile p{at}]\nmfa_serial = arn:aws:iam::999999999999:mfa/x{at}\n")
        })
    });
    grows("a.txt", 100_000, 0.0, |size| {
        format!("arn:aws:iam::999999999999:mfa/x{}", "]".repeat(size))
    });
}

#[test]
fn pieces_of_arns() {
    grows("a.py", 2000, 1.0, |size| {
        let pieces = repeated(size, |at| format!("a{at} = 'mfa/' + user\n"));
        format!("sts.get_session_token(SerialNumber=s)\n{pieces}")
    });
    grows("a.vim", 2000, 1.0, |size| {
        repeated(size, |_| {
            "let s = \"arn:aws:iam::1:mfa/\" . user\n".to_owned()
        })
    });
    grows("a.js", 2000, 1.0, |size| {
        repeated(size, |at| {
            format!("const d{at} = r.MFADevices;\nf(d{at}[0]);\n")
        })
    });
    grows("a.py", 2000, 0.0, |size| {
        let names = repeated(size, |_| "\"${aws:username}\", ".to_owned());
        format!("f(\"arn:aws:iam::%s:mfa/%s\", {names})\n")
    });
    grows("a.ts", 2000, 0.0, |size| {
        let names = repeated(size, |_| "resourceName: x, ".to_owned());
        format!("formatArn({{ service: 'iam', resource: 'mfa', {names} }});\n")
    });
    grows("A.java", 500, 0.0, |size| {
        let names = repeated(size, |_| ".resourceName(\"${aws:username}\")".to_owned());
        format!(
            "class A {{ String a = f(ArnComponents.builder().service(\"iam\").resource(\"mfa\"){names}.build()); }}\n"
        )
    });
    grows("a.py", 500, 0.0, |size| {
        nested(size, "\":\".join([\"mfa\", ", "\"${aws:username}\"", "])")
    });
    grows("a.yml", 500, 0.0, |size| {
        let joined = nested(size, "!Join [\":\", [mfa, ", "\"${aws:username}\"", "]]");
        format!("Resource: {joined}\n")
    });
    grows("a.tf", 500, 0.5, |size| {
        let entries = repeated(size, |at| {
            format!("format(\"arn:aws:iam::%s:mfa/$${{aws:username}}\", var.a{at}), ")
        });
        format!(
            "data \"aws_iam_policy_document\" \"x\" {{\nstatement {{\n actions = [\"iam:*\"]\n resources = [{entries}]\n}}\n}}\n"
        )
    });
}
