//! The names of devices that policies tell apart, for a user of one name and for all others.

use std::collections::BTreeSet;

use super::classes::Patterns;
use super::home::Home;
use super::pattern::{Case, Pattern, USERNAME, Values, Variables};
use super::policy::Statement;
use super::reach;

/// Names that a user may have; the first that no pattern is about is the one who asks.
const OWN_NAMES: [&str; 8] = [
    "zed",
    "uwe",
    "kim",
    "joy",
    "zebulon",
    "uwewalter",
    "kimberleyann",
    "q0-w9_x8.y7",
];

/// A name, as the user name of the caller makes one of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What of it stands after the caller's user name; all of it where it doesn't begin so.
    rest: String,
    /// Whether it begins with the user name.
    is_prefixed: bool,
    /// What it meets, by the index.
    pub met: BTreeSet<usize>,
}

impl Name {
    /// The name itself.
    pub fn text(&self, own: Option<&str>) -> String {
        match own.filter(|_| self.is_prefixed) {
            Some(own) => format!("{own}{}", self.rest),
            None => self.rest.clone(),
        }
    }
}

/// Names: one for each set of patterns that some meet and the others don't.
#[derive(Debug)]
pub struct Names {
    /// The names, that which meets the fewest first.
    pub all: Vec<Name>,
    /// What names can meet, as it is written.
    pub patterns: Vec<String>,
}

/// The index of what isn't written in a policy: to be the user name.
pub const OWN: usize = 0;
/// The index of another: to begin with it.
pub const PREFIXED: usize = 1;

impl Names {
    /// Those of a kind (`mfa/`, `user/`) in some homes, for a user of a name or a caller who has none; `None` where they are too
    /// many. `values` gives what variables stand for.
    pub fn of<'a>(
        statements: impl Iterator<Item = &'a Statement>,
        kind: &str,
        homes: &[Home],
        own: Option<&str>,
        values: Values,
    ) -> Option<Names> {
        let variable = format!("${{{USERNAME}}}");
        let mut patterns = vec![own.unwrap_or(&variable).to_owned(), format!("{variable}*")];
        let mut held = Patterns::default();
        // Of each that is held against a name, what it is one of.
        let mut numbers = Vec::new();
        let of_own = own.map(|own| [(OWN, own.to_owned()), (PREFIXED, format!("{own}*"))]);
        for (number, written) in of_own.into_iter().flatten() {
            let pattern = Pattern::read(&written, Variables::Expanded);
            held.add(pattern.glob(Case::Counts, values)?, Case::Counts, "");
            numbers.push(number);
        }
        for pattern in statements.flat_map(|statement| &statement.resources) {
            let written = pattern.to_string();
            let written = written
                .rsplit_once(kind)
                .map_or(&*written, |(_, name)| name);
            let number = patterns.iter().position(|known| known == written);
            let number = number.unwrap_or_else(|| {
                patterns.push(written.to_owned());
                patterns.len() - 1
            });
            let Some(glob) = pattern.glob(Case::OfArn, values) else {
                continue;
            };
            for home in homes {
                let before = format!("{}{kind}", home.prefix());
                held.add(glob.clone(), Case::OfArn, &before);
                numbers.push(number);
            }
        }
        let classes = held.classes(reach::is_sign)?;
        let all = classes.into_iter().map(|class| {
            let met: BTreeSet<usize> = class.met.iter().map(|at| numbers[*at]).collect();
            let rest = own.and_then(|own| class.text.strip_prefix(own));
            Name {
                is_prefixed: rest.is_some(),
                rest: rest.unwrap_or(&class.text).to_owned(),
                met,
            }
        });
        let mut all: Vec<Name> = all.collect();
        // What all of them meet tells nothing.
        let everywhere: Vec<usize> = (0..patterns.len())
            .filter(|number| all.iter().all(|name| name.met.contains(number)))
            .collect();
        for name in &mut all {
            name.met.retain(|number| !everywhere.contains(number));
        }
        all.sort_by_key(|name| name.met.len());
        Some(Names { all, patterns })
    }
}

/// A user name that no pattern is about, as far as there is one: neither a resource, nor what `aws:username` is compared with.
pub fn own_name<'a>(
    statements: impl Iterator<Item = &'a Statement> + Clone,
    homes: &[Home],
) -> &'static str {
    let is_met = |own: &str| {
        let is_of_user = |pattern: &&Pattern| !pattern.keys().any(|key| key.is(USERNAME));
        statements.clone().any(|statement| {
            let is_compared = statement
                .conditions
                .iter()
                .filter(|condition| condition.factor().key().is(USERNAME))
                .flat_map(|condition| condition.patterns())
                .filter(is_of_user)
                .any(|pattern| pattern.matches(own, Case::Ignored, &|_| None));
            let mut resources = statement.resources.iter().filter(is_of_user);
            is_compared
                || resources.any(|pattern| {
                    homes.iter().any(|home| {
                        ["mfa/", "user/"].iter().any(|kind| {
                            let arn = |name: &str| format!("{}{kind}{name}", home.prefix());
                            let matches =
                                |name: &str| pattern.matches(&arn(name), Case::OfArn, &|_| None);
                            // What is about every name isn't about this one.
                            matches(own) && !matches("\u{1}")
                        })
                    })
                })
        })
    };
    let free = OWN_NAMES.into_iter().find(|own| !is_met(own));
    free.unwrap_or(OWN_NAMES[0])
}
