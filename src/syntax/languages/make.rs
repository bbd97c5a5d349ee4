//! Makefiles, whose recipes are shell scripts.

use std::borrow::Cow;

use crate::syntax::escape::Escapes;
use crate::syntax::language::{
    Delimiters, EscapesOf, Fields, Ground, Language, Parser, Runs, ShellNamed, StringKind,
};
use crate::syntax::node::Role;

grammar!(GRAMMAR, "lang-make", tree_sitter_make::LANGUAGE);

/// Makefiles.
pub static MAKE: Language = Language {
    name: "makefile",
    labels: &["make", "makefile", "mk"],
    extensions: &["mk", "mak", "make"],
    file_names: &["makefile", "gnumakefile"],
    interpreters: &["make"],
    parser: GRAMMAR,
    grammar_input: with_recipes_of_one_shell,
    roles: &[
        ("variable_assignment", Role::Assignment),
        ("define_directive", Role::Assignment),
        ("text", Role::String),
        ("raw_text", Role::String),
        ("recipe_line", Role::String),
        ("shell_text", Role::String),
        ("shell_command", Role::String),
        ("variable_reference", Role::Interpolation),
        ("shell_function", Role::Interpolation),
        ("comment", Role::Comment),
    ],
    strings: &[
        StringKind::new("text", Delimiters::None, EscapesOf::Kind(Escapes::Make)),
        StringKind::new("raw_text", Delimiters::None, EscapesOf::Kind(Escapes::Make)),
        // A line that goes on behind a backslash is one (GNU make manual, section 5.1.1).
        StringKind::new(
            "recipe_line",
            Delimiters::Pairs(&[("@", ""), ("-", ""), ("+", "")]),
            EscapesOf::Kind(Escapes::Make),
        )
        .holding("shell"),
        StringKind::new(
            "shell_text",
            Delimiters::None,
            EscapesOf::Kind(Escapes::Make),
        )
        .holding("shell"),
        StringKind::new(
            "shell_command",
            Delimiters::None,
            EscapesOf::Kind(Escapes::Make),
        )
        .holding("shell"),
    ],
    ground: Ground::Code,
    fields: Fields {
        key: &["name"],
        value: &["value"],
        function: &[],
        arguments: &[],
    },
    // What `$(…)` expands in a recipe is for the shell there.
    openings: &["${", "$"],
    runs: Runs::ByKey,
    // GNU make manual, section 5.3.2.
    shell_named: ShellNamed::ByVariable("SHELL"),
    shares_variables: true,
    has_environment: true,
    ..Language::EMPTY
};

/// The target that has each recipe run by one shell.
const ONE_SHELL: &str = ".ONESHELL";

/// A text in which the lines of a recipe go on behind a backslash, where one shell runs them all (GNU make manual, section 5.3.1).
fn with_recipes_of_one_shell(text: &str) -> Cow<'_, str> {
    let is_target = |line: &str| {
        let rest = line.strip_prefix(ONE_SHELL);
        rest.is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    if !text.lines().any(is_target) {
        return Cow::Borrowed(text);
    }
    let mut input = String::with_capacity(text.len());
    let mut is_recipe = false;
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        // Of a line that goes on, the tab was taken for its end.
        let own = if is_recipe {
            line.get(1..).unwrap_or_default()
        } else {
            line
        };
        let has_next = lines.peek().is_some_and(|next| {
            next.starts_with('\t') && line.starts_with('\t') && !line.ends_with(['\\', '\r'])
        });
        input.push_str(own);
        is_recipe = has_next;
        match (has_next, lines.peek()) {
            (true, Some(next)) if next.trim().is_empty() => input.push_str("  "),
            (true, _) => input.push_str("\\\n"),
            (false, Some(_)) => input.push('\n'),
            (false, None) => {}
        }
    }
    Cow::Owned(input)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::migration::MIGRATION;
    use crate::syntax::Document;

    #[test]
    fn the_lines_of_a_recipe_go_on_where_one_shell_runs_them() {
        for (text, expected) in [
            ("a:\n\tb\n\tc\n", "a:\n\tb\n\tc\n"),
            (".ONESHELL:\na:\n\tb\n\tc\n", ".ONESHELL:\na:\n\tb\\\nc\n"),
            (
                ".ONESHELL:\na:\n\tb\n\tc\n\td\nx = 1\n\ny:\n\tz\n",
                ".ONESHELL:\na:\n\tb\\\nc\\\nd\nx = 1\n\ny:\n\tz\n",
            ),
            (
                ".ONESHELL :\na:\n\tb \\\n\tc\n\td",
                ".ONESHELL :\na:\n\tb \\\n\tc\\\nd",
            ),
            (
                ".ONESHELL:\na:\n\tb\n\t\n\tc\n",
                ".ONESHELL:\na:\n\tb  \\\nc\n",
            ),
        ] {
            let input = with_recipes_of_one_shell(text);
            assert_eq!(input, expected);
            assert_eq!(input.len(), text.len());
        }
    }

    #[test]
    fn a_recipe_line_is_one_command_with_those_that_it_goes_on_in() {
        for (text, expected) in [
            ("a:\n\tmfa b\n\tc\n", "mfa b"),
            ("a:\n\t@mfa b\n", "mfa b"),
            (
                "a:\n\tmfa \\\n\t  $$b \\\n\t  $(c)\n",
                "mfa \\\n\t  $b \\\n\t  ${c}",
            ),
            ("a:\n\t@mfa=$$b; \\\n\tc\n", "mfa=$b; \\\n\tc"),
            (
                ".ONESHELL:\na:\n\t@mfa=1\n\tb $$mfa\n\n\tc\n",
                "mfa=1\n\tb $mfa",
            ),
        ] {
            let document = Document::parse("Makefile", text.as_bytes(), &MIGRATION);
            let layers = document.layers();
            assert_eq!(layers.len(), 2, "{text}");
            assert_eq!(layers[1].text.as_str(), expected, "{text}");
        }
    }
}
