//! Others at work in the same repository at the same moment: another run, an editor, a signal.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod support;

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};
use support::{POLICY, Sandbox, migrated};

/// How many files there are, so that writing them takes a while.
const FILES: usize = 200;
/// How often something is tried that depends on the moment.
const TRIES: usize = 100;

fn file(number: usize) -> String {
    format!("{}/{number}.json", number % 7)
}

fn repository() -> Sandbox {
    let names: Vec<String> = (0..FILES).map(file).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), POLICY)).collect();
    Sandbox::repository(&files)
}

fn start(repo: &Sandbox, args: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_mfa-migrate"))
        .args(["fix", "--yes", "--devices", "none"])
        .args(args)
        .current_dir(repo.path())
        .env_clear()
        .envs(repo.environment())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// How many files are new; each of the others must be old.
fn written(repo: &Sandbox) -> usize {
    let new = migrated(POLICY);
    let is_new = |number: usize| {
        let text = repo.read(&file(number));
        assert!(text == new || text == POLICY, "{number}: {text}");
        text == new
    };
    (0..FILES).filter(|number| is_new(*number)).count()
}

/// Waits until the first file is written, or the program has ended; gives whether it hasn't.
fn await_first(repo: &Sandbox, child: &mut Child) -> bool {
    let new = migrated(POLICY);
    // In the order of paths, it is the first.
    while repo.read(&file(0)) != new {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
    true
}

/// What is in the work tree that nobody committed, without what git's folder holds.
fn untracked(repo: &Sandbox) -> String {
    repo.git(&["status", "--porcelain", "--untracked-files=all"])
        .lines()
        .filter(|line| line.starts_with("??"))
        .collect()
}

#[test]
fn of_two_runs_in_place_one_writes_and_the_other_says_so() {
    for _ in 0..3 {
        let repo = repository();
        let runs = [0, 1].map(|_| start(&repo, &["--in-place"]));
        let ended = runs.map(|run| run.wait_with_output().unwrap());
        let mut codes: Vec<_> = ended.iter().map(|run| run.status.code().unwrap()).collect();
        codes.sort_unstable();
        assert!(codes == [0, 2] || codes == [0, 0], "{ended:?}");
        assert_eq!(written(&repo), FILES);
        for failed in ended.iter().filter(|run| run.status.code() == Some(2)) {
            let said = said(failed);
            let is_clear = said.contains("another mfa-migrate is writing")
                || said.contains("it was changed while the program ran");
            assert!(is_clear && said.contains("run the program again"), "{said}");
        }
        assert_eq!(untracked(&repo), "");
        // There is one undo, and it is whole.
        repo.git(&["apply", "-R", ".git/mfa-migrate/undo-1.patch"]);
        assert_eq!(repo.git(&["status", "--porcelain"]), "");
        let kept = std::fs::read_dir(repo.path().join(".git/mfa-migrate")).unwrap();
        assert_eq!(kept.count(), 1);
    }
}

#[test]
fn who_finds_another_writing_writes_nothing() {
    let repo = Sandbox::repository(&[("a.json", POLICY)]);
    let folder = std::fs::File::open(repo.path()).unwrap();
    flock(&folder, FlockOperation::LockExclusive).unwrap();
    let fix = ["fix", "--yes", "--in-place"];
    let (code, _, errors) = repo.run(&fix);
    assert_eq!(code, 2, "{errors}");
    assert!(
        errors.contains("another mfa-migrate is writing to this work tree"),
        "{errors}"
    );
    assert_eq!(repo.read("a.json"), POLICY);
    assert!(!repo.path().join(".git/mfa-migrate").exists());
    // A branch and a patch are in nobody's way.
    assert_eq!(repo.run(&["fix", "--yes"]).0, 0);
    flock(&folder, FlockOperation::Unlock).unwrap();
    assert_eq!(repo.run(&fix).0, 0);
    assert_eq!(repo.read("a.json"), migrated(POLICY));
}

#[test]
fn of_two_runs_on_a_branch_one_makes_it_and_the_other_says_so() {
    for _ in 0..3 {
        let repo = repository();
        let runs = [0, 1].map(|_| start(&repo, &[]));
        let ended = runs.map(|run| run.wait_with_output().unwrap());
        let mut codes: Vec<_> = ended.iter().map(|run| run.status.code().unwrap()).collect();
        codes.sort_unstable();
        assert_eq!(codes, [0, 2], "{ended:?}");
        let failed = ended.iter().find(|run| run.status.code() == Some(2));
        let said = said(failed.unwrap());
        assert!(said.contains("branch mfa-migrate"), "{said}");
        assert!(!said.contains("class="), "{said}");
        let shown = repo.git(&["show", &format!("mfa-migrate:{}", file(FILES - 1))]);
        assert_eq!(shown, migrated(POLICY));
        assert_eq!(
            repo.git(&["rev-list", "--count", "main..mfa-migrate"]),
            "1\n"
        );
        repo.git(&["fsck", "--strict", "--no-dangling"]);
        assert_eq!(repo.git(&["status", "--porcelain"]), "");
    }
}

/// Whatever the moment, the editor's text is there at the end, and what the exit code says is true.
#[test]
fn what_an_editor_saves_meanwhile_stays() {
    let mut has_stopped_it = false;
    for last in (1..FILES).rev().step_by(FILES / 6) {
        let repo = repository();
        let mut run = start(&repo, &["--in-place"]);
        let saved = format!("{POLICY}\n");
        let new = repo.home().join("saved");
        std::fs::write(&new, &saved).unwrap();
        await_first(&repo, &mut run);
        std::fs::rename(&new, repo.path().join(file(last))).unwrap();
        let ended = run.wait_with_output().unwrap();
        assert_eq!(repo.read(&file(last)), saved);
        let is_new = |number: usize| repo.read(&file(number)) == migrated(POLICY);
        let count = (0..FILES).filter(|number| is_new(*number)).count();
        match ended.status.code() {
            // It was saved after it had been written.
            Some(0) => assert_eq!(count, FILES - 1),
            Some(2) => {
                has_stopped_it = true;
                assert_eq!(count, 0);
                let expected = format!("{}: it was changed while the program ran", file(last));
                assert!(said(&ended).contains(&expected), "{ended:?}");
            }
            _ => panic!("{ended:?}"),
        }
        assert_eq!(untracked(&repo), "");
    }
    assert!(has_stopped_it);
}

#[test]
fn a_signal_while_files_are_written_takes_all_back() {
    let mut signals = [Signal::TERM, Signal::HUP, Signal::INT].into_iter().cycle();
    let mut taken_back = 0;
    for _ in 0..TRIES {
        let signal = signals.next().unwrap();
        let repo = repository();
        let mut run = start(&repo, &["--in-place"]);
        if await_first(&repo, &mut run) {
            kill_process(Pid::from_child(&run), signal).unwrap();
        }
        let ended = run.wait_with_output().unwrap();
        let (code, by) = (ended.status.code(), ended.status.signal());
        let is_ended_by_it = by == Some(signal.as_raw()) || code == Some(130);
        assert!(is_ended_by_it || code == Some(0), "{ended:?}");
        match written(&repo) {
            0 => {
                taken_back += 1;
                assert!(is_ended_by_it);
                assert!(
                    said(&ended).contains("interrupted: nothing was written"),
                    "{ended:?}"
                );
                assert!(!repo.path().join(".git/mfa-migrate/undo-1.patch").exists());
            }
            count => {
                assert_eq!(count, FILES);
                // Whoever ended it is told what was done.
                assert!(
                    code == Some(0) || said(&ended).contains("undo:"),
                    "{ended:?}"
                );
            }
        }
        assert_eq!(untracked(&repo), "");
        assert!(!repo.path().join(".git/mfa-migrate/writing-1").exists());
        if taken_back == 2 {
            return;
        }
    }
    panic!("no signal came in time");
}

#[test]
fn what_a_killed_run_wrote_is_told_by_the_next_and_can_be_undone() {
    for _ in 0..TRIES {
        let repo = repository();
        let mut run = start(&repo, &["--in-place"]);
        await_first(&repo, &mut run);
        let _ = run.kill();
        run.wait().unwrap();
        let count = written(&repo);
        if !(1..FILES).contains(&count) {
            continue;
        }
        let (code, _, errors) = repo.run(&["fix", "--yes", "--in-place"]);
        assert_eq!((code, written(&repo)), (0, FILES), "{errors}");
        let expected = format!("a run that was stopped has written {count} of {FILES} files");
        assert!(errors.contains(&expected), "{errors}");
        assert!(
            errors.contains("git apply -R .git/mfa-migrate/undo-1.patch"),
            "{errors}"
        );
        assert_eq!(untracked(&repo), "");
        // Each undoes what its own run wrote, in any order.
        repo.git(&["apply", "-R", ".git/mfa-migrate/undo-1.patch"]);
        assert_eq!(written(&repo), FILES - count);
        repo.git(&["apply", "-R", ".git/mfa-migrate/undo-2.patch"]);
        assert_eq!(repo.git(&["status", "--porcelain"]), "");
        // It is told once.
        assert_eq!(repo.run(&["fix", "--yes", "--in-place"]).2, "");
        return;
    }
    panic!("no kill came in time");
}
