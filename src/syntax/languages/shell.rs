//! Shell scripts: sh, bash, and what zsh and ksh share with them.

use std::borrow::Cow;

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Commands, Delimiters, EscapesOf, Fields, Ground, Language, Operators, Parser, Runs, StringKind,
    Substitution, Tree,
};
use crate::syntax::node::{NodeId, Role};

grammar!(GRAMMAR, "lang-shell", tree_sitter_bash::LANGUAGE);

/// The shell.
pub static SHELL: Language = Language {
    name: "shell",
    labels: &[
        "sh",
        "bash",
        "shell",
        "zsh",
        "ksh",
        "console",
        "shell-session",
        "shellsession",
        "bash-session",
        "sh-session",
        "terminal",
        "shellscript",
        "shell-script",
    ],
    extensions: &["sh", "bash", "zsh", "ksh", "bats", "command", "envrc"],
    file_names: &[
        ".bashrc",
        ".bash_profile",
        ".bash_aliases",
        ".bash_login",
        ".bash_functions",
        ".profile",
        ".bash_logout",
        ".zshrc",
        ".zprofile",
        ".zshenv",
        ".zlogin",
        ".zlogout",
        ".kshrc",
        ".aliases",
        ".functions",
        ".envrc",
        // Without their dot, as repositories of such files keep them.
        "bashrc",
        "bash_profile",
        "bash_aliases",
        "bash_login",
        "bash_functions",
        "bash_logout",
        "zshrc",
        "zprofile",
        "zshenv",
        "zlogin",
        "zlogout",
        "kshrc",
        "envrc",
    ],
    interpreters: &["sh", "bash", "dash", "ash", "zsh", "ksh", "bats"],
    commands: Some(&COMMANDS),
    runs: Runs::ByKey,
    ..WITHOUT_NAMES
};

/// Files of variables for a program's environment. They are spelled as a shell would, but nothing runs them, so that
/// no command can stand in them.
pub static DOTENV: Language = Language {
    name: "dotenv",
    labels: &["dotenv", "env"],
    extensions: &["env"],
    file_names: &[".env"],
    commands: Some(&Commands {
        substitution: Substitution::Other,
        continuing: "",
        ..COMMANDS
    }),
    ..WITHOUT_NAMES
};

const WITHOUT_NAMES: Language = Language {
    name: "",
    labels: &[],
    extensions: &[],
    file_names: &[],
    interpreters: &[],
    parser: GRAMMAR,
    grammar_input: without_wide_braces,
    roles: &[
        ("command", Role::Command),
        ("array", Role::Command),
        ("variable_assignment", Role::Assignment),
        ("function_definition", Role::Function),
        ("pipeline", Role::Pipeline),
        ("test_command", Role::Test),
        ("comment", Role::Comment),
        ("word", Role::String),
        ("number", Role::String),
        ("string", Role::String),
        ("raw_string", Role::String),
        ("ansi_c_string", Role::String),
        ("translated_string", Role::String),
        ("concatenation", Role::String),
        ("heredoc_body", Role::String),
        ("simple_expansion", Role::Interpolation),
        ("expansion", Role::Interpolation),
        ("command_substitution", Role::Interpolation),
        ("process_substitution", Role::Interpolation),
        ("arithmetic_expansion", Role::Interpolation),
    ],
    strings: &[
        StringKind::new(
            "word",
            Delimiters::None,
            EscapesOf::Kind(Escapes::ShellWord),
        ),
        StringKind::new(
            "string",
            Delimiters::Pairs(&[("\"", "\"")]),
            EscapesOf::Kind(Escapes::ShellDouble),
        ),
        StringKind::new(
            "raw_string",
            Delimiters::Pairs(&[("'", "'")]),
            EscapesOf::Kind(Escapes::None),
        ),
        StringKind::new(
            "ansi_c_string",
            Delimiters::Pairs(&[("$'", "'")]),
            EscapesOf::Kind(Escapes::Backslash),
        ),
        StringKind::new(
            "translated_string",
            Delimiters::Pairs(&[("$", "")]),
            EscapesOf::Kind(Escapes::None),
        ),
        StringKind::new(
            "heredoc_body",
            Delimiters::None,
            EscapesOf::Node(heredoc_escapes),
        ),
    ],
    ground: Ground::Code,
    shares_variables: true,
    fields: Fields {
        key: &["name", "left"],
        value: &["value", "right"],
        function: &[],
        arguments: &[],
    },
    operators: Operators {
        choosing: &["!", "||", "&&", "|", "&", "-"],
        ..Operators::NONE
    },
    openings: &["${!", "${#", "${", "$"],
    ..Language::EMPTY
};

