//! Sentences, on policies in short.

use super::*;
use crate::iam::action::{Actions, CREATE, DELETE};
use crate::iam::condition::Condition;
use crate::iam::effect::Element;
use crate::iam::holder::Holder;
use crate::iam::holding::{Callers, Holding, Power};
use crate::iam::pattern::Variables;
use crate::iam::policy::Statement;

fn statement(effect: Effect, element: Element, actions: &[&str], resources: &[&str]) -> Statement {
    Statement {
        effect,
        actions: Actions::Only(actions.iter().map(|action| (*action).to_owned()).collect()),
        element,
        resources: resources
            .iter()
            .map(|text| Pattern::read(text, Variables::Expanded))
            .collect(),
        conditions: Vec::new(),
    }
}

fn with_mfa(mut statement: Statement, operator: &str, value: &str) -> Statement {
    let condition = Condition::read(
        operator,
        "aws:MultiFactorAuthPresent",
        &[value.to_owned()],
        Variables::Expanded,
    );
    statement.conditions.extend(condition);
    statement
}

/// What the rewrite of the first resource of the first statement changes.
fn access(statements: Vec<Statement>, is_whole: bool) -> Access {
    access_of(statements, is_whole, "*")
}

/// The same where another text takes the name's place.
fn access_of(statements: Vec<Statement>, is_whole: bool, text: &str) -> Access {
    access_in(statements, is_whole, Power::default(), text)
}

/// The same of a policy that has this power.
fn access_held(statements: Vec<Statement>, power: Power) -> Access {
    access_in(statements, true, power, "*")
}

fn access_in(statements: Vec<Statement>, is_whole: bool, power: Power, text: &str) -> Access {
    let part = PolicyPart {
        resource: PolicyResource {
            policy: Arc::new(Policy {
                statements,
                variables: Variables::Expanded,
                is_whole,
                holding: Holding {
                    power,
                    ..Holding::default()
                },
            }),
            statement: 0,
            resource: 0,
        },
        part: PartOf::Resource {
            before: "arn:aws:iam::*:mfa/".to_owned(),
            part: Default::default(),
            after: String::new(),
        },
    };
    of(&[part.rewritten(text)]).remove(0)
}

fn told(statements: Vec<Statement>) -> (String, &'static str) {
    let access = access(statements, true);
    (
        access.sentence.expect("a sentence"),
        access.mark.expect("a mark").name(),
    )
}

const DEVICE: &str = "arn:aws:iam::*:mfa/${aws:username}";

#[test]
fn what_is_gained_is_said() {
    use {Effect::*, Element::*};
    let create = statement(Allow, Resource, &[CREATE], &[DEVICE]);
    assert_eq!(
        told(vec![create.clone()]),
        (
            "users may now create a virtual MFA device with any name".to_owned(),
            "grants create"
        )
    );
    let both = statement(Allow, Resource, &[CREATE, DELETE], &[DEVICE]);
    let deny = with_mfa(
        statement(Deny, Resource, &[DELETE], &["*"]),
        "BoolIfExists",
        "false",
    );
    assert_eq!(
        told(vec![both, deny]),
        (
            "users may now create a virtual MFA device with any name and, when signed in with MFA, delete any virtual device of the account that isn't assigned to a user"
                .to_owned(),
            "grants create + delete"
        )
    );
    let all = statement(Allow, Resource, &["iam:*"], &[DEVICE]);
    assert_eq!(
        told(vec![with_mfa(all, "Bool", "true")]).0,
        "when signed in with MFA, users may now create a virtual MFA device with any name, delete any virtual device of the account that isn't assigned to a user, and tag, untag, or list the tags of any MFA device; the statement names iam:*"
    );
    let tags = statement(Allow, Resource, &["iam:TagMFADevice"], &[DEVICE]);
    assert_eq!(
        told(vec![tags]),
        ("users may now tag any MFA device".to_owned(), "grants tags")
    );
    let delete = statement(Allow, Resource, &[DELETE], &[DEVICE]);
    assert_eq!(told(vec![delete]).1, "grants delete");
}

