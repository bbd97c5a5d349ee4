//! What the keys beside a policy tell of who holds it, and of whether it is only recorded.

use super::clue::{Clue, Found, Name, SHORTEST_NAME};
use crate::iam::holder::{self};
use crate::rules::policy::literals::literal;
use crate::rules::policy::members;
use crate::syntax::{Document, NodeId, Role};

/// Two keys that stand beside each other in a record: a call in CloudTrail's, a change in a plan of Terraform's or CloudFormation's
/// (CloudTrail User Guide, "CloudTrail record contents"; Terraform, "JSON Output Format"), a version of a policy (IAM API Reference,
/// "PolicyVersion"), a policy as IAM lists it (IAM API Reference, "Policy"), a template as it was deployed (AWS CloudFormation API
/// Reference, "GetTemplate"), a resource in a state of Pulumi's (Pulumi, "State and backends").
const RECORDS: [[&str; 2]; 12] = [
    ["eventname", "eventsource"],
    ["eventname", "requestparameters"],
    ["before", "after"],
    ["beforevalue", "aftervalue"],
    ["versionid", "isdefaultversion"],
    ["versionid", "createdate"],
    ["policyid", "createdate"],
    ["policyid", "arn"],
    ["policyid", "attachmentcount"],
    ["policyname", "attachmentcount"],
    ["templatebody", "stagesavailable"],
    ["urn", "type"],
];

/// Keys that only records have: what AWS answers, an item of AWS Config's, a finding of Security Hub's, what Terraform shows (AWS CLI
/// Command Reference, "get-account-authorization-details"; AWS Config Developer Guide, "Components of a Configuration Item"; AWS
/// Security Finding Format; Terraform, "JSON Output Format"; AWS CloudFormation API Reference, "ResourceChange"; Open Cybersecurity Schema
/// Framework, "Finding Information"; Jupyter, "The Notebook file format"); and a description of an API, which only has examples of
/// policies (OpenAPI Specification).
const RECORDED: [&str; 22] = [
    "openapi",
    "swagger",
    "responsemetadata",
    "groupdetaillist",
    "userdetaillist",
    "roledetaillist",
    "policyversionlist",
    "grouppolicylist",
    "userpolicylist",
    "rolepolicylist",
    "configurationitemcapturetime",
    "configurationitemstatus",
    "productarn",
    "plannedvalues",
    "priorstate",
    "resourcechanges",
    "formatversion",
    "beforecontext",
    "aftercontext",
    "resourcechange",
    "findinginfo",
    "outputtype",
];

/// What the keys beside a policy tell.
pub fn of_neighbours(
    document: &Document,
    mapping: NodeId,
    entries: &[(String, NodeId)],
    clue: &mut Clue,
) {
    let has = |key: &str| entries.iter().any(|(known, _)| known == key);
    let is_record = RECORDS
        .iter()
        .any(|[first, second]| has(first) && has(second))
        || entries
            .iter()
            .any(|(key, _)| RECORDED.contains(&key.as_str()));
    if is_record {
        clue.found.push(Found::Record);
    }
    let spelled = document
        .children(mapping)
        .filter(|child| matches!(document.node(*child).role, Role::Pair | Role::Assignment))
        .filter_map(|pair| {
            let key = document.unwrapped(document.key(pair)?);
            Some((
                document.text(key).as_str().to_owned(),
                document.value(pair)?,
            ))
        });
    for (key, value) in spelled {
        if let Some(holder) = holder::of_neighbour(&key).filter(|_| is_given(document, value)) {
            clue.found.push(Found::Beside(holder));
        }
    }
    for (key, value) in entries {
        let said = || literal(document, *value);
        match key.as_str() {
            "type" | "kind" | "resourcetype" => {
                let said = said();
                if let Some(holder) = said.as_deref().and_then(holder::of_type) {
                    clue.found.push(Found::Holder(holder));
                }
                // A filter of Cloud Custodian.
                if said.as_deref() == Some("has-statement") {
                    clue.found.push(Found::Sought);
                }
            }
            "iamtype" => {
                let holder = said().as_deref().and_then(holder::of_type);
                clue.found.push(holder.map_or_else(
                    || Found::Unknown("what is computed".to_owned()),
                    Found::Beside,
                ));
            }
            "state" if said().as_deref() == Some("absent") => clue.found.push(Found::TakenAway),
            "dest" | "path" | "filename" if has("content") => {
                let file = said().and_then(|path| Some(path.rsplit('/').next()?.to_owned()));
                if let Some(file) = file.filter(|file| file.contains('.')) {
                    clue.found.push(Found::NamedBeside(Name::Text(file)));
                }
            }
            "source" => {
                if let Some(holder) = said().as_deref().and_then(holder::of_module) {
                    clue.found.push(Found::Holder(holder));
                }
            }
            "name" | "policyname" | "managedpolicyname" | "register" => {
                if let Some(name) = said().filter(|name| name.len() >= SHORTEST_NAME) {
                    clue.found.push(Found::NamedBeside(Name::Text(name)));
                }
            }
            "metadata" => {
                let name = members::entries(document, *value)
                    .into_iter()
                    .find(|(key, _)| key == "name")
                    .and_then(|(_, name)| literal(document, name));
                if let Some(name) = name.filter(|name| name.len() >= SHORTEST_NAME) {
                    clue.found.push(Found::Goes(Name::Text(name)));
                }
            }
            _ => {}
        }
    }
}

/// Whether a value is more than nothing.
pub fn is_given(document: &Document, value: NodeId) -> bool {
    let spelling = document.spelling(value).trim();
    let is_empty_list = matches!(document.node(value).role, Role::Sequence | Role::Mapping)
        && document.named_children(value).next().is_none();
    !is_empty_list
        && !matches!(
            spelling,
            "" | "null" | "None" | "nil" | "\"\"" | "''" | "[]" | "~"
        )
}
