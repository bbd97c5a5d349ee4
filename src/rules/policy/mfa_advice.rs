//! `policy-mfa-advice`: a statement that denies what is done without MFA, but lets a device be deleted or deactivated, or
//! doesn't list `sts:GetSessionToken` although something here calls it.
//!
//! AWS says of its own such statement: "do not add that permission" (IAM User Guide,
//! reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only).

use std::borrow::Cow;
use std::collections::HashMap;

use super::element::strings;
use super::literals::effect_of;
use super::members::{calls_of, entries, entry_name};
use super::whole::conditions_of;
use crate::anchor::Anchor;
use crate::draft::Draft;
use crate::finding::{Disposition, Example, OnlyWith, RuleInfo};
use crate::iam::action::{DELETE, covers};
use crate::iam::condition::{Condition, Factor, Level, MFA};
use crate::iam::effect::Effect;
use crate::iam::pattern::{Key, Variables};
use crate::iam::session;
use crate::reason::Reason;
use crate::rules::look::Look;
use crate::rules::rule::Rule;
use crate::syntax::{Document, NodeId, Role};

/// The rule.
pub const RULE: Rule = Rule {
    info: &INFO,
    look: Some(look),
    look_at_site: None,
    look_at_text: None,
};

static INFO: RuleInfo = RuleInfo {
    name: "policy-mfa-advice",
    title: "a policy that asks for MFA exempts other actions than AWS advises",
    help: include_str!("../explain/policy-mfa-advice.txt"),
    dispositions: &[Disposition::Note],
    examples: &[Example {
        file: "policy.json",
        before: r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "NotAction": ["iam:EnableMFADevice", "iam:DeleteVirtualMFADevice", "sts:GetSessionToken"], "Resource": "*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}}"#,
        after: None,
    }],
    sources: &[
        "IAM User Guide, reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only",
        "IAM User Guide, reference_policies_examples_iam_mfa-selfmanage",
        "IAM User Guide, id_credentials_temp_control-access_getsessiontoken",
    ],
};

/// What takes a device away from its user.
const DEACTIVATE: &str = "iam:DeactivateMFADevice";
/// What is said of a list without it. AWS's documents contradict each other here, so no effect is claimed.
const LEFT_OUT: &str = "this NotAction doesn't list sts:GetSessionToken, as AWS's own statement of this kind does; AWS also documents that no policy has an effect on that call, so try it before you rely on either";

/// A statement with more members is none.
const MOST_MEMBERS: usize = 1000;
/// More entries of a list aren't looked at.
const MOST_ENTRIES: usize = 400;

fn look(look: &mut Look) {
    let document = look.document;
    let mut known: HashMap<NodeId, bool> = HashMap::new();
    for node in document.nodes() {
        let is_member = matches!(
            document.node(node).role,
            Role::Pair | Role::Assignment | Role::Call
        );
        let is_listing = is_member
            && entry_name(document, node)
                .is_some_and(|name| matches!(name.as_str(), "notaction" | "notactions"));
        if !is_listing {
            continue;
        }
        let Some(list) = document.value(node) else {
            continue;
        };
        let statement = match document.node(node).role {
            Role::Call => look.statements.chain_of(document, node),
            _ => document.parent(node).unwrap_or(node),
        };
        let denies = known
            .entry(statement)
            .or_insert_with(|| denies_without_mfa(document, statement));
        if !*denies {
            continue;
        }
        let mut unsaid = None;
        for string in strings(document, list).take(MOST_ENTRIES) {
            match said(document, string) {
                Some(draft) => {
                    let span = draft.span.clone();
                    look.ledger.report_part(draft, span);
                }
                None => unsaid = unsaid.or(Some(string)),
            }
        }
        // An entry of which nothing else is said shows the list; the first one, where there is none.
        if let Some(string) = unsaid.or_else(|| strings(document, list).next())
            && leaves_out_session(look, statement)
        {
            let draft = Draft {
                only_with: Some(OnlyWith::SessionCalls),
                ..note(document, string, LEFT_OUT)
            };
            let span = draft.span.clone();
            look.ledger.report_part(draft, span);
        }
    }
}

/// What is to be said of an exempted action.
fn said(document: &Document, string: NodeId) -> Option<Draft> {
    let text = document.shared_text(string);
    let action = text.as_str();
    let reason = if action.trim().eq_ignore_ascii_case(DELETE) {
        format!(
            "exempts {DELETE} from this Deny, so whoever is allowed to call it may do so without MFA; AWS says not to add that permission here"
        )
    } else if covers(action, DEACTIVATE) && action.contains(['*', '?']) {
        format!(
            "this wildcard exempts {DEACTIVATE} from this Deny, so whoever is allowed to call it can switch MFA off without MFA; write out the actions that are meant"
        )
    } else if covers(action, DELETE) {
        format!(
            "this wildcard exempts {DELETE} from this Deny, so whoever is allowed to call it may do so without MFA; AWS says not to add that permission here"
        )
    } else {
        return None;
    };
    Some(note(document, string, reason))
}

/// A note on an entry of a list.
fn note(document: &Document, string: NodeId, reason: impl Into<Cow<'static, str>>) -> Draft {
    let text = document.shared_text(string);
    let all = 0..text.len();
    let anchor = Anchor::in_string(document, string, &text, all.clone(), all);
    Draft::new(&INFO, Disposition::Note, anchor, Reason::new(reason))
}

