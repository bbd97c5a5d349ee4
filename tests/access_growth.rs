//! What it costs to tell two policies apart, over patterns that are many or long, or made to multiply: four times the size,
//! about four times the time.

#![allow(clippy::unwrap_used)]

#[path = "support/growth.rs"]
mod growth;

use std::time::Duration;

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::examination::Examination;
use mfa_migrate::iam::classes::Patterns;
use mfa_migrate::iam::pattern::{Case, Pattern, Variables};

/// Time below this is noise.
const FLOOR: Duration = Duration::from_millis(25);

/// Holds what it costs to find the classes of texts that patterns tell apart, one a line.
fn classes_grow(what: &str, size: usize, patterns: impl Fn(usize) -> String) {
    growth::grows(what, size, FLOOR, patterns, |patterns, _| {
        let mut held = Patterns::default();
        for pattern in patterns.lines() {
            let glob = Pattern::read(pattern, Variables::Expanded).glob(Case::Counts, &|_| None);
            held.add(
                glob.unwrap(),
                Case::Counts,
                "arn:aws:iam::111122223333:mfa/",
            );
        }
        growth::timed(|| {
            held.classes(|_| true);
        })
    });
}

fn lines(size: usize, line: impl Fn(usize) -> String) -> String {
    (0..size).map(|at| line(at) + "\n").collect()
}

#[test]
fn many_patterns() {
    classes_grow("names", 400, |size| {
        lines(size, |at| format!("*:mfa/n{at}"))
    });
    classes_grow("beginnings", 400, |size| {
        lines(size, |at| format!("*:mfa/n{at}*"))
    });
    classes_grow("the same", 400, |size| lines(size, |_| "*a?b*".to_owned()));
    classes_grow("words anywhere", 400, |size| {
        lines(size, |at| format!("*w{at}*"))
    });
}

#[test]
fn long_patterns() {
    classes_grow("one name", 2000, |size| {
        format!("*:mfa/{}", "n".repeat(size))
    });
    classes_grow("a run of ?", 1000, |size| {
        format!("*:mfa/{}", "?".repeat(size))
    });
    classes_grow("a run of *", 4000, |size| {
        format!("*:mfa/{}", "*".repeat(size))
    });
    // Each text that is read so far leaves another set of places to go on from.
    classes_grow("? after *", 400, |size| format!("*a{}b", "?".repeat(size)));
    classes_grow("* between ?", 400, |size| "*?a".repeat(size));
}

/// All of an examination, with a policy of so many statements.
#[test]
fn policies_of_many_patterns() {
    let device = "arn:aws:iam::*:mfa/${aws:username}";
    for beside in [
        "arn:aws:iam::*:mfa/n{}*",
        "arn:aws:iam::*:mfa/*{}",
        "arn:aws:iam::{}:mfa/x",
    ] {
        let text = |size: usize| {
            let statements: Vec<String> = (0..size)
                .map(|at| {
                    let other = beside.replace("{}", &format!("{at:012}"));
                    format!(
                        r#"{{"Effect": "Allow", "Action": "iam:*", "Resource": ["{device}", "{other}"]}}"#
                    )
                })
                .collect();
            let statements = statements.join(",\n");
            format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
        };
        growth::grows(beside, 40, FLOOR, text, |text, size| {
            let mut found = 0;
            let time = growth::timed(|| {
                let examined = Examination::of("a.json", text.as_bytes())
                    .examined(text.as_bytes(), &DeviceResolver::none());
                found = examined.findings.len();
            });
            assert!(found >= size, "{found} of {size}");
            time
        });
    }
}
