//! Which language a text is in: by the name of its file, by a label, by its first line, or by what it looks like.

use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::{ascii_regex, is_match};

use super::language::{Ground, Language, Packages, Parser};
use super::languages::{
    self, encoded, ini, json, plain, python, shell, template, typescript, yaml,
};
use super::text::Text;

/// Endings that a copy adds to the name of a file, CloudFormation to that of a template of its own, and people to a dotfile for
/// one machine, or for one that is linked to its place.
const COPY_ENDINGS: &[&str] = &[
    "template", "example", "sample", "dist", "bak", "orig", "old", "default", "local", "symlink",
];
/// What chezmoi puts before the name of a file for what it makes of it (chezmoi reference, "Source state attributes").
const ATTRIBUTES: &[&str] = &[
    "create_",
    "modify_",
    "encrypted_",
    "private_",
    "readonly_",
    "empty_",
    "executable_",
    "symlink_",
    "literal_",
];
/// What it has for the dot at the beginning of a name.
const DOT: &str = "dot_";

/// The language of a file, from its name, its first line or, failing these, its content; and for a template,
/// the language of what it makes.
///
/// `name` is the last component of its path.
pub fn of_file(name: &str, text: &Text) -> (&'static Language, Option<&'static Language>) {
    if begins_patch(text.as_str()) {
        return (&plain::PATCH, None);
    }
    if encoded::is_document(text.as_str()) {
        return (&encoded::PERCENT_ENCODED, None);
    }
    let name = in_place(name.to_lowercase());
    let mut stem = name.as_str();
    let mut template = None;
    let made = |template: Option<&'static Language>, language| match template {
        None => (language, None),
        Some(template) => (template, Some(language)),
    };
    loop {
        let named = languages::all().find(|language| language.file_names.contains(&stem));
        if let Some(language) = named {
            return made(template, language);
        }
        let Some((rest, ending)) = stem.rsplit_once('.') else {
            break;
        };
        if let Some(language) =
            languages::all().find(|language| language.extensions.contains(&ending))
        {
            return made(template, language);
        }
        if template.is_none() {
            template = template::of_ending(ending, text.as_str());
        }
        if template.is_none() && !COPY_ENDINGS.contains(&ending) {
            break;
        }
        stem = rest;
    }
    let language = of_first_line(text.as_str())
        .or_else(|| data(text))
        .or_else(|| is_aws_config(text.as_str()).then_some(&ini::INI))
        .or_else(|| is_yaml(text.as_str()).then_some(&yaml::YAML))
        .or_else(|| is_nameless_shell(stem, text.as_str()).then_some(&shell::SHELL))
        .unwrap_or(match is_patch(text.as_str()) {
            true => &plain::PATCH,
            false => &plain::PLAIN,
        });
    made(template, language)
}

/// The name that a file has in its place, as far as the name that it is kept by says it: `private_dot_zshrc`.
fn in_place(name: String) -> String {
    let mut rest = name.as_str();
    while let Some(next) = ATTRIBUTES.iter().find_map(|it| rest.strip_prefix(it)) {
        rest = next;
    }
    match rest.strip_prefix(DOT) {
        Some(rest) => format!(".{rest}"),
        None => name,
    }
}

/// Whether a file whose name tells nothing is a shell's: it has no ending, and what it holds is clearly a shell's.
fn is_nameless_shell(name: &str, text: &str) -> bool {
    let has_ending = name.trim_start_matches('.').contains('.');
    !has_ending && is_shell(text)
}

/// The language that a Markdown fence names.
pub fn of_label(label: &str) -> Option<&'static Language> {
    let label = label.to_lowercase();
    languages::all().find(|language| language.labels.contains(&label.as_str()))
}

/// Where the programs of the language of a name get libraries from.
pub fn packages(name: &str) -> Packages {
    languages::all()
        .find(|language| language.name == name)
        .map_or(Packages::None, |language| language.packages)
}

/// Whether a language of this name is code that a machine reads.
pub fn is_code(name: &str) -> bool {
    let mut languages = languages::all();
    let language = languages.find(|language| language.name == name);
    language.is_some_and(|language| language.ground == Ground::Code)
}

/// What is read of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// Its strings, each whole: it puts none together, but what another language has in one may.
    Whole,
    /// Its strings, and what puts them together.
    Pieces,
}

