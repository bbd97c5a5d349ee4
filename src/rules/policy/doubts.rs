//! What gives cause to doubt the rewrite of a resource: its policy's version, who holds the policy, what may change the
//! statement. Only what leaves no doubt is safe.

use std::borrow::Cow;

use super::builders::takes_ampersand;
use super::members::entry_name;
use super::statement::Statement;
use super::trail::Trail;
use super::version::Version;
use crate::iam::holder::Holder;
use crate::iam::principal;
use crate::iam::variable::Surrounding;
use crate::rewrite::Names;
use crate::rules::look::Look;
use crate::syntax::{NodeId, Role};

/// What names the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// `${aws:username}`, which IAM fills in.
    Variable,
    /// Something that is filled in before IAM sees the policy.
    Other,
}

type Doubt = Cow<'static, str>;

/// Whether a variable is spelled as some templates and functions need it: `${!…}`, `${{…}}`, `\\${…}`. A JSON file with `$${…}`
/// is one that Terraform fills in, as nothing else has that spelling.
fn is_for_template(variable: &str) -> bool {
    ["\\", "${!", "${{"]
        .iter()
        .any(|sign| variable.starts_with(sign))
}

/// The doubts of a resource: `node` is the string in a statement, and `name` what names the device there.
pub fn of(
    look: &mut Look,
    statement: &Statement,
    node: NodeId,
    name: &str,
    surrounding: &Surrounding,
    by: NamedBy,
) -> Vec<Doubt> {
    let document = look.document;
    let trail = look.trails.of(statement.node);
    let mut doubts: Vec<Doubt> = Vec::new();
    // Where the variable stays, it stays text.
    let live = match look.choices.names {
        Names::Any => ", and this makes the statement live",
        Names::Prefixed => "",
    };
    if by == NamedBy::Variable {
        match statement.version {
            Version::Current | Version::NoPolicy => {}
            Version::WithoutVariables => doubts.push(
                format!("the policy's Version is not 2012-10-17, so the variable was literal text that matched nothing{live}")
                    .into(),
            ),
            Version::Unknown => doubts.push("the policy's Version could not be read".into()),
        }
        if name.starts_with('&') && !takes_ampersand(document, statement.node) {
            doubts.push(
                format!("&{{…}} is a variable only in aws_iam_policy_document; elsewhere it is literal text that matched nothing{live}")
                    .into(),
            );
        }
    }
    if by == NamedBy::Variable && is_for_template(name) && document.is_literal(node) {
        doubts.push(
            format!("spelled so, it is a variable only once a template or a function fills the text in; if none does, it is literal text that matched nothing{live}")
                .into(),
        );
    }
    let plain = [
        (*surrounding == Surrounding::Resource).then_some("only the end of an ARN stands here"),
        statement
            .has_errors
            .then_some("part of the statement could not be parsed"),
        statement
            .has_branches
            .then_some("a template decides what of the statement is there"),
        statement.has_both_resources().then_some(
            "the statement has both Resource and NotResource, which IAM refuses",
        ),
        statement.repeats().then_some(
            "the statement has one of its elements twice, so which of the two counts depends on who reads it",
        ),
        statement.has_principal().then_some(
            "the statement has a Principal, so its policy is a resource's or a role's trust policy and no user's: see what it is for",
        ),
    ];
    doubts.extend(plain.into_iter().flatten().map(Doubt::from));
    if statement.summary().sid.is_some() && may_be_overridden(look, statement) {
        doubts.push("a document that overrides statements may have one of the same Sid".into());
    }
    if by == NamedBy::Variable {
        doubts.extend(of_holders(&trail));
        doubts.extend(of_boundary(&trail));
        doubts.extend(of_conditions(look, node));
    }
    if let Some(line) = trail.record {
        doubts.push(
            format!(
                "it is in a record (line {line}) of what was or would be done, which nobody applies"
            )
            .into(),
        );
    }
    if let Some(line) = trail.changed {
        doubts.push(
            format!("line {line} names the statement or its policy again and may change it, so what this grants is not known for sure")
                .into(),
        );
    }
    if let Some(line) = trail.compared {
        doubts.push(
            format!("code compares with it (line {line}), and may have to change with it").into(),
        );
    }
    if let Some(line) = trail.taken_away {
        doubts.push(
            format!("line {line} takes the policy away, so nobody is granted anything by it")
                .into(),
        );
    }
    if trail.is_cut {
        doubts.push("so much refers to its policy that not all of it was followed".into());
    }
    let aliases = document.references(node);
    if aliases > 0 {
        doubts.push(
            format!("an alias repeats it at {aliases} other places, which change with it").into(),
        );
    }
    doubts
}

