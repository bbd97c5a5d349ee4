//! Which language a string or a block of code holds, and its text.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::document::Document;
use super::language::{Ground, Language};
use super::languages::{encoded, hcl, make, markdown, plain, shell, template, yaml};
use super::node::{NodeId, Role};
use super::text::{Text, TextBuilder};
use super::told::{Telling, Told};
use super::{command, detect, near, transcript};

/// A string or block of code that has a needle in it.
pub(super) struct Relevant {
    pub node: NodeId,
    pub text: Arc<Text>,
    /// The language that it holds, and its text in that language.
    pub holds: Option<(&'static Language, Text)>,
    /// Whether the host says that a program runs it which reads a language of its own.
    pub is_run_by_another: bool,
}

/// The strings and blocks of code of a layer that have a needle in them, or one of the places that were edited (bytes of
/// the file, in order).
pub(super) fn relevant(
    document: &Document,
    layer: usize,
    edited: &[Range<usize>],
) -> Vec<Relevant> {
    let needles = Needles::of(document, layer);
    let places = Places::of(document, layer);
    document
        .nodes_of(layer)
        .filter(|id| {
            document.is_whole_string(*id)
                || matches!(document.node(*id).role, Role::CodeBlock | Role::CodeSpan)
        })
        .filter_map(|id| {
            let is_edited = !edited.is_empty() && is_around(&document.source(id), edited);
            if !is_edited && !needles.may_be_in(document, id) {
                return None;
            }
            let text = document.text(id);
            (is_edited || document.migration.is_relevant(text.as_str())).then(|| {
                let (holds, told) = holds(&places, id, &text).unzip();
                Relevant {
                    node: id,
                    holds,
                    text: Arc::new(text),
                    is_run_by_another: told.flatten() == Some(Told::Another),
                }
            })
        })
        .collect()
}

/// Whether one of some places, in order, is within a range. Where something was taken away, the range has to go on at both
/// sides.
fn is_around(range: &Range<usize>, places: &[Range<usize>]) -> bool {
    let from = places.partition_point(|place| place.start < range.start);
    places[from..]
        .iter()
        .take_while(|place| place.end <= range.end)
        .any(|place| !place.is_empty() || (range.start < place.start && place.end < range.end))
}

/// What a string holds, and who runs it where it is a command and the host says so.
fn holds(
    places: &Places,
    id: NodeId,
    text: &Text,
) -> Option<((&'static Language, Text), Option<Told>)> {
    let document = places.document;
    if text.holes().next() == Some(0..text.len()) {
        return None;
    }
    let (language, text) = match document.node(id).role {
        Role::CodeBlock => block(document, id, text.clone()),
        _ => held(places, id, text.clone()),
    }?;
    // What another language computes is no expansion of the shell's, though it may look like one.
    let is_code = document.layer_of(id).language.ground != Ground::Prose;
    let is_command = *language == shell::SHELL && is_code && !text.as_str().starts_with("#!");
    let told = is_command
        .then(|| places.telling.told(id, |id| places.outwards(id)))
        .flatten();
    let language = match told {
        Some(Told::Language(told)) => told,
        _ => language,
    };
    let text = if language.commands.is_some() {
        let text = without_name(document, id, text);
        let text = if is_code { filled_in(text) } else { text };
        let is_of_make = *document.layer_of(id).language == make::MAKE;
        text.with_holes(|hole| expansion(hole, is_of_make))
    } else {
        text
    };
    Some(((language, text), told))
}

/// Where in a layer's text needles are, and signs that may hide one.
struct Needles {
    /// Where each needle begins and ends, in order.
    found: Vec<(usize, usize)>,
    /// Where escapes begin that can stand for a letter, or for nothing.
    escapes: Vec<usize>,
}

impl Needles {
    fn of(document: &Document, layer: usize) -> Needles {
        let bytes = document.layers()[layer].text.as_str().as_bytes();
        let found = document.migration.needles_in(bytes);
        let escapes = bytes.iter().enumerate();
        let escapes = escapes.filter(|(_, byte)| matches!(byte, b'\\' | b'`' | b'%'));
        Needles {
            found: found.collect(),
            escapes: escapes.map(|(at, _)| at).collect(),
        }
    }

    /// Whether a string may say a needle, for all that can be told without decoding it.
    fn may_be_in(&self, document: &Document, id: NodeId) -> bool {
        let node = document.node(id);
        let after = self
            .found
            .partition_point(|(start, _)| *start < node.range().start);
        if self
            .found
            .get(after)
            .is_some_and(|(_, end)| *end <= node.range().end)
        {
            return true;
        }
        if node.role != Role::String {
            return false;
        }
        let after = self.escapes.partition_point(|at| *at < node.range().start);
        let is_escaped = self
            .escapes
            .get(after)
            .is_some_and(|at| *at < node.range().end);
        // What a template leaves out, and what is put together, may have been in two pieces.
        let is_joined = || match document.layer_of(id).language.string(node.kind()) {
            Some(_) => document
                .children(id)
                .any(|child| document.node(child).role == Role::String),
            None => document.named_children(id).next().is_some(),
        };
        is_escaped || node.kind() == template::TEMPLATE || is_joined()
    }
}

/// Which pair or mapping each node of a layer stands in, and what is known of these.
struct Places<'a> {
    document: &'a Document,
    first: usize,
    around: Vec<Option<NodeId>>,
    /// Who runs the commands.
    telling: Telling<'a>,
    /// Whether the value of a pair is a command.
    commands: RefCell<HashMap<NodeId, bool>>,
    /// Whether Python runs the scripts of a mapping.
    python: RefCell<HashMap<NodeId, bool>>,
}

impl<'a> Places<'a> {
    fn of(document: &'a Document, layer: usize) -> Self {
        let mut nodes = document.nodes_of(layer).peekable();
        let first = nodes.peek().map_or(0, |id| id.index());
        let mut around: Vec<Option<NodeId>> = Vec::with_capacity(nodes.size_hint().0);
        for id in nodes {
            let parent = document.parent(id);
            let parent = parent.filter(|parent| document.node(*parent).layer() == layer);
            around.push(parent.and_then(|parent| match document.node(parent).role {
                Role::Pair | Role::Mapping => Some(parent),
                _ => around.get(parent.index() - first).copied().flatten(),
            }));
        }
        Places {
            document,
            first,
            around,
            telling: Telling::of(document, layer),
            commands: RefCell::default(),
            python: RefCell::default(),
        }
    }

