//! Where a device is taken because it comes first in a list: `MFADevices[0]`, `next(iter(devices))`, `Select-Object -First 1`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{Captures, Regex};

use crate::ascii_regex::ascii_regex_of_bytes;

/// In what a device is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum In {
    /// In a program that calls an SDK.
    Program,
    /// In a command of the AWS CLI or of PowerShell, or in what reads its output.
    Command,
}

/// What takes the first of a list, after it.
const FIRST: &str = r#"(?:\.?\[\s*0\s*\]|\[:1\]|\s*\|\s*first\b|\.first(?:ordefault)?\b|\.(?:get|at|elementAt|item|slice)\(0\b|\.getFirst\(\)|\.shift\(\)|\.iter\(\)\.next\(\))"#;
/// The list, and what may close around its name.
const LIST: &str = r#"\bmfa_?devices(?:\(\))?["']?(?:\)|\])*[!?]?"#;

/// The list of devices, or what a cmdlet gives, with what takes the first of it.
static OF_PROGRAM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex_of_bytes(&format!(
        r#"(?ix) {LIST}{FIRST}
        # What takes a list apart: `{{ MFADevices: [device] }} =`, `[device] = r.MFADevices`, `device, *_ = r["MFADevices"]`.
        | \bmfa_?devices\s*:\s*\[\s*\w+[^\[\]\r\n]{{0,80}}\][^{{}}\r\n]{{0,80}}\}}\s*=[^=>]
        | (?:[\[(]\s*\w+\s*,?\s*[\])]|\b\w+\s*,\s*\*\w+\s*[\])]?)\s*=\s*[^;\r\n]{{1,120}}\bmfa_?devices\b
        | \bnext\(\s*iter\([^\r\n]{{0,160}}\bmfa_?devices\b"#
    ))
    .ok()
});
static OF_COMMAND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex_of_bytes(&format!(
        r#"(?ix) \bget-iammfadevice\b[^|()\r\n]{{0,200}}(?:\)\s*{FIRST}|\|\s*select(?:-object)?\s+-first\s+1\b)
        | \blist-mfa-devices\b(?:[^\r\n]|\\\r?\n){{0,300}}?\bmfadevices(?:\s*\|\s*)?{FIRST}"#
    ))
    .ok()
});
/// A variable that is given a list of devices.
static GIVEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex_of_bytes(
        r#"(?imx) (?P<name>\b\w+)(?:\s*:\s*[\w.\[\]<>]+)?\s*(?::=|=|<-)\s*(?:
            [^;\r\n]{0,160}\bmfa_?devices(?:\(\))?["']?(?:,\s*\[\])?[)\]!?]*
            | \(?get-iammfadevice\b[^|()\r\n]{0,200}\)? )\s*(?:;|(?:\#.*|//.*)?$)
        | \bmfa_?devices\s*(?::|\bas\b)\s*(?P<taken>\w+)\s*[,}]"#,
    )
    .ok()
});
/// What takes the first of a variable.
static OF_VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex_of_bytes(&format!(
        r#"(?ix) \b(?P<name>\w+)(?:{FIRST}|\s*\|\s*select(?:-object)?\s+-first\s+1\b)
        | \bnext\(\s*iter\(\s*(?P<next>\w+)\s*\)"#
    ))
    .ok()
});

/// Where the first device is taken (bytes of a text), and in what.
pub fn ranges(text: &str) -> Vec<(Range<usize>, In)> {
    let mut found: Vec<(Range<usize>, In)> = Vec::new();
    for (regex, what) in [(&OF_COMMAND, In::Command), (&OF_PROGRAM, In::Program)] {
        let regex = regex.as_ref().into_iter();
        found.extend(
            regex
                .flat_map(|regex| regex.find_iter(text.as_bytes()))
                .map(|found| (found.range(), what)),
        );
    }
    if let (Some(given), Some(first)) = (GIVEN.as_ref(), OF_VARIABLE.as_ref()) {
        let name = |found: &Captures, other| {
            let name = found.name("name").or_else(|| found.name(other))?;
            text.get(name.range())
        };
        let text = text.as_bytes();
        let names: HashSet<&str> = given
            .captures_iter(text)
            .filter_map(|found| name(&found, "taken"))
            .collect();
        if !names.is_empty() {
            let uses = first.captures_iter(text).filter_map(|found| {
                names
                    .contains(name(&found, "next")?)
                    .then_some(found.get(0)?.range())
            });
            found.extend(uses.map(|range| (range, In::Program)));
        }
    }
    found.sort_by_key(|(range, _)| (range.start, range.end));
    let mut end = 0;
    found.retain(|(range, _)| {
        let is_new = range.start >= end;
        end = end.max(range.end);
        is_new
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_list_is_known() {
        for text in [
            "r['MFADevices'][0]",
            "r.mfaDevices().get(0)",
            "resp.mfa_devices.first",
            "r.MFADevices.FirstOrDefault()",
            "const { MFADevices: [device] } = await iam.send(c);",
            "const [device] = r.MFADevices;",
            "device, *_ = r[\"MFADevices\"]",
            "next(iter(iam.list_mfa_devices(UserName=u)[\"MFADevices\"]))",
            "devs = r[\"MFADevices\"]\nsn = devs[0][\"SerialNumber\"]",
            "const { MFADevices: devices } = r;\nf(devices[0]);",
            "devs := out.MFADevices\nf(devs[0])",
            "devs = r.get(\"MFADevices\", [])\nf(devs[0])",
            "List<MFADevice> d = r.mfaDevices(); f(d.get(0));",
            "$d = Get-IAMMFADevice -UserName $u\n$d[0].SerialNumber",
            "(Get-IAMMFADevice -UserName $u)[0]",
            "$sn = (Get-IAMMFADevice -UserName $u | Select-Object -First 1).SerialNumber",
            "SN := $(shell aws iam list-mfa-devices --query 'MFADevices[0].SerialNumber' --output text)",
            "aws iam list-mfa-devices | jq -r '.MFADevices[0].SerialNumber'",
            "aws iam list-mfa-devices \\\n  --query 'MFADevices[0].SerialNumber'",
        ] {
            assert_eq!(ranges(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn what_chooses_or_goes_through_all_is_no_first() {
        for text in [
            "for d in r['MFADevices']: f(d)",
            "iam.send.mockResolvedValue({ MFADevices: [device] })",
            "devs = r[\"MFADevices\"]\nsn = names[0]",
            "devs = [d for d in r[\"MFADevices\"] if d]\nsn = other[0]",
            "next(d for d in r[\"MFADevices\"] if is_virtual(d))",
            "aws iam list-mfa-devices --query 'MFADevices[-1:].SerialNumber'",
            "aws iam list-mfa-devices\n--query 'Other[0]'",
            "$d = Get-IAMMFADevice -UserName $u | Where-Object { $_.SerialNumber }",
        ] {
            assert!(ranges(text).is_empty(), "{text}: {:?}", ranges(text));
        }
    }
}
