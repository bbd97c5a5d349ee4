//! The policy variable `${aws:username}` after `mfa/`, in each of its spellings.
//!
//! Source: IAM User Guide, "IAM policy elements: Variables and tags" (letter case doesn't count; a default
//! value may follow a comma).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::ascii_regex::ascii_regex;

use super::pattern::HOLE;

/// The spellings. An inner layer's text is decoded, so that there the plain `${aws:username}` is the rule;
/// the rest serves text that no grammar decodes:
///
/// - `$${…}` and `&{…}` in Terraform, `${!…}` in CloudFormation's `Fn::Sub`, `\${…}` in template literals and
///   shell heredocs, `${{…}}` in Python's `format`, `$<…>` as some documents print it;
/// - with the JSON escapes that serializers write for `$`, `&`, `'`, `<` and `>`, and the quotes of a default value doubled
///   or escaped, as another language's string has them.
static VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(
        r"(?xi)
        \\? (?: (?: \$ | \$\{(?:dollar|d)\} | & | \\u0024 | \\u0026 | \$\{['\x22]\$['\x22]\} | \{\{\s*['\x22]\$['\x22]\s*\}\} ){1,3}
                (?: \{{1,2} | \\\{ | \[\{\] ) \s* !? \s* aws:username \s* (?: , \s* (?: '{1,2} | \\' | \\u0027 ) [^'\r\n]*? (?: '{1,2} | \\' | \\u0027 ) \s* )? (?: \}{1,2} | \\\} | \[\}\] )
              | (?: \$ | \\u0024 ) (?: < | \\u003c ) aws:username (?: > | \\u003e ) )",
    )
    .ok()
});

/// One place where the variable stands after `mfa/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// Bytes of the variable.
    pub variable: Range<usize>,
    /// Bytes of the word around it, up to white space, quotes and brackets.
    pub token: Range<usize>,
    /// What the word is.
    pub surrounding: Surrounding,
}

/// What the variable is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Surrounding {
    /// The name in an IAM MFA device's ARN: `arn:aws:iam::*:mfa/${aws:username}`, or a piece of one that
    /// begins no later than the colon.
    Device,
    /// `mfa/${aws:username}` with nothing before it: an ARN's resource part that something else completes,
    /// or somebody's folder.
    Resource,
    /// A naming convention around the variable: `mfa/${aws:username}-*`, `mfa/team/${aws:username}`.
    Convention,
    /// `sms-mfa/`: the SMS devices that AWS retired.
    Sms,
    /// Another service's resource, or a path that happens to have a folder of that name.
    Elsewhere,
}

/// Whether any policy variable is in a text: `${aws:userid}`, `&{aws:PrincipalTag/…}`.
pub fn any(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["{aws:", "{!aws:", "<aws:"]
        .iter()
        .any(|opening| text.contains(opening))
}

/// All places in a text where the variable stands after `mfa/`. Other uses of it are not returned.
///
/// `holes` are the ranges (bytes, sorted) of what is computed: no word ends in them.
pub fn occurrences(text: &str, holes: &[Range<usize>]) -> Vec<Occurrence> {
    let Some(regex) = VARIABLE.as_ref() else {
        return Vec::new();
    };
    regex
        .find_iter(text)
        .filter_map(|found| {
            let variable = found.range();
            let (token, surrounding) = around(text, holes, &variable)?;
            Some(Occurrence {
                variable,
                token,
                surrounding,
            })
        })
        .collect()
}

/// The word (bytes) around what names a device, and what the word is.
pub(super) fn around(
    text: &str,
    holes: &[Range<usize>],
    name: &Range<usize>,
) -> Option<(Range<usize>, Surrounding)> {
    let start = word_start(&text[..name.start], holes);
    let end = text[name.end..]
        .find(|c: char| is_boundary(c) || matches!(c, '\\' | '}' | '&'))
        .map_or(text.len(), |at| name.end + at);
    let surrounding = surrounding(start, &text[..name.start], holes, &text[name.end..end])?;
    Some((start..end, surrounding))
}

/// The variable (bytes) of a text that is nothing else.
pub fn all_of(text: &str) -> Option<Range<usize>> {
    let found = first_in(text)?;
    let is_all = text[..found.start].trim().is_empty() && text[found.end..].trim().is_empty();
    is_all.then_some(found)
}

/// The variable (bytes) that a text ends with, where something stands before it.
pub fn all_of_end(text: &str) -> Option<Range<usize>> {
    let found = first_in(text)?;
    let is_end = found.start > 0 && text[found.end..].trim().is_empty();
    is_end.then_some(found)
}

/// Where the variable stands first in a text (bytes), whatever is around it.
pub(super) fn first_in(text: &str) -> Option<Range<usize>> {
    VARIABLE.as_ref()?.find(text).map(|found| found.range())
}

/// How many characters a word before the variable may have.
const LONGEST_WORD: usize = 2048;

/// Where the last word of a text begins (byte). White space and quotes in an interpolation, such as `{{ account }}`
/// or `<%= account %>`, don't end it.
fn word_start(text: &str, holes: &[Range<usize>]) -> usize {
    let is_hole = |at: usize| {
        let after = holes.partition_point(|hole| hole.start <= at);
        after > 0 && at < holes[after - 1].end
    };
    let mut inside = 0_usize;
    for (at, c) in text.char_indices().rev().take(LONGEST_WORD) {
        if is_hole(at) {
            continue;
        }
        let closes_tag = c == '>' && text[..at].ends_with('%');
        let opens_tag = c == '<' && text[at..].starts_with("<%");
        match c {
            '\r' | '\n' => return at + 1,
            '}' => inside += 1,
            '{' => inside = inside.saturating_sub(1),
            _ if closes_tag => inside += 1,
            _ if opens_tag => inside = inside.saturating_sub(1),
            _ if inside == 0 && is_boundary(c) => return at + c.len_utf8(),
            _ => {}
        }
    }
    let cut = text.char_indices().rev().nth(LONGEST_WORD - 1);
    cut.map_or(0, |(at, _)| at)
}

fn is_boundary(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '[' | ']' | '<' | '>' | '|'
        )
}

