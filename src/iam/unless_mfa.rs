//! Statements that count only for whoever isn't signed in with MFA.
//!
//! Source: IAM User Guide, "AWS global condition context keys": a request with long-term access keys has neither
//! `aws:MultiFactorAuthPresent` nor `aws:MultiFactorAuthAge`.

use super::condition::{Factor, Level, MFA};
use super::pattern::Key;
use super::policy::Statement;

/// How old the sign-in with MFA is; the key is there with MFA only.
const AGE: &str = "aws:MultiFactorAuthAge";

/// Whether a statement counts for whoever uses long-term access keys, and for nobody who is signed in with MFA; MFA is all
/// that its conditions ask for.
pub fn is_unless_mfa(statement: &Statement) -> bool {
    let mut factors = statement
        .conditions
        .iter()
        .map(|condition| condition.factor());
    factors.all(is_of_mfa)
        && is_met(statement, &Level::Absent)
        && !is_met(statement, &Level::Value("true".to_owned()))
}

/// Whether it counts where MFA is at a level, and all else is as it asks.
pub fn is_met(statement: &Statement, mfa: &Level) -> bool {
    statement
        .conditions
        .iter()
        .filter(|condition| is_of_mfa(condition.factor()))
        .all(|condition| condition.is_met(&|_| mfa.clone(), &|_: &Key| None))
}

fn is_of_mfa(factor: &Factor) -> bool {
    factor.key().is(MFA) || factor.key().is(AGE)
}
