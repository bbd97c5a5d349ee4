//! `--verify` against a stub that answers over HTTP as AWS's policy simulator: right ones by somebody else's evaluator, and
//! wrong and strange ones by its own rules.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use support::aws::{ACCOUNT, nowhere_else};
use support::evaluator::Evaluator;
use support::policies::policies;
use support::simulator::{Asked, decided, decided_together};
use support::stub::{Answer, Stub};
use support::{DENY, POLICY, Sandbox, migrated, report_schema};

const SIMULATE: &str = "SimulateCustomPolicy";
const GOVERNED: usize = 5;
const SECRETS: [(&str, &str); 3] = [
    ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
    ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMIK7MDENG"),
    ("AWS_SESSION_TOKEN", "SESSIONTOKENSECRET"),
];

/// A policy whose rewrite is safe, beside one that is to be reviewed; only together they change something.
const BOTH: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"},
    {"Effect": "Deny", "Action": "iam:TagMFADevice", "NotResource": "arn:aws:iam::*:mfa/${aws:username}"}
  ]
}
"#;

fn environment(stub: &Stub) -> Vec<(String, String)> {
    let mut environment = nowhere_else(stub.endpoint());
    environment.extend(SECRETS.map(|(name, value)| (name.to_owned(), value.to_owned())));
    environment
}

/// A simulator that answers by a rule.
fn simulator(answer: impl Fn(&Asked) -> Answer + Send + Sync + 'static) -> Stub {
    Stub::start(move |form| match form["Action"].as_str() {
        "GetCallerIdentity" => Answer::identity(),
        SIMULATE => answer(&Asked::of(form)),
        action => panic!("{action}"),
    })
}

/// One that decides by a rule.
fn deciding(rule: impl Fn(&Asked, &str, &str) -> bool + Send + Sync + 'static) -> Stub {
    simulator(move |asked| decided(&by(asked, &rule), None))
}

fn by(asked: &Asked, rule: &impl Fn(&Asked, &str, &str) -> bool) -> Vec<((String, String), bool)> {
    let pairs = asked.pairs().into_iter();
    pairs
        .map(|(action, resource)| {
            let is_allowed = rule(asked, &action, &resource);
            ((action, resource), is_allowed)
        })
        .collect()
}

/// What is right of [`POLICY`]: its user may create a device, before of the own name and then of any.
fn right(asked: &Asked, action: &str, resource: &str) -> bool {
    let own = asked.value("aws:username").unwrap();
    let is_own = resource.ends_with(&format!(":mfa/{own}"));
    action == "iam:CreateVirtualMFADevice" && (is_own || !asked.is_old())
}

/// One that decides as the independent evaluator does.
fn evaluating() -> Stub {
    let evaluator = Mutex::new(Evaluator::new());
    simulator(move |asked| {
        let context = asked.context();
        let pairs = asked.pairs();
        let requests: Vec<Value> = pairs
            .iter()
            .map(|(action, resource)| {
                json!({"action": action, "resource": resource, "context": context})
            })
            .collect();
        let decisions = evaluator.lock().unwrap().decide(&asked.policy, &requests);
        let decisions: Vec<_> = pairs.into_iter().zip(decisions).collect();
        decided(&decisions, None)
    })
}

fn report(text: &str) -> Value {
    report_schema::read(text.as_bytes())
}

const CHECK: [&str; 4] = ["check", "--format", "json", "--verify"];

/// What is said of each finding's verification.
fn verifications(report: &Value) -> Vec<&Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| &finding["access"]["verification"])
        .collect()
}

fn taken(report: &Value) -> usize {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["outcome"] == "taken")
        .count()
}

