//! What stands between two places of a script: names that are given a value, and what changes the credentials.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use regex::Regex;

use super::variables::Variables;
use crate::ascii_regex::ascii_regex;
use crate::syntax::Document;

/// What may change who asks between two places of a script.
static CHANGES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"\b(?:unset|source|eval)\b|^\s*\.\s|export\s+[$`]|\baws\s+(?:sso|login)\b|\baws\s+configure(?:\s+(?:set|import|sso|sso-session|export-credentials|mfa-login)\b|\s+-|\s*(?:$|[;&|]))|(?:^|[;&|({]|\bthen\b|\bdo\b|\belse\b)\s*(?:assume|awsume|asp)(?:\s|;|$)|\.aws/|(?:^|[^$\{\w])AWS_(?:PROFILE|DEFAULT_PROFILE|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CONFIG_FILE|SHARED_CREDENTIALS_FILE|ROLE_ARN|REGION|DEFAULT_REGION|ENDPOINT_URL\w*)\b",
    )
    .ok()
});
/// What ends a command.
const SEPARATORS: [char; 4] = ['\n', ';', '&', '|'];

/// The scripts of a document, each read once.
#[derive(Default)]
pub struct Script {
    marks: RefCell<HashMap<usize, Rc<Marks>>>,
    /// The names of the functions that change who asks.
    changing: OnceCell<Vec<String>>,
}

/// What stands where in a layer (bytes of its text).
#[derive(Default)]
struct Marks {
    changes: Vec<Range<usize>>,
    separators: Vec<usize>,
    /// Where each name stands other than as the expansion of a variable.
    names: HashMap<String, Vec<usize>>,
}

/// What stands between two places.
pub struct Between {
    marks: Rc<Marks>,
    range: Range<usize>,
    /// Where what counts for the credentials begins.
    first_command: usize,
}

/// With more functions than this that change who asks, any call may.
const MOST_CHANGING: usize = 64;

impl Script {
    /// Whether a function that changes who asks is named between two places, or there are too many to tell.
    /// `own` is the function that the second place is in.
    pub fn calls_change(
        &self,
        document: &Document,
        variables: &Variables,
        between: &Between,
        own: Option<&str>,
    ) -> bool {
        let changing = self.changing.get_or_init(|| {
            let functions = variables.functions();
            let bodies: Vec<(&str, Between)> = functions
                .map(|(name, function)| {
                    let node = document.node(function);
                    (name, self.between(document, node.layer(), node.range()))
                })
                .collect();
            let mut changing: Vec<String> = bodies
                .iter()
                .filter(|(_, body)| body.has_change())
                .map(|(name, _)| (*name).to_owned())
                .take(MOST_CHANGING + 1)
                .collect();
            // What calls one changes it, too.
            let callers: Vec<String> = bodies
                .iter()
                .filter(|(_, body)| changing.iter().any(|name| body.names(name)))
                .map(|(name, _)| (*name).to_owned())
                .take(MOST_CHANGING + 1)
                .collect();
            changing.extend(callers);
            changing
        });
        changing.len() > MOST_CHANGING
            || changing
                .iter()
                .any(|name| Some(name.as_str()) != own && between.names(name))
    }

    /// What stands in a range of a layer's text.
    pub fn between(&self, document: &Document, layer: usize, range: Range<usize>) -> Between {
        let text = document.layers()[layer].text.as_str();
        let marks = Rc::clone(
            self.marks
                .borrow_mut()
                .entry(layer)
                .or_insert_with(|| Rc::new(Marks::of(text))),
        );
        // A comment behind the first place changes nothing.
        let rest = text.get(range.clone()).unwrap_or_default();
        let is_comment = rest.trim_start_matches([' ', '\t']).starts_with('#');
        let line_end = rest.find('\n').filter(|_| is_comment);
        Between {
            marks,
            first_command: range.start + line_end.unwrap_or(0),
            range,
        }
    }
}

