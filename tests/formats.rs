//! The formats: the same findings in each, as those who read them want them, and nothing of a repository gets out of its place.

#![allow(clippy::unwrap_used)]

#[path = "support/sarif.rs"]
mod sarif;
mod support;

use serde_json::Value;
use support::{DENY, POLICY, Sandbox, migrated};

const FORMATS: [&str; 7] = [
    "human", "short", "json", "sarif", "github", "gitlab", "markdown",
];

/// A file's name that would begin a command of GitHub's, a column of a table, an element and a mention.
const NAME: &str = "a|b::error file=x,line=1%0A<img>@octocat [x](https:%2f).json";
/// A Sid that does the same.
const SID: &str = "Own\\n::set-output name=x::y\\n| </details> @octocat [x](https://example.com) `";

fn hostile() -> Sandbox {
    let policy = POLICY.replace("\"Effect\"", &format!("\"Sid\": \"{SID}\", \"Effect\""));
    let wide = format!("{{\"Id\": \"日本🔑\", \"P\":\n /* 🔑é */ {POLICY}}}");
    let prose = "The policy says arn:aws:iam::*:mfa/${aws:username} here.\n";
    let serial = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/alice\n";
    Sandbox::repository(&[
        (NAME, &policy),
        ("deny.json", DENY),
        ("guide.md", prose),
        ("login.sh", serial),
        ("wide/日本 1.json", &wide),
    ])
}

