//! A look at one document: what the rules share, and what they said so far.

use std::cell::OnceCell;
use std::collections::HashSet;

use super::conflict;
use super::headings::CalledWrong;
use super::ledger::Ledger;
use super::origin;
use super::policy::statement::Statements;
use super::policy::trail::Trails;
use super::serial::circumstances::Circumstances;
use super::serial::elsewhere::Elsewhere;
use super::serial::other_use::{self, OtherUse, Reach};
use super::serial::question::Question;
use super::serial::script::Script;
use super::serial::session_call;
use super::serial::site::Site;
use super::serial::stop::Stop;
use super::serial::uses;
use super::serial::variables::Variables;
use super::shown_again::ShownAgain;
use super::test_code;
use crate::iam::operation::Purpose;
use crate::iam::policy::PolicyResource;
use crate::rewrite::Choices;
use crate::syntax::command;
use crate::syntax::language::Packages;
use crate::syntax::{Document, NodeId};

/// A look at one document: what the rules share, and what they said so far.
pub struct Look<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its file's path, with `/` between its parts; only the last two are needed.
    pub path: String,
    /// What rewrites of policies are to do.
    pub choices: Choices,
    /// Whether it is code that tests other code.
    pub is_test: bool,
    /// Whether the file tells what was before a change.
    pub is_history: bool,
    /// The blocks of code that it calls wrong.
    pub called_wrong: CalledWrong,
    /// The statements that it shows with any device, too.
    pub shown_again: ShownAgain,
    /// Why its file isn't the one that counts.
    pub not_source: Option<&'static str>,
    /// Whether it is half merged.
    pub is_conflicted: bool,
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
    /// The words that are serial numbers of calls which authenticate.
    pub words: HashSet<NodeId>,
    /// The variables in these words.
    pub word_variables: HashSet<String>,
    /// What else the document does that decides about its serial numbers.
    pub circumstances: OnceCell<Circumstances>,
    /// What its scripts run beside what is written in them.
    elsewhere: OnceCell<Elsewhere>,
    /// What decides what a lookup in its scripts ends.
    stop: OnceCell<Stop>,
    /// Whether a string is the type of devices.
    names_devices: OnceCell<bool>,
    /// Serial numbers that the document manages or makes a device by, each with where it stands (bytes of the file).
    pub managed: Vec<(String, usize)>,
    /// Where a script or a program calls `sts:GetSessionToken` first (bytes of the file).
    pub session_call: Option<usize>,
    /// Names of devices in policies that code looks for or expects, each with where it stands (bytes of the file).
    pub sought: Vec<(String, usize)>,
    /// What was said, and accounted for.
    pub ledger: Ledger,
    /// The serial numbers of which only a user's list of devices can tell whether they are right.
    pub questions: Vec<Question>,
}

impl<'a> Look<'a> {
    /// A look at a document. `path` is its file's, with `/` between its parts; of some callers only the last.
    pub fn new(document: &'a Document, path: &str, choices: Choices) -> Look<'a> {
        let is_code = document
            .layers()
            .first()
            .is_some_and(|file| file.language.packages != Packages::None);
        Look {
            document,
            path: path.to_owned(),
            choices,
            is_test: test_code::is_test(path)
                || test_code::is_fixture(path)
                || test_code::is_in_tests(path, is_code),
            is_history: test_code::is_history(path),
            is_guard: test_code::is_guard(path),
            called_wrong: CalledWrong::of(document),
            not_source: document
                .layers()
                .first()
                .and_then(|file| origin::doubt(path, file.text.as_str())),
            is_conflicted: document
                .layers()
                .first()
                .is_some_and(|file| conflict::is_in(file.text.as_str())),
            shown_again: ShownAgain::default(),
            statements: Statements::default(),
            trails: Trails::new(document, path),
            variables: Variables::new(document),
            script: Script::default(),
            words: HashSet::new(),
            word_variables: HashSet::new(),
            circumstances: OnceCell::new(),
            elsewhere: OnceCell::new(),
            stop: OnceCell::new(),
            names_devices: OnceCell::new(),
            managed: Vec::new(),
            session_call: None,
            sought: Vec::new(),
            ledger: Ledger::default(),
            questions: Vec::new(),
        }
    }

    /// Where a string stands in the policy around it; `None` where its statement can't be read.
    pub fn resource(&mut self, string: NodeId) -> Option<PolicyResource> {
        let trails = &mut self.trails;
        self.statements
            .resource(self.document, string, |statement| {
                trails.of(statement).held()
            })
    }

    /// The places in which a serial number is given or computed.
    pub fn sites(&mut self) -> Vec<Site> {
        let called: Vec<Site> = uses::called(self.document, &self.variables).collect();
        self.session_call = session_call::first(self.document, &called);
        let sites = uses::sites_with(self.document, &self.variables, called);
        self.words = sites
            .iter()
            .filter(|site| site.purpose == Purpose::Authenticate)
            .flat_map(|site| site.words.iter().copied())
            .collect();
        let expansions = self
            .words
            .iter()
            .flat_map(|word| command::expansions(self.document, *word));
        self.word_variables = expansions
            .filter_map(|expansion| command::whole_variable(self.document, expansion))
            .map(str::to_owned)
            .collect();
        sites
    }

    /// What else the document does that decides about its serial numbers.
    pub fn circumstances(&self) -> &Circumstances {
        self.circumstances
            .get_or_init(|| Circumstances::of(self.document, &self.variables, self.is_test))
    }

    /// What the document's scripts run beside what is written in them.
    pub fn elsewhere(&self) -> &Elsewhere {
        self.elsewhere
            .get_or_init(|| Elsewhere::of(self.document, &self.variables))
    }

    /// What decides what a lookup in the document's scripts ends.
    pub fn stop(&self) -> &Stop {
        self.stop
            .get_or_init(|| Stop::of(self.document, &self.variables))
    }

    /// Whether a string of the document is the type of devices, as their ARNs have it.
    pub fn names_devices(&self) -> bool {
        *self.names_devices.get_or_init(|| {
            let mut nodes = self.document.nodes();
            nodes.any(|id| {
                self.document.is_whole_string(id) && self.document.text(id).as_str() == "mfa"
            })
        })
    }

    /// What else a site's variables may be used for than to authenticate.
    pub fn other_use(&self, site: &Site, reach: Reach) -> Option<OtherUse> {
        let (document, variables) = (self.document, &self.variables);
        other_use::of(
            document,
            variables,
            self.elsewhere(),
            &self.words,
            site,
            reach,
        )
    }

    /// Asks whether a serial number is one that its user has; it is accounted for.
    pub fn ask(&mut self, question: Question) {
        self.ledger.account_for(question.anchor.value_span());
        self.questions.push(question);
    }
}
