//! Which of AWS's services the client is of that code makes, as SDKs name them.

use super::clue::Found;
use crate::iam::service::{self, Given};
use crate::rules::policy::harmless::split_last;
use crate::rules::policy::literals::literal;
use crate::rules::policy::members::callee;
use crate::syntax::{Document, NodeId};

/// Functions that are given the name of a service: `boto3.client("iot")`.
const NAMED: [&str; 2] = ["client", "resource"];
/// What stands before a service in the names of clients, and after it.
const BEFORE: [&str; 3] = ["Amazon", "AWS", "Aws"];
const AFTER: [&str; 4] = [
    "AsyncClientBuilder",
    "ClientBuilder",
    "AsyncClient",
    "Client",
];
/// Functions of a service's package that make a client (AWS SDK for Go).
const MAKING: [&str; 2] = ["NewFromConfig", "New"];
/// How a name ends of what is sent to a service, or given to one of its operations.
const SENT: [&str; 3] = ["Command", "Input", "Request"];

/// The service of the client that a call makes, where it makes one.
pub fn service(document: &Document, call: NodeId) -> Option<String> {
    let callee = callee(document, call);
    let callee = callee.rsplit(char::is_whitespace).next().unwrap_or(callee);
    let (before, name) = split_last(callee);
    if NAMED.contains(&name) {
        let arguments = document.value(call)?;
        let first = document.named_children(arguments).next()?;
        let named = literal(document, document.unwrapped(first))?;
        let is_boto = ["boto", "session"]
            .iter()
            .any(|word| before.to_ascii_lowercase().contains(word));
        return (is_boto || service::is_known(&named)).then_some(named);
    }
    let (outer, qualifier) = split_last(before);
    let bare = |name: &str| {
        let name = AFTER.iter().find_map(|end| name.strip_suffix(end))?;
        let start = BEFORE.iter().find_map(|start| name.strip_prefix(start));
        Some(start.unwrap_or(name).to_owned())
    };
    // `new AWS.IoT()`, `iot.NewFromConfig(…)`, `Aws::IoT::Client.new`, `new IoTClient()`, `IotClient.builder()`.
    let named = if qualifier == "AWS" {
        Some(name.to_owned())
    } else if MAKING.contains(&name) {
        Some(qualifier.to_owned())
    } else if qualifier == "Client" {
        Some(split_last(outer).1.to_owned())
    } else {
        bare(name).or_else(|| bare(qualifier))
    };
    named.filter(|name| service::is_known(name))
}

/// What an operation of a service tells to which a policy is given.
pub fn given(service: &str, operation: &str) -> Option<Found> {
    Some(match service::given(service, operation)? {
        Given::To(holder) => Found::Holder(holder),
        Given::Elsewhere(operation) => Found::Elsewhere(operation),
    })
}

/// The operation that a name is of what is sent to a service: `CreatePolicyCommand`.
pub fn sent(name: &str) -> Option<&str> {
    SENT.iter().find_map(|end| name.strip_suffix(end))
}

/// The service and the operation of a value's type that a package of the SDK for Go has: `&iot.CreatePolicyInput{…}`.
pub fn sent_by_package(document: &Document, mapping: NodeId) -> Option<(&str, &str)> {
    let made = document.name_before(mapping);
    let operation = sent(made)?;
    let value = document.spelling(document.parent(mapping)?);
    let (package, rest) = value.trim_start_matches('&').split_once('.')?;
    (rest.starts_with(made) && service::is_known(package)).then_some((package, operation))
}

/// The service of a package of AWS's SDK for JavaScript that a statement names: `@aws-sdk/client-iot`.
pub fn of_package(statement: &str) -> Option<&str> {
    let (_, after) = statement.split_once("@aws-sdk/client-")?;
    after.split(['"', '\'', '`', '/']).next()
}
