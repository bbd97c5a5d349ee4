//! What the policies of a file say of listing one's own MFA devices.

use crate::iam::holding::Callers;
use crate::iam::listing::{self, Says};
use crate::rules::look::Look;

/// What the policies of a file say of listing one's own devices; lines are from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The line of a statement that denies it to whoever isn't signed in with MFA.
    pub denied: Option<usize>,
    /// Whether a statement grants it to users.
    pub is_granted: bool,
    /// The line of a statement that lets users manage devices.
    pub manages: Option<usize>,
}

/// Reads the statements of a file that speak of users, of devices, or of everything.
pub fn of(look: &mut Look) -> Listing {
    let document = look.document;
    let mut listing = Listing::default();
    for id in document.nodes() {
        if !document.is_whole_string(id) || document.held_layer(id).is_some() {
            continue;
        }
        let text = document.shared_text(id);
        let text = text.as_str().trim();
        if text != "*" && !text.contains(":user/") && !text.contains(":mfa/") {
            continue;
        }
        let Some(statement) = look.statements.around(document, id) else {
            continue;
        };
        let Some(resource) = look.resource(id) else {
            continue;
        };
        // What a role may do says nothing of the users who sign in.
        if matches!(resource.policy.holding.callers, Callers::Sessions(_)) {
            continue;
        }
        let line = || Some(look.variables.line(document.source(statement.node).start));
        match listing::of(resource.statement()) {
            Some(Says::DeniedBeforeMfa) => listing.denied = listing.denied.or_else(line),
            Some(Says::Granted) => listing.is_granted = true,
            Some(Says::Manages) => listing.manages = listing.manages.or_else(line),
            None => {}
        }
    }
    listing
}

#[cfg(test)]
mod tests {
    use crate::rewrite::Choices;
    use crate::rules::{self, MIGRATION};
    use crate::syntax::Document;

    /// What a file with one statement says: what is denied, what is granted, what is managed.
    fn says(statement: &str) -> (bool, bool, bool) {
        let policy = format!(r#"{{"Version": "2012-10-17", "Statement": [{{{statement}}}]}}"#);
        let document = Document::parse("a.json", policy.as_bytes(), &MIGRATION);
        let listing = rules::look("a.json", &document, Choices::default()).listing();
        (
            listing.denied.is_some(),
            listing.is_granted,
            listing.manages.is_some(),
        )
    }

    #[test]
    fn what_a_role_may_do_says_nothing_of_users() {
        let template = |kind: &str| {
            format!(
                r#"{{"Resources": {{"X": {{"Type": "AWS::IAM::{kind}", "Properties": {{"Policies": [{{"PolicyName": "p", "PolicyDocument": {{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "arn:aws:iam::*:user/${{aws:username}}"}}]}}}}]}}}}}}}}"#
            )
        };
        for (kind, expected) in [("Group", true), ("Role", false)] {
            let document = Document::parse("a.json", template(kind).as_bytes(), &MIGRATION);
            let listing = rules::look("a.json", &document, Choices::default()).listing();
            assert_eq!(listing.manages.is_some(), expected, "{kind}");
        }
    }

    #[test]
    fn what_a_statement_says_of_listing_is_told() {
        let nothing = (false, false, false);
        let denied = (true, false, false);
        let granted = (false, true, false);
        let manages = (false, false, true);
        let without_mfa =
            r#""Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#;
        for (statement, expected) in [
            (format!(r#""Effect": "Deny", "NotAction": "iam:ListUsers", "Resource": "*", {without_mfa}"#), denied),
            (format!(r#""Effect": "Deny", "Action": "iam:List*", "Resource": "arn:aws:iam::123456789012:user/*", {without_mfa}"#), denied),
            (format!(r#""Effect": "Deny", "NotAction": "iam:ListMFADevices", "Resource": "*", {without_mfa}"#), nothing),
            (format!(r#""Effect": "Deny", "NotAction": "iam:l*", "Resource": "*", {without_mfa}"#), nothing),
            // Whoever signs in with long-term keys hasn't the key at all.
            (r#""Effect": "Deny", "NotAction": "iam:ListUsers", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}"#.to_owned(), nothing),
            (r#""Effect": "Deny", "NotAction": "iam:ListUsers", "Resource": "*", "Condition": {"Null": {"aws:MultiFactorAuthAge": "true"}}"#.to_owned(), denied),
            (format!(r#""Effect": "Deny", "NotAction": "iam:ListUsers", "Resource": "arn:aws:iam::*:mfa/*", {without_mfa}"#), nothing),
            (r#""Effect": "Deny", "Action": "iam:ListMFADevices", "Resource": "*""#.to_owned(), nothing),
            (r#""Effect": "Allow", "Action": "iam:ListMFADevices", "Resource": "arn:aws:iam::*:user/${aws:username}""#.to_owned(), granted),
            (r#""Effect": "Allow", "Action": "iam:*", "Resource": "*""#.to_owned(), granted),
            (r#""Effect": "Allow", "Action": "iam:ListMFADevices", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#.to_owned(), nothing),
            (r#""Effect": "Allow", "Action": "iam:EnableMFADevice", "Resource": "arn:aws:iam::*:user/${aws:username}""#.to_owned(), manages),
            (r#""Effect": "Allow", "Action": "s3:*", "Resource": "*""#.to_owned(), nothing),
        ] {
            assert_eq!(says(&statement), expected, "{statement}");
        }
    }
}
