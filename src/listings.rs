//! What a repository's policies say of listing MFA devices, told where a lookup at run time is written.

use crate::finding::Finding;
use crate::rewrite::Form;
use crate::rules::Listing;
use crate::source::RepoPath;

/// What the policies of several files say of listing one's own devices.
#[derive(Clone, Debug, Default)]
pub struct Listings {
    /// The first statement, by path and line, that denies it to whoever isn't signed in with MFA.
    denied: Option<(RepoPath, usize)>,
    is_granted: bool,
    /// The first statement that lets users manage devices.
    manages: Option<(RepoPath, usize)>,
}

impl Listings {
    /// Adds what the policies of a file say.
    pub fn add(&mut self, path: &RepoPath, listing: Listing) {
        let place = |line: Option<usize>| line.map(|line| (path.clone(), line));
        self.append(Listings {
            denied: place(listing.denied),
            is_granted: listing.is_granted,
            manages: place(listing.manages),
        });
    }

    /// Adds what the policies of other files say. In which order doesn't matter.
    pub fn append(&mut self, other: Listings) {
        self.denied = first(self.denied.take(), other.denied);
        self.is_granted |= other.is_granted;
        self.manages = first(self.manages.take(), other.manages);
    }

    /// Says at a lookup why it may fail.
    pub fn tell(&self, finding: &mut Finding) {
        let is_lookup = finding
            .rewrite
            .as_ref()
            .is_some_and(|rewrite| rewrite.form == Form::Code);
        let Some(why) = self.why_not().filter(|_| is_lookup) else {
            return;
        };
        finding.reason = finding.reason.clone().and_of_rewrite(why);
    }

    /// Why users may not be able to list their devices.
    fn why_not(&self) -> Option<String> {
        let shown = |(path, line): &(RepoPath, usize)| format!("{path}:{line}");
        if let Some(place) = &self.denied {
            return Some(format!(
                "{} denies iam:ListMFADevices to whoever isn't signed in with MFA, so let it through there first",
                shown(place)
            ));
        }
        let place = self.manages.as_ref().filter(|_| !self.is_granted)?;
        Some(format!(
            "no policy that was looked at grants iam:ListMFADevices to users without MFA, so add it beside {} first",
            shown(place)
        ))
    }
}

fn first<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    [one, other].into_iter().flatten().min()
}
