//! What commands of a shell do with a document that they are given, as a word or as what they read: whether they only pass it on. Whatever isn't
//! listed here may change it.

use heck::ToSnakeCase;

use crate::iam::holder;
use crate::syntax::command::{self, Word};
use crate::syntax::language::Packages;
use crate::syntax::{Document, NodeId, Role};

/// Programs that only pass on, show, keep or send what they are given.
const PROGRAMS: &str = "\
    : [ add-content aws awslocal cat chmod convertfrom-json convertto-json cp declare echo envsubst export kubectl local ls mapfile mkdir mktemp \
    mv new-variable oc out-file out-host out-null out-string pbcopy printf read readarray readonly return rm set set-content set-variable \
    sponge tee tee-object test touch true vault write-debug write-host write-output write-verbose";
/// Programs that run the one that their words name.
const RUNNING: &str = "aws-vault builtin chamber command docker env exec finch nohup podman retry run sudo time timeout xargs";
/// Names of the AWS CLI, and of what is run with it, of which one may be any word of what runs it.
const CLI: &str = "aws aws-cli awslocal";
const RUN: &str = "aws aws-cli awslocal cat kubectl oc printf tee vault";
/// Shells, of which a word may be a script.
const SHELLS: &str = "bash dash sh zsh";
/// Programs that write JSON or YAML anew, of which little else can change anything.
const FORMATTING: &str = "gojq jaq jq yq";
/// Their filters that give what they read, or tell nothing but whether it can be read.
const SAME: [&str; 9] = [
    ".",
    "",
    "@json",
    "tojson",
    "tostring",
    "empty",
    "@text",
    ". | tojson",
    ".|tojson",
];
/// How many words of a command are looked at.
const MOST_WORDS: usize = 24;
/// How many commands around an input are looked at.
const MOST_COMMANDS: usize = 16;

/// Whether a word is one of several, between which blanks stand.
fn is_in(word: &str, words: &str) -> bool {
    words.split(' ').any(|known| known == word)
}

/// Whether a command, and those that read what it prints, change nothing of what they are given.
pub fn is_harmless(document: &Document, command: NodeId) -> bool {
    let pipeline = document
        .ancestors(command)
        .take(3)
        .find(|around| document.node(*around).role == Role::Pipeline);
    passes_on(document, command)
        && pipeline.is_none_or(|pipeline| {
            commands_in(document, pipeline).is_some_and(|commands| {
                let mut others = commands.into_iter().filter(|other| *other != command);
                others.all(|other| passes_on(document, other))
            })
        })
}

/// Whether those commands change nothing of it that read what stands in a redirection. One into a file is none that they read.
pub fn read_as_is(document: &Document, redirect: NodeId) -> bool {
    if !document
        .spelling(redirect)
        .trim_start_matches(char::is_numeric)
        .starts_with("<<")
    {
        return true;
    }
    let Some(around) = document.parent(redirect) else {
        return true;
    };
    if document.node(around).role == Role::Command {
        return is_harmless(document, around);
    }
    let is_pipeline = |node: &NodeId| document.node(*node).role == Role::Pipeline;
    let pipeline = document.parent(around).filter(is_pipeline);
    // `cat <<E | sed …`: what stands after the sign is part of the redirection.
    let following = document.named_children(redirect).take(MOST_COMMANDS);
    let mut places = vec![around];
    places.extend(pipeline);
    places.extend(following.filter(is_pipeline));
    let mut places = places
        .into_iter()
        .map(|around| commands_in(document, around));
    places.all(|commands| {
        commands.is_some_and(|commands| {
            let mut commands = commands.into_iter();
            commands.all(|command| passes_on(document, command))
        })
    })
}

/// How deep in a pipeline a command may stand, with what it redirects and what groups it.
const DEEPEST: usize = 4;

