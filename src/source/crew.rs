//! Threads that take the items of one iterator in turn, each with a state of its own.

use std::sync::{Mutex, PoisonError};
use std::thread;

/// How many items a thread takes at once.
const BATCH: usize = 32;

/// Hands the items out to as many threads as there are processors. Each makes its state once.
pub fn share<T: Send, S>(
    items: impl Iterator<Item = T> + Send,
    begin: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, T) + Sync,
) {
    let items = Mutex::new(items.fuse().peekable());
    let take = || -> Vec<T> {
        let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
        items.by_ref().take(BATCH).collect()
    };
    let work = || {
        let mut batch = take();
        if batch.is_empty() {
            return;
        }
        let mut state = begin();
        while !batch.is_empty() {
            for item in batch {
                each(&mut state, item);
            }
            batch = take();
        }
    };
    let is_done = || {
        let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
        items.peek().is_none()
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..threads {
            // Without a thread more, those that are there do its part.
            if is_done() || thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_handed_out_once() {
        for count in [0, 1, BATCH, 10 * BATCH + 1] {
            let seen = Mutex::new(Vec::new());
            share(0..count, Vec::new, |own: &mut Vec<usize>, item| {
                own.push(item);
                seen.lock().expect("no panic").push(item);
            });
            let mut seen = seen.into_inner().expect("no panic");
            seen.sort_unstable();
            assert_eq!(seen, (0..count).collect::<Vec<_>>());
        }
    }
}
