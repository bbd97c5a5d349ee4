//! `.mfa-migrate.toml`: what a repository, or the user, says of how it is looked at.
//!
//! A repository's own file is as hostile as the rest of it. It can make findings count less, and that is counted in every
//! report; it never makes one more trusted than it was found, and chooses neither credentials nor whom to ask. A file that
//! the user names with `--config` may do that, too.

pub mod discovery;
pub mod read;
pub mod settings;

pub use discovery::{NAME, discover, named};
pub use settings::{Configuration, FileRules, Ignore, Limit, Trust};
