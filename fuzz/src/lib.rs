//! What must hold for every input, one module for each fuzz target. A violation panics.

#![forbid(unsafe_code)]

pub mod arguments;
pub mod configurations;
pub mod hosts;
pub mod records;
