//! What two policies decide differently, in words.

use super::action::{CREATE, DELETE, OF_USER};
use super::difference::{Change, Difference, Names};
use super::holding::Callers;
use super::when::When;

/// What is gained and lost, in one sentence that begins in lower case.
pub fn sentence(difference: &Difference, callers: Callers) -> String {
    let callers = callers.name();
    let gained = clauses(&difference.gained);
    let lost = clauses(&difference.lost);
    let mut sentence = String::new();
    for (verb, clauses) in [("may now", gained), ("may no longer", lost)] {
        for (at, (when, done)) in clauses.into_iter().enumerate() {
            let when = when.map(|when| when.clause());
            match (sentence.is_empty(), at, when) {
                (true, _, None) => sentence = format!("{callers} {verb} {done}"),
                (true, _, Some(when)) => sentence = format!("{when}, {callers} {verb} {done}"),
                (false, 0, None) => sentence.push_str(&format!("; they {verb} {done}")),
                (false, 0, Some(when)) => {
                    sentence.push_str(&format!("; {when}, they {verb} {done}"));
                }
                (false, _, None) => sentence.push_str(&format!(" and {done}")),
                (false, _, Some(when)) => sentence.push_str(&format!(" and, {when}, {done}")),
            }
        }
    }
    sentence
}

/// What is done in each of the situations, those without a limit first.
fn clauses(changes: &[Change]) -> Vec<(Option<&When>, String)> {
    let mut together: Vec<(Option<&When>, Vec<&Change>)> = Vec::new();
    for change in changes {
        let when = change.when.as_ref();
        match together.iter_mut().find(|(known, _)| *known == when) {
            Some((_, known)) => known.push(change),
            None => together.push((when, vec![change])),
        }
    }
    together.sort_by_key(|(when, _)| when.is_some());
    together
        .into_iter()
        .map(|(when, changes)| (when, done(&changes)))
        .collect()
}

/// Devices by their names, and those that are left out.
type Devices<'a> = (&'a Names, &'a [Names]);

/// What some actions do, as an infinitive.
fn done(changes: &[&Change]) -> String {
    let mut done: Vec<String> = Vec::new();
    let mut tags: Vec<(Devices, Vec<&str>)> = Vec::new();
    for change in changes {
        let names = &change.names;
        match change.action {
            CREATE => done.push(format!(
                "create a virtual MFA device {}",
                match names {
                    Names::Any => "with any name".to_owned(),
                    Names::Prefixed =>
                        "with a name that begins with their own user name".to_owned(),
                    Names::Own => "with their own user name".to_owned(),
                    Names::Matching(pattern) => format!("with a name that matches {pattern}"),
                } + &but(&change.except)
            )),
            DELETE => done.push(
                match names {
                    Names::Any => {
                        "delete any virtual device of the account that isn't assigned to a user"
                            .to_owned()
                    }
                    names => format!(
                        "delete virtual devices {} that aren't assigned to a user",
                        of_names(names)
                    ),
                } + &but(&change.except),
            ),
            action if OF_USER.contains(&action) => {
                let verb = match action {
                    "iam:EnableMFADevice" => "enable",
                    "iam:ResyncMFADevice" => "resynchronize",
                    "iam:GetMFADevice" => "view",
                    "iam:ListMFADevices" => "list",
                    _ => "deactivate",
                };
                done.push(match names {
                    Names::Any => format!("{verb} MFA devices of any user{}", but(&change.except)),
                    _ => format!("{verb} their own MFA devices"),
                });
            }
            action => {
                let verb = match action {
                    "iam:TagMFADevice" => "tag",
                    "iam:UntagMFADevice" => "untag",
                    _ => "list the tags of",
                };
                let devices = (names, change.except.as_slice());
                match tags.iter_mut().find(|(known, _)| *known == devices) {
                    Some((_, verbs)) => verbs.push(verb),
                    None => tags.push((devices, vec![verb])),
                }
            }
        }
    }
    for ((names, except), verbs) in tags {
        let devices = match names {
            Names::Any => "any MFA device".to_owned(),
            names => format!("MFA devices {}", of_names(names)),
        } + &but(except);
        done.push(format!("{} {devices}", listed(&verbs, "or")));
    }
    let done: Vec<&str> = done.iter().map(String::as_str).collect();
    listed(&done, "and")
}

/// What is left out.
fn but(except: &[Names]) -> String {
    if except.is_empty() {
        return String::new();
    }
    let except: Vec<String> = except.iter().map(of_names).collect();
    let except: Vec<&str> = except.iter().map(String::as_str).collect();
    format!(" (but not devices {})", listed(&except, "or"))
}

fn of_names(names: &Names) -> String {
    match names {
        Names::Any => "of any name".to_owned(),
        Names::Prefixed => "whose names begin with their own user name".to_owned(),
        Names::Own => "with their own user name".to_owned(),
        Names::Matching(pattern) => format!("whose names match {pattern}"),
    }
}

/// Words as a list in a sentence.
fn listed(words: &[&str], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} {conjunction} {second}"),
        [all @ .., last] => format!("{}, {conjunction} {last}", all.join(", ")),
    }
}
