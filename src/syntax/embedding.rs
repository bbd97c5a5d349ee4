//! Which language a string or a block of code holds, and its text.

use std::sync::LazyLock;

use regex::Regex;

use super::language::{self, Ground, Language};
use super::languages::{hcl, json, markdown, python, shell, template, typescript, yaml};
use super::node::{NodeId, Role};
use super::{Document, Text, transcript};

/// What the caller is looking for, so that only strings that may hold it are parsed again.
pub struct Hints {
    /// A string that has none of these in it (letter case aside) is not looked into.
    pub needles: &'static [&'static str],
    /// A string with one of these words in it is a shell command rather than a sentence.
    pub command_words: &'static [&'static str],
    /// A block of code with a line that begins with one of these keys and a colon is YAML.
    pub data_keys: &'static [&'static str],
}

impl Hints {
    fn is_relevant(&self, text: &str) -> bool {
        let text = text.to_ascii_lowercase();
        self.needles.iter().any(|needle| text.contains(needle))
    }

    fn is_command(&self, text: &str) -> bool {
        let mut words = text.split(|c: char| c.is_whitespace() || c == '"' || c == '\'');
        text.trim().contains(char::is_whitespace)
            && words.any(|word| self.command_words.contains(&word))
    }

    fn has_key(&self, text: &str) -> bool {
        text.lines().any(|line| {
            let line = line.trim_start_matches([' ', '-']);
            self.data_keys.iter().any(|key| {
                line.strip_prefix(key)
                    .and_then(|rest| rest.strip_prefix(':'))
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r']))
            })
        })
    }
}

/// Keys whose values are shell commands in CI services, Ansible, CloudFormation, Serverless and others.
const COMMAND_KEYS: [&str; 16] = [
    "run",
    "script",
    "scripts",
    "before_script",
    "after_script",
    "command",
    "commands",
    "cmd",
    "shell",
    "bash",
    "inline",
    "user_data",
    "UserData",
    "userData",
    "postCreateCommand",
    "entrypoint",
];

/// How a Terraform block begins a line.
static HCL_BLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?m)^[ \t]*(?:(?:resource|data)[ \t]+"[\w-]+"[ \t]+"[\w.-]+"|(?:module|variable|output|provider|dynamic)[ \t]+"[\w.-]+"|locals|statement|terraform)[ \t]*\{"#,
    )
    .ok()
});

