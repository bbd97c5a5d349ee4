//! Text and trees: what a file says in each of the languages nested in it, with no idea of AWS.

pub mod command;
pub mod document;
pub mod embedding;
pub mod escapes;
pub mod formatting;
pub mod joining;
pub mod language;
pub mod languages;
pub mod name;
pub mod node;
pub mod text;
pub mod transcript;

pub use document::{Document, Layer};
pub use embedding::Hints;
pub use language::Language;
pub use node::{Node, NodeId, Role};
pub use text::{Text, TextBuilder};
