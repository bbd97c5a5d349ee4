//! A value that the user types or picks instead of the proposed one, made a rewrite and proved.

use super::questions::Questions;
use crate::rewrite::{Form, Rewrite};

/// The rewrite that gives a question's finding a whole new value; `None` where it can't have one.
///
/// # Errors
///
/// A sentence that says why it can't be made or proved.
pub(super) fn typed(
    questions: &Questions,
    question: usize,
    value: &str,
) -> Result<Option<Rewrite>, String> {
    let (file, finding) = questions.finding(question);
    let (_, number) = questions.place(question);
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
        .ok_or_else(|| {
            let must = match (head, tail) {
                (head, "") => format!("begin with {head:?}"),
                ("", tail) => format!("end with {tail:?}"),
                _ => format!("begin with {head:?} and end with {tail:?}"),
            };
            format!("only the underlined part can be changed here: the value must {must}")
        })?;
    let made = provable.with_value(&file.bytes, number, replacement);
    made.map(Some).map_err(|error| error.to_string())
}

/// The rewrite that names a device in a question's finding; `None` where it can't have one.
///
/// # Errors
///
/// A sentence that says why it can't be made or proved.
pub(super) fn picked(
    questions: &Questions,
    question: usize,
    serial: &str,
) -> Result<Option<Rewrite>, String> {
    let (file, _) = questions.finding(question);
    let (_, number) = questions.place(question);
    let made = file
        .provable
        .as_ref()
        .map(|provable| provable.with_value(&file.bytes, number, serial));
    made.transpose().map_err(|error| error.to_string())
}