    /// The pair or mapping that a node stands in.
    fn outwards(&self, id: NodeId) -> Option<NodeId> {
        let at = id.index() - self.first;
        self.around.get(at).copied().flatten()
    }

    /// The pair whose value, or the list that is its value, a string stands in.
    fn pair(&self, id: NodeId) -> Option<NodeId> {
        let around = self.outwards(id)?;
        (self.document.node(around).role == Role::Pair).then_some(around)
    }

    /// Whether a string of several words is the value of a key, or in the list that is the value of a key, that
    /// holds commands.
    fn is_command_value(&self, id: NodeId, text: &Text) -> bool {
        let document = self.document;
        let Some((pair, key)) = self
            .pair(id)
            .and_then(|pair| Some((pair, document.key(pair)?)))
        else {
            return false;
        };
        let is_command = |text: &Text| document.migration.runner(text.as_str()).is_some();
        key != id
            && text.as_str().contains(char::is_whitespace)
            && *self
                .commands
                .borrow_mut()
                .entry(pair)
                .or_insert_with(|| is_command(&document.text(key)))
    }

    /// Whether a key beside a script says that Python runs it, as a workflow's `shell: python` does.
    fn is_for_python(&self, id: NodeId) -> bool {
        let document = self.document;
        let mapping = document
            .ancestors(self.pair(id).unwrap_or(id))
            .find(|ancestor| document.node(*ancestor).role == Role::Mapping);
        let Some(mapping) = mapping else {
            return false;
        };
        *self.python.borrow_mut().entry(mapping).or_insert_with(|| {
            document
                .named_children(mapping)
                .filter(|pair| {
                    let key = document.key(*pair);
                    key.is_some_and(|key| document.spelling(key) == "shell")
                })
                .filter_map(|pair| document.value(pair))
                .any(|value| document.text(value).as_str().starts_with("python"))
        })
    }
}

/// The longest part (bytes) of a command that a template fills in.
const LONGEST_FILLED_IN: usize = 256;

/// A command in which something fills in `{{…}}` before a shell reads it, with these as holes, though white space and
/// quotes may stand in them.
fn filled_in(text: Text) -> Text {
    let source = text.as_str();
    if !source.contains("{{") {
        return text;
    }
    let mut builder = TextBuilder::new(&text);
    let mut done = 0;
    for (at, _) in source.match_indices("{{") {
        let inside = near::after(source, at + 2, LONGEST_FILLED_IN);
        let length = inside
            .find("}}")
            .filter(|end| !inside[..*end].contains('\n'));
        let Some(length) = length.filter(|_| at >= done) else {
            continue;
        };
        // GitHub's expressions have a sign before.
        let start = at - usize::from(at > done && source[..at].ends_with('$'));
        builder.verbatim(done..start);
        done = at + length + "{{}}".len();
        builder.hole(start..done);
    }
    builder.verbatim(done..source.len());
    builder.finish()
}

/// A command without the name that it is given: `alias NAME='…'`.
fn without_name(document: &Document, id: NodeId, text: Text) -> Text {
    let naming = document.layer_of(id).language.commands;
    let naming = naming.and_then(|commands| commands.naming);
    let is_named = naming.is_some()
        && document.parent(id).is_some_and(|command| {
            document.node(command).role == Role::Command
                && command::program(document, command).as_deref() == naming
        });
    let is_name = |name: &str| !name.contains(char::is_whitespace);
    match text.as_str().split_once('=') {
        Some((name, _)) if is_named && is_name(name) => {
            let mut builder = TextBuilder::new(&text);
            builder.verbatim(name.len() + 1..text.len());
            builder.finish()
        }
        _ => text,
    }
}

/// What is filled in as a shell can read it; `None` where it can't. Make's `$(X)` is spelled as the variable that it is
/// (GNU make manual, section 6.1).
fn expansion(text: &str, is_of_make: bool) -> Option<Cow<'_, str>> {
    let of_make = text
        .strip_prefix("$(")
        .and_then(|rest| rest.strip_suffix(')'))
        .filter(|_| is_of_make);
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .or(of_make)
        .or_else(|| text.strip_prefix('$'))?;
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then(|| match of_make {
        Some(name) => Cow::Owned(format!("${{{name}}}")),
        None => Cow::Borrowed(text),
    })
}

