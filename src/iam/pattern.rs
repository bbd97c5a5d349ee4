//! A pattern of a policy: text with `*`, `?` and policy variables, as it stands in `Resource` and in Conditions.
//!
//! Sources: IAM User Guide, "IAM JSON policy elements: Resource" (wildcards) and "IAM policy elements: Variables and
//! tags" (`${key}`, `${key, 'default'}`, `${*}`; a variable without a value matches nothing; in a policy whose `Version`
//! isn't 2012-10-17 all of them are literal text).

use std::fmt;
use std::hash::{Hash, Hasher};

use wildmatch::WildMatchPattern;

/// What can't be read of a text is shown as (U+FFFC, OBJECT REPLACEMENT CHARACTER).
pub const HOLE: char = '\u{FFFC}';

/// The policy variable of an IAM user's name.
pub const USERNAME: &str = "aws:username";

/// The name of a condition key. Letter case doesn't count (IAM User Guide, "IAM JSON policy elements: Condition").
#[derive(Clone, Debug)]
pub struct Key(String);

impl Key {
    /// A key as it is written.
    pub fn new(written: &str) -> Key {
        Key(written.trim().to_owned())
    }

    /// Whether it is the key of that name.
    pub fn is(&self, name: &str) -> bool {
        self.0.eq_ignore_ascii_case(name)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.is(&other.0)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for byte in self.0.bytes() {
            state.write_u8(byte.to_ascii_lowercase());
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives what a variable stands for; `None` where it has no value.
pub type Values<'a> = &'a dyn Fn(&Key) -> Option<String>;

/// A pattern, read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern(Vec<Token>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Token {
    Char(char),
    /// `?`
    One,
    /// `*`
    Any,
    /// What a program computes where the policy is made.
    Hole,
    Variable {
        key: Key,
        default: Option<String>,
    },
}

/// Whether a part of an ARN can be a partition's name: wildcards, or letters that begin as all of AWS's do.
fn is_partition(part: &[Token]) -> bool {
    part.iter().any(Token::is_wildcard)
        || part.starts_with(&[Token::Char('a'), Token::Char('w'), Token::Char('s')])
}

/// Whether a part of an ARN can be an account: nothing, wildcards, or twelve digits.
fn is_account(part: &[Token]) -> bool {
    let is_digit = |token: &Token| matches!(token, Token::Char(c) if c.is_ascii_digit());
    part.is_empty()
        || part.iter().any(Token::is_wildcard)
        || part.len() == 12 && part.iter().all(is_digit)
}

impl Token {
    fn is_wildcard(&self) -> bool {
        matches!(self, Token::Any | Token::One)
    }
}

/// A pattern without variables, in which `*` and `?` may be literal text, as `${*}` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob(String);

/// What a [`Glob`] is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A character that stands for itself.
    Char(char),
    /// `?`: one character.
    One,
    /// `*`: any number of them.
    Any,
}

impl Glob {
    /// Its signs, in order.
    pub fn signs(&self) -> Vec<Sign> {
        let signs = self.0.chars().map(|c| match c {
            ANY => Sign::Any,
            ONE => Sign::One,
            c => Sign::Char(c),
        });
        signs.collect()
    }
}

/// `*` and `?` in [`Glob`]: characters of a private use area, which no policy may have in it.
const ANY: char = '\u{E000}';
const ONE: char = '\u{E001}';

/// Whether a policy's variables are variables, which its `Version` decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variables {
    /// They stand for a value.
    Expanded,
    /// They are text as any other.
    Literal,
}

