//! A file of any host.

#[path = "../../tests/support/invariants.rs"]
mod invariants;
#[path = "../../tests/support/names.rs"]
mod names;

use names::NAMES;

/// Looks at a file and makes its rewrites. The first byte of the input chooses the file's name, the second what is asked for;
/// the rest is what the file holds.
///
/// # Panics
///
/// Where something doesn't hold that has to.
pub fn try_one(input: &[u8]) {
    if let Some((&[name, bits], bytes)) = input.split_first_chunk() {
        invariants::hold(NAMES[usize::from(name) % NAMES.len()], bits, bytes);
    }
}
