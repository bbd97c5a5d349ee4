//! A fault of the program itself: a panic, its own or one of a library that the system refuses something. It is told in one line, and ends
//! the program with the exit code that is true of what was delivered.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::process;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crate::exit_code::ExitCode;
use crate::terminal;

/// The exit code of a fault.
static CODE: AtomicU8 = AtomicU8::new(ExitCode::Error.number());
/// Whether a fault ends the program where it is.
static IS_END: AtomicBool = AtomicBool::new(false);

thread_local! {
    static IS_CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs the program, whose faults are told and give an exit code.
pub fn told(program: impl FnOnce() -> process::ExitCode) -> process::ExitCode {
    panic::set_hook(Box::new(tell));
    let ended = panic::catch_unwind(AssertUnwindSafe(program));
    ended.unwrap_or_else(|_| CODE.load(Ordering::Relaxed).into())
}

/// Sets with which code a fault ends the program from here on, as something is delivered.
pub fn ends_with(code: ExitCode) {
    CODE.store(code.number(), Ordering::Relaxed);
}

/// Does something of which a fault ends only this; gives `None` then.
pub fn contained<T>(what: impl FnOnce() -> T) -> Option<T> {
    let was_contained = IS_CONTAINED.replace(true);
    let done = panic::catch_unwind(AssertUnwindSafe(what));
    IS_CONTAINED.set(was_contained);
    done.ok()
}

/// Does something by threads that would wait without an end for one that has ended by a fault, or could not be made. A fault
/// ends the program at once.
pub fn ending_all<T>(what: impl FnOnce() -> T) -> T {
    IS_END.store(true, Ordering::Relaxed);
    let done = what();
    IS_END.store(false, Ordering::Relaxed);
    done
}

/// Tells of a panic. What it says may hold a file's contents, so only its place is told.
fn tell(panic: &PanicHookInfo) {
    let place = panic
        .location()
        .map_or_else(String::new, |place| format!(" at {place}"));
    let is_end = IS_END.load(Ordering::Relaxed) && !IS_CONTAINED.get();
    let limits = if is_end {
        "; it may be that the system gives no more threads"
    } else {
        ""
    };
    terminal::tell(format_args!(
        "mfa-migrate: internal error{place}{limits}; please report it"
    ));
    if is_end {
        process::exit(CODE.load(Ordering::Relaxed).into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_is_contained_ends_only_that() {
        assert_eq!(contained(|| 1), Some(1));
        assert_eq!(contained(|| -> u8 { panic!("on purpose") }), None);
        assert!(!IS_CONTAINED.get());
        let nested = contained(|| {
            contained(|| -> u8 { panic!("on purpose") });
            IS_CONTAINED.get()
        });
        assert_eq!(nested, Some(true));
    }
}
