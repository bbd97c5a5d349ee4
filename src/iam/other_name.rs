//! A device named after the user by something else than `${aws:username}`: `…:mfa/${aws_iam_user.this.name}`, `…:mfa/%s`. A
//! policy that is made for each user has it, and it broke in the same way.

use std::ops::Range;
use std::sync::LazyLock;

use heck::ToSnakeCase;
use regex::Regex;

use crate::ascii_regex::ascii_regex;

use super::variable::{self, Occurrence, Surrounding};

/// The whole of what a template, a format or a shell fills in, where it stands in a text that nothing here fills in. Names
/// with a colon are IAM's own variables.
static FILLED_IN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r#"^(?:\$\{[A-Za-z_][\w.\-\[\]"']*\}|\$[A-Za-z_]\w*|\{\w*\}|\{\{[^{}:]+\}\}|<%=[^%]+%>)$"#,
    )
    .ok()
});
/// Another variable of IAM's than `aws:username`, however its host spells it (IAM User Guide, "IAM policy elements: Variables and
/// tags").
static OF_IAM: LazyLock<Option<Regex>> =
    LazyLock::new(|| ascii_regex(r"^(?:\$\$?|&)\{!?[A-Za-z][\w.-]*:[\w./:+=@-]+\}$").ok());
/// What a call replaces by an argument, which nothing takes any more once it is gone.
static VERB: LazyLock<Option<Regex>> = LazyLock::new(|| ascii_regex(r"^%(?:\[\d+\])?[svq]$").ok());

/// What gives the device its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherName {
    /// Where it stands, and what is around it.
    pub occurrence: Occurrence,
    /// Whether an argument belongs to it that would be left.
    pub has_argument: bool,
}

/// The end of a text that names a device after the user by something else than IAM's own variable; `None` where there is
/// none. `holes` are the ranges (bytes, sorted) of what is computed.
pub fn at_end(text: &str, holes: &[Range<usize>]) -> Option<OtherName> {
    let end = text.trim_end().len();
    let start = match holes.last().filter(|hole| hole.end == end) {
        Some(last) => {
            // What is computed in several pieces is one name.
            holes
                .iter()
                .rev()
                .take_while({
                    let mut at = last.end;
                    move |hole| std::mem::replace(&mut at, hole.start) == hole.end
                })
                .last()?
                .start
        }
        None => text[..end].rfind("mfa/")? + "mfa/".len(),
    };
    if !text[..start].ends_with("mfa/") {
        return None;
    }
    let name = &text[start..end];
    let is =
        |regex: &LazyLock<Option<Regex>>| regex.as_ref().is_some_and(|regex| regex.is_match(name));
    let is_hole = holes.iter().any(|hole| hole.end == end);
    let has_argument = !is_hole && is(&VERB);
    if !is_hole && !has_argument && !is(&FILLED_IN) && !is(&OF_IAM) {
        return None;
    }
    let part = start..end;
    let (token, surrounding) = variable::around(text, holes, &part)?;
    let is_device = matches!(surrounding, Surrounding::Device | Surrounding::Resource);
    is_device.then_some(OtherName {
        occurrence: Occurrence {
            variable: part,
            token,
            surrounding,
        },
        has_argument,
    })
}

/// Whether what computes a name says that it is a device's.
pub fn is_of_device(expression: &str) -> bool {
    expression
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .flat_map(|name| {
            name.to_snake_case()
                .split('_')
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .any(|word| {
            matches!(
                word.as_str(),
                "device" | "mfa" | "token" | "serial" | "virtual"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, hole: Option<&str>) -> Option<(String, bool)> {
        let holes: Vec<Range<usize>> = hole
            .map(|hole| text.find(hole).expect("the hole"))
            .into_iter()
            .map(|at| at..at + hole.unwrap_or_default().len())
            .collect();
        let found = at_end(text, &holes)?;
        Some((
            text[found.occurrence.variable].to_owned(),
            found.has_argument,
        ))
    }

    #[test]
    fn what_names_the_device_is_found() {
        for (text, hole, name) in [
            ("arn:aws:iam::*:mfa/X", Some("X"), Some(("X", false))),
            (":mfa/X", Some("X"), Some(("X", false))),
            ("arn:aws:iam::*:mfa/X", None, None),
            ("arn:aws:iam::*:mfa/X-phone", Some("X"), None),
            ("arn:aws:iam::*:user/X", Some("X"), None),
            ("arn:aws:s3:::mfa/X", Some("X"), None),
            (
                "arn:aws:iam::*:mfa/${user_name}",
                None,
                Some(("${user_name}", false)),
            ),
            (
                "arn:aws:iam::X:mfa/${user_name}",
                Some("X"),
                Some(("${user_name}", false)),
            ),
            (
                "arn:aws:iam::*:mfa/${aws:userid}",
                None,
                Some(("${aws:userid}", false)),
            ),
            (
                "arn:aws:iam::*:mfa/&{aws:PrincipalTag/device}",
                None,
                Some(("&{aws:PrincipalTag/device}", false)),
            ),
            ("arn:aws:iam::*:mfa/%s", None, Some(("%s", true))),
            (
                "arn:aws:iam::*:mfa/{{ user }}",
                None,
                Some(("{{ user }}", false)),
            ),
            ("arn:aws:iam::*:mfa/jane", None, None),
        ] {
            let name = name.map(|(name, has_argument)| (name.to_owned(), has_argument));
            assert_eq!(found(text, hole), name, "{text}");
        }
    }

    #[test]
    fn a_device_may_say_that_it_is_one() {
        assert!(is_of_device("${aws_iam_virtual_mfa_device.this.name}"));
        assert!(is_of_device("deviceName"));
        assert!(!is_of_device("${aws_iam_user.this.name}"));
    }
}