impl Pattern {
    /// Reads a pattern in IAM's own spelling; what isn't known of it is a [`HOLE`].
    pub fn read(text: &str, variables: Variables) -> Pattern {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if variables == Variables::Expanded
                && let Some((token, length)) = variable(rest)
            {
                tokens.push(token);
                rest = &rest[length..];
                continue;
            }
            tokens.push(match c {
                '*' => Token::Any,
                '?' => Token::One,
                HOLE => Token::Hole,
                c => Token::Char(c),
            });
            rest = &rest[c.len_utf8()..];
        }
        Pattern(tokens)
    }

    /// Reads a text in which `*` and `?` are no wildcards, but variables are variables.
    pub fn without_wildcards(text: &str, variables: Variables) -> Pattern {
        let mut pattern = Pattern::read(text, variables);
        for token in &mut pattern.0 {
            *token = match token {
                Token::Any => Token::Char('*'),
                Token::One => Token::Char('?'),
                _ => continue,
            };
        }
        pattern
    }

    /// The keys of its variables.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.iter().filter_map(|token| match token {
            Token::Variable { key, .. } => Some(key),
            _ => None,
        })
    }

    /// Whether it matches one text and no other.
    pub fn is_plain(&self) -> bool {
        self.0.iter().all(|token| matches!(token, Token::Char(_)))
    }

    /// Whether something of it is computed where the policy is made, so that what it matches isn't known.
    pub fn has_hole(&self) -> bool {
        self.0.contains(&Token::Hole)
    }

    /// The same, with what is computed before its last colon taken as whatever fits: the partition and the account of an
    /// ARN, which are those of who asks. So is what stands for them until somebody or a template fills it in, as
    /// `ACCOUNT-ID` or `${partition}`.
    pub fn with_own_account(self) -> Pattern {
        let mut parts: Vec<Vec<Token>> = self
            .0
            .split(|token| *token == Token::Char(':'))
            .map(<[Token]>::to_vec)
            .collect();
        let last = parts.len() - 1;
        for (number, part) in parts.iter_mut().enumerate().take(last) {
            let is_filled_in = match number {
                1 => !is_partition(part),
                4 if last == 5 => !is_account(part),
                _ => false,
            };
            if is_filled_in {
                *part = vec![Token::Any];
            }
            for token in part {
                if *token == Token::Hole {
                    *token = Token::Any;
                }
            }
        }
        Pattern(parts.join(&Token::Char(':')))
    }

    /// As a policy spells it whose variables are variables, or are text.
    pub fn spelled(&self, variables: Variables) -> String {
        let spelled = self.to_string();
        match variables {
            Variables::Expanded => spelled,
            // Only there does a `$` need a spelling of its own.
            Variables::Literal => spelled.replace("${$}", "$"),
        }
    }

    /// Whether it matches a whole text. `values` gives what a variable stands for, by its key.
    pub fn matches(&self, text: &str, case: Case, values: Values) -> bool {
        let pattern = self.glob(case, values);
        pattern.is_some_and(|Glob(pattern)| {
            WildMatchPattern::<ANY, ONE>::new(&pattern).matches(&case.folded(text.to_owned()))
        })
    }

    /// What it matches, for texts whose letters are folded as `case` wants it; `None` where it matches nothing: a variable has
    /// no value, or something isn't known.
    pub fn glob(&self, case: Case, values: Values) -> Option<Glob> {
        Some(Glob(case.folded(self.expanded(values)?)))
    }

    /// `None` where it matches nothing: a variable has no value, or something isn't known.
    fn expanded(&self, values: Values) -> Option<String> {
        let mut text = String::with_capacity(self.0.len());
        for token in &self.0 {
            match token {
                Token::Char(c) => text.push(*c),
                Token::One => text.push(ONE),
                Token::Any => text.push(ANY),
                Token::Hole => return None,
                Token::Variable { key, default } => {
                    text.push_str(&values(key).or_else(|| default.clone())?);
                }
            }
        }
        Some(text)
    }
}

/// Where letter case counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Everywhere.
    Counts,
    /// Nowhere, as in the names of actions.
    Ignored,
    /// After the partition and the service, as in an ARN.
    OfArn,
}

impl Case {
    /// A text whose letters are small where case doesn't count.
    fn folded(self, mut text: String) -> String {
        match self {
            Case::Counts => text,
            Case::Ignored => {
                text.make_ascii_lowercase();
                text
            }
            Case::OfArn => folded(text),
        }
    }
}

/// An ARN whose partition and service are in small letters: all before its third colon.
fn folded(mut arn: String) -> String {
    let end = arn.match_indices(':').nth(2);
    let end = end.map_or(arn.len(), |(at, _)| at);
    arn[..end].make_ascii_lowercase();
    arn
}

/// The variable that a text begins with, and how many bytes it takes.
fn variable(text: &str) -> Option<(Token, usize)> {
    let inside = text.strip_prefix("${")?;
    let end = inside.find('}')?;
    let inside = &inside[..end];
    let length = "${".len() + end + "}".len();
    let token = match inside {
        "*" | "?" | "$" => Token::Char(inside.chars().next()?),
        _ => {
            let (key, default) = match inside.split_once(',') {
                None => (inside, None),
                Some((key, default)) => {
                    let default = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
                    (key, Some(default.to_owned()))
                }
            };
            // What else stands there is the spelling of a template, which IAM doesn't know.
            if key.starts_with(['!', '{']) {
                return None;
            }
            Token::Variable {
                key: Key::new(key),
                default,
            }
        }
    };
    Some((token, length))
}