/// The strings and blocks of code of a layer that hold a language of their own.
pub(super) fn held_by(
    document: &Document,
    layer: usize,
    hints: &Hints,
) -> Vec<(NodeId, &'static Language, Text)> {
    document
        .nodes_of(layer)
        .filter(|id| {
            document.is_whole_string(*id)
                || matches!(document.node(*id).role, Role::CodeBlock | Role::CodeSpan)
        })
        .filter_map(|id| {
            let text = document.text(id);
            if !hints.is_relevant(text.as_str()) || text.holes().next() == Some(0..text.len()) {
                return None;
            }
            let (language, text) = match document.node(id).role {
                Role::CodeBlock => block(document, id, text, hints),
                _ => held(document, id, text, hints),
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

fn block(
    document: &Document,
    id: NodeId,
    text: Text,
    hints: &Hints,
) -> Option<(&'static Language, Text)> {
    let label = document
        .children(id)
        .find(|child| document.node(*child).kind == markdown::INFO)
        .map(|info| document.spelling(info));
    let labelled = label.and_then(language::of_label);
    match labelled {
        Some(language) if *language == shell::SHELL => {
            let root_prompts = label.is_some_and(|label| !matches!(label, "sh" | "bash" | "zsh"));
            let commands = transcript::commands(&text, root_prompts).unwrap_or(text);
            Some((language, commands))
        }
        Some(language) if language.ground == Ground::Code => Some((language, text)),
        _ => match string(text.clone(), hints) {
            None => of_lines(text.as_str())
                .or_else(|| is_hcl(&text).then_some(&hcl::HCL))
                .or_else(|| hints.has_key(text.as_str()).then_some(&yaml::YAML))
                .map(|language| (language, text)),
            known => known,
        },
    }
}

fn is_hcl(text: &Text) -> bool {
    HCL_BLOCK
        .as_ref()
        .is_some_and(|regex| regex.is_match(text.as_str()))
}

/// What a string holds, by what it is and where it stands, or else by what it looks like.
fn held(
    document: &Document,
    id: NodeId,
    text: Text,
    hints: &Hints,
) -> Option<(&'static Language, Text)> {
    let node = document.node(id);
    let layer = document.layer_of(id).language;
    if node.kind == template::TEMPLATE && node.layer() == 0 {
        let language = document.made()?;
        return (language.ground == Ground::Code || language.ground == Ground::Prose)
            .then_some((language, text));
    }
    if let Some(label) = layer.string(node.kind).and_then(|string| string.holds) {
        return Some((language::of_label(label)?, text));
    }
    if text.as_str().starts_with("#cloud-config") {
        return Some((&yaml::YAML, text));
    }
    let is_script = is_command_value(document, id) && !is_for_python(document, id);
    if let Some(language) = of_lines(text.as_str()).filter(|_| !is_script) {
        return Some((language, text));
    }
    string(text.clone(), hints).or_else(|| {
        language::of_first_line(text.as_str())
            .or_else(|| is_command_value(document, id).then_some(&shell::SHELL))
            // In HCL itself it is what stands between two quotes of different strings.
            .or_else(|| (*layer != hcl::HCL && is_hcl(&text)).then_some(&hcl::HCL))
            .or_else(|| {
                (text.as_str().contains('\n') && hints.has_key(text.as_str()))
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

/// How programs begin that stand in settings, as those of CloudFormation's `ZipFile` do.
static PYTHON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^(?:import \w+(?:\.\w+)*(?: as \w+)?(?:, *\w+(?:\.\w+)*)*\r?$|from [\w.]+ import |def \w+\(.*\).*:|class \w+.*:$)").ok()
});
static JAVASCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^(?:(?:const|let|var) [\w{}, ]+ = |exports\.\w+ = |module\.exports|import .* from ['\x22])").ok()
});

/// The programming language of a text of several lines, where some of them can be of no other.
fn of_lines(text: &str) -> Option<&'static Language> {
    // A script with a program in it is a script, and a document with one in it a document.
    if !text.contains('\n') || text.starts_with("#!") || text.contains("<<") || text.contains("```")
    {
        return None;
    }
    let is = |regex: &Option<Regex>| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    if is(&PYTHON) {
        Some(&python::PYTHON)
    } else if is(&JAVASCRIPT) {
        Some(&typescript::JAVASCRIPT)
    } else {
        None
    }
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
                && COMMAND_KEYS.contains(&document.text(key).as_str())
                && document.text(id).as_str().contains(char::is_whitespace)
        })
}

/// A string or code span is code of a language only where all of it is: a whole command, a whole document.
fn string(text: Text, hints: &Hints) -> Option<(&'static Language, Text)> {
    if let Some(language) = data(&text) {
        return Some((language, text));
    }
    if let Some(commands) = transcript::commands(&text, false) {
        return Some((&shell::SHELL, commands));
    }
    hints
        .is_command(text.as_str())
        .then_some((&shell::SHELL, text))
}

/// The data language that a text is a document of, if it is one.
pub(super) fn data(text: &Text) -> Option<&'static Language> {
    let trimmed = text
        .as_str()
        .trim_matches(|c: char| c.is_whitespace() || c == ',');
    let bracketed = (trimmed.starts_with('{') && trimmed.ends_with('}'))
        || (trimmed.starts_with('[') && trimmed.ends_with(']'));
    let quoted_key = trimmed.starts_with('"') && trimmed.contains("\":");
    let commented = (trimmed.starts_with("//") || trimmed.starts_with("/*"))
        && trimmed.contains('{')
        && trimmed.contains("\":");
    // A name stands there in the mappings of other languages.
    let begins = trimmed
        .get(1..)
        .map(str::trim_start)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    ((bracketed && begins && trimmed.contains('"')) || quoted_key || commented)
        .then_some(&json::JSON)
}
