//! How a language spells, inside a string, what it can't write there as it is.

mod any;
mod backslash;
mod doubled;
mod family;
mod hcl;
mod json;
mod nix;
mod percent;
mod shell;
mod template;
mod yaml;

use std::ops::Range;

pub use family::{Piece, Says};

use any::Any;
use backslash::Backslash;
use doubled::Doubled;
use family::Family;
use hcl::Hcl;
use json::Json;
use nix::Nix;
use percent::Url;
use shell::{Backtick, Shell};
use template::Template;
use yaml::Yaml;

/// A family of escapes, and of what else a string may hold that isn't the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// None: every character stands for itself.
    None,
    /// JSON's (RFC 8259, section 7).
    Json,
    /// An unquoted shell word: a backslash quotes any character, and removes a line end.
    ShellWord,
    /// Shell double quotes (POSIX, section 2.2.3): a backslash quotes `$`, `` ` ``, `"`, `\` and a line end.
    ShellDouble,
    /// A shell heredoc whose delimiter isn't quoted: as in double quotes, but for `"`.
    ShellHeredoc,
    /// The backslash escapes that C gave to its descendants. One of no meaning is left as it is, as Python
    /// and the shell's `$'…'` do.
    Backslash,
    /// The same, but a backslash before any other character stands for that character, as in JavaScript.
    BackslashQuotes,
    /// Only a backslash before itself or a single quote, as in Ruby's `'…'`.
    BackslashItself,
    /// This quote, doubled, stands for itself.
    Doubled(char),
    /// PowerShell's `"…"`: a backtick quotes, and `""` is a quote.
    Backtick,
    /// A Terraform quoted string: backslashes, and what [`Escapes::Terraform`] has but for interpolations,
    /// which its grammar knows.
    HclQuoted,
    /// A Terraform heredoc: as a quoted string, without backslashes.
    HclHeredoc,
    /// An indented string of Nix or Dhall.
    Nix,
    /// A Makefile: `$$` is `$`.
    Make,
    /// A YAML `"…"` (YAML 1.2, sections 5.7 and 7.3.1).
    YamlDouble,
    /// A YAML `'…'`.
    YamlSingle,
    /// A YAML scalar without quotes, maybe of several lines.
    YamlPlain,
    /// A YAML `|` scalar, whose lines begin after so many columns.
    YamlLiteral(usize),
    /// A YAML `>` scalar, whose lines begin after so many columns.
    YamlFolded(usize),
    /// CloudFormation's `Fn::Sub`: `${Name}` is computed, `${!Name}` is the text `${Name}` (CloudFormation User
    /// Guide, "Fn::Sub").
    Sub,
    /// Python's `format` and what other languages took from it: `{…}` is computed, `{{` and `}}` are braces.
    Braces,
    /// A Terraform template: `${…}` is computed, `%{…}` is for the template only, `$${` and `%%{` are text
    /// (Terraform, "Strings and Templates").
    Terraform,
    /// A template of a program that is not known, which fills in `${…}`: as Terraform's, but a variable whose name
    /// begins so stands for itself.
    Dollar(&'static str),
    /// Jinja and Go templates: `{{…}}` is computed; `{%…%}` and `{#…#}` are for the template only.
    Curly,
    /// Percent-encoding.
    Url,
    /// Whatever any of the others, URLs and HTML have for a sign, where no language is known.
    Any,
    /// ERB, EJS: `<%=…%>` is computed; `<%…%>` is for the template only.
    Percent,
}

impl Escapes {
    /// Does something with the family of that name; nothing for [`Escapes::None`].
    fn with<T>(self, with: impl FnOnce(&dyn Family) -> T) -> Option<T> {
        Some(match self {
            Escapes::None => return None,
            Escapes::Json => with(&Json),
            Escapes::ShellWord => with(&Shell::Word),
            Escapes::ShellDouble => with(&Shell::Double),
            Escapes::ShellHeredoc => with(&Shell::Heredoc),
            Escapes::Backslash => with(&Backslash::C),
            Escapes::BackslashQuotes => with(&Backslash::Quotes),
            Escapes::BackslashItself => with(&Backslash::Itself),
            Escapes::Doubled(quote) => with(&Doubled(quote)),
            Escapes::Backtick => with(&Backtick),
            Escapes::HclQuoted => with(&Hcl::Quoted),
            Escapes::HclHeredoc => with(&Hcl::Heredoc),
            Escapes::Nix => with(&Nix),
            Escapes::Make => with(&Doubled('$')),
            Escapes::YamlDouble => with(&Yaml::Double),
            Escapes::YamlSingle => with(&Yaml::Single),
            Escapes::YamlPlain => with(&Yaml::Plain),
            Escapes::YamlLiteral(indent) => with(&Yaml::Literal(indent)),
            Escapes::YamlFolded(indent) => with(&Yaml::Folded(indent)),
            Escapes::Sub => with(&Template::Sub),
            Escapes::Braces => with(&Template::Braces),
            Escapes::Terraform => with(&Template::Terraform),
            Escapes::Dollar(prefix) => with(&Template::Dollar(prefix)),
            Escapes::Curly => with(&Template::Curly),
            Escapes::Url => with(&Url),
            Escapes::Any => with(&Any),
            Escapes::Percent => with(&Template::Percent),
        })
    }

