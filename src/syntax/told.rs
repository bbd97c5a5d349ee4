//! Who runs a command that a string holds, where the host says so: `shell: pwsh` beside it, `powershell:` before it, an
//! `interpreter` around it, Windows under it.

use std::cell::RefCell;
use std::collections::HashMap;

use super::document::Document;
use super::language::{Language, ShellNamed};
use super::languages::{self, powershell, shell};
use super::node::{NodeId, Role};

/// Who runs a command.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Told {
    /// A program that reads this language.
    Language(&'static Language),
    /// A program that reads a language of its own.
    Another,
}

/// Keys whose values are commands of one program, in lower case: those of Azure Pipelines, AppVeyor, Ansible, Chef, Jenkins.
/// Of a key with dots the last part counts.
const OF_KEY: [(&str, Told); 11] = [
    ("pwsh", Told::Language(&powershell::POWERSHELL)),
    ("powershell", Told::Language(&powershell::POWERSHELL)),
    ("ps", Told::Language(&powershell::POWERSHELL)),
    ("win_shell", Told::Language(&powershell::POWERSHELL)),
    ("win_powershell", Told::Language(&powershell::POWERSHELL)),
    ("powershell_script", Told::Language(&powershell::POWERSHELL)),
    ("win_command", Told::Another),
    ("bat", Told::Another),
    ("batch", Told::Another),
    ("bash", Told::Language(&shell::SHELL)),
    ("sh", Told::Language(&shell::SHELL)),
];
/// Keys beside a command whose value is the program that runs it: those of GitHub Actions, CircleCI, CodeBuild, Terraform,
/// Ansible, Visual Studio Code and others.
const PROGRAM: [&str; 3] = ["shell", "interpreter", "executable"];
/// Keys beside a command that say what kind of step it is, in lower case, and what in them names who runs it: those of Azure
/// Pipelines, Systems Manager, Packer.
const KIND: [&str; 4] = ["task", "type", "action", "scripttype"];
const KINDS: [(&str, Told); 6] = [
    ("powershell", Told::Language(&powershell::POWERSHELL)),
    ("pwsh", Told::Language(&powershell::POWERSHELL)),
    ("pscore", Told::Language(&powershell::POWERSHELL)),
    ("windows-shell", Told::Another),
    ("batchscript", Told::Another),
    ("pythonscript", Told::Another),
];
/// Keys around a command that say on what machine it runs, in lower case, and what in them says that this is Windows.
const MACHINE: [&str; 11] = [
    "runs-on", "vmimage", "os", "image", "platform", "executor", "pool", "tags", "agents",
    "runner", "labels",
];
const WINDOWS: [&str; 4] = ["windows", "win/", "visual studio", "win-"];
/// The key of commands that PowerShell runs on Windows unless something else is said (GitHub Actions, "Workflow syntax",
/// `shell`; CircleCI, "Using the Windows execution environment"). What runs others there differs.
const RUN: &str = "run";
/// Keys of mappings that say something of the commands beside them.
const CONTAINERS: [&str; 12] = [
    "defaults", "run", "env", "args", "options", "machine", "executor", "pool", "strategy",
    "matrix", "include", "platform",
];
/// How deep such mappings are looked into.
const DEEPEST: usize = 4;

/// What a mapping, and those around it, say of the commands in it.
#[derive(Clone, Copy, Debug, Default)]
struct Around {
    told: Option<Told>,
    is_on_windows: bool,
}

/// What a layer says of who runs the commands in it.
pub(super) struct Telling<'a> {
    document: &'a Document,
    mappings: RefCell<HashMap<NodeId, Around>>,
    /// From where on in the layer (bytes) which program runs commands, in order.
    named: Vec<(usize, Option<Told>)>,
}

impl<'a> Telling<'a> {
    pub(super) fn of(document: &'a Document, layer: usize) -> Self {
        Telling {
            document,
            mappings: RefCell::default(),
            named: named(document, layer),
        }
    }