#[test]
fn what_is_computed_of_a_name_is_not_known() {
    let grant = statement(Effect::Allow, Element::Resource, &[CREATE], &[DEVICE]);
    let access = access_of(vec![grant], true, "\u{FFFC}*");
    assert_eq!(access.mark, Some(Mark::Unknown));
    assert_eq!(
        access.sentence.as_deref(),
        Some("what this grants is not known: a part of the device's name is computed")
    );
}

#[test]
fn what_stays_denied_is_left_out() {
    use {Effect::*, Element::*};
    let own = |resources: &[&str]| {
        let grant = statement(Allow, Resource, &[CREATE], &[DEVICE]);
        told(vec![grant, statement(Deny, Resource, &[CREATE], resources)]).0
    };
    assert_eq!(
        own(&["arn:aws:iam::*:mfa/admin-*"]),
        "users may now create a virtual MFA device with any name (but not devices whose names match admin-*)"
    );
    assert_eq!(
        own(&["arn:aws:iam::*:mfa/a*", "arn:aws:iam::*:mfa/*b"]),
        "users may now create a virtual MFA device with any name (but not devices whose names match *b or whose names match a*)"
    );
}

#[test]
fn what_is_said_of_all_is_said_of_some() {
    use {Effect::*, Element::*};
    let grant = |action| statement(Allow, Resource, &[action], &[DEVICE]);
    let all = access(vec![grant(CREATE)], true);
    let some = access(vec![with_mfa(grant(CREATE), "Bool", "true")], true);
    let other = access(vec![grant(DELETE)], true);
    for (says, other, expected) in [
        (&all, &all, true),
        (&all, &some, true),
        (&some, &some, true),
        (&some, &all, false),
        (&all, &other, false),
    ] {
        assert_eq!(says.says_all_of(other), expected, "{says:?} {other:?}");
    }
}

#[test]
fn what_is_lost_is_said() {
    use {Effect::*, Element::*};
    let grant = statement(Allow, Resource, &["*"], &["*"]);
    let deny = statement(Deny, Resource, &[CREATE], &[DEVICE]);
    assert_eq!(
        told(vec![deny.clone(), grant]),
        (
            "users may no longer create a virtual MFA device with any name".to_owned(),
            "denies more"
        )
    );
}

#[test]
fn no_change_says_why() {
    use {Effect::*, Element::*};
    let create = || statement(Allow, Resource, &[CREATE], &[DEVICE]);
    let why = |statements: Vec<Statement>| {
        let (sentence, mark) = told(statements);
        assert_eq!(mark, "no change");
        sentence
    };
    assert_eq!(
        why(vec![statement(
            Allow,
            Resource,
            &["iam:EnableMFADevice"],
            &[DEVICE]
        )]),
        "no change: none of these actions is checked against mfa/"
    );
    let never = with_mfa(with_mfa(create(), "Bool", "true"), "Null", "true");
    assert_eq!(
        why(vec![never]),
        "no change: this statement's Condition never holds"
    );
    let mut of_roles = create();
    of_roles.conditions.extend(Condition::read(
        "Null",
        USERNAME,
        &["true".to_owned()],
        Variables::Expanded,
    ));
    assert_eq!(
        why(vec![of_roles]),
        "no change: this statement's Condition never holds for users"
    );
    let all = statement(Allow, Resource, &["iam:*"], &["*"]);
    assert_eq!(
        why(vec![create(), all]),
        "no change: another resource or statement grants the same already"
    );
    let deny = statement(Deny, Resource, &["iam:*"], &["*"]);
    assert_eq!(
        why(vec![create(), deny]),
        "no change: what else the policy allows or denies decides already"
    );
    let all = statement(Deny, Resource, &["iam:*"], &["*"]);
    assert_eq!(
        why(vec![statement(Deny, Resource, &[CREATE], &[DEVICE]), all]),
        "no change: the rest of the policy decides the same without it"
    );
}

