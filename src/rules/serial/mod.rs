//! Serial numbers: where they are given or computed, what uses them, and whether a user has the device.

pub mod caller;
pub mod derived;
pub mod form;
pub mod invocation;
pub mod lookup;
pub mod script;
pub mod stale;
pub mod uses;
pub mod variables;

use std::ops::Range;

use super::Look;
use super::fallback::{Left, Leftover};
use crate::iam::{serial, variable};

/// What has the form of a device's ARN in what no tree showed (bytes of its text), but for a policy's resources.
fn arns(look: &Look, leftover: &Leftover) -> Vec<(Range<usize>, Left)> {
    let text = leftover.text.as_str();
    let of_policies: Vec<Range<usize>> = variable::occurrences(text, &[])
        .into_iter()
        .map(|occurrence| occurrence.token)
        .collect();
    serial::arns(text)
        .into_iter()
        .filter(|range| {
            let after = of_policies.partition_point(|token| token.start < range.end);
            after == 0 || of_policies[after - 1].end <= range.start
        })
        .filter_map(|range| {
            let left = leftover.at(look, &range, &range)?;
            Some((range, left))
        })
        .collect()
}
