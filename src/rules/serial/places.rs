//! Parts of a file in their order, so that the innermost around a place is found.

use std::ops::Range;

/// Parts of a file, in order.
#[derive(Debug)]
pub struct Places<T>(Vec<(Range<usize>, T)>);

impl<T> Default for Places<T> {
    fn default() -> Self {
        Places(Vec::new())
    }
}

impl<T: Copy> Places<T> {
    /// Puts the parts in order.
    pub fn new(mut parts: Vec<(Range<usize>, T)>) -> Places<T> {
        parts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        Places(parts)
    }

    /// All of them.
    pub fn all(&self) -> &[(Range<usize>, T)] {
        &self.0
    }

    /// The innermost around an offset (bytes of the file), of the last few that begin before it.
    pub fn around(&self, at: usize) -> Option<T> {
        let after = self.0.partition_point(|(range, _)| range.start <= at);
        let mut before = self.0[..after].iter().rev().take(MOST_SIBLINGS);
        before
            .find(|(range, _)| range.contains(&at))
            .map(|(_, part)| *part)
    }
}

/// How many parts that end before a place may begin after the one around it.
const MOST_SIBLINGS: usize = 64;
