//! A policy as the JSON document that IAM takes, written from what was read of it.
//!
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language"; IAM API Reference, SimulateCustomPolicy
//! (PolicyInputList): characters up to U+00FF, so all others are written as `\u` escapes.

use serde_json::{Map, Value, json};

use super::action::Actions;
use super::condition::Condition;
use super::effect::{Effect, Element};
use super::pattern::{HOLE, Variables};
use super::policy::{Policy, Statement};

/// Why a policy can't be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    /// A resource or a condition has something in it that isn't known before the policy is made.
    #[error("something in it is computed where the policy is made")]
    Computed,
    /// A condition was not understood.
    #[error("one of its Conditions could not be read")]
    Condition,
    /// No JSON document can say it.
    #[error("it tests one key twice with the same operator")]
    Repeated,
    /// A statement speaks of no action or of no resource.
    #[error("one of its statements has an empty list")]
    Empty,
}

/// A policy as JSON, in ASCII.
///
/// # Errors
///
/// When what was read of it is no policy that IAM could take.
pub fn text(policy: &Policy) -> Result<String, Unwritable> {
    let statements = policy.statements.iter();
    let statements: Result<Vec<Value>, Unwritable> = statements
        .map(|statement| written(statement, policy.variables))
        .collect();
    let version = match policy.variables {
        Variables::Expanded => "2012-10-17",
        Variables::Literal => "2008-10-17",
    };
    let document = json!({"Version": version, "Statement": statements?}).to_string();
    Ok(in_ascii(&document))
}

fn written(statement: &Statement, variables: Variables) -> Result<Value, Unwritable> {
    let mut written = Map::new();
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    written.insert("Effect".to_owned(), json!(effect));
    let actions = match &statement.actions {
        Actions::Only(_) => "Action",
        Actions::AllBut(_) => "NotAction",
        Actions::Unknown => return Err(Unwritable::Computed),
    };
    let patterns = statement.actions.patterns().iter();
    let patterns: Vec<&str> = patterns.map(|pattern| pattern.trim()).collect();
    written.insert(actions.to_owned(), json!(patterns));
    let resources = match statement.element {
        Element::Resource => "Resource",
        Element::NotResource => "NotResource",
    };
    if statement.resources.iter().any(|pattern| pattern.has_hole()) {
        return Err(Unwritable::Computed);
    }
    let named = statement.resources.iter();
    let named: Vec<String> = named.map(|pattern| pattern.spelled(variables)).collect();
    if patterns.is_empty() || named.is_empty() {
        return Err(Unwritable::Empty);
    }
    written.insert(resources.to_owned(), json!(named));
    if !statement.conditions.is_empty() {
        written.insert("Condition".to_owned(), conditions(&statement.conditions)?);
    }
    Ok(Value::Object(written))
}

fn conditions(conditions: &[Condition]) -> Result<Value, Unwritable> {
    let mut operators: Map<String, Value> = Map::new();
    for condition in conditions {
        let condition = condition.written().ok_or(Unwritable::Condition)?;
        if condition.values.iter().any(|value| value.contains(HOLE)) {
            return Err(Unwritable::Computed);
        }
        let is_same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let operator = operators
            .keys()
            .find(|known| is_same(known, &condition.operator))
            .unwrap_or(&condition.operator)
            .clone();
        let keys = operators.entry(operator).or_insert_with(|| json!({}));
        let Value::Object(keys) = keys else {
            return Err(Unwritable::Condition);
        };
        if keys.keys().any(|known| is_same(known, &condition.key)) {
            return Err(Unwritable::Repeated);
        }
        keys.insert(condition.key.clone(), json!(condition.values));
    }
    Ok(Value::Object(operators))
}

/// JSON with `\u` escapes in place of all that isn't ASCII; such signs are in strings only.
fn in_ascii(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::holding::Holding;
    use crate::iam::pattern::Pattern;

    fn statement(resource: &str, variables: Variables) -> Statement {
        Statement {
            effect: Effect::Deny,
            actions: Actions::AllBut(vec![" iam:List* ".to_owned()]),
            element: Element::NotResource,
            resources: vec![Pattern::read(resource, variables)],
            conditions: Vec::new(),
        }
    }

    fn policy(statement: Statement, variables: Variables) -> Policy {
        Policy {
            statements: vec![statement],
            variables,
            is_whole: true,
            holding: Holding::default(),
        }
    }

    fn condition(operator: &str, key: &str, values: &[&str]) -> Condition {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        Condition::read(operator, key, &values, Variables::Expanded).expect("a known operator")
    }

    #[test]
    fn a_policy_is_written_as_it_was_read() {
        let resource = "arn:aws:iam::*:mfa/${aws:username}-é${*}";
        let mut current = statement(resource, Variables::Expanded);
        current.conditions = vec![
            condition("Bool", "aws:SecureTransport", &["true"]),
            condition("bool", "aws:MultiFactorAuthPresent", &["false"]),
            condition("StringLike", "aws:username", &["a*", "b"]),
        ];
        let written = text(&policy(current, Variables::Expanded)).expect("a policy");
        assert!(written.is_ascii(), "{written}");
        let read: Value = serde_json::from_str(&written).expect("JSON");
        let expected = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Deny",
                "NotAction": ["iam:List*"],
                "NotResource": [resource],
                "Condition": {
                    "Bool": {"aws:SecureTransport": ["true"], "aws:MultiFactorAuthPresent": ["false"]},
                    "StringLike": {"aws:username": ["a*", "b"]},
                },
            }],
        });
        assert_eq!(read, expected);
        let resource = "arn:aws:iam::*:mfa/${aws:username}${$}{x}";
        let old = policy(statement(resource, Variables::Literal), Variables::Literal);
        let read: Value = serde_json::from_str(&text(&old).expect("a policy")).expect("JSON");
        assert_eq!(read["Version"], "2008-10-17");
        assert_eq!(read["Statement"][0]["NotResource"][0], resource);
    }

    #[test]
    fn what_no_document_can_say_is_refused() {
        let of = |change: &dyn Fn(&mut Statement)| {
            let mut statement = statement("*", Variables::Expanded);
            change(&mut statement);
            text(&policy(statement, Variables::Expanded))
        };
        let hole = HOLE.to_string();
        assert!(of(&|_| {}).is_ok());
        for (change, expected) in [
            (
                &(|it: &mut Statement| it.resources.clear()) as &dyn Fn(&mut Statement),
                Unwritable::Empty,
            ),
            (
                &|it| it.resources[0] = Pattern::read(&hole, Variables::Expanded),
                Unwritable::Computed,
            ),
            (&|it| it.actions = Actions::Unknown, Unwritable::Computed),
            (
                &|it| it.conditions = vec![Condition::unread("Condition")],
                Unwritable::Condition,
            ),
            (
                &|it| it.conditions = vec![condition("StringLike", "a:b", &[&hole])],
                Unwritable::Computed,
            ),
            (
                &|it| {
                    it.conditions = vec![
                        condition("Bool", "a:b", &["true"]),
                        condition("BOOL", "A:B", &["false"]),
                    ];
                },
                Unwritable::Repeated,
            ),
        ] {
            assert_eq!(of(change), Err(expected));
        }
    }
}
