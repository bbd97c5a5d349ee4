//! `sts:GetSessionToken`, which signs a user in with MFA, in statements that deny what is done without.
//!
//! Sources: IAM User Guide, reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only (AWS's own such statement lists
//! it) and id_credentials_temp_control-access_getsessiontoken ("You can include the GetSessionToken action in your policies,
//! but it has no effect on a user's ability to perform the GetSessionToken operation"). The two don't fit together; so nothing
//! is said here but what a statement lists.

use super::action::Actions;
use super::effect::{Effect, Element};
use super::pattern::{Pattern, Variables};
use super::policy::Statement;
use super::unless_mfa::is_unless_mfa;

/// The action.
pub const GET_SESSION_TOKEN: &str = "sts:GetSessionToken";

/// Whether a statement denies everything but what it lists to whoever isn't signed in with MFA, and doesn't list it.
pub fn is_left_out(statement: &Statement) -> bool {
    let all = Pattern::read("*", Variables::Expanded);
    statement.effect == Effect::Deny
        && matches!(statement.actions, Actions::AllBut(_))
        && statement.actions.include(GET_SESSION_TOKEN)
        && statement.element == Element::Resource
        && statement.resources.contains(&all)
        && is_unless_mfa(statement)
}
