//! Changes of small policies, and answers that are right, wrong or missing.

use std::collections::HashMap;

use super::*;
use crate::iam::access::{PartOf, PolicyPart, changed_policies};
use crate::iam::action::Actions;
use crate::iam::effect::{Effect, Element};
use crate::iam::holding::Holding;
use crate::iam::pattern::{Pattern, Variables};
use crate::iam::policy::{PolicyResource, Statement};

const BEFORE_NAME: &str = "arn:aws:iam::*:mfa/";

/// A statement that allows everything on the device of one's own name, under conditions.
fn allow(conditions: Vec<Condition>) -> Statement {
    let resource = format!("{BEFORE_NAME}${{aws:username}}");
    Statement {
        effect: Effect::Allow,
        actions: Actions::Only(vec!["iam:*MFADevice".to_owned()]),
        element: Element::Resource,
        resources: vec![Pattern::read(&resource, Variables::Expanded)],
        conditions,
    }
}

fn condition(operator: &str, key: &str, value: &str) -> Condition {
    Condition::read(operator, key, &[value.to_owned()], Variables::Expanded)
        .expect("a known operator")
}

/// The simulation of a policy of one statement, whose device becomes any.
fn simulation(conditions: Vec<Condition>) -> Result<Simulation, Unaskable> {
    let part = PolicyPart {
        resource: PolicyResource {
            policy: Arc::new(Policy {
                statements: vec![allow(conditions)],
                variables: Variables::Expanded,
                is_whole: true,
                holding: Holding::default(),
            }),
            statement: 0,
            resource: 0,
        },
        part: PartOf::Resource {
            before: BEFORE_NAME.to_owned(),
            part: Default::default(),
            after: String::new(),
        },
    };
    let (policies, _) = changed_policies(&[part.rewritten("*")]);
    let account = Account::new("460216387194").expect("an account");
    Simulation::of(&policies[0], &account)
}

/// Answers that decide as the program does.
fn right(simulation: &Simulation) -> HashMap<Call, Decided> {
    let mut answers: HashMap<Call, Decided> = HashMap::new();
    for asked in &simulation.asked {
        let situation = &simulation.requests.situations[asked.situation];
        for (side, call) in asked.calls.iter().enumerate() {
            let decided = answers.entry(call.clone()).or_default();
            for (number, action) in GOVERNED.iter().enumerate() {
                for (at, name) in simulation
                    .requests
                    .devices(asked.situation)
                    .all
                    .iter()
                    .enumerate()
                {
                    let arn = simulation.requests.arn(name, situation);
                    let is_allowed = simulation.expected[side][number][asked.situation][at];
                    decided.insert(((*action).to_owned(), arn), is_allowed);
                }
            }
        }
    }
    answers
}

fn verified(simulation: &Simulation, answers: &HashMap<Call, Decided>) -> Verification {
    simulation.verified(|call| {
        let answer = answers.get(call);
        answer.ok_or_else(|| "nobody answers".to_owned())
    })
}

fn mfa(operator: &str) -> Condition {
    condition(operator, MFA, "true")
}

#[test]
fn each_situation_is_a_call_for_each_policy() {
    let asked = simulation(vec![mfa("Bool")]).expect("a simulation");
    let contexts: Vec<Vec<(String, Kind, String)>> = asked
        .asked
        .iter()
        .map(|asked| {
            assert_eq!(asked.calls[0].context, asked.calls[1].context);
            assert_ne!(asked.calls[0].policy, asked.calls[1].policy);
            let entries = asked.calls[0].context.iter();
            entries
                .map(|entry| (entry.key.clone(), entry.kind, entry.value.clone()))
                .collect()
        })
        .collect();
    let own = (USERNAME.to_owned(), Kind::Text, "zed".to_owned());
    let with_mfa = |truth: &str| {
        vec![
            (MFA.to_owned(), Kind::Boolean, truth.to_owned()),
            own.clone(),
        ]
    };
    assert_eq!(
        contexts,
        [vec![own.clone()], with_mfa("true"), with_mfa("false")]
    );
    let call = &asked.asked[0].calls[0];
    assert_eq!(
        call.resources,
        ["q", "zed", "zedq"].map(|name| format!("arn:aws:iam::460216387194:mfa/{name}"))
    );
    assert!(
        call.policy.contains("mfa/${aws:username}"),
        "{}",
        call.policy
    );
}

