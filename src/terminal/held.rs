//! A terminal held for a session of prompts: it gives each key as it is pressed, and is as it was before on every way out, a
//! signal among them.
//!
//! What reads a key sets the terminal's mode for just that key, so between two keys it would edit lines itself, and a typed DEL
//! would be gone. Sources: termios(3), signal(7).

#[cfg(unix)]
pub use unix::Held;

/// What is done when a signal ends the program at a prompt.
pub type AtEnd = Box<dyn Fn() + Send>;

/// Elsewhere the terminal is left as it is.
#[cfg(not(unix))]
pub struct Held;

#[cfg(not(unix))]
impl Held {
    /// Holds nothing.
    ///
    /// # Errors
    ///
    /// None.
    pub fn take(_: AtEnd) -> std::io::Result<Held> {
        Ok(Held)
    }

    /// Gets ready for the next key.
    pub fn await_key(&self) {}

    /// There is no stopping.
    pub fn stop(&self) {}
}

#[cfg(unix)]
mod unix {
    use std::io::{self, Write};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Condvar, Mutex, PoisonError};
    use std::thread::JoinHandle;
    use std::time::Duration;

    use nix::sys::signal::{SigSet, Signal};
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios};
    use rustix::termios::{tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGCONT, SIGINT, SIGTSTP};
    use signal_hook::iterator::{Handle, Signals};
    use signal_hook::{SigId, flag, low_level};

    use super::AtEnd;
    use crate::interruption::{ENDING, Interruption, KeptBack};
    use crate::terminal;

    /// How long a signal waits for the reader of keys, which may be setting the terminal for the next one.
    const LONGEST_WAIT: Duration = Duration::from_millis(100);

    /// The terminal, until this is dropped.
    pub struct Held {
        shared: Arc<Shared>,
        handle: Handle,
        thread: Option<JoinHandle<()>>,
        is_interrupted: SigId,
        kept_back: Option<KeptBack>,
        /// The signals that this thread took before.
        mask: SigSet,
    }

    struct Shared {
        before: Termios,
        during: Termios,
        /// Whether an interrupt came.
        is_interrupted: Arc<AtomicBool>,
        /// Whether the signal that stops a program does again what it does in any.
        is_released: Arc<AtomicBool>,
        /// Whether the program ends, and whether the reader of keys has let go of the terminal for that.
        end: (Mutex<End>, Condvar),
    }

    #[derive(Default)]
    struct End {
        is_near: bool,
        has_let_go: bool,
    }

    impl Held {
        /// Holds the terminal on standard input. Where a signal ends the program, `at_end` is called, with the terminal as it was
        /// before.
        ///
        /// # Errors
        ///
        /// When it is no terminal, or signals can't be had.
        pub fn take(at_end: AtEnd) -> io::Result<Held> {
            let before = tcgetattr(io::stdin())?;
            let mut during = before.clone();
            // Signals from the keyboard stay.
            during.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
            during.special_codes[SpecialCodeIndex::VMIN] = 1;
            during.special_codes[SpecialCodeIndex::VTIME] = 0;
            let shared = Arc::new(Shared {
                before,
                during,
                is_interrupted: Arc::default(),
                is_released: Arc::default(),
                end: (Mutex::default(), Condvar::new()),
            });
            // For good: without any action the signal would be lost once this is dropped.
            flag::register_conditional_default(SIGTSTP, Arc::clone(&shared.is_released))?;
            let is_interrupted = flag::register(SIGINT, Arc::clone(&shared.is_interrupted))?;
            let mut signals = Signals::new(ENDING.iter().chain(&[SIGTSTP, SIGCONT]))?;
            let kept_back = Some(KeptBack::begin()?);
            let handle = signals.handle();
            let watching = Arc::clone(&shared);
            let thread = std::thread::Builder::new()
                .name("signals".to_owned())
                .spawn(move || {
                    for signal in signals.forever() {
                        match signal {
                            SIGCONT => watching.hold(),
                            SIGTSTP => watching.stop(),
                            _ => watching.end(signal, &at_end),
                        }
                    }
                })?;
            // `console` takes every signal that comes while it waits for a key for an interrupt.
            let others = [
                Signal::SIGTERM,
                Signal::SIGHUP,
                Signal::SIGQUIT,
                Signal::SIGTSTP,
                Signal::SIGCONT,
            ];
            let mask = SigSet::thread_get_mask()?;
            others.into_iter().collect::<SigSet>().thread_block()?;
            shared.hold();
            Ok(Held {
                shared,
                handle,
                thread: Some(thread),
                is_interrupted,
                kept_back,
                mask,
            })
        }

        /// Gets ready for the next key, or for no more. Where a signal ends the program, this never returns.
        pub fn await_key(&self) {
            let (end, changed) = &self.shared.end;
            let mut end = end.lock().unwrap_or_else(PoisonError::into_inner);
            if end.is_near || self.shared.is_interrupted.load(Ordering::SeqCst) {
                end.has_let_go = true;
                changed.notify_all();
                drop(end);
                loop {
                    std::thread::park();
                }
            }
        }

        /// Stops the program, as the key for it does elsewhere, with the terminal as it was before; returns when it goes on.
        pub fn stop(&self) {
            self.shared.stop();
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            self.await_key();
            self.shared.let_go();
            self.shared.is_released.store(true, Ordering::SeqCst);
            self.kept_back = None;
            self.handle.close();
            if let Some(thread) = self.thread.take() {
                let _ = thread.join();
            }
            low_level::unregister(self.is_interrupted);
            let _ = self.mask.thread_set_mask();
        }
    }

    impl Shared {
        fn hold(&self) {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.during);
        }

        /// Gives the terminal back as it was, with its cursor.
        fn let_go(&self) {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
            let _ = io::stderr().write_all(b"\x1b[?25h");
        }

        fn stop(&self) {
            self.let_go();
            let _ = low_level::emulate_default_handler(SIGTSTP);
            self.hold();
        }

        /// Ends the program.
        fn end(&self, signal: i32, at_end: &AtEnd) {
            let (end, changed) = &self.end;
            let mut end = end.lock().unwrap_or_else(PoisonError::into_inner);
            end.is_near = true;
            drop(changed.wait_timeout_while(end, LONGEST_WAIT, |end| !end.has_let_go));
            self.let_go();
            terminal::tell("");
            at_end();
            Interruption::by(signal).end();
        }
    }
}
