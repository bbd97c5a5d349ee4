//! What no part of the program can do anything about, such as a system that gives no threads, ends it with a line and the exit code that
//! is true.

#![cfg(all(
    target_os = "linux",
    any(target_arch = "x86_64", target_arch = "aarch64")
))]
#![allow(clippy::unwrap_used)]

mod support;

use support::{POLICY, Sandbox};

/// Runs a program for which the kernel makes no thread (seccomp(2)): clone fails, and clone3 isn't there, so that the C library takes
/// clone. Without a limit of processes of its own, as that doesn't hold for root.
const WITHOUT_THREADS: &str = r"
import ctypes, os, platform, struct, sys
clone = {'x86_64': 56, 'aarch64': 220}[platform.machine()]
load, equal, give = 0x20, 0x15, 0x06
allow, again, missing = 0x7FFF0000, 0x00050000 | 11, 0x00050000 | 38
rules = [(load, 0, 0, 0), (equal, 2, 0, clone), (equal, 2, 0, 435),
         (give, 0, 0, allow), (give, 0, 0, again), (give, 0, 0, missing)]
program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *rule) for rule in rules))
filter = ctypes.create_string_buffer(struct.pack('HxxxxxxP', len(rules), ctypes.addressof(program)))
libc = ctypes.CDLL(None)
assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, filter) == 0
os.execv(sys.argv[1], sys.argv[1:])
";

#[test]
fn a_system_that_gives_no_threads_ends_the_program() {
    let repo = Sandbox::repository(&[("policy.json", POLICY)]);
    for arguments in [
        &["check"][..],
        &["fix", "--yes", "--in-place"],
        &["fix", "--yes"],
    ] {
        let program = env!("CARGO_BIN_EXE_mfa-migrate");
        let own = ["60", "python3", "-c", WITHOUT_THREADS, program];
        let output = repo.command("timeout", repo.path(), &[&own[..], arguments].concat());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.starts_with("mfa-migrate: "), "{errors}");
        assert!(errors.contains("gives no more threads"), "{errors}");
        assert_eq!(repo.read("policy.json"), POLICY);
        assert!(!repo.has_branch("mfa-migrate"));
    }
}