    /// Who runs a command that a string holds; `None` where nothing says so. `outwards` gives the pair or mapping that a node
    /// stands in.
    pub(super) fn told(
        &self,
        string: NodeId,
        outwards: impl Fn(NodeId) -> Option<NodeId>,
    ) -> Option<Told> {
        let document = self.document;
        if document.layer_of(string).language.commands.is_some()
            && let Some(told) = of_command(document, string)
        {
            return Some(told);
        }
        let start = document.node(string).range().start;
        let after = self.named.partition_point(|(at, _)| *at <= start);
        if let Some((_, Some(told))) = after.checked_sub(1).and_then(|last| self.named.get(last)) {
            return Some(*told);
        }
        if let Some(told) = of_list(document, string) {
            return Some(told);
        }
        let pair = outwards(string)?;
        let key = (document.node(pair).role == Role::Pair)
            .then(|| key(document, pair))
            .flatten();
        let own = key.as_deref().and_then(of_key);
        own.or_else(|| {
            let around = self.around(pair, pair, &outwards);
            let on_windows = || match key.as_deref() {
                Some(RUN) => Told::Language(&powershell::POWERSHELL),
                _ => Told::Another,
            };
            around
                .told
                .or_else(|| around.is_on_windows.then(on_windows))
        })
    }

    /// What the mappings around a node say, but for the pair that a command is the value of.
    fn around(
        &self,
        from: NodeId,
        own: NodeId,
        outwards: &impl Fn(NodeId) -> Option<NodeId>,
    ) -> Around {
        let document = self.document;
        let mut known = self.mappings.borrow_mut();
        let mut inner = Vec::new();
        let mut at = Some(from);
        let mut around = Around::default();
        while let Some(id) = at {
            if let Some(outer) = known.get(&id) {
                around = *outer;
                break;
            }
            inner.push(id);
            at = outwards(id);
        }
        for id in inner.into_iter().rev() {
            let said = match document.node(id).role {
                Role::Mapping => self.said(id, own),
                _ => of_block(document, id),
            };
            around = Around {
                told: said.told.or(around.told),
                is_on_windows: said.is_on_windows || around.is_on_windows,
            };
            known.insert(id, around);
        }
        around
    }

    /// What a mapping says of the commands in it.
    fn said(&self, mapping: NodeId, own: NodeId) -> Around {
        let document = self.document;
        let mut said = Around::default();
        let mut left = vec![(mapping, 0)];
        while let Some((id, depth)) = left.pop() {
            if document.node(id).role == Role::Sequence && depth < DEEPEST {
                left.extend(
                    document
                        .named_children(id)
                        .map(|item| (document.unwrapped(item), depth + 1)),
                );
                continue;
            }
            if document.node(id).role != Role::Mapping {
                continue;
            }
            for pair in document.named_children(id) {
                if pair == own || document.node(pair).role != Role::Pair {
                    continue;
                }
                let (Some(key), Some(value)) = (key(document, pair), document.value(pair)) else {
                    continue;
                };
                if PROGRAM.contains(&key.as_str()) {
                    said.told = said.told.or_else(|| of_value(document, value));
                } else if KIND.contains(&key.as_str()) {
                    said.told = said.told.or_else(|| of_kind(document, value));
                }
                if MACHINE.contains(&key.as_str()) || (depth > 0 && key == "name") {
                    said.is_on_windows |= words(document, value).iter().any(|word| {
                        let word = word.to_lowercase();
                        WINDOWS.iter().any(|sign| word.contains(sign))
                    });
                }
                if depth < DEEPEST && CONTAINERS.contains(&key.as_str()) {
                    left.push((value, depth + 1));
                }
            }
        }
        said
    }
}

/// The key of a pair, in lower case; of one with dots, its last part.
fn key(document: &Document, pair: NodeId) -> Option<String> {
    let key = document.spelling(document.key(pair)?);
    let key = key.trim_matches(['"', '\'']);
    Some(key.rsplit('.').next().unwrap_or(key).to_lowercase())
}

fn of_key(key: &str) -> Option<Told> {
    let mut keys = OF_KEY.iter();
    keys.find(|(name, _)| *name == key).map(|(_, told)| *told)
}

/// What the label of a block says of the commands in it: `provisioner "powershell" {`.
fn of_block(document: &Document, pair: NodeId) -> Around {
    let label = document.label(pair).map(str::to_lowercase);
    Around {
        told: label.and_then(|label| {
            let mut kinds = KINDS.iter();
            kinds
                .find(|(kind, _)| *kind == label)
                .map(|(_, told)| *told)
        }),
        is_on_windows: false,
    }
}