fn block(document: &Document, id: NodeId, text: Text) -> Option<(&'static Language, Text)> {
    let label = document
        .children(id)
        .find(|child| document.node(*child).kind() == markdown::INFO)
        .map(|info| document.spelling(info));
    if detect::is_change(text.as_str()) {
        return Some((&plain::PATCH, text));
    }
    let labelled = label.and_then(detect::of_label);
    match labelled {
        Some(language) if *language == shell::SHELL => {
            let root_prompts = label.is_some_and(|label| !matches!(label, "sh" | "bash" | "zsh"));
            let commands = transcript::commands(&text, root_prompts)
                .or_else(|| transcript::without_output(&text));
            Some((language, commands.unwrap_or(text)))
        }
        Some(language) if matches!(language.ground, Ground::Code | Ground::Patch) => {
            Some((language, text))
        }
        _ if detect::is_patch(text.as_str()) => Some((&plain::PATCH, text)),
        _ => match string(document, text.clone()) {
            None if label.is_none() && detect::is_script(text.as_str()) => {
                let commands = transcript::without_output(&text).unwrap_or(text);
                Some((&shell::SHELL, commands))
            }
            None => detect::of_lines(text.as_str())
                .or_else(|| detect::is_hcl(text.as_str()).then_some(&hcl::HCL))
                .or_else(|| {
                    document
                        .migration
                        .has_data_key(text.as_str())
                        .then_some(&yaml::YAML)
                })
                .map(|language| (language, text)),
            known => known,
        },
    }
}

