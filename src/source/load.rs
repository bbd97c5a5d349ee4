//! How much is looked at at once. A file takes memory by its size, so large ones wait for one another; small ones never do.
//!
//! Large ones are all looked at by one thread: the C library keeps what a thread has freed for that thread, and a grammar's tree is
//! most of what a file takes.

use std::sync::{Condvar, Mutex, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// From how many bytes on a file is a large one.
const LARGE: usize = 256 * 1024;
/// How many bytes of others are looked at at once.
const MOST: usize = 1024 * 1024;

/// Does something with a file of so many bytes, when there is room for it. It must not wait for another file.
pub fn weighed<T: Send>(bytes: usize, what: impl FnOnce() -> T + Send) -> T {
    static LOAD: Load = Load::new();
    if bytes >= LARGE
        && let Some(alone) = alone()
    {
        return alone.install(what);
    }
    let _part = LOAD.take(bytes);
    what()
}

/// The thread of large files; none where the system gives no thread.
fn alone() -> Option<&'static ThreadPool> {
    static ALONE: OnceLock<Option<ThreadPool>> = OnceLock::new();
    let make = || ThreadPoolBuilder::new().num_threads(1).build().ok();
    ALONE.get_or_init(make).as_ref()
}

/// What is being looked at.
#[derive(Debug)]
struct Load {
    bytes: Mutex<usize>,
    changed: Condvar,
}

/// The part of one file, until this is dropped.
struct Part<'a> {
    load: &'a Load,
    bytes: usize,
}

impl Load {
    const fn new() -> Load {
        Load {
            bytes: Mutex::new(0),
            changed: Condvar::new(),
        }
    }

    /// Waits until a file of so many bytes may be looked at.
    fn take(&self, bytes: usize) -> Part<'_> {
        let bytes = bytes.min(MOST);
        let held = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        let is_too_much = |held: &mut usize| *held + bytes > MOST;
        let held = self.changed.wait_while(held, is_too_much);
        *held.unwrap_or_else(PoisonError::into_inner) += bytes;
        Part { load: self, bytes }
    }
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        let held = self.load.bytes.lock();
        *held.unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.load.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn only_so_much_is_looked_at_at_once() {
        let load = Load::new();
        let most = Mutex::new(0);
        std::thread::scope(|scope| {
            for bytes in [MOST / 4, MOST, 10 * MOST, MOST / 2, MOST / 4 + 1, MOST].repeat(20) {
                let (load, most) = (&load, &most);
                scope.spawn(move || {
                    let _part = load.take(bytes);
                    let held = *load.bytes.lock().expect("held");
                    let mut most = most.lock().expect("held");
                    *most = held.max(*most);
                    // So that others come meanwhile.
                    drop(most);
                    std::thread::sleep(Duration::from_millis(1));
                });
            }
        });
        assert_eq!(*load.bytes.lock().expect("held"), 0);
        let most = *most.lock().expect("held");
        assert!((1..=MOST).contains(&most), "{most}");
    }

    #[test]
    fn a_large_file_is_looked_at_by_one_thread() {
        let name = || std::thread::current().id();
        let first = weighed(LARGE, name);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| assert_eq!(weighed(MOST, || weighed(LARGE, name)), first));
            }
        });
        assert_eq!(weighed(LARGE - 1, name), name());
    }
}
