//! The prompts: one rewrite at a time, answered with one key. Nothing is written here, so every answer can be
//! taken back.

use std::io;
use std::ops::Range;

use console::{Key, Style, Term};
use dialoguer::{Input, Select};

use crate::finding::{Disposition, Finding, Form, Rewrite};
use crate::prove::{self, Edit};
use crate::report::snippet;
use crate::scan::{FileFindings, Scan};
use crate::terminal;

/// How many lines are shown around a change.
const CONTEXT: usize = 2;

const HELP: &str = "\
  y  take this rewrite; where there are several devices, pick one
  n  skip it
  a  take this and all others in the rest of the file
  d  skip this and the rest of the file
  A  take all that are safe, here and in the files to come
  e  edit the new value, then take it
  u  go back to the one before
  q  stop here and keep what was taken
  x  abandon everything: nothing is delivered
  ?  show this help
Nothing is written before the end.";

/// What was decided: for each finding, by file and place in it, the rewrite that was taken.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Decisions(Vec<Vec<Option<Rewrite>>>);

impl Decisions {
    /// Nothing taken.
    pub fn none(scan: &Scan) -> Decisions {
        Decisions::all(scan, |_| false)
    }

    /// Every rewrite taken whose finding is accepted.
    pub fn all(scan: &Scan, accepts: impl Fn(&Finding) -> bool) -> Decisions {
        let take = |finding: &Finding| finding.rewrite.clone().filter(|_| accepts(finding));
        Decisions(
            scan.files
                .iter()
                .map(|file| file.findings.iter().map(take).collect())
                .collect(),
        )
    }

    /// The rewrites taken in a file, by finding.
    pub fn of_file(&self, file: usize) -> &[Option<Rewrite>] {
        self.0.get(file).map_or(&[], Vec::as_slice)
    }
}

/// How a review ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// With these decisions.
    Decided(Decisions),
    /// The user wants nothing delivered.
    Abandoned,
    /// By Ctrl-C, or because the terminal went away.
    Interrupted,
}

/// Whether there is anybody to ask: prompts are shown on standard error and answered on standard input.
pub fn is_possible() -> bool {
    use std::io::IsTerminal;
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks about every finding that has a rewrite, or devices to pick from.
///
/// # Errors
///
/// When the terminal can't be written to.
pub fn review(scan: &Scan) -> io::Result<Ended> {
    let items: Vec<(usize, usize)> = scan
        .files
        .iter()
        .enumerate()
        .flat_map(|(file, found)| {
            found
                .findings
                .iter()
                .enumerate()
                .filter(|(_, finding)| is_asked(finding))
                .map(move |(finding, _)| (file, finding))
        })
        .collect();
    let mut review = Review {
        term: Term::stderr(),
        scan,
        items,
        answers: Vec::new(),
    };
    // A list of dialoguer's hides the cursor and lets Ctrl-C end the process: show it again first.
    let _ = ctrlc::set_handler(|| {
        let _ = Term::stderr().show_cursor();
        std::process::exit(crate::exit_code::ExitCode::Interrupted.number().into());
    });
    let ended = review.run();
    let _ = review.term.show_cursor();
    match ended {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::Interrupted
                    | io::ErrorKind::UnexpectedEof
                    | io::ErrorKind::NotConnected
            ) =>
        {
            Ok(Ended::Interrupted)
        }
        other => other,
    }
}

fn is_asked(finding: &Finding) -> bool {
    finding.rewrite.is_some() || !finding.choices.is_empty()
}

/// One answer: which items it decided, and how.
struct Answer {
    decided: Vec<(usize, Option<Rewrite>)>,
}

struct Review<'a> {
    term: Term,
    scan: &'a Scan,
    items: Vec<(usize, usize)>,
    answers: Vec<Answer>,
}

enum Step {
    Answered(Vec<(usize, Option<Rewrite>)>),
    Back,
    Again,
    Stop,
    End(Ended),
}

