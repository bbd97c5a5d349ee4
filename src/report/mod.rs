//! Readers of findings, one a format.

pub mod terminal;
