//! Which language a string or a block of code holds, and its text.

use super::document::Document;
use super::language::{Ground, Language};
use super::languages::{hcl, markdown, shell, template, yaml};
use super::node::{NodeId, Role};
use super::text::Text;
use super::{detect, transcript};

/// The strings and blocks of code of a layer that hold a language of their own.
pub(super) fn held_by(document: &Document, layer: usize) -> Vec<(NodeId, &'static Language, Text)> {
    document
        .nodes_of(layer)
        .filter(|id| {
            document.is_whole_string(*id)
                || matches!(document.node(*id).role, Role::CodeBlock | Role::CodeSpan)
        })
        .filter_map(|id| {
            let text = document.text(id);
            if !document.migration.is_relevant(text.as_str())
                || text.holes().next() == Some(0..text.len())
            {
                return None;
            }
            let (language, text) = match document.node(id).role {
                Role::CodeBlock => block(document, id, text),
                _ => held(document, id, text),
            }?;
            // What another language computes is no expansion of the shell's, though it may look like one.
            let text = if *language == shell::SHELL {
                text.with_holes(is_expansion)
            } else {
                text
            };
            Some((id, language, text))
        })
        .collect()
}

/// Whether a text is an expansion that a shell can read.
fn is_expansion(text: &str) -> bool {
    let name = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .or_else(|| text.strip_prefix('$'));
    name.is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

fn block(document: &Document, id: NodeId, text: Text) -> Option<(&'static Language, Text)> {
    let label = document
        .children(id)
        .find(|child| document.node(*child).kind == markdown::INFO)
        .map(|info| document.spelling(info));
    let labelled = label.and_then(detect::of_label);
    match labelled {
        Some(language) if *language == shell::SHELL => {
            let root_prompts = label.is_some_and(|label| !matches!(label, "sh" | "bash" | "zsh"));
            let commands = transcript::commands(&text, root_prompts).unwrap_or(text);
            Some((language, commands))
        }
        Some(language) if language.ground == Ground::Code => Some((language, text)),
        _ => match string(document, text.clone()) {
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
fn held(document: &Document, id: NodeId, text: Text) -> Option<(&'static Language, Text)> {
    let node = document.node(id);
    let layer = document.layer_of(id).language;
    if node.kind == template::TEMPLATE && node.layer() == 0 {
        let language = document.made()?;
        return (language.ground == Ground::Code || language.ground == Ground::Prose)
            .then_some((language, text));
    }
    if let Some(label) = layer.string(node.kind).and_then(|string| string.holds) {
        return Some((detect::of_label(label)?, text));
    }
    if text.as_str().starts_with("#cloud-config") {
        return Some((&yaml::YAML, text));
    }
    let is_script = is_command_value(document, id) && !is_for_python(document, id);
    if let Some(language) = detect::of_lines(text.as_str()).filter(|_| !is_script) {
        return Some((language, text));
    }
    string(document, text.clone()).or_else(|| {
        detect::of_first_line(text.as_str())
            .or_else(|| is_command_value(document, id).then_some(&shell::SHELL))
            // In HCL itself it is what stands between two quotes of different strings.
            .or_else(|| (*layer != hcl::HCL && detect::is_hcl(text.as_str())).then_some(&hcl::HCL))
            .or_else(|| {
                (text.as_str().contains('\n') && document.migration.has_data_key(text.as_str()))
                    .then_some(&yaml::YAML)
            })
            .map(|language| (language, text))
    })
}

/// Whether a key beside a script says that Python runs it, as a workflow's `shell: python` does.
fn is_for_python(document: &Document, id: NodeId) -> bool {
    document
        .ancestors(id)
        .find(|ancestor| document.node(*ancestor).role == Role::Mapping)
        .into_iter()
        .flat_map(|mapping| document.named_children(mapping))
        .filter(|pair| {
            let key = document.key(*pair);
            key.is_some_and(|key| document.spelling(key) == "shell")
        })
        .filter_map(|pair| document.value(pair))
        .any(|value| document.text(value).as_str().starts_with("python"))
}

/// Whether a string is the value of a key, or in the list that is the value of a key, that holds commands.
fn is_command_value(document: &Document, id: NodeId) -> bool {
    document
        .ancestors(id)
        .take_while(|ancestor| document.node(*ancestor).layer() == document.node(id).layer())
        .find(|ancestor| matches!(document.node(*ancestor).role, Role::Pair | Role::Mapping))
        .filter(|pair| document.node(*pair).role == Role::Pair)
        .and_then(|pair| document.key(pair))
        .is_some_and(|key| {
            key != id
                && document
                    .migration
                    .runner(document.text(key).as_str())
                    .is_some()
                && document.text(id).as_str().contains(char::is_whitespace)
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
