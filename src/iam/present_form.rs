//! AWS's present form of a statement that governs devices and their user together: to create a device is granted on devices of
//! any name, the rest on the user, to deactivate a device only when signed in with MFA, and to delete one no more.
//!
//! Source: IAM User Guide, reference_policies_examples_iam_mfa-selfmanage and
//! reference_policies_examples_aws_my-sec-creds-self-manage.

use std::borrow::Cow;

use super::action::{Actions, DEACTIVATE, DELETE, GOVERNED, covers};
use super::condition::{Condition, Level, MFA};
use super::difference::{self, Difference};
use super::effect::{Effect, Element};
use super::pattern::{Key, Pattern, USERNAME, Variables};
use super::policy::{Change, Changed, Policy, PolicyResource, Statement};

/// The operator, the key and the value by which AWS asks for MFA.
pub const WITH_MFA: [&str; 3] = ["Bool", MFA, "true"];

/// A part of the form, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What is checked against a device.
    Devices,
    /// What is checked against the user.
    User,
    /// What is checked against the user, and granted only when signed in with MFA.
    UserWithMfa,
}

impl Part {
    /// All parts.
    pub const ALL: [Part; 3] = [Part::Devices, Part::User, Part::UserWithMfa];

    /// What its statement's `Sid` ends in.
    pub fn suffix(self) -> &'static str {
        match self {
            Part::Devices => "Devices",
            Part::User => "User",
            Part::UserWithMfa => "UserWithMFA",
        }
    }
}

/// Why a statement isn't given the form.
pub type Because = Cow<'static, str>;

/// The statements of the form, one for each of its parts that has an action, where the resource is rewritten to `devices`.
///
/// # Errors
///
/// Why the form doesn't fit, or would take more away than it means to: `iam:DeleteVirtualMFADevice`, and
/// `iam:DeactivateMFADevice` without MFA.
pub fn of(resource: &PolicyResource, devices: &Pattern) -> Result<Vec<(Part, Statement)>, Because> {
    let statement = resource.statement();
    if statement.effect == Effect::Deny {
        return Err("it denies".into());
    }
    if statement.element == Element::NotResource {
        return Err("it lists what it is not about".into());
    }
    let Actions::Only(actions) = &statement.actions else {
        return Err("it lists what it is not about".into());
    };
    if resource.policy.variables == Variables::Literal {
        return Err("the variable is literal text in a policy of this Version".into());
    }
    if !resource.policy.holding.callers.have_users() {
        return Err("aws:username has no value for those who hold its policy".into());
    }
    if statement.conditions.iter().any(Condition::is_unread) {
        return Err("its Condition could not be read".into());
    }
    let mut users = statement.resources.clone();
    users.remove(resource.resource);
    if let Some(other) = users.iter().find(|other| !is_own_user(other)) {
        return Err(format!("{other} is neither the device nor user/${{{USERNAME}}}").into());
    }
    let has_mfa = statement.conditions.iter().any(wants_mfa);
    let mut placed = Vec::with_capacity(actions.len());
    for action in actions {
        match part_of(action)? {
            Some(Part::UserWithMfa) if has_mfa => placed.push((Part::User, action)),
            Some(part) => placed.push((part, action)),
            None => {}
        }
    }
    let has = |wanted: Part| placed.iter().any(|(part, _)| *part == wanted);
    if !has(Part::Devices) {
        return Err("none of its actions that stay is checked against mfa/".into());
    }
    if !has(Part::User) && !has(Part::UserWithMfa) {
        return Err("none of its actions is checked against user/".into());
    }
    let is_of_mfa = |condition: &Condition| condition.factor().key().is(MFA);
    if has(Part::UserWithMfa) && statement.conditions.iter().any(is_of_mfa) {
        return Err(format!("its Condition tests {MFA} in another way").into());
    }
    let mut divided = Vec::new();
    for part in Part::ALL.into_iter().filter(|part| has(*part)) {
        let of_part = placed.iter().filter(|(other, _)| *other == part);
        let mut conditions = statement.conditions.clone();
        if part == Part::UserWithMfa {
            conditions
                .push(with_mfa("Bool", "true").ok_or("the form's own Condition is not known")?);
        }
        let statement = Statement {
            actions: Actions::Only(of_part.map(|(_, action)| (*action).clone()).collect()),
            resources: match part {
                Part::Devices => vec![devices.clone()],
                Part::User | Part::UserWithMfa => users.clone(),
            },
            conditions,
            ..statement.clone()
        };
        divided.push((part, statement));
    }
    let parts = divided.iter().map(|(_, statement)| statement.clone());
    keeps_the_rest(resource, parts.collect(), actions)?;
    Ok(divided)
}

/// The part that an action belongs to; `None` where the form has no place for it.
fn part_of(action: &str) -> Result<Option<Part>, Because> {
    let is_wild = action.contains(['*', '?']);
    let apart = GOVERNED.iter().chain([&DEACTIVATE]);
    let Some(known) = apart.into_iter().find(|known| covers(action, known)) else {
        return Ok(Some(Part::User));
    };
    if is_wild {
        return Err(format!(
            "the wildcard {action} covers {known}; write out the actions that are meant"
        )
        .into());
    }
    Ok(match *known {
        DELETE => None,
        DEACTIVATE => Some(Part::UserWithMfa),
        _ => Some(Part::Devices),
    })
}

