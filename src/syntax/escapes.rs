//! How a language spells, inside a string, what it can't write there as it is.

use std::ops::Range;

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
    /// A template of a program that is not known, which fills in `${…}`: as Terraform's, but a policy variable
    /// stands for itself.
    Dollar,
    /// Jinja and Go templates: `{{…}}` is computed; `{%…%}` and `{#…#}` are for the template only.
    Curly,
    /// ERB, EJS: `<%=…%>` is computed; `<%…%>` is for the template only.
    Percent,
}

/// A piece of a string as it is spelled.
pub struct Piece {
    /// Bytes of the spelling.
    pub range: Range<usize>,
    /// What it stands for.
    pub says: Says,
}

/// What a piece of a string stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Its own spelling.
    Itself,
    /// This.
    Other(String),
    /// Something that is computed.
    Hole,
    /// Nothing.
    Nothing,
}

impl Escapes {
    /// Splits the spelling of a string into plain runs and others, in order and without a gap. An escape that
    /// the language doesn't know is left as it is.
    pub fn pieces(self, spelling: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut plain = 0;
        let mut at = 0;
        while let Some(found) = spelling[at..].find(|c| self.begins(c)) {
            let start = at + found;
            match self.piece(spelling, start) {
                Some((length, says)) if length > 0 => {
                    if plain < start {
                        pieces.push(Piece {
                            range: plain..start,
                            says: Says::Itself,
                        });
                    }
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
        if plain < spelling.len() {
            pieces.push(Piece {
                range: plain..spelling.len(),
                says: Says::Itself,
            });
        }
        pieces
    }

    /// A text as it is spelled in a string of this kind; `None` where that isn't known. What delimits the string is
    /// not looked at.
    pub fn spelled(self, text: &str) -> Option<String> {
        let quoted = |special: &[char], escape: &str| {
            let mut spelling = String::with_capacity(text.len());
            for c in text.chars() {
                if special.contains(&c) {
                    spelling.push_str(escape);
                }
                spelling.push(c);
            }
            spelling
        };
        let spelling = match self {
            Escapes::Json | Escapes::Backslash | Escapes::BackslashQuotes | Escapes::YamlDouble => {
                quoted(&['\\', '"'], "\\")
            }
            Escapes::ShellDouble => quoted(&['\\', '"', '$', '`'], "\\"),
            Escapes::ShellHeredoc => quoted(&['\\', '$', '`'], "\\"),
            Escapes::HclQuoted => {
                let text = quoted(&['\\', '"'], "\\");
                Escapes::HclHeredoc.spelled(&text)?
            }
            Escapes::HclHeredoc | Escapes::Terraform => {
                text.replace("${", "$${").replace("%{", "%%{")
            }
            Escapes::Make => text.replace('$', "$$"),
            Escapes::Doubled(quote) => text.replace(quote, &format!("{quote}{quote}")),
            Escapes::YamlSingle => text.replace('\'', "''"),
            Escapes::Sub => text.replace("${", "${!"),
            Escapes::Braces => text.replace('{', "{{").replace('}', "}}"),
            _ => text.to_owned(),
        };
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

    /// Whether something other than itself may begin with a character.
    fn begins(self, c: char) -> bool {
        match self {
            Escapes::None => false,
            Escapes::Doubled(quote) => c == quote,
            Escapes::Backtick => matches!(c, '`' | '"'),
            Escapes::HclQuoted => matches!(c, '\\' | '$' | '%'),
            Escapes::HclHeredoc | Escapes::Terraform | Escapes::Dollar => matches!(c, '$' | '%'),
            Escapes::Make | Escapes::Sub => c == '$',
            Escapes::YamlDouble => matches!(c, '\\' | ' ' | '\t' | '\r' | '\n'),
            Escapes::YamlSingle => matches!(c, '\'' | ' ' | '\t' | '\r' | '\n'),
            Escapes::YamlPlain => matches!(c, ' ' | '\t' | '\r' | '\n'),
            Escapes::YamlLiteral(_) | Escapes::YamlFolded(_) => matches!(c, '\r' | '\n'),
            Escapes::Braces => matches!(c, '{' | '}'),
            Escapes::Curly => c == '{',
            Escapes::Percent => c == '<',
            _ => c == '\\',
        }
    }

    /// Length (bytes) and meaning of what begins at an offset; `None` where that is the character itself.
    fn piece(self, spelling: &str, at: usize) -> Option<(usize, Says)> {
        let rest = match self {
            Escapes::Terraform
            | Escapes::Dollar
            | Escapes::Braces
            | Escapes::Sub
            | Escapes::Curly
            | Escapes::Percent => head(&spelling[at..]),
            _ => &spelling[at..],
        };
        let doubled = |prefix: &str, text: &str| {
            rest.starts_with(prefix)
                .then(|| (prefix.len(), Says::Other(text.to_owned())))
        };
        match self {
            Escapes::None => None,
            Escapes::Doubled(quote) => {
                let mut pair = String::from(quote);
                pair.push(quote);
                doubled(&pair, &pair[..quote.len_utf8()])
            }
            Escapes::Make => doubled("$$", "$"),
            Escapes::HclHeredoc => doubled("$${", "${").or_else(|| doubled("%%{", "%{")),
            Escapes::HclQuoted if !rest.starts_with('\\') => {
                Escapes::HclHeredoc.piece(spelling, at)
            }
            Escapes::Terraform => Escapes::HclHeredoc.piece(spelling, at).or_else(|| {
                let says = if rest.starts_with("${") {
                    Says::Hole
                } else if rest.starts_with("%{") {
                    Says::Nothing
                } else {
                    return None;
                };
                Some((closed(rest, 1)?, says))
            }),
            Escapes::Dollar if is_policy_variable(rest) => None,
            Escapes::Dollar => Escapes::Terraform.piece(spelling, at),
            Escapes::Sub => {
                let name = rest.strip_prefix("${")?;
                let end = "${".len() + name.find('}')? + 1;
                Some(match name.strip_prefix('!') {
                    Some(_) => (end, Says::Other(format!("${{{}", &rest[3..end]))),
                    None => (end, Says::Hole),
                })
            }
            Escapes::Braces => doubled("{{", "{")
                .or_else(|| doubled("}}", "}"))
                .or_else(|| {
                    let length = rest.starts_with('{').then(|| closed(rest, 0))??;
                    Some((length, Says::Hole))
                }),
            Escapes::Curly => curly(rest),
            Escapes::Percent => {
                let inside = rest.strip_prefix("<%")?;
                let length = "<%".len() + inside.find("%>")? + "%>".len();
                let says = if inside.starts_with('=') || is_output(inside) {
                    Says::Hole
                } else {
                    Says::Nothing
                };
                Some((length, says))
            }
            Escapes::YamlPlain => folded_break(rest),
            Escapes::YamlSingle => doubled("''", "'").or_else(|| folded_break(rest)),
            Escapes::YamlDouble if !rest.starts_with('\\') => folded_break(rest),
            Escapes::YamlLiteral(indent) => {
                let (end, strip) = line_break(rest, indent)?;
                Some((end + strip, Says::Other("\n".to_owned())))
            }
            Escapes::YamlFolded(indent) => folded_line(spelling, at, indent),
            Escapes::Backtick if rest.starts_with('"') => doubled("\"\"", "\""),
            _ => self.quoted(rest).map(|(length, text)| {
                (
                    length,
                    if text.is_empty() {
                        Says::Nothing
                    } else {
                        Says::Other(text)
                    },
                )
            }),
        }
    }

    /// Length (bytes) and meaning of the escape that `rest` begins with, a backslash or backtick.
    fn quoted(self, rest: &str) -> Option<(usize, String)> {
        let next = rest[1..].chars().next()?;
        let itself = || Some((1 + next.len_utf8(), next.to_string()));
        let line_end = if rest[1..].starts_with("\r\n") {
            Some(3)
        } else {
            (next == '\n').then_some(2)
        };
        if let Some(length) = line_end {
            return match self {
                Escapes::Json | Escapes::BackslashItself => None,
                Escapes::YamlDouble => {
                    let indent =
                        rest[length..].len() - rest[length..].trim_start_matches([' ', '\t']).len();
                    Some((length + indent, String::new()))
                }
                _ => Some((length, String::new())),
            };
        }
        match self {
            Escapes::Json => json_escape(rest, next),
            Escapes::ShellWord => itself(),
            Escapes::ShellDouble if matches!(next, '$' | '`' | '"' | '\\') => itself(),
            Escapes::ShellHeredoc if matches!(next, '$' | '`' | '\\') => itself(),
            Escapes::BackslashItself if matches!(next, '\'' | '\\') => itself(),
            Escapes::Backslash | Escapes::HclQuoted => backslash_escape(rest, next),
            Escapes::BackslashQuotes | Escapes::YamlDouble => {
                backslash_escape(rest, next).or_else(itself)
            }
            Escapes::Backtick => control(next).map(|c| (2, c.to_string())).or_else(itself),
            _ => None,
        }
    }
}

/// How long (bytes) an interpolation of a template may be.
const LONGEST_INTERPOLATION: usize = 1024;

fn head(rest: &str) -> &str {
    let mut end = rest.len().min(LONGEST_INTERPOLATION);
    while !rest.is_char_boundary(end) {
        end -= 1;
    }
    &rest[..end]
}

/// Length (bytes) and meaning of the tag of a Jinja or Go template at the beginning.
fn curly(rest: &str) -> Option<(usize, Says)> {
    let tag = |open: &str, close: &str, says: Says| {
        let end = rest.strip_prefix(open)?.find(close)?;
        Some((open.len() + end + close.len(), says))
    };
    let word = rest
        .get(2..)?
        .trim_start_matches(['-', ' '])
        .split(|c: char| !c.is_alphanumeric())
        .next()?;
    let value = if GO_CONTROL.contains(&word) {
        Says::Nothing
    } else {
        Says::Hole
    };
    tag("{{", "}}", value)
        .or_else(|| tag("{%", "%}", Says::Nothing))
        .or_else(|| tag("{#", "#}", Says::Nothing))
}

/// Whether what stands after `<%` puts something out unescaped, as EJS has it; ERB begins instructions so.
fn is_output(inside: &str) -> bool {
    inside.strip_prefix('-').is_some_and(|rest| {
        let word = rest
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next();
        let is_control = word.is_some_and(|word| ERB_CONTROL.contains(&word));
        let tag = rest.split("%>").next().unwrap_or_default();
        !is_control && !tag.contains(" do")
    })
}

/// The words that begin an instruction of ERB.
const ERB_CONTROL: [&str; 10] = [
    "if", "else", "elsif", "end", "unless", "case", "when", "for", "while", "begin",
];

/// The words after `{{` that begin an instruction of a Go template rather than a value.
const GO_CONTROL: [&str; 9] = [
    "if", "else", "end", "range", "with", "define", "block", "template", "break",
];

/// Whether a `${` begins a policy variable, which no template language could read as an expression.
fn is_policy_variable(rest: &str) -> bool {
    rest.get(2..6)
        .is_some_and(|name| name.eq_ignore_ascii_case("aws:"))
}

/// Length (bytes) up to the brace that closes the one at an offset, others in between counted.
fn closed(rest: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices().skip(open) {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(at + 1),
            '}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

/// Length (bytes) of a line end at the beginning, and of up to `indent` spaces after it.
fn line_break(rest: &str, indent: usize) -> Option<(usize, usize)> {
    let end = if rest.starts_with("\r\n") {
        2
    } else if rest.starts_with('\n') {
        1
    } else {
        return None;
    };
    let strip = rest[end..]
        .bytes()
        .take(indent)
        .take_while(|b| *b == b' ')
        .count();
    Some((end, strip))
}

/// A line end in a flow scalar with the white space around it: a space, or as many line ends as there are
/// empty lines (YAML 1.2, section 6.5).
fn folded_break(rest: &str) -> Option<(usize, Says)> {
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let breaks = rest[..length].matches('\n').count();
    match breaks {
        0 => None,
        1 => Some((length, Says::Other(" ".to_owned()))),
        more => Some((length, Says::Other("\n".repeat(more - 1)))),
    }
}

/// A line end in a `>` scalar: a space between two lines of text, a line end beside indented ones.
fn folded_line(spelling: &str, at: usize, indent: usize) -> Option<(usize, Says)> {
    let mut length = 0;
    let mut breaks = 0;
    while let Some((end, strip)) = line_break(&spelling[at + length..], indent) {
        length += end + strip;
        breaks += 1;
    }
    let is_indented = |line: &str| line.starts_with([' ', '\t']);
    let before = match spelling[..at].rfind('\n') {
        Some(line) => spelling[line + 1..at].get(indent..).unwrap_or_default(),
        None => &spelling[..at],
    };
    let after = &spelling[at + length..];
    let says = if breaks == 0 {
        return None;
    } else if is_indented(before) || is_indented(after) || after.is_empty() {
        "\n".repeat(breaks)
    } else if breaks == 1 {
        " ".to_owned()
    } else {
        "\n".repeat(breaks - 1)
    };
    Some((length, Says::Other(says)))
}

fn control(next: char) -> Option<char> {
    Some(match next {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

fn json_escape(rest: &str, next: char) -> Option<(usize, String)> {
    match next {
        '"' | '\\' | '/' => Some((2, next.to_string())),
        'u' => {
            let unit = |at: usize| u32::from_str_radix(rest.get(at..at + 4)?, 16).ok();
            let high = unit(2)?;
            if (0xD800..0xDC00).contains(&high) && rest.get(6..8) == Some("\\u") {
                let low = unit(8)?.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
                let c = char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?;
                return Some((12, c.to_string()));
            }
            Some((6, char::from_u32(high)?.to_string()))
        }
        _ => control(next).map(|c| (2, c.to_string())),
    }
}

fn backslash_escape(rest: &str, next: char) -> Option<(usize, String)> {
    let (start, most, radix) = match next {
        '\\' | '\'' | '"' | '?' => return Some((2, next.to_string())),
        'a' => return Some((2, "\u{7}".to_owned())),
        'e' | 'E' => return Some((2, "\u{1b}".to_owned())),
        'v' => return Some((2, "\u{b}".to_owned())),
        'u' if rest.starts_with("\\u{") => {
            let digits = rest.get(3..rest.find('}')?)?;
            let code = u32::from_str_radix(digits, 16).ok()?;
            return Some((digits.len() + 4, char::from_u32(code)?.to_string()));
        }
        'x' => (2, 2, 16),
        'u' => (2, 4, 16),
        'U' => (2, 8, 16),
        '0'..='7' => (1, 3, 8),
        _ => return control(next).map(|c| (2, c.to_string())),
    };
    let digits = rest[start..]
        .chars()
        .take(most)
        .take_while(|c| c.is_digit(radix))
        .count();
    let code = u32::from_str_radix(&rest[start..start + digits], radix).ok()?;
    Some((start + digits, char::from_u32(code)?.to_string()))
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
            (Escapes::Dollar, "${f({})}$${x}${aws:x}", "#${x}${aws:x}"),
            (Escapes::Percent, "<%= x %><% if %>y", "#y"),
        ];
        for (escapes, spelling, decoded) in cases {
            assert_eq!(decode(escapes, spelling), decoded, "{escapes:?}");
        }
    }
}