/// Whether the policy around a statement takes others in place of its own, by their Sids, as `aws_iam_policy_document` does.
fn may_be_overridden(look: &Look, statement: &Statement) -> bool {
    const REACH: usize = 4;
    const MOST_ENTRIES: usize = 200;
    let document = look.document;
    document
        .ancestors(statement.node)
        .take(REACH)
        .filter(|around| document.node(*around).role == Role::Mapping)
        .any(|around| {
            document
                .children(around)
                .take(MOST_ENTRIES)
                .filter(|child| document.node(*child).role == Role::Pair)
                .filter_map(|pair| entry_name(document, pair))
                .any(|key| matches!(key.as_str(), "overridepolicydocuments" | "overridejson"))
        })
}

/// What is to be said where only those meet the statement's conditions who are no users.
fn of_conditions(look: &mut Look, node: NodeId) -> Option<Doubt> {
    let resource = look.resource(node)?;
    let key = principal::of_others_only(resource.statement())?;
    let doubt = format!(
        "its condition on {key} is met by no user, and aws:username has no value for anybody else, so the resource matched nothing"
    );
    Some(doubt.into())
}

/// What is to be said where the policy bounds what users may do. Of a role's boundary its holder says more.
fn of_boundary(trail: &Trail) -> Option<Doubt> {
    let line = trail.boundary.filter(|_| trail.other.is_none())?;
    let doubt = format!(
        "its policy is a permissions boundary (line {line}), which lets through only what another policy allows"
    );
    Some(doubt.into())
}

/// What is to be said where somebody else than users holds the policy.
fn of_holders(trail: &Trail) -> Option<Doubt> {
    let doubt = match (&trail.other, trail.is_users, &trail.unknown) {
        // It binds the users of member accounts, too, for whom the variable has a value.
        (Some((holder @ Holder::Organization, place)), ..) => format!(
            "its policy is that of {holder} ({place}), which binds users and roles alike; aws:username has a value for users only"
        ),
        (Some((holder @ Holder::Resource, place)), ..) => {
            format!("its policy is that of {holder} ({place}), which grants no action of IAM")
        }
        (Some((holder @ Holder::ResourceControl, place)), ..) => format!(
            "its policy is that of {holder} ({place}), which grants nothing and doesn't bound what is done with IAM"
        ),
        (Some((holder @ Holder::Trust, place)), false, _) => format!(
            "its policy is that of {holder} ({place}), which says who may assume the role and grants nothing else"
        ),
        (Some((holder, place)), false, _) => format!(
            "its policy is that of {holder} ({place}), where aws:username has no value, so the resource matched nothing"
        ),
        (Some((holder, place)), true, _) => format!(
            "its policy is that of users and of {holder} ({place}), where aws:username has no value, so the resource matched nothing there"
        ),
        (None, false, Some((receiver, line))) => format!(
            "its policy is added to {receiver} (line {line}), which may be a role, where aws:username has no value and the resource matched nothing"
        ),
        (None, false, None) => {
            let (operation, line) = trail.elsewhere.as_ref()?;
            format!("line {line} gives the policy to {operation}, and not to IAM as a user's")
        }
        (None, ..) => return None,
    };
    Some(doubt.into())
}