fn of_kind(document: &Document, value: NodeId) -> Option<Told> {
    let kind = words(document, value).join(" ").to_lowercase();
    let mut kinds = KINDS.iter();
    kinds
        .find(|(name, _)| kind.contains(name))
        .map(|(_, told)| *told)
}

/// How many words of a value are read.
const MOST_WORDS: usize = 16;

/// What a value says, or each value of a list.
fn words(document: &Document, value: NodeId) -> Vec<String> {
    let say = |id: NodeId| document.text(id).as_str().to_owned();
    match document.node(value).role {
        Role::Sequence => document
            .named_children(value)
            .take(MOST_WORDS)
            .map(|item| say(document.unwrapped(item)))
            .collect(),
        Role::Mapping => Vec::new(),
        _ => vec![say(value)],
    }
}

/// The program that a value names. What is several words and begins with no known program is a command.
fn of_value(document: &Document, value: NodeId) -> Option<Told> {
    let words = words(document, value).join(" ");
    let known = program(&words);
    let is_computed = || {
        let text = document.text(value);
        text.has_hole(0..text.len()) || words.contains("{{")
    };
    let is_switch = || ["true", "false", "yes", "no", "on", "off", ""].contains(&words.trim());
    let is_command = || words.trim().contains(char::is_whitespace) && !words.contains("{0}");
    known.or_else(|| (is_computed() || !(is_switch() || is_command())).then_some(Told::Another))
}

/// The language that the program of a command line reads, where a language is known by it.
fn program(words: &str) -> Option<Told> {
    let mut words = words
        .split_whitespace()
        .map(|word| word.rsplit(['/', '\\']).next().unwrap_or(word))
        .filter(|word| *word != "env" && !word.starts_with('-') && !word.contains('='));
    let name = words.next()?.to_lowercase();
    let name = name.strip_suffix(".exe").unwrap_or(&name);
    if name == "cmd" {
        return Some(Told::Another);
    }
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    languages::all()
        .find(|language| language.interpreters.contains(&name))
        .map(Told::Language)
}

/// How many nodes before a string are looked at, and the longest of them (bytes).
const MOST_BEFORE: usize = 64;
const LONGEST_PROGRAM: usize = 256;

/// The program that a word of a command or of a list names, if it is written out.
fn named_by(document: &Document, word: NodeId) -> Option<Told> {
    let node = document.node(word);
    if node.role != Role::String || node.range().len() > LONGEST_PROGRAM {
        return None;
    }
    let text = document.text(word);
    (!text.has_hole(0..text.len()))
        .then(|| program(text.as_str()))
        .flatten()
}

/// How many nodes may stand between a here-document and the command that reads it.
const REDIRECTED: usize = 3;

/// The command that reads a here-document.
fn reader(document: &Document, input: NodeId) -> Option<NodeId> {
    let commands = document.layer_of(input).language.commands?;
    let redirect = std::iter::once(input)
        .chain(document.ancestors(input).take(REDIRECTED))
        .find(|id| {
            let field = document.node(*id).field();
            field.is_some_and(|field| commands.redirects.contains(&field))
        })?;
    let mut beside = document.named_children(document.parent(redirect)?);
    beside.find(|id| document.node(*id).role == Role::Command)
}

/// The program that a command runs a word of it with, or reads its input: `pwsh -c '…'`, `ssh host fish -c '…'`, `fish <<'E'`.
fn of_command(document: &Document, string: NodeId) -> Option<Told> {
    let command = document
        .parent(string)
        .filter(|command| document.node(*command).role == Role::Command)
        .or_else(|| reader(document, string))?;
    document
        .descendants(command)
        .take(MOST_BEFORE)
        .take_while(|word| *word != string)
        .filter_map(|word| named_by(document, word))
        .last()
}

/// The program that a list of arguments runs one of them with: `["pwsh", "-c", "…"]`.
fn of_list(document: &Document, string: NodeId) -> Option<Told> {
    let list = document.parent(string)?;
    if document.node(list).role != Role::Sequence {
        return None;
    }
    let first = document.named_children(list).next()?;
    (first != string)
        .then(|| named_by(document, document.unwrapped(first)))
        .flatten()
}