/// `start` is where the word begins in `before`.
fn surrounding(
    start: usize,
    before: &str,
    holes: &[Range<usize>],
    after: &str,
) -> Option<Surrounding> {
    // What is computed can't be read as a part of the ARN.
    let mut word = String::new();
    let mut at = start;
    let first = holes.partition_point(|hole| hole.start < start);
    for hole in holes[first..]
        .iter()
        .take_while(|hole| hole.end <= before.len())
    {
        if hole.start >= at {
            word.push_str(&before[at..hole.start]);
            word.push(HOLE);
            at = hole.end;
        }
    }
    word.push_str(&before[at..]);
    let before = &word.replace("\\/", "/");
    let at = before.rfind("mfa/")?;
    let (prefix, path) = (&before[..at], &before[at + "mfa/".len()..]);
    if outside_braces(path).any(|(_, c)| c == ':') {
        return None;
    }
    if service(prefix).is_some_and(|service| !matches!(service, "iam" | "*")) {
        return Some(Surrounding::Elsewhere);
    }
    let device = match prefix.chars().next_back() {
        Some(':') => Surrounding::Device,
        None | Some('}' | HOLE) => Surrounding::Resource,
        Some('-') if prefix.ends_with("sms-") => return Some(Surrounding::Sms),
        Some(_) => return Some(Surrounding::Elsewhere),
    };
    let ends = after.trim_end_matches(['.', ':', '!', '=', '~']).is_empty();
    Some(if (path.is_empty() || opens_text(path)) && ends {
        device
    } else if device == Surrounding::Device {
        Surrounding::Convention
    } else {
        Surrounding::Elsewhere
    })
}

/// Whether what stands before the variable only begins a text in a template's tag: {{ `${aws:username}` }}.
fn opens_text(path: &str) -> bool {
    let inside = path
        .strip_prefix("{{")
        .map(|rest| rest.trim_start_matches('-'));
    inside.is_some_and(|inside| matches!(inside.trim(), "`" | "\"" | "\\\"" | "'"))
}

/// The service of the last ARN that begins in a prefix, where it is written out.
fn service(prefix: &str) -> Option<&str> {
    let arn = &prefix[prefix.rfind("arn:")? + "arn:".len()..];
    let mut colons = outside_braces(arn).filter(|(_, c)| *c == ':');
    let (start, _) = colons.next()?;
    let (end, _) = colons.next()?;
    let service = &arn[start + 1..end];
    service
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '*'))
        .then_some(service)
}

