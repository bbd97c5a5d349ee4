//! How programs turn a user's ARN into a device's: they put `mfa` in the place of `user`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, bytes};

use crate::ascii_regex::ascii_regex;

/// Of bytes, as what is repeated dozens of times would be as many automata of UTF-8. Each way begins and ends with ASCII.
static DERIVATION: LazyLock<Option<bytes::Regex>> = LazyLock::new(|| {
    // `sed s/user/mfa/` with any delimiter and `:` or `/` around, `${ARN/:user/:mfa}`, jq's sub("user"; "mfa"),
    // and what programs call replace, Replace, ReplaceAll, gsub, -replace; Perl's `s{user}{mfa}`, what fish and Nushell
    // call replace, and jq's `:mfa/\(.Arn | …)`. Other words that begin so are not meant.
    bytes::Regex::new(
        r#"(?x-u) \bs(?P<d>[/|,\#:@!;%~+=^])(?:[^'"\s\w/][^'"\s]{0,7})?user(?:[^'"\s\w][^'"\s]{0,12})?[/|,\#:@!;%~+=^][^'"\s\w]{0,8}mfa\b
        | \$\{[\w\[\]]+/{1,2}:?user\\?/?/:?mfa\\?/?\}
        | (?: (?i:replace|sub) \w* \( [^()\r\n]{0,80}? | -replace \s* )
          \\?["'/`][^"'`\s\w/]{0,3}user\\?/?\\?["'/`] \w* \s*[;,]\s* \\?["'`][^"'`\s\w/]{0,3}mfa\b
        | \bsplit\(\s*["'`]:?user/?["'`]\s*\)\s*\.join\(\s*["'`]:?mfa/?["'`]\s*\)
        | ["']:?mfa/["']\.join\([^()\r\n]{0,80}\.split\(\s*["']:?user/?["']
        | \bprint\b[^'{}\r\n]{0,120}mfa/"\s*\$(?:NF|\d)
        | %\w+:user/?=mfa/?%
        | \bs(?:\{:?user/?\}\s*\{|\(:?user/?\)\s*\(|\[:?user/?\]\s*\[):?mfa/?[\])}]
        | \bstr(?:ing)?\x20replace(?:\x20+-[\w-]+)*\x20+["']?:?user/?["']?\x20+["']?:?mfa\b
        | :mfa/\\{1,2}\([^()"]{0,80}\|"#,
    )
    .ok()
});
/// A script of sed's that does this and nothing else.
static ONE_SUBSTITUTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    ascii_regex(r"^s(?:/:?user/:?mfa/|\|:?user/?\|:?mfa/?\||#:?user/?#:?mfa/?#|,:?user/?,:?mfa/?,|@:?user/?@:?mfa/?@)g?;?$|^s/:user\\//:mfa\\//g?$").ok()
});
/// bash's replacement in a variable's value.
static CUT_VARIABLE: LazyLock<Option<Regex>> = LazyLock::new(|| ascii_regex(r"^\$\{(\w+)/").ok());

/// Whether a text turns a user's ARN into a device's.
pub fn is_in(text: &str) -> bool {
    DERIVATION
        .as_ref()
        .is_some_and(|regex| regex.is_match(text.as_bytes()))
}

/// Where a text turns a user's ARN into a device's (bytes).
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    DERIVATION
        .as_ref()
        .map(|regex| {
            regex
                .find_iter(text.as_bytes())
                .map(|found| found.range())
                .collect()
        })
        .unwrap_or_default()
}

/// Whether a script of sed's turns a user's ARN into a device's, and does nothing else.
pub fn is_sed_script(script: &str) -> bool {
    ONE_SUBSTITUTION
        .as_ref()
        .is_some_and(|one| one.is_match(script))
}

/// The variable of a derivation that bash does in a variable's value: `ARN` of `${ARN/:user/:mfa}`.
pub fn cut_variable(derivation: &str) -> Option<&str> {
    Some(
        CUT_VARIABLE
            .as_ref()?
            .captures(derivation)?
            .get(1)?
            .as_str(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_notation_is_known() {
        for text in [
            "sed 's/user/mfa/'",
            "sed s/:user/:mfa/g",
            "sed 's|:user/|:mfa/|'",
            "sed -E 's#user#mfa#'",
            "sed 's;user;mfa;'",
            "sed 's%:user/%:mfa/%'",
            "sed -E 's;:user/(.*/)?;:mfa/;'",
            "set SERIAL=%ARN:user=mfa%",
            r#"awk '{print "arn:aws:iam::"$1":mfa/"$NF}'"#,
            "${ARN/:user/:mfa}",
            "${ARN//user/mfa}",
            r#"jq -r '.Arn | sub("user"; "mfa")'"#,
            r#"arn.replace(":user/", ":mfa/")"#,
            r#"jq -r ".Arn | sub(\":user/\"; \":mfa/\")""#,
            "arn.replace('user', 'mfa')",
            r#"strings.Replace(arn, ":user/", ":mfa/", 1)"#,
            r#"$arn -replace ":user/", ":mfa/""#,
            r#"arn.split("user/").join("mfa/")"#,
            r#"":mfa/".join(arn.split(":user/"))"#,
            r#"awk -F/ '{print "arn:aws:iam::1:mfa/" $2}'"#,
            r#"awk -F'user/' '{print $1 "mfa/" $2}'"#,
            "(my $serial = $arn) =~ s{:user/}{:mfa/};",
            "$arn =~ s(user)(mfa)",
            "string replace user mfa",
            "string replace -r ':user/' ':mfa/' $arn",
            "str replace user mfa",
            r#"jq -r '"arn:aws:iam::\(.Account):mfa/\(.Arn | split("/")[-1])"'"#,
        ] {
            assert!(is_in(text), "{text}");
            assert_eq!(ranges(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn other_words_are_not_meant() {
        for text in [
            "sed 's/superuser/mfa/'",
            "sed 's/user/mfas/'",
            "s/users/mfa/",
            "${ARN/:group/:mfa}",
            "arn.replace(':user/', ':group/')",
            "the user and the mfa",
            "string replace group mfa",
            "a string. Replace user and mfa",
            r#"":mfa/\(name)""#,
        ] {
            assert!(!is_in(text), "{text}");
            assert!(ranges(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_script_does_nothing_else() {
        for (script, is_one) in [
            ("s/user/mfa/", true),
            ("s/:user/:mfa/g", true),
            ("s|:user/|:mfa/|;", true),
            ("s#user#mfa#", true),
            (r"s/:user\//:mfa\//", true),
            ("s/user/mfa/;s/a/b/", false),
            ("s/user/mfa/w out", false),
            ("s/user/xmfa/", false),
            ("ps/user/mfa/", false),
        ] {
            assert_eq!(is_sed_script(script), is_one, "{script}");
        }
    }

    #[test]
    fn a_variable_is_cut() {
        assert_eq!(cut_variable("${ARN/:user/:mfa}"), Some("ARN"));
        assert_eq!(cut_variable("$(x ${ARN/:user/:mfa})"), None);
        assert_eq!(cut_variable("${ARN#x}"), None);
    }
}