fn check(repo: &Sandbox, format: &str) -> String {
    let (code, out, err) = repo.run(&["check", "--format", format]);
    assert_eq!((code, err.as_str()), (1, ""), "{format}");
    out
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Path, line and rule of each finding of a report.
fn places(report: &Value) -> Vec<(String, u64, String)> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|it| {
            (
                it["path"].as_str().unwrap().to_owned(),
                it["line"].as_u64().unwrap(),
                it["rule"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

#[test]
fn the_same_findings_are_in_each() {
    let repo = hostile();
    let report = repo.report(&[]);
    let expected = places(&report);
    assert_eq!(expected.len(), 5, "{expected:?}");
    let short = check(&repo, "short");
    let lines: Vec<&str> = short.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{short}");
    for (line, (path, number, rule)) in lines.iter().zip(&expected) {
        assert!(line.starts_with(&format!("{path}:{number}:")), "{line}");
        assert!(line.contains(&format!(" {rule}: ")), "{line}");
    }
    let gitlab = read(&check(&repo, "gitlab"));
    let findings = report["findings"].as_array().unwrap();
    for (issue, finding) in gitlab.as_array().unwrap().iter().zip(findings) {
        assert_eq!(issue["location"]["path"], finding["path"]);
        assert_eq!(issue["location"]["lines"]["begin"], finding["line"]);
        assert_eq!(issue["fingerprint"], finding["fingerprint"]);
        assert_eq!(issue["check_name"], finding["rule"]);
    }
    assert_eq!(gitlab.as_array().unwrap().len(), expected.len());
    let github = check(&repo, "github");
    assert_eq!(github.matches("::error ").count(), 1, "{github}");
    assert_eq!(github.matches("::warning ").count(), 3, "{github}");
    assert_eq!(github.matches("::notice ").count(), 1, "{github}");
    let markdown = check(&repo, "markdown");
    assert_eq!(
        markdown.matches("| policy-mfa-resource |").count()
            + markdown.matches("| stale-mfa-serial |").count()
            + markdown.matches("<br>").count(),
        expected.len(),
        "{markdown}"
    );
}

/// The page on dispositions has them in a table.
#[test]
fn severities_are_those_of_the_documentation() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/src/dispositions.md");
    let page = std::fs::read_to_string(page).unwrap();
    let repo = hostile();
    let report = repo.report(&[]);
    let gitlab = read(&check(&repo, "gitlab"));
    let sarif = read(&check(&repo, "sarif"));
    let github = check(&repo, "github");
    for (at, finding) in report["findings"].as_array().unwrap().iter().enumerate() {
        let disposition = finding["disposition"].as_str().unwrap();
        let sarif = sarif["runs"][0]["results"][at]["level"].as_str().unwrap();
        let gitlab = gitlab[at]["severity"].as_str().unwrap();
        let row = page.lines().find(|line| {
            line.starts_with(&format!("| `{disposition}` | `"))
                && line.ends_with(&format!(" | `{sarif}` | `{gitlab}` |"))
        });
        let word = row.and_then(|row| row.split('`').nth(3)).unwrap();
        assert!(github.contains(&format!("::{word} ")), "{github}");
    }
}

#[test]
fn reports_are_known_for_the_programs_own() {
    let repo = hostile();
    repo.git(&["remote", "add", "origin", "https://example.com/a/b.git"]);
    repo.write("broken", b"\xFF\xFEm\0f\0a\0/\0${aws:username}x");
    for format in mfa_migrate::report::FORMATS {
        let report = check(&repo, format.name);
        let is_own = mfa_migrate::report::is_own(report.as_bytes());
        assert_eq!(is_own, format.shape.is_some(), "{}: {report}", format.name);
    }
}

#[test]
fn the_same_bytes_come_from_run_to_run() {
    let repo = hostile();
    for format in FORMATS {
        let runs: Vec<String> = ["1", "2", "7"]
            .into_iter()
            .map(|threads| {
                let environment = [("RAYON_NUM_THREADS".to_owned(), threads.to_owned())];
                let (_, out, _) = repo.run_with(&environment, &["check", "--format", format]);
                match format {
                    "json" => {
                        let mut report = read(&out);
                        report["run"]["time"] = "".into();
                        report.to_string()
                    }
                    _ => out,
                }
            })
            .collect();
        assert!(runs.windows(2).all(|two| two[0] == two[1]), "{format}");
    }
}

/// What a runner of GitHub takes for a command are the lines that we make, and they are ten of a kind at most.
#[test]
fn no_repository_forges_a_command_of_github() {
    let repo = hostile();
    let out = check(&repo, "github");
    let lines: Vec<&str> = out.lines().collect();
    let (last, commands) = lines.split_last().unwrap();
    assert_eq!(*last, "mfa-migrate: 5 findings");
    for line in commands {
        let rest = line.strip_prefix("::").unwrap();
        let (head, _) = rest.split_once("::").unwrap();
        let (kind, properties) = head.split_once(' ').unwrap();
        assert!(["error", "warning", "notice"].contains(&kind), "{line}");
        let names: Vec<&str> = properties
            .split(',')
            .map(|property| property.split_once('=').unwrap().0)
            .collect();
        assert_eq!(names, ["file", "line", "col", "title"], "{line}");
    }
    assert!(commands[0].starts_with("::error file=guide.md"), "{out}");
    assert!(out.contains("a|b%3A%3Aerror file=x%2Cline=1%250A<img>"));

    let many: Vec<(String, &str)> = (0..25).map(|n| (format!("{n}.json"), POLICY)).collect();
    let many: Vec<(&str, &str)> = many
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    let out = check(&Sandbox::repository(&many), "github");
    assert_eq!(out.matches("::warning ").count(), 10);
    assert!(
        out.ends_with("mfa-migrate: 25 findings; not shown as annotations: 15 more warnings\n"),
        "{out}"
    );
}

/// No line of what people read could be a command either.
#[test]
fn no_line_begins_with_a_command() {
    let repo = hostile();
    for format in ["human", "short", "markdown"] {
        let out = check(&repo, format);
        let forged = out.lines().find(|line| line.trim_start().starts_with("::"));
        assert_eq!(forged, None, "{format}");
    }
}

#[test]
fn sarif_is_as_oasis_says() {
    let repo = hostile();
    let (schemas, index) = support::report_schema::compiled(sarif::schema());
    repo.git(&["remote", "add", "origin", "https://me:x@example.com/a/b"]);
    let log = read(&check(&repo, "sarif"));
    if let Err(error) = schemas.validate(&log, index) {
        panic!("{error:#}");
    }
    let run = &log["runs"][0];
    let provenance = &run["versionControlProvenance"][0];
    assert_eq!(provenance["repositoryUri"], "https://example.com/a/b");
    let report = repo.report(&[]);
    let (results, findings) = (&run["results"], &report["findings"]);
    assert_eq!(
        results.as_array().unwrap().len(),
        findings.as_array().unwrap().len()
    );
    for (result, finding) in results
        .as_array()
        .unwrap()
        .iter()
        .zip(findings.as_array().unwrap())
    {
        let rule = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], finding["rule"]);
        assert_eq!(result["ruleId"], finding["rule"]);
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let path = percent_encoding::percent_decode_str(uri)
            .decode_utf8()
            .unwrap();
        assert_eq!(path, finding["path"].as_str().unwrap());
        assert!(
            uri.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte))
        );
        let number = |name: &str| place["region"][name].as_u64().unwrap() as usize;
        let text = repo.read(&path);
        let before = finding["before"].as_str().unwrap();
        let span = number("byteOffset")..number("byteOffset") + number("byteLength");
        assert_eq!(&text[span], before);
        let units: Vec<u16> = text.encode_utf16().collect();
        let span = number("charOffset")..number("charOffset") + number("charLength");
        assert_eq!(String::from_utf16_lossy(&units[span]), before);
        let line: Vec<u16> = text
            .lines()
            .nth(number("startLine") - 1)
            .unwrap()
            .encode_utf16()
            .collect();
        let span = number("startColumn") - 1..number("endColumn") - 1;
        assert_eq!(String::from_utf16_lossy(&line[span]), before);
        let print = &result["partialFingerprints"]["mfaMigrate/v1"];
        assert_eq!(print, &finding["fingerprint"]);
        let is_offered = !finding["after"].is_null() && finding["disposition"] != "manual";
        let replaced = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        assert_eq!(
            replaced["insertedContent"]["text"],
            if is_offered {
                finding["after"].clone()
            } else {
                Value::Null
            }
        );
    }
}

