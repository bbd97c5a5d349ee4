//! What a configuration says.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::draft::Draft;
use crate::finding::Disposition;
use crate::iam::serial::Account;
use crate::rewrite::Names;
use crate::source::RepoPath;
use crate::source::patterns::Patterns;

/// A configuration; the default is that of who has none.
#[derive(Debug, Default)]
pub struct Configuration {
    /// The file that it was read from, as it is shown.
    pub file: Option<String>,
    /// Where that file is.
    pub path: Option<PathBuf>,
    /// Who named the file.
    pub trust: Trust,
    /// What isn't looked at.
    pub exclude: Option<Patterns>,
    /// Which names of devices the rewrites of policies let through.
    pub names: Option<Names>,
    /// The record of devices.
    pub devices: Option<PathBuf>,
    /// The profile to ask AWS with.
    pub profile: Option<String>,
    /// The profiles for other accounts.
    pub accounts: BTreeMap<Account, String>,
    /// How much findings count, by the name of their rule.
    pub limits: BTreeMap<&'static str, Limit>,
    /// What is ignored.
    pub ignores: Vec<Ignore>,
}

/// Who named a configuration's file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Nobody: it was found in what is looked at.
    #[default]
    Found,
    /// The user.
    Named,
}

/// How much the findings of a rule count at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// As findings of this disposition, unless they count less.
    AtMost(Disposition),
    /// Not at all: they are ignored.
    Off,
}

impl Limit {
    /// What it is called in the file. No rule is made `safe`: what is found safe is.
    pub const ALL: [(&'static str, Limit); 4] = [
        ("review", Limit::AtMost(Disposition::Review)),
        ("manual", Limit::AtMost(Disposition::Manual)),
        ("note", Limit::AtMost(Disposition::Note)),
        ("off", Limit::Off),
    ];
}

/// Findings to ignore.
#[derive(Debug)]
pub struct Ignore {
    /// In which files.
    pub path: Patterns,
    /// That path, as it is written.
    pub written: String,
    /// In statements of this Sid only.
    pub sid: Option<String>,
    /// By these rules only.
    pub rules: Option<Vec<&'static str>>,
    /// Why.
    pub reason: String,
    /// The line of the file that it begins in.
    pub line: usize,
    pub(super) is_used: AtomicBool,
}

impl Ignore {
    /// Whether it has ignored anything.
    pub fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed)
    }
}

impl fmt::Display for Ignore {
    /// For which findings it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "path `{}`", self.written)?;
        if let Some(sid) = &self.sid {
            write!(f, ", sid `{sid}`")?;
        }
        if let Some(rules) = &self.rules {
            write!(f, ", rule {}", rules.join(", "))?;
        }
        Ok(())
    }
}

/// What a configuration says of the findings in one file.
#[derive(Debug, Default)]
pub struct FileRules<'a> {
    limits: Option<&'a BTreeMap<&'static str, Limit>>,
    ignores: Vec<&'a Ignore>,
}

impl Configuration {
    /// What it says of the findings in a file.
    pub fn of_file(&self, path: &RepoPath) -> FileRules<'_> {
        let ignores = self.ignores.iter();
        FileRules {
            limits: Some(&self.limits),
            ignores: ignores
                .filter(|ignore| ignore.path.match_path(path))
                .collect(),
        }
    }
}

impl FileRules<'_> {
    /// Why a draft is ignored, if it is.
    pub fn ignores(&self, draft: &Draft) -> Option<String> {
        if self.limit(draft) == Some(Limit::Off) {
            return Some("the configuration turns the rule off".to_owned());
        }
        let sid = draft.statement.as_ref().and_then(|it| it.sid.as_deref());
        let mut found = None;
        // All that fit are used: which one comes first says nothing.
        for ignore in &self.ignores {
            let is_rule = |rules: &Vec<_>| rules.contains(&draft.rule.name);
            let fits = ignore.rules.as_ref().is_none_or(is_rule)
                && (ignore.sid.is_none() || ignore.sid.as_deref() == sid);
            if fits {
                ignore.is_used.store(true, Ordering::Relaxed);
                found = found.or(Some(ignore));
            }
        }
        found.map(|ignore| ignore.reason.clone())
    }

    /// The draft, counting no more than it may.
    pub fn limited(&self, draft: Draft) -> Draft {
        match self.limit(&draft) {
            Some(Limit::AtMost(most)) if draft.disposition < most => Draft {
                disposition: most,
                reason: draft
                    .reason
                    .and(format!("the configuration makes it `{most}`")),
                ..draft
            },
            _ => draft,
        }
    }

    fn limit(&self, draft: &Draft) -> Option<Limit> {
        self.limits?.get(draft.rule.name).copied()
    }
}
