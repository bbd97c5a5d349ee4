//! When somebody gains what a statement allows that has some Conditions, and beside which another one denies.

use serde_json::{Value, json};

use crate::iam::action::{Actions, CREATE};
use crate::iam::condition::Condition;
use crate::iam::difference;
use crate::iam::effect::{Effect, Element};
use crate::iam::holding::Holding;
use crate::iam::pattern::{Pattern, Variables};
use crate::iam::policy::{Policy, Statement};

fn statement(effect: Effect, resource: &str, conditions: &Value) -> Statement {
    let operators = conditions.as_object().expect("operators").iter();
    let conditions = operators.flat_map(|(operator, keys)| {
        let keys = keys.as_object().expect("keys").iter();
        keys.map(move |(key, values)| {
            let values = values.as_array().expect("values").iter();
            let values: Vec<String> = values
                .map(|value| value.as_str().expect("a text").to_owned())
                .collect();
            Condition::read(operator, key, &values, Variables::Expanded).expect("known")
        })
    });
    Statement {
        effect,
        actions: Actions::Only(vec![CREATE.to_owned()]),
        element: Element::Resource,
        resources: vec![Pattern::read(resource, Variables::Expanded)],
        conditions: conditions.collect(),
    }
}

/// The claim and the words for it; none where nothing is gained.
fn said(allowed: &Value, denied: Option<&Value>) -> Option<[String; 2]> {
    let policy = |name: &str| {
        let own = statement(
            Effect::Allow,
            &format!("arn:aws:iam::*:mfa/{name}"),
            allowed,
        );
        let denied = denied.map(|conditions| statement(Effect::Deny, "*", conditions));
        Policy {
            statements: [own].into_iter().chain(denied).collect(),
            variables: Variables::Expanded,
            is_whole: true,
            holding: Holding::default(),
        }
    };
    let difference = difference::between(&policy("${aws:username}"), &policy("*")).expect("tried");
    let when = difference.gained.into_iter().next()?.when?;
    Some([when.to_string(), when.clause()])
}

#[test]
fn what_is_excluded_under_the_same_key_is_said() {
    for (allowed, denied, expected) in [
        (
            json!({"StringLike": {"aws:PrincipalTag/t": ["a*"]}, "StringNotLike": {"aws:PrincipalTag/t": ["ab*"]}}),
            None,
            "aws:PrincipalTag/t a* (other than ab*)",
        ),
        (
            json!({"StringLike": {"aws:username": ["dev-*"]}}),
            Some(json!({"StringEquals": {"aws:username": ["dev-anna"]}})),
            "aws:username dev-* (other than dev-anna)",
        ),
        (
            json!({}),
            Some(
                json!({"StringLike": {"aws:username": ["dev-*"]}, "StringNotEquals": {"aws:username": ["dev-anna"]}}),
            ),
            "aws:username not dev-* (other than dev-anna)",
        ),
        // No ARN of a user is one of both.
        (
            json!({"ArnLike": {"aws:PrincipalArn": ["arn:aws:iam::*:user/a/*", "arn:aws:iam::*:user/b/*"]}}),
            None,
            "aws:PrincipalArn arn:aws:iam::*:user/a/* or arn:aws:iam::*:user/b/*",
        ),
    ] {
        let [claim, words] = said(&allowed, denied.as_ref()).expect("something is gained");
        assert_eq!(claim, expected);
        assert_eq!(words, format!("when {expected}"));
    }
}

#[test]
fn a_key_is_there_for_all_tests_of_it_or_for_none() {
    let ip = |operator: &str, range: &str| json!({operator: {"aws:SourceIp": [range]}});
    let two = json!({"IpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}, "NotIpAddress": {"aws:SourceIp": ["10.9.0.0/16"]}});
    let age =
        |operator: &str, seconds: &str| json!({operator: {"aws:MultiFactorAuthAge": [seconds]}});
    for (allowed, denied, claim, words) in [
        (
            two,
            None,
            "aws:SourceIp ipaddress 10.0.0.0/8 and aws:SourceIp not ipaddress 10.9.0.0/16",
            "when aws:SourceIp in 10.0.0.0/8 and aws:SourceIp not in 10.9.0.0/16",
        ),
        (
            ip("NotIpAddress", "10.9.0.0/16"),
            None,
            "aws:SourceIp not ipaddress 10.9.0.0/16 or absent",
            "when aws:SourceIp not in 10.9.0.0/16 or absent",
        ),
        (
            json!({}),
            Some(age("NumericGreaterThan", "60")),
            "aws:MultiFactorAuthAge numericlessthanequals 60 or absent",
            "when aws:MultiFactorAuthAge at most 60 or absent",
        ),
        (
            json!({"Null": {"aws:MultiFactorAuthAge": ["false"]}}),
            Some(age("NumericGreaterThan", "60")),
            "aws:MultiFactorAuthAge numericlessthanequals 60",
            "when aws:MultiFactorAuthAge at most 60",
        ),
        (
            json!({}),
            Some(json!({"StringNotEquals": {"aws:ResourceOrgID": ["${aws:PrincipalOrgID}"]}})),
            "aws:ResourceOrgID stringequals ${aws:PrincipalOrgID}",
            "when aws:ResourceOrgID equals ${aws:PrincipalOrgID}",
        ),
    ] {
        let said = said(&allowed, denied.as_ref()).expect("something is gained");
        assert_eq!(said, [claim, words]);
    }
}