impl Marks {
    fn of(text: &str) -> Marks {
        let mut marks = Marks::default();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some(changes) = CHANGES.as_ref()
                && !line.trim_start().starts_with('#')
            {
                let found = changes.find_iter(line).map(|found| found.range());
                marks
                    .changes
                    .extend(found.map(|found| start + found.start..start + found.end));
            }
            start += line.len();
        }
        let separators = text.match_indices(SEPARATORS);
        marks.separators = separators.map(|(at, _)| at).collect();
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        let mut at = 0;
        for name in text.split(|c| !is_part(c)) {
            let is_expanded = text[..at].ends_with(['$', '{', '-']);
            if !name.is_empty() && !is_expanded {
                marks.names.entry(name.to_owned()).or_default().push(at);
            }
            at += name.len();
            at += text[at..].chars().next().map_or(0, char::len_utf8);
        }
        marks
    }
}

impl Between {
    /// Whether a name stands there other than as the expansion of a variable: as what `read`, `for`, `=` and others give
    /// a value.
    pub fn names(&self, name: &str) -> bool {
        self.marks.names.get(name).is_some_and(|places| {
            let first = places.partition_point(|at| *at < self.range.start);
            places
                .get(first)
                .is_some_and(|at| at + name.len() <= self.range.end)
        })
    }

    /// Whether anything there may change who asks.
    fn has_change(&self) -> bool {
        let changes = &self.marks.changes;
        let first = changes.partition_point(|change| change.start < self.range.start);
        CHANGES.is_none()
            || changes
                .get(first)
                .is_some_and(|change| change.end <= self.range.end)
    }

    /// Whether a command there may change who asks. What stands before the last place in its own command (`eval $(aws …)`)
    /// comes after it.
    pub fn changes_caller(&self) -> bool {
        if CHANGES.is_none() {
            return true;
        }
        let separators = &self.marks.separators;
        let before = separators.partition_point(|at| *at < self.range.end);
        let end = before.checked_sub(1).map_or(0, |last| separators[last] + 1);
        let changes = &self.marks.changes;
        let first = changes.partition_point(|change| change.start < self.first_command);
        changes.get(first).is_some_and(|change| change.end <= end)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::rules::migration::MIGRATION;

    /// What stands between the two places that `@` marks in a script.
    fn between(script: &str) -> Between {
        let first = script.find('@').unwrap();
        let last = script.rfind('@').unwrap();
        let document = Document::parse("a.sh", script.as_bytes(), &MIGRATION);
        Script::default().between(&document, 0, first + 1..last)
    }

    #[test]
    fn a_name_counts_where_it_is_given_a_value() {
        for (script, names) in [
            ("A=1 @ ; X=2 ; @", true),
            ("A=1 @ ; read X ; @", true),
            ("A=1 @ ; for X in a; do @", true),
            ("A=1 @ ; echo $X ; @", false),
            ("A=1 @ ; echo ${X} ; @", false),
            ("A=1 @ ; tool --X ; @", false),
            ("A=1 @ ; XY=1; YX=1; X_=1 ; @", false),
            ("X=1 @ ; @ X=1", false),
            ("A=1 @ ; true ; @ X=1", false),
        ] {
            assert_eq!(between(script).names("X"), names, "{script}");
        }
    }

    #[test]
    fn a_change_counts_between_the_two() {
        for (script, changes) in [
            ("A=1 @\nunset B\naws @", true),
            ("A=1 @\nsource x\naws @", true),
            ("A=1 @\n. ./x\naws @", true),
            ("A=1 @\naws configure set x y\naws @", true),
            ("A=1 @\nexport AWS_PROFILE=x\naws @", true),
            ("A=1 @\naws configure\naws @", true),
            ("A=1 @\naws configure --profile x\naws @", true),
            ("A=1 @\naws configure list-profiles | fzf\naws @", false),
            ("A=1 @\nexport $(x)\naws @", true),
            ("A=1 @\ncat ~/.aws/config\naws @", true),
            ("A=1 @\n# unset B\naws @", false),
            ("A=1 @ # unset B\naws @", false),
            ("A=1 @; unset B\naws @", true),
            ("A=1 @\necho $AWS_PROFILE\naws @", false),
            ("A=1 @\neval $(aws @", false),
            ("unset B; A=1 @\naws @\nunset B", false),
            ("A=1 @\necho a | b\naws @", false),
        ] {
            assert_eq!(between(script).changes_caller(), changes, "{script}");
        }
    }
}