#[test]
fn answers_agree_differ_or_are_missing() {
    let asked = simulation(vec![mfa("Bool")]).expect("a simulation");
    let answers = right(&asked);
    let all = verified(&asked, &answers);
    // Two policies, five actions, three names, three situations.
    assert_eq!((all.result, all.decisions), (Verdict::Agrees, 90));
    assert_eq!(all.to_string(), "AWS agrees");

    let mut denied = answers.clone();
    let new = &asked.asked[1].calls[1];
    let key = (GOVERNED[0].to_owned(), new.resources[0].clone());
    let before = denied.get_mut(new).expect("an answer").insert(key, false);
    assert_eq!(before, Some(true));
    let differs = verified(&asked, &denied);
    assert_eq!(differs.result, Verdict::Differs);
    assert_eq!(
        differs.to_string(),
        "AWS says otherwise: with the new policy it denies iam:CreateVirtualMFADevice on devices of any other name when signed in with MFA"
    );

    let mut missing = answers.clone();
    missing.remove(new);
    let said = verified(&asked, &missing);
    assert_eq!((said.result, said.decisions), (Verdict::NotVerified, 75));
    assert_eq!(said.to_string(), "not verified with AWS: nobody answers");

    let mut incomplete = answers;
    incomplete.get_mut(new).expect("an answer").pop_first();
    let said = verified(&asked, &incomplete);
    assert_eq!((said.result, said.decisions), (Verdict::NotVerified, 89));
}

#[test]
fn a_key_has_a_value_of_its_kind() {
    let values = |conditions: Vec<Condition>, key: &str| {
        let asked = simulation(conditions).expect("a simulation");
        let mut values: Vec<Option<(Kind, String)>> = asked
            .asked
            .iter()
            .map(|asked| {
                let mut entries = asked.calls[0].context.iter();
                let entry = entries.find(|entry| entry.key == key);
                entry.map(|entry| (entry.kind, entry.value.clone()))
            })
            .collect();
        values.sort();
        values
    };
    let some = |kind, value: &str| Some((kind, value.to_owned()));
    let key = "aws:SecureTransport";
    assert_eq!(
        values(vec![condition("Bool", key, "true")], key),
        [
            None,
            some(Kind::Boolean, "false"),
            some(Kind::Boolean, "true")
        ]
    );
    let key = "aws:MultiFactorAuthAge";
    let of_age = vec![
        condition("NumericLessThan", key, "3600"),
        condition("Null", key, "false"),
    ];
    assert_eq!(
        values(of_age, key),
        [None, some(Kind::Number, "3599"), some(Kind::Number, "3600")]
    );
    let key = "aws:PrincipalTag/team";
    assert_eq!(
        values(vec![condition("ForAnyValue:StringLike", key, "a*")], key),
        [None, some(Kind::Texts, "a"), some(Kind::Texts, "q")]
    );
    let key = "aws:SourceIp";
    assert_eq!(
        values(vec![condition("NotIpAddress", key, "192.0.2.0/24")], key),
        [
            None,
            some(Kind::Address, "192.0.2.0"),
            some(Kind::Address, "198.51.100.1")
        ]
    );
}

#[test]
fn what_can_not_be_asked_is_not() {
    let why = |conditions| simulation(conditions).expect_err("a reason").to_string();
    assert_eq!(
        why(vec![condition("BinaryEquals", "a:b", "QQ==")]),
        "no value of a:b is known with which its Condition could be tried"
    );
    assert_eq!(
        why(vec![condition("StringEquals", "a:b", "\u{FFFC}")]),
        "something in it is computed where the policy is made"
    );
    let keys = ["a:a", "a:b", "a:c", "a:d"];
    let many = keys.map(|key| condition("StringEquals", key, "x"));
    assert_eq!(why(many.to_vec()), "it would take more than 100 calls");
    let more: Vec<Condition> = (0..8)
        .map(|at| condition("StringEquals", &format!("a:{at}"), "x"))
        .collect();
    assert_eq!(
        why(more),
        "the policy has more conditions than are tried here"
    );
}

#[test]
fn what_is_checked_against_a_user_is_not_verified() {
    let user = |conditions| Statement {
        effect: Effect::Allow,
        actions: Actions::Only(vec!["iam:DeactivateMFADevice".to_owned()]),
        element: Element::Resource,
        resources: vec![Pattern::read("*", Variables::Expanded)],
        conditions,
    };
    let changed = |old: Vec<Condition>, new: Vec<Condition>| {
        let part = PolicyPart {
            resource: PolicyResource {
                policy: Arc::new(Policy {
                    statements: vec![user(old)],
                    variables: Variables::Expanded,
                    is_whole: true,
                    holding: Holding::default(),
                }),
                statement: 0,
                resource: 0,
            },
            part: PartOf::Statement(vec![user(new)]),
        };
        let (policies, _) = changed_policies(&[part.rewritten("")]);
        let account = Account::new("460216387194").expect("an account");
        let asked = Simulation::of(&policies[0], &account).expect("a simulation");
        let answers = right(&asked);
        verified(&asked, &answers)
    };
    assert_eq!(changed(Vec::new(), Vec::new()).result, Verdict::Agrees);
    let less = changed(Vec::new(), vec![mfa("Bool")]);
    assert_eq!(
        less.to_string(),
        "not verified with AWS: it isn't asked what is checked against a user"
    );
}
