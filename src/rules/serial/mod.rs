//! Serial numbers: where they are given or computed, what uses them, and whether a user has the device.

pub mod caller;
pub mod circumstances;
pub mod derived;
pub mod elsewhere;
pub mod first_of_list;
pub mod form;
pub mod invocation;
pub mod listed;
pub mod lookup;
pub mod operations;
pub mod other_use;
pub mod owner;
pub mod parameter;
pub mod passing;
pub mod piece;
pub mod places;
pub mod program;
pub mod question;
pub mod runner;
pub mod script;
pub mod session_call;
pub mod site;
pub mod stale;
pub mod stop;
pub mod uses;
pub mod variables;