    /// Splits the spelling of a string into plain runs and others, in order and without a gap. An escape that
    /// the language doesn't know is left as it is.
    pub fn pieces(self, spelling: &str) -> Vec<Piece> {
        self.with(|family| pieces(family, spelling))
            .unwrap_or_else(|| itself(0..spelling.len()).into_iter().collect())
    }

    /// Length (bytes) of the escape that a text begins with; `None` where it begins with none.
    pub fn length_at(self, text: &str) -> Option<usize> {
        let first = text.chars().next()?;
        self.with(|family| {
            let is_piece = family.begins(first);
            is_piece.then(|| family.piece(text, 0)).flatten()
        })
        .flatten()
        .and_then(|(length, says)| (says != Says::Hole && length > 0).then_some(length))
    }

    /// A text as it is spelled in a string of this kind; `None` where that isn't known. What delimits the string is
    /// not looked at.
    pub fn spelled(self, text: &str) -> Option<String> {
        let spelling = self
            .with(|family| family.written(text))
            .unwrap_or_else(|| text.to_owned());
        let mut says = String::with_capacity(text.len());
        for piece in self.pieces(&spelling) {
            match piece.says {
                Says::Itself => says.push_str(&spelling[piece.range]),
                Says::Other(decoded) => says.push_str(&decoded),
                Says::Hole | Says::Nothing => return None,
            }
        }
        (says == text).then_some(spelling)
    }
}

fn pieces(family: &dyn Family, spelling: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = 0;
    let mut at = 0;
    while let Some(found) = spelling[at..].find(|c| family.begins(c)) {
        let start = at + found;
        match family.piece(spelling, start) {
            Some((length, says)) if length > 0 => {
                pieces.extend(itself(plain..start));
                at = start + length;
                pieces.push(Piece {
                    range: start..at,
                    says,
                });
                plain = at;
            }
            _ => {
                // A run of blanks without a line end says itself: nothing in it is looked at again.
                let rest = &spelling[start..];
                let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
                at = start + blanks.max(rest.chars().next().map_or(1, char::len_utf8));
            }
        }
    }
    pieces.extend(itself(plain..spelling.len()));
    pieces
}

