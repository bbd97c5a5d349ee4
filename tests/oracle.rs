//! A plain search of bytes as the witness: wherever the variable stands after `mfa/` in a file, the program has a finding
//! there, whatever the file is and wherever in it that is.

#![allow(clippy::unwrap_used)]

#[path = "support/names.rs"]
mod names;

use std::path::PathBuf;

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::scan;
use names::NAMES;
use proptest::prelude::*;

/// Where a variable named `aws:username` stands after `mfa/`, with nothing in between but the signs that open a variable in
/// some host. No regular expression, and nothing of the program's own.
fn occurrences(bytes: &[u8]) -> Vec<usize> {
    const NAME: &[u8] = b"aws:username";
    let mut found = Vec::new();
    for at in 0..bytes.len().saturating_sub(NAME.len() - 1) {
        if !bytes[at..at + NAME.len()].eq_ignore_ascii_case(NAME) {
            continue;
        }
        let mut before = at;
        while before > 0
            && b"${}&!<\\ \"'u0023436cC".contains(&bytes[before - 1])
            && at - before < 24
        {
            before -= 1;
        }
        // The signs may have a letter of the path among them.
        let path = &bytes[before.saturating_sub(8)..at];
        if path.windows(4).any(|window| window == b"mfa/")
            || path.windows(5).any(|window| window == b"mfa\\/")
        {
            found.push(at);
        }
    }
    found
}

/// The occurrences that no finding holds.
fn missed(name: &str, bytes: &[u8]) -> Vec<String> {
    let findings = scan::findings(name, bytes, &DeviceResolver::none());
    occurrences(bytes)
        .into_iter()
        .filter(|at| !findings.iter().any(|finding| finding.span.contains(at)))
        .map(|at| {
            let around = &bytes[at.saturating_sub(60)..(at + 40).min(bytes.len())];
            format!("{name}, byte {at}: {:?}", String::from_utf8_lossy(around))
        })
        .collect()
}

#[test]
fn no_occurrence_of_the_test_data_is_missed() {
    let mut folders = vec![PathBuf::from("testdata")];
    let mut all = Vec::new();
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What fuzzing made is no text, and has the variable's name cut off.
                if !path.ends_with("crashes") {
                    folders.push(path);
                }
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            count += occurrences(&bytes).len();
            all.extend(missed(path.file_name().unwrap().to_str().unwrap(), &bytes));
        }
    }
    assert!(count > 150, "the search finds only {count}");
    assert!(all.is_empty(), "missed:\n{}", all.join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    /// Pieces of many hosts in any order, so that grammars fail, strings end early and comments never do.
    #[test]
    fn no_occurrence_of_a_broken_file_is_missed(
        name in prop::sample::select(&NAMES[..]),
        pieces in prop::collection::vec(prop_oneof![
            3 => Just("arn:aws:iam::*:mfa/${aws:username}".to_owned()),
            2 => Just("arn:aws:iam::*:mfa/$${aws:username}".to_owned()),
            1 => Just(":mfa/&{aws:username}".to_owned()),
            1 => Just("mfa/\\u0024{aws:username}".to_owned()),
            1 => Just("arn:aws:iam::1:mfa/${AWS:UserName}*".to_owned()),
            12 => prop::sample::select(vec![
                "\"", "'", "`", "\n", " ", "{", "}", "[", "]", "(", ")", ":", ", ", "= ", "+ ", "# ", "// ", "/* ", "*/", "<<EOF\n",
                "\nEOF\n", "```json\n", "```\n", "- ", "a: ", "|\n  ", "Resource", "\"Effect\": \"Allow\", ", "\"Action\": \"iam:*\", ",
                "f\"", "\"\"\"", "${", "$(", "%{ if x }", "{{ x }}", "<% x %>", "!Sub ", "\\", "\\\"", "aws sts get-session-token --serial-number ",
                "resource \"a\" \"b\" {\n", "statement {\n", "func f() {\n", "def f():\n  ", "mfa", "é", "\u{FEFF}", "\r\n", "\t",
            ]).prop_map(str::to_owned),
        ], 0..24),
    ) {
        let text = pieces.concat();
        let missed = missed(name, text.as_bytes());
        prop_assert!(missed.is_empty(), "{}\n{}", missed.join("\n"), text);
    }
}
