//! Whether a file is half merged: it has the markers that git leaves where two changes meet (git-merge(1), "How conflicts are presented").

/// Markers that begin a line, in their order.
const MARKERS: [&str; 3] = ["<<<<<<< ", "=======", ">>>>>>> "];

/// Whether a text has a conflict of two changes in it.
pub fn is_in(text: &str) -> bool {
    let mut at = 0;
    MARKERS.iter().all(|marker| {
        let found = memchr::memmem::find_iter(&text.as_bytes()[at..], marker)
            .map(|found| at + found)
            .find(|found| *found == 0 || text.as_bytes()[found - 1] == b'\n');
        at = found.map_or(at, |found| found + marker.len());
        found.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_has_all_its_markers_each_at_the_beginning_of_a_line() {
        for (text, expected) in [
            ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", true),
            (
                "a\r\n<<<<<<< HEAD\r\na\r\n=======\r\nb\r\n>>>>>>> x\r\n",
                true,
            ),
            ("=======\n<<<<<<< HEAD\n=======\n>>>>>>> x\n", true),
            ("Title\n=======\n", false),
            ("<<<<<<< HEAD\n>>>>>>> x\n=======\n", false),
            ("  <<<<<<< HEAD\n=======\n>>>>>>> x\n", false),
            ("", false),
        ] {
            assert_eq!(is_in(text), expected, "{text}");
        }
    }
}
