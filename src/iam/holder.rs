//! Who holds a policy: users and groups, for whom `aws:username` has a value, or something else, for which it has none.
//!
//! Source: IAM User Guide, "IAM policy elements: Variables and tags": the variable is there only where the caller is an IAM
//! user; sessions of roles, federated users and IAM Identity Center users have none.

use std::fmt;

use heck::ToSnakeCase;

/// Who holds a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A user, or a group of users.
    User,
    /// A role.
    Role,
    /// What runs something with a role of its own: an instance profile, a function.
    Service,
    /// A permission set of IAM Identity Center.
    PermissionSet,
    /// An organization, whose policies bound roles and users alike.
    Organization,
    /// Who may assume a role.
    Trust,
    /// A session that a policy is passed to.
    Session,
    /// A resource, such as a bucket, a queue or a key, whose policy says who may use it.
    Resource,
    /// An organization, whose policy bounds who may use resources of some services.
    ResourceControl,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Holder::User => "a user or group",
            Holder::Role => "a role",
            Holder::Service => "a service's role",
            Holder::PermissionSet => "a permission set",
            Holder::Organization => "an organization (a service control policy)",
            Holder::Trust => "a role, as its trust policy",
            Holder::Session => "a session of a role or federated user",
            Holder::Resource => "a resource, such as a bucket or a device",
            Holder::ResourceControl => "an organization (a resource control policy)",
        })
    }
}

/// The words of a name, in lower case: `role` and `policy` of `AWS::IAM::RolePolicy`, of `put-role-policy` and of
/// `rolePolicy`.
fn words(name: &str) -> Vec<String> {
    name.to_snake_case().split('_').map(str::to_owned).collect()
}

fn has(words: &[String], run: &[&str]) -> bool {
    words.windows(run.len()).any(|window| window == run)
}

/// Runs of words that name a holder wherever they stand, the most telling first.
const TELLING: &[(&[&str], Holder)] = &[
    (&["permission", "set"], Holder::PermissionSet),
    (&["permission", "sets"], Holder::PermissionSet),
    (&["permissionset"], Holder::PermissionSet),
    (&["ssoadmin"], Holder::PermissionSet),
    (&["resource", "control"], Holder::ResourceControl),
    (&["rcp"], Holder::ResourceControl),
    (&["rcps"], Holder::ResourceControl),
    (&["organizations"], Holder::Organization),
    (&["organization"], Holder::Organization),
    (&["service", "control"], Holder::Organization),
    (&["scp"], Holder::Organization),
    (&["org", "policy"], Holder::Organization),
    (&["scps"], Holder::Organization),
    (&["assume", "role", "policy"], Holder::Trust),
    (&["assumerole", "policy"], Holder::Trust),
    (&["trust"], Holder::Trust),
    (&["instance", "profile"], Holder::Service),
    (&["custom", "resource", "policy"], Holder::Service),
    (&["serverless", "function"], Holder::Service),
    (&["serverless", "state", "machine"], Holder::Service),
    (&["iamserviceaccount"], Holder::Service),
    (&["podidentityassociation"], Holder::Service),
    (&["bucket", "policy"], Holder::Resource),
    (&["access", "point", "policy"], Holder::Resource),
    (&["kms", "key"], Holder::Resource),
    (&["key", "policy"], Holder::Resource),
    (&["iot", "policy"], Holder::Resource),
    (&["io", "t", "policy"], Holder::Resource),
    (&["queue", "policy"], Holder::Resource),
    (&["topic", "policy"], Holder::Resource),
    (&["repository", "policy"], Holder::Resource),
    (&["vault", "policy"], Holder::Resource),
    (&["resource", "policy"], Holder::Resource),
    (&["secret", "policy"], Holder::Resource),
    (&["endpoint", "policy"], Holder::Resource),
    (&["vpc", "endpoint"], Holder::Resource),
    (&["session", "policy"], Holder::Session),
    // Transfer Family User Guide, "Creating a session policy".
    (&["transfer", "user"], Holder::Session),
    (&["assume", "role"], Holder::Session),
    (&["federation", "token"], Holder::Session),
];

/// The holder that the name of a type, a call or a program's command tells: the last of several.
pub fn of_type(name: &str) -> Option<Holder> {
    let words = words(name);
    let telling = TELLING.iter().find(|(run, _)| has(&words, run));
    telling
        .map(|(_, holder)| *holder)
        .or_else(|| words.iter().rev().find_map(|word| of_word(word)))
}

fn of_word(word: &str) -> Option<Holder> {
    match word {
        "role" | "roles" => Some(Holder::Role),
        "user" | "users" | "group" | "groups" => Some(Holder::User),
        _ => None,
    }
}

