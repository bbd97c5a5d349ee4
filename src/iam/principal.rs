//! Who asks, by the condition keys that every request has: `aws:PrincipalType` and `aws:PrincipalArn`.
//!
//! Source: IAM User Guide, "AWS global condition context keys" and "IAM JSON policy elements: Principal" (the values of
//! `aws:PrincipalType`: a user's is `User`, that of a role's session `AssumedRole`).

use super::condition::{Condition, Factor, Level};
use super::holding::Callers;
use super::pattern::{Key, USERNAME};
use super::policy::Statement;

/// The key that tells what kind of principal asks.
pub const TYPE: &str = "aws:PrincipalType";
/// The key that tells which.
const ARN: &str = "aws:PrincipalArn";
/// What IAM users are.
pub const USER: &str = "User";
/// What sessions of roles are.
const SESSION: &str = "AssumedRole";
/// The key of an identifier that begins with `AIDA` for users, and with this for roles (IAM User Guide, "IAM identifiers").
const ID: &str = "aws:userid";
const ROLE_ID: &str = "AROA";
/// Keys that no request of a user has: of who came by another identity, and of AWS's services.
const OF_OTHERS: [&str; 3] = [
    "aws:FederatedProvider",
    "aws:SourceIdentity",
    "aws:PrincipalServiceName",
];
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
    if !callers.have_sessions() && of_others(key).is_some() {
        levels.retain(|level| *level == Level::Absent);
    }
    if !callers.have_sessions() && key.is(ID) {
        levels.retain(|level| level.value().is_none_or(|id| !id.starts_with(ROLE_ID)));
    }
    // What can't be compared holds, or it doesn't.
    if !key.is(TYPE) || levels.contains(&Level::Holds) {
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

/// The name of a key that no request of a user has.
fn of_others(key: &Key) -> Option<&'static str> {
    OF_OTHERS.into_iter().find(|name| key.is(name))
}

/// The key whose condition no user meets, where a statement has one.
pub fn of_others_only(statement: &Statement) -> Option<&'static str> {
    let excludes = |condition: &Condition| {
        if let Some(name) = of_others(condition.factor().key()) {
            let is_met = condition.is_met(&|_| Level::Absent, &|_| None);
            return (!is_met).then_some(name);
        }
        let Factor::Key(key) = condition.factor() else {
            return None;
        };
        if key.is(USERNAME) && condition.patterns().is_empty() {
            let is_met = |level: Level| condition.is_met(&|_| level.clone(), &|_| None);
            let is_of_nobody = is_met(Level::Absent) && !is_met(Level::Value("q".to_owned()));
            return is_of_nobody.then_some(USERNAME);
        }
        if key.is(TYPE) {
            let is_met = condition.is_met(&|_| Level::Value(USER.to_owned()), &|_| None);
            return (!is_met).then_some(TYPE);
        }
        let written = condition.written().filter(|_| key.is(ARN) || key.is(ID))?;
        let compares = matches!(
            written.base().as_str(),
            "stringequals" | "stringequalsignorecase" | "stringlike" | "arnequals" | "arnlike"
        );
        let (name, is_other): (_, fn(&str) -> bool) = match key.is(ARN) {
            true => (ARN, is_of_others),
            false => (ID, |id| id.starts_with(ROLE_ID)),
        };
        let mut values = written.values.iter();
        (compares && !written.values.is_empty() && values.all(|value| is_other(value)))
            .then_some(name)
    };
    statement.conditions.iter().find_map(excludes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::action::Actions;
    use crate::iam::effect::{Effect, Element};
    use crate::iam::holder::Holder;
    use crate::iam::pattern::Variables;

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
        assert_eq!(found(ID, Callers::Users, &["AROA", "AIDA"]), ["-", "AIDA"]);
        assert_eq!(found("aws:SourceIdentity", Callers::Users, &["x"]), ["-"]);
        assert_eq!(found("aws:SourceIdentity", role, &["x"]), ["-", "x"]);
    }

    #[test]
    fn some_conditions_no_user_meets() {
        for (operator, key, value, expected) in [
            ("StringEquals", TYPE, "AssumedRole", Some(TYPE)),
            ("StringNotEquals", TYPE, "User", Some(TYPE)),
            ("StringEquals", TYPE, "User", None),
            ("ArnLike", ARN, "arn:aws:iam::*:role/admin", Some(ARN)),
            ("ArnNotLike", ARN, "arn:aws:iam::*:role/admin", None),
            ("ArnLike", ARN, "arn:aws:iam::*:user/a", None),
            ("Null", USERNAME, "true", Some(USERNAME)),
            ("Null", USERNAME, "false", None),
            ("StringLike", USERNAME, "a*", None),
            ("StringLike", ID, "AROA*:*", Some(ID)),
            ("StringLike", ID, "AIDA*", None),
            ("StringEquals", OF_OTHERS[0], "x", Some(OF_OTHERS[0])),
            ("StringEqualsIfExists", OF_OTHERS[0], "x", None),
            ("Null", OF_OTHERS[0], "true", None),
            ("StringEquals", OF_OTHERS[1], "\u{FFFC}", Some(OF_OTHERS[1])),
        ] {
            let values = [value.to_owned()];
            let condition = Condition::read(operator, key, &values, Variables::Expanded);
            let statement = Statement {
                effect: Effect::Allow,
                actions: Actions::Unknown,
                element: Element::Resource,
                resources: Vec::new(),
                conditions: condition.into_iter().collect(),
            };
            assert_eq!(
                of_others_only(&statement),
                expected,
                "{operator} {key} {value}"
            );
        }
    }
}
