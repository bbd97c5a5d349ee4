//! Whether a resource of a policy can be a device at all.
//!
//! Source: IAM API Reference, CreateVirtualMFADevice: a name is of `[\w+=,.@-]+`, after a path.

use super::classes::Patterns;
use super::home::Home;
use super::pattern::{Case, Pattern};

/// Whether a resource matches no device, whatever its name and the caller's are; not where a part of it isn't known.
pub fn is_of_no_device(resource: &Pattern) -> bool {
    // Names of users are of the same signs.
    let Some(glob) = resource.glob(Case::OfArn, &|_| Some("q".to_owned())) else {
        return false;
    };
    let before = format!("{}mfa/", Home::of_resource(resource).prefix());
    let mut held = Patterns::default();
    held.add(glob, Case::OfArn, &before);
    let classes = held.classes(is_sign);
    classes.is_some_and(|classes| classes.iter().all(|class| class.met.is_empty()))
}

/// Whether a character may stand in a device's path or name.
pub fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-/".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::pattern::Variables;

    #[test]
    fn what_no_device_is_called_is_none() {
        for (resource, variables, expected) in [
            ("arn:aws:iam::*:mfa/*", Variables::Expanded, false),
            (
                "arn:aws:iam::*:mfa/${aws:username}",
                Variables::Expanded,
                false,
            ),
            (
                "arn:aws:iam::111122223333:mfa/*",
                Variables::Expanded,
                false,
            ),
            ("arn:aws-cn:iam::*:mfa/x*", Variables::Expanded, false),
            ("arn:*:iam::????????????:mfa/*", Variables::Expanded, false),
            ("*", Variables::Expanded, false),
            ("arn:aws:iam::\u{FFFC}:mfa/*", Variables::Expanded, false),
            ("arn:aws:iam:::mfa/*", Variables::Expanded, true),
            ("arn:aws:iam::*:mfa/* ", Variables::Expanded, true),
            ("arn:aws:iam::*:user/*", Variables::Expanded, true),
            (
                "arn:aws:iam::*:mfa/${aws:username}*",
                Variables::Literal,
                true,
            ),
        ] {
            let pattern = Pattern::read(resource, variables);
            assert_eq!(is_of_no_device(&pattern), expected, "{resource}");
        }
    }
}
