//! Keys that show another question without an answer to this one.

use super::support::{POLICY, Sandbox};
use super::{LAST_QUESTION, QUESTION, Screen, left, named, repository};

/// Presses keys, each as one key; then the number of the question that is shown.
fn number_after(screen: &mut Screen, keys: &str) -> String {
    screen.send(keys);
    let shown = screen.see(QUESTION);
    let start = shown.rfind('(').unwrap_or_else(|| panic!("{shown}"));
    shown[start..]
        .split(')')
        .next()
        .unwrap_or_default()
        .to_owned()
        + ")"
}

#[test]
fn arrows_and_letters_move_without_an_answer() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.see(QUESTION);
    for (keys, number) in [
        ("j", "(2 of 4)"),
        ("\x1b[B", "(3 of 4)"),
        ("k", "(2 of 4)"),
        ("\x1b[A", "(1 of 4)"),
    ] {
        assert_eq!(number_after(&mut screen, keys), number, "{keys:?}");
    }
    screen.send("k");
    screen.see("this is the first one");
    screen.see(QUESTION);
    for _ in 0..3 {
        screen.send("j");
        screen.see(QUESTION);
    }
    screen.send("j");
    screen.see("this is the last one");
    screen.see(QUESTION);
    // Those that were passed by are asked about after the last.
    assert_eq!(number_after(&mut screen, "n"), "(1 of 4)");
    screen.send("y");
    screen.answer("ny");
    assert_eq!(screen.deliver().1, 1);
    assert_eq!(left(&repo), [1, 0, 1]);
}

#[test]
fn an_answer_can_be_changed_where_it_was_given() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.answer("yn");
    screen.see(QUESTION);
    screen.send("k");
    let shown = screen.see(QUESTION);
    assert!(shown.contains("(2 of 4)") && shown.contains("Answered: skipped"));
    screen.send("k");
    let shown = screen.see(QUESTION);
    assert!(shown.contains("(1 of 4)") && shown.contains("Answered: taken"));
    // The next that is open follows.
    assert_eq!(number_after(&mut screen, "n"), "(3 of 4)");
    // What is taken back is the change, and not the first answer.
    assert_eq!(number_after(&mut screen, "u"), "(1 of 4)");
    screen.send("j");
    screen.see(QUESTION);
    assert_eq!(number_after(&mut screen, "y"), "(3 of 4)");
    screen.send("n");
    screen.answer("n");
    screen.see("Commit 2 rewrites");
    screen.send("n");
    screen.end();
    let mut screen = Screen::open(&repo, &["fix", "--resume"]);
    screen.see("took up 4 answers");
    screen.deliver();
    assert_eq!(left(&repo), [0, 1, 1]);
}

/// What is asked at once is one stop.
#[test]
fn the_same_in_many_files_is_passed_by_at_once() {
    let other = named("Other");
    let repo = Sandbox::repository(&[
        ("a.json", POLICY),
        ("b.json", POLICY),
        ("c.json", &other),
        ("d.json", POLICY),
    ]);
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.see("Take all 3, or s");
    screen.send("j");
    let shown = screen.see("Take this rewrite?");
    assert!(shown.contains("(3 of 4)"), "{shown}");
    screen.send("j");
    screen.see("this is the last one");
    screen.send("k");
    let shown = screen.see("Take all 3, or s");
    assert!(shown.contains("(1 of 4)"), "{shown}");
    screen.send("y");
    screen.see(QUESTION);
    screen.send("k");
    let shown = screen.see("Take all 3, or s");
    assert!(shown.contains("Answered: taken"), "{shown}");
    screen.send("n");
    screen.answer("y");
    screen.see("Commit 1 rewrite on");
    screen.send("n");
    screen.end();
}

#[test]
fn a_text_is_searched_for() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.see(QUESTION);
    for (text, number) in [
        ("two", "(2 of 4)"),
        ("C.JSON", "(4 of 4)"),
        ("deny", "(3 of 4)"),
        ("One", "(1 of 4)"),
        (".json", "(2 of 4)"),
        // The last text again.
        ("", "(3 of 4)"),
        ("nobodyhasthis", "(3 of 4)"),
    ] {
        screen.send("/");
        screen.see("Search");
        if text == "nobodyhasthis" {
            screen.send("nobodyhasthis\r");
            screen.see("nothing here has \"nobodyhasthis\"");
            screen.see(QUESTION);
            continue;
        }
        assert_eq!(
            number_after(&mut screen, &format!("{text}\r")),
            number,
            "{text}"
        );
    }
    // Esc goes back to the question.
    screen.send("/");
    screen.see("Search");
    screen.send("One\x1b");
    screen.see(QUESTION);
    screen.send("y");
    screen.see(QUESTION);
    screen.send("q");
    screen.deliver();
    assert_eq!(left(&repo), [2, 0, 1]);
}

#[test]
fn a_question_is_gone_to_by_its_number() {
    let repo = repository();
    let mut screen = Screen::open(&repo, &["fix"]);
    screen.see(QUESTION);
    for (number, shown) in [("3", "(3 of 4)"), (" 1 ", "(1 of 4)"), ("4", "(4 of 4)")] {
        screen.send("g");
        screen.see("Go to which of 4");
        assert_eq!(number_after(&mut screen, &format!("{number}\r")), shown);
    }
    for wrong in ["0", "5", "x"] {
        screen.send("g");
        screen.see("Go to which of 4");
        screen.send(&format!("{wrong}\r"));
        screen.see("a number from 1 to 4");
        screen.see(QUESTION);
    }
    screen.send("g");
    screen.see("Go to which of 4");
    assert_eq!(number_after(&mut screen, "2\r"), "(2 of 4)");
    // The next that is open follows, and after the last the first.
    assert_eq!(number_after(&mut screen, "y"), "(3 of 4)");
    assert_eq!(number_after(&mut screen, "j"), "(4 of 4)");
    assert_eq!(number_after(&mut screen, "y"), "(1 of 4)");
    screen.send("q");
    screen.see(LAST_QUESTION);
    screen.send("y");
    assert_eq!(screen.end().1, 1);
    assert_eq!(left(&repo), [1, 1, 0]);
}
