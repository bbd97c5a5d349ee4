//! The rules, one file each. Here AWS's facts meet the syntax: a rule looks at a document and says what it finds.

pub mod beside_code;
pub mod conflict;
pub mod fallback;
pub mod headings;
pub mod ledger;
pub mod left;
pub mod literal_block;
pub mod look;
pub mod migration;
pub mod origin;
#[cfg(test)]
mod parsed;
pub mod policy;
pub mod rule;
pub mod sentence;
pub mod serial;
pub mod shown_again;
pub mod test_code;
pub mod verdict_words;

use std::collections::{BTreeSet, HashMap};

use crate::devices::DeviceResolver;
use crate::draft::Draft;
use crate::finding::Disposition;
use crate::iam::operation::Purpose;
use crate::iam::serial::Account;
use crate::rewrite::Choices;
use crate::syntax::{Document, NodeId};
use fallback::Leftover;
use look::Look;
pub use migration::MIGRATION;
pub use policy::listing::Listing;
use policy::{listing, mfa_advice, mfa_resource};
use rule::Rule;
use serial::form::{self, SerialForm};
use serial::question::{self, Question};
use serial::{derived, stale};

/// Every rule, in the order in which they look and are reported. A new rule is a file and a line here.
pub const ALL: [Rule; 4] = [
    mfa_resource::RULE,
    stale::RULE,
    derived::RULE,
    mfa_advice::RULE,
];

/// What the rules say of a document: what they know, and what they have to ask.
#[derive(Debug, Default)]
pub struct Said {
    drafts: Vec<Draft>,
    questions: Vec<Question>,
    listing: Listing,
    session_call: Option<usize>,
}

impl Said {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.questions.is_empty()
    }

    /// What the policies say of listing devices.
    pub fn listing(&self) -> Listing {
        self.listing
    }

    /// The line (from 1) on which a script or a program calls `sts:GetSessionToken`.
    pub fn session_call(&self) -> Option<usize> {
        self.session_call
    }

    /// The variables that hold what may be rewritten without anybody's look and that other files may have.
    pub fn held_by(&self) -> impl Iterator<Item = &str> {
        let questions = self.questions.iter();
        let safe = questions.filter(|question| question.rewrite == Disposition::Safe);
        safe.flat_map(|question| question.held_by.iter().map(String::as_str))
    }

    /// Whether there is anything to ask.
    pub fn has_questions(&self) -> bool {
        !self.questions.is_empty()
    }

    /// The users whose devices would answer the questions, with their accounts.
    pub fn wanted(&self) -> BTreeSet<(Account, String)> {
        self.questions.iter().filter_map(Question::wants).collect()
    }

    /// What the rules found, in the order of the file, once somebody answers their questions. Placeholders and examples
    /// are said once: at the first place where each stands.
    pub fn answered(self, resolver: &DeviceResolver) -> Vec<Draft> {
        let mut drafts = self.drafts;
        let answers = self.questions.into_iter();
        drafts.extend(answers.filter_map(|question| question.answered(resolver)));
        drafts.sort_by_key(|draft| (draft.span.start, draft.span.end));
        said_once(drafts)
    }
}

/// Has every rule look at a document. `path` is its file's, with `/` between its parts; `choices` what rewrites of policies are to do.
pub fn look(path: &str, document: &Document, choices: Choices) -> Said {
    let mut look = Look::new(document, path, choices);
    for look_at_trees in ALL.iter().filter_map(|rule| rule.look) {
        look_at_trees(&mut look);
    }
    look_at_sites(&mut look);
    let mut leftover = Leftover::of(&look);
    while let Some(text) = leftover {
        for look_at_text in ALL.iter().filter_map(|rule| rule.look_at_text) {
            look_at_text(&mut look, &text);
        }
        leftover = text.decoded(&look);
    }
    review_equals(&mut look);
    let listing = listing::of(&mut look);
    let session_call = look.session_call.filter(|_| !look.is_test);
    let session_call = session_call.map(|at| look.variables.line(at));
    let not_source = look.not_source;
    let caution =
        |node: Option<NodeId>| not_source.or_else(|| node.and_then(|node| document.caution(node)));
    let sought = Sought::of(&mut look);
    let document = look.document;
    let in_sentence =
        |node: Option<NodeId>| node.is_some_and(|node| sentence::is_around_span(document, node));
    let drafts = look.ledger.into_drafts().into_iter().map(|draft| {
        let draft = sought.review(draft);
        let is_for_person = draft.disposition == Disposition::Manual;
        let draft = match !is_for_person && in_sentence(draft.anchor.node) {
            true => draft.if_rewritten(Draft::in_sentence),
            false => draft,
        };
        let caution = caution(draft.anchor.node).filter(|_| draft.disposition == Disposition::Safe);
        match caution {
            Some(because) => draft.reviewed(because),
            None => draft,
        }
    });
    let questions = look.questions.into_iter().map(|question| {
        let question = Question {
            is_in_sentence: in_sentence(question.anchor.node),
            ..question
        };
        match caution(question.anchor.node) {
            Some(because) => question.reviewed(because),
            None => question,
        }
    });
    Said {
        drafts: drafts.collect(),
        questions: questions.collect(),
        listing,
        session_call,
    }
}