/// What a string holds, by what it is and where it stands, or else by what it looks like.
fn held(places: &Places, id: NodeId, text: Text) -> Option<(&'static Language, Text)> {
    let document = places.document;
    let node = document.node(id);
    let layer = document.layer_of(id).language;
    if node.kind() == template::TEMPLATE && node.layer() == 0 {
        let language = document.made()?;
        return (language.ground == Ground::Code || language.ground == Ground::Prose)
            .then_some((language, text));
    }
    if let Some(label) = layer.string(node.kind()).and_then(|string| string.holds) {
        return Some((detect::of_label(label)?, text));
    }
    if detect::is_patch(text.as_str()) {
        return Some((&plain::PATCH, text));
    }
    if encoded::is_document(text.as_str()) {
        return Some((&encoded::PERCENT_ENCODED, text));
    }
    if text.as_str().starts_with("#cloud-config") {
        return Some((&yaml::YAML, text));
    }
    let is_command = places.is_command_value(id, &text);
    let is_script = is_command && !places.is_for_python(id);
    if let Some(language) = detect::of_lines(text.as_str()).filter(|_| !is_script) {
        return Some((language, text));
    }
    string(document, text.clone()).or_else(|| {
        detect::of_first_line(text.as_str())
            .or_else(|| is_command.then_some(&shell::SHELL))
            // In HCL itself it is what stands between two quotes of different strings.
            .or_else(|| (*layer != hcl::HCL && detect::is_hcl(text.as_str())).then_some(&hcl::HCL))
            .or_else(|| {
                (text.as_str().contains('\n') && document.migration.has_data_key(text.as_str()))
                    .then_some(&yaml::YAML)
            })
            .map(|language| (language, text))
    })
}

/// A string or code span is code of a language only where all of it is: a whole command, a whole document.
fn string(document: &Document, text: Text) -> Option<(&'static Language, Text)> {
    if let Some(language) = detect::data(&text) {
        return Some((language, text));
    }
    if let Some(commands) = transcript::commands(&text, false) {
        return Some((&shell::SHELL, commands));
    }
    document
        .migration
        .is_command(text.as_str())
        .then_some((&shell::SHELL, text))
}

#[cfg(test)]
mod tests {
    use crate::rules::migration::MIGRATION;
    use crate::syntax::Document;

