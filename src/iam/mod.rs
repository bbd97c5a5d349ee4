//! What AWS says about identities, devices and policies, with no idea of files or syntax.

pub mod access;
pub mod action;
pub mod condition;
pub mod cover;
pub mod derivation;
pub mod difference;
pub mod effect;
pub mod holder;
pub mod listing;
pub mod operation;
pub mod other_name;
pub mod pattern;
pub mod policy;
pub mod policy_text;
pub mod present_form;
pub mod requests;
pub mod serial;
pub mod session;
pub mod simulation;
pub mod test_value;
pub mod unless_mfa;
pub mod variable;
pub mod verification;
pub mod when;