/// What may follow a holder in the name of what holds its policy.
const OF_POLICY: [&str; 9] = [
    "policy",
    "policies",
    "statement",
    "statements",
    "permission",
    "permissions",
    "inline",
    "managed",
    "boundary",
];
/// Keys of tools whose policies are always a role's: eksctl, Zappa, the CDK, SST, kops, Up, Serverless.
const OF_ROLES: [&str; 8] = [
    "additional_policies",
    "lambda",
    "attach_policy",
    "extra_permissions",
    "initial_policy",
    "attach_permissions",
    "initial_policies",
    "iam_role_lambda_execution",
];

/// Whether a key says that what it names is a permissions boundary, which lets through what other policies allow, and allows
/// nothing by itself (IAM User Guide, "Permissions boundaries for IAM entities").
pub fn is_boundary(name: &str) -> bool {
    let words = words(name);
    has(&words, &["permissions", "boundary"]) || has(&words, &["permission", "boundary"])
}

/// The holder that the key or variable of a policy tells. A name that only has the word in it tells nothing.
pub fn of_key(name: &str) -> Option<Holder> {
    let words = words(name);
    let joined = words.join("_");
    if OF_ROLES.contains(&joined.as_str()) {
        return Some(Holder::Service);
    }
    let telling = TELLING
        .iter()
        .filter(|(run, _)| *run != ["assume", "role"])
        .find(|(run, _)| has(&words, run));
    let of_last = || of_word(words.last()?).filter(|holder| *holder == Holder::Role);
    telling
        .map(|(_, holder)| *holder)
        .or_else(|| {
            words
                .windows(2)
                .filter(|pair| OF_POLICY.contains(&pair[1].as_str()))
                .find_map(|pair| of_word(&pair[0]))
        })
        .or_else(of_last)
}

/// Whether a key is that of policies within something that holds them, which is seldom a user.
pub fn is_inline(key: &str) -> bool {
    matches!(
        words(key).join("_").as_str(),
        // Cluster API's provider for AWS gives the last to its roles, but for a user to begin with.
        "inline_policies" | "inline_policy" | "extra_statements"
    )
}

/// Words that say how something is named.
const NAMING: [&str; 12] = [
    "iam", "aws", "name", "names", "arn", "arns", "id", "ids", "ref", "refs", "selector", "attach",
];

/// The holder that a key beside a policy names: `roles`, `RoleName`, `permission_set_arn`.
pub fn of_neighbour(key: &str) -> Option<Holder> {
    let mut words = words(key);
    words.retain(|word| !NAMING.contains(&word.as_str()));
    match words
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [word] => of_word(word),
        ["permission", "set"] => Some(Holder::PermissionSet),
        ["instance", "profile"] => Some(Holder::Service),
        // What only they have.
        ["session", "duration"] => Some(Holder::PermissionSet),
        ["max", "session", "duration"] => Some(Holder::Role),
        _ => None,
    }
}

/// What is a group of other things than users, by the word before it.
const OF_THINGS: [&str; 12] = [
    "auto",
    "instance",
    "log",
    "node",
    "parameter",
    "placement",
    "resource",
    "scaling",
    "security",
    "server",
    "subnet",
    "target",
];

/// The holder that the name of a receiver tells, to whose policies something adds: `role`, `staffGroup`, `adminUser`.
pub fn of_receiver(name: &str) -> Option<Holder> {
    let words = words(name);
    let of_last = || {
        let (last, before) = words.split_last()?;
        let is_of_things = before
            .last()
            .is_some_and(|word| OF_THINGS.contains(&word.as_str()));
        of_word(last).filter(|_| !is_of_things)
    };
    of_key(name).or_else(|| of_neighbour(name)).or_else(of_last)
}

/// Folders whose policies are all of one kind.
const FOLDERS: [(&str, Holder); 7] = [
    ("scp", Holder::Organization),
    ("scps", Holder::Organization),
    ("service_control_policies", Holder::Organization),
    ("service_control_policy", Holder::Organization),
    ("permission_sets", Holder::PermissionSet),
    ("permission_set", Holder::PermissionSet),
    ("permissionsets", Holder::PermissionSet),
];

