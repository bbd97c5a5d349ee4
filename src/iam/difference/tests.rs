//! Pairs of policies, as JSON in which `D` is the device of the caller's name and `*` what becomes of it.

use serde_json::{Value, json};

use super::*;
use crate::iam::action::Actions;
use crate::iam::condition::Condition;
use crate::iam::effect::{Effect, Element};
use crate::iam::holder::Holder;
use crate::iam::holding::{Callers, Holding};
use crate::iam::pattern::{Pattern, Variables};

const DEVICE: &str = "arn:aws:iam::*:mfa/${aws:username}";
const ANY: &str = "arn:aws:iam::*:mfa/*";

fn texts(value: &Value) -> Vec<String> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    items
        .iter()
        .map(|item| item.as_str().expect("a text").to_owned())
        .collect()
}

fn statement(value: &Value, device: &str, variables: Variables) -> Statement {
    let patterns = |texts: Vec<String>| {
        texts
            .iter()
            .map(|text| Pattern::read(if text == "D" { device } else { text }, variables))
            .collect()
    };
    let (element, resources) = match (value.get("Resource"), value.get("NotResource")) {
        (Some(resources), None) => (Element::Resource, texts(resources)),
        (None, Some(resources)) => (Element::NotResource, texts(resources)),
        _ => panic!("{value}"),
    };
    let mut conditions = Vec::new();
    if let Some(Value::Object(operators)) = value.get("Condition") {
        for (operator, keys) in operators {
            for (key, values) in keys.as_object().expect("keys") {
                let values = texts(values);
                let condition = Condition::read(operator, key, &values, variables);
                conditions.push(condition.expect("a known operator"));
            }
        }
    }
    Statement {
        effect: match value["Effect"].as_str() {
            Some("Allow") => Effect::Allow,
            _ => Effect::Deny,
        },
        actions: match (value.get("Action"), value.get("NotAction")) {
            (Some(actions), None) => Actions::Only(texts(actions)),
            (_, Some(actions)) => Actions::AllBut(texts(actions)),
            _ => panic!("{value}"),
        },
        element,
        resources: patterns(resources),
        conditions,
    }
}

/// The same where sessions ask, who have no user name, or users and sessions do.
fn changes_of(statements: &Value, callers: Callers, new: &str) -> Vec<String> {
    let held = |device: &str| {
        let mut policy = policy(statements, device, Variables::Expanded);
        policy.holding.callers = callers;
        policy
    };
    told(&held(DEVICE), &held(new))
}

fn policy(statements: &Value, device: &str, variables: Variables) -> Policy {
    let statements = statements.as_array().expect("statements").iter();
    Policy {
        statements: statements
            .map(|value| statement(value, device, variables))
            .collect(),
        variables,
        is_whole: true,
        holding: Holding::default(),
    }
}

/// Each change as `+Create any when …`.
fn changes(statements: &Value) -> Vec<String> {
    let old = policy(statements, DEVICE, Variables::Expanded);
    let new = policy(statements, ANY, Variables::Expanded);
    told(&old, &new)
}

fn told(old: &Policy, new: &Policy) -> Vec<String> {
    let difference = between(old, new).expect("few enough requests");
    let tell = |sign: &'static str, changes: &[Change]| {
        changes
            .iter()
            .map(|change| {
                let names = serde_json::to_value(&change.names).expect("a text");
                let action = change.action.trim_start_matches("iam:");
                let when = change.when.as_ref();
                let when = when.map_or_else(String::new, |when| format!(" if {when}"));
                let names = names.as_str().expect("a text");
                let but: Vec<&str> = change
                    .except
                    .iter()
                    .filter_map(|except| match except {
                        Names::Matching(pattern) => Some(pattern.as_str()),
                        _ => None,
                    })
                    .collect();
                let but = match but.is_empty() {
                    true => String::new(),
                    false => format!(" but {}", but.join(", ")),
                };
                format!("{sign}{action} {names}{but}{when}")
            })
            .collect::<Vec<_>>()
    };
    [tell("+", &difference.gained), tell("-", &difference.lost)].concat()
}

const CREATE: &str = "iam:CreateVirtualMFADevice";
const DELETE: &str = "iam:DeleteVirtualMFADevice";

