//! Text and trees: what a file says in each of the languages nested in it, with no idea of AWS.

mod budget;
pub mod command;
pub mod comment;
pub mod detect;
pub mod document;
mod embed;
pub mod escape;
mod formatting;
mod joining;
pub mod language;
pub mod languages;
mod lexed_tree;
mod lexer;
pub mod lexicon;
pub mod lower;
pub mod member;
mod member_text;
pub mod mention;
pub mod migration;
pub mod name;
pub mod near;
pub mod node;
mod pair;
mod parse;
pub mod programs;
mod term;
pub mod text;
pub mod transcript;
pub mod tree;
mod value;

pub use document::Document;
pub use language::{Language, Layer, Tree};
pub use migration::Migration;
pub use node::{Node, NodeId, Role};
pub use text::{HOLE, Text, TextBuilder};
pub use value::decoded;
