//! One file that somebody hands over: what an editor has in its buffer.

use super::vendored::Marks;
use super::{Look, RepoPath, Skipped, Source, Verdict, Walked, Wanted};

/// The mode of an ordinary file.
const MODE: u32 = 0o100_644;

/// A file's name and what it holds.
pub struct Given {
    /// Its path.
    pub path: RepoPath,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Source for Given {
    fn walk(&self, wanted: &Wanted, look: &Look) -> anyhow::Result<Walked> {
        let path = self.path.as_bytes();
        if wanted.admission.is_unchanged(path, &self.bytes) {
            return Ok(Walked::default());
        }
        let marks = Marks::new(&|_| None);
        let git = |_: &RepoPath| (None, MODE);
        let skipped = match wanted.verdict(&self.bytes) {
            Verdict::Clean => None,
            Verdict::Skipped(reason) => Some(Skipped::new(self.path.clone(), reason)),
            Verdict::Candidate => {
                let said = (wanted.admission, &marks);
                super::show(self.path.clone(), &self.bytes, &git, said, look).err()
            }
        };
        Ok(Walked {
            looked_at: usize::from(skipped.is_none()),
            passed_over: skipped.into_iter().collect(),
        })
    }
}
