//! Whether a script reads the last word of the command before, `$_` (Bash Reference Manual, "Special Parameters"), where that may be a serial
//! number.

use std::sync::LazyLock;

use regex::Regex;

use super::site::Site;
use super::variables::Variables;
use crate::ascii_regex::{ascii_regex, is_match};
use crate::syntax::command;
use crate::syntax::language::Substitution;
use crate::syntax::{Document, NodeId};

/// The variable.
const NAME: &str = "_";
/// How many places are looked at that read it, and how many commands before each.
const MOST: usize = 64;
/// What stands between a command and one that is run right after it, up to a word of that.
static RIGHT_AFTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r#"^[ \t]*(?:;|&&|\|\||\r?\n)[\s;]*(?:\w+=["']?)?$"#).ok());

/// The line (from 1) that reads a site's serial number as the last word of the command before.
pub fn read(document: &Document, variables: &Variables, site: &Site) -> Option<usize> {
    let mut uses = variables
        .expansions(NAME)
        .iter()
        .take(MOST)
        .filter(|id| command::substitution(document, **id) == Substitution::Dollar)
        .peekable();
    uses.peek()?;
    let mut commands = variables.commands().iter();
    if !commands.any(|(_, command)| ends_with(document, variables, site, *command)) {
        return None;
    }
    let reading = uses.find(|id| {
        // Where control may come from elsewhere, any command may be the one before.
        let before = right_before(document, variables, **id);
        before.is_none_or(|command| ends_with(document, variables, site, command))
    });
    reading.map(|id| variables.line(document.source(*id).start))
}

/// The command that is run right before the one in which a node stands, where that is seen.
fn right_before(document: &Document, variables: &Variables, node: NodeId) -> Option<NodeId> {
    let at = document.source(node).start;
    let start = variables
        .command_around(at)
        .map_or(at, |command| document.source(command).start);
    let commands = variables.commands();
    let until = commands.partition_point(|(source, _)| source.start < start);
    let (source, before) = commands[..until]
        .iter()
        .rev()
        .take(MOST)
        .filter(|(source, _)| source.end <= start)
        .max_by_key(|(source, _)| (source.end, std::cmp::Reverse(source.start)))?;
    let between = document.file_text(source.end..start)?;
    is_match(&RIGHT_AFTER, between).then_some(*before)
}

/// Whether the last word of a command is a site's serial number, or has it in it.
fn ends_with(document: &Document, variables: &Variables, site: &Site, command: NodeId) -> bool {
    let words = command::words(document, command);
    let Some(last) = words.last() else {
        return false;
    };
    let span = document.source(last.node);
    let is_in = |id: NodeId| {
        let source = document.source(id);
        span.start <= source.start && source.end <= span.end
    };
    let mut names = site.names.iter();
    is_in(site.node) || names.any(|name| variables.expansions(name).iter().any(|id| is_in(*id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::operation::Purpose;
    use crate::rules::parsed::document;
    use crate::rules::serial::uses::sites;

    #[test]
    fn the_last_word_of_the_command_before_may_be_the_serial_number() {
        const CALL: &str = "aws sts get-session-token --token-code 1 --serial-number";
        let serial = "arn:aws:iam::123456789013:mfa/jane";
        for (script, expected) in [
            (format!("{CALL} {serial}\necho \"${{_##*/}}\""), Some(2)),
            (format!("A={serial}\n{CALL} \"$A\"; u=$_"), Some(2)),
            (
                format!("A={serial}\necho $A\nf() {{ u=${{_}}; }}\n{CALL} $A"),
                Some(3),
            ),
            (
                format!("A={serial}\n{CALL} \"$A\" && mkdir -p x && cd $_"),
                None,
            ),
            (
                format!("A={serial}\n{CALL} \"$A\" > out\nmkdir x; cd \"$_\""),
                None,
            ),
            (
                format!("A={serial}\n{CALL} \"$A\" --output text\necho $_"),
                None,
            ),
            (format!("A={serial}\n{CALL} \"$A\"\n"), None),
        ] {
            let document = document("a.sh", &script);
            let variables = Variables::new(&document);
            let site = sites(&document, &variables)
                .into_iter()
                .find(|site| site.purpose == Purpose::Authenticate);
            let site = site.unwrap_or_else(|| panic!("{script}"));
            assert_eq!(read(&document, &variables, &site), expected, "{script}");
        }
    }
}