/// What is read of the language of a name.
pub fn shown(name: &str) -> Shown {
    let mut languages = languages::all();
    match languages.find(|language| language.name == name) {
        None => Shown::Nothing,
        Some(language) => match language.parser {
            Parser::Nothing => Shown::Nothing,
            Parser::Lexical(_) => Shown::Pieces,
            _ if language.operators.joining.is_empty() && language.commands.is_none() => {
                Shown::Whole
            }
            _ => Shown::Pieces,
        },
    }
}

/// Whether the language of a name is one that programs are written in, rather than scripts, data or documents.
pub fn is_of_programs(name: &str) -> bool {
    let mut languages = languages::all();
    let language = languages.find(|language| language.name == name);
    language.is_some_and(|language| {
        language.packages != Packages::None || matches!(language.parser, Parser::Lexical(_))
    })
}

/// The language of the program that a `#!` line at the beginning of a text names.
pub fn of_first_line(text: &str) -> Option<&'static Language> {
    let program = interpreter(text)?;
    languages::all().find(|language| language.interpreters.contains(&program))
}

/// The program that a `#!` line names, past `env` and its options, without its folder and version.
fn interpreter(text: &str) -> Option<&str> {
    let line = text.strip_prefix("#!")?.lines().next()?;
    line.split_whitespace()
        .map(|word| word.rsplit('/').next().unwrap_or(word))
        .find(|word| *word != "env" && !word.starts_with('-') && !word.contains('='))
        .map(|program| program.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'))
}

/// The data language that a text is a document of, if it is one.
pub fn data(text: &Text) -> Option<&'static Language> {
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

/// How the AWS CLI's files of settings begin, and a setting that only they have (AWS CLI User Guide, "Configuration and credential
/// file settings").
static AWS_CONFIG: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
    let section = ascii_regex(
        r"\A(?:[ \t]*(?:[#;][^\n]*)?\n)*\[(?:profile[ \t]+[^\]\n]+|[\w.-]+)\][ \t\r]*\n",
    )
    .ok()?;
    let setting = ascii_regex(r"(?m)^[ \t]*(?:mfa_serial|role_arn|source_profile)[ \t]*=").ok()?;
    Some([section, setting])
});

/// Whether a text is settings of the AWS CLI's, whatever its file is called.
fn is_aws_config(text: &str) -> bool {
    AWS_CONFIG
        .as_ref()
        .is_some_and(|parts| parts.iter().all(|part| part.is_match(text)))
}

/// What YAML has that is a template of CloudFormation's or a policy, and a line of a document that YAML has not: of what stands at its
/// beginning, only a key, an element of a list, a comment, a sign of a document's or a template's.
static YAML: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
    let policy = ascii_regex(
        r#"(?m)^(?:AWSTemplateFormatVersion:[ \t]*\S|[ \t]+Type:[ \t]*["']?(?:AWS|Custom)::\w|[ \t]*(?:- )?["']?Statement["']?:[ \t]*\r?\n[ \t]*- \S)"#,
    )
    .ok()?;
    let other = ascii_regex(
        r#"(?m)^(?:[^\s\w"'#{%\-.]|-[^ \t\r\n-]|\.[^.]|\w[\w.-]*[ \t]+[^:\s]|\w[\w.-]*\r?$|\w[\w.-]*:[^\s]|["'][^"'\n]*["'][^:])"#,
    )
    .ok()?;
    Some([policy, other])
});

/// Whether a text is a template or a policy in YAML, whatever its file is called.
fn is_yaml(text: &str) -> bool {
    YAML.as_ref()
        .is_some_and(|[policy, other]| policy.is_match(text) && !other.is_match(text))
}

/// How a patch begins (git-diff(1), git-format-patch(1), GNU diffutils).
static BEGINS_PATCH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"^(?:diff --git |Index: \S+\r?\n=|From [0-9a-f]{40} Mon Sep 17 00:00:00 2001|--- \S.*\r?\n\+\+\+ \S|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)",
    )
    .ok()
});
/// What a patch has somewhere in it.
static PATCH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?m)^(?:diff --git a/|--- \S.*\r?\n\+\+\+ \S|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@)")
        .ok()
});

fn begins_patch(text: &str) -> bool {
    is_match(&BEGINS_PATCH, text)
}

/// Whether a text has a part of a patch in it.
pub fn is_patch(text: &str) -> bool {
    is_match(&PATCH, text)
}

