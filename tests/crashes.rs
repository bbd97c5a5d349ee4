//! Files that broke the program once, found by fuzzing: whatever they are called, what must hold for every file holds for them.

#![allow(clippy::unwrap_used)]

#[path = "support/invariants.rs"]
mod invariants;
#[path = "support/names.rs"]
mod names;

use names::NAMES;

/// Nothing, and everything.
const BITS: [u8; 2] = [0, 15];

#[test]
fn what_broke_it_once_does_so_no_more() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/crashes");
    let mut files = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        files += 1;
        for name in NAMES {
            for bits in BITS {
                let held = std::panic::catch_unwind(|| invariants::hold(name, bits, &bytes));
                assert!(held.is_ok(), "{} as {name}, with {bits}", file.display());
            }
        }
    }
    assert!(files >= 19, "{files}");
}
