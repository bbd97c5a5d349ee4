//! One session of prompts: what was answered so far, and what each key does.

use std::collections::{HashMap, HashSet};
use std::io;

use console::{Key, Style, Term};
use dialoguer::{Input, Select};

use super::answers::{Answer, Digest, Kept, Keys, may_be_kept};
use super::decisions::{Decisions, Ended};
use super::shown_change::diff;
use crate::finding::{Disposition, Finding, StatementSummary};
use crate::iam::access::{self, Access, Rewritten};
use crate::reason::sentence;
use crate::report::human::plural;
use crate::rewrite::{Form, Rewrite};
use crate::scan::{FileFindings, Scan};
use crate::terminal;
use crate::terminal::held::{AtEnd, Held};

/// The key that stops a program (Ctrl-Z).
const STOP: char = '\u{1a}';

const HELP: &str = "\
  y  take this rewrite; where there are several devices, pick one
  n  skip it
  s  of several that are the same, ask about each by itself
  a  take this and all others in the rest of the file, but for what is manual
  d  skip this and the rest of the file
  A  take all that are safe, here and in the files to come
  e  edit the new value, then take it
  u  go back to the one before
  q  stop here and keep what was taken
  x  abandon everything: nothing is delivered
  ?  show this help
Nothing is written before the end.";

/// Asks about every finding that has a rewrite, or devices to pick from, but where it was answered earlier. Each answer is kept.
/// Where a signal ends the program meanwhile, `at_end` is called.
///
/// # Errors
///
/// When the terminal can't be written to.
pub fn review(scan: &Scan, kept: Option<&mut Kept>, at_end: AtEnd) -> io::Result<Ended> {
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
    if items.is_empty() {
        return Ok(Ended::Decided(Decisions::none(scan)));
    }
    let mut keys = Keys::default();
    let keys = items
        .iter()
        .map(|(file, finding)| keys.next(&scan.files[*file], *finding))
        .collect::<io::Result<_>>()?;
    let mut review = Review {
        term: Term::stderr(),
        held: Held::take(at_end)?,
        alike: alike(scan, &items),
        apart: HashSet::new(),
        scan,
        decided: vec![None; items.len()],
        items,
        answers: Vec::new(),
        keys,
        kept,
    };
    review.take_up()?;
    match review.run() {
        Err(error) if is_end(&error) => {
            // Not where a signal did that.
            review.held.await_key();
            Ok(Ended::Interrupted)
        }
        other => other,
    }
}

/// Whether an error says that nobody answers any more.
fn is_end(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected
    )
}

fn is_asked(finding: &Finding) -> bool {
    finding.rewrite.is_some() || !finding.choices.is_empty()
}

/// For each item, the number of the statement and rewrite that it shares with others; `None` where it shares them with
/// none, or has to be judged by itself.
fn alike(scan: &Scan, items: &[(usize, usize)]) -> Vec<Option<usize>> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    items
        .iter()
        .map(|(file, finding)| {
            let finding = &scan.files[*file].findings[*finding];
            let rewrite = finding.rewrite.as_ref()?;
            let statement = finding.statement.as_ref()?;
            if finding.disposition >= Disposition::Manual {
                return None;
            }
            let key = format!(
                "{:?}",
                (
                    finding.rule.name,
                    finding.disposition,
                    statement,
                    &finding.value_before,
                    &rewrite.value_after,
                    &rewrite.after,
                    finding.reason_under(&finding.access).to_string(),
                )
            );
            let next = numbers.len();
            Some(*numbers.entry(key).or_insert(next))
        })
        .collect()
}

struct Review<'a> {
    term: Term,
    held: Held,
    /// For each item, what it shares with others.
    alike: Vec<Option<usize>>,
    /// The shared ones that are asked about one by one.
    apart: HashSet<usize>,
    scan: &'a Scan,
    /// The findings that are asked about: file, and finding in it.
    items: Vec<(usize, usize)>,
    /// What was decided of each item: the rewrite that is taken, if one is.
    decided: Vec<Option<Option<Rewrite>>>,
    /// Which items each answer decided.
    answers: Vec<Vec<usize>>,
    /// By what each item is known in the file of answers.
    keys: Vec<Digest>,
    /// Where the answers are kept.
    kept: Option<&'a mut Kept>,
}

