//! Whether what ends a serial number is a user's name, as far as the file gives it: `$NAME` is none where `NAME` is `$USER-phone`.

use std::sync::LazyLock;

use regex::Regex;

use super::variables::Variables;
use crate::ascii_regex::ascii_regex;
use crate::syntax::command::{self, Expansion};
use crate::syntax::language::Substitution;
use crate::syntax::{Document, NodeId, Role, programs};

/// Why a name may be that of a device rather than of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoUser {
    /// It is put together from several things.
    #[error("the name that line {0} puts together may be a device's")]
    Composed(usize),
    /// It is written out, in a variable that isn't called after a user.
    #[error("the name that line {0} writes out may be a device's")]
    Written(usize),
    /// The script's user is told to give a device's.
    #[error("line {0} asks for the name of a device")]
    Device(usize),
}

/// How many values of variables are looked at for one name.
const MOST_VALUES: usize = 64;
/// How far into a substitution its commands are looked for, in nodes.
const REACH: usize = 64;

/// Why what an expansion gives may be no user's name, by what the file gives its variables; `None` where nothing says so.
/// `is_users` tells the names of variables that are called after users, `is_devices` the words that are about devices.
pub fn no_user(
    document: &Document,
    variables: &Variables,
    expansion: NodeId,
    is_users: impl Fn(&str) -> bool,
    is_devices: impl Fn(&str) -> bool,
) -> Option<NoUser> {
    let line = |node: NodeId| variables.line(document.source(node).start);
    let mut seen = vec![expansion];
    let mut at = 0;
    while let Some(id) = seen.get(at).copied().filter(|_| at < MOST_VALUES) {
        at += 1;
        if let Some(message) = asked_with(document, id)
            && is_devices(message)
        {
            return Some(NoUser::Device(line(id)));
        }
        let mut values: Vec<(NodeId, bool)> = shown(document, id)
            .map(|word| (word, true))
            .into_iter()
            .collect();
        if let Expansion::Variable {
            default: Some(default),
            ..
        } = command::expansion(document, id)
        {
            values.push((default, true));
        }
        let name = match command::is_substitution(document, id) {
            true => "",
            false => command::variable(document, id),
        };
        let given = variables.given(name, id).iter();
        // What a variable is by default is a user's name as much as the variable is.
        values.extend(given.map(|value| (*value, is_users(name))));
        for (value, may_be_written) in values {
            match said(document, value) {
                Said::Expansion(inner) if !seen.contains(&inner) => seen.push(inner),
                Said::Expansion(_) | Said::Unknown => {}
                Said::Written if may_be_written => {}
                Said::Written => return Some(NoUser::Written(line(value))),
                Said::Composed => return Some(NoUser::Composed(line(value))),
            }
        }
    }
    None
}

/// What a value says.
enum Said {
    /// What one expansion gives.
    Expansion(NodeId),
    /// A text that is written out.
    Written,
    /// Several things, one after the other.
    Composed,
    /// It can't be told.
    Unknown,
}

fn said(document: &Document, value: NodeId) -> Said {
    match document.node(value).role {
        Role::Interpolation => return Said::Expansion(value),
        Role::String => {}
        _ => return Said::Unknown,
    }
    if is_one_of_list(document, value) {
        return Said::Unknown;
    }
    let text = document.shared_text(value);
    let mut holes = text.holes();
    match (holes.next(), holes.next()) {
        (None, _) => Said::Written,
        (Some(hole), None) if hole == (0..text.len()) => {
            let source = text.source_hull(hole);
            let inner =
                command::expansions(document, value).find(|id| document.source(*id) == source);
            inner.map_or(Said::Unknown, Said::Expansion)
        }
        _ => Said::Composed,
    }
}

/// One line of what a command prints, or one part of a variable, as fish takes it: `(string split / $arn)[2]`.
static ONE_OF_LIST: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"^(?:\([^()]*\)|\$\w+)\[-?\d+(?:\.\.-?\d+)?\]$").ok());