    fn languages(name: &str, text: &str) -> String {
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        let layers = document.layers().iter().map(|layer| layer.language.name);
        layers.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_string_holds_what_it_is_and_where_it_stands() {
        let nested = r#"{\"a\": \"mfa\"}"#;
        let escaped = nested.replace('m', r"\u006d");
        for (name, text, expected) in [
            (
                "a.yml",
                "run: aws sts get-session-token --serial-number x",
                "yaml shell",
            ),
            ("a.yml", "run: echo mfa", "yaml shell"),
            ("a.yml", "run: [echo mfa, echo b]", "yaml shell"),
            ("a.yml", "x: echo mfa", "yaml"),
            ("a.yml", "run: mfa", "yaml"),
            ("a.yml", "run: {x: echo mfa}", "yaml"),
            ("a.yml", "echo mfa: run", "yaml"),
            (
                "a.yml",
                "- shell: python\n  run: |\n    import os\n    mfa = 1\n",
                "yaml python",
            ),
            (
                "a.yml",
                "- shell: bash\n  run: |\n    import os\n    mfa = 1\n",
                "yaml shell",
            ),
            ("a.yml", "x: |\n  import os\n  mfa = 1\n", "yaml python"),
            (
                "a.yml",
                "x: |\n  const a = 1\n  mfa = 1\n",
                "yaml javascript",
            ),
            ("a.yml", "x: |\n  Resource: mfa\n  a: b\n", "yaml yaml"),
            ("a.yml", "x: 'Resource: mfa'", "yaml"),
            ("a.json", &format!("{{\"p\": \"{nested}\"}}"), "json json"),
            ("a.json", &format!("{{\"p\": \"{escaped}\"}}"), "json json"),
            ("a.json", r#"{"p": "{\"a\": 1}"}"#, "json"),
            ("a.md", "```sh\naws mfa\n```", "markdown shell"),
            ("a.md", "```\n$ aws mfa\n```", "markdown shell"),
            ("a.md", "```\naws mfa\n```", "markdown"),
            (
                "a.md",
                "```\naws iam list-mfa-devices\n```",
                "markdown shell",
            ),
            (
                "a.md",
                "```\ncat <<'EOF' > p.json\n{\"Action\": \"mfa\"}\nEOF\n```",
                "markdown shell json",
            ),
            ("a.md", "```text\naws iam list-mfa-devices\n```", "markdown"),
            ("a.md", "```\nResource: mfa\n```", "markdown yaml"),
            (
                "a.md",
                "```\nlocals {\n  x = \"mfa\"\n}\n```",
                "markdown hcl",
            ),
            ("a.md", "```text\nmfa\n```", "markdown"),
            ("a.md", "```python\nx = 'mfa'\n```", "markdown python"),
            ("a.md", "`{\"a\": \"mfa\"}`", "markdown json"),
            ("a.py", r"x = '#cloud-config\nmfa: 1'", "python yaml"),
            ("a.py", r"x = '#!/bin/sh\nmfa'", "python shell"),
            ("a.py", "x = '{\"a\": \"m' + 'fa\"}'", "python json"),
            ("a.py", "x = 'aws sts get-session-token'", "python"),
            ("a.sh", "cat <<EOF\n{\"a\": \"mfa\"}\nEOF\n", "shell json"),
            ("a.sh", "x=$'{\"a\": \"\\x6dfa\"}'\n", "shell json"),
            ("a.json.j2", "{\"a\": \"m{# x #}fa\"}", "jinja json"),
            ("Makefile", "all:\n\techo mfa\n", "makefile shell"),
            ("a.tf", "x = \"#!/bin/sh\\nmfa\"", "hcl shell"),
            ("a.fish", "echo '[\"mfa\"]'", "fish json"),
        ] {
            assert_eq!(languages(name, text), expected, "{name}: {text}");
        }
    }

    #[test]
    fn what_another_language_computes_is_no_expansion_of_the_shell() {
        let text = "x: !Sub 'aws sts get-session-token --serial-number ${A.B} ${C} mfa'";
        let document = Document::parse("a.yml", text.as_bytes(), &MIGRATION);
        let shell = document.layers()[1].text.as_str();
        assert!(
            shell.ends_with("--serial-number \u{FFFC} ${C} mfa"),
            "{shell}"
        );
    }

    #[test]
    fn what_is_filled_in_before_a_shell_runs_is_a_hole() {
        let text = "run: aws sts get-session-token --serial-number mfa/${{ github.actor }} {{ a }}";
        let document = Document::parse("a.yml", text.as_bytes(), &MIGRATION);
        let shell = document.layers()[1].text.as_str();
        assert!(shell.ends_with("mfa/\u{FFFC} \u{FFFC}"), "{shell}");
    }

    #[test]
    fn a_relevant_text_is_decoded_once() {
        let document = Document::parse("a.json", br#"["\u006dfa", "x\ty"]"#, &MIGRATION);
        let strings: Vec<_> = document
            .nodes()
            .filter(|id| document.is_whole_string(*id))
            .collect();
        let shared = |at: usize| document.shared_text(strings[at]);
        assert!(std::sync::Arc::ptr_eq(&shared(0), &shared(0)));
        assert!(!std::sync::Arc::ptr_eq(&shared(1), &shared(1)));
        assert_eq!(shared(0).as_str(), "mfa");
        assert_eq!(document.text(strings[1]).as_str(), "x\ty");
        // An escape may be where the string begins.
        let document = Document::parse("a.sh", br"a \mfa", &MIGRATION);
        let mut nodes = document.nodes();
        let word = nodes.find(|id| document.spelling(*id) == r"\mfa");
        let shared = |word| document.shared_text(word);
        assert!(word.is_some_and(|word| std::sync::Arc::ptr_eq(&shared(word), &shared(word))));
    }

    #[test]
    fn a_template_makes_code_or_sentences() {
        for (name, text, expected) in [
            ("a.md.j2", "mfa {{ x }}", "jinja markdown"),
            ("a.txt.j2", "mfa {{ x }}", "jinja"),
            ("a.html.j2", "mfa {{ x }}", "jinja"),
        ] {
            assert_eq!(languages(name, text), expected, "{name}: {text}");
        }
    }
}
