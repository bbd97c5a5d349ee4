//! The library behind the `mfa-migrate` program.
pub mod devices;
pub mod finding;
pub mod iam;
pub mod rules;
pub mod syntax;