/// The commands of a pipeline, or of what has a redirection, without those in the redirections; `None` where there are more of them,
/// or deeper ones, than are looked at.
fn commands_in(document: &Document, around: NodeId) -> Option<Vec<NodeId>> {
    let mut commands = Vec::new();
    let mut open = vec![(around, 0)];
    while let Some((node, depth)) = open.pop() {
        let mut children = document.named_children(node);
        for child in children.by_ref().take(MOST_COMMANDS) {
            match document.node(child).role {
                Role::Command => commands.push(child),
                Role::Pipeline | Role::Other if !command::is_redirect(document, child) => {
                    if depth == DEEPEST {
                        return None;
                    }
                    open.push((child, depth + 1));
                }
                _ => {}
            }
        }
        if children.next().is_some() {
            return None;
        }
    }
    Some(commands)
}

/// Whether what stands in a word, or in what is read, is a program or a script rather than a document: who runs it changes nothing of it.
pub fn is_program(document: &Document, string: NodeId) -> bool {
    let Some(layer) = document.held_layer(string) else {
        return false;
    };
    let language = document.layers().get(layer).map(|layer| layer.language);
    language
        .is_some_and(|language| language.commands.is_some() || language.packages != Packages::None)
}

/// Whether a command gives what it is given as it is.
fn passes_on(document: &Document, command: NodeId) -> bool {
    let words: Vec<Word> = command::words(document, command)
        .into_iter()
        .take(MOST_WORDS)
        .collect();
    let Some(first) = words.first() else {
        return true;
    };
    let Some(program) = first.literal() else {
        // `$AWS iam create-policy`.
        return words.get(1).and_then(Word::literal) == Some("iam");
    };
    let program = base(program);
    if is_in(&program, PROGRAMS) || is_of_iam(&program) {
        return true;
    }
    let rest = &words[1..];
    match program.as_str() {
        "tr" => deletes_blanks(rest),
        program if is_in(program, "python python3") => {
            let said: Vec<_> = rest.iter().filter_map(Word::literal).take(2).collect();
            said == ["-m", "json.tool"]
        }
        program if is_in(program, SHELLS) => writes_by_cat(rest),
        program if is_in(program, FORMATTING) => formats(rest),
        program if is_in(program, RUNNING) => {
            let said = || rest.iter().filter_map(Word::literal).map(base);
            said().next().is_some_and(|word| is_in(&word, PROGRAMS))
                || said().any(|word| is_in(&word, RUN))
                || (said().any(|word| is_in(&word, SHELLS)) && writes_by_cat(rest))
        }
        // A function that runs the AWS CLI.
        _ => rest
            .iter()
            .take(3)
            .filter_map(Word::literal)
            .any(|word| is_in(word, CLI) || word == "iam"),
    }
}

/// The name of a program, without its folder and version.
fn base(program: &str) -> String {
    let name = program.rsplit('/').next().unwrap_or_default();
    let name = name.split(':').next().filter(|name| !name.is_empty());
    name.unwrap_or(program).to_ascii_lowercase()
}

fn is_of_iam(program: &str) -> bool {
    holder::of_type(program).is_some() || program.to_snake_case().contains("iam")
}

/// Whether a word of a shell's is a script that writes what it reads to a file.
fn writes_by_cat(words: &[Word]) -> bool {
    let mut said = words.iter().filter_map(Word::literal);
    said.any(|word| word.trim_start().starts_with("cat >"))
}

/// Whether the words of `tr` say that it only takes blanks away.
fn deletes_blanks(words: &[Word]) -> bool {
    let [option, set] = words else {
        return false;
    };
    option.literal() == Some("-d")
        && set.literal().is_some_and(|set| {
            ["\\n", "\\r\\n", "\\r", "[:space:]", " ", " \\n", "\\n "].contains(&set)
        })
}

/// Options of such programs that take more than what is read, or write elsewhere.
const TAKING: [&str; 9] = [
    "-n",
    "--null-input",
    "-i",
    "--inplace",
    "-f",
    "--from-file",
    "--arg",
    "--slurpfile",
    "--rawfile",
];