#[test]
fn an_independent_simulator_agrees_on_policies_of_every_kind() {
    let stub = evaluating();
    let repo = policies(120);
    let (code, out, err) = repo.run_with(&environment(&stub), &CHECK);
    assert_eq!((code, err.as_str()), (1, ""));
    let report = report(&out);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (finding, said) in report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .zip(verifications(&report))
    {
        if finding["after"].is_null() {
            continue;
        }
        let result = said["result"].as_str().unwrap_or("none");
        assert_ne!(result, "differs", "{}: {said:#}", finding["path"]);
        *counts.entry(result).or_default() += 1;
    }
    assert!(counts["agrees"] > 120, "{counts:?}");
    let summary = &report["summary"]["by_verification"];
    assert_eq!(summary["agrees"].as_u64().unwrap(), counts["agrees"] as u64);
    let requests = stub.requests(SIMULATE);
    let distinct: BTreeSet<_> = requests.iter().collect();
    assert_eq!(requests.len(), distinct.len(), "each call is made once");
    assert!(stub.most_at_once() <= 8, "{}", stub.most_at_once());
}

#[test]
fn an_independent_simulator_agrees_on_what_is_read_of_other_hosts() {
    let stub = evaluating();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cases");
    let repo = Sandbox::repository(&[]);
    let args = [&CHECK[..], &["--no-config", cases.to_str().unwrap()]].concat();
    let (_, out, _) = repo.run_with(&environment(&stub), &args);
    let report = report(&out);
    let mut agreeing: BTreeSet<&str> = BTreeSet::new();
    for finding in report["findings"].as_array().unwrap() {
        let said = &finding["access"]["verification"];
        assert_ne!(said["result"], "differs", "{}: {said:#}", finding["path"]);
        if said["result"] == "agrees" {
            agreeing.insert(finding["language"].as_str().unwrap());
        }
    }
    for language in ["json", "hcl", "yaml", "python", "typescript"] {
        assert!(agreeing.contains(language), "{language}: {agreeing:?}");
    }
}

#[test]
fn both_policies_are_asked_about_in_each_situation_with_few_calls() {
    let stub = deciding(right);
    let policy = POLICY.replace(
        "\"Resource\"",
        "\"Condition\": {\"BoolIfExists\": {\"aws:MultiFactorAuthPresent\": \"true\"}}, \"Resource\"",
    );
    // The rule of the stub doesn't know the condition, so nothing but the requests is looked at.
    let repo = Sandbox::repository(&[("a.json", &policy), ("b/c.json", &policy)]);
    repo.run_with(&environment(&stub), &CHECK);
    let asked: Vec<Asked> = stub.requests(SIMULATE).iter().map(Asked::of).collect();
    let mut situations: Vec<(bool, Option<&str>)> = asked
        .iter()
        .map(|asked| (asked.is_old(), asked.value("aws:MultiFactorAuthPresent")))
        .collect();
    situations.sort();
    let mfa = [None, Some("false"), Some("true")];
    let expected: Vec<_> = [false, true]
        .into_iter()
        .flat_map(|is_old| mfa.map(|mfa| (is_old, mfa)))
        .collect();
    assert_eq!(situations, expected);
    for asked in &asked {
        assert_eq!(asked.actions.len(), GOVERNED);
        let own = format!("arn:aws:iam::{ACCOUNT}:mfa/zed");
        assert!(asked.resources.contains(&own), "{:?}", asked.resources);
        assert_eq!(asked.resources.len(), 3);
        assert_eq!(asked.value("aws:username"), Some("zed"));
        let old: Value = serde_json::from_str(&policy).unwrap();
        let statement = &asked.policy["Statement"][0];
        assert_eq!(asked.policy["Version"], old["Version"]);
        assert_eq!(statement["Effect"], "Allow");
        let condition = json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": ["true"]}});
        assert_eq!(statement["Condition"], condition);
        for (key, (kind, _)) in &asked.context {
            let expected = match key.as_str() {
                "aws:username" => "string",
                _ => "boolean",
            };
            assert_eq!(kind, expected, "{key}");
        }
    }
    assert_eq!(stub.requests("GetCallerIdentity").len(), 1);
}