enum Step {
    Answered(Vec<(usize, Option<Rewrite>)>),
    Back,
    /// What these share is asked about one by one from here on.
    Apart(usize),
    Again,
    Stop,
    End(Ended),
}

impl Review<'_> {
    /// Takes up the answers of an earlier session, as far as they fit what is asked now.
    fn take_up(&mut self) -> io::Result<()> {
        let Some(kept) = &mut self.kept else {
            return Ok(());
        };
        let earlier = std::mem::take(&mut kept.earlier);
        if earlier.is_empty() {
            return Ok(());
        }
        let numbers: HashMap<&str, usize> = self
            .keys
            .iter()
            .enumerate()
            .map(|(item, key)| (key.as_str(), item))
            .collect();
        let (mut fitting, mut others) = (0, 0);
        let mut taken_up: Vec<Vec<Answer>> = Vec::new();
        let mut decided: Vec<Vec<(usize, Option<Rewrite>)>> = Vec::new();
        for answers in earlier {
            let mut of_one = Vec::new();
            let mut kept = Vec::new();
            for answer in answers {
                let item = numbers.get(answer.key.as_str()).copied();
                match item.and_then(|item| Some((item, self.earlier_rewrite(item, &answer)?))) {
                    Some(pair) => {
                        of_one.push(pair);
                        kept.push(answer);
                    }
                    None => others += 1,
                }
            }
            if !of_one.is_empty() {
                fitting += of_one.len();
                decided.push(of_one);
                taken_up.push(kept);
            }
        }
        for decided in decided {
            self.decide(decided);
        }
        let mut said = format!("took up {fitting} {}", plural(fitting, "answer"));
        if others > 0 {
            said.push_str(&format!(
                "; {others} {} no longer what is asked now",
                if others == 1 { "fits" } else { "fit" }
            ));
        }
        self.term.write_line(&said)?;
        self.keeping(|kept| kept.begin(&taken_up))
    }

    /// What an earlier answer makes of an item; `None` where it can't be made any more.
    fn earlier_rewrite(&self, item: usize, answer: &Answer) -> Option<Option<Rewrite>> {
        if !answer.take {
            return Some(None);
        }
        let rewrite = match &answer.value {
            Some(value) => self.of_value(item, value).ok()?,
            None => self.finding(item).1.rewrite.clone(),
        };
        rewrite.map(Some)
    }

    fn decide(&mut self, decided: Vec<(usize, Option<Rewrite>)>) {
        self.answers
            .push(decided.iter().map(|(item, _)| *item).collect());
        for (item, rewrite) in decided {
            self.decided[item] = Some(rewrite);
        }
    }

    /// Keeps something of the answers; where that fails, it is said once, and they are kept no more.
    fn keeping(&mut self, what: impl FnOnce(&mut Kept) -> io::Result<()>) -> io::Result<()> {
        if let Some(kept) = &mut self.kept
            && let Err(error) = what(kept)
        {
            self.kept = None;
            self.term.write_line(&format!(
                "your answers can't be kept from here on ({}); they are lost if this is interrupted",
                terminal::escaped(&error.to_string())
            ))?;
        }
        Ok(())
    }

    /// What is kept of an answer. A value with a secret in it isn't: that is asked again.
    fn answer(&self, item: usize, rewrite: Option<&Rewrite>) -> Option<Answer> {
        let proposed = self.finding(item).1.rewrite.as_ref();
        let value = rewrite
            .filter(|rewrite| proposed != Some(*rewrite))
            .map(|rewrite| rewrite.value_after.clone());
        if value.as_deref().is_some_and(|value| !may_be_kept(value)) {
            return None;
        }
        Some(Answer {
            key: self.keys[item].clone(),
            take: rewrite.is_some(),
            value,
        })
    }

    fn run(&mut self) -> io::Result<Ended> {
        let mut has_stopped = false;
        while let Some(item) = self.next_item() {
            self.show(item)?;
            match self.ask(item)? {
                Step::Answered(decided) => {
                    let answers = decided
                        .iter()
                        .filter_map(|(item, rewrite)| self.answer(*item, rewrite.as_ref()))
                        .collect();
                    self.keeping(|kept| kept.keep(answers))?;
                    self.decide(decided);
                }
                Step::Back => match self.answers.pop() {
                    Some(items) => {
                        self.keeping(Kept::take_back)?;
                        for item in items {
                            self.decided[item] = None;
                        }
                    }
                    None => self.term.write_line("this is the first one")?,
                },
                Step::Apart(number) => {
                    self.apart.insert(number);
                }
                Step::Again => {}
                Step::Stop => {
                    has_stopped = true;
                    break;
                }
                Step::End(ended) => return Ok(ended),
            }
        }
        let mut decisions = Decisions::none(self.scan);
        for ((file, finding), decided) in self.items.iter().zip(&self.decided) {
            decisions.0[*file][*finding] = decided.clone().flatten();
        }
        Ok(match has_stopped {
            true => Ended::Stopped(decisions),
            false => Ended::Decided(decisions),
        })
    }

    fn next_item(&self) -> Option<usize> {
        self.decided.iter().position(Option::is_none)
    }

    fn is_decided(&self, item: usize) -> bool {
        self.decided[item].is_some()
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

    /// The undecided items that share an item's statement and rewrite, this one first.
    fn same(&self, item: usize) -> Vec<usize> {
        let shared = self.alike[item].filter(|number| !self.apart.contains(number));
        let Some(number) = shared else {
            return vec![item];
        };
        let others = (item + 1..self.items.len())
            .filter(|other| self.alike[*other] == Some(number) && !self.is_decided(*other));
        std::iter::once(item).chain(others).collect()
    }

    fn show(&self, item: usize) -> io::Result<()> {
        let (file, finding) = self.finding(item);
        // Something of its policy may have been decided since.
        let rewrite = finding.rewrite.as_ref();
        let access = rewrite
            .filter(|_| self.decided.iter().any(Option::is_some))
            .and_then(|rewrite| self.access(item, rewrite));
        // What AWS says is of all rewrites of the policy; of others it is asked once all is decided.
        let access = access.filter(|access| !access.is_same(&finding.access));
        let access = access.as_ref().unwrap_or(&finding.access);
        let reason = finding.reason_under(access);
        let reason = match &access.sentence {
            Some(said) => reason.led_by(said.clone()),
            None => reason,
        };
        let bold = Style::new().for_stderr().bold();
        let colour = disposition_style(finding.disposition);
        self.term.write_line("")?;
        self.term.write_line(&format!(
            "{} {} {} {}",
            bold.apply_to(format!(
                "{}:{}:{}",
                file.entry.path, finding.position.line, finding.position.column
            )),
            colour.apply_to(match access.mark {
                Some(mark) => format!("{} ({mark})", finding.disposition),
                None => finding.disposition.to_string(),
            }),
            finding.rule,
            Style::new().for_stderr().dim().apply_to(format!(
                "({} of {})",
                item + 1,
                self.items.len()
            )),
        ))?;
        self.term
            .write_line(&terminal::masked(&sentence(&reason.to_string())))?;
        if let Some(statement) = &finding.statement {
            self.term
                .write_line(&terminal::masked(&in_a_line(statement)))?;
        }
        for line in diff(&file.bytes, &finding.span, finding.rewrite.as_ref()) {
            self.term.write_line(&line)?;
        }
        let same = self.same(item);
        if let Some((_, others)) = same.split_first().filter(|(_, others)| !others.is_empty()) {
            let mut files: Vec<usize> = same.iter().map(|item| self.items[*item].0).collect();
            files.dedup();
            self.term.write_line(&match (files.len(), others.len()) {
                (1, others) => format!(
                    "and the same at {others} other {} of this file",
                    plural(others, "place")
                ),
                (files, _) => format!(
                    "and the same in {} other {}",
                    files - 1,
                    plural(files - 1, "file")
                ),
            })?;
        }
        for choice in &finding.choices {
            self.term.write_line(&format!("  {}", describe(choice)))?;
        }
        Ok(())
    }

    fn ask(&self, item: usize) -> io::Result<Step> {
        loop {
            let question = Style::new().for_stderr().bold();
            let same = self.same(item);
            let asked = match same.len() {
                1 => "Take this rewrite? [y,n,a,d,A,e,u,q,x,?]".to_owned(),
                count => format!("Take all {count}? [y,n,s,a,d,A,e,u,q,x,?]"),
            };
            self.term
                .write_str(&format!("{} ", question.apply_to(asked)))?;
            self.held.await_key();
            let key = self.term.read_key_raw()?;
            if key == Key::Char(STOP) {
                self.term.write_line("")?;
                self.held.stop();
                continue;
            }
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
                'y' if same.len() > 1 => Step::Answered(
                    same.into_iter()
                        .map(|other| (other, self.finding(other).1.rewrite.clone()))
                        .collect(),
                ),
                'y' => match self.take(item)? {
                    Some(rewrite) => Step::Answered(vec![(item, Some(rewrite))]),
                    None => Step::Again,
                },
                'n' => Step::Answered(same.into_iter().map(|other| (other, None)).collect()),
                's' if same.len() > 1 => match self.alike[item] {
                    Some(number) => Step::Apart(number),
                    None => Step::Again,
                },
                'a' => {
                    let Some(rewrite) = self.take(item)? else {
                        return Ok(Step::Again);
                    };
                    let rest = self.rest_of_file(item).into_iter().skip(1);
                    let others = rest.filter_map(|other| {
                        // What only a person can judge is asked about one by one.
                        let finding = self.finding(other).1;
                        let is_taken = finding.disposition < Disposition::Manual;
                        let rewrite = finding.rewrite.clone().filter(|_| is_taken)?;
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
                    Some(rewrite) => {
                        self.show_edited(item, &rewrite)?;
                        Step::Answered(vec![(item, Some(rewrite))])
                    }
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
                let (file, _) = self.finding(item);
                let (_, number) = self.items[item];
                let serial = &finding.choices[picked].serial;
                let made = file
                    .provable
                    .as_ref()
                    .map(|provable| provable.with_value(&file.bytes, number, serial));
                self.written(made.transpose().map_err(|error| error.to_string()))
            }
            None => Ok(None),
        }
    }

    /// Lets the user edit the whole new value.
    fn edit(&self, item: usize) -> io::Result<Option<Rewrite>> {
        let (_, finding) = self.finding(item);
        let proposed = match (&finding.rewrite, finding.choices.first()) {
            (Some(rewrite), _) if rewrite.form == Form::Split => {
                self.term.write_line(
                    "a statement that is split is taken or skipped as a whole; without --split its value can be edited",
                )?;
                return Ok(None);
            }
            (Some(rewrite), _) => rewrite.value_after.clone(),
            (None, Some(choice)) => choice.serial.clone(),
            (None, None) => return Ok(None),
        };
        if proposed.contains(terminal::is_unsafe) {
            self.term.write_line(
                "the value has characters that a terminal can't show; edit it in its file",
            )?;
            return Ok(None);
        }
        let value: String = Input::new()
            .with_prompt("New value (empty to go back)")
            .with_initial_text(proposed)
            .allow_empty(true)
            .interact_text_on(&self.term)
            .map_err(|dialoguer::Error::IO(error)| error)?;
        if value.is_empty() {
            return Ok(None);
        }
        self.written(self.of_value(item, &value))
    }

    /// The rewrite that gives an item a whole new value; `None` where the item can't have one.
    ///
    /// # Errors
    ///
    /// A sentence that says why it can't be made or proved.
    fn of_value(&self, item: usize, value: &str) -> Result<Option<Rewrite>, String> {
        let (file, finding) = self.finding(item);
        let (_, number) = self.items[item];
        let Some(provable) = &file.provable else {
            return Ok(None);
        };
        let is_code = finding
            .rewrite
            .as_ref()
            .is_some_and(|rewrite| rewrite.form == Form::Code);
        if is_code {
            let made = provable.with_code(&file.bytes, number, value);
            return made.map(Some).map_err(|error| error.to_string());
        }
        let (head, tail) = provable.around_part(number);
        let replacement = value
            .strip_prefix(head)
            .and_then(|rest| rest.strip_suffix(tail))
            .ok_or_else(|| format!(
                "only the underlined part can be changed here: the value must begin with {head:?} and end with {tail:?}"
            ))?;
        let made = provable.with_value(&file.bytes, number, replacement);
        made.map(Some).map_err(|error| error.to_string())
    }

    /// Shows what an edited value makes of the file, and what it lets people do.
    fn show_edited(&self, item: usize, rewrite: &Rewrite) -> io::Result<()> {
        let (file, finding) = self.finding(item);
        let access = self.access(item, rewrite);
        if let Some(said) = access.and_then(|access| access.sentence) {
            self.term.write_line(&terminal::masked(&sentence(&said)))?;
        }
        for line in diff(&file.bytes, &finding.span, Some(rewrite)) {
            self.term.write_line(&line)?;
        }
        Ok(())
    }

    /// What a rewrite lets people do together with what is decided or proposed for the rest of its policy; `None` where it
    /// isn't in one.
    fn access(&self, item: usize, rewrite: &Rewrite) -> Option<Access> {
        let (file, finding) = self.finding(item);
        let (index, number) = self.items[item];
        let decided: HashMap<usize, &Option<Option<Rewrite>>> = self
            .items
            .iter()
            .zip(&self.decided)
            .filter(|((of, _), _)| *of == index)
            .map(|((_, finding), decided)| (*finding, decided))
            .collect();
        let others = file.findings.iter().enumerate().filter_map(|(at, other)| {
            if at == number {
                return finding.rewritten(rewrite);
            }
            match decided.get(&at) {
                Some(Some(decided)) => other.rewritten(decided.as_ref()?),
                _ => other.rewritten(other.rewrite.as_ref()?),
            }
        });
        let rewritten: Vec<Rewritten> = others.collect();
        let own = finding.rewritten(rewrite)?;
        let at = rewritten
            .iter()
            .position(|other| std::ptr::eq(other.resource, own.resource))?;
        access::of(&rewritten).into_iter().nth(at)
    }

    /// A rewrite, or else a line that says why there is none.
    fn written(&self, rewrite: Result<Option<Rewrite>, String>) -> io::Result<Option<Rewrite>> {
        match rewrite {
            Ok(rewrite) => Ok(rewrite),
            Err(because) => {
                self.term.write_line(&terminal::masked(&because))?;
                Ok(None)
            }
        }
    }
}

/// A statement in a line: what it is called, does and wants.
fn in_a_line(statement: &StatementSummary) -> String {
    let mut line = String::new();
    if let Some(sid) = &statement.sid {
        line.push_str(&format!("{sid}: "));
    }
    let effect = statement.effect.as_deref().unwrap_or("?");
    line.push_str(&format!("{effect}, {}", statement.element));
    if !statement.actions.is_empty() {
        line.push_str(&format!("; {}", statement.actions.join(", ")));
    }
    for condition in &statement.conditions {
        line.push_str(&format!("; if {condition}"));
    }
    line
}

fn describe(choice: &crate::finding::Choice) -> String {
    terminal::masked(&choice.to_string())
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