#[test]
fn a_grant_alone_is_gained() {
    let grant = json!([{"Effect": "Allow", "Action": [CREATE, DELETE, "iam:EnableMFADevice"], "Resource": ["D", "arn:aws:iam::*:user/${aws:username}"]}]);
    assert_eq!(
        changes(&grant),
        ["+CreateVirtualMFADevice any", "+DeleteVirtualMFADevice any"]
    );
    let user = json!([{"Effect": "Allow", "Action": ["iam:EnableMFADevice"], "Resource": "D"}]);
    assert_eq!(changes(&user), [""; 0]);
    let all = json!([{"Effect": "Allow", "Action": "*", "Resource": "D"}]);
    assert_eq!(changes(&all).len(), GOVERNED.len());
}

#[test]
fn what_another_statement_grants_is_not_gained() {
    for beside in [
        json!({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}),
        json!({"Effect": "Allow", "NotAction": "s3:*", "Resource": "arn:aws:iam::????????????:mfa/*"}),
        json!({"Effect": "Allow", "Action": CREATE, "NotResource": "arn:aws:iam::*:user/*"}),
    ] {
        let both = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}, beside]);
        assert_eq!(changes(&both), [""; 0], "{beside}");
    }
    let tags = json!([
        {"Effect": "Allow", "Action": "iam:ListMFADeviceTags", "Resource": "D"},
        {"Effect": "Allow", "Action": "iam:List*", "Resource": "*"}
    ]);
    assert_eq!(changes(&tags), [""; 0]);
    for beside in ["arn:aws:iam::*:mfa/?", "arn:aws:iam::*:MFA/*"] {
        let both = json!([{"Effect": "Allow", "Action": CREATE, "Resource": ["D", beside]}]);
        assert_eq!(changes(&both), ["+CreateVirtualMFADevice any"], "{beside}");
    }
}

#[test]
fn what_is_denied_beside_it_is_not_gained() {
    for beside in [
        json!({"Effect": "Deny", "Action": "iam:*Virtual*", "Resource": "*"}),
        json!({"Effect": "Deny", "NotAction": "iam:GetUser", "Resource": "*"}),
        json!({"Effect": "Deny", "Action": CREATE, "NotResource": "arn:aws:iam::*:user/*"}),
    ] {
        let both = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}, beside]);
        assert_eq!(changes(&both), [""; 0], "{beside}");
    }
    let excluding = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}},
        {"Effect": "Deny", "Action": CREATE, "Resource": "*", "Condition": {"StringLike": {"aws:requestedregion": "us-*"}}}
    ]);
    assert_eq!(changes(&excluding), [""; 0]);
    let network = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
        {"Effect": "Deny", "Action": CREATE, "Resource": "*", "Condition": {"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}}}
    ]);
    assert_eq!(changes(&network), [""; 0]);
}

#[test]
fn two_edits_may_cancel() {
    for both in [
        json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}, {"Effect": "Deny", "Action": CREATE, "Resource": "D"}]),
        json!([{"Effect": "Allow", "Action": CREATE, "NotResource": "D"}, {"Effect": "Allow", "Action": CREATE, "Resource": "D"}]),
    ] {
        assert_eq!(changes(&both), [""; 0], "{both}");
    }
}

#[test]
fn conditions_limit_a_gain() {
    let with = |operator: &str, value: &str| {
        json!([
            {"Effect": "Allow", "Action": DELETE, "Resource": "D"},
            {"Effect": "Deny", "NotAction": "iam:Create*", "Resource": "*", "Condition": {operator: {"aws:MultiFactorAuthPresent": value}}}
        ])
    };
    assert_eq!(
        changes(&with("BoolIfExists", "false")),
        ["+DeleteVirtualMFADevice any if aws:MultiFactorAuthPresent true"]
    );
    assert_eq!(
        changes(&with("Bool", "false")),
        ["+DeleteVirtualMFADevice any if aws:MultiFactorAuthPresent true or absent"]
    );
    let own = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]);
    assert_eq!(
        changes(&own),
        ["+CreateVirtualMFADevice any if aws:MultiFactorAuthPresent true"]
    );
    let rest = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
        {"Effect": "Allow", "Action": "iam:*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    ]);
    assert_eq!(
        changes(&rest),
        ["+CreateVirtualMFADevice any if aws:MultiFactorAuthPresent false or absent"]
    );
    let age = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}, "Bool": {"aws:MultiFactorAuthPresent": "false"}}}]);
    assert_eq!(changes(&age), [""; 0], "without MFA there is no age");
    let region = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["a", "b"]}}}]);
    assert_eq!(
        changes(&region),
        ["+CreateVirtualMFADevice any if aws:RequestedRegion not a or b"]
    );
    let two = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"StringEquals": {"aws:RequestedRegion": "a"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}]);
    assert_eq!(
        changes(&two),
        [
            "+CreateVirtualMFADevice any if aws:SourceIp ipaddress 10.0.0.0/8 and aws:RequestedRegion a"
        ]
    );
}