/// The holder that a file's path tells, with `/` between its parts: those of frameworks that give a function's role what stands
/// in a file (Chalice's documentation, "Configuration File"; Amplify CLI, "Access other AWS resources"), and folders of one kind of
/// policies.
pub fn of_path(path: &str) -> Option<Holder> {
    let mut parts = path.rsplit('/');
    let file = parts.next()?;
    if file == "custom-policies.json" {
        return Some(Holder::Service);
    }
    parts.find_map(|folder| {
        if folder == ".chalice" {
            return Some(Holder::Service);
        }
        let folder = words(folder).join("_");
        FOLDERS
            .iter()
            .find(|(known, _)| *known == folder)
            .map(|(_, holder)| *holder)
    })
}

/// The holder that the source or name of a module tells: what runs something has a role of its own.
pub fn of_module(name: &str) -> Option<Holder> {
    of_type(name).or_else(|| {
        let words = words(name);
        ["lambda", "function", "ecs", "eks", "irsa"]
            .iter()
            .any(|service| words.iter().any(|word| word == service))
            .then_some(Holder::Service)
    })
}

/// Whether a method adds to the policies of what it is a method of.
pub fn adds_policy(method: &str) -> bool {
    matches!(
        words(method).join("_").as_str(),
        "add_to_policy"
            | "add_to_principal_policy"
            | "add_managed_policy"
            | "attach_inline_policy"
            | "add_inline_policy"
            | "attach_policy"
            | "attach_permissions"
            | "attach_permissions_to_route"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_tell_a_boundary() {
        for (name, expected) in [
            ("PermissionsBoundary", true),
            ("permissions_boundary", true),
            ("permissionsBoundary", true),
            ("permission_boundary_arn", true),
            ("boundary", false),
            ("permissions", false),
        ] {
            assert_eq!(is_boundary(name), expected, "{name}");
        }
    }

    #[test]
    fn types_calls_and_commands_tell_a_holder() {
        for (name, holder) in [
            ("aws_iam_role_policy", Some(Holder::Role)),
            ("aws_iam_user_policy_attachment", Some(Holder::User)),
            ("aws_iam_group_policy", Some(Holder::User)),
            ("aws_iam_policy", None),
            ("AWS::IAM::Role", Some(Holder::Role)),
            ("AWS::IAM::ManagedPolicy", None),
            ("AWS::Serverless::Function", Some(Holder::Service)),
            ("AWS::SSO::PermissionSet", Some(Holder::PermissionSet)),
            ("CfnPermissionSet", Some(Holder::PermissionSet)),
            ("put-role-policy", Some(Holder::Role)),
            ("put_user_policy", Some(Holder::User)),
            ("PutRolePolicyInput", Some(Holder::Role)),
            ("Write-IAMRolePolicy", Some(Holder::Role)),
            ("addToRolePolicy", Some(Holder::Role)),
            ("update-assume-role-policy", Some(Holder::Trust)),
            ("assume_role", Some(Holder::Session)),
            ("aws_organizations_policy", Some(Holder::Organization)),
            ("PolicyStatement", None),
            ("aws_transfer_user", Some(Holder::Session)),
            ("RESOURCE_CONTROL_POLICY", Some(Holder::ResourceControl)),
            ("iamserviceaccount", Some(Holder::Service)),
        ] {
            assert_eq!(of_type(name), holder, "{name}");
        }
    }

    #[test]
    fn a_key_tells_a_holder_only_where_the_policy_is_its_own() {
        for (key, holder) in [
            ("iamRoleStatements", Some(Holder::Role)),
            ("role_policy_json", Some(Holder::Role)),
            ("assume_role_policy", Some(Holder::Trust)),
            ("AssumeRolePolicyDocument", Some(Holder::Trust)),
            ("user_policy", Some(Holder::User)),
            ("role", Some(Holder::Role)),
            ("lambda_role", Some(Holder::Role)),
            (
                "temporary_iam_instance_profile_policy_document",
                Some(Holder::Service),
            ),
            ("attachPolicy", Some(Holder::Service)),
            ("role_names", None),
            ("policy", None),
            ("Statement", None),
        ] {
            assert_eq!(of_key(key), holder, "{key}");
        }
        for (receiver, holder) in [
            ("staffGroup", Some(Holder::User)),
            ("developers_group", Some(Holder::User)),
            ("adminUser", Some(Holder::User)),
            ("taskRole", Some(Holder::Role)),
            ("logGroup", None),
            ("groupHandler", None),
            ("api", None),
        ] {
            assert_eq!(of_receiver(receiver), holder, "{receiver}");
        }
        for (key, holder) in [
            ("roles", Some(Holder::Role)),
            ("RoleName", Some(Holder::Role)),
            ("groups", Some(Holder::User)),
            ("permission_set_arn", Some(Holder::PermissionSet)),
            ("role_path", None),
        ] {
            assert_eq!(of_neighbour(key), holder, "{key}");
        }
    }
}
