//! Patterns of gitignore(5) that a file of the user's has, seen from the folder that they begin in.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::RepoPath;

/// Where a folder is, seen from the root of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Below the root, or the root itself, by this path.
    Below(RepoPath),
    /// Above it; the root has this path there.
    Above(RepoPath),
}

impl Base {
    /// The path of a file of the scope, seen from the folder; `None` where it isn't below it.
    fn path_of(&self, path: &RepoPath) -> Option<RepoPath> {
        match self {
            Base::Below(folder) => path.relative_to(folder),
            Base::Above(root) => Some(root.join(path.as_bytes())),
        }
    }
}

/// Patterns, of which the last that matches decides.
#[derive(Clone, Debug)]
pub struct Patterns {
    base: Base,
    patterns: Gitignore,
}

impl Patterns {
    /// Patterns that begin in a folder.
    ///
    /// # Errors
    ///
    /// When one is no pattern: which, and what is wrong with it.
    pub fn new<'a>(
        base: Base,
        lines: impl IntoIterator<Item = &'a str>,
    ) -> Result<Patterns, (usize, String)> {
        let mut builder = GitignoreBuilder::new("");
        for (at, line) in lines.into_iter().enumerate() {
            if line.trim().is_empty() {
                return Err((at, "a pattern has to match something".to_owned()));
            }
            let added = builder.add_line(None, line);
            added.map_err(|error| (at, error.to_string()))?;
        }
        let patterns = builder.build().map_err(|error| (0, error.to_string()))?;
        Ok(Patterns { base, patterns })
    }

    /// Whether they match a file, or a folder that it is in.
    pub fn match_path(&self, path: &RepoPath) -> bool {
        self.base.path_of(path).is_some_and(|path| {
            // The crate takes relative paths only.
            let path = path.to_path();
            let path = path.strip_prefix("/").unwrap_or(&path);
            let said = self.patterns.matched_path_or_any_parents(path, false);
            said.is_ignore()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> RepoPath {
        RepoPath::from_git(text.as_bytes())
    }

    #[test]
    fn patterns_begin_in_their_folder() {
        let below = Base::Below(path("sub"));
        let patterns = Patterns::new(below, ["/old/", "*.md", "!keep.md"]).expect("patterns");
        for (file, expected) in [
            ("sub/old/a.tf", true),
            ("sub/old/deep/a.tf", true),
            ("sub/x/old/a.tf", false),
            ("old/a.tf", false),
            ("a.md", false),
            ("sub/x/a.md", true),
            ("sub/keep.md", false),
        ] {
            assert_eq!(patterns.match_path(&path(file)), expected, "{file}");
        }
        let above = Base::Above(path("team/repo"));
        let patterns = Patterns::new(above, ["team/repo/a", "x"]).expect("patterns");
        for (file, expected) in [("a", true), ("b/x/y", true), ("b/a", false)] {
            assert_eq!(patterns.match_path(&path(file)), expected, "{file}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_named() {
        let base = || Base::Below(RepoPath::default());
        let at = |lines: &[&str]| Patterns::new(base(), lines.iter().copied()).err();
        assert_eq!(at(&["a", " "]).map(|(at, _)| at), Some(1));
        assert_eq!(at(&["a", "b", "[z-a]"]).map(|(at, _)| at), Some(2));
    }
}