#[test]
fn nobody_is_asked_without_the_option_or_without_a_policy() {
    let stub = Stub::start(|form| panic!("{}", form["Action"]));
    let environment = environment(&stub);
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let (_, out, err) = repo.run_with(&environment, &["check", "--format", "json"]);
    assert_eq!(err, "");
    assert!(!out.contains("verification"), "{out}");
    let repo = Sandbox::repository(&[("README.md", "nothing\n")]);
    let (code, _, err) = repo.run_with(&environment, &["check", "--verify"]);
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn what_aws_confirms_is_taken_and_said_in_the_commit() {
    let stub = deciding(right);
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let fix = ["fix", "--yes", "--verify"];
    let (code, out, err) = repo.run_with(&environment(&stub), &fix);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("what AWS says of that: 1 agrees"), "{out}");
    assert_eq!(
        repo.git(&["show", "mfa-migrate:policy.json"]),
        migrated(POLICY)
    );
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(message.contains("with any name; AWS agrees."), "{message}");
    // The policy that is delivered is the one that was asked about before.
    assert_eq!(stub.requests(SIMULATE).len(), 2);
}

#[test]
fn where_aws_says_otherwise_a_person_is_to_look() {
    let wrong = |asked: &Asked, action: &str, resource: &str| {
        right(asked, action, resource) && !resource.ends_with("/q")
    };
    let stub = deciding(wrong);
    let environment = environment(&stub);
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let said = "AWS says otherwise: with the new policy it denies iam:CreateVirtualMFADevice on devices of any other name";
    let (code, out, _) = repo.run_with(&environment, &CHECK);
    assert_eq!(code, 1);
    let found = report(&out);
    let finding = &found["findings"][0];
    assert_eq!(finding["disposition"], "review");
    assert!(finding["reason"].as_str().unwrap().contains(said));
    assert_eq!(
        finding["access"]["verification"],
        json!({
            "result": "differs",
            "decisions": 30,
            "differences": [{
                "policy": "new",
                "action": "iam:CreateVirtualMFADevice",
                "names": "other",
                "when": null,
                "aws": "denied",
            }],
            "why": null,
        })
    );
    assert_eq!(found["summary"]["by_verification"], json!({"differs": 1}));
    for format in ["human", "short", "github", "gitlab", "sarif", "markdown"] {
        let args = ["check", "--verify", "--format", format];
        let (_, out, _) = repo.run_with(&environment, &args);
        let out = out.replace('\\', "");
        let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            out.contains("AWS says otherwise: with the new policy"),
            "{out}"
        );
    }
    let json = ["--format", "json", "--verify"];
    let (code, out, err) = repo.run_with(&environment, &[&["fix", "--yes"], &json[..]].concat());
    assert_eq!((code, taken(&report(&out)), err.as_str()), (1, 0, ""));
    assert!(!repo.has_branch("mfa-migrate"));
    let all = [&["fix", "--yes", "--include-review"], &json[..]].concat();
    let (code, out, err) = repo.run_with(&environment, &all);
    assert_eq!((code, taken(&report(&out))), (1, 1));
    assert!(
        err.contains(&format!("policy.json:4:97: taken, but {said}")),
        "{err}"
    );
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(message.contains("AWS says otherwise"), "{message}");
}

/// With one of its rewrites a policy is another than with both, and is asked about by itself.
#[test]
fn a_policy_of_which_only_a_part_is_taken_is_asked_about_again() {
    let of_both = |asked: &Asked, action: &str, resource: &str| {
        // Both statements of the same form: before, the own device only; afterwards any.
        let text = asked.policy.to_string();
        let is_half = text.contains("mfa/${aws:username}\"") && text.contains("mfa/*\"");
        let own = resource.ends_with(":mfa/zed");
        // Wrong: the Deny is about tags.
        action == "iam:CreateVirtualMFADevice" && (own || (!asked.is_old() && !is_half))
    };
    let stub = deciding(of_both);
    let environment = environment(&stub);
    let repo = Sandbox::repository(&[("policy.json", BOTH)]);
    let (_, out, _) = repo.run_with(&environment, &CHECK);
    for said in verifications(&report(&out)) {
        assert_eq!(said["result"], "agrees", "{said:#}");
    }
    let fix = ["fix", "--yes", "--verify", "--format", "json"];
    let (code, out, _) = repo.run_with(&environment, &fix);
    let left = report(&out);
    assert_eq!((code, taken(&left)), (1, 0));
    let safe = &left["findings"][0];
    assert_eq!(safe["disposition"], "review", "{safe:#}");
    assert_eq!(safe["access"]["verification"]["result"], "differs");
    assert!(!repo.has_branch("mfa-migrate"));
    // The same without anything wrong.
    let stub = evaluating();
    let (code, out, _) = repo.run_with(&self::environment(&stub), &fix);
    let half = report(&out);
    assert_eq!((code, taken(&half)), (1, 1));
    assert_eq!(
        half["findings"][0]["access"]["verification"]["result"],
        "agrees"
    );
    assert_eq!(half["findings"][0]["access"]["mark"], "grants create");
}

