//! The report as the body of a pull request: what people may do afterwards, statement by statement, and what is left.
//!
//! Whoever writes the repository writes into this page, so all of its text is escaped until it is text only: no cell, list or
//! heading ends early, nothing is a link or HTML, and nobody is mentioned.

use std::collections::HashMap;
use std::io::Write;

use super::format::{Detail, Format};
use super::human::plural;
use super::line;
use super::outcome::{Outcome, Report, Reported};
use super::statements;
use crate::deliver::message::Changed;
use crate::finding::Disposition;
use crate::reason;
use crate::terminal;

/// The format.
pub const FORMAT: Format = Format {
    name: "markdown",
    help: "The body of a pull request",
    is_styled: false,
    names_unread: true,
    tells_delivery: false,
    shape: None,
    write,
};

/// How many bytes the page has at most. GitHub takes 65,536 characters; what is left of that is for counts.
const LONGEST: usize = 63_000;
/// How many bytes the table of statements has at most.
const LONGEST_TABLE: usize = 30_000;
/// More characters of a text are cut.
const LONGEST_TEXT: usize = 300;
/// More actions of a statement are only counted.
const MOST_ACTIONS: usize = 8;
/// More places of what says the same are only counted.
const MOST_PLACES: usize = 10;

/// Writes the report.
///
/// # Errors
///
/// When it can't be written.
fn write(out: &mut dyn Write, _: Detail, report: &Report) -> anyhow::Result<()> {
    out.write_all(page(report).as_bytes())?;
    Ok(())
}

/// The page.
pub fn page(report: &Report) -> String {
    let outcome = match report.delivery {
        Some(_) => Outcome::Taken,
        None => Outcome::Reported,
    };
    let made: Vec<&Reported> = report
        .findings
        .iter()
        .filter(|reported| reported.outcome == outcome && reported.finding.rewrite.is_some())
        .collect();
    let mut page = heading(report, made.len());
    access(&mut page, &made);
    let changed = statements::changed(report, outcome);
    table(&mut page, &changed);
    let unread: Vec<String> = report
        .passed_over
        .iter()
        .filter(|passed| passed.reason.is_unread())
        .map(|passed| {
            let path = escaped(&passed.path.to_string());
            format!("- {path}: {}\n", escaped(passed.reason.words()))
        })
        .collect();
    let who = format!("{} not looked at: a person must look", unread.len());
    details(&mut page, &who, "", &unread);
    if report.delivery.is_none() && report.findings.is_empty() {
        return page;
    }
    let mut dispositions = Disposition::ALL;
    dispositions.sort_by_key(|disposition| line::rank(*disposition));
    for disposition in dispositions {
        let of_disposition: Vec<&Reported> = report
            .open()
            .filter(|reported| reported.finding.disposition == disposition)
            .collect();
        let who = format!("{disposition}: {}", decides(disposition));
        details(
            &mut page,
            &format!("{} {who}", of_disposition.len()),
            "| places | rule | why |\n| --- | --- | --- |\n",
            &rows(&of_disposition),
        );
    }
    page.push_str(&format!(
        "\nMade by mfa-migrate {}.\n",
        env!("CARGO_PKG_VERSION")
    ));
    page
}

fn heading(report: &Report, made: usize) -> String {
    match &report.delivery {
        Some(delivery) => {
            let (taken, files) = (delivery.taken, delivery.files);
            format!(
                "## mfa-migrate: {taken} {} in {files} {}, {} left\n\n",
                plural(taken, "rewrite"),
                plural(files, "file"),
                delivery.left
            )
        }
        None => {
            let (count, files) = (report.findings.len(), report.files());
            let next = match made {
                0 => String::new(),
                _ => format!(
                    "`mfa-migrate fix` offers {made} {}.\n\n",
                    plural(made, "rewrite")
                ),
            };
            format!(
                "## mfa-migrate: {count} {} in {files} {}\n\n{next}",
                plural(count, "finding"),
                plural(files, "file")
            )
        }
    }
}

/// What people may do afterwards, each sentence once.
fn access(page: &mut String, made: &[&Reported]) {
    let mut sentences: Vec<(String, usize)> = Vec::new();
    let mut known = HashMap::new();
    for reported in made {
        if let Some(sentence) = reported.access.said() {
            let at = *known.entry(sentence.clone()).or_insert_with(|| {
                sentences.push((sentence, 0));
                sentences.len() - 1
            });
            sentences[at].1 += 1;
        }
    }
    if sentences.is_empty() {
        return;
    }
    page.push_str("### Access\n\n");
    let rows: Vec<String> = sentences
        .iter()
        .map(|(sentence, count)| {
            let said = escaped(&reason::sentence(sentence));
            format!("- {said} ({count} {})\n", plural(*count, "rewrite"))
        })
        .collect();
    append(page, &rows, LONGEST_TABLE / 2);
}