impl Review<'_> {
    fn run(&mut self) -> io::Result<Ended> {
        while let Some(item) = self.next_item() {
            self.show(item)?;
            match self.ask(item)? {
                Step::Answered(decided) => self.answers.push(Answer { decided }),
                Step::Back => {
                    if self.answers.pop().is_none() {
                        self.term.write_line("this is the first one")?;
                    }
                }
                Step::Again => {}
                Step::Stop => break,
                Step::End(ended) => return Ok(ended),
            }
        }
        let mut decisions = Decisions::none(self.scan);
        for (item, rewrite) in self.answers.iter().flat_map(|answer| &answer.decided) {
            let (file, finding) = self.items[*item];
            decisions.0[file][finding] = rewrite.clone();
        }
        Ok(Ended::Decided(decisions))
    }

    fn next_item(&self) -> Option<usize> {
        (0..self.items.len()).find(|item| !self.is_decided(*item))
    }

    fn is_decided(&self, item: usize) -> bool {
        self.answers
            .iter()
            .flat_map(|answer| &answer.decided)
            .any(|(decided, _)| *decided == item)
    }

    fn finding(&self, item: usize) -> (&FileFindings, &Finding) {
        let (file, finding) = self.items[item];
        let file = &self.scan.files[file];
        (file, &file.findings[finding])
    }

    /// The undecided items of the same file, this one first.
    fn rest_of_file(&self, item: usize) -> Vec<usize> {
        (item..self.items.len())
            .take_while(|other| self.items[*other].0 == self.items[item].0)
            .filter(|other| !self.is_decided(*other))
            .collect()
    }

    fn show(&self, item: usize) -> io::Result<()> {
        let (file, finding) = self.finding(item);
        let bold = Style::new().for_stderr().bold();
        let colour = disposition_style(finding.disposition);
        self.term.write_line("")?;
        self.term.write_line(&format!(
            "{} {} {} {}",
            bold.apply_to(format!(
                "{}:{}:{}",
                file.entry.path, finding.position.line, finding.position.column
            )),
            colour.apply_to(finding.disposition.name()),
            finding.rule,
            Style::new().for_stderr().dim().apply_to(format!(
                "({} of {})",
                item + 1,
                self.items.len()
            )),
        ))?;
        self.term
            .write_line(&terminal::masked(&sentence(&finding.reason)))?;
        for (verb, actions) in [
            ("gained", &finding.access.gained),
            ("lost", &finding.access.lost),
        ] {
            if !actions.is_empty() {
                self.term
                    .write_line(&format!("access {verb}: {}", actions.join(", ")))?;
            }
        }
        for line in diff(&file.bytes, &finding.span, finding.rewrite.as_ref()) {
            self.term.write_line(&line)?;
        }
        for choice in &finding.choices {
            self.term.write_line(&format!("  {}", describe(choice)))?;
        }
        Ok(())
    }

    fn ask(&self, item: usize) -> io::Result<Step> {
        loop {
            let question = Style::new().for_stderr().bold();
            self.term.write_str(&format!(
                "{} ",
                question.apply_to("Take this rewrite? [y,n,a,d,A,e,u,q,x,?]")
            ))?;
            let key = self.term.read_key_raw()?;
            let Key::Char(letter) = key else {
                if matches!(key, Key::CtrlC) {
                    self.term.write_line("")?;
                    return Ok(Step::End(Ended::Interrupted));
                }
                self.term.write_line("")?;
                self.term
                    .write_line("one of these letters, or ? for help")?;
                continue;
            };
            self.term
                .write_line(&terminal::escaped(&letter.to_string()))?;
            return Ok(match letter {
                'y' => match self.take(item)? {
                    Some(rewrite) => Step::Answered(vec![(item, Some(rewrite))]),
                    None => Step::Again,
                },
                'n' => Step::Answered(vec![(item, None)]),
                'a' => {
                    let Some(rewrite) = self.take(item)? else {
                        return Ok(Step::Again);
                    };
                    let rest = self.rest_of_file(item).into_iter().skip(1);
                    let others = rest.filter_map(|other| {
                        let rewrite = self.finding(other).1.rewrite.clone()?;
                        Some((other, Some(rewrite)))
                    });
                    Step::Answered([(item, Some(rewrite))].into_iter().chain(others).collect())
                }
                'd' => Step::Answered(
                    self.rest_of_file(item)
                        .into_iter()
                        .map(|other| (other, None))
                        .collect(),
                ),
                'A' => {
                    let safe: Vec<_> = (0..self.items.len())
                        .filter(|other| !self.is_decided(*other))
                        .filter_map(|other| {
                            let finding = self.finding(other).1;
                            let is_safe = finding.disposition == Disposition::Safe;
                            Some((other, Some(finding.rewrite.clone().filter(|_| is_safe)?)))
                        })
                        .collect();
                    if safe.is_empty() {
                        self.term
                            .write_line("none of those that are left is safe")?;
                        continue;
                    }
                    Step::Answered(safe)
                }
                'e' => match self.edit(item)? {
                    Some(rewrite) => Step::Answered(vec![(item, Some(rewrite))]),
                    None => Step::Again,
                },
                'u' => Step::Back,
                'q' => Step::Stop,
                'x' => Step::End(Ended::Abandoned),
                '?' => {
                    self.term.write_line(HELP)?;
                    continue;
                }
                _ => {
                    self.term
                        .write_line("one of these letters, or ? for help")?;
                    continue;
                }
            });
        }
    }

    /// The rewrite of an item, with the device picked where there are several; `None` where the user picks none.
    fn take(&self, item: usize) -> io::Result<Option<Rewrite>> {
        let (_, finding) = self.finding(item);
        if let Some(rewrite) = &finding.rewrite {
            return Ok(Some(rewrite.clone()));
        }
        let devices: Vec<String> = finding.choices.iter().map(describe).collect();
        let picked = Select::new()
            .with_prompt("Which device? (arrows and Enter; Esc to go back)")
            .items(&devices)
            .default(0)
            .interact_on_opt(&self.term)
            .map_err(|dialoguer::Error::IO(error)| error)?;
        match picked {
            Some(picked) => {
                let serial = &finding.choices[picked].serial;
                self.proved(item, |_| finding.anchor.rewrite(serial))
            }
            None => Ok(None),
        }
    }

    /// Lets the user edit the whole new value.
    fn edit(&self, item: usize) -> io::Result<Option<Rewrite>> {
        let (_, finding) = self.finding(item);
        let proposed = match (&finding.rewrite, finding.choices.first()) {
            (Some(rewrite), _) => rewrite.value_after.clone(),
            (None, Some(choice)) => choice.serial.clone(),
            (None, None) => return Ok(None),
        };
        let value: String = Input::new()
            .with_prompt("New value (empty to go back)")
            .with_initial_text(proposed)
            .allow_empty(true)
            .interact_text_on(&self.term)
            .map_err(|dialoguer::Error::IO(error)| error)?;
        let before = finding.anchor.value_before();
        let part = &finding.anchor.part;
        let value_start = finding.anchor.value.start;
        let head = &before[..part.start - value_start];
        let tail = &before[part.end - value_start..];
        if value.is_empty() {
            return Ok(None);
        }
        if let Some(Rewrite {
            form: Form::Code(_),
            ..
        }) = finding.rewrite
        {
            return self.proved(item, |file| finding.anchor.code(&file.document(), &value));
        }
        let replacement = value
            .strip_prefix(head)
            .and_then(|rest| rest.strip_suffix(tail));
        match replacement {
            Some(replacement) => self.proved(item, |_| finding.anchor.rewrite(replacement)),
            None => {
                self.term.write_line(&format!(
                    "only the underlined part can be changed here: the value must begin with {:?} and end with {:?}",
                    head, tail
                ))?;
                Ok(None)
            }
        }
    }

    /// A rewrite of an item, if it can be made and proved.
    fn proved(
        &self,
        item: usize,
        rewrite: impl Fn(&FileFindings) -> Option<Rewrite>,
    ) -> io::Result<Option<Rewrite>> {
        let (file, finding) = self.finding(item);
        let Some(rewrite) = rewrite(file) else {
            self.term
                .write_line("it is written in several pieces, so no single edit replaces it")?;
            return Ok(None);
        };
        let edit = Edit::new(&finding.anchor, &rewrite);
        match prove::prove(&file.document(), &file.bytes, &[edit]) {
            Ok(_) => Ok(Some(rewrite)),
            Err(refusal) => {
                self.term.write_line(&terminal::masked(&format!(
                    "that can't be written here: {refusal}"
                )))?;
                Ok(None)
            }
        }
    }
}

