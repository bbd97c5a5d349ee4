//! Which of a user's devices is meant: a list to move in, with the line that each makes.

use std::{fmt, io};

use console::{Key, Style, truncate_str};
use dialoguer::theme::{SimpleTheme, Theme};

use super::drawing::{Drawing, rows};
use super::screen::{END, Screen};
use crate::finding::Choice;
use crate::terminal;

/// How many devices are listed at once.
const MOST: usize = 8;

/// What came of it.
pub(super) enum Picked {
    /// This one, counted from 0.
    Device(usize),
    /// The user wants to go back (Esc).
    Back,
    /// The user wants to quit (Ctrl-D).
    Quit,
}

/// Has the user pick one of some devices. `line` says what the line becomes with one of them.
///
/// # Errors
///
/// When the terminal went away, or at an interrupt.
pub(super) fn pick(
    screen: &Screen,
    devices: &[Choice],
    line: impl Fn(usize) -> String,
) -> io::Result<Picked> {
    let user = devices.first().map_or("", |device| &device.user);
    screen.text(&question(user, devices.len()))?;
    screen.text("Up and down to move, Enter to pick, Esc to go back.")?;
    let mut at = 0;
    let mut drawing = Drawing::default();
    let picked = loop {
        let shown = list(devices, at, &line(at), screen.width() - 1);
        let last = shown.len().saturating_sub(1);
        drawing.draw(screen, &shown, (last, 0))?;
        match screen.key()? {
            None => drawing.begin_again(),
            Some(Key::Enter) => break Picked::Device(at),
            Some(Key::Escape) => break Picked::Back,
            Some(END) => break Picked::Quit,
            Some(key) => match key {
                Key::ArrowDown | Key::Char('j') => at = (at + 1) % devices.len().max(1),
                Key::ArrowUp | Key::Char('k') => {
                    at = at.checked_sub(1).unwrap_or(devices.len().saturating_sub(1));
                }
                _ => {}
            },
        }
    };
    drawing.end(screen)?;
    Ok(picked)
}

/// The question: "Which of bob's 2 devices?"
fn question(user: &str, count: usize) -> String {
    match count {
        1 => format!("Is this {user}'s device?"),
        count => format!("Which of {user}'s {count} devices?"),
    }
}

/// The rows that are drawn: the devices around the one that is marked, and the line that it makes.
fn list(devices: &[Choice], at: usize, line: &str, width: usize) -> Vec<String> {
    let first = (at + 1).saturating_sub(MOST);
    let marked = Style::new().for_stderr().bold();
    let added = Style::new().for_stderr().green();
    let listed = devices.iter().enumerate().skip(first).take(MOST);
    let mut shown: Vec<String> = listed
        .map(|(number, device)| {
            let row = item(&terminal::masked(&device.to_string()), number == at);
            let row = truncate_str(&row, width, "…");
            match number == at {
                true => marked.apply_to(row).to_string(),
                false => row.into_owned(),
            }
        })
        .collect();
    let line = rows(&format!("+ {line}"), width);
    shown.extend(line.iter().map(|row| added.apply_to(row).to_string()));
    shown
}

/// One line of the list, as dialoguer's own lists have it.
fn item(device: &str, is_marked: bool) -> String {
    let mut row = String::new();
    match SimpleTheme.format_select_prompt_item(&mut row, device, is_marked) {
        Ok(()) => row,
        // A text takes whatever is written to it.
        Err(fmt::Error) => device.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marked_device_is_among_those_listed() {
        let devices: Vec<Choice> = (0..20)
            .map(|number| Choice {
                serial: format!("mfa/{number}"),
                user: "bob".to_owned(),
                kind: "virtual device",
                enabled: None,
            })
            .collect();
        for at in 0..20 {
            let shown = list(&devices, at, "line", 80);
            assert_eq!(shown.len(), MOST + 1);
            assert!(
                shown
                    .iter()
                    .any(|row| row.contains(&format!("> mfa/{at} ")))
            );
        }
        assert_eq!(question("bob", 2), "Which of bob's 2 devices?");
    }
}
