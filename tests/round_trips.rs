//! What the program writes into a string, read back by the language's own program: bash, Python, and PyYAML.

#![allow(clippy::unwrap_used)]

mod support;

use std::process::Command;

use mfa_migrate::rules::MIGRATION;
use mfa_migrate::syntax::Document;
use support::aws::python;

/// What takes the place of [`PLACE`]: whatever has a meaning somewhere.
const TEXTS: [&str; 6] = [
    r#"$(aws iam list-mfa-devices --query "MFADevices[?x=='y'] | [0]")"#,
    r#"${A:-"b"} \$c \\ \n"#,
    "{x} {{y}} {% z %} %s %(s)s",
    r#"`a` && "b" | 'c'"#,
    "é 題 🎉 #!~*?",
    r#"$${a} %%{b} ${!c} \u0024"#,
];
const PLACE: &str = "PLACE";
const COMMAND: &str = "aws sts get-session-token --serial-number PLACE --token-code 1";

/// Puts each text into the shell command that a file holds, as the file must spell it, runs a program on the file, and
/// wants to hear the command.
fn round_trip(name: &str, file: &str, skip: &[char], read: impl Fn(&str) -> String) {
    let file = file.replace("COMMAND", COMMAND);
    let document = Document::parse(name, file.as_bytes(), &MIGRATION);
    let layer = document
        .layers()
        .iter()
        .rposition(|layer| layer.language.name == "shell" && layer.host.is_some())
        .unwrap();
    let mut tried = 0;
    for text in TEXTS.iter().filter(|text| !text.contains(skip)) {
        let Some(spelled) = document.spelled(layer, text) else {
            continue;
        };
        let new = file.replace(PLACE, &spelled);
        let heard = read(&new);
        assert_eq!(
            heard.trim_end(),
            COMMAND.replace(PLACE, text),
            "{name}: {new}"
        );
        tried += 1;
    }
    assert!(tried >= 3, "{name}: {tried} texts");
}

fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn bash(script: &str) -> String {
    output("bash", &["-c", script])
}

fn run_python(program: &str) -> String {
    output("python3", &["-X", "utf8", "-c", program])
}

#[test]
fn bash_reads_what_is_written() {
    round_trip("a.sh", "x=\"COMMAND\"\nprintf %s \"$x\"\n", &[], bash);
    round_trip("a.sh", "x=$'COMMAND'\nprintf %s \"$x\"\n", &['\''], bash);
    round_trip("a.sh", "x='COMMAND'\nprintf %s \"$x\"\n", &['\''], bash);
    round_trip("a.sh", "cat <<EOF\nCOMMAND\nEOF\n", &[], bash);
    round_trip("a.sh", "cat <<'EOF'\nCOMMAND\nEOF\n", &[], bash);
}

#[test]
fn python_reads_what_is_written() {
    round_trip("a.py", "x = \"COMMAND\"\nprint(x)\n", &[], run_python);
    round_trip(
        "a.py",
        "x = \"\"\"COMMAND\"\"\"\nprint(x)\n",
        &[],
        run_python,
    );
    round_trip("a.py", "x = f\"COMMAND\"\nprint(x)\n", &[], run_python);
    round_trip("a.py", "x = 'COMMAND'\nprint(x)\n", &['\''], run_python);
    round_trip(
        "a.py",
        "x = \"COMMAND\".format()\nprint(x)\n",
        &[],
        run_python,
    );
    round_trip("a.py", "x = r'COMMAND'\nprint(x)\n", &['\''], run_python);
}

#[test]
fn python_reads_what_is_written_into_json_and_yaml() {
    let json = |file: &str| {
        let program = "import json, sys; print(json.loads(sys.argv[1])['run'])";
        output("python3", &["-X", "utf8", "-c", program, file])
    };
    round_trip("a.json", "{\"run\": \"COMMAND\"}", &[], json);
    let yaml = |file: &str| {
        let program = "import yaml, sys; print(yaml.safe_load(sys.argv[1])['run'])";
        output(
            python().to_str().unwrap(),
            &["-X", "utf8", "-c", program, file],
        )
    };
    round_trip("a.yml", "run: \"COMMAND\"\n", &[], yaml);
    round_trip("a.yml", "run: 'COMMAND'\n", &[], yaml);
    round_trip("a.yml", "run: |\n  COMMAND\n", &[], yaml);
    round_trip("a.yml", "run: >-\n  COMMAND\n", &[], yaml);
}

#[test]
fn layers_within_each_other_are_written_through_all() {
    let program = "import json, sys; print(json.loads(sys.argv[1])['run'])";
    round_trip(
        "a.sh",
        "x=$(cat <<EOF\n{\"run\": \"COMMAND\"}\nEOF\n)\nprintf %s \"$x\"\n",
        &[],
        |file| output("python3", &["-X", "utf8", "-c", program, &bash(file)]),
    );
}
