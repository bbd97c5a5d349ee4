//! The rewrites that were decided on, made: each file's proved together, or else as many of them as can be.

use std::collections::{BTreeMap, BTreeSet};

use crate::deliver::Change;
use crate::iam::access::{self, Access, Rewritten};
use crate::iam::verification::Verdict;
use crate::review::Decisions;
use crate::rewrite::Rewrite;
use crate::scan::{FileFindings, Scan};
use crate::terminal;

/// The changes that were decided on.
#[derive(Default)]
pub struct Chosen {
    /// The files that change.
    pub changes: Vec<Change>,
    /// For each file of the scan, which of its findings are delivered.
    pub taken: Vec<BTreeSet<usize>>,
    /// For each file of the scan, what its rewrites that are delivered change, by finding.
    pub access: Vec<BTreeMap<usize, Access>>,
    /// How many rewrites of each rule are delivered, by the rule's name.
    pub counts: BTreeMap<&'static str, usize>,
}

impl Chosen {
    /// Makes the rewrites that were decided on. Of any that can't be made together with the others it is said on standard
    /// error why it is left.
    pub fn of(scan: &Scan, decisions: &Decisions) -> Chosen {
        let mut chosen = Chosen::default();
        for (index, file) in scan.files.iter().enumerate() {
            let taken = chosen.add(file, decisions, index);
            for finding in &taken {
                let rule = file.findings[*finding].rule.name;
                *chosen.counts.entry(rule).or_default() += 1;
            }
            let (findings, rewritten) = rewritten(file, decisions.of_file(index), &taken);
            let access = access::by_statement(&rewritten);
            chosen
                .access
                .push(findings.into_iter().zip(access).collect());
            chosen.taken.push(taken);
        }
        chosen
    }

    /// What is delivered of policies, by file: the findings, and what their rewrites make of their policies.
    pub fn rewritten<'a>(
        &self,
        scan: &'a Scan,
        decisions: &Decisions,
    ) -> Vec<(Vec<usize>, Vec<Rewritten<'a>>)> {
        let files = scan.files.iter().zip(&self.taken).enumerate();
        files
            .map(|(index, (file, taken))| rewritten(file, decisions.of_file(index), taken))
            .collect()
    }

    /// The findings, by file and place in it, that are delivered and of which AWS doesn't say what this program does.
    pub fn unverified(&self) -> Vec<(usize, usize)> {
        let files = self.access.iter().enumerate();
        files
            .flat_map(|(file, access)| {
                let unverified = access.iter().filter(|(_, access)| {
                    let verification = access.verification.as_ref();
                    verification.is_some_and(|one| one.result != Verdict::Agrees)
                });
                unverified.map(move |(finding, _)| (file, *finding))
            })
            .collect()
    }

    /// How many rewrites are delivered.
    pub fn rewrites(&self) -> usize {
        self.counts.values().sum()
    }

    fn add(&mut self, file: &FileFindings, decisions: &Decisions, index: usize) -> BTreeSet<usize> {
        let Some(provable) = &file.provable else {
            return BTreeSet::new();
        };
        let made = provable.made(&file.bytes, &file.findings, decisions.of_file(index));
        for refusal in made.refused {
            let position = file.findings[refusal.edit].position;
            terminal::tell(format_args!(
                "mfa-migrate: {}:{}:{}: left, as it can't be made together with the others: {}; run fix again",
                file.entry.path,
                position.line,
                position.column,
                terminal::escaped(&refusal.cause.to_string())
            ));
        }
        if let Some(bytes) = made.bytes.filter(|bytes| *bytes != file.bytes) {
            self.changes.push(Change {
                entry: file.entry.clone(),
                old: file.encoding.encoded(&file.bytes).into_owned(),
                new: file.encoding.encoded(&bytes).into_owned(),
            });
        }
        made.taken
    }
}

/// The findings of a file whose taken rewrites change a policy, and what they make of it.
fn rewritten<'a>(
    file: &'a FileFindings,
    decided: &[Option<Rewrite>],
    taken: &BTreeSet<usize>,
) -> (Vec<usize>, Vec<Rewritten<'a>>) {
    let of_policies = taken.iter().filter_map(|finding| {
        let rewrite = decided.get(*finding)?.as_ref()?;
        Some((*finding, file.findings[*finding].rewritten(rewrite)?))
    });
    of_policies.unzip()
}
