//! What is said of a finding in a single line, safe to show.

use super::outcome::Reported;
use crate::finding::Disposition;
use crate::iam::mark::Mark;
use crate::reason;
use crate::rewrite::Form;
use crate::terminal;

/// More of a message than so many characters is cut.
const LONGEST: usize = 2000;

/// Why a finding is one, and what becomes of it.
pub fn message(reported: &Reported) -> String {
    let finding = reported.finding;
    let why = reason::sentence(&reported.reason().to_string());
    let what = match &finding.rewrite {
        Some(rewrite) if rewrite.form == Form::Removal => {
            format!("{} is removed.", finding.before)
        }
        Some(rewrite) if rewrite.form == Form::Split => {
            format!(
                "The statement of {} becomes {}.",
                finding.value_before, rewrite.after
            )
        }
        Some(rewrite) if finding.disposition == Disposition::Manual => {
            format!("{} could become {}.", finding.before, rewrite.after)
        }
        Some(rewrite) => format!("{} becomes {}.", finding.before, rewrite.after),
        None => String::new(),
    };
    let text = terminal::masked(format!("{why} {what}").trim_end()).replace('\t', " ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The same, with the mark of what its rewrite does to access before it: `grants create: Users may now …`.
pub fn marked(reported: &Reported) -> String {
    match reported.access.mark {
        // The sentence of no change begins with it.
        Some(mark) if mark != Mark::NoChange => format!("{mark}: {}", message(reported)),
        _ => message(reported),
    }
}

/// How much a person has to do about a finding: the most first.
pub fn rank(disposition: Disposition) -> u8 {
    match disposition {
        Disposition::Manual => 0,
        Disposition::Review => 1,
        Disposition::Safe => 2,
        Disposition::Note => 3,
    }
}
