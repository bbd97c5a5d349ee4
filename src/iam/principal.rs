//! Who asks, by the condition keys that every request has: `aws:PrincipalType` and `aws:PrincipalArn`.
//!
//! Source: IAM User Guide, "AWS global condition context keys" and "IAM JSON policy elements: Principal" (the values of
//! `aws:PrincipalType`: a user's is `User`, that of a role's session `AssumedRole`).

use super::condition::{Condition, Factor, Level};
use super::holding::Callers;
use super::pattern::Key;
use super::policy::Statement;

/// The key that tells what kind of principal asks.
pub const TYPE: &str = "aws:PrincipalType";
/// The key that tells which.
const ARN: &str = "aws:PrincipalArn";
/// What IAM users are.
pub const USER: &str = "User";
/// What sessions of roles are.
const SESSION: &str = "AssumedRole";
/// How many colons the ARN of a user or a role has.
const COLONS: usize = 5;
/// The parts of ARNs of those who are no users.
const OTHERS: [&str; 4] = [":role/", ":assumed-role/", ":federated-user/", ":root"];

/// Whether an ARN, or a pattern for some, is of those who are no users.
fn is_of_others(arn: &str) -> bool {
    OTHERS.iter().any(|part| arn.contains(part))
}

/// The levels of a key, of those that it can have in the requests of some callers.
pub fn possible(key: &Key, callers: Callers, mut levels: Vec<Level>) -> Vec<Level> {
    if key.is(ARN) {
        // No part of such an ARN has a colon in it, though a wildcard stands for any text.
        levels.retain(|level| match level {
            Level::Matching(arn) => arn.matches(':').count() <= COLONS,
            _ => true,
        });
        if !callers.have_sessions() {
            levels.retain(|level| level.value().is_none_or(|arn| !is_of_others(arn)));
        }
        return levels;
    }
    if !key.is(TYPE) {
        return levels;
    }
    levels.retain(|level| level.value().is_some_and(|kind| kind != USER));
    if !callers.have_sessions() {
        levels.clear();
    } else if levels.is_empty() {
        levels.push(Level::Value(SESSION.to_owned()));
    }
    if callers.have_users() {
        levels.push(Level::Value(USER.to_owned()));
    }
    levels
}

/// The key whose condition no user meets, where a statement has one.
pub fn of_others_only(statement: &Statement) -> Option<&'static str> {
    let excludes = |condition: &Condition| {
        let Factor::Key(key) = condition.factor() else {
            return None;
        };
        if key.is(TYPE) {
            let is_met = condition.is_met(&|_| Level::Value(USER.to_owned()), &|_| None);
            return (!is_met).then_some(TYPE);
        }
        let written = condition.written().filter(|_| key.is(ARN))?;
        let compares = matches!(
            written.base().as_str(),
            "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike"
        );
        let mut values = written.values.iter();
        (compares && !written.values.is_empty() && values.all(|arn| is_of_others(arn)))
            .then_some(ARN)
    };
    statement.conditions.iter().find_map(excludes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::holder::Holder;

    #[test]
    fn users_are_users() {
        let levels = |names: &[&str]| -> Vec<Level> {
            let named = names.iter().map(|name| Level::Value((*name).to_owned()));
            std::iter::once(Level::Absent).chain(named).collect()
        };
        let found = |key: &str, callers, names: &[&str]| -> Vec<String> {
            let found = possible(&Key::new(key), callers, levels(names));
            let values = found.iter().map(|level| level.value().unwrap_or("-"));
            values.map(str::to_owned).collect()
        };
        let role = Callers::Sessions(Holder::Role);
        for (callers, expected) in [
            (Callers::Users, vec!["User"]),
            (role, vec!["AssumedRole"]),
            (Callers::UsersAndSessions, vec!["AssumedRole", "User"]),
        ] {
            assert_eq!(found(TYPE, callers, &["AssumedRole"]), expected);
            assert_eq!(found(TYPE, callers, &["User"]), expected);
        }
        let arns = ["arn:aws:iam::1:role/a", "arn:aws:iam::1:user/a"];
        assert_eq!(found(ARN, Callers::Users, &arns), ["-", arns[1]]);
        assert_eq!(found(ARN, role, &arns), ["-", arns[0], arns[1]]);
        assert_eq!(found("aws:x", Callers::Users, &["User"]), ["-", "User"]);
    }
}
