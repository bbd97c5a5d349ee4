//! A short run of the fuzz targets without their fuzzer: the project's own files with a few pieces changed, by the same
//! dictionary. `fuzz/` has the long one.

#![allow(clippy::unwrap_used)]

#[path = "../fuzz/src/arguments.rs"]
mod arguments;
#[path = "../fuzz/src/configurations.rs"]
mod configurations;
#[path = "support/invariants.rs"]
mod invariants;
#[path = "support/names.rs"]
mod names;
#[path = "../fuzz/src/records.rs"]
mod records;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use names::NAMES;
use proptest::collection::vec;
use proptest::prelude::*;

/// Larger files (bytes) are left to the other tests.
const LARGEST: u64 = 4096;
/// How often a target is run.
const RUNS: u32 = 1500;

/// The files of the test data.
static FILES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let files = walkdir::WalkDir::new(root).sort_by_file_name();
    let is_small = |entry: &walkdir::DirEntry| {
        entry.file_type().is_file() && entry.metadata().unwrap().len() <= LARGEST
    };
    let files = files.into_iter().map(Result::unwrap).filter(is_small);
    files.map(|file| fs::read(file.path()).unwrap()).collect()
});

/// The strings of the fuzzer's dictionary, which escapes quotes and backslashes.
static WORDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let dictionary = include_str!("../fuzz/words.dict");
    let lines = dictionary.lines().filter(|line| line.starts_with('"'));
    let unquoted = lines.map(|line| line.trim_matches('"').replace("\\\"", "\""));
    unquoted
        .map(|word| word.replace("\\\\", "\\").into_bytes())
        .collect()
});

/// A change of a text. Places and lengths are bytes, taken modulo what there is.
#[derive(Clone, Debug)]
enum Change {
    /// Puts a word of the dictionary in.
    Word { word: usize, at: usize },
    /// Puts a piece of another file in.
    Piece {
        file: usize,
        from: usize,
        length: usize,
        at: usize,
    },
    /// Takes a piece out.
    Cut { at: usize, length: usize },
    /// Says a piece again.
    Repeat { at: usize, length: usize },
    /// Writes another byte.
    Byte { at: usize, byte: u8 },
}

fn change() -> impl Strategy<Value = Change> {
    let at = || 0..4096_usize;
    prop_oneof![
        (at(), at()).prop_map(|(word, at)| Change::Word { word, at }),
        (at(), at(), 1..200_usize, at()).prop_map(|(file, from, length, at)| Change::Piece {
            file,
            from,
            length,
            at
        }),
        (at(), 1..40_usize).prop_map(|(at, length)| Change::Cut { at, length }),
        (at(), 1..200_usize).prop_map(|(at, length)| Change::Repeat { at, length }),
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte { at, byte }),
    ]
}

impl Change {
    fn apply(&self, text: &mut Vec<u8>) {
        let size = text.len();
        let place = |at: usize| at % (size + 1);
        let piece = |at: usize, length: usize| place(at)..size.min(place(at) + length);
        match self {
            Change::Word { word, at } => {
                let word = &WORDS[word % WORDS.len()];
                text.splice(place(*at)..place(*at), word.iter().copied());
            }
            Change::Piece {
                file,
                from,
                length,
                at,
            } => {
                let other = &FILES[file % FILES.len()];
                let from = from % (other.len() + 1);
                let taken = &other[from..other.len().min(from + length)];
                text.splice(place(*at)..place(*at), taken.iter().copied());
            }
            Change::Cut { at, length } => drop(text.drain(piece(*at, *length))),
            Change::Repeat { at, length } => {
                let again = text[piece(*at, *length)].to_vec();
                text.splice(place(*at)..place(*at), again);
            }
            Change::Byte { at, byte } => {
                if let Some(old) = text.get_mut(place(*at)) {
                    *old = *byte;
                }
            }
        }
    }
}

/// A text with some changes.
fn changed(text: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut changed = text.to_vec();
    for change in changes {
        change.apply(&mut changed);
    }
    changed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: RUNS, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_must_hold_for_a_file_holds(
        file in 0..4096_usize, name in 0..NAMES.len(), bits in 0..16_u8, changes in vec(change(), 1..6),
    ) {
        let bytes = changed(&FILES[file % FILES.len()], &changes);
        invariants::hold(NAMES[name], bits, &bytes);
    }

    #[test]
    fn what_must_hold_for_a_record_holds(changes in vec(change(), 0..4)) {
        let record = br#"{"mfa_migrate_devices": 1, "account": "464646123789", "users": {"jane": ["arn:aws:iam::464646123789:mfa/phone"]}}"#;
        records::try_one(&changed(record, &changes));
    }

    #[test]
    fn what_must_hold_for_a_configuration_holds(changes in vec(change(), 0..4)) {
        let configuration = b"exclude = [\"vendor/**\"]\nnames = \"any\"\n\n[rules]\npolicy-mfa-advice = \"off\"\n\n[[ignore]]\npath = \"a/*.json\"\nsid = \"Own\"\nwhy = \"kept\"\n";
        configurations::try_one(&changed(configuration, &changes));
    }

    #[test]
    fn what_must_hold_for_arguments_holds(changes in vec(change(), 0..4)) {
        arguments::try_one(&changed(b"fix\n--branch\nmfa-migrate\n--yes\n--devices\nnone\nfolder", &changes));
    }
}
