//! Whose policy an operation of one of AWS's services makes of the document that it is given.
//!
//! Only IAM's operations make a user's or a group's of it, and the services that carry out templates, which say whose it is (IAM User Guide, "AWS
//! services that work with IAM").

use super::holder::Holder;

/// Whose policy an operation makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    /// That of a holder.
    To(Holder),
    /// Nobody's that is known: it is stored, sent or tried. The operation is named.
    Elsewhere(String),
}

/// Services to whose operations a document may be given and be a user's: what they are called by the AWS CLI and the SDKs, in lower case
/// and without signs.
const HARMLESS: [&str; 5] = [
    "iam",
    "cloudformation",
    "cloudcontrol",
    "cloudcontrolapi",
    "configure",
];

/// Services whose policies are all of one kind.
const HOLDERS: [(&str, Holder); 4] = [
    ("organizations", Holder::Organization),
    ("sts", Holder::Session),
    ("ssoadmin", Holder::PermissionSet),
    ("transfer", Holder::Session),
];

/// Services that policies of resources are given to.
const OF_RESOURCES: [&str; 24] = [
    "acmpca",
    "apigateway",
    "backup",
    "codeartifact",
    "ecr",
    "ecrpublic",
    "efs",
    "es",
    "events",
    "eventbridge",
    "glacier",
    "iot",
    "kms",
    "lambda",
    "mediastore",
    "opensearch",
    "opensearchserverless",
    "s3",
    "s3api",
    "s3control",
    "secretsmanager",
    "ses",
    "sns",
    "sqs",
];

/// A name as services are compared: in lower case, with letters and digits only.
fn normal(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Whether a name is that of a service that this file knows.
pub fn is_known(name: &str) -> bool {
    let name = normal(name);
    let name = name.as_str();
    HARMLESS.contains(&name)
        || OF_RESOURCES.contains(&name)
        || name == "accessanalyzer"
        || HOLDERS.iter().any(|(known, _)| *known == name)
}

/// Whether a name is that of a service and what is called of it an operation that is given policies. A variable may be named as a service is.
pub fn is_named_in(name: &str, operation: &str) -> bool {
    is_known(name) && gives(operation)
}

/// Whether the name of an operation says that it is given a policy, or attributes of which one is a policy.
fn gives(operation: &str) -> bool {
    let said = operation.to_ascii_lowercase();
    ["polic", "attribute", "topic", "queue"]
        .iter()
        .any(|word| said.contains(word))
}

/// Whose policy an operation of a service makes, where that is no user's.
pub fn given(service: &str, operation: &str) -> Option<Given> {
    let name = normal(service);
    if HARMLESS.contains(&name.as_str()) {
        return None;
    }
    if let Some((_, holder)) = HOLDERS.iter().find(|(known, _)| *known == name) {
        return Some(Given::To(*holder));
    }
    Some(
        match OF_RESOURCES.contains(&name.as_str()) && gives(operation) {
            true => Given::To(Holder::Resource),
            false => Given::Elsewhere(format!("{service} {operation}")),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_no_service_by_its_name_alone() {
        assert!(is_named_in("sns", "set_topic_attributes"));
        assert!(is_named_in("iot", "CfnPolicy"));
        assert!(!is_named_in("events", "push"));
        assert!(!is_named_in("things", "create_policy"));
    }

    #[test]
    fn only_iam_makes_policies_of_users() {
        let resource = Some(Given::To(Holder::Resource));
        for (service, operation, expected) in [
            ("iam", "put-user-policy", None),
            ("IAM", "createPolicy", None),
            ("cloudformation", "create-stack", None),
            ("iot", "create-policy", resource.clone()),
            ("sns", "set_topic_attributes", resource.clone()),
            ("SQS", "createQueue", resource.clone()),
            ("backup", "put-backup-vault-access-policy", resource),
            (
                "organizations",
                "update_policy",
                Some(Given::To(Holder::Organization)),
            ),
            ("sso-admin", "x", Some(Given::To(Holder::PermissionSet))),
            ("sts", "assume-role", Some(Given::To(Holder::Session))),
            (
                "ssm",
                "put-parameter",
                Some(Given::Elsewhere("ssm put-parameter".to_owned())),
            ),
            ("s3", "cp", Some(Given::Elsewhere("s3 cp".to_owned()))),
            (
                "accessanalyzer",
                "validate-policy",
                Some(Given::Elsewhere(
                    "accessanalyzer validate-policy".to_owned(),
                )),
            ),
        ] {
            assert_eq!(given(service, operation), expected, "{service} {operation}");
        }
    }
}