fn describe(choice: &crate::finding::Choice) -> String {
    terminal::masked(&choice.to_string())
}

fn sentence(reason: &str) -> String {
    let mut chars = reason.chars();
    match chars.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => String::new(),
    }
}

fn disposition_style(disposition: Disposition) -> Style {
    let style = Style::new().for_stderr().bold();
    match disposition {
        Disposition::Safe => style.green(),
        Disposition::Review => style.yellow(),
        Disposition::Manual => style.red(),
        Disposition::Note => style.blue(),
    }
}

/// The lines around a change: those before and after it as they are, the changed one as it was and as it will be.
fn diff(bytes: &[u8], span: &Range<usize>, rewrite: Option<&Rewrite>) -> Vec<String> {
    let removed = Style::new().for_stderr().red();
    let added = Style::new().for_stderr().green();
    let context = |line: Range<usize>| {
        let shown = snippet::line(bytes, &(line.start..line.start));
        format!("  {}", shown.text)
    };
    let (before, after) = lines_around(bytes, span);
    let mut lines: Vec<String> = before.into_iter().map(context).collect();
    let old = snippet::line(bytes, span);
    lines.push(highlighted('-', &old, &removed));
    if let Some(rewrite) = rewrite {
        let mut new = bytes[..rewrite.span.start].to_vec();
        new.extend_from_slice(rewrite.after.as_bytes());
        let end = rewrite.span.start + rewrite.after.len();
        new.extend_from_slice(&bytes[rewrite.span.end..]);
        let new = snippet::line(&new, &(rewrite.span.start..end));
        lines.push(highlighted('+', &new, &added));
    }
    lines.extend(after.into_iter().map(context));
    lines
}

fn highlighted(sign: char, line: &snippet::Line, style: &Style) -> String {
    let (head, tail) = (&line.text[..line.range.start], &line.text[line.range.end..]);
    let part = &line.text[line.range.clone()];
    format!(
        "{}{}{}",
        style.apply_to(format!("{sign} {head}")),
        style.clone().reverse().apply_to(part),
        style.apply_to(tail)
    )
}

/// The lines before and after the one in which a range begins.
fn lines_around(bytes: &[u8], span: &Range<usize>) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let mut before = Vec::new();
    let mut start = snippet::start_of_line(bytes, span.start);
    while start > 0 && before.len() < CONTEXT {
        let previous = snippet::start_of_line(bytes, start - 1);
        before.push(previous..start - 1);
        start = previous;
    }
    before.reverse();
    let mut after = Vec::new();
    let mut at = span.start;
    while after.len() < CONTEXT {
        let Some(next) = bytes[at..].iter().position(|b| *b == b'\n') else {
            break;
        };
        at += next + 1;
        if at >= bytes.len() {
            break;
        }
        after.push(at..snippet::end_of_line(bytes, at));
    }
    (before, after)
}
