//! The type of the resource that an ARN of IAM's has before a name: `mfa`, or what is computed in its place.

use wildmatch::WildMatch;

use super::pattern::HOLE;

/// The type of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceType {
    /// An MFA device.
    Device,
    /// What is computed, and may be an MFA device.
    Computed,
}

/// What devices' ARNs have as their type (Service Authorization Reference, "Actions, resources, and condition keys for AWS
/// Identity and Access Management").
const DEVICE: &str = "mfa";
/// How many parts an ARN has before its resource.
const PARTS: usize = 5;
/// No ARN is longer than this (bytes; IAM User Guide, "IAM and AWS STS quotas").
const LONGEST: usize = 2048;

/// The type that an ARN says before the name of its resource, given all that stands before the name, with [`HOLE`] for what is
/// computed; `None` where it is no device's, or no ARN of IAM's.
pub fn before_name(before: &str) -> Option<ResourceType> {
    let before = before.trim_start().strip_suffix('/')?;
    if before.len() > LONGEST {
        return None;
    }
    let resource_type = match before.starts_with("arn:") {
        true => {
            let parts: Vec<&str> = before.splitn(PARTS + 1, ':').collect();
            let is_of_iam = parts.get(2) == Some(&"iam");
            parts.get(PARTS).copied().filter(|_| is_of_iam)?
        }
        // What is computed before it may be the beginning of an ARN.
        false => {
            let (arn, resource_type) = before.rsplit_once(':')?;
            let is_arn = arn.starts_with(HOLE) && !arn.contains(['/', ' ']);
            Some(resource_type).filter(|_| is_arn)?
        }
    };
    if resource_type == DEVICE {
        return Some(ResourceType::Device);
    }
    let pattern = resource_type.replace(HOLE, "*");
    let is_computed = resource_type.contains(HOLE) && WildMatch::new(&pattern).matches(DEVICE);
    is_computed.then_some(ResourceType::Computed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computed_type_may_be_a_devices() {
        for (before, expected) in [
            ("arn:aws:iam::*:mfa/", Some(ResourceType::Device)),
            ("arn:aws:iam::*:#/", Some(ResourceType::Computed)),
            ("arn:#:iam::#:#/", Some(ResourceType::Computed)),
            ("arn:aws:iam::*:m#/", Some(ResourceType::Computed)),
            ("#:#/", Some(ResourceType::Computed)),
            ("#:mfa/", Some(ResourceType::Device)),
            ("arn:aws:iam::*:user/", None),
            ("arn:aws:iam::*:user/#/", None),
            ("arn:aws:iam::*:sms-#/", None),
            ("arn:aws:iam::*:#", None),
            ("arn:aws:s3:::#/", None),
            ("arn:aws:s3:::x:#/", None),
            ("arn:aws:#:::#/", None),
            ("#/", None),
            ("#/home/", None),
            ("https://x:#/", None),
        ] {
            let before = before.replace('#', &HOLE.to_string());
            assert_eq!(before_name(&before), expected, "{before}");
        }
    }
}