#[test]
fn a_call_that_fails_is_said_and_verifies_nothing() {
    let message = "User arn:aws:iam::1:user/SESSIONTOKENSECRET may not";
    let cases: [(Rule, &str, &str); 4] = [
        (
            Box::new(move |_| Answer::error(403, "AccessDenied", message)),
            "iam:SimulateCustomPolicy is denied",
            "the credentials need that permission; README.md has the policy to attach",
        ),
        (
            Box::new(move |_| Answer::error(400, "InvalidInput", message)),
            "AWS doesn't accept the policy (InvalidInput)",
            "validate-policy",
        ),
        (
            Box::new(|asked| {
                let mut decisions = by(asked, &right);
                decisions.pop();
                decided(&decisions, None)
            }),
            "the answer to iam:SimulateCustomPolicy is incomplete",
            "this is not what AWS answers",
        ),
        (
            Box::new(|asked| {
                let mut decisions = by(asked, &right);
                let (pair, is_allowed) = decisions[0].clone();
                decisions.push((pair, !is_allowed));
                decided(&decisions, None)
            }),
            "the answer to iam:SimulateCustomPolicy is incomplete",
            "this is not what AWS answers",
        ),
    ];
    for (answer, says, advises) in cases {
        let stub = simulator(answer);
        let repo = Sandbox::repository(&[("a.json", POLICY), ("b.json", DENY)]);
        let environment = environment(&stub);
        let (code, out, err) = repo.run_with(&environment, &CHECK);
        assert_eq!(code, 1);
        for said in verifications(&report(&out)) {
            assert_eq!(said["result"], "not verified");
            assert_eq!(said["why"], says);
            assert_eq!(said["decisions"], 0);
        }
        assert_eq!(err.matches(says).count(), 1, "{err}");
        assert!(err.contains(advises) && !err.contains("devices"), "{err}");
        for (_, secret) in SECRETS {
            assert!(!out.contains(secret) && !err.contains(secret), "{out}{err}");
        }
        let fix = ["fix", "--yes", "--verify", "--format", "json"];
        let (code, out, _) = repo.run_with(&environment, &fix);
        assert_eq!((code, taken(&report(&out))), (1, 0), "{says}");
        let (code, out, err) =
            repo.run_with(&environment, &[&fix[..], &["--include-review"]].concat());
        assert_eq!((code, taken(&report(&out))), (1, 2), "{says}");
        assert!(err.contains("taken, but not verified with AWS"), "{err}");
    }
}

type Rule = Box<dyn Fn(&Asked) -> Answer + Send + Sync>;

#[test]
fn without_credentials_nothing_is_verified_and_serial_numbers_are_as_ever() {
    let stub = Stub::start(|form| panic!("{}", form["Action"]));
    let script = "aws sts get-session-token --serial-number arn:aws:iam::460216387194:mfa/alice --token-code 123456\n";
    let repo = Sandbox::repository(&[("policy.json", POLICY), ("login.sh", script)]);
    let (code, out, err) = repo.run_with(&nowhere_else(stub.endpoint()), &CHECK);
    assert_eq!(code, 1);
    assert_eq!(
        err.matches("policies could not be verified: no AWS credentials were found; name a profile with --profile\n")
            .count(),
        1,
        "{err}"
    );
    let report = report(&out);
    let of = |rule: &str| {
        let mut findings = report["findings"].as_array().unwrap().iter();
        findings.find(|finding| finding["rule"] == rule).unwrap()
    };
    let policy = of("policy-mfa-resource");
    assert_eq!(policy["disposition"], "review");
    assert_eq!(policy["access"]["verification"]["result"], "not verified");
    assert!(of("stale-mfa-serial")["access"]["verification"].is_null());
}

