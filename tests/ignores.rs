//! `mfa-migrate: ignore[RULE] why`, in the comments of every host that has some.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::Value;
use support::Sandbox;

const SAYS: &str = "mfa-migrate: ignore[policy-mfa-resource] until May";
const ARN: &str = "arn:aws:iam::*:mfa/${aws:username}";

/// How many findings, ignored findings and remarks the files have.
fn counts(report: &Value) -> [usize; 3] {
    ["findings", "ignored", "remarks"]
        .map(|field| report[field].as_array().map_or(0, |entries| entries.len()))
}

/// Checks one file.
fn check(name: &str, text: &str) -> Value {
    let folder = Sandbox::new();
    folder.write(name, text);
    folder.report(&[])
}

/// A host: a file's name, what stands before a comment, what begins and ends it, a line with an ARN in it, and what stands
/// after that.
type Host = (
    &'static str,
    &'static str,
    [&'static str; 2],
    &'static str,
    &'static str,
);

/// Every host that has comments.
const HOSTS: &[Host] = &[
    ("a.json", "{\n", ["// ", ""], r#""Resource": "@""#, "\n}"),
    ("a.json", "{\n", ["/* ", " */"], r#""Resource": "@""#, "\n}"),
    ("a.tf", "", ["# ", ""], r#"a = "@""#, ""),
    ("a.tf", "", ["// ", ""], r#"a = "@""#, ""),
    ("a.tf", "", ["/* ", " */"], r#"a = "@""#, ""),
    ("a.yml", "a:\n", ["  # ", ""], "  b: '@'", ""),
    ("a.sh", "", ["# ", ""], "a='@'", ""),
    (".env", "", ["# ", ""], "a='@'", ""),
    ("a.fish", "", ["# ", ""], "set a '@'", ""),
    ("a.py", "", ["# ", ""], "a = '@'", ""),
    ("a.ts", "", ["// ", ""], "const a = '@';", ""),
    ("a.js", "", ["/* ", " */"], "const a = '@';", ""),
    ("a.go", "package a\n", ["// ", ""], r#"var a = "@""#, ""),
    (
        "A.java",
        "class A {\n",
        ["/* ", " */"],
        r#"String a = "@";"#,
        "\n}",
    ),
    (
        "A.java",
        "class A {\n",
        ["// ", ""],
        r#"String a = "@";"#,
        "\n}",
    ),
    (
        "A.cs",
        "class A {\n",
        ["// ", ""],
        r#"string a = "@";"#,
        "\n}",
    ),
    ("a.rb", "", ["# ", ""], "a = '@'", ""),
    ("a.ps1", "", ["# ", ""], "$a = '@'", ""),
    ("a.ps1", "", ["<# ", " #>"], "$a = '@'", ""),
    ("a.ini", "[a]\n", ["; ", ""], "b = @", ""),
    ("a.properties", "", ["# ", ""], "b = @", ""),
    ("a.toml", "", ["# ", ""], "a = '@'", ""),
    ("Makefile", "", ["# ", ""], "A = @", ""),
    ("Dockerfile", "FROM a\n", ["# ", ""], "ENV A='@'", ""),
    ("a.md", "", ["<!-- ", " -->"], "It says `@` here.", ""),
    (
        "a.html",
        "<p>\n",
        ["<!-- ", " -->"],
        "It says \"@\" here.",
        "",
    ),
    ("a.xml", "<p>\n", ["<!-- ", " -->"], "<b>@</b>", "\n</p>"),
    ("a.rst", "", [".. ", ""], "It says ``@`` here.", ""),
    ("a.json.j2", "", ["{# ", " #}"], r#"{"Resource": "@"}"#, ""),
    (
        "a.json.erb",
        "",
        ["<%# ", " %>"],
        r#"{"Resource": "@"}"#,
        "",
    ),
    ("a.php", "<?php\n", ["// ", ""], "$a = '@';", ""),
    ("a.rs", "", ["// ", ""], r#"const A: &str = "@";"#, ""),
    ("a.lua", "", ["-- ", ""], "a = '@'", ""),
    ("a.sql", "", ["-- ", ""], "SELECT '@';", ""),
    ("a.kt", "", ["// ", ""], r#"val a = "@""#, ""),
    ("a.bat", "", ["rem ", ""], "set A=\"@\"", ""),
];

#[test]
fn every_host_has_comments_that_ignore() {
    for (name, before, [open, close], code, after) in HOSTS {
        let code = code.replace('@', ARN);
        let plain = check(name, &format!("{before}{code}{after}\n"));
        let [found, ..] = counts(&plain);
        assert!(found > 0, "{name}: nothing is found in {code}");
        for text in [
            format!("{before}{open}{SAYS}{close}\n{code}{after}\n"),
            format!("{before}{open}{SAYS}{close}\r\n{code}{after}\r\n"),
        ] {
            let report = check(name, &text);
            assert_eq!(counts(&report), [0, found, 0], "{name}: {text}{report:#}");
            assert_eq!(report["ignored"][0]["why"], "until May", "{name}");
            assert_eq!(report["ignored"][0]["ignored_by"], "comment");
            assert_eq!(report["summary"]["ignored"]["comment"], found);
        }
        // A line between them is no line above.
        let text = format!("{before}{open}{SAYS}{close}\n{open}x{close}\n{code}{after}\n");
        assert_eq!(counts(&check(name, &text)), [found, 0, 1], "{name}: {text}");
    }
}

#[test]
fn a_comment_behind_code_is_for_its_own_line() {
    for (name, begin, end) in [
        ("a.py", "x = [\n", "]\n"),
        ("a.tf", "x = [\n", "]\n"),
        ("a.rb", "x = [\n", "]\n"),
        ("a.yml", "x: [\n", "]\n"),
    ] {
        let text = format!("{begin}  '{ARN}', # {SAYS}\n  '{ARN}x',\n{end}").replace('\'', "\"");
        let text = match name {
            "a.tf" => text.replace("${", "$${"),
            _ => text,
        };
        let report = check(name, &text);
        assert_eq!(counts(&report), [1, 1, 0], "{name}: {report:#}");
        assert_eq!(report["findings"][0]["line"], 3, "{name}");
    }
}

#[test]
fn a_text_in_a_string_is_no_comment() {
    for (name, text) in [
        ("a.py", format!("a = '''\n# {SAYS}\n'''\nb = '{ARN}'\n")),
        ("a.py", format!("a = '# {SAYS}'; b = '{ARN}'\n")),
        ("a.sh", format!("a='# {SAYS}'; b='{ARN}'\n")),
        ("a.yml", format!("a: 'x # {SAYS}'\nb: '{ARN}'\n")),
        ("a.json", format!(r#"{{"a": "// {SAYS}", "b": "{ARN}"}}"#)),
        ("a.js", format!("a = `/* {SAYS} */`; b = '{ARN}'\n")),
        ("a.rs", format!("f(\"// {SAYS}\", \"{ARN}\");\n")),
        ("a.md", format!("`<!-- {SAYS} -->` `{ARN}`\n")),
        ("a.txt", format!("{SAYS}\n{ARN}\n")),
    ] {
        let [findings, ignored, remarks] = counts(&check(name, &text));
        assert_eq!(
            (findings > 0, ignored, remarks),
            (true, 0, 0),
            "{name}: {text}"
        );
    }
}

#[test]
fn lines_above_count_in_each_host_around() {
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [
  {{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice",
    "Resource": "{ARN}"}}]}}"#
    );
    let escaped = policy.replace("${", "$${");
    for (name, text) in [
        (
            "a.tf",
            format!("# {SAYS}\nlocals {{\n  # {SAYS}\n  p = <<EOT\n{escaped}\nEOT\n}}\n"),
        ),
        (
            "a.sh",
            format!("# {SAYS}\ncat > x.json <<'EOT'\n{policy}\nEOT\n"),
        ),
        ("a.py", format!("# {SAYS}\np = '''{policy}'''\n")),
        (
            "a.md",
            format!("<!-- {SAYS} -->\n\n```json\n{policy}\n```\n"),
        ),
        (
            "a.md",
            format!("```sh\n# {SAYS}\ncat > x.json <<'EOT'\n{policy}\nEOT\n```\n"),
        ),
        (
            "a.yml",
            format!("# {SAYS}\na: |\n  {}\n", policy.replace('\n', "\n  ")),
        ),
        ("a.rb", format!("# {SAYS}\np = <<~'EOT'\n{policy}\nEOT\n")),
        (
            "a.yml",
            format!(
                "run: |\n  # {SAYS}\n  aws iam put-user-policy \\\n    --policy-document '{ARN}'\n"
            ),
        ),
    ] {
        let [findings, ignored, _] = counts(&check(name, &text));
        assert_eq!((findings, ignored), (0, 1), "{name}: {text}");
    }
}

#[test]
fn what_ignores_nothing_is_said() {
    for (text, kind, says) in [
        (
            format!("# {SAYS}\n"),
            "unused",
            "there is no policy-mfa-resource finding here",
        ),
        (
            format!("# mfa-migrate: ignore[policy-mfa-resource]\na='{ARN}'\n"),
            "without_reason",
            "without a reason",
        ),
        (
            format!("# mfa-migrate: ignore why\na='{ARN}'\n"),
            "malformed",
            "without a rule",
        ),
        (
            format!("# mfa-migrate: ignore[policy-mfa-resorce] why\na='{ARN}'\n"),
            "malformed",
            "did you mean `policy-mfa-resource`?",
        ),
        (
            format!("# mfa-migrate: skip\na='{ARN}'\n"),
            "malformed",
            "unknown instruction",
        ),
        (
            format!("# mfa-migrate: ignore[stale-mfa-serial] why\na='{ARN}'\n"),
            "unused",
            "there is no stale-mfa-serial finding here",
        ),
    ] {
        let folder = Sandbox::new();
        folder.write("a.sh", &text);
        let report = folder.report(&[]);
        let remark = &report["remarks"][0];
        assert_eq!(report["remarks"].as_array().unwrap().len(), 1, "{text}");
        assert_eq!(
            (&remark["kind"], &remark["line"]),
            (&kind.into(), &1.into()),
            "{text}"
        );
        assert!(
            remark["message"].as_str().unwrap().contains(says),
            "{remark}"
        );
        assert_eq!(counts(&report)[1], 0);
        let (_, _, err) = folder.run(&["check"]);
        assert!(err.contains("a.sh:1:3: ") && err.contains(says), "{err}");
        assert_eq!(folder.run(&["check", "--strict"]).0, 1, "{text}");
    }
    // Who speaks of it says nothing.
    let text = "# see `mfa-migrate: ignore[RULE] why`, or about mfa-migrate: x\n";
    assert_eq!(counts(&check("a.sh", text)), [0, 0, 0]);
}

#[test]
fn several_rules_and_several_comments_are_for_one_line() {
    let other = "# mfa-migrate: ignore[stale-mfa-serial] a test account";
    let serial = "aws sts get-session-token --serial-number arn:aws:iam::210987654321:mfa/alice";
    for text in [
        format!(
            "# mfa-migrate: ignore[policy-mfa-resource, stale-mfa-serial] both\n{serial} '{ARN}'\n"
        ),
        format!("# {SAYS}\n{other}\n{serial} '{ARN}'\n"),
        format!("{other}\n# {SAYS}\n{serial} '{ARN}'\n"),
    ] {
        assert_eq!(counts(&check("a.sh", &text)), [0, 2, 0], "{text}");
    }
}

#[test]
fn what_is_ignored_is_not_rewritten_and_its_count_is_said() {
    let statement = |action: &str| {
        format!(
            r#"{{"Effect": "Allow", "Action": "iam:{action}VirtualMFADevice", "Resource": "{ARN}"}}"#
        )
    };
    let policy = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": [\n// {SAYS}\n{},\n{}]}}\n",
        statement("Create"),
        statement("Delete")
    );
    let repo = Sandbox::repository(&[("a.json", &policy)]);
    let (code, out, _) = repo.run(&["check", "-v"]);
    assert_eq!(code, 1);
    assert!(out.contains("ignored: a.json:3:"), "{out}");
    assert!(
        out.contains("policy-mfa-resource (comment: until May)"),
        "{out}"
    );
    assert!(
        out.contains("; ignored: 1 by comments)") || out.contains("; ignored: 1 by comment)"),
        "{out}"
    );
    let (code, out, _) = repo.run(&["fix", "--in-place", "--yes", "--include-review"]);
    assert_eq!(code, 0, "{out}");
    let rewritten = statement("Delete").replace(ARN, "arn:aws:iam::*:mfa/*");
    assert_eq!(
        repo.read("a.json"),
        policy.replace(&statement("Delete"), &rewritten)
    );
    assert_eq!(repo.run(&["check"]).0, 0);
}

#[test]
fn an_entry_stays_where_the_one_that_would_cover_it_is_ignored() {
    let text = format!(
        "{{\"Version\": \"2012-10-17\", \"Statement\": {{\"Effect\": \"Allow\", \"Action\": \"iam:*\", \"Resource\": [\n// {SAYS}\n\"{ARN}\",\n\"arn:aws:iam::123456789012:mfa/${{aws:username}}\"]}}}}\n"
    );
    let repo = Sandbox::repository(&[("a.json", &text)]);
    repo.run(&["fix", "--in-place", "--yes", "--include-review"]);
    assert!(
        repo.read("a.json").contains("123456789012"),
        "{}",
        repo.read("a.json")
    );
}

#[test]
fn hostile_comments_cost_no_more_than_their_length() {
    let many = format!("# {SAYS}\n").repeat(10_000);
    let text = format!(
        "{many}a='{ARN}'\n{}",
        format!("b='{ARN}' # {SAYS}\n").repeat(2_500)
    );
    let report = check("a.sh", &text);
    assert!(counts(&report)[1] > 0);
    let open = "<!--".repeat(100_000);
    check("a.md", &format!("{open}\n{SAYS}\n"));
}
