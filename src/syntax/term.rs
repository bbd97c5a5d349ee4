//! The words of grammars, the kinds of nodes and their places, as small numbers: a file may have millions of nodes, and grammars
//! have a few thousand words altogether.

use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

/// How many words there may be. All are written in grammars or in this program, so none depends on a file.
const MOST: usize = 1 << 14;

/// A word, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Term(u16);

static WORDS: [OnceLock<&'static str>; MOST] = [const { OnceLock::new() }; MOST];

impl Term {
    /// The number of a word.
    pub(super) fn of(word: &'static str) -> Term {
        static NUMBERS: RwLock<Option<HashMap<&'static str, u16>>> = RwLock::new(None);
        let known = NUMBERS.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = known.as_ref().and_then(|known| known.get(word)) {
            return Term(*number);
        }
        drop(known);
        let mut known = NUMBERS.write().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default();
        let next = known.len();
        let number = *known.entry(word).or_insert(next as u16);
        assert!(usize::from(number) < MOST, "grammars have too many words");
        let _ = WORDS[usize::from(number)].set(word);
        Term(number)
    }

    /// The word.
    pub(super) fn word(self) -> &'static str {
        WORDS[usize::from(self.0)]
            .get()
            .copied()
            .unwrap_or_default()
    }
}

impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.word())
    }
}

/// The numbers of the words that one parser uses, each looked up once.
#[derive(Default)]
pub(super) struct Terms(HashMap<(usize, usize), Term>);

impl Terms {
    /// The number of a word.
    pub(super) fn of(&mut self, word: &'static str) -> Term {
        let place = (word.as_ptr().addr(), word.len());
        *self.0.entry(place).or_insert_with(|| Term::of(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number() {
        let mut terms = Terms::default();
        let (a, b) = (Term::of("a word"), terms.of("another word"));
        assert_ne!(a, b);
        assert_eq!((a.word(), b.word()), ("a word", "another word"));
        let same: &'static str = Box::leak(Box::from("a word"));
        assert_eq!((terms.of(same), terms.of(same)), (a, a));
    }
}
