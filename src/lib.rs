//! The library behind the `mfa-migrate` program.
pub mod syntax;
