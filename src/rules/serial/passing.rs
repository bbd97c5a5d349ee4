//! What stands between a parameter and the serial number in its value: what gives it on as it is, or something that may
//! change it, or look it up.

use crate::rules::policy::literals::{is_wrapping, kept};
use crate::rules::policy::members::name_of;
use crate::syntax::{Document, NodeId, Role};

/// How many nodes may stand between the two.
const REACH: usize = 32;
/// Operators that choose one of their operands.
const CHOOSING: [&str; 5] = ["or", "||", "??", "?:", "?"];
/// What the names of functions and objects have in them that give a variable of the environment, or else the value that they are
/// given last.
const OF_ENVIRONMENT: &str = "env";

/// Whether a value is a string that stands in it, or one of those that it chooses from, unchanged.
pub fn gives(document: &Document, value: NodeId, string: NodeId) -> bool {
    let mut inner = string;
    for around in document.ancestors(string).take(REACH) {
        if inner == value {
            return true;
        }
        if around != value
            && (is_argument_list(document, around) || is_before_method(document, around, inner))
        {
            continue;
        }
        let gives = match document.node(around).role {
            Role::Call => calls_with_it_as_it_is(document, around, inner),
            Role::Pair => document.value(around) == Some(inner),
            Role::Other => chooses(document, around),
            _ => false,
        };
        if !gives {
            return false;
        }
        inner = around;
    }
    inner == value
}

/// Whether a call gives what it is given, or does so by default.
fn calls_with_it_as_it_is(document: &Document, call: NodeId, inner: NodeId) -> bool {
    if kept(document, call) == Some(inner) {
        return true;
    }
    let (Some(key), Some(arguments)) = (document.key(call), document.value(call)) else {
        return false;
    };
    let is_given = document.is_argument(inner, call);
    if name_of(document, key).is_some_and(|name| is_wrapping(&name)) {
        return is_given;
    }
    let callee = document
        .node(arguments)
        .range()
        .start
        .checked_sub(document.node(call).range().start)
        .and_then(|end| document.spelling(call).get(..end));
    let asks = callee.is_some_and(|callee| callee.to_ascii_lowercase().contains(OF_ENVIRONMENT));
    let first = document.named_children(arguments).next();
    let is_first = first.is_some_and(|first| document.is_within(inner, first));
    asks && is_given && !is_first
}

fn is_argument_list(document: &Document, node: NodeId) -> bool {
    document.parent(node).is_some_and(|call| {
        document.node(call).role == Role::Call && document.value(call) == Some(node)
    })
}

/// Whether a node is a method with the string that it gives before it.
fn is_before_method(document: &Document, node: NodeId, string: NodeId) -> bool {
    document.parent(node).is_some_and(|call| {
        document.node(call).role == Role::Call && kept(document, call) == Some(string)
    })
}

/// Whether a node is nothing but what stands in it, or one of its operands.
fn chooses(document: &Document, node: NodeId) -> bool {
    document.named_children(node).nth(1).is_none()
        || document.children(node).any(|child| {
            !document.node(child).is_named && CHOOSING.contains(&document.spelling(child))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed;

    /// Whether the value of `x` gives the string `S`.
    fn is_given(name: &str, text: &str) -> bool {
        let document = parsed::document(name, text);
        let value = document.unwrapped(parsed::value(&document, "x"));
        let string = document
            .nodes()
            .find(|id| {
                document.node(*id).role == Role::String && document.text(*id).as_str() == "S"
            })
            .expect("the string");
        gives(&document, value, string)
    }

    #[test]
    fn a_default_is_given_as_it_is() {
        for (name, text) in [
            ("a.py", "x = 'S'\n"),
            ("a.py", "x = str(('S'))\n"),
            ("a.py", "x = os.environ.get('SERIAL', 'S')\n"),
            ("a.py", "x = os.getenv('SERIAL', default='S')\n"),
            ("a.py", "x = str(os.environ.get('SERIAL') or 'S')\n"),
            ("a.js", "x = String(process.env.SERIAL || 'S');\n"),
            ("a.js", "x = f.env('SERIAL') ?? 'S';\n"),
            ("a.rb", "x = ENV.fetch('SERIAL', 'S')\n"),
            ("a.rb", "x = 'S'.freeze\n"),
            ("a.js", "x = `S`.trim();\n"),
            ("a.go", "package a\nvar x = aws.String(\"S\")\n"),
        ] {
            assert!(is_given(name, text), "{text}");
        }
    }

    #[test]
    fn what_another_call_makes_of_it_is_not_it() {
        for (name, text) in [
            ("a.py", "x = 'S'.replace('a', b)\n"),
            ("a.py", "x = re.sub('a', b, 'S')\n"),
            ("a.py", "x = renamed.get('S', other)\n"),
            ("a.py", "x = os.environ.get('S', other)\n"),
            ("a.py", "x = resolve('S')\n"),
            ("a.py", "x = str('S' + who)\n"),
            ("a.py", "x = '/'.join('S'.split('/')[:-1] + [device])\n"),
            ("a.py", "x = next(d for d in devices if d != 'S')\n"),
            ("a.js", "x = 'S'.concat(suffix);\n"),
            ("a.js", "x = [...'S'.split('/'), device].join('/');\n"),
            ("a.js", "x = renamed.get('S');\n"),
            ("a.rb", "x = 'S'.then { |s| s.tr('o', 'x') }\n"),
            (
                "a.go",
                "package a\nvar x = aws.String(strings.Replace(\"S\", a, b, 1))\n",
            ),
        ] {
            assert!(!is_given(name, text), "{text}");
        }
    }
}