/// Lines that a change takes away, and lines that it adds.
static CHANGES: LazyLock<Option<[Regex; 2]>> = LazyLock::new(|| {
    let removed = ascii_regex(r"(?m)^-(?:[^-\n]|--?[^-\n])").ok()?;
    let added = ascii_regex(r"(?m)^\+[^+\n]").ok()?;
    Some([removed, added])
});

/// Whether a piece of code in a document shows a change of it: it has lines that begin with `-`, and such that begin with `+`.
pub fn is_change(text: &str) -> bool {
    CHANGES
        .as_ref()
        .is_some_and(|signs| signs.iter().all(|sign| sign.is_match(text)))
}

/// How a Terraform block begins a line.
static HCL_BLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"(?m)^[ \t]*(?:(?:resource|data)[ \t]+"[\w-]+"[ \t]+"[\w.-]+"|(?:module|variable|output|provider|dynamic)[ \t]+"[\w.-]+"|locals|statement|terraform)[ \t]*\{"#,
    )
    .ok()
});

/// Whether a text has a Terraform block in it.
pub fn is_hcl(text: &str) -> bool {
    is_match(&HCL_BLOCK, text)
}

/// How programs begin that stand in settings, as those of CloudFormation's `ZipFile` do.
static PYTHON: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?m)^(?:import \w+(?:\.\w+)*(?: as \w+)?(?:, *\w+(?:\.\w+)*)*\r?$|from [\w.]+ import |def \w+\(.*\).*:|class \w+.*:$)").ok()
});
static JAVASCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"(?m)^(?:(?:const|let|var) [\w{}, ]+ = |exports\.\w+ = |module\.exports|import .* from ['\x22])").ok()
});

/// The programming language of a text of several lines, where some of them can be of no other.
pub fn of_lines(text: &str) -> Option<&'static Language> {
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

/// How a line begins that is a command of a shell: one of a few programs, or what a shell alone does, after settings of its
/// environment.
static COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"^[ \t]*(?:[A-Z_][A-Z0-9_]*=\S*[ \t]+)*(?:sudo[ \t]+)?(?:aws[ \t]+(?:--?[a-z-]+[= \t]\S*[ \t]+)*[a-z0-9-]+[ \t]+(?:[a-z0-9-]+(?:[ \t\\]|$)|\\$)|cat[ \t]*[<>]|cat[ \t]+[\w./~-]+(?:[ \t]*[<>|]|$)|curl[ \t]+(?:-|["']?https?:)|export[ \t]+\w+=|eval[ \t]+["'$\x60]|aws-vault[ \t]+exec[ \t])|^[ \t]*\w+=["']?(?:\$\(|\x60)(?:aws|cat|curl|echo)[ \t]"#,
    )
    .ok()
});

/// Whether a piece of code is a script of a shell: its first line, past comments, is a command. That of another shell, whose
/// lines go on after a sign of its own, is none.
pub fn is_script(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('#')
    });
    let is_command = |line: &str| is_match(&COMMAND, line);
    lines.next().is_some_and(is_command)
        && !text.lines().any(|line| {
            let line = line.trim_end();
            line.ends_with(" ^") || line.ends_with(" `")
        })
}

/// Lines that are a shell's of the family of `sh` and nobody else's: a function, an alias, a test, a variable that other programs
/// are given, or that is given what a command prints.
static OF_SHELL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"^[ \t]*(?:(?:function[ \t]+)?[\w.:-]+[ \t]*\(\)[ \t]*(?:[{(].*)?$|function[ \t]+[\w.:-]+[ \t]*\{|alias[ \t]+(?:-g[ \t]+)?[\w.:-]+=\S|(?:export|local|readonly|declare|typeset)[ \t]+(?:-\w+[ \t]+)?\w+=|(?:if|while|elif)[ \t]+(?:!?[ \t]*)\[{1,2}[ \t].*;[ \t]*(?:then|do)\b|\w+=["']?(?:\$\(|\x60)|\[{1,2}[ \t].*[ \t]\]{1,2}[ \t]*(?:&&|\|\|))"#,
    )
    .ok()
});
/// Lines with which a shell's file may also begin: a plain variable, options, another file.
static BEGINS_SHELL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"^[ \t]*(?:\w+(?:\[\w*]\])?\+?=(?:\S|$)|set[ \t]+[-+]|(?:setopt|unsetopt|shopt|autoload|emulate|zstyle|bindkey|compinit|unset|umask|trap)\b|(?:source|\.)[ \t]+[\x22'~$./\w]|if[ \t]+(?:!?[ \t]*)\[|case[ \t].*[ \t]in\b)",
    )
    .ok()
});