/// Has a serial number reviewed wherever it stands, if it stands in one place where a person has to look: where it is
/// managed, expected, or used for something else.
fn review_equals(look: &mut Look) {
    let mut doubtful: HashMap<String, usize> = HashMap::new();
    for question in &look.questions {
        if matches!(question.rewrite, Disposition::Review | Disposition::Manual) {
            let value = question.anchor.value_before().to_owned();
            doubtful
                .entry(value)
                .or_insert(question.anchor.span().start);
        }
    }
    for (value, at) in std::mem::take(&mut look.managed) {
        doubtful.entry(value).or_insert(at);
    }
    for question in &mut look.questions {
        let other = doubtful.get(question.anchor.value_before());
        if let Some(at) = other.filter(|_| question.rewrite == Disposition::Safe) {
            question.rewrite = Disposition::Review;
            question.because = Some(format!(
                "line {} has the same serial number, where it is not only used to authenticate",
                look.variables.line(*at)
            ));
        }
    }
}

/// What code of a file looks for or expects in policies: where a policy of the file says the same, the one may have to
/// change with the other.
struct Sought(HashMap<String, usize>);

impl Sought {
    fn of(look: &mut Look) -> Sought {
        let sought = std::mem::take(&mut look.sought);
        let lines = sought
            .into_iter()
            .map(|(value, at)| (value, look.variables.line(at)));
        Sought(lines.rev().collect())
    }

    fn review(&self, draft: Draft) -> Draft {
        if self.0.is_empty() || draft.disposition != Disposition::Safe {
            return draft;
        }
        let value = draft.anchor.value_before();
        // What is looked for may be the end of it.
        let ends = [value, value.find("mfa/").map_or(value, |at| &value[at..])];
        match ends.iter().find_map(|end| self.0.get(*end)) {
            Some(line) => draft.reviewed(format!(
                "line {line} looks for the same name, and may have to change with it"
            )),
            None => draft,
        }
    }
}

/// Has the rules look at every place in which a serial number is given or computed.
fn look_at_sites(look: &mut Look) {
    for site in look.sites() {
        let span = site.span();
        if site.is_managed {
            look.managed.push((site.value().to_owned(), span.start));
        }
        if look.ledger.is_accounted_for(&span) {
            continue;
        }
        if site.purpose == Purpose::Make {
            look.ledger.account_for(span);
            continue;
        }
        let form = form::of(look.document, &site);
        let mut rules = ALL.iter().filter_map(|rule| rule.look_at_site);
        let is_said = rules.any(|look_at_site| look_at_site(look, &site, form));
        // What is computed may have an occurrence in it, and what is no serial number is nothing that was judged right.
        let is_opaque = match form {
            SerialForm::Unknown => true,
            SerialForm::Literal => question::is_none(site.value()),
            _ => false,
        };
        if !is_said && !is_opaque {
            look.ledger.account_for(span);
        }
    }
}

fn said_once(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut first: HashMap<String, (usize, usize)> = HashMap::new();
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        if stale::is_said_once(&draft) {
            let value = draft.anchor.value_before();
            if let Some((_, more)) = first.get_mut(value) {
                *more += 1;
                continue;
            }
            first.insert(value.to_owned(), (kept.len(), 0));
        }
        kept.push(draft);
    }
    for (at, more) in first.into_values().filter(|(_, more)| *more > 0) {
        let reason = kept[at].reason.clone();
        kept[at].reason = reason.and(format!("{more} more of it in this file"));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Said {
        look("a.sh", &parsed::document("a.sh", text), Choices::default())
    }

    fn call(account: &str, user: &str) -> String {
        format!(
            "aws sts get-session-token --serial-number arn:aws:iam::{account}:mfa/{user} --token-code 1\n"
        )
    }

    #[test]
    fn an_example_is_said_once_with_how_often_it_stands_there() {
        const MORE: &str = "more of it in this file";
        let (example, other) = (call("123456789012", "a"), call("123456789012", "b"));
        let drafts = said(&[&*example, &other, &example, &example].concat())
            .answered(&DeviceResolver::none());
        let reasons: Vec<String> = drafts
            .iter()
            .map(|draft| draft.reason.to_string())
            .collect();
        assert_eq!(reasons.len(), 2, "{reasons:?}");
        assert!(reasons[0].contains(&format!("2 {MORE}")), "{reasons:?}");
        assert!(!reasons[1].contains(MORE), "{reasons:?}");
    }

    #[test]
    fn only_what_devices_answer_is_asked() {
        let computed = said(&call("$ACCOUNT", "$USER"));
        assert!(!computed.has_questions() && !computed.is_empty());
        let root = said(&call("210987654321", "root-account-mfa-device"));
        assert!(root.wanted().is_empty());
        let asked = said(&call("210987654321", "jane"));
        assert!(asked.has_questions());
        let users: Vec<String> = asked.wanted().into_iter().map(|(_, user)| user).collect();
        assert_eq!(users, ["jane"]);
    }
}
