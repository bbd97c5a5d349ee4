//! AWS's own policy simulator: SimulateCustomPolicy, with the credentials of one profile. It changes nothing.

use std::collections::BTreeMap;

use aws_sdk_iam::types::{ContextEntry, ContextKeyTypeEnum, PolicyEvaluationDecisionType};
use futures_util::StreamExt;
use futures_util::stream;
use tokio::runtime::Runtime;
use tokio::time::{Instant, timeout_at};

use super::failure;
use super::options::{AT_ONCE, Options, Progress};
use super::session::Session;
use crate::devices::directory::Failure;
use crate::iam::action::GOVERNED;
use crate::iam::serial::Account;
use crate::iam::simulation::{Call, Decided};
use crate::iam::test_value::Kind;

/// The operation.
const OPERATION: &str = "iam:SimulateCustomPolicy";
/// How many decisions a page may have: the most that IAM gives.
const PAGE: i32 = 1000;

/// The simulator, and who asks it.
pub struct Simulator {
    runtime: Option<Runtime>,
    session: Session,
    options: Options,
}

impl Simulator {
    /// Finds the credentials, and asks whose they are.
    ///
    /// # Errors
    ///
    /// When there are none, or they are refused, or nobody answers.
    pub fn open(options: &Options) -> Result<Simulator, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| failure::machine(&error).with_no_record())?;
        let session = runtime.block_on(async {
            let deadline = Instant::now() + options.timeout;
            Session::open(options, options.profile.as_deref(), deadline).await
        });
        Ok(Simulator {
            session: session.map_err(Failure::with_no_record)?,
            runtime: Some(runtime),
            options: options.clone(),
        })
    }

    /// The account of whoever asks.
    pub fn account(&self) -> &Account {
        &self.session.identity.account
    }

    /// Has it decide some calls, in the time that the options allow for all of them.
    pub fn decide(
        &self,
        calls: Vec<Call>,
        progress: Progress,
    ) -> BTreeMap<Call, Result<Decided, Failure>> {
        let Some(runtime) = &self.runtime else {
            return BTreeMap::new();
        };
        runtime.block_on(async {
            let deadline = Instant::now() + self.options.timeout;
            let total = calls.len();
            let mut answers = stream::iter(calls)
                .map(|call| async move {
                    let decided = decided(&self.session, &call, deadline).await;
                    (call, decided.map_err(Failure::with_no_record))
                })
                .buffer_unordered(AT_ONCE);
            let mut all = BTreeMap::new();
            while let Some((call, decided)) = answers.next().await {
                all.insert(call, decided);
                progress(all.len(), total);
            }
            all
        })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // A name lookup that hangs in the system must not keep the program from its report.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// What it decides in one call, all pages of it.
async fn decided(session: &Session, call: &Call, deadline: Instant) -> Result<Decided, Failure> {
    // What stopped one request for good would stop all that come after it.
    if let Some(failure) = session.broken() {
        return Err(failure);
    }
    let mut asked = session
        .iam
        .simulate_custom_policy()
        .policy_input_list(&*call.policy);
    for action in GOVERNED {
        asked = asked.action_names(action);
    }
    for resource in &call.resources {
        asked = asked.resource_arns(resource);
    }
    for entry in &call.context {
        let entry = ContextEntry::builder()
            .context_key_name(&entry.key)
            .context_key_type(kind(entry.kind))
            .context_key_values(&entry.value);
        asked = asked.context_entries(entry.build());
    }
    let mut pages = asked.into_paginator().page_size(PAGE).items().send();
    let mut decided = Decided::new();
    let mut add = |action: &str, resource: &str, decision: &PolicyEvaluationDecisionType| {
        let is_asked = GOVERNED.contains(&action) && call.resources.iter().any(|r| r == resource);
        if is_asked {
            let is_allowed = *decision == PolicyEvaluationDecisionType::Allowed;
            let known = decided.insert((action.to_owned(), resource.to_owned()), is_allowed);
            return known.is_none_or(|known| known == is_allowed);
        }
        true
    };
    loop {
        match timeout_at(deadline, pages.next()).await {
            Err(_) => return Err(failure::timed_out()),
            Ok(None) => break,
            Ok(Some(Ok(result))) => {
                let action = result.eval_action_name();
                let specific = result.resource_specific_results();
                let is_consistent = match specific.is_empty() {
                    true => add(
                        action,
                        result.eval_resource_name().unwrap_or_default(),
                        result.eval_decision(),
                    ),
                    false => specific.iter().all(|one| {
                        let decision = one.eval_resource_decision();
                        add(action, one.eval_resource_name(), decision)
                    }),
                };
                if !is_consistent {
                    return Err(failure::incomplete(OPERATION));
                }
            }
            Ok(Some(Err(error))) => {
                let problem = failure::of_call(&error, OPERATION, session.profile());
                if problem.stops_all {
                    session.set_broken(&problem.failure);
                }
                return Err(problem.failure);
            }
        }
    }
    match decided.len() == GOVERNED.len() * call.resources.len() {
        true => Ok(decided),
        false => Err(failure::incomplete(OPERATION)),
    }
}

fn kind(kind: Kind) -> ContextKeyTypeEnum {
    match kind {
        Kind::Boolean => ContextKeyTypeEnum::Boolean,
        Kind::Date => ContextKeyTypeEnum::Date,
        Kind::Address => ContextKeyTypeEnum::Ip,
        Kind::Number => ContextKeyTypeEnum::Numeric,
        Kind::Text => ContextKeyTypeEnum::String,
        Kind::Texts => ContextKeyTypeEnum::StringList,
    }
}
