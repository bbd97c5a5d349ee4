//! The part of the stub that answers as AWS's policy simulator.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::stub::Answer;

/// A request of SimulateCustomPolicy.
#[derive(Clone, Debug)]
pub struct Asked {
    pub policy: Value,
    pub actions: Vec<String>,
    pub resources: Vec<String>,
    /// By key: the type and the values.
    pub context: BTreeMap<String, (String, Vec<String>)>,
}

impl Asked {
    /// Reads a request's form.
    pub fn of(form: &BTreeMap<String, String>) -> Asked {
        let members = |prefix: &str| -> Vec<String> {
            (1..)
                .map_while(|at| form.get(&format!("{prefix}.member.{at}")).cloned())
                .collect()
        };
        let context = (1..).map_while(|at| {
            let prefix = format!("ContextEntries.member.{at}");
            let key = form.get(&format!("{prefix}.ContextKeyName"))?.clone();
            let kind = form[&format!("{prefix}.ContextKeyType")].clone();
            let values = members(&format!("{prefix}.ContextKeyValues"));
            Some((key, (kind, values)))
        });
        let policies = members("PolicyInputList");
        assert_eq!(policies.len(), 1);
        assert!(policies[0].is_ascii());
        Asked {
            policy: serde_json::from_str(&policies[0]).unwrap(),
            actions: members("ActionNames"),
            resources: members("ResourceArns"),
            context: context.collect(),
        }
    }

    /// The value of a key, if the request has it.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.context.get(key).map(|(_, values)| values[0].as_str())
    }

    /// The same as the evaluator takes it.
    pub fn context(&self) -> Value {
        let mut context = json!({});
        for (key, (kind, values)) in &self.context {
            context[key] = match kind.as_str() {
                "stringList" => json!(values),
                _ => json!(values[0]),
            };
        }
        context
    }

    /// Whether its policy has the old form.
    pub fn is_old(&self) -> bool {
        self.policy.to_string().contains("mfa/${aws:username}\"")
    }

    /// Every action on every resource.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let actions = self.actions.iter();
        actions
            .flat_map(|action| {
                let resources = self.resources.iter();
                resources.map(|resource| (action.clone(), resource.clone()))
            })
            .collect()
    }
}

/// What a simulator answers: decisions, and the marker of the next page.
pub fn decided(decisions: &[((String, String), bool)], marker: Option<&str>) -> Answer {
    let members: String = decisions
        .iter()
        .map(|((action, resource), is_allowed)| {
            let decision = if *is_allowed { "allowed" } else { "implicitDeny" };
            format!(
                "<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource}</EvalResourceName><EvalDecision>{decision}</EvalDecision><MatchedStatements/><MissingContextValues/></member>"
            )
        })
        .collect();
    page(&members, marker)
}

/// The same, each action's resources together.
pub fn decided_together(decisions: &[((String, String), bool)]) -> Answer {
    let mut by_action: BTreeMap<&str, String> = BTreeMap::new();
    for ((action, resource), is_allowed) in decisions {
        let decision = if *is_allowed {
            "allowed"
        } else {
            "explicitDeny"
        };
        by_action.entry(action).or_default().push_str(&format!(
            "<member><EvalResourceName>{resource}</EvalResourceName><EvalResourceDecision>{decision}</EvalResourceDecision></member>"
        ));
    }
    let members: String = by_action
        .iter()
        .map(|(action, results)| {
            format!(
                "<member><EvalActionName>{action}</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>explicitDeny</EvalDecision><ResourceSpecificResults>{results}</ResourceSpecificResults></member>"
            )
        })
        .collect();
    page(&members, None)
}

fn page(members: &str, marker: Option<&str>) -> Answer {
    Answer::ok(format!(
        "<SimulateCustomPolicyResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><SimulateCustomPolicyResult>{}<EvaluationResults>{members}</EvaluationResults></SimulateCustomPolicyResult></SimulateCustomPolicyResponse>",
        super::stub::next(marker)
    ))
}
