//! Policies that name the device after the user, and the statements that they consist of.

pub mod builders;
pub mod climb;
pub mod errors;
pub mod literals;
pub mod members;
pub mod mfa_resource;
pub mod statement;
pub mod version;
pub mod whole;