#[test]
fn an_arn_that_no_device_has_is_said() {
    let device = format!("{DEVICE} ");
    let create = statement(Effect::Allow, Element::Resource, &[CREATE], &[&device]);
    let access = access_of(vec![create], true, "* ");
    let sentence = access.sentence.as_deref();
    assert_eq!(sentence, Some("no change: this ARN matches no device"));
}

#[test]
fn a_name_of_a_user_has_a_value_where_users_hold_the_policy() {
    let create = statement(Effect::Allow, Element::Resource, &[CREATE], &[DEVICE]);
    let all = statement(Effect::Allow, Element::Resource, &["iam:*"], &["*"]);
    let access = access_of(vec![create, all], true, "${aws:username}-*");
    assert_eq!(
        access.sentence.as_deref(),
        Some("no change: another resource or statement grants the same already")
    );
}

#[test]
fn a_policy_that_only_denies_is_told_beside_another() {
    use {Effect::*, Element::*};
    let of = |element| {
        let access = access(vec![statement(Deny, element, &[CREATE], &[DEVICE])], true);
        assert!(access.gained.is_empty() && access.lost.is_empty());
        (access.sentence.expect("a sentence"), access.mark)
    };
    assert_eq!(
        of(Resource),
        (
            "this policy allows nothing; where another one does, users may no longer create a virtual MFA device with any name"
                .to_owned(),
            Some(Mark::DeniesMore)
        )
    );
    assert_eq!(
        of(NotResource),
        (
            "this policy allows nothing; where another one does, users may now create a virtual MFA device with any name"
                .to_owned(),
            Some(Mark::GrantsCreate)
        )
    );
}

#[test]
fn a_boundary_that_only_denies_says_once_that_others_grant() {
    let deny = statement(Effect::Deny, Element::Resource, &[CREATE], &[DEVICE]);
    let access = access_held(vec![deny], Power::Bounds);
    assert_eq!(
        access.sentence.as_deref(),
        Some(
            "this policy allows nothing; where another one does, users may no longer create a virtual MFA device with any name"
        )
    );
}

#[test]
fn a_policy_that_is_read_in_part_is_decided_by_statement() {
    use {Effect::*, Element::*};
    let create = statement(Allow, Resource, &[CREATE], &[DEVICE]);
    let deny = statement(Deny, Resource, &["iam:*"], &["*"]);
    let access = super::tests::access(vec![create, deny], false);
    assert_eq!(access.gained.len(), 1);
    let deny = statement(Deny, NotResource, &[CREATE], &[DEVICE]);
    let exempt = super::tests::access(vec![deny], false);
    assert_eq!(
        exempt.sentence.as_deref(),
        Some(
            "users may now create a virtual MFA device with any name (this statement alone, where others allow it)"
        )
    );
    assert_eq!(
        access.sentence.as_deref(),
        Some("users may now create a virtual MFA device with any name (this statement alone)")
    );
}

#[test]
fn rewrites_of_one_policy_are_decided_together() {
    use {Effect::*, Element::*};
    let policy = Arc::new(Policy {
        statements: vec![
            statement(Allow, Resource, &[CREATE], &[DEVICE]),
            statement(Deny, Resource, &[CREATE], &[DEVICE]),
        ],
        variables: Variables::Expanded,
        is_whole: true,
        holding: Holding::default(),
    });
    let part = |statement| PolicyPart {
        resource: PolicyResource {
            policy: Arc::clone(&policy),
            statement,
            resource: 0,
        },
        part: PartOf::Resource {
            before: "arn:aws:iam::*:mfa/".to_owned(),
            part: Default::default(),
            after: String::new(),
        },
    };
    let (first, second) = (part(0), part(1));
    let both = of(&[first.rewritten("*"), second.rewritten("*")]);
    assert!(
        both.iter()
            .all(|access| access.mark == Some(Mark::NoChange))
    );
    let one = of(&[first.rewritten("*")]);
    assert_eq!(one[0].mark, Some(Mark::GrantsCreate));
    let typed = of(&[first.rewritten("nobody-*")]);
    assert_eq!(
        typed[0].sentence.as_deref(),
        Some("users may now create a virtual MFA device with a name that matches nobody-*"),
        "their own name was denied before"
    );
    let gone = of(&[first.removed()]);
    assert_eq!(gone[0].gained, []);
}