/// Whether the words of a program that writes JSON anew say nothing but how, or are a document that it only writes.
fn formats(words: &[Word]) -> bool {
    let is_file = |word: &str| {
        [".json", ".yaml", ".yml"]
            .iter()
            .any(|end| word.ends_with(end))
    };
    let is_document = |word: &str| word.trim_start().starts_with(['{', '[']);
    let mut documents = 0;
    let are_known = words.iter().all(|word| {
        word.literal().is_some_and(|word| {
            documents += usize::from(is_document(word));
            (word.starts_with('-') && !word.starts_with("--arg"))
                || SAME.contains(&word.trim())
                || is_document(word)
                || is_in(word, "json yaml eval e")
                || word.chars().all(|c| c.is_ascii_digit())
                || (is_file(word) && !word.contains(char::is_whitespace))
        })
    });
    let takes = words.iter().filter_map(Word::literal).any(|word| {
        TAKING
            .iter()
            .any(|option| word.starts_with(option) && option.starts_with("--") || word == *option)
    });
    let is_null = |word: &Word| matches!(word.literal(), Some("-n" | "--null-input"));
    are_known && (documents == 0 && !takes || documents == 1 && words.iter().any(is_null))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::parsed::document;

    #[test]
    fn a_document_is_passed_on_or_changed() {
        for (line, expected) in [
            ("cat > a.json <<'E'", true),
            ("cat <<'E' > a.json", true),
            ("cat <<'E' | tee a.json", true),
            ("cat > a.json <<'E' && change_it", true),
            ("{ cat; echo; } > a.json <<'E'", true),
            ("while read -r x; do sed s/a/b/; done <<'E'", false),
            ("cat | sed s/a/b/ <<'E'", false),
            ("cat <<'E' | sed s/a/b/ > a.json", false),
            ("cat <<'E' | envsubst | aws iam x", true),
            ("sudo tee a.json > /dev/null <<'E'", true),
            ("sudo -u root tee a.json <<'E'", true),
            ("tee a.json <<'E'", true),
            ("read -r -d '' P <<'E'", true),
            ("IFS= read -r -d '' P <<'E' || true", true),
            (": <<'E'", true),
            ("kubectl apply -f - <<'E'", true),
            ("vault write aws/roles/x policy_document=- <<'E'", true),
            ("aws-vault exec p -- aws iam create-policy <<'E'", true),
            (
                "docker run -i amazon/aws-cli:2 iam create-policy <<'E'",
                true,
            ),
            ("ssh host 'cat > a.json' <<'E'", false),
            ("sudo bash -c 'cat > a.json' <<'E'", true),
            ("bash -c 'cat > a.json' <<'E'", true),
            ("jq . > a.json <<'E'", true),
            ("jq -c . <<'E'", true),
            ("P=$(jq -c . <<'E'", true),
            ("jq '.Statement[0].Effect = \"Deny\"' <<'E'", false),
            ("jq --arg e \"$E\" '.a = $e' <<'E' > a.json", false),
            ("yq -o=json '.a = 1' - <<'E'", false),
            ("yq -o json . <<'E'", true),
            ("sed -e \"s/Allow/$E/\" > a.json <<'E'", false),
            ("jq empty own.json <<'E'", true),
            ("jq --indent 2 . <<'E'", true),
            ("yq -i . own.yaml <<'E'", false),
            ("jq -n '{\"a\": 1}' <<'E'", true),
            ("jq '{\"a\": 1}' <<'E'", false),
            ("docker run -i yq '.a = 1' test <<'E'", false),
            ("sudo rm own.json <<'E'", true),
            ("tr A-Z a-z <<'E'", false),
            ("tr -d '\\n' <<'E'", true),
            ("python3 -c 'print(1)' <<'E'", false),
            ("python3 -m json.tool <<'E'", true),
            ("change_it <<'E'", false),
            ("run aws iam create-policy <<'E'", true),
        ] {
            let end = if line.starts_with("P=$(") { "\n)" } else { "" };
            let text = format!("{line}\n{{\"a\": 1}}\nE{end}\n");
            let document = document("a.sh", &text);
            let redirect = document.nodes().find(|id| {
                command::redirects(&document, *id).any(|it| document.spelling(it).starts_with("<<"))
            });
            let redirect = redirect.and_then(|around| {
                command::redirects(&document, around)
                    .find(|it| document.spelling(*it).starts_with("<<"))
            });
            let redirect = redirect.unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read_as_is(&document, redirect), expected, "{text}");
        }
    }
}