/// Whether a statement, read whole, denies `sts:GetSessionToken` without MFA.
fn leaves_out_session(look: &mut Look, statement: NodeId) -> bool {
    let document = look.document;
    let resources = members(document, statement)
        .into_iter()
        .find(|(name, _)| matches!(name.as_str(), "resource" | "resources"));
    let string = resources.and_then(|(_, value)| strings(document, value).next());
    let resource = string.and_then(|string| look.resource(string));
    resource.is_some_and(|resource| session::is_left_out(resource.statement()))
}

/// The members of a statement, a mapping or the last call of a chain.
fn members(document: &Document, statement: NodeId) -> Vec<(String, NodeId)> {
    match document.node(statement).role {
        Role::Call => calls_of(document, statement),
        _ => entries(document, statement),
    }
}

/// Whether a statement, a mapping or the last call of a chain, denies only what is done without MFA.
fn denies_without_mfa(document: &Document, statement: NodeId) -> bool {
    if document.children(statement).nth(MOST_MEMBERS).is_some() {
        return false;
    }
    let members = members(document, statement);
    let mut is_denied = false;
    let mut conditions = Vec::new();
    for (name, value) in members {
        match name.as_str() {
            "effect" => is_denied = effect_of(document, value) == Some(Effect::Deny),
            "condition" | "conditions" => {
                conditions.extend(conditions_of(document, value, Variables::Expanded));
            }
            _ => {}
        }
    }
    is_denied && conditions.iter().any(is_without_mfa)
}

/// Whether a condition is met without MFA, and not with it.
fn is_without_mfa(condition: &Condition) -> bool {
    if !condition.factor().key().is(MFA) {
        return false;
    }
    let is_met = |level: Level| {
        let levels = |_: &Factor| level.clone();
        let values = |_: &Key| None;
        condition.is_met(&levels, &values)
    };
    let value = |text: &str| Level::Value(text.to_owned());
    !is_met(value("true")) && (is_met(value("false")) || is_met(Level::Absent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::DeviceResolver;
    use crate::scan;

    fn notes(name: &str, text: &str) -> Vec<(String, String)> {
        scan::findings(name, text.as_bytes(), &DeviceResolver::none())
            .into_iter()
            .filter(|finding| finding.rule == &INFO)
            .map(|finding| {
                assert_eq!(finding.disposition, Disposition::Note);
                (finding.before, finding.reason.to_string())
            })
            .collect()
    }

    fn policy(effect: &str, actions: &str, condition: &str) -> String {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "{effect}", "NotAction": {actions}, "Resource": "*", "Condition": {condition}}}]}}"#
        )
    }

    const WITHOUT: &str = r#"{"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#;

    #[test]
    fn what_may_be_done_without_mfa_is_noted() {
        for (action, is_noted) in [
            ("iam:DeleteVirtualMFADevice", true),
            ("IAM:deletevirtualmfadevice", true),
            ("iam:*MFADevice", true),
            ("iam:Deactivate*", true),
            ("iam:*", true),
            ("iam:*Virtual*", true),
            ("iam:DeactivateMFADevice", false),
            ("iam:CreateVirtualMFADevice", false),
            ("iam:List*", false),
        ] {
            let found = notes(
                "a.json",
                &policy("Deny", &format!("[\"{action}\"]"), WITHOUT),
            );
            assert_eq!(found.len(), usize::from(is_noted), "{action}");
        }
    }

    #[test]
    fn only_a_deny_unless_mfa_counts() {
        let delete = "\"iam:DeleteVirtualMFADevice\"";
        for (effect, condition, is_noted) in [
            ("Deny", WITHOUT, true),
            (
                "Deny",
                r#"{"Bool": {"aws:multifactorauthpresent": false}}"#,
                true,
            ),
            (
                "Deny",
                r#"{"Null": {"aws:MultiFactorAuthPresent": "true"}}"#,
                true,
            ),
            ("Allow", WITHOUT, false),
            (
                "Deny",
                r#"{"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#,
                false,
            ),
            (
                "Deny",
                r#"{"Bool": {"aws:SecureTransport": "false"}}"#,
                false,
            ),
        ] {
            let found = notes("a.json", &policy(effect, delete, condition));
            assert_eq!(found.len(), usize::from(is_noted), "{effect} {condition}");
        }
    }

    #[test]
    fn it_is_found_in_other_hosts() {
        for (name, text) in [
            (
                "a.tf",
                "data \"aws_iam_policy_document\" \"x\" {\n  statement {\n    effect = \"Deny\"\n    not_actions = [\"iam:DeleteVirtualMFADevice\"]\n    resources = [\"*\"]\n    condition {\n      test = \"BoolIfExists\"\n      variable = \"aws:MultiFactorAuthPresent\"\n      values = [\"false\"]\n    }\n  }\n}\n",
            ),
            (
                "a.yml",
                "Statement:\n  - Effect: Deny\n    NotAction:\n      - iam:DeleteVirtualMFADevice\n    Resource: '*'\n    Condition:\n      BoolIfExists:\n        aws:MultiFactorAuthPresent: false\n",
            ),
            (
                "a.ts",
                "new PolicyStatement({effect: Effect.DENY, notActions: ['iam:DeleteVirtualMFADevice'], resources: ['*'], conditions: {BoolIfExists: {'aws:MultiFactorAuthPresent': 'false'}}});",
            ),
        ] {
            assert_eq!(notes(name, text).len(), 1, "{name}");
        }
    }
}
