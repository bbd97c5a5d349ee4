//! The prompts, driven in a real pseudo-terminal.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

#[path = "prompts/last_question.rs"]
mod last_question;
#[path = "prompts/lines.rs"]
mod lines;
#[path = "prompts/moving.rs"]
mod moving;
mod support;

use std::process::Command;
use std::time::Duration;
#[cfg(target_os = "linux")]
use std::time::Instant;

use expectrl::process::unix::WaitStatus;
use expectrl::{Eof, Expect, Session};
use rustix::process::{Pid, Signal, kill_process};
use support::{DENY, POLICY, Sandbox, migrated};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

const QUESTION: &str = "[y,n,a,d,A,e,u,q,x,?]";
const LAST_QUESTION: &str = "[Y/n/u]";

/// The program on a terminal.
struct Screen {
    session: expectrl::session::OsSession,
}

impl Screen {
    fn open(repo: &Sandbox, args: &[&str]) -> Screen {
        Screen::spawn(repo, env!("CARGO_BIN_EXE_mfa-migrate"), args)
    }

    /// So wide that nothing is wrapped.
    fn spawn(repo: &Sandbox, program: &str, args: &[&str]) -> Screen {
        Screen::sized(repo, 1000, program, args)
    }

    /// The program on a terminal of so many columns.
    fn narrow(repo: &Sandbox, columns: u16, args: &[&str]) -> Screen {
        Screen::sized(repo, columns, env!("CARGO_BIN_EXE_mfa-migrate"), args)
    }

    fn sized(repo: &Sandbox, columns: u16, program: &str, args: &[&str]) -> Screen {
        let mut command = Command::new("sh");
        // It waits until the terminal has its size.
        command
            .args(["-c", "read begin; exec \"$0\" \"$@\"", program])
            .args(args)
            .current_dir(repo.path())
            .env_clear()
            .envs(repo.environment());
        let mut session = Session::spawn(command).unwrap();
        session.set_expect_timeout(Some(PATIENCE));
        let process = session.get_process_mut();
        process.set_window_size(columns, 50).unwrap();
        session.send("\n").unwrap();
        Screen { session }
    }

    /// Waits for a text; gives what came before it.
    fn see(&mut self, text: &str) -> String {
        let found = self
            .session
            .expect(text)
            .unwrap_or_else(|error| panic!("{text:?} didn't come: {error}"));
        String::from_utf8_lossy(found.before()).into_owned()
    }

    /// Answers the next questions, one key each.
    fn answer(&mut self, keys: &str) {
        for key in keys.chars() {
            self.see(QUESTION);
            self.send(&key.to_string());
        }
    }

    /// Answers the last question with yes; gives the rest of the screen and the exit code.
    fn deliver(mut self) -> (String, i32) {
        self.see(LAST_QUESTION);
        self.send("y");
        self.end()
    }

    fn send(&mut self, keys: &str) {
        self.session.send(keys).unwrap();
    }

    /// Waits for the end: the rest of the screen and the exit code.
    fn end(mut self) -> (String, i32) {
        let rest =
            String::from_utf8_lossy(self.session.expect(Eof).unwrap().as_bytes()).into_owned();
        let code = match self.session.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}"),
        };
        (rest, code)
    }
}

/// Two files, the first with two rewrites, then one to be reviewed.
fn repository() -> Sandbox {
    let two = format!("[{},\n{}]", named("One"), named("Two"));
    Sandbox::repository(&[
        ("a.json", &two),
        ("b.json", DENY),
        ("c.json", &named("Three")),
    ])
}

/// The policy with a name for its statement, so that it is like no other.
fn named(sid: &str) -> String {
    POLICY.replacen("\"Effect\"", &format!("\"Sid\": \"{sid}\", \"Effect\""), 1)
}