/// As a current policy would spell it: signs that stand for themselves are `${*}`, `${?}` and `${$}`.
impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.0.iter().skip(1).map(Some).chain([None]);
        self.0
            .iter()
            .zip(next)
            .try_for_each(|(token, next)| match token {
                Token::Char(c @ ('*' | '?')) => write!(f, "${{{c}}}"),
                Token::Char('$') if next == Some(&Token::Char('{')) => f.write_str("${$}"),
                Token::Char(c) => write!(f, "{c}"),
                Token::One => f.write_str("?"),
                Token::Any => f.write_str("*"),
                Token::Hole => write!(f, "{HOLE}"),
                Token::Variable { key, default: None } => write!(f, "${{{key}}}"),
                Token::Variable {
                    key,
                    default: Some(default),
                } => write!(f, "${{{key}, '{default}'}}"),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(key: &Key) -> Option<String> {
        key.is(USERNAME).then(|| "jane".to_owned())
    }

    fn is_match(pattern: &str, text: &str, case: Case) -> bool {
        Pattern::read(pattern, Variables::Expanded).matches(text, case, &own)
    }

    #[test]
    fn a_plain_pattern_has_no_wildcard_and_no_variable() {
        for (text, expected) in [
            ("jane", true),
            ("", true),
            ("jane*", false),
            ("jan?", false),
            ("${aws:username}", false),
            ("${*}", true),
        ] {
            let pattern = Pattern::read(text, Variables::Expanded);
            assert_eq!(pattern.is_plain(), expected, "{text}");
        }
    }

    #[test]
    fn wildcards_and_variables_match() {
        let device = "arn:aws:iam::111122223333:mfa/jane";
        for (pattern, expected) in [
            ("*", true),
            ("arn:aws:iam::*:mfa/*", true),
            ("arn:aws:iam::????????????:mfa/*", true),
            ("arn:aws:iam::???????????:mfa/*", false),
            ("ARN:AWS:IAM::111122223333:mfa/jane", true),
            ("arn:aws:iam::*:MFA/*", false),
            ("arn:aws:iam::*:mfa/JANE", false),
            ("arn:aws:iam::*:mfa/?", false),
            ("arn:aws:iam::*:mfa/j??e", true),
            ("arn:aws:iam::*:mfa/${aws:username}", true),
            ("arn:aws:iam::*:mfa/${AWS:UserName}", true),
            ("arn:aws:iam::*:mfa/${aws:userid}", false),
            ("arn:aws:iam::*:mfa/${aws:userid, 'jane'}", true),
            ("arn:aws:iam::*:mfa/${aws:username}-*", false),
            ("arn:aws:iam::*:mfa/${*}", false),
            ("arn:aws:iam::*:*/${aws:username}", true),
            ("arn:aws:iam::*", true),
            ("*a*a*a*z", false),
            ("", false),
        ] {
            assert_eq!(
                is_match(pattern, device, Case::OfArn),
                expected,
                "{pattern}"
            );
        }
        assert!(is_match("a${*}b", "a*b", Case::Counts));
        assert!(!is_match("a${*}b", "aXb", Case::Counts));
        assert!(is_match(
            "IAM:create*",
            "iam:CreateVirtualMFADevice",
            Case::Ignored
        ));
        assert!(!is_match(
            "IAM:create*",
            "iam:CreateVirtualMFADevice",
            Case::Counts
        ));
        assert!(is_match("**", "", Case::Counts));
    }

    #[test]
    fn variables_are_text_in_an_old_policy() {
        let text = "mfa/${aws:username}";
        let pattern = Pattern::read(text, Variables::Literal);
        assert!(pattern.matches(text, Case::Counts, &own));
        assert!(!pattern.matches("mfa/jane", Case::Counts, &own));
        assert_eq!(pattern.keys().count(), 0);
    }

    #[test]
    fn what_is_computed_matches_nothing_but_an_own_account() {
        let pattern = Pattern::read("arn:\u{FFFC}:iam::\u{FFFC}:mfa/x", Variables::Expanded);
        let device = "arn:aws:iam::111122223333:mfa/x";
        assert!(pattern.has_hole());
        assert!(!pattern.matches(device, Case::OfArn, &own));
        let pattern = pattern.with_own_account();
        assert!(!pattern.has_hole());
        assert!(pattern.matches(device, Case::OfArn, &own));
        let named =
            Pattern::read("arn:aws:iam::*:mfa/\u{FFFC}", Variables::Expanded).with_own_account();
        assert!(named.has_hole());
        for placeholder in [
            "arn:aws:iam::YOUR-ACCOUNT-ID:mfa/*",
            "arn:${aws_partition}:iam::*:mfa/*",
            "arn:aws:iam::{{ account }}:mfa/*",
        ] {
            let pattern = Pattern::read(placeholder, Variables::Expanded).with_own_account();
            assert!(pattern.matches(device, Case::OfArn, &own), "{placeholder}");
        }
        let other = Pattern::read("arn:aws:iam::444455556666:mfa/*", Variables::Expanded);
        assert!(!other.with_own_account().matches(device, Case::OfArn, &own));
        let unknown = Pattern::read("\u{FFFC}", Variables::Expanded).with_own_account();
        assert!(unknown.has_hole());
    }

    #[test]
    fn what_has_no_value_matches_nothing() {
        let unknown = Pattern::read("${aws:userid}", Variables::Expanded);
        assert_eq!(unknown.glob(Case::Counts, &own), None);
        assert_eq!(
            unknown.keys().cloned().collect::<Vec<_>>(),
            [Key::new("AWS:userid")]
        );
    }

    #[test]
    fn a_pattern_is_shown_as_it_would_be_spelled() {
        for text in ["a*b?${aws:username}", "${*}${?}$x", "${a, 'b'}"] {
            assert_eq!(Pattern::read(text, Variables::Expanded).to_string(), text);
        }
        let old = Pattern::read("${aws:username}*", Variables::Literal);
        assert_eq!(old.to_string(), "${$}{aws:username}*");
    }

    #[test]
    fn a_hostile_pattern_takes_no_more_than_its_product() {
        let pattern = "*a".repeat(2000) + "b";
        assert!(!is_match(&pattern, &"a".repeat(4000), Case::Counts));
    }
}