#[test]
fn what_no_value_meets_at_once_grants_nothing() {
    let aged = |condition: Value| json!([{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "D", "Condition": condition}]);
    let age = |value: &str| json!({"aws:MultiFactorAuthAge": value});
    let none = aged(
        json!({"NumericLessThan": age("10"), "NumericGreaterThan": age("20"), "NumericNotEquals": age("5")}),
    );
    assert_eq!(changes(&none), [""; 0]);
    let some = aged(
        json!({"NumericLessThan": age("20"), "NumericGreaterThan": age("10"), "NumericNotEquals": age("15")}),
    );
    assert_eq!(changes(&some).len(), 1);
}

#[test]
fn a_condition_may_compare_two_keys() {
    let compared = json!([{"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "D",
        "Condition": {"StringEquals": {"aws:PrincipalTag/team": "${aws:RequestTag/team}"}}}]);
    assert_eq!(
        changes(&compared),
        [
            "+CreateVirtualMFADevice any if aws:PrincipalTag/team stringequals ${aws:RequestTag/team}"
        ]
    );
}

#[test]
fn not_every_gain_is_of_any_name() {
    let prefixed = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
        {"Effect": "Deny", "Action": CREATE, "NotResource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}-*"]}
    ]);
    assert_eq!(changes(&prefixed), ["+CreateVirtualMFADevice prefixed"]);
    let old = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}]);
    let old_policy = policy(&old, DEVICE, Variables::Expanded);
    let typed = policy(&old, "arn:aws:iam::*:mfa/nobody-*", Variables::Expanded);
    assert_eq!(
        told(&old_policy, &typed),
        [
            "+CreateVirtualMFADevice nobody-*",
            "-CreateVirtualMFADevice own"
        ]
    );
    let widened = policy(
        &old,
        "arn:aws:iam::*:mfa/${aws:username}*",
        Variables::Expanded,
    );
    assert_eq!(
        told(&old_policy, &widened),
        ["+CreateVirtualMFADevice prefixed"]
    );
}

#[test]
fn deny_and_not_resource_take_and_give() {
    let allow = json!({"Effect": "Allow", "Action": "iam:*", "Resource": "*"});
    for (changed, expected) in [
        (
            json!({"Effect": "Deny", "Action": CREATE, "Resource": "D"}),
            "-CreateVirtualMFADevice any",
        ),
        (
            json!({"Effect": "Deny", "Action": CREATE, "NotResource": "D"}),
            "+CreateVirtualMFADevice any",
        ),
    ] {
        assert_eq!(changes(&json!([allow, changed])), [expected]);
        assert_eq!(changes(&json!([changed])), [""; 0], "nothing allows it");
    }
    let less = json!([{"Effect": "Allow", "Action": CREATE, "NotResource": "D"}]);
    assert_eq!(changes(&less), ["-CreateVirtualMFADevice any"]);
}

#[test]
fn an_old_policy_names_nobody() {
    let grant = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}]);
    let old = policy(&grant, DEVICE, Variables::Literal);
    let new = policy(&grant, ANY, Variables::Literal);
    assert_eq!(told(&old, &new), ["+CreateVirtualMFADevice any"]);
    let inert = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "arn:aws:iam::*:mfa/${aws:PrincipalTag/device}"}]);
    let old = policy(&inert, DEVICE, Variables::Expanded);
    let new = policy(&grant, ANY, Variables::Expanded);
    assert_eq!(told(&old, &new), ["+CreateVirtualMFADevice any"]);
}

#[test]
fn the_account_of_the_policy_is_asked_in() {
    let both = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
        {"Effect": "Deny", "Action": CREATE, "Resource": "arn:aws-cn:iam::999999999999:mfa/*"}
    ]);
    let old = policy(
        &both,
        "arn:aws-cn:iam::*:mfa/${aws:username}",
        Variables::Expanded,
    );
    let new = policy(&both, "arn:aws-cn:iam::*:mfa/*", Variables::Expanded);
    assert_eq!(told(&old, &new), [""; 0]);
    let own = policy(
        &both,
        "arn:aws-cn:iam::999999999999:mfa/${aws:username}",
        Variables::Expanded,
    );
    let any = policy(
        &both,
        "arn:aws-cn:iam::999999999999:mfa/*",
        Variables::Expanded,
    );
    assert_eq!(told(&own, &any), [""; 0]);
}

