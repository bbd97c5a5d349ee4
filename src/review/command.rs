//! What the user can do at a question, and with which keys.

use console::Key;

use super::screen::END;

/// What the user wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// To take the rewrite.
    Take,
    /// To skip it.
    Skip,
    /// To be asked about each of several that are the same.
    Apart,
    /// To take this and the rest of the file.
    TakeFile,
    /// To skip this and the rest of the file.
    SkipFile,
    /// To take all that are safe.
    TakeSafe,
    /// To edit the new value.
    Edit,
    /// To take the last answer back.
    Undo,
    /// To see the question after this one.
    Next,
    /// To see the question before this one.
    Previous,
    /// To see the next question that has some text.
    Search,
    /// To see the question of a number.
    GoTo,
    /// To end here, with what was taken.
    Quit,
    /// To end here, with nothing.
    Abandon,
    /// To be told of the keys.
    Help,
}

/// The commands: the letter of each, and what is told of it.
const COMMANDS: [(char, Command, &str); 15] = [
    (
        'y',
        Command::Take,
        "take this rewrite; where the user has several devices, pick one",
    ),
    ('n', Command::Skip, "skip it"),
    (
        's',
        Command::Apart,
        "of several that are the same, ask about each by itself",
    ),
    (
        'a',
        Command::TakeFile,
        "take this and all others in the rest of the file, but for what is manual",
    ),
    ('d', Command::SkipFile, "skip this and the rest of the file"),
    (
        'A',
        Command::TakeSafe,
        "take all that are safe, in all files",
    ),
    ('e', Command::Edit, "edit the new value, then take it"),
    (
        'u',
        Command::Undo,
        "take the last answer back, and go to its question",
    ),
    (
        'j',
        Command::Next,
        "show the next question, without an answer; the down arrow does the same",
    ),
    (
        'k',
        Command::Previous,
        "show the one before, without an answer; the up arrow does the same",
    ),
    (
        '/',
        Command::Search,
        "search: show the next question that has some text",
    ),
    ('g', Command::GoTo, "go to the question of a number"),
    (
        'q',
        Command::Quit,
        "stop here and keep what was taken; Ctrl-D does the same",
    ),
    (
        'x',
        Command::Abandon,
        "abandon everything: nothing is delivered",
    ),
    ('?', Command::Help, "show this help"),
];

impl Command {
    /// What a key stands for, if for anything.
    pub fn of(key: &Key) -> Option<Command> {
        match key {
            Key::ArrowDown => Some(Command::Next),
            Key::ArrowUp => Some(Command::Previous),
            key if *key == END => Some(Command::Quit),
            Key::Char(letter) => COMMANDS
                .iter()
                .find(|(other, ..)| other == letter)
                .map(|(_, command, _)| *command),
            _ => None,
        }
    }
}

/// All keys, a line each.
pub(super) fn help() -> Vec<String> {
    let lines = COMMANDS
        .iter()
        .map(|(letter, _, what)| format!("  {letter}  {what}"));
    lines
        .chain(["Nothing is written before the end.".to_owned()])
        .collect()
}