/// POSIX, section 2.6, "Word Expansions", and the Bash Reference Manual, "Bash Builtins".
const COMMANDS: Commands = Commands {
    substitution: Substitution::Dollar,
    ignores_case: false,
    groups: &["command_name"],
    redirects: &["redirect"],
    continuing: "$\"'-_./:@+{",
    assigning: None,
    naming: Some("alias"),
    local: &["local", "declare", "typeset"],
    inputs: &["heredoc_body"],
    names: &["variable_name"],
    defaults: &[":-", "-", ":=", "="],
    assigning_defaults: &[":=", "="],
    substitutions: &["command_substitution"],
};

/// A heredoc is taken literally when any part of its delimiter is quoted (POSIX, section 2.7.4).
fn heredoc_escapes(tree: &Tree, body: NodeId) -> [Escapes; 2] {
    let quoted = tree
        .parent(body)
        .into_iter()
        .flat_map(|redirect| tree.children(redirect))
        .filter(|child| tree.node(*child).kind() == "heredoc_start")
        .any(|start| tree.spelling(start).contains(['\'', '"', '\\']));
    let escapes = if quoted {
        Escapes::None
    } else {
        Escapes::ShellHeredoc
    };
    [escapes, Escapes::None]
}

/// A text in which no sign above U+00FF stands where the bounds of a range of numbers, `{1..9}`, may begin or end: the
/// scanner of tree-sitter-bash 0.25 hands what stands there to C's `isdigit`, which looks it up in a table of 256 entries,
/// and so a script with `{𝕏` in it ends the program.
fn without_wide_braces(text: &str) -> Cow<'_, str> {
    const STAND_IN: char = '\u{FF}';
    let is_digit = |c: char| c.is_ascii_digit();
    let mut input = String::new();
    let mut done = 0;
    for (brace, _) in text.match_indices('{') {
        let first = text[brace + 1..].trim_start_matches(is_digit);
        let last = first
            .strip_prefix("..")
            .map(|rest| rest.trim_start_matches(is_digit));
        for rest in [Some(first), last].into_iter().flatten() {
            let wide = rest.chars().next().filter(|c| *c > STAND_IN);
            if let Some(wide) = wide {
                let at = text.len() - rest.len();
                input.push_str(&text[done..at]);
                // Each takes two bytes of UTF-8, as a letter of a word does.
                for _ in 0..wide.len_utf8() / 2 {
                    input.push(STAND_IN);
                }
                if wide.len_utf8() % 2 == 1 {
                    input.push('x');
                }
                done = at + wide.len_utf8();
            }
        }
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    input.push_str(&text[done..]);
    Cow::Owned(input)
}

#[cfg(test)]
mod tests {
    use super::without_wide_braces;
    use crate::rules::migration::MIGRATION;
    use crate::syntax::Document;

    #[test]
    fn no_wide_sign_stands_where_the_grammar_looks_for_a_number() {
        for (text, expected) in [
            ("echo {1..9} {a,b} é{é} {} {", "echo {1..9} {a,b} é{é} {} {"),
            ("echo {𝕏} 𝕏", "echo {ÿÿ} 𝕏"),
            ("echo {12字..}", "echo {12ÿx..}"),
            ("echo {1..34Ā}", "echo {1..34ÿ}"),
            ("{字{1..字", "{ÿx{1..ÿx"),
            ("{..字", "{..ÿx"),
        ] {
            let input = without_wide_braces(text);
            assert_eq!(input, expected);
            assert_eq!(input.len(), text.len());
        }
    }

    #[test]
    fn a_script_with_a_wide_sign_after_a_brace_is_read() {
        for wide in ['𝕏', '\u{10FFFF}', '\u{FFFC}', '字'] {
            for text in [
                format!("echo mfa {{{wide}}} b"),
                format!("echo mfa {{1..{wide}}} b"),
                format!("echo mfa ${{{wide}}} b"),
            ] {
                let document = Document::parse("a.sh", text.as_bytes(), &MIGRATION);
                assert_eq!(document.layers()[0].text.as_str(), text);
            }
        }
    }
}