#[test]
fn an_account_or_a_partition_beside_it_is_anybodys() {
    let grant = |resource: &str| json!({"Effect": "Allow", "Action": CREATE, "Resource": resource});
    for beside in [
        json!({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::999999999999:role/Admin"}),
        json!({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws-us-gov:s3:::x"}),
        grant("arn:aws-cn:iam::*:mfa/*"),
        grant("arn:aws:iam::999999999999:mfa/*"),
    ] {
        let device = "arn:aws:iam::111111111111:mfa/${aws:username}";
        let both = json!([beside, grant("D")]);
        let old = policy(&both, device, Variables::Expanded);
        let new = policy(
            &both,
            "arn:aws:iam::111111111111:mfa/*",
            Variables::Expanded,
        );
        assert_eq!(
            told(&old, &new),
            ["+CreateVirtualMFADevice any"],
            "{beside}"
        );
    }
    // Two accounts have it, and others may.
    let shared = json!([
        grant("D"),
        grant("arn:aws:iam::999999999999:mfa/*"),
        grant("arn:aws:iam::111111111111:mfa/*"),
    ]);
    assert_eq!(changes(&shared), ["+CreateVirtualMFADevice any"]);
}

#[test]
fn names_are_told_apart_by_what_patterns_say() {
    let beside = |effect: &str, element: &str, resources: &[&str]| {
        let resources: Vec<String> = resources
            .iter()
            .map(|name| format!("arn:aws:iam::*:{name}"))
            .collect();
        json!([
            {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
            {"Effect": effect, "Action": CREATE, element: resources}
        ])
    };
    for (statements, expected) in [
        (
            beside("Deny", "Resource", &["mfa/z*"]),
            "+CreateVirtualMFADevice any but z*",
        ),
        (
            beside("Deny", "Resource", &["mfa/*-device"]),
            "+CreateVirtualMFADevice any but *-device",
        ),
        (
            beside("Allow", "Resource", &["mfa/??????*"]),
            "+CreateVirtualMFADevice any",
        ),
        (
            beside("Deny", "Resource", &["*/admin-*"]),
            "+CreateVirtualMFADevice any but arn:aws:iam::*:*/admin-*",
        ),
        (
            beside("Deny", "NotResource", &["mfa/*-phone"]),
            "+CreateVirtualMFADevice *-phone",
        ),
        (
            beside("Deny", "Resource", &["mfa/a*", "mfa/*b"]),
            "+CreateVirtualMFADevice any but *b, a*",
        ),
    ] {
        assert_eq!(changes(&statements), [expected], "{statements}");
    }
    let both = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
        {"Effect": "Deny", "Action": CREATE, "NotResource": "arn:aws:iam::*:mfa/*-phone"},
        {"Effect": "Deny", "Action": CREATE, "NotResource": "arn:aws:iam::*:mfa/admin-*"}
    ]);
    assert_eq!(
        changes(&both),
        ["+CreateVirtualMFADevice *-phone and admin-*"]
    );
}

#[test]
fn a_change_has_the_pattern_of_its_names_alone() {
    for (element, expected) in [("NotResource", Some("*-phone")), ("Resource", None)] {
        let statements = json!([
            {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
            {"Effect": "Deny", "Action": CREATE, element: "arn:aws:iam::*:mfa/*-phone"}
        ]);
        let [old, new] =
            [DEVICE, ANY].map(|device| policy(&statements, device, Variables::Expanded));
        let difference = between(&old, &new).expect("few enough requests");
        let patterns = difference.gained.iter().map(|change| &change.pattern);
        let patterns: Vec<_> = patterns.map(Option::as_deref).collect();
        assert_eq!(patterns, [expected], "{element}");
    }
}

#[test]
fn values_are_told_apart_by_what_conditions_say() {
    let with = |operator: &str, value: &str| json!({operator: {"aws:PrincipalTag/team": value}});
    let two = |own: Value, beside: Value| {
        json!([
            {"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": own},
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": beside}
        ])
    };
    assert_eq!(
        changes(&two(with("StringLike", "a*"), with("StringLike", "aq*"))),
        ["+CreateVirtualMFADevice any if aws:PrincipalTag/team a* (other than aq*)"]
    );
    assert_eq!(
        changes(&two(with("StringLike", "a*"), with("StringLike", "*q"))),
        ["+CreateVirtualMFADevice any if aws:PrincipalTag/team a* (other than *q)"]
    );
    let of_names = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"StringLike": {"aws:username": "z*"}}}]);
    assert_eq!(
        changes(&of_names),
        ["+CreateVirtualMFADevice any if aws:username z*"]
    );
    let age =
        |operator: &str, seconds: &str| json!({operator: {"aws:MultiFactorAuthAge": seconds}});
    let ages = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": age("NumericLessThan", "300")},
        {"Effect": "Allow", "Action": CREATE, "Resource": "*", "Condition": age("NumericLessThan", "3600")}
    ]);
    assert_eq!(changes(&ages), [""; 0]);
    // What a variable stands for is tried as the conditions name it.
    let tagged = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "arn:aws:iam::*:mfa/${aws:PrincipalTag/team}-*"},
        {"Effect": "Deny", "Action": CREATE, "Resource": "D", "Condition": with("StringEquals", "red")}
    ]);
    assert_eq!(
        changes(&tagged),
        ["-CreateVirtualMFADevice ${aws:PrincipalTag/team}-* if aws:PrincipalTag/team red"]
    );
}

