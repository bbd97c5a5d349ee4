//! Signals that end the program, kept back while it may not end: what was begun is taken back or finished first. Sources:
//! signal(7), proc_pid_status(5).

use crate::exit_code::ExitCode;

/// A signal that came, and ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("interrupted: nothing was written, every file is as it was")]
pub struct Interruption {
    /// The signal's number.
    signal: i32,
}

impl Interruption {
    /// One by a signal.
    pub fn by(signal: i32) -> Interruption {
        Interruption { signal }
    }

    /// Ends the program, so that its parent sees by which signal. An interrupt from the keyboard has an exit code of its own.
    pub fn end(self) -> ! {
        #[cfg(unix)]
        unix::raise(self.signal);
        std::process::exit(ExitCode::Interrupted.number().into())
    }
}

#[cfg(unix)]
pub use unix::{ENDING, KeptBack, Postponed};

/// Elsewhere no signal is kept back.
#[cfg(not(unix))]
pub struct Postponed;

#[cfg(not(unix))]
impl Postponed {
    /// Keeps nothing back.
    pub fn begin() -> Postponed {
        Postponed
    }

    /// None is known of.
    pub fn interruption(&self) -> Option<Interruption> {
        None
    }

    /// None came.
    pub fn end(self) -> Option<Interruption> {
        None
    }
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::sync::{Arc, OnceLock};

    use rustix::process::{Resource, Rlimit, setrlimit};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
    use signal_hook::{SigId, flag, low_level};

    use super::Interruption;

    /// The signals that end a program from outside.
    pub const ENDING: [i32; 4] = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];

    /// While this is there, the signals of [`ENDING`] don't end the program by themselves.
    pub struct KeptBack(&'static AtomicBool);

    impl KeptBack {
        /// Keeps them back from now on.
        ///
        /// # Errors
        ///
        /// When the system gives no signals.
        pub fn begin() -> io::Result<KeptBack> {
            let acts = acts()?;
            acts.store(false, Ordering::SeqCst);
            Ok(KeptBack(acts))
        }
    }

    impl Drop for KeptBack {
        fn drop(&mut self) {
            self.0.store(true, Ordering::SeqCst);
        }
    }

    /// Whether a signal does what it does in any program. Its action stays for good: without any, a signal would be lost.
    fn acts() -> io::Result<&'static AtomicBool> {
        static ACTS: OnceLock<Arc<AtomicBool>> = OnceLock::new();
        if ACTS.get().is_none() {
            let acts = Arc::new(AtomicBool::new(true));
            let ignored = ignored();
            for signal in ENDING.into_iter().filter(|signal| !ignored.has(*signal)) {
                flag::register_conditional_default(signal, Arc::clone(&acts))?;
            }
            let _ = ACTS.set(acts);
        }
        ACTS.get()
            .map(Arc::as_ref)
            .ok_or_else(|| io::Error::other("signals can't be had"))
    }

    /// The signals that who started the program has it ignore, as nohup(1) does with SIGHUP: a mask as `SigIgn` has it.
    struct Ignored(u64);

    impl Ignored {
        fn has(&self, signal: i32) -> bool {
            (self.0 >> (signal - 1)) & 1 == 1
        }
    }

    fn ignored() -> Ignored {
        static IGNORED: OnceLock<u64> = OnceLock::new();
        // Once a signal has an action, the system no longer says so.
        Ignored(*IGNORED.get_or_init(|| {
            let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
            status
                .lines()
                .find_map(|line| line.strip_prefix("SigIgn:"))
                .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
                .unwrap_or(0)
        }))
    }

    /// Signals that end the program wait until this ends.
    pub struct Postponed {
        kept_back: Option<KeptBack>,
        /// The one that came last, 0 for none.
        came: Arc<AtomicUsize>,
        ids: Vec<SigId>,
    }

    impl Postponed {
        /// Keeps them back from now on. Where the system gives no signals, none waits.
        pub fn begin() -> Postponed {
            let came = Arc::new(AtomicUsize::new(0));
            let ignored = ignored();
            let numbers = ENDING.into_iter().filter(|signal| !ignored.has(*signal));
            let ids = numbers
                .filter_map(|signal| {
                    let number = usize::try_from(signal).ok()?;
                    flag::register_usize(signal, Arc::clone(&came), number).ok()
                })
                .collect();
            Postponed {
                // Last, so that none is lost.
                kept_back: KeptBack::begin().ok(),
                came,
                ids,
            }
        }

        /// The signal that waits, if one does.
        pub fn interruption(&self) -> Option<Interruption> {
            match i32::try_from(self.came.load(Ordering::SeqCst)) {
                Ok(0) | Err(_) => None,
                Ok(signal) => Some(Interruption::by(signal)),
            }
        }

        /// Keeps no more back; gives the one that came.
        pub fn end(mut self) -> Option<Interruption> {
            self.kept_back = None;
            self.interruption()
        }
    }

    impl Drop for Postponed {
        fn drop(&mut self) {
            self.kept_back = None;
            for id in self.ids.drain(..) {
                low_level::unregister(id);
            }
        }
    }

    /// Lets a signal end the program, unless it is an interrupt from the keyboard.
    pub fn raise(signal: i32) {
        if signal != SIGINT {
            // A dump of memory would hold what the repository does.
            let none = Rlimit {
                current: Some(0),
                maximum: Some(0),
            };
            let _ = setrlimit(Resource::Core, none);
            let _ = low_level::emulate_default_handler(signal);
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use nix::sys::signal::{Signal, raise};

        #[test]
        fn a_signal_waits_for_the_end() {
            let postponed = Postponed::begin();
            assert_eq!(postponed.interruption(), None);
            raise(Signal::SIGTERM).expect("raised");
            let expected = Some(Interruption::by(SIGTERM));
            assert_eq!(postponed.interruption(), expected);
            assert_eq!(postponed.end(), expected);
        }

        #[test]
        fn a_mask_names_signals_from_one() {
            assert!(Ignored(0b1).has(SIGHUP) && !Ignored(0b1).has(SIGINT));
            assert!(Ignored(0x4002).has(SIGTERM) && Ignored(0x4002).has(SIGINT));
        }
    }
}
