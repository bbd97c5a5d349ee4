//! What is shown of a question, and the lines that are typed at one.

use super::support::{POLICY, Sandbox};
use super::{LAST_QUESTION, QUESTION, SERIAL, Screen, named, repository};

/// A finding's header says the same in the same order as its line in `check --format short`, with the statement's Sid and Effect.
#[test]
fn the_header_is_in_the_order_of_a_checks_line() {
    let repo = repository();
    let (_, out, _) = repo.run(&["check", "--format", "short"]);
    let mut screen = Screen::open(&repo, &["fix"]);
    for (line, (sid, effect)) in out.lines().zip([
        ("Sid One, ", "Allow"),
        ("Sid Two, ", "Allow"),
        ("", "Deny"),
        ("Sid Three, ", "Allow"),
    ]) {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let (place, disposition) = (words[0], words[1]);
        let rule = words[2].trim_end_matches(':');
        let shown = screen.see(QUESTION);
        let shown = console::strip_ansi_codes(&shown).into_owned();
        let header = shown
            .lines()
            .find(|line| line.starts_with(place))
            .unwrap_or_else(|| panic!("{place} in {shown}"));
        assert!(
            header.starts_with(&format!("{place} {disposition} (")),
            "{header}"
        );
        assert!(
            header.contains(&format!(") {rule}: {sid}{effect} (")),
            "{header}"
        );
        screen.send("n");
    }
    assert_eq!(screen.end().1, 1);
}

#[test]
fn lines_are_wrapped_at_words() {
    let policy = named("AStatementWithALongName");
    let repo = Sandbox::repository(&[("a folder/with a policy.json", &policy)]);
    let mut wide = Screen::open(&repo, &["fix"]);
    let wide_text = wide.see(QUESTION);
    wide.send("?");
    let wide_help = wide.see("Nothing is written");
    for columns in [40, 60] {
        let mut screen = Screen::narrow(&repo, columns, &["fix"]);
        let shown = screen.see(QUESTION);
        screen.send("?");
        let help = screen.see("Nothing is written");
        for (narrow, wide) in [(&shown, &wide_text), (&help, &wide_help)] {
            // The same words, none of them in two lines.
            let words = |text: &str| -> Vec<String> {
                let text = console::strip_ansi_codes(text).into_owned();
                text.split_whitespace().map(str::to_owned).collect()
            };
            assert_eq!(words(narrow), words(wide));
        }
        let shown = console::strip_ansi_codes(&shown).into_owned();
        let texts: Vec<&str> = shown
            .lines()
            .take_while(|line| !line.contains("iam:Create"))
            .collect();
        assert!(texts.len() > 4, "{shown}");
        for line in texts
            .iter()
            .chain(&help.lines().skip(1).collect::<Vec<_>>())
        {
            assert!(line.chars().count() <= usize::from(columns), "{line:?}");
        }
        for name in [
            "a folder/with a policy.json:4:131:",
            "Sid AStatementWithALongName,",
            "safe (grants create)",
        ] {
            assert!(
                shown.lines().any(|line| line.contains(name)),
                "{name} in {shown}"
            );
        }
        screen.see(QUESTION);
        screen.send("x");
        screen.end();
    }
    wide.send("x");
    wide.end();
}

#[test]
fn the_key_that_ends_input_quits() {
    // At a question it keeps what was taken, as q does; at the last one nothing is delivered.
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("y");
    screen.see(QUESTION);
    screen.send("\u{4}");
    screen.see("Commit 1 rewrite on mfa-migrate?");
    screen.send("\u{4}");
    let (rest, code) = screen.end();
    assert!(rest.contains("your answers are kept"), "{rest}");
    assert_eq!((code, repo.has_branch("mfa-migrate")), (1, false));
    // At what is typed or picked, too.
    let devices = super::DEVICES;
    let repo = Sandbox::repository(&[
        ("c.json", POLICY),
        ("devices.json", devices),
        ("login.sh", SERIAL),
    ]);
    for (keys, text) in [
        ("e", "mfa/*"),
        ("/", "Search"),
        ("g", "Go to"),
        ("ny", "mfa/old (virtual"),
    ] {
        let mut screen = Screen::open(&repo, &["fix", "--devices", "devices.json"]);
        screen.answer(keys);
        screen.see(text);
        screen.send("\u{4}");
        let (rest, code) = screen.end();
        assert_eq!(code, 1, "{keys}: {rest}");
        assert!(!rest.contains(LAST_QUESTION), "{rest}");
        assert!(!repo.has_branch("mfa-migrate"));
    }
}

/// A typed line is cleared by one key, and changed where the cursor is, over several rows too.
#[test]
fn a_typed_line_is_cleared_and_changed() {
    let repo = Sandbox::repository(&[("c.json", POLICY)]);
    let written = |screen: Screen| {
        let (rest, code) = screen.deliver();
        assert_eq!(code, 0, "{rest}");
        repo.git(&["show", "mfa-migrate:c.json"])
    };
    for columns in [1000, 30] {
        let mut screen = Screen::narrow(&repo, columns, &["fix", "--force"]);
        screen.answer("e");
        screen.see("mfa/*");
        screen.send("\u{15}");
        screen.send("arn:aws:iam::*:mfa/new-*\r");
        assert_eq!(
            written(screen),
            POLICY.replace("${aws:username}", "new-*"),
            "{columns}"
        );
        let mut screen = Screen::narrow(&repo, columns, &["fix", "--force"]);
        screen.answer("e");
        screen.see("mfa/*");
        screen.send("\x1b[Dold-\x1b[C\x1b[D\x1b[Dx\x7f\r");
        assert_eq!(
            written(screen),
            POLICY.replace("${aws:username}", "old-*"),
            "{columns}"
        );
    }
    // An empty line goes back.
    let mut screen = Screen::open(&repo, &["fix", "--force"]);
    screen.answer("e");
    screen.see("mfa/*");
    screen.send("\u{15}\r");
    screen.answer("x");
    assert_eq!(screen.end().1, 1);
}