#[test]
fn a_condition_that_is_not_known_is_said_as_one() {
    let of = |conditions: Vec<Condition>| {
        let grant = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}]);
        let [old, new] = [DEVICE, ANY].map(|device| {
            let mut policy = policy(&grant, device, Variables::Expanded);
            policy.statements[0].conditions = conditions.clone();
            policy
        });
        let gained = between(&old, &new).expect("few enough").gained;
        let when = gained[0].when.as_ref().expect("a limit");
        (when.clause(), when.to_string())
    };
    let computed = Condition::read(
        "Bool",
        "aws:MultiFactorAuthPresent",
        &["\u{FFFC}".to_owned()],
        Variables::Expanded,
    );
    assert_eq!(
        of(vec![computed.expect("a known operator")]),
        (
            "when the condition on aws:MultiFactorAuthPresent, whose value is computed, holds"
                .to_owned(),
            "aws:MultiFactorAuthPresent bool …".to_owned()
        )
    );
    assert_eq!(
        of(vec![Condition::unread("Condition")]).0,
        "when a condition that couldn't be read holds"
    );
}

#[test]
fn too_many_conditions_are_not_tried() {
    let mut keys = serde_json::Map::new();
    for at in 0..12 {
        keys.insert(format!("aws:RequestTag/{at}"), json!(["a", "b"]));
    }
    let many = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"StringEquals": keys}}]);
    let old = policy(&many, DEVICE, Variables::Expanded);
    assert_eq!(between(&old, &old), None);
}

#[test]
fn a_session_has_no_user_name() {
    let role = Callers::Sessions(Holder::Role);
    let grant = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}]);
    let prefixed = "arn:aws:iam::*:mfa/${aws:username}*";
    assert_eq!(
        changes_of(&grant, role, ANY),
        ["+CreateVirtualMFADevice any"]
    );
    assert_eq!(changes_of(&grant, role, prefixed), [""; 0]);
    // The Deny exempts no device of a session, as it names none.
    let own = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D"},
        {"Effect": "Deny", "Action": CREATE, "NotResource": "arn:aws:iam::*:mfa/${aws:username}-*"},
    ]);
    assert_eq!(changes(&own), ["+CreateVirtualMFADevice prefixed"]);
    assert_eq!(changes_of(&own, role, ANY), [""; 0]);
    let denied = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "*"},
        {"Effect": "Deny", "Action": CREATE, "Resource": "D"},
    ]);
    assert_eq!(
        changes_of(&denied, role, ANY),
        ["-CreateVirtualMFADevice any"]
    );
    let default = "arn:aws:iam::*:mfa/${aws:username, 'x'}*";
    assert_eq!(
        changes_of(&grant, role, default),
        ["+CreateVirtualMFADevice ${aws:username, 'x'}*"]
    );
}

#[test]
fn users_and_sessions_are_told_apart() {
    let both = Callers::UsersAndSessions;
    let grant = json!([{"Effect": "Allow", "Action": CREATE, "Resource": "D"}]);
    assert_eq!(
        changes_of(&grant, both, ANY),
        ["+CreateVirtualMFADevice any"]
    );
    assert_eq!(
        changes_of(&grant, both, "arn:aws:iam::*:mfa/${aws:username}*"),
        ["+CreateVirtualMFADevice prefixed if aws:username present"]
    );
    let named = json!([
        {"Effect": "Allow", "Action": CREATE, "Resource": "D", "Condition": {"StringEquals": {"aws:username": "jane"}}},
    ]);
    assert_eq!(
        changes_of(&named, both, ANY),
        ["+CreateVirtualMFADevice any if aws:username jane"]
    );
    let role = Callers::Sessions(Holder::Role);
    assert_eq!(changes_of(&named, role, ANY), [""; 0]);
}