/// Whether a resource is the caller's own user, and nothing else.
fn is_own_user(resource: &Pattern) -> bool {
    let written = resource.to_string();
    let name = written.splitn(6, ':').nth(5);
    let name = name.and_then(|name| name.strip_prefix("user/"));
    name.is_some_and(|name| name.eq_ignore_ascii_case(&format!("${{{USERNAME}}}")))
}

/// Whether a condition is met only by who is signed in with MFA.
fn wants_mfa(condition: &Condition) -> bool {
    let is_met = |level: Level| condition.is_met(&|_| level.clone(), &|_: &Key| None);
    condition.factor().key().is(MFA)
        && is_met(Level::Value("true".to_owned()))
        && !is_met(Level::Value("false".to_owned()))
        && !is_met(Level::Absent)
}

fn with_mfa(operator: &str, value: &str) -> Option<Condition> {
    Condition::read(operator, MFA, &[value.to_owned()], Variables::Expanded)
}

/// Holds the parts against the statement: with what the form means to take away taken from both, nothing is lost.
fn keeps_the_rest(
    resource: &PolicyResource,
    parts: Vec<Statement>,
    actions: &[String],
) -> Result<(), Because> {
    let old = resource.policy.only(resource.statement);
    let new = old.changed(&[Change {
        statement: 0,
        resource: resource.resource,
        changed: Changed::Statement(parts),
    }]);
    let (old, new) = (without_meant(old), without_meant(new));
    let Some(Difference { gained, lost }) = difference::between(&old, &new) else {
        return Err("it has more conditions than are tried here".into());
    };
    if let Some(lost) = lost.first() {
        return Err(format!("{} would be lost", lost.action).into());
    }
    if let Some(more) = gained.iter().find(|more| !GOVERNED.contains(&more.action)) {
        return Err(format!("{} would be granted", more.action).into());
    }
    let of_user = actions
        .iter()
        .filter(|action| !GOVERNED.iter().any(|known| covers(action, known)));
    for action in of_user {
        if !difference::is_same_of_user(&old, &new, action) {
            return Err(format!("{action} would be decided differently").into());
        }
    }
    Ok(())
}