/// The same statement in many files is one question, or one for each.
#[test]
fn what_is_the_same_is_asked_once() {
    let files: Vec<String> = (0..5).map(|at| format!("{at}.json")).collect();
    let mut contents: Vec<(&str, &str)> =
        files.iter().map(|file| (file.as_str(), POLICY)).collect();
    let other = named("Other");
    contents.push(("z.json", &other));
    let left = |repo: &Sandbox| {
        let paths = files.iter().map(String::as_str).chain(["z.json"]);
        paths
            .filter(|path| {
                let shown = repo.git(&["show", &format!("mfa-migrate:{path}")]);
                shown.contains("mfa/${aws:username}")
            })
            .collect::<Vec<_>>()
            .join(" ")
    };
    for (keys, expected) in [
        ("Yy", ""),
        ("Ny", "0.json 1.json 2.json 3.json 4.json"),
        ("Yn", "z.json"),
        ("Synynyn", "1.json 3.json z.json"),
        ("YuYy", ""),
    ] {
        let repo = Sandbox::repository(&contents);
        let mut screen = Screen::open(&repo, &["fix"]);
        for key in keys.chars() {
            // In capitals where several are asked about at once.
            if key.is_uppercase() {
                let shown = screen.see("Take all 5, or s for one by one? [y,n,a,d,A,e,u,q,x,?]");
                assert!(shown.contains("and the same in 4 other files"), "{shown}");
            } else {
                screen.see(QUESTION);
            }
            screen.send(&key.to_lowercase().to_string());
        }
        screen.deliver();
        assert_eq!(left(&repo), expected, "{keys}");
    }
}

/// How many variables are left in the files of the branch.
fn left(repo: &Sandbox) -> [usize; 3] {
    ["a.json", "b.json", "c.json"].map(|path| {
        repo.git(&["show", &format!("mfa-migrate:{path}")])
            .matches("mfa/${aws:username}")
            .count()
    })
}

#[test]
fn each_answer_decides_what_it_says() {
    for (keys, code, expected) in [
        ("yyyy", 0, [0, 0, 0]),
        ("ynyn", 1, [1, 0, 1]),
        ("ann", 1, [0, 1, 1]),
        ("dny", 1, [2, 1, 0]),
        ("An", 1, [0, 1, 0]),
        ("Ay", 0, [0, 0, 0]),
        ("yq", 1, [1, 1, 1]),
        ("nuyyyy", 0, [0, 0, 0]),
        ("auyndy", 1, [1, 1, 0]),
        ("Audyn", 1, [2, 0, 1]),
        ("uzyyyy", 0, [0, 0, 0]),
    ] {
        let repo = repository();
        let (_, index, status) = repo.state();
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer(keys);
        let (rest, ended) = screen.deliver();
        assert_eq!(ended, code, "{keys}: {rest}");
        assert_eq!(left(&repo), expected, "{keys}");
        let after = repo.state();
        assert_eq!((after.1, after.2), (index, status));
    }
}

/// A sentence that a rewrite could make false is taken only by its own `y`.
#[test]
fn a_sentence_is_asked_about_by_itself() {
    let guide = "Write arn:aws:iam::*:mfa/${aws:username}, as we always did.\n";
    let left = |repo: &Sandbox| {
        repo.git(&["show", "mfa-migrate:b.md"])
            .contains("mfa/${aws:username}")
    };
    for (keys, is_left, code) in [
        ("yn", true, 1),
        ("yy", false, 0),
        ("Ay", false, 0),
        ("An", true, 1),
    ] {
        let repo = Sandbox::repository(&[("a.json", POLICY), ("b.md", guide)]);
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer(keys);
        let (rest, ended) = screen.deliver();
        assert_eq!((left(&repo), ended), (is_left, code), "{keys}: {rest}");
    }
    let both = format!("```json\n{POLICY}\n```\n\n{guide}");
    let repo = Sandbox::repository(&[("b.md", &both)]);
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("an");
    assert_eq!(screen.deliver().1, 1);
    assert!(left(&repo));
    let repo = Sandbox::repository(&[("a.json", POLICY), ("b.md", guide)]);
    repo.run(&["fix", "--yes", "--include-review"]);
    assert!(left(&repo));
}

#[test]
fn abandoning_delivers_nothing() {
    for keys in ["x", "yyx", "nnnn", "q"] {
        let repo = repository();
        let state = repo.state();
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer(keys);
        assert_eq!(screen.end().1, 1, "{keys}");
        assert_eq!(repo.state(), state, "{keys}");
    }
}

#[test]
fn a_patch_is_shown_with_its_file_reason_and_effect() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    let shown = screen.see(QUESTION);
    for text in [
        "a.json:4:111",
        "safe (grants create)",
        "Users may now create a virtual MFA device with any name.",
        ": Sid One, Allow ",
        "\r\nResource; iam:CreateVirtualMFADevice\r\n",
        "(1 of 4)",
        "\x1b[31m",
        "\x1b[32m",
    ] {
        assert!(shown.contains(text), "{text:?} in {shown}");
    }
    screen.send("?");
    for text in ["take the last answer back", "search:", "go to the question"] {
        screen.see(text);
    }
    screen.see(QUESTION);
    screen.send("\x1b[C");
    screen.see("one of these letters");
    screen.answer("x");
    assert_eq!(screen.end().1, 1);
}

