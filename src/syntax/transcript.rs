//! Console transcripts: which parts of what a terminal showed are the commands that were typed.

use std::ops::Range;

use super::text::{Text, TextBuilder};

/// The typed commands of a transcript, without prompts and output; `None` where no line has a prompt.
///
/// `root_prompts` says whether `# ` is a prompt too; elsewhere it begins a comment.
pub fn commands(text: &Text, root_prompts: bool) -> Option<Text> {
    let string = text.as_str();
    let dollar = lines(string).any(|line| prompt(&string[line], false).is_some());
    let root =
        !dollar && root_prompts && lines(string).any(|line| prompt(&string[line], true).is_some());
    if !dollar && !root {
        return None;
    }
    let mut builder = TextBuilder::new(text);
    let mut continued = false;
    let mut heredoc: Option<String> = None;
    for line in lines(string) {
        let shown = &string[line.clone()];
        let typed = match (prompt(shown, root), continued) {
            (Some(prompt), _) => prompt,
            (None, true) => continuation_prompt(shown),
            (None, false) => continue,
        };
        let command = &shown[typed..];
        builder.verbatim(line.start + typed..line.end);
        if let Some(delimiter) = &heredoc {
            if command.trim() == delimiter {
                heredoc = None;
            }
        } else {
            heredoc = heredoc_delimiter(command);
        }
        continued = heredoc.is_some() || command.trim_end_matches(['\r', '\n']).ends_with('\\');
    }
    Some(builder.finish())
}

/// A script without the JSON that its commands printed, which a document shows below them without prompts; `None` where it
/// has none. What stands in a heredoc or a string is no output.
pub fn without_output(text: &Text) -> Option<Text> {
    let string = text.as_str();
    let mut builder = TextBuilder::new(text);
    let mut lines = lines(string).peekable();
    let (mut before, mut has_output) = ("", false);
    let mut heredoc: Option<String> = None;
    while let Some(line) = lines.next() {
        let shown = &string[line.clone()];
        let next = lines.peek().map_or("", |next| &string[next.clone()]);
        match &heredoc {
            Some(delimiter) if shown.trim() == delimiter => heredoc = None,
            Some(_) => {}
            None if begins_json(shown, next)
                && !before.trim_end().ends_with(['\\', '\'', '"', ')']) =>
            {
                let last = if shown.starts_with('{') { '}' } else { ']' };
                has_output = true;
                let output = lines.by_ref();
                output.find(|line| string[line.clone()].starts_with(last));
                continue;
            }
            None => heredoc = heredoc_delimiter(shown),
        }
        builder.verbatim(line);
        before = shown;
    }
    has_output.then(|| builder.finish())
}

/// Whether a line opens a JSON value that goes on in the next one.
fn begins_json(line: &str, next: &str) -> bool {
    let next = next.trim_start();
    match line.trim_end() {
        "{" => next.starts_with('"'),
        "[" => next.starts_with(['"', '{']),
        _ => false,
    }
}

fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        at - line.len()..at
    })
}

/// Length of the prompt a line begins with: `$ `, `% `, `user@host:~$ `, `[user@host dir]# `.
fn prompt(line: &str, root: bool) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = &line[indent..];
    let sign = |c: char| matches!(c, '$' | '%' | '❯') || (root && c == '#');
    let first = rest.chars().next()?;
    let end = if sign(first) {
        first.len_utf8()
    } else {
        let at = rest
            .find([' ', '\t'])
            .filter(|at| rest[..*at].contains('@'))?;
        let word_end = rest[..at].chars().next_back()?;
        if matches!(word_end, '$' | '#' | '%') {
            at
        } else {
            let bracket = rest.strip_prefix('[').and_then(|inside| inside.find(']'))? + 2;
            let after = rest.get(bracket..)?.chars().next()?;
            if !matches!(after, '$' | '#' | '%') {
                return None;
            }
            bracket + 1
        }
    };
    rest[end..]
        .starts_with([' ', '\t'])
        .then(|| line.len() - rest[end..].trim_start_matches([' ', '\t']).len())
}

/// Length of the `> ` that a shell shows before the rest of an unfinished command.
fn continuation_prompt(line: &str) -> usize {
    if line.starts_with("> ") { 2 } else { 0 }
}

fn heredoc_delimiter(command: &str) -> Option<String> {
    let after = command.split_once("<<")?.1;
    let word: String = after
        .trim_start_matches(['-', ' '])
        .chars()
        .filter(|c| !matches!(c, '\'' | '"' | '\\'))
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!word.is_empty() && !after.starts_with('<')).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(transcript: &str, root_prompts: bool) -> Option<String> {
        commands(&Text::of_file(transcript.as_bytes()), root_prompts)
            .map(|text| text.as_str().to_owned())
    }

    #[test]
    fn prompts_and_output_are_left_out() {
        let shown = "$ aws a \\\n>   --b\n{\"out\": 1}\nme@host:~/x$ aws c\n[me@host x]$ aws d\n";
        assert_eq!(
            typed(shown, false).as_deref(),
            Some("aws a \\\n  --b\naws c\naws d\n")
        );
    }

    #[test]
    fn a_hash_is_a_prompt_only_where_told() {
        assert_eq!(typed("# aws a\n", false), None);
        assert_eq!(typed("# aws a\n", true).as_deref(), Some("aws a\n"));
        assert_eq!(typed("# note\n$ aws a\n", true).as_deref(), Some("aws a\n"));
    }

    #[test]
    fn a_heredoc_belongs_to_its_command() {
        let shown = "$ cat > p <<'EOF'\n{}\nEOF\noutput\n";
        assert_eq!(
            typed(shown, false).as_deref(),
            Some("cat > p <<'EOF'\n{}\nEOF\n")
        );
    }

    #[test]
    fn what_a_command_printed_is_left_out() {
        let without = |text: &str| {
            super::without_output(&Text::of_file(text.as_bytes()))
                .map(|text| text.as_str().to_owned())
        };
        for (shown, commands) in [
            ("aws a\n{\n  \"b\": {}\n}\naws c\n", Some("aws a\naws c\n")),
            ("aws a\n[\n  {}\n]\n", Some("aws a\n")),
            ("aws a\n{\n  \"b\": 1", Some("aws a\n")),
            ("cat <<EOF\n{\n  \"b\": 1\n}\nEOF\n", None),
            ("aws a '\n{\n  \"b\": 1\n}'\n", None),
            ("f()\n{\n  \"$x\"\n}\n", None),
            ("aws a \\\n{\n\"b\"\n", None),
            ("f() {\n  a\n}\n{\n  b\n}\n", None),
        ] {
            assert_eq!(without(shown).as_deref(), commands, "{shown}");
        }
    }

    #[test]
    fn a_script_is_no_transcript() {
        assert_eq!(typed("aws a\n$VAR b\n${x} c\n", true), None);
    }
}
