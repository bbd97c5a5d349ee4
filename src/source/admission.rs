//! Which files of a scope are looked at, apart from what they hold.

use super::patterns::Patterns;
use super::since::Before;
use super::vendored::{self, Marks, Vendored};
use super::{RepoPath, SkipReason};

/// What the user and the configuration say of the files to look at.
#[derive(Debug, Default)]
pub struct Admission {
    /// Whether vendored and generated files are looked at.
    pub vendored: Vendored,
    /// The paths that the user named. They are looked at, whatever else is said of them.
    pub named: Vec<RepoPath>,
    /// The files that the program itself writes and reads: reports hold what they report.
    pub own: Vec<RepoPath>,
    /// What files held where the branch left another. Those that hold the same aren't looked at; none where all are.
    pub since: Option<Before>,
    /// Whether a text is a report of the program's own, which is generated like others.
    pub is_report: Option<fn(&[u8]) -> bool>,
    /// What the configuration excludes.
    pub excluded: Option<Patterns>,
}

impl Admission {
    /// Whether a file of a path (its bytes) is one of those to look at.
    pub fn admits(&self, path: &[u8]) -> bool {
        self.own.iter().all(|own| own.as_bytes() != path)
    }

    /// Whether a file of a path (its bytes) holds what it held where the branch left another.
    pub fn is_unchanged(&self, path: &[u8], bytes: &[u8]) -> bool {
        let since = self.since.as_ref();
        since.is_some_and(|since| since.has(path, bytes))
    }

    /// Why a file in which something could be found is passed over, if it is.
    pub fn skips(&self, path: &RepoPath, text: &[u8], marks: &Marks) -> Option<SkipReason> {
        if self.excludes(path) {
            let is_out = |file: &RepoPath| self.excludes(file);
            return (!self.is_named(path, &is_out)).then_some(SkipReason::Excluded);
        }
        if self.vendored == Vendored::LookedAt {
            return None;
        }
        if marks.marks(path, text) {
            // What `.gitattributes` says of the files in a folder holds for who names the folder.
            let is_out = |file: &RepoPath| vendored::is_in_vendor(&file.to_str_lossy());
            return (!self.is_named(path, &is_out)).then_some(SkipReason::Vendored);
        }
        if self.is_report.is_some_and(|is_report| is_report(text)) {
            return (!self.is_named(path, &|_| false)).then_some(SkipReason::Report);
        }
        None
    }

    fn excludes(&self, path: &RepoPath) -> bool {
        let excluded = self.excluded.as_ref();
        excluded.is_some_and(|patterns| patterns.match_path(path))
    }

    /// Whether a file was named, or is in a folder that was, and all of which would be passed over.
    fn is_named(&self, path: &RepoPath, is_out: &dyn Fn(&RepoPath) -> bool) -> bool {
        self.named.iter().any(|named| {
            path.is_within(named) && (path == named || is_out(&named.join(b"any file in it")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::patterns::Base;
    use super::*;

    #[test]
    fn what_is_named_is_looked_at() {
        let path = |text: &str| RepoPath::from_git(text.as_bytes());
        let base = Base::Below(path("sub"));
        let admission = Admission {
            named: ["vendor", "iam", "lib/vendor/a.tf", "sub/old"]
                .map(path)
                .to_vec(),
            excluded: Some(Patterns::new(base, ["old/"]).expect("patterns")),
            ..Admission::default()
        };
        let marks = Marks::new(&|_| None);
        for (file, reason) in [
            ("vendor/a.tf", None),
            ("vendor/vendor/a.tf", None),
            ("iam/vendor/a.tf", Some(SkipReason::Vendored)),
            ("lib/vendor/a.tf", None),
            ("lib/vendor/b.tf", Some(SkipReason::Vendored)),
            ("sub/old/a.tf", None),
            ("old/a.tf", None),
            ("a.tf", None),
        ] {
            assert_eq!(admission.skips(&path(file), b"", &marks), reason, "{file}");
        }
        let admission = Admission {
            named: vec![path("sub/old/a.tf")],
            ..admission
        };
        for (file, reason) in [
            ("sub/old/a.tf", None),
            ("sub/old/b.tf", Some(SkipReason::Excluded)),
        ] {
            assert_eq!(admission.skips(&path(file), b"", &marks), reason, "{file}");
        }
    }
}