/// A policy that denies what the form means to take away.
fn without_meant(mut policy: Policy) -> Policy {
    let deny = |action: &str, conditions: Vec<Condition>| Statement {
        effect: Effect::Deny,
        actions: Actions::Only(vec![action.to_owned()]),
        element: Element::Resource,
        resources: vec![Pattern::read("*", policy.variables)],
        conditions,
    };
    let without_mfa = with_mfa("BoolIfExists", "false");
    let denied = [
        deny(DELETE, Vec::new()),
        deny(DEACTIVATE, without_mfa.into_iter().collect()),
    ];
    policy.statements.extend(denied);
    policy
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::iam::holding::Holding;

    const DEVICE: &str = "arn:aws:iam::*:mfa/${aws:username}";
    const USER: &str = "arn:aws:iam::*:user/${aws:username}";

    fn statement(actions: &[&str], resources: &[&str], conditions: &[[&str; 3]]) -> Statement {
        let read = |text: &&str| Pattern::read(text, Variables::Expanded);
        Statement {
            effect: Effect::Allow,
            actions: Actions::Only(actions.iter().map(|action| (*action).to_owned()).collect()),
            element: Element::Resource,
            resources: resources.iter().map(read).collect(),
            conditions: conditions
                .iter()
                .map(|[operator, key, value]| {
                    let values = [(*value).to_owned()];
                    Condition::read(operator, key, &values, Variables::Expanded).expect("known")
                })
                .collect(),
        }
    }

    fn divided(statement: Statement) -> Result<Vec<(Part, Vec<String>, usize)>, String> {
        let resource = PolicyResource {
            policy: Arc::new(Policy {
                statements: vec![statement],
                variables: Variables::Expanded,
                is_whole: true,
                holding: Holding::default(),
            }),
            statement: 0,
            resource: 0,
        };
        let devices = Pattern::read("arn:aws:iam::*:mfa/*", Variables::Expanded);
        let parts = of(&resource, &devices).map_err(Cow::into_owned)?;
        let said = |(part, statement): (Part, Statement)| {
            let actions = statement.actions.patterns().to_vec();
            (part, actions, statement.conditions.len())
        };
        Ok(parts.into_iter().map(said).collect())
    }

    #[test]
    fn each_action_goes_where_it_is_checked() {
        let actions = [
            "iam:CreateVirtualMFADevice",
            "iam:DeleteVirtualMFADevice",
            "IAM:deactivatemfadevice",
            "iam:EnableMFADevice",
            "iam:TagMFADevice",
            "iam:ChangePassword",
            "iam:*AccessKey*",
        ];
        let owned = |actions: &[&str]| actions.iter().map(|action| (*action).to_owned()).collect();
        assert_eq!(
            divided(statement(&actions, &[DEVICE, USER], &[])),
            Ok(vec![
                (
                    Part::Devices,
                    owned(&["iam:CreateVirtualMFADevice", "iam:TagMFADevice"]),
                    0
                ),
                (
                    Part::User,
                    owned(&[
                        "iam:EnableMFADevice",
                        "iam:ChangePassword",
                        "iam:*AccessKey*"
                    ]),
                    0
                ),
                (Part::UserWithMfa, owned(&["IAM:deactivatemfadevice"]), 1),
            ])
        );
        // What is granted with MFA only needs no part of its own.
        let with_mfa = [["Bool", MFA, "true"]];
        let parts = divided(statement(&actions[..3], &[DEVICE, USER], &with_mfa));
        let parts = parts.expect("parts");
        assert_eq!(parts.len(), 2);
        assert_eq!(
            parts[1],
            (Part::User, owned(&["IAM:deactivatemfadevice"]), 1)
        );
    }

    #[test]
    fn only_a_condition_that_nobody_else_meets_wants_mfa() {
        for (condition, expected) in [
            (["Bool", MFA, "true"], true),
            (["BoolIfExists", MFA, "true"], false),
            (["Bool", MFA, "false"], false),
            (["Null", MFA, "false"], false),
            (["Bool", "aws:SecureTransport", "true"], false),
        ] {
            let statement = statement(&[], &[], &[condition]);
            assert_eq!(
                wants_mfa(&statement.conditions[0]),
                expected,
                "{condition:?}"
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        let both = ["iam:CreateVirtualMFADevice", "iam:DeactivateMFADevice"];
        for (statement, because) in [
            (
                statement(&["iam:*MFADevice", both[1]], &[DEVICE, USER], &[]),
                "the wildcard iam:*MFADevice covers",
            ),
            (
                statement(&[both[0], "iam:De*"], &[DEVICE, USER], &[]),
                "the wildcard iam:De* covers",
            ),
            (
                statement(&both[..1], &[DEVICE, USER], &[]),
                "checked against user/",
            ),
            (
                statement(&both[1..], &[DEVICE, USER], &[]),
                "checked against mfa/",
            ),
            (
                statement(
                    &["iam:DeleteVirtualMFADevice", both[1]],
                    &[DEVICE, USER],
                    &[],
                ),
                "that stay",
            ),
            (
                statement(&both, &[DEVICE, USER, "arn:aws:iam::*:user/*"], &[]),
                "is neither",
            ),
            (
                statement(
                    &both,
                    &[DEVICE, "arn:aws:iam::*:sms-mfa/${aws:username}"],
                    &[],
                ),
                "is neither",
            ),
            (
                statement(&both, &[DEVICE, USER], &[["BoolIfExists", MFA, "true"]]),
                "in another way",
            ),
            (
                statement(&both, &[DEVICE, USER], &[["Bool", MFA, "false"]]),
                "in another way",
            ),
        ] {
            let refused = divided(statement).expect_err(because);
            assert!(refused.contains(because), "{refused}");
        }
    }

    #[test]
    fn what_would_be_lost_is_noticed() {
        let old = statement(
            &["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
            &[DEVICE, USER],
            &[],
        );
        let resource = PolicyResource {
            policy: Arc::new(Policy {
                statements: vec![old.clone()],
                variables: Variables::Expanded,
                is_whole: true,
                holding: Holding::default(),
            }),
            statement: 0,
            resource: 0,
        };
        let parts = |devices: &[&str], user: &str, actions: &[&str]| {
            vec![
                statement(&["iam:CreateVirtualMFADevice"], devices, &[]),
                statement(actions, &[user], &[]),
            ]
        };
        let held = |parts, actions: &[&str]| {
            let actions: Vec<String> = actions.iter().map(|action| (*action).to_owned()).collect();
            keeps_the_rest(&resource, parts, &actions).map_err(Cow::into_owned)
        };
        let any = "arn:aws:iam::*:mfa/*";
        let enable = ["iam:EnableMFADevice"];
        assert_eq!(held(parts(&[any], USER, &enable), &enable), Ok(()));
        let lost = held(parts(&["arn:aws:iam::*:mfa/x"], USER, &enable), &enable);
        assert_eq!(
            lost,
            Err("iam:CreateVirtualMFADevice would be lost".to_owned())
        );
        let lost = held(parts(&[any], USER, &["iam:GetUser"]), &enable);
        assert_eq!(lost, Err("iam:EnableMFADevice would be lost".to_owned()));
        let more = held(parts(&[any], "*", &enable), &enable);
        assert_eq!(more, Err("iam:EnableMFADevice would be granted".to_owned()));
        let other = held(
            parts(&[any], USER, &["iam:EnableMFADevice", "iam:GetUser"]),
            &["iam:GetUser"],
        );
        assert_eq!(
            other,
            Err("iam:GetUser would be decided differently".to_owned())
        );
    }
}