/// The action that goes is asked about by itself, with the lines that it takes with it.
#[test]
fn what_is_taken_away_beside_a_rewrite_is_asked_apart() {
    let policy = "{\"Version\": \"2012-10-17\", \"Statement\": [{\n  \"Sid\": \"Own\",\n  \"Effect\": \"Allow\",\n  \"Action\": [\n    \"iam:CreateVirtualMFADevice\",\n    \"iam:DeleteVirtualMFADevice\"\n  ],\n  \"Resource\": \"arn:aws:iam::*:mfa/${aws:username}\"\n}]}\n";
    let repo = Sandbox::repository(&[("c.json", policy)]);
    let mut screen = Screen::open(&repo, &["fix", "--without-delete", "--in-place"]);
    let shown = screen.see(QUESTION);
    for text in [
        "(1 of 2)",
        "safe (grants create)",
        "they may no longer delete virtual devices with their own user name",
        "--without-delete takes this action away",
        "Sid Own, Allow",
        "Action; iam:CreateVirtualMFADevice, iam:DeleteVirtualMFADevice",
        "-     \"iam:DeleteVirtualMFADevice\"",
        "+     \"iam:CreateVirtualMFADevice\"",
    ] {
        assert!(shown.contains(text), "{text:?} in {shown}");
    }
    screen.send("n");
    let shown = screen.see(QUESTION);
    // What it does without the other.
    for text in [
        "(2 of 2)",
        "safe (grants create + delete)",
        "and delete any",
    ] {
        assert!(shown.contains(text), "{text:?} in {shown}");
    }
    screen.send("y");
    screen.see("Write 1 rewrite to 1 file? ");
    let (out, code) = screen.deliver();
    assert_eq!(code, 1, "{out}");
    assert_eq!(repo.read("c.json"), policy.replace("${aws:username}", "*"));
    assert!(out.contains("1 grants create + delete"), "{out}");
}

/// Of a statement that is split, all is shown: as it was, and each of those that take its place, however long its line.
#[test]
fn a_statement_that_is_split_is_shown_whole() {
    let statement = r#"{"Sid": "Own", "Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice", "iam:DeleteVirtualMFADevice", "iam:DeactivateMFADevice", "iam:EnableMFADevice"], "Resource": ["arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:user/${aws:username}"]}"#;
    let lines = "{\"Version\": \"2012-10-17\", \"Statement\": [\n  STATEMENT\n]}\n";
    let repo = Sandbox::repository(&[
        ("c.json", &lines.replace("STATEMENT", statement)),
        (
            "d.json",
            &lines.replace('\n', "").replace("STATEMENT", statement),
        ),
    ]);
    let mut screen = Screen::open(&repo, &["fix", "--split"]);
    let parts = [
        r#"{"Sid": "OwnDevices", "Effect": "Allow", "Action": ["iam:CreateVirtualMFADevice"], "Resource": ["arn:aws:iam::*:mfa/*"]},"#,
        r#"{"Sid": "OwnUser", "Effect": "Allow", "Action": ["iam:EnableMFADevice"], "Resource": ["arn:aws:iam::*:user/${aws:username}"]},"#,
        r#"{"Sid": "OwnUserWithMFA", "Effect": "Allow", "Action": ["iam:DeactivateMFADevice"], "Resource": ["arn:aws:iam::*:user/${aws:username}"], "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#,
    ];
    let shown = screen.see(QUESTION);
    for text in [
        "review (grants create)",
        "--split writes the statement as AWS's own policies are now",
        "when not signed in with MFA, deactivate their own MFA devices",
        &format!("-   {statement}"),
        &format!("+   {}", parts[0]),
        &format!("+   {}", parts[1]),
        &format!("+   {}", parts[2]),
    ] {
        assert!(shown.contains(text), "{text:?} in {shown}");
    }
    screen.send("e");
    screen.see("taken or skipped as a whole");
    screen.see(QUESTION);
    screen.send("q");
    assert_eq!(screen.end().1, 1);
    // What was answered is known again by what is shown.
    let mut screen = Screen::open(&repo, &["fix", "--split"]);
    screen.answer("n");
    let shown = screen.see(QUESTION);
    for text in [&format!("- {statement}"), &format!("+ {}", parts.join(" "))] {
        assert!(shown.contains(text), "{text:?} in {shown}");
    }
    screen.send("q");
    assert_eq!(screen.end().1, 1);
    let mut screen = Screen::open(&repo, &["fix", "--split", "--resume"]);
    screen.see("took up 1 answer");
    screen.answer("y");
    assert_eq!(screen.deliver().1, 1);
    let written = repo.git(&["show", "mfa-migrate:d.json"]);
    assert!(written.contains(&parts.join(" ")), "{written}");
    assert!(
        repo.git(&["show", "mfa-migrate:c.json"])
            .contains(statement)
    );
}