/// A page on which nothing of the repository is more than text: every row has its cells, and nothing is mentioned.
#[test]
fn markdown_holds_what_a_repository_says() {
    let repo = hostile();
    let page = check(&repo, "markdown");
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let cells = line.matches('|').count() - 1;
        assert!(cells == 3 || cells == 7, "{line}");
    }
    assert!(
        !page.contains("@octocat") && !page.contains("<img>"),
        "{page}"
    );
    assert!(!page.contains("](") && !page.contains("https:"), "{page}");
    assert_eq!(
        page.matches("<details>").count(),
        page.matches("</details>").count()
    );
    let (access, table) = (
        page.find("### Access").unwrap(),
        page.find("### Statements").unwrap(),
    );
    assert!(access < table && table < page.find("<details>").unwrap());

    let long: String = (0..2000)
        .map(|at| format!("The policy says arn:aws:iam::*:mfa/${{aws:username, '{at}'}} here.\n\n"))
        .collect();
    let page = check(&Sandbox::repository(&[("a.md", &long)]), "markdown");
    assert!(page.chars().count() < 65_536);
    assert!(page.contains(" omitted\n"), "{}", &page[page.len() - 300..]);
    assert!(page.contains("2000 manual"), "{}", &page[..300]);
}

#[test]
fn the_body_of_a_pull_request_says_what_was_delivered() {
    let repo = hostile();
    let body = repo.home().join("body.md");
    let body = body.to_str().unwrap();
    let fix = ["fix", "--yes", "--devices", "none", "--pr-body", body];
    let (code, _, err) = repo.run(&fix);
    assert_eq!((code, err.as_str()), (1, ""));
    let page = std::fs::read_to_string(body).unwrap();
    assert!(
        page.starts_with("## mfa-migrate: 2 rewrites in 2 files, 2 left\n"),
        "{page}"
    );
    assert!(page.contains("1 review: the owner"), "{page}");
    assert!(page.contains("1 manual: a person"), "{page}");
    assert!(
        repo.git(&["show", "mfa-migrate:wide/日本 1.json"])
            .contains(&migrated(POLICY))
    );
    let fix = [
        "fix",
        "--yes",
        "--branch",
        "x",
        "--pr-body",
        "/nowhere/body.md",
    ];
    let (code, _, err) = repo.run(&fix);
    assert_eq!(code, 2);
    assert!(err.contains("--pr-body"), "{err}");
    assert!(!repo.has_branch("x"));
}

/// Every format but JSON, which has a field of its own, names what a rewrite does to access.
#[test]
fn what_a_rewrite_grants_is_in_each() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    for (format, said) in [
        ("human", "safe (grants create)"),
        (
            "short",
            ": safe policy-mfa-resource: grants create: Users may now",
        ),
        (
            "github",
            "policy-mfa-resource (safe)::grants create: Users may now",
        ),
        (
            "gitlab",
            "\"description\": \"grants create: Users may now create",
        ),
        ("sarif", "\"text\": \"grants create: Users may now create"),
        ("sarif", "\"access\": \"grants create\""),
        (
            "markdown",
            "| policy-mfa-resource | grants create\\: Users may now",
        ),
    ] {
        let out = check(&repo, format);
        assert!(out.contains(said), "{format}: {said}\n{out}");
    }
}

/// What says the same of many places is one row.
#[test]
fn markdown_says_the_same_once() {
    let repo = Sandbox::repository(&[]);
    for at in 0..14 {
        repo.write(&format!("{at:02}.json"), POLICY);
    }
    let page = check(&repo, "markdown");
    let rows: Vec<&str> = page
        .lines()
        .filter(|line| line.contains("| policy-mfa-resource |"))
        .collect();
    let [row] = rows.as_slice() else {
        panic!("{page}");
    };
    assert!(row.starts_with("| 00.json:4<br>01.json:4<br>"), "{row}");
    assert!(row.contains("09.json:4<br>and 4 more |"), "{row}");
    assert!(page.contains("<summary>14 safe: "), "{page}");
}