/// Whether a value is one of what an expansion gives, in a shell whose variables are lists.
fn is_one_of_list(document: &Document, value: NodeId) -> bool {
    command::substitution(document, value) == Substitution::Brackets
        && ONE_OF_LIST
            .as_ref()
            .is_some_and(|regex| regex.is_match(document.spelling(value)))
}

/// What a script says to ask for a variable that it isn't given: `${1:?device name}`.
fn asked_with(document: &Document, expansion: NodeId) -> Option<&str> {
    let spelling = document.spelling(expansion).strip_prefix("${")?;
    let (name, message) = spelling.split_once('?')?;
    let name = name.strip_suffix(':').unwrap_or(name);
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some(message)
}

/// The only word that a substitution shows, where it does nothing else: `$(echo "$USER-phone")`.
fn shown(document: &Document, substitution: NodeId) -> Option<NodeId> {
    if !command::is_substitution(document, substitution) {
        return None;
    }
    let mut commands = document
        .descendants(substitution)
        .take(REACH)
        .filter(|id| document.node(*id).role == Role::Command);
    let only = commands.next().filter(|_| commands.next().is_none())?;
    let program = command::program(document, only)?;
    let words = command::words(document, only);
    let mut words = words.iter().skip(1);
    let word = words.next().filter(|_| words.next().is_none())?;
    programs::SHOWING
        .contains(&program.as_str())
        .then_some(word.node)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::parsed;

    #[test]
    fn one_of_a_list_is_no_composed_name() {
        for (value, expected) in [
            ("(string split / $arn)[2]", true),
            ("$parts[-1]", true),
            ("$USER", false),
            ("$USER-phone", false),
        ] {
            let document = parsed::document("a.fish", &format!("set mfa {value}\n"));
            let found = document
                .nodes()
                .any(|id| is_one_of_list(&document, id) && document.spelling(id) == value);
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn a_name_is_a_user_s_where_nothing_in_the_file_says_otherwise() {
        use NoUser::{Composed, Device, Written};
        // Each is given itself three times, and the next one.
        let around = |at| {
            format!(
                "{}M{at}=$M{}\n",
                format!("M{at}=$M{at}\n").repeat(3),
                at + 1
            )
        };
        let behind: String = (0..5).map(around).collect();
        let behind = format!("{behind}M5=odile\nN=$M0");
        for (script, expected) in [
            ("N=\"$USER-iphone\"", Some(Composed(1))),
            ("N=${USER}_mfa", Some(Composed(1))),
            ("N=mfa-$(whoami)", Some(Composed(1))),
            ("N=ops/$USER", Some(Composed(1))),
            ("M=$USER-a\nN=$M", Some(Composed(1))),
            ("N=$(echo \"$USER-phone\")", Some(Composed(1))),
            ("N=${1:-$USER-phone}", Some(Composed(1))),
            ("N=$USER\nN=$USER-x", Some(Composed(2))),
            ("N=odile-galaxy", Some(Written(1))),
            ("M=odile\nN=$M", Some(Written(1))),
            ("N=${1:?virtual device}", Some(Device(1))),
            ("N=${1?virtual device}", Some(Device(1))),
            ("N=${1:?user}", None),
            ("N=$USER", None),
            ("N=$(whoami)", None),
            ("N=`id -un`", None),
            ("N=${1:-odile}", None),
            ("N=${USER:-$LOGNAME}", None),
            ("N=${ARN##*/}", None),
            ("N=$(echo \"$EMAIL\" | cut -d@ -f1)", None),
            ("USER_NAME=odile\nN=$USER_NAME", None),
            ("read N", None),
            ("N=$M\nM=$N", None),
            (&behind, Some(Written(21))),
        ] {
            let document = parsed::document("a.sh", &format!("{script}\ntool $N\n"));
            let variables = Variables::new(&document);
            let used = document
                .nodes()
                .filter(|id| document.node(*id).role == Role::Interpolation)
                .last()
                .unwrap();
            let found = no_user(
                &document,
                &variables,
                used,
                |name| name.contains("USER"),
                |words| words.contains("device"),
            );
            assert_eq!(found, expected, "{script}");
        }
    }
}