#[test]
fn a_new_value_is_edited_and_proved() {
    let repo = Sandbox::repository(&[("c.json", POLICY)]);
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("e");
    screen.see("mfa/*");
    screen.send("\x7fteam-*\r");
    screen.see("Users may now create a virtual MFA device with a name that matches team-*");
    screen.see("team-*");
    assert_eq!(screen.deliver().1, 0);
    let message = repo.git(&["log", "-1", "--format=%B", "mfa-migrate"]);
    assert!(
        message.contains("with a name that matches\n  team-*"),
        "{message}"
    );
    assert!(!message.contains("any name."), "{message}");
    assert_eq!(
        repo.git(&["show", "mfa-migrate:c.json"]),
        POLICY.replace("${aws:username}", "team-*")
    );
}

#[test]
fn a_value_that_breaks_the_file_is_asked_for_again() {
    let repo = Sandbox::repository(&[("c.json", POLICY)]);
    let state = repo.state();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("e");
    screen.see("mfa/*");
    screen.send("\", \"x\": \"\r");
    screen.see("that can't be written here");
    screen.answer("n");
    assert_eq!(screen.end().1, 1);
    assert_eq!(repo.state(), state);
}

/// The lookup that takes the place of a computed serial number is edited as a whole, and must stay one word.
#[test]
fn a_lookup_is_edited_and_proved() {
    let script = "aws sts get-session-token --serial-number arn:aws:iam::$A:mfa/$USER\n";
    let repo = Sandbox::repository(&[("login.sh", script)]);
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("e");
    screen.see("$$)\"");
    screen.send("\x7f\r");
    screen.see("that can't be written here");
    screen.answer("e");
    screen.see("$$)\"");
    screen.send("\r");
    let (rest, code) = screen.deliver();
    assert_eq!(code, 0, "{rest}");
    let new = repo.git(&["show", "mfa-migrate:login.sh"]);
    assert!(
        new.starts_with(
            "aws sts get-session-token --serial-number \"$(aws iam list-mfa-devices --user-name \"$USER\" --query "
        ) && new.ends_with("$$)\"\n"),
        "{new}"
    );
}

const SERIAL: &str =
    "aws sts get-session-token --serial-number arn:aws:iam::999999999999:mfa/own-user\n";
const DEVICES: &str = r#"{"MFADevices": [
  {"UserName": "own-user", "SerialNumber": "arn:aws:iam::999999999999:mfa/old", "EnableDate": "2020-01-01"},
  {"UserName": "own-user", "SerialNumber": "arn:aws:iam::999999999999:mfa/new", "EnableDate": "2024-01-01"}]}"#;

#[test]
fn one_of_several_devices_is_picked_from_a_list() {
    let repo = Sandbox::repository(&[("login.sh", SERIAL), ("devices.json", DEVICES)]);
    let args = ["fix", "--devices", "devices.json"];
    assert_eq!(repo.run(&[&args[..], &["--yes"]].concat()).0, 1);
    assert!(!repo.has_branch("mfa-migrate"));
    let mut screen = Screen::open(&repo, &args);
    screen.answer("y");
    screen.see("Which of own-user's 2 devices?");
    let listed = screen.see("mfa/old (virtual device, enabled 2020-01-01)");
    assert!(
        listed.contains("> arn:aws:iam::999999999999:mfa/new (virtual device, enabled 2024-01-01)"),
        "{listed}"
    );
    screen.see(&format!("+ {}", SERIAL.trim().replace("own-user", "new")));
    screen.send("\x1b");
    screen.answer("y");
    for key in ["\x1b[B", "k", "\x1b[A"] {
        screen.see("mfa/old (virtual device");
        screen.send(key);
    }
    // The line that the marked device makes.
    screen.see("> arn:aws:iam::999999999999:mfa/old (virtual device, enabled 2020-01-01)");
    screen.see(&format!("+ {}", SERIAL.trim().replace("own-user", "old")));
    screen.send("\r");
    screen.see("Commit 1 rewrite on mfa-migrate? ");
    assert_eq!(screen.deliver().1, 0);
    assert_eq!(
        repo.git(&["show", "mfa-migrate:login.sh"]),
        SERIAL.replace("own-user", "old")
    );
}

