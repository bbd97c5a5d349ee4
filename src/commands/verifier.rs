//! Having AWS's own policy simulator decide what rewrites are said to change.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::chosen::Chosen;
use super::inquiry::{Bar, Inquiry};
use crate::cli::ScanArgs;
use crate::configuration::Configuration;
use crate::devices::Failure;
use crate::devices::aws::{Options, Simulator};
use crate::iam::access::{self, Rewritten};
use crate::iam::simulation::{Call, Decided, Simulation};
use crate::iam::verification::Verification;
use crate::review::Decisions;
use crate::scan::Scan;
use crate::terminal;

/// More calls than these aren't made in one run. IAM throttles whole accounts (IAM User Guide, "IAM and AWS STS quotas").
const MOST_CALLS: usize = 2000;

/// Asks the simulator, each call once in a run.
pub struct Verifier {
    options: Options,
    is_quiet: bool,
    /// Opened where there is something to ask.
    simulator: Option<Result<Simulator, Failure>>,
    /// What each call decided, or in a few words why it didn't.
    answers: HashMap<Call, Result<Decided, String>>,
}

impl Verifier {
    /// Gets ready to ask, where the arguments want it.
    ///
    /// # Errors
    ///
    /// When the arguments contradict one another.
    pub fn of(
        args: &ScanArgs,
        configurations: &[Arc<Configuration>],
        inquiry: &Inquiry,
    ) -> anyhow::Result<Option<Verifier>> {
        if !args.verify {
            return Ok(None);
        }
        Ok(Some(Verifier {
            options: inquiry.options(args, configurations)?,
            is_quiet: args.quiet,
            simulator: None,
            answers: HashMap::new(),
        }))
    }

    /// Adds to the findings of scans what AWS says of their policies, with all rewrites made.
    pub fn verify(&mut self, scans: &mut [&mut Scan]) {
        let mut places = Vec::new();
        let mut changes = Vec::new();
        for (at, scan) in scans.iter().enumerate() {
            for (file, found) in scan.files.iter().enumerate() {
                let findings = found.findings.iter().enumerate();
                let of_policies = findings.filter_map(|(number, finding)| {
                    let rewritten = finding.rewritten(finding.rewrite.as_ref()?)?;
                    Some((number, rewritten))
                });
                let (numbers, rewritten): (Vec<usize>, Vec<Rewritten>) = of_policies.unzip();
                places.push((at, file, numbers));
                changes.push(rewritten);
            }
        }
        let verifications = self.verifications(&changes);
        for ((scan, file, findings), verifications) in places.into_iter().zip(verifications) {
            let of_file = &mut scans[scan].files[file].findings;
            for (finding, verification) in findings.into_iter().zip(verifications) {
                of_file[finding].verify(verification);
            }
        }
    }

    /// Adds to what is chosen what AWS says of the policies with just those rewrites made.
    pub fn verify_chosen(&mut self, scan: &Scan, decisions: &Decisions, chosen: &mut Chosen) {
        let (findings, changes): (Vec<_>, Vec<_>) =
            chosen.rewritten(scan, decisions).into_iter().unzip();
        let verifications = self.verifications(&changes);
        for (file, (findings, verifications)) in findings.into_iter().zip(verifications).enumerate()
        {
            for (finding, verification) in findings.into_iter().zip(verifications) {
                if let Some(access) = chosen.access[file].get_mut(&finding) {
                    access.verification = Some(verification);
                }
            }
        }
    }

    /// What AWS says of the rewrites of each file that are made together, each rewrite's by itself.
    fn verifications(&mut self, changes: &[Vec<Rewritten>]) -> Vec<Vec<Verification>> {
        let changed: Vec<_> = changes
            .iter()
            .map(|rewritten| access::changed_policies(rewritten))
            .collect();
        if changed.iter().all(|(policies, _)| policies.is_empty()) {
            return changes.iter().map(|_| Vec::new()).collect();
        }
        let account = match self.simulator() {
            Ok(simulator) => simulator.account().clone(),
            Err(failure) => {
                let missing = Verification::missing(failure.headline.clone());
                let of_each = changes.iter();
                return of_each
                    .map(|rewritten| vec![missing.clone(); rewritten.len()])
                    .collect();
            }
        };
        let simulations: Vec<Vec<_>> = changed
            .iter()
            .map(|(policies, _)| {
                let policies = policies.iter();
                policies
                    .map(|policy| Simulation::of(policy, &account))
                    .collect()
            })
            .collect();
        let possible = simulations.iter().flatten().flatten();
        let calls: BTreeSet<Call> = possible.flat_map(Simulation::calls).cloned().collect();
        self.ask(calls);
        let of_each = changed.iter().zip(&simulations);
        of_each
            .map(|((_, numbers), simulations)| {
                let verified: Vec<Verification> = simulations
                    .iter()
                    .map(|simulation| match simulation {
                        Ok(simulation) => simulation.verified(|call| self.answer(call)),
                        Err(why) => Verification::missing(why.to_string()),
                    })
                    .collect();
                let of_rewrites = numbers.iter();
                of_rewrites
                    .map(|number| verified[*number].clone())
                    .collect()
            })
            .collect()
    }

    fn answer(&self, call: &Call) -> Result<&Decided, String> {
        match self.answers.get(call) {
            Some(Ok(decided)) => Ok(decided),
            Some(Err(failure)) => Err(failure.clone()),
            None => Err(format!("it takes more than {MOST_CALLS} calls in all")),
        }
    }

    /// The simulator. Why there is none is said once.
    fn simulator(&mut self) -> Result<&Simulator, &Failure> {
        let options = &self.options;
        let simulator = self.simulator.get_or_insert_with(|| {
            let opened = Simulator::open(options);
            if let Err(failure) = &opened {
                say(failure);
            }
            opened
        });
        simulator.as_ref()
    }

    /// Makes the calls that weren't made yet. Each reason why some failed is said once.
    fn ask(&mut self, calls: BTreeSet<Call>) {
        let Some(Ok(simulator)) = &self.simulator else {
            return;
        };
        let room = MOST_CALLS.saturating_sub(self.answers.len());
        let is_new = |call: &Call| !self.answers.contains_key(call);
        let calls: Vec<Call> = calls.into_iter().filter(is_new).take(room).collect();
        if calls.is_empty() {
            return;
        }
        let bar = Bar::of_calls(self.is_quiet);
        let decided = simulator.decide(calls, &|done, total| bar.show(done, total));
        drop(bar);
        let mut failures: BTreeSet<Failure> = BTreeSet::new();
        for (call, decided) in decided {
            let decided = decided.map_err(|failure| {
                let headline = failure.headline.clone();
                failures.insert(failure);
                headline
            });
            self.answers.insert(call, decided);
        }
        failures.iter().for_each(say);
    }
}

/// Says on standard error why AWS didn't verify policies.
fn say(failure: &Failure) {
    terminal::tell(format_args!(
        "mfa-migrate: policies could not be verified: {}",
        terminal::escaped(&failure.to_string())
    ));
}