/// The statements that change.
fn table(page: &mut String, changed: &[Changed]) {
    if changed.is_empty() {
        return;
    }
    page.push_str(
        "\n### Statements\n\n| Sid | effect | element | actions | conditions | files | access |\n| --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let rows: Vec<String> = changed
        .iter()
        .filter_map(|changed| {
            let statement = changed.statement.as_ref()?;
            let mut actions: Vec<String> = statement.actions.clone();
            let more = actions.len().saturating_sub(MOST_ACTIONS);
            actions.truncate(MOST_ACTIONS);
            if more > 0 {
                actions.push(format!("{more} more"));
            }
            let removed = match changed.removed.as_slice() {
                [] => String::new(),
                [action] => format!("{action} is no longer listed. "),
                actions => format!("{} are no longer listed. ", actions.join(", ")),
            };
            let access = changed.access.as_deref().map(reason::sentence);
            let split = match changed.is_split {
                true => "It is split into several statements. ",
                false => "",
            };
            let access = removed + split + &access.unwrap_or_default();
            Some(format!(
                "| {} | {} | {} | {} | {} | {} | {} |\n",
                escaped(statement.sid.as_deref().unwrap_or("(none)")),
                escaped(statement.effect.as_deref().unwrap_or("?")),
                escaped(&statement.element),
                escaped(&actions.join(", ")),
                escaped(&statement.conditions.join("; ")),
                changed.files,
                escaped(&access),
            ))
        })
        .collect();
    append(page, &rows, LONGEST_TABLE);
}

/// Findings that say the same, in a row each.
fn rows(findings: &[&Reported]) -> Vec<String> {
    let mut rows: Vec<(&str, String, Vec<String>)> = Vec::new();
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    for reported in findings {
        let finding = reported.finding;
        let mut why = line::marked(reported);
        if reported.outcome == Outcome::LeftOut {
            why.push_str(" The file is not in HEAD.");
        }
        let rule = finding.rule.name;
        let at = *known.entry((rule, why.clone())).or_insert_with(|| {
            rows.push((rule, why, Vec::new()));
            rows.len() - 1
        });
        let path = reported.file.entry.path.to_string();
        let place = format!("{}:{}", escaped(&path), finding.position.line);
        rows[at].2.push(place);
    }
    let rows = rows.into_iter().map(|(rule, why, mut places)| {
        let more = places.len().saturating_sub(MOST_PLACES);
        places.truncate(MOST_PLACES);
        if more > 0 {
            places.push(format!("and {more} more"));
        }
        format!("| {} | {rule} | {} |\n", places.join("<br>"), escaped(&why))
    });
    rows.collect()
}

/// Who decides about what is left.
fn decides(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Safe => "nobody needs to decide; `mfa-migrate fix --yes` takes them",
        Disposition::Review => {
            "the owner of the policy or script decides on the rewrite that is offered"
        }
        Disposition::Manual => "a person must make the change",
        Disposition::Note => "nothing to change, or nothing that can be known here",
    }
}

/// Adds a part that can be opened, where there is anything in it.
fn details(page: &mut String, title: &str, head: &str, rows: &[String]) {
    if rows.is_empty() {
        return;
    }
    let title = title.replace('`', "");
    page.push_str(&format!(
        "\n<details>\n<summary>{title}</summary>\n\n{head}"
    ));
    let room = LONGEST.saturating_sub(page.len());
    append(page, rows, room);
    page.push_str("\n</details>\n");
}

/// Adds as many rows as there is room for (bytes), and says how many are omitted.
fn append(page: &mut String, rows: &[String], room: usize) {
    let end = page.len() + room;
    for (at, row) in rows.iter().enumerate() {
        if page.len() + row.len() > end {
            page.push_str(&format!("\n{} omitted\n", rows.len() - at));
            return;
        }
        page.push_str(row);
    }
}

/// The text as Markdown that says it and nothing else, on one line.
fn escaped(text: &str) -> String {
    let masked = terminal::masked(text);
    let mut shown = String::with_capacity(masked.len() + 16);
    let mut chars = masked.chars().peekable();
    let mut count = 0;
    while let Some(c) = chars.next() {
        count += 1;
        if count > LONGEST_TEXT {
            shown.push('…');
            break;
        }
        match c {
            '\t' => shown.push(' '),
            // No backslash keeps a bar in its cell in all readers of Markdown.
            '|' => shown.push_str("&#124;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            // A mention is made of what the page says, and so is a reference to an issue: a backslash doesn't prevent either.
            '@' | '#' | '!' if chars.peek().is_some_and(|next| next.is_alphanumeric()) => {
                shown.push('\\');
                shown.push(c);
                shown.push_str("<!-- -->");
            }
            // Addresses (`www.`, `https:`) are links without any mark.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '~'
            | '^' | '$' | '@' | ':' => {
                shown.push('\\');
                shown.push(c);
            }
            '.' if shown.len() >= 3
                && shown.as_bytes()[shown.len() - 3..].eq_ignore_ascii_case(b"www") =>
            {
                shown.push_str("\\.");
            }
            _ => shown.push(c),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, expected) in [
            ("a|b\n| c", "a&#124;b\u{FFFD}&#124; c"),
            ("@octocat", "\\@<!-- -->octocat"),
            ("#12 a@b.com", "\\#<!-- -->12 a\\@<!-- -->b.com"),
            ("<img src=x>&lt;", "&lt;img src=x&gt;&amp;lt;"),
            ("[a](https://x)", "\\[a\\]\\(https\\://x\\)"),
            ("www.example.com", "www\\.example.com"),
            (
                "`x` **y** </details>",
                "\\`x\\` \\*\\*y\\*\\* &lt;/details&gt;",
            ),
            ("mfa/${aws:username}", "mfa/\\$\\{aws\\:username\\}"),
        ] {
            assert_eq!(escaped(text), expected);
        }
        assert_eq!(escaped(&"x".repeat(1000)).chars().count(), LONGEST_TEXT + 1);
    }

    #[test]
    fn rows_that_have_no_room_are_counted() {
        let rows = vec!["12345678\n".to_owned(); 10];
        let mut page = String::new();
        append(&mut page, &rows, 27);
        assert_eq!(page, "12345678\n12345678\n12345678\n\n7 omitted\n");
    }
}
