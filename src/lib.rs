//! The library behind the `mfa-migrate` program: finds what several MFA devices per IAM user broke in a
//! repository, and rewrites it. ARCHITECTURE.md draws the rooms.

pub mod anchor;
pub mod ascii_regex;
pub mod baseline;
pub mod beside;
pub mod cli;
pub mod commands;
pub mod configuration;
pub mod deliver;
pub mod devices;
pub mod draft;
pub mod examination;
pub mod exit_code;
pub mod filter;
pub mod finding;
pub mod fingerprint;
pub mod iam;
pub mod ignore_comment;
pub mod ignored;
pub mod interruption;
pub mod listings;
pub mod output_file;
pub mod position;
pub mod prove;
pub mod reason;
pub mod report;
pub mod review;
pub mod rewrite;
pub mod rules;
pub mod scan;
pub mod selection;
pub mod session_calls;
pub mod source;
pub mod split;
pub mod syntax;
pub mod terminal;
