//! A look at one document: what the rules share, and what they said so far.

use super::headings::CalledWrong;
use super::ledger::Ledger;
use super::policy::statement::Statements;
use super::policy::trail::Trails;
use super::serial::question::Question;
use super::serial::script::Script;
use super::serial::variables::Variables;
use crate::syntax::Document;

/// A look at one document: what the rules share, and what they said so far.
pub struct Look<'a> {
    /// The document.
    pub document: &'a Document,
    /// Whether it is code that tests other code.
    pub is_test: bool,
    /// The blocks of code that it calls wrong.
    pub called_wrong: CalledWrong,
    /// Whether it holds rules that look for something in policies, and no policy.
    pub is_guard: bool,
    /// Its statements, each read once.
    pub statements: Statements,
    /// What becomes of them.
    pub trails: Trails<'a>,
    /// The variables of its scripts.
    pub variables: Variables<'a>,
    /// What stands between two places of its scripts.
    pub script: Script,
    /// What was said, and accounted for.
    pub ledger: Ledger,
    /// The serial numbers of which only a user's list of devices can tell whether they are right.
    pub questions: Vec<Question>,
}

impl Look<'_> {
    /// Asks whether a serial number is one that its user has; it is accounted for.
    pub fn ask(&mut self, question: Question) {
        self.ledger.account_for(question.anchor.value_span());
        self.questions.push(question);
    }
}
