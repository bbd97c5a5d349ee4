//! The users whose devices the rules want to know: gathered on a first look, so that each is asked for once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Directory, Lookup};
use crate::iam::serial::Account;

/// A directory that knows nothing, and remembers who was asked for.
#[derive(Clone, Default)]
pub struct LookupRecorder(Arc<Mutex<BTreeSet<(Account, String)>>>);

impl LookupRecorder {
    /// The users that were asked for, each once.
    pub fn users(&self) -> BTreeSet<(Account, String)> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Directory for LookupRecorder {
    fn devices_of(&self, account: &Account, user: &str) -> Lookup {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((account.clone(), user.to_owned()));
        Lookup::Unasked(String::new())
    }

    fn has(&self, _: &str) -> bool {
        false
    }
}
