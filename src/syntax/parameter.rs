//! The parameters of functions, and which of them an argument is given to.

use super::language::Tree;
use super::node::{NodeId, Role};

/// One parameter of a function: the names that it gives what it is given.
#[derive(Debug)]
pub struct Parameter {
    /// Its names: several where it takes a value apart, as `{a, b}` does.
    pub names: Vec<String>,
    /// Whether it takes any number of arguments.
    pub is_rest: bool,
}

/// A function with more parameters isn't looked through.
const MOST: usize = 32;
/// How deep in an argument a node may be.
const DEEPEST: usize = 200;
/// How many nodes of one parameter, or between a function and its parameters, are looked at.
const REACH: usize = 12;
/// The fields and kinds of nodes that hold a function's parameters.
const HOLDING: [&str; 3] = ["parameters", "parameter", "parameter_list"];

impl Tree {
    /// The parameters of a function, in order; none where it has none, or says them in no way that is known.
    pub fn parameters(&self, function: NodeId) -> Vec<Parameter> {
        let Some(list) = self
            .descendants(function)
            .take(REACH)
            .find(|id| self.holds_parameters(*id))
        else {
            return Vec::new();
        };
        if self.named_children(list).next().is_none() {
            return self.parameter(list).into_iter().collect();
        }
        let mut parameters = Vec::new();
        for declared in self.named_children(list).take(MOST) {
            // `a, b string` of Go.
            let mut names = self
                .named_children(declared)
                .filter(|id| self.node(*id).field() == Some("name"));
            let (first, second) = (names.next(), names.next());
            if let (Some(first), Some(second)) = (first, second) {
                let several = [first, second].into_iter().chain(names);
                parameters.extend(several.filter_map(|name| self.parameter(name)));
            } else {
                parameters.extend(self.parameter(declared));
            }
        }
        parameters
    }

    /// Whether a node declares a parameter, rather than using what has its name.
    pub fn declares_parameter(&self, id: NodeId) -> bool {
        let mut from = id;
        for around in std::iter::once(id).chain(self.ancestors(id).take(REACH)) {
            if around != id && self.named_value(around) == Some(from) {
                return false;
            }
            if self.holds_parameters(around) {
                return true;
            }
            if self.is_function(around) {
                return false;
            }
            from = around;
        }
        false
    }

    fn holds_parameters(&self, id: NodeId) -> bool {
        let node = self.node(id);
        let is_receiver = node.field() == Some("receiver");
        !is_receiver
            && (node.field().is_some_and(|field| HOLDING.contains(&field))
                || HOLDING.contains(&node.kind()))
    }

    fn parameter(&self, declared: NodeId) -> Option<Parameter> {
        let spelling = self.spelling(declared);
        // PowerShell's types stand in brackets before the name.
        let spelling = match spelling.rfind("]$") {
            Some(end) => &spelling[end + 1..],
            None => spelling,
        };
        let is_pattern = spelling.starts_with(['{', '[', '(']);
        let name = ["name", "pattern", "left"].iter().find_map(|field| {
            self.children(declared)
                .find(|child| self.node(*child).field() == Some(field))
        });
        let names: Vec<String> = match name {
            Some(name) if !is_pattern => words(self.spelling(name)),
            None if !is_pattern => words(spelling).into_iter().take(1).collect(),
            _ => words(spelling),
        };
        (!names.is_empty()).then(|| Parameter {
            names,
            is_rest: spelling.starts_with(['*', '&']) || spelling.starts_with("..."),
        })
    }

    /// The argument of a call that a node is in, by its place and, where it has one, its name; `None` where it isn't known which
    /// that is.
    pub fn argument(&self, call: NodeId, inner: NodeId) -> Option<(usize, Option<String>)> {
        let arguments = self.value(call)?;
        // Another layer's nodes stand elsewhere in the list.
        let path: Vec<NodeId> = std::iter::once(inner)
            .chain(self.ancestors(inner).take_while(|id| *id != call))
            .take(DEEPEST)
            .collect();
        for (at, argument) in self.named_children(arguments).take(MOST).enumerate() {
            let spelling = self.spelling(argument);
            if path.contains(&argument) {
                let named = self.node(argument).role == Role::Pair;
                let name = self.key(argument).filter(|_| named);
                let name = name.map(|key| self.spelling(key).trim_matches(':').to_owned());
                return Some((at, name));
            }
            if self.node(argument).role == Role::Spread || spelling.starts_with(['*', '.']) {
                return None;
            }
        }
        None
    }
}

/// The names in the spelling of what declares some.
fn words(spelling: &str) -> Vec<String> {
    spelling
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .take(REACH)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::migration::MIGRATION;
    use crate::syntax::Document;

    #[test]
    fn functions_say_their_parameters() {
        for (name, text, expected) in [
            ("a.py", "def f(a, b=1, *c): pass", "a b *c"),
            (
                "a.py",
                "def f(self, a: str, b: dict = None): pass",
                "self a b",
            ),
            ("a.js", "function f(a, { b, c }, ...d) {}", "a b+c *d"),
            ("a.js", "const f = a => a;", "a"),
            ("a.ts", "async function f(a: string, b?: object) {}", "a b"),
            ("a.rb", "def f(a, b: nil)\nend", "a b"),
            (
                "a.go",
                "package a\n\nfunc f(a, b string, c int) {}",
                "a b c",
            ),
            ("a.go", "package a\n\nfunc (x T) f(a string) {}", "a"),
            ("a.ps1", "function F($A, $B) { }", "A B"),
            ("a.ps1", "function F { param([string]$A, $B) }", "A B"),
            ("A.java", "class A { void f(String a, int b) {} }", "a b"),
            ("a.cs", "class A { void F(string a, int b) {} }", "a b"),
        ] {
            let document = Document::parse(name, text.as_bytes(), &MIGRATION);
            let mut nodes = document.nodes();
            let function = nodes.find(|id| document.is_function(*id));
            let function = function.unwrap_or_else(|| panic!("no function: {text}"));
            let found: Vec<String> = document
                .parameters(function)
                .iter()
                .map(|it| {
                    format!(
                        "{}{}",
                        if it.is_rest { "*" } else { "" },
                        it.names.join("+")
                    )
                })
                .collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