/// The ways to be at a prompt: at a question, in the list of devices, while a value is edited or a text is searched for, and at
/// the last question.
const PROMPTS: [&str; 5] = ["", "ny", "e", "/", "yn"];

/// The program in a shell, which says before and after how the terminal is set, and what the program's number is.
struct Shell {
    screen: Screen,
    repo: Sandbox,
    state: (String, Vec<u8>, String),
    settings: String,
    tty: String,
    process: Pid,
}

impl Shell {
    /// At one of the prompts.
    fn at(prompt: &str) -> Shell {
        let repo = Sandbox::repository(&[
            ("login.sh", SERIAL),
            ("devices.json", DEVICES),
            ("c.json", &named("One")),
        ]);
        let state = repo.state();
        // The key may come between two reads of the program, when it is a signal for the shell, too.
        let script = format!(
            "trap : INT; tty; stty -g; sh -c 'echo $$; exec {} fix --devices devices.json'; echo \"exit=$?\"; stty -g; echo done; read end",
            env!("CARGO_BIN_EXE_mfa-migrate")
        );
        let mut screen = Screen::spawn(&repo, "sh", &["-c", &script]);
        let mut line = || screen.see("\r\n").trim().to_owned();
        let (tty, settings, process) = (line(), line(), line());
        match prompt {
            "" => {
                screen.see(QUESTION);
            }
            "ny" => {
                screen.answer("ny");
                screen.see("mfa/old (virtual device");
            }
            "/" => {
                screen.answer("/");
                screen.see("Search");
            }
            "yn" => {
                screen.answer("yn");
                screen.see(LAST_QUESTION);
            }
            _ => {
                screen.answer("e");
                screen.see("mfa/*");
            }
        }
        Shell {
            screen,
            repo,
            state,
            settings,
            tty,
            process: Pid::from_raw(process.parse().unwrap()).unwrap(),
        }
    }

