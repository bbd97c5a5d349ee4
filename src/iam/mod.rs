//! What AWS says about identities, devices and policies, with no idea of files or syntax.

pub mod access;
pub mod action;
pub mod derivation;
pub mod holder;
pub mod operation;
pub mod serial;
pub mod variable;