/// Whether a text without a name is a script of a shell for all that its lines say: it begins with what a shell's file begins with, and
/// has a line that nothing else has.
fn is_shell(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('#')
    });
    let Some(first) = lines.next() else {
        return false;
    };
    let is_fenced = || {
        text.lines()
            .any(|line| line.trim_start().starts_with("```"))
    };
    let begins =
        is_match(&OF_SHELL, first) || is_match(&BEGINS_SHELL, first) || is_match(&COMMAND, first);
    begins
        && std::iter::once(first)
            .chain(lines)
            .any(|line| is_match(&OF_SHELL, line) || is_match(&COMMAND, line))
        && !is_fenced()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_no_name_is_a_shell_s_where_its_lines_are() {
        for (text, expected) in [
            ("# AWS\nalias k='kubectl'\n", true),
            ("alias k=kubectl\n", true),
            ("mfa() {\n  aws x\n}\n", true),
            ("mfa ()\n{\n  aws x\n}\n", true),
            ("function mfa {\n  aws x\n}\n", true),
            ("export A=b\n", true),
            ("A=b\nC=$(aws sts x)\n", true),
            ("setopt autocd\n\nlocal a=b\n", true),
            ("[[ -n $A ]] || return\n", true),
            ("if [ -n \"$A\" ]; then\n  b\nfi\nexport A=b\n", true),
            ("aws sts get-session-token \\\n  --token-code 1\n", true),
            ("A=b\nC=d\n", false),
            ("A = b\n", false),
            ("function mfa\n  aws x\nend\n", false),
            ("function mfa(a) {\n}\n", false),
            ("Use mfa() for that.\nexport A=b\n", false),
            ("Log in:\n\n    aws sts get-session-token\n", false),
            ("alias is a word\n", false),
            ("export const a = 1\n", false),
            ("alias k=kubectl\n```sh\n```\n", false),
            ("", false),
        ] {
            assert_eq!(is_shell(text), expected, "{text}");
        }
    }

    #[test]
    fn the_files_of_a_home_folder_are_known_by_the_names_that_they_are_kept_by() {
        const FUNCTION: &str = "mfa() {\n  aws x\n}\n";
        for (name, content, language) in [
            ("zshrc", "", "shell"),
            ("bash_profile", "", "shell"),
            ("dot_zshrc", "", "shell"),
            ("private_dot_bash_profile", "", "shell"),
            ("private_executable_dot_bashrc", "", "shell"),
            ("zshrc.symlink", "", "shell"),
            (".zshrc.local", "", "shell"),
            ("dot_zshrc.local", "", "shell"),
            ("dot_gitconfig", "", "text"),
            ("dot_extra", FUNCTION, "shell"),
            (".extra", FUNCTION, "shell"),
            ("mfa", FUNCTION, "shell"),
            ("mfa.txt", FUNCTION, "text"),
            ("mfa", "to log in\n", "text"),
        ] {
            let text = Text::of_file(content.as_bytes());
            assert_eq!(of_file(name, &text).0.name, language, "{name}");
        }
    }

    #[test]
    fn settings_of_the_cli_are_known_by_any_name() {
        for (text, expected) in [
            ("[profile x]\nrole_arn = a\nmfa_serial = b\n", true),
            ("# mine\n\n[default]\r\nmfa_serial=b\r\n", true),
            ("[x]\nsource_profile = y\n", true),
            ("[x]\nname = y\n", false),
            ("see [x]\nmfa_serial = y\n", false),
            ("mfa_serial = y\n", false),
        ] {
            assert_eq!(is_aws_config(text), expected, "{text}");
        }
    }

    #[test]
    fn a_template_or_policy_in_yaml_is_known_by_any_name() {
        let resources = "Resources:\n  G:\n    Type: AWS::IAM::Group\n";
        let policy = "Version: \"2012-10-17\"\nStatement:\n- Effect: Allow\n";
        for (text, expected) in [
            (resources.to_owned(), true),
            (
                format!("---\r\n# Groups\r\n{}", resources.replace('\n', "\r\n")),
                true,
            ),
            ("AWSTemplateFormatVersion: 2010-09-09\n".to_owned(), true),
            (format!("{{{{ if x }}}}\n{resources}"), true),
            (format!("{{% if x %}}\n{resources}...\n"), true),
            (format!("Description: >\n  Any words.\n\n{resources}"), true),
            (policy.to_owned(), true),
            (policy.replace("\n- ", "\n  - "), true),
            (format!("'Id': x\n{policy}"), true),
            // A text around it.
            (
                format!("Write this:\n\n{resources}\nThen deploy it.\n"),
                false,
            ),
            (format!("Groups\n======\n{resources}"), false),
            (format!("Groups\n\n{resources}"), false),
            (format!("* one\n{resources}"), false),
            (format!("\"Groups\" are these:\n{resources}"), false),
            (format!("http://x.example\n{resources}"), false),
            ("Resources:\n  G: 1\n".to_owned(), false),
            ("Statement: none\n".to_owned(), false),
        ] {
            assert_eq!(is_yaml(&text), expected, "{text}");
        }
    }

    #[test]
    fn a_script_begins_with_a_command() {
        for (text, is) in [
            ("aws sts get-session-token \\\n  --token-code 1\n", true),
            (
                "aws --profile x iam create-policy --policy-document '{}'",
                true,
            ),
            (
                "# Log in\n\n  AWS_PROFILE=x aws sts get-caller-identity",
                true,
            ),
            ("aws iam \\\n  create-policy", true),
            ("cat <<'EOF'> p.json\n{}\nEOF", true),
            ("cat > p.json <<EOF", true),
            ("cat ~/.aws/config", true),
            ("export A=b", true),
            ("sudo cat <<EOF > x", true),
            ("TOKEN=$(aws sts get-session-token)", true),
            ("curl -s https://a.example", true),
            ("export const a = 1", false),
            ("aws is a provider", true),
            ("aws: 1", false),
            ("aws = 1", false),
            ("aws { x = 1 }", false),
            ("cat and dog", false),
            ("[default]\nexport A=b", false),
            ("mfa_serial=arn:aws:iam::1:mfa/x", false),
            ("aws sts get-session-token `\n  --token-code 1", false),
            ("aws sts get-session-token ^\n  --token-code 1", false),
        ] {
            assert_eq!(is_script(text), is, "{text}");
        }
    }

    #[test]
    fn a_file_is_known_by_its_name_its_first_line_or_its_content() {
        let cases = [
            ("policy.json", "", "json"),
            ("POLICY.JSON", "", "json"),
            ("policy.json.example", "", "json"),
            ("main.tf", "", "hcl"),
            ("stack.yml", "", "yaml"),
            ("stack.template", "{\"Resources\": {}}", "json"),
            ("stack.template", "AWSTemplateFormatVersion: x\n", "yaml"),
            ("stack.cfn", "AWSTemplateFormatVersion: x\n", "yaml"),
            ("Dockerfile", "", "dockerfile"),
            ("login.sh", "", "shell"),
            (".bashrc", "", "shell"),
            ("login", "#!/usr/bin/env -S bash -e\n", "shell"),
            ("login", "#!/bin/sh\n", "shell"),
            ("README.md", "", "markdown"),
            ("policy", "\n{\"Version\": 1}\n", "json"),
            ("notes", "{ not json", "text"),
        ];
        for (name, content, language) in cases {
            let text = Text::of_file(content.as_bytes());
            assert_eq!(of_file(name, &text).0.name, language, "{name}");
        }
    }

    #[test]
    fn a_template_is_known_by_its_ending_and_makes_what_stands_before() {
        let cases = [
            ("policy.json.tmpl", "{{ .X }}", "jinja", "json"),
            ("policy.json.j2", "", "jinja", "json"),
            ("user-data.sh.tpl", "$${x}", "terraform template", "shell"),
            ("policy.tpl", "{\"a\": \"${x}\"}", "template", "json"),
            ("policy.json.erb", "<%= x %>", "erb", "json"),
        ];
        for (name, content, template, made) in cases {
            let (language, inner) = of_file(name, &Text::of_file(content.as_bytes()));
            assert_eq!(language.name, template, "{name}");
            assert_eq!(inner.map(|language| language.name), Some(made), "{name}");
        }
    }
}
