//! The last answer isn't the end: whether what was taken is delivered is asked once more.

use super::support::{DENY, POLICY, Sandbox, migrated};
use super::{ANSWERS, LAST_QUESTION, QUESTION, Screen, left, named, repository};

/// What is shown before the brackets of the last question.
fn last_question(screen: &mut Screen) -> String {
    let shown = screen.see(LAST_QUESTION);
    let line = shown.lines().last().unwrap_or_default();
    console::strip_ansi_codes(line).trim().to_owned()
}

#[test]
fn nothing_is_delivered_before_the_last_question() {
    for (args, asked) in [
        (&["fix"][..], "Commit 3 rewrites on mfa-migrate?"),
        (&["fix", "--branch", "mfa/x"], "Commit 3 rewrites on mfa/x?"),
        (&["fix", "--in-place"], "Write 3 rewrites to 2 files?"),
    ] {
        for (key, code, are_kept) in [
            ("n", 1, true),
            ("N", 1, true),
            ("q", 1, true),
            ("\u{4}", 1, true),
            ("x", 1, false),
        ] {
            let repo = repository();
            let state = repo.state();
            let mut screen = Screen::open(&repo, args);
            screen.answer("yyny");
            assert_eq!(last_question(&mut screen), asked);
            assert_eq!(repo.state(), state);
            screen.send(key);
            let (rest, ended) = screen.end();
            assert_eq!(ended, code, "{key:?}: {rest}");
            assert!(rest.contains("nothing was delivered"), "{rest}");
            assert_eq!(repo.state(), state, "{key:?}");
            assert_eq!(repo.path().join(ANSWERS).exists(), are_kept, "{key:?}");
            assert_eq!(rest.contains("--resume"), are_kept, "{rest}");
        }
    }
}

#[test]
fn enter_and_y_deliver() {
    for key in ["y", "Y", "\r", "?y", "zy"] {
        let repo = repository();
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer("yyyy");
        for key in key.chars() {
            screen.see(LAST_QUESTION);
            screen.send(&key.to_string());
        }
        let (rest, code) = screen.end();
        assert_eq!((code, left(&repo)), (0, [0, 0, 0]), "{key}: {rest}");
    }
}

/// Who said no is asked the last question alone the next time.
#[test]
fn what_was_declined_is_taken_up() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("ynyn");
    screen.see(LAST_QUESTION);
    screen.send("n");
    screen.end();
    let mut screen = Screen::open(&repo, &["fix", "--resume"]);
    screen.see("took up 4 answers");
    assert_eq!(
        last_question(&mut screen),
        "Commit 2 rewrites on mfa-migrate?"
    );
    assert!(!repo.has_branch("mfa-migrate"));
    screen.send("\r");
    assert_eq!(screen.end().1, 1);
    assert_eq!(left(&repo), [1, 0, 1]);
    assert!(!repo.path().join(ANSWERS).exists());
}

#[test]
fn u_goes_back_to_the_last_question() {
    // Its answer is taken back.
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("yyyy");
    screen.see(LAST_QUESTION);
    screen.send("u");
    let shown = screen.see(QUESTION);
    assert!(shown.contains("(4 of 4)") && !shown.contains("Answered"));
    screen.send("n");
    assert_eq!(
        last_question(&mut screen),
        "Commit 3 rewrites on mfa-migrate?"
    );
    screen.send("y");
    assert_eq!(screen.end().1, 1);
    assert_eq!(left(&repo), [0, 0, 1]);
    // Where it was left without one, it is asked again.
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("yyq");
    screen.see(LAST_QUESTION);
    screen.send("u");
    assert!(screen.see(QUESTION).contains("(3 of 4)"));
    screen.send("y");
    screen.answer("n");
    assert_eq!(
        last_question(&mut screen),
        "Commit 3 rewrites on mfa-migrate?"
    );
    screen.send("n");
    assert_eq!(screen.end().1, 1);
    let mut screen = Screen::open(&repo, &["fix", "--resume"]);
    screen.see("took up 4 answers");
    screen.see(LAST_QUESTION);
    screen.send("n");
    screen.end();
}

/// The one answer to the first question says it all.
#[test]
fn what_one_answer_decides_is_not_asked_twice() {
    for (files, key) in [
        (&[("c.json", POLICY)][..], "y"),
        (&[("c.json", POLICY), ("d.json", &named("Other"))], "A"),
    ] {
        let repo = Sandbox::repository(files);
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer(key);
        let (rest, code) = screen.end();
        assert_eq!(code, 0, "{rest}");
        assert!(!rest.contains(LAST_QUESTION), "{rest}");
        let shown = repo.git(&["show", "mfa-migrate:c.json"]);
        assert_eq!(shown, migrated(POLICY));
    }
    // Unless it follows on others.
    let repo = Sandbox::repository(&[("c.json", POLICY), ("d.json", &named("Other"))]);
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("nuA");
    assert_eq!(screen.deliver().1, 0);
}

/// A key that takes others only says so, as the same question is shown again.
#[test]
fn taking_what_is_safe_at_what_is_not_says_what_was_taken() {
    let deny = DENY.replace("iam:Create", "iam:*");
    let files = [
        ("a.json", &*deny),
        ("c.json", POLICY),
        ("d.json", &named("Other")),
    ];
    let repo = Sandbox::repository(&files);
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.see(QUESTION);
    screen.send("A");
    screen.see("2 safe rewrites taken; this one isn't safe, and still asked about");
    screen.answer("n");
    assert_eq!(screen.deliver().1, 1);
}

#[test]
fn a_patch_is_not_asked_about() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix", "--diff"]);
    screen.answer("yyyn");
    let (rest, code) = screen.end();
    assert_eq!(code, 1);
    assert!(
        rest.contains("+++ b/a.json") && !rest.contains(LAST_QUESTION),
        "{rest}"
    );
}

/// Two edits that cancel each other: who takes one alone is told what that comes to, before it is delivered.
#[test]
fn what_the_answers_come_to_is_told_before_the_end() {
    let policy = r#"{"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"},
  {"Effect": "Deny", "Action": "iam:CreateVirtualMFADevice", "Resource": "arn:aws:iam::*:mfa/${aws:username}"}
]}
"#;
    for (answers, told) in [("yy", false), ("yn", true), ("ny", false)] {
        let repo = Sandbox::repository(&[("policy.json", policy)]);
        let mut screen = Screen::open(&repo, &["fix"]);
        screen.answer(answers);
        let shown = screen.see(LAST_QUESTION);
        let shown = console::strip_ansi_codes(&shown).to_string();
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = "with these answers: Users may now create a virtual MFA device with any name";
        assert_eq!(shown.contains(said), told, "{answers}: {shown}");
        screen.send("y");
        screen.end();
    }
}