    /// How the terminal is set now.
    fn now(&self) -> String {
        let output = Command::new("stty")
            .arg("-g")
            .stdin(std::fs::File::open(&self.tty).unwrap())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Whether the program doesn't run (proc_pid_stat(5)).
    #[cfg(target_os = "linux")]
    fn is_stopped(&self) -> bool {
        let stat = format!("/proc/{}/stat", self.process.as_raw_nonzero());
        std::fs::read_to_string(stat).unwrap().contains(") T ")
    }

    #[cfg(target_os = "linux")]
    fn wait(&self, is_so: impl Fn(&Shell) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            assert!(begun.elapsed() < PATIENCE);
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The end, with this exit code: everything is as it was.
    fn ends(mut self, code: i32, what: &str) {
        let shown = self.screen.see(&format!("exit={code}\r\n"));
        assert!(
            shown.rfind("\x1b[?25l") <= shown.rfind("\x1b[?25h"),
            "{what}: {shown:?}"
        );
        assert!(
            shown.contains("interrupted: nothing was delivered"),
            "{what}: {shown:?}"
        );
        assert_eq!(self.screen.see("done").trim(), self.settings, "{what}");
        assert_eq!(self.repo.state(), self.state, "{what}");
        assert!(!self.repo.path().join("core").exists(), "{what}");
    }
}

#[test]
fn an_interrupt_leaves_the_terminal_and_the_repository_as_they_were() {
    for prompt in PROMPTS {
        let mut shell = Shell::at(prompt);
        shell.screen.send("\x03");
        shell.ends(130, prompt);
    }
}

#[test]
fn a_signal_leaves_the_terminal_and_the_repository_as_they_were() {
    for prompt in PROMPTS {
        for (signal, code) in [
            (Signal::INT, 130),
            (Signal::TERM, 143),
            (Signal::HUP, 129),
            (Signal::QUIT, 131),
        ] {
            let shell = Shell::at(prompt);
            kill_process(shell.process, signal).unwrap();
            shell.ends(code, &format!("{prompt} {signal:?}"));
        }
    }
}

/// A stopped program leaves the terminal to the shell, and goes on where it was.
#[cfg(target_os = "linux")]
#[test]
fn a_stop_gives_the_terminal_back_until_the_program_goes_on() {
    for (prompt, asked) in [("", QUESTION), ("yn", LAST_QUESTION)] {
        for from_outside in [false, true] {
            let mut shell = Shell::at(prompt);
            assert_ne!(shell.now(), shell.settings);
            match from_outside {
                true => kill_process(shell.process, Signal::TSTP).unwrap(),
                false => shell.screen.send("\x1a"),
            }
            shell.wait(Shell::is_stopped);
            assert_eq!(shell.now(), shell.settings, "{from_outside}");
            kill_process(shell.process, Signal::CONT).unwrap();
            match from_outside {
                true => shell.wait(|shell| shell.now() != shell.settings),
                false => drop(shell.screen.see(asked)),
            }
            shell.screen.send("\x7f");
            shell.screen.see("one of these letters");
            shell.screen.see(asked);
            shell.screen.send("x");
            shell.screen.see("exit=1\r\n");
            assert_eq!(shell.screen.see("done").trim(), shell.settings);
        }
    }
}

#[test]
fn what_a_file_holds_never_reaches_the_screen_raw() {
    let policy = POLICY.replace('{', "{\n// \x1b]0;title\x07 \u{202E}\n");
    let policy = policy.replacen(
        "{\n// \x1b]0;title\x07 \u{202E}\naws:username",
        "{aws:username",
        1,
    );
    let repo = Sandbox::repository(&[("e\x1b[31mvil.json", &policy)]);
    let mut screen = Screen::open(&repo, &["fix"]);
    let shown = screen.see(QUESTION);
    assert!(
        !shown.contains("\x1b]0;") && !shown.contains('\u{202E}'),
        "{shown:?}"
    );
    assert!(shown.contains("e\\u{1b}[31mvil.json"), "{shown:?}");
    screen.send("x");
    assert_eq!(screen.end().1, 1);
}

#[test]
fn the_patch_goes_to_standard_output_and_the_prompts_to_the_terminal() {
    let repo = Sandbox::repository(&[("c.json", POLICY)]);
    let script = format!("{} fix --diff > patch", env!("CARGO_BIN_EXE_mfa-migrate"));
    let mut screen = Screen::spawn(&repo, "sh", &["-c", &script]);
    screen.answer("y");
    assert_eq!(screen.end().1, 0);
    repo.git(&["apply", "patch"]);
    assert_eq!(repo.read("c.json"), migrated(POLICY));
}

#[test]
fn files_are_edited_in_place_after_the_prompts() {
    let repo = Sandbox::repository(&[("c.json", POLICY)]);
    let mut screen = Screen::open(&repo, &["fix", "--in-place"]);
    screen.see(QUESTION);
    assert_eq!(repo.read("c.json"), POLICY);
    screen.send("y");
    assert_eq!(screen.end().1, 0);
    assert_eq!(repo.read("c.json"), migrated(POLICY));
}

/// The program refuses a file that changed while the user was reading.
#[test]
fn a_file_that_changed_meanwhile_is_not_overwritten() {
    let other = named("Other");
    let repo = Sandbox::repository(&[("b.json", POLICY), ("c.json", &other)]);
    let mut screen = Screen::open(&repo, &["fix", "--in-place"]);
    screen.answer("y");
    screen.see(QUESTION);
    let changed = format!("{other} ");
    repo.write("c.json", &changed);
    screen.send("y");
    let (rest, code) = screen.deliver();
    assert_eq!(code, 2, "{rest}");
    assert!(
        rest.contains("c.json: it was changed while the program ran"),
        "{rest}"
    );
    assert_eq!(
        (repo.read("b.json"), repo.read("c.json")),
        (POLICY.to_owned(), changed)
    );
}

/// Where the answers of a session are kept.
const ANSWERS: &str = ".git/mfa-migrate/answers.jsonl";

/// What a session with `--resume` shows first, and the exit code once these questions are answered.
fn resumed(repo: &Sandbox, args: &[&str], keys: &str) -> (String, i32) {
    let mut screen = Screen::open(repo, &[&["fix", "--resume"], args].concat());
    let shown = screen.see("took up");
    let shown = shown + &screen.see("\r\n");
    screen.answer(keys);
    let (rest, code) = screen.deliver();
    (shown + &rest, code)
}

#[test]
fn answers_survive_an_interrupt_and_a_kill() {
    for is_killed in [false, true] {
        let repo = repository();
        assert_eq!(repo.run(&["fix", "--resume"]).0, 2);
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer("ynuyn");
        screen.see(QUESTION);
        if is_killed {
            screen
                .session
                .get_process_mut()
                .kill(expectrl::process::unix::Signal::SIGKILL)
                .unwrap();
            drop(screen);
        } else {
            screen.send("\x03");
            let (rest, code) = screen.end();
            assert_eq!(code, 130);
            assert!(
                rest.contains("your answers are kept: `mfa-migrate fix --resume`"),
                "{rest}"
            );
        }
        let kept = repo.read(ANSWERS);
        assert!(
            !kept.contains("username") && !kept.contains("mfa/"),
            "{kept}"
        );
        // It is said, and nothing is taken up unasked.
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.see("answers of an earlier session are there");
        screen.see("(1 of 4)");
        screen.send("\x03");
        screen.end();
        let (shown, code) = resumed(&repo, &[], "y");
        assert!(shown.contains(" 3 answers"), "{shown}");
        assert_eq!((left(&repo), code), ([0, 1, 0], 1));
        assert!(!repo.path().join(ANSWERS).exists());
    }
}

#[test]
fn answers_survive_a_failed_delivery_and_a_stop() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("yyn");
    screen.see(QUESTION);
    repo.git(&["branch", "mfa-migrate"]);
    screen.send("y");
    let (rest, code) = screen.deliver();
    assert!(rest.contains("your answers are kept"), "{rest}");
    assert_eq!(code, 2);
    repo.git(&["branch", "-D", "mfa-migrate"]);
    let (shown, code) = resumed(&repo, &[], "");
    assert!(shown.contains(" 4 answers"), "{shown}");
    assert_eq!((left(&repo), code), ([0, 1, 0], 1));

    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("yq");
    let (rest, code) = screen.deliver();
    assert!(rest.contains("add --force"), "{rest}");
    assert_eq!((left(&repo), code), ([1, 1, 1], 1));
    // Back to what was answered before, and abandoned.
    let mut screen = Screen::open(&repo, &["fix", "--resume", "--force"]);
    screen.answer("ux");
    assert_eq!(screen.end().1, 1);
    assert!(!repo.path().join(ANSWERS).exists());
}

#[test]
fn answers_to_other_questions_are_not_taken_up() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("yyn");
    screen.see(QUESTION);
    screen.send("\x03");
    screen.end();
    // A line more moves a question, and changes none.
    let a = format!("\n{}", repo.read("a.json").replace("Two", "Other"));
    repo.write("a.json", a);
    repo.commit_all();
    let mut screen = Screen::open(&repo, &["fix", "--resume"]);
    screen.see("the answers were given for commit ");
    screen.see("took up 2 answers; 1 fits no longer what is asked now");
    assert!(screen.see(QUESTION).contains("Sid Other, Allow"));
    screen.send("y");
    screen.answer("n");
    assert_eq!(screen.deliver().1, 1);
    assert_eq!(left(&repo), [0, 1, 1]);
}

#[test]
fn values_that_were_typed_or_picked_are_taken_up() {
    let repo = Sandbox::repository(&[
        ("a.json", POLICY),
        ("devices.json", DEVICES),
        ("login.sh", SERIAL),
        ("z.json", &named("Last")),
    ]);
    let args = ["--devices", "devices.json"];
    let mut screen = Screen::open(&repo, &[&["fix"], &args[..]].concat());
    screen.answer("e");
    screen.see("mfa/*");
    screen.send("\x7fteam-*\r");
    screen.answer("y");
    screen.see("mfa/old (virtual device");
    screen.send("\x1b[B\r");
    screen.see(QUESTION);
    screen.send("\x03");
    screen.end();
    let (shown, code) = resumed(&repo, &args, "y");
    assert!(shown.contains(" 2 answers"), "{shown}");
    assert_eq!(code, 0);
    let shown = |path: &str| repo.git(&["show", &format!("mfa-migrate:{path}")]);
    assert_eq!(shown("a.json"), POLICY.replace("${aws:username}", "team-*"));
    assert_eq!(shown("login.sh"), SERIAL.replace("own-user", "old"));
}
