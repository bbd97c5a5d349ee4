//! Policies that name the device after the user, and the statements that they consist of.

pub mod accounts;
pub mod attachment;
pub mod bare;
pub mod builders;
pub mod climb;
pub mod compared;
pub mod components;
pub mod deletion;
pub mod doubts;
pub mod element;
pub mod errors;
pub mod harmless;
pub mod listing;
pub mod literals;
pub mod members;
pub mod mfa_advice;
pub mod mfa_resource;
pub mod parameters;
pub mod parts_text;
pub mod put_together;
pub mod redundant;
pub mod split;
pub mod statement;
pub mod trail;
pub mod version;
pub mod whole;