#[test]
fn throttled_calls_are_tried_again() {
    let refused = AtomicUsize::new(0);
    let stub = simulator(move |asked| match refused.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => Answer::error(400, "Throttling", "Rate exceeded"),
        _ => decided(&by(asked, &right), None),
    });
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    let (_, out, err) = repo.run_with(&environment(&stub), &CHECK);
    assert_eq!(err, "");
    assert_eq!(verifications(&report(&out))[0]["result"], "agrees");
    assert_eq!(stub.requests(SIMULATE).len(), 4);
}

#[test]
fn answers_of_several_pages_and_of_resources_together_are_read() {
    let paged = Stub::start(|form| match form["Action"].as_str() {
        SIMULATE => {
            let decisions = by(&Asked::of(form), &right);
            let (first, second) = decisions.split_at(4);
            match form.get("Marker").map(String::as_str) {
                None => decided(first, Some("more")),
                Some("more") => decided(second, None),
                Some(marker) => panic!("{marker}"),
            }
        }
        _ => Answer::identity(),
    });
    let together = simulator(|asked| decided_together(&by(asked, &right)));
    for stub in [paged, together] {
        let repo = Sandbox::repository(&[("policy.json", POLICY)]);
        let (_, out, err) = repo.run_with(&environment(&stub), &CHECK);
        assert_eq!(err, "");
        let report = report(&out);
        let said = verifications(&report)[0];
        assert_eq!(
            (&said["result"], &said["decisions"]),
            (&json!("agrees"), &json!(30))
        );
    }
}

#[test]
fn a_policy_that_can_not_be_sent_is_not_verified() {
    let stub = deciding(right);
    let computed = POLICY.replace(
        "\"Resource\"",
        "\"Condition\": {\"BinaryEquals\": {\"a:b\": \"QQ==\"}}, \"Resource\"",
    );
    let terraform = r#"data "aws_iam_policy_document" "own" {
  statement {
    actions   = ["iam:CreateVirtualMFADevice"]
    resources = ["arn:aws:iam::*:mfa/&{aws:username}", var.more]
  }
}
"#;
    let repo = Sandbox::repository(&[("a.json", &computed), ("main.tf", terraform)]);
    let (_, out, err) = repo.run_with(&environment(&stub), &CHECK);
    assert_eq!(err, "");
    let report = report(&out);
    let whys: Vec<&str> = verifications(&report)
        .into_iter()
        .map(|said| said["why"].as_str().unwrap())
        .collect();
    assert_eq!(
        whys,
        [
            "no value of a:b is known with which its Condition could be tried",
            "something in it is computed where the policy is made",
        ]
    );
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["disposition"], "review");
    }
    assert_eq!(stub.requests(SIMULATE).len(), 0);
}

/// What AWS says is of all rewrites of a policy: where one of them is left, it is said of the others no more.
#[test]
fn the_prompt_says_what_aws_says_of_what_is_asked() {
    use expectrl::{Eof, Expect, Session};
    let stub = evaluating();
    let repo = Sandbox::repository(&[("policy.json", BOTH)]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mfa-migrate"));
    command
        .args(["fix", "--verify"])
        .current_dir(repo.path())
        .env_clear()
        .envs(repo.environment())
        .envs(environment(&stub));
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(std::time::Duration::from_secs(60)));
    let mut prompt = |key: &str| {
        let found = session.expect("[y,n,a,d,A,e,u,q,x,?]").unwrap();
        let said = String::from_utf8_lossy(found.before()).into_owned();
        session.send(key).unwrap();
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let first = prompt("n");
    assert!(first.contains("; AWS agrees."), "{first}");
    let second = prompt("y");
    assert!(
        second.contains("policy.json:5:") && !second.contains("AWS"),
        "{second}"
    );
    session.expect("[Y/n/u]").unwrap();
    session.send("y").unwrap();
    session.expect(Eof).unwrap();
    // With only the second, the policy is another, and AWS was asked about that before it was delivered.
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(message.contains("; AWS agrees."), "{message}");
}