fn itself(range: Range<usize>) -> Option<Piece> {
    (!range.is_empty()).then_some(Piece {
        range,
        says: Says::Itself,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_spelled_so_that_it_says_itself() {
        let text = r#""$(aws --query 'a[?!b(`":c"`)]' --user "${USER}")""#;
        for (escapes, spelling) in [
            (Escapes::None, text.to_owned()),
            (Escapes::YamlLiteral(2), text.to_owned()),
            (Escapes::YamlPlain, text.to_owned()),
            (Escapes::Json, text.replace('"', "\\\"")),
            (Escapes::Make, text.replace('$', "$$")),
            (Escapes::Terraform, text.replace("${", "$${")),
            (Escapes::Sub, text.replace("${", "${!")),
            (Escapes::YamlSingle, text.replace('\'', "''")),
        ] {
            assert_eq!(escapes.spelled(text), Some(spelling), "{escapes:?}");
        }
        assert_eq!(Escapes::Curly.spelled("{{ x }}"), None);
    }

    fn decode(escapes: Escapes, spelling: &str) -> String {
        escapes
            .pieces(spelling)
            .iter()
            .map(|piece| match &piece.says {
                Says::Other(decoded) => decoded,
                Says::Itself => &spelling[piece.range.clone()],
                Says::Hole => "#",
                Says::Nothing => "",
            })
            .collect()
    }

    #[test]
    fn each_family_decodes_its_own_escapes() {
        let cases = [
            (Escapes::None, r"\u0024{x}", r"\u0024{x}"),
            (Escapes::Json, r"\u0024{x}\/\ud83d\ude00\n", "${x}/😀\n"),
            (Escapes::Json, r"\q\u12", r"\q\u12"),
            (Escapes::ShellWord, "a\\\nb\\$c", "ab$c"),
            (Escapes::ShellDouble, r#"\${x}\"\n"#, "${x}\"\\n"),
            (Escapes::ShellHeredoc, r#"\${x}\""#, "${x}\\\""),
            (Escapes::Backslash, r"\x24{x}\044\u0024\n\q", "${x}$$\n\\q"),
            (Escapes::BackslashQuotes, r"\${x}\u{24}\q", "${x}$q"),
            (Escapes::BackslashItself, r"\'\n", "'\\n"),
            (Escapes::Doubled('\''), "it''s", "it's"),
            (Escapes::Backtick, "`${x}\"\"`n", "${x}\"\n"),
            (Escapes::HclQuoted, r#"$${x}\"%%{y}"#, "${x}\"%{y}"),
            (Escapes::HclHeredoc, r#"$${x}\""#, "${x}\\\""),
            (Escapes::Make, "$${x}", "${x}"),
            (Escapes::YamlDouble, "a \n  b\\\n  c\\x24\\/", "a bc$/"),
            (Escapes::YamlSingle, "it''s\n\n  x", "it's\nx"),
            (Escapes::YamlPlain, "a b\n  c", "a b c"),
            (
                Escapes::YamlLiteral(2),
                "a\n    b\n\n  c\n",
                "a\n  b\n\nc\n",
            ),
            (
                Escapes::YamlFolded(2),
                "a\n  b\n\n  c\n    d\n  e\n",
                "a b\nc\n  d\ne\n",
            ),
            (Escapes::Sub, "${A::B}:${!aws:x}$$", "#:${aws:x}$$"),
            (Escapes::Braces, "{}:{a.b}:${{x}}", "#:#:${x}"),
            (
                Escapes::Terraform,
                "${f({})}$${x}${aws:x}%{ if y }z",
                "#${x}#z",
            ),
            (Escapes::Curly, "{{ x }}{% if %}{{- if y }}z{# c #}", "#z"),
            (
                Escapes::Dollar("aws:"),
                "${f({})}$${x}${aws:x}",
                "#${x}${aws:x}",
            ),
            (Escapes::Percent, "<%= x %><% if %>y", "#y"),
            (Escapes::Url, "%7B%22a%3a%zz%", "{\"a:%zz%"),
            (
                Escapes::Any,
                r"\u0024\{a\:&#123;&lcub;&x;%7b`${x}\n\x2f&#x7B;%s\u00e9",
                "${a:{{&x;{${x}\\n/{%s\\u00e9",
            ),
        ];
        for (escapes, spelling, decoded) in cases {
            assert_eq!(decode(escapes, spelling), decoded, "{escapes:?}");
        }
    }

    #[test]
    fn what_is_not_an_escape_stays_and_what_is_one_ends_where_it_ends() {
        let long = format!("{{{}}}", "x".repeat(1100));
        let unclosed = &long[..long.len() - 200];
        let cases = [
            (Escapes::Json, r"\ud83d\u0041\udc00", r"\ud83dA\udc00"),
            (Escapes::Json, r"\ud83d\ue000", "\\ud83d\u{e000}"),
            (
                Escapes::Json,
                "\\b\\f\\r\\t\\\\\\\"\\\n",
                "\u{8}\u{c}\r\t\\\"\\\n",
            ),
            (Escapes::ShellWord, "a\\\r\nb", "ab"),
            (Escapes::ShellDouble, "a\\\nb\\`\\\\\\a", "ab`\\\\a"),
            (Escapes::ShellHeredoc, "\\`\\\\\\\n", "`\\"),
            (
                Escapes::Backslash,
                r"\a\e\E\v\?\'",
                "\u{7}\u{1b}\u{1b}\u{b}?'",
            ),
            (
                Escapes::Backslash,
                r"\x4\u41\U00000041\0\1012",
                "\u{4}AA\0A2",
            ),
            (
                Escapes::Backslash,
                r"\u{1F600}\u{}\xg\u{110000}",
                r"😀\u{}\xg\u{110000}",
            ),
            (Escapes::Backslash, "a\\\nb", "ab"),
            (Escapes::BackslashQuotes, "a\\\nb\\z", "abz"),
            (Escapes::BackslashItself, r"\\\'\n", r"\'\n"),
            (Escapes::BackslashItself, "\\\n", "\\\n"),
            (Escapes::Doubled('"'), r#"a""b"c"#, r#"a"b"c"#),
            (Escapes::Backtick, "`t`\"`a\"\"\"x`\nb", "\t\"a\"\"xb"),
            (
                Escapes::HclQuoted,
                r"\n\q$${x}${y}%%{z}%{w}$$",
                "\n\\q${x}${y}%{z}%{w}$$",
            ),
            (Escapes::HclQuoted, "a\\\nb", "ab"),
            (Escapes::Make, "$$(x)$(y)", "$(x)$(y)"),
            (Escapes::YamlDouble, "a  \t b", "a  \t b"),
            (Escapes::YamlDouble, "a\\ b\\\r\n   c\\N", "a bcN"),
            (Escapes::YamlDouble, "a\n b", "a b"),
            (Escapes::YamlSingle, "a\r\n  b", "a b"),
            (Escapes::YamlPlain, "a\n\n\n b", "a\n\nb"),
            (Escapes::YamlLiteral(2), "a\r\n  b\n c", "a\nb\nc"),
            (Escapes::YamlFolded(2), "a\n\n\n  b", "a\n\nb"),
            (Escapes::YamlFolded(2), "a\n  b\n", "a b\n"),
            (Escapes::YamlFolded(2), " a\n  b\n   c", " a\nb\n c"),
            (Escapes::Sub, "${a${!b}$x${y", "#$x${y"),
            (Escapes::Braces, "{a{b}c}d{{e}}{f", "#d{e}{f"),
            (Escapes::Braces, &long, &long),
            (Escapes::Braces, unclosed, unclosed),
            (
                Escapes::Terraform,
                "%{ if x }a%{ endif }%%{b}$${c}${d",
                "a%{b}${c}${d",
            ),
            (Escapes::Terraform, "$a%b${c}", "$a%b#"),
            (Escapes::Dollar("x:"), "${X:y}${aws:y}%{z}", "${X:y}#"),
            (
                Escapes::Curly,
                "{{-x-}}{{end}}{{ else }}{{ range .A }}",
                "#",
            ),
            (
                Escapes::Curly,
                "{{ endpoint }}{% x %}{# y #}{x}{{ z",
                "#{x}{{ z",
            ),
            (Escapes::Percent, "<%= x %><%- y %><%- if z %>", "##"),
            (
                Escapes::Percent,
                "<%- a.each do |b| %><% end %><a<% b",
                "<a<% b",
            ),
        ];
        for (escapes, spelling, decoded) in cases {
            assert_eq!(decode(escapes, spelling), decoded, "{escapes:?} {spelling}");
        }
        let short = format!("{{{}}}", "x".repeat(900));
        assert_eq!(decode(Escapes::Braces, &short), "#");
    }

    #[test]
    fn pieces_are_in_order_and_without_a_gap() {
        for escapes in [
            Escapes::None,
            Escapes::Json,
            Escapes::YamlPlain,
            Escapes::Curly,
        ] {
            let spelling = "a\\n b \n{{ c }}\\";
            let mut at = 0;
            for piece in escapes.pieces(spelling) {
                assert_eq!(piece.range.start, at, "{escapes:?}");
                assert!(!piece.range.is_empty());
                at = piece.range.end;
            }
            assert_eq!(at, spelling.len());
        }
        assert_eq!(Escapes::Json.pieces("").len(), 0);
    }

    #[test]
    fn each_family_writes_what_it_reads() {
        let text = r#"a\"$b`${c}%{d}{e}'"#;
        let backslashes = r#"a\\\"$b`${c}%{d}{e}'"#;
        for (escapes, spelling) in [
            (Escapes::None, Some(text)),
            (Escapes::Json, Some(backslashes)),
            (Escapes::Backslash, Some(backslashes)),
            (Escapes::BackslashQuotes, Some(backslashes)),
            (Escapes::YamlDouble, Some(backslashes)),
            (Escapes::ShellDouble, Some(r#"a\\\"\$b\`\${c}%{d}{e}'"#)),
            (Escapes::ShellHeredoc, Some(r#"a\\"\$b\`\${c}%{d}{e}'"#)),
            (Escapes::HclQuoted, Some(r#"a\\\"$b`$${c}%%{d}{e}'"#)),
            (Escapes::HclHeredoc, Some(r#"a\"$b`$${c}%%{d}{e}'"#)),
            (Escapes::Doubled('\''), Some(r#"a\"$b`${c}%{d}{e}''"#)),
            (Escapes::YamlSingle, Some(r#"a\"$b`${c}%{d}{e}''"#)),
            (Escapes::Nix, Some(r#"a\"$b`''${c}%{d}{e}'"#)),
            (Escapes::Make, Some(r#"a\"$$b`$${c}%{d}{e}'"#)),
            (Escapes::Sub, Some(r#"a\"$b`${!c}%{d}{e}'"#)),
            (Escapes::Braces, Some(r#"a\"$b`${{c}}%{{d}}{{e}}'"#)),
            (Escapes::Curly, Some(text)),
            (Escapes::Percent, Some(text)),
            (
                Escapes::Url,
                Some("a%5C%22%24b%60%24%7Bc%7D%25%7Bd%7D%7Be%7D%27"),
            ),
            (Escapes::BackslashItself, Some(text)),
            // These have no way to write some of it, or none that is known here.
            (Escapes::ShellWord, None),
            (Escapes::Backtick, None),
            (Escapes::Dollar("x:"), None),
        ] {
            assert_eq!(escapes.spelled(text).as_deref(), spelling, "{escapes:?}");
        }
        assert_eq!(Escapes::Percent.spelled("<% x %>"), None);
        assert_eq!(Escapes::YamlPlain.spelled("a\nb"), None);
    }
}
