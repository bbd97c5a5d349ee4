//! Where a repository calls `sts:GetSessionToken`, told where a policy doesn't list it.

use crate::finding::{Finding, OnlyWith};
use crate::source::RepoPath;

/// Where several files call it.
#[derive(Clone, Debug, Default)]
pub struct SessionCalls {
    /// The first call, by path and line.
    first: Option<(RepoPath, usize)>,
}

impl SessionCalls {
    /// Adds the line on which a file calls it, if it does.
    pub fn add(&mut self, path: &RepoPath, line: Option<usize>) {
        let first = line.map(|line| (path.clone(), line));
        self.append(SessionCalls { first });
    }

    /// Adds those of other files. In which order doesn't matter.
    pub fn append(&mut self, other: SessionCalls) {
        let calls = [self.first.take(), other.first];
        self.first = calls.into_iter().flatten().min();
    }

    /// Whether a finding is worth saying.
    pub fn bear_out(&self, finding: &Finding) -> bool {
        finding.only_with != Some(OnlyWith::SessionCalls) || self.first.is_some()
    }

    /// Says in a finding that depends on it where it is called.
    pub fn tell(&self, finding: &mut Finding) {
        if finding.only_with == Some(OnlyWith::SessionCalls)
            && let Some((path, line)) = &self.first
        {
            finding.reason = finding
                .reason
                .clone()
                .and(format!("{path}:{line} calls it"));
        }
    }
}
