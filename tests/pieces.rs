//! Values that are put together from pieces, in a statement: what replaces a piece is a literal, in the place of what computed
//! it.

use mfa_migrate::devices::DeviceResolver;
use mfa_migrate::scan;

/// A file with the rewrites of its findings made, the last first.
fn rewritten(name: &str, text: &str) -> String {
    let mut new = text.to_owned();
    let findings = scan::findings(name, text.as_bytes(), &DeviceResolver::none());
    for finding in findings.iter().rev() {
        if let Some(rewrite) = &finding.rewrite {
            new.replace_range(rewrite.span.clone(), &rewrite.after);
        }
    }
    new
}

#[test]
fn a_piece_becomes_a_literal() {
    let yaml = |resource: &str| {
        format!(
            "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action: iam:CreateVirtualMFADevice\n    Resource: {resource}\n"
        )
    };
    let python = |resource: &str| {
        format!(
            "x = {{\"Effect\": \"Allow\", \"Action\": \"iam:CreateVirtualMFADevice\", \"Resource\": {resource}}}\n"
        )
    };
    for (name, before, after) in [
        (
            "a.yml",
            yaml("!Join ['', ['arn:aws:iam::*:mfa/', !Ref UserName]]"),
            yaml("!Join ['', ['arn:aws:iam::*:mfa/', '*']]"),
        ),
        (
            "a.py",
            python("\"arn:aws:iam::*:mfa/\" + user.name"),
            python("\"arn:aws:iam::*:mfa/\" + \"*\""),
        ),
        (
            "a.py",
            python("f\"arn:aws:iam::*:mfa/{user}\""),
            python("f\"arn:aws:iam::*:mfa/*\""),
        ),
        // The argument would be left.
        (
            "a.py",
            python("\"arn:aws:iam::*:mfa/%s\" % user"),
            python("\"arn:aws:iam::*:mfa/%s\" % user"),
        ),
    ] {
        assert_eq!(rewritten(name, &before), after);
    }
}