/// The characters of a text that no interpolation holds, with their byte offsets.
fn outside_braces(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut depth = 0_usize;
    text.char_indices().filter(move |(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}

/// An ARN with any device in the place of the user's own; `None` where it names none.
pub fn with_any_device(text: &str) -> Option<String> {
    let occurrence = occurrences(text, &[]).into_iter().next()?;
    (occurrence.surrounding == Surrounding::Device).then(|| {
        format!(
            "{}*{}",
            &text[..occurrence.variable.start],
            &text[occurrence.variable.end..]
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, Surrounding)> {
        occurrences(text, &[])
            .into_iter()
            .map(|o| (&text[o.variable], o.surrounding))
            .collect()
    }

    #[test]
    fn every_spelling_is_one_variable() {
        for variable in [
            "${aws:username}",
            "${AWS:UserName}",
            "${aws:username, 'nobody'}",
            "${aws:username, ''no''}",
            r"${aws:username, \'no\'}",
            r"${aws:username, \u0027no\u0027}",
            "$${aws:username}",
            "&{aws:username}",
            "${!aws:username}",
            r"\${aws:username}",
            "${{aws:username}}",
            "$<aws:username>",
            r"\u0024{aws:username}",
            r"$\u003caws:username\u003e",
            "$$${aws:username}",
            "${'$'}{aws:username}",
        ] {
            let text = format!("\"arn:aws:iam::*:mfa/{variable}\"");
            assert_eq!(found(&text), [(variable, Surrounding::Device)], "{text}");
        }
    }

    #[test]
    fn the_place_decides() {
        let cases = [
            (
                "arn:aws:iam::*:mfa/${aws:username}",
                Some(Surrounding::Device),
            ),
            (
                "arn:aws-cn:iam::123456789012:mfa/${aws:username}",
                Some(Surrounding::Device),
            ),
            (
                "arn:${AWS::Partition}:iam::${A::B}:mfa/${aws:username}",
                Some(Surrounding::Device),
            ),
            (":mfa/${aws:username}", Some(Surrounding::Device)),
            (
                "${aws_arn}:mfa\\/${aws:username}",
                Some(Surrounding::Device),
            ),
            (
                "Use arn:aws:iam::*:mfa/${aws:username}.",
                Some(Surrounding::Device),
            ),
            ("mfa/${aws:username}", Some(Surrounding::Resource)),
            (
                "arn:aws:iam::{{ account }}:mfa/${aws:username}",
                Some(Surrounding::Device),
            ),
            (
                "arn:aws:iam::<%= id[\"x\"] %>:mfa/${aws:username}",
                Some(Surrounding::Device),
            ),
            (
                "arn:aws:iam::*:mfa/${aws:username}*",
                Some(Surrounding::Convention),
            ),
            (
                "arn:aws:iam::*:mfa/${aws:username}-*",
                Some(Surrounding::Convention),
            ),
            (
                "arn:aws:iam::*:mfa/${aws:username}?",
                Some(Surrounding::Convention),
            ),
            (
                "=arn:aws:iam::*:mfa/${aws:username}=",
                Some(Surrounding::Device),
            ),
            (
                "arn:aws:iam::*:mfa/team/${aws:username}",
                Some(Surrounding::Convention),
            ),
            (
                "arn:aws:iam::*:sms-mfa/${aws:username}",
                Some(Surrounding::Sms),
            ),
            (
                "arn:aws:iam::*:other-mfa/${aws:username}",
                Some(Surrounding::Elsewhere),
            ),
            (
                "arn:aws:s3:::bucket/mfa/${aws:username}",
                Some(Surrounding::Elsewhere),
            ),
            (
                "arn:aws:s3:::bucket:mfa/${aws:username}",
                Some(Surrounding::Elsewhere),
            ),
            ("arn:aws:iam::*:user/${aws:username}", None),
            ("arn:aws:iam::*:mfa/x:user/${aws:username}", None),
            ("arn:aws:iam::*:mfa/${aws:userid}", None),
        ];
        for (text, place) in cases {
            let found = found(text).into_iter().next().map(|(_, place)| place);
            assert_eq!(found, place, "{text}");
        }
    }

    #[test]
    fn what_is_computed_is_no_part_of_the_arn() {
        let text = "arn:aws:iam::Ref: A::B:mfa/${aws:username}";
        let hole = 13..13 + "Ref: A::B".len();
        let found = occurrences(text, std::slice::from_ref(&hole));
        assert_eq!(found[0].surrounding, Surrounding::Device);
        assert_eq!(found[0].token, 0..text.len());
    }

    #[test]
    fn a_word_begins_right_after_what_is_computed_and_a_blank() {
        let text = "{x} arn:aws:iam::*:mfa/${aws:username}";
        let hole = 0..3;
        let found = occurrences(text, std::slice::from_ref(&hole));
        assert_eq!(found[0].token, 4..text.len());
    }

    #[test]
    fn a_word_is_read_so_far_back_and_no_further() {
        let arn = "arn:aws:iam::*:mfa/${aws:username}";
        let text = "x".repeat(2 * LONGEST_WORD) + arn;
        let found = occurrences(&text, &[]);
        let read = found[0].variable.start - found[0].token.start;
        assert_eq!(read, LONGEST_WORD);
    }

    #[test]
    fn a_text_may_have_several() {
        let text = "arn:aws:iam::*:mfa/${aws:username},arn:aws:iam::*:user/${aws:username} arn:aws:iam::1:mfa/&{aws:username}";
        assert_eq!(found(text).len(), 2);
    }

    #[test]
    fn a_text_in_a_tag_is_no_path() {
        for (tag, surrounding) in [
            ("{{ `${aws:username}` }}", Surrounding::Device),
            ("{{- \"${aws:username}\" }}", Surrounding::Device),
            ("{{ x `${aws:username}` }}", Surrounding::Convention),
        ] {
            let text = format!("arn:aws:iam::*:mfa/{tag}");
            let hole = text.len() - tag.len()..text.len();
            let found = occurrences(&text, &[hole]);
            let found: Vec<&Surrounding> = found.iter().map(|it| &it.surrounding).collect();
            assert_eq!(found, [&surrounding], "{text}");
        }
    }
}
