//! A character that stands for itself when it stands there twice.

use super::family::{Family, Says, stands_for};

/// A doubled quote, or a Makefile's `$$`.
pub(super) struct Doubled(pub char);

impl Family for Doubled {
    fn begins(&self, c: char) -> bool {
        c == self.0
    }

    fn piece(&self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let pair = String::from_iter([self.0, self.0]);
        stands_for(&spelling[at..], &pair, &pair[..self.0.len_utf8()])
    }

    fn written(&self, text: &str) -> String {
        text.replace(self.0, &String::from_iter([self.0, self.0]))
    }
}
