//! Edits and their proof; with no idea of rules.

pub mod edit;
pub mod proof;

pub use edit::Edit;
pub use proof::{Proof, Refusal, prove};