/// From where on in a layer which program runs commands, by what its language has for that.
fn named(document: &Document, layer: usize) -> Vec<(usize, Option<Told>)> {
    let language = document.layers()[layer].language;
    match language.shell_named {
        ShellNamed::Never => Vec::new(),
        ShellNamed::ByNode { names, ends } => document
            .nodes_of(layer)
            .filter_map(|id| {
                let node = document.node(id);
                let at = node.range().start;
                if ends == node.kind() {
                    return Some((at, None));
                }
                let list = (node.kind() == names)
                    .then(|| document.named_children(id).last())
                    .flatten()?;
                let first = document.named_children(list).next()?;
                let text = document.text(first);
                Some((at, program(text.as_str()).or(Some(Told::Another))))
            })
            .collect(),
        ShellNamed::ByVariable(variable) => {
            let last = document
                .nodes_of(layer)
                .filter(|id| document.node(*id).role == Role::Assignment)
                .filter(|id| {
                    let key = document.key(*id);
                    key.is_some_and(|key| document.spelling(key) == variable)
                })
                .filter_map(|id| document.value(id))
                .last();
            let told = last.and_then(|value| {
                let text = document.text(value);
                let is_computed = text.has_hole(0..text.len());
                let told = program(text.as_str()).unwrap_or(Told::Another);
                (!is_computed).then_some(told)
            });
            told.into_iter().map(|told| (0, Some(told))).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::migration::MIGRATION;
    use crate::syntax::Document;

    const CALL: &str = "aws sts get-session-token --serial-number arn:aws:iam::1:mfa/$user";

    /// The language of the innermost layer of a file, and whether another program runs what a string of it holds.
    fn runs(name: &str, text: &str) -> (&'static str, bool) {
        let text = text.replace("CALL", CALL);
        let document = Document::parse(name, text.as_bytes(), &MIGRATION);
        let last = document.layers().last();
        let is_by_another = document.nodes().any(|id| document.is_run_by_another(id));
        (last.map_or("", |layer| layer.language.name), is_by_another)
    }

    #[test]
    fn a_host_says_who_runs_a_command() {
        const PS: (&str, bool) = ("powershell", false);
        const SH: (&str, bool) = ("shell", false);
        const FISH: (&str, bool) = ("fish", false);
        const ANOTHER: (&str, bool) = ("shell", true);
        for (name, text, expected) in [
            ("a.yml", "run: CALL", SH),
            ("a.yml", "- shell: pwsh\n  run: CALL", PS),
            ("a.yml", "- shell: pwsh -NoProfile {0}\n  run: CALL", PS),
            ("a.yml", "- shell: /usr/bin/env bash\n  run: CALL", SH),
            ("a.yml", "- shell: fish {0}\n  run: CALL", FISH),
            ("a.yml", "- shell: cmd\n  run: CALL", ANOTHER),
            ("a.yml", "- shell: wsl-bash {0}\n  run: CALL", ANOTHER),
            (
                "a.yml",
                "- shell: ${{ matrix.shell }}\n  run: CALL",
                ANOTHER,
            ),
            ("a.yml", "- shell: true\n  run: CALL", SH),
            ("a.yml", "- shell: CALL", SH),
            (
                "a.yml",
                "defaults: {run: {shell: pwsh}}\njobs: {a: {steps: [{run: CALL}]}}",
                PS,
            ),
            (
                "a.yml",
                "defaults: {run: {shell: pwsh}}\njobs: {a: {steps: [{run: CALL, shell: bash}]}}",
                SH,
            ),
            (
                "a.yml",
                "a: {runs-on: windows-latest, steps: [{run: CALL}]}",
                PS,
            ),
            (
                "a.yml",
                "a: {runs-on: [self-hosted, Windows], steps: [{run: CALL}]}",
                PS,
            ),
            (
                "a.yml",
                "a: {runs-on: windows-latest, steps: [{run: CALL, shell: bash}]}",
                SH,
            ),
            (
                "a.yml",
                "a: {runs-on: windows-latest}\nb: {runs-on: ubuntu-latest, steps: [{run: CALL}]}",
                SH,
            ),
            (
                "a.yml",
                "a: {strategy: {matrix: {os: [x, windows-latest]}}, steps: [{run: CALL}]}",
                PS,
            ),
            (
                "a.yml",
                "a: {strategy: {matrix: {include: [{os: windows-latest}]}}, steps: [{run: CALL}]}",
                PS,
            ),
            (
                "a.yml",
                "pool: {vmImage: windows-latest}\nsteps: [{script: CALL}]",
                ANOTHER,
            ),
            (
                "a.yml",
                "pool: {vmImage: windows-latest}\nsteps: [{bash: CALL}]",
                SH,
            ),
            ("a.yml", "steps: [{pwsh: CALL}]", PS),
            ("a.yml", "steps: [{powershell: CALL}]", PS),
            ("a.yml", "task: PowerShell@2\ninputs: {script: CALL}", PS),
            (
                "a.yml",
                "task: AzureCLI@2\ninputs: {scriptType: pscore, inlineScript: CALL}",
                PS,
            ),
            ("a.yml", "- ps: CALL", PS),
            ("a.yml", "- ansible.windows.win_shell: CALL", PS),
            ("a.yml", "- win_command: CALL", ANOTHER),
            (
                "a.yml",
                "- shell: CALL\n  args: {executable: /usr/bin/fish}",
                FISH,
            ),
            (
                "a.yml",
                "- shell: CALL\n  args: {executable: /bin/bash}",
                SH,
            ),
            (
                "a.yml",
                "env: {shell: powershell.exe}\nphases: {build: {commands: [CALL]}}",
                PS,
            ),
            (
                "a.yml",
                "executor: {name: win/default}\nsteps: [{run: {command: CALL}}]",
                ANOTHER,
            ),
            ("a.yml", "run: {shell: powershell.exe, command: CALL}", PS),
            ("a.json", "{\"command\": [\"pwsh\", \"-c\", \"CALL\"]}", PS),
            (
                "a.json",
                "{\"command\": [\"fish\", \"-c\", \"CALL\"]}",
                FISH,
            ),
            ("a.json", "{\"command\": [\"sh\", \"-c\", \"CALL\"]}", SH),
            (
                "a.json",
                "{\"type\": \"powershell\", \"inline\": [\"CALL\"]}",
                PS,
            ),
            (
                "a.json",
                "{\"type\": \"string\", \"inline\": [\"CALL\"]}",
                SH,
            ),
            (
                "a.tf",
                "x \"y\" {\n interpreter = [\"PowerShell\", \"-Command\"]\n command = \"CALL\"\n}",
                PS,
            ),
            (
                "a.tf",
                "x \"y\" {\n interpreter = [\"/bin/bash\", \"-c\"]\n command = \"CALL\"\n}",
                SH,
            ),
            (
                "a.hcl",
                "provisioner \"powershell\" {\n inline = [\"CALL\"]\n}",
                PS,
            ),
            (
                "Dockerfile",
                "FROM x\nSHELL [\"powershell\", \"-Command\"]\nRUN CALL\n",
                PS,
            ),
            (
                "Dockerfile",
                "FROM x\nSHELL [\"/usr/bin/fish\", \"-c\"]\nRUN CALL\n",
                FISH,
            ),
            (
                "Dockerfile",
                "FROM x\nSHELL [\"cmd\", \"/S\", \"/C\"]\nRUN CALL\n",
                ANOTHER,
            ),
            (
                "Dockerfile",
                "FROM x\nSHELL [\"pwsh\", \"-c\"]\nFROM y\nRUN CALL\n",
                SH,
            ),
            (
                "Dockerfile",
                "FROM x\nRUN [\"pwsh\", \"-c\", \"CALL\"]\n",
                PS,
            ),
            ("Makefile", "SHELL := /usr/bin/fish\na:\n\tCALL\n", FISH),
            ("Makefile", "SHELL := /bin/bash\na:\n\tCALL\n", SH),
            ("Makefile", "SHELL = cmd.exe\na:\n\tCALL\n", ANOTHER),
            ("a.sh", "fish -c 'CALL'\n", FISH),
            ("a.sh", "pwsh -Command 'CALL'\n", PS),
            ("a.sh", "ssh host sh -c 'CALL'\n", SH),
        ] {
            assert_eq!(runs(name, text), expected, "{name}: {text}");
        }
    }
}