/// What the rewrite of a grant says of its access, for a policy that is held in some way.
fn held(holding: Holding, text: &str, is_whole: bool) -> String {
    let grant = statement(Effect::Allow, Element::Resource, &[CREATE], &[DEVICE]);
    let part = PolicyPart {
        resource: PolicyResource {
            policy: Arc::new(Policy {
                statements: vec![grant],
                variables: Variables::Expanded,
                is_whole,
                holding,
            }),
            statement: 0,
            resource: 0,
        },
        part: PartOf::Resource {
            before: "arn:aws:iam::*:mfa/".to_owned(),
            part: Default::default(),
            after: String::new(),
        },
    };
    let access = of(&[part.rewritten(text)]).remove(0);
    access.sentence.expect("a sentence")
}

#[test]
fn who_gains_is_who_holds_the_policy() {
    let role = Holding {
        callers: Callers::Sessions(Holder::Role),
        power: Power::Grants,
    };
    assert_eq!(
        held(role, "*", true),
        "role sessions may now create a virtual MFA device with any name"
    );
    assert_eq!(
        held(role, "${aws:username}*", true),
        "no change: aws:username has no value for those who hold this policy, so the resource still matches nothing"
    );
    let organization = Holding {
        callers: Callers::UsersAndSessions,
        power: Power::Bounds,
    };
    assert_eq!(
        held(organization, "*", true),
        "users and sessions may now create a virtual MFA device with any name (where another policy grants it)"
    );
    assert_eq!(
        held(organization, "${aws:username}*", false),
        "when signed in as an IAM user, users and sessions may now create a virtual MFA device with a name that begins with their own user name (this statement alone, where another policy grants it)"
    );
}

#[test]
fn beside_a_statement_is_what_its_own_rewrite_does() {
    use {Effect::*, Element::*};
    let denied = statement(Deny, Resource, &[DELETE], &[DEVICE]);
    let policy = Arc::new(Policy {
        statements: vec![
            statement(Allow, Resource, &[CREATE, DELETE], &[DEVICE]),
            with_mfa(denied, "BoolIfExists", "false"),
            statement(Allow, Resource, &["iam:TagMFADevice"], &[DEVICE]),
            statement(Allow, Resource, &["iam:EnableMFADevice"], &[DEVICE]),
        ],
        variables: Variables::Expanded,
        is_whole: true,
        holding: Holding::default(),
    });
    let parts: Vec<PolicyPart> = (0..policy.statements.len())
        .map(|statement| PolicyPart {
            resource: PolicyResource {
                policy: Arc::clone(&policy),
                statement,
                resource: 0,
            },
            part: PartOf::Resource {
                before: "arn:aws:iam::*:mfa/".to_owned(),
                part: Default::default(),
                after: String::new(),
            },
        })
        .collect();
    let rewritten: Vec<Rewritten> = parts.iter().map(|part| part.rewritten("*")).collect();
    let all = by_statement(&rewritten);
    let own = all.iter().map(|access| {
        let own = access.of_statement.as_ref().expect("one of several");
        own.sentence.clone().expect("a sentence")
    });
    assert_eq!(
        own.collect::<Vec<_>>(),
        [
            "users may now create a virtual MFA device with any name and, when not signed in with MFA, delete any virtual device of the account that isn't assigned to a user (but not devices with their own user name) and, when signed in with MFA, delete any virtual device of the account that isn't assigned to a user",
            "when not signed in with MFA, users may no longer delete any virtual device of the account that isn't assigned to a user",
            "users may now tag any MFA device",
            "no change: none of these actions is checked against mfa/",
        ]
    );
    let alone = by_statement(&rewritten[..1]);
    assert_eq!(alone[0].of_statement, None);
}
