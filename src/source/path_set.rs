//! A set of many paths, which keeps eight bytes of each.
//!
//! A repository may have hundreds of thousands of files, and all that is asked of most is whether they were seen. The
//! hashes are keyed at random, so that nobody can choose two paths with the same one.

use std::hash::{BuildHasher, RandomState};

/// Hashes paths for the sets of one run.
#[derive(Clone, Debug, Default)]
pub struct PathHasher(RandomState);

impl PathHasher {
    /// The hash of a path's bytes.
    pub fn hash(&self, path: &[u8]) -> u64 {
        self.0.hash_one(path)
    }
}

/// A set of paths.
#[derive(Clone, Debug, Default)]
pub struct PathSet {
    hasher: PathHasher,
    sorted: Vec<u64>,
}

impl PathSet {
    /// The set of the paths that have these hashes.
    pub fn new(hasher: PathHasher, mut hashes: Vec<u64>) -> PathSet {
        hashes.sort_unstable();
        hashes.dedup();
        PathSet {
            hasher,
            sorted: hashes,
        }
    }

    /// Whether a path is in it.
    pub fn contains(&self, path: &[u8]) -> bool {
        !self.sorted.is_empty() && self.sorted.binary_search(&self.hasher.hash(path)).is_ok()
    }

    /// How many paths it has.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_once() {
        let hasher = PathHasher::default();
        let paths: [&[u8]; 4] = [b"b", b"a/b", b"b", b""];
        let hashes = paths.iter().map(|path| hasher.hash(path)).collect();
        let set = PathSet::new(hasher, hashes);
        assert_eq!(set.len(), 3);
        assert!(!set.is_empty());
        for (path, is_in) in [("b", true), ("a/b", true), ("", true), ("a", false)] {
            assert_eq!(set.contains(path.as_bytes()), is_in, "{path}");
        }
        assert!(PathSet::default().is_empty());
        assert!(!PathSet::default().contains(b"a"));
    }
}
